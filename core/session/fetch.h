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

/* A fetch under way; lies in the session's tx. What is used most comes first, where short instructions reach
 * it: bytes, halfwords, words. */
struct lwclus_fetch {
    struct lwclus_session *owner;
    uint8_t *rx; /* the owner's, LWCLUS_RX_BYTES */
    const struct lwclus_port *port;
    uint8_t stage; /* enum in fetch.c */
    uint8_t referrals;
    bool given;     /* the key is the application's, not made from a password */
    bool direct;    /* AS exchange for the service itself */
    bool asked;     /* a KDC was asked: what it said is news */
    bool again;     /* a TGT was dropped once */
    bool no_ticket; /* what went wrong lets NTLM take over */

    /* kdc.c */
    uint8_t slot;    /* the owner's */
    uint8_t state;   /* enum in kdc.c */
    uint8_t count;   /* hosts */
    uint8_t left;    /* of them not tried yet */
    uint8_t more;    /* addresses of the host behind `at` */
    uint8_t sends;   /* of a datagram */
    uint8_t flights; /* round trips, for the statistics */
    bool served;     /* this connection has carried an answer: the KDC may close it after each */
    bool udp;        /* through UDP, as long as it works */

    uint16_t tried; /* bit per enum lwclus_krb5_retry that was used up */
    uint16_t query_id;
    const struct lwclus_kdc_host *kdc; /* that is tried */
    const struct lwclus_address *at;   /* of it, or of the DNS server */
    uint32_t due;                      /* of this address, of an answer to a datagram */
    uint32_t size;                     /* of the message in rx, length field included */
    uint32_t done;                     /* of it sent or received */
    lwclus_result failure;             /* what to report when no KDC is left */
    uint32_t deadline;                 /* of the whole fetch, port now_ms */
    uint32_t stepped;                  /* port now_ms of the last step */

    const uint8_t *use_id;         /* of the TGT that the TGS-REQ takes; NULL: AS-REQ */
    uint32_t serial;               /* of that TGT, whose row request.tgt points to while it is pinned */
    struct lwclus_ticket_row *row; /* of it, while it is pinned */
    const struct lwclus_credentials *credentials; /* without it, while they are there */
    struct lwclus_cursor *out;                    /* where the request goes */
    struct lwclus_krb5_request request;
    struct lwclus_cursor message; /* the answer, in rx */
    struct lwclus_krb5_key key;   /* of the account; etype 0 = not made yet */
    struct lwclus_krb5_error error;
    struct lwclus_krb5_reply reply;
    uint8_t via_id[LWCLUS_TICKET_ID_BYTES];      /* of a TGT on the way to the realm of the service */
    uint8_t random[LWCLUS_KRB5_CONFOUNDER + 4u]; /* confounder and nonce; as long as an id */
    struct lwclus_ticket_account account;
    union {
        struct lwclus_krb5_s2k s2k;
        struct lwclus_hmac_sha hmac;
    } u;
    struct lwclus_address address[LWCLUS_KDC_ADDRESSES];
    struct lwclus_kdc_host host[LWCLUS_KDC_HOSTS + 1u]; /* the last one: room to sort in */
    char realm[LWCLUS_REALM_BYTES];                     /* whose KDCs are asked; UTF-8, upper case */
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
