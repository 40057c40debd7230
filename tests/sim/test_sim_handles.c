/* Misuse: handles, arguments, order of calls, re-entrance, full tables. */
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

/* ---- every function that takes a handle, as f(handle) -> Win32 code ---- */

static DWORD netif_open(void *h)
{
    return OpenClusterNetInterface(h, u"N1 - LAN") != NULL ? 0 : GetLastError();
}

static DWORD netif_open_ex(void *h)
{
    DWORD granted = 1;
    bool good = OpenClusterNetInterfaceEx(h, u"N1 - LAN", GENERIC_READ, &granted) != NULL;

    assert_true(good || granted == 1);
    return good ? 0 : GetLastError();
}

static DWORD enum_open(void *h)
{
    return ClusterOpenEnum(h, CLUSTER_ENUM_NODE) != NULL ? 0 : GetLastError();
}

static DWORD lookup(void *h)
{
    uint16_t name[16];
    DWORD units = 16;

    return GetClusterNetInterface(h, u"N1", u"LAN", name, &units);
}

static DWORD information(void *h)
{
    DWORD units = 0;

    return GetClusterInformation(h, NULL, &units, NULL);
}

static DWORD server(void *h)
{
    DWORD units = 0;

    return lwclus_get_server(h, NULL, &units);
}

static DWORD cluster_close(void *h)
{
    return CloseCluster(h) ? 0 : GetLastError();
}

static DWORD netif_close(void *h)
{
    return CloseClusterNetInterface(h) ? 0 : GetLastError();
}

static DWORD netif_state(void *h)
{
    return GetClusterNetInterfaceState(h) != ClusterNetInterfaceStateUnknown ? 0 : GetLastError();
}

static DWORD netif_cluster(void *h)
{
    return GetClusterFromNetInterface(h) != NULL ? 0 : GetLastError();
}

static DWORD netif_control(void *h)
{
    return ClusterNetInterfaceControl(h, NULL, CLUSCTL_NETINTERFACE_UNKNOWN, NULL, 0, NULL, 0, NULL);
}

static DWORD enum_count(void *h)
{
    return ClusterGetEnumCount(h) != 0 ? 0 : GetLastError();
}

static DWORD enum_entry(void *h)
{
    DWORD type, units = 0;

    return ClusterEnum(h, 0, &type, NULL, &units);
}

static DWORD enum_close(void *h)
{
    return ClusterCloseEnum(h);
}

enum kind { CLUSTER, NETIF, ENUM };

static const struct {
    const char *name;
    enum kind kind;
    DWORD (*call)(void *h);
} functions[] = {
    {"OpenClusterNetInterface", CLUSTER, netif_open},
    {"OpenClusterNetInterfaceEx", CLUSTER, netif_open_ex},
    {"ClusterOpenEnum", CLUSTER, enum_open},
    {"GetClusterNetInterface", CLUSTER, lookup},
    {"GetClusterInformation", CLUSTER, information},
    {"lwclus_get_server", CLUSTER, server},
    {"CloseCluster", CLUSTER, cluster_close},
    {"GetClusterNetInterfaceState", NETIF, netif_state},
    {"GetClusterFromNetInterface", NETIF, netif_cluster},
    {"ClusterNetInterfaceControl", NETIF, netif_control},
    {"CloseClusterNetInterface", NETIF, netif_close},
    {"ClusterGetEnumCount", ENUM, enum_count},
    {"ClusterEnum", ENUM, enum_entry},
    {"ClusterCloseEnum", ENUM, enum_close},
};

/* Calls every function with a handle that is good only for functions of `kind`; nothing may be sent. */
static void refuse(void *h, int kind, DWORD code, const char *what)
{
    uint32_t sent = sim_net.sent;

    for (uint32_t i = 0; i < COUNT(functions); i++) {
        if ((int)functions[i].kind != kind) {
            DWORD got;

            SetLastError(0);
            got = functions[i].call(h);
            if (got != code || lwclus_last_result() != (1u << 16 | code)) {
                print_error("%s with %s: %u, result %08x\n", functions[i].name, what, got,
                            lwclus_last_result());
                fail();
            }
        }
    }
    assert_int_equal(sim_net.sent, sent);
}

