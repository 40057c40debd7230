/* sec_trailer, pad, token and verification trailer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "rpc/fake_auth_link.h"
#include "rpc/verifier.h"

static struct lwclus_auth auth;

static int reset(void **state)
{
    (void)state;
    fake_auth_reset();
    auth.done = true;
    return 0;
}

/* Ready-made trailer of a ClusAPI request, parsed by an independent decoder. */
static void test_verification(void **state)
{
    uint32_t before;

    (void)state;
    for (before = 0; before < 5; before++) {
        uint8_t out[68];
        struct lwclus_cursor c;

        memset(out, 0xff, sizeof out);
        lwclus_cursor_init(&c, out, sizeof out);
        (void)lwclus_cursor_take(&c, before);
        lwclus_verifier_put_verification(&c, &lwclus_syntax_clusapi);
        assert_int_equal(c.status, LWCLUS_OK);
        assert_int_equal(c.pos, (before + 3) / 4 * 4 + LWCLUS_VERIFICATION_TRAILER_BYTES);
        assert_string_equal(hex_text(out + c.pos - 60, 60), "8ae3137102f43671010004000100000002402800"
                                                            "b2b87db9634ccf11bff608002be23f2f03000000"
                                                            "045d888aeb1cc9119fe808002b10486002000000");
        for (; before % 4 != 0 && c.pos > 60 + before; c.pos--) {
            assert_int_equal(out[c.pos - 61], 0);
        }
    }
}

static uint32_t seal(uint8_t *pdu, uint32_t room, uint32_t stub)
{
    struct lwclus_cursor c;

    memset(pdu, 0xee, room);
    lwclus_cursor_init(&c, pdu, room);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_REQUEST, 3, 7);
    lwclus_put_zeros(&c, 8 + stub);
    return lwclus_verifier_seal(&c, &auth) == LWCLUS_OK ? c.pos : 0;
}

static void test_seal(void **state)
{
    uint32_t stub;

    (void)state;
    for (stub = 0; stub < 70; stub++) {
        uint8_t pdu[200], signature[16];
        uint32_t pad = (16 - stub % 16) % 16;
        uint32_t size = seal(pdu, sizeof pdu, stub);
        struct lwclus_auth_pdu parts = {{pdu, 24}, {pdu + 24, stub + pad}, {pdu + 24 + stub + pad, 8}};
        uint32_t i;

        assert_int_equal(size, 24 + stub + pad + 24);
        assert_int_equal(pdu[8] | pdu[9] << 8, size);
        assert_int_equal(pdu[10] | pdu[11] << 8, 16);
        assert_int_equal(pdu[size], 0xee);
        fake_auth_cipher(FAKE_AUTH_CLIENT, stub, parts.body);
        for (i = 0; i < stub + pad; i++) {
            assert_int_equal(parts.body.ptr[i], 0);
        }
        assert_memory_equal(parts.trailer.ptr, "\x09\x06", 2);
        assert_int_equal(parts.trailer.ptr[2], pad);
        assert_memory_equal(parts.trailer.ptr + 3, "\x00\x01\x00\x00\x00", 5);
        fake_auth_sign(FAKE_AUTH_CLIENT, stub, &parts, signature);
        assert_memory_equal(signature, pdu + size - 16, 16);
    }
}

static void test_seal_without_room(void **state)
{
    uint32_t room;

    (void)state;
    for (room = 32; room < 64; room++) {
        uint8_t *pdu = malloc(room);

        assert_int_equal(seal(pdu, room, 8), room == 64 ? 64 : 0);
        free(pdu);
    }
}

/* Cuts a copy that lies in a block of exactly its size; opens it when that succeeds. */
static lwclus_result cut_and_open(const uint8_t *pdu, uint32_t size, uint32_t auth_length, uint32_t *body)
{
    uint8_t *block = malloc(size);
    struct lwclus_cspan header = {block, 24};
    struct lwclus_cursor c;
    struct lwclus_verifier v;
    lwclus_result result;

    memcpy(block, pdu, size);
    lwclus_cursor_init(&c, block, size);
    (void)lwclus_cursor_take(&c, 24);
    result = lwclus_verifier_cut(&c, &auth, auth_length, &v);
    if (result == LWCLUS_OK) {
        fake_auth.sequence[FAKE_AUTH_SERVER] = 0;
        result = lwclus_verifier_open(&v, &auth, header);
        *body = v.pdu.body.size;
    }
    free(block);
    return result;
}

/* A response as the server seals it: 40 bytes of stub data, pad 8, as recorded in a live session. */
static uint32_t make_response(uint8_t *pdu)
{
    struct lwclus_auth_pdu parts = {{pdu, 24}, {pdu + 24, 48}, {pdu + 72, 8}};
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, pdu, 96);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_RESPONSE, 3, 3);
    lwclus_put_zeros(&c, 8 + 48);
    lwclus_verifier_put_trailer(&c, &auth, 8);
    lwclus_put_zeros(&c, 16);
    lwclus_pdu_put_lengths(&c, 16);
    fake_auth_sign(FAKE_AUTH_SERVER, 0, &parts, pdu + 80);
    fake_auth_cipher(FAKE_AUTH_SERVER, 0, parts.body);
    return c.pos;
}

static void test_open(void **state)
{
    uint8_t pdu[96];
    uint32_t size = make_response(pdu);
    uint32_t body = 0, n;

    (void)state;
    assert_int_equal(cut_and_open(pdu, size, 16, &body), LWCLUS_OK);
    assert_int_equal(body, 40);
    for (n = 24; n < size; n++) { /* cut short */
        lwclus_result result = cut_and_open(pdu, n, 16, &body);

        assert_true(result == LWCLUS_VERIFIER_WRONG || result == LWCLUS_PDU_MALFORMED);
    }
    for (n = 0; n < 200; n++) { /* another auth_length */
        lwclus_result result = cut_and_open(pdu, size, n, &body);

        assert_int_equal(result == LWCLUS_OK, n == 16);
    }
    for (n = 0; n < 8 * size; n++) { /* every bit */
        pdu[n / 8] ^= (uint8_t)(1u << n % 8);
        assert_int_equal(cut_and_open(pdu, size, 16, &body),
                         n / 8 == 74 && pdu[74] > 48 ? LWCLUS_PDU_MALFORMED : LWCLUS_VERIFIER_WRONG);
        pdu[n / 8] ^= (uint8_t)(1u << n % 8);
    }
}

static void test_cut_unauthenticated(void **state)
{
    uint8_t pdu[30] = {0};
    struct lwclus_cursor c;
    struct lwclus_verifier v;

    (void)state;
    lwclus_cursor_init(&c, pdu, sizeof pdu);
    (void)lwclus_cursor_take(&c, 24);
    assert_int_equal(lwclus_verifier_cut(&c, &auth, 0, &v), LWCLUS_OK);
    assert_int_equal(v.pdu.body.size, 6);
    assert_int_equal(v.pad, 0);
    lwclus_cursor_init(&c, pdu, 20);
    (void)lwclus_cursor_take(&c, 24);
    assert_int_equal(lwclus_verifier_cut(&c, &auth, 0, &v), LWCLUS_PDU_MALFORMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_verification),
        cmocka_unit_test_setup(test_seal, reset),
        cmocka_unit_test_setup(test_seal_without_room, reset),
        cmocka_unit_test_setup(test_open, reset),
        cmocka_unit_test(test_cut_unauthenticated),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
