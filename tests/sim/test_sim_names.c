/* From a name to a connection: literals, resolver, NetBIOS, endpoint mapper, several addresses. */
#include "sim_check.h"

#define ORIGIN_LOCAL    1u
#define ORIGIN_PORT     2u
#define ORIGIN_DEADLINE 3u

static struct scene_result run(const uint16_t *name)
{
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    return scene_session(name, GENERIC_READ);
}

static void check(const uint16_t *name, uint16_t code, const char *what, uint32_t which)
{
    const uint16_t codes[4] = {code};
    struct scene_result r = run(name);

    scene_assert_failed(&r, code == 0 ? SCENE_CALLS : SCENE_OPEN, codes, what, which);
    scene_assert_clean(&r, what, which);
}

/* ---- names ---- */

static const struct {
    const uint16_t *name;
    uint16_t code;
} names[] = {
    {u"192.0.2.1", 0},
    {u"192.0.2.3", 0},
    {u"2001:db8::1", 0},
    {u"2001:DB8:0:0:0:0:0:2", 0},
    {u"cluster.dom.test", 0},
    {u"CLUSTER.DOM.TEST", 0},
    {u"cluster6.dom.test", 0},
    {u"CLUSTER", LWCLUS_NETBIOS ? 0 : 1722},
    {u"cluster", LWCLUS_NETBIOS ? 0 : 1722},
    {u"192.0.2.9", 1722},
    {u"198.51.100.1", 1722},
    {u"unknown.dom.test", 1722},
    {u"UNKNOWN", 1722},
    {u"never.dom.test", 1722},
    {u"a-netbios-name-of-more-than-fifteen", 1722},
    {u"", 1707},
    {u" ", 1707},
    {u"two words", 1707},
    {u"stra\u00dfe", 1707},
    {u"2001:db8::zz", 1707},
    {u"a:b", 1707},
    {u"012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901"
     u"2345678901"
     u"234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123"
     u"45678901"
     u"23456789012345678901234567890123456789",
     1707},
};

static void set_names(void)
{
    sim_net.names[0] = (struct sim_name){.name = "cluster.dom.test", .node = {1}, .delay_ms = 700};
    sim_net.names[1] = (struct sim_name){.name = "cluster6.dom.test", .node = {2}, .ipv6 = true};
    sim_net.names[2] = (struct sim_name){.name = "never.dom.test", .never = true};
    sim_net.netbios_name = "CLUSTER";
    sim_net.netbios_suffix = 0x20;
}

static void test_names(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(names); i++) {
        scene_reset();
        set_names();
        check(names[i].name, names[i].code, "name", i);
        if (names[i].code == 1707) {
            assert_int_equal(sim_net.sent + sim_net.datagrams + sim_net.connects + sim_net.lookups, 0);
        }
    }
}

/* Ports without a resolver or datagrams. */
static void test_no_resolver(void **state)
{
    struct lwclus_port port = sim_port;

    (void)state;
    port.resolve = NULL;
    port.datagram = NULL;
    scene_reset();
    scene_now.port = &port;
    check(u"cluster.dom.test", 1722, "no resolver", 0);
    scene_reset();
    scene_now.port = &port;
    check(u"192.0.2.1", 0, "no resolver, literal", 0);
}

/* ---- several addresses ---- */

static const struct {
    uint8_t node[4];
    enum sim_reach reach[SIM_NODES];
    uint16_t code;
    uint8_t answers; /* node that must have been used, from 1 */
} addresses[] = {
    {{1, 2, 3}, {SIM_UP, SIM_UP, SIM_UP}, 0, 1},
    {{1, 2, 3}, {SIM_DOWN, SIM_UP, SIM_UP}, 0, 2},
    {{1, 2, 3}, {SIM_DOWN, SIM_DOWN, SIM_UP}, 0, 3},
    {{1, 2, 3}, {SIM_DEAD, SIM_UP, SIM_UP}, 0, 2},
    {{1, 2, 3}, {SIM_DEAD, SIM_DEAD, SIM_UP}, 0, 3},
    {{1, 2, 3}, {SIM_DEAD, SIM_DOWN, SIM_UP}, 0, 3},
    {{0xff, 2, 0, 0}, {SIM_UP, SIM_UP, SIM_UP}, 0, 2},
    {{0xff, 0xff, 0xff, 3}, {SIM_UP, SIM_UP, SIM_UP}, 0, 3},
    {{1, 2, 3}, {SIM_DOWN, SIM_DOWN, SIM_DOWN}, 1722, 0},
    {{1, 2, 3}, {SIM_DEAD, SIM_DEAD, SIM_DEAD}, 1722, 0},
    {{1}, {SIM_DEAD, SIM_UP, SIM_UP}, 1722, 0},
};

