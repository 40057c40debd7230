/* The reconnect procedure: when it starts, what it keeps, when it pauses. The network is in tests/sim. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "session/instance.h"
#include "session/reconnect.h"

#define TIMEOUT_MS 1000u

static uint32_t now;
static uint8_t jitter;
static uint32_t events;
static struct lwclus_reconnect_event last;

static uint32_t now_ms(void)
{
    return now;
}

static bool get_random(uint8_t *out, uint32_t size)
{
    memset(out, jitter, size);
    return true;
}

static void port_wait(uint8_t slot, uint32_t ms)
{
    (void)slot;
    now += ms;
}

static struct lwclus_task_error *task_error(void)
{
    static struct lwclus_task_error error;

    return &error;
}

/* Nobody is there. */
static int no_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    (void)slot;
    (void)address;
    (void)port;
    return LWCLUS_PORT_REFUSED;
}

static int no_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    (void)slot;
    (void)data;
    (void)size;
    return LWCLUS_PORT_FAILED;
}

static int no_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    (void)slot;
    (void)data;
    (void)size;
    return LWCLUS_PORT_FAILED;
}

static void no_close(uint8_t slot)
{
    (void)slot;
}

static const struct lwclus_transport tcp = {no_connect, no_send, no_recv, no_close};
static const struct lwclus_port port = {
    .tcp = &tcp, .now_ms = now_ms, .random = get_random, .wait = port_wait, .task_error = task_error};

static void hook(void *user, const struct lwclus_reconnect_event *event)
{
    (void)user;
    events++;
    last = *event;
}

static struct lwclus_session *s;

static void put_name(uint16_t *out, const uint16_t *name)
{
    do {
        *out++ = *name;
    } while (*name++ != 0);
}

/* A session as it is after an open by "n1" of the cluster C with the nodes N1 and N2. */
static int setup(void **state)
{
    (void)state;
    memset(&lwclus_instance, 0, sizeof lwclus_instance);
    lwclus_instance.started = true;
    lwclus_instance.config.port = &port;
    lwclus_instance.config.reconnected = hook;
    lwclus_instance.config.call_timeout_ms = 500;
    lwclus_instance.config.reconnect_timeout_ms = TIMEOUT_MS;
    events = 0;
    jitter = 0;
    now = 5;
    s = &lwclus_instance.sessions[0];
    assert_int_equal(lwclus_session_open_start(s, u"n1"), LWCLUS_OK);
    s->state = LWCLUS_SESSION_OPEN;
    put_name(s->candidates[0], u"C");
    put_name(s->candidates[1], u"N1");
    put_name(s->candidates[2], u"N2");
    put_name(s->server, u"N1");
    s->candidate_count = 3;
    s->addresses[0] = (struct lwclus_address){.bytes = {10, 0, 0, 1}, .family = LWCLUS_FAMILY_IPV4};
    s->address_count = 1;
    lwclus_reconnect_known(s);
    return 0;
}

static lwclus_result result(uint32_t origin, uint32_t code)
{
    return LWCLUS_RESULT(origin, code);
}

/* Goes through all candidates, none of which answers; the number of attempts. */
static uint32_t round_of(lwclus_result *r)
{
    lwclus_result cause = *r;
    uint32_t attempts = 0;

    while (lwclus_reconnect_begin(s, r)) {
        attempts++;
        assert_true(s->reconnect.active);
        *r = lwclus_reconnect_step(s);
        assert_true(attempts < 20);
        assert_int_not_equal(*r, LWCLUS_OK);
        assert_int_not_equal(*r, LWCLUS_PENDING);
    }
    assert_int_equal(*r, cause);
    assert_false(s->reconnect.active);
    return attempts;
}

static void test_codes(void **state)
{
    static const uint16_t codes[] = {1702, 1717, 1722, 1723, 1726, 1727, 1747,
                                     1753, 1775, 1825, 5050, 5072, 5073};
    uint32_t started = 0;

    for (uint32_t code = 1; code < 65536; code++) {
        lwclus_result r = result(LWCLUS_ORIGIN_SERVER, code);

        if (lwclus_reconnect_begin(s, &r)) {
            assert_true(started < sizeof codes / sizeof codes[0]);
            assert_int_equal(code, codes[started++]);
            setup(state);
        }
        assert_int_equal(LWCLUS_CODE(r), code);
    }
    assert_int_equal(started, sizeof codes / sizeof codes[0]);
}

