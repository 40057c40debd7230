/*
 * lwIP for lwclus on a device without heap: sockets over an operating system (NO_SYS 0, the default here), or
 * bare metal with -DNO_SYS=1. For lwIP 2.1.0 and later. Start from it; what lwclus needs says "lwclus".
 */
#ifndef LWIPOPTS_H
#define LWIPOPTS_H

#include "lwclus_config.h"

/* ---- with or without an operating system ---- */

#ifndef NO_SYS
#define NO_SYS 0
#endif
#define SYS_LIGHTWEIGHT_PROT (!NO_SYS)

/* lwclus: port/lwip uses sockets with NO_SYS 0 and altcp with NO_SYS 1. */
#define LWIP_NETCONN              (!NO_SYS)
#define LWIP_SOCKET               (!NO_SYS)
#define LWIP_SOCKET_POLL          1 /* lwclus: waits with lwip_poll */
#define LWIP_COMPAT_SOCKETS       0
#define LWIP_TCPIP_CORE_LOCKING   1
#define TCPIP_THREAD_STACKSIZE    1024
#define TCPIP_THREAD_PRIO         3
#define TCPIP_MBOX_SIZE           16
#define DEFAULT_TCP_RECVMBOX_SIZE 8
#define DEFAULT_UDP_RECVMBOX_SIZE 8
#define DEFAULT_ACCEPTMBOX_SIZE   4

/* ---- protocols ---- */

#define LWIP_IPV4 1
#define LWIP_IPV6 LWCLUS_IPV6
#define LWIP_TCP  1
#define LWIP_UDP  (LWIP_DNS || LWCLUS_NETBIOS || LWCLUS_KDC_UDP)
#define LWIP_DNS  LWCLUS_DNS /* lwclus: host names */
#define LWIP_DHCP 0
/* lwclus: one look-up per session and family */
#define DNS_TABLE_SIZE (LWCLUS_MAX_SESSIONS * (1 + LWCLUS_IPV6))
/* lwclus: NetBIOS queries go to the limited broadcast address */
#define IP_SOF_BROADCAST      LWCLUS_NETBIOS
#define IP_SOF_BROADCAST_RECV LWCLUS_NETBIOS

/* lwclus: a peer that vanished is noticed while no call is under way */
#define LWIP_TCP_KEEPALIVE 1
/* The first time-out of RFC 6298: a SYN that is lost is repeated within a second, not after three. */
#define LWIP_TCP_RTO_TIME 1000
/* The default of 536 bytes makes three segments of each 1432-byte fragment. */
#define TCP_MSS     1460
#define TCP_WND     (4 * TCP_MSS)
#define TCP_SND_BUF (2 * TCP_MSS)

/* ---- memory: static pools only ---- */

#define MEM_LIBC_MALLOC       0
#define MEMP_MEM_MALLOC       0
#define MEM_USE_POOLS         1 /* pools of lwippools.h in place of lwIP's own heap */
#define MEMP_USE_CUSTOM_POOLS 1
#define MEM_ALIGNMENT         4

/* lwclus: per session a connection and, while it opens, those of endpoint mapper and KDC in TIME_WAIT; one
 * more */
#define LWCLUS_PCBS ((2 + LWCLUS_KERBEROS) * LWCLUS_MAX_SESSIONS + 1)
/* Without a queue lwIP keeps one packet per unresolved address: of the A and AAAA queries, sent back to back,
 * the first would be lost. */
#define ARP_QUEUEING            1
#define MEMP_NUM_ARP_QUEUE      4
#define MEMP_NUM_TCP_PCB        LWCLUS_PCBS
#define MEMP_NUM_TCP_PCB_LISTEN 1
#define MEMP_NUM_TCP_SEG        16
#define MEMP_NUM_UDP_PCB        (2 + LWCLUS_MAX_SESSIONS)
#define MEMP_NUM_NETCONN        (LWCLUS_PCBS + LWCLUS_MAX_SESSIONS)
#define MEMP_NUM_NETBUF         8
#define MEMP_NUM_SYS_TIMEOUT    10
#define PBUF_POOL_SIZE          12
#define ETH_PAD_SIZE            2

/* ---- flash ---- */

#define LWIP_STATS    0
#define LWIP_NOASSERT 1 /* the sentences of lwIP's assertions take 12 KB */

#endif
