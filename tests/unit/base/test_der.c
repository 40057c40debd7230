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

/* The same bytes as from lwclus_der_put, for every length, behind what is there already; a buffer too small
 * by any number of bytes fails. */
static void test_wrap(void **state)
{
    static uint8_t expected[0x10010], actual[0x10010];
    uint32_t size;

    (void)state;
    for (size = 0; size <= 0xffff - 4;
         size += size < 300 || size == 0xffff - 4 ? 1 : (0xffff - 3 - size) / 2) {
        struct lwclus_cursor c;
        uint32_t whole, n, missing;

        lwclus_cursor_init(&c, expected, sizeof expected);
        lwclus_put_u8(&c, 0x55);
        lwclus_der_put(&c, 0xa2, lwclus_der_bytes(size));
        lwclus_der_put(&c, 0x04, size);
        for (n = 0; n < size; n++) {
            lwclus_put_u8(&c, (uint8_t)(n * 7));
        }
        whole = c.pos;
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

static void test_wrap_beyond_the_longest_form(void **state)
{
    static uint8_t block[0x10010];
    struct lwclus_cursor c;

    (void)state;
    lwclus_cursor_init(&c, block, sizeof block);
    lwclus_put_zeros(&c, 0x10000);
    lwclus_der_wrap(&c, 0x30, 0);
    assert_int_equal(LWCLUS_CODE(c.status), ERROR_INSUFFICIENT_BUFFER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enter),
        cmocka_unit_test(test_written_lengths_are_read_back),
        cmocka_unit_test(test_next),
        cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_wrap_beyond_the_longest_form),
    };

    return cmocka_run_group_tests_name("base/der", tests, NULL, NULL);
}
