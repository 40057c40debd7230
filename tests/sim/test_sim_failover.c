/* RPC handles outlive the node ([MS-CMRP] 3.2.4.6): three nodes, and one of them fails at every byte. */
#include <string.h>

#include "sim_check.h"

#define RECONNECT_MS 20000u

static uint32_t opened_out, opened_in; /* bytes of the node when the open was complete */
static uint32_t bytes_out, bytes_in;   /* and when all was done */

static void prepare(void)
{
    static const char *const names[SIM_NODES] = {"n1", "n2", "n3"};

    scene_reset();
    scene_now.reconnect_ms = RECONNECT_MS;
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        sim_net.names[i] = (struct sim_name){.name = names[i], .node = {(uint8_t)(i + 1u)}};
    }
    sim_net.now = 5000;
}

static int measure(void **state)
{
    HCLUSTER cluster;
    struct scene_result r;

    (void)state;
    prepare();
    (void)scene_start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    opened_out = scene_cluster.node[0].bytes_out;
    opened_in = scene_cluster.node[0].bytes_in;
    (void)CloseCluster(cluster);
    prepare();
    lwclus_deinit();
    (void)scene_start();
    r = scene_default();
    bytes_out = scene_cluster.node[0].bytes_out;
    bytes_in = scene_cluster.node[0].bytes_in;
    return r.failed == SCENE_CALLS && scene_stop() == 0 ? 0 : -1;
}

/* ---- a cut at every byte after the open ---- */

enum cut { CLOSE_OUTPUT, SILENT_OUTPUT, CLOSE_INPUT };

static void sweep(enum cut cut, uint32_t from, uint32_t to, const char *what)
{
    uint32_t reconnects = 0, reopened = 0, longest = 0;

    for (uint32_t at = from + 1u; at <= to; at++) {
        struct sim_faults *faults = &scene_cluster.node[0].faults;
        struct scene_result r;

        prepare();
        faults->close_output = cut == CLOSE_OUTPUT ? at : 0;
        faults->silent_output = cut == SILENT_OUTPUT ? at : 0;
        faults->close_input = cut == CLOSE_INPUT ? at : 0;
        sim_net.send_limit = cut == CLOSE_INPUT ? 11 : 0;
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        r = scene_default();
        reconnects += scene_now.reconnected;
        reopened += scene_now.reopened;
        longest = scene_now.reconnect_ms_most > longest ? scene_now.reconnect_ms_most : longest;
        assert_int_equal(scene_now.gave_up, 0);
        scene_assert_good(&r, what, at);
    }
    print_message("%s: %u cuts, all survived; %u reconnects, %u handles opened again, longest %u ms\n", what,
                  to - from, reconnects, reopened, longest);
}

static void test_cut_output(void **state)
{
    (void)state;
    sweep(CLOSE_OUTPUT, opened_out, bytes_out, "closed before output byte");
}

static void test_cut_input(void **state)
{
    (void)state;
    sweep(CLOSE_INPUT, opened_in, bytes_in, "closed before input byte");
}

static void test_silence(void **state)
{
    (void)state;
    sweep(SILENT_OUTPUT, opened_out, bytes_out, "silent from output byte");
}

/* ---- which node answers ---- */

static const struct {
    const char *name;
    enum sim_reach reach[SIM_NODES];
    uint8_t answers; /* node that answers afterwards, from 1; 0 = none */
} situations[] = {
    {"n1 down", {SIM_DOWN, SIM_UP, SIM_UP}, 2},
    {"n1 dead", {SIM_DEAD, SIM_UP, SIM_UP}, 2},
    {"n1 and n2 down", {SIM_DOWN, SIM_DOWN, SIM_UP}, 3},
    {"n1 down, n2 dead", {SIM_DOWN, SIM_DEAD, SIM_UP}, 3},
    {"all down", {SIM_DOWN, SIM_DOWN, SIM_DOWN}, 0},
    {"all dead", {SIM_DEAD, SIM_DEAD, SIM_DEAD}, 0},
};

static void check_node(HCLUSTER cluster, uint32_t node)
{
    uint16_t name[8];
    DWORD units = 8;

    assert_int_equal(lwclus_get_server(cluster, name, &units), ERROR_SUCCESS);
    assert_true(scene_same(name, scene_cluster.node[node].name));
}

static void test_situations(void **state)
{
    static const uint16_t lost[4] = {1722, 1726, 1727};

    (void)state;
    for (uint32_t i = 0; i < COUNT(situations); i++) {
        struct scene_result r = {.failed = SCENE_CALLS};
        HNETINTERFACE netif[3];
        HCLUSTER cluster;
        uint32_t began;

        prepare();
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
        for (uint32_t k = 0; k < COUNT(netif); k++) {
            netif[k] =
                OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[k + 2u].name, GENERIC_READ, NULL);
            assert_non_null(netif[k]);
        }
        for (uint32_t k = 0; k < SIM_NODES; k++) {
            scene_cluster.node[k].reach = situations[i].reach[k];
        }
        began = sim_net.now;
        for (uint32_t k = 0; k < COUNT(netif); k++) {
            CLUSTER_NETINTERFACE_STATE got = GetClusterNetInterfaceState(netif[k]);

            if (situations[i].answers != 0) {
                assert_int_equal(got, (int)scene_cluster.netif[k + 2u].state);
                check_node(cluster, situations[i].answers - 1u);
            } else {
                assert_int_equal(got, ClusterNetInterfaceStateUnknown);
                if (!scene_is_one_of(GetLastError(), lost)) {
                    print_error("%s: call %u: %u, result %08x\n", situations[i].name, k, GetLastError(),
                                lwclus_last_result());
                    fail();
                }
            }
        }
        r.late = sim_net.now - began > COUNT(netif) * (SCENE_CALL_MS + RECONNECT_MS + SCENE_SLICE_MS);
        assert_int_equal(scene_now.reopened, situations[i].answers != 0 ? COUNT(netif) : 0);
        assert_true(CloseCluster(cluster));
        scene_assert_clean(&r, situations[i].name, i);
    }
}

