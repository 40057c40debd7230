/*
 * lwIP port, NO_SYS=1: what a superloop needs besides lwclus_port_lwip.h.
 *
 * lwclus_lwip_tcp, lwclus_lwip_datagram and lwclus_lwip_resolve are the same names as over sockets, here over
 * altcp and the raw interface. Everything runs in the one context that also calls lwIP: lwclus functions must
 * not be called from a callback of lwIP. port/baremetal makes a port table of these pieces.
 */
#ifndef LWCLUS_PORT_ALTCP_H
#define LWCLUS_PORT_ALTCP_H

#include "lwclus_port_lwip.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Tells whether lwIP reported something for the connection or the datagrams of a slot since the last call,
 * and forgets it. Answers of the resolver are not told: ask lwclus_lwip_resolve after each turn of the loop.
 * @param slot 0..LWCLUS_MAX_CONNECTIONS-1.
 */
bool lwclus_lwip_event(uint8_t slot);

#ifdef __cplusplus
}
#endif

#endif
