/*
 * What is remembered of logons with Kerberos: tickets, how the key of the account is made, refusals.
 *
 * Rows of the instance. They are found by an id that is an HMAC with a random key over account, credential
 * and service, so neither names nor passwords are kept, and a changed password finds nothing.
 */
#ifndef LWCLUS_SESSION_TICKETS_H
#define LWCLUS_SESSION_TICKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "krb5/kdc.h"

#if LWCLUS_KERBEROS

#define LWCLUS_TICKET_ID_BYTES LWCLUS_SHA1_BYTES

/* Longest salt that is remembered; a longer one costs a round trip each time. */
#define LWCLUS_SALT_BYTES 96u

/* A ticket is as good as ended this long before it is, seconds. */
#define LWCLUS_TICKET_MARGIN 300u

struct lwclus_ticket_row {
    uint8_t id[LWCLUS_TICKET_ID_BYTES];
    bool valid;                       /* found by its id */
    bool filling;                     /* becomes valid when it is released */
    uint8_t pins;                     /* users outside the lock: the row stays as it is */
    uint32_t used;                    /* order of use */
    uint32_t serial;                  /* of the ticket */
    struct lwclus_krb5_ticket ticket; /* `bytes` point to those below */
    uint8_t bytes[LWCLUS_TICKET_BYTES];
};

/* An account that a KDC was asked for: how its key is made from the password, and how the last attempt ended.
 */
struct lwclus_ticket_account {
    uint8_t etype; /* 0 = the rest is not known */
    uint8_t salt_size;
    uint8_t kdc; /* number of the KDC that was asked last, a hint: lists change */
    uint32_t iterations;
    lwclus_result refusal;              /* LWCLUS_OK = none */
    uint32_t refused;                   /* when, port now_ms */
    uint8_t id[LWCLUS_TICKET_ID_BYTES]; /* of its TGT */
    uint8_t salt[LWCLUS_SALT_BYTES];
};

/* Part of the instance; table lock. */
struct lwclus_tickets {
    bool secret_set;
    uint8_t secret[LWCLUS_TICKET_ID_BYTES]; /* key of the ids */
    uint32_t clock;                         /* counts uses, tickets */
    struct lwclus_ticket_account account;   /* the one that was asked for last */
    struct lwclus_ticket_row row[LWCLUS_MAX_TICKETS];
};

/** Sees to the key of the ids; false when the port has no random bytes. */
bool lwclus_tickets_start(void);

/** The row of `id`, pinned; NULL when there is none. One that ends by `until` (Unix seconds) is forgotten. */
struct lwclus_ticket_row *lwclus_tickets_pin(const uint8_t *id, uint32_t until);
void lwclus_tickets_unpin(struct lwclus_ticket_row *row);

/** Keeps a copy in place of what was used longest ago; false when all rows are pinned. */
bool lwclus_tickets_store(const uint8_t *id, const struct lwclus_krb5_ticket *ticket);

/** The ticket is refused: forgets it. */
void lwclus_tickets_drop(const uint8_t *id);

/** Replaces `account` by what is remembered of the one with that id, if anything is; the KDC is anybody's. */
void lwclus_tickets_recall(struct lwclus_ticket_account *account);
void lwclus_tickets_keep(const struct lwclus_ticket_account *account);
#endif

#endif
