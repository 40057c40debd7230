/* Several calls in one flight: order, limits, faults, hostile answers, loss. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/fake_auth_link.h"
#include "rpc/pdu.h"
#include "rpc/peer.h"

#define MALFORMED LWCLUS_PDU_MALFORMED

/* Calls of the flight that is being tested. */
static struct {
    uint32_t call_id, size;
} call[LWCLUS_MAX_CALLS];

/* What the script of the server has to know of each request. */
static uint32_t first_id;

static uint32_t size_of(uint32_t i)
{
    return i * 3u % 17u;
}

/* Submits `n` calls; nothing leaves before the first step. */
static void take_off(struct peer *p, uint32_t n)
{
    uint32_t sent = p->io.sent;

    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(peer_submit(p, (uint16_t)(i + 3), size_of(i), false), LWCLUS_OK);
        call[i].call_id = p->a.call_id;
        call[i].size = size_of(i);
        assert_true(i == 0 || call[i].call_id == call[i - 1].call_id + 1);
    }
    first_id = call[0].call_id;
    assert_int_equal(p->io.sent, sent);
}

/* The next answer belongs to call `i`. */
static void land(struct peer *p, uint32_t i)
{
    uint8_t expected[32];

    for (uint32_t b = 0; b < sizeof expected; b++) {
        expected[b] = peer_pattern(b);
    }
    assert_int_equal(peer_run(p), LWCLUS_OK);
    assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
    assert_int_equal(p->a.answered, call[i].call_id);
    peer_expect(p, expected, call[i].size);
}

/* A server that has read the whole flight answers call `i`. */
static void answer(struct peer *p, uint32_t i)
{
    p->call_id = call[i].call_id;
    p->reply_size = call[i].size;
    for (uint32_t b = 0; b < call[i].size; b++) {
        p->reply[b] = peer_pattern(b);
    }
    peer_answer(p);
}

static struct peer *opened(bool authenticated)
{
    struct peer *p = peer_new(authenticated);

    peer_open(p);
    return p;
}

/* ---- what works ---- */

static void test_in_order(void **state)
{
    bool authenticated = *(const bool *)*state;

    for (uint32_t n = 1; n <= LWCLUS_MAX_CALLS; n++) {
        struct peer *p = opened(authenticated);
#if LWCLUS_STATISTICS
        uint32_t trips = p->a.stats.round_trips;
#endif

        for (uint32_t flight = 0; flight < 3; flight++) {
            take_off(p, n);
            for (uint32_t i = 0; i < n; i++) {
                assert_int_not_equal(p->a.awaited, 0);
                land(p, i);
            }
            assert_int_equal(p->a.awaited, 0);
        }
        assert_int_equal(p->requests, 3 * n);
        assert_int_equal(p->verifications, authenticated);
#if LWCLUS_STATISTICS
        assert_int_equal(p->a.stats.round_trips, trips + 3);
        assert_int_equal(p->a.stats.bytes_sent, p->io.sent);
        assert_int_equal(p->a.stats.bytes_received, p->io.received);
#endif
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_OK); /* and single calls as ever */
        peer_free(p);
    }
}

/* Answers come as the server has them. */
static void test_any_order(void **state)
{
    bool authenticated = *(const bool *)*state;

    for (uint32_t stride = 1; stride < LWCLUS_MAX_CALLS; stride += 2) { /* odd: every call once */
        struct peer *p = opened(authenticated);

        p->mute = true;
        p->response_chunk = 5;
        take_off(p, LWCLUS_MAX_CALLS);
        assert_int_equal(peer_run(p), LWCLUS_PENDING);
        assert_int_equal(p->requests, LWCLUS_MAX_CALLS);
        for (uint32_t i = 0; i < LWCLUS_MAX_CALLS; i++) {
            answer(p, (LWCLUS_MAX_CALLS - 1u - i) * stride % LWCLUS_MAX_CALLS);
        }
        for (uint32_t i = 0; i < LWCLUS_MAX_CALLS; i++) {
            land(p, (LWCLUS_MAX_CALLS - 1u - i) * stride % LWCLUS_MAX_CALLS);
        }
        assert_int_equal(p->a.awaited, 0);
        peer_free(p);
    }
}

static void test_trickle(void **state)
{
    bool authenticated = *(const bool *)*state;

    for (uint32_t portion = 1; portion < 400; portion += portion < 60 ? 1 : 13) {
        struct peer *p = peer_new(authenticated);

        p->io.portion = portion;
        p->io.stutter = portion % 2 != 0;
        peer_open(p);
        take_off(p, 7);
        for (uint32_t i = 0; i < 7; i++) {
            land(p, i);
        }
        peer_free(p);
    }
}