static void test_addresses(void **state)
{
    (void)state;
    for (uint32_t known = 0; known < 2; known++) {
        for (uint32_t i = 0; i < COUNT(addresses); i++) {
            scene_reset();
            scene_now.endpoint_port = known != 0 ? SIM_PORT_CLUSAPI : 0;
            sim_net.names[0] = (struct sim_name){.name = "cluster.dom.test"};
            for (uint32_t k = 0; k < SIM_NODES + 1u; k++) {
                sim_net.names[0].node[k] = addresses[i].node[k];
            }
            for (uint32_t k = 0; k < SIM_NODES; k++) {
                scene_cluster.node[k].reach = addresses[i].reach[k];
            }
            check(u"cluster.dom.test", addresses[i].code, "addresses", i);
            for (uint32_t k = 0; k < SIM_NODES; k++) {
                assert_true((scene_cluster.node[k].requests > 0) == (k + 1u == addresses[i].answers));
            }
        }
    }
}

/* ---- NetBIOS ---- */

static const struct {
    enum sim_netbios how;
    uint8_t suffix;
    uint16_t code;
} netbios[] = {
    {SIM_NETBIOS_HONEST, 0x20, 0},        {SIM_NETBIOS_HONEST, 0x00, 0},
    {SIM_NETBIOS_GROUP, 0x20, 0},         {SIM_NETBIOS_NOISE_FIRST, 0x20, 0},
    {SIM_NETBIOS_WRONG_ID, 0x20, 1722},   {SIM_NETBIOS_WRONG_NAME, 0x20, 1722},
    {SIM_NETBIOS_NEGATIVE, 0x20, 1722},   {SIM_NETBIOS_CUT, 0x20, 1722},
    {SIM_NETBIOS_SILENT, 0x20, 1722},     {SIM_NETBIOS_HONEST, 0x1b, 1722},
    {SIM_NETBIOS_SEND_FAILS, 0x20, 1722},
};

static void test_netbios(void **state)
{
    (void)state;
    if (!LWCLUS_NETBIOS) {
        skip();
    }
    for (uint32_t wins = 0; wins < 2; wins++) {
        for (uint32_t i = 0; i < COUNT(netbios); i++) {
            scene_reset();
            scene_now.wins = sim_net.wins = wins != 0;
            sim_net.netbios = netbios[i].how;
            sim_net.netbios_name = "CLUSTER";
            sim_net.netbios_suffix = netbios[i].suffix;
            check(u"Cluster", netbios[i].code, "NetBIOS", i);
            assert_true(sim_net.datagrams <= 6);
        }
    }
}

/* ---- endpoint mapper ---- */

static const struct {
    const char *name;
    enum sim_what what;
    uint32_t value;
    uint16_t codes[4];
} mapper[] = {
    {"not registered", SIM_EPM_STATUS, 0x16c9a0d6u, {1753}},
    {"cannot perform", SIM_EPM_STATUS, 0x16c9a0cdu, {1752}},
    {"other status", SIM_EPM_STATUS, 5, {5, 1752, 1753, 1726}},
    {"no towers", SIM_EPM_COUNT, 0, {1753, 1783}},
    {"2 towers promised", SIM_EPM_COUNT, 2, {1783, 0}},
    {"500 towers promised", SIM_EPM_COUNT, 500, {1783}},
    {"4 G towers promised", SIM_EPM_COUNT, 0xffffffffu, {1783}},
    {"counts that wrap", SIM_EPM_COUNT, 0x40000001u, {1783}},
    {"tower of 0 bytes", SIM_EPM_LENGTH, 0, {1783, 1753, 1726}},
    {"tower of 1 byte", SIM_EPM_LENGTH, 1, {1783, 1753, 1726}},
    {"tower of 74 bytes", SIM_EPM_LENGTH, 74, {1783, 1753, 0}},
    {"tower of 4 G", SIM_EPM_LENGTH, 0xffffffffu, {1783}},
    {"1 strange floor", SIM_EPM_GARBAGE, 1, {1753, 1783}},
    {"100 strange floors", SIM_EPM_GARBAGE, 100, {1753, 1783}},
    {"NULL tower", SIM_EPM_NULL, 0, {1753, 1783}},
    {"port 0", SIM_EPM_PORT, 0, {1753, 1783}},
    {"closed port", SIM_EPM_PORT, 49301, {1722}},
    {"port of the mapper", SIM_EPM_PORT, 135, {1717}},
    {"nonsense", SIM_STUB_GARBAGE, 0, {1783, 1753, 1752}},
    {"too large", SIM_STUB_GROW, LWCLUS_STUB_BYTES + 1u, {8}},
};

