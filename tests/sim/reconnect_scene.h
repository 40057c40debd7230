/*
 * Scenarios of the reconnect procedure: a session with handles that loses its node and goes on.
 */
#ifndef LWCLUS_RECONNECT_SCENE_H
#define LWCLUS_RECONNECT_SCENE_H

#include "sim_check.h"

#define RE_TIMEOUT_MS 8000u
#define RE_EVENTS     64u
#define RE_NETIF      4u /* "N3 - LAN" */

struct re_event {
    const uint16_t *from, *to; /* names of nodes of the cluster; NULL = none */
    uint32_t code, origin, ms, handles;
};

/* A session and what the application holds of it. */
struct re {
    HCLUSTER cluster;
    HNETINTERFACE netif;
    HNODE host;          /* opened through the call path: there is no public function yet that opens nodes */
    uint32_t timeout_ms; /* reconnect_timeout_ms; 0 = RE_TIMEOUT_MS */
    bool no_host;
    uint16_t endpoint_port;
    const struct lwclus_port *port; /* NULL = sim_port */
    /* what the hooks saw */
    uint32_t events;
    struct re_event event[RE_EVENTS];
    const uint16_t *account_of; /* name that the credentials hook must be asked for; NULL = any */
    uint32_t asked, released, wrong_name;
    void (*connected)(struct re *re); /* called when credentials are asked for */
};

extern struct re re;

/* One public function of the library that calls a marked method. */
struct re_function {
    const char *name;
    uint16_t opnum;
    bool rpc_status;     /* the method has one */
    DWORD (*call)(void); /* Win32 code; 0 only when every result was right */
};

#define RE_FUNCTIONS 9u
extern const struct re_function re_function[RE_FUNCTIONS];

/** Honest cluster, resolver that knows "cluster" (all nodes), "n1", "n2" and "n3". */
void re_reset(void);

/** lwclus_init with a reconnect time. */
void re_start(void);

/** Opens the cluster, an interface and a node. False: not everything could be opened. */
bool re_open(const uint16_t *name, DWORD access);

/** re_reset, re_start, re_open(u"n1", GENERIC_READ); must succeed. */
void re_ready(void);

/** A row as an open function would have made it; its context handle is not open. */
uintptr_t re_row(uint8_t type, const uint16_t *name, uint32_t access);

/** Calls re_function[i] and checks that it ends in time. */
DWORD re_call(uint32_t i);

/** Every function once; 0 or the first code. */
DWORD re_call_all(void);

/** Number of the node that answers; SIM_NODES when unknown. */
uint32_t re_node(void);

/** Closes the handles. */
void re_close(void);

/** Everything as before re_start, nothing left and no protocol error. */
void re_stop_of(const char *what, uint32_t which, const char *file, int line);
#define re_stop(what, which) re_stop_of(what, which, __FILE__, __LINE__)

/** A node stops: its connections break, new ones are refused. */
void re_kill(uint32_t node);

#endif
