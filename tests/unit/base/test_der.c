/* DER tags and lengths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/der.h"
#include "hex.h"

static const struct {
    const char *bytes;
    int content;
} rows[] = {
#define ROW(bytes, content) {bytes, content},
#include "vectors/der.inc"
#undef ROW
};

static void test_enter(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lwclus_cursor c;
        struct lwclus_cursor child;
        uint32_t size;
        uint8_t *bytes = hex_new(rows[i].bytes, &size);

        lwclus_cursor_init(&c, bytes, size);
        lwclus_der_enter(&c, 0x04, &child);
        assert_int_equal(c.status == LWCLUS_OK, rows[i].content >= 0);
        assert_int_equal(child.status, c.status);
        assert_int_equal(child.cap, rows[i].content >= 0 ? rows[i].content : 0);
        free(bytes);
    }
}

static void test_written_lengths_are_read_back(void **state)
{
    static uint8_t block[65539];
    uint32_t size;

    (void)state;
    for (size = 0; size <= 0xffff; size = size < 300 ? size + 1 : size * 2 + 1) {
        struct lwclus_cursor c;
        struct lwclus_cursor child;
        uint32_t head;

        lwclus_cursor_init(&c, block, sizeof block);
        lwclus_der_put(&c, 0xa5, size);
        head = c.pos;
        assert_int_equal(lwclus_der_bytes(size), head + size);
        assert_int_equal(head, size < 0x80    ? 2
                               : size < 0x100 ? 3
                                              : 4); /* the shortest form, as DER demands */
        lwclus_cursor_init(&c, block, head + size);
        lwclus_der_enter(&c, 0xa5, &child);
        assert_int_equal(child.status, LWCLUS_OK);
        assert_int_equal(child.cap, size);
        assert_ptr_equal(child.base, block + head);
        assert_int_equal(lwclus_cursor_left(&c), 0);
    }
}

static void test_next(void **state)
{
    uint8_t bytes[] = {0xa0, 3, 0x0a, 1, 7, 0xee, 0};
    struct lwclus_cursor c;
    struct lwclus_cursor child;
    uint8_t tag;

    (void)state;
    lwclus_cursor_init(&c, bytes, sizeof bytes);
    tag = lwclus_der_next(&c, &child);
    assert_int_equal(tag, 0xa0);
    lwclus_der_enter(&child, 0x0a, &child);
    assert_int_equal(lwclus_get_u8(&child), 7);
    assert_int_equal(lwclus_cursor_left(&child), 0);
    tag = lwclus_der_next(&c, &child);
    assert_int_equal(tag, 0xee);
    assert_int_equal(child.cap, 0);
    assert_int_equal(lwclus_cursor_left(&c), 0);
}

static void test_written_pair(void **state)
{
    uint8_t bytes[8];
    struct lwclus_cursor c;

    (void)state;
    lwclus_cursor_init(&c, bytes, sizeof bytes);
    lwclus_der_put_pair(&c, 0xa2, 0x04, 0x80);
    assert_string_equal(hex_text(bytes, c.pos), "a28183048180");
    lwclus_cursor_init(&c, bytes, sizeof bytes);
    lwclus_der_put_pair(&c, 0xa2, 0x04, 0x7e);
    assert_string_equal(hex_text(bytes, c.pos), "a28180047e");
}

static void test_numbers(void **state)
{
    static const struct {
        uint32_t value;
        const char *bytes;
    } rows_written[] = {
        {0, "a103020100"},
        {0x7f, "a10302017f"},
        {0x80, "a10402020080"},
        {0x7fff, "a10402027fff"},
        {0x8000, "a1050203008000"},
        {0x7fffff, "a10502037fffff"},
        {0x800000, "a106020400800000"},
        {0x7fffffff, "a10602047fffffff"},
        {0x80000000u, "a10702050080000000"},
        {0xffffffffu, "a107020500ffffffff"},
    };
    uint8_t bytes[9];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows_written / sizeof rows_written[0]; i++) {
        struct lwclus_cursor c;
        struct lwclus_cursor child;

        lwclus_cursor_init(&c, bytes, sizeof bytes);
        lwclus_der_put_uint(&c, 0xa1, rows_written[i].value);
        assert_string_equal(hex_text(bytes, c.pos), rows_written[i].bytes);
        lwclus_cursor_init(&c, bytes, c.pos);
        lwclus_der_enter(&c, 0xa1, &child);
        assert_int_equal(lwclus_der_get_uint(&child), rows_written[i].value);
        assert_int_equal(child.status, LWCLUS_OK);
        assert_int_equal(lwclus_cursor_left(&child), 0);
    }
}

