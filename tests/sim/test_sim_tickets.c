/* Tickets that are remembered: reconnect, forgetting, full tables, several sessions, the non-blocking form.
 */
#include <string.h>

#include "kerberos_scene.h"

#if LWCLUS_KERBEROS

#include "session/instance.h"

#define MANY 100000u

static void end(const char *what, uint32_t which)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    scene_assert_clean(&r, what, which);
}

/* ---- reconnect ---- */

#if LWCLUS_RECONNECT && LWCLUS_API_NETINTERFACE
#define RECONNECT_MS 20000u

static HCLUSTER cluster;
static HNETINTERFACE netif;

/* An open session with node 0 and a handle; the other nodes can be reached by their names. */
static void ready(void)
{
    static const char *const names[] = {"cluster", "n1", "n2", "n3"};

    for (uint32_t i = 0; i < COUNT(names); i++) {
        sim_net.names[1 + i] = (struct sim_name){.name = names[i], .node = {(uint8_t)(i == 0 ? 2 : i)}};
    }
    scene_now.reconnect_ms = RECONNECT_MS;
    assert_int_equal(scene_start(), 0);
    cluster = OpenClusterEx(KRB_NAME, GENERIC_READ, NULL);
    assert_non_null(cluster);
    netif = OpenClusterNetInterfaceEx(cluster, scene_cluster.netif[0].name, GENERIC_READ, NULL);
    assert_non_null(netif);
    scene_cluster.node[0].reach = SIM_DOWN;
}

/* The call that finds its node gone; its code. */
static uint32_t call(void)
{
    SetLastError(0);
    return GetClusterNetInterfaceState(netif) == (CLUSTER_NETINTERFACE_STATE)scene_cluster.netif[0].state
               ? 0
               : GetLastError();
}

static void finish(const char *what, uint32_t which)
{
    assert_true(CloseClusterNetInterface(netif) || GetLastError() != ERROR_INVALID_HANDLE);
    assert_true(CloseCluster(cluster));
    end(what, which);
}

/* The TGT is still good, so the other node's ticket takes one exchange; after hours that is two. */
static void test_reconnect(void **state)
{
    (void)state;
    for (uint32_t late = 0; late < 2; late++) {
        krb_reset();
        ready();
        sim_net.now += late != 0 ? 36000000u : 0;
        assert_int_equal(call(), 0);
        assert_int_equal(sim_kdc_net.kdc[0].as, 2 + late);
        assert_int_equal(sim_kdc_net.kdc[0].tgs, 2);
        assert_int_equal(scene_cluster.kerberos, 2);
        assert_int_equal(scene_now.reconnected, 1);
        finish("reconnect", late);
    }
}

/* The password is no longer right: asked once, not once per candidate nor once per call. */
static void test_reconnect_password(void **state)
{
    (void)state;
    for (uint32_t any = 0; any < 2; any++) {
        krb_reset();
        scene_now.logon_any = any != 0;
        ready();
        sim_kdc_net.account[0].password = "changed";
        sim_net.now += 36000000u;
        sim_kdc_net.kdc[0].as_keyed = 0;
        for (uint32_t i = 0; i < 4; i++) {
            assert_int_equal(call(), 1326);
            sim_net.now += 10000;
        }
        assert_int_equal(sim_kdc_net.kdc[0].as_keyed, 1);
        assert_int_equal(krb_statistics().ntlm_fallbacks, 0);
        scene_now.password = u"changed";
        assert_int_equal(call(), 0);
        finish("password", any);
    }
}

/* No KDC: one wait for it, not one per candidate. */
static void test_reconnect_no_kdc(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 4; i++) {
        uint32_t before, code;

        krb_reset();
        scene_now.logon_any = i % 2 != 0;
        ready();
        lwclus_forget_credentials();
        sim_kdc_net.kdc[0].reach = i < 2 ? SIM_KDC_SILENT : SIM_KDC_DEAD;
        sim_kdc_net.kdc[0].connects = 0;
        before = sim_net.now;
        code = call();
        assert_int_equal(code == 0, i % 2 != 0);
        assert_true(sim_net.now - before < SCENE_CONNECT_MS / 2u + 1500u);
        assert_true(sim_kdc_net.kdc[0].connects <= 1);
        assert_int_equal(krb_statistics().ntlm_fallbacks != 0, i % 2 != 0);
        finish("no KDC", i);
    }
}

/* A node that takes no tickets is left out, or logged on to with NTLM. */
static void test_reconnect_refused(void **state)
{
    (void)state;
    for (uint32_t any = 0; any < 2; any++) {
        krb_reset();
        scene_now.logon_any = any != 0;
        ready();
        scene_cluster.no_kerberos = true;
        assert_int_equal(call() == 0, any);
        finish("refused", any);
    }
}

