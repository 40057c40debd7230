/* The association engine: connect, bind, log on, call. README.md shows the states and the rx buffer. */
#include "rpc/assoc.h"

#include "base/log.h"
#include "rpc/pdu.h"
#include "rpc/status.h"
#include "rpc/verifier.h"

/* bind and alter_context together. NTLM takes 2; a server that never ends the logon is cut off. */
#define MAX_LEGS 8u
/* Windows refuses larger ones and roll-over ([MS-RPCE] 3.3.3.5.2). */
#define MAX_CALL_ID 0x7FFFFFFFu

#if LWCLUS_STATISTICS
#define COUNT(a, counter, n) ((a)->stats.counter += (uint32_t)(n))
#else
#define COUNT(a, counter, n) ((void)(a))
#endif

static void trace(const struct lwclus_assoc *a, bool sent, uint32_t ptype, uint32_t bytes)
{
#if LWCLUS_TRACE
    if (a->trace != NULL) {
        a->trace(a->trace_user, sent, (uint8_t)ptype, a->opnum, bytes);
    }
#else
    (void)a;
    (void)sent;
    (void)ptype;
    (void)bytes;
#endif
}

/* ---- life ---- */

void lwclus_assoc_open(struct lwclus_assoc *a, const struct lwclus_transport *transport, uint8_t slot,
                       const struct lwclus_address *address, uint16_t port,
                       const struct lwclus_syntax *syntax, struct lwclus_auth *auth,
                       const struct lwclus_auth_source *source)
{
    a->transport = transport;
    a->slot = slot;
    a->address = address;
    a->port = port;
    a->syntax = syntax;
    a->auth = auth;
    if (auth != NULL) {
        lwclus_auth_wipe(auth);
        auth->source = source;
    }
    a->state = LWCLUS_ASSOC_CONNECTING;
    a->verification_sent = false;
    a->call_id = 0;
    a->opnum = 0;
    a->send_max = LWCLUS_FRAGMENT_BYTES;
    a->assoc_group_id = 0;
    a->tx_size = 0;
    a->tx_sent = 0;
    a->rx_got = 0;
    a->stub_size = 0;
    a->large_size = 0;
    a->large_sent = 0;
}

void lwclus_assoc_close(struct lwclus_assoc *a)
{
    if (a->state == LWCLUS_ASSOC_CLOSED) {
        return;
    }
    a->state = LWCLUS_ASSOC_CLOSED;
    a->transport->close(a->slot);
    if (a->auth != NULL) {
        lwclus_auth_wipe(a->auth);
    }
    /* Whole buffers: an earlier, longer response may lie behind what is in use now. */
    lwclus_wipe(a->tx.ptr, a->tx.size);
    lwclus_wipe(a->rx.ptr, a->rx.size);
}

lwclus_result lwclus_assoc_lost(const struct lwclus_assoc *a, uint32_t origin)
{
    uint32_t code = RPC_S_CALL_FAILED_DNE;

    if (a->state < LWCLUS_ASSOC_READY) {
        code = RPC_S_SERVER_UNAVAILABLE;
    } else if (a->state == LWCLUS_ASSOC_CALLING && (a->tx_sent != 0 || a->large_sent != 0)) {
        code = RPC_S_CALL_FAILED;
    }
    return LWCLUS_RESULT(origin, code);
}

/* ---- sending ---- */

/* `size` bytes of a buffer behind `skip`; empty when there are fewer. */
static void window(struct lwclus_cursor *c, const struct lwclus_span *buffer, uint32_t skip, uint32_t size)
{
    lwclus_cursor_init(c, buffer->ptr, buffer->size);
    (void)lwclus_cursor_take(c, skip);
    lwclus_cursor_split(c, size, c);
}

