/* Reconnect: which candidate is tried when, how long, and what follows when none answers. */
#include "reconnect_scene.h"

#include <string.h>

#define ORIGIN_PORT     2u
#define ORIGIN_DEADLINE 3u

static uint32_t accepted_by_all(void)
{
    return scene_cluster.node[0].accepted + scene_cluster.node[1].accepted + scene_cluster.node[2].accepted;
}

static void open_by(const uint16_t *name)
{
    re_reset();
    re_start();
    assert_true(re_open(name, GENERIC_READ));
}

/* ---- order ---- */

/* Which nodes were connected to, in order, is recorded by a port around the simulator's. */
static struct {
    uint8_t last[64];
    uint16_t port[64];
    uint32_t count;
} log_of;

static int log_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    if (!sim_net.slot[slot].used && log_of.count < COUNT(log_of.last)) {
        log_of.last[log_of.count] = address->bytes[address->family == LWCLUS_FAMILY_IPV4 ? 3 : 15];
        log_of.port[log_of.count++] = port;
    }
    return sim_port.tcp->connect(slot, address, port);
}

static const struct lwclus_port *logging_port(void)
{
    static struct lwclus_transport tcp;
    static struct lwclus_port port;

    tcp = *sim_port.tcp;
    tcp.connect = log_connect;
    port = sim_port;
    port.tcp = &tcp;
    log_of.count = 0;
    return &port;
}

static void open_logged(const uint16_t *name)
{
    re_reset();
    re.port = logging_port();
    re_start();
    assert_true(re_open(name, GENERIC_READ));
    log_of.count = 0;
}

static void expect_order(const uint8_t *nodes, uint32_t count, const char *what)
{
    bool same = count == log_of.count;

    for (uint32_t i = 0; same && i < count; i++) {
        same = nodes[i] == log_of.last[i];
    }
    if (!same) {
        print_error("%s: %u connections:", what, log_of.count);
        for (uint32_t i = 0; i < log_of.count; i++) {
            print_error(" %u:%u", log_of.last[i], log_of.port[i]);
        }
        print_error("\n");
        fail();
    }
}

/* The cluster's name first: it leads to node 3 here. Endpoint mapper and ClusAPI: two connections. */
static void test_cluster_name_first(void **state)
{
    (void)state;
    open_logged(u"n1");
    sim_net.names[0].node[0] = 3;
    sim_net.names[0].node[1] = 0;
    re_kill(0);
    assert_int_equal(re_call(3), 0);
    expect_order((const uint8_t[]){3, 3}, 2, "cluster name first");
    assert_true(log_of.port[0] == 135 && log_of.port[1] == SIM_PORT_CLUSAPI);
    re_stop("cluster name first", 0);
}

/* All are refused: cluster name (its addresses), the other nodes, the failed one last; each once. */
static void test_whole_order(void **state)
{
    (void)state;
    open_logged(u"n2");
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        re_kill(i);
    }
    assert_int_equal(re_call(3), RPC_S_CALL_FAILED_DNE);
    /* The name "cluster" leads to 1, 2, 3; 2 is the failed one. At the end "cluster" again, which led to it,
     * then n2 by its known address, which the resolver gives as well: it is not tried twice. */
    expect_order((const uint8_t[]){1, 3, 1, 3, 1, 2, 3, 2}, 8, "whole order");
    re_stop("whole order", 0);
}

/* The failed server is recognised by its name too, when another address leads to it. */
static void test_failed_server_by_other_address(void **state)
{
    (void)state;
    open_logged(u"n1");
    sim_net.names[0].ipv6 = true; /* cluster: 2001:db8::1 and so on, the same nodes */
    sim_misbehave(&scene_cluster, 0,
                  (struct sim_rule){.what = SIM_STATUS, .value = 5073, .opnum = 94, .only = true});
    assert_int_equal(re_call(3), 0);
    assert_int_equal(re_node(), 1);
    expect_order((const uint8_t[]){1, 1, 2, 2}, 4, "by name");
    re_stop("other address", 0);
}

/* A single node that was away for a moment is taken again. */
static void test_same_node_again(void **state)
{
    static const uint16_t *const names[] = {u"n1", u"cluster", u"192.0.2.1"};

    (void)state;
    for (uint32_t i = 0; i < COUNT(names); i++) {
        re_reset();
        scene_cluster.nodes = 1;
        memset(&sim_net.names[2], 0, 2 * sizeof sim_net.names[2]);
        sim_net.names[0].node[1] = 0;
        re.no_host = true;
        re_start();
        re.cluster = OpenClusterEx(names[i], GENERIC_READ, NULL);
        assert_non_null(re.cluster);
        sim_misbehave(&scene_cluster, 0,
                      (struct sim_rule){.what = SIM_CLOSE, .times = 1, .opnum = 7, .only = true});
        assert_int_equal(ClusterOpenEnum(re.cluster, CLUSTER_ENUM_NODE) != NULL, 1);
        assert_true(re.events == 1 && re.event[0].to == scene_cluster.node[0].name);
        re_stop("same node", i);
    }
}

