/* Property lists and value lists, from their bytes and to them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "lwclus_proplist.h"

/* [MS-CMRP] 2.2.3.10 by hand: Name (SZ "ab"), Size (ULARGE), Both (EXPAND_SZ and EXPANDED_SZ), Flag (DWORD),
 * List (MULTI_SZ), Raw (BINARY), SD (SECURITY_DESCRIPTOR). */
#define SD_BYTES "0100008014000000000000000000000000000000010100000000000512000000"
static const char whole[] = "07000000"
                            "03000400"
                            "0a000000"
                            "4e0061006d0065000000"
                            "0000"
                            "03000100"
                            "06000000"
                            "610062000000"
                            "0000"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "530069007a0065000000"
                            "0000"
                            "06000100"
                            "08000000"
                            "8877665544332211"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "42006f00740068000000"
                            "0000"
                            "04000100"
                            "04000000"
                            "25000000"
                            "08000100"
                            "04000000"
                            "78000000"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "46006c00610067000000"
                            "0000"
                            "02000100"
                            "04000000"
                            "fffffeff"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "4c006900730074000000"
                            "0000"
                            "05000100"
                            "0e000000"
                            "6f006e0065000000"
                            "320000000000"
                            "0000"
                            "00000000"
                            "03000400"
                            "08000000"
                            "5200610077000000"
                            "01000100"
                            "03000000"
                            "010203"
                            "00"
                            "00000000"
                            "03000400"
                            "06000000"
                            "530044000000"
                            "0000"
                            "09000100"
                            "20000000" SD_BYTES "00000000";

static const WCHAR *const names[] = {u"Name", u"size", u"BOTH", u"Flag", u"List", u"Raw", u"SD"};

static void test_read(void **state)
{
    struct lwclus_proplist list;
    struct lwclus_property property;
    struct lwclus_value value;
    uint32_t size;
    uint8_t *bytes = hex_new(whole, &size);
    static const unsigned values[] = {1, 1, 2, 1, 1, 1, 1};

    (void)state;
    assert_int_equal(lwclus_proplist_open(&list, bytes, size), ERROR_SUCCESS);
    for (size_t i = 0; i < 7; i++) {
        unsigned n = 0;

        assert_int_equal(lwclus_proplist_next(&list, &property), ERROR_SUCCESS);
        for (size_t k = 0; k < 7; k++) {
            assert_int_equal(lwclus_property_is(&property, names[k]), i == k);
        }
        assert_false(lwclus_property_is(&property, u"Nam"));
        assert_false(lwclus_property_is(&property, u"Names"));
        while (lwclus_valuelist_next(&property.values, &value) == ERROR_SUCCESS) {
            n++;
        }
        assert_int_equal(lwclus_valuelist_next(&property.values, &value), ERROR_NO_MORE_ITEMS);
        assert_int_equal(n, values[i]);
    }
    assert_int_equal(lwclus_proplist_next(&list, &property), ERROR_NO_MORE_ITEMS);
    assert_int_equal(lwclus_proplist_find(bytes, size, u"None", &value), ERROR_FILE_NOT_FOUND);
    free(bytes);
}