static void test_never(void **state)
{
    lwclus_result r = result(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE);

    s->local = true;
    assert_false(lwclus_reconnect_begin(s, &r));
    setup(state);
    lwclus_instance.config.reconnect_timeout_ms = LWCLUS_RECONNECT_OFF;
    assert_false(lwclus_reconnect_begin(s, &r));
    setup(state);
    s->closing = true;
    assert_int_equal(LWCLUS_CODE(r), RPC_S_SERVER_UNAVAILABLE);
    assert_false(lwclus_reconnect_begin(s, &r));
    assert_int_equal(r, result(LWCLUS_ORIGIN_LOCAL, ERROR_OPERATION_ABORTED));
    assert_int_equal(events, 0);
}

static void test_original_and_event(void **state)
{
    lwclus_result r = result(LWCLUS_ORIGIN_FAULT, RPC_S_SERVER_TOO_BUSY);

    (void)state;
    assert_true(round_of(&r) >= 1);
    assert_int_equal(events, 1);
    assert_null(last.to);
    assert_int_equal(last.result, r);
    assert_memory_equal(last.from, u"N1", 6);
    assert_memory_equal(s->server, u"N1", 6);
}

/* 125 ms and up, doubled to 4 s and up, at most twice that with the jitter; right at every time of the clock.
 */
static void test_pause(void **state)
{
    static const uint32_t clocks[] = {0, 1, 0x7fffffffu, 0x80000000u, 0xfffffff0u};

    for (uint32_t i = 0; i < sizeof clocks / sizeof clocks[0]; i++) {
        for (uint32_t j = 0; j < 256; j += 85) {
            setup(state);
            now = clocks[i];
            jitter = (uint8_t)j;
            for (uint32_t n = 0; n < 9; n++) {
                lwclus_result r = result(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE);
                uint32_t ms = 250u << (n < 5 ? n : 5), pause = ms / 2 + ms * j / 512;

                s->reconnect.running = false; /* a new public call */
                assert_true(round_of(&r) > 0);
                assert_int_equal(s->reconnect.pause, pause);
                now += pause - 1;
                assert_int_equal(round_of(&r), 0);
                now++;
            }
        }
    }
}

static void test_names_of_rows(void **state)
{
    uint16_t name[LWCLUS_HANDLE_NAME_UNITS + 2];
    struct lwclus_handle_row row;

    (void)state;
    for (uint32_t units = 0; units < LWCLUS_HANDLE_NAME_UNITS + 2; units++) {
        for (uint32_t i = 0; i <= units && i < LWCLUS_HANDLE_NAME_UNITS + 2; i++) {
            name[i] = i < units ? u'a' : 0;
        }
        for (uint32_t key = 0; key < 2; key++) {
            memset(&row, 0x5a, sizeof row);
            row.type = key != 0 ? LWCLUS_HANDLE_KEY : LWCLUS_HANDLE_GROUP;
            lwclus_reconnect_remember(&row, name, 7);
            assert_int_equal(row.access, 7);
            if (units < LWCLUS_HANDLE_NAME_UNITS) {
                assert_memory_equal(row.name, name, 2 * (units + 1));
            } else {
                assert_int_equal(row.name[0], LWCLUS_NAME_NOT_KEPT); /* an empty name is the root key's */
            }
        }
    }
}

static void test_lost(void **state)
{
    (void)state;
    assert_false(lwclus_reconnect_lost(lwclus_instance.rows[1].u.context));
    lwclus_instance.rows[1].lost = true;
    assert_true(lwclus_reconnect_lost(lwclus_instance.rows[1].u.context));
    assert_false(lwclus_reconnect_lost(lwclus_instance.rows[0].u.context));
}