/* The known address is used without the resolver. */
static void test_known_address(void **state)
{
    uint32_t lookups;

    (void)state;
    open_logged(u"n1");
    re_kill(0);
    assert_int_equal(re_call(3), 0); /* node 2 through the cluster's name */
    assert_int_equal(re_node(), 1);
    scene_cluster.node[0].reach = SIM_UP;
    re_kill(1);
    for (uint32_t i = 0; i < SIM_NAMES; i++) {
        sim_net.names[i].name = "nobody"; /* the resolver was part of the cluster */
    }
    log_of.count = 0;
    lookups = sim_net.lookups;
    assert_int_equal(re_call(3), 0);
    assert_int_equal(re_node(), 0);
    expect_order((const uint8_t[]){1, 1}, 2, "known address");
    assert_int_equal(sim_net.lookups, lookups + 1); /* of the cluster's name, whose address had failed */
    re_stop("known address", 0);
}

/* Known addresses that lead nowhere, or to another cluster: the resolver is asked. */
static void test_stale_address(void **state)
{
    static const enum sim_reach reach[] = {SIM_UP, SIM_DOWN, SIM_DEAD};

    (void)state;
    for (uint32_t i = 0; i < COUNT(reach); i++) {
        re_reset();
        re.timeout_ms = 20000;
        re_start();
        sim_net.names[0].name = "nobody";
        assert_true(re_open(u"n1", GENERIC_READ));
        re_kill(0);
        assert_int_equal(re_call(3), 0);
        assert_int_equal(re_node(), 1);
        /* now n1 has moved to the address of node 3, its old one is somebody else's */
        sim_net.names[1].node[0] = 3;
        scene_cluster.node[0].reach = reach[i];
        scene_cluster.node[0].cluster_name = u"OTHER";
        sim_net.names[3].name = "nowhere";
        re_kill(1);
        assert_int_equal(re_call(3), 0);
        assert_int_equal(re_node(), 2);
        re_stop("stale address", i);
    }
}

/* The second and third address of a name, whatever is wrong with the first. */
static void test_more_addresses(void **state)
{
    static const struct sim_rule wrong[] = {{.what = SIM_SILENT},
                                            {.what = SIM_CLOSE},
                                            {.what = SIM_BIND_NAK, .value = 2},
                                            {.what = SIM_NO_HEADER_SIGN},
                                            {.what = SIM_STATUS, .value = 5, .opnum = 117, .only = true},
                                            {.what = SIM_STATUS, .value = 1727, .opnum = 3, .only = true}};

    (void)state;
    for (uint32_t i = 0; i < COUNT(wrong); i++) {
        open_by(u"n3");
        for (uint32_t n = 1; n < SIM_NAMES; n++) {
            sim_net.names[n].name = "nobody";
        }
        memcpy(sim_net.names[0].node, (uint8_t[4]){3, 2, 0xff, 1}, 4);
        re_kill(2);
        sim_misbehave(&scene_cluster, 1, wrong[i]);
        assert_int_equal(re_call(3), 0);
        assert_int_equal(re_node(), 0);
        re_stop("more addresses", i);
    }
}

/* The port is asked again: a restarted service listens elsewhere. */
static void test_port_again(void **state)
{
    (void)state;
    open_logged(u"n1");
    scene_cluster.port = 51234;
    re_kill(0);
    assert_int_equal(re_call(3), 0);
    assert_true(log_of.port[0] == 135 && log_of.port[1] == 51234);
    re_stop("port", 0);
}

/* ---- hostile candidates ---- */