/* ---- candidates that must be refused ---- */

static const struct {
    const char *name;
    enum sim_what what;
    uint32_t value;
} hostile[] = {
    {"no sealing", SIM_CHALLENGE_FLAGS, 0x20}, {"no header signing", SIM_NO_HEADER_SIGN, 0},
    {"integrity only", SIM_LEVEL, 5},          {"no mechListMIC", SIM_NO_MIC, 0},
    {"wrong mechListMIC", SIM_WRONG_MIC, 0},   {"unsealed", SIM_UNSEALED, 0},
    {"wrong signature", SIM_SIGNATURE, 0},     {"no cluster service", SIM_EPM_STATUS, 0x16c9a0d6},
    {"another cluster", SIM_NOTHING, 0},       {"access denied", SIM_STATUS, 5},
    {"node not ready", SIM_STATUS, 5072},
};

static void test_hostile_candidates(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(hostile); i++) {
        struct scene_result r = {.failed = SCENE_CALLS};
        HNETINTERFACE netif;
        HCLUSTER cluster;

        prepare();
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
        netif = OpenClusterNetInterfaceEx(cluster, u"N3 - LAN", GENERIC_READ, NULL);
        scene_cluster.node[0].reach = SIM_DOWN;
        sim_misbehave(&scene_cluster, 1,
                      (struct sim_rule){.what = hostile[i].what, .value = hostile[i].value});
        scene_cluster.node[1].cluster_name = hostile[i].what == SIM_NOTHING ? u"OTHER" : NULL;
        if (GetClusterNetInterfaceState(netif) != (int)scene_cluster.netif[4].state) {
            print_error("%s: code %u\n", hostile[i].name, GetLastError());
            fail();
        }
        check_node(cluster, 2);
        assert_true(CloseCluster(cluster));
        scene_assert_clean(&r, hostile[i].name, i);
    }
}

/* ---- codes that start it, [MS-CMRP] 3.2.4.6 ---- */

static void test_triggers(void **state)
{
    static const struct {
        uint16_t code;
        bool reconnects;
    } rows[] = {{1702, true}, {1717, true}, {1722, true},  {1723, true},  {1726, true},
                {1727, true}, {1747, true}, {1753, true},  {1775, true},  {1825, true},
                {5050, true}, {5072, true}, {5073, true},  {5, false},    {6, false},
                {70, false},  {87, false},  {1728, false}, {1745, false}, {5047, false}};

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        const uint16_t codes[4] = {rows[i].code};
        struct scene_result r;

        prepare();
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        sim_misbehave(
            &scene_cluster, 0,
            (struct sim_rule){.what = SIM_STATUS, .value = rows[i].code, .only = true, .opnum = 94});
        r = scene_default();
        assert_int_equal(scene_now.reconnected, rows[i].reconnects);
        scene_assert_failed(&r, rows[i].reconnects ? SCENE_CALLS : SCENE_STATE, codes, "code", rows[i].code);
        scene_assert_clean(&r, "code", rows[i].code);
    }
}

/* ---- bounds ---- */

/* Every node opens everything and then does not answer the one call: the deadline still holds. */
static void test_silent_method(void **state)
{
    static const uint16_t codes[4] = {1726};
    struct scene_result r;

    (void)state;
    prepare();
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        sim_misbehave(&scene_cluster, i, (struct sim_rule){.what = SIM_SILENT, .only = true, .opnum = 94});
    }
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    r = scene_default();
    scene_assert_failed(&r, SCENE_STATE, codes, "silent method", 0);
    scene_assert_clean(&r, "silent method", 0);
}

/* The millisecond clock may stand anywhere when the node fails. */
static void test_clock(void **state)
{
    static const uint32_t clocks[] = {0,           1000,        0x7ffff000u, 0x80000000u,
                                      0xc0000000u, 0xfffff000u, 0xffffffffu};

    (void)state;
    for (uint32_t i = 0; i < COUNT(clocks); i++) {
        struct scene_result r;

        prepare();
        sim_net.now = clocks[i];
        scene_cluster.node[0].faults.close_output = opened_out + 1u;
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        r = scene_default();
        scene_assert_good(&r, "clock", clocks[i]);
    }
}

/* A local handle belongs to its node: it does not move. */
static void test_local(void **state)
{
    HCLUSTER cluster;
    struct scene_result r = {.failed = SCENE_CALLS};
    DWORD units = 0;

    (void)state;
    prepare();
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    cluster = OpenClusterEx(NULL, GENERIC_READ, NULL);
    scene_cluster.node[0].reach = SIM_DOWN;
    assert_int_not_equal(GetClusterInformation(cluster, NULL, &units, NULL), ERROR_SUCCESS);
    assert_int_equal(scene_now.reconnected, 0);
    assert_true(CloseCluster(cluster));
    scene_assert_clean(&r, "local", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_output), cmocka_unit_test(test_cut_input),
        cmocka_unit_test(test_silence),    cmocka_unit_test(test_situations),
        cmocka_unit_test(test_triggers),   cmocka_unit_test(test_hostile_candidates),
        cmocka_unit_test(test_clock),      cmocka_unit_test(test_silent_method),
        cmocka_unit_test(test_local),
    };

    return LWCLUS_RECONNECT ? cmocka_run_group_tests(tests, measure, NULL) : 0;
}
