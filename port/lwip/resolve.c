/*
 * Host names over lwIP's DNS client, NO_SYS=0 and NO_SYS=1.
 *
 * lwIP cannot cancel a query: its callback comes when it comes, in lwIP's context, also for a look-up that
 * was abandoned. So the callback's argument is a number, slot, family and generation of the row, and a row
 * that has moved on is left alone.
 */
#include "lwip/opt.h"

#include "lwclus_config.h"

#if LWCLUS_DNS

#include <string.h>

#include "lwip/dns.h"
#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include "lwclus_port_lwip.h"
#include "resolve.h"

#if !LWIP_DNS
#error "lwclus resolves names with lwIP's DNS client: set LWIP_DNS to 1 in lwipopts.h, or LWCLUS_DNS to 0"
#endif

#if LWCLUS_IPV6 && LWIP_IPV6
#define USE_IPV6 1
#else
#define USE_IPV6 0
#endif
#define FAMILIES (LWIP_IPV4 + USE_IPV6)

/* bit f of `asked` and `found` belongs to families[f] */
static const uint8_t families[FAMILIES] = {
#if LWIP_IPV4
    LWIP_DNS_ADDRTYPE_IPV4,
#endif
#if USE_IPV6
    LWIP_DNS_ADDRTYPE_IPV6,
#endif
};

struct look_up {
    uint16_t generation;
    uint8_t slot;
    bool running;  /* task only */
    int8_t error;  /* why lwIP did not take the question */
    uint8_t asked; /* answers outstanding */
    uint8_t found;
#if FAMILIES > 1
    uint32_t since; /* when the first address was seen */
#endif
    const char *name; /* during start_queries only */
    ip_addr_t address[FAMILIES];
#if !NO_SYS
    sys_sem_t changed;
#if !LWIP_TCPIP_CORE_LOCKING
    volatile bool started;
#endif
#endif
};

static struct look_up rows[LWCLUS_MAX_CONNECTIONS];

#if defined(__GNUC__)
#define NOINLINE __attribute__((noinline))
#else
#define NOINLINE
#endif

/* A call, not an array in sight: compilers would work the address out again and again. */
static NOINLINE struct look_up *row_of(uint8_t slot)
{
    return &rows[slot];
}

static void wake(struct look_up *row)
{
#if NO_SYS
    (void)row;
#else
    sys_sem_signal(&row->changed);
#endif
}

/* Stores an answer; `address` NULL: none. Runs in lwIP's context. */
static void store(struct look_up *row, unsigned family, const ip_addr_t *address)
{
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    row->asked = (uint8_t)(row->asked & ~(1u << family));
    if (address != NULL) {
        row->address[family] = *address;
        row->found = (uint8_t)(row->found | 1u << family);
    }
    SYS_ARCH_UNPROTECT(level);
}

static void answered(const char *name, const ip_addr_t *address, void *arg)
{
    uintptr_t tag = (uintptr_t)arg;
    struct look_up *row = row_of((uint8_t)tag);

    (void)name;
    if (row->generation == (uint16_t)(tag >> 16)) {
        store(row, (unsigned)(tag >> 8) & 0xffu, address);
        wake(row);
    }
}

static int8_t error_code(err_t error)
{
    switch (error) {
    case ERR_MEM:
        return LWCLUS_PORT_RESOURCES;
    case ERR_VAL: /* no name server is set */
        return LWCLUS_PORT_UNREACHABLE;
    default: /* a name that DNS cannot have */
        return LWCLUS_PORT_NOT_FOUND;
    }
}

/* Begins a look-up: asks for every family. Runs in lwIP's context, so no answer comes in between. */
static void start_queries(void *arg)
{
    struct look_up *row = (struct look_up *)arg;
    uintptr_t tag = (uintptr_t)row->generation << 16 | row->slot;
    unsigned f;

    row->error = LWCLUS_PORT_NOT_FOUND;
    row->asked = (1u << FAMILIES) - 1u;
    row->found = 0;
    for (f = 0; f < FAMILIES; f++) {
        ip_addr_t address;
        err_t error =
            dns_gethostbyname_addrtype(row->name, &address, answered, (void *)(tag | f << 8), families[f]);

        if (error == ERR_INPROGRESS) {
            continue;
        }
        store(row, f, error == ERR_OK ? &address : NULL);
        if (error != ERR_OK) {
            row->error = error_code(error);
        }
    }
}

/* Runs start_queries in lwIP's context and returns when it is done. */
#if NO_SYS || LWIP_TCPIP_CORE_LOCKING
static int start_in_core(struct look_up *row)
{
#if !NO_SYS
    LOCK_TCPIP_CORE();
#endif
    start_queries(row);
#if !NO_SYS
    UNLOCK_TCPIP_CORE();
#endif
    return LWCLUS_PORT_OK;
}
#else
static void tell(void *arg)
{
    struct look_up *row = (struct look_up *)arg;

    row->started = true;
    wake(row);
}

static void start_and_tell(void *arg)
{
    start_queries(arg);
    tell(arg);
}

static void wait_started(struct look_up *row)
{
    while (!row->started) { /* the semaphore also tells of late answers */
        (void)sys_arch_sem_wait(&row->changed, 0);
    }
}

