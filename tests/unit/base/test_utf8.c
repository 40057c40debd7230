/* UTF-8 conversions of lwclus.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lwclus.h"

static const struct {
    const char *utf8;
    const uint16_t *utf16;
    size_t units; /* with NUL */
} rows[] = {
    {"", u"", 1},
    {"node1", u"node1", 6},
    {"R\xc3\xa9seau", u"R\u00e9seau", 7},
    {"\xe2\x82\xac", u"\u20ac", 2},
    {"a\xf0\x9f\x96\xa7z", u"a\U0001f5a7z", 5},
    {"\xf4\x8f\xbf\xbf", u"\U0010ffff", 3},
};

static void test_both_ways(void **state)
{
    size_t i;
    size_t capacity;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t bytes = strlen(rows[i].utf8) + 1;

        for (capacity = 0; capacity < 12; capacity++) {
            uint16_t wide[12];
            char narrow[12];

            memset(wide, 0x55, sizeof wide);
            memset(narrow, 0x55, sizeof narrow);
            assert_int_equal(lwclus_utf16_from_utf8(wide, capacity, rows[i].utf8), rows[i].units);
            assert_int_equal(lwclus_utf8_from_utf16(narrow, capacity, rows[i].utf16), bytes);
            if (capacity >= rows[i].units) {
                assert_memory_equal(wide, rows[i].utf16, 2 * rows[i].units);
            }
            if (capacity >= bytes) {
                assert_string_equal(narrow, rows[i].utf8);
            }
            if (capacity < 12) {
                assert_int_equal(wide[capacity], 0x5555);
                assert_int_equal((unsigned char)narrow[capacity], 0x55);
            }
        }
    }
}

/* A cut never leaves half a character. */
static void test_cut_keeps_characters_whole(void **state)
{
    uint16_t wide[3];
    char narrow[5];

    (void)state;
    assert_int_equal(lwclus_utf16_from_utf8(wide, 3, "a\xf0\x9f\x96\xa7z"), 5);
    assert_int_equal(wide[0], 'a');
    assert_int_equal(wide[1], 0);
    assert_int_equal(lwclus_utf8_from_utf16(narrow, 5, u"a\U0001f5a7z"), 7);
    assert_string_equal(narrow, "a");
}

static void test_invalid_utf8(void **state)
{
    static const char *const bad[] = {"\x80",
                                      "\xc3",
                                      "\xc3(",
                                      "\xc0\x80",
                                      "\xe0\x80\x80",
                                      "\xed\xa0\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf8\x88\x80\x80\x80",
                                      "\xff",
                                      "ok\xfe",
                                      "\xf0\x9f\x96"};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        uint16_t wide[8] = {1};

        assert_int_equal(lwclus_utf16_from_utf8(wide, 8, bad[i]), 0);
        assert_int_equal(wide[0], 0);
        assert_int_equal(lwclus_utf16_from_utf8(NULL, 0, bad[i]), 0);
    }
}

static void test_unpaired_surrogates(void **state)
{
    static const uint16_t high[] = {'a', 0xd83d, 'b', 0};
    static const uint16_t low[] = {0xdda7, 0};
    static const uint16_t last[] = {0xd83d, 0};
    char out[16];

    (void)state;
    assert_int_equal(lwclus_utf8_from_utf16(out, sizeof out, high), 6);
    assert_string_equal(out, "a\xef\xbf\xbd"
                             "b");
    assert_int_equal(lwclus_utf8_from_utf16(out, sizeof out, low), 4);
    assert_int_equal(lwclus_utf8_from_utf16(out, sizeof out, last), 4);
    assert_string_equal(out, "\xef\xbf\xbd");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_ways), cmocka_unit_test(test_cut_keeps_characters_whole),
        cmocka_unit_test(test_invalid_utf8), cmocka_unit_test(test_unpaired_surrogates)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
