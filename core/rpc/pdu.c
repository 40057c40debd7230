/* Common header, bind and alter_context bodies. */
#include "rpc/pdu.h"

#define SEC_TRAILER_BYTES 8u

/* p_cont_def_result_t ([MS-RPCE] 2.2.2.4) */
#define RESULT_ACCEPTANCE    0u
#define RESULT_NEGOTIATE_ACK 3u

#define LENGTHS 8u /* where frag_length and auth_length stand in the header */

#define VERSION 5u    /* rpc_vers 5, rpc_vers_minor 0 */
#define DREP    0x10u /* little-endian, ASCII, IEEE */

#define NDR20                                                                                                \
    {                                                                                                        \
        0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2    \
    }

const struct lwclus_syntax lwclus_syntax_clusapi = {
    {0xb2, 0xb8, 0x7d, 0xb9, 0x63, 0x4c, 0xcf, 0x11, 0xbf, 0xf6, 0x08, 0x00, 0x2b, 0xe2, 0x3f, 0x2f, 3},
    NDR20};

const struct lwclus_syntax lwclus_syntax_epm = {
    {0x08, 0x83, 0xaf, 0xe1, 0x1f, 0x5d, 0xc9, 0x11, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa, 3},
    NDR20};

void lwclus_pdu_put_header(struct lwclus_cursor *c, uint32_t ptype, uint32_t flags, uint32_t call_id)
{
    lwclus_put_u32(c, VERSION | (ptype << 16) | (flags << 24));
    lwclus_put_u32(c, DREP);
    lwclus_put_u32(c, 0);
    lwclus_put_u32(c, call_id);
}

void lwclus_pdu_put_lengths(struct lwclus_cursor *c, uint32_t auth_length)
{
    uint32_t end = c->pos;

    lwclus_cursor_seek(c, LENGTHS); /* written before */
    lwclus_put_u32(c, end | auth_length << 16);
    lwclus_cursor_seek(c, end);
}

void lwclus_pdu_put_context(struct lwclus_cursor *c, const struct lwclus_syntax *syntax)
{
    static const uint8_t head[] = {
        LWCLUS_FRAGMENT_BYTES & 0xffu,
        LWCLUS_FRAGMENT_BYTES >> 8, /* max_xmit_frag */
        LWCLUS_FRAGMENT_BYTES & 0xffu,
        LWCLUS_FRAGMENT_BYTES >> 8, /* max_recv_frag */
        0,
        0,
        0,
        0, /* assoc_group_id: a new one */
        1,
        0,
        0,
        0, /* n_context_elem, reserved */
        0,
        0,
        1,
        0, /* p_cont_id, n_transfer_syn, reserved */
    };

    lwclus_put_bytes(c, head, sizeof head);
    lwclus_put_bytes(c, syntax, sizeof *syntax);
}

lwclus_result lwclus_pdu_get_header(struct lwclus_cursor *c, struct lwclus_pdu *out)
{
    uint32_t first = lwclus_get_u32(c);
    uint32_t drep = lwclus_get_u32(c);
    uint32_t lengths = lwclus_get_u32(c);
    uint32_t room = LWCLUS_PDU_HEADER_BYTES;

    out->ptype = (first >> 16) & 0xffu;
    out->flags = first >> 24;
    out->frag_length = lengths & 0xffffu;
    out->auth_length = lengths >> 16;
    out->call_id = lwclus_get_u32(c);
    if (out->auth_length != 0) {
        room += SEC_TRAILER_BYTES + out->auth_length;
    }
    if (c->status != LWCLUS_OK || (first & 0xffffu) != VERSION || drep != DREP || out->frag_length < room ||
        out->frag_length > LWCLUS_PDU_MAX_BYTES) {
        return LWCLUS_PDU_MALFORMED;
    }
    return LWCLUS_OK;
}

/* provider_reason_t of a rejected context ([C706] 12.6.3.1) */
static lwclus_result rejection(uint32_t reason)
{
    static const uint16_t codes[] = {ERROR_ACCESS_DENIED, RPC_S_UNKNOWN_IF, RPC_S_UNSUPPORTED_TRANS_SYN,
                                     RPC_S_SERVER_TOO_BUSY};

    return LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, codes[reason < 4 ? reason : 0]);
}

lwclus_result lwclus_pdu_get_context(struct lwclus_cursor *c, struct lwclus_pdu_context *out)
{
    uint32_t n_results, result;
    bool ndr20;

    out->max_xmit_frag = lwclus_get_u16(c);
    out->max_recv_frag = lwclus_get_u16(c);
    out->assoc_group_id = lwclus_get_u32(c);
    (void)lwclus_cursor_take(c, lwclus_get_u16(c)); /* secondary address ([MS-RPCE] 3.3.1.5.5: ignored) */
    lwclus_cursor_align(c, 4, false);
    n_results = lwclus_get_u32(c) & 0xffu; /* the other three bytes are reserved */
    result = lwclus_get_u32(c);            /* the reason is its upper half */
    ndr20 = lwclus_get_equal(c, lwclus_syntax_clusapi.ndr20, LWCLUS_SYNTAX_BYTES);
    if (c->status != LWCLUS_OK || n_results != 1 || (result & 0xffffu) >= RESULT_NEGOTIATE_ACK) {
        return LWCLUS_PDU_MALFORMED;
    }
    if ((result & 0xffffu) != RESULT_ACCEPTANCE) {
        return rejection(result >> 16);
    }
    return ndr20 ? LWCLUS_OK : LWCLUS_PDU_MALFORMED;
}
