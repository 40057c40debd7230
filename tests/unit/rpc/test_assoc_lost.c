/* The connection breaks at every byte in both directions; deadlines; ports that break their contract. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/fake_auth_link.h"
#include "rpc/peer.h"

/* ---- failures of the transport ---- */

static void test_connect_fails(void **state)
{
    static const int results[] = {LWCLUS_PORT_REFUSED,   LWCLUS_PORT_UNREACHABLE, LWCLUS_PORT_RESET,
                                  LWCLUS_PORT_NOT_FOUND, LWCLUS_PORT_FAILED,      LWCLUS_PORT_CLOSED};
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof results / sizeof results[0]; i++) {
        struct peer *p = peer_new(true);

        p->io.connect_result = results[i];
        p->io.connect_agains = 2;
        assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
        assert_int_equal(p->a.state, LWCLUS_ASSOC_CONNECTING);
        assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE));
        assert_int_equal(p->io.closes, 1);
        peer_expect_closed(p);
        peer_free(p);
    }
}

/* Sending breaks at every byte of the connection. */
/* a request of several fragments */
#define LARGE_BYTES                                                                                          \
    (LWCLUS_STUB_BYTES < 3u * LWCLUS_FRAGMENT_BYTES ? LWCLUS_STUB_BYTES : 3u * LWCLUS_FRAGMENT_BYTES)
static void test_send_breaks(void **state)
{
    struct peer *p = peer_new(true);
    uint32_t ready, all, limit;

    (void)state;
    p->reply_size = 3;
    peer_open(p);
    ready = p->io.sent;
    assert_int_equal(peer_call(p, 9, LARGE_BYTES, true), LWCLUS_OK);
    all = p->io.sent;
    peer_free(p);
    for (limit = 0; limit < all; limit += limit < ready + 50 || limit + 50 > all ? 1 : 13) {
        uint32_t code = limit < ready    ? RPC_S_SERVER_UNAVAILABLE
                        : limit == ready ? RPC_S_CALL_FAILED_DNE
                                         : RPC_S_CALL_FAILED;
        lwclus_result result;

        p = peer_new(true);
        p->reply_size = 3;
        p->io.send_limit = limit;
        p->io.send_result = LWCLUS_PORT_RESET;
        result = peer_run(p);
        if (result == LWCLUS_OK) {
            result = peer_call(p, 9, LARGE_BYTES, true);
        }
        assert_int_equal(result, LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, code));
        peer_expect_closed(p);
        peer_free(p);
    }
}

static uint32_t server_bytes;

/* Lets the server say `number` bytes in all. */
static void cut(struct peer *p, uint8_t *pdu, uint32_t *size)
{
    (void)pdu;
    *size = server_bytes + *size > p->number ? p->number - server_bytes : *size;
    server_bytes += *size;
}

/* The server goes away after every byte that it says. */
static void test_receive_breaks(void **state)
{
    struct peer *p = peer_new(true);
    uint32_t ready, all, limit;

    (void)state;
    p->response_chunk = 16;
    peer_open(p);
    ready = p->io.received;
    assert_int_equal(peer_call(p, 9, 60, false), LWCLUS_OK);
    all = p->io.received;
    peer_free(p);
    for (limit = 0; limit < all; limit++) {
        lwclus_result result;

        server_bytes = 0;
        p = peer_new(true);
        p->response_chunk = 16;
        p->number = limit;
        p->damage = cut;
        p->io.end_result = limit % 2 != 0 ? LWCLUS_PORT_CLOSED : LWCLUS_PORT_RESET;
        result = peer_run(p);
        if (result == LWCLUS_OK) {
            result = peer_call(p, 9, 60, false);
        }
        assert_int_equal(result, LWCLUS_RESULT(LWCLUS_ORIGIN_PORT,
                                               limit < ready ? RPC_S_SERVER_UNAVAILABLE : RPC_S_CALL_FAILED));
        peer_expect_closed(p);
        peer_free(p);
    }
}

static int send_nothing(uint8_t slot, const uint8_t *data, uint32_t size)
{
    (void)slot;
    (void)data;
    (void)size;
    return 0;
}

