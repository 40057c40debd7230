/* What all Kerberos messages have in common: numbers, tickets, failures. */
#ifndef LWCLUS_KRB5_PART_H
#define LWCLUS_KRB5_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"
#include "crypto/krb5.h"
#include "krb5/time.h"

#if LWCLUS_KERBEROS

#define LWCLUS_KRB5_VERSION 5u

/* Key usage numbers (RFC 4120 7.5.1). */
#define LWCLUS_KRB5_USAGE_PA_TIMESTAMP      1u
#define LWCLUS_KRB5_USAGE_AS_REP            3u
#define LWCLUS_KRB5_USAGE_TGS_CHECKSUM      6u
#define LWCLUS_KRB5_USAGE_TGS_AUTHENTICATOR 7u
#define LWCLUS_KRB5_USAGE_TGS_REP           8u
#define LWCLUS_KRB5_USAGE_AP_AUTHENTICATOR  11u
#define LWCLUS_KRB5_USAGE_AP_REP            12u

/* ap-options */
#define LWCLUS_KRB5_MUTUAL_REQUIRED 0x20000000u

/* Bytes that every encryption adds to its plaintext. */
#define LWCLUS_KRB5_OVERHEAD (LWCLUS_KRB5_CONFOUNDER + LWCLUS_KRB5_MAC_MAX)

/* A ticket: what one KDC reply gave. */
struct lwclus_krb5_ticket {
    struct lwclus_krb5_key key; /* session key */
    uint32_t start, end;        /* Unix seconds */
    uint32_t size;              /* bytes at `bytes` */
    uint8_t *bytes; /* the adjacent elements [3] crealm, [4] cname, [5] Ticket of the KDC-REP, verbatim. Never
                     * written through; not const because parsers use the cursor */
};

/* The failure of nearly all checks. */
#define LWCLUS_KRB5_REFUSED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)

/** Fails the cursor with it. */
void lwclus_krb5_refuse(struct lwclus_cursor *c);

#endif

#endif
