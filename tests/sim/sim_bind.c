/* Simulated cluster: bind and alter_context ([C706] 12.6.4.3, [MS-RPCE] 3.3.1.5.2 and 3.3.1.5.6). */
#include "sim_int.h"

/* Bind time feature negotiation, [MS-RPCE] 2.2.2.14: first eight bytes of the transfer syntax. */
static const uint8_t feature_uuid[8] = {0x2c, 0x1c, 0xb7, 0x6c, 0x12, 0x98, 0x40, 0x45};

struct result {
    uint16_t result, reason;
};

struct bind {
    uint16_t max_xmit, max_recv;
    uint32_t group;
    uint32_t contexts;
    struct result result[SIM_CONTEXTS];
    bool accepted; /* at least one */
    bool reject;   /* the connection is refused with `reason` */
    uint16_t reason;
    uint8_t token[1024];
    struct lwclus_cursor out; /* writes to token */
};

static bool authenticates(const struct sim_conn *conn)
{
    return conn->port == conn->cluster->port;
}

static void check(struct sim_conn *conn, bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(conn->cluster, text, value);
    }
}

/* One p_cont_elem_t: exactly one transfer syntax each, [MS-RPCE] 3.3.1.5.6. */
static struct result read_context(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t index)
{
    const uint8_t *interface = conn->port == SIM_PORT_MAPPER ? sim_uuid_epm : sim_uuid_clusapi;
    bool known, ndr, feature;
    uint32_t version;
    uint8_t syntax[16];

    conn->context[index].id = lwclus_get_u16(c);
    check(conn, conn->context[index].id == index, "p_cont_id", conn->context[index].id);
    check(conn, lwclus_get_u16(c) == 1, "number of transfer syntaxes", index);
    known = lwclus_get_equal(c, interface, 16);
    version = lwclus_get_u32(c);
    check(conn, known && version == 3, "abstract syntax", version);
    lwclus_get_bytes(c, syntax, 16);
    version = lwclus_get_u32(c);
    ndr = memcmp(syntax, sim_uuid_ndr, 16) == 0 && version == 2;
    feature = memcmp(syntax, feature_uuid, 8) == 0 && version == 1;
    check(conn, ndr || feature, "transfer syntax", version);
    if (sim_todo(conn, SIM_REJECT)) {
        uint32_t lie = sim_lie(conn, SIM_REJECT, 0);

        return (struct result){(uint16_t)(lie >> 16), (uint16_t)lie};
    }
    if (!known) {
        return (struct result){2, 1};
    }
    if (feature) {
        return conn->bound ? (struct result){2, 2} : (struct result){3, 3};
    }
    return ndr ? (struct result){0, 0} : (struct result){2, 2};
}

/* The list of leg 3 repeats that of leg 1, [MS-RPCE] 3.3.1.5.2.1. */
static void keep_list(struct sim_conn *conn, const uint8_t *list, uint32_t size, bool again)
{
    if (again) {
        check(conn, memcmp(conn->context_list, list, size) == 0, "alter_context with other contexts", size);
    } else {
        memcpy(conn->context_list, list, size);
    }
}

static bool read_bind(struct sim_conn *conn, struct sim_pdu *pdu, struct bind *b)
{
    struct lwclus_cursor *c = &pdu->body;
    bool again = pdu->ptype == SIM_PDU_ALTER;

    b->max_xmit = lwclus_get_u16(c);
    b->max_recv = lwclus_get_u16(c);
    b->group = lwclus_get_u32(c);
    b->contexts = lwclus_get_u8(c);
    check(conn, lwclus_get_u8(c) == 0 && lwclus_get_u16(c) == 0, "reserved bytes of a bind", 0);
    check(conn, b->max_xmit >= 1432 && b->max_recv >= 1432, "fragments below 1432", b->max_recv);
    check(conn, b->group == 0 || (again && b->group == conn->group), "assoc_group_id", b->group);
    if (b->contexts == 0 || b->contexts > SIM_CONTEXTS || lwclus_cursor_left(c) != b->contexts * 44u ||
        (again && b->contexts != conn->contexts)) {
        sim_complain(conn->cluster, "context list", b->contexts);
        return false;
    }
    keep_list(conn, pdu->base + c->pos, b->contexts * 44u, again);
    conn->contexts = b->contexts;
    for (uint32_t i = 0; i < b->contexts; i++) {
        b->result[i] = read_context(conn, c, i);
        conn->context[i].accepted = b->result[i].result == 0;
        b->accepted = b->accepted || b->result[i].result == 0;
    }
    return true;
}

static void write_results(struct sim_conn *conn, struct lwclus_cursor *c, const struct bind *b)
{
    lwclus_put_u8(c, (uint8_t)sim_lie(conn, SIM_RESULTS, b->contexts));
    lwclus_put_zeros(c, 3);
    for (uint32_t i = 0; i < b->contexts; i++) {
        lwclus_put_u16(c, b->result[i].result);
        lwclus_put_u16(c, b->result[i].reason);
        if (b->result[i].result == 0) {
            lwclus_put_bytes(c, sim_uuid_ndr, 16);
            lwclus_put_u32(c, 2);
        } else {
            lwclus_put_zeros(c, 20);
        }
    }
}

