/* AUTHENTICATE, checked the way a server does it. */
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

#define NAMES                                                                                                \
    "02000c0044006f006d00610069006e00"                                                                       \
    "01000c00530065007200760065007200"
#define TIME "0700080000a1b2c3d4e5f601"

/* [MS-NLMP] 4.2.1 */
static const char random_draw[] = "aaaaaaaaaaaaaaaa"
                                  "55555555555555555555555555555555";

static struct lwclus_cspan authenticate(struct logon *l, const char *av_pairs)
{
    uint8_t token[1024];
    uint32_t size = logon_put_challenge(token, sizeof token, 0xe28a8233u, av_pairs);
    struct lwclus_cspan message;

    logon_init(l);
    hex_read(l->random, random_draw);
    l->id.user = u"User";
    l->id.domain = u"Domain";
    l->id.password = u"Password";
    l->id.workstation = u"COMPUTER";
    l->now = 0x0123456789abcdefu;
    assert_int_equal(logon_start(l), LWCLUS_OK);
    assert_int_equal(logon_step_bytes(l, token, size), LWCLUS_OK);
    message.ptr = l->out;
    message.size = l->out_bytes - 20;
    while (memcmp(message.ptr, "NTLMSSP", 8) != 0) {
        message.ptr++;
        message.size--;
    }
    return message;
}

/* Verifies the NTLMv2 response and returns the session key that the message carries. */
static void check_response(struct lwclus_cspan message, uint8_t session_key[16])
{
    struct lwclus_cspan nt = logon_field(message.ptr, message.size, 20);
    struct lwclus_cspan key = logon_field(message.ptr, message.size, 52);
    struct lwclus_cspan parts[2] = {{(const uint8_t *)"\x01\x23\x45\x67\x89\xab\xcd\xef", 8},
                                    {nt.ptr + 16, nt.size - 16}};
    struct lwclus_cspan proof = {nt.ptr, 16};
    struct lwclus_rc4 rc4;
    uint8_t owf[16];
    uint8_t mac[16];

    hex_read(owf, "0c868a403bfd7a93a3001ef22ef02e3f");
    lwclus_ntlm_mac(owf, parts, 2, mac);
    assert_memory_equal(mac, nt.ptr, 16);
    lwclus_ntlm_mac(owf, &proof, 1, mac);
    assert_int_equal(key.size, 16);
    memcpy(session_key, key.ptr, 16);
    lwclus_rc4_start(&rc4, mac, 16);
    lwclus_rc4_crypt(&rc4, session_key, 16);
}

static void check_string(struct lwclus_cspan message, uint32_t at, const char *hex)
{
    struct lwclus_cspan field = logon_field(message.ptr, message.size, at);

    assert_int_equal((field.ptr - message.ptr) % 2, 0);
    assert_string_equal(hex_text(field.ptr, field.size), hex);
}

static void test_without_timestamp(void **state)
{
    struct logon l;
    struct lwclus_cspan message = authenticate(&l, NAMES "00000000");
    struct lwclus_cspan nt = logon_field(message.ptr, message.size, 20);
    uint8_t key[16];

    (void)state;
    /* [MS-NLMP] 4.2.4.2.1: the LMv2 response does not depend on the AV pairs */
    check_string(message, 12, "86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa");
    check_string(message, 28, "44006f006d00610069006e00");
    check_string(message, 36, "5500730065007200");
    check_string(message, 44, "43004f004d0050005500540045005200");
    assert_string_equal(hex_text(nt.ptr + 16, 28), "0101000000000000"
                                                   "efcdab8967452301"
                                                   "aaaaaaaaaaaaaaaa"
                                                   "00000000");
    assert_string_equal(hex_text(message.ptr + 72, 16), "00000000000000000000000000000000"); /* no MIC */
    check_response(message, key);
    assert_string_equal(hex_text(key, 16), "55555555555555555555555555555555");
}

static void test_with_timestamp(void **state)
{
    struct logon l;
    struct lwclus_cspan message = authenticate(&l, NAMES TIME "00000000");
    struct lwclus_cspan nt = logon_field(message.ptr, message.size, 20);
    uint8_t key[16];

    (void)state;
    check_string(message, 12, "000000000000000000000000000000000000000000000000");
    assert_string_equal(hex_text(nt.ptr + 24, 8), "00a1b2c3d4e5f601");
    assert_string_not_equal(hex_text(message.ptr + 72, 16), "00000000000000000000000000000000");
    check_response(message, key);
    assert_string_equal(hex_text(key, 16), "55555555555555555555555555555555");
}

/* Only flags that we offered or that describe the target go back; OEM does not. */
static void test_flags(void **state)
{
    struct logon l;
    struct lwclus_cspan message = authenticate(&l, NAMES "00000000");

    (void)state;
    assert_string_equal(hex_text(message.ptr + 60, 4), "31828ae2");
    assert_string_equal(hex_text(message.ptr + 64, 8), "0601b11d0000000f");
}

static void test_optional_names(void **state)
{
    struct logon l;
    uint8_t token[1024];
    uint32_t size = logon_put_challenge(token, sizeof token, LOGON_FLAGS, NAMES TIME "00000000");

    (void)state;
    logon_init(&l);
    l.id.domain = NULL;
    l.id.workstation = NULL;
    l.id.target = NULL;
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_int_equal(logon_step_bytes(&l, token, size), LWCLUS_OK);
    /* empty target name, EOL, and the four zeros at the end of the response; then the key and the MIC */
    assert_memory_equal(l.out + l.out_bytes - 20 - 16 - 12, "\x09\0\0\0\0\0\0\0\0\0\0\0", 12);
}

/* As much target information as a message can carry, and more. */
static void test_large_target_info(void **state)
{
    static char pairs[2 * 1600];
    static uint8_t token[2048];
    uint32_t value;
    bool refused = false;

    (void)state;
    for (value = 0; value < 1500; value += 50) {
        struct logon l;
        uint32_t at = (uint32_t)sprintf(pairs, NAMES TIME "0300%02x%02x", value % 256, value / 256);
        uint32_t size;
        lwclus_result r;

        memset(pairs + at, '0', 2 * value);
        (void)strcpy(pairs + at + 2 * value, "00000000");
        size = logon_put_challenge(token, sizeof token, LOGON_FLAGS, pairs);
        logon_init(&l);
        l.out_room = 1316;
        assert_int_equal(logon_start(&l), LWCLUS_OK);
        r = logon_step_bytes(&l, token, size);
        refused = refused || r != LWCLUS_OK;
        assert_int_equal(r,
                         refused ? LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER) : LWCLUS_OK);
        assert_int_equal(l.gets, 1);
        assert_int_equal(l.dones, 1);
    }
    assert_true(refused);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_timestamp),
        cmocka_unit_test(test_with_timestamp),
        cmocka_unit_test(test_flags),
        cmocka_unit_test(test_optional_names),
        cmocka_unit_test(test_large_target_info),
    };

    return cmocka_run_group_tests_name("auth/ntlm_authenticate", tests, NULL, NULL);
}
