/* Rows of the altcp variant, shared by its files. Not for other folders. */
#ifndef LWCLUS_ALTCP_SLOT_H
#define LWCLUS_ALTCP_SLOT_H

#include "lwip/opt.h"

#if NO_SYS

#include <string.h>

#include "lwip/altcp.h"
#include "lwip/ip.h"
#include "lwip/pbuf.h"
#include "lwip/udp.h"

#include "lwclus_port_altcp.h"

#if !LWIP_TCP
#error "lwclus needs TCP: set LWIP_TCP to 1 in lwipopts.h"
#endif

/* Zero is the empty row. */
struct lwclus_altcp_slot {
    struct altcp_pcb *pcb; /* NULL also when lwIP has freed it after an error */
    struct pbuf *received; /* not yet taken by recv */
    int8_t error;          /* how the connection ended; 0 = it has not */
    bool connected;
    bool event;
#if LWCLUS_DATAGRAM
    struct udp_pcb *udp;
    struct pbuf *datagram; /* the one that waits for recv */
    ip_addr_t from;
    uint16_t from_port;
#endif
};

extern struct lwclus_altcp_slot lwclus_altcp_slots[LWCLUS_MAX_CONNECTIONS];

/** Port code of an error that a function of lwIP returned. */
int lwclus_altcp_code(err_t error);

#endif
#endif
