/* Simulated cluster: received PDUs, strictly checked, and requests put together from fragments. */
#include "sim_int.h"

const uint8_t sim_uuid_clusapi[16] = {0xb2, 0xb8, 0x7d, 0xb9, 0x63, 0x4c, 0xcf, 0x11,
                                      0xbf, 0xf6, 0x08, 0x00, 0x2b, 0xe2, 0x3f, 0x2f};
const uint8_t sim_uuid_epm[16] = {0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11,
                                  0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa};
const uint8_t sim_uuid_ndr[16] = {0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11,
                                  0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60};

static void check(struct sim_conn *conn, bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(conn->cluster, text, value);
    }
}

/* Common header, [C706] 12.6.3.1. */
static void read_header(struct sim_conn *conn, struct sim_pdu *pdu)
{
    static const uint8_t drep[4] = {0x10, 0, 0, 0};
    struct lwclus_cursor *c = &pdu->body;
    uint16_t version, frag;

    version = lwclus_get_u16(c);
    pdu->ptype = lwclus_get_u8(c);
    pdu->flags = lwclus_get_u8(c);
    check(conn, version == 5, "rpc_vers is not 5.0", version);
    check(conn, lwclus_get_equal(c, drep, 4), "data representation", 0);
    frag = lwclus_get_u16(c);
    pdu->auth_size = lwclus_get_u16(c);
    pdu->call_id = lwclus_get_u32(c);
    check(conn, frag == pdu->size, "frag_length", frag);
    check(conn, !conn->bound || frag <= conn->cluster->fragment, "fragment larger than offered", frag);
    check(conn, pdu->call_id <= 0x7fffffffu, "call_id above 0x7fffffff", pdu->call_id);
    check(conn, pdu->call_id >= conn->last_call_id, "call_id goes back", pdu->call_id);
    conn->last_call_id = pdu->call_id;
}

/* sec_trailer, [MS-RPCE] 2.2.2.11: type, level, place and pad; cuts it and the token off the body. */
static bool read_verifier(struct sim_conn *conn, struct sim_pdu *pdu)
{
    uint32_t align = pdu->ptype == SIM_PDU_REQUEST ? 16u : 4u,
             phase = pdu->ptype == SIM_PDU_REQUEST ? 8u : 0u;
    uint32_t at, pad, id;
    struct lwclus_cursor c;

    if (pdu->auth_size + 8u + 24u > pdu->size) {
        sim_complain(conn->cluster, "auth_length", pdu->auth_size);
        return false;
    }
    at = pdu->size - pdu->auth_size - 8u;
    lwclus_cursor_init(&c, pdu->base + at, 8u + pdu->auth_size);
    check(conn, at % align == phase, "sec_trailer is not aligned", at);
    pdu->auth_type = lwclus_get_u8(&c);
    check(conn,
          pdu->auth_type == 9
              ? conn->auth.mech != SIM_MECH_RAW
              : pdu->auth_type == 16 && (pdu->ptype == SIM_PDU_BIND || conn->auth.mech == SIM_MECH_RAW),
          "auth_type", pdu->auth_type);
    pdu->auth_level = lwclus_get_u8(&c);
    check(conn, pdu->auth_level == 6, "auth_level is not privacy", pdu->auth_level);
    pad = lwclus_get_u8(&c);
    check(conn, pad < 16 && pad <= at - 24u, "auth_pad_length", pad);
    check(conn, lwclus_get_u8(&c) == 0, "auth_reserved", 0);
    id = lwclus_get_u32(&c);
    check(conn, pdu->ptype == SIM_PDU_BIND || id == conn->auth_context_id, "auth_context_id changed", id);
    if (pad > at - 24u) {
        return false;
    }
    conn->auth_context_id = id;
    pdu->token = c;
    pdu->body.cap = at - pad;
    return true;
}

static bool open_body(struct sim_conn *conn, struct sim_pdu *pdu)
{
    uint32_t size = pdu->size - 24u - 8u - pdu->auth_size;

    return conn->auth.mech == SIM_MECH_NTLM ? sim_ntlm_open(&conn->auth, pdu->base, pdu->size, 24, size)
                                            : sim_krb5_open(&conn->auth, pdu->base, 24, size);
}

/* Protection of a request: decrypted in place, or none where none is due. */
static bool open_request(struct sim_conn *conn, struct sim_pdu *pdu)
{
    bool authenticated = conn->port == conn->cluster->port;

    if (!authenticated) {
        check(conn, pdu->auth_size == 0, "verifier without authentication", pdu->auth_size);
        return pdu->auth_size == 0;
    }
    if (conn->auth.leg != 2) {
        sim_complain(conn->cluster, "request before the logon is complete", conn->auth.leg);
        sim_send_fault(conn, pdu->call_id, SIM_FAULT_PROTOCOL);
        return false;
    }
    if (pdu->auth_size != sim_token_bytes(&conn->auth) || !open_body(conn, pdu)) {
        sim_complain(conn->cluster, "request with a wrong signature", pdu->call_id);
        sim_send_fault(conn, pdu->call_id, SIM_FAULT_SEC_PKG_ERROR);
        conn->end = true;
        return false;
    }
    return true;
}

/* False: the answer waits until the next one is out. */
static bool in_time(struct sim_conn *conn, uint32_t size)
{
    if (!sim_todo(conn, SIM_LATE) || conn->late.on || size > sizeof conn->late.stub) {
        return true;
    }
    conn->late.on = true;
    conn->late.call_id = conn->call_id;
    conn->late.size = size;
    memcpy(conn->late.stub, conn->reply, size);
    return false;
}

