/*
 * POSIX port whose network is lwIP: lwIP's sockets over a TAP device or its loopback interface, with lwIP on
 * static pools and pthreads. The same port/lwip code as in firmware, on the host.
 */
#ifndef LWCLUS_PORT_POSIX_LWIP_H
#define LWCLUS_PORT_POSIX_LWIP_H

#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LWCLUS_POSIX_LWIP_ADDRESSES 3u /* per interface: one IPv4, two IPv6 beside the link-local one */
#define LWCLUS_POSIX_LWIP_SERVERS   2u

/** One interface. Zero is a valid value of every member. */
struct lwclus_posix_lwip_config {
    const char *tap; /* name of the TAP device; NULL: loopback only (127.0.0.1, ::1), the rest is ignored */
    struct lwclus_address address[LWCLUS_POSIX_LWIP_ADDRESSES]; /* family NONE = unused */
    uint8_t prefix[LWCLUS_POSIX_LWIP_ADDRESSES];                /* bits of IPv4 addresses; IPv6: 64 */
    struct lwclus_address gateway4, gateway6;
    struct lwclus_address dns[LWCLUS_POSIX_LWIP_SERVERS];
};

/**
 * Starts lwIP and brings the interface up. Once per process, before lwclus_init; lwIP cannot be stopped.
 *
 * @param config Read during the call; the string `tap` too.
 * @return LWCLUS_PORT_OK; LWCLUS_PORT_FAILED: the TAP device cannot be opened (errno tells why), or an
 * address does not fit (errno EINVAL).
 */
int lwclus_posix_lwip_start(const struct lwclus_posix_lwip_config *config);

/** The port table for lwclus_config.port. lwclus_posix_local_transport works beside it. */
extern const struct lwclus_port lwclus_port_posix_lwip;

#ifdef __cplusplus
}
#endif

#endif