static void test_values(void **state)
{
    struct lwclus_value value;
    const BYTE *data;
    WCHAR text[8];
    ULONGLONG wide;
    DWORD number, units;
    uint32_t size;
    uint8_t *bytes = hex_new(whole, &size);

    (void)state;
    assert_int_equal(lwclus_proplist_find(bytes, size, u"name", &value), ERROR_SUCCESS);
    for (units = 0; units < 5; units++) {
        DWORD n = units;

        text[0] = 'z';
        assert_int_equal(lwclus_value_string(&value, text, &n), units < 3 ? ERROR_MORE_DATA : ERROR_SUCCESS);
        assert_int_equal(n, 2);
        assert_int_equal(text[0], units < 3 ? 'z' : 'a');
    }
    assert_int_equal(lwclus_value_string(&value, NULL, &units), ERROR_SUCCESS);
    assert_int_equal(lwclus_value_dword(&value, &number), ERROR_INVALID_DATA);
    assert_int_equal(lwclus_value_binary(&value, &data, &number), ERROR_INVALID_DATA);
    assert_int_equal(lwclus_value_multi_string(&value, 0, text, &units), ERROR_INVALID_DATA);

    assert_int_equal(lwclus_proplist_find(bytes, size, u"Size", &value), ERROR_SUCCESS);
    assert_int_equal(lwclus_value_ulonglong(&value, &wide), ERROR_SUCCESS);
    assert_true(wide == 0x1122334455667788u);
    assert_int_equal(lwclus_value_string(&value, text, &units), ERROR_INVALID_DATA);

    assert_int_equal(lwclus_proplist_find(bytes, size, u"Flag", &value), ERROR_SUCCESS);
    assert_int_equal(lwclus_value_dword(&value, &number), ERROR_SUCCESS);
    assert_int_equal(number, 0xfffeffff);
    assert_int_equal(lwclus_value_ulonglong(&value, &wide), ERROR_INVALID_DATA);

    assert_int_equal(lwclus_proplist_find(bytes, size, u"List", &value), ERROR_SUCCESS);
    units = 8;
    assert_int_equal(lwclus_value_multi_string(&value, 0, text, &units), ERROR_SUCCESS);
    assert_memory_equal(text, u"one", 8);
    units = 1;
    assert_int_equal(lwclus_value_multi_string(&value, 1, text, &units), ERROR_MORE_DATA);
    assert_int_equal(units, 1);
    units = 2;
    assert_int_equal(lwclus_value_multi_string(&value, 1, text, &units), ERROR_SUCCESS);
    assert_memory_equal(text, u"2", 4);
    assert_int_equal(lwclus_value_multi_string(&value, 2, text, &units), ERROR_NO_MORE_ITEMS);
    assert_int_equal(lwclus_value_multi_string(&value, UINT32_MAX, text, &units), ERROR_NO_MORE_ITEMS);

    assert_int_equal(lwclus_proplist_find(bytes, size, u"Raw", &value), ERROR_SUCCESS);
    assert_int_equal(lwclus_value_binary(&value, &data, &number), ERROR_SUCCESS);
    assert_int_equal(number, 3);
    assert_memory_equal(data, "\1\2\3", 3);
    assert_int_equal(lwclus_value_security_descriptor(&value, &data, &number), ERROR_INVALID_DATA);

    assert_int_equal(lwclus_proplist_find(bytes, size, u"SD", &value), ERROR_SUCCESS);
    assert_int_equal(lwclus_value_security_descriptor(&value, &data, &number), ERROR_SUCCESS);
    assert_int_equal(number, 32);
    free(bytes);
}

/* Values by syntax, bytes and what the getters say. */
static void test_formats(void **state)
{
    static const struct {
        DWORD syntax;
        const char *bytes;
        DWORD as_dword, as_ulonglong, as_string, as_multi, as_binary, as_sd;
    } rows[] = {
        {CLUSPROP_SYNTAX_LIST_VALUE_WORD, "0102", 0, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_WORD, "01020304", 13, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_LONG, "01020304", 0, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_DWORD, "010203", 13, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_RESCLASS, "01000000", 0, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_FILETIME, "0102030405060708", 13, 0, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_LARGE_INTEGER, "01020304050607", 13, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_DISK_GUID, "61000000", 13, 13, 0, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_SZ, "61006200", 13, 13, 13, 13, 13, 13}, /* no NUL */
        {CLUSPROP_SYNTAX_LIST_VALUE_SZ, "610000", 13, 13, 13, 13, 13, 13},   /* half of it */
        {CLUSPROP_SYNTAX_LIST_VALUE_SZ, "", 13, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ, "", 13, 13, 13, 259, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ, "0000", 13, 13, 13, 259, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ, "00", 13, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ, "61000000", 13, 13, 13, 0, 13, 13}, /* last NUL missing */
        {CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ, "6100", 13, 13, 13, 13, 13, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_BINARY, "", 13, 13, 13, 13, 0, 13},
        {CLUSPROP_SYNTAX_LIST_VALUE_BINARY, SD_BYTES, 13, 13, 13, 13, 0, 0},
        {CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, SD_BYTES, 13, 13, 13, 13, 13, 0},
        {CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, "0200008000000000000000000000000000000000", 13, 13,
         13, 13, 13, 13}, /* revision 2 */
        {CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, "0100000000000000000000000000000000000000", 13, 13,
         13, 13, 13, 13}, /* absolute */
        {CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, "0100008013000000000000000000000000000000", 13, 13,
         13, 13, 13, 13}, /* owner inside the header */
        {CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, "0100008000000000000000000000000014000000", 13, 13,
         13, 13, 13, 13}, /* DACL behind the end */
        {CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, "01000080000000000000000000000000000000", 13, 13, 13,
         13, 13, 13}, /* a byte short */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t size;
        uint8_t *bytes = hex_new(rows[i].bytes, &size);
        struct lwclus_value value = {rows[i].syntax, size, bytes};
        const BYTE *data;
        ULONGLONG wide;
        WCHAR text[8];
        DWORD number, units = 8;

        assert_int_equal(lwclus_value_dword(&value, &number), rows[i].as_dword);
        assert_int_equal(lwclus_value_ulonglong(&value, &wide), rows[i].as_ulonglong);
        assert_int_equal(lwclus_value_string(&value, text, &units), rows[i].as_string);
        assert_int_equal(lwclus_value_multi_string(&value, 0, text, &units), rows[i].as_multi);
        assert_int_equal(lwclus_value_binary(&value, &data, &number), rows[i].as_binary);
        assert_int_equal(lwclus_value_security_descriptor(&value, &data, &number), rows[i].as_sd);
        free(bytes);
    }
}