static void test_downgrade(void **state)
{
    static const struct sim_rule rules[] = {
        {.what = SIM_NO_TOKEN},
        {.what = SIM_NO_HEADER_SIGN},
        {.what = SIM_AUTH_TYPE, .value = 10},
        {.what = SIM_LEVEL, .value = 5},
        {.what = SIM_LEVEL, .value = 1},
        {.what = SIM_CHALLENGE_FLAGS, .value = 0x20},       /* seal */
        {.what = SIM_CHALLENGE_FLAGS, .value = 0x10},       /* sign */
        {.what = SIM_CHALLENGE_FLAGS, .value = 0x80000},    /* extended session security */
        {.what = SIM_CHALLENGE_FLAGS, .value = 0x40000000}, /* key exchange */
        {.what = SIM_CHALLENGE_FLAGS, .value = 0x20000000}, /* 128 bits */
        {.what = SIM_OTHER_MECH},
        {.what = SIM_WRONG_MIC},
        {.what = SIM_SIGNATURE},
        {.what = SIM_UNSEALED},
        {.what = SIM_SEQUENCE, .value = 1},
        {.what = SIM_REJECT, .value = 2u << 16 | 2u},
        {.what = SIM_BIND_NAK, .value = 8},
    };

    (void)state;
    for (uint32_t i = 0; i < COUNT(rules); i++) {
        open_by(u"n1");
        re_kill(0);
        sim_misbehave(&scene_cluster, 1, rules[i]);
        assert_int_equal(re_call(3), 0);
        if (re_node() != 2) {
            print_error("downgrade %u: node %u took over\n", i, re_node());
            fail();
        }
        assert_true(re.events == 1 && re.event[0].to == scene_cluster.node[2].name);
        assert_int_equal(re_call_all(), 0);
        re_stop("downgrade", i);
    }
    print_message("# %u downgrades: the candidate was refused, the next one taken\n", (unsigned)COUNT(rules));
}

static void test_other_cluster(void **state)
{
    (void)state;
    open_by(u"n1");
    re_kill(0);
    scene_cluster.node[1].cluster_name = u"CLUSTER2";
    assert_int_equal(re_call(3), 0);
    assert_int_equal(re_node(), 2);
    assert_int_equal(scene_cluster.node[1].cluster_name != NULL, 1);
    re_kill(2);
    assert_int_equal(re_call(3), RPC_S_CALL_FAILED_DNE); /* better none than a foreign one */
    assert_int_equal(re_node(), 2);                      /* the name of the last good one */
    re_stop("other cluster", 0);
}

static void test_case_of_names(void **state)
{
    (void)state;
    open_by(u"N1");
    re_kill(0);
    scene_cluster.node[1].cluster_name = u"cluster";
    assert_int_equal(re_call(3), 0);
    assert_int_equal(re_node(), 1);
    re_stop("case", 0);
}

/* The account is chosen by the name as opened. */
static void test_account(void **state)
{
    static const uint16_t *const names[] = {u"n1", u"cluster", u"192.0.2.1"};

    (void)state;
    for (uint32_t i = 0; i < COUNT(names); i++) {
        re_reset();
        re.account_of = names[i];
        re_start();
        assert_true(re_open(names[i], GENERIC_READ));
        re_kill(0);
        assert_int_equal(re_call(3), 0);
        assert_int_equal(re.asked, 2);
        re_stop("account", i);
    }
}

/* ---- nobody answers ---- */

/* The original error with its origin, in time, however the others fail. */
static void test_original_error(void **state)
{
    static const struct {
        enum sim_what what;
        uint32_t value, code, origin;
    } first[] = {{SIM_STATUS, 5073, 5073, 9}, {SIM_FAULT, 0x1c010014, 1723, 8}, {SIM_CLOSE, 0, 1726, 2},
                 {SIM_SILENT, 0, 1726, 3},    {SIM_RPC_STATUS, 1753, 1753, 9},  {SIM_SIGNATURE, 0, 1825, 5}};
    static const enum sim_reach others[] = {SIM_DOWN, SIM_DEAD};

    (void)state;
    for (uint32_t i = 0; i < COUNT(first); i++) {
        for (uint32_t k = 0; k < COUNT(others); k++) {
            open_by(u"cluster");
            scene_cluster.node[1].reach = others[k];
            scene_cluster.node[2].reach = others[k];
            sim_misbehave(&scene_cluster, 0,
                          (struct sim_rule){.what = first[i].what, .value = first[i].value});
            assert_int_equal(re_call(3), first[i].code);
            assert_int_equal(lwclus_last_result(), first[i].origin << 16 | first[i].code);
            assert_true(re.events == 1 && re.event[0].to == NULL && re.event[0].code == first[i].code &&
                        re.event[0].origin == first[i].origin && re.event[0].handles == 0);
            assert_true(re.event[0].ms <= RE_TIMEOUT_MS + SCENE_SLICE_MS);
            assert_int_equal(re_node(), 0);
            re_stop("original error", i * 10 + k);
        }
    }
}

