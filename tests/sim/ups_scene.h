/*
 * Scenarios of port/examples/ups_drain over the simulated cluster. Time is virtual and goes on by turns; of a
 * node that is drained one group leaves every scene_ups.step_ms.
 */
#ifndef LWCLUS_UPS_SCENE_H
#define LWCLUS_UPS_SCENE_H

#include "sim_check.h"
#include "ups_drain.h"

#define UPS_TURN_MS   10u
#define UPS_EVENTS    256u
#define UPS_RESERVE_S 10u
#define UPS_HOLD_MS   1800000u
#define N1            0u /* the node on the UPS */
#define N2            1u

struct ups_scene {
    bool battery;
    uint32_t empty_at; /* the battery */
    uint32_t step_ms, stepped;
    /* what the state machine told; a kind that repeats is there once */
    enum ups_event_kind event[UPS_EVENTS];
    uint32_t events;
    struct ups_event last, last_retry;
};

extern struct ups ups;
extern struct ups_scene scene_ups;
extern struct ups_config ups_scene_config; /* until the first turn a test may change it */

/** An honest cluster, mains on. @param ours As for ups_start. */
void ups_scene_reset(bool ours);

/** Mains fails. */
void mains_fails(uint32_t seconds);

/** ups_scene_reset, and mains fails. */
void ups_scene_outage(uint32_t seconds);

/** One turn of the superloop, and the world goes on. */
void ups_turn(void);
void run_ms(uint32_t ms);

/** At least one turn; fails after ten minutes. */
void run_until_idle(void);

/** State and groups of N1 as the cluster has them. */
void node_is(uint32_t state, uint32_t groups);

/** The RPC server of a node stops: its connections break, new ones are refused. */
void kill_node(uint32_t node);
void all_nodes(enum sim_reach reach);

/** A rule for one method on every node. */
void on_method(enum sim_what what, uint32_t value, uint16_t opnum);

/** Nothing is left, nothing complained, and the machine never waited. */
void ups_scene_end_of(const char *what, uint32_t which, const char *file, int line);
#define ups_scene_end(what, which) ups_scene_end_of(what, which, __FILE__, __LINE__)

void told_of(const enum ups_event_kind *kinds, uint32_t count, const char *file, int line);
/** The events since the last TOLD are these. */
#define TOLD(...)                                                                                            \
    do {                                                                                                     \
        static const enum ups_event_kind kinds_[] = {__VA_ARGS__};                                           \
        told_of(kinds_, (uint32_t)COUNT(kinds_), __FILE__, __LINE__);                                        \
    } while (0)

#endif
