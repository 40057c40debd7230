/* HMAC-MD5 against RFC 2202. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hmac.h"
#include "hex.h"

static const struct {
    const char *key;
    const char *data;
    const char *mac;
} rows[] = {
#define ROW(key, data, mac) {key, data, mac},
#include "vectors/hmac_md5.inc"
#undef ROW
};

static void test_rfc2202(void **state)
{
    size_t i;
    uint32_t piece;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t key_bytes;
        uint32_t size;
        uint8_t *key = hex_new(rows[i].key, &key_bytes);
        uint8_t *data = hex_new(rows[i].data, &size);

        for (piece = 1; piece <= size; piece++) {
            struct lwclus_hmac hmac;
            uint8_t mac[16];
            uint32_t at;

            lwclus_hmac_start(&hmac, key, key_bytes);
            for (at = 0; at < size; at += piece) {
                lwclus_hmac_update(&hmac, data + at, size - at < piece ? size - at : piece);
            }
            lwclus_hmac_finish(&hmac, mac);
            assert_string_equal(hex_text(mac, 16), rows[i].mac);
        }
        free(key);
        free(data);
    }
}

/* A key of a whole block, the longest allowed; value from an independent program. */
static void test_block_key_and_no_data(void **state)
{
    struct lwclus_hmac hmac;
    uint8_t key[64];
    uint8_t mac[16];

    (void)state;
    memset(key, 0x5a, sizeof key);
    lwclus_hmac_start(&hmac, key, sizeof key);
    lwclus_hmac_update(&hmac, NULL, 0);
    lwclus_hmac_finish(&hmac, mac);
    assert_string_equal(hex_text(mac, 16), "4e96d32ed8ad82e4ea0e5dff2ecc6d56");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc2202),
        cmocka_unit_test(test_block_key_and_no_data),
    };

    return cmocka_run_group_tests_name("crypto/hmac", tests, NULL, NULL);
}