/* ---- limits ---- */

static void test_full(void **state)
{
    bool authenticated = *(const bool *)*state;
    uint32_t sizes[] = {100, 300, 700, 1200};

    for (uint32_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        struct peer *p = opened(authenticated);
        uint32_t n = 0;

        while (peer_submit(p, 9, sizes[s], false) == LWCLUS_OK) {
            n++;
            assert_in_range(n, 1, LWCLUS_MAX_CALLS);
            assert_in_range(p->a.tx_size, 1, p->a.tx.size);
        }
        assert_true(n >= 1 && (n == LWCLUS_MAX_CALLS || p->a.tx_size + sizes[s] + 200 > p->a.tx.size));
        assert_int_equal(p->a.state, LWCLUS_ASSOC_CALLING);
        assert_int_not_equal(lwclus_assoc_stub(&p->a, true).status, LWCLUS_OK); /* rx takes the answers */
        for (uint32_t i = 0; i < n; i++) {
            assert_int_equal(peer_run(p), LWCLUS_OK);
            assert_int_equal(lwclus_assoc_response(&p->a).cap, sizes[s]);
            assert_true(i + 1 == n || lwclus_assoc_stub(&p->a, false).status != LWCLUS_OK);
        }
        assert_int_equal(p->requests, n);
        assert_int_equal(peer_call(p, 9, LWCLUS_STUB_BYTES, true), LWCLUS_OK);
        peer_free(p);
    }
}

/* No call is added to a large request, to a flight that has begun to leave, or where the server wants one. */
static void test_not_now(void **state)
{
    struct peer *p = opened(true);

    (void)state;
    assert_int_equal(peer_submit(p, 9, LWCLUS_STUB_BYTES, true), LWCLUS_OK);
    assert_int_not_equal(lwclus_assoc_stub(&p->a, false).status, LWCLUS_OK);
    assert_int_equal(peer_run(p), LWCLUS_OK);
    p->io.portion = 1;
    p->io.stutter = true;
    take_off(p, 2);
    while (p->a.tx_sent == 0) {
        assert_int_equal(lwclus_assoc_step(&p->a), LWCLUS_PENDING);
    }
    assert_int_not_equal(peer_submit(p, 9, 5, false), LWCLUS_OK);
    land(p, 0);
    land(p, 1);
    peer_free(p);

    p = peer_new(true);
    p->ack_flags = 7;
    peer_open(p);
    take_off(p, 1);
    assert_int_not_equal(peer_submit(p, 9, 5, false), LWCLUS_OK);
    land(p, 0);
    assert_int_equal(p->requests, 1);
    peer_free(p);
}

/* ---- faults ---- */

static void say_fault(struct peer *p, uint32_t call_id)
{
    uint8_t pdu[128] = {0};
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, pdu, 64);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_FAULT, LWCLUS_PFC_WHOLE, call_id);
    lwclus_put_zeros(&c, 8);
    lwclus_put_u32(&c, 5);
    lwclus_put_u32(&c, 0);
    lwclus_pdu_put_lengths(&c, 0);
    peer_say(p, pdu, c.pos, false);
}

/* The k-th of n calls fails; the others are answered as ever. */
static void test_fault(void **state)
{
    bool authenticated = *(const bool *)*state;

    for (uint32_t k = 0; k < LWCLUS_MAX_CALLS; k++) {
        struct peer *p = opened(authenticated);

        p->mute = true;
        take_off(p, LWCLUS_MAX_CALLS);
        assert_int_equal(peer_run(p), LWCLUS_PENDING);
        for (uint32_t i = 0; i < LWCLUS_MAX_CALLS; i++) {
            if (i == k) {
                say_fault(p, call[i].call_id);
            } else {
                answer(p, i);
            }
        }
        for (uint32_t i = 0; i < LWCLUS_MAX_CALLS; i++) {
            if (i == k) {
                assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, ERROR_ACCESS_DENIED));
                assert_int_equal(p->a.answered, call[i].call_id);
                assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
            } else {
                land(p, i);
            }
        }
        assert_int_equal(p->a.awaited, 0);
        p->mute = false;
        p->reply_size = 5;
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_OK);
        peer_free(p);
    }
}

/* ---- hostile ---- */

