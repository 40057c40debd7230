/* Keys and signatures against [MS-NLMP] 4.2.4 and the recorded session. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/ntlm_internal.h"
#include "hex.h"
#include "vectors/ntlm_nlmp.h"
#include "vectors/ntlm_session.h"

static void test_owf(void **state)
{
    struct lwclus_auth_identity id = {.user = u"User", .domain = u"Domain", .password = u"Password"};
    uint8_t hash[16];
    uint8_t owf[16];

    (void)state;
    lwclus_ntlm_owf(&id, owf);
    assert_string_equal(hex_text(owf, 16), NLMP_NTOWF);
    hex_read(hash, NLMP_NT_HASH);
    id.nt_hash = hash;
    id.password = u"not looked at";
    lwclus_ntlm_owf(&id, owf);
    assert_string_equal(hex_text(owf, 16), NLMP_NTOWF);
}

static void test_response_and_key_exchange(void **state)
{
    uint8_t owf[16];
    uint8_t nonce[8];
    uint8_t temp[128];
    uint8_t key[16];
    uint8_t mac[16];
    struct lwclus_rc4 rc4;
    struct lwclus_cspan parts[2] = {{nonce, hex_read(nonce, NLMP_SERVER_CHALLENGE)},
                                    {temp, hex_read(temp, NLMP_TEMP)}};

    (void)state;
    hex_read(owf, NLMP_NTOWF);
    lwclus_ntlm_mac(owf, parts, 2, mac);
    assert_string_equal(hex_text(mac, 16), NLMP_PROOF);
    parts[0].ptr = mac;
    parts[0].size = 16;
    lwclus_ntlm_mac(owf, parts, 1, key);
    assert_string_equal(hex_text(key, 16), NLMP_BASE_KEY);
    lwclus_rc4_start(&rc4, key, 16);
    hex_read(key, NLMP_SESSION_KEY);
    lwclus_rc4_crypt(&rc4, key, 16);
    assert_string_equal(hex_text(key, 16), NLMP_ENCRYPTED_KEY);
}

static struct lwclus_auth auth;

static struct lwclus_ntlm *derive(const char *session_key)
{
    uint8_t key[16];

    hex_read(key, session_key);
    auth.mech = &lwclus_ntlm_mech;
    lwclus_ntlm_derive(&auth, key);
    return &auth.state.ntlm;
}

static void check_side(const struct lwclus_ntlm_side *side, const char *sign_key, const char *seal_key,
                       const char *mic)
{
    struct lwclus_rc4 expected;
    uint8_t key[16];

    hex_read(key, seal_key);
    lwclus_rc4_start(&expected, key, 16);
    assert_memory_equal(&side->rc4, &expected, sizeof expected); /* the stream is back at its start */
    assert_int_equal(side->sequence, 1);                         /* the number is not */
    assert_string_equal(hex_text(side->sign_key, 16), sign_key);
    if (mic != NULL) {
        assert_string_equal(hex_text(side->mic, 16), mic);
    }
}

static void test_recorded_keys(void **state)
{
    const struct lwclus_ntlm *ntlm = derive(&SESSION_RANDOM[16]);

    (void)state;
    check_side(&ntlm->side[LWCLUS_AUTH_CLIENT], SESSION_CLIENT_SIGN, SESSION_CLIENT_SEAL, SESSION_CLIENT_MIC);
    check_side(&ntlm->side[LWCLUS_AUTH_SERVER], SESSION_SERVER_SIGN, SESSION_SERVER_SEAL, SESSION_SERVER_MIC);
}

/* [MS-NLMP] 4.2.4.4; there the first message has the number 0. */
static void test_wrap(void **state)
{
    struct lwclus_ntlm *ntlm = derive(NLMP_SESSION_KEY);
    uint8_t body[32];
    struct lwclus_auth_pdu pdu = {{NULL, 0}, {body, hex_read(body, NLMP_PLAIN)}, {NULL, 0}};
    uint8_t signature[16];

    (void)state;
    check_side(&ntlm->side[LWCLUS_AUTH_CLIENT], NLMP_SIGN_KEY, NLMP_SEAL_KEY, NULL);
    ntlm->side[LWCLUS_AUTH_CLIENT].sequence = 0;
    lwclus_ntlm_protect(&ntlm->side[LWCLUS_AUTH_CLIENT], &pdu, true, signature);
    assert_string_equal(hex_text(body, pdu.body.size), NLMP_SEALED);
    assert_string_equal(hex_text(signature, 16), NLMP_SIGNATURE);
    (void)derive(NLMP_SESSION_KEY);
    ntlm->side[LWCLUS_AUTH_CLIENT].sequence = 0;
    lwclus_ntlm_protect(&ntlm->side[LWCLUS_AUTH_CLIENT], &pdu, false, signature);
    assert_string_equal(hex_text(body, pdu.body.size), NLMP_PLAIN);
    assert_string_equal(hex_text(signature, 16), NLMP_SIGNATURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_owf),
        cmocka_unit_test(test_response_and_key_exchange),
        cmocka_unit_test(test_recorded_keys),
        cmocka_unit_test(test_wrap),
    };

    return cmocka_run_group_tests_name("auth/ntlm_security", tests, NULL, NULL);
}