static int receive_too_much(uint8_t slot, uint8_t *data, uint32_t size)
{
    (void)slot;
    (void)data;
    return (int)size + 1;
}

/* A port that breaks its contract does not make the engine spin or overrun. */
static void test_broken_port(void **state)
{
    struct lwclus_transport broken = script_transport;
    struct peer *p = peer_new(true);

    (void)state;
    broken.send = send_nothing;
    p->a.transport = &broken;
    assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE));
    peer_free(p);
    p = peer_new(true);
    broken.send = script_transport.send;
    broken.recv = receive_too_much;
    p->a.transport = &broken;
    assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE));
    peer_free(p);
}

/* ---- deadlines ---- */

static void expect_lost(const struct peer *p, uint32_t code)
{
    assert_int_equal(lwclus_assoc_lost(&p->a, LWCLUS_ORIGIN_DEADLINE),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_DEADLINE, code));
}

static void test_lost(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    p->mute = true;
    p->io.connect_agains = 1;
    expect_lost(p, RPC_S_SERVER_UNAVAILABLE);
    assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
    expect_lost(p, RPC_S_SERVER_UNAVAILABLE);
    peer_open(p);
    expect_lost(p, RPC_S_CALL_FAILED_DNE);
    assert_int_equal(peer_submit(p, 9, LWCLUS_STUB_BYTES, true), LWCLUS_OK);
    expect_lost(p, RPC_S_CALL_FAILED_DNE);
    p->io.stutter = true;
    p->io.ready = false;
    assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
    expect_lost(p, RPC_S_CALL_FAILED_DNE); /* the fragment is queued, nothing has left */
    assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
    assert_int_equal(p->a.tx_sent, 0); /* between two fragments */
    expect_lost(p, RPC_S_CALL_FAILED);
    assert_int_equal(peer_run(p), LWCLUS_PENDING);
    expect_lost(p, RPC_S_CALL_FAILED);
    lwclus_assoc_close(&p->a);
    expect_lost(p, RPC_S_SERVER_UNAVAILABLE);
    peer_expect_closed(p);
    lwclus_assoc_close(&p->a);
    assert_int_equal(p->io.closes, 1);
    assert_int_equal(LWCLUS_CODE(lwclus_assoc_step(&p->a)), RPC_S_SERVER_UNAVAILABLE);
    peer_free(p);
}

#if LWCLUS_RECONNECT
/* Between two calls: what the transport knows of the connection. */
static void test_probe(void **state)
{
    static const int ends[] = {LWCLUS_PORT_CLOSED, LWCLUS_PORT_RESET, LWCLUS_PORT_UNREACHABLE,
                               LWCLUS_PORT_FAILED, 0};
    uint32_t i;

    for (i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct peer *p = peer_new(true);

        assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_OK); /* not READY: nothing to ask */
        assert_int_equal(p->io.agains, 0);
        peer_open(p);
        assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_OK);
        assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_OK);
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_OK);
        p->io.end_result = ends[i];
        assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_CALL_FAILED_DNE));
        peer_expect_closed(p);
        assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_OK);
        peer_free(p);
    }
    (void)state;
}

/* Bytes that nobody asked for are not lost by looking: they fail the next call. */
static void test_probe_meets_bytes(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    p->reply_size = 5;
    peer_open(p);
    assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_OK);
    peer_answer(p);
    assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_OK);
    assert_int_equal(lwclus_assoc_probe(&p->a), LWCLUS_OK);
    assert_int_equal(p->a.rx_got, 1);
    peer_expect(p, p->reply, 5); /* the response of before is untouched */
    assert_int_equal(LWCLUS_CODE(peer_call(p, 9, 5, false)), RPC_S_PROTOCOL_ERROR);
    peer_expect_closed(p);
    peer_free(p);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connect_fails),
        cmocka_unit_test(test_send_breaks),
        cmocka_unit_test(test_receive_breaks),
        cmocka_unit_test(test_broken_port),
        cmocka_unit_test(test_lost),
#if LWCLUS_RECONNECT
        cmocka_unit_test(test_probe),
        cmocka_unit_test(test_probe_meets_bytes),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
