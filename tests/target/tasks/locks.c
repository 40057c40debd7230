/* Locks that keep count. */
#include "locks.h"

#include "FreeRTOS.h"
#include "task.h"

#include "lwclus_port_freertos.h"

struct locks_count locks_count;

static bool held[LWCLUS_LOCK_COUNT];

static bool other_session_held(uint32_t n)
{
    uint32_t i;

    for (i = LWCLUS_LOCK_SESSION; i < LWCLUS_LOCK_COUNT; i++) {
        if (i != n && held[i]) {
            return true;
        }
    }
    return false;
}

static bool lock(uint32_t n, uint32_t ms)
{
    bool good;

    taskENTER_CRITICAL();
    locks_count.waited += n >= LWCLUS_LOCK_SESSION && held[n];
    taskEXIT_CRITICAL();
    good = lwclus_port_freertos.lock(n, ms);
    taskENTER_CRITICAL();
    if (good) {
        locks_count.broken += held[n];
        locks_count.overlapped += n >= LWCLUS_LOCK_SESSION && other_session_held(n);
        held[n] = true;
    } else {
        locks_count.timed_out++;
    }
    taskEXIT_CRITICAL();
    return good;
}

static void unlock(uint32_t n)
{
    held[n] = false;
    lwclus_port_freertos.unlock(n);
}

const struct lwclus_port *locks_port(void)
{
    static struct lwclus_port port;

    port = lwclus_port_freertos;
    port.lock = lock;
    port.unlock = unlock;
    return &port;
}
