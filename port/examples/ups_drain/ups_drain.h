/*
 * ups_drain: what a UPS does for a cluster node on its output.
 *
 * When mains fails it pauses the node and lets its groups move away, as long as the battery allows; when
 * mains is back it resumes the node. A state machine over the non-blocking form of lwclus: ups_step never
 * waits, so it takes its turn in a superloop. It knows no clock, no output and no board: time and power come
 * in with each turn, and what happens goes out as events.
 */
#ifndef UPS_DRAIN_H
#define UPS_DRAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "clusapi.h"

#if !LWCLUS_API_NODE || !LWCLUS_API_ENUM || !LWCLUS_NONBLOCKING
#error "ups_drain needs LWCLUS_API_NODE, LWCLUS_API_ENUM and LWCLUS_NONBLOCKING"
#endif

/* Names of groups that are kept for reports, UTF-16 units. */
#ifndef UPS_NAMES_UNITS
#define UPS_NAMES_UNITS 256u
#endif
/* Read-only properties of a node, about 1.3 KB on Windows Server 2019. Too small: the drain is judged by the
 * groups alone. */
#ifndef UPS_PROPERTY_BYTES
#define UPS_PROPERTY_BYTES 2048u
#endif
#define UPS_GROUPS_UNKNOWN 0xffffffffu

struct ups;

/* Power as the board reads it: debounced, because each change starts a logon. */
struct ups_power {
    bool battery;     /* mains is away */
    uint32_t seconds; /* that the battery lasts; counts down */
};

enum ups_event_kind {
    UPS_POWER_FAILED,  /* draining begins */
    UPS_POWER_BACK,    /* draining ends; resuming begins if the pause is ours */
    UPS_OPENED,        /* the cluster is open */
    UPS_PAUSED_BEFORE, /* somebody else had paused the node: it is drained, but will not be resumed */
    UPS_DRAINING,      /* the cluster accepted the order */
    UPS_PROGRESS,      /* the node owns `groups` groups */
    UPS_DRAIN_AGAIN,   /* the cluster gave the drain up; it is ordered again */
    UPS_RETRY,         /* `code`: tried again in `wait_ms` */
    UPS_LEFT_PAUSED,   /* mains is back, and the node is not ours to resume */
    /* results: one ends each drain and each resume */
    UPS_DRAINED,      /* no group is left, or the cluster says that those which are may stay */
    UPS_TIMEOUT,      /* the reserve is reached, and `groups` groups are still there */
    UPS_UNREACHED,    /* the reserve is reached, and the order was not accepted: last `code` */
    UPS_NODE_DOWN,    /* the node is down already */
    UPS_NODE_UNKNOWN, /* the cluster has no such node */
    UPS_REFUSED,      /* the logon was refused: not tried again before ups_config.logon_hold_ms */
    UPS_FAILED,       /* `code`, which trying again does not change */
    UPS_RESUMED,      /* the node is up again */
    UPS_RESUME_FAILED /* ups_config.resume_ms is over: last `code` */
};

struct ups_event {
    enum ups_event_kind kind;
    uint32_t code;   /* Win32 code, 0 when none */
    uint32_t origin; /* as lwclus_last_result() */
    uint32_t wait_ms;
};

struct ups_config {
    const WCHAR *cluster;   /* name or address; a DNS name of the cluster finds every node */
    const WCHAR *node;      /* the node on this UPS, as the cluster calls it */
    uint32_t reserve_s;     /* the end of the battery that belongs to the node's own shutdown */
    uint32_t poll_ms;       /* between two looks at the groups */
    uint32_t retry_ms;      /* first pause after a failure; doubles up to 16 times that */
    uint32_t resume_ms;     /* a resume is given up after this time, less than 2^31; 0 = never */
    uint32_t logon_hold_ms; /* no logon for this time after a refused one, less than 2^31; 0 = until the next
                               start. Choose it so that the domain's lock-out threshold is never reached */
    CLUSTER_NODE_RESUME_FAILBACK_TYPE failback;
    void (*event)(const struct ups *ups, const struct ups_event *event);
};

enum ups_goal { UPS_REST, UPS_DRAIN, UPS_RESUME };

/* All members are for reading. */
struct ups {
    const struct ups_config *config;
    enum ups_goal goal;
    const struct ups_call *call; /* under way; NULL = none */
    struct ups_power power;
    uint32_t now; /* of this turn */
    HCLUSTER cluster;
    HNODE node;
    bool looked;  /* the state of the node before our order is known */
    bool ordered; /* the cluster drains */
    bool ours;    /* the pause is ours, or may be */
    bool foreign; /* somebody else paused the node */
    bool drop;    /* the session is not to be used any more */
    bool list_next;
    bool refused;
    uint32_t refused_at, resume_since, next_at, wait_ms;
    uint32_t node_state;   /* CLUSTER_NODE_STATE before our order */
    uint32_t drain_status; /* CLUSTER_NODE_DRAIN_STATUS, or count: not known */
    uint32_t groups;       /* on the node, or UPS_GROUPS_UNKNOWN */
    uint32_t last_code, last_origin;
    WCHAR names[UPS_NAMES_UNITS]; /* of groups, each with its NUL; an empty one ends the list */
    uint8_t properties[UPS_PROPERTY_BYTES];
};

/**
 * Starts on mains, without anything to do. lwclus is initialised; the calling task is in the non-blocking
 * form.
 *
 * @param config Not copied.
 * @param now    Milliseconds, as for ups_step.
 * @param ours   The pause that the node may be in is ours: what ups_owns_pause said before the UPS itself
 * lost power. Then the node is resumed at once.
 */
void ups_start(struct ups *ups, const struct ups_config *config, uint32_t now, bool ours);

/** One turn. @param now Milliseconds, may wrap. */
void ups_step(struct ups *ups, uint32_t now, const struct ups_power *power);

/** True when nothing is under way and nothing is to be done: the session is closed. */
bool ups_idle(const struct ups *ups);

/** True while a call waits for the cluster. */
bool ups_waits(const struct ups *ups);

/** True from before the pause is ordered until the node is resumed. Keep it in non-volatile memory. */
bool ups_owns_pause(const struct ups *ups);

#endif