struct handles {
    HCLUSTER cluster;
    HNETINTERFACE netif;
    HCLUSENUM list;
};

static struct handles open_all(const uint16_t *name)
{
    struct handles h;

    h.cluster = OpenClusterEx(name, GENERIC_READ, NULL);
    h.netif = OpenClusterNetInterfaceEx(h.cluster, u"N1 - LAN", GENERIC_READ, NULL);
    h.list = ClusterOpenEnum(h.cluster, CLUSTER_ENUM_NODE);
    assert_true(h.cluster != NULL && h.netif != NULL && h.list != NULL);
    return h;
}

static void test_wrong_handles(void **state)
{
    static const uintptr_t forged[] = {1,           0xffff,        0x10000,
                                       0x10010000u, 0x1fff0000u,   0xffffffffu,
                                       0x80000000u, (uintptr_t)-1, (uintptr_t)-1 / 2u};
    struct handles h;

    (void)state;
    start();
    h = open_all(u"192.0.2.1");
    refuse(NULL, -1, ERROR_INVALID_HANDLE, "NULL");
    refuse(h.cluster, CLUSTER, ERROR_INVALID_HANDLE, "a cluster");
    refuse(h.netif, NETIF, ERROR_INVALID_HANDLE, "a network interface");
    refuse(h.list, ENUM, ERROR_INVALID_HANDLE, "an enumeration");
    refuse(&h, -1, ERROR_INVALID_HANDLE, "an address");
    for (uint32_t i = 0; i < COUNT(forged); i++) {
        if (forged[i] != (uintptr_t)h.cluster && forged[i] != (uintptr_t)h.netif &&
            forged[i] != (uintptr_t)h.list) {
            refuse((void *)forged[i], -1, ERROR_INVALID_HANDLE, "a forged number");
        }
    }
    for (uint32_t bit = 0; bit < 8u * sizeof(uintptr_t); bit++) {
        refuse((void *)((uintptr_t)h.cluster ^ (uintptr_t)1 << bit), -1, ERROR_INVALID_HANDLE,
               "one bit changed");
        refuse((void *)((uintptr_t)h.netif ^ (uintptr_t)1 << bit), -1, ERROR_INVALID_HANDLE,
               "one bit changed");
    }
    assert_int_equal(netif_state(h.netif), 0);
    assert_true(CloseCluster(h.cluster));
    stop("wrong handles");
}

static void test_stale_handles(void **state)
{
    struct handles h, again;

    (void)state;
    start();
    h = open_all(u"192.0.2.1");
    assert_true(CloseClusterNetInterface(h.netif));
    refuse(h.netif, -1, ERROR_INVALID_HANDLE, "a closed interface");
    assert_int_equal(ClusterCloseEnum(h.list), ERROR_SUCCESS);
    refuse(h.list, -1, ERROR_INVALID_HANDLE, "a closed enumeration");
    h.netif = OpenClusterNetInterfaceEx(h.cluster, u"N1 - LAN", GENERIC_READ, NULL);
    h.list = ClusterOpenEnum(h.cluster, CLUSTER_ENUM_NODE);
    assert_true(CloseCluster(h.cluster)); /* with open children */
    again = open_all(u"192.0.2.1");       /* takes the same rows */
    refuse(h.cluster, -1, ERROR_INVALID_HANDLE, "a closed cluster");
    refuse(h.netif, -1, ERROR_INVALID_HANDLE, "an interface of a closed cluster");
    refuse(h.list, -1, ERROR_INVALID_HANDLE, "an enumeration of a closed cluster");
    assert_int_equal(netif_state(again.netif), 0);
    assert_true(CloseCluster(again.cluster));
    stop("stale handles");
}

