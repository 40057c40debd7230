/* MD4 against RFC 1320, whole and in pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/md4.h"
#include "hex.h"

static const struct {
    const char *text;
    const char *digest;
} rows[] = {
#define ROW(text, digest) {text, digest},
#include "vectors/md4.inc"
#undef ROW
};

static void digest_in_pieces(const char *text, uint32_t piece, uint8_t digest[16])
{
    struct lwclus_md4 md4;
    uint32_t size = (uint32_t)strlen(text);
    uint32_t at;

    lwclus_md4_start(&md4);
    for (at = 0; at < size; at += piece) {
        lwclus_md4_update(&md4, (const uint8_t *)text + at, size - at < piece ? size - at : piece);
    }
    lwclus_md4_finish(&md4, digest);
}

static void test_rfc1320(void **state)
{
    size_t i;
    uint32_t piece;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (piece = 1; piece <= 80; piece++) {
            uint8_t digest[16];

            digest_in_pieces(rows[i].text, piece, digest);
            assert_string_equal(hex_text(digest, 16), rows[i].digest);
        }
    }
}

/* Every position of the padding, one and two blocks of it: a digest of digests, from an independent program.
 */
static void test_every_length(void **state)
{
    static const char text[] = "0123456789012345678901234567890123456789012345678901234567890123456789"
                               "012345678901234567890123456789012345678901234567890123456789";
    struct lwclus_md4 all;
    uint8_t digest[16];
    uint32_t size;

    (void)state;
    lwclus_md4_start(&all);
    for (size = 0; size <= 129; size++) {
        struct lwclus_md4 md4;

        lwclus_md4_start(&md4);
        lwclus_md4_update(&md4, (const uint8_t *)text, size);
        lwclus_md4_finish(&md4, digest);
        lwclus_md4_update(&all, digest, 16);
    }
    lwclus_md4_finish(&all, digest);
    assert_string_equal(hex_text(digest, 16), "a09a8df9010f8865d7fc42e960294228");
}

static void test_context_is_wiped(void **state)
{
    static const struct lwclus_md4 zero;
    struct lwclus_md4 md4;
    uint8_t digest[16];

    (void)state;
    lwclus_md4_start(&md4);
    lwclus_md4_update(&md4, (const uint8_t *)"secret", 6);
    lwclus_md4_finish(&md4, digest);
    assert_memory_equal(&md4, &zero, sizeof md4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc1320),
        cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_context_is_wiped),
    };

    return cmocka_run_group_tests_name("crypto/md4", tests, NULL, NULL);
}
