/* Honest sessions: every way in, every function, counters, two at once. */
#include <string.h>

#include "sim_check.h"

static HCLUSTER open_read(void)
{
    HCLUSTER cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);

    assert_non_null(cluster);
    return cluster;
}

static void start(void)
{
    scene_reset();
    assert_int_equal(scene_start(), ERROR_SUCCESS);
}

static void stop(const char *what)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, 0);
}

/* ---- ways in ---- */

static void test_ways(void **state)
{
    static const uint16_t *const names[] = {u"192.0.2.1", u"192.0.2.2", u"2001:db8::3", NULL};
    static const DWORD access[] = {
        GENERIC_READ,    GENERIC_WRITE,       GENERIC_EXECUTE,    GENERIC_ALL,
        MAXIMUM_ALLOWED, CLUSAPI_READ_ACCESS, CLUSAPI_ALL_ACCESS, GENERIC_READ | GENERIC_WRITE};

    (void)state;
    for (uint32_t i = 0; i < COUNT(names) * COUNT(access) * 2u; i++) {
        struct scene_result r;

        scene_reset();
        scene_now.endpoint_port = i % 2u != 0 ? SIM_PORT_CLUSAPI : 0;
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        r = scene_session(names[i / 2u % COUNT(names)], access[i / 2u / COUNT(names)]);
        scene_assert_good(&r, "way", i);
    }
}

/* GENERIC_ALL is the plain call, which old servers have. */
static void test_plain_calls(void **state)
{
    static const enum sim_ex ex[] = {SIM_EX_FAULT, SIM_EX_STATUS};
    HNETINTERFACE netif;
    HCLUSTER cluster;

    (void)state;
    for (uint32_t i = 0; i < COUNT(ex); i++) {
        start();
        scene_cluster.ex = ex[i];
        cluster = OpenCluster(u"192.0.2.1");
        assert_non_null(cluster);
        netif = OpenClusterNetInterface(cluster, u"N2 - LAN");
        assert_non_null(netif);
        assert_null(OpenClusterNetInterfaceEx(cluster, u"N2 - LAN", GENERIC_READ, NULL));
        assert_int_equal(GetLastError(), 1745);
        assert_null(OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL));
        assert_true(LWCLUS_MAX_SESSIONS == 1 || GetLastError() == 1745);
        assert_true(CloseClusterNetInterface(netif));
        assert_true(CloseCluster(cluster));
        stop("old server");
    }
}

/* ---- counters ---- */

