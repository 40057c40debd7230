/* Logon: accounts, target names, and servers that offer less than they must. */
#include <string.h>

#include "reconnect_scene.h"

/* Steps with a known port: bind, alter_context, then sealed calls. */
#define STEP_BIND  1u
#define STEP_ALTER 2u

#define ORIGIN_LOCAL  1u
#define ORIGIN_AUTH   6u
#define ORIGIN_SERVER 9u

static struct scene_result run(const uint16_t *name, DWORD access)
{
    scene_now.endpoint_port = SIM_PORT_CLUSAPI;
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    return scene_session(name, access);
}

static void lie(enum sim_what what, uint32_t value, uint32_t step)
{
    scene_reset();
    sim_misbehave(&scene_cluster, 0,
                  (struct sim_rule){.what = what, .value = value, .step = step, .times = 1});
}

/* ---- accounts ---- */

static const uint8_t nt_hash[16] = {0x6f, 0x5b, 0x3c, 0x5d, 0xd2, 0x5c, 0x7c, 0x6a};

struct account {
    const char *name;
    const uint16_t *user, *domain, *password;
    const uint8_t *hash;
    bool none;
    DWORD access;
    uint16_t code, origin; /* 0 = good */
};

static const struct account accounts[] = {
    {"administrator, read", NULL, NULL, NULL, NULL, false, GENERIC_READ, 0, 0},
    {"administrator, all", NULL, NULL, NULL, NULL, false, GENERIC_ALL, 0, 0},
    {"administrator, maximum", NULL, NULL, NULL, NULL, false, MAXIMUM_ALLOWED, 0, 0},
    {"upper case", u"ADMINISTRATOR", NULL, NULL, NULL, false, GENERIC_READ, 0, 0},
    {"reader, read", u"reader", NULL, NULL, NULL, false, GENERIC_READ, 0, 0},
    {"reader, all", u"reader", NULL, NULL, NULL, false, GENERIC_ALL, 5, ORIGIN_SERVER},
    {"reader, write", u"reader", NULL, NULL, NULL, false, GENERIC_WRITE, 5, ORIGIN_SERVER},
    {"guest", u"guest", NULL, NULL, NULL, false, GENERIC_READ, 5, ORIGIN_SERVER},
    {"wrong password", NULL, NULL, u"passw0rd.1", NULL, false, GENERIC_READ, 5, ORIGIN_AUTH},
    {"empty password", NULL, NULL, u"", NULL, false, GENERIC_READ, 5, ORIGIN_AUTH},
    {"unknown user", u"nobody", NULL, NULL, NULL, false, GENERIC_READ, 5, ORIGIN_AUTH},
    {"other domain", NULL, u"OTHER", NULL, NULL, false, GENERIC_READ, 5, ORIGIN_AUTH},
    {"wrong hash", NULL, NULL, NULL, nt_hash, false, GENERIC_READ, 5, ORIGIN_AUTH},
    {"no account", NULL, NULL, NULL, NULL, true, GENERIC_READ, 1312, ORIGIN_AUTH},
};

static void test_accounts(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(accounts); i++) {
        const struct account *row = &accounts[i];
        const uint16_t codes[4] = {row->code};
        struct scene_result r;

        scene_reset();
        scene_now.user = row->user;
        scene_now.domain = row->domain;
        scene_now.password = row->password;
        scene_now.nt_hash = row->hash;
        scene_now.no_account = row->none;
        r = run(u"192.0.2.1", row->access);
        scene_assert_failed(&r, row->code == 0 ? SCENE_CALLS : SCENE_OPEN, codes, row->name, i);
        assert_int_equal(row->code == 0 ? 0 : r.origin, row->origin);
        scene_assert_clean(&r, row->name, i);
    }
}

/* A hash instead of a password: that of the right password works. */
static void test_hash(void **state)
{
    static uint8_t hash[16];
    static const uint8_t text[] = "P\0a\0s\0s\0w\0000\0r\0d\0.\0001\0";
    struct scene_result r;

    (void)state;
    scene_nt_hash(text, sizeof text - 1u, hash);
    scene_reset();
    scene_now.nt_hash = hash;
    r = run(u"192.0.2.1", GENERIC_READ);
    scene_assert_good(&r, "hash", 0);
}

/* The configured name travels; the SPN only when the cluster was opened by name. */
static void test_names_in_logon(void **state)
{
    struct scene_result r;

    (void)state;
    scene_reset();
    scene_now.workstation = u"APPLIANCE-7";
    scene_cluster.workstation = u"APPLIANCE-7";
    scene_cluster.check_target = true;
    r = run(u"192.0.2.1", GENERIC_READ);
    scene_assert_good(&r, "by address", 0);
    scene_reset();
    sim_net.names[0] = (struct sim_name){.name = "cluster.dom.test", .node = {1}};
    scene_cluster.check_target = true;
    scene_cluster.target = u"MSServerClusterMgmtAPI/cluster.dom.test";
    r = run(u"cluster.dom.test", GENERIC_READ);
    scene_assert_good(&r, "by name", 0);
}

