/* The options of a device without operating system, with counters. */
#include "config/examples/lwip/lwipopts.h"

#undef LWIP_STATS
#define LWIP_STATS         1
#define LWIP_STATS_DISPLAY 1 /* names of pools */
#undef LWIP_NOASSERT
#undef MEM_ALIGNMENT
#define MEM_ALIGNMENT 8

/* the wire loses frames on purpose, it does not change them */
#define CHECKSUM_CHECK_IP   0
#define CHECKSUM_CHECK_TCP  0
#define CHECKSUM_CHECK_UDP  0
#define CHECKSUM_CHECK_ICMP 0

/* pointers of 64 bits do not fit where lwIP would put them */
#define IPV6_FRAG_COPYHEADER 1
