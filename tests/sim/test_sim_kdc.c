/* Exchanges with KDCs: dead, slow, broken and hostile ones; UDP; DNS; other realms. */
#include <string.h>

#include "kerberos_scene.h"

#if LWCLUS_KERBEROS

#define ORIGIN_LOCAL 1u

static void end(const char *what, uint32_t which)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, which);
}

/* One open with the account's key; the code. */
static uint32_t run_open(void)
{
    krb_by_key();
    assert_int_equal(scene_start(), 0);
    return krb_open(KRB_NAME);
}

/* ---- several ---- */

static const enum sim_kdc_reach bad[] = {SIM_KDC_REFUSES, SIM_KDC_DEAD, SIM_KDC_SILENT, SIM_KDC_CLOSES,
                                         SIM_KDC_GARBAGE};

/* The first ones are of no use: the third serves, and is asked first the next time. */
static void test_several(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(bad) * COUNT(bad); i++) {
        krb_reset();
        krb_kdcs(3);
        sim_kdc_net.kdc[0].reach = bad[i / COUNT(bad)];
        sim_kdc_net.kdc[1].reach = bad[i % COUNT(bad)];
        assert_int_equal(run_open(), 0);
        assert_int_equal(scene_cluster.kerberos, 1);
        sim_kdc_net.kdc[0].connects = sim_kdc_net.kdc[1].connects = 0;
        sim_net.now += 40000000u;
        assert_int_equal(krb_open(KRB_NAME), 0);
        assert_int_equal(sim_kdc_net.kdc[0].connects + sim_kdc_net.kdc[1].connects, 0);
        end("several", i);
    }
}

/* An error that says "ask another one" leads there too; others stand. */
static void test_error_leads_on(void **state)
{
    static const struct {
        uint32_t error;
        uint16_t code;
    } rows[] = {{29, 0}, {60, 0}, {61, 0}, {52, 0}, {18, 1331}, {6, 1326}, {50, 1825}, {99, 1825}};

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        krb_reset();
        krb_kdcs(2);
        sim_kdc_net.kdc[0].error = rows[i].error;
        assert_int_equal(run_open(), rows[i].code);
        assert_int_equal(sim_kdc_net.kdc[1].connects, rows[i].code == 0);
        end("error", rows[i].error);
    }
}

/* Only those of the realm are asked. */
static void test_realms_of_kdcs(void **state)
{
    struct lwclus_kdc kdcs[2] = {{.realm = u"OTHER.TEST", .address = sim_net_address(SIM_KDC_FIRST)},
                                 {.realm = u"Dom.Test", .address = sim_net_address(SIM_KDC_FIRST + 1u)}};

    (void)state;
    krb_reset();
    scene_now.kdcs = kdcs;
    scene_now.kdc_count = 2;
    assert_int_equal(run_open(), 0);
    assert_int_equal(sim_kdc_net.kdc[0].connects, 0);
    end("realms", 0);
    krb_reset();
    scene_now.kdcs = kdcs;
    scene_now.kdc_count = 1; /* none of the realm, and no DNS */
    assert_int_equal(run_open(), 1311);
    end("realms", 1);
}

/* ---- the stream ---- */

/* Closes after each answer: the connection is opened again. */
static void test_closes_after(void **state)
{
    (void)state;
    krb_reset();
    sim_kdc_net.kdc[0].closes_after = true;
    assert_int_equal(scene_start(), 0);
    assert_int_equal(krb_open(KRB_NAME), 0); /* AS, AS, TGS */
    assert_int_equal(sim_kdc_net.kdc[0].connects, 3);
    end("closes after each", 0);
}

static void test_small_pieces(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        krb_reset();
        sim_kdc_net.kdc[0].chunk = i == 0;
        sim_net.send_limit = i == 1;
        sim_net.recv_limit = i == 2;
        sim_net.would_block = i == 3;
        assert_int_equal(run_open(), 0);
        end("pieces", i);
    }
}

/* Ends at any byte. A connection that has carried an answer is opened again, another is given up. */
static void test_truncated(void **state)
{
    uint32_t total, good = 0;

    (void)state;
    krb_reset();
    assert_int_equal(run_open(), 0);
    total = sim_kdc_net.kdc[0].bytes_out;
    end("whole", 0);
    assert_in_range(total, 500, 4000);
    for (uint32_t at = 1; at <= total; at++) {
        uint32_t code;

        krb_reset();
        sim_kdc_net.kdc[0].close_output = at;
        code = run_open();
        if (code != 0 && code != 1311) {
            fail_msg("closed before byte %u: %u", at, code);
        }
        good += code == 0;
        end("closed", at);
    }
    assert_true(good > total / 3 && good < total);
}

