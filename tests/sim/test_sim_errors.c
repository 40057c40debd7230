/* What servers report, and answers that are too large, too many or nonsense. */
#include <string.h>

#include "sim_check.h"

static void start(void)
{
    scene_reset();
    scene_now.endpoint_port = SIM_PORT_CLUSAPI;
    assert_int_equal(scene_start(), ERROR_SUCCESS);
}

static void stop(const char *what)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, 0);
}

/* The method `opnum` of the node misbehaves; then a session. */
static struct scene_result run(enum sim_what what, uint32_t value, uint16_t opnum, uint32_t times,
                               DWORD access)
{
    start();
    sim_misbehave(
        &scene_cluster, 0,
        (struct sim_rule){.what = what, .value = value, .only = true, .opnum = opnum, .times = times});
    return scene_session(u"192.0.2.1", access);
}

/* ---- status of each method ---- */

static const struct {
    uint16_t opnum;
    enum scene_call call;
    bool rpc_status; /* the method has one */
    bool handle;     /* it returns one */
} methods[] = {
    {3, SCENE_OPEN, false, false},   {0, SCENE_OPEN, false, true},     {117, SCENE_OPEN, false, true},
    {7, SCENE_OPEN, true, false},    {92, SCENE_NETIF, true, true},    {122, SCENE_NETIF, true, true},
    {94, SCENE_STATE, true, false},  {98, SCENE_CONTROL, true, false}, {95, SCENE_LOOKUP, true, false},
    {93, SCENE_CALLS, false, false}, {1, SCENE_CALLS, false, false},   {102, SCENE_INFORMATION, true, false},
};

static const struct {
    uint32_t status;
    uint16_t code;
} statuses[] = {
    {5, 5},       {6, 6},       {8, 8},       {70, 70},     {87, 87}, {1702, 1702},     {1745, 1745},
    {5042, 5042}, {5047, 5047}, {5072, 5072}, {5073, 5073}, {1, 1},   {0x80070005u, 5},
};

static DWORD access_for(uint16_t opnum)
{
    return opnum == 0 || opnum == 92 ? GENERIC_ALL : GENERIC_READ;
}

static void test_status(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(methods); i++) {
        for (uint32_t k = 0; k < COUNT(statuses); k++) {
            const uint16_t codes[4] = {statuses[k].code};
            struct scene_result r =
                run(SIM_STATUS, statuses[k].status, methods[i].opnum, 0, access_for(methods[i].opnum));

            scene_assert_failed(&r, methods[i].call, codes, "status of opnum", methods[i].opnum);
            assert_int_equal(r.origin, methods[i].call == SCENE_CALLS ? 0 : 9);
            if (methods[i].opnum == 93 || methods[i].opnum == 1) {
                scene_cluster.node[0].open =
                    0; /* a server that keeps what was closed: not the client's leak */
            }
            scene_assert_clean(&r, "status of opnum", methods[i].opnum);
        }
    }
}

static void test_rpc_status(void **state)
{
    static const uint16_t codes[4] = {1723};

    (void)state;
    for (uint32_t i = 0; i < COUNT(methods); i++) {
        if (methods[i].rpc_status) {
            struct scene_result r =
                run(SIM_RPC_STATUS, 1723, methods[i].opnum, 0, access_for(methods[i].opnum));

            scene_assert_failed(&r, methods[i].call, codes, "rpc_status of opnum", methods[i].opnum);
            scene_assert_clean(&r, "rpc_status of opnum", methods[i].opnum);
        }
    }
}

static void test_null_handle(void **state)
{
    static const uint16_t codes[4] = {1783};

    (void)state;
    for (uint32_t i = 0; i < COUNT(methods); i++) {
        if (methods[i].handle) {
            struct scene_result r =
                run(SIM_NULL_HANDLE, 0, methods[i].opnum, 0, access_for(methods[i].opnum));

            scene_assert_failed(&r, methods[i].call, codes, "NULL handle of opnum", methods[i].opnum);
            scene_assert_clean(&r, "NULL handle of opnum", methods[i].opnum);
        }
    }
}