static int start_in_core(struct look_up *row)
{
    row->started = false;
    if (tcpip_callback(start_and_tell, row) != ERR_OK) {
        return LWCLUS_PORT_RESOURCES;
    }
    wait_started(row);
    return LWCLUS_PORT_OK;
}
#endif

/* A callback that is just running may still write to the row; start_queries comes after it and overwrites. */
static void abandon(struct look_up *row)
{
    row->generation++;
    row->running = false;
#if FAMILIES > 1
    row->since = 0;
#endif
}

static void copy(struct lwclus_address *out, const ip_addr_t *in)
{
    memset(out, 0, sizeof *out);
#if USE_IPV6
    if (IP_IS_V6(in)) {
        out->family = LWCLUS_FAMILY_IPV6;
        memcpy(out->bytes, ip_2_ip6(in)->addr, 16);
        return;
    }
#endif
#if LWIP_IPV4
    out->family = LWCLUS_FAMILY_IPV4;
    memcpy(out->bytes, &ip_2_ip4(in)->addr, 4);
#endif
}

#if FAMILIES > 1
/* How long the other family is worth waiting for. A lost IPv4 query comes again after a second
 * (DNS_TMR_INTERVAL), and a device that has IPv4 may have no IPv6 route. */
static int32_t patience(uint8_t found)
{
    return (found & 1u) != 0 ? LWCLUS_LWIP_SECOND_FAMILY_MS : 15 * LWCLUS_LWIP_SECOND_FAMILY_MS;
}
#endif

/* True while it pays to wait, for any answer or for the other family. `found` gets what is there. */
static bool wait_longer(struct look_up *row, uint8_t *found)
{
    uint8_t asked;
    SYS_ARCH_DECL_PROTECT(level);

    SYS_ARCH_PROTECT(level);
    asked = row->asked;
    *found = row->found;
    SYS_ARCH_UNPROTECT(level);
#if FAMILIES > 1
    if (asked != 0 && *found != 0) {
        if (row->since == 0) {
            row->since = sys_now() | 1u; /* 0 means not yet */
        }
        return (int32_t)(sys_now() - row->since) < patience(*found);
    }
#endif
    return asked != 0;
}

static int answer(struct look_up *row, const char *name, struct lwclus_address *out, uint32_t max)
{
    uint32_t count = 0;
    uint8_t found;
    unsigned f;

    if (!row->running) {
        int code;

        row->name = name;
        code = start_in_core(row);
        if (code != LWCLUS_PORT_OK) {
            return code;
        }
        row->running = true;
    }
    if (wait_longer(row, &found)) {
        return LWCLUS_PORT_AGAIN;
    }
    for (f = 0; f < FAMILIES && count < max; f++) {
        if ((found & 1u << f) != 0) {
            copy(&out[count++], &row->address[f]);
        }
    }
    return count > 0 ? (int)count : row->error;
}

int lwclus_lwip_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    struct look_up *row = row_of(slot);
    int code;

    row->slot = slot;
    code = name != NULL ? answer(row, name, out, max) : LWCLUS_PORT_OK;

    if (code != LWCLUS_PORT_AGAIN) {
        abandon(row);
    }
    return code;
}

#if LWCLUS_KERBEROS && LWCLUS_KDC_SRV
int lwclus_lwip_dns_server(uint32_t index, struct lwclus_address *out)
{
    const ip_addr_t *server = index < DNS_MAX_SERVERS ? dns_getserver((u8_t)index) : NULL;

    if (server == NULL || ip_addr_isany(server)) {
        return LWCLUS_PORT_NOT_FOUND;
    }
    copy(out, server);
    return LWCLUS_PORT_OK;
}
#endif

#if !NO_SYS
bool lwclus_lwip_resolve_start(void)
{
    unsigned i;

    for (i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        if (sys_sem_new(&rows[i].changed, 0) != ERR_OK) {
            while (i-- > 0) {
                sys_sem_free(&rows[i].changed);
            }
            return false;
        }
    }
    return true;
}

/* Returns when a callback that was running is over. */
static void pass_core(void)
{
#if LWIP_TCPIP_CORE_LOCKING
    LOCK_TCPIP_CORE();
    UNLOCK_TCPIP_CORE();
#else
    rows[0].started = false;
    while (tcpip_callback(tell, &rows[0]) != ERR_OK) {
        sys_msleep(1);
    }
    wait_started(&rows[0]);
#endif
}

void lwclus_lwip_resolve_stop(void)
{
    unsigned i;

    for (i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        abandon(&rows[i]);
    }
    pass_core();
    for (i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        sys_sem_free(&rows[i].changed);
    }
}

bool lwclus_lwip_resolve_wait(uint8_t slot, uint32_t ms)
{
    struct look_up *row = row_of(slot);

    if (!row->running) {
        return false;
    }
    if (ms > LWCLUS_LWIP_SECOND_FAMILY_MS) {
        ms = LWCLUS_LWIP_SECOND_FAMILY_MS;
    }
    (void)sys_arch_sem_wait(&row->changed, ms > 0 ? ms : 1); /* 0 would be for ever */
    return true;
}
#endif

#endif
