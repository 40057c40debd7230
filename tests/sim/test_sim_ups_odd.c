/* The state machine of port/examples/ups_drain: other people, accounts, servers and buffers. */
#include "ups_scene.h"

#define STATUS 79u /* opnums */
#define LIST   101u
#define DRAIN  126u

/* ---- nodes that somebody else looks after ---- */

static void test_paused_before(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_cluster.node[N1].state = ClusterNodePaused;
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_PAUSED_BEFORE, UPS_DRAINING, UPS_PROGRESS, UPS_DRAINED);
    node_is(ClusterNodePaused, 0);
    assert_false(ups_owns_pause(&ups));
    scene_ups.battery = false;
    run_until_idle();
    TOLD(UPS_POWER_BACK, UPS_LEFT_PAUSED);
    node_is(ClusterNodePaused, 0);
    assert_int_equal(scene_cluster.resumes, 0);
    /* resumed by hand: the next outage is an ordinary one */
    scene_cluster.node[N1].state = ClusterNodeUp;
    mains_fails(60);
    run_until_idle();
    scene_ups.battery = false;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
    ups_scene_end("paused before", 0);
}

static void test_resumed_by_somebody(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_ups.step_ms = 4000;
    run_ms(2000);
    scene_cluster.node[N1].state = ClusterNodeUp;
    scene_cluster.node[N1].drain = NodeDrainStatusNotInitiated;
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_DRAINING, UPS_PROGRESS, UPS_DRAIN_AGAIN, UPS_DRAINING,
         UPS_PROGRESS, UPS_DRAINED);
    node_is(ClusterNodePaused, 0);
    scene_cluster.node[N1].state = ClusterNodeUp;
    scene_ups.battery = false;
    run_until_idle();
    TOLD(UPS_POWER_BACK, UPS_OPENED, UPS_RESUMED);
    assert_int_equal(scene_ups.last.code, ERROR_CLUSTER_NODE_NOT_PAUSED);
    ups_scene_end("resumed by somebody", 0);
}

static void test_node_is_down(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_cluster.node[N1].state = ClusterNodeDown;
    kill_node(N1);
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_NODE_DOWN);
    scene_ups.battery = false;
    run_until_idle();
    TOLD(UPS_POWER_BACK);
    assert_int_equal(scene_cluster.pauses + scene_cluster.resumes, 0);
    ups_scene_end("node is down", 0);
}

static void test_no_such_node(void **state)
{
    (void)state;
    ups_scene_outage(60);
    ups_scene_config.node = u"N7";
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_NODE_UNKNOWN);
    run_ms(20000);
    assert_int_equal(scene_ups.events, 0);
    ups_scene_end("no such node", 0);
}

static void test_no_other_node(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_cluster.node[1].state = scene_cluster.node[2].state = ClusterNodeDown;
    run_ms(10000);
    assert_int_equal(scene_ups.last_retry.code, ERROR_CLUSTER_NODE_DOWN);
    assert_int_equal(scene_ups.last_retry.origin >> 16, 9); /* the server says so */
    scene_cluster.node[2].state = ClusterNodeUp;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
    assert_int_equal(scene_cluster.group[0].node, 2);
    scene_ups.battery = false;
    run_until_idle();
    ups_scene_end("no other node", 0);
}

/* ---- accounts ---- */

/* One attempt, whatever happens, until the hold is over. */
static void test_wrong_password(void **state)
{
    (void)state;
    ups_scene_reset(false);
    scene_now.password = u"wrong";
    for (uint32_t outage = 0; outage < 10; outage++) {
        mains_fails(30);
        run_ms(5000);
        assert_int_equal(scene_ups.last.kind, UPS_REFUSED);
        run_until_idle();
        scene_ups.battery = false;
        run_ms(2000);
    }
    assert_int_equal(scene_cluster.refused, 1);
    scene_now.password = NULL;
    run_ms(UPS_HOLD_MS);
    mains_fails(60);
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
    scene_ups.battery = false;
    run_until_idle();
    ups_scene_end("wrong password", 0);
}

/* The password changes while the node is paused: the resume is taken up after the hold. */
static void test_password_changes(void **state)
{
    (void)state;
    ups_scene_outage(60);
    run_until_idle();
    scene_now.password = u"wrong";
    scene_ups.battery = false;
    run_ms(60000);
    assert_int_equal(scene_ups.last.kind, UPS_REFUSED);
    assert_int_equal(scene_cluster.refused, 1);
    scene_now.password = NULL;
    run_ms(UPS_HOLD_MS);
    assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
    ups_scene_end("password changes", 0);
}

/* It changes while the session is open, and then the node breaks. */
static void test_password_changes_in_session(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_ups.step_ms = 20000;
    run_ms(3000);
    scene_now.password = u"wrong";
    kill_node(N1);
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_REFUSED);
    assert_int_equal(scene_cluster.refused, 2); /* what a reconnect allows itself, and none after it */
    ups_scene_end("password changes in session", 0);
}

