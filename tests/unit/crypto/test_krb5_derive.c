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
        lwclus_krb5_nfold(in, in_bytes, out, out_bytes);
        assert_string_equal(hex_text(out, out_bytes), folds[i].output);
        free(in);
        free(out);
    }
}

/* Carries out of the highest byte come back at the lowest, more than once. */
static void test_nfold_carries(void **state)
{
    uint8_t in[5];
    uint8_t out[16];

    (void)state;
    memset(in, 0xff, sizeof in);
    lwclus_krb5_nfold(in, sizeof in, out, sizeof out);
    assert_string_equal(hex_text(out, 16), "ffffffffffffffffffffffffffffffff");
    memset(in, 0, sizeof in);
    lwclus_krb5_nfold(in, sizeof in, out, sizeof out);
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
        cmocka_unit_test(test_rfc3961_nfold),
        cmocka_unit_test(test_nfold_carries),
        cmocka_unit_test(test_derived_keys),
        cmocka_unit_test(test_nothing_beyond),
    };

    return cmocka_run_group_tests_name("crypto/krb5_derive", tests, NULL, NULL);
}
