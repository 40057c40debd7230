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
    bool device;  /* the device had a clock when it was looked at last */
    uint64_t ms;  /* port now_ms, counted on where that wraps */
    uint64_t now; /* 100 ns since 1970 by the device's clock; without one `ms` since 1601, so before 1970 */
    uint64_t offset[2]; /* of the KDC's time from `now`: counted, by the device's clock */
    uint64_t last;      /* given out; before 1970: unknown */
};

/** Now, later than any time given out before; seconds 0 = unknown. */
void lwclus_clock_now(struct lwclus_krb5_time *out);

/** Takes `seconds` (Unix) for now. False: the device has a clock and lwclus_config.learn_time is off. */
bool lwclus_clock_learn(uint32_t seconds);

/** Counts time on a device without a clock; due at least once in the 49 days after which now_ms wraps. */
void lwclus_clock_tick(void);
#else
#define lwclus_clock_tick() ((void)0)
#endif

#endif