/* The verification trailer and its alignment behind `stub` bytes, when the request in hand carries one. */
static LWCLUS_NOINLINE uint32_t verification_bytes(const struct lwclus_assoc *a, uint32_t stub)
{
    return a->auth != NULL && !a->verification_sent ? ((0u - stub) & 3u) + LWCLUS_VERIFICATION_TRAILER_BYTES
                                                    : 0;
}

/* Stub bytes of one request fragment: the auth verifier fits behind them without pad. */
static LWCLUS_NOINLINE uint32_t fragment_room(const struct lwclus_assoc *a)
{
    uint32_t room = a->send_max - LWCLUS_REQUEST_HEADER_BYTES;

    if (a->auth != NULL) {
        room -= LWCLUS_SEC_TRAILER_BYTES + lwclus_auth_signature_bytes(a->auth);
    }
    return room & ~(LWCLUS_VERIFIER_ALIGN - 1u);
}

/* The same for a fragment that also takes the verification trailer when that is due. */
static LWCLUS_NOINLINE uint32_t last_room(const struct lwclus_assoc *a)
{
    return fragment_room(a) - verification_bytes(a, 0);
}

/* Stub bytes that the fragment of a large request takes which starts at large_sent. Fragments before the last
 * are multiples of 16 and leave at least one byte: nobody expects an empty last one. */
static uint32_t large_chunk(const struct lwclus_assoc *a)
{
    uint32_t left = a->large_size - a->large_sent;
    uint32_t whole = (left - 1u) & ~(LWCLUS_VERIFIER_ALIGN - 1u);
    uint32_t most;

    if (left <= last_room(a)) {
        return left;
    }
    most = fragment_room(a);
    return whole < most ? whole : most;
}

/* The PDU in `c` is finished: send() takes it from here. */
static lwclus_result queue(struct lwclus_assoc *a, const struct lwclus_cursor *c, uint32_t ptype)
{
    if (c->status != LWCLUS_OK) {
        lwclus_log(LWCLUS_LOG_ERROR, "rpc: PDU does not fit, raise LWCLUS_FRAGMENT_BYTES", ptype);
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
    }
    a->tx_size = c->pos;
    a->tx_sent = 0;
    a->rx_got = 0;
    COUNT(a, pdus_sent, 1);
    trace(a, true, ptype, c->pos);
    return LWCLUS_OK;
}

/* One request fragment. Stub data of a small request lies in tx already, `chunk` bytes behind the header. */
static lwclus_result queue_request(struct lwclus_assoc *a, uint32_t chunk)
{
    uint32_t left = a->large_size != 0 ? a->large_size - a->large_sent : chunk;
    uint32_t flags =
        (a->large_sent == 0 ? LWCLUS_PFC_FIRST_FRAG : 0u) | (chunk == left ? LWCLUS_PFC_LAST_FRAG : 0u);
    uint32_t verification = verification_bytes(a, left);
    struct lwclus_cursor c;
    lwclus_result result;

    lwclus_cursor_init(&c, a->tx.ptr, a->tx.size);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_REQUEST, flags, a->call_id);
    lwclus_put_u32(&c, left + verification); /* alloc_hint: all that follows ([MS-RPCE] 2.2.2.6) */
    lwclus_put_u16(&c, 0);                   /* p_cont_id */
    lwclus_put_u16(&c, a->opnum);
    if (a->large_size != 0) {
        struct lwclus_cursor part;

        window(&part, &a->rx, a->large_sent, chunk);
        lwclus_put_bytes(&c, part.base, part.cap);
    } else {
        (void)lwclus_cursor_take(&c, chunk);
    }
    if (chunk == left && verification != 0) {
        lwclus_verifier_put_verification(&c, a->syntax);
        a->verification_sent = true;
    }
    result = lwclus_verifier_seal(&c, a->auth);
    return c.status == LWCLUS_OK && result != LWCLUS_OK ? result : queue(a, &c, LWCLUS_PDU_REQUEST);
}

/* alter_context that answers `token`, or bind when that is NULL. When the token turns out to complete the
 * logon, nothing is sent. */
