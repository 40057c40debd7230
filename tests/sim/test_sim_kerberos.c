/* Logon with Kerberos: flights, what is remembered, accounts, clocks. */
#include <string.h>

#include "kerberos_scene.h"

#if LWCLUS_KERBEROS

#define ORIGIN_LOCAL    1u
#define ORIGIN_PORT     2u
#define ORIGIN_DEADLINE 3u
#define ORIGIN_AUTH     6u

/* ---- flights ---- */

/* Round trips of an open with what the KDC took. */
static uint32_t flights(void)
{
    uint32_t before = krb_statistics().round_trips;
    HCLUSTER cluster = OpenClusterEx(KRB_NAME, GENERIC_READ, NULL);

    assert_non_null(cluster);
    before = krb_statistics().round_trips - before;
    assert_true(CloseCluster(cluster));
    return before;
}

static void end(const char *what)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, 0);
}

/* Of the KDC: cold 4 (SYN, AS, AS, TGS), salt known 3, direct 2, ticket cached 0. */
static void test_flights(void **state)
{
    struct lwclus_statistics s;
    uint32_t cached;

    (void)state;
    krb_reset();
    assert_int_equal(scene_start(), 0);
    cached = flights() - 4u;
    assert_int_equal(cached, (scene_now.endpoint_port == 0 ? 3u : 0u) + 3u);
    assert_int_equal(flights(), cached);
    s = krb_statistics();
    assert_int_equal(s.tickets, 2);
    assert_int_equal(s.ticket_hits, 1);
    assert_int_equal(s.ntlm_fallbacks, 0);
    assert_int_equal(sim_kdc_net.kdc[0].as, 2);
    assert_int_equal(sim_kdc_net.kdc[0].tgs, 1);
    assert_int_equal(sim_kdc_net.kdc[0].connects, 1);
    assert_int_equal(scene_cluster.kerberos, 2);
    end("cold and cached");

    krb_reset();
    krb_by_key();
    assert_int_equal(scene_start(), 0);
    assert_int_equal(flights(), cached + 3u);
    end("key");

    krb_reset();
    krb_by_key();
    scene_now.direct = true;
    assert_int_equal(scene_start(), 0);
    assert_int_equal(flights(), cached + 2u);
    assert_int_equal(sim_kdc_net.kdc[0].tgs, 0);
    end("direct");
}

/* Logons and sessions with everything, both encodings, all key types. */
static void test_sessions(void **state)
{
    static const uint8_t etypes[] = {
        18,
        17,
#if LWCLUS_KERBEROS_SHA2
        20
#endif
    };
    struct scene_result r;

    (void)state;
    for (uint32_t i = 0; i < 2 * COUNT(etypes); i++) {
        krb_reset();
        sim_kdc_net.etype = etypes[i / 2];
        scene_now.logon = i % 2 != 0 ? LWCLUS_LOGON_KERBEROS_RAW : LWCLUS_LOGON_KERBEROS;
        r = krb_run();
        assert_int_equal(scene_cluster.kerberos, 1);
        krb_expect(&r, 0, "session", i);
    }
}

/* A ticket that ends within minutes is not used; the salt is still known. */
static void test_tickets_end(void **state)
{
    uint32_t cached;

    (void)state;
    krb_reset();
    assert_int_equal(scene_start(), 0);
    cached = flights() - 4u;
    sim_net.now += 1000u * (36000u - 290u);
    assert_int_equal(flights(), cached + 3u);
    sim_net.now += 1000u * (36000u - 310u);
    assert_int_equal(flights(), cached);
    end("end of a ticket");
}

/* ---- accounts ---- */

struct account {
    const char *name;
    const uint16_t *user, *domain, *password;
    uint16_t code;
    uint32_t as; /* AS-REQs that it may take */
};

static const struct account accounts[] = {
    {"good", u"administrator", NULL, NULL, 0, 2},
    {"wrong password", u"administrator", NULL, u"passw0rd.1", 1326, 2},
    {"empty password", u"administrator", NULL, u"", 1326, 2},
    {"unknown", u"nobody", NULL, NULL, 1326, 1},
    {"disabled", u"disabled", NULL, NULL, 1331, 2},
    {"locked", u"locked", NULL, NULL, 1909, 2},
    {"expired", u"expired", NULL, NULL, 1330, 2},
    {"must change", u"mustchange", NULL, NULL, 1907, 2},
    {"enterprise", u"administrator@dom.test", u"", NULL, 0, 2},
};

