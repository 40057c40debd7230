/*
 * The time as KDCs see it: the device's clock, or what a KDC said, kept as a distance to a timer that runs.
 */
#ifndef LWCLUS_SESSION_CLOCK_H
#define LWCLUS_SESSION_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "krb5/time.h"

#if LWCLUS_KERBEROS
/* Part of the instance; table lock. */
struct lwclus_clock {
    bool known;                   /* from the device, or learned */
    bool device;                  /* the device had a clock when it was looked at last */
    uint32_t ms;                  /* port now_ms at `seconds` */
    uint32_t seconds;             /* without a clock: counted since the first look */
    uint32_t offset;              /* of the KDC, seconds modulo 2^32 */
    struct lwclus_krb5_time last; /* given out */
};

/** Now, later than any time given out before; seconds 0 = unknown. */
struct lwclus_krb5_time lwclus_clock_now(void);

/** Takes `seconds` (Unix) for now. False: the device has a clock and lwclus_config.learn_time is off. */
bool lwclus_clock_learn(uint32_t seconds);

/** Counts time on a device without a clock; due at least once in the 49 days after which now_ms wraps. */
void lwclus_clock_tick(void);
#else
#define lwclus_clock_tick() ((void)0)
#endif

#endif
