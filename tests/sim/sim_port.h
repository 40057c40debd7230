/*
 * Port of lwclus for tests: a network in memory with the simulated cluster at the other end.
 *
 * Nodes 0..2 are 192.0.2.1..3 and 2001:db8::1..3. The clock is virtual: only wait() and lock() move it, so
 * that a deadline of hours costs nothing. Whatever the library does against the port contract is a complaint
 * of the cluster. All state is in sim_net.
 */
#ifndef LWCLUS_SIM_PORT_H
#define LWCLUS_SIM_PORT_H

#include "lwclus_port.h"
#include "sim.h"
#include "sim_kdc.h"

#define SIM_NAMES 6u
#define SIM_TASKS 4u

#define SIM_CLOCK_START 0xfffff000u /* wraps after four seconds: every deadline has to survive that */

/* What the resolver answers. */
struct sim_name {
    const char *name; /* lower case; NULL ends the table */
    uint8_t node[4];  /* the addresses, from 1; 0xff is an address where nobody is; 0 ends the list */
    bool ipv6;
    bool never;        /* no answer at all */
    uint32_t delay_ms; /* answer after this time */
};

enum sim_netbios {
    SIM_NETBIOS_HONEST,
    SIM_NETBIOS_WRONG_ID,   /* of another query, then nothing */
    SIM_NETBIOS_WRONG_NAME, /* for another name, then nothing */
    SIM_NETBIOS_NEGATIVE,
    SIM_NETBIOS_CUT,         /* ends inside the address */
    SIM_NETBIOS_GROUP,       /* 80 addresses */
    SIM_NETBIOS_NOISE_FIRST, /* three wrong datagrams, then the right one */
    SIM_NETBIOS_SILENT,
    SIM_NETBIOS_SEND_FAILS
};

struct sim_slot {
    struct sim_conn conn;
    bool used; /* connect was called, close was not */
    bool connected;
    bool failed; /* an error was returned: only close is allowed */
    bool local;
    uint32_t calls; /* of connect */
    uint32_t ready; /* clock at which connect succeeds or bytes arrive */
    const void *address;
    uint16_t port;
#if LWCLUS_KERBEROS
    bool to_kdc; /* the connection is one to a KDC */
    struct sim_kdc_conn kdc;
    uint8_t reply[2][2048]; /* datagrams that wait */
    uint32_t reply_size[2], reply_from[2];
    uint32_t reply_given; /* bytes of reply[1] when it was made */
    uint16_t reply_port;
#endif
    /* datagram socket */
    bool datagram;
    uint8_t query[64];
    uint32_t query_size;
    uint32_t answers; /* given to this query */
    /* resolver */
    bool resolving;
    uint32_t resolve_ready;
};

struct sim_net {
    struct sim_cluster *cluster;
    /* settings; zero is an honest, fast network */
    struct sim_name names[SIM_NAMES];
    enum sim_netbios netbios;
    const char *netbios_name; /* upper case, leads to node 0; NULL = nobody answers */
    uint8_t netbios_suffix;
    bool wins;           /* the query must go to 192.0.2.53, not to the broadcast address */
    uint32_t send_limit; /* most bytes that one send takes; 0 = all */
    uint32_t recv_limit; /* most bytes that one recv gives; 0 = all */
    bool would_block;    /* every other send and recv yields AGAIN */
    uint32_t connect_ms; /* time of a connect */
    uint32_t drip_ms;    /* after each recv nothing arrives for this time */
    bool local_missing;  /* no local endpoint */
    bool random_fails;
    bool clock;                 /* filetime() knows the time */
    int64_t clock_off;          /* seconds ahead of the true time */
    bool dns;                   /* dns_server() knows one, 192.0.2.54 */
    int send_error, recv_error; /* returned by every send, recv instead of working; 0 = none */
    int connect_error;
    int start_error;
    /* results */
    uint32_t now;
    uint32_t waits;
    uint32_t sent, received; /* bytes of all connections */
    uint32_t datagrams;      /* sent */
    uint32_t connects;
    uint32_t lookups;
    uint32_t started, stopped;
    /* private */
    uint32_t task; /* of sim_net_task */
    uint32_t idle, toggle, random;
    bool held[LWCLUS_LOCK_COUNT];
    struct lwclus_task_error error[SIM_TASKS];
    struct sim_slot slot[LWCLUS_MAX_CONNECTIONS];
};

extern struct sim_net sim_net;
extern const struct lwclus_port sim_port;
extern const struct lwclus_transport sim_local;

/** Forgets everything, also the KDCs, begins again with `cluster`. The clock starts a little before it wraps.
 */
void sim_net_init(struct sim_cluster *cluster);

/** Connections, sockets and look-ups that are open, and locks that are held. */
uint32_t sim_net_open(void);

/** Which task the library is called from: 0..SIM_TASKS - 1. */
void sim_net_task(uint32_t task);

/** IPv4 address of a node. */
struct lwclus_address sim_net_address(uint32_t node);

#endif
