/*
 * One scenario: the library, started over the simulated cluster, goes through a session; then everything must
 * be as it was before.
 */
#ifndef LWCLUS_SIM_SCENE_H
#define LWCLUS_SIM_SCENE_H

#include "lwclus.h"
#include "sim_port.h"

#define SCENE_CONNECT_MS 5000u
#define SCENE_CALL_MS    3000u
#define SCENE_SLICE_MS   100u /* longest wait of the library */

/* Public calls of scene_session, in order. */
enum scene_call {
    SCENE_OPEN,
    SCENE_ENUM,
    SCENE_NETIF,
    SCENE_STATE,
    SCENE_CONTROL,
    SCENE_LOOKUP,
    SCENE_INFORMATION,
    SCENE_CLOSE_NETIF,
    SCENE_CLOSE,
    SCENE_CALLS /* none failed */
};

struct scene_result {
    enum scene_call failed; /* the first call that failed; SCENE_CALLS = none */
    uint32_t code;          /* its Win32 code */
    uint32_t origin;        /* and where it arose */
    uint32_t wrong;         /* calls that succeeded with a wrong result */
    uint32_t late;          /* calls that took longer than the configured limit */
};

/* How the library is started; zero = defaults. */
struct scene {
    const struct lwclus_port *port; /* NULL = sim_port */
    const uint16_t *user;           /* NULL = administrator */
    const uint16_t *domain;         /* NULL = DOM */
    const uint16_t *password;       /* NULL = the right one */
    const uint8_t *nt_hash;         /* instead of a password */
    const uint16_t *workstation;
    bool no_account;
    bool no_local;
    uint16_t endpoint_port;
    bool wins;
    uint8_t logon;  /* LWCLUS_LOGON_..., and 0 = NTLM */
    bool logon_any; /* LWCLUS_LOGON_ANY */
    const uint16_t *realm, *spn;
    const struct lwclus_kdc *kdcs;
    uint32_t kdc_count;
    bool udp_first, learn_time, direct;
    const uint8_t *key; /* of the account, instead of a password */
    uint8_t key_etype;
    uint32_t reconnect_ms; /* time for a reconnect; 0 = never reconnect */
    /* what the hooks saw */
    uint32_t asked, released; /* credentials */
    uint32_t logged, traced, traced_sent, traced_received;
    uint32_t reconnected, gave_up, reopened;             /* events, handles opened again */
    uint32_t reconnect_ms_most;                          /* the longest */
    void (*hook)(struct scene *scene, const char *from); /* called from within each hook; NULL = nothing */
};

extern struct sim_cluster scene_cluster;
extern struct scene scene_now;

/** An honest cluster and network; then set faults, then scene_start. */
void scene_reset(void);

/** lwclus_init with what scene_now says; its result. */
DWORD scene_start(void);

/** Opens `name`, uses every function once, closes all. */
struct scene_result scene_session(const uint16_t *name, DWORD access);

/** scene_session on u"192.0.2.1" with GENERIC_READ. */
struct scene_result scene_default(void);

/** Everything that is still in use in the library, the network and the cluster; 0 = no leak. */
uint32_t scene_leaks(void);

/** lwclus_deinit, and no leaks. */
uint32_t scene_stop(void);

/** NT hash of a password in UTF-16LE bytes. */
void scene_nt_hash(const uint8_t *text, uint32_t size, uint8_t hash[16]);

/** NUL-terminated and equal. */
bool scene_same(const uint16_t *a, const uint16_t *b);

#endif