static LWCLUS_NOINLINE lwclus_result queue_context(struct lwclus_assoc *a, const struct lwclus_span *token)
{
    uint32_t ptype = token == NULL ? LWCLUS_PDU_BIND : LWCLUS_PDU_ALTER_CONTEXT;
    uint32_t flags = LWCLUS_PFC_WHOLE;
    uint32_t start;
    struct lwclus_cursor c;
    lwclus_result result;

    if (a->auth != NULL) {
        flags |= LWCLUS_PFC_SUPPORT_HEADER_SIGN;
    }
    lwclus_cursor_init(&c, a->tx.ptr, a->tx.size);
    lwclus_pdu_put_header(&c, ptype, flags, a->call_id + 1);
    lwclus_pdu_put_context(&c, a->syntax);
    start = c.pos;
    if (a->auth != NULL) {
        lwclus_verifier_put_trailer(&c, 0);
        start = c.pos;
        result = token == NULL ? lwclus_auth_start(a->auth, a->auth->source, &c)
                               : lwclus_auth_step(a->auth, *token, &c);
        if (result != LWCLUS_OK && result != c.status) {
            return result;
        }
        if (a->auth->done) {
            a->state = LWCLUS_ASSOC_READY;
            return LWCLUS_OK;
        }
    }
    if (a->call_id++ == MAX_LEGS) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR);
    }
    a->state = token == NULL ? LWCLUS_ASSOC_BINDING : LWCLUS_ASSOC_LOGGING_ON;
    lwclus_pdu_put_lengths(&c, c.pos - start);
    return queue(a, &c, ptype);
}

static lwclus_result connect(struct lwclus_assoc *a)
{
    int n = a->transport->connect(a->slot, a->address, a->port);

    if (n == LWCLUS_PORT_AGAIN) {
        return LWCLUS_PENDING;
    }
    COUNT(a, round_trips, 1);
    return n == LWCLUS_PORT_OK ? LWCLUS_OK : lwclus_assoc_lost(a, LWCLUS_ORIGIN_PORT);
}

/* Moves bytes until `*done` is `end`. Byte n of the PDU lies at `skip` + n in the buffer, modulo 2^32. */
static lwclus_result move(struct lwclus_assoc *a, bool out, const struct lwclus_span *buffer, uint32_t skip,
                          uint32_t *done, uint32_t end)
{
    while (*done < end) {
        struct lwclus_cursor part;
        int n;

        window(&part, buffer, skip + *done, end - *done);
        n = out ? a->transport->send(a->slot, part.base, part.cap)
                : a->transport->recv(a->slot, part.base, part.cap);
        if (n == LWCLUS_PORT_AGAIN) {
            return LWCLUS_PENDING;
        }
        if (n <= 0 || (uint32_t)n > part.cap) { /* 0 and too many break the contract of the port */
            return lwclus_assoc_lost(a, LWCLUS_ORIGIN_PORT);
        }
        *done += (uint32_t)n;
    }
    return LWCLUS_OK;
}

/* Sends until all fragments are out. */
static LWCLUS_NOINLINE lwclus_result send(struct lwclus_assoc *a)
{
    lwclus_result result = LWCLUS_OK;

    while (result == LWCLUS_OK && a->tx_sent < a->tx_size) {
        result = move(a, true, &a->tx, 0, &a->tx_sent, a->tx_size);
        if (result != LWCLUS_OK) {
            break;
        }
        COUNT(a, bytes_sent, a->tx_size);
        if (a->large_sent != a->large_size) {
            a->large_sent += large_chunk(a);
        }
        if (a->large_sent == a->large_size) {
            COUNT(a, round_trips, 1);
        } else {
            result = queue_request(a, large_chunk(a));
        }
    }
    return result;
}

/* ---- receiving ---- */