/* CloseCluster while the ticket for another node is on its way: at once, whatever the KDC does. */
#if LWCLUS_NONBLOCKING
static void test_close_during_exchange(void **state)
{
    bool more = true;

    (void)state;
    for (uint32_t steps = 1; more && steps < MANY; steps++) {
        uint32_t before;

        krb_reset();
        krb_by_key();
        ready();
        lwclus_forget_credentials();
        lwclus_set_nonblocking(true);
        for (uint32_t i = 0; i < steps && more; i++) {
            more = call() == ERROR_IO_PENDING;
        }
        lwclus_set_nonblocking(false);
        before = sim_net.now;
        assert_true(CloseCluster(cluster));
        assert_true(sim_net.now - before <= SCENE_CALL_MS);
        scene_cluster.complaints = 0; /* a PDU may be cut off */
        end("close", steps);
    }
    assert_false(more);
}
#endif
#endif

/* ---- the table ---- */

static uint32_t tickets(void)
{
    struct lwclus_usage usage;

    lwclus_get_usage(&usage);
    return usage.tickets;
}

static void forget_now(struct scene *scene, const char *from)
{
    (void)scene;
    (void)from;
    lwclus_forget_credentials();
}

static void test_forget(void **state)
{
    (void)state;
    krb_reset();
    lwclus_forget_credentials(); /* before the start: nothing */
    assert_int_equal(scene_start(), 0);
    assert_int_equal(krb_open(KRB_NAME), 0);
    assert_int_equal(tickets(), 2);
    lwclus_forget_credentials();
    assert_int_equal(tickets(), 0);
    assert_int_equal(krb_open(KRB_NAME), 0);
    assert_int_equal(sim_kdc_net.kdc[0].as, 4); /* the salt is forgotten too */
    end("forget", 0);
}

/* At every moment that an application can see. The ticket is fetched again, as long as it lasts. */
static void test_forget_during_use(void **state)
{
    struct scene_result r;

    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        krb_reset();
        scene_now.hook = forget_now;
        scene_now.logon = i == 0 ? LWCLUS_LOGON_KERBEROS : LWCLUS_LOGON_KERBEROS_RAW;
        r = krb_run();
        krb_expect(&r, 0, "forget during use", i);
    }
}

/* More names than rows: the oldest goes. */
static void test_displaced(void **state)
{
    (void)state;
    krb_reset();
    krb_by_key();
    sim_net.names[1] = (struct sim_name){.name = "other.dom.test", .node = {2}};
    sim_net.names[2] = (struct sim_name){.name = "third.dom.test", .node = {3}};
    assert_int_equal(scene_start(), 0);
    for (uint32_t i = 0; i < 12; i++) {
        static const uint16_t *const names[] = {KRB_NAME, u"other.dom.test", u"third.dom.test"};

        assert_int_equal(krb_open(names[i % 3]), 0);
        assert_true(tickets() <= LWCLUS_MAX_TICKETS);
    }
    end("displaced", 0);
}

static uint32_t pins_left;

/* Somebody else's logon holds every row for a while. */
static void unpin_later(struct scene *scene, const char *from)
{
    (void)scene;
    (void)from;
}

static void test_all_pinned(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        krb_reset();
        krb_by_key();
        scene_now.hook = unpin_later;
        pins_left = i;
        assert_int_equal(scene_start(), 0);
        for (uint32_t row = 0; row < LWCLUS_MAX_TICKETS; row++) {
            lwclus_instance.tickets.row[row].pins = 1;
        }
        if (i == 0) {
            assert_int_equal(krb_open(KRB_NAME), ERROR_NO_SYSTEM_RESOURCES);
        }
        for (uint32_t row = 0; row < LWCLUS_MAX_TICKETS; row++) {
            lwclus_instance.tickets.row[row].pins = 0;
        }
        assert_int_equal(krb_open(KRB_NAME), 0);
        end("all pinned", i);
    }
}

/* ---- the non-blocking form ---- */

#if LWCLUS_NONBLOCKING
/* Opens in steps; the number of them. */
static uint32_t open_in_steps(uint32_t *code)
{
    HCLUSTER handle = NULL;
    uint32_t steps = 0;

    lwclus_set_nonblocking(true);
    do {
        sim_net.now++;
        SetLastError(0);
        handle = OpenClusterEx(KRB_NAME, GENERIC_READ, NULL);
        *code = GetLastError();
    } while (handle == NULL && *code == ERROR_IO_PENDING && ++steps < MANY);
    lwclus_set_nonblocking(false);
    if (handle != NULL) {
        *code = 0;
        assert_true(CloseCluster(handle));
    }
    return steps;
}

