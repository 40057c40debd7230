/*
 * One association on one connection: bind, logon, calls, fragments.
 *
 * A state machine over a non-blocking transport: lwclus_assoc_step() does what can be done now and answers
 * LWCLUS_PENDING when it needs the network. Deadlines and waiting belong to the caller. The same engine talks
 * to the endpoint mapper (no authentication) and to the cluster (privacy mandatory).
 *
 * Several small requests may go in one flight (LWCLUS_PIPELINED): submit them one after the other before the
 * first step. Each LWCLUS_OK or fault of step() is then the answer to one of them, in any order: the one with
 * the call id `answered`. While `awaited` is not 0 step() goes on to the next answer.
 *
 * Memory: two buffers of the owner. `tx` holds PDUs on their way out. `rx` holds one reassembled stub: the
 * body of each fragment is received behind what is already there and opened in place, so stub data is never
 * copied.
 */
#ifndef LWCLUS_RPC_ASSOC_H
#define LWCLUS_RPC_ASSOC_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/auth.h"
#include "base/cursor.h"
#include "lwclus_port.h"

#define LWCLUS_PDU_HEADER_BYTES     16u
#define LWCLUS_REQUEST_HEADER_BYTES 24u

/* Several calls in one flight: those that open a cluster, or handles again. */
#define LWCLUS_PIPELINED (LWCLUS_RECONNECT || LWCLUS_PIPELINE)
#if LWCLUS_PIPELINED
#define LWCLUS_MAX_CALLS 16u
#else
#define LWCLUS_MAX_CALLS 1u
#endif
/* The first of them together with the last leg of the logon. */
#define LWCLUS_PIPELINED_LOGON (LWCLUS_PIPELINED && LWCLUS_KERBEROS)
/* Only the trace hook needs the opnums of all of them. */
#define LWCLUS_TRACED_CALLS (LWCLUS_TRACE ? LWCLUS_MAX_CALLS : 1u)

#define LWCLUS_SYNTAX_BYTES 20u

/** Abstract syntax and the transfer syntax NDR20, both as they are sent: UUID and version ([C706] 12.6.3.1,
 * p_syntax_id_t). */
struct lwclus_syntax {
    uint8_t interface[LWCLUS_SYNTAX_BYTES];
    uint8_t ndr20[LWCLUS_SYNTAX_BYTES];
};

extern const struct lwclus_syntax lwclus_syntax_clusapi; /* b97db8b2-4c63-11cf-bff6-08002be23f2f 3.0 */
extern const struct lwclus_syntax lwclus_syntax_epm;     /* e1af8308-5d1f-11c9-91a4-08002b14a0fa 3.0 */

/* Counters of one association; the owner reads and resets them. */
struct lwclus_assoc_stats {
    uint32_t round_trips; /* flights that had to wait for an answer, TCP connect included */
    uint32_t pdus_sent, pdus_received;
    uint32_t bytes_sent, bytes_received;
};

/* One PDU passed by, for the trace hook. Called after sealing and before opening: no secrets. */
typedef void (*lwclus_assoc_trace_fn)(void *user, bool sent, uint8_t ptype, uint16_t opnum, uint32_t bytes);

enum lwclus_assoc_state {
    LWCLUS_ASSOC_CLOSED,     /* nothing open; also after any failure that breaks the association */
    LWCLUS_ASSOC_CONNECTING, /* transport->connect until it is up */
    LWCLUS_ASSOC_BINDING,    /* bind sent, bind_ack awaited */
    LWCLUS_ASSOC_LOGGING_ON, /* alter_context sent, alter_context_resp awaited */
    LWCLUS_ASSOC_READY,      /* submit is allowed unless calls are awaited; a response may be lying in rx */
    LWCLUS_ASSOC_CALLING     /* request on its way, response awaited */
};

struct lwclus_assoc {
    /* set by the owner before lwclus_assoc_open */
    struct lwclus_span tx; /* LWCLUS_FRAGMENT_BYTES */
    struct lwclus_span rx; /* LWCLUS_STUB_BYTES + room for the last auth verifier, see LWCLUS_RX_BYTES */
#if LWCLUS_TRACE
    lwclus_assoc_trace_fn trace;
    void *trace_user;
#endif

    /* private; the small members first, where short instructions reach them */
    uint8_t slot;
    uint8_t state; /* enum lwclus_assoc_state */
    bool verification_sent;
#if LWCLUS_KERBEROS
    bool from_rx; /* what is being sent lies in rx: a bind with its ticket */
#endif
    uint16_t port;
    uint16_t send_max; /* largest fragment that both sides take */
#if LWCLUS_PIPELINED
    uint16_t awaited; /* bit n: the answer to call_id - n is missing; the owner may read it */
    bool multiplexed; /* the server takes calls before it has answered the earlier ones */
#endif
#if LWCLUS_PIPELINED_LOGON
    uint8_t last_leg; /* call id of the last bind or alter_context */
#endif
    const struct lwclus_transport *transport;
    const struct lwclus_syntax *syntax;
    struct lwclus_auth *auth; /* NULL = unauthenticated (endpoint mapper, local endpoint) */
    const struct lwclus_address *address;
    uint8_t header[LWCLUS_REQUEST_HEADER_BYTES]; /* of a response: in front of the stub data */
    uint32_t tx_size, tx_sent;
    uint32_t rx_got;     /* bytes of the PDU being received */
    uint32_t stub_size;  /* reassembled so far */
    uint32_t large_size; /* bytes of a request stub that lies in rx, sent fragment by fragment */
    uint32_t large_sent;
    uint32_t call_id; /* of the PDU queued last; the owner may read it after submit */
#if LWCLUS_PIPELINED
    uint32_t answered; /* call id of the PDU received last; the owner may read it after step */
#endif
    uint32_t assoc_group_id;
    uint16_t opnum[LWCLUS_TRACED_CALLS]; /* by call id */

