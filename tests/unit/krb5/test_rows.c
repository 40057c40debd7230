/* The two interpreters of rows: numbers, optional elements, nesting, every room and every length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "krb5/read.h"
#include "krb5/write.h"

/* ---- writing ---- */

/* Runs `rows` with every room up to that of `expected`. */
static void assert_written(const struct lwclus_krb5_row *rows, const struct lwclus_krb5_request *q,
                           const char *expected)
{
    uint32_t size = (uint32_t)strlen(expected) / 2;
    uint32_t room;

    for (room = 0; room <= size; room++) {
        uint8_t *block = malloc(room != 0 ? room : 1);
        struct lwclus_krb5_writer w;
        struct lwclus_cursor c;

        lwclus_cursor_init(&c, block, room);
        memset(&w, 0, sizeof w);
        w.c = &c;
        w.q = q;
        w.key = q->key;
        w.row = rows;
        w.top = w.open;
        lwclus_krb5_write(&w);
        assert_int_equal(c.status == LWCLUS_OK, room == size);
        assert_ptr_equal(w.top, w.open);
        if (room == size) {
            assert_int_equal(c.pos, size);
            assert_string_equal(hex_text(block, size), expected);
        }
        free(block);
    }
}

#define VALUE(member) KRB5_AT(struct lwclus_krb5_values, member)

static const struct {
    uint32_t value;
    const char *bytes;
} numbers[] = {
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

static void test_numbers(void **state)
{
    static const struct lwclus_krb5_row rows[] = {
        {0xa1, KRB5_NUMBER, VALUE(q.nonce)},
        {0, KRB5_END, 0},
    };
    struct lwclus_krb5_request q;
    size_t i;

    (void)state;
    memset(&q, 0, sizeof q);
    for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        q.nonce = numbers[i].value;
        assert_written(rows, &q, numbers[i].bytes);
    }
}

static void test_written_kinds(void **state)
{
    static const struct lwclus_krb5_row rows[] = {
        {0x6a, KRB5_SEQUENCE | KRB5_OPEN, 0},
        {0xa0, KRB5_NUMBER | KRB5_CONST, 7},
        {0xa1, KRB5_FLAGS, VALUE(q.options)},
        {1, KRB5_IF, VALUE(q.subkey)},
        {0xa2, KRB5_KEY, VALUE(q.subkey)},
        {1, KRB5_IF, VALUE(q.key)},
        {0xa3, KRB5_KEY, VALUE(q.key)},
        {0xa4, KRB5_ETYPE, VALUE(q.key)},
        {0xa5, KRB5_OCTETS | KRB5_OPEN, 0},
        {0x30, KRB5_ANY | KRB5_OPEN, 0},
        {0, KRB5_TEXT, VALUE(q.user)},
        {0, KRB5_PART, VALUE(q.spn)},
        {0, KRB5_CLOSE, 3},
        {0, KRB5_END, 0},
    };
    static const struct lwclus_krb5_key key = {17, {1, 2}};
    struct lwclus_krb5_request q;

    (void)state;
    memset(&q, 0, sizeof q);
    q.options = 0x12345678;
    q.key = &key;
    q.user = u"a/b";
    q.spn = u"c//d";
    assert_written(rows, &q,
                   "6a3c303aa003020107a10703050012345678a31204100102000000000000"
                   "0000000000000000a403020111a511040f300d1b03612f621b01631b001b"
                   "0164");
}

/* ---- reading ---- */

struct out {
    uint32_t number;
    struct lwclus_cursor span;
    struct lwclus_cursor inner;
    uint32_t last;
};

static lwclus_result run(const struct lwclus_krb5_row *rows, const char *hex, struct out *out)
{
    struct lwclus_cursor c;
    uint32_t size;
    uint8_t *bytes = hex_new(hex, &size);

    memset(out, 0, sizeof *out);
    out->number = out->last = 77;
    lwclus_cursor_init(&c, bytes, size);
    (void)lwclus_krb5_read(&c, rows, out);
    free(bytes);
    return c.status;
}

static void test_foreign_numbers(void **state)
{
    static const struct lwclus_krb5_row rows[] = {
        {0xa1, KRB5_NUMBER, KRB5_AT(struct out, number)},
        {0, KRB5_END, 0},
    };
    static const struct {
        const char *bytes;
        bool good;
        uint32_t value;
    } foreign[] = {
        {"a1060204fffffffe", true, 0xfffffffeu}, /* negative form of 2^32 - 2 */
        {"a10402020001", true, 1},
        {"a107020500ffffffff", true, 0xffffffffu},
        {"a107020501ffffffff", false, 0},
        {"a1020200", false, 0},
        {"a1080206000000000001", false, 0},
        {"a103030101", false, 0},
        {"a103020201", false, 0},
        {"a203020101", false, 0},
        {"a100", false, 0},
        {"", false, 0},
    };
    struct out out;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof foreign / sizeof foreign[0]; i++) {
        assert_int_equal(run(rows, foreign[i].bytes, &out) == LWCLUS_OK, foreign[i].good);
        assert_int_equal(out.number, foreign[i].value);
    }
    for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        assert_int_equal(run(rows, numbers[i].bytes, &out), LWCLUS_OK);
        assert_int_equal(out.number, numbers[i].value);
    }
}

static void test_optional(void **state)
{
    static const struct lwclus_krb5_row rows[] = {
        {0x30, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct out, span)},
        {0xa0, KRB5_NUMBER | KRB5_OPTIONAL, KRB5_AT(struct out, number)},
        {0xa1, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct out, inner)},
        {0xa0, KRB5_NUMBER | KRB5_CONST, 5},
        {0, KRB5_CLOSE, 2},
        {0xa9, KRB5_NUMBER | KRB5_OPTIONAL, KRB5_AT(struct out, last)},
        {0, KRB5_END, 0},
    };
    static const struct {
        const char *bytes;
        bool good;
        uint32_t number;
        uint32_t last;
    } cases[] = {
        {"300e"
         "a003020109"
         "a1073005a003020105",
         true, 9, 77},
        {"3009"
         "a1073005a003020105",
         true, 77, 77},
        {"300d"
         "a1093007a003020105bb00"
         "bc00"
         "a903020103", /* fields of later versions */
         true, 77, 3},
        {"3009"
         "a1073005a003020106",
         false, 77, 77},
        {"3009"
         "a1073005a003020105"
         "a9030201", /* there, but cut off */
         false, 77, 0},
        {"3005"
         "a003020109",
         false, 9, 77},
        {"3009"
         "a1083005a003020105",
         false, 77, 77},
    };
    struct out out;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        lwclus_result r = run(rows, cases[i].bytes, &out);

        if ((r == LWCLUS_OK) != cases[i].good || out.number != cases[i].number || out.last != cases[i].last) {
            fail_msg("case %u: 0x%x, %u, %u", (unsigned)i, (unsigned)r, (unsigned)out.number,
                     (unsigned)out.last);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_written_kinds),
        cmocka_unit_test(test_foreign_numbers),
        cmocka_unit_test(test_optional),
    };

    return cmocka_run_group_tests_name("krb5/rows", tests, NULL, NULL);
}
