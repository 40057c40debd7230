/* Opening, calls, fragments in both directions, and every way in which bytes can trickle. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "rpc/fake_auth_link.h"
#include "rpc/peer.h"

#define ROOM(verifier) ((LWCLUS_FRAGMENT_BYTES - 24u - (verifier)) & ~15u)
#define SEALED_ROOM    ROOM(24u)
#define TRAILER        60u

static uint8_t pattern[PEER_STUB_BYTES];

static int make_pattern(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof pattern; i++) {
        pattern[i] = peer_pattern(i);
    }
    return 0;
}

/* ---- bytes of the logon ---- */

static char *sent_text;

static void record(void *user, const uint8_t *pdu, uint32_t size)
{
    (void)user;
    assert_null(sent_text);
    sent_text = strdup(hex_text(pdu, size));
}

static void expect_sent(struct peer *p, const char *expected)
{
    assert_int_equal(peer_run(p), LWCLUS_PENDING);
    assert_non_null(sent_text);
    assert_string_equal(sent_text, expected);
    free(sent_text);
    sent_text = NULL;
}

static void say_hex(struct peer *p, const char *hex)
{
    uint32_t size;
    uint8_t *bytes = hex_new(hex, &size);

    script_say(&p->io, bytes, size);
    free(bytes);
}

#define LE16(v) ((v)&0xffu), ((v) >> 8 & 0xffu)
#define CONTEXT                                                                                              \
    "00000000"                                                                                               \
    "01000000"                                                                                               \
    "00000100"                                                                                               \
    "b2b87db9634ccf11bff608002be23f2f03000000" NDR20
#define NDR20 "045d888aeb1cc9119fe808002b10486002000000"

static const char *context_pdu(const char *ptype, unsigned flags, const char *head, const char *tail)
{
    static char text[512];

    snprintf(text, sizeof text, "0500%s%02x%s%02x%02x%02x%02x%s%s", ptype, flags, head,
             LE16(LWCLUS_FRAGMENT_BYTES), LE16(LWCLUS_FRAGMENT_BYTES), CONTEXT, tail);
    return text;
}

static void test_bytes_unauthenticated(void **state)
{
    struct peer *p = peer_new(false);

    (void)state;
    p->io.on_pdu = record;
    expect_sent(p, context_pdu("0b", 3 | PEER_MULTIPLEX, "100000004800000001000000", ""));
    assert_int_equal(p->a.state, LWCLUS_ASSOC_BINDING);
    say_hex(p, "05000c03100000003800000001000000d016d01634120000000000000100000000000000" NDR20);
    assert_int_equal(peer_run(p), LWCLUS_OK);
    assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
    peer_free(p);
}

static void test_bytes_authenticated(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    p->io.on_pdu = record;
    expect_sent(
        p, context_pdu("0b", 7 | PEER_MULTIPLEX, "100000005400040001000000", "09060000010000004c454731"));
    say_hex(p, "05000c07100000004800040001000000d016d01634120000040031333500000001000000"
               "00000000" NDR20 "09060000010000004c454732");
    expect_sent(p, context_pdu("0e", 7, "100000005400040002000000", "09060000010000004c454733"));
    assert_int_equal(p->a.state, LWCLUS_ASSOC_LOGGING_ON);
    assert_int_equal(p->a.assoc_group_id, 0x1234);
    say_hex(p, "05000f07100000004400040002000000d016d0163412000000000000"
               "0100000000000000" NDR20 "09060000010000004c454734");
    assert_int_equal(peer_run(p), LWCLUS_OK);
    assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
#if LWCLUS_STATISTICS
    assert_int_equal(p->a.stats.round_trips, 3);
    assert_int_equal(p->a.stats.pdus_sent, 2);
    assert_int_equal(p->a.stats.pdus_received, 2);
    assert_int_equal(p->a.stats.bytes_sent, 168);
    assert_int_equal(p->a.stats.bytes_received, 72 + 68);
#endif
    peer_free(p);
}

/* ---- calls ---- */

