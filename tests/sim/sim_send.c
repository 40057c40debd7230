/* Simulated cluster: PDUs on their way out, with fragments and auth verifiers. */
#include "sim_int.h"

/* Starts a PDU behind what waits already; the lies of the common header go in here. */
struct lwclus_cursor sim_send_begin(struct sim_conn *conn, uint32_t ptype, uint32_t flags, uint32_t call_id)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, conn->out + conn->out_size, SIM_OUT_BYTES - conn->out_size);
    lwclus_put_u8(&c, (uint8_t)sim_lie(conn, SIM_VERSION, 5));
    lwclus_put_u8(&c, 0);
    lwclus_put_u8(&c, (uint8_t)sim_lie(conn, SIM_PTYPE, ptype));
    lwclus_put_u8(&c, (uint8_t)(flags & ~sim_lie(conn, SIM_PFC_CLEAR, 0)));
    lwclus_put_u8(&c, (uint8_t)sim_lie(conn, SIM_DREP, 0x10));
    lwclus_put_zeros(&c, 3);
    lwclus_put_u32(&c, 0); /* frag_length, auth_length: sim_send_end */
    lwclus_put_u32(&c, call_id + sim_lie(conn, SIM_CALL_ID, 0));
    return c;
}

void sim_send_trailer(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t pad)
{
    lwclus_put_u8(c, (uint8_t)sim_lie(conn, SIM_AUTH_TYPE, conn->auth.mech == SIM_MECH_RAW ? 16 : 9));
    lwclus_put_u8(c, (uint8_t)sim_lie(conn, SIM_LEVEL, 6));
    lwclus_put_u8(c, (uint8_t)sim_lie(conn, SIM_AUTH_PAD, pad));
    lwclus_put_u8(c, 0);
    lwclus_put_u32(c, sim_lie(conn, SIM_AUTH_CONTEXT, conn->auth_context_id));
}

/* Fills in the lengths and queues the PDU. */
void sim_send_end(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t auth_size)
{
    if (c->status != LWCLUS_OK) {
        sim_complain(conn->cluster, "simulator: too many answers waiting", c->cap);
        return;
    }
    lwclus_patch_u16(c, 8, (uint16_t)sim_lie(conn, SIM_FRAG_LENGTH, c->pos));
    lwclus_patch_u16(c, 10, (uint16_t)sim_lie(conn, SIM_AUTH_LENGTH, auth_size));
    conn->out_size += c->pos;
}

void sim_send_fault(struct sim_conn *conn, uint32_t call_id, uint32_t status)
{
    uint32_t flags = SIM_PFC_FIRST | SIM_PFC_LAST | (status == SIM_FAULT_OP_RANGE ? SIM_PFC_DNE : 0);
    struct lwclus_cursor c = sim_send_begin(conn, SIM_PDU_FAULT, flags, call_id);

    lwclus_put_u32(&c, 32);
    lwclus_put_u32(&c, 0);
    lwclus_put_u32(&c, status);
    lwclus_put_u32(&c, 0);
    sim_send_end(conn, &c, 0);
}

void sim_send_nak(struct sim_conn *conn, uint32_t call_id, uint32_t reason)
{
    struct lwclus_cursor c = sim_send_begin(conn, SIM_PDU_BIND_NAK, SIM_PFC_FIRST | SIM_PFC_LAST, call_id);

    lwclus_put_u16(&c, (uint16_t)reason);
    lwclus_put_u8(&c, 1);
    lwclus_put_u8(&c, 5);
    lwclus_put_u8(&c, 0);
    sim_send_end(conn, &c, 0);
}

struct fragment {
    const uint8_t *stub;
    uint32_t size, left; /* of this fragment; of the call from here on */
    uint32_t flags, call_id;
    bool sealed;
};

static void seal(struct sim_conn *conn, uint8_t *pdu, uint32_t size)
{
    struct sim_auth *auth = &conn->auth;
    uint32_t body = size - 24u - 8u - sim_token_bytes(auth);

#if LWCLUS_KERBEROS
    if (auth->mech != SIM_MECH_NTLM) {
        sim_krb5_seal(auth, pdu, 24, body, auth->krb.sequence[1] + sim_lie(conn, SIM_SEQUENCE, 0));
        auth->krb.sequence[1]++;
        pdu[size - 9u] ^= sim_todo(conn, SIM_SIGNATURE) ? 0x01u : 0u;
        return;
    }
#endif
    sim_ntlm_seal(auth, pdu, size, 24, body, auth->sequence[1] + sim_lie(conn, SIM_SEQUENCE, 0));
    auth->sequence[1]++;
    pdu[size - 9u] ^= sim_todo(conn, SIM_SIGNATURE) ? 0x01u : 0u;
}

static void send_fragment(struct sim_conn *conn, const struct fragment *f)
{
    uint8_t *pdu = conn->out + conn->out_size;
    uint32_t at = conn->out_size;
    uint32_t pad = (16u - f->size % 16u) % 16u;
    struct lwclus_cursor c = sim_send_begin(conn, SIM_PDU_RESPONSE, f->flags, f->call_id);

    lwclus_put_u32(&c, sim_lie(conn, SIM_ALLOC_HINT, f->left));
    lwclus_put_u16(&c, (uint16_t)sim_lie(conn, SIM_CONTEXT_ID, conn->cont_id));
    lwclus_put_u16(&c, 0);
    lwclus_put_bytes(&c, f->stub, f->size);
    if (f->sealed) {
        lwclus_put_zeros(&c, pad);
        sim_send_trailer(conn, &c, pad);
        lwclus_put_zeros(&c, sim_token_bytes(&conn->auth));
    }
    sim_send_end(conn, &c, f->sealed ? sim_token_bytes(&conn->auth) : 0);
    if (f->sealed && conn->out_size > at) {
        seal(conn, pdu, conn->out_size - at);
    }
}

void sim_send_response(struct sim_conn *conn, uint32_t call_id, const uint8_t *stub, uint32_t size)
{
    bool sealed = conn->auth.leg == 2 && !sim_todo(conn, SIM_UNSEALED);
    uint32_t room = (conn->max_send - 24u - 8u - sim_token_bytes(&conn->auth)) & ~15u;
    uint32_t chunk = conn->cluster->chunk > 0 && conn->cluster->chunk < room ? conn->cluster->chunk : room;
    uint32_t at = 0;

    do {
        struct fragment f = {stub + at, size - at < chunk ? size - at : chunk, size - at, 0, call_id, sealed};

        f.flags = (at == 0 ? SIM_PFC_FIRST : 0u) | (f.size == f.left ? SIM_PFC_LAST : 0u);
        send_fragment(conn, &f);
        at += f.size;
    } while (at < size);
}
