/* Port table for a superloop over lwIP with NO_SYS=1. */
#include "lwclus_port_baremetal.h"

#include "lwip/opt.h"

#if !NO_SYS
#error                                                                                                       \
    "port/baremetal is for NO_SYS=1 in lwipopts.h; with an operating system take port/freertos or port/lwip"
#endif

#include "lwip/sys.h"

#include "../lwip/lwclus_port_altcp.h"

static struct lwclus_baremetal_hooks hooks;
static bool resolving[LWCLUS_MAX_CONNECTIONS];

void lwclus_baremetal_set_hooks(const struct lwclus_baremetal_hooks *device)
{
    hooks = *device;
}

static int start(void)
{
    return hooks.poll != NULL && hooks.random != NULL ? LWCLUS_PORT_OK : LWCLUS_PORT_NOT_PROVIDED;
}

#if LWCLUS_DNS
/* lwIP's resolver tells nobody about an answer: while it works, each wait is one turn of the loop. */
static int resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    int code = lwclus_lwip_resolve(slot, name, out, max);

    resolving[slot] = code == LWCLUS_PORT_AGAIN;
    return code;
}
#endif

static uint32_t now_ms(void)
{
    return sys_now();
}

static uint64_t filetime(void)
{
    return hooks.filetime != NULL ? hooks.filetime() : 0;
}

static void wait(uint8_t slot, uint32_t ms)
{
    uint32_t since = sys_now();

    do {
        hooks.poll();
    } while (!lwclus_lwip_event(slot) && !resolving[slot] && sys_now() - since < ms);
}

static bool random_bytes(uint8_t *out, uint32_t size)
{
    return hooks.random(out, size);
}

static struct lwclus_task_error *task_error(void)
{
    static struct lwclus_task_error error;

    return &error;
}

const struct lwclus_port lwclus_port_baremetal = {
    .name = "baremetal",
    .start = start,
    .tcp = &lwclus_lwip_tcp,
#if LWCLUS_DNS
    .resolve = resolve,
    .dns_server = lwclus_lwip_dns_server,
#endif
#if LWCLUS_DATAGRAM
    .datagram = &lwclus_lwip_datagram,
#endif
    .now_ms = now_ms,
    .filetime = filetime,
    .wait = wait,
    .random = random_bytes,
    .task_error = task_error,
};
