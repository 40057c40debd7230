/* lwIP netif on a TAP device of Linux. */
#ifndef LWCLUS_HOST_TAPIF_H
#define LWCLUS_HOST_TAPIF_H

#include "lwip/netif.h"

/**
 * Init function for netif_add, whose `state` is the name of a TAP device. A device that does not exist is
 * made when the process may do that; its host side must be up and have its address. One per process.
 *
 * @return ERR_OK; ERR_IF with errno: no /dev/net/tun, device in use or of another kind, not allowed.
 */
err_t lwclus_host_tapif_init(struct netif *netif);

#endif
