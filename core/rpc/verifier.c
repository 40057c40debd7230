/* sec_trailer, padding, verification trailer; sealing and opening of whole PDUs. */
#include "rpc/verifier.h"

/* auth_level packet privacy ([MS-RPCE] 2.2.1.1.8), auth_context_id */
#define AUTH_LEVEL      6u
#define AUTH_CONTEXT_ID 1u

/* Signature; SEC_VT_COMMAND_BITMASK_1 with CLIENT_SUPPORT_HEADER_SIGNING; head of SEC_VT_COMMAND_PCONTEXT,
 * the last command ([MS-RPCE] 2.2.2.13.1, .2, .4). */
static const uint8_t verification_head[] = {0x8a, 0xe3, 0x13, 0x71, 0x02, 0xf4, 0x36, 0x71, 0x01, 0x00,
                                            0x04, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02, 0x40, 0x28, 0x00};

void lwclus_verifier_put_trailer(struct lwclus_cursor *c, const struct lwclus_auth *auth, uint32_t pad)
{
    lwclus_put_u32(c, lwclus_auth_type(auth) | (AUTH_LEVEL << 8) | (pad << 16));
    lwclus_put_u32(c, AUTH_CONTEXT_ID);
}

void lwclus_verifier_put_verification(struct lwclus_cursor *c, const struct lwclus_syntax *syntax)
{
    lwclus_cursor_align(c, 4, true);
    lwclus_put_bytes(c, verification_head, sizeof verification_head);
    lwclus_put_bytes(c, syntax, sizeof *syntax);
}

lwclus_result lwclus_verifier_seal(struct lwclus_cursor *c, struct lwclus_auth *auth)
{
    struct lwclus_auth_pdu pdu;
    uint8_t *signature = NULL;
    uint32_t pad, token = 0;

    if (auth != NULL) {
        /* The 16-byte grid starts with the stub data, not with the PDU ([MS-RPCE] 2.2.2.11: PDU body). */
        pad = (LWCLUS_REQUEST_HEADER_BYTES - c->pos) & (LWCLUS_VERIFIER_ALIGN - 1u);
        lwclus_put_zeros(c, pad);
        pdu.header.ptr = c->base;
        pdu.header.size = LWCLUS_REQUEST_HEADER_BYTES;
        pdu.body.ptr = c->base + LWCLUS_REQUEST_HEADER_BYTES;
        pdu.body.size = c->pos - LWCLUS_REQUEST_HEADER_BYTES;
        pdu.trailer.ptr = lwclus_cursor_take(c, 0);
        pdu.trailer.size = LWCLUS_SEC_TRAILER_BYTES;
        lwclus_verifier_put_trailer(c, auth, pad);
        token = lwclus_verifier_token_bytes(auth);
        signature = lwclus_cursor_take(c, token);
    }
    lwclus_pdu_put_lengths(c, token); /* before signing: the header is covered */
    if (c->status != LWCLUS_OK || auth == NULL) {
        return c->status;
    }
    return lwclus_auth_seal(auth, &pdu, signature);
}

lwclus_result lwclus_verifier_cut(struct lwclus_cursor *c, const struct lwclus_auth *auth,
                                  uint32_t auth_length, struct lwclus_verifier *out)
{
    uint32_t tail = auth_length != 0 ? LWCLUS_SEC_TRAILER_BYTES + auth_length : 0;
    uint32_t kind, context_id;

    out->pdu.body.size = lwclus_cursor_left(c) - tail; /* cannot be taken when it wraps */
    out->pdu.body.ptr = lwclus_cursor_take(c, out->pdu.body.size);
    out->token.ptr = NULL;
    out->token.size = auth_length;
    out->pad = 0;
    if (c->status != LWCLUS_OK) {
        return LWCLUS_PDU_MALFORMED;
    }
    if (auth_length == 0) {
        return LWCLUS_OK;
    }
    out->pdu.trailer.ptr = lwclus_cursor_take(c, 0);
    out->pdu.trailer.size = LWCLUS_SEC_TRAILER_BYTES;
    kind = lwclus_get_u32(c); /* the highest byte is reserved */
    context_id = lwclus_get_u32(c);
    out->token.ptr = lwclus_cursor_take(c, auth_length);
    out->pad = (kind >> 16) & 0xffu;
    if ((kind >> 8 & 0xffu) != AUTH_LEVEL || context_id != AUTH_CONTEXT_ID ||
        (auth != NULL && (kind & 0xffu) != lwclus_auth_type(auth))) {
        return LWCLUS_VERIFIER_WRONG;
    }
    return out->pad <= out->pdu.body.size ? LWCLUS_OK : LWCLUS_PDU_MALFORMED;
}

lwclus_result lwclus_verifier_open(struct lwclus_verifier *v, struct lwclus_auth *auth,
                                   struct lwclus_cspan header)
{
    lwclus_result result;

    v->pdu.header = header;
    result = lwclus_auth_open(auth, &v->pdu, v->token);
    v->pdu.body.size -= v->pad;
    return result;
}
