/* The port's MD5 keeps its contract: RFC 1321, any split, contexts side by side, wiped at the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lwclus_port_crypto.h"
#include "hex.h"

static const struct {
    const char *text;
    const char *digest;
} rows[] = {
#define ROW(text, digest) {text, digest},
#include "vectors/md5.inc"
#undef ROW
};

static void test_rfc1321(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        size_t size = strlen(rows[i].text);
        size_t cut;

        for (cut = 0; cut <= size; cut++) {
            struct lwclus_md5 md5;
            struct lwclus_md5 other;
            uint8_t digest[16];

            lwclus_md5_start(&md5);
            lwclus_md5_start(&other);
            lwclus_md5_update(&md5, rows[i].text, cut);
            lwclus_md5_update(&other, "other", 5);
            lwclus_md5_update(&md5, NULL, 0);
            lwclus_md5_update(&md5, rows[i].text + cut, size - cut);
            lwclus_md5_finish(&other, digest);
            lwclus_md5_finish(&md5, digest);
            assert_string_equal(hex_text(digest, 16), rows[i].digest);
        }
    }
}

static bool contains(const void *where, size_t size, const char *what)
{
    size_t i;

    for (i = 0; i + strlen(what) <= size; i++) {
        if (memcmp((const char *)where + i, what, strlen(what)) == 0) {
            return true;
        }
    }
    return false;
}

static void test_context_is_wiped(void **state)
{
    struct lwclus_md5 md5;
    uint8_t digest[16];

    (void)state;
    lwclus_md5_start(&md5);
    lwclus_md5_update(&md5, "a secret", 8);
    assert_true(contains(&md5, sizeof md5, "a secret"));
    lwclus_md5_finish(&md5, digest);
    assert_false(contains(&md5, sizeof md5, "secret"));
    assert_false(contains(&md5, sizeof md5, "a sec"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc1321),
        cmocka_unit_test(test_context_is_wiped),
    };

    return cmocka_run_group_tests_name("crypto/md5", tests, NULL, NULL);
}