/* Any byte wrong: refused or harmless, and never a ticket that does not work, also not later. */
static void test_flipped(void **state)
{
    static const uint16_t codes[] = {0, 122, 1311, 1326, 1396, 1397, 1398, 1825};
    uint32_t total;

    (void)state;
    krb_reset();
    assert_int_equal(run_open(), 0);
    total = sim_kdc_net.kdc[0].bytes_out;
    end("whole", 0);
    for (uint32_t at = 1; at <= total; at++) {
        uint32_t code, i = 0;

        krb_reset();
        sim_kdc_net.kdc[0].flip_at = at;
        code = run_open();
        while (i < COUNT(codes) && codes[i] != code) {
            i++;
        }
        if (i == COUNT(codes)) {
            fail_msg("byte %u wrong: %u", at, code);
        }
        code = krb_open(KRB_NAME);
        if (code != 0) {
            fail_msg("byte %u was wrong: %u", at, code);
        }
        end("flipped", at);
    }
}

static void test_lengths(void **state)
{
    static const struct {
        uint32_t length;
        uint16_t code;
    } rows[] = {{1, 1311},           {15, 1311},          {65535, 122},        {65536, 1311},
                {0x80000000u, 1311}, {0xffffffffu, 1311}, {0xfffffffcu, 1311}, {4000, 1311}};

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        krb_reset();
        sim_kdc_net.kdc[0].length = rows[i].length;
        assert_int_equal(run_open(), rows[i].code);
        assert_int_equal(rows[i].code == 122 ? lwclus_last_result() >> 16 : ORIGIN_LOCAL, ORIGIN_LOCAL);
        end("length", rows[i].length);
    }
}

/* A ticket that is larger than the rows for them: a clear error, with or without NTLM. */
static void test_large_ticket(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        krb_reset();
        scene_now.logon_any = i == 2;
        sim_kdc_net.kdc[0].ticket_bytes = i == 0 ? LWCLUS_TICKET_BYTES : LWCLUS_RX_BYTES;
        assert_int_equal(run_open(), 122);
        assert_int_equal(lwclus_last_result() >> 16, ORIGIN_LOCAL);
        end("large ticket", i);
    }
}

/* ---- hostile ---- */

static void test_hostile(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 5; i++) {
        struct sim_kdc *kdc = &sim_kdc_net.kdc[0];

        krb_reset();
        kdc->wrong_realm = i == 0 ? "EVIL.TEST" : NULL;
        kdc->wrong_name = i == 1 ? "krbtgt/EVIL.TEST" : i == 2 ? "MSServerClusterMgmtAPI/evil" : NULL;
        kdc->wrong_nonce = i == 3;
        kdc->wrong_etype = i == 4 ? 23 : 0;
        assert_int_equal(run_open(), i < 3 ? 1397 : 1825);
        assert_int_equal(lwclus_last_result() >> 16, 6);
        assert_int_equal(scene_cluster.logons, 0);
        end("hostile", i);
    }
}

/* Errors that repeat for ever end the fetch. */
static void test_errors_for_ever(void **state)
{
    (void)state;
    for (uint32_t code = 0; code < 100; code++) {
        krb_reset();
        sim_kdc_net.kdc[0].error = code;
        scene_now.learn_time = true;
        sim_kdc_net.kdc[0].error_tgs = code;
        assert_int_equal(scene_start(), 0);
        assert_int_equal(krb_open(KRB_NAME) == 0, code == 0);
        assert_true(sim_kdc_net.kdc[0].errors <= 3);
        end("error for ever", code);
    }
}

/* The same for the TGS exchange; the TGT is dropped once where that may help. */
static void test_errors_of_tgs(void **state)
{
    (void)state;
    for (uint32_t i = 1; i < 200; i++) {
        uint32_t code = i / 2, times = i % 2, got;

        krb_reset();
        sim_kdc_net.kdc[0].error_tgs = code;
        sim_kdc_net.kdc[0].error_times = times;
        got = run_open();
        if (times == 0 && code != 0) {
            assert_int_not_equal(got, 0);
        }
        if (times == 1 && (code == 31 || code == 32 || code == 33 || code == 34)) {
            assert_int_equal(got, 0);
        }
        assert_true(sim_kdc_net.kdc[0].tgs <= 4);
        end("error of the TGS", i);
    }
}

