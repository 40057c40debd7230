/*
 * The whole library on a device: a session with the simulated cluster through lwIP, and what may happen to a
 * device. Each time: a failure with its code before the deadline, the pools of lwIP and the tables of the
 * library as they were before, and then a session that succeeds.
 */
#include <string.h>

#include "lwip/memp.h"
#include "lwip/tcp.h"

#include "base/result.h"
#include "sim_scene.h"
#include "wire_check.h"

static void begin(void)
{
    lwclus_deinit(); /* after a test that failed half-way */
    memset(&scene_now, 0, sizeof scene_now);
    scene_now.port = &lwclus_port_baremetal;
    wire_reset(&scene_cluster);
}

static struct scene_result session(void)
{
    assert_int_equal(lwclus_init(NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    return scene_session(u"192.0.2.1", GENERIC_READ);
}

/* Nothing is left in the library or in lwIP, and the device kept the protocol. */
static void end(const struct scene_result *r, const char *what, uint32_t which)
{
    uint32_t leaks;

    lwclus_deinit();
    wire_assert_pools(what, which);
    wire_forget(); /* the server may not have heard of the end */
    leaks = scene_leaks();
    if (r->wrong + r->late + leaks + scene_cluster.complaints > 0) {
        print_error("%s %u: call %u code %u origin %u, %u wrong, %u late, %u leaks, complaint %s\n", what,
                    which, (unsigned)r->failed, r->code, r->origin, r->wrong, r->late, leaks,
                    scene_cluster.complaint != NULL ? scene_cluster.complaint : "none");
        fail();
    }
}

static void assert_good(const struct scene_result *r, const char *what, uint32_t which)
{
    if (r->failed != SCENE_CALLS) {
        print_error("%s %u: call %u failed with %u, origin %u\n", what, which, (unsigned)r->failed, r->code,
                    r->origin);
        fail();
    }
}

/* An honest session; the number of packets that it takes. */
static uint32_t good_session(const char *what, uint32_t which)
{
    struct scene_result r;
    uint32_t packets;

    begin();
    r = session();
    packets = wire.packets;
    assert_good(&r, what, which);
    end(&r, what, which);
    return packets;
}

/* The server is not there for a call: only these codes are right. */
static bool is_lost(uint32_t code)
{
    return code == RPC_S_SERVER_UNAVAILABLE || code == RPC_S_CALL_FAILED || code == RPC_S_CALL_FAILED_DNE;
}

/* The fault at every packet of the session, in both directions. */
static void at_each_packet(enum wire_fault fault, const char *what, bool survives)
{
    uint32_t packets = good_session(what, 0);
    uint32_t failures = 0;
    uint32_t at;

    assert_true(packets > 40);
    for (at = 1; at <= packets; at++) {
        struct scene_result r;

        begin();
        wire.fault = fault;
        wire.at = at;
        r = session();
        if (r.failed != SCENE_CALLS && (survives || !is_lost(r.code))) {
            print_error("%s at packet %u: call %u failed with %u, origin %u\n", what, at, (unsigned)r.failed,
                        r.code, r.origin);
            fail();
        }
        failures += r.failed != SCENE_CALLS;
        end(&r, what, at);
        (void)good_session(what, at);
    }
    /* the last packets come after the last call */
    assert_true(survives ? failures == 0 : failures > packets / 2);
}

static void test_session(void **state)
{
    (void)state;
    (void)good_session("honest", 0);
    assert_int_equal(scene_cluster.logons, 1);
    assert_int_equal(scene_cluster.verified, 1);
}

static void test_cable(void **state)
{
    (void)state;
    at_each_packet(WIRE_CABLE, "cable pulled", false);
}

static void test_silent(void **state)
{
    (void)state;
    at_each_packet(WIRE_SILENT, "peer silent", false);
}

static void test_reset(void **state)
{
    (void)state;
    at_each_packet(WIRE_RESET, "connection reset", false);
}

static void test_no_pbuf(void **state)
{
    (void)state;
    at_each_packet(WIRE_DROUGHT, "no pbuf for received frames", false);
}

/* One packet is lost: TCP sends it again within the time for a call. */
static void test_packet_lost(void **state)
{
    (void)state;
    at_each_packet(WIRE_LOST, "packet lost", true);
}

/* ---- before the first packet ---- */

static void fails_with(const uint16_t *name, uint32_t code, uint32_t origin)
{
    struct scene_result r;

    assert_int_equal(scene_start(), ERROR_SUCCESS);
    r = scene_session(name, GENERIC_READ);
    assert_int_equal(r.failed, SCENE_OPEN);
    assert_int_equal(r.code, code);
    assert_int_equal(r.origin, origin);
    end(&r, "before the first packet", 0);
}

static void test_name(void **state)
{
    struct scene_result r;

    (void)state;
    begin();
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    r = scene_session(u"cluster.test", GENERIC_READ);
    assert_good(&r, "by name", 0);
    end(&r, "by name", 0);
}

static void test_name_server_silent(void **state)
{
    (void)state;
    begin();
    wire.dns_silent = true;
    fails_with(u"other.test", RPC_S_SERVER_UNAVAILABLE, LWCLUS_ORIGIN_DEADLINE);
    test_name(state);
}

static void test_name_unknown(void **state)
{
    (void)state;
    begin();
    fails_with(u"gone.test", RPC_S_SERVER_UNAVAILABLE, LWCLUS_ORIGIN_PORT);
}

static void test_no_cable(void **state)
{
    uint32_t before;

    (void)state;
    begin();
    wire.fault = WIRE_CABLE;
    wire.at = 1;
    assert_int_equal(lwclus_port_baremetal.tcp->connect(0, &(struct lwclus_address){{192, 0, 2, 1}, 0, 4}, 9),
                     LWCLUS_PORT_AGAIN);
    wire_run(10); /* the device notices */
    lwclus_port_baremetal.tcp->close(0);
    before = sim_net.now;
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    assert_null(OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL));
    assert_int_equal(GetLastError(), RPC_S_SERVER_UNAVAILABLE);
    assert_true(sim_net.now - before < 100u); /* at once, not at the deadline */
    lwclus_deinit();
    wire_assert_pools("no cable", 0);
    (void)good_session("no cable", 0);
}

static void test_no_pcb(void **state)
{
    struct tcp_pcb *taken[MEMP_NUM_TCP_PCB];
    struct scene_result r;
    unsigned n = 0;

    (void)state;
    begin();
    while (n < MEMP_NUM_TCP_PCB && (taken[n] = tcp_new()) != NULL) {
        n++;
    }
    r = session();
    while (n > 0) {
        tcp_abort(taken[--n]);
    }
    assert_int_equal(r.failed, SCENE_OPEN);
    assert_int_equal(r.code, RPC_S_SERVER_UNAVAILABLE);
    assert_int_equal(r.origin, LWCLUS_ORIGIN_PORT);
    end(&r, "no PCB", 0);
    (void)good_session("no PCB", 0);
}

/* Nothing can be sent: all blocks that lwIP takes for outgoing data are in other hands. */
static void test_no_memory(void **state)
{
    void *taken[64];
    struct scene_result r;
    unsigned n = 0;
    unsigned size;

    (void)state;
    begin();
    for (size = 1600; size > 64; size /= 2) {
        while (n < 64 && (taken[n] = mem_malloc((mem_size_t)size)) != NULL) {
            n++;
        }
    }
    r = session();
    while (n > 0) {
        mem_free(taken[--n]);
    }
    assert_int_equal(r.failed, SCENE_OPEN);
    assert_int_equal(r.code, RPC_S_SERVER_UNAVAILABLE);
    end(&r, "no memory", 0);
    (void)good_session("no memory", 0);
}

/* ---- time ---- */

/* The clock wraps at each millisecond of a session, on a wire that is silent, and so at each kind of
 * deadline. */
static void test_clock(void **state)
{
    uint32_t before;

    (void)state;
    for (before = 0; before < 40; before++) {
        wire_clock(0u - before);
        (void)good_session("clock wraps after ms", before);
    }
    for (before = 0; before <= SCENE_CONNECT_MS; before += 250) {
        struct scene_result r;

        begin();
        wire_clock(0u - before);
        wire.fault = WIRE_SILENT;
        wire.at = 12;
        r = session();
        assert_int_equal(r.failed, SCENE_OPEN);
        assert_int_equal(r.code, RPC_S_SERVER_UNAVAILABLE);
        end(&r, "clock wraps while waiting", before);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_name_server_silent),
        cmocka_unit_test(test_name_unknown),
        cmocka_unit_test(test_no_cable),
        cmocka_unit_test(test_no_pcb),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_cable),
        cmocka_unit_test(test_silent),
        cmocka_unit_test(test_reset),
        cmocka_unit_test(test_no_pbuf),
        cmocka_unit_test(test_packet_lost),
        cmocka_unit_test(test_clock),
    };

    wire_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