/* RPC_S_CALL_FAILED_DNE on ApiGetClusterName: four attempts in all, [MS-CMRP] 3.2.3.3. */
static void test_name_attempts(void **state)
{
    static const uint16_t codes[4] = {1727};

    (void)state;
    for (uint32_t times = 1; times <= 6; times++) {
        for (uint32_t fault = 0; fault < 2; fault++) {
            struct scene_result r = run(fault != 0 ? SIM_FAULT : SIM_STATUS, fault != 0 ? 0x1c00000au : 1727u,
                                        3, times, GENERIC_READ);

            scene_assert_failed(&r, times < 4 ? SCENE_CALLS : SCENE_OPEN, codes, "attempts", times);
            if (times >= 4) {
                assert_int_equal(scene_cluster.node[0].requests, 4 + 2); /* the others are not repeated */
            }
            scene_assert_clean(&r, "attempts", times);
        }
    }
}

static void test_old_server(void **state)
{
    static const enum sim_ex ex[] = {SIM_EX_FAULT, SIM_EX_STATUS};
    static const uint16_t codes[4] = {1745};

    (void)state;
    for (uint32_t i = 0; i < COUNT(ex); i++) {
        struct scene_result r;

        start();
        scene_cluster.ex = ex[i];
        r = scene_default();
        scene_assert_failed(&r, SCENE_OPEN, codes, "old server", i);
        assert_int_equal(r.origin, ex[i] == SIM_EX_FAULT ? 8 : 9);
        scene_assert_clean(&r, "old server", i);
        start();
        scene_cluster.ex = ex[i];
        r = scene_session(u"192.0.2.1", GENERIC_ALL);
        scene_assert_good(&r, "old server, plain calls", i);
    }
}

/* ---- sizes ---- */

/* An answer may fill the stub buffer to the last byte, not one more. */
static void test_largest_answer(void **state)
{
    static const uint16_t codes[4] = {8};

    (void)state;
    for (uint32_t extra = 0; extra < 3; extra++) {
        for (uint32_t chunk = 0; chunk < 2; chunk++) {
            struct scene_result r;

            start();
            scene_cluster.chunk = chunk != 0 ? 999 : 0;
            sim_misbehave(
                &scene_cluster, 0,
                (struct sim_rule){
                    .what = SIM_STUB_GROW, .value = LWCLUS_STUB_BYTES + extra, .only = true, .opnum = 94});
            r = scene_default();
            scene_assert_failed(&r, extra == 0 ? SCENE_CALLS : SCENE_STATE, codes, "largest answer", extra);
            assert_int_equal(r.origin, extra == 0 ? 0 : 1);
            scene_assert_clean(&r, "largest answer", extra);
        }
    }
}

/* A request may take several fragments: input buffers of many sizes, around every border. */
static void test_large_requests(void **state)
{
    static uint8_t in[LWCLUS_STUB_BYTES];
    HNETINTERFACE netif;
    HCLUSTER cluster;
    DWORD code;

    (void)state;
    start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    netif = OpenClusterNetInterfaceEx(cluster, u"N1 - LAN", GENERIC_READ, NULL);
    assert_non_null(netif);
    for (uint32_t size = 0; size < sizeof in - 48u; size += size % 1400u < 1300u ? 97 : 1) {
        code = ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_UNKNOWN, in, size, NULL, 0, NULL);
        assert_int_equal(code, ERROR_SUCCESS);
        assert_int_equal(scene_cluster.complaints, 0);
    }
    code =
        ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_UNKNOWN, in, sizeof in, NULL, 0, NULL);
    assert_int_equal(code, ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(GetClusterNetInterfaceState(netif), ClusterNetInterfaceUp);
    assert_true(CloseCluster(cluster));
    stop("large requests");
}

/* ---- lists ---- */

static const struct {
    const char *name;
    enum sim_what what;
    uint32_t value;
    uint16_t codes[4];
} lists[] = {
    {"one more than there are", SIM_ENUM_COUNT, 7, {1783}},
    {"one less", SIM_ENUM_COUNT, 5, {1783, 0}},
    {"4 G", SIM_ENUM_COUNT, 0xffffffffu, {1783}},
    {"2 G", SIM_ENUM_COUNT, 0x80000000u, {1783}},
    {"count that wraps", SIM_ENUM_COUNT, 0x20000001u, {1783}},
    {"more than the snapshot holds", SIM_ENUM_EXTRA, 4000, {8}},
};

static void test_lists(void **state)
{
    HCLUSTER cluster;
    HCLUSENUM list;

    (void)state;
    for (uint32_t i = 0; i < COUNT(lists); i++) {
        start();
        cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
        assert_non_null(cluster);
        sim_misbehave(&scene_cluster, 0,
                      (struct sim_rule){.what = lists[i].what, .value = lists[i].value, .times = 1});
        list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
        if (list != NULL || !scene_is_one_of(GetLastError(), lists[i].codes)) {
            print_error("%s: %p, %u\n", lists[i].name, (void *)list, GetLastError());
            assert_true(list != NULL && lists[i].codes[1] == 0 && lists[i].value == 5);
        }
        assert_true(CloseCluster(cluster));
        stop(lists[i].name);
    }
}