static void test_call(void **state)
{
    bool authenticated = *(const bool *)*state;
    struct peer *p = peer_new(authenticated);
    uint32_t size;

    peer_open(p);
    for (size = 0; size < 100; size++) {
        assert_int_equal(peer_call(p, (uint16_t)(size + 3), size, false), LWCLUS_OK);
        assert_int_equal(p->opnum, size + 3);
        assert_int_equal(p->call_id, size + (authenticated ? 3 : 2));
        peer_expect(p, pattern, size);
    }
    assert_int_equal(p->requests, 100);
    assert_int_equal(p->verifications, authenticated ? 1 : 0);
#if LWCLUS_STATISTICS
    assert_int_equal(p->a.stats.round_trips, 100 + (authenticated ? 3 : 2));
    assert_int_equal(p->a.stats.pdus_received, p->a.stats.pdus_sent);
    assert_int_equal(p->a.stats.bytes_sent, p->io.sent);
    assert_int_equal(p->a.stats.bytes_received, p->io.received);
#endif
    peer_free(p);
}

/* Stub sizes that the sweeps go through: some fragments, and the largest. */
#define SWEEP_BYTES (4u * LWCLUS_FRAGMENT_BYTES + 64u)
static uint32_t next_size(uint32_t size)
{
    return size == SWEEP_BYTES && size < LWCLUS_STUB_BYTES - 64u ? LWCLUS_STUB_BYTES - 64u : size + 1u;
}

/* Sizes around every multiple of a fragment, with and without room for the verification trailer. */
static void test_request_sizes(void **state)
{
    bool authenticated = *(const bool *)*state;
    uint32_t room = authenticated ? SEALED_ROOM : ROOM(0u);
    unsigned earlier;
    uint32_t size;

    for (earlier = 0; earlier < 2; earlier++) {
        for (size = 0; size <= LWCLUS_STUB_BYTES; size = next_size(size)) {
            uint32_t trailer = authenticated && earlier == 0 ? TRAILER : 0;
            struct peer *p;

            if (size > 40 && (size + 80) % room > 120 && size + 40 < LWCLUS_STUB_BYTES) {
                continue;
            }
            p = peer_new(authenticated);
            p->reply_size = 3;
            peer_open(p);
            if (earlier != 0) {
                assert_int_equal(peer_call(p, 1, 0, false), LWCLUS_OK);
            }
            if (size <= room - trailer) {
                assert_int_equal(peer_call(p, 9, size, false), LWCLUS_OK);
                assert_int_equal(p->fragments, 1);
            } else {
                assert_int_equal(LWCLUS_CODE(peer_submit(p, 9, size, false)), RPC_X_BAD_STUB_DATA);
                assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
                assert_int_equal(peer_call(p, 9, size, true), LWCLUS_OK);
                assert_true(p->fragments > 1 && p->fragments <= size / room + 2);
            }
            assert_int_equal(p->stub_size - ((4 - size % 4) % 4) * (trailer != 0), size);
            assert_memory_equal(p->stub, pattern, size);
            assert_int_equal(p->verifications, authenticated ? 1 : 0);
            peer_expect(p, p->reply, 3);
            peer_free(p);
        }
    }
}

/* A stub that would fit into one fragment may lie in rx as well. */
static void test_small_request_in_rx(void **state)
{
    struct peer *p = peer_new(true);
    uint32_t size;

    (void)state;
    peer_open(p);
    for (size = 0; size < 50; size++) {
        assert_int_equal(peer_call(p, 9, size, true), LWCLUS_OK);
        assert_int_equal(p->fragments, 1);
        assert_int_equal(lwclus_assoc_response(&p->a).cap, p->stub_size);
        assert_memory_equal(p->stub, pattern, size);
    }
    peer_free(p);
}

/* The server takes smaller fragments than we could send. */
static void test_send_limit(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    p->max_frag = 1432;
    p->reply_size = 0;
    peer_open(p);
    assert_int_equal(p->a.send_max, 1432);
    assert_int_equal(lwclus_assoc_stub(&p->a, false).cap, 1376 - TRAILER);
    assert_int_equal(peer_call(p, 9, LWCLUS_STUB_BYTES, true), LWCLUS_OK);
    assert_int_equal(p->fragments, (LWCLUS_STUB_BYTES + TRAILER + 1375) / 1376);
    assert_memory_equal(p->stub, pattern, LWCLUS_STUB_BYTES);
    peer_free(p);
}

