/* What clusinfo found, as JSON and as tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <unistd.h>

#include "../../../../port/posix/examples/clusinfo/doc.c"
#include "../../../../port/posix/examples/clusinfo/json.c"
#undef DEPTH
#include "../../../../port/posix/examples/clusinfo/table.c"
#include "../../../../port/posix/examples/text.c"

static struct doc doc;
static char printed[4000];
static int saved;
static FILE *aside;

/* From here on stdout goes to a file. */
static void begin(void)
{
    fflush(stdout);
    saved = dup(1);
    aside = tmpfile();
    assert_non_null(aside);
    dup2(fileno(aside), 1);
}

static const char *end(void)
{
    size_t size;

    fflush(stdout);
    dup2(saved, 1);
    close(saved);
    rewind(aside);
    size = fread(printed, 1, sizeof printed - 1, aside);
    printed[size] = '\0';
    fclose(aside);
    return printed;
}

static int reset(void **state)
{
    (void)state;
    memset(&doc, 0, offsetof(struct doc, item));
    return 0;
}

static void test_json(void **state)
{
    static const uint8_t bytes[] = {0x00, 0x7f, 0xff};
    static const WCHAR nasty[] = {'"', '\\', 1, 0x7f, 0xe9, 0xd83d, 0xdda7, 0xd800, 0};

    (void)state;
    doc_object(&doc, NULL);
    doc_null(&doc, "null");
    doc_bool(&doc, "yes", true);
    doc_bool(&doc, "no", false);
    doc_number(&doc, "least", INT64_MIN);
    doc_unsigned(&doc, "most", UINT64_MAX);
    doc_seconds(&doc, "time", 61007);
    doc_word(&doc, "state", -1, "Un\"known");
    doc_text(&doc, "empty", "");
    doc_text16(&doc, doc_copy(&doc, nasty), nasty);
    doc_bytes(&doc, "bytes", bytes, sizeof bytes);
    doc_bytes(&doc, "none", bytes, 0);
    doc_array(&doc, "list");
    doc_text(&doc, NULL, "a");
    doc_number(&doc, NULL, 2);
    doc_object(&doc, NULL);
    doc_end(&doc);
    doc_array(&doc, NULL);
    doc_end(&doc);
    doc_end(&doc);
    doc_object(&doc, "object");
    doc_null(&doc, "x");
    doc_end(&doc);
    doc_end(&doc);
    assert_false(doc.full);
    begin();
    doc_print_json(&doc);
    assert_string_equal(
        end(), "{\"null\":null,\"yes\":true,\"no\":false,\"least\":-9223372036854775808,"
               "\"most\":18446744073709551615,\"time\":61.007,\"state\":-1,\"state_name\":\"Un\\\"known\","
               "\"empty\":\"\",\"\\\"\\\\\\u0001\\u007f\xc3\xa9\xf0\x9f\x96\xa7\xef\xbf\xbd\":"
               "\"\\\"\\\\\\u0001\\u007f\xc3\xa9\xf0\x9f\x96\xa7\xef\xbf\xbd\",\"bytes\":\"007fff\","
               "\"none\":\"\",\"list\":[\"a\",2,{},[]],\"object\":{\"x\":null}}\n");
}

static void add_row(const char *name, int32_t number, const char *word, unsigned count)
{
    doc_object(&doc, NULL);
    doc_text(&doc, "name", name);
    doc_word(&doc, "state", number, word);
    doc_array(&doc, "list");
    while (count-- > 0) {
        doc_text(&doc, NULL, "member");
    }
    doc_end(&doc);
    if (number != 0) {
        doc_null(&doc, "only some");
    }
    doc_end(&doc);
}

static void test_table(void **state)
{
    static const struct doc_column columns[] = {
        {"name", "NAME"}, {"state", "STATE"}, {"only some", "SOME"}, {"list", "LIST"}, {NULL, NULL}};

    (void)state;
    doc_object(&doc, NULL);
    doc_array(&doc, "rows");
    add_row("short", 0, "A word", 0);
    add_row("l\xc3\xa4nger \xe4\xb8\xad", 1, "W", 12); /* the last character takes two columns */
    add_row("", 2, "\x1b[1m", 1);
    doc_end(&doc);
    doc_number(&doc, "behind", 7);
    doc_end(&doc);
    begin();
    doc_print_table(&doc, doc_member(&doc, 0, "rows"), columns);
    assert_string_equal(end(), "NAME       STATE   SOME  LIST\n"
                               "short      A word  -     0\n"
                               "l\xc3\xa4nger \xe4\xb8\xad  W       -     12\n"
                               "-          ?[1m    -     1\n");
    assert_int_equal(doc.item[doc_member(&doc, 0, "behind")].number, 7);
    assert_int_equal(doc_member(&doc, 0, "name"), doc.count); /* a member of a member is none */

    reset(NULL);
    doc_object(&doc, NULL);
    doc_array(&doc, "rows");
    doc_end(&doc);
    doc_end(&doc);
    begin();
    doc_print_table(&doc, doc_member(&doc, 0, "rows"), columns);
    assert_string_equal(end(), "NAME  STATE  SOME  LIST\n");
}

static void test_facts(void **state)
{
    (void)state;
    doc_object(&doc, NULL);
    doc_object(&doc, "thing");
    doc_text(&doc, "name", "it");
    doc_array(&doc, "none");
    doc_end(&doc);
    doc_array(&doc, "some");
    doc_text(&doc, NULL, "one");
    doc_text(&doc, NULL, "two\n");
    doc_end(&doc);
    doc_object(&doc, "inner");
    doc_object(&doc, "empty");
    doc_end(&doc);
    doc_object(&doc, "deep");
    doc_unsigned(&doc, "long number", UINT64_MAX);
    doc_bool(&doc, "b", true);
    doc_end(&doc);
    doc_end(&doc);
    doc_end(&doc);
    doc_end(&doc);
    begin();
    doc_print_facts(&doc, doc_member(&doc, 0, "thing"));
    assert_string_equal(end(), "name             it\n"
                               "none             -\n"
                               "some             one\n"
                               "                 two?\n"
                               "inner\n"
                               "  deep\n"
                               "    long number  18446744073709551615\n"
                               "    b            yes\n");
}

/* Whatever was written before the memory was used up stays; nothing is written beyond. */
static void test_full(void **state)
{
    static char text[DOC_BYTES];
    uint32_t i;

    (void)state;
    for (i = 0; i < DOC_ITEMS; i++) {
        assert_false(doc.full);
        doc_number(&doc, "n", i);
    }
    doc_end(&doc);
    assert_true(doc.full);
    assert_int_equal(doc.count, DOC_ITEMS);

    reset(NULL);
    memset(text, 'x', sizeof text - 1);
    doc_text(&doc, "all", text);
    assert_false(doc.full);
    assert_int_equal(doc.used, DOC_BYTES);
    assert_string_equal(doc_copy(&doc, u""), "");
    assert_true(doc.full);
    doc_number(&doc, "n", 1);
    assert_int_equal(doc.count, 1);

    reset(NULL);
    doc_bytes(&doc, "bytes", (const uint8_t *)text, DOC_BYTES / 2);
    assert_true(doc.full);
    assert_int_equal(doc.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_json, reset),
        cmocka_unit_test_setup(test_table, reset),
        cmocka_unit_test_setup(test_facts, reset),
        cmocka_unit_test_setup(test_full, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