static lwclus_result response_too_large(uint32_t size)
{
    lwclus_log(LWCLUS_LOG_ERROR, "rpc: response too large, raise LWCLUS_STUB_BYTES", size);
    return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
}

static bool is_expected(const struct lwclus_assoc *a, const struct lwclus_pdu *pdu)
{
    bool whole = (pdu->flags & LWCLUS_PFC_WHOLE) == LWCLUS_PFC_WHOLE;
    uint32_t state = a->state;
    bool first = (pdu->flags & LWCLUS_PFC_FIRST_FRAG) != 0;

    if (pdu->call_id != a->call_id) {
        return false;
    }
    switch (pdu->ptype) {
    case LWCLUS_PDU_RESPONSE: /* stub_size is 0 before the first fragment only */
        state = LWCLUS_ASSOC_CALLING;
        whole = first == (a->stub_size == 0);
        break;
    case LWCLUS_PDU_FAULT:
        break;
    case LWCLUS_PDU_BIND_ACK:
    case LWCLUS_PDU_BIND_NAK:
        state = LWCLUS_ASSOC_BINDING;
        break;
    case LWCLUS_PDU_ALTER_CONTEXT_RESP:
        state = LWCLUS_ASSOC_LOGGING_ON;
        break;
    default:
        return false;
    }
    return whole && state == a->state;
}

/* True when an auth verifier is missing or comes unasked. */
static LWCLUS_NOINLINE bool is_unequal(const struct lwclus_assoc *a, const struct lwclus_pdu *pdu)
{
    return (pdu->auth_length != 0) != (a->auth != NULL);
}

/* Takes bind_ack and alter_context_resp. With authentication `token` is what the next PDU answers. */
static lwclus_result on_context(struct lwclus_assoc *a, const struct lwclus_pdu *pdu, struct lwclus_cursor *c,
                                struct lwclus_span *token)
{
    struct lwclus_verifier v;
    struct lwclus_pdu_context context;
    lwclus_result result = lwclus_verifier_cut(c, pdu->auth_length, &v);

    if (result != LWCLUS_OK) {
        return result;
    }
    lwclus_cursor_init(c, v.pdu.body.ptr, v.pdu.body.size - v.pad);
    result = lwclus_pdu_get_context(c, &context);
    if (result != LWCLUS_OK) {
        return result;
    }
    if (is_unequal(a, pdu)) {
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
        a->send_max = (uint16_t)(context.max_recv_frag < a->send_max ? context.max_recv_frag : a->send_max);
    }
    if (a->auth == NULL) {
        a->state = LWCLUS_ASSOC_READY;
    }
    *token = v.token;
    return LWCLUS_OK;
}