static void answer(struct sim_conn *conn, struct sim_call *call)
{
    uint32_t size;

    if (call->fault == 0 && call->out.status != LWCLUS_OK) {
        sim_complain(conn->cluster, "simulator: answer too large", call->opnum);
    }
    if (call->fault != 0) {
        sim_send_fault(conn, conn->call_id, call->fault);
    } else {
        size = sim_lie(conn, SIM_STUB_GROW, call->out.pos);
        size = sim_lie(conn, SIM_STUB_CUT, size < SIM_STUB_BYTES ? size : SIM_STUB_BYTES);
        if (size > call->out.pos) {
            memset(conn->reply + call->out.pos, 0, size - call->out.pos);
        }
        if (sim_todo(conn, SIM_STUB_GARBAGE)) {
            memset(conn->reply, 0xff, size);
        }
        if (!in_time(conn, size)) {
            return;
        }
        sim_send_response(conn, conn->call_id, conn->reply, size);
    }
    sim_answered(conn);
    if (conn->late.on) {
        conn->late.on = false;
        sim_send_response(conn, conn->late.call_id, conn->late.stub, conn->late.size);
    }
}

/* The request is complete. */
static void run_call(struct sim_conn *conn)
{
    struct sim_call call = {.conn = conn, .opnum = conn->opnum};

    check(conn, conn->alloc_hint == 0 || conn->alloc_hint <= conn->stub_size, "alloc_hint", conn->alloc_hint);
    if (!sim_due(conn, &call.opnum)) {
        conn->verified = true; /* a server that does not answer has read it all the same */
        return;
    }
    lwclus_cursor_init(&call.in, conn->stub, conn->stub_size);
    lwclus_cursor_init(&call.out, conn->reply, SIM_STUB_BYTES);
    call.status = sim_lie(conn, SIM_STATUS, 0);
    call.rpc_status = sim_lie(conn, SIM_RPC_STATUS, 0);
    call.fault = sim_lie(conn, SIM_FAULT, 0);
    if (conn->port == SIM_PORT_MAPPER) {
        sim_epm_call(&call);
    } else {
        sim_node_of(conn)->requests++;
        sim_method_call(&call);
    }
    answer(conn, &call);
}

static bool context_accepted(const struct sim_conn *conn, uint16_t id)
{
    for (uint32_t i = 0; i < conn->contexts; i++) {
        if (conn->context[i].id == id && conn->context[i].accepted) {
            return true;
        }
    }
    return false;
}

/* Order and identity of fragments, [C706] 12.6.3. */
static bool fragment_fits(struct sim_conn *conn, const struct sim_pdu *pdu, uint16_t cont_id, uint16_t opnum)
{
    bool first = (pdu->flags & SIM_PFC_FIRST) != 0;

    if (first == conn->in_call) {
        sim_complain(conn->cluster, "first fragment flag", pdu->flags);
        return false;
    }
    if (!first && (pdu->call_id != conn->call_id || cont_id != conn->cont_id || opnum != conn->opnum)) {
        sim_complain(conn->cluster, "fragments of different calls", pdu->call_id);
        return false;
    }
    check(conn, !first || pdu->call_id > conn->call_id || conn->call_id == 0, "call_id used twice",
          pdu->call_id);
    return true;
}

static void request(struct sim_conn *conn, struct sim_pdu *pdu)
{
    struct lwclus_cursor *c = &pdu->body;
    uint32_t hint = lwclus_get_u32(c), n;
    uint16_t cont_id = lwclus_get_u16(c), opnum = lwclus_get_u16(c);

    check(conn, conn->bound && context_accepted(conn, cont_id), "presentation context", cont_id);
    check(conn, (pdu->flags & ~(SIM_PFC_FIRST | SIM_PFC_LAST)) == 0, "flags of a request", pdu->flags);
    if (!open_request(conn, pdu) || !fragment_fits(conn, pdu, cont_id, opnum)) {
        return;
    }
    if ((pdu->flags & SIM_PFC_FIRST) != 0) {
        check(conn, conn->multiplexed || conn->out_size == conn->out_taken,
              "call before the answer to the one before", pdu->call_id);
        conn->stub_size = 0;
        conn->call_id = pdu->call_id;
        conn->cont_id = cont_id;
        conn->opnum = opnum;
        conn->alloc_hint = hint;
    }
    n = lwclus_cursor_left(c);
    if (n > SIM_STUB_BYTES - conn->stub_size) {
        sim_complain(conn->cluster, "simulator: request too large", n);
        return;
    }
    lwclus_get_bytes(c, conn->stub + conn->stub_size, n);
    conn->stub_size += n;
    conn->in_call = (pdu->flags & SIM_PFC_LAST) == 0;
    if (!conn->in_call) {
        run_call(conn);
    }
}

void sim_pdu_receive(struct sim_conn *conn, uint8_t *data, uint32_t size)
{
    struct sim_pdu pdu = {.base = data, .size = size};

    lwclus_cursor_init(&pdu.body, data, size);
    lwclus_cursor_init(&pdu.token, data, 0);
    read_header(conn, &pdu);
    if (size < 24 || (pdu.auth_size > 0 && !read_verifier(conn, &pdu))) {
        sim_complain(conn->cluster, "PDU too short", size);
        conn->end = true;
        return;
    }
    switch (pdu.ptype) {
    case SIM_PDU_BIND:
    case SIM_PDU_ALTER:
        sim_bind(conn, &pdu);
        break;
    case SIM_PDU_REQUEST:
        request(conn, &pdu);
        break;
    default:
        sim_complain(conn->cluster, "PDU type that a client does not send here", pdu.ptype);
        conn->end = true;
        break;
    }
}
