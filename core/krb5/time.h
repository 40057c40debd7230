/*
 * KerberosTime (RFC 4120 5.2.3): a GeneralizedTime "YYYYMMDDHHMMSSZ", here seconds since 1970 (UTC, until
 * 2106).
 */
#ifndef LWCLUS_KRB5_TIME_H
#define LWCLUS_KRB5_TIME_H

#include <stdint.h>

#include "base/cursor.h"

#if LWCLUS_KERBEROS

/* A point in time as the messages have it: text for the seconds, a number beside it. */
struct lwclus_krb5_time {
    uint32_t seconds;      /* since 1970, UTC */
    uint32_t microseconds; /* 0..999999 */
};

#define LWCLUS_KRB5_TIME_BYTES 15u

/** The content of a KerberosTime. */
void lwclus_krb5_time_text(uint32_t seconds, uint8_t text[LWCLUS_KRB5_TIME_BYTES]);

/**
 * Reads the content of a KerberosTime, which is all that is left in `c`.
 * @return seconds; 0 for times before 1970 and after a failure, 0xffffffff from 2106-02-07 06:28:15 on.
 * Anything that is not 15 characters of a date and a time fails the cursor.
 */
uint32_t lwclus_krb5_get_time(struct lwclus_cursor *c);

#endif

#endif
