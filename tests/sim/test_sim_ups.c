/* The state machine of port/examples/ups_drain: outages, and nodes that stop answering. */
#include "ups_scene.h"

/* ---- the outage that everybody thinks of ---- */

static void test_drain_and_resume(void **state)
{
    (void)state;
    ups_scene_outage(60);
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_OPENED, UPS_DRAINING, UPS_PROGRESS, UPS_DRAINED);
    node_is(ClusterNodePaused, 0);
    assert_true(ups_owns_pause(&ups));
    assert_int_equal(ups.groups, 0);
    run_ms(5000);
    assert_int_equal(scene_ups.events, 0);
    scene_ups.battery = false;
    run_until_idle();
    TOLD(UPS_POWER_BACK, UPS_OPENED, UPS_RESUMED);
    node_is(ClusterNodeUp, 2);
    assert_false(ups_owns_pause(&ups));
    assert_int_equal(scene_cluster.pauses, 1);
    assert_int_equal(scene_cluster.resumes, 1);
    ups_scene_end("drain and resume", 0);
}

static void test_groups_that_stay(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_cluster.group[1].stays = true;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_TIMEOUT);
    assert_int_equal(ups.power.seconds, UPS_RESERVE_S);
    assert_int_equal(ups.groups, 1);
    assert_true(scene_same(ups.names, u"Web") && ups.names[4] == 0);
    assert_true(scene_cluster.pauses > 2); /* told again and again */
    node_is(ClusterNodePaused, 1);
    scene_ups.battery = false;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
    node_is(ClusterNodeUp, 2);
    ups_scene_end("groups that stay", 0);
}

/* A group of a failback is on its way to the node: no group yet is not no group. */
static void test_group_on_its_way(void **state)
{
    (void)state;
    ups_scene_outage(60);
    scene_ups.step_ms = 5000;
    scene_cluster.group[0].node = scene_cluster.group[1].node = N2;
    run_ms(3000);
    node_is(ClusterNodePaused, 0);
    scene_cluster.group[0].node = N1;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
    node_is(ClusterNodePaused, 0);
    ups_scene_end("group on its way", 0);
}

/* ---- power comes back, or fails again, at each turn ---- */

static void test_power_back_at_each_turn(void **state)
{
    uint32_t early = 0, resumed = 0;

    (void)state;
    for (uint32_t at = 1; at < 600; at += at < 60 ? 1 : 9) {
        uint32_t began;

        ups_scene_outage(60);
        sim_net.send_limit = sim_net.recv_limit = 100;
        run_ms(at * UPS_TURN_MS);
        scene_ups.battery = false;
        began = sim_net.now;
        run_until_idle();
        assert_true(sim_net.now - began < 3000); /* at once, not after the drain */
        node_is(ClusterNodeUp, 2);
        assert_false(ups_owns_pause(&ups));
        assert_int_equal(scene_cluster.resumes, scene_cluster.pauses);
        early += scene_cluster.pauses == 0;
        resumed += scene_ups.last.kind == UPS_RESUMED && scene_ups.last.code == 0;
        ups_scene_end("power back", at);
    }
    assert_true(early > 3 && resumed > 30);
    print_message("# power back before the order: %u turns, resumed: %u\n", early, resumed);
}

static void test_power_fails_again_at_each_turn(void **state)
{
    (void)state;
    for (uint32_t at = 1; at < 60; at++) {
        ups_scene_outage(60);
        sim_net.send_limit = sim_net.recv_limit = 100;
        run_until_idle();
        scene_ups.battery = false;
        run_ms(at * UPS_TURN_MS);
        mains_fails(60);
        run_until_idle();
        assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
        node_is(ClusterNodePaused, 0);
        assert_true(ups_owns_pause(&ups));
        scene_ups.battery = false;
        run_until_idle();
        node_is(ClusterNodeUp, 2);
        ups_scene_end("power fails again", at);
    }
}

/* ---- nodes that do not answer ---- */

static void test_not_reachable_at_first(void **state)
{
    (void)state;
    ups_scene_outage(120);
    all_nodes(SIM_DOWN);
    run_ms(20000);
    assert_true(sim_net.connects <= 5 * 2 * 3); /* after 0, 1, 3, 7, 15 s; three addresses */
    assert_int_equal(scene_ups.last_retry.wait_ms, 16000);
    assert_int_equal(scene_ups.last_retry.code, RPC_S_SERVER_UNAVAILABLE);
    all_nodes(SIM_UP);
    run_until_idle();
    TOLD(UPS_POWER_FAILED, UPS_RETRY, UPS_OPENED, UPS_DRAINING, UPS_PROGRESS, UPS_DRAINED);
    node_is(ClusterNodePaused, 0);
    scene_ups.battery = false;
    run_until_idle();
    ups_scene_end("not reachable at first", 0);
}

static void test_never_reachable(void **state)
{
    (void)state;
    for (uint32_t dead = 0; dead < 2; dead++) {
        ups_scene_outage(90);
        all_nodes(dead != 0 ? SIM_DEAD : SIM_DOWN);
        run_until_idle();
        TOLD(UPS_POWER_FAILED, UPS_RETRY, UPS_UNREACHED);
        assert_int_equal(scene_ups.last.code, RPC_S_SERVER_UNAVAILABLE);
        assert_false(ups_owns_pause(&ups));
        scene_ups.battery = false;
        run_until_idle();
        TOLD(UPS_POWER_BACK); /* nothing to resume */
        ups_scene_end("never reachable", dead);
    }
}

