/* Rows of the socket variant, shared by its files. Not for other folders. */
#ifndef LWCLUS_SOCKET_SLOT_H
#define LWCLUS_SOCKET_SLOT_H

#include "lwip/opt.h"

#if LWIP_SOCKET

#include <stdbool.h>
#include <string.h>

#include "lwip/errno.h"
#include "lwip/sockets.h"

#include "lwclus_port_lwip.h"

#if !LWIP_SOCKET_POLL
#error "lwclus waits with lwip_poll: set LWIP_SOCKET_POLL to 1 in lwipopts.h"
#endif

/* Zero is the empty row: descriptors are kept + 1, because lwIP hands out 0. */
struct lwclus_socket_slot {
    int tcp;
    int udp;
    short want; /* poll events that an AGAIN was returned for, until the next wait */
    bool connected;
};

/** Row of a slot. A call, not an array in sight: compilers would work the address out again and again. */
struct lwclus_socket_slot *lwclus_socket_slot(uint8_t n);

/** Port code of an errno value of lwIP. */
int lwclus_socket_code(int error);

/** Opens a non-blocking socket; 0 or the descriptor + 1. */
int lwclus_socket_open(int family, int type);

/** Closes a socket that lwclus_socket_open made and forgets it; 0 is allowed. */
void lwclus_socket_close(int *socket);

/** Turns what lwip_recv or lwip_send returned into a port result. */
int lwclus_socket_result(struct lwclus_socket_slot *slot, ssize_t n, short event);

#endif
#endif