static void test_response_sizes(void **state)
{
    static const uint32_t chunks[] = {1, 7, 8, 9, 15, 16, 17, 100, 496, SEALED_ROOM - 1, SEALED_ROOM};
    bool authenticated = *(const bool *)*state;
    uint32_t i, size;

    for (i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        struct peer *p = peer_new(authenticated);

        peer_open(p);
        p->response_chunk = chunks[i];
        for (size = 0; size <= LWCLUS_STUB_BYTES; size = next_size(size)) {
            uint32_t edge = size % chunks[i];

            if (size / chunks[i] > 300) { /* more fragments show nothing more */
                break;
            }
            if (size > 40 && edge > 2 && edge + 2 < chunks[i] && size + 40 < LWCLUS_STUB_BYTES) {
                continue;
            }
            if (chunks[i] < 20 && size > 60 && size + 20 < LWCLUS_STUB_BYTES && size % 199 != 0) {
                continue;
            }
            p->reply_size = size;
            assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_OK);
            peer_expect(p, p->reply, size);
        }
        peer_free(p);
    }
}

/* One byte more than LWCLUS_STUB_BYTES, in fragments of all kinds. */
static void test_response_too_large(void **state)
{
    static const uint32_t chunks[] = {16, 17, 100, SEALED_ROOM - 1, SEALED_ROOM};
    bool authenticated = *(const bool *)*state;
    uint32_t i, more;

    for (i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        /* thousands of fragments per answer show nothing more each time */
        uint32_t most = LWCLUS_STUB_BYTES / chunks[i] > 400 ? 3 : 80;

        for (more = 1; more < most; more += more < 48 ? 1 : 7) {
            struct peer *p = peer_new(authenticated);

            peer_open(p);
            p->response_chunk = chunks[i];
            p->reply_size = LWCLUS_STUB_BYTES + more;
            assert_int_equal(peer_call(p, 9, 5, false),
                             LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY));
            peer_expect_closed(p);
            peer_free(p);
        }
    }
}

/* ---- portions ---- */

static void exercise(struct peer *p)
{
    peer_open(p);
    p->response_chunk = 100;
    assert_int_equal(peer_call(p, 9, 333, false), LWCLUS_OK);
    assert_memory_equal(lwclus_assoc_response(&p->a).base, pattern, 333);
    assert_int_equal(peer_call(p, 9, LWCLUS_STUB_BYTES, true), LWCLUS_OK);
    peer_expect(p, pattern, LWCLUS_STUB_BYTES);
    assert_int_equal(p->requests, 2);
}

static void test_trickle(void **state)
{
    bool authenticated = *(const bool *)*state;
    uint32_t portion;

    for (portion = 1; portion < 40; portion += portion < 20 ? 1 : 5) {
        struct peer *p = peer_new(authenticated);

        p->io.portion = portion;
        p->io.stutter = portion % 2 != 0;
        p->io.connect_agains = portion;
        exercise(p);
        assert_true(portion % 2 == 0 || p->io.agains > 100);
        peer_free(p);
    }
}

static void test_split_at_every_byte(void **state)
{
    bool authenticated = *(const bool *)*state;
    uint32_t split;

    for (split = 1; split < 700; split += split < 200 ? 1 : 3) {
        struct peer *p = peer_new(authenticated);

        p->io.first = split;
        exercise(p);
        peer_free(p);
    }
}

/* A step ends when the network has nothing; it does not ask again and again. */
static void test_step_does_not_spin(void **state)
{
    struct peer *p = peer_new(true);
    unsigned agains;

    (void)state;
    p->mute = true;
    peer_open(p);
    assert_int_equal(peer_submit(p, 9, 5, false), LWCLUS_OK);
    agains = p->io.agains;
    assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
    assert_int_equal(p->io.agains, agains + 1);
    assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
    assert_int_equal(p->io.agains, agains + 2);
    peer_free(p);
}