static lwclus_result on_fault(struct lwclus_assoc *a, struct lwclus_cursor *body)
{
    lwclus_result result = lwclus_status_from_fault(lwclus_get_u32(body));

    (void)lwclus_cursor_take(body, 4); /* reserved; extended error information behind it is ignored */
    if (body->status != LWCLUS_OK) {
        return LWCLUS_PDU_MALFORMED;
    }
    if (a->state == LWCLUS_ASSOC_CALLING) {
        a->state = LWCLUS_ASSOC_READY;
        a->stub_size = 0;
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
    lwclus_result result = lwclus_verifier_cut(c, pdu->auth_length, &v);

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
static LWCLUS_NOINLINE lwclus_result receive(struct lwclus_assoc *a, struct lwclus_span *token)
{
    const struct lwclus_span header = {a->header, sizeof a->header};
    uint32_t size = a->state == LWCLUS_ASSOC_CALLING ? sizeof a->header : LWCLUS_PDU_HEADER_BYTES;
    struct lwclus_pdu pdu;
    struct lwclus_cursor head;
    struct lwclus_cursor c;
    lwclus_result result = move(a, false, &header, 0, &a->rx_got, size);

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
    window(&c, &a->rx, a->stub_size, pdu.frag_length - size);
    if (c.status != LWCLUS_OK) {
        return response_too_large(pdu.frag_length);
    }
    result = move(a, false, &a->rx, a->stub_size - size, &a->rx_got, pdu.frag_length);
    if (result != LWCLUS_OK) {
        return result;
    }
    COUNT(a, pdus_received, 1);
    COUNT(a, bytes_received, pdu.frag_length);
    trace(a, false, pdu.ptype, pdu.frag_length);
    a->rx_got = 0;
    switch (pdu.ptype) {
    case LWCLUS_PDU_RESPONSE:
    case LWCLUS_PDU_FAULT:
        return on_answer(a, &pdu, lwclus_cursor_left(&head) != 0 ? &head : &c, &c);
    case LWCLUS_PDU_BIND_NAK:
        result = lwclus_status_from_bind_nak(lwclus_get_u16(&c));
        return c.status == LWCLUS_OK ? result : LWCLUS_PDU_MALFORMED;
    default:
        return on_context(a, &pdu, &c, token);
    }
}

lwclus_result lwclus_assoc_step(struct lwclus_assoc *a)
{
    lwclus_result result = LWCLUS_OK;
    struct lwclus_span token;

    if (a->state == LWCLUS_ASSOC_CLOSED) {
        return lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL);
    }
    if (a->state == LWCLUS_ASSOC_CONNECTING) {
        result = connect(a);
        if (result == LWCLUS_OK) {
            result = queue_context(a, NULL);
        }
    }
    while (result == LWCLUS_OK && a->state != LWCLUS_ASSOC_READY) {
        result = send(a);
        if (result == LWCLUS_OK) {
            result = receive(a, &token);
        }
        if (result == LWCLUS_OK && a->state < LWCLUS_ASSOC_READY) {
            result =
                queue_context(a, &token); /* from here, to keep the frames of receiving off the logon's */
        }
    }
    /* Only a fault leaves a failed call and a living association. */
    if (result != LWCLUS_OK && result != LWCLUS_PENDING && a->state != LWCLUS_ASSOC_READY) {
        lwclus_assoc_close(a);
    }
    return result;
}

/* ---- calls ---- */

struct lwclus_cursor lwclus_assoc_stub(struct lwclus_assoc *a, bool large)
{
    struct lwclus_cursor c;

    if (a->state != LWCLUS_ASSOC_READY) {
        lwclus_cursor_init(&c, NULL, 0);
        lwclus_cursor_fail(&c, lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL));
        return c;
    }
    if (large) {
        lwclus_cursor_init(&c, a->rx.ptr, LWCLUS_STUB_BYTES);
    } else {
        window(&c, &a->tx, LWCLUS_REQUEST_HEADER_BYTES, last_room(a));
    }
    return c;
}

lwclus_result lwclus_assoc_submit(struct lwclus_assoc *a, uint16_t opnum, const struct lwclus_cursor *stub)
{
    lwclus_result result = stub->status;

    if (a->state != LWCLUS_ASSOC_READY) {
        return lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL);
    }
    if (result != LWCLUS_OK) {
        return result; /* nothing was sent, READY as before */
    }
    a->state = LWCLUS_ASSOC_CALLING;
    a->opnum = opnum;
    a->stub_size = 0;
    a->tx_size = 0;
    a->tx_sent = 0;
    a->large_sent = 0;
    a->large_size = stub->cap == LWCLUS_STUB_BYTES ? stub->pos : 0; /* more than any fragment has room for */
    if (a->call_id == MAX_CALL_ID) {
        result = lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL);
    } else {
        a->call_id++;
        result = queue_request(a, a->large_size != 0 ? large_chunk(a) : stub->pos);
    }
    if (result != LWCLUS_OK) {
        lwclus_assoc_close(a);
    }
    return result;
}

struct lwclus_cursor lwclus_assoc_response(struct lwclus_assoc *a)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, a->rx.ptr, a->stub_size);
    return c;
}
