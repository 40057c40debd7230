/* AS-REP and TGS-REP: the recorded ones, cut and flipped, and other exchanges that work. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "krb5/fake_kdc.h"
#include "krb5/recorded.h"
#include "krb5/reply_scene.h"
#include "open.h"

#define AUTH(code) LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, code)
#define REFUSED    AUTH(RPC_S_SEC_PKG_ERROR)
#define MISNAMED   AUTH(ERROR_MUTUAL_AUTH_FAILED)
#define SKEWED     AUTH(ERROR_TIME_SKEW)
#define WRONG_KEY  AUTH(ERROR_LOGON_FAILURE)

static void assert_text(struct lwclus_cspan span, const char *text)
{
    assert_int_equal(span.size, strlen(text));
    assert_memory_equal(span.ptr, text, span.size);
}

/* ---- recorded ---- */

static void assert_recorded(const struct lwclus_krb5_request *q, const char *text, const char *key,
                            const char *ticket, const char *realm)
{
    struct lwclus_krb5_reply reply;
    struct lwclus_span message;
    uint8_t bytes[2048];
    uint32_t size;

    message.ptr = hex_new(text, &message.size);
    assert_int_equal(open_reply(message, q, &reply), LWCLUS_OK);
    assert_int_equal(reply.ticket.key.etype, 18);
    assert_string_equal(hex_text(reply.ticket.key.bytes, 32), key);
    assert_int_equal(reply.authtime, KDC_AUTHTIME);
    assert_int_equal(reply.ticket.start, KDC_AUTHTIME);
    assert_int_equal(reply.ticket.end, KDC_ENDTIME);
    assert_int_equal(reply.realm.cap, 0);
    size = hex_read(bytes, ticket);
    assert_true(reply.ticket.size > size);
    assert_memory_equal(reply.ticket.bytes + reply.ticket.size - size, bytes, size);
    assert_int_equal(reply.ticket.bytes[0], 0xa3);
    assert_text(client_realm(&reply.ticket), "CMRP.TEST");
    assert_text(tgt_realm(&reply.ticket), realm);
    assert_false(reply_contains(message, reply.ticket.key.bytes, 32)); /* no plaintext stays */
    free(message.ptr);
}

static void test_recorded(void **state)
{
    struct recorded r;

    (void)state;
    recorded_init(&r);
    assert_recorded(&r.as2, KDC_AS2_REP, KDC_TGT_KEY, KDC_TGT, "CMRP.TEST");
    assert_recorded(&r.tgs, KDC_TGS_REP, KDC_SERVICE_KEY, KDC_SERVICE_TICKET, "");
}

/* Never a ticket out of part of a message; the block has just these bytes. */
static void assert_cut(const struct lwclus_krb5_request *q, const char *text)
{
    static const struct lwclus_krb5_reply zero;
    struct lwclus_krb5_reply reply;
    struct lwclus_span cut;
    uint32_t whole;
    uint8_t *bytes = hex_new(text, &whole);

    for (cut.size = 0; cut.size < whole; cut.size++) {
        cut.ptr = malloc(cut.size != 0 ? cut.size : 1);
        memcpy(cut.ptr, bytes, cut.size);
        assert_int_equal(open_reply(cut, q, &reply), REFUSED);
        assert_memory_equal(&reply, &zero, sizeof zero);
        free(cut.ptr);
    }
    free(bytes);
}

/* A changed byte is found, or stands where nothing is believed: in padata and the Ticket, which only the KDC
 * and the service can read. */
static void assert_flipped(const struct lwclus_krb5_request *q, const char *text, const char *key)
{
    uint32_t accepted = 0;
    uint32_t size;
    uint8_t *bytes = hex_new(text, &size);
    uint8_t *copy = malloc(size);
    uint32_t bit;
    uint32_t i;

    for (i = 0; i < size; i++) {
        for (bit = 0; bit < 8; bit += 7) {
            struct lwclus_krb5_reply reply;
            struct lwclus_span message = {copy, size};
            lwclus_result result;

            memcpy(copy, bytes, size);
            copy[i] ^= (uint8_t)(1u << bit);
            result = open_reply(message, q, &reply);
            if (result == LWCLUS_OK) {
                accepted++;
                assert_string_equal(hex_text(reply.ticket.key.bytes, 32), key);
                assert_int_equal(reply.ticket.end, KDC_ENDTIME);
                assert_true(i < size - 250); /* not in the encrypted part */
            } else {
                assert_int_equal(LWCLUS_ORIGIN(result), LWCLUS_ORIGIN_AUTH);
            }
        }
    }
    assert_in_range(accepted, 2000, 2 * size - 500); /* the Ticket is most of the message */
    free(copy);
    free(bytes);
}