/* After a round that failed nothing is sent for a while, which grows; then a node is found again. */
static void test_back_off(void **state)
{
    struct lwclus_statistics s;
    uint32_t waited[10], connects, began, rounds = 0;

    (void)state;
    open_by(u"n1");
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        re_kill(i);
    }
    for (uint32_t i = 0; i < COUNT(waited); i++) {
        assert_int_not_equal(re_call(3), 0);
        assert_int_equal(re.events, ++rounds);
        began = sim_net.now;
        connects = sim_net.connects;
        for (;;) {
            assert_int_equal(re_call(3), RPC_S_SERVER_UNAVAILABLE);
            if (sim_net.connects != connects) {
                break;
            }
            assert_int_equal(lwclus_last_result(), ORIGIN_PORT << 16 | RPC_S_SERVER_UNAVAILABLE);
            assert_true(sim_net.now - began < 8000);
            sim_net.now += 10;
        }
        waited[i] = sim_net.now - began;
        rounds++;
        assert_true(waited[i] >= 125);
        sim_net.now += 10000;
    }
    assert_true(waited[0] < 300 && waited[9] > 2000); /* 125..249, then doubled up to 4..8 s */
    scene_cluster.node[2].reach = SIM_UP;
    assert_int_equal(re_call(3), 0);
    assert_int_equal(re_node(), 2);
    assert_int_equal(lwclus_get_statistics(re.cluster, &s), ERROR_SUCCESS);
    assert_true(s.failed_rounds == rounds && s.reconnects == 1);
    assert_int_equal(re_call_all(), 0);
    /* the pause is small again */
    re_kill(2);
    assert_int_not_equal(re_call(3), 0);
    sim_net.now += 260;
    scene_cluster.node[1].reach = SIM_UP;
    assert_int_equal(re_call(3), 0);
    re_stop("back-off", 0);
}

/* Two sessions do not come back at the same time. */
static void test_jitter(void **state)
{
    HCLUSTER cluster[LWCLUS_MAX_SESSIONS];
    uint32_t different = 0, last = 0;

    (void)state;
    re_reset();
    re.no_host = true;
    re_start();
    for (uint32_t i = 0; i < COUNT(cluster); i++) {
        cluster[i] = OpenClusterEx(u"cluster", GENERIC_READ, NULL);
        assert_non_null(cluster[i]);
    }
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        re_kill(i);
    }
    for (uint32_t i = 0; i < COUNT(cluster); i++) {
        uint32_t connects, began = sim_net.now;

        assert_null(ClusterOpenEnum(cluster[i], CLUSTER_ENUM_NODE));
        began = sim_net.now;
        connects = sim_net.connects;
        while (sim_net.connects == connects) {
            assert_null(ClusterOpenEnum(cluster[i], CLUSTER_ENUM_NODE));
            sim_net.now++;
        }
        different += sim_net.now - began != last;
        last = sim_net.now - began;
    }
    assert_true(different * 2 > COUNT(cluster) || COUNT(cluster) < 2);
    for (uint32_t i = 0; i < COUNT(cluster); i++) {
        assert_true(CloseCluster(cluster[i]));
    }
    re_stop("jitter", 0);
}

/* Everything from the very beginning to the wrap of the clock and beyond. */
static void test_clock(void **state)
{
    static const uint32_t clocks[] = {0, 1, 0x7ffffff0u, 0x80000000u, 0x80000001u, 0xc0000000u, 0xfffffff0u};

    (void)state;
    for (uint32_t i = 0; i < COUNT(clocks); i++) {
        re_reset();
        sim_net.now = clocks[i];
        re_start();
        assert_true(re_open(u"n1", GENERIC_READ));
        re_kill(0);
        assert_int_equal(re_call(3), 0);
        for (uint32_t n = 0; n < SIM_NODES; n++) {
            re_kill(n);
        }
        assert_int_not_equal(re_call(3), 0);
        sim_net.now += 0x90000000u; /* many weeks later */
        scene_cluster.node[0].reach = SIM_UP;
        assert_int_equal(re_call(3), 0);
        re_stop("clock", i);
    }
}

/* One deadline for the whole call, also when candidates are silent at any point. */
static void test_deadline(void **state)
{
    static const uint32_t limits[] = {10, 100, 1000, 30000};
    uint32_t began, ms;

    (void)state;
    for (uint32_t i = 0; i < COUNT(limits); i++) {
        for (uint32_t step = 0; step < 10; step++) {
            re_reset();
            re.timeout_ms = limits[i];
            re_start();
            assert_true(re_open(u"cluster", GENERIC_READ));
            re_kill(0);
            for (uint32_t n = 1; n < SIM_NODES; n++) {
                if (step == 0) {
                    scene_cluster.node[n].reach = SIM_DEAD;
                } else {
                    sim_misbehave(&scene_cluster, n, (struct sim_rule){.what = SIM_SILENT, .step = step});
                }
            }
            began = sim_net.now;
            assert_int_not_equal(re_call(3), 0);
            ms = sim_net.now - began;
            assert_true(ms <= SCENE_CALL_MS + limits[i] + SCENE_SLICE_MS);
            re_stop("deadline", step);
        }
    }
}

