/* Time, waiting and locks over lwIP's sys_arch (NO_SYS=0). */
#include "socket_slot.h"

#if LWIP_SOCKET

#include "lwip/sys.h"

#include "resolve.h"

#if LWCLUS_DNS
#define RESOLVE_START() lwclus_lwip_resolve_start()
#else
#define RESOLVE_START() true
#endif

static struct lwclus_socket_slot slots[LWCLUS_MAX_CONNECTIONS];
static sys_sem_t locks[LWCLUS_LOCK_COUNT];

struct lwclus_socket_slot *lwclus_socket_slot(uint8_t n)
{
    return &slots[n];
}

static void free_locks(unsigned count)
{
    while (count-- > 0) {
        sys_sem_free(&locks[count]);
    }
}

int lwclus_lwip_start(void)
{
    unsigned made = 0;

    /* a mutex of sys_arch has no time-out, a semaphore has */
    while (made < LWCLUS_LOCK_COUNT && sys_sem_new(&locks[made], 1) == ERR_OK) {
        made++;
    }
    if (made == LWCLUS_LOCK_COUNT && RESOLVE_START()) {
        return LWCLUS_PORT_OK;
    }
    free_locks(made);
    return LWCLUS_PORT_RESOURCES;
}

void lwclus_lwip_stop(void)
{
#if LWCLUS_DNS
    lwclus_lwip_resolve_stop();
#endif
    free_locks(LWCLUS_LOCK_COUNT);
}

uint32_t lwclus_lwip_now_ms(void)
{
    return sys_now();
}

bool lwclus_lwip_lock(uint32_t n, uint32_t ms)
{
    return sys_arch_sem_wait(&locks[n], ms > 0 ? ms : 1) != SYS_ARCH_TIMEOUT; /* 0 would be for ever */
}

void lwclus_lwip_unlock(uint32_t n)
{
    sys_sem_signal(&locks[n]);
}

void lwclus_lwip_wait(uint8_t n, uint32_t ms)
{
    struct lwclus_socket_slot *slot = &slots[n];
    struct pollfd fds[2];
    nfds_t count = 0;

#if LWCLUS_DNS
    if (lwclus_lwip_resolve_wait(n, ms)) {
        return;
    }
#endif
    if (slot->tcp != 0) {
        fds[count].fd = slot->tcp - 1;
        fds[count++].events = slot->want != 0 ? slot->want : POLLIN;
    }
#if LWCLUS_NETBIOS
    if (slot->udp != 0) {
        fds[count].fd = slot->udp - 1;
        fds[count++].events = POLLIN;
    }
#endif
    slot->want = 0;
    if (ms > INT32_MAX) {
        ms = INT32_MAX;
    }
    /* no descriptor to wait for, or no semaphore left to wait with: just let time pass */
    if (count == 0 || lwip_poll(fds, count, (int)ms) < 0) {
        sys_msleep(ms);
    }
}

#endif
