/* The association engine: what the server says. Every PDU is judged before it changes anything. */
#include "rpc/assoc_internal.h"

#include "base/log.h"
#include "rpc/status.h"

/* bind_nak reasons when the server does not take a ticket ([MS-RPCE] 2.2.2.5): not specified, authentication
 * type not recognized. */
#define NAK_UNSPECIFIED 0u
#define NAK_AUTH_TYPE   8u

static lwclus_result response_too_large(uint32_t size)
{
    lwclus_log(LWCLUS_LOG_ERROR, "rpc: response too large, raise LWCLUS_STUB_BYTES", size);
    return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
}

#if LWCLUS_PIPELINED
/* The bit of `awaited`; 0 when nothing waits for that answer. */
static LWCLUS_NOINLINE uint32_t awaited_bit(const struct lwclus_assoc *a, uint32_t call_id)
{
    uint32_t turn = a->call_id - call_id;

    return turn < LWCLUS_MAX_CALLS ? a->awaited & 1u << turn : 0;
}
#endif

/* Calls in flight are answered in any order ([MS-RPCE] 3.3.2.5.2), but one response after the other. */
static bool is_awaited(const struct lwclus_assoc *a, uint32_t call_id)
{
#if LWCLUS_PIPELINED_LOGON
    if (lwclus_assoc_early(a) && call_id == a->last_leg) {
        return true;
    }
#endif
#if LWCLUS_PIPELINED
    return a->stub_size == 0 ? awaited_bit(a, call_id) != 0 : call_id == a->answered;
#else
    return call_id == a->call_id;
#endif
}

static bool is_expected(const struct lwclus_assoc *a, const struct lwclus_pdu *pdu)
{
    bool whole = (pdu->flags & LWCLUS_PFC_WHOLE) == LWCLUS_PFC_WHOLE;
    uint32_t state = lwclus_assoc_early(a) ? (uint32_t)LWCLUS_ASSOC_LOGGING_ON : a->state;
    uint32_t now = state;
    bool first = (pdu->flags & LWCLUS_PFC_FIRST_FRAG) != 0;

    if (!is_awaited(a, pdu->call_id)) {
        return false;
    }
    if (pdu->ptype == LWCLUS_PDU_RESPONSE) { /* stub_size is 0 before the first fragment only */
        state = LWCLUS_ASSOC_CALLING;
        whole = first == (a->stub_size == 0);
    } else if (pdu->ptype == LWCLUS_PDU_BIND_ACK || pdu->ptype == LWCLUS_PDU_BIND_NAK) {
        state = LWCLUS_ASSOC_BINDING;
    } else if (pdu->ptype == LWCLUS_PDU_ALTER_CONTEXT_RESP) {
        state = LWCLUS_ASSOC_LOGGING_ON;
    } else if (pdu->ptype != LWCLUS_PDU_FAULT) {
        return false;
    }
    return whole && state == now;
}

/* True when an auth verifier is missing or comes unasked. */
static LWCLUS_NOINLINE bool is_unequal(const struct lwclus_assoc *a, const struct lwclus_pdu *pdu)
{
    return (pdu->auth_length != 0) != (a->auth != NULL);
}

/* Without SPNEGO the server has nothing to say to the last token; an empty sec_trailer comes all the same. */
static bool ends_silently(const struct lwclus_assoc *a)
{
    return LWCLUS_KERBEROS && lwclus_assoc_unconfirmed(a) && a->auth->kind == LWCLUS_AUTH_KIND_KERBEROS_RAW;
}

/* Takes bind_ack and alter_context_resp. With authentication `token` is what the next PDU answers. */
static lwclus_result on_context(struct lwclus_assoc *a, const struct lwclus_pdu *pdu, struct lwclus_cursor *c,
                                struct lwclus_span *token)
{
    struct lwclus_verifier v;
    struct lwclus_pdu_context context;
    lwclus_result result = lwclus_verifier_cut(c, a->auth, pdu->auth_length, &v);