/* Lists that are wrong: the code that reading them to the end gives. */
static void test_malformed(void **state)
{
    static const struct {
        const char *bytes;
        DWORD code;
    } rows[] = {
        {"", ERROR_NO_MORE_ITEMS},
        {"00000000", ERROR_NO_MORE_ITEMS},
        {"00000000ffffffff", ERROR_NO_MORE_ITEMS}, /* more than the count says */
        {"000000", ERROR_INVALID_DATA},
        {"01000000", ERROR_INVALID_DATA},
        {"0100000003000400020000000000", ERROR_INVALID_DATA},         /* not padded */
        {"010000000300040002000000000000000000", ERROR_INVALID_DATA}, /* half an end mark */
        {"01000000030004000200000000000000"
         "00000000",
         ERROR_NO_MORE_ITEMS},                                              /* empty name, no value */
        {"01000000030004000000000000000000", ERROR_INVALID_DATA},           /* name without NUL */
        {"0100000003000400020000006100000000000000", ERROR_INVALID_DATA},   /* the same */
        {"010000000300040003000000000000000000000000", ERROR_INVALID_DATA}, /* odd size */
        {"01000000030001000200000000000000"
         "00000000",
         ERROR_INVALID_DATA}, /* no name */
        {"0100000003000400ffffffff0000000000000000", ERROR_INVALID_DATA},
        {"01000000030004000200000000000000"
         "02000100ffffffff00000000",
         ERROR_INVALID_DATA},
        {"01000000030004000200000000000000"
         "030004000200000000000000"
         "00000000",
         ERROR_INVALID_DATA}, /* two names */
        {"ffffffff030004000200000000000000"
         "00000000",
         ERROR_INVALID_DATA}, /* a count that is not there */
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t size;
        uint8_t *bytes = hex_new(rows[i].bytes, &size);
        struct lwclus_property property;
        struct lwclus_proplist list;
        DWORD code = lwclus_proplist_open(&list, bytes, size);

        while (code == ERROR_SUCCESS) {
            code = lwclus_proplist_next(&list, &property);
        }
        if (code != rows[i].code) {
            fail_msg("row %u: %u", (unsigned)i, code);
        }
        if (code == ERROR_INVALID_DATA && size >= 4) { /* and it stays so */
            assert_int_equal(lwclus_proplist_next(&list, &property), ERROR_INVALID_DATA);
        }
        free(bytes);
    }
}

/* Reads everything there is; returns the code at the end. */
static DWORD read_all(const uint8_t *bytes, uint32_t size)
{
    struct lwclus_proplist list;
    struct lwclus_property property;
    struct lwclus_value value;
    const BYTE *data;
    ULONGLONG wide;
    WCHAR text[4];
    DWORD n;
    DWORD code = lwclus_proplist_open(&list, bytes, size);

    while (code == ERROR_SUCCESS) {
        code = lwclus_proplist_next(&list, &property);
        if (code != ERROR_SUCCESS) {
            break;
        }
        (void)lwclus_property_is(&property, u"List");
        while (lwclus_valuelist_next(&property.values, &value) == ERROR_SUCCESS) {
            (void)lwclus_value_dword(&value, &n);
            (void)lwclus_value_ulonglong(&value, &wide);
            n = 4;
            (void)lwclus_value_string(&value, text, &n);
            n = 4;
            (void)lwclus_value_multi_string(&value, 1, text, &n);
            (void)lwclus_value_binary(&value, &data, &n);
            (void)lwclus_value_security_descriptor(&value, &data, &n);
        }
    }
    return code;
}