static void test_round_trips(void **state)
{
    static const struct {
        const uint16_t *name;
        uint16_t port;
        uint32_t trips;
    } rows[] = {{u"192.0.2.1", 0, 7}, {u"192.0.2.1", SIM_PORT_CLUSAPI, 4}, {NULL, 0, 3}};
    struct lwclus_statistics s, before;
    HNETINTERFACE netif;
    HCLUSTER cluster;

    (void)state;
    for (uint32_t i = 0; i < 2 * COUNT(rows) && LWCLUS_STATISTICS; i++) {
        const uint32_t one_by_one = i % 2; /* three calls of the open in one flight, or not */

        scene_reset();
        scene_cluster.one_call = one_by_one != 0;
        scene_now.endpoint_port = rows[i / 2].port;
        assert_int_equal(scene_start(), ERROR_SUCCESS);
        cluster = OpenClusterEx(rows[i / 2].name, GENERIC_READ, NULL);
        assert_int_equal(lwclus_get_statistics(cluster, &before), ERROR_SUCCESS);
        assert_int_equal(before.round_trips, rows[i / 2].trips + 2 * one_by_one);
        netif = OpenClusterNetInterfaceEx(cluster, u"N1 - LAN", GENERIC_READ, NULL);
        assert_int_equal(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
        assert_int_equal(s.round_trips - before.round_trips, 1);
        assert_int_equal(s.pdus_sent - before.pdus_sent, 1);
        assert_int_equal(s.pdus_received - before.pdus_received, 1);
        assert_int_equal(s.calls - before.calls, 1);
        assert_true(CloseClusterNetInterface(netif));
        assert_true(CloseCluster(cluster));
        stop("round trips");
    }
}

static void test_counters(void **state)
{
    struct lwclus_statistics s, sum;
    struct scene_result r;
    HCLUSTER cluster;

    (void)state;
    start();
    assert_int_equal(lwclus_get_statistics(NULL, NULL), ERROR_INVALID_PARAMETER);
    r = scene_default();
    assert_int_equal(lwclus_get_statistics(NULL, &sum), ERROR_SUCCESS);
    if (LWCLUS_STATISTICS) {
        assert_int_equal(sum.bytes_sent, scene_cluster.node[0].bytes_in);
        assert_int_equal(sum.bytes_received, scene_cluster.node[0].bytes_out);
        assert_int_equal(sum.pdus_sent, scene_cluster.node[0].steps);
        assert_int_equal(sum.pdus_received, scene_cluster.node[0].steps);
        assert_int_equal(sum.calls, scene_cluster.node[0].requests);
    }
    if (LWCLUS_TRACE) {
        assert_int_equal(scene_now.traced, 2u * scene_cluster.node[0].steps);
        assert_int_equal(scene_now.traced_sent, scene_cluster.node[0].bytes_in);
        assert_int_equal(scene_now.traced_received, scene_cluster.node[0].bytes_out);
    }
    cluster = open_read();
    assert_int_equal(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    assert_int_equal(lwclus_get_statistics(NULL, &sum), ERROR_SUCCESS);
    assert_true(!LWCLUS_STATISTICS || (s.bytes_sent > 0 && sum.bytes_sent == scene_cluster.node[0].bytes_in));
    assert_true(CloseCluster(cluster));
    assert_int_equal(lwclus_get_statistics(cluster, &s), ERROR_INVALID_HANDLE);
    scene_assert_good(&r, "counters", 0);
}

/* More nodes than candidates: counted, not fatal. */
static void test_many_nodes(void **state)
{
    /* An entry takes 48 bytes of the stub. */
    uint32_t extra = (LWCLUS_STUB_BYTES - 200u) / 48u < 100u ? (LWCLUS_STUB_BYTES - 200u) / 48u : 100u;
    struct lwclus_statistics s;
    HCLUSTER cluster;

    (void)state;
    start();
    sim_misbehave(&scene_cluster, 0,
                  (struct sim_rule){.what = SIM_ENUM_EXTRA, .value = extra, .only = true, .opnum = 7});
    cluster = open_read();
    assert_int_equal(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    assert_true(!LWCLUS_STATISTICS || s.dropped_names == extra + 4u - LWCLUS_MAX_CANDIDATES);
    assert_true(CloseCluster(cluster));
    stop("many nodes");
}

static void test_server(void **state)
{
    uint16_t name[8];
    DWORD units;
    HCLUSTER cluster, local;

    (void)state;
    start();
    cluster = OpenClusterEx(u"192.0.2.3", GENERIC_READ, NULL);
    units = 8;
    assert_int_equal(lwclus_get_server(cluster, name, &units), ERROR_SUCCESS);
    assert_true(units == 2 && scene_same(name, u"N3"));
    units = 2;
    assert_int_equal(lwclus_get_server(cluster, name, &units), ERROR_MORE_DATA);
    assert_int_equal(units, 2);
    assert_int_equal(lwclus_get_server(cluster, NULL, &units), ERROR_SUCCESS);
    assert_int_equal(lwclus_get_server(cluster, name, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_get_server(NULL, name, &units), ERROR_INVALID_HANDLE);
    assert_false(lwclus_is_local(cluster));
    assert_false(lwclus_is_local(NULL));
    if (LWCLUS_MAX_SESSIONS > 1) {
        local = OpenClusterEx(NULL, GENERIC_READ, NULL);
        assert_true(lwclus_is_local(local));
        assert_true(CloseCluster(local));
    }
    assert_true(CloseCluster(cluster));
    stop("server");
}

/* ---- objects ---- */

static void test_interfaces(void **state)
{
    HNETINTERFACE netif[SIM_NETIFS];
    HCLUSTER cluster, again;

    (void)state;
    start();
    cluster = open_read();
    for (uint32_t i = 0; i < scene_cluster.netifs; i++) {
        DWORD granted = 0;

        netif[i] = OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[i].name, MAXIMUM_ALLOWED, &granted);
        assert_non_null(netif[i]);
        assert_int_equal(granted, GENERIC_ALL);
        assert_int_equal(GetClusterNetInterfaceState(netif[i]), (int)scene_cluster.netif[i].state);
    }
    scene_cluster.netif[0].state = 0xffffffffu; /* unknown: not a failure */
    SetLastError(77);
    assert_int_equal(GetClusterNetInterfaceState(netif[0]), ClusterNetInterfaceStateUnknown);
    assert_int_equal(GetLastError(), 77);
    again = GetClusterFromNetInterface(netif[0]);
    assert_true(again != NULL && again != cluster);
    assert_true(CloseCluster(again));
    assert_int_equal(GetClusterNetInterfaceState(netif[1]), ClusterNetInterfaceUp);
    assert_true(CloseClusterNetInterface(netif[0]));
    assert_null(OpenClusterNetInterfaceEx(cluster, u"N9 - LAN", GENERIC_READ, NULL));
    assert_int_equal(GetLastError(), 5047);
    assert_int_equal(lwclus_last_result() >> 16, 9);
    assert_true(CloseCluster(cluster)); /* and with it the other interfaces */
    assert_int_equal(scene_cluster.node[0].open, 0);
    stop("interfaces");
}

static void test_two_sessions(void **state)
{
    HCLUSTER a, b, c;
    HNETINTERFACE na, nb;

    (void)state;
    if (LWCLUS_MAX_SESSIONS < 3) {
        skip();
    }
    start();
    a = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    b = OpenClusterEx(u"192.0.2.2", GENERIC_READ, NULL);
    c = OpenClusterEx(NULL, GENERIC_READ, NULL);
    na = OpenClusterNetInterfaceEx(a, u"N1 - LAN", GENERIC_READ, NULL);
    nb = OpenClusterNetInterfaceEx(b, u"N2 - SAN", GENERIC_READ, NULL);
    for (uint32_t i = 0; i < 20; i++) {
        assert_int_equal(GetClusterNetInterfaceState(na), ClusterNetInterfaceUp);
        assert_int_equal(GetClusterNetInterfaceState(nb), ClusterNetInterfaceFailed);
    }
    assert_true(CloseCluster(a));
    assert_int_equal(GetClusterNetInterfaceState(na), ClusterNetInterfaceStateUnknown);
    assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
    assert_int_equal(GetClusterNetInterfaceState(nb), ClusterNetInterfaceFailed);
    scene_cluster.node[1].reach = SIM_DOWN;
    assert_int_equal(GetClusterNetInterfaceState(nb), ClusterNetInterfaceStateUnknown);
    na = OpenClusterNetInterfaceEx(c, u"N1 - LAN", GENERIC_READ, NULL);
    assert_int_equal(GetClusterNetInterfaceState(na), ClusterNetInterfaceUp);
    assert_true(CloseCluster(b));
    assert_true(CloseCluster(c));
    stop("two sessions");
}

static void test_again_and_again(void **state)
{
    HCLUSTER last = NULL;

    (void)state;
    start();
    for (uint32_t i = 0; i < 5000; i++) {
        HCLUSTER cluster = OpenClusterEx(NULL, GENERIC_READ, NULL);

        assert_true(cluster != NULL && cluster != last);
        last = cluster;
        assert_true(CloseCluster(cluster));
    }
    stop("again and again");
}

/* ---- enumerations ---- */

static void test_enumerations(void **state)
{
    static const struct {
        DWORD type, count;
    } rows[] = {{CLUSTER_ENUM_NODE, 3},
                {CLUSTER_ENUM_RESTYPE, 2},
                {CLUSTER_ENUM_RESOURCE, 2},
                {CLUSTER_ENUM_GROUP, 2},
                {CLUSTER_ENUM_NETWORK, 2},
                {CLUSTER_ENUM_NETINTERFACE, 6},
                {CLUSTER_ENUM_ALL, 17},
                {0x21, 9},
                {0x80000000u, 0}};
    uint16_t name[32];
    HCLUSTER cluster;

    (void)state;
    start();
    cluster = open_read();
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        HCLUSENUM list = ClusterOpenEnum(cluster, rows[i].type);
        DWORD type, units = 32, seen = 0;

        assert_non_null(list);
        assert_int_equal(ClusterGetEnumCount(list), rows[i].count);
        for (DWORD k = rows[i].count; k-- > 0;) { /* backwards: no order is demanded */
            units = 32;
            assert_int_equal(ClusterEnum(list, k, &type, name, &units), ERROR_SUCCESS);
            assert_true((type & rows[i].type) != 0 && units > 1 && name[units] == 0);
            seen |= type;
        }
        assert_int_equal(seen, rows[i].count == 0 ? 0 : rows[i].type);
        assert_int_equal(ClusterEnum(list, rows[i].count, &type, name, &units), ERROR_NO_MORE_ITEMS);
        assert_int_equal(ClusterEnum(list, 0xffffffffu, &type, name, &units), ERROR_NO_MORE_ITEMS);
        assert_int_equal(ClusterCloseEnum(list), ERROR_SUCCESS);
    }
    assert_true(CloseCluster(cluster));
    stop("enumerations");
}

static void test_enum_buffers(void **state)
{
    uint16_t name[32];
    DWORD type, units;
    HCLUSTER cluster;
    HCLUSENUM list;

    (void)state;
    start();
    cluster = open_read();
    list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
    for (DWORD capacity = 0; capacity < 32; capacity++) {
        memset(name, 0xee, sizeof name);
        units = capacity;
        assert_int_equal(ClusterEnum(list, 2, &type, name, &units),
                         capacity < 9 ? ERROR_MORE_DATA : ERROR_SUCCESS);
        assert_int_equal(units, 8);
        assert_int_equal(name[capacity], 0xeeee);
    }
    units = 0;
    assert_int_equal(ClusterEnum(list, 2, &type, NULL, &units), ERROR_SUCCESS);
    assert_int_equal(units, 8);
    assert_int_equal(ClusterEnum(list, 2, NULL, name, &units), ERROR_INVALID_PARAMETER);
    assert_int_equal(ClusterEnum(list, 2, &type, name, NULL), ERROR_INVALID_PARAMETER);
    assert_true(CloseCluster(cluster));
    assert_int_equal(ClusterCloseEnum(list), ERROR_INVALID_HANDLE);
    stop("enumeration buffers");
}

/* ---- buffers of names ---- */

static void test_name_buffers(void **state)
{
    CLUSTERVERSIONINFO version = {.dwVersionInfoSize = sizeof version - 1u};
    uint16_t name[32];
    DWORD units;
    HCLUSTER cluster;

    (void)state;
    start();
    cluster = open_read();
    for (DWORD capacity = 0; capacity < 32; capacity++) {
        memset(name, 0xee, sizeof name);
        units = capacity;
        assert_int_equal(GetClusterInformation(cluster, name, &units, NULL),
                         capacity < 8 ? ERROR_MORE_DATA : ERROR_SUCCESS);
        assert_int_equal(units, 7);
        assert_int_equal(name[capacity], 0xeeee);
        units = capacity;
        assert_int_equal(GetClusterNetInterface(cluster, u"n2", u"lan", name, &units),
                         capacity < 9 ? ERROR_MORE_DATA : ERROR_SUCCESS);
        assert_int_equal(units, 8);
        assert_int_equal(name[capacity], 0xeeee);
    }
    units = 0;
    assert_int_equal(GetClusterInformation(cluster, NULL, &units, NULL), ERROR_SUCCESS);
    assert_int_equal(units, 7);
    units = 0;
    assert_int_equal(GetClusterNetInterface(cluster, u"N2", u"LAN", NULL, &units), ERROR_SUCCESS);
    assert_int_equal(units, 8);
    units = 32;
    assert_int_equal(GetClusterInformation(cluster, name, &units, &version), ERROR_INVALID_PARAMETER);
    assert_true(CloseCluster(cluster));
    stop("name buffers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways),
        cmocka_unit_test(test_plain_calls),
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_counters),
        cmocka_unit_test(test_many_nodes),
        cmocka_unit_test(test_server),
        cmocka_unit_test(test_interfaces),
        cmocka_unit_test(test_two_sessions),
        cmocka_unit_test(test_again_and_again),
        cmocka_unit_test(test_enumerations),
        cmocka_unit_test(test_enum_buffers),
        cmocka_unit_test(test_name_buffers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
