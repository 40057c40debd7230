/* More nodes than one answer holds: the cluster opens without their names. */
#include "sim_check.h"

#include <string.h>

/* Only the list of nodes, which is the first ApiCreateEnum, is too long. */
static void test_long_node_list(void **state)
{
    struct scene_result r;
    struct lwclus_statistics statistics;
    HCLUSTER cluster;

    (void)state;
    scene_reset();
    sim_misbehave(
        &scene_cluster, 0,
        (struct sim_rule){
            .what = SIM_STUB_GROW, .value = LWCLUS_STUB_BYTES + 4, .times = 1, .opnum = 7, .only = true});
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    assert_non_null(cluster);
    assert_int_equal(scene_cluster.node[0].accepted,
                     3); /* mapper, the session, and once more without the list */
    assert_int_equal(lwclus_get_statistics(cluster, &statistics), ERROR_SUCCESS);
    assert_int_equal(statistics.dropped_names, 1);
    assert_true(CloseCluster(cluster));
    r = scene_default();
    scene_assert_good(&r, "after it", 0);
}

/* The second attempt fails like any other. */
static void test_long_node_list_then_no_server(void **state)
{
    (void)state;
    scene_reset();
    sim_misbehave(
        &scene_cluster, 0,
        (struct sim_rule){
            .what = SIM_STUB_GROW, .value = LWCLUS_STUB_BYTES + 4, .times = 1, .opnum = 7, .only = true});
    sim_misbehave(&scene_cluster, 0, (struct sim_rule){.what = SIM_CLOSE, .step = 8});
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    assert_null(OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL));
    assert_int_equal(GetLastError(), RPC_S_SERVER_UNAVAILABLE);
    assert_int_equal(scene_stop(), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_long_node_list),
                                       cmocka_unit_test(test_long_node_list_then_no_server)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
