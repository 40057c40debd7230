/* NTLM as a mechanism: identity, downgrade, and what happens to the credentials. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/logon.h"
#include "auth/ntlm_internal.h"
#include "hex.h"
#include "vectors/ntlm_session.h"

#define NAMES                                                                                                \
    "0200040044004f00"                                                                                       \
    "0100040053005600"

static lwclus_result challenge(struct logon *l, uint32_t flags, const char *av_pairs)
{
    uint8_t token[512];
    uint32_t size = logon_put_challenge(token, sizeof token, flags, av_pairs);

    assert_int_equal(logon_start(l), LWCLUS_OK);
    return logon_step_bytes(l, token, size);
}

static void test_each_required_flag(void **state)
{
    static const uint32_t required[] = {NTLM_UNICODE,           NTLM_SIGN,        NTLM_SEAL, NTLM_NTLM,
                                        NTLM_EXTENDED_SECURITY, NTLM_TARGET_INFO, NTLM_128,  NTLM_KEY_EXCH};
    struct logon l;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof required / sizeof required[0]; i++) {
        logon_init(&l);
        assert_int_equal(challenge(&l, LOGON_FLAGS & ~required[i], NAMES "00000000"), LWCLUS_AUTH_REFUSED);
        assert_int_equal(l.gets, 0); /* nobody was asked for a password */
    }
    logon_init(&l);
    assert_int_equal(challenge(&l, NTLM_REQUIRED, NAMES "00000000"), LWCLUS_OK);
}

static void test_no_credentials(void **state)
{
    struct logon l;

    (void)state;
    logon_init(&l);
    l.no_credentials = true;
    assert_int_equal(challenge(&l, LOGON_FLAGS, NAMES "00000000"),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_NO_SUCH_LOGON_SESSION));
    assert_int_equal(l.dones, 0);
}

static void test_no_random(void **state)
{
    struct logon l;

    (void)state;
    logon_init(&l);
    l.no_random = true;
    assert_int_equal(challenge(&l, LOGON_FLAGS, NAMES "00000000"),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE));
    assert_int_equal(l.out_bytes, 0);
    assert_int_equal(l.gets, 1);
    assert_int_equal(l.dones, 1);
}

static void test_unusable_identities(void **state)
{
    static uint16_t longest[LWCLUS_NTLM_NAME_UNITS + 1];
    static uint16_t too_long[LWCLUS_NTLM_NAME_UNITS + 2];
    unsigned member;
    unsigned kind;

    (void)state;
    memset(longest, 'x', sizeof longest - 2);
    memset(too_long, 'x', sizeof too_long - 2);
    for (member = 0; member < 5; member++) {
        for (kind = 0; kind < 4; kind++) {
            const uint16_t *const values[] = {longest, too_long, u"", NULL};
            struct logon l;
            const uint16_t **const members[] = {&l.id.domain, &l.id.workstation, &l.id.target, &l.id.password,
                                                &l.id.user};
            bool usable = kind == 0 || (kind == 2 && member < 4) || (kind == 3 && member < 3);
            lwclus_result r;

            logon_init(&l);
            *members[member] = values[kind];
            r = challenge(&l, LOGON_FLAGS, NAMES "00000000");
            assert_int_equal(r, usable ? LWCLUS_OK
                                       : LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
            assert_int_equal(l.gets, 1);
            assert_int_equal(l.dones, 1);
        }
    }
}

static void test_state_is_small(void **state)
{
    (void)state;
    assert_true(sizeof(struct lwclus_ntlm) <= 620);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_required_flag), cmocka_unit_test(test_no_credentials),
        cmocka_unit_test(test_no_random),          cmocka_unit_test(test_unusable_identities),
        cmocka_unit_test(test_state_is_small),
    };

    return cmocka_run_group_tests_name("auth/ntlm", tests, NULL, NULL);
}
