/* Start of lwIP on the host, and the port table. */
#include "lwip/opt.h"

#include <errno.h>
#include <string.h>

#include "lwip/dns.h"
#include "lwip/netif.h"
#include "lwip/tcpip.h"

#include "lwclus_host_hooks.h"
#include "lwclus_port_lwip.h"
#include "lwclus_port_posix_lwip.h"
#include "slot.h"
#include "tapif.h"

static struct netif netif;
static sys_sem_t ready;
static ip6_addr_t gateway6;

const ip6_addr_t *lwclus_host_ip6_gateway(struct netif *out, const ip6_addr_t *destination)
{
    (void)out;
    (void)destination;
    return ip6_addr_isany(&gateway6) ? NULL : &gateway6;
}

static void tell_ready(void *arg)
{
    (void)arg;
    sys_sem_signal(&ready);
}

static void to_ip4(ip4_addr_t *out, const struct lwclus_address *in)
{
    ip4_addr_set_zero(out);
    if (in->family == LWCLUS_FAMILY_IPV4) {
        memcpy(&out->addr, in->bytes, 4);
    }
}

static void to_ip6(ip6_addr_t *out, const struct lwclus_address *in)
{
    ip6_addr_set_zero(out);
    if (in->family == LWCLUS_FAMILY_IPV6) {
        memcpy(out->addr, in->bytes, 16);
        ip6_addr_assign_zone(out, IP6_UNICAST, &netif);
    }
}

static void to_ip(ip_addr_t *out, const struct lwclus_address *in)
{
    if (in->family == LWCLUS_FAMILY_IPV6) {
        IP_SET_TYPE(out, IPADDR_TYPE_V6);
        to_ip6(ip_2_ip6(out), in);
    } else {
        IP_SET_TYPE(out, IPADDR_TYPE_V4);
        to_ip4(ip_2_ip4(out), in);
    }
}

/* Core locked. */
static bool add_address(const struct lwclus_address *address, uint8_t prefix,
                        const struct lwclus_address *gateway)
{
    if (address->family == LWCLUS_FAMILY_IPV4) {
        ip4_addr_t ip, mask, gw;

        if (prefix > 32 || !ip4_addr_isany(netif_ip4_addr(&netif))) {
            return false;
        }
        to_ip4(&ip, address);
        to_ip4(&gw, gateway);
        mask.addr = prefix == 0 ? 0 : lwip_htonl(UINT32_MAX << (32 - prefix));
        netif_set_addr(&netif, &ip, &mask, &gw);
    } else if (address->family == LWCLUS_FAMILY_IPV6) {
        ip6_addr_t ip;
        s8_t index = -1;

        to_ip6(&ip, address);
        /* lwIP takes every IPv6 network for a /64 */
        if (prefix != 64 || netif_add_ip6_address(&netif, &ip, &index) != ERR_OK || index < 0) {
            return false;
        }
        netif_ip6_addr_set_state(&netif, index, IP6_ADDR_PREFERRED);
    }
    return true;
}

/* Core locked. */
static bool add_interface(const struct lwclus_posix_lwip_config *config)
{
    union {
        const char *in;
        void *out;
    } name = {.in = config->tap}; /* netif_add's state is not const */
    unsigned i;

    if (netif_add_noaddr(&netif, name.out, lwclus_host_tapif_init, tcpip_input) == NULL) {
        return false;
    }
    netif_create_ip6_linklocal_address(&netif, 1);
    netif_ip6_addr_set_state(&netif, 0, IP6_ADDR_PREFERRED);
    netif_set_default(&netif);
    netif_set_up(&netif);
    for (i = 0; i < LWCLUS_POSIX_LWIP_ADDRESSES; i++) {
        if (!add_address(&config->address[i], config->prefix[i], &config->gateway4)) {
            errno = EINVAL;
            return false;
        }
    }
    to_ip6(&gateway6, &config->gateway6);
    for (i = 0; i < LWCLUS_POSIX_LWIP_SERVERS; i++) {
        ip_addr_t server;

        to_ip(&server, &config->dns[i]);
        dns_setserver((u8_t)i, &server);
    }
    return true;
}

int lwclus_posix_lwip_start(const struct lwclus_posix_lwip_config *config)
{
    bool done = true;

    if (sys_sem_new(&ready, 0) != ERR_OK) {
        return LWCLUS_PORT_FAILED;
    }
    tcpip_init(tell_ready, NULL);
    (void)sys_arch_sem_wait(&ready, 0);
    if (config->tap != NULL) {
        LOCK_TCPIP_CORE();
        done = add_interface(config);
        UNLOCK_TCPIP_CORE();
    }
    return done ? LWCLUS_PORT_OK : LWCLUS_PORT_FAILED;
}

/* The local endpoint is a socket of the host also here. */
static void wait_slot(uint8_t slot, uint32_t ms)
{
    if (lwclus_posix_slots[slot].stream != 0 || lwclus_posix_slots[slot].want != 0) {
        lwclus_posix_wait(slot, ms);
    } else {
        lwclus_lwip_wait(slot, ms);
    }
}

const struct lwclus_port lwclus_port_posix_lwip = {
    .name = "posix-lwip",
    .start = lwclus_lwip_start,
    .stop = lwclus_lwip_stop,
    .tcp = &lwclus_lwip_tcp,
#if LWCLUS_DNS
    .resolve = lwclus_lwip_resolve,
    .dns_server = lwclus_lwip_dns_server,
#endif
#if LWCLUS_DATAGRAM
    .datagram = &lwclus_lwip_datagram,
#endif
    .now_ms = lwclus_lwip_now_ms,
    .filetime = lwclus_posix_filetime,
    .wait = wait_slot,
    .random = lwclus_posix_random,
    .lock = lwclus_lwip_lock,
    .unlock = lwclus_lwip_unlock,
    .task_error = lwclus_posix_task_error,
};
