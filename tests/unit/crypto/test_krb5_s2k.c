/* String-to-key: RFC 3962, RFC 8009, [MS-KILE] 4.4, in slices of any size; passwords that are not ASCII. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/krb5.h"
#include "hex.h"

#define X16     u"XXXXXXXXXXXXXXXX"
#define X64     X16 X16 X16 X16
#define FFFF10  u"\uffff\uffff\uffff\uffff\uffff\uffff\uffff\uffff\uffff\uffff"
#define FFFF40  FFFF10 FFFF10 FFFF10 FFFF10
#define FFFF120 FFFF40 FFFF40 FFFF40

static const struct row {
    uint8_t etype;
    uint32_t iterations;
    const uint16_t *password;
    const char *salt;
    const char *key;
} rows[] = {
#define ROW(etype, iterations, password, salt, key) {etype, iterations, password, salt, key},
#include "vectors/krb5_s2k.inc"
#if LWCLUS_KERBEROS_SHA2
#include "vectors/krb5_s2k_sha2.inc"
#endif
#undef ROW
};

/* Goes on `slice` iterations at a time; the number of steps follows from that. */
static void check(const struct row *row, uint32_t slice)
{
    struct lwclus_krb5_s2k k;
    struct lwclus_krb5_key key;
    uint32_t salt_bytes;
    uint8_t *salt = hex_new(row->salt, &salt_bytes);
    uint32_t steps = 1;

    memset(&k, 0x55, sizeof k);
    lwclus_krb5_s2k_start(&k, row->etype, row->password, (struct lwclus_cspan){salt, salt_bytes},
                          row->iterations);
    free(salt);
    while (!lwclus_krb5_s2k_step(&k, slice)) {
        steps++;
    }
    assert_int_equal(steps, row->iterations == 1 ? 1 : (row->iterations - 1 + slice - 1) / slice);
    assert_true(lwclus_krb5_s2k_step(&k, slice));
    lwclus_krb5_s2k_finish(&k, &key);
    assert_int_equal(key.etype, row->etype);
    assert_string_equal(hex_text(key.bytes, lwclus_krb5_key_bytes(row->etype)), row->key);
}

static void test_vectors(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check(&rows[i], UINT32_MAX / 2);
    }
}

static void test_any_slice(void **state)
{
    static const uint32_t slices[] = {1, 2, 3, 7, 49, 50, 64, 1199, 1200, 4095, 4096};
    size_t i;
    size_t n;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (n = 0; n < sizeof slices / sizeof slices[0] && rows[i].iterations <= 1200; n++) {
            check(&rows[i], slices[n]);
        }
    }
}

static void test_no_iterations_change_nothing(void **state)
{
    struct lwclus_krb5_s2k k;
    struct lwclus_krb5_s2k before;

    (void)state;
    memset(&k, 0, sizeof k);
    lwclus_krb5_s2k_start(&k, LWCLUS_KRB5_AES256, u"password", (struct lwclus_cspan){NULL, 0}, 10);
    before = k;
    assert_false(lwclus_krb5_s2k_step(&k, 0));
    assert_memory_equal(&k, &before, sizeof k);
}

static void test_state_is_wiped(void **state)
{
    static const struct lwclus_krb5_s2k zero;
    struct lwclus_krb5_s2k k;
    struct lwclus_krb5_key key;

    (void)state;
    lwclus_krb5_s2k_start(&k, LWCLUS_KRB5_AES256, u"password", (struct lwclus_cspan){NULL, 0}, 1);
    assert_true(lwclus_krb5_s2k_step(&k, 1));
    lwclus_krb5_s2k_finish(&k, &key);
    assert_memory_equal(&k, &zero, sizeof k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_any_slice),
        cmocka_unit_test(test_no_iterations_change_nothing),
        cmocka_unit_test(test_state_is_wiped),
    };

    return cmocka_run_group_tests_name("crypto/krb5_s2k", tests, NULL, NULL);
}
