/* The association engine: connect, bind, log on, call. README.md shows the states and the rx buffer. */
#include "rpc/assoc_internal.h"

#include "base/log.h"

/* bind and alter_context together. NTLM takes 2; a server that never ends the logon is cut off. */
#define MAX_LEGS 8u
/* Windows refuses larger ones and roll-over ([MS-RPCE] 3.3.3.5.2). */
#define MAX_CALL_ID 0x7FFFFFFFu
/* Where what is being sent lies. */
#if LWCLUS_KERBEROS
#define SENT_FROM(a) ((a)->from_rx ? &(a)->rx : &(a)->tx)
#else
#define SENT_FROM(a) (&(a)->tx)
#endif
/* frag_length; only a bind could be that large, with its ticket. */
#define MAX_PDU_BYTES 0xffffu

#if LWCLUS_TRACE
void lwclus_assoc_trace(const struct lwclus_assoc *a, bool sent, uint32_t ptype, uint32_t bytes)
{
    if (a->trace != NULL) {
        a->trace(a->trace_user, sent, (uint8_t)ptype, a->opnum[TURN(sent ? a->call_id : ANSWERED(a))], bytes);
    }
}
#endif

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
#if LWCLUS_PIPELINED
    a->multiplexed = false;
    a->awaited = 0;
#endif
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
#if LWCLUS_PIPELINED
    a->awaited = 0;
#endif
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

    if (a->state < LWCLUS_ASSOC_READY || lwclus_assoc_early(a)) {
        code = RPC_S_SERVER_UNAVAILABLE;
    } else if (a->state == LWCLUS_ASSOC_CALLING && (a->tx_sent != 0 || a->large_sent != 0)) {
        code = RPC_S_CALL_FAILED;
    }
    return LWCLUS_RESULT(origin, code);
}

/* ---- sending ---- */

/* `size` bytes of a buffer behind `skip`; empty when there are fewer. */
void lwclus_assoc_window(struct lwclus_cursor *c, const struct lwclus_span *buffer, uint32_t skip,
                         uint32_t size)
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
        room -= LWCLUS_SEC_TRAILER_BYTES + lwclus_verifier_token_bytes(a->auth);
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
    if (c->status != LWCLUS_OK || (LWCLUS_KERBEROS && c->pos > MAX_PDU_BYTES)) {
        lwclus_log(LWCLUS_LOG_ERROR, "rpc: PDU does not fit, raise LWCLUS_FRAGMENT_BYTES", ptype);
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
    }
    a->tx_size = START(a) + c->pos;
    a->tx_sent = 0;
#if LWCLUS_KERBEROS
    a->from_rx = c->base == a->rx.ptr;
#endif
    COUNT(a, pdus_sent, 1);
    lwclus_assoc_trace(a, true, ptype, c->pos);
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

#if LWCLUS_PIPELINED
    lwclus_assoc_window(&c, &a->tx, a->tx_size, a->tx.size - a->tx_size);
#else
    lwclus_cursor_init(&c, a->tx.ptr, a->tx.size);