/* String-to-key goes by in slices. */
static void test_steps(void **state)
{
    uint32_t code, steps;

    (void)state;
    krb_reset();
    assert_int_equal(scene_start(), 0);
    steps = open_in_steps(&code);
    assert_int_equal(code, 0);
    assert_in_range(steps, 60, 2000);
    steps = open_in_steps(&code);
    assert_int_equal(code, 0);
    assert_true(steps < 60);
    end("steps", 0);
    krb_reset();
    scene_now.password = u"wrong";
    assert_int_equal(scene_start(), 0);
    (void)open_in_steps(&code);
    assert_int_equal(code, 1326);
    end("steps", 1);
    krb_reset();
    sim_kdc_net.kdc[0].reach = SIM_KDC_SILENT;
    assert_int_equal(scene_start(), 0);
    steps = open_in_steps(&code);
    assert_int_equal(code, 1311);
    assert_true(steps <= SCENE_CONNECT_MS);
    end("steps", 2);
}

/* Given up after any step: nothing is left open, no secret in the buffers. */
static void test_abandoned(void **state)
{
    static const uint8_t none[sizeof lwclus_instance.sessions[0].scratch];
    uint32_t done = 0;

    (void)state;
    for (uint32_t steps = 1; done == 0 && steps < MANY; steps++) {
        HCLUSTER handle = NULL;

        krb_reset();
        scene_now.password = steps % 2 != 0 ? NULL : u"Passw0rd.1";
        assert_int_equal(scene_start(), 0);
        lwclus_set_nonblocking(true);
        for (uint32_t i = 0; i < steps && handle == NULL; i++) {
            sim_net.now++;
            handle = OpenClusterEx(KRB_NAME, GENERIC_READ, NULL);
        }
        lwclus_set_nonblocking(false);
        done = handle != NULL;
        lwclus_deinit();
        assert_int_equal(sim_net_open(), 0);
        assert_memory_equal(&lwclus_instance.sessions[0].scratch, none, sizeof none);
        assert_int_equal(scene_now.asked, scene_now.released);
        steps += steps > 40 && steps < 150 ? 10 : 0; /* string-to-key: all alike */
    }
    assert_int_equal(done, 1);
}

/* Several tasks open different names with one account at the same time, in turns of one step. */
static void test_side_by_side(void **state)
{
    static const uint16_t *const names[] = {KRB_NAME, u"n2.dom.test", u"n3.dom.test", u"n4.dom.test"};
    HCLUSTER handle[COUNT(names)];
    uint32_t n = COUNT(names) < LWCLUS_MAX_SESSIONS ? COUNT(names) : LWCLUS_MAX_SESSIONS;

    (void)state;
    for (uint32_t round = 0; round < 8; round++) {
        uint32_t open = 0;

        krb_reset();
        if (round % 2 != 0) {
            krb_by_key();
        }
        sim_net.drip_ms = round / 2;
        sim_net.names[1] = (struct sim_name){.name = "n2.dom.test", .node = {2}};
        sim_net.names[2] = (struct sim_name){.name = "n3.dom.test", .node = {3}};
        sim_net.names[3] = (struct sim_name){.name = "n4.dom.test", .node = {1}};
        assert_int_equal(scene_start(), 0);
        memset(handle, 0, sizeof handle);
        for (uint32_t turn = 0; open < n && turn < MANY; turn++) {
            uint32_t i = turn % n;

            sim_net_task(i % SIM_TASKS);
            lwclus_set_nonblocking(true);
            if (handle[i] == NULL) {
                sim_net.now += i == 0;
                handle[i] = OpenClusterEx(names[i], GENERIC_READ, NULL);
                if (handle[i] == NULL && GetLastError() != ERROR_IO_PENDING) {
                    fail_msg("round %u, session %u: %u", round, i, GetLastError());
                }
                open += handle[i] != NULL;
            }
            lwclus_set_nonblocking(false);
        }
        assert_int_equal(open, n);
        for (uint32_t i = 0; i < n; i++) {
            assert_true(CloseCluster(handle[i]));
        }
        sim_net_task(0);
        assert_int_equal(scene_cluster.kerberos, n);
        end("side by side", round);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
#if LWCLUS_RECONNECT && LWCLUS_API_NETINTERFACE
        cmocka_unit_test(test_reconnect),
        cmocka_unit_test(test_reconnect_password),
        cmocka_unit_test(test_reconnect_no_kdc),
        cmocka_unit_test(test_reconnect_refused),
#if LWCLUS_NONBLOCKING
        cmocka_unit_test(test_close_during_exchange),
#endif
#endif
        cmocka_unit_test(test_forget),
        cmocka_unit_test(test_forget_during_use),
        cmocka_unit_test(test_displaced),
        cmocka_unit_test(test_all_pinned),
#if LWCLUS_NONBLOCKING
        cmocka_unit_test(test_steps),
        cmocka_unit_test(test_abandoned),
        cmocka_unit_test(test_side_by_side),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}

#else
int main(void)
{
    return 0;
}
#endif
