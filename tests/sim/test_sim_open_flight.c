/* The calls that open a cluster share a flight: answers in another order, under another's id, too large. */
#include "reconnect_scene.h"

#define STEP_NAME  5u /* behind the mapper's bind and ept_map, bind and alter_context */
#define STEP_OPEN  6u
#define STEP_NODES 7u

static void start(struct sim_rule rule)
{
    scene_reset();
    sim_misbehave(&scene_cluster, 0, rule);
    assert_int_equal(scene_start(), ERROR_SUCCESS);
}

static void expect_clean(const char *what, uint32_t which)
{
    const struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, which);
}

/* Each answer after the next one. What is late behind the last one never comes. */
static void test_other_order(void **state)
{
    static const uint16_t codes[4] = {1722, 1726};

    (void)state;
    for (uint32_t step = STEP_NAME; step <= STEP_NODES; step++) {
        struct scene_result r;

        start((struct sim_rule){.what = SIM_LATE, .step = step, .times = 1});
        r = scene_default();
        if (step == STEP_NODES) {
            scene_assert_failed(&r, SCENE_OPEN, codes, "last one late", step);
        } else {
            assert_int_equal(r.failed, SCENE_CALLS);
        }
        scene_assert_clean(&r, "other order", step);
    }
}

/* The list of nodes before the cluster's name, or alone behind it: the candidates are the same. */
static void test_candidates(void **state)
{
    (void)state;
    for (uint32_t late = 0; late < 3; late++) {
        re_reset();
        scene_cluster.one_call = late == 2;
        if (late != 2) {
            sim_misbehave(&scene_cluster, 0,
                          (struct sim_rule){.what = SIM_LATE, .step = STEP_NAME + late, .times = 1});
        }
        re_start();
        assert_true(re_open(u"n1", GENERIC_READ));
        sim_net.names[0].name = "nobody"; /* the cluster's name leads nowhere */
        re_kill(0);
        assert_int_equal(re_call_all(), 0);
        assert_int_equal(re_node(), 1);
        re_kill(1);
        assert_int_equal(re_call_all(), 0);
        assert_int_equal(re_node(), 2);
        re_stop("candidates", late);
    }
}

/* An answer under the id of another call of the flight is read as that one's: it fails, and nothing else
 * does. */
static void test_exchanged_ids(void **state)
{
    (void)state;
    for (uint32_t step = STEP_NAME; step <= STEP_NODES; step++) {
        for (uint32_t distance = 0; distance < 5; distance++) {
            struct scene_result r;

            start((struct sim_rule){.what = SIM_CALL_ID, .value = distance - 2u, .step = step, .times = 1});
            r = scene_default();
            assert_int_equal(r.failed, distance == 2 ? SCENE_CALLS : SCENE_OPEN);
            assert_int_equal(r.wrong, 0);
            scene_assert_clean(&r, "exchanged ids", step);
        }
    }
}

/* The list of nodes is too long, before or after the answer to ApiOpenCluster: opened without it. */
static void test_long_list_first(void **state)
{
    struct lwclus_statistics s;

    (void)state;
    for (uint32_t late = 0; late < 2; late++) {
        HCLUSTER cluster;

        start((struct sim_rule){
            .what = SIM_STUB_GROW, .value = LWCLUS_STUB_BYTES + 4, .times = 1, .opnum = 7, .only = true});
        if (late != 0) {
            sim_misbehave(&scene_cluster, 0,
                          (struct sim_rule){.what = SIM_LATE, .step = STEP_OPEN, .times = 1});
        }
        cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
        assert_non_null(cluster);
        assert_int_equal(scene_cluster.node[0].accepted, 3);
        assert_int_equal(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
        assert_int_equal(s.dropped_names, 1);
        assert_int_equal(sim_open_handles(&scene_cluster), 1);
        assert_true(CloseCluster(cluster));
        expect_clean("long list", late);
    }
}

/* A name that is too large ends the open, after one attempt without the list that might have been it. */
static void test_large_name(void **state)
{
    static const uint16_t codes[4] = {8};
    struct scene_result r;

    (void)state;
    scene_reset();
    scene_now.endpoint_port = SIM_PORT_CLUSAPI; /* ept_map is an opnum 3 too */
    sim_misbehave(
        &scene_cluster, 0,
        (struct sim_rule){.what = SIM_STUB_GROW, .value = LWCLUS_STUB_BYTES + 4, .opnum = 3, .only = true});
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    r = scene_default();
    scene_assert_failed(&r, SCENE_OPEN, codes, "large name", 0);
    assert_int_equal(scene_cluster.node[0].accepted, 2);
    scene_assert_clean(&r, "large name", 0);
}

/* The name fails with 1727 while the others are answered: only the name is asked for again. */
static void test_name_again(void **state)
{
    (void)state;
    for (uint32_t late = 0; late < 2; late++) {
        HCLUSTER cluster;

        start((struct sim_rule){.what = SIM_STATUS, .value = 1727, .step = STEP_NAME, .times = 1});
        if (late != 0) {
            sim_misbehave(&scene_cluster, 0,
                          (struct sim_rule){.what = SIM_LATE, .step = STEP_NAME, .times = 1});
        }
        cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
        assert_non_null(cluster);
        assert_int_equal(scene_cluster.node[0].requests, 4);
        assert_int_equal(scene_cluster.node[0].accepted, 2);
        assert_int_equal(sim_open_handles(&scene_cluster), 1);
        assert_true(CloseCluster(cluster));
        expect_clean("name again", late);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_order),   cmocka_unit_test(test_candidates),
        cmocka_unit_test(test_exchanged_ids), cmocka_unit_test(test_long_list_first),
        cmocka_unit_test(test_large_name),    cmocka_unit_test(test_name_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