static void test_foreign_numbers(void **state)
{
    static const struct {
        const char *bytes;
        bool good;
        uint32_t value;
    } foreign[] = {
        {"0204fffffffe", true, 0xfffffffeu}, /* negative form of 2^32 - 2 */
        {"02020001", true, 1},
        {"020500ffffffff", true, 0xffffffffu},
        {"020501ffffffff", false, 0},
        {"0200", false, 0},
        {"0206000000000001", false, 0},
        {"030101", false, 0},
        {"020201", false, 0},
        {"", false, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        uint32_t size;
        uint8_t *bytes = hex_new(foreign[i].bytes, &size);
        struct lwclus_cursor c;

        lwclus_cursor_init(&c, bytes, size);
        assert_int_equal(lwclus_der_get_uint(&c), foreign[i].value);
        assert_int_equal(c.status == LWCLUS_OK, foreign[i].good);
        free(bytes);
    }
}

static void test_optional(void **state)
{
    uint8_t bytes[] = {0xa0, 1, 7, 0xa2, 1, 9};
    struct lwclus_cursor c;
    struct lwclus_cursor child;

    (void)state;
    lwclus_cursor_init(&c, bytes, sizeof bytes);
    assert_true(lwclus_der_optional(&c, 0xa0, &child));
    assert_int_equal(lwclus_get_u8(&child), 7);
    assert_false(lwclus_der_optional(&c, 0xa1, &child));
    assert_int_equal(c.pos, 3);
    assert_true(lwclus_der_optional(&c, 0xa2, &child));
    assert_int_equal(lwclus_get_u8(&child), 9);
    assert_false(lwclus_der_optional(&c, 0xa3, &child));
    assert_int_equal(c.status, LWCLUS_OK);
    lwclus_cursor_init(&c, bytes, 2); /* there, but cut off */
    assert_true(lwclus_der_optional(&c, 0xa0, &child));
    assert_int_not_equal(child.status, LWCLUS_OK);
}

/* begin and end give what put gives, for every length; a buffer too small by any number of bytes fails. */
static void test_begin_and_end(void **state)
{
    static uint8_t expected[65600];
    static uint8_t actual[65600];
    uint32_t size;

    (void)state;
    for (size = 0; size <= 0xffff - 8; size = size < 300 ? size + 1 : size * 2 + 1) {
        struct lwclus_cursor c;
        uint32_t outer;
        uint32_t inner;
        uint32_t i;
        uint32_t whole;

        lwclus_cursor_init(&c, expected, sizeof expected);
        lwclus_der_put_pair(&c, 0x61, 0x30, size);
        for (i = 0; i < size; i++) {
            lwclus_put_u8(&c, (uint8_t)(i * 7));
        }
        whole = c.pos;
        for (i = 0; i <= 4 && i <= whole; i++) {
            uint32_t n;

            lwclus_cursor_init(&c, actual, whole - i);
            outer = lwclus_der_begin(&c, 0x61);
            inner = lwclus_der_begin(&c, 0x30);
            for (n = 0; n < size; n++) {
                lwclus_put_u8(&c, (uint8_t)(n * 7));
            }
            lwclus_der_end(&c, inner);
            lwclus_der_end(&c, outer);
            assert_int_equal(c.status == LWCLUS_OK, i == 0);
            if (i == 0) {
                assert_int_equal(c.pos, whole);
                assert_memory_equal(actual, expected, whole);
            }
        }
    }
}

/* The same bytes as from lwclus_der_put, behind what is there already and with every capacity. */
static void test_wrap(void **state)
{
    static const uint32_t sizes[] = {0, 1, 0x7e, 0x7f, 0x80, 0xfd, 0xfe, 0xff, 0x100, 0xffff - 4};
    static uint8_t expected[0x10010], actual[0x10010];
    unsigned i;

    (void)state;
    for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        uint32_t size = sizes[i];
        struct lwclus_cursor c;
        uint32_t whole, n, missing;

        lwclus_cursor_init(&c, expected, sizeof expected);
        lwclus_put_u8(&c, 0x55);
        lwclus_der_put_pair(&c, 0xa2, 0x04, size);
        whole = c.pos + size;
        for (n = 0; n < size; n++) {
            lwclus_put_u8(&c, (uint8_t)(n * 7));
        }
        for (missing = 0; missing <= 8 && missing <= whole; missing++) {
            lwclus_cursor_init(&c, actual, whole - missing);
            lwclus_put_u8(&c, 0x55);
            for (n = 0; n < size; n++) {
                lwclus_put_u8(&c, (uint8_t)(n * 7));
            }
            lwclus_der_wrap(&c, 0x04, 1);
            lwclus_der_wrap(&c, 0xa2, 1);
            assert_int_equal(c.status == LWCLUS_OK, missing == 0);
            if (missing == 0) {
                assert_int_equal(c.pos, whole);
                assert_memory_equal(actual, expected, whole);
            }
        }
    }
}

static void test_end_beyond_the_longest_form(void **state)
{
    static uint8_t block[0x10010];
    struct lwclus_cursor c;
    uint32_t mark;

    (void)state;
    lwclus_cursor_init(&c, block, sizeof block);
    mark = lwclus_der_begin(&c, 0x30);
    lwclus_put_zeros(&c, 0x10000);
    lwclus_der_end(&c, mark);
    assert_int_equal(LWCLUS_CODE(c.status), ERROR_INSUFFICIENT_BUFFER);
    lwclus_cursor_init(&c, block, sizeof block);
    lwclus_put_zeros(&c, 0x10000);
    lwclus_der_wrap(&c, 0x30, 0);
    assert_int_equal(LWCLUS_CODE(c.status), ERROR_INSUFFICIENT_BUFFER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enter),    cmocka_unit_test(test_written_lengths_are_read_back),
        cmocka_unit_test(test_next),     cmocka_unit_test(test_written_pair),
        cmocka_unit_test(test_numbers),  cmocka_unit_test(test_foreign_numbers),
        cmocka_unit_test(test_optional), cmocka_unit_test(test_begin_and_end),
        cmocka_unit_test(test_wrap),     cmocka_unit_test(test_end_beyond_the_longest_form),
    };

    return cmocka_run_group_tests_name("base/der", tests, NULL, NULL);
}