static void test_mapper(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(mapper); i++) {
        struct scene_result r;

        scene_reset();
        sim_misbehave(
            &scene_cluster, 0,
            (struct sim_rule){.what = mapper[i].what, .value = mapper[i].value, .step = 2, .times = 1});
        r = run(u"192.0.2.1");
        if (r.failed != SCENE_CALLS) {
            scene_assert_failed(&r, SCENE_OPEN, mapper[i].codes, mapper[i].name, i);
        } else {
            print_message("%s: accepted\n", mapper[i].name);
            assert_true(mapper[i].what == SIM_EPM_COUNT || mapper[i].what == SIM_EPM_LENGTH);
        }
        if (mapper[i].what == SIM_EPM_PORT && mapper[i].value == 135) {
            scene_cluster.complaints = 0; /* ClusAPI asked of the mapper: the server's own doing */
        }
        scene_assert_clean(&r, mapper[i].name, i);
    }
}

static void test_mapper_cut(void **state)
{
    static const uint16_t codes[4] = {1783};

    (void)state;
    for (uint32_t cut = 0; cut < 124; cut++) {
        struct scene_result r;

        scene_reset();
        sim_misbehave(&scene_cluster, 0,
                      (struct sim_rule){.what = SIM_STUB_CUT, .value = cut, .step = 2, .times = 1});
        r = run(u"192.0.2.1");
        scene_assert_failed(&r, SCENE_OPEN, codes, "ept_map cut", cut);
        scene_assert_clean(&r, "ept_map cut", cut);
    }
}

/* ---- connecting ---- */

static const struct {
    int error;
    uint16_t code;
} errors[] = {
    {LWCLUS_PORT_REFUSED, 1722}, {LWCLUS_PORT_UNREACHABLE, 1722},  {LWCLUS_PORT_RESET, 1722},
    {LWCLUS_PORT_FAILED, 1722},  {LWCLUS_PORT_NOT_PROVIDED, 1722}, {LWCLUS_PORT_RESOURCES, 1722},
};

static void test_connect_errors(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(errors); i++) {
        scene_reset();
        sim_net.connect_error = errors[i].error;
        check(u"192.0.2.1", errors[i].code, "connect error", i);
        scene_reset();
        sim_net.send_error = errors[i].error;
        check(u"192.0.2.1", errors[i].code, "send error", i);
        scene_reset();
        sim_net.recv_error = errors[i].error;
        check(u"192.0.2.1", errors[i].code, "recv error", i);
    }
}

static void test_slow_connect(void **state)
{
    (void)state;
    scene_reset();
    sim_net.connect_ms = SCENE_CONNECT_MS / 3u;
    check(u"192.0.2.1", 0, "slow connect", 0);
    scene_reset();
    sim_net.connect_ms = SCENE_CONNECT_MS;
    check(u"192.0.2.1", 1722, "too slow connect", 0);
}

/* ---- local ---- */

static void test_local(void **state)
{
    (void)state;
    scene_reset();
    check(NULL, 0, "local", 0);
    assert_int_equal(scene_now.asked, 0);
    scene_reset();
    scene_now.no_local = true;
    check(NULL, 1753, "no local endpoint registered", 0);
    assert_int_equal(sim_net.connects, 0);
    scene_reset();
    sim_net.local_missing = true;
    check(NULL, 1753, "local endpoint not there", 0);
    scene_reset();
    scene_cluster.node[0].reach = SIM_DEAD;
    check(NULL, 1722, "local endpoint silent", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),          cmocka_unit_test(test_no_resolver),
        cmocka_unit_test(test_addresses),      cmocka_unit_test(test_netbios),
        cmocka_unit_test(test_mapper),         cmocka_unit_test(test_mapper_cut),
        cmocka_unit_test(test_connect_errors), cmocka_unit_test(test_slow_connect),
        cmocka_unit_test(test_local),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
