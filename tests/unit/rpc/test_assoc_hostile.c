/* A server that lies: every answer of the association is damaged, forged, out of place or endless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "rpc/fake_auth_link.h"
#include "rpc/pdu.h"
#include "rpc/peer.h"
#include "rpc/verifier.h"

#define PROTOCOL_ERROR LWCLUS_PDU_MALFORMED
#define WRONG_VERIFIER LWCLUS_VERIFIER_WRONG
#define AUTH(code)     LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, code)
#define FAULT(code)    LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, code)

/* ---- one hexadecimal PDU in the place of an answer ---- */

static const char *forged;
static unsigned forged_after;

static void forge(struct peer *p, uint8_t *pdu, uint32_t *size)
{
    if (p->said == forged_after) {
        *size = hex_read(pdu, forged);
    }
}

/* The answer number `nth` (1 bind_ack, 2 alter_context_resp or, unauthenticated, response) is `hex`. */
static lwclus_result forged_answer(bool authenticated, unsigned nth, const char *hex)
{
    struct peer *p = peer_new(authenticated);
    lwclus_result result;

    p->damage = forge;
    forged = hex;
    forged_after = nth;
    p->io.end_result = LWCLUS_PORT_CLOSED;
    result = peer_run(p);
    if (result == LWCLUS_OK) {
        result = peer_call(p, 9, 5, false);
    }
    peer_expect_closed(p);
    peer_free(p);
    return result;
}

struct row {
    const char *why;
    const char *hex;
    lwclus_result result;
};

static void expect_result(const struct row *row, lwclus_result result)
{
    if (result != row->result) {
        fail_msg("%s: 0x%x, expected 0x%x", row->why, (unsigned)result, (unsigned)row->result);
    }
}

static const struct row bind_rows[] = {
#define ROW(why, hex, result) {why, hex, result},
#include "vectors/rpc_bind_answers.inc"
#undef ROW
};

static void test_bind_answers(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof bind_rows / sizeof bind_rows[0]; i++) {
        expect_result(&bind_rows[i], forged_answer(false, 1, bind_rows[i].hex));
    }
}

static const struct row logon_rows[] = {
#define ROW(why, hex, result) {why, hex, result},
#include "vectors/rpc_logon_answers.inc"
#undef ROW
};

static void test_logon_answers(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof logon_rows / sizeof logon_rows[0]; i++) {
        const char *hex = logon_rows[i].hex;

        expect_result(&logon_rows[i], forged_answer(true, (unsigned)(hex[0] - '0'), hex + 1));
    }
}

static const struct row response_rows[] = {
#define ROW(why, hex, result) {why, hex, result},
#include "vectors/rpc_responses.inc"
#undef ROW
};

static void test_responses(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof response_rows / sizeof response_rows[0]; i++) {
        expect_result(&response_rows[i], forged_answer(false, 2, response_rows[i].hex));
    }
}

/* ---- every bit of every answer ---- */

static void flip(struct peer *p, uint8_t *pdu, uint32_t *size)
{
    if (p->said == forged_after) {
        pdu[p->number / 8 % *size] ^= (uint8_t)(1u << p->number % 8);
    }
}

/* Bytes that no check covers, because they carry nothing: reserved, cancel_count, unused addresses. */
static lwclus_result flipped(bool authenticated, unsigned nth, uint32_t bit)
{
    struct peer *p = peer_new(authenticated);
    lwclus_result result;

    p->damage = flip;
    p->reply_size = 45;
    p->number = bit;
    forged_after = nth;
    p->io.end_result = LWCLUS_PORT_CLOSED;
    result = peer_run(p);
    if (result == LWCLUS_OK) {
        result = peer_call(p, 9, 45, false);
    }
    if (result != LWCLUS_OK && p->a.state != LWCLUS_ASSOC_READY) {
        peer_expect_closed(p);
    }
    peer_free(p);
    return result;
}

/* Nothing of a sealed response may be changed: header, body, pad, sec_trailer, token. */
static void test_sealed_response_flipped(void **state)
{
    uint32_t bit;

    (void)state;
    for (bit = 0; bit < 8 * (24 + 48 + 24); bit++) {
        lwclus_result result = flipped(true, 3, bit);

        /* reserved byte of the sec_trailer included; a PDU said to be longer ends with the connection */
        assert_true(result == WRONG_VERIFIER || result == PROTOCOL_ERROR ||
                    LWCLUS_CODE(result) == RPC_S_CALL_FAILED);
    }
}

