/* AS-REP and TGS-REP of KDCs that lie, err or know more than we do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "krb5/reply_scene.h"
#include "open.h"

#define AUTH(code) LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, code)
#define REFUSED    AUTH(RPC_S_SEC_PKG_ERROR)
#define MISNAMED   AUTH(ERROR_MUTUAL_AUTH_FAILED)
#define SKEWED     AUTH(ERROR_TIME_SKEW)
#define WRONG_KEY  AUTH(ERROR_LOGON_FAILURE)

static void test_tags(void **state)
{
    struct reply_scene s;

    (void)state;
    reply_scene_as(&s);
    s.r.sealed_tag = 0x7a;
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    s.r.sealed_tag = 0x78;
    assert_int_equal(reply_scene_run(&s), REFUSED);
    s.r.sealed_tag = 0x7b;
    assert_int_equal(reply_scene_run(&s), REFUSED);
    reply_scene_tgs(&s);
    s.r.sealed_tag = 0x79;
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    s.r.sealed_tag = 0x63;
    assert_int_equal(reply_scene_run(&s), REFUSED);
    s.r.sealed_tag = 0;
    s.r.tgs = false; /* AS-REP to a TGS-REQ */
    assert_int_equal(reply_scene_run(&s), REFUSED);
    s.r.tgs = true;
    s.r.type = 11;
    assert_int_equal(reply_scene_run(&s), REFUSED);
    s.r.type = 0;
    s.r.version = 4;
    assert_int_equal(reply_scene_run(&s), REFUSED);
}

static void test_keys(void **state)
{
    struct reply_scene s;
    struct lwclus_krb5_key other = {18, {99}};

    (void)state;
    reply_scene_as(&s);
    s.r.key = &other;
    assert_int_equal(reply_scene_run(&s), WRONG_KEY);
    other.etype = 17;
    assert_int_equal(reply_scene_run(&s), REFUSED); /* not even tried */
    s.user.etype = 17;
    s.r.key = &s.user;
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    s.r.session.etype = 17;
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    assert_int_equal(s.reply.ticket.key.etype, 17);
    s.q.etypes = LWCLUS_KRB5_ETYPE_SET(18);
    assert_int_equal(reply_scene_run(&s), REFUSED); /* not offered */
    reply_scene_tgs(&s);
    other.etype = 18;
    s.r.key = &other;
    assert_int_equal(reply_scene_run(&s), REFUSED);
}

/* EncryptionKeys that the writer of the tests cannot make. */
static void test_bad_session_key(void **state)
{
    static const uint8_t types[] = {0, 3, 23, 19, 17, 127};
    struct reply_scene s;
    uint32_t i;
    uint32_t at;

    (void)state;
    for (i = 0; i < sizeof types; i++) {
        struct lwclus_krb5_reply reply;
        struct lwclus_span part;

        reply_scene_as(&s);
        s.message.ptr = s.buffer;
        s.message.size = kdc_write_reply(s.buffer, sizeof s.buffer, &s.r);
        part = reply_sealed(s.message);
        assert_true(lwclus_krb5_decrypt(&s.user, 3, part.ptr, part.size));
        for (at = 0; memcmp(part.ptr + at, "\xa0\x03\x02\x01\x12", 5) != 0; at++) {
            assert_true(at + 5 < part.size);
        }
        part.ptr[at + 4] = types[i];
        lwclus_krb5_encrypt(&s.user, 3, part.ptr, part.size);
        assert_int_equal(open_reply(s.message, &s.q, &reply), REFUSED);
    }
}

static void test_nonce(void **state)
{
    static const struct {
        const char *content;
        uint32_t size;
        uint32_t nonce;
        lwclus_result result;
    } rows[] = {
        {"\x12\x34\x56\x78", 4, 0x12345678, LWCLUS_OK},
        {"\x00\x12\x34\x56\x78", 5, 0x12345678, LWCLUS_OK},
        {"\xfe\xdc\xba\x98", 4, 0xfedcba98, LWCLUS_OK}, /* negative form */
        {"\x00\xfe\xdc\xba\x98", 5, 0xfedcba98, LWCLUS_OK},
        {"\x01\x12\x34\x56\x78", 5, 0x12345678, REFUSED},
        {"\xff\x12\x34\x56\x78", 5, 0x12345678, REFUSED},
        {"\x00\x00\x12\x34\x56\x78", 6, 0x12345678, REFUSED},
        {"", 0, 0, REFUSED},
        {"\x12\x34\x56\x79", 4, 0x12345678, REFUSED},
        {"\x34\x56\x78", 3, 0x12345678, REFUSED},
    };
    struct reply_scene s;
    size_t i;

    (void)state;
    reply_scene_as(&s);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        s.q.nonce = rows[i].nonce;
        s.r.nonce.ptr = (const uint8_t *)rows[i].content;
        s.r.nonce.size = rows[i].size;
        if (reply_scene_run(&s) != rows[i].result) {
            fail_msg("row %u", (unsigned)i);
        }
    }
}