/* ---- servers that offer less ---- */

static const struct lies {
    const char *name;
    enum sim_what what;
    uint32_t value;
    uint32_t step;
    uint16_t codes[4];
} downgrades[] = {
    {"header signing", SIM_NO_HEADER_SIGN, 0, STEP_BIND, {1825}},
    {"UNICODE", SIM_CHALLENGE_FLAGS, 0x00000001u, STEP_BIND, {1825}},
    {"SIGN", SIM_CHALLENGE_FLAGS, 0x00000010u, STEP_BIND, {1825}},
    {"SEAL", SIM_CHALLENGE_FLAGS, 0x00000020u, STEP_BIND, {1825}},
    {"ESS", SIM_CHALLENGE_FLAGS, 0x00080000u, STEP_BIND, {1825}},
    {"TARGET_INFO", SIM_CHALLENGE_FLAGS, 0x00800000u, STEP_BIND, {1825}},
    {"128", SIM_CHALLENGE_FLAGS, 0x20000000u, STEP_BIND, {1825}},
    {"KEY_EXCH", SIM_CHALLENGE_FLAGS, 0x40000000u, STEP_BIND, {1825}},
    {"NbComputerName", SIM_NO_AV, 1, STEP_BIND, {1825}},
    {"NbDomainName", SIM_NO_AV, 2, STEP_BIND, {1825}},
    {"no token", SIM_NO_TOKEN, 0, STEP_BIND, {1825}},
    {"other mechanism", SIM_OTHER_MECH, 0, STEP_BIND, {1825}},
    {"auth_type", SIM_AUTH_TYPE, 10, STEP_BIND, {1825}},
    {"level connect", SIM_LEVEL, 2, STEP_BIND, {1825}},
    {"level integrity", SIM_LEVEL, 5, STEP_BIND, {1825}},
    {"auth_context_id", SIM_AUTH_CONTEXT, 9, STEP_BIND, {1825, 1728}},
    {"completed at once", SIM_NEGSTATE, 0, STEP_BIND, {1825}},
    {"rejected", SIM_NEGSTATE, 2, STEP_BIND, {5}},
    {"empty token", SIM_GARBAGE_TOKEN, 0, STEP_BIND, {1825}},
    {"1 byte", SIM_GARBAGE_TOKEN, 1, STEP_BIND, {1825}},
    {"nested DER", SIM_GARBAGE_TOKEN, 900, STEP_BIND, {1825}},
    {"no token at the end", SIM_NO_TOKEN, 0, STEP_ALTER, {1825}},
    {"no mechListMIC", SIM_NO_MIC, 0, STEP_ALTER, {1825}},
    {"wrong mechListMIC", SIM_WRONG_MIC, 0, STEP_ALTER, {1825}},
    {"incomplete", SIM_NEGSTATE, 1, STEP_ALTER, {1825}},
    {"rejected at the end", SIM_NEGSTATE, 2, STEP_ALTER, {5}},
    {"negState unknown", SIM_NEGSTATE, 9, STEP_ALTER, {1825}},
    {"level at the end", SIM_LEVEL, 5, STEP_ALTER, {1825}},
    {"auth_type at the end", SIM_AUTH_TYPE, 10, STEP_ALTER, {1825}},
    {"garbage at the end", SIM_GARBAGE_TOKEN, 50, STEP_ALTER, {1825}},
    {"fault 5", SIM_FAULT, 5, STEP_ALTER, {5}},
    {"fault 0x721", SIM_FAULT, 0x721, STEP_ALTER, {5}},
    {"too busy", SIM_FAULT, 0x1c010014u, STEP_ALTER, {1723}},
    {"nak unspecified", SIM_BIND_NAK, 0, STEP_BIND, {5}},
    {"nak congestion", SIM_BIND_NAK, 1, STEP_BIND, {1723}},
    {"nak local limit", SIM_BIND_NAK, 2, STEP_BIND, {1723}},
    {"nak version", SIM_BIND_NAK, 4, STEP_BIND, {1728}},
    {"nak auth type", SIM_BIND_NAK, 8, STEP_BIND, {1747}},
    {"nak checksum", SIM_BIND_NAK, 9, STEP_BIND, {5}},
    {"nak unknown reason", SIM_BIND_NAK, 77, STEP_BIND, {5, 1722, 1726, 1728}},
    {"context: interface", SIM_REJECT, 2u << 16 | 1, STEP_BIND, {1717}},
    {"context: syntax", SIM_REJECT, 2u << 16 | 2, STEP_BIND, {1730}},
    {"context: user", SIM_REJECT, 1u << 16, STEP_BIND, {5}},
    {"context: unknown", SIM_REJECT, 9u << 16 | 9, STEP_BIND, {1717, 1728, 1730, 1764}},
    {"no results", SIM_RESULTS, 0, STEP_BIND, {1728, 1717, 1730}},
    {"255 results", SIM_RESULTS, 255, STEP_BIND, {1728}},
};

