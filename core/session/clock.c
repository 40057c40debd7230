/* The time as KDCs see it. */
#include "session/clock.h"

#if LWCLUS_KERBEROS

#include "session/instance.h"

#define FILETIME_OF_EPOCH  116444736000000000u /* 100 ns from 1601-01-01 to 1970-01-01 */
#define FILETIME_OF_SECOND 10000000u

/* Division by shifting: the one that a small processor needs for 64 bits is larger than this file. The
 * quotient moves in where the dividend moves out. */
static struct lwclus_krb5_time from_filetime(uint64_t t)
{
    struct lwclus_krb5_time out;
    uint32_t rest = 0;
    uint32_t bit;

    t -= FILETIME_OF_EPOCH;
    for (bit = 64; bit != 0; bit--) {
        rest = 2 * rest + (uint32_t)(t >> 63);
        t <<= 1;
        if (rest >= FILETIME_OF_SECOND) {
            rest -= FILETIME_OF_SECOND;
            t++;
        }
    }
    out.seconds = (uint32_t)t;
    out.microseconds = rest / 10u;
    return out;
}

/* Without a clock: seconds since the first look, table lock held. */
static struct lwclus_krb5_time count(uint32_t now)
{
    struct lwclus_clock *clock = &lwclus_instance.clock;
    uint32_t whole = (now - clock->ms) / 1000u;
    struct lwclus_krb5_time out;

    clock->ms += 1000u * whole;
    clock->seconds += whole;
    out.seconds = clock->seconds;
    out.microseconds = 1000u * (now - clock->ms);
    return out;
}

/* The device's own idea of now, to which the offset applies. Takes the table lock, which the caller ends. */
static struct lwclus_krb5_time look(void)
{
    struct lwclus_clock *clock = &lwclus_instance.clock;
    const struct lwclus_port *port = lwclus_instance.config.port;
    uint64_t filetime = port->filetime != NULL ? port->filetime() : 0;
    uint32_t now = port->now_ms();
    bool device = filetime != 0;

    lwclus_tables_lock();
    if (device != clock->device) {
        clock->device = device;
        clock->known = device;
        clock->offset = 0;
        clock->last.seconds = 0;
    }
    return device ? from_filetime(filetime) : count(now);
}

struct lwclus_krb5_time lwclus_clock_now(void)
{
    struct lwclus_clock *clock = &lwclus_instance.clock;
    struct lwclus_krb5_time now = look();

    if (!clock->known) {
        now.seconds = 0;
    } else {
        now.seconds += clock->offset;
        if (now.seconds < clock->last.seconds ||
            (now.seconds == clock->last.seconds && now.microseconds <= clock->last.microseconds)) {
            now = clock->last;
            now.microseconds++;
        }
        if (now.microseconds == 1000000u) {
            now.microseconds = 0;
            now.seconds++;
        }
        clock->last = now;
    }
    lwclus_tables_unlock();
    return now;
}

bool lwclus_clock_learn(uint32_t seconds)
{
    struct lwclus_clock *clock = &lwclus_instance.clock;
    struct lwclus_krb5_time now = look();
    bool allowed = !clock->device || lwclus_instance.config.learn_time;

    if (allowed) {
        clock->known = true;
        clock->offset = seconds - now.seconds;
        clock->last.seconds = 0;
    }
    lwclus_tables_unlock();
    return allowed;
}

void lwclus_clock_tick(void)
{
    uint32_t now = lwclus_instance.config.port->now_ms();

    lwclus_tables_lock();
    (void)count(now);
    lwclus_tables_unlock();
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_clock_unused;
#endif
