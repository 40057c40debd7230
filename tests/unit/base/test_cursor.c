/* The one bounds check. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cursor.h"
#include "hex.h"

#define BAD_DATA LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA)

static uint8_t bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xf8};

static void start(struct lwclus_cursor *c, uint32_t cap)
{
    lwclus_cursor_init(c, bytes, cap);
}

static void test_take(void **state)
{
    struct lwclus_cursor c;

    (void)state;
    start(&c, 8);
    assert_int_equal(lwclus_cursor_left(&c), 8);
    assert_ptr_equal(lwclus_cursor_take(&c, 0), bytes);
    assert_ptr_equal(lwclus_cursor_take(&c, 3), bytes);
    assert_ptr_equal(lwclus_cursor_take(&c, 5), bytes + 3);
    assert_int_equal(lwclus_cursor_left(&c), 0);
    assert_ptr_equal(lwclus_cursor_take(&c, 0), bytes + 8);
    assert_int_equal(c.status, LWCLUS_OK);
    assert_null(lwclus_cursor_take(&c, 1));
    assert_int_equal(c.status, BAD_DATA);
    assert_int_equal(c.pos, 8);
}

/* pos + n may not wrap around. */
static void test_take_of_a_huge_size(void **state)
{
    static const uint32_t huge[] = {9, 0x7fffffff, 0x80000000, 0xfffffffb, 0xffffffff};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof huge / sizeof huge[0]; i++) {
        struct lwclus_cursor c;

        start(&c, 8);
        (void)lwclus_cursor_take(&c, 5);
        assert_null(lwclus_cursor_take(&c, huge[i]));
        assert_int_equal(c.pos, 5);
        assert_int_equal(c.status, BAD_DATA);
    }
}

static void test_failure_is_sticky(void **state)
{
    struct lwclus_cursor c;
    uint8_t copy[4] = {9, 9, 9, 9};

    (void)state;
    start(&c, 8);
    lwclus_cursor_fail(&c, LWCLUS_RESULT(LWCLUS_ORIGIN_PDU, 5));
    lwclus_cursor_fail(&c, LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, 6));
    assert_int_equal(lwclus_get_u32(&c), 0);
    assert_int_equal(lwclus_get_u8(&c), 0);
    assert_null(lwclus_cursor_take(&c, 0));
    lwclus_get_bytes(&c, copy, sizeof copy);
    assert_string_equal(hex_text(copy, 4), "00000000");
    assert_false(lwclus_get_equal(&c, bytes, 0));
    assert_int_equal(lwclus_cursor_left(&c), 0);
    assert_int_equal(c.pos, 0);
    assert_int_equal(c.status, LWCLUS_RESULT(LWCLUS_ORIGIN_PDU, 5));
}

static void test_reads(void **state)
{
    struct lwclus_cursor c;

    (void)state;
    start(&c, 8);
    assert_int_equal(lwclus_get_u8(&c), 0x01);
    assert_int_equal(lwclus_get_u16(&c), 0x0302);
    assert_int_equal(lwclus_get_u32(&c), 0x07060504);
    assert_int_equal(lwclus_get_u8(&c), 0xf8);
    start(&c, 8);
    assert_int_equal(lwclus_get_u16be(&c), 0x0102);
    assert_int_equal(lwclus_get_u32be(&c), 0x03040506);
    assert_int_equal(lwclus_get_u16be(&c), 0x07f8);
    start(&c, 8);
    (void)lwclus_cursor_take(&c, 4);
    assert_true(lwclus_get_u32(&c) == 0xf8070605u);
}

/* A number that is cut short is 0, not what is left of it. */
static void test_cut_numbers(void **state)
{
    struct lwclus_cursor c;
    uint32_t cap;

    (void)state;
    for (cap = 0; cap < 4; cap++) {
        start(&c, cap);
        assert_int_equal(lwclus_get_u32(&c), 0);
        assert_int_equal(c.status, BAD_DATA);
        start(&c, cap);
        assert_int_equal(lwclus_get_u32be(&c), 0);
        assert_int_equal(c.status, BAD_DATA);
    }
}

static void test_writes(void **state)
{
    uint8_t out[20];
    struct lwclus_cursor c;

    (void)state;
    memset(out, 0xee, sizeof out);
    lwclus_cursor_init(&c, out, 19);
    lwclus_put_u8(&c, 0x11);
    lwclus_put_u16(&c, 0x2233);
    lwclus_put_u32(&c, 0x44556677);
    lwclus_put_u16be(&c, 0x8899);
    lwclus_put_u32be(&c, 0xaabbccdd);
    lwclus_put_bytes(&c, "\x01\x02", 2);
    lwclus_put_bytes(&c, NULL, 0);
    lwclus_put_zeros(&c, 3);
    assert_int_equal(c.status, LWCLUS_OK);
    lwclus_put_u16(&c, 0xffff);
    assert_int_equal(c.status, BAD_DATA);
    lwclus_put_u8(&c, 0xff);
    assert_string_equal(hex_text(out, 20), "11332277665544"
                                           "8899aabbccdd"
                                           "0102000000eeee");
}