/* The network dies during the drain: the end of the battery does not wait for what is under way. */
static void test_reserve_in_a_call(void **state)
{
    uint32_t reserve_at;

    (void)state;
    ups_scene_outage(20);
    scene_ups.step_ms = 60000;
    run_ms(8000);
    all_nodes(SIM_DEAD);
    while (scene_ups.last.kind != UPS_TIMEOUT) {
        assert_false(ups_idle(&ups));
        ups_turn();
    }
    reserve_at = sim_net.now;
    assert_int_equal(ups.groups, 2);
    run_until_idle();
    assert_true(sim_net.now - reserve_at <= 2 * UPS_TURN_MS);
    ups_scene_end("reserve in a call", 0);
}

/* The node that answers is the one without power: at each turn it breaks, and another one takes over. */
static void test_node_breaks_at_each_turn(void **state)
{
    uint32_t took_over = 0;

    (void)state;
    for (uint32_t at = 1; at < 500; at += at < 60 ? 1 : 7) {
        ups_scene_outage(120);
        sim_net.send_limit = sim_net.recv_limit = 100;
        run_ms(at * UPS_TURN_MS);
        kill_node(N1); /* its RPC server; the cluster still moves its groups */
        run_until_idle();
        assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
        node_is(ClusterNodePaused, 0);
        took_over += scene_now.reconnected;
        scene_ups.battery = false;
        run_until_idle();
        assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
        node_is(ClusterNodeUp, 2);
        assert_int_equal(scene_cluster.refused, 0);
        ups_scene_end("node breaks", at);
    }
    assert_true(took_over > 20);
    print_message("# another node took the handles over %u times\n", took_over);
}

/* The node dies for good in the middle: the cluster fails its groups over. */
static void test_node_dies(void **state)
{
    (void)state;
    ups_scene_outage(60);
    run_ms(2000);
    kill_node(N1);
    scene_cluster.node[N1].state = ClusterNodeDown;
    scene_cluster.node[N1].drain = NodeDrainStatusFailed;
    scene_cluster.group[0].node = scene_cluster.group[1].node = N2;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
    scene_ups.events = 0;
    scene_ups.battery = false;
    run_ms(20000); /* down, then paused as it was */
    assert_int_equal(scene_ups.last.kind, UPS_RETRY);
    assert_int_equal(scene_ups.last.code, ERROR_CLUSTER_NODE_DOWN);
    scene_cluster.node[N1].reach = SIM_UP;
    scene_cluster.node[N1].state = ClusterNodePaused;
    run_until_idle();
    TOLD(UPS_POWER_BACK, UPS_OPENED, UPS_RETRY, UPS_OPENED, UPS_RETRY, UPS_OPENED, UPS_RETRY, UPS_OPENED,
         UPS_RETRY, UPS_OPENED, UPS_RETRY, UPS_OPENED, UPS_RESUMED);
    ups_scene_end("node dies", 0);
}

static void test_never_resumed(void **state)
{
    (void)state;
    ups_scene_outage(60);
    run_until_idle();
    scene_cluster.node[N1].state = ClusterNodeDown;
    scene_ups.battery = false;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_RESUME_FAILED);
    assert_int_equal(scene_ups.last.code, ERROR_CLUSTER_NODE_DOWN);
    assert_true(ups_owns_pause(&ups));
    /* the next outage finds a node that is paused, and still ours */
    scene_cluster.node[N1].state = ClusterNodePaused;
    scene_ups.events = 0;
    mains_fails(60);
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
    scene_ups.battery = false;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
    ups_scene_end("never resumed", 0);
}

/* The order arrives, its answer does not: given again, the cluster says that it drains already. */
static void test_answer_is_lost(void **state)
{
    (void)state;
    ups_scene_outage(60);
    sim_net.recv_limit = 20;
    sim_net.drip_ms = 20;
    while (scene_cluster.pauses == 0) {
        ups_turn();
    }
    assert_false(ups.ordered);
    assert_true(ups_owns_pause(&ups));
    kill_node(N1);
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_DRAINED);
    assert_int_equal(scene_cluster.pauses, 1);
    assert_true(ups_owns_pause(&ups));
    scene_ups.battery = false;
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
    node_is(ClusterNodeUp, 2);
    ups_scene_end("answer lost", 0);
}

/* And power is back before anybody knows. */
static void test_answer_is_lost_and_power_back(void **state)
{
    (void)state;
    ups_scene_outage(60);
    sim_net.recv_limit = 20;
    sim_net.drip_ms = 20;
    while (scene_cluster.pauses == 0) {
        ups_turn();
    }
    all_nodes(SIM_DOWN);
    scene_ups.battery = false;
    run_ms(30000);
    all_nodes(SIM_UP);
    run_until_idle();
    assert_int_equal(scene_ups.last.kind, UPS_RESUMED);
    assert_int_equal(scene_ups.last.code, 0);
    node_is(ClusterNodeUp, 2);
    ups_scene_end("answer lost, power back", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_drain_and_resume),
        cmocka_unit_test(test_groups_that_stay),
        cmocka_unit_test(test_group_on_its_way),
        cmocka_unit_test(test_power_back_at_each_turn),
        cmocka_unit_test(test_power_fails_again_at_each_turn),
        cmocka_unit_test(test_not_reachable_at_first),
        cmocka_unit_test(test_never_reachable),
        cmocka_unit_test(test_reserve_in_a_call),
        cmocka_unit_test(test_node_breaks_at_each_turn),
        cmocka_unit_test(test_node_dies),
        cmocka_unit_test(test_never_resumed),
        cmocka_unit_test(test_answer_is_lost),
        cmocka_unit_test(test_answer_is_lost_and_power_back),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