/* 500 names in several fragments. */
static void test_long_list(void **state)
{
    uint32_t extra = LWCLUS_ENUM_BYTES / 40u < 500 ? LWCLUS_ENUM_BYTES / 40u : 500;
    uint16_t name[16];
    DWORD type, units;
    HCLUSTER cluster;
    HCLUSENUM list;

    (void)state;
    start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    sim_misbehave(&scene_cluster, 0, (struct sim_rule){.what = SIM_ENUM_EXTRA, .value = extra});
    list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
    assert_non_null(list);
    assert_int_equal(ClusterGetEnumCount(list), 6u + extra);
    for (uint32_t i = 6; i < 6u + extra; i++) {
        units = 16;
        assert_int_equal(ClusterEnum(list, i, &type, name, &units), ERROR_SUCCESS);
        assert_true(units == 11 && type == CLUSTER_ENUM_NETINTERFACE);
        assert_int_equal((name[8] - '0') * 100 + (name[9] - '0') * 10 + (name[10] - '0'), (i - 6u) % 1000u);
    }
    assert_true(CloseCluster(cluster));
    stop("long list");
}

/* ---- control codes ---- */

static const struct {
    uint32_t code, bytes, result;
} controls[] = {
    {CLUSCTL_NETINTERFACE_UNKNOWN, 0, 0},
    {CLUSCTL_NETINTERFACE_GET_CHARACTERISTICS, 4, 0},
    {CLUSCTL_NETINTERFACE_GET_FLAGS, 4, 0},
    {CLUSCTL_NETINTERFACE_GET_NAME, 18, 0},
    {CLUSCTL_NETINTERFACE_GET_NODE, 6, 0},
    {CLUSCTL_NETINTERFACE_GET_NETWORK, 8, 0},
    {CLUSCTL_NETINTERFACE_GET_ID, 74, 0},
    {CLUSCTL_NETINTERFACE_GET_RO_COMMON_PROPERTIES, 96, 0},
    {CLUSCTL_NETINTERFACE_ENUM_PRIVATE_PROPERTIES, 0, ERROR_INVALID_FUNCTION},
    {CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES, 0, ERROR_ACCESS_DENIED},
    {0, 0, ERROR_INVALID_FUNCTION},
};

static void test_controls(void **state)
{
    uint8_t out[128];
    HNETINTERFACE netif;
    HCLUSTER cluster;
    DWORD size, code;

    (void)state;
    start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    netif = OpenClusterNetInterfaceEx(cluster, u"N1 - LAN", GENERIC_READ, NULL);
    for (uint32_t i = 0; i < COUNT(controls); i++) {
        for (DWORD capacity = 0; capacity < sizeof out; capacity++) {
            DWORD want = controls[i].result != 0        ? controls[i].result
                         : capacity < controls[i].bytes ? 234
                                                        : 0;

            memset(out, 0xee, sizeof out);
            size = 9999;
            code = ClusterNetInterfaceControl(netif, NULL, controls[i].code, NULL, 0, out, capacity, &size);
            assert_int_equal(code, want);
            assert_true(controls[i].result != 0 || size == controls[i].bytes);
            assert_int_equal(out[capacity], 0xee);
        }
    }
    assert_true(CloseCluster(cluster));
    stop("controls");
}

static void test_control_write(void **state)
{
    HNETINTERFACE netif;
    HCLUSTER cluster;
    DWORD code;

    (void)state;
    start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_ALL, NULL);
    netif = OpenClusterNetInterfaceEx(cluster, u"N1 - LAN", GENERIC_ALL, NULL);
    code = ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES, u"abc", 6,
                                      NULL, 0, NULL);
    assert_int_equal(code, ERROR_SUCCESS);
    assert_true(CloseCluster(cluster));
    stop("control that writes");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status),         cmocka_unit_test(test_rpc_status),
        cmocka_unit_test(test_null_handle),    cmocka_unit_test(test_name_attempts),
        cmocka_unit_test(test_old_server),     cmocka_unit_test(test_largest_answer),
        cmocka_unit_test(test_large_requests), cmocka_unit_test(test_lists),
        cmocka_unit_test(test_long_list),      cmocka_unit_test(test_controls),
        cmocka_unit_test(test_control_write),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
