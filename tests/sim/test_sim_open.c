/* Opening a cluster in any configuration: the calls in one flight or one by one, with the last leg or not. */
#include "kerberos_scene.h"

/* ApiGetClusterName, ApiOpenClusterEx, ApiCreateEnum. */
#define CALLS (LWCLUS_RECONNECT ? 3u : 2u)

static const uint16_t opnums[] = {3, 117, 7};

/* The ways to log on that are built in. */
enum way { WAY_NTLM, WAY_KERBEROS, WAYS };

static bool begin(enum way way)
{
    if (way == WAY_NTLM ? !LWCLUS_NTLM : !LWCLUS_KERBEROS) {
        return false;
    }
#if LWCLUS_KERBEROS
    if (way == WAY_KERBEROS) {
        krb_reset();
        krb_by_key();
        return true;
    }
#endif
    scene_reset();
    scene_now.endpoint_port = SIM_PORT_CLUSAPI;
    return true;
}

static struct scene_result session(enum way way)
{
    return scene_session(way == WAY_KERBEROS ? KRB_NAME : u"192.0.2.1", GENERIC_READ);
}

/* Opens and closes; round trips until it was open. */
static uint32_t open_once(enum way way)
{
    struct lwclus_statistics s;
    HCLUSTER cluster = OpenClusterEx(way == WAY_KERBEROS ? KRB_NAME : u"192.0.2.1", GENERIC_READ, NULL);

    assert_non_null(cluster);
    assert_int_equal(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    assert_true(CloseCluster(cluster));
    return s.round_trips;
}

static void end(const char *what, uint32_t which)
{
    const struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, which);
}

/* connect, bind, alter_context, a call at a time; or all calls in one flight, with Kerberos that of
 * alter_context. */
static void test_round_trips(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2u * WAYS; i++) {
        const enum way way = (enum way)(i / 2);
        const bool one_call = i % 2 != 0;
        const bool together = LWCLUS_PIPELINED && !one_call;
        const bool with_leg = together && way == WAY_KERBEROS;

        if (begin(way)) {
            scene_cluster.one_call = one_call;
            assert_int_equal(scene_start(), ERROR_SUCCESS);
            (void)open_once(way); /* the ticket is there from now on */
            assert_int_equal(open_once(way), 2u + !with_leg + (together ? 1u : CALLS));
            end("round trips", i);
        }
    }
}

static void test_sessions(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2u * WAYS; i++) {
        struct scene_result r;

        if (begin((enum way)(i / 2))) {
            scene_cluster.one_call = i % 2 != 0;
            assert_int_equal(scene_start(), ERROR_SUCCESS);
            r = session((enum way)(i / 2));
            scene_assert_good(&r, "session", i);
        }
    }
}

/* Each of the calls fails, with Status, by a fault and with the connection. */
static void test_failing_call(void **state)
{
    static const struct sim_rule rules[] = {{.what = SIM_STATUS, .value = 5},
                                            {.what = SIM_FAULT, .value = 5},
                                            {.what = SIM_CLOSE},
                                            {.what = SIM_RESET},
                                            {.what = SIM_SILENT},
                                            {.what = SIM_STUB_CUT, .value = 3},
                                            {.what = SIM_SIGNATURE}};
    static const uint16_t codes[][4] = {{5}, {5}, {1722, 1726}, {1722, 1726}, {1722, 1726}, {1783}, {1825}};

    (void)state;
    for (uint32_t i = 0; i < WAYS * CALLS * COUNT(rules); i++) {
        const enum way way = (enum way)(i / COUNT(rules) / CALLS);
        struct sim_rule rule = rules[i % COUNT(rules)];
        struct scene_result r;

        if (begin(way)) {
            rule.only = true;
            rule.opnum = opnums[i / COUNT(rules) % CALLS];
            sim_misbehave(&scene_cluster, 0, rule);
            assert_int_equal(scene_start(), ERROR_SUCCESS);
            r = session(way);
            scene_assert_failed(&r, SCENE_OPEN, codes[i % COUNT(rules)], "failing call", i);
            scene_cluster.node[0].faults.rule[0].what = SIM_NOTHING;
            (void)open_once(way);
            scene_assert_clean(&r, "failing call", i);
        }
    }
}

/* 1727 on the name: four attempts in all ([MS-CMRP] 3.2.3.3); what else was answered is not asked again. */
static void test_name_attempts(void **state)
{
    static const uint16_t codes[4] = {1727};

    (void)state;
    for (uint32_t i = 0; i < 10u * WAYS; i++) {
        const enum way way = (enum way)(i / 10);
        const uint32_t times = 1 + i % 5;
        const bool fault = i / 5 % 2 != 0;

        if (begin(way)) {
            const struct sim_node *node = &scene_cluster.node[0];

            sim_misbehave(&scene_cluster, 0,
                          (struct sim_rule){.what = fault ? SIM_FAULT : SIM_STATUS,
                                            .value = fault ? 0x1c00000au : 1727u,
                                            .times = times,
                                            .opnum = 3,
                                            .only = true});
            assert_int_equal(scene_start(), ERROR_SUCCESS);
            if (times < 4) {
                (void)open_once(way);
                assert_int_equal(node->requests, CALLS + times + 1); /* the last one closes */
            } else {
                assert_null(OpenClusterEx(way == WAY_KERBEROS ? KRB_NAME : u"192.0.2.1", GENERIC_READ, NULL));
                assert_true(scene_is_one_of(GetLastError(), codes));
                assert_int_equal(node->requests, LWCLUS_PIPELINED ? CALLS + 3 : 4);
            }
            assert_int_equal(node->accepted, 1);
            end("attempts", i);
        }
    }
}

#if LWCLUS_KERBEROS
static void open_on_second_node(const char *what, uint32_t which)
{
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    (void)open_once(WAY_KERBEROS);
    assert_int_equal(scene_cluster.node[0].accepted, 1);
    assert_int_equal(scene_cluster.node[1].accepted, 1);
    end(what, which);
}

static void begin_on_two_nodes(bool one_call)
{
    krb_reset();
    krb_by_key();
    sim_net.names[0] = (struct sim_name){.name = "cluster.dom.test", .node = {1, 2}};
    scene_cluster.one_call = one_call;
}

/* The first node goes away, or says nothing, when it gets the last leg: the next address of the name has its
 * share of the time, also when the calls have left with that leg. */
static void test_next_address(void **state)
{
    static const enum sim_what whats[] = {SIM_CLOSE, SIM_RESET};
    uint32_t bind_ack;

    (void)state;
    for (uint32_t i = 0; i < 2u * COUNT(whats); i++) {
        begin_on_two_nodes(i % 2 != 0);
        sim_misbehave(&scene_cluster, 0, (struct sim_rule){.what = whats[i / 2], .step = 2});
        open_on_second_node("next address", i);
    }
    for (uint32_t i = 0; i < 2; i++) {
        begin_on_two_nodes(i != 0);
        sim_misbehave(&scene_cluster, 0, (struct sim_rule){.what = SIM_CLOSE_NEXT, .step = 1});
        open_on_second_node("only bind_ack", i);
        bind_ack = scene_cluster.node[0].bytes_out;
        begin_on_two_nodes(i != 0);
        scene_cluster.node[0].faults.silent_output = bind_ack + 1u;
        open_on_second_node("silent after bind_ack", i);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_failing_call),
        cmocka_unit_test(test_name_attempts),
#if LWCLUS_KERBEROS
        cmocka_unit_test(test_next_address),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