static void test_every_truncation(void **state)
{
    uint32_t size;
    uint8_t *bytes = hex_new(whole, &size);

    (void)state;
    assert_int_equal(read_all(bytes, size), ERROR_NO_MORE_ITEMS);
    for (uint32_t n = 1; n < size; n++) {
        uint8_t *part = malloc(n); /* its own block: an overread is seen */

        memcpy(part, bytes, n);
        assert_int_equal(read_all(part, n), ERROR_INVALID_DATA);
        free(part);
    }
    free(bytes);
}

static void test_every_flip(void **state)
{
    static const uint8_t masks[] = {0xff, 0x01, 0x80};
    uint32_t size;
    uint8_t *bytes = hex_new(whole, &size);

    (void)state;
    for (uint32_t i = 0; i < 3 * size; i++) {
        DWORD code;

        bytes[i / 3] ^= masks[i % 3];
        code = read_all(bytes, size);
        assert_true(code == ERROR_NO_MORE_ITEMS || code == ERROR_INVALID_DATA);
        bytes[i / 3] ^= masks[i % 3];
    }
    free(bytes);
}

static void test_unaligned(void **state)
{
    uint32_t size;
    uint8_t *bytes = hex_new(whole, &size);
    uint8_t *moved = malloc(size + 1);

    (void)state;
    memcpy(moved + 1, bytes, size);
    assert_int_equal(read_all(moved + 1, size), ERROR_NO_MORE_ITEMS);
    free(moved);
    free(bytes);
}

static void build(struct lwclus_propbuilder *b, const uint8_t *sd)
{
    lwclus_proplist_add_string(b, u"Name", u"ab");
    lwclus_proplist_add_ulonglong(b, u"Size", 0x1122334455667788u);
    lwclus_proplist_add_dword(b, u"Flag", 0xfffeffffu);
    lwclus_proplist_add_multi_string(b, u"List",
                                     u"one\0"
                                     u"2\0",
                                     7);
    lwclus_proplist_add_binary(b, u"Raw", "\1\2\3", 3);
    lwclus_proplist_add_security_descriptor(b, u"SD", sd, 32);
    lwclus_proplist_add(b, u"X", CLUSPROP_SYNTAX_LIST_VALUE_WORD, "\7\0", 2);
}

static const char built[] = "07000000"
                            "03000400"
                            "0a000000"
                            "4e0061006d0065000000"
                            "0000"
                            "03000100"
                            "06000000"
                            "610062000000"
                            "0000"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "530069007a0065000000"
                            "0000"
                            "06000100"
                            "08000000"
                            "8877665544332211"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "46006c00610067000000"
                            "0000"
                            "02000100"
                            "04000000"
                            "fffffeff"
                            "00000000"
                            "03000400"
                            "0a000000"
                            "4c006900730074000000"
                            "0000"
                            "05000100"
                            "0e000000"
                            "6f006e0065000000"
                            "320000000000"
                            "0000"
                            "00000000"
                            "03000400"
                            "08000000"
                            "5200610077000000"
                            "01000100"
                            "03000000"
                            "010203"
                            "00"
                            "00000000"
                            "03000400"
                            "06000000"
                            "530044000000"
                            "0000"
                            "09000100"
                            "20000000" SD_BYTES "00000000"
                            "03000400"
                            "04000000"
                            "58000000"
                            "0b000100"
                            "02000000"
                            "0700"
                            "0000"
                            "00000000";

/* Every capacity: whole, or nothing but the size needed. */
static void test_build(void **state)
{
    uint32_t size, sd_size;
    uint8_t *expected = hex_new(built, &size);
    uint8_t *sd = hex_new(SD_BYTES, &sd_size);

    (void)state;
    for (uint32_t capacity = 0; capacity <= size + 4; capacity++) {
        struct lwclus_propbuilder b;
        uint8_t *out = malloc(capacity != 0 ? capacity : 1);
        DWORD used = 0;

        lwclus_proplist_begin(&b, capacity != 0 ? out : NULL, capacity);
        build(&b, sd);
        assert_int_equal(lwclus_proplist_end(&b, &used), capacity < size ? ERROR_MORE_DATA : ERROR_SUCCESS);
        assert_int_equal(used, size);
        if (capacity >= size) {
            assert_memory_equal(out, expected, size);
            assert_int_equal(read_all(out, size), ERROR_NO_MORE_ITEMS);
        }
        free(out);
    }
    free(sd);
    free(expected);
}