/* Addresses are kept for the name that led to the server and for its own. */
static void test_known(void **state)
{
    const struct lwclus_reconnect *re = &s->reconnect;

    (void)state;
    assert_int_equal(re->known[0].family, LWCLUS_FAMILY_NONE);
    assert_int_equal(re->known[1].family, LWCLUS_FAMILY_IPV4);
    assert_int_equal(re->known[2].family, LWCLUS_FAMILY_NONE);
    assert_int_equal(re->known[LWCLUS_MAX_CANDIDATES].family, LWCLUS_FAMILY_IPV4); /* "n1" as given */
    put_name(s->server, u"n2");
    s->addresses[0].bytes[3] = 2;
    lwclus_reconnect_known(s);
    assert_int_equal(re->known[2].bytes[3], 2);
    assert_int_equal(re->known[1].bytes[3], 2); /* the name that was connected to */
    s->by_address = true;
    s->addresses[0].bytes[3] = 3;
    lwclus_reconnect_known(s);
    assert_int_equal(re->known[2].bytes[3], 3);
    assert_int_equal(re->known[1].bytes[3], 2);
}

static void test_check(void **state)
{
    lwclus_result r = result(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE);

    (void)state;
    assert_true(lwclus_reconnect_begin(s, &r));
    put_name(s->server, u"n1");
    assert_int_equal(lwclus_reconnect_check(s, u"C"), result(LWCLUS_ORIGIN_SERVER, ERROR_CLUSTER_NODE_DOWN));
    put_name(s->server, u"N2");
    assert_int_equal(lwclus_reconnect_check(s, u"c"), LWCLUS_OK);
    assert_int_equal(lwclus_reconnect_check(s, u"CC"),
                     result(LWCLUS_ORIGIN_SERVER, ERROR_CLUSTER_NODE_NOT_MEMBER));
    assert_int_equal(lwclus_reconnect_check(s, u""),
                     result(LWCLUS_ORIGIN_SERVER, ERROR_CLUSTER_NODE_NOT_MEMBER));
    lwclus_reconnect_stop(s);
    assert_false(s->reconnect.active);
    assert_memory_equal(s->server, u"N1", 6);
}

static bool is_ours(const uint16_t *cluster)
{
    return lwclus_reconnect_check(s, cluster) == LWCLUS_OK;
}

/* At once: the old name may be another cluster's tomorrow. Later: both, until the new one was seen. */
static void test_rename(void **state)
{
    (void)state;
    put_name(s->server, u"N2");
    lwclus_reconnect_rename(s, u"D", false);
    assert_int_equal(s->candidate_count, 3);
    assert_true(is_ours(u"d"));
    assert_false(is_ours(u"C"));
    lwclus_reconnect_rename(s, u"E", true);
    assert_int_equal(s->candidate_count, 4); /* to be connected to as well */
    assert_memory_equal(s->candidates[3], u"E", 4);
    assert_true(is_ours(u"D") && is_ours(u"D"));
    assert_false(is_ours(u"C"));
    lwclus_reconnect_rename(s, u"F", true);
    assert_int_equal(s->candidate_count, 4);
    assert_false(is_ours(u"E"));
    assert_true(is_ours(u"D"));
    assert_true(is_ours(u"F"));
    assert_false(is_ours(u"D"));
    lwclus_reconnect_rename(s, u"G", true);
    lwclus_reconnect_rename(s, u"H", false);
    assert_true(is_ours(u"H"));
    assert_false(is_ours(u"F") || is_ours(u"G"));
}

/* A full list: the new name takes the place of the last node, which is counted. */
static void test_rename_full(void **state)
{
    (void)state;
    while (s->candidate_count < LWCLUS_MAX_CANDIDATES) {
        put_name(s->candidates[s->candidate_count++], u"N");
    }
    put_name(s->server, u"N2");
    lwclus_reconnect_rename(s, u"E", true);
    assert_int_equal(s->candidate_count, LWCLUS_MAX_CANDIDATES);
    assert_memory_equal(s->candidates[LWCLUS_MAX_CANDIDATES - 1], u"E", 4);
#if LWCLUS_STATISTICS
    assert_int_equal(s->dropped_names, 1);
#endif
    assert_true(is_ours(u"C") && is_ours(u"E") && !is_ours(u"C"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_codes, setup),
        cmocka_unit_test_setup(test_never, setup),
        cmocka_unit_test_setup(test_original_and_event, setup),
        cmocka_unit_test_setup(test_pause, setup),
        cmocka_unit_test_setup(test_names_of_rows, setup),
        cmocka_unit_test_setup(test_lost, setup),
        cmocka_unit_test_setup(test_known, setup),
        cmocka_unit_test_setup(test_check, setup),
        cmocka_unit_test_setup(test_rename, setup),
        cmocka_unit_test_setup(test_rename_full, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