static void test_answers_flipped(void **state)
{
    uint32_t bit;

    (void)state;
    for (bit = 0; bit < 8 * 96; bit++) {
        (void)flipped(true, 1, bit);
        (void)flipped(true, 2, bit);
        (void)flipped(false, 1, bit);
        (void)flipped(false, 2, bit);
    }
}

/* ---- lengths that contradict each other, in sealed PDUs ---- */

static void set_field(struct peer *p, uint8_t *pdu, uint32_t *size)
{
    if (p->said == forged_after) {
        uint32_t at = p->number & 0xffffu;

        pdu[at] = (uint8_t)(p->number >> 16);
        pdu[at + 1] = (uint8_t)(p->number >> 24);
        (void)size;
    }
}

static lwclus_result with_field(unsigned nth, uint32_t at, uint32_t value)
{
    struct peer *p = peer_new(true);
    lwclus_result result;

    p->damage = set_field;
    p->reply_size = 45;
    p->number = at | value << 16;
    forged_after = nth;
    p->io.end_result = LWCLUS_PORT_CLOSED;
    result = peer_run(p);
    if (result == LWCLUS_OK) {
        result = peer_call(p, 9, 45, false);
    }
    if (result != LWCLUS_OK) {
        peer_expect_closed(p);
    }
    peer_free(p);
    return result;
}

static void test_lengths(void **state)
{
    uint32_t value;
    unsigned nth;

    (void)state;
    for (nth = 1; nth <= 3; nth++) {
        for (value = 0; value < 150; value++) {
            bool right = value == (nth == 1 ? 72 : nth == 2 ? 68 : 96);

            assert_int_equal(with_field(nth, 8, value) == LWCLUS_OK, right);
            right = value == (nth == 3 ? 16 : 4);
            assert_int_equal(with_field(nth, 10, value) == LWCLUS_OK, right);
        }
        assert_int_equal(with_field(nth, 8, LWCLUS_PDU_MAX_BYTES + 1u), PROTOCOL_ERROR);
        assert_int_equal(with_field(nth, 8, 0xffff), PROTOCOL_ERROR);
        assert_int_equal(with_field(nth, 10, 0xffff), PROTOCOL_ERROR);
    }
    for (value = 0; value < 256; value++) { /* auth_pad_length: 3 is right; body is 48 */
        lwclus_result result = with_field(3, 24 + 48 + 2, value);

        assert_int_equal(result, value == 3 ? LWCLUS_OK : value <= 48 ? WRONG_VERIFIER : PROTOCOL_ERROR);
    }
}

/* ---- order of fragments ---- */

static uint32_t edit_at;
static uint8_t edit_value;

static void edit_byte(struct peer *p, uint8_t *pdu)
{
    if (p->sealed == p->number) {
        pdu[edit_at] = edit_value;
    }
}

/* Byte `at` of the sealed fragment number `nth` (0..3) is `value`, correctly signed. */
static lwclus_result with_edit(unsigned nth, uint32_t at, uint8_t value)
{
    struct peer *p = peer_new(true);
    lwclus_result result;

    p->edit = edit_byte;
    p->number = nth;
    edit_at = at;
    edit_value = value;
    p->response_chunk = 16;
    p->reply_size = 64;
    p->io.end_result = LWCLUS_PORT_CLOSED;
    peer_open(p);
    result = peer_call(p, 9, 5, false);
    if (result == LWCLUS_OK) {
        peer_expect(p, p->reply, nth == 3 || value != 3 ? 64 : 16 * (nth + 1));
    } else {
        peer_expect_closed(p);
    }
    peer_free(p);
    return result;
}

static void test_fragment_order(void **state)
{
    unsigned nth;

    (void)state;
    for (nth = 0; nth < 4; nth++) {
        uint8_t first = nth == 0 ? 1 : 0;
        uint8_t last = nth == 3 ? 2 : 0;

        assert_int_equal(with_edit(nth, 3, first | last), LWCLUS_OK);
        assert_int_equal(with_edit(nth, 3, (uint8_t)(first | last | 0x04)), LWCLUS_OK); /* PENDING_CANCEL */
        assert_int_equal(with_edit(nth, 3, (uint8_t)((first ^ 1) | last)), PROTOCOL_ERROR);
        assert_int_equal(with_edit(nth, 12, 99), PROTOCOL_ERROR); /* call_id */
        assert_int_equal(with_edit(nth, 15, 1), PROTOCOL_ERROR);
        assert_int_equal(with_edit(nth, 19, 0x80), PROTOCOL_ERROR); /* alloc_hint */
        assert_int_equal(with_edit(nth, 20, 1), PROTOCOL_ERROR);    /* p_cont_id */
        assert_int_equal(with_edit(nth, 22, 1), LWCLUS_OK);         /* cancel_count */
    }
    /* never a last one */
    assert_int_equal(with_edit(3, 3, 0), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_CALL_FAILED));
}