/* Node handles do not exist here: any value is foreign. A local handle does not fit a remote one. */
static void test_mixed_handles(void **state)
{
    struct handles remote, local;
    DWORD code;

    (void)state;
    start();
    remote = open_all(u"192.0.2.1");
    code =
        ClusterNetInterfaceControl(remote.netif, (HNODE)remote.cluster, 0x06000000, NULL, 0, NULL, 0, NULL);
    assert_int_equal(code, ERROR_INVALID_HANDLE);
    if (LWCLUS_MAX_SESSIONS > 1) {
        local = open_all(NULL);
        code =
            ClusterNetInterfaceControl(remote.netif, (HNODE)local.netif, 0x06000000, NULL, 0, NULL, 0, NULL);
        assert_int_equal(code, ERROR_INVALID_HANDLE);
        assert_true(CloseCluster(local.cluster));
    }
    assert_true(CloseCluster(remote.cluster));
    stop("mixed handles");
}

/* A handle opened through another cluster handle of the session lives and dies with that one. */
static void test_second_cluster_handle(void **state)
{
    HNETINTERFACE child;
    struct handles h;
    HCLUSTER second;

    (void)state;
    start();
    h = open_all(u"192.0.2.1");
    second = GetClusterFromNetInterface(h.netif);
    child = OpenClusterNetInterfaceEx(second, u"N2 - LAN", GENERIC_READ, NULL);
    assert_true(second != NULL && child != NULL);
    assert_true(CloseCluster(h.cluster));
    refuse(h.netif, -1, ERROR_INVALID_HANDLE, "a child of the first handle");
    assert_int_equal(netif_state(child), 0);
    assert_int_equal(information(second), 0);
    assert_true(CloseCluster(second));
    refuse(child, -1, ERROR_INVALID_HANDLE, "a child of the second handle");
    stop("second cluster handle");
}

/* ---- arguments ---- */

