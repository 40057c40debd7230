/* UTF-16 strings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf16.h"
#include "hex.h"

static void test_length(void **state)
{
    (void)state;
    assert_int_equal(lwclus_utf16_length(NULL, 10), 0);
    assert_int_equal(lwclus_utf16_length(u"", 10), 0);
    assert_int_equal(lwclus_utf16_length(u"abc", 10), 3);
    assert_int_equal(lwclus_utf16_length(u"abc", 3), 3);
    assert_int_equal(lwclus_utf16_length(u"abc", 2), 2);
    assert_int_equal(lwclus_utf16_length(u"abc", 0), 0);
}

/* The unit behind the limit is not touched. */
static void test_length_stops_at_the_limit(void **state)
{
    uint16_t *s = malloc(4);

    (void)state;
    s[0] = 'a';
    s[1] = 'b';
    assert_int_equal(lwclus_utf16_length(s, 2), 2);
    free(s);
}

static void test_wire(void **state)
{
    static const uint8_t wire[] = {0xff, 0x41, 0x00, 0x3d, 0xd8, 0x00, 0xde};
    uint16_t units[3];
    uint8_t out[6];
    struct lwclus_cursor c;

    (void)state;
    lwclus_utf16_from_wire(units, wire + 1, 3); /* unaligned */
    assert_memory_equal(units, u"A\U0001f600", 6);
    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_put_utf16(&c, units, 3);
    assert_memory_equal(out, wire + 1, 6);
    lwclus_put_utf16(&c, NULL, 0);
    assert_int_equal(c.status, LWCLUS_OK);
    lwclus_put_utf16(&c, units, 1);
    assert_int_not_equal(c.status, LWCLUS_OK);
}

static void test_upper(void **state)
{
    static const uint16_t lower[] =
        u"az\u00e0\u00f6\u00f8\u00fe\u00ff\u0101\u012f\u0133\u0137\u013a\u0148\u014b\u0177"
        u"\u017a\u017e\u03ac\u03ad\u03af\u03b1\u03c1\u03c2\u03c3\u03cb\u03cc\u03cd\u03ce"
        u"\u0430\u044f\u0450\u0451\u045f\u0461\u0481\u048b\u04bf\u04c2\u04ce\u04d1\u04ff";
    static const uint16_t upper[] =
        u"AZ\u00c0\u00d6\u00d8\u00de\u0178\u0100\u012e\u0132\u0136\u0139\u0147\u014a\u0176"
        u"\u0179\u017d\u0386\u0388\u038a\u0391\u03a1\u03a3\u03a3\u03ab\u038c\u038e\u038f"
        u"\u0410\u042f\u0400\u0401\u040f\u0460\u0480\u048a\u04be\u04c1\u04cd\u04d0\u04fe";
    size_t i;

    (void)state;
    assert_int_equal(sizeof lower, sizeof upper);
    for (i = 0; lower[i] != 0; i++) {
        assert_int_equal(lwclus_utf16_upper(lower[i]), upper[i]);
        assert_int_equal(lwclus_utf16_upper(upper[i]), upper[i]);
    }
}

/* Signs between the letters, letters without a capital or with one that depends on the language. */
static void test_upper_leaves_the_rest(void **state)
{
    static const uint16_t same[] =
        u"@[`{09\u00b5\u00d7\u00df\u00f7\u0130\u0131\u0138\u0149\u0178\u017f\u0390\u03b0"
        u"\u0482\u0489\u04c0\u4e2d\uac00\ufffd\U0001f600";
    size_t i;
    uint32_t unit;

    (void)state;
    for (i = 0; same[i] != 0; i++) {
        assert_int_equal(lwclus_utf16_upper(same[i]), same[i]);
    }
    for (unit = 0; unit <= 0xffff; unit++) {
        uint16_t once = lwclus_utf16_upper((uint16_t)unit);

        assert_int_equal(lwclus_utf16_upper(once), once);
    }
}

static void test_equal_nocase(void **state)
{
    (void)state;
    assert_true(lwclus_utf16_equal_nocase(u"Cluster Network 1", u"cLUSTER nETWORK 1", 64));
    assert_true(lwclus_utf16_equal_nocase(u"", u"", 64));
    assert_true(lwclus_utf16_equal_nocase(u"\u00e4", u"\u00c4", 64));
    assert_false(lwclus_utf16_equal_nocase(u"a", u"", 64));
    assert_false(lwclus_utf16_equal_nocase(u"", u"a", 64));
    assert_false(lwclus_utf16_equal_nocase(u"ab", u"a", 64));
    assert_false(lwclus_utf16_equal_nocase(u"a[", u"a{", 64));
    assert_true(lwclus_utf16_equal_nocase(u"abX", u"ABy", 2));
    assert_false(lwclus_utf16_equal_nocase(u"abX", u"ABy", 3));
    assert_true(lwclus_utf16_equal_nocase(NULL, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_length),
        cmocka_unit_test(test_length_stops_at_the_limit),
        cmocka_unit_test(test_wire),
        cmocka_unit_test(test_upper),
        cmocka_unit_test(test_upper_leaves_the_rest),
        cmocka_unit_test(test_equal_nocase),
    };

    return cmocka_run_group_tests_name("base/utf16", tests, NULL, NULL);
}