/* Port as text with its NUL; empty in alter_context_resp, as Samba has it. */
static void write_address(struct lwclus_cursor *c, uint16_t port)
{
    uint32_t divisor = 10000;

    lwclus_put_u16(c, 6);
    for (; divisor > 0; divisor /= 10u) {
        lwclus_put_u8(c, (uint8_t)('0' + port / divisor % 10u));
    }
    lwclus_put_u8(c, 0);
}

static void acknowledge(struct sim_conn *conn, const struct sim_pdu *pdu, struct bind *b)
{
    bool first = pdu->ptype == SIM_PDU_BIND;
    uint32_t flags = SIM_PFC_FIRST | SIM_PFC_LAST;
    bool token = b->out.pos > 0 && !sim_todo(conn, SIM_NO_TOKEN);
    struct lwclus_cursor c;

    if (first) {
        conn->multiplexed = (pdu->flags & SIM_PFC_MPX) != 0 && !conn->cluster->one_call;
        flags |= conn->multiplexed ? SIM_PFC_MPX : 0u;
    }
    flags |= authenticates(conn) && !sim_todo(conn, SIM_NO_HEADER_SIGN) ? pdu->flags & SIM_PFC_SIGN : 0u;
    c = sim_send_begin(conn, first ? SIM_PDU_BIND_ACK : SIM_PDU_ALTER_RESP, flags, pdu->call_id);
    lwclus_put_u16(&c, conn->max_send);
    lwclus_put_u16(&c, conn->cluster->fragment);
    lwclus_put_u32(&c, conn->group);
    if (first) {
        write_address(&c, conn->port);
    } else {
        lwclus_put_u16(&c, 0);
    }
    lwclus_cursor_align(&c, 4, true);
    write_results(conn, &c, b);
    if (token || (!first && conn->auth.mech == SIM_MECH_RAW)) { /* empty, but there */
        sim_send_trailer(conn, &c, 0);
        lwclus_put_bytes(&c, b->token, b->out.pos);
    }
    sim_send_end(conn, &c, token ? b->out.pos : 0);
}

/* Authentication token of the PDU; false = fault, the logon is refused. */
static bool log_on(struct sim_conn *conn, struct sim_pdu *pdu, struct bind *b)
{
    if (!authenticates(conn)) {
        check(conn, pdu->auth_size == 0, "logon where none is wanted", pdu->auth_size);
        return pdu->auth_size == 0;
    }
    check(conn, (pdu->flags & SIM_PFC_SIGN) != 0 || pdu->ptype == SIM_PDU_ALTER, "no header signing offered",
          pdu->flags);
    if (pdu->auth_size == 0) {
        sim_complain(conn->cluster, "bind without authentication", pdu->ptype);
        return false;
    }
    if (sim_todo(conn, SIM_GARBAGE_TOKEN)) {
        memset(b->token, 0x30, sizeof b->token);
        lwclus_cursor_take(&b->out, sim_lie(conn, SIM_GARBAGE_TOKEN, 0));
        return true;
    }
    return pdu->auth_type == 16 ? sim_raw_step(conn, &pdu->token, &b->out)
                                : sim_spnego_step(conn, &pdu->token, &b->out);
}

static bool refused(struct sim_conn *conn, const struct sim_pdu *pdu)
{
    if (sim_todo(conn, SIM_BIND_NAK)) {
        sim_send_nak(conn, pdu->call_id, sim_lie(conn, SIM_BIND_NAK, 0));
        return true;
    }
    if (sim_todo(conn, SIM_FAULT)) {
        sim_send_fault(conn, pdu->call_id, sim_lie(conn, SIM_FAULT, 0));
        return true;
    }
    return false;
}

void sim_bind(struct sim_conn *conn, struct sim_pdu *pdu)
{
    struct bind b = {0};

    lwclus_cursor_init(&b.out, b.token, sizeof b.token);
    check(conn, (pdu->flags & 3u) == 3u, "flags of a bind", pdu->flags);
    if ((pdu->ptype == SIM_PDU_BIND) == conn->bound) {
        sim_complain(conn->cluster, "bind twice, or alter_context before bind", pdu->ptype);
        conn->end = true;
        return;
    }
    if (!sim_due(conn, NULL)) {
        return;
    }
    if (!read_bind(conn, pdu, &b)) {
        sim_send_nak(conn, pdu->call_id, 0);
        conn->end = true;
    } else if (refused(conn, pdu)) {
        conn->contexts = conn->bound ? conn->contexts : 0;
    } else if (b.accepted && !log_on(conn, pdu, &b)) {
        if (conn->auth.mech != SIM_MECH_NTLM && pdu->ptype == SIM_PDU_BIND) {
            sim_send_nak(conn, pdu->call_id, 0);
        } else {
            sim_send_fault(conn, pdu->call_id, SIM_FAULT_SEC_PKG_ERROR);
        }
        conn->end = true;
    } else {
        conn->max_send = b.max_recv < conn->max_send && b.max_recv >= 256 ? b.max_recv : conn->max_send;
        conn->group = conn->bound ? conn->group : 0x5100u + sim_node_of(conn)->accepted;
        acknowledge(conn, pdu, &b);
        conn->bound = b.accepted;
    }
    sim_answered(conn);
}