#endif
    lwclus_pdu_put_header(&c, LWCLUS_PDU_REQUEST, flags, a->call_id);
    lwclus_put_u32(&c, left + verification); /* alloc_hint: all that follows ([MS-RPCE] 2.2.2.6) */
    lwclus_put_u32(&c, (uint32_t)a->opnum[TURN(a->call_id)] << 16); /* p_cont_id 0, opnum */
    if (a->large_size != 0) {
        struct lwclus_cursor part;

        lwclus_assoc_window(&part, &a->rx, a->large_sent, chunk);
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

/* alter_context that answers `token`. When that is NULL: the PDU with the first token, which is a bind unless
 * the logon starts over; it is built in rx, which is idle, because tx has no room for a ticket. When the
 * logon has to start over nothing is sent. */
static LWCLUS_NOINLINE lwclus_result queue_context(struct lwclus_assoc *a, const struct lwclus_span *token)
{
    const struct lwclus_span *buffer = LWCLUS_KERBEROS && token == NULL ? &a->rx : &a->tx;
    bool bind = a->state == LWCLUS_ASSOC_CONNECTING;
    uint32_t flags = LWCLUS_PFC_WHOLE;
    uint32_t start;
    struct lwclus_cursor c;
    lwclus_result result;

    if (a->auth != NULL) {
        flags |= LWCLUS_PFC_SUPPORT_HEADER_SIGN;
    }
#if LWCLUS_PIPELINED
    if (bind) {
        flags |= LWCLUS_PFC_CONC_MPX;
    }
#endif
    lwclus_cursor_init(&c, buffer->ptr, buffer->size);
    lwclus_pdu_put_header(&c, bind ? LWCLUS_PDU_BIND : LWCLUS_PDU_ALTER_CONTEXT, flags, a->call_id + 1);
    lwclus_pdu_put_context(&c, a->syntax);
    start = c.pos;
    if (a->auth != NULL) {
        lwclus_verifier_put_trailer(&c, a->auth, 0);
        start = c.pos;
        result = token == NULL ? lwclus_auth_start(a->auth, a->auth->source, &c)
                               : lwclus_auth_step(a->auth, *token, &c);
        if (result != LWCLUS_OK && result != c.status) {
            return result;
        }
        if (lwclus_auth_again(a->auth)) {
            return LWCLUS_OK;
        }
    }
    if (a->call_id++ == MAX_LEGS) {
        return LWCLUS_ASSOC_LOGON_REFUSED;
    }
    a->state = bind ? LWCLUS_ASSOC_BINDING : LWCLUS_ASSOC_LOGGING_ON;
#if LWCLUS_PIPELINED
    a->awaited = 1;
    a->tx_size = 0;
#endif
#if LWCLUS_PIPELINED_LOGON
    /* The first calls may go into the same flight. Not with NTLM: its server has proved nothing yet. */
    a->last_leg = (uint8_t)a->call_id;
    if (lwclus_assoc_early(a) && lwclus_assoc_kerberos(a) && a->multiplexed) {
        a->state = LWCLUS_ASSOC_READY;
        a->awaited = 0;
    }
#endif
    lwclus_pdu_put_lengths(&c, c.pos - start);
    return queue(a, &c, bind ? LWCLUS_PDU_BIND : LWCLUS_PDU_ALTER_CONTEXT);
}

/* The server's answer to the last token of the logon. */
static LWCLUS_NOINLINE lwclus_result confirm(struct lwclus_assoc *a, const struct lwclus_span *token)
{
    lwclus_result result = lwclus_auth_confirm(a->auth, *token);

#if LWCLUS_PIPELINED_LOGON
    if (a->awaited != 0) {
        return result; /* calls went along */
    }
#endif
    if (result == LWCLUS_OK) {
        a->state = LWCLUS_ASSOC_READY;
    }
    return result;
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

lwclus_result lwclus_assoc_move(struct lwclus_assoc *a, bool out, const struct lwclus_span *buffer,
                                uint32_t skip, uint32_t end)
{
    uint32_t *done = out ? &a->tx_sent : &a->rx_got;

    while (*done < end) {
        struct lwclus_cursor part;
        int n;

        lwclus_assoc_window(&part, buffer, skip + *done, end - *done);
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
        result = lwclus_assoc_move(a, true, SENT_FROM(a), 0, a->tx_size);
        if (result != LWCLUS_OK) {
            break;
        }
        COUNT(a, bytes_sent, a->tx_size);
        if (a->large_sent != a->large_size) {
            a->tx_size = 0; /* the next one goes to the front */
            a->large_sent += large_chunk(a);
        }
        if (a->large_sent == a->large_size) {
            COUNT(a, round_trips, 1);
            break;
        } else {
            result = queue_request(a, large_chunk(a));
        }
    }
    return result;
}

/* ---- advancing ---- */

lwclus_result lwclus_assoc_step(struct lwclus_assoc *a)
{
    lwclus_result result = LWCLUS_OK;
    struct lwclus_span token;

    if (a->state == LWCLUS_ASSOC_CLOSED) {
        return lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL);
    }
#if LWCLUS_PIPELINED
    if (a->state == LWCLUS_ASSOC_READY && a->awaited != 0) {
        a->state = LWCLUS_ASSOC_CALLING;
        a->stub_size = 0;
    } else if (a->state == LWCLUS_ASSOC_READY && lwclus_assoc_early(a)) {
        a->state = LWCLUS_ASSOC_LOGGING_ON;
    }
#endif
    if (a->state == LWCLUS_ASSOC_CONNECTING) {
        result = connect(a);
        if (result == LWCLUS_OK) {
            result = queue_context(a, NULL);
        }
    }
    while (result == LWCLUS_OK && a->state != LWCLUS_ASSOC_READY) {
        result = send(a);
        if (result == LWCLUS_OK) {
            result = lwclus_assoc_receive(a, &token);
        }
        /* from here, to keep the frames of receiving off the logon's */
        if (result == LWCLUS_OK && lwclus_assoc_unconfirmed(a)) {
            result = confirm(a, &token);
        } else if (result == LWCLUS_OK && a->state < LWCLUS_ASSOC_READY) {
            result = queue_context(a, &token);
            if (result == LWCLUS_OK && lwclus_auth_again(a->auth)) {
                result = queue_context(a, NULL);
            }
        }
    }
    /* Only a fault leaves a failed call and a living association. */
    if (result != LWCLUS_OK && result != LWCLUS_PENDING && a->state != LWCLUS_ASSOC_READY) {
        lwclus_assoc_close(a);
    }
    return result;
}

/* ---- calls ---- */

#if LWCLUS_RECONNECT
lwclus_result lwclus_assoc_probe(struct lwclus_assoc *a)
{
    const struct lwclus_span header = {a->header, sizeof a->header};
    lwclus_result result = LWCLUS_PENDING;

    if (a->state == LWCLUS_ASSOC_READY) {
        result = lwclus_assoc_move(a, false, &header, 0, 1);
        if (result != LWCLUS_OK && result != LWCLUS_PENDING) {
            lwclus_assoc_close(a);
            return result;
        }
    }
    return LWCLUS_OK; /* a byte that nobody asked for is judged with the next answer */
}
#endif

/* Makes room for the first call of a flight, or one more while nothing of the flight has left. A large one
 * goes alone. */
static bool make_room(struct lwclus_assoc *a, bool large)
{
#if LWCLUS_PIPELINED
    if (a->awaited != 0 || lwclus_assoc_early(a)) {
        return !large && a->multiplexed && a->state >= LWCLUS_ASSOC_READY && a->tx_sent == 0 &&
               a->large_size == 0 && a->tx.size - a->tx_size >= TX_LEAST &&
               a->awaited >> (LWCLUS_MAX_CALLS - 1u) == 0;
    }
    a->tx_size = 0;
#else
    (void)large;
#endif
    return a->state == LWCLUS_ASSOC_READY;
}

struct lwclus_cursor lwclus_assoc_stub(struct lwclus_assoc *a, bool large)
{
    struct lwclus_cursor c;
    uint32_t room;

    if (!make_room(a, large)) {
        lwclus_cursor_init(&c, NULL, 0);
        lwclus_cursor_fail(&c, lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL));
        return c;
    }
    if (large) {
        lwclus_cursor_init(&c, a->rx.ptr, LWCLUS_STUB_BYTES);
        return c;
    }
    room = last_room(a);
#if LWCLUS_PIPELINED
    if (a->tx_size != 0 && room > a->tx.size - a->tx_size - TX_LEAST) {
        room = a->tx.size - a->tx_size - TX_LEAST;
    }
#endif
    lwclus_assoc_window(&c, &a->tx, START(a) + LWCLUS_REQUEST_HEADER_BYTES, room);
    return c;
}

lwclus_result lwclus_assoc_submit(struct lwclus_assoc *a, uint16_t opnum, const struct lwclus_cursor *stub)
{
    lwclus_result result = stub->status;

    if (!make_room(a, false)) {
        return lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL);
    }
    if (result != LWCLUS_OK) {
        return result; /* nothing was sent, all as before */
    }
    a->stub_size = 0;
    a->large_sent = 0;
    a->large_size = stub->cap == LWCLUS_STUB_BYTES ? stub->pos : 0; /* more than any fragment has room for */
    if (a->call_id == MAX_CALL_ID) {
        result = lwclus_assoc_lost(a, LWCLUS_ORIGIN_LOCAL);
    } else {
        a->state = LWCLUS_ASSOC_CALLING;
        a->call_id++;
#if LWCLUS_PIPELINED
        a->awaited = (uint16_t)((uint32_t)a->awaited << 1 | 1u);
#endif
        a->opnum[TURN(a->call_id)] = opnum;
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
