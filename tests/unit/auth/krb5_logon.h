/* A Kerberos client under test with a fixed ticket, random draws and clock. */
#ifndef TESTS_UNIT_AUTH_KRB5_LOGON_H
#define TESTS_UNIT_AUTH_KRB5_LOGON_H

#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include <stdbool.h>
#include <stdint.h>

#include "auth/auth.h"
#include "krb5/part.h"

struct krb5_logon {
    struct lwclus_auth auth;
    struct lwclus_auth_source source;
    struct lwclus_krb5_ticket ticket;
    uint8_t ticket_bytes[2048];
    struct lwclus_krb5_time time; /* microseconds count up with each use */
    uint8_t random[512];          /* what is drawn first; afterwards a pattern */
    uint32_t random_size, random_used;
    unsigned random_left; /* draws until one fails; 0 = none does */
    bool no_ticket;
    bool keeps_time; /* does not take the server's */
    unsigned tickets, ticket_dones, learned;
    uint8_t out[4096];
    uint32_t out_room; /* bytes of out that may be used */
    uint32_t out_bytes;
};

/** Ticket and key of the recorded sessions, LWCLUS_AUTH_KIND_KERBEROS or _RAW. */
void krb5_logon_init(struct krb5_logon *l, uint8_t kind);

/** The draws, time and sequence number of the recorded session of its kind. */
void krb5_logon_record(struct krb5_logon *l);

/** Token 1, or that which starts over, into out. */
lwclus_result krb5_logon_start(struct krb5_logon *l);

/** Next token for one of the server (copied to a block of just that size). */
lwclus_result krb5_logon_step(struct krb5_logon *l, const uint8_t *token, uint32_t size);

/** After a failure the context is wiped and takes nothing more. */
void krb5_logon_check_dead(struct krb5_logon *l);

#endif
#endif
