/* A peer that vanishes without a word while nothing is under way: keepalive notices, the next call goes
 * elsewhere. */
#include <string.h>

#include "sim_scene.h"
#include "wire_device.h"

#undef port /* a member of scene_now */

/* When a vanished peer is noticed at the latest, and how fast a call then finds another node. */
#define NOTICED_MS  (2u * LWCLUS_KEEPALIVE_MS + 1000u)
#define FAILOVER_MS 1000u

/* ---- transport ---- */

static void test_noticed(void **state)
{
    uint32_t since;
    uint8_t byte;

    (void)state;
    device_connected(0);
    wire.gone = 1;
    since = sim_net.now;
    while (tcp->recv(0, &byte, 1) == LWCLUS_PORT_AGAIN && sim_net.now - since < 10u * NOTICED_MS) {
        wire_run(10);
    }
    assert_int_equal(tcp->recv(0, &byte, 1), LWCLUS_PORT_RESET);
    assert_int_equal(tcp->send(0, &byte, 1), LWCLUS_PORT_RESET);
    assert_in_range(sim_net.now - since, LWCLUS_KEEPALIVE_MS, NOTICED_MS);
    print_message("# idle, peer gone: noticed after %u ms, LWCLUS_KEEPALIVE_MS is %u\n",
                  (unsigned)(sim_net.now - since), (unsigned)LWCLUS_KEEPALIVE_MS);
}

/* A peer that is just as idle stays, and so does one that misses some of the probes. */
static void test_alive(void **state)
{
    uint8_t byte = 1;
    uint32_t i;

    (void)state;
    device_connected(0);
    for (i = 0; i < 5; i++) {
        wire_run(LWCLUS_KEEPALIVE_MS - 1000u); /* before the first probe */
        wire.gone = 1;
        wire_run(LWCLUS_KEEPALIVE_MS * 2u / 3u);
        wire.gone = 0;
        wire_run(NOTICED_MS);
        assert_int_equal(tcp->recv(0, &byte, 1), LWCLUS_PORT_AGAIN);
    }
    wire_run(600000);
    assert_int_equal(tcp->send(0, &byte, 1), 1);
    wire_run(10);
    assert_int_equal(wire.got_size, 1);
}

/* ---- library ---- */

static HCLUSTER cluster;
static HNETINTERFACE netif;
static HNODE node;

static void begin(void)
{
    lwclus_deinit();
    memset(&scene_now, 0, sizeof scene_now);
    scene_now.port = &lwclus_port_baremetal;
    scene_now.reconnect_ms = 8000;
    wire_reset(&scene_cluster);
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    netif = OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[0].name, GENERIC_READ, NULL);
    node = OpenClusterNodeEx(cluster, u"N2", GENERIC_ALL, NULL);
    assert_true(cluster != NULL && netif != NULL && node != NULL);
}

static bool at_node_1(void)
{
    WCHAR name[8];
    DWORD units = 8;

    assert_int_equal(lwclus_get_server(cluster, name, &units), ERROR_SUCCESS);
    return scene_same(name, u"N1");
}

static void end(const char *what)
{
    assert_true(CloseClusterNode(node));
    assert_true(CloseClusterNetInterface(netif));
    assert_true(CloseCluster(cluster));
    lwclus_deinit();
    wire_assert_pools(what, 0);
    wire_forget(); /* the server that was gone has not heard of the end */
    assert_int_equal(scene_leaks(), 0);
    assert_int_equal(scene_cluster.complaints, 0);
}

/* A method of the reconnect list, and the one that must not be repeated. */
static DWORD call(bool marked)
{
    if (!marked) {
        scene_cluster.node[1].state = ClusterNodePaused;
        return ResumeClusterNodeEx(node, DoNotFailbackGroups, 0);
    }
    return (uint32_t)GetClusterNetInterfaceState(netif) == scene_cluster.netif[0].state ? 0 : GetLastError();
}

static void test_session(void **state)
{
    unsigned marked;

    (void)state;
    for (marked = 0; marked < 2; marked++) {
        uint32_t since;

        begin();
        wire.gone = 1;
        wire_run(NOTICED_MS);
        since = sim_net.now;
        assert_int_equal(call(marked != 0), ERROR_SUCCESS);
        print_message("# %s call after %u ms of silence: %u ms\n", marked != 0 ? "marked" : "unmarked",
                      (unsigned)NOTICED_MS, (unsigned)(sim_net.now - since));
        assert_in_range(sim_net.now - since, 0, FAILOVER_MS);
        assert_int_equal(scene_now.reconnected, 1);
        assert_int_equal(scene_cluster.resumes, marked == 0);
        assert_false(at_node_1());
        end("idle");
    }
}

/* An idle session on a good network keeps its connection. */
static void test_session_alive(void **state)
{
    uint32_t accepted;

    (void)state;
    begin();
    accepted = scene_cluster.node[0].accepted;
    wire_run(600000);
    assert_int_equal(call(true), ERROR_SUCCESS);
    assert_int_equal(scene_now.reconnected, 0);
    assert_int_equal(scene_cluster.node[0].accepted, accepted);
    assert_true(at_node_1());
    end("alive");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_noticed, device_setup, device_teardown),
        cmocka_unit_test_setup_teardown(test_alive, device_setup, device_teardown),
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_session_alive),
    };

    wire_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
