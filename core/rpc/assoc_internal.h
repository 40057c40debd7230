/*
 * What the two halves of the association engine share: assoc.c sends and knows the states, assoc_receive.c
 * takes what comes in.
 */
#ifndef LWCLUS_RPC_ASSOC_INTERNAL_H
#define LWCLUS_RPC_ASSOC_INTERNAL_H

#include "rpc/verifier.h"

/* Where the opnum of a call is. */
#define TURN(call_id) ((call_id) % LWCLUS_TRACED_CALLS)

#if LWCLUS_PIPELINED
#define ANSWERED(a) ((a)->answered)
/* Where the next request goes in tx. */
#define START(a) ((a)->tx_size)
/* A further call is not begun with less of tx left: header, verification trailer, auth verifier. */
#define TX_LEAST                                                                                             \
    (LWCLUS_REQUEST_HEADER_BYTES + LWCLUS_VERIFICATION_TRAILER_BYTES + LWCLUS_VERIFIER_ALIGN +               \
     LWCLUS_SEC_TRAILER_BYTES + LWCLUS_AUTH_SIGNATURE_MAX)
#else
#define ANSWERED(a) ((a)->call_id)
#define START(a)    0u
#endif

/* Keys are there, but the server's consent to the last token is not: nothing that it sends before counts. */
static inline bool lwclus_assoc_unconfirmed(const struct lwclus_assoc *a)
{
    return a->auth != NULL && a->auth->keyed && !a->auth->done;
}

/* The same while the last token lies in tx or is in the flight of the first calls. */
static inline bool lwclus_assoc_early(const struct lwclus_assoc *a)
{
    return LWCLUS_PIPELINED_LOGON && lwclus_assoc_unconfirmed(a);
}

static inline bool lwclus_assoc_kerberos(const struct lwclus_assoc *a)
{
    return LWCLUS_KERBEROS && a->auth != NULL && a->auth->kind != LWCLUS_AUTH_KIND_NTLM;
}

#define LWCLUS_ASSOC_LOGON_REFUSED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)

#if LWCLUS_STATISTICS
#define COUNT(a, counter, n) ((a)->stats.counter += (uint32_t)(n))
#else
#define COUNT(a, counter, n) ((void)(a))
#endif

/** `size` bytes of a buffer behind `skip`; empty when there are fewer. */
void lwclus_assoc_window(struct lwclus_cursor *c, const struct lwclus_span *buffer, uint32_t skip,
                         uint32_t size);

/** Moves bytes until tx_sent (`out`) or rx_got is `end`. Byte n of the PDU lies at `skip` + n in the buffer,
 * modulo 2^32. LWCLUS_PENDING, or as lwclus_assoc_lost(). */
lwclus_result lwclus_assoc_move(struct lwclus_assoc *a, bool out, const struct lwclus_span *buffer,
                                uint32_t skip, uint32_t end);

/** Tells the trace hook. */
#if LWCLUS_TRACE
void lwclus_assoc_trace(const struct lwclus_assoc *a, bool sent, uint32_t ptype, uint32_t bytes);
#else
#define lwclus_assoc_trace(a, sent, ptype, bytes) ((void)(a), (void)(sent), (void)(ptype), (void)(bytes))
#endif

/** Receives one PDU and acts on it. LWCLUS_PENDING; LWCLUS_OK: `state` and `*token` tell what follows; else
 * the failure of the open or of the call. */
lwclus_result lwclus_assoc_receive(struct lwclus_assoc *a, struct lwclus_span *token);

#endif
