/* SHA-1 and SHA-384 of the port against FIPS 180-4, their HMAC against RFC 2202 and RFC 4231. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/hmac_sha.h"
#include "hex.h"

struct hash_row {
    const char *text;
    const char *digest;
};

static const struct hash_row sha1_rows[] = {
#define ROW(text, digest) {text, digest},
#include "vectors/sha1.inc"
};

struct hmac_row {
    const char *key;
    const char *data;
    const char *mac;
};

static const struct hmac_row hmac_sha1_rows[] = {
#undef ROW
#define ROW(key, data, mac) {key, data, mac},
#include "vectors/hmac_sha1.inc"
};

#if LWCLUS_KERBEROS_SHA2
static const struct hash_row sha384_rows[] = {
#undef ROW
#define ROW(text, digest) {text, digest},
#include "vectors/sha384.inc"
};

static const struct hmac_row hmac_sha384_rows[] = {
#undef ROW
#define ROW(key, data, mac) {key, data, mac},
#include "vectors/hmac_sha384.inc"
};
#endif

/* Any split, contexts side by side; a copy goes on from where it was made. */
static void check_hash(bool wide, const struct hash_row *row)
{
    uint32_t size = (uint32_t)strlen(row->text);
    uint32_t cut;

    for (cut = 0; cut <= size; cut++) {
        union lwclus_sha h;
        union lwclus_sha copy;
        uint8_t digest[LWCLUS_SHA_BYTES_MAX];

        lwclus_sha_start(&h, wide);
        lwclus_sha_update(&h, wide, row->text, cut);
        lwclus_sha_update(&h, wide, NULL, 0);
        copy = h;
        lwclus_sha_update(&h, wide, "something else", 14);
        lwclus_sha_finish(&h, wide, digest);
        lwclus_sha_update(&copy, wide, row->text + cut, size - cut);
        lwclus_sha_finish(&copy, wide, digest);
        assert_string_equal(hex_text(digest, lwclus_sha_bytes(wide)), row->digest);
    }
}

static void check_hmac(bool wide, const struct hmac_row *row)
{
    uint32_t key_bytes;
    uint32_t size;
    uint8_t *key = hex_new(row->key, &key_bytes);
    uint8_t *data = hex_new(row->data, &size);
    uint32_t piece;

    for (piece = 1; piece <= size + 1; piece++) {
        struct lwclus_hmac_sha hmac;
        uint8_t mac[LWCLUS_SHA_BYTES_MAX];
        uint32_t at;

        lwclus_hmac_sha_start(&hmac, wide, key, key_bytes);
        for (at = 0; at < size; at += piece) {
            lwclus_hmac_sha_update(&hmac, data + at, size - at < piece ? size - at : piece);
        }
        lwclus_hmac_sha_finish(&hmac, mac);
        assert_string_equal(hex_text(mac, lwclus_sha_bytes(wide)), row->mac);
    }
    free(key);
    free(data);
}

static void test_sha1(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof sha1_rows / sizeof sha1_rows[0]; i++) {
        check_hash(false, &sha1_rows[i]);
    }
}

static void test_hmac_sha1(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof hmac_sha1_rows / sizeof hmac_sha1_rows[0]; i++) {
        check_hmac(false, &hmac_sha1_rows[i]);
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

static void check_wiped(bool wide)
{
    union lwclus_sha h;
    uint8_t digest[LWCLUS_SHA_BYTES_MAX];

    memset(&h, 0, sizeof h);
    lwclus_sha_start(&h, wide);
    lwclus_sha_update(&h, wide, "a secret", 8);
    assert_true(contains(&h, sizeof h, "a secret"));
    lwclus_sha_finish(&h, wide, digest);
    assert_false(contains(&h, sizeof h, "secret"));
    assert_false(contains(&h, sizeof h, "a sec"));
}

static void test_context_is_wiped(void **state)
{
    (void)state;
    check_wiped(false);
    check_wiped(LWCLUS_KERBEROS_SHA2);
}

#if LWCLUS_KERBEROS_SHA2
static void test_sha384(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof sha384_rows / sizeof sha384_rows[0]; i++) {
        check_hash(true, &sha384_rows[i]);
    }
}

static void test_hmac_sha384(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof hmac_sha384_rows / sizeof hmac_sha384_rows[0]; i++) {
        check_hmac(true, &hmac_sha384_rows[i]);
    }
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha1),
        cmocka_unit_test(test_hmac_sha1),
        cmocka_unit_test(test_context_is_wiped),
#if LWCLUS_KERBEROS_SHA2
        cmocka_unit_test(test_sha384),
        cmocka_unit_test(test_hmac_sha384),
#endif
    };

    return cmocka_run_group_tests_name("crypto/hmac_sha", tests, NULL, NULL);
}