static void put_response(uint8_t *pdu, uint8_t flags, uint32_t call_id)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, pdu, 24);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_RESPONSE, flags, call_id);
    lwclus_put_zeros(&c, 8);
}

/* Fragments without stub data would never end. An empty last one is fine. */
static void test_empty_fragments(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        uint8_t pdu[128] = {0};
        struct peer *p = peer_new(true);

        p->mute = true;
        peer_open(p);
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
        put_response(pdu, 1, p->call_id);
        if (i != 0) {
            pdu[24] = 0x77;
            peer_say(p, pdu, 25, true);
            put_response(pdu, 0, p->call_id);
        }
        peer_say(p, pdu, 24, true);
        assert_int_equal(peer_run(p), PROTOCOL_ERROR);
        peer_expect_closed(p);
        peer_free(p);
    }
    {
        uint8_t pdu[128] = {0};
        struct peer *p = peer_new(true);

        p->mute = true;
        peer_open(p);
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
        put_response(pdu, 1, p->call_id);
        pdu[24] = 0x77;
        peer_say(p, pdu, 25, true);
        put_response(pdu, 2, p->call_id);
        peer_say(p, pdu, 24, true);
        assert_int_equal(peer_run(p), LWCLUS_OK);
        peer_expect(p, (const uint8_t *)"\x77", 1);
        peer_free(p);
    }
}

/* A response without verifier on an authenticated association, alone and behind a sealed fragment. */
static void test_unsealed_response(void **state)
{
    unsigned sealed_before;

    (void)state;
    for (sealed_before = 0; sealed_before < 2; sealed_before++) {
        uint8_t pdu[128] = {0};
        struct peer *p = peer_new(true);

        p->mute = true;
        peer_open(p);
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
        if (sealed_before != 0) {
            put_response(pdu, 1, p->call_id);
            peer_say(p, pdu, 40, true);
        }
        put_response(pdu, sealed_before != 0 ? 2 : 3, p->call_id);
        peer_say(p, pdu, 28, false);
        assert_int_equal(peer_run(p), WRONG_VERIFIER);
        peer_expect_closed(p);
        peer_free(p);
    }
}

static void test_replay(void **state)
{
    uint8_t pdu[128] = {0}, copy[128];
    struct peer *p = peer_new(true);

    (void)state;
    p->mute = true;
    peer_open(p);
    assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
    put_response(pdu, 1, p->call_id);
    peer_say(p, pdu, 40, true);
    memcpy(copy, p->io.from_server, 64);
    copy[3] = 0;
    script_say(&p->io, copy, 64);
    assert_int_equal(peer_run(p), WRONG_VERIFIER);
    peer_expect_closed(p);
    peer_free(p);
}

/* ---- faults ---- */

static void say_fault(struct peer *p, uint32_t status, bool sealed)
{
    uint8_t pdu[128];
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, pdu, sizeof pdu);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_FAULT, 0x23, p->call_id);
    lwclus_put_u32(&c, 32);
    lwclus_put_u32(&c, 0);
    lwclus_put_u32(&c, status);
    lwclus_put_u32(&c, 0);
    peer_say(p, pdu, 32, sealed);
}