static void test_value_list(void **state)
{
    static const char expected[] = "02000200"
                                   "04000000"
                                   "01000000"
                                   "03000100"
                                   "04000000"
                                   "78000000"
                                   "00000000";
    struct lwclus_propbuilder b;
    struct lwclus_valuelist values;
    struct lwclus_value value;
    uint8_t out[64];
    DWORD size;

    (void)state;
    lwclus_valuelist_begin(&b, out, sizeof out);
    lwclus_proplist_add(&b, NULL, CLUSPROP_SYNTAX_RESCLASS, "\1\0\0\0", 4);
    lwclus_proplist_add_string(&b, NULL, u"x");
    assert_int_equal(lwclus_proplist_end(&b, &size), ERROR_SUCCESS);
    assert_string_equal(hex_text(out, size), expected);
    assert_int_equal(lwclus_valuelist_open(&values, out, size), ERROR_SUCCESS);
    assert_int_equal(lwclus_valuelist_next(&values, &value), ERROR_SUCCESS);
    assert_int_equal(value.syntax, CLUSPROP_SYNTAX_RESCLASS);
    assert_int_equal(lwclus_valuelist_next(&values, &value), ERROR_SUCCESS);
    assert_int_equal(lwclus_valuelist_next(&values, &value), ERROR_NO_MORE_ITEMS);
    lwclus_valuelist_begin(&b, out, 3);
    assert_int_equal(lwclus_proplist_end(&b, &size), ERROR_MORE_DATA);
    assert_int_equal(size, 4);
}

static void test_misuse(void **state)
{
    struct lwclus_propbuilder b;
    struct lwclus_proplist list;
    struct lwclus_valuelist values;
    struct lwclus_value value = {CLUSPROP_SYNTAX_LIST_VALUE_DWORD, 4, (const BYTE *)"\0\0\0\0"};
    uint8_t out[256] = {0};
    DWORD n;

    (void)state;
    assert_int_equal(lwclus_proplist_open(NULL, out, 4), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_proplist_open(&list, NULL, 4), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_proplist_open(&list, NULL, 0), ERROR_SUCCESS);
    assert_int_equal(lwclus_proplist_next(&list, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_valuelist_open(&values, NULL, 1), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_valuelist_next(&values, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_proplist_find(out, 0, NULL, &value), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_proplist_find(out, 0, u"a", NULL), ERROR_INVALID_PARAMETER);
    assert_false(lwclus_property_is(NULL, u"a"));
    assert_int_equal(lwclus_value_dword(&value, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(lwclus_value_string(&value, NULL, NULL), ERROR_INVALID_PARAMETER);
    lwclus_proplist_begin(&b, out, sizeof out);
    lwclus_proplist_add_dword(&b, NULL, 1);
    lwclus_proplist_add_dword(&b, u"fine", 1);
    assert_int_equal(lwclus_proplist_end(&b, &n), ERROR_INVALID_PARAMETER);
    lwclus_proplist_begin(&b, out, sizeof out);
    lwclus_proplist_add_binary(&b, u"a", NULL, 1);
    assert_int_equal(lwclus_proplist_end(&b, &n), ERROR_INVALID_PARAMETER);
    lwclus_proplist_begin(&b, out, sizeof out);
    lwclus_proplist_add_binary(&b, u"a", out, 0xffffffffu);
    assert_int_equal(lwclus_proplist_end(&b, &n), ERROR_INVALID_PARAMETER);
    lwclus_proplist_begin(&b, out, sizeof out);
    lwclus_proplist_add_multi_string(&b, u"a", (const WCHAR *)u"", 0x80000001u);
    assert_int_equal(lwclus_proplist_end(&b, &n), ERROR_INVALID_PARAMETER);
    lwclus_proplist_begin(&b, out, sizeof out);
    assert_int_equal(lwclus_proplist_end(&b, NULL), ERROR_INVALID_PARAMETER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_every_flip),
        cmocka_unit_test(test_unaligned),
        cmocka_unit_test(test_build),
        cmocka_unit_test(test_value_list),
        cmocka_unit_test(test_misuse),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