    struct lwclus_assoc_stats stats; /* for the owner */
};

/* A stub, and behind it pad, sec_trailer and token of the last fragment; or a bind with a ticket: 440 bytes
 * and the names of account and realm once more. */
#define LWCLUS_RX_STUB_BYTES (LWCLUS_STUB_BYTES + 15u + 8u + LWCLUS_AUTH_SIGNATURE_MAX)
#if LWCLUS_KERBEROS && LWCLUS_TICKET_BYTES + 640u > LWCLUS_RX_STUB_BYTES
#define LWCLUS_RX_BYTES (LWCLUS_TICKET_BYTES + 640u)
#else
#define LWCLUS_RX_BYTES LWCLUS_RX_STUB_BYTES
#endif

/** Begins: connect, bind, log on. Never fails itself; step() until LWCLUS_OK. `address`, `syntax`, `auth`
 * stay valid while the association lives. `auth` NULL = no authentication; otherwise lwclus_auth.source is
 * set. */
void lwclus_assoc_open(struct lwclus_assoc *a, const struct lwclus_transport *transport, uint8_t slot,
                       const struct lwclus_address *address, uint16_t port,
                       const struct lwclus_syntax *syntax, struct lwclus_auth *auth,
                       const struct lwclus_auth_source *source);

/**
 * Advances. LWCLUS_PENDING: wait, then step again. LWCLUS_OK: READY (opened, or the response is complete).
 * Anything else is the failure of the open or of the call. Except for a fault (origin fault, association
 * stays READY), the association is closed then and `state` is LWCLUS_ASSOC_CLOSED.
 *
 * Codes: RPC_S_SERVER_UNAVAILABLE 1722 not connected, or lost before READY; RPC_S_CALL_FAILED_DNE 1727 lost
 * while nothing of the request had left; RPC_S_CALL_FAILED 1726 lost later; RPC_S_PROTOCOL_ERROR 1728
 * malformed PDU; RPC_S_SEC_PKG_ERROR 1825 wrong verifier; ERROR_ACCESS_DENIED 5 logon refused (origin auth),
 * with Kerberos RPC_S_SEC_PKG_ERROR 1825 (origin auth) when the server did not take the ticket;
 * RPC_S_UNKNOWN_IF 1717, RPC_S_UNSUPPORTED_TRANS_SYN 1730, bind_nak reasons (wire B.4); mapped fault status
 * (B.9); ERROR_NOT_ENOUGH_MEMORY 8 (origin local) response larger than LWCLUS_STUB_BYTES.
 */
lwclus_result lwclus_assoc_step(struct lwclus_assoc *a);

#if LWCLUS_RECONNECT
/** Between two calls: whether the connection still lives, as far as the transport knows without sending.
 * LWCLUS_OK, or RPC_S_CALL_FAILED_DNE 1727 (origin port), the association closed. In any other state than
 * READY LWCLUS_OK. */
lwclus_result lwclus_assoc_probe(struct lwclus_assoc *a);
#endif

/** A cursor to encode request stub data into: READY, or (large = false) one more call of a flight before its
 * first step. First try with large = false (straight into the fragment); when the encoding does not fit,
 * large = true gives LWCLUS_STUB_BYTES in rx. A cursor that failed: the association is not READY; a large
 * request would go along with others or with the last leg of the logon; or the flight is full (tx,
 * LWCLUS_MAX_CALLS, a server without concurrent multiplexing). What is queued stays. */
struct lwclus_cursor lwclus_assoc_stub(struct lwclus_assoc *a, bool large);

/** Queues the request whose stub data was written with `stub` (from lwclus_assoc_stub); then step(). */
lwclus_result lwclus_assoc_submit(struct lwclus_assoc *a, uint16_t opnum, const struct lwclus_cursor *stub);

/** The stub data of the complete response; valid until the next submit, step or close. */
struct lwclus_cursor lwclus_assoc_response(struct lwclus_assoc *a);

/** What it means that the connection is lost or the deadline is over now: 1722, 1727 or 1726 with `origin`.
 */
lwclus_result lwclus_assoc_lost(const struct lwclus_assoc *a, uint32_t origin);

/** Closes the connection and wipes buffers and keys. Safe at any time, and twice. */
void lwclus_assoc_close(struct lwclus_assoc *a);

#endif