/* ---- UDP ---- */

#if LWCLUS_KDC_UDP
static void test_udp(void **state)
{
    static const struct udp {
        bool blocked, garbage, foreign, twice;
        uint32_t most, datagrams, connects;
    } rows[] = {
        {false, false, false, false, 0, 2, 1},   /* AS, AS; the TGS-REQ is too long */
        {false, false, true, false, 0, 2, 1},    /* somebody else answers too */
        {false, false, false, true, 0, 2, 1},    /* the first error comes again, in place of the AS-REP */
        {false, false, false, false, 300, 2, 1}, /* AS-REP: error 52 */
        {false, false, false, false, 100, 1, 1}, /* even the first error does not fit */
        {false, true, false, false, 0, 1, 1},    /* cut off */
        {true, false, false, false, 0, 3, 1},    /* three times, then TCP */
    };

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        struct sim_kdc *kdc = &sim_kdc_net.kdc[0];

        krb_reset();
        scene_now.udp_first = true;
        kdc->udp_blocked = rows[i].blocked;
        kdc->udp_garbage = rows[i].garbage;
        kdc->udp_foreign = rows[i].foreign;
        kdc->udp_twice = rows[i].twice;
        kdc->udp_most = rows[i].most;
        assert_int_equal(scene_start(), 0);
        assert_int_equal(krb_open(KRB_NAME), 0);
        assert_int_equal(kdc->datagrams, rows[i].datagrams);
        assert_int_equal(kdc->connects, rows[i].connects);
        end("UDP", i);
    }
}

static void test_udp_dead(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(bad); i++) {
        krb_reset();
        krb_kdcs(2);
        scene_now.udp_first = true;
        sim_kdc_net.kdc[0].reach = bad[i];
        assert_int_equal(run_open(), 0);
        end("UDP, dead", i);
    }
}
#endif

/* ---- DNS ---- */

#if LWCLUS_KDC_SRV
static void srv(const char *a, const char *b)
{
    krb_reset();
    krb_kdcs(0);
    sim_net.dns = true;
    sim_net.names[1] = (struct sim_name){.name = "dc1.dom.test", .node = {SIM_KDC_FIRST + 1u}};
    sim_net.names[2] = (struct sim_name){.name = "dc2.dom.test", .node = {SIM_KDC_FIRST + 2u}};
    sim_net.names[3] =
        (struct sim_name){.name = "dom.test", .node = {SIM_KDC_FIRST + 3u, SIM_KDC_FIRST + 4u}};
    sim_kdc_net.srv[0] = a;
    sim_kdc_net.srv[1] = b;
}

static void test_srv(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        srv("dc1.dom.test", NULL);
        sim_kdc_net.srv_compressed = i != 0;
        assert_int_equal(run_open(), 0);
        assert_int_equal(sim_kdc_net.kdc[0].connects, 1);
        end("one record", i);
        srv("dc1.dom.test", "dc2.dom.test");
        sim_kdc_net.srv_priority[0] = 9;
        assert_int_equal(run_open(), 0);
        assert_int_equal(sim_kdc_net.kdc[1].connects, 1);
        assert_int_equal(sim_kdc_net.kdc[0].connects, 0);
        end("priority", i);
        srv("dc1.dom.test", "dc2.dom.test");
        sim_kdc_net.kdc[0].reach = bad[i];
        assert_int_equal(run_open(), 0);
        end("first is dead", i);
        srv(i == 0 ? "gone.dom.test" : "dc 1.dom.test", "dc2.dom.test");
        assert_int_equal(run_open(), 0);
        end("first is unknown, or no name for a resolver", i);
    }
}

/* Without records: the addresses of the realm's name. */
static void test_realm_name(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        srv(NULL, NULL);
        sim_net.dns = i != 1;
        sim_kdc_net.srv_silent = i == 2;
        sim_kdc_net.kdc[2].reach = i == 3 ? SIM_KDC_REFUSES : SIM_KDC_UP;
        assert_int_equal(run_open(), 0);
        assert_int_equal(sim_kdc_net.kdc[i == 3 ? 3 : 2].connects, 1);
        end("realm's name", i);
    }
    srv(NULL, NULL);
    sim_net.names[3].name = NULL;
    assert_int_equal(run_open(), 1311);
    end("nowhere", 0);
}