static void test_accounts(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2 * COUNT(accounts); i++) {
        const struct account *row = &accounts[i / 2];
        struct scene_result r;

        krb_reset();
        scene_now.logon_any = i % 2 != 0;
        scene_now.user = row->user;
        scene_now.domain = row->domain;
        scene_now.password = row->password;
        scene_now.realm = row->domain == NULL ? u"dom.test" : NULL;
        r = krb_run();
        assert_int_equal(krb_statistics().ntlm_fallbacks, 0);
        assert_int_equal(sim_kdc_net.kdc[0].as, row->as);
        assert_int_equal(row->code == 0 ? ORIGIN_AUTH : r.origin, ORIGIN_AUTH);
        krb_expect(&r, row->code, row->name, i);
    }
}

/* No pre-authentication wanted; another salt than the usual one. */
static void test_salts(void **state)
{
    static const uint16_t *const user[] = {u"lazy", u"renamed"};

    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        krb_reset();
        scene_cluster.account[0].user = user[i % 2];
        scene_now.user = user[i % 2];
        sim_net.clock = i < 2;
        assert_int_equal(scene_start(), 0);
        assert_int_equal(krb_open(KRB_NAME), 0);
        end("salt");
    }
    /* the salt changes with the password: the one that is remembered fails, once */
    krb_reset();
    assert_int_equal(scene_start(), 0);
    assert_int_equal(krb_open(KRB_NAME), 0);
    sim_net.now += 40000000u;
    sim_kdc_net.account[0].salt = "other";
    assert_int_equal(krb_open(KRB_NAME), 0);
    assert_int_equal(sim_kdc_net.kdc[0].as, 4);
    end("new salt");
}

/* Other credentials do not find the tickets. */
static void test_changed_password(void **state)
{
    (void)state;
    krb_reset();
    assert_int_equal(scene_start(), 0);
    assert_int_equal(krb_open(KRB_NAME), 0);
    scene_now.password = u"wrong";
    assert_int_equal(krb_open(KRB_NAME), 1326);
    scene_now.password = NULL;
    assert_int_equal(krb_open(KRB_NAME), 0);
    assert_int_equal(krb_statistics().ticket_hits, 1);
    end("changed password");
}

static void test_key(void **state)
{
    static const uint8_t wrong[32] = {1};
    struct scene_result r;

    (void)state;
    krb_reset();
    scene_now.key = wrong;
    scene_now.key_etype = 18;
    r = krb_run();
    assert_int_equal(sim_kdc_net.kdc[0].as, 1);
    krb_expect(&r, 1326, "wrong key", 0);
    krb_reset();
    scene_now.key = wrong;
    scene_now.key_etype = 23;
    r = krb_run();
    assert_int_equal(sim_kdc_net.kdc[0].connects, 0);
    krb_expect(&r, 1825, "type of key", 0);
}

/* ---- clocks ---- */

static void test_clocks(void **state)
{
    static const struct clocks {
        const char *name;
        bool clock, learn, key;
        int64_t off;
        int32_t server;
        uint16_t code;
        uint32_t corrections;
    } rows[] = {
        {"none", false, false, false, 0, 0, 0, 1},
        {"none, key", false, false, true, 0, 0, 0, 1},
        {"a little late", true, false, false, -290, 0, 0, 0},
        {"a little early", true, false, false, 290, 0, 0, 0},
        {"a year late", true, false, false, -31536000, 0, 1398, 0},
        {"a year early, key", true, false, true, 31536000, 0, 1398, 0},
        {"a year late, learn", true, true, false, -31536000, 0, 0, 1},
        {"a year early, learn, key", true, true, true, 31536000, 0, 0, 1},
        {"server early", true, false, true, 0, 400, 1398, 0},
        {"server late, learn", true, true, true, 0, -400, 0, 1},
        {"server early, none", false, false, true, 0, 400, 0, 2},
    };

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        struct scene_result r;

        krb_reset();
        sim_net.clock = rows[i].clock;
        sim_net.clock_off = rows[i].off;
        scene_now.learn_time = rows[i].learn;
        scene_cluster.clock_off = rows[i].server;
        if (rows[i].key) {
            krb_by_key();
        }
        r = krb_run();
        assert_int_equal(krb_statistics().time_corrections, rows[i].corrections);
        krb_expect(&r, rows[i].code, rows[i].name, i);
    }
}