static void test_names(void **state)
{
    static const struct {
        const char *client_realm;
        const char *client;
        const char *realm;
        const char *name;
        const char *sealed_realm;
        const char *sealed_name;
        lwclus_result as;
        lwclus_result tgs;
    } rows[] = {
        {NULL, NULL, NULL, NULL, NULL, NULL, LWCLUS_OK, LWCLUS_OK},
        {NULL, "Jim", NULL, NULL, NULL, NULL, LWCLUS_OK, REFUSED},
        {NULL, "Joe/admin", NULL, NULL, NULL, NULL, LWCLUS_OK, REFUSED},
        {NULL, "Jo", NULL, NULL, NULL, NULL, LWCLUS_OK, REFUSED},
        {"OTHER.EXAMPLE", NULL, NULL, NULL, NULL, NULL, MISNAMED, REFUSED},
        {NULL, NULL, "OTHER.EXAMPLE", NULL, NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, NULL, "OTHER.EXAMPLE", NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, NULL, NULL, "host/evil", MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "host/evil", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "MSServerClusterMgmtAPI/node1.home.examplf", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "MSServerClusterMgmtAPI/node1.home.exampl", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "MSServerClusterMgmtAPI/node1.home.examples", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "MSServerClusterMgmtAPI/node1.home.example/x", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "MSServerClusterMgmtAPI", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "krbtgt/HOME.EXAMPLE", NULL, NULL, LWCLUS_OK, MISNAMED},
        {NULL, NULL, NULL, "krbtgt/HOME.EXAMPLE/x", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "krbtgt", NULL, NULL, MISNAMED, MISNAMED},
        {NULL, NULL, NULL, "krbtgt/OTHER.EXAMPLE", NULL, NULL, MISNAMED, LWCLUS_OK},
    };
    struct reply_scene s;
    size_t i;
    int tgs;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (tgs = 0; tgs < 2; tgs++) {
            lwclus_result expected = tgs ? rows[i].tgs : rows[i].as;
            lwclus_result result;

            (tgs ? reply_scene_tgs : reply_scene_as)(&s);
            s.r.client_realm = rows[i].client_realm != NULL ? rows[i].client_realm : s.r.client_realm;
            s.r.client = rows[i].client != NULL ? rows[i].client : s.r.client;
            s.r.realm = rows[i].realm != NULL ? rows[i].realm : s.r.realm;
            s.r.name = rows[i].name != NULL ? rows[i].name : s.r.name;
            s.r.sealed_realm = rows[i].sealed_realm;
            s.r.sealed_name = rows[i].sealed_name;
            result = reply_scene_run(&s);
            if (result != expected) {
                fail_msg("row %u, %s: 0x%x", (unsigned)i, tgs ? "TGS" : "AS", (unsigned)result);
            }
        }
    }
}

static void test_times(void **state)
{
    static const struct {
        uint32_t now;
        uint32_t authtime;
        uint32_t start;
        uint32_t end;
        lwclus_result as;
        lwclus_result tgs;
    } rows[] = {
        {SCENE_NOW, SCENE_NOW, SCENE_NOW, SCENE_NOW + 600, LWCLUS_OK, LWCLUS_OK},
        {SCENE_NOW, SCENE_NOW, 0, SCENE_NOW + 600, LWCLUS_OK, LWCLUS_OK}, /* no starttime: authtime */
        {0, SCENE_NOW, SCENE_NOW, SCENE_NOW + 600, LWCLUS_OK, LWCLUS_OK}, /* time unknown */
        {SCENE_NOW, SCENE_NOW - 300, SCENE_NOW - 300, SCENE_NOW + 1, LWCLUS_OK, LWCLUS_OK},
        {SCENE_NOW, SCENE_NOW + 300, SCENE_NOW + 300, SCENE_NOW + 600, LWCLUS_OK, LWCLUS_OK},
        {SCENE_NOW, SCENE_NOW - 301, SCENE_NOW - 301, SCENE_NOW + 600, SKEWED, LWCLUS_OK},
        {SCENE_NOW, SCENE_NOW + 301, SCENE_NOW + 301, SCENE_NOW + 600, SKEWED, SKEWED},
        {SCENE_NOW, SCENE_NOW, SCENE_NOW + 301, SCENE_NOW + 600, SKEWED, SKEWED},
        {SCENE_NOW, SCENE_NOW - 10, SCENE_NOW - 10, SCENE_NOW, SKEWED, SKEWED}, /* over */
        {SCENE_NOW, SCENE_NOW - 10, SCENE_NOW - 10, SCENE_NOW - 1, SKEWED, SKEWED},
        {SCENE_NOW, SCENE_NOW + 10, SCENE_NOW + 10, SCENE_NOW + 10, SKEWED, SKEWED},
        {0, SCENE_NOW + 10, SCENE_NOW + 10, SCENE_NOW + 9, SKEWED, SKEWED},
        {SCENE_NOW, SCENE_NOW, SCENE_NOW, 0xffffffff, LWCLUS_OK, LWCLUS_OK},
        {4294900000u, 4294900100u, 0, 0xffffffff, LWCLUS_OK, LWCLUS_OK},
        {100, 4294900100u, 0, 0xffffffff, SKEWED, SKEWED}, /* no wrap */
    };
    struct reply_scene s;
    size_t i;
    int tgs;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (tgs = 0; tgs < 2; tgs++) {
            (tgs ? reply_scene_tgs : reply_scene_as)(&s);
            s.q.time.seconds = rows[i].now;
            s.r.authtime = rows[i].authtime;
            s.r.start = rows[i].start;
            s.r.end = rows[i].end;
            if (reply_scene_run(&s) != (tgs ? rows[i].tgs : rows[i].as)) {
                fail_msg("row %u, %s", (unsigned)i, tgs ? "TGS" : "AS");
            }
        }
    }
}