    if (result != LWCLUS_OK) {
        return result;
    }
    lwclus_cursor_init(c, v.pdu.body.ptr, v.pdu.body.size - v.pad);
    result = lwclus_pdu_get_context(c, &context);
    if (result != LWCLUS_OK) {
        return result;
    }
    if (is_unequal(a, pdu) && !ends_silently(a)) {
        return LWCLUS_VERIFIER_WRONG;
    }
    if (a->state == LWCLUS_ASSOC_BINDING) {
        if (context.max_recv_frag < LWCLUS_PDU_MUST_RECV_FRAG ||
            context.max_xmit_frag < LWCLUS_PDU_MUST_RECV_FRAG) {
            return LWCLUS_PDU_MALFORMED;
        }
        /* Without header signing opnum and alloc_hint would be unprotected: never accepted silently. */
        if (a->auth != NULL && (pdu->flags & LWCLUS_PFC_SUPPORT_HEADER_SIGN) == 0) {
            return LWCLUS_VERIFIER_WRONG;
        }
        a->assoc_group_id = context.assoc_group_id;
#if LWCLUS_PIPELINED
        a->multiplexed = (pdu->flags & LWCLUS_PFC_CONC_MPX) != 0;
#endif
        a->send_max = (uint16_t)(context.max_recv_frag < a->send_max ? context.max_recv_frag : a->send_max);
    }
    if (a->auth == NULL) {
        a->state = LWCLUS_ASSOC_READY;
    }
    *token = v.token;
    return LWCLUS_OK;
}

static lwclus_result on_bind_nak(const struct lwclus_assoc *a, struct lwclus_cursor *body)
{
    uint16_t reason = lwclus_get_u16(body);

    if (body->status != LWCLUS_OK) {
        return LWCLUS_PDU_MALFORMED;
    }
    return lwclus_assoc_kerberos(a) && (reason == NAK_UNSPECIFIED || reason == NAK_AUTH_TYPE)
               ? LWCLUS_ASSOC_LOGON_REFUSED
               : lwclus_status_from_bind_nak(reason);
}

static lwclus_result on_fault(struct lwclus_assoc *a, struct lwclus_cursor *body)
{
    lwclus_result result = lwclus_status_from_fault(lwclus_get_u32(body));

    (void)lwclus_cursor_take(body, 4); /* reserved; extended error information behind it is ignored */
    if (body->status != LWCLUS_OK) {
        return LWCLUS_PDU_MALFORMED;
    }
    if (a->state == LWCLUS_ASSOC_CALLING && !lwclus_assoc_early(a)) {
        a->state = LWCLUS_ASSOC_READY;
        a->stub_size = 0;
    } else if (lwclus_assoc_kerberos(a) && LWCLUS_CODE(result) == RPC_S_SEC_PKG_ERROR) {
        return LWCLUS_ASSOC_LOGON_REFUSED; /* wrong ticket, mostly */
    } else if (a->auth != NULL &&
               (LWCLUS_CODE(result) == RPC_S_SEC_PKG_ERROR || LWCLUS_CODE(result) == ERROR_ACCESS_DENIED)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_ACCESS_DENIED); /* wrong password, mostly */
    }
    return result;
}

/* Takes a response or fault: the rest of its header stands at `head`, all behind that at `c`. */
static lwclus_result on_answer(struct lwclus_assoc *a, const struct lwclus_pdu *pdu,
                               struct lwclus_cursor *head, struct lwclus_cursor *c)
{
    bool fault = pdu->ptype == LWCLUS_PDU_FAULT;
    bool last = (pdu->flags & LWCLUS_PFC_LAST_FRAG) != 0;
    uint32_t alloc_hint = lwclus_get_u32(head);
    uint32_t context = lwclus_get_u32(head); /* p_cont_id, cancel_count, reserved or fault flags */
    struct lwclus_verifier v;
    lwclus_result result = lwclus_verifier_cut(c, a->auth, pdu->auth_length, &v);