/* ---- NTLM instead ---- */

static void no_spn(void)
{
    sim_kdc_net.no_spn = true;
}

static void no_etype(void)
{
    sim_kdc_net.kdc[0].error = 14;
}

/* Pre-authentication is required, but there is no word about a key that we know. */
static void no_aes_key(void)
{
    sim_kdc_net.kdc[0].error = 25;
}

static void refuses(void)
{
    sim_kdc_net.kdc[0].reach = SIM_KDC_REFUSES;
}

static void dead(void)
{
    sim_kdc_net.kdc[0].reach = SIM_KDC_DEAD;
}

static void silent(void)
{
    sim_kdc_net.kdc[0].reach = SIM_KDC_SILENT;
}

static void no_mechanism(void)
{
    scene_cluster.no_kerberos = true;
}

static void no_realm(void)
{
    scene_now.realm = NULL;
    scene_now.domain = u"";
    for (uint32_t i = 0; i < scene_cluster.accounts; i++) {
        scene_cluster.account[i].domain = u"";
    }
}

static void policy(void)
{
    sim_kdc_net.kdc[0].error = 12;
}

static void skewed(void)
{
    sim_net.clock_off = 4000;
}

static void garbage(void)
{
    sim_kdc_net.kdc[0].reach = SIM_KDC_GARBAGE;
}

static const struct fall {
    const char *name;
    void (*set)(void);
    uint16_t code; /* Kerberos only */
    uint32_t origin;
    bool falls; /* with NTLM allowed; otherwise the code is the same */
} falls[] = {
    {"no SPN", no_spn, 1825, ORIGIN_AUTH, true},
    {"no encryption type", no_etype, 1825, ORIGIN_AUTH, true},
    {"account without AES keys", no_aes_key, 1825, ORIGIN_AUTH, true},
    {"KDC refuses connections", refuses, 1311, ORIGIN_PORT, true},
    {"KDC dead", dead, 1311, ORIGIN_DEADLINE, true},
    {"KDC silent", silent, 1311, ORIGIN_DEADLINE, true},
    {"server without Kerberos", no_mechanism, 1825, ORIGIN_AUTH, true},
    {"no realm", no_realm, 1311, ORIGIN_LOCAL, true},
    {"policy of the domain", policy, 1327, ORIGIN_AUTH, false},
    {"clock", skewed, 1398, ORIGIN_AUTH, false},
    {"garbage", garbage, 1825, ORIGIN_AUTH, false},
};

static void test_fallback(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2 * COUNT(falls); i++) {
        const struct fall *row = &falls[i / 2];
        bool any = i % 2 != 0;
        struct scene_result r;

        krb_reset();
        scene_now.logon_any = any;
        row->set();
        r = krb_run();
        assert_int_equal(krb_statistics().ntlm_fallbacks, any && row->falls);
        if (!any || !row->falls) {
            assert_int_equal(r.origin, row->origin);
            assert_int_equal(scene_cluster.logons, 0);
        } else {
            assert_int_equal(scene_cluster.kerberos, 0);
            assert_true(scene_now.logged > 0);
        }
        krb_expect(&r, any && row->falls ? 0 : row->code, row->name, i);
    }
}

