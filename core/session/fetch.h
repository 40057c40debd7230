/*
 * Fetching a ticket: what is remembered, else AS and TGS exchange (RFC 4120 3.1, 3.3), as one state machine
 * over session/kdc.h in the session's buffers, which are idle then.
 */
#ifndef LWCLUS_SESSION_FETCH_H
#define LWCLUS_SESSION_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"
#include "session/kdc.h"
#include "session/tickets.h"

struct lwclus_session;

#if LWCLUS_KERBEROS

/* Realms that a ticket may be fetched through. */
#define LWCLUS_REFERRALS_MOST 5u

/* A fetch under way; lies in the session's tx. The small members first, where short instructions reach them.
 */
struct lwclus_fetch {
    struct lwclus_session *owner;
    uint8_t stage; /* enum in fetch.c */
    uint8_t referrals;
    bool given;                 /* the key is the application's, not made from a password */
    bool direct;                /* AS exchange for the service itself */
    bool asked;                 /* a KDC was asked: what it said is news */
    bool again;                 /* a TGT was dropped once */
    bool no_ticket;             /* what went wrong lets NTLM take over */
    uint16_t tried;             /* bit per enum lwclus_krb5_retry that was used up */
    uint32_t stepped;           /* port now_ms of the last step */
    struct lwclus_span message; /* AS-REP that waits for the key; NULL = none */
    struct lwclus_krb5_key key; /* of the account; etype 0 = not made yet */
    struct lwclus_krb5_request request;
    struct lwclus_krb5_ticket tgt; /* what request.tgt points to; `bytes` only while the row is pinned */
    struct lwclus_krb5_reply reply;
    uint8_t use_id[LWCLUS_TICKET_ID_BYTES];      /* of the TGT that the TGS-REQ takes */
    uint8_t random[LWCLUS_KRB5_CONFOUNDER + 4u]; /* confounder and nonce */
    struct lwclus_ticket_account account;
    struct lwclus_kdc_link link;
    union {
        struct lwclus_krb5_s2k s2k;
        struct lwclus_hmac_sha hmac;
    } u;
};

/* There is nothing to begin with, or nothing that a KDC or server will take. */
#define LWCLUS_FETCH_NO_KERBEROS LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)

#if LWCLUS_STATISTICS
#define LWCLUS_FETCH_COUNT(s, counter) ((s)->counter++)
#else
#define LWCLUS_FETCH_COUNT(s, counter) ((void)(s))
#endif

/**
 * Begins or continues; s->fetching until lwclus_fetch_stop(). LWCLUS_PENDING; LWCLUS_OK: the ticket
 * s->ticket_id is remembered; else why not, and s->scratch.fetch.no_ticket says whether NTLM may take over.
 */
lwclus_result lwclus_fetch_step(struct lwclus_session *s);

/** For session/kdc.h: the next request, with fresh time and random numbers. */
lwclus_result lwclus_fetch_write(struct lwclus_fetch *f, struct lwclus_cursor *c);

/** Ends it and wipes its secrets. Safe at any time. */
void lwclus_fetch_stop(struct lwclus_session *s);

/** SPN of the node that is being connected to; NULL = it has none. */
const uint16_t *lwclus_fetch_spn(const struct lwclus_session *s);

/** Takes the time of a KDC or server, and counts that; false when the clock of the device counts. */
bool lwclus_fetch_learn(struct lwclus_session *s, uint32_t seconds);

#else
#define lwclus_fetch_stop(s) ((void)(s))
#endif

#endif