static void test_cut(void **state)
{
    struct recorded r;

    (void)state;
    recorded_init(&r);
    assert_cut(&r.as2, KDC_AS2_REP);
    assert_cut(&r.tgs, KDC_TGS_REP);
}

static void test_flipped(void **state)
{
    struct recorded r;

    (void)state;
    recorded_init(&r);
    assert_flipped(&r.as2, KDC_AS2_REP, KDC_TGT_KEY);
    assert_flipped(&r.tgs, KDC_TGS_REP, KDC_SERVICE_KEY);
}

static void assert_rebuilt(struct kdc_reply *reply, const char *text)
{
    struct lwclus_span expected;
    struct lwclus_span part;
    struct lwclus_span got;
    uint8_t out[2048];
    uint32_t front;
    uint8_t *copy;

    expected.ptr = hex_new(text, &expected.size);
    copy = hex_new(text, &expected.size);
    part = reply_sealed(expected);
    assert_true(lwclus_krb5_decrypt(reply->key, reply->tgs ? 8 : 3, part.ptr, part.size));
    memcpy(reply->confounder, part.ptr, sizeof reply->confounder);
    got.ptr = out;
    got.size = kdc_write_reply(out, sizeof out, reply);
    assert_int_equal(got.size, expected.size);
    front = (uint32_t)(part.ptr - expected.ptr);
    assert_memory_equal(out + front, copy + front, part.size);
    front -= reply->filler + 32; /* up to the ciphertext of the Ticket */
    assert_memory_equal(out, copy, front);
    free(copy);
    free(expected.ptr);
}

/* The KDC of the tests writes what Samba wrote, byte for byte. */
static void test_fake_kdc(void **state)
{
    static const uint8_t etypes_as[] =
        "\xac\x12\x30\x10\x30\x0e\xa1\x04\x02\x02\x00\xa5\xa2\x06\x04\x04\x1f\x00\x01\x00";
    static const uint8_t etypes_tgs[] =
        "\xac\x12\x30\x10\x30\x0e\xa1\x04\x02\x02\x00\xa5\xa2\x06\x04\x04\x1f\x00\x00\x00";
    struct kdc_info info = {18, "CMRP.TESTAdministrator", 4096};
    struct kdc_reply reply;
    struct recorded r;
    uint8_t pa[128];

    (void)state;
    recorded_init(&r);
    memset(&reply, 0, sizeof reply);
    reply.key = &r.key;
    reply.filler = 0x460;
    reply.session = r.tgt.key;
    reply.client_realm = "CMRP.TEST";
    reply.client = "Administrator";
    reply.realm = "CMRP.TEST";
    reply.name = "krbtgt/CMRP.TEST";
    reply.padata.ptr = pa;
    reply.padata.size = kdc_write_info(pa, sizeof pa, &info, 1);
    reply.nonce_value = KDC_AS2_NONCE;
    reply.flags = 0x00e10000;
    reply.authtime = KDC_AUTHTIME;
    reply.end = KDC_ENDTIME;
    reply.renew = KDC_AUTHTIME + 7 * 86400;
    reply.key_version = 1;
    reply.extra.ptr = etypes_as;
    reply.extra.size = sizeof etypes_as - 1;
    assert_rebuilt(&reply, KDC_AS2_REP);
    reply.key_version = 0;
    reply.extra.ptr = etypes_tgs;
    reply.tgs = true;
    reply.key = &r.tgt.key;
    reply.filler = 0x458;
    (void)hex_read(reply.session.bytes, KDC_SERVICE_KEY);
    reply.name = "MSServerClusterMgmtAPI/dc1.cmrp.test";
    reply.padata.ptr = NULL;
    reply.nonce_value = KDC_TGS_NONCE;
    reply.flags = 0x002c0000;
    reply.start = KDC_AUTHTIME;
    reply.renew = 0;
    assert_rebuilt(&reply, KDC_TGS_REP);
}