/* An IP literal has no SPN, unless one is configured. */
static void test_literal(void **state)
{
    static const struct {
        bool any, spn;
        uint16_t code;
        uint32_t kerberos, fallbacks;
    } rows[] = {
        {false, false, 1825, 0, 0}, {true, false, 0, 0, 1}, {false, true, 0, 1, 0}, {true, true, 0, 1, 0}};

    (void)state;
    for (uint32_t i = 0; i < COUNT(rows); i++) {
        struct scene_result r;

        krb_reset();
        krb_by_key();
        if (i == 1) {
            scene_now.key = NULL;
        }
        scene_now.logon_any = rows[i].any;
        scene_now.spn = rows[i].spn ? u"MSServerClusterMgmtAPI/cluster.dom.test" : NULL;
        assert_int_equal(scene_start(), 0);
        r = scene_session(u"192.0.2.1", GENERIC_READ);
        assert_int_equal(krb_statistics().ntlm_fallbacks, rows[i].fallbacks);
        assert_int_equal(scene_cluster.kerberos, rows[i].kerberos);
        krb_expect(&r, rows[i].code, "literal", i);
    }
}

/* Only an NT hash: nothing for Kerberos to begin with. */
static void test_hash_only(void **state)
{
    static const uint8_t text[] = "P\0a\0s\0s\0w\0000\0r\0d\0.\0001\0";
    static uint8_t hash[16];
    struct scene_result r;

    (void)state;
    scene_nt_hash(text, sizeof text - 1u, hash);
    for (uint32_t any = 0; any < 2; any++) {
        krb_reset();
        scene_now.nt_hash = hash;
        scene_now.logon_any = any != 0;
        r = krb_run();
        assert_int_equal(sim_kdc_net.kdc[0].connects, 0);
        krb_expect(&r, any != 0 ? 0 : 1312, "hash", any);
    }
}

/* The realm's KDCs are left alone for a while after none answered, and found again. */
static void test_dead_then_alive(void **state)
{
    uint32_t before;

    (void)state;
    krb_reset();
    scene_now.logon_any = true;
    sim_kdc_net.kdc[0].reach = SIM_KDC_SILENT;
    assert_int_equal(scene_start(), 0);
    assert_int_equal(krb_open(KRB_NAME), 0);
    sim_kdc_net.kdc[0].reach = SIM_KDC_UP;
    before = sim_net.now;
    assert_int_equal(krb_open(KRB_NAME), 0);
    assert_true(sim_net.now - before < 1000);
    assert_int_equal(scene_cluster.kerberos, 0);
    assert_int_equal(krb_statistics().ntlm_fallbacks, 2);
    sim_net.now += 30000;
    assert_int_equal(krb_open(KRB_NAME), 0);
    assert_int_equal(scene_cluster.kerberos, 1);
    end("dead, then alive");
    /* without NTLM there is nothing to save: the KDC is asked at once */
    krb_reset();
    sim_kdc_net.kdc[0].reach = SIM_KDC_REFUSES;
    assert_int_equal(scene_start(), 0);
    assert_int_equal(krb_open(KRB_NAME), 1311);
    sim_kdc_net.kdc[0].reach = SIM_KDC_UP;
    assert_int_equal(krb_open(KRB_NAME), 0);
    end("Kerberos only");
}

/* The service's key has changed: the ticket that is remembered is refused, and fetched anew, once. */
static void test_refused_ticket(void **state)
{
    (void)state;
    for (uint32_t any = 0; any < 2; any++) {
        krb_reset();
        scene_now.logon_any = any != 0;
        assert_int_equal(scene_start(), 0);
        assert_int_equal(krb_open(KRB_NAME), 0);
        sim_kdc_net.generation++;
        assert_int_equal(krb_open(KRB_NAME), 0);
        assert_int_equal(scene_cluster.kerberos, 2);
        assert_int_equal(krb_statistics().ntlm_fallbacks, 0);
        scene_cluster.no_kerberos = true;
        assert_int_equal(krb_open(KRB_NAME), any != 0 ? 0 : 1825);
        assert_int_equal(krb_statistics().ntlm_fallbacks, any);
        end("refused");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flights),
        cmocka_unit_test(test_sessions),
        cmocka_unit_test(test_tickets_end),
        cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_salts),
        cmocka_unit_test(test_changed_password),
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_fallback),
        cmocka_unit_test(test_literal),
        cmocka_unit_test(test_hash_only),
        cmocka_unit_test(test_dead_then_alive),
        cmocka_unit_test(test_refused_ticket),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else
int main(void)
{
    return 0;
}
#endif