static void test_no_account(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_now.no_account = true;
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_REFUSED);
    assert_int_equal(scene_ups.last.code, ERROR_NO_SUCH_LOGON_SESSION);
    ups_scene_end("no account", 0);
}

/* A good password of somebody who may not. */
static void test_no_rights(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_now.user = u"reader";
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_FAILED);
    assert_int_equal(scene_ups.last.code, ERROR_ACCESS_DENIED);
    assert_int_equal(scene_cluster.logons, 1);
    ups_scene_end("no rights", 0);
}

/* ---- servers and buffers ---- */

static void test_old_server(void **state)
{
    (void)state;
    ups_scene_outage(60);
    on_method(SIM_FAULT, 0x1c010002u, DRAIN);
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_FAILED);
    assert_int_equal(scene_ups.last.code, RPC_S_PROCNUM_OUT_OF_RANGE);
    ups_scene_end("old server", 0);
}

/* Without the drain status the list decides. */
static void test_without_status(void **state)
{
    static const uint32_t code[] = {ERROR_MORE_DATA, ERROR_INVALID_FUNCTION};

    (void)state;
    for (uint32_t i = 0; i < COUNT(code); i++) {
        ups_scene_outage(60);
        on_method(SIM_STATUS, code[i], STATUS);
        run_until_idle();
        TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_DRAINING, UPS_PROGRESS, UPS_DRAINED);
        assert_int_equal(ups.groups, 0);
        ups_scene_end("without status", i);
    }
}

/* Without the list the drain status decides. */
static void test_without_list(void **state)
{
    (void)state;
    ups_scene_outage(60);
    on_method(SIM_STUB_GROW, LWCLUS_STUB_BYTES + 4u, LIST);
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_DRAINING, UPS_PROGRESS, UPS_DRAINED);
    assert_int_equal(ups.groups, UPS_GROUPS_UNKNOWN);
    node_is(ClusterNodePaused, 0);
    ups_scene_end("without list", 0);
}

/* More names than are kept. */
static void test_long_names(void **state)
{
    static uint16_t name[SIM_GROUPS][101];

    (void)state;
    ups_scene_outage(20);
    scene_cluster.groups = SIM_GROUPS;
    for (uint32_t i = 0; i < SIM_GROUPS; i++) {
        for (uint32_t k = 0; k < 100; k++) {
            name[i][k] = (uint16_t)('a' + i);
        }
        scene_cluster.group[i] = (struct sim_group){name[i], N1, SIM_NODES, true};
    }
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_TIMEOUT);
    assert_int_equal(ups.groups, SIM_GROUPS);
    assert_true(scene_same(ups.names, name[0]) && scene_same(ups.names + 101, name[1]));
    assert_int_equal(ups.names[202], 0);
    ups_scene_end("long names", 0);
}

/* ---- the UPS itself was without power ---- */

static void test_starts_with_our_pause(void **state)
{
    (void)state;
    ups_scene_reset(true);
    scene_cluster.node[N1].state = ClusterNodePaused;
    run_until_idle();
    TOLD(UPS_OPENED, UPS_RESUMED);
    node_is(ClusterNodeUp, 2);
    ups_scene_end("starts with our pause", 0);

    ups_scene_reset(true); /* and mains is still away */
    scene_cluster.node[N1].state = ClusterNodePaused;
    mains_fails(60);
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_DRAINING, UPS_PROGRESS, UPS_DRAINED);
    assert_true(ups_owns_pause(&ups));
    scene_ups.battery = false;
    run_until_idle();
    TOLD(UPS_POWER_BACK, UPS_OPENED, UPS_RESUMED);
    ups_scene_end("starts with our pause", 1);
}

static void test_does_nothing(void **state)
{
    (void)state;
    ups_scene_reset(false);
    run_ms(60000);
    assert_true(ups_idle(&ups) && scene_ups.events == 0 && sim_net.connects == 0);
    mains_fails(UPS_RESERVE_S); /* too late to begin */
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_UNREACHED);
    ups_scene_end("does nothing", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paused_before),
        cmocka_unit_test(test_resumed_by_somebody),
        cmocka_unit_test(test_node_is_down),
        cmocka_unit_test(test_no_such_node),
        cmocka_unit_test(test_no_other_node),
        cmocka_unit_test(test_wrong_password),
        cmocka_unit_test(test_password_changes),
        cmocka_unit_test(test_password_changes_in_session),
        cmocka_unit_test(test_no_account),
        cmocka_unit_test(test_no_rights),
        cmocka_unit_test(test_old_server),
        cmocka_unit_test(test_without_status),
        cmocka_unit_test(test_without_list),
        cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_starts_with_our_pause),
        cmocka_unit_test(test_does_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
