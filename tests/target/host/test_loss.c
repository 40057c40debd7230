/* A reconnect on a network that loses a packet: every packet of it once, in both directions. */
#include <stdlib.h>
#include <string.h>

#include "lwip/opt.h"

#include "sim_scene.h"
#include "wire_check.h"

#define RUNS 100u

static HCLUSTER cluster;
static HNETINTERFACE netif[4];

static void begin(void)
{
    unsigned i;

    lwclus_deinit();
    memset(&scene_now, 0, sizeof scene_now);
    scene_now.port = &lwclus_port_baremetal;
    scene_now.reconnect_ms = 20000;
    wire_reset(&scene_cluster);
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    assert_non_null(cluster);
    for (i = 0; i < 4; i++) {
        netif[i] = OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[i].name, GENERIC_READ, NULL);
        assert_non_null(netif[i]);
    }
    wire_run(1500); /* no acknowledgement is under way */
}

static void end(uint32_t at)
{
    unsigned i;

    wire_heal();
    for (i = 0; i < 4; i++) {
        assert_true(CloseClusterNetInterface(netif[i]));
    }
    assert_true(CloseCluster(cluster));
    lwclus_deinit();
    wire_assert_pools("loss", at);
    wire_forget();
    assert_int_equal(scene_leaks(), 0);
    assert_int_equal(scene_cluster.complaints, 0);
}

/* Node 1 stops; the next call goes to another one. Packet `at` is lost, or each by chance. Milliseconds;
 * *packets that it takes. */
static uint32_t fail_over(uint32_t at, uint32_t loss, uint32_t nodes, uint32_t *packets)
{
    uint32_t first, since;

    begin();
    scene_cluster.node[0].reach = SIM_DOWN;
    scene_cluster.node[2].reach = nodes == 1 ? SIM_DOWN : SIM_UP;
    wire_run(10);
    first = wire.packets;
    wire.fault = at != 0 && loss == 0 ? WIRE_LOST : WIRE_HONEST;
    wire.at = first + at;
    wire.loss = loss;
    wire.chance = at;
    since = sim_net.now;
    assert_int_equal(GetClusterNetInterfaceState(netif[0]), scene_cluster.netif[0].state);
    since = sim_net.now - since;
    *packets = wire.packets - first;
    assert_int_equal(scene_now.reopened,
                     4u * scene_now.reconnected); /* twice when the repeated call was lost */
    assert_in_range(scene_now.reconnected, 1, loss == 0 ? 1 : 2);
    end(at);
    return since;
}

static int by_size(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static uint32_t took[1000];

static void tell(const char *what, uint32_t nodes, uint32_t count)
{
    uint32_t i, slow = 0, sum = 0;

    for (i = 0; i < count; i++) {
        slow += took[i] > 1000;
        sum += took[i];
    }
    qsort(took, count, sizeof took[0], by_size);
    print_message("# %s, nodes left: %u: %u reconnects, mean %u ms, 9 of 10 within %u ms, longest %u ms, "
                  "longer than 1 s: "
                  "%u\n",
                  what, (unsigned)nodes, (unsigned)count, (unsigned)(sum / count),
                  (unsigned)took[count * 9u / 10u], (unsigned)took[count - 1], (unsigned)slow);
}

static void test_each_packet(void **state)
{
    uint32_t nodes;

    (void)state;
    print_message("# LWIP_TCP_RTO_TIME %u\n", (unsigned)LWIP_TCP_RTO_TIME);
    for (nodes = 1; nodes <= 2; nodes++) {
        uint32_t packets, ignored, at;

        (void)fail_over(0, 0, nodes, &packets);
        assert_in_range(packets, 30, sizeof took / sizeof took[0]);
        for (at = 1; at <= packets; at++) {
            took[at - 1] = fail_over(at, 0, nodes, &ignored);
        }
        tell("each packet lost once", nodes, packets);
    }
}

static void test_by_chance(void **state)
{
    static const struct {
        uint32_t loss;
        const char *what;
    } row[] = {{10, "1 % lost"}, {30, "3 % lost"}};
    uint32_t i, nodes, seed, ignored;

    (void)state;
    for (i = 0; i < sizeof row / sizeof row[0]; i++) {
        for (nodes = 1; nodes <= 2; nodes++) {
            for (seed = 0; seed < RUNS; seed++) {
                took[seed] = fail_over(seed + 1u, row[i].loss, nodes, &ignored);
            }
            tell(row[i].what, nodes, RUNS);
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_packet),
        cmocka_unit_test(test_by_chance),
    };

    wire_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
