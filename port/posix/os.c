/* Clock, random numbers, locks, per-thread error, waiting; and the table. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include "slot.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/random.h>

#define RETRY_MS 20 /* between attempts on a local endpoint whose queue is full */

/* 100 ns from 1601-01-01 to 1970-01-01 */
#define FILETIME_OF_EPOCH 116444736000000000u

static struct {
    pthread_mutex_t mutex;
    pthread_cond_t free;
    bool held;
} locks[LWCLUS_LOCK_COUNT];

bool lwclus_posix_cond(pthread_cond_t *cond)
{
    pthread_condattr_t attributes;
    int error;

    if (pthread_condattr_init(&attributes) != 0) {
        return false;
    }
    error = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    if (error == 0) {
        error = pthread_cond_init(cond, &attributes);
    }
    (void)pthread_condattr_destroy(&attributes);
    return error == 0;
}

struct timespec lwclus_posix_deadline(uint32_t ms)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += (time_t)(ms / 1000u);
    t.tv_nsec += (long)(ms % 1000u) * 1000000L;
    if (t.tv_nsec >= 1000000000L) {
        t.tv_nsec -= 1000000000L;
        t.tv_sec++;
    }
    return t;
}

static void free_locks(unsigned count)
{
    while (count-- > 0) {
        (void)pthread_cond_destroy(&locks[count].free);
        (void)pthread_mutex_destroy(&locks[count].mutex);
    }
}

int lwclus_posix_start(void)
{
    unsigned i;

    memset(locks, 0, sizeof locks);
    for (i = 0; i < LWCLUS_LOCK_COUNT; i++) {
        if (pthread_mutex_init(&locks[i].mutex, NULL) != 0) {
            break;
        }
        if (!lwclus_posix_cond(&locks[i].free)) {
            (void)pthread_mutex_destroy(&locks[i].mutex);
            break;
        }
    }
#if LWCLUS_DNS
    if (i == LWCLUS_LOCK_COUNT && lwclus_posix_resolve_start()) {
        return LWCLUS_PORT_OK;
    }
#else
    if (i == LWCLUS_LOCK_COUNT) {
        return LWCLUS_PORT_OK;
    }
#endif
    free_locks(i);
    return LWCLUS_PORT_RESOURCES;
}

void lwclus_posix_stop(void)
{
#if LWCLUS_DNS
    lwclus_posix_resolve_stop();
#endif
    free_locks(LWCLUS_LOCK_COUNT);
}

bool lwclus_posix_lock(uint32_t n, uint32_t ms)
{
    struct timespec until = lwclus_posix_deadline(ms);
    int error = 0;
    bool taken;

    (void)pthread_mutex_lock(&locks[n].mutex);
    while (locks[n].held && error == 0) {
        error = pthread_cond_timedwait(&locks[n].free, &locks[n].mutex, &until);
    }
    taken = !locks[n].held;
    locks[n].held = true;
    (void)pthread_mutex_unlock(&locks[n].mutex);
    return taken;
}

void lwclus_posix_unlock(uint32_t n)
{
    (void)pthread_mutex_lock(&locks[n].mutex);
    locks[n].held = false;
    (void)pthread_cond_signal(&locks[n].free);
    (void)pthread_mutex_unlock(&locks[n].mutex);
}

struct lwclus_task_error *lwclus_posix_task_error(void)
{
    static _Thread_local struct lwclus_task_error error;

    return &error;
}

uint32_t lwclus_posix_now_ms(void)
{
    struct timespec t = lwclus_posix_deadline(0);

    return (uint32_t)((uint64_t)t.tv_sec * 1000u + (uint64_t)t.tv_nsec / 1000000u);
}

uint64_t lwclus_posix_filetime(void)
{
    struct timespec t;

    if (clock_gettime(CLOCK_REALTIME, &t) != 0) {
        return 0;
    }
    return FILETIME_OF_EPOCH + (uint64_t)t.tv_sec * 10000000u + (uint64_t)t.tv_nsec / 100u;
}

bool lwclus_posix_random(uint8_t *out, uint32_t size)
{
    while (size > 0) {
        ssize_t n = getrandom(out, size, 0);

        if (n > 0) {
            out += n;
            size -= (uint32_t)n;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

void lwclus_posix_wait(uint8_t n, uint32_t ms)
{
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];
    struct pollfd fds[2];
    nfds_t count = 0;

#if LWCLUS_DNS
    if (lwclus_posix_resolve_wait(n, ms)) {
        return;
    }
#endif
    if (slot->stream != 0) {
        fds[count].fd = slot->stream - 1;
        fds[count++].events = slot->want != 0 ? slot->want : POLLIN;
    }
    if (slot->udp != 0) {
        fds[count].fd = slot->udp - 1;
        fds[count++].events = POLLIN;
    }
    if (count == 0 && slot->want != 0 && ms > RETRY_MS) {
        ms = RETRY_MS;
    }
    slot->want = 0;
    (void)poll(fds, count, ms > INT32_MAX ? INT32_MAX : (int)ms);
}

const struct lwclus_port lwclus_port_posix = {
    .name = "posix",
    .start = lwclus_posix_start,
    .stop = lwclus_posix_stop,
    .tcp = &lwclus_posix_tcp,
#if LWCLUS_DNS
    .resolve = lwclus_posix_resolve,
    .dns_server = lwclus_posix_dns_server,
#endif
#if LWCLUS_DATAGRAM
    .datagram = &lwclus_posix_datagram,
#endif
    .now_ms = lwclus_posix_now_ms,
    .filetime = lwclus_posix_filetime,
    .wait = lwclus_posix_wait,
    .random = lwclus_posix_random,
    .lock = lwclus_posix_lock,
    .unlock = lwclus_posix_unlock,
    .task_error = lwclus_posix_task_error,
};