static void test_optional_fields(void **state)
{
    /* padata of types nobody knows, unsorted; kvno of a read-only DC; fields of later versions */
    static const uint8_t padata[] = "\x30\x09\xa1\x03\x02\x01\x7f\xa2\x02\x04\x00"
                                    "\x30\x0a\xa1\x04\x02\x02\x00\x88\xa2\x02\x04\x00"
                                    "\x30\x0b\xa1\x03\x02\x01\x02\xa2\x04\x04\x02zz";
    static const uint8_t kvno[] = "\x8f\x01\x00\x01";
    static const uint8_t extra[] = "\xab\x04\x30\x02\x30\x00\xac\x02\x30\x00\xbe\x03\x02\x01\x05";
    struct reply_scene s;

    (void)state;
    reply_scene_tgs(&s);
    s.r.padata.ptr = padata;
    s.r.padata.size = sizeof padata - 1;
    s.r.service = NULL;
    s.r.kvno.ptr = kvno;
    s.r.kvno.size = 4;
    s.r.filler = 900;
    s.r.extra.ptr = extra;
    s.r.extra.size = sizeof extra - 1;
    s.r.trailing = s.r.extra;
    s.r.expiration = SCENE_NOW + 5;
    s.r.renew = SCENE_NOW + 100000;
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    assert_true(s.reply.ticket.size > 900);
}

static void test_too_large(void **state)
{
    static uint8_t big[LWCLUS_TICKET_BYTES + 1024];
    struct lwclus_krb5_reply reply;
    struct lwclus_span message;
    struct reply_scene s;
    bool refused = false;
    uint32_t i;

    (void)state;
    reply_scene_tgs(&s);
    s.r.service = NULL;
    for (i = 0; i < 400; i++) {
        lwclus_result result;

        s.r.filler = LWCLUS_TICKET_BYTES - 300 + i;
        message.ptr = big;
        message.size = kdc_write_reply(big, sizeof big, &s.r);
        result = open_reply(message, &s.q, &reply);
        if (result == LWCLUS_OK) {
            assert_false(refused);
            assert_true(reply.ticket.size <= LWCLUS_TICKET_BYTES);
        } else {
            assert_int_equal(result, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
            refused = true;
        }
    }
    assert_true(refused);
}

/* Any bit of the plaintext changed by a KDC that has the key: no crash, and never a key of another length. */
static void test_flipped_plaintext(void **state)
{
    struct reply_scene s;
    uint32_t size = 0;
    uint32_t bit;
    uint32_t i;

    (void)state;
    reply_scene_as(&s);
    for (i = 0; i == 0 || i < size; i++) {
        for (bit = 0; bit < 8; bit++) {
            struct lwclus_krb5_reply reply;
            struct lwclus_span part;
            lwclus_result result;

            s.message.ptr = s.buffer;
            s.message.size = kdc_write_reply(s.buffer, sizeof s.buffer, &s.r);
            part = reply_sealed(s.message);
            assert_true(lwclus_krb5_decrypt(&s.user, 3, part.ptr, part.size));
            size = part.size - 28;
            part.ptr[16 + i] ^= (uint8_t)(1u << bit);
            lwclus_krb5_encrypt(&s.user, 3, part.ptr, part.size);
            result = open_reply(s.message, &s.q, &reply);
            if (result == LWCLUS_OK) {
                assert_int_equal(reply.ticket.key.etype, 18);
                assert_true(reply.ticket.end > SCENE_NOW);
            } else {
                assert_int_equal(LWCLUS_ORIGIN(result), LWCLUS_ORIGIN_AUTH);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_keys),
        cmocka_unit_test(test_bad_session_key),
        cmocka_unit_test(test_nonce),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_optional_fields),
        cmocka_unit_test(test_too_large),
        cmocka_unit_test(test_flipped_plaintext),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