    if (alloc_hint > 0x7FFFFFFFu || (context & 0xffffu) != 0) { /* [MS-RPCE] 3.3.2.5.2 */
        return LWCLUS_PDU_MALFORMED;
    }
    /* Servers leave faults unprotected, so one without a verifier is believed: a forged one only makes a call
     * fail. */
    if (!fault && is_unequal(a, pdu)) {
        return LWCLUS_VERIFIER_WRONG;
    }
    if (result == LWCLUS_OK && pdu->auth_length != 0 && a->auth != NULL && (!fault || a->auth->done)) {
        result = lwclus_verifier_open(&v, a->auth, (struct lwclus_cspan){a->header, sizeof a->header});
    }
    if (result != LWCLUS_OK) {
        return result;
    }
    if (fault) {
        lwclus_cursor_init(c, v.pdu.body.ptr, v.pdu.body.size);
        return on_fault(a, c);
    }
    if (v.pdu.body.size == 0 && !last) { /* a series of them would never end */
        return LWCLUS_PDU_MALFORMED;
    }
    if (v.pdu.body.size > LWCLUS_STUB_BYTES - a->stub_size) {
        return response_too_large(v.pdu.body.size);
    }
    a->stub_size += v.pdu.body.size;
    if (last) {
        a->state = LWCLUS_ASSOC_READY;
    }
    return LWCLUS_OK;
}

/* Receives one PDU and acts on it. The header of a response goes into `header` whole, so that stub data of
 * fragments gathers in rx without gaps; a PDU that is shorter is refused as soon as its common header is
 * there. */
lwclus_result lwclus_assoc_receive(struct lwclus_assoc *a, struct lwclus_span *token)
{
    const struct lwclus_span header = {a->header, sizeof a->header};
    uint32_t size = a->state == LWCLUS_ASSOC_CALLING && !lwclus_assoc_early(a) ? sizeof a->header
                                                                               : LWCLUS_PDU_HEADER_BYTES;
    struct lwclus_pdu pdu;
    struct lwclus_cursor head;
    struct lwclus_cursor c;
    lwclus_result result = lwclus_assoc_move(a, false, &header, 0, size);

    if (a->rx_got < LWCLUS_PDU_HEADER_BYTES) {
        return result;
    }
    lwclus_cursor_init(&head, a->header, size);
    if (lwclus_pdu_get_header(&head, &pdu) != LWCLUS_OK || !is_expected(a, &pdu) || pdu.frag_length < size) {
        return LWCLUS_PDU_MALFORMED;
    }
    if (result != LWCLUS_OK) {
        return result;
    }
    lwclus_assoc_window(&c, &a->rx, a->stub_size, pdu.frag_length - size);
    if (c.status != LWCLUS_OK) {
        return response_too_large(pdu.frag_length);
    }
    result = lwclus_assoc_move(a, false, &a->rx, a->stub_size - size, pdu.frag_length);
    if (result != LWCLUS_OK) {
        return result;
    }
    COUNT(a, pdus_received, 1);
    COUNT(a, bytes_received, pdu.frag_length);
#if LWCLUS_PIPELINED
    a->answered = pdu.call_id;
    if ((pdu.flags & LWCLUS_PFC_LAST_FRAG) != 0) {
        a->awaited = (uint16_t)(a->awaited ^ awaited_bit(a, pdu.call_id));
    }
#endif
    lwclus_assoc_trace(a, false, pdu.ptype, pdu.frag_length);
    a->rx_got = 0;
    switch (pdu.ptype) {
    case LWCLUS_PDU_RESPONSE:
    case LWCLUS_PDU_FAULT:
        return on_answer(a, &pdu, lwclus_cursor_left(&head) != 0 ? &head : &c, &c);
    case LWCLUS_PDU_BIND_NAK:
        return on_bind_nak(a, &c);
    default:
        return on_context(a, &pdu, &c, token);
    }
}
