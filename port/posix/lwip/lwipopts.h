/* lwIP on the host: everything that lwclus can use, from static pools. Wide enough for tests and the demo. */
#ifndef LWCLUS_HOST_LWIPOPTS_H
#define LWCLUS_HOST_LWIPOPTS_H

/* lwIP includes this before any system header; without it strict -std=c11 hides ssize_t's limits */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif

#define NO_SYS               0
#define SYS_LIGHTWEIGHT_PROT 1
#define LWIP_NETCONN         1
#define LWIP_SOCKET          1
#define LWIP_SOCKET_POLL     1
#define LWIP_COMPAT_SOCKETS  0 /* connect() and its fellows are the host's */
#ifndef LWIP_TCPIP_CORE_LOCKING
#define LWIP_TCPIP_CORE_LOCKING 1
#endif
#define LWIP_TCPIP_TIMEOUT        1
#define TCPIP_MBOX_SIZE           64
#define DEFAULT_RAW_RECVMBOX_SIZE 8
#define DEFAULT_UDP_RECVMBOX_SIZE 16
#define DEFAULT_TCP_RECVMBOX_SIZE 64
#define DEFAULT_ACCEPTMBOX_SIZE   8

#define LWIP_IPV4                      1
#define LWIP_IPV6                      1
#define LWIP_TCP                       1
#define LWIP_UDP                       1
#define LWIP_RAW                       0
#define ARP_QUEUEING                   1 /* A and AAAA queries leave together; without it the first one is lost */
#define LWIP_ICMP                      1
#define LWIP_DHCP                      0
#define LWIP_DNS                       1
#define DNS_TABLE_SIZE                 8
#define DNS_MAX_SERVERS                2
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS  0 /* addresses are given by hand: usable at once */
#define LWIP_HOOK_FILENAME             "lwclus_host_hooks.h"
#define LWIP_HOOK_ND6_GET_GW(netif, d) lwclus_host_ip6_gateway(netif, d)

#define LWIP_NETIF_LOOPBACK   1
#define LWIP_HAVE_LOOPIF      1
#define IP_SOF_BROADCAST      1
#define IP_SOF_BROADCAST_RECV 1
#define IPV6_FRAG_COPYHEADER  1 /* pointers of 64 bits do not fit a fragment header */

#define LWIP_TCP_KEEPALIVE 1
#define LWIP_TCP_RTO_TIME  1000 /* RFC 6298; a lost SYN does not cost three seconds */
#define TCP_MSS            1460
#define TCP_WND            (8 * TCP_MSS)
#define TCP_SND_BUF        (8 * TCP_MSS)
#define TCP_SND_QUEUELEN   64

/* ---- memory: static pools only ---- */

#define MEM_LIBC_MALLOC               0
#define MEMP_MEM_MALLOC               0
#define MEM_USE_POOLS                 1
#define MEM_USE_POOLS_TRY_BIGGER_POOL 1
#define MEMP_USE_CUSTOM_POOLS         1
#define MEM_ALIGNMENT                 8
#define MEMP_NUM_TCP_PCB              32
#define MEMP_NUM_TCP_PCB_LISTEN       8
#define MEMP_NUM_TCP_SEG              256
#define MEMP_NUM_UDP_PCB              24
#define MEMP_NUM_NETCONN              32
#define MEMP_NUM_NETBUF               64
#define MEMP_NUM_TCPIP_MSG_API        32
#define MEMP_NUM_TCPIP_MSG_INPKT      64
#define MEMP_NUM_SYS_TIMEOUT          24
#define PBUF_POOL_SIZE                64

#define LWIP_STATS 1

#endif
