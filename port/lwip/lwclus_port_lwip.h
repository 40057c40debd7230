/*
 * lwIP port: the pieces that a port table is built from.
 *
 * A port for an operating system that lwIP runs on takes all of them and adds random(), task_error() and,
 * when the device has a clock, filetime(). port/README.md shows such a table and lists the options in
 * lwipopts.h. With NO_SYS=0 everything goes through lwIP's sockets and sys_arch, so any lwIP port for an RTOS
 * will do.
 */
#ifndef LWCLUS_PORT_LWIP_H
#define LWCLUS_PORT_LWIP_H

#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

/** TCP. Keepalive is on; its times are lwIP's TCP_KEEPIDLE_DEFAULT and its fellows. */
extern const struct lwclus_transport lwclus_lwip_tcp;

#if LWCLUS_DATAGRAM
/** UDP for NetBIOS name queries, SRV queries and KDCs. */
extern const struct lwclus_datagram lwclus_lwip_datagram;
#endif

/**
 * lwclus_port.start: creates the semaphores of locks and resolver. lwIP must be running (tcpip_init done).
 * @return LWCLUS_PORT_OK; LWCLUS_PORT_RESOURCES: sys_sem_new failed, nothing is left behind.
 */
int lwclus_lwip_start(void);

/** lwclus_port.stop: frees them. Look-ups that are still under way in lwIP are forgotten. */
void lwclus_lwip_stop(void);

#if LWCLUS_DNS
/**
 * lwclus_port.resolve over lwIP's DNS client: A, and AAAA with LWCLUS_IPV6, asked at the same time.
 * IPv4 first in `out`, as lwIP's own default order. A name without an answer for one family does not hold up
 * the other for more than LWCLUS_LWIP_SECOND_FAMILY_MS (15 times that while IPv4 is missing: its query may
 * have been lost and lwIP repeats it after a second). lwIP keeps the first address of an answer only, so a
 * name yields at most one address per family.
 * @return Number of addresses; LWCLUS_PORT_AGAIN; LWCLUS_PORT_NOT_FOUND: no such name, or the name servers
 * are silent; LWCLUS_PORT_RESOURCES: DNS_TABLE_SIZE used up; LWCLUS_PORT_UNREACHABLE: no name server set.
 */
int lwclus_lwip_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max);

#if LWCLUS_KERBEROS && LWCLUS_KDC_SRV
/** lwclus_port.dns_server: what dns_setserver() was told, by the device or by DHCP. */
int lwclus_lwip_dns_server(uint32_t index, struct lwclus_address *out);
#else
#define lwclus_lwip_dns_server NULL /* nobody asks */
#endif
#endif

/* Longest wait for the second address family when the first has answered, milliseconds. */
#ifndef LWCLUS_LWIP_SECOND_FAMILY_MS
#define LWCLUS_LWIP_SECOND_FAMILY_MS 100
#endif

/** lwclus_port.now_ms: sys_now. */
uint32_t lwclus_lwip_now_ms(void);

/** lwclus_port.wait: sleeps in lwIP until a socket of the slot has an event or its look-up an answer. */
void lwclus_lwip_wait(uint8_t slot, uint32_t ms);

/** lwclus_port.lock and unlock over semaphores of sys_arch. */
bool lwclus_lwip_lock(uint32_t n, uint32_t ms);
void lwclus_lwip_unlock(uint32_t n);

#ifdef __cplusplus
}
#endif

#endif
