/* Reconnect ([MS-CMRP] 3.2.4.6): every method, every code that starts it, every way in which a node fails. */
#include "reconnect_scene.h"

static const uint16_t triggers[] = {1702, 1717, 1722, 1723, 1726, 1727, 1747,
                                    1753, 1775, 1825, 5050, 5072, 5073};

/* Fault status that stands for one of them ([MS-RPCE] 3.1.1.5.5). */
static const uint32_t faults[] = {0x1c010003, 0x1c010014, 0x1c010009, 0x1c000009, 0x1c00000b,
                                  0x1c000012, 0x1c00000a, 0x1c00000c, 0x1c00001f, 0x1c000020};

static const enum sim_what transport[] = {SIM_CLOSE, SIM_RESET, SIM_SILENT};

/* The method fails so on node 0; the same call must succeed elsewhere, and all others after it. */
static void fail_over(uint32_t f, enum sim_what what, uint32_t value)
{
    HCLUSTER cluster;
    HNETINTERFACE netif;

    re_ready();
    cluster = re.cluster;
    netif = re.netif;
    sim_misbehave(
        &scene_cluster, 0,
        (struct sim_rule){.what = what, .value = value, .opnum = re_function[f].opnum, .only = true});
    if (re_call(f) != 0 || re_node() == 0 || re.events != 1 ||
        re.event[0].from != scene_cluster.node[0].name || re.event[0].handles != 2 || re_call_all() != 0 ||
        re.cluster != cluster || re.netif != netif) {
        print_error("%s, misbehaviour %u value %u: node %u, %u events, last error %u\n", re_function[f].name,
                    (unsigned)what, value, re_node(), re.events, GetLastError());
        fail();
    }
    re_stop(re_function[f].name, value);
}

static void test_every_method_and_code(void **state)
{
    uint32_t n = 0;

    (void)state;
    for (uint32_t f = 0; f < RE_FUNCTIONS; f++) {
        for (uint32_t i = 0; i < COUNT(triggers); i++) {
            fail_over(f, SIM_STATUS, triggers[i]);
            fail_over(f, SIM_FAULT, triggers[i]);
            n += 2;
            if (re_function[f].rpc_status) {
                fail_over(f, SIM_RPC_STATUS, triggers[i]);
                n++;
            }
        }
        for (uint32_t i = 0; i < COUNT(faults); i++, n++) {
            fail_over(f, SIM_FAULT, faults[i]);
        }
        for (uint32_t i = 0; i < COUNT(transport); i++, n++) {
            fail_over(f, transport[i], 0);
        }
    }
    print_message("# %u methods, %u failures: all went on with another node\n", RE_FUNCTIONS, n);
}

/* Any other code is the application's. */
static void test_other_codes(void **state)
{
    uint32_t n = 0;

    (void)state;
    for (uint32_t code = 1; code < 6000; code += code < 1690 || (code > 1840 && code < 4990) ? 37 : 1) {
        bool trigger = false;
        uint32_t accepted;

        for (uint32_t i = 0; i < COUNT(triggers); i++) {
            trigger |= triggers[i] == code;
        }
        if (trigger) {
            continue;
        }
        re_ready();
        accepted = scene_cluster.node[0].accepted;
        sim_misbehave(
            &scene_cluster, 0,
            (struct sim_rule){.what = SIM_STATUS, .value = code, .opnum = 94, .only = true, .times = 1});
        assert_int_equal(re_call(3), code);
        assert_true(re.events == 0 && scene_cluster.node[0].accepted == accepted);
        assert_int_equal(re_call_all(), 0);
        re_stop("other code", code);
        n++;
    }
    print_message("# %u other codes: none reconnects\n", n);
}

/* The node is gone before the call, while idle. */
static void test_idle_loss(void **state)
{
    static const enum sim_reach reach[] = {SIM_DOWN, SIM_DEAD};

    (void)state;
    for (uint32_t i = 0; i < COUNT(reach); i++) {
        for (uint32_t f = 0; f < RE_FUNCTIONS; f++) {
            re_ready();
            scene_cluster.node[0].reach = reach[i];
            assert_int_equal(re_call(f), 0);
            assert_true(re.events == 1 && re.event[0].to != NULL && re.event[0].handles == 2);
            assert_true(re.event[0].ms < 1000); /* virtual: the dead address is not waited for once more */
            assert_int_equal(re_call_all(), 0);
            re_stop(re_function[f].name, i);
        }
    }
}

/* Every node fails in turn, many times over; handles stay. */
static void test_again_and_again(void **state)
{
    struct lwclus_statistics s;
    uint32_t before;

    (void)state;
    re_ready();
    for (uint32_t i = 0; i < 60; i++) {
        uint32_t node = re_node();

        before = re.events;
        assert_true(node < SIM_NODES);
        re_kill(node);
        assert_int_equal(re_call(i % RE_FUNCTIONS), 0);
        assert_int_equal(re.events, before + 1);
        assert_int_not_equal(re_node(), node);
        scene_cluster.node[node].reach = SIM_UP;
    }
    assert_int_equal(lwclus_get_statistics(re.cluster, &s), ERROR_SUCCESS);
    assert_true(s.reconnects == 60 && s.reopened_handles == 120 && s.failed_rounds == 0 &&
                s.lost_handles == 0);
    re_stop("again and again", 0);
}

/* Only one node works for this method: it is found within the one call. */
static void test_last_good_node(void **state)
{
    static const uint16_t *const names[] = {u"cluster", u"n1", u"192.0.2.1"};

    (void)state;
    for (uint32_t i = 0; i < COUNT(names); i++) {
        for (uint32_t good = 0; good < SIM_NODES; good++) {
            re_reset();
            re_start();
            assert_true(re_open(names[i], GENERIC_ALL));
            for (uint32_t n = 0; n < SIM_NODES; n++) {
                if (n != good) {
                    sim_misbehave(
                        &scene_cluster, n,
                        (struct sim_rule){.what = SIM_STATUS, .value = 5072, .opnum = 95, .only = true});
                }
            }
            assert_int_equal(re_call(5), 0);
            assert_int_equal(re_node(), good);
            assert_int_equal(re_call_all(), 0);
            re_stop("last good node", i * 10 + good);
        }
    }
}

/* A method that fails everywhere, such as a control code for a host that is down: its own error, the session
 * stays. */
static void test_fails_everywhere(void **state)
{
    uint32_t accepted = 0;

    (void)state;
    re_ready();
    for (uint32_t n = 0; n < SIM_NODES; n++) {
        sim_misbehave(&scene_cluster, n,
                      (struct sim_rule){.what = SIM_STATUS, .value = 5050, .opnum = 97, .only = true});
    }
    assert_int_equal(re_call(8), 5050);
    assert_int_equal(lwclus_last_result() >> 16, 9); /* server */
    for (uint32_t n = 0; n < SIM_NODES; n++) {
        accepted += scene_cluster.node[n].accepted;
    }
    assert_true(accepted <= 2 + 2 * 6);
    for (uint32_t f = 0; f < RE_FUNCTIONS - 1; f++) {
        assert_int_equal(re_call(f), 0);
    }
    re_stop("fails everywhere", accepted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_method_and_code),
        cmocka_unit_test(test_other_codes),
        cmocka_unit_test(test_idle_loss),
        cmocka_unit_test(test_again_and_again),
        cmocka_unit_test(test_last_good_node),
        cmocka_unit_test(test_fails_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
