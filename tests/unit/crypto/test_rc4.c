/* RC4 against RFC 6229, in one piece and byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/rc4.h"
#include "hex.h"

static const struct {
    const char *key;
    uint32_t offset;
    const char *stream;
} rows[] = {
#define ROW(key, offset, stream) {key, offset, stream},
#include "vectors/rc4.inc"
#undef ROW
};

static void check_rows(uint32_t piece)
{
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lwclus_rc4 rc4;
        uint32_t size = rows[i].offset + 16;
        uint8_t *stream = calloc(1, size);
        uint8_t key[16];
        uint32_t at;

        lwclus_rc4_start(&rc4, key, hex_read(key, rows[i].key));
        for (at = 0; at < size; at += piece) {
            lwclus_rc4_crypt(&rc4, stream + at, size - at < piece ? size - at : piece);
        }
        assert_string_equal(hex_text(stream + rows[i].offset, 16), rows[i].stream);
        free(stream);
    }
}

static void test_rfc6229(void **state)
{
    (void)state;
    check_rows(UINT32_MAX / 2);
}

static void test_rfc6229_in_pieces(void **state)
{
    (void)state;
    check_rows(1);
    check_rows(7);
}

static void test_empty_changes_nothing(void **state)
{
    struct lwclus_rc4 a;
    struct lwclus_rc4 b;

    (void)state;
    lwclus_rc4_start(&a, (const uint8_t *)"key", 3);
    b = a;
    lwclus_rc4_crypt(&a, NULL, 0);
    assert_memory_equal(&a, &b, sizeof a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc6229),
        cmocka_unit_test(test_rfc6229_in_pieces),
        cmocka_unit_test(test_empty_changes_nothing),
    };

    return cmocka_run_group_tests_name("crypto/rc4", tests, NULL, NULL);
}