/* ---- misuse, end ---- */

static void test_wrong_moment(void **state)
{
    struct peer *p = peer_new(false);
    struct lwclus_cursor stub = lwclus_assoc_stub(&p->a, false);

    (void)state;
    assert_int_equal(LWCLUS_CODE(stub.status), RPC_S_SERVER_UNAVAILABLE);
    lwclus_put_u32(&stub, 1); /* touches nothing */
    assert_int_equal(LWCLUS_CODE(lwclus_assoc_submit(&p->a, 1, &stub)), RPC_S_SERVER_UNAVAILABLE);
    assert_int_equal(p->a.state, LWCLUS_ASSOC_CONNECTING);
    peer_open(p);
    assert_int_equal(peer_submit(p, 9, 5, false), LWCLUS_OK);
    assert_int_equal(LWCLUS_CODE(peer_submit(p, 9, 5, true)), RPC_S_CALL_FAILED_DNE);
    assert_int_equal(peer_run(p), LWCLUS_OK);
    peer_expect(p, pattern, 5);
    assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_OK); /* nothing to do */
    peer_free(p);
}

static void test_call_ids_end(void **state)
{
    struct peer *p = peer_new(false);

    (void)state;
    peer_open(p);
    p->a.call_id = 0x7ffffffe;
    p->mute = true;
    assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
    p->a.state = LWCLUS_ASSOC_READY;
#if LWCLUS_PIPELINED
    p->a.awaited = 0;
#endif
    assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_CALL_FAILED_DNE));
    peer_expect_closed(p);
    peer_free(p);
}

/* The same structure, closed and opened again. */
static void test_open_again(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    exercise(p);
    lwclus_assoc_close(&p->a);
    memset(fake_auth.sequence, 0, sizeof fake_auth.sequence);
    p->sealed = 0;
    p->opened = 0;
    p->requests = 0;
    lwclus_assoc_open(&p->a, &script_transport, 0, &p->address, 1, &lwclus_syntax_clusapi, &p->auth,
                      &p->source);
    assert_ptr_equal(p->auth.source, &p->source);
    exercise(p);
    assert_int_equal(p->verifications, 2);
    peer_free(p);
}

#if LWCLUS_TRACE
static unsigned traced[2][256];

static void on_trace(void *user, bool sent, uint8_t ptype, uint16_t opnum, uint32_t bytes)
{
    assert_ptr_equal(user, traced);
    assert_true(bytes >= 16);
    assert_true(ptype > 3 || opnum == 9);
    traced[sent][ptype]++;
}

static void test_trace(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    p->a.trace = on_trace;
    p->a.trace_user = traced;
    exercise(p);
    assert_int_equal(traced[1][11], 1);
    assert_int_equal(traced[0][12], 1);
    assert_int_equal(traced[1][14], 1);
    assert_int_equal(traced[0][15], 1);
    assert_true(traced[1][0] >= 3 && traced[0][2] >= 4);
    peer_free(p);
}
#endif

int main(void)
{
    static bool plain = false, sealed = true;
#define BOTH(test) cmocka_unit_test_prestate(test, &plain), cmocka_unit_test_prestate(test, &sealed)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bytes_unauthenticated),
        cmocka_unit_test(test_bytes_authenticated),
        BOTH(test_call),
        BOTH(test_request_sizes),
        cmocka_unit_test(test_small_request_in_rx),
        cmocka_unit_test(test_send_limit),
        BOTH(test_response_sizes),
        BOTH(test_response_too_large),
        BOTH(test_trickle),
        BOTH(test_split_at_every_byte),
        cmocka_unit_test(test_step_does_not_spin),
        cmocka_unit_test(test_wrong_moment),
        cmocka_unit_test(test_call_ids_end),
        cmocka_unit_test(test_open_again),
#if LWCLUS_TRACE
        cmocka_unit_test(test_trace),
#endif
    };

    return cmocka_run_group_tests(tests, make_pattern, NULL);
}
