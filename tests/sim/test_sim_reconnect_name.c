/* Reconnect when the cluster has another name than it had at the open. */
#include <string.h>

#include "reconnect_scene.h"

/* The node that serves now fails; another one is asked. */
static DWORD next_node(void)
{
    uint32_t node = re_node();
    DWORD code;

    assert_in_range(node, 0, SIM_NODES - 1u);
    re_kill(node);
    code = re_call(5);
    scene_cluster.node[node].reach = SIM_UP;
    return code;
}

static void rename_to(const uint16_t *name, uint32_t status)
{
    struct sim_rule rule = {.what = SIM_STATUS, .value = status, .opnum = 2, .only = true, .times = 1};

    for (uint32_t i = 0; i < SIM_NODES && status != 0; i++) {
        sim_misbehave(&scene_cluster, i, rule);
    }
    assert_int_equal(SetClusterName(re.cluster, name), status);
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        memset(scene_cluster.node[i].faults.rule, 0, sizeof scene_cluster.node[i].faults.rule);
    }
}

static void expect_foreign(void)
{
    uint32_t gave_up = re.events;

    assert_int_equal(next_node(), RPC_S_CALL_FAILED_DNE); /* the original error */
    assert_int_equal(re.events, gave_up + 1);
    assert_null(re.event[gave_up].to);
}

/* This client renamed it, with effect at once: the handles move on, and not to one that has the old name. */
static void test_at_once(void **state)
{
    (void)state;
    re_ready();
    rename_to(u"NEW", 0);
    assert_int_equal(next_node(), 0);
    assert_int_equal(next_node(), 0);
    re_stop("at once", 0);

    re_ready();
    rename_to(u"NEW", 0);
    scene_cluster.name = u"CLUSTER";
    expect_foreign();
    re_stop("at once, old name", 0);
}

/* The new name is there when the name resource was restarted: before it the old one counts, after it the new
 * one only. */
static void test_later(void **state)
{
    (void)state;
    re_ready();
    rename_to(u"NEW", ERROR_RESOURCE_PROPERTIES_STORED);
    assert_int_equal(next_node(), 0);
    scene_cluster.name = u"NEW";
    assert_int_equal(next_node(), 0);
    scene_cluster.name = u"CLUSTER";
    expect_foreign();
    re_stop("later", 0);
}

/* The new name is a candidate too: where its address leads when no node has the address it had. */
static void test_new_name_leads_to_a_node(void **state)
{
    (void)state;
    re_ready();
    rename_to(u"NEW", ERROR_RESOURCE_PROPERTIES_STORED);
    scene_cluster.name = u"NEW";
    for (uint32_t i = 0; i < 4; i++) {
        sim_net.names[i].name = "nobody";
    }
    sim_net.names[0] = (struct sim_name){.name = "new", .node = {3}};
    assert_int_equal(next_node(), 0);
    assert_int_equal(re_node(), 2);
    re_stop("new name", 0);
}

static void test_refused(void **state)
{
    (void)state;
    re_ready();
    rename_to(u"NEW", 5);
    assert_int_equal(next_node(), 0);
    scene_cluster.name = u"NEW";
    expect_foreign();
    re_stop("refused", 0);
}

/* Somebody else renamed it: another cluster, as far as this session knows - until it asks for the name. */
static void test_by_another_client(void **state)
{
    WCHAR name[16];
    DWORD units = 16;

    (void)state;
    re_ready();
    scene_cluster.name = u"NEW";
    expect_foreign();
    re_stop("another client", 0);

    re_ready();
    scene_cluster.name = u"NEW";
    assert_int_equal(GetClusterInformation(re.cluster, name, &units, NULL), ERROR_SUCCESS);
    assert_true(scene_same(name, u"NEW"));
    assert_int_equal(next_node(), 0);
    scene_cluster.name = u"CLUSTER";
    expect_foreign();
    re_stop("another client, asked", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_at_once),
        cmocka_unit_test(test_later),
        cmocka_unit_test(test_new_name_leads_to_a_node),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_by_another_client),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