/* The repeated call has what is left of the time, not its own limit again. */
static void test_deadline_of_repetition(void **state)
{
    uint32_t began;

    (void)state;
    re_reset();
    re.timeout_ms = SCENE_CALL_MS / 3;
    re_start();
    assert_true(re_open(u"n1", GENERIC_READ));
    re_kill(0);
    for (uint32_t n = 1; n < SIM_NODES; n++) {
        sim_misbehave(&scene_cluster, n, (struct sim_rule){.what = SIM_SILENT, .opnum = 94, .only = true});
    }
    began = sim_net.now;
    assert_int_equal(re_call(3), RPC_S_CALL_FAILED);
    assert_true(sim_net.now - began <= re.timeout_ms + SCENE_SLICE_MS);
    re_stop("deadline of the repetition", 0);
}

/* A silent node to which two names lead costs the probe of one second once. */
static void test_silent_once(void **state)
{
    uint32_t began;

    (void)state;
    open_logged(u"n1");
    sim_net.names[0].node[0] = 2;
    sim_net.names[0].node[1] = 0;
    re_kill(0);
    scene_cluster.node[1].reach = SIM_DEAD;
    began = sim_net.now;
    assert_int_equal(re_call(3), 0);
    assert_in_range(sim_net.now - began, 1000, 1400);
    re_stop("silent once", 0);
}

/* Names that the resolver never answers cost their share of the time, not all of it. */
static void test_silent_resolver(void **state)
{
    (void)state;
    for (uint32_t silent = 0; silent < 3; silent++) {
        open_by(u"n1");
        re_kill(0);
        for (uint32_t i = 0; i <= silent; i++) {
            sim_net.names[i].never = true;
        }
        assert_int_equal(re_call(3), 0);
        assert_int_equal(re_node(), silent == 2 ? 2 : 1);
        re_stop("silent resolver", silent);
    }
}

/* A session of local handles dies with its connection. */
static void test_local(void **state)
{
    uint32_t accepted;

    (void)state;
    open_by(NULL);
    sim_misbehave(&scene_cluster, 0, (struct sim_rule){.what = SIM_CLOSE, .times = 1});
    assert_int_equal(re_call(3), RPC_S_CALL_FAILED);
    accepted = accepted_by_all();
    for (uint32_t f = 0; f < RE_FUNCTIONS; f++) {
        assert_int_equal(re_call(f), ERROR_INVALID_HANDLE);
    }
    assert_true(re.events == 0 && accepted_by_all() == accepted);
    re_stop("local", 0);
}

static void test_switched_off(void **state)
{
    (void)state;
    re_reset();
    re.timeout_ms = LWCLUS_RECONNECT_OFF;
    re_start();
    assert_true(re_open(u"cluster", GENERIC_READ));
    re_kill(0);
    assert_int_not_equal(re_function[3].call(), 0);
    assert_int_equal(re_function[3].call(), RPC_S_SERVER_UNAVAILABLE);
    assert_int_equal(re.events, 0);
    re_stop("off", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cluster_name_first),
        cmocka_unit_test(test_whole_order),
        cmocka_unit_test(test_failed_server_by_other_address),
        cmocka_unit_test(test_same_node_again),
        cmocka_unit_test(test_known_address),
        cmocka_unit_test(test_stale_address),
        cmocka_unit_test(test_more_addresses),
        cmocka_unit_test(test_port_again),
        cmocka_unit_test(test_downgrade),
        cmocka_unit_test(test_other_cluster),
        cmocka_unit_test(test_case_of_names),
        cmocka_unit_test(test_account),
        cmocka_unit_test(test_original_error),
        cmocka_unit_test(test_back_off),
        cmocka_unit_test(test_jitter),
        cmocka_unit_test(test_clock),
        cmocka_unit_test(test_deadline),
        cmocka_unit_test(test_silent_resolver),
        cmocka_unit_test(test_silent_once),
        cmocka_unit_test(test_deadline_of_repetition),
        cmocka_unit_test(test_local),
        cmocka_unit_test(test_switched_off),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
