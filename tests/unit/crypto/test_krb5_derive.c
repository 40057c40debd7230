/* n-fold against RFC 3961, derived keys against recorded sessions and RFC 8009. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/krb5_internal.h"
#include "hex.h"

static const struct {
    const char *text;
    const char *output;
} folds[] = {
#define ROW(text, output) {text, output},
#include "vectors/krb5_nfold.inc"
#undef ROW
};

static const struct {
    uint32_t etype;
    uint32_t usage;
    uint32_t kind;
    const char *key;
    const char *derived;
} rows[] = {
#define ROW(etype, usage, kind, key, derived) {etype, usage, LWCLUS_KRB5_##kind, key, derived},
#include "vectors/krb5_derive.inc"
#if LWCLUS_KERBEROS_SHA2
#include "vectors/krb5_derive_sha2.inc"
#endif
#undef ROW
};

/* n-fold for all lengths, bit by bit as RFC 3961 5.1 tells it: what the folded labels are compared with. */
static void nfold(const uint8_t *in, uint32_t in_bytes, uint8_t *out, uint32_t out_bytes)
{
    uint32_t in_bits = in_bytes * 8;
    uint32_t total = in_bits;
    uint32_t piece;

    while (total % (out_bytes * 8) != 0) {
        total += in_bits;
    }
    memset(out, 0, out_bytes);
    for (piece = 0; piece < total; piece += out_bytes * 8) {
        uint32_t carry = 0;
        uint32_t i;

        for (i = 2 * out_bytes; i-- != 0;) { /* the second time for the carry alone */
            uint32_t at = i % out_bytes;
            uint32_t bit;

            for (bit = 8; i >= out_bytes && bit-- != 0;) {
                uint32_t n = piece + at * 8 + bit;
                uint32_t from = (n % in_bits + n / in_bits * (in_bits - 13 % in_bits)) % in_bits;

                carry += (in[from / 8] >> (7 - from % 8) & 1u) << (7 - bit);
            }
            carry += out[at];
            out[at] = (uint8_t)carry;
            carry >>= 8;
        }
    }
}

static void test_rfc3961_nfold(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof folds / sizeof folds[0]; i++) {
        uint32_t in_bytes = (uint32_t)strlen(folds[i].text);
        uint32_t out_bytes = (uint32_t)strlen(folds[i].output) / 2;
        uint8_t *in = malloc(in_bytes);
        uint8_t *out = malloc(out_bytes);

        memcpy(in, folds[i].text, in_bytes);
        nfold(in, in_bytes, out, out_bytes);
        assert_string_equal(hex_text(out, out_bytes), folds[i].output);
        free(in);
        free(out);
    }
}

/* Usages up to 16 bits, every kind. */
static void test_folded_labels(void **state)
{
    static const uint8_t kinds[] = {LWCLUS_KRB5_KE, LWCLUS_KRB5_KI, LWCLUS_KRB5_KC, 0x00, 0xff};
    uint32_t usage;
    size_t i;

    (void)state;
    for (usage = 0; usage < 0x10000; usage += usage < 0x400 ? 1 : 0x155) {
        for (i = 0; i < sizeof kinds; i++) {
            const uint8_t in[5] = {0, 0, (uint8_t)(usage >> 8), (uint8_t)usage, kinds[i]};
            uint8_t expected[16];
            uint8_t out[16];

            nfold(in, sizeof in, expected, sizeof expected);
            lwclus_krb5_fold(LWCLUS_KRB5_LABEL(usage, kinds[i]), out);
            assert_memory_equal(out, expected, sizeof out);
        }
    }
}

/* Carries out of the highest byte come back at the lowest, more than once. */
static void test_nfold_carries(void **state)
{
    uint8_t in[5];
    uint8_t out[16];

    (void)state;
    memset(in, 0xff, sizeof in);
    nfold(in, sizeof in, out, sizeof out);
    assert_string_equal(hex_text(out, 16), "ffffffffffffffffffffffffffffffff");
    memset(in, 0, sizeof in);
    nfold(in, sizeof in, out, sizeof out);
    assert_string_equal(hex_text(out, 16), "00000000000000000000000000000000");
}

static void test_derived_keys(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lwclus_krb5_key key = {(uint8_t)rows[i].etype, {0}};
        uint8_t out[LWCLUS_KRB5_KEY_MAX];
        uint32_t bytes;

        assert_int_equal(hex_read(key.bytes, rows[i].key), lwclus_krb5_key_bytes(rows[i].etype));
        bytes = lwclus_krb5_derive(&key, rows[i].usage, rows[i].kind, out);
        assert_string_equal(hex_text(out, bytes), rows[i].derived);
    }
}

/* No more than the derived key is written. */
static void test_nothing_beyond(void **state)
{
    struct lwclus_krb5_key key = {LWCLUS_KRB5_AES128, {0}};
    uint8_t out[LWCLUS_KRB5_KEY_MAX];
    uint32_t i;

    (void)state;
    memset(out, 0x77, sizeof out);
    assert_int_equal(lwclus_krb5_derive(&key, 1, LWCLUS_KRB5_KE, out), 16);
    for (i = 16; i < sizeof out; i++) {
        assert_int_equal(out[i], 0x77);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rfc3961_nfold),  cmocka_unit_test(test_nfold_carries),
        cmocka_unit_test(test_folded_labels),  cmocka_unit_test(test_derived_keys),
        cmocka_unit_test(test_nothing_beyond),
    };

    return cmocka_run_group_tests_name("crypto/krb5_derive", tests, NULL, NULL);
}