static void test_arguments(void **state)
{
    static const DWORD access[] = {0, CLUSAPI_CHANGE_ACCESS, CLUSAPI_NO_ACCESS, 0x00010000u,
                                   GENERIC_READ | 8u};
    uint16_t name[16];
    uint8_t bytes[4];
    struct handles h;
    uint32_t sent;
    DWORD n = 16;

    (void)state;
    start();
    for (uint32_t i = 0; i < COUNT(access); i++) {
        n = 1;
        assert_null(OpenClusterEx(u"192.0.2.1", access[i], &n));
        assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
        assert_int_equal(n, 1);
    }
    assert_int_equal(sim_net.connects, 0);
    h = open_all(u"192.0.2.1");
    sent = sim_net.sent;
    for (uint32_t i = 0; i < COUNT(access); i++) {
        assert_null(OpenClusterNetInterfaceEx(h.cluster, u"N1 - LAN", access[i], NULL));
        assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    }
    assert_null(OpenClusterNetInterfaceEx(h.cluster, NULL, GENERIC_READ, NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(OpenClusterNetInterface(h.cluster, NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetClusterNetInterface(h.cluster, NULL, u"LAN", name, &n), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetClusterNetInterface(h.cluster, u"N1", NULL, name, &n), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetClusterNetInterface(h.cluster, u"N1", u"LAN", name, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetClusterInformation(h.cluster, name, NULL, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(ClusterNetInterfaceControl(h.netif, NULL, 0, NULL, 4, NULL, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(ClusterNetInterfaceControl(h.netif, NULL, 0, NULL, 0, NULL, 4, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(sim_net.sent, sent);
    assert_int_equal(ClusterNetInterfaceControl(h.netif, NULL, 0x06000005, bytes, 0, bytes, 4, NULL),
                     ERROR_SUCCESS);
    assert_int_equal(GetClusterNetInterface(h.cluster, u"N9", u"LAN", name, &n), 5042);
    assert_int_equal(GetClusterNetInterface(h.cluster, u"N1", u"WAN", name, &n), 5047);
    assert_int_equal(GetClusterNetInterface(h.cluster, u"", u"", name, &n), 5042);
    assert_int_equal(ClusterCloseEnum(h.list), ERROR_SUCCESS); /* makes room for another */
    assert_null(ClusterOpenEnum(h.cluster, 0));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(ClusterOpenEnum(h.cluster, 0x40));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_true(CloseCluster(h.cluster));
    stop("arguments");
}

/* ---- order ---- */

static void test_before_init(void **state)
{
    struct lwclus_usage usage;
    struct handles h;

    (void)state;
    start();
    h = open_all(u"192.0.2.1");
    lwclus_deinit();
    assert_int_equal(sim_net_open(), 0);
    assert_int_equal(scene_cluster.node[0].open, 0);
    assert_int_equal(sim_net.stopped, 1);
    for (uint32_t i = 0; i < COUNT(functions); i++) {
        assert_int_equal(functions[i].call(h.cluster), ERROR_NOT_READY);
        assert_int_equal(functions[i].call(NULL), ERROR_NOT_READY);
    }
    assert_null(OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL));
    assert_int_equal(GetLastError(), ERROR_NOT_READY);
    lwclus_get_usage(&usage);
    assert_int_equal(usage.sessions + usage.handles + usage.enums, 0);
    lwclus_deinit();
    assert_int_equal(sim_net.stopped, 1);
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    refuse(h.cluster, -1, ERROR_INVALID_HANDLE, "a cluster of the run before");
    refuse(h.netif, -1, ERROR_INVALID_HANDLE, "an interface of the run before");
    stop("before init");
}

static void test_init(void **state)
{
    struct lwclus_config config = {0};
    struct lwclus_port port;

    (void)state;
    scene_reset();
    assert_int_equal(lwclus_init(NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_init(&config), ERROR_INVALID_PARAMETER);
    config.port = &port;
    for (uint32_t i = 0; i < 7; i++) {
        port = sim_port;
        port.tcp = i == 0 ? NULL : port.tcp;
        port.now_ms = i == 1 ? NULL : port.now_ms;
        port.wait = i == 2 ? NULL : port.wait;
        port.random = i == 3 ? NULL : port.random;
        port.task_error = i == 4 ? NULL : port.task_error;
        port.lock = i == 5 ? NULL : port.lock;
        port.unlock = i == 6 ? NULL : port.unlock;
        assert_int_equal(lwclus_init(&config), ERROR_INVALID_PARAMETER);
    }
    assert_int_equal(sim_net.started, 0);
    sim_net.start_error = LWCLUS_PORT_FAILED;
    assert_int_equal(scene_start(), ERROR_GEN_FAILURE);
    sim_net.start_error = 0;
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    assert_int_equal(scene_start(), ERROR_ALREADY_EXISTS);
    assert_int_equal(sim_net.started, 2);
    stop("init");
}

/* The last error belongs to the task and is not touched by success. */
static void test_last_error(void **state)
{
    struct handles h;

    (void)state;
    start();
    SetLastError(1234);
    h = open_all(u"192.0.2.1");
    assert_int_equal(GetLastError(), 1234);
    sim_net_task(1);
    assert_int_equal(GetLastError(), 0);
    assert_int_equal(lwclus_last_result(), 0);
    assert_false(CloseCluster(NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
    sim_net_task(0);
    assert_int_equal(GetLastError(), 1234);
    assert_int_equal(lwclus_last_result(), 0);
    assert_true(CloseCluster(h.cluster));
    stop("last error");
}

/* ---- full tables ---- */

static void test_full_tables(void **state)
{
    HNETINTERFACE netif[LWCLUS_MAX_HANDLES];
    HCLUSENUM list[LWCLUS_MAX_ENUMS];
    struct lwclus_usage usage;
    uint32_t sent, n = 0;
    HCLUSTER cluster;
    DWORD granted = 1;

    (void)state;
    start();
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    for (uint32_t i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        list[i] = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);
        assert_non_null(list[i]);
    }
    sent = sim_net.sent;
    assert_null(ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_int_equal(sim_net.sent, sent);
    while ((netif[n] = OpenClusterNetInterfaceEx(cluster, u"N1 - LAN", GENERIC_READ, NULL)) != NULL) {
        n++;
    }
    assert_int_equal(n, LWCLUS_MAX_HANDLES - LWCLUS_MAX_ENUMS - 1u);
    lwclus_get_usage(&usage);
    assert_int_equal(usage.handles, LWCLUS_MAX_HANDLES);
    sent = sim_net.sent;
    assert_null(OpenClusterNetInterfaceEx(cluster, u"N1 - LAN", GENERIC_READ, &granted));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_null(OpenClusterNetInterface(cluster, u"N1 - LAN"));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_null(ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_null(GetClusterFromNetInterface(netif[0]));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_null(OpenClusterEx(u"192.0.2.1", GENERIC_READ, &granted));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_true(sim_net.sent == sent && granted == 1);
    assert_int_equal(netif_state(netif[n - 1u]), 0);
    assert_true(CloseClusterNetInterface(netif[n / 2u]));
    assert_int_equal(netif_open(cluster), 0); /* the free row */
    assert_true(CloseCluster(cluster));
    stop("full tables");
}

static void test_full_sessions(void **state)
{
    HCLUSTER cluster[LWCLUS_MAX_SESSIONS];
    uint32_t connects;

    (void)state;
    start();
    for (uint32_t i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        cluster[i] = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
        assert_non_null(cluster[i]);
    }
    connects = sim_net.connects;
    assert_null(OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    assert_int_equal(sim_net.connects, connects);
    for (uint32_t i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        assert_true(CloseCluster(cluster[i]));
    }
    stop("full sessions");
}

/* ---- re-entrance from the hooks ---- */

static struct handles inner;
static uint32_t entered;

/* A hook runs in the middle of an operation: the session is busy, nothing waits for ever, nothing breaks. */
static void reenter(struct scene *scene, const char *from)
{
    (void)from;
    scene->hook = NULL;
    for (uint32_t i = 0; i < COUNT(functions) && inner.cluster != NULL; i++) {
        void *h = functions[i].kind == CLUSTER ? (void *)inner.cluster
                  : functions[i].kind == NETIF ? (void *)inner.netif
                                               : (void *)inner.list;
        DWORD code = functions[i].call(h);

        if (code != ERROR_BUSY) {
            print_error("%s from a hook: %u\n", functions[i].name, code);
            fail();
        }
    }
    entered++;
    scene->hook = reenter;
}

static void check_reentrance(const struct lwclus_port *port)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    scene_reset();
    scene_now.port = port;
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    inner = open_all(u"192.0.2.1");
    entered = 0;
    scene_now.hook = reenter;
    assert_int_equal(information(inner.cluster), 0);
    scene_now.hook = NULL;
    assert_true(entered == (LWCLUS_TRACE ? 2u : 0u));
    assert_int_equal(netif_state(inner.netif), 0);
    assert_true(CloseCluster(inner.cluster));
    memset(&inner, 0, sizeof inner);
    scene_assert_clean(&r, "re-entrance", 0);
}

static void test_reentrance(void **state)
{
    struct lwclus_port port = sim_port;

    (void)state;
    check_reentrance(&sim_port);
    port.lock = NULL;
    port.unlock = NULL;
    check_reentrance(&port);
}

/* A hook may use another session meanwhile. */
static void other_session(struct scene *scene, const char *from)
{
    struct scene_result r;

    (void)from;
    scene->hook = NULL;
    r = scene_session(NULL, GENERIC_READ);
    scene_assert_failed(&r, SCENE_CALLS, (const uint16_t[4]){0}, "inner session", 0);
    entered++;
    scene->hook = entered < 50 ? other_session : NULL;
}

static void test_session_in_hook(void **state)
{
    struct scene_result r;

    (void)state;
    if (LWCLUS_MAX_SESSIONS < 2 || LWCLUS_MAX_ENUMS < 2) {
        skip();
    }
    start();
    entered = 0;
    scene_now.hook = other_session;
    r = scene_default();
    scene_assert_good(&r, "session in hooks", entered);
    assert_true(entered > 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_handles), cmocka_unit_test(test_stale_handles),
        cmocka_unit_test(test_mixed_handles), cmocka_unit_test(test_second_cluster_handle),
        cmocka_unit_test(test_arguments),     cmocka_unit_test(test_before_init),
        cmocka_unit_test(test_init),          cmocka_unit_test(test_last_error),
        cmocka_unit_test(test_full_tables),   cmocka_unit_test(test_full_sessions),
        cmocka_unit_test(test_reentrance),    cmocka_unit_test(test_session_in_hook),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