/* A port without what SRV queries need. */
static void test_no_hooks(void **state)
{
    static struct lwclus_port port;

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        srv("dc1.dom.test", NULL);
        port = sim_port;
        port.datagram = i == 0 ? NULL : port.datagram;
        port.dns_server = i == 1 ? NULL : port.dns_server;
        port.resolve = i == 2 ? NULL : port.resolve;
        scene_now.port = &port;
        scene_now.spn = u"MSServerClusterMgmtAPI/cluster.dom.test";
        krb_by_key();
        assert_int_equal(scene_start(), 0);
        assert_int_equal(krb_open(u"192.0.2.1"), i == 2 ? 1311 : 0);
        end("no hooks", i);
    }
}
#endif

/* ---- other realms ---- */

static void test_referrals(void **state)
{
    static const uint16_t codes[] = {0, 0, 0, 0, 0, 0, 1397, 1397};

    (void)state;
    for (uint32_t hops = 0; hops < COUNT(codes); hops++) {
        krb_reset();
        sim_kdc_net.kdc[0].hops = hops;
        assert_int_equal(run_open(), codes[hops]);
        if (codes[hops] == 0) {
            assert_int_equal(sim_kdc_net.kdc[0].tgs, hops + 1);
            assert_int_equal(krb_open(KRB_NAME), 0);
            assert_int_equal(krb_statistics().ticket_hits, 1);
        }
        end("referrals", hops);
    }
}

/* Each realm refers to the other one. */
static void test_referral_loop(void **state)
{
    struct lwclus_kdc kdcs[2] = {{.realm = u"DOM.TEST", .address = sim_net_address(SIM_KDC_FIRST)},
                                 {.realm = u"R1.TEST", .address = sim_net_address(SIM_KDC_FIRST + 1u)}};

    (void)state;
    krb_reset();
    scene_now.kdcs = kdcs;
    scene_now.kdc_count = 2;
    sim_kdc_net.kdc[0].refer = "R1.TEST";
    sim_kdc_net.kdc[1].realm = "R1.TEST";
    assert_int_equal(run_open(), 0);
    assert_int_equal(sim_kdc_net.kdc[1].tgs, 1);
    end("one hop", 0);
    krb_reset();
    scene_now.kdcs = kdcs;
    scene_now.kdc_count = 2;
    sim_kdc_net.kdc[0].refer = "R1.TEST";
    sim_kdc_net.kdc[1].realm = "R1.TEST";
    sim_kdc_net.kdc[1].refer = "DOM.TEST";
    assert_int_equal(run_open(), 1397);
    assert_true(sim_kdc_net.kdc[0].tgs + sim_kdc_net.kdc[1].tgs <= 6);
    end("loop", 0);
}

/* The account is in another realm than was said. */
static void test_wrong_realm(void **state)
{
    (void)state;
    krb_reset();
    scene_now.realm = u"alias";
    assert_int_equal(run_open(), 0);
    end("wrong realm", 0);
}

/* A direct ticket is refused: through a TGT then, and so the next time at once. */
static void test_direct(void **state)
{
    static const uint8_t codes[] = {7, 12, 13};

    (void)state;
    for (uint32_t i = 0; i < COUNT(codes); i++) {
        krb_reset();
        scene_now.direct = true;
        sim_kdc_net.kdc[0].direct_refused = true;
        sim_kdc_net.kdc[0].direct_error = codes[i];
        assert_int_equal(run_open(), 0);
        assert_int_equal(sim_kdc_net.kdc[0].as, 2);
        assert_int_equal(sim_kdc_net.kdc[0].tgs, 1);
        end("direct", codes[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_several),
        cmocka_unit_test(test_error_leads_on),
        cmocka_unit_test(test_realms_of_kdcs),
        cmocka_unit_test(test_closes_after),
        cmocka_unit_test(test_small_pieces),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_large_ticket),
        cmocka_unit_test(test_hostile),
        cmocka_unit_test(test_errors_for_ever),
        cmocka_unit_test(test_errors_of_tgs),
#if LWCLUS_KDC_UDP
        cmocka_unit_test(test_udp),
        cmocka_unit_test(test_udp_dead),
#endif
#if LWCLUS_KDC_SRV
        cmocka_unit_test(test_srv),
        cmocka_unit_test(test_realm_name),
        cmocka_unit_test(test_no_hooks),
#endif
        cmocka_unit_test(test_referrals),
        cmocka_unit_test(test_referral_loop),
        cmocka_unit_test(test_wrong_realm),
        cmocka_unit_test(test_direct),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else
int main(void)
{
    return 0;
}
#endif
