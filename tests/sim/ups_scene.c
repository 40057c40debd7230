/* Scenarios of port/examples/ups_drain. */
#include "lwclus.h"

/* the demo has configurations without nodes */
#if LWCLUS_API_NODE && LWCLUS_API_ENUM && LWCLUS_NONBLOCKING

#include "ups_scene.h"

#include <string.h>

#define RECONNECT_MS 8000u

struct ups ups;
struct ups_scene scene_ups;
struct ups_config ups_scene_config;

static void on_event(const struct ups *u, const struct ups_event *event)
{
    assert_ptr_equal(u, &ups);
    scene_ups.last = *event;
    if (event->kind == UPS_RETRY) {
        scene_ups.last_retry = *event;
    }
    /* what repeats is told once */
    if (scene_ups.events == 0 || scene_ups.event[scene_ups.events - 1u] != event->kind) {
        assert_true(scene_ups.events < UPS_EVENTS);
        scene_ups.event[scene_ups.events++] = event->kind;
    }
}

void ups_turn(void)
{
    struct ups_power power = {scene_ups.battery, 0};

    sim_net.now += UPS_TURN_MS;
    if (sim_net.now - scene_ups.stepped >= scene_ups.step_ms) {
        scene_ups.stepped = sim_net.now;
        sim_drain(&scene_cluster);
    }
    if (scene_ups.battery && scene_ups.empty_at - sim_net.now < 0x80000000u) {
        power.seconds = (scene_ups.empty_at - sim_net.now) / 1000u;
    }
    ups_step(&ups, sim_net.now, &power);
}

void run_ms(uint32_t ms)
{
    for (uint32_t i = 0; i < ms; i += UPS_TURN_MS) {
        ups_turn();
    }
}

void run_until_idle(void)
{
    uint32_t n = 0;

    do {
        ups_turn();
        assert_true(++n < 60000); /* ten minutes */
    } while (!ups_idle(&ups));
}

/* ---- beginning and end ---- */

void ups_scene_reset(bool ours)
{
    static const struct sim_name names[SIM_NAMES] = {{.name = "cluster", .node = {1, 2, 3}},
                                                     {.name = "n1", .node = {1}},
                                                     {.name = "n2", .node = {2}},
                                                     {.name = "n3", .node = {3}}};

    lwclus_set_nonblocking(false);
    scene_reset();
    memcpy(sim_net.names, names, sizeof names);
    scene_now.reconnect_ms = RECONNECT_MS;
    memset(&scene_ups, 0, sizeof scene_ups);
    scene_ups.step_ms = 1500;
    ups_scene_config = (struct ups_config){.cluster = u"cluster",
                                           .node = u"N1",
                                           .reserve_s = UPS_RESERVE_S,
                                           .poll_ms = 1000,
                                           .retry_ms = 1000,
                                           .resume_ms = 120000,
                                           .logon_hold_ms = UPS_HOLD_MS,
                                           .failback = FailbackGroupsImmediately,
                                           .event = on_event};
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    lwclus_set_nonblocking(true);
    ups_start(&ups, &ups_scene_config, sim_net.now, ours);
}

void mains_fails(uint32_t seconds)
{
    scene_ups.battery = true;
    scene_ups.empty_at = sim_net.now + seconds * 1000u;
}

void ups_scene_outage(uint32_t seconds)
{
    ups_scene_reset(false);
    mains_fails(seconds);
}

/* Nothing is left, and the machine never waited. */
void ups_scene_end_of(const char *what, uint32_t which, const char *file, int line)
{
    uint32_t waits = sim_net.waits, leaks;

    lwclus_set_nonblocking(false);
    leaks = scene_stop();
    if (waits + leaks + scene_cluster.complaints > 0) {
        print_error("%s %u: %u waits, %u leaks, %u complaints: %s\n", what, which, waits, leaks,
                    scene_cluster.complaints, scene_cluster.complaint != NULL ? scene_cluster.complaint : "");
        _fail(file, line);
    }
}

void told_of(const enum ups_event_kind *kinds, uint32_t count, const char *file, int line)
{
    bool same = scene_ups.events == count && memcmp(scene_ups.event, kinds, count * sizeof *kinds) == 0;

    if (!same) {
        for (uint32_t i = 0; i < scene_ups.events; i++) {
            print_error("%u ", (unsigned)scene_ups.event[i]);
        }
        print_error("(last code %u)\n", scene_ups.last.code);
        _fail(file, line);
    }
    scene_ups.events = 0;
}

void node_is(uint32_t state, uint32_t groups)
{
    assert_int_equal(scene_cluster.node[N1].state, state);
    assert_int_equal(sim_groups_of(&scene_cluster, N1), groups);
}

/* A node stops: its connections break, and new ones are refused. */
void kill_node(uint32_t node)
{
    scene_cluster.node[node].reach = SIM_DOWN;
}

void on_method(enum sim_what what, uint32_t value, uint16_t opnum)
{
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        sim_misbehave(&scene_cluster, i,
                      (struct sim_rule){.what = what, .value = value, .opnum = opnum, .only = true});
    }
}

void all_nodes(enum sim_reach reach)
{
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        scene_cluster.node[i].reach = reach;
    }
}

#endif