static void test_fault(void **state)
{
    bool authenticated = *(const bool *)*state;
    unsigned sealed, fragments;

    for (sealed = 0; sealed <= (authenticated ? 1u : 0u); sealed++) {
        struct peer *p = peer_new(authenticated);

        peer_open(p);
        for (fragments = 0; fragments < 3; fragments++) { /* of a response, before the fault */
            uint8_t pdu[128] = {0};

            p->mute = true;
            assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
            if (fragments != 0) {
                put_response(pdu, 1, p->call_id);
                peer_say(p, pdu, 40, authenticated);
            }
            if (fragments == 2) {
                put_response(pdu, 0, p->call_id);
                peer_say(p, pdu, 40, authenticated);
            }
            say_fault(p, 0x1c010002, sealed != 0);
            assert_int_equal(peer_run(p), FAULT(RPC_S_PROCNUM_OUT_OF_RANGE));
            assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
            assert_int_equal(lwclus_assoc_response(&p->a).cap, 0);
            p->mute = false;
            assert_int_equal(peer_call(p, 9, 300, false), LWCLUS_OK);
            peer_expect(p, p->stub, 300);
        }
        /* something more for the faulted call: it must not be taken for the next answer */
        p->mute = true;
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
        say_fault(p, 5, sealed != 0);
        say_fault(p, 5, sealed != 0);
        assert_int_equal(peer_run(p), FAULT(ERROR_ACCESS_DENIED));
        assert_int_equal(peer_call(p, 9, 5, false), PROTOCOL_ERROR);
        peer_expect_closed(p);
        peer_free(p);
    }
}

static void spoil_token(struct peer *p, uint8_t *pdu, uint32_t *size)
{
    if (pdu[2] == LWCLUS_PDU_FAULT) {
        pdu[p->number < *size ? p->number : *size - 1] ^= 0x10;
    }
}

/* Once a fault claims to be signed, the signature counts. */
static void test_sealed_fault_damaged(void **state)
{
    uint32_t at;

    (void)state;
    for (at = 16; at < 16 + 8 + 16 + 8 + 16; at++) {
        struct peer *p = peer_new(true);
        lwclus_result result;

        p->mute = true;
        p->damage = spoil_token;
        p->number = at;
        peer_open(p);
        assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_PENDING);
        say_fault(p, 5, true);
        result = peer_run(p);
        assert_true(result == WRONG_VERIFIER || result == PROTOCOL_ERROR);
        peer_expect_closed(p);
        peer_free(p);
    }
}

/* ---- logon ---- */

static void test_header_sign_missing(void **state)
{
    struct peer *p = peer_new(true);

    (void)state;
    p->ack_flags = 3;
    assert_int_equal(peer_run(p), WRONG_VERIFIER);
    assert_true(fake_auth.wipes >= 2);
    peer_expect_closed(p);
    peer_free(p);
    p = peer_new(false);
    p->ack_flags = 3;
    peer_open(p);
    peer_free(p);
}

static void test_legs(void **state)
{
    unsigned legs;

    (void)state;
    for (legs = 2; legs < 12; legs++) {
        struct peer *p = peer_new(true);
        lwclus_result result;

        fake_auth.server_legs = legs;
        result = peer_run(p);
        if (legs <= 8) {
            assert_int_equal(result, LWCLUS_OK);
            assert_int_equal(p->said, legs);
            assert_int_equal(peer_call(p, 9, 5, false), LWCLUS_OK);
        } else {
            assert_int_equal(result, AUTH(RPC_S_SEC_PKG_ERROR));
            peer_expect_closed(p);
        }
        peer_free(p);
    }
}

/* The client's token does not fit into a fragment. */
static void test_token_too_large(void **state)
{
    uint32_t room = LWCLUS_FRAGMENT_BYTES - 72 - 8;
    struct peer *p = peer_new(true);

    (void)state;
    fake_auth.token_bytes = room;
    peer_open(p);
    peer_free(p);
    p = peer_new(true);
    fake_auth.token_bytes = room + 1;
    assert_int_equal(peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY));
    peer_expect_closed(p);
    peer_free(p);
}

int main(void)
{
    static bool plain = false, sealed = true;
#define BOTH(test) cmocka_unit_test_prestate(test, &plain), cmocka_unit_test_prestate(test, &sealed)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bind_answers),
        cmocka_unit_test(test_logon_answers),
        cmocka_unit_test(test_responses),
        cmocka_unit_test(test_sealed_response_flipped),
        cmocka_unit_test(test_answers_flipped),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_fragment_order),
        cmocka_unit_test(test_empty_fragments),
        cmocka_unit_test(test_unsealed_response),
        cmocka_unit_test(test_replay),
        BOTH(test_fault),
        cmocka_unit_test(test_sealed_fault_damaged),
        cmocka_unit_test(test_header_sign_missing),
        cmocka_unit_test(test_legs),
        cmocka_unit_test(test_token_too_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
