/* The time as KDCs see it. */
#include "session/clock.h"

#if LWCLUS_KERBEROS

#include "session/instance.h"

#define EPOCH  116444736000000000u /* FILETIME of 1970-01-01 */
#define SECOND 10000000u

/* Division by shifting: the one that a small processor needs for 64 bits is larger than this file. The
 * quotient moves in where the dividend moves out. */
static void from_ticks(struct lwclus_krb5_time *out, uint64_t t)
{
    uint32_t rest = 0;
    uint32_t bit;

    for (bit = 64; bit != 0; bit--) {
        rest = 2 * rest + (uint32_t)(t >> 63);
        t <<= 1;
        if (rest >= SECOND) {
            rest -= SECOND;
            t++;
        }
    }
    out->seconds = (uint32_t)t;
    out->microseconds = rest / 10u;
}

/* Takes the table lock, which the caller ends. Out of line: behind a pointer that is no constant the members
 * are near. */
static LWCLUS_NOINLINE struct lwclus_clock *count(void)
{
    struct lwclus_clock *clock = &lwclus_instance.clock;
    uint32_t now = lwclus_instance.config.port->now_ms();

    lwclus_tables_lock();
    clock->ms += now - (uint32_t)clock->ms;
    return clock;
}

/* The device's own idea of now, to which the offset applies: its clock, else milliseconds that were counted.
 * Takes the table lock, which the caller ends. */
static LWCLUS_NOINLINE struct lwclus_clock *look(void)
{
    const struct lwclus_port *port = lwclus_instance.config.port;
    uint64_t t = port->filetime != NULL ? port->filetime() : 0;
    struct lwclus_clock *clock = count();

    clock->device = t != 0;
    if (t == 0) {
        t = clock->ms * (SECOND / 1000u);
    }
    clock->now = t - EPOCH;
    return clock;
}

void lwclus_clock_now(struct lwclus_krb5_time *out)
{
    struct lwclus_clock *clock = look();
    uint64_t next = clock->last + 10u; /* a microsecond */
    uint64_t t = clock->now + clock->offset[clock->device];

    if ((next - t) >> 29 == 0) { /* behind by less than a minute; by more: somebody has set the clock */
        t = next;
    }
    clock->last = t;
    lwclus_tables_unlock();
    from_ticks(out, t >> 63 == 0 ? t : 0);
}

bool lwclus_clock_learn(uint32_t seconds)
{
    struct lwclus_clock *clock = look();
    bool allowed = !clock->device || lwclus_instance.config.learn_time;

    if (allowed) {
        clock->offset[clock->device] = (uint64_t)seconds * SECOND - clock->now;
        clock->last = 0;
    }
    lwclus_tables_unlock();
    return allowed;
}

void lwclus_clock_tick(void)
{
    (void)count();
    lwclus_tables_unlock();
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_clock_unused;
#endif