/* ---- replies of our own ---- */

static void test_as(void **state)
{
    struct reply_scene s;

    (void)state;
    reply_scene_as(&s);
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    assert_int_equal(s.reply.authtime, SCENE_NOW - 1);
    assert_int_equal(s.reply.ticket.start, SCENE_NOW - 1);
    assert_int_equal(s.reply.ticket.end, SCENE_NOW + 36000);
    assert_int_equal(s.reply.realm.cap, 0);
    assert_text(client_realm(&s.reply.ticket), "HOME.EXAMPLE");
    assert_text(tgt_realm(&s.reply.ticket), "HOME.EXAMPLE");
    s.q.spn = u"s/H"; /* straight for the service */
    s.r.name = "S/h";
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    s.r.name = "DC1$";
    assert_int_equal(reply_scene_run(&s), MISNAMED);
    s.r.name = "krbtgt/HOME.EXAMPLE"; /* a TGT in its place */
    assert_int_equal(reply_scene_run(&s), MISNAMED);
    s.r.name = "krbtgt/OTHER.EXAMPLE";
    assert_int_equal(reply_scene_run(&s), MISNAMED);
}

static void test_tgs(void **state)
{
    struct reply_scene s;

    (void)state;
    reply_scene_tgs(&s);
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    assert_int_equal(s.reply.authtime, SCENE_NOW - 7200);
    assert_int_equal(s.reply.realm.cap, 0);
    assert_int_equal(tgt_realm(&s.reply.ticket).size, 0);
    s.r.client_type = 10; /* the type of a name says nothing */
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
}

static void test_etypes(void **state)
{
    struct reply_scene s;
    uint8_t reply;
    uint8_t session;

    (void)state;
    for (reply = 17; reply <= 20; reply++) {
        for (session = 17; session <= 20; session++) {
            if ((LWCLUS_KRB5_ETYPES & LWCLUS_KRB5_ETYPE_SET(reply)) == 0 ||
                (LWCLUS_KRB5_ETYPES & LWCLUS_KRB5_ETYPE_SET(session)) == 0) {
                continue;
            }
            reply_scene_as(&s);
            s.user.etype = reply;
            s.r.session.etype = session;
            assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
            assert_int_equal(s.reply.ticket.key.etype, session);
            assert_memory_equal(s.reply.ticket.key.bytes, s.r.session.bytes, lwclus_krb5_key_bytes(session));
            reply_scene_tgs(&s);
            s.tgt.key.etype = reply;
            s.r.session.etype = session;
            assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
            assert_int_equal(s.reply.ticket.key.etype, session);
        }
    }
}

static void test_referral(void **state)
{
    struct reply_scene s;

    (void)state;
    reply_scene_tgs(&s);
    s.r.name = "krbtgt/OTHER.EXAMPLE";
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    assert_int_equal(s.reply.realm.cap, 13);
    assert_memory_equal(s.reply.realm.base, "OTHER.EXAMPLE", 13);
    assert_text(tgt_realm(&s.reply.ticket), "OTHER.EXAMPLE");
    assert_text(client_realm(&s.reply.ticket), "HOME.EXAMPLE");
    s.tgt = s.reply.ticket;
    memcpy(s.tgt_bytes, s.tgt.bytes, s.tgt.size);
    s.tgt.bytes = s.tgt_bytes;
    s.r.name = "krbtgt/OTHER.EXAMPLE"; /* the other KDC refers to itself */
    s.r.realm = "OTHER.EXAMPLE";
    assert_int_equal(reply_scene_run(&s), MISNAMED);
    s.r.name = "MSServerClusterMgmtAPI/node1.home.example";
    assert_int_equal(reply_scene_run(&s), LWCLUS_OK);
    assert_int_equal(s.reply.realm.cap, 0);
    s.r.realm = "HOME.EXAMPLE"; /* not the realm that was asked */
    assert_int_equal(reply_scene_run(&s), MISNAMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded), cmocka_unit_test(test_cut),      cmocka_unit_test(test_flipped),
        cmocka_unit_test(test_fake_kdc), cmocka_unit_test(test_as),       cmocka_unit_test(test_tgs),
        cmocka_unit_test(test_etypes),   cmocka_unit_test(test_referral),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
