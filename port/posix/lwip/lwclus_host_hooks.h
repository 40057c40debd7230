/* Hooks of lwIP that the host port sets. */
#ifndef LWCLUS_HOST_HOOKS_H
#define LWCLUS_HOST_HOOKS_H

#include "lwip/ip6_addr.h"

struct netif;

/** IPv6 router of a netif: lwIP knows those that advertise themselves only. NULL = none configured. */
const ip6_addr_t *lwclus_host_ip6_gateway(struct netif *netif, const ip6_addr_t *destination);

#endif