static void test_patch(void **state)
{
    uint8_t out[4] = {0};
    struct lwclus_cursor c;

    (void)state;
    lwclus_cursor_init(&c, out, 4);
    lwclus_put_zeros(&c, 3);
    lwclus_patch_u16(&c, 1, 0x1234);
    assert_string_equal(hex_text(out, 4), "00341200");
    lwclus_patch_u16(&c, 2, 0xffff); /* not all written yet */
    lwclus_patch_u16(&c, 3, 0xffff);
    lwclus_patch_u16(&c, 0xffffffff, 0xffff);
    assert_string_equal(hex_text(out, 4), "00341200");
}

static void test_align(void **state)
{
    uint8_t out[8];
    struct lwclus_cursor c;

    (void)state;
    memset(out, 0xee, sizeof out);
    lwclus_cursor_init(&c, out, 8);
    lwclus_put_u8(&c, 1);
    lwclus_cursor_align(&c, 4, true);
    assert_int_equal(c.pos, 4);
    lwclus_cursor_align(&c, 4, true);
    assert_int_equal(c.pos, 4);
    lwclus_put_u8(&c, 2);
    lwclus_cursor_align(&c, 2, false);
    assert_int_equal(c.pos, 6);
    assert_string_equal(hex_text(out, 8), "0100000002eeeeee");
    lwclus_cursor_align(&c, 16, true); /* beyond the end */
    assert_int_equal(c.status, BAD_DATA);
    assert_string_equal(hex_text(out, 8), "0100000002eeeeee");
}

static void test_sub(void **state)
{
    struct lwclus_cursor c;
    struct lwclus_cursor child;

    (void)state;
    start(&c, 8);
    (void)lwclus_get_u8(&c);
    child = lwclus_cursor_sub(&c, 3);
    assert_int_equal(c.pos, 4);
    assert_int_equal(lwclus_get_u16(&child), 0x0302);
    assert_int_equal(lwclus_get_u16(&child), 0);
    assert_int_equal(child.status, BAD_DATA);
    assert_int_equal(c.status, LWCLUS_OK);
    child = lwclus_cursor_sub(&c, 5);
    assert_int_equal(child.status, BAD_DATA);
    assert_int_equal(c.status, BAD_DATA);
    assert_int_equal(child.cap, 0);
    assert_int_equal(lwclus_get_u8(&child), 0);
}

static void test_equal(void **state)
{
    struct lwclus_cursor c;

    (void)state;
    start(&c, 4);
    assert_true(lwclus_get_equal(&c, "\x01\x02", 2));
    assert_false(lwclus_get_equal(&c, "\x03\x05", 2));
    assert_int_equal(c.status, LWCLUS_OK);
    assert_false(lwclus_get_equal(&c, "\x05", 1));
    assert_int_equal(c.status, BAD_DATA);
}

static void test_equal_secret(void **state)
{
    uint8_t a[16];
    uint8_t b[16];
    uint32_t bit;

    (void)state;
    memset(a, 0x5a, sizeof a);
    memcpy(b, a, sizeof b);
    assert_true(lwclus_equal_secret(a, b, 16));
    assert_true(lwclus_equal_secret(a, NULL, 0));
    for (bit = 0; bit < 128; bit++) {
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_false(lwclus_equal_secret(a, b, 16));
        b[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
}

static void test_wipe(void **state)
{
    uint8_t block[] = {1, 2, 3, 4};

    (void)state;
    lwclus_wipe(block + 1, 2);
    assert_string_equal(hex_text(block, 4), "01000004");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_take_of_a_huge_size),
        cmocka_unit_test(test_failure_is_sticky),
        cmocka_unit_test(test_reads),
        cmocka_unit_test(test_cut_numbers),
        cmocka_unit_test(test_writes),
        cmocka_unit_test(test_patch),
        cmocka_unit_test(test_align),
        cmocka_unit_test(test_sub),
        cmocka_unit_test(test_equal),
        cmocka_unit_test(test_equal_secret),
        cmocka_unit_test(test_wipe),
    };

    return cmocka_run_group_tests_name("base/cursor", tests, NULL, NULL);
}