/* A call id that nothing waits for: never asked, of the time before, answered already. */
static void test_strange_id(void **state)
{
    bool authenticated = *(const bool *)*state;
    const int32_t off[] = {4, 5, -1, -2, -20, 1000, 0};

    for (uint32_t i = 0; i < sizeof off / sizeof off[0]; i++) {
        struct peer *p = opened(authenticated);

        p->mute = true;
        take_off(p, 4);
        assert_int_equal(peer_run(p), LWCLUS_PENDING);
        answer(p, 0);
        call[1].call_id = (uint32_t)((int32_t)first_id + off[i]);
        answer(p, 1);
        land(p, 0);
        assert_int_equal(peer_run(p), MALFORMED);
        peer_expect_closed(p);
        peer_free(p);
    }
}

static uint32_t other_id;

static void mix(struct peer *p, uint8_t *pdu)
{
    if (p->said % 2 != 0) {
        pdu[12] = (uint8_t)other_id;
    }
}

/* Fragments of two responses in turn: one stub cannot be told from the other. */
static void test_mixed_fragments(void **state)
{
    bool authenticated = *(const bool *)*state;
    struct peer *p = opened(authenticated);

    p->mute = true;
    take_off(p, 2);
    assert_int_equal(peer_run(p), LWCLUS_PENDING);
    other_id = call[1].call_id;
    p->said = 0;
    p->edit = mix;
    p->response_chunk = 16;
    call[0].size = 64;
    answer(p, 0);
    assert_int_equal(peer_run(p), MALFORMED);
    peer_expect_closed(p);
    peer_free(p);
}

static void flip(struct peer *p, uint8_t *pdu, uint32_t *size)
{
    if (p->number < *size) {
        pdu[p->number] ^= 0x21;
    }
    p->number -= *size; /* wraps when it was in this PDU */
}

/* Every byte of the answers to a flight: an error and a closed association, or the right answer. */
static void test_flipped_bytes(void **state)
{
    bool authenticated = *(const bool *)*state;
    uint32_t wrong = 0;

    for (uint32_t at = 0; at < 250; at++) {
        struct peer *p = opened(authenticated);
        lwclus_result r = LWCLUS_OK;

        p->damage = flip;
        p->number = at;
        take_off(p, 3);
        for (uint32_t i = 0; i < 3 && r == LWCLUS_OK; i++) {
            r = peer_run(p);
        }
        if (r != LWCLUS_OK && r != LWCLUS_PENDING) {
            wrong++;
            assert_true(p->a.state == LWCLUS_ASSOC_CLOSED || LWCLUS_ORIGIN(r) == LWCLUS_ORIGIN_FAULT);
        }
        peer_free(p);
    }
    assert_true(wrong > (authenticated ? 150u : 40u));
}

/* ---- loss ---- */

static void test_lost(void **state)
{
    bool authenticated = *(const bool *)*state;
    uint32_t end = 0;

    for (uint32_t at = 0; at == 0 || at < end; at++) {
        struct peer *p = opened(authenticated);

        p->mute = true;
        p->io.send_limit = p->io.sent + at;
        p->io.send_result = LWCLUS_PORT_RESET;
        take_off(p, 5);
        end = p->a.tx_size;
        assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT,
                                                    at == 0 ? RPC_S_CALL_FAILED_DNE : RPC_S_CALL_FAILED));
        peer_expect_closed(p);
        peer_free(p);
    }
    for (uint32_t answers = 0; answers < 5; answers++) {
        struct peer *p = opened(authenticated);

        p->mute = true;
        take_off(p, 5);
        assert_int_equal(peer_run(p), LWCLUS_PENDING);
        for (uint32_t i = 0; i < answers; i++) {
            answer(p, i);
            land(p, i);
        }
        p->io.end_result = LWCLUS_PORT_CLOSED;
        assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_CALL_FAILED));
        peer_expect_closed(p);
        peer_free(p);
    }
}

int main(void)
{
    static bool plain = false, sealed = true;
#define BOTH(test) cmocka_unit_test_prestate(test, &plain), cmocka_unit_test_prestate(test, &sealed)
    const struct CMUnitTest tests[] = {
        BOTH(test_in_order),   BOTH(test_any_order),           BOTH(test_trickle),
        BOTH(test_full),       cmocka_unit_test(test_not_now), BOTH(test_fault),
        BOTH(test_strange_id), BOTH(test_mixed_fragments),     BOTH(test_flipped_bytes),
        BOTH(test_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
