/* Text output of clusinfo: names come from a server and must neither break JSON nor steer a terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../../../port/posix/examples/text.c"

static char printed[200];

static FILE *begin(void)
{
    FILE *out = tmpfile();

    assert_non_null(out);
    return out;
}

static const char *end(FILE *out)
{
    size_t size;

    rewind(out);
    size = fread(printed, 1, sizeof printed - 1, out);
    printed[size] = '\0';
    fclose(out);
    return printed;
}

static void test_width(void **state)
{
    static const struct {
        const char *text;
        size_t width;
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"\xc3\xa4", 1},
        {"e\xcc\x81", 1},
        {"\xe4\xb8\xad\xe6\x96\x87", 4},
        {"\xef\xbc\xa1", 2},
        {"\xf0\x9f\x98\x80", 2},
        {"\xf0\x9f\x96\xa7", 1},
        {"\x1b[2J", 4},
        {"\xe2\x80\xae", 1},
        {"\xef\xbf\xbd", 1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(text_width(rows[i].text), rows[i].width);
    }
}

static void test_print(void **state)
{
    static const struct {
        const char *text;
        size_t width;
        const char *printed;
    } rows[] = {
        {"ab", 4, "ab  "},
        {"abcd", 2, "abcd"},
        {"\xe4\xb8\xad", 4, "\xe4\xb8\xad  "},
        {"a\x1b[2Jb\n", 0, "a?[2Jb?"},
        {"\x7f\xc2\x9b", 3, "?? "},
        {"\xe2\x80\xae"
         "x",
         0, "?x"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        FILE *out = begin();

        text_print(out, rows[i].text, rows[i].width);
        assert_string_equal(end(out), rows[i].printed);
    }
}

static void test_json(void **state)
{
    static const struct {
        const char *text, *printed;
    } rows[] = {
        {"", "\"\""},
        {"a\"b\\c/", "\"a\\\"b\\\\c/\""},
        {"\n\t\x01\x1f\x7f", "\"\\u000a\\u0009\\u0001\\u001f\\u007f\""},
        {"\xc3\xa4\xf0\x9f\x98\x80", "\"\xc3\xa4\xf0\x9f\x98\x80\""},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        FILE *out = begin();

        text_print_json(out, rows[i].text);
        assert_string_equal(end(out), rows[i].printed);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_print),
        cmocka_unit_test(test_json),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
