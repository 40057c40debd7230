/* Encrypted data and checksums of Kerberos: recorded messages, RFC 8009, and every way to damage them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/krb5_internal.h"
#include "hex.h"

static const struct crypt_row {
    uint8_t etype;
    uint32_t usage;
    const char *key;
    const char *plain; /* with the confounder */
    const char *cipher;
} crypts[] = {
#define ROW(etype, usage, key, plain, cipher) {etype, usage, key, plain, cipher},
#include "vectors/krb5_crypt.inc"
#if LWCLUS_KERBEROS_SHA2
#include "vectors/krb5_crypt_sha2.inc"
#endif
#undef ROW
};

static const struct sum_row {
    uint8_t etype;
    uint32_t usage;
    const char *key;
    const char *data;
    const char *sum;
} sums[] = {
#define ROW(etype, usage, key, data, sum) {etype, usage, key, data, sum},
#include "vectors/krb5_checksum.inc"
#if LWCLUS_KERBEROS_SHA2
#include "vectors/krb5_checksum_sha2.inc"
#endif
#undef ROW
};

static struct lwclus_krb5_key key_of(uint8_t etype, const char *text)
{
    struct lwclus_krb5_key key = {etype, {0}};

    assert_int_equal(hex_read(key.bytes, text), lwclus_krb5_key_bytes(etype));
    return key;
}

static void test_encryption_types(void **state)
{
    static const struct {
        uint32_t etype, key, mac, checksum;
    } known[] = {
        {17, 16, 12, 15},
        {18, 32, 12, 16},
#if LWCLUS_KERBEROS_SHA2
        {20, 32, 24, 20},
#endif
    };
    uint32_t etype;
    size_t count = 0;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof known / sizeof known[0]; i++) {
        assert_int_equal(lwclus_krb5_key_bytes(known[i].etype), known[i].key);
        assert_int_equal(lwclus_krb5_mac_bytes(known[i].etype), known[i].mac);
        assert_int_equal(lwclus_krb5_checksum_type(known[i].etype), known[i].checksum);
    }
    for (etype = 0; etype < 1024; etype++) {
        count += lwclus_krb5_key_bytes(etype) != 0;
    }
    assert_int_equal(count, sizeof known / sizeof known[0]);
    assert_int_equal(lwclus_krb5_key_bytes(0x80000000u | 18), 0);
    assert_int_equal(lwclus_krb5_key_bytes(256 + 18), 0);
}

static void test_messages(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof crypts / sizeof crypts[0]; i++) {
        const struct crypt_row *row = &crypts[i];
        struct lwclus_krb5_key key = key_of(row->etype, row->key);
        uint32_t mac_bytes = lwclus_krb5_mac_bytes(row->etype);
        uint32_t size;
        uint8_t *cipher = hex_new(row->cipher, &size);
        uint8_t *data = calloc(1, size);

        assert_int_equal(strlen(row->plain) / 2 + mac_bytes, size);
        hex_read(data, row->plain);
        lwclus_krb5_encrypt(&key, row->usage, data, size);
        assert_memory_equal(data, cipher, size);
        assert_true(lwclus_krb5_decrypt(&key, row->usage, data, size));
        assert_string_equal(hex_text(data, size - mac_bytes), row->plain);
        free(cipher);
        free(data);
    }
}

static bool opens(const struct crypt_row *row, uint32_t usage, const uint8_t *cipher, uint32_t size)
{
    struct lwclus_krb5_key key = key_of(row->etype, row->key);
    uint8_t *data = malloc(size);
    bool good;

    memcpy(data, cipher, size);
    good = lwclus_krb5_decrypt(&key, usage, data, size);
    free(data);
    return good;
}

static void test_every_truncated_length(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof crypts / sizeof crypts[0]; i++) {
        uint32_t size;
        uint8_t *cipher = hex_new(crypts[i].cipher, &size);
        uint32_t left;

        for (left = 0; left < size; left++) {
            assert_false(opens(&crypts[i], crypts[i].usage, cipher, left));
        }
        assert_true(opens(&crypts[i], crypts[i].usage, cipher, size));
        free(cipher);
    }
}

static void test_every_byte_changed(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof crypts / sizeof crypts[0]; i++) {
        uint32_t size;
        uint8_t *cipher = hex_new(crypts[i].cipher, &size);
        uint32_t at;

        for (at = 0; at < size; at++) {
            cipher[at] ^= (uint8_t)(1u << at % 8);
            assert_false(opens(&crypts[i], crypts[i].usage, cipher, size));
            cipher[at] ^= (uint8_t)(1u << at % 8);
        }
        free(cipher);
    }
}

/* A message of one kind is none of another, and the key counts to its last byte. */
static void test_wrong_usage_and_key(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof crypts / sizeof crypts[0]; i++) {
        const struct crypt_row *row = &crypts[i];
        struct lwclus_krb5_key key = key_of(row->etype, row->key);
        uint32_t size;
        uint8_t *cipher = hex_new(row->cipher, &size);

        assert_false(opens(row, row->usage + 1, cipher, size));
        assert_false(opens(row, row->usage | 0x100, cipher, size));
        key.bytes[lwclus_krb5_key_bytes(row->etype) - 1] ^= 1;
        assert_false(lwclus_krb5_decrypt(&key, row->usage, cipher, size));
        free(cipher);
    }
}

/* In one part, and in two cut anywhere; also with the derived key alone. */
static void test_checksums(void **state)
{
    size_t i;
    uint32_t cut;

    (void)state;
    for (i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        const struct sum_row *row = &sums[i];
        struct lwclus_krb5_key key = key_of(row->etype, row->key);
        uint32_t bytes = lwclus_krb5_mac_bytes(row->etype);
        uint8_t derived[LWCLUS_KRB5_KEY_MAX];
        uint32_t size;
        uint8_t *data = hex_new(row->data, &size);
        uint8_t *mac = malloc(bytes);

        for (cut = 0; cut <= size; cut++) {
            const struct lwclus_cspan parts[2] = {{data, cut}, {data + cut, size - cut}};

            lwclus_krb5_checksum(&key, row->usage, parts, 2, mac);
            assert_string_equal(hex_text(mac, bytes), row->sum);
        }
        (void)lwclus_krb5_derive(&key, row->usage, LWCLUS_KRB5_KC, derived);
        lwclus_krb5_mac(row->etype, derived, &(struct lwclus_cspan){data, size}, 1, mac);
        assert_string_equal(hex_text(mac, bytes), row->sum);
        free(data);
        free(mac);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_encryption_types),       cmocka_unit_test(test_messages),
        cmocka_unit_test(test_every_truncated_length), cmocka_unit_test(test_every_byte_changed),
        cmocka_unit_test(test_wrong_usage_and_key),    cmocka_unit_test(test_checksums),
    };

    return cmocka_run_group_tests_name("crypto/krb5", tests, NULL, NULL);
}