static void test_downgrades(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(downgrades); i++) {
        const struct lies *row = &downgrades[i];
        struct scene_result r;

        lie(row->what, row->value, row->step);
        r = run(u"192.0.2.1", GENERIC_READ);
        scene_assert_failed(&r, SCENE_OPEN, row->codes, row->name, i);
        scene_assert_clean(&r, row->name, i);
        assert_true(scene_cluster.node[0].requests == 0);
    }
}

/* The CHALLENGE cut anywhere. */
static void test_challenge_cut(void **state)
{
    static const uint16_t codes[4] = {1825};
    uint32_t cut = 0, size;
    struct scene_result r;

    (void)state;
    scene_reset();
    r = run(u"192.0.2.1", GENERIC_READ);
    size = sim_net.slot[0].conn.auth.challenge_size;
    scene_assert_good(&r, "whole", 0);
    assert_true(size > 100);
    for (; cut < size; cut++) {
        lie(SIM_CHALLENGE_CUT, cut, STEP_BIND);
        r = run(u"192.0.2.1", GENERIC_READ);
        scene_assert_failed(&r, SCENE_OPEN, codes, "cut", cut);
        scene_assert_clean(&r, "cut", cut);
    }
}

/* ---- servers that are within their rights ---- */

/* Without a time stamp the client uses its own clock; with neither it still logs on. */
static void test_no_timestamp(void **state)
{
    (void)state;
    for (uint32_t clock = 0; clock < 2; clock++) {
        struct scene_result r;

        lie(SIM_NO_AV, 7, STEP_BIND);
        sim_net.clock = clock != 0;
        r = run(u"192.0.2.1", GENERIC_READ);
        scene_assert_good(&r, "no time stamp", clock);
    }
}

static void test_random_fails(void **state)
{
    static const uint16_t codes[4] = {31};
    struct scene_result r;

    (void)state;
    scene_reset();
    sim_net.random_fails = true;
    r = run(u"192.0.2.1", GENERIC_READ);
    scene_assert_failed(&r, SCENE_OPEN, codes, "random", 0);
    assert_int_equal(r.origin, 2);
    scene_assert_clean(&r, "random", 0);
}

/* Every logon has its own keys and challenges: nothing of the first session is accepted in the second. */
static void test_two_logons(void **state)
{
    uint8_t first[16];
    struct scene_result r;

    (void)state;
    scene_reset();
    r = run(u"192.0.2.1", GENERIC_READ);
    memcpy(first, sim_net.slot[0].conn.auth.sign[0], 16);
    scene_assert_failed(&r, SCENE_CALLS, (const uint16_t[4]){0}, "first", 0);
    r = scene_default();
    assert_memory_not_equal(first, sim_net.slot[0].conn.auth.sign[0], 16);
    assert_int_equal(scene_cluster.logons, 2);
    scene_assert_good(&r, "second", 0);
}

/* The password changes while a session is open: a reconnect must not lock the account. */
static void test_refused_in_reconnect(void **state)
{
    (void)state;
    re_ready();
    scene_cluster.account[0].password = u"another";
    re_kill(0);
    assert_int_equal(re_function[3].call(), ERROR_ACCESS_DENIED);
    assert_int_equal(lwclus_last_result() >> 16, 6); /* auth */
    assert_int_equal(scene_cluster.refused, 2);
    scene_cluster.account[0].password = u"Passw0rd.1";
    sim_net.now += 1000; /* the pause after a round that failed */
    assert_int_equal(re_function[3].call(), 0);
    re_stop("refused in reconnect", 0);
}

/* One node refuses it, the next one does not. */
static void test_refused_by_one_node(void **state)
{
    (void)state;
    re_ready();
    sim_misbehave(&scene_cluster, 1, (struct sim_rule){.what = SIM_NEGSTATE, .value = 2});
    re_kill(0);
    assert_int_equal(re_function[3].call(), 0);
    assert_int_equal(re_node(), 2);
    re_stop("refused by one node", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_names_in_logon),
        cmocka_unit_test(test_downgrades),
        cmocka_unit_test(test_challenge_cut),
        cmocka_unit_test(test_no_timestamp),
        cmocka_unit_test(test_random_fails),
        cmocka_unit_test(test_two_logons),
        cmocka_unit_test(test_refused_in_reconnect),
        cmocka_unit_test(test_refused_by_one_node),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
