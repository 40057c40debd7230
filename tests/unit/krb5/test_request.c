/* AS-REQ and TGS-REQ: the recorded ones byte for byte, and what a KDC reads out of others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "krb5/ap.h"
#include "krb5/fake_kdc.h"
#include "krb5/open.h"
#include "krb5/parts.h"
#include "krb5/recorded.h"

static void assert_written(const struct lwclus_krb5_request *q, const char *expected)
{
    uint32_t size;
    uint8_t *bytes = hex_new(expected, &size);
    uint32_t room;

    for (room = 0; room <= size; room++) {
        uint8_t *out = malloc(room != 0 ? room : 1);
        struct lwclus_cursor c;

        lwclus_cursor_init(&c, out, room);
        assert_int_equal(lwclus_krb5_write_request(&c, q),
                         room == size ? LWCLUS_OK
                                      : LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
        if (room == size) {
            assert_int_equal(c.pos, size);
            assert_memory_equal(out, bytes, size);
        }
        free(out);
    }
    free(bytes);
}

static void test_recorded_as(void **state)
{
    struct recorded r;

    (void)state;
    recorded_init(&r);
    assert_written(&r.as1, KDC_AS1_REQ);
    assert_written(&r.as2, KDC_AS2_REQ);
}

static void test_recorded_tgs(void **state)
{
    struct recorded r;

    (void)state;
    recorded_init(&r);
    assert_written(&r.tgs, KDC_TGS_REQ);
}

static const uint8_t etypes[] = {
    LWCLUS_KRB5_AES128,
    LWCLUS_KRB5_AES256,
#if LWCLUS_KERBEROS_SHA2
    LWCLUS_KRB5_AES256_SHA384,
#endif
};

/* Writes and reads back. */
static uint8_t message[4096];

static void exchange(const struct lwclus_krb5_request *q, struct kdc_request *seen)
{
    struct lwclus_cursor c;
    struct lwclus_span span;

    lwclus_cursor_init(&c, message, sizeof message);
    assert_int_equal(lwclus_krb5_write_request(&c, q), LWCLUS_OK);
    span.ptr = message;
    span.size = c.pos;
    assert_true(kdc_read_request(span, seen));
}

static void test_names(void **state)
{
    struct lwclus_krb5_request q;
    struct kdc_request seen;

    (void)state;
    memset(&q, 0, sizeof q);
    q.user = u"J\u00f6rg/\u65e5\U0001F600";
    q.realm.ptr = (const uint8_t *)"M\xc3\x9cNCHEN.EXAMPLE";
    q.realm.size = 16;
    q.options = LWCLUS_KRB5_CANONICALIZE;
    q.etypes = LWCLUS_KRB5_ETYPE_SET(17) | LWCLUS_KRB5_ETYPE_SET(18);
    q.nonce = 0x7fffffff;
    exchange(&q, &seen);
    assert_false(seen.tgs);
    assert_int_equal(seen.pa_type, 0);
    assert_int_equal(seen.options, 0x00010000);
    assert_int_equal(seen.client_type, 1);
    assert_string_equal(seen.client, "J\xc3\xb6rg/\xe6\x97\xa5\xf0\x9f\x98\x80"); /* one part */
    assert_string_equal(seen.realm, "M\xc3\x9cNCHEN.EXAMPLE");
    assert_int_equal(seen.name_type, 2);
    assert_string_equal(seen.name, "krbtgt/M\xc3\x9cNCHEN.EXAMPLE");
    assert_int_equal(seen.till, 0);
    assert_int_equal(seen.nonce, 0x7fffffff);
    assert_int_equal(seen.etype_count, 2);
    assert_int_equal(seen.etypes[0], 18);
    assert_int_equal(seen.etypes[1], 17);
    q.user = u"joe@example.net";
    q.enterprise = true;
    q.realm.ptr = (const uint8_t *)"Other.exampleXX"; /* bytes go out as they are */
    q.realm.size = 13;
    q.spn = u"MSServerClusterMgmtAPI/Node1/x";
    q.nonce = 0xffffffff; /* five bytes */
    q.etypes = LWCLUS_KRB5_ETYPE_SET(17);
    exchange(&q, &seen);
    assert_int_equal(seen.client_type, 10);
    assert_string_equal(seen.client, "joe@example.net");
    assert_string_equal(seen.realm, "Other.example");
    assert_string_equal(seen.name, "MSServerClusterMgmtAPI/Node1/x");
    assert_int_equal(seen.nonce, 0xffffffff);
    assert_int_equal(seen.etype_count, 1);
    q.spn = u"host";
    exchange(&q, &seen);
    assert_string_equal(seen.name, "host");
}

/* Components of a name, which the text form hides. */
static void test_name_parts(void **state)
{
    struct lwclus_krb5_request q;
    struct kdc_request seen;

    (void)state;
    memset(&q, 0, sizeof q);
    q.user = u"a/b";
    q.realm.ptr = (const uint8_t *)"R";
    q.realm.size = 1;
    q.spn = u"s/h";
    exchange(&q, &seen);
    assert_string_equal(hex_text(seen.body.ptr + 11, 18), "a110300ea003020101a10730051b03612f62");
    assert_string_equal(hex_text(seen.body.ptr + 34, 19), "a311300fa003020102a10830061b01731b0168");
}

static void test_preauth(void **state)
{
    uint8_t confounder[LWCLUS_KRB5_CONFOUNDER] = {1, 2, 3};
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof etypes; i++) {
        struct lwclus_krb5_key key = {etypes[i], {4, 5, 6}};
        struct lwclus_krb5_time time;
        struct lwclus_krb5_request q;
        struct kdc_request seen;

        memset(&q, 0, sizeof q);
        q.user = u"joe";
        q.realm.ptr = (const uint8_t *)"R";
        q.realm.size = 1;
        q.key = &key;
        q.confounder = confounder;
        q.time.seconds = 1790107215;
        q.time.microseconds = 999999;
        q.etypes = LWCLUS_KRB5_ETYPES;
        exchange(&q, &seen);
        assert_true(kdc_open_timestamp(&seen, &key, &time));
        assert_int_equal(time.seconds, 1790107215);
        assert_int_equal(time.microseconds, 999999);
        exchange(&q, &seen);
        key.bytes[0] ^= 1;
        assert_false(kdc_open_timestamp(&seen, &key, &time));
    }
}

/* A TGT as a KDC makes it, in `reply`. */
static void make_tgt(struct lwclus_krb5_ticket *tgt, uint8_t *reply, uint32_t cap, const char *name,
                     const struct lwclus_krb5_key *krbtgt)
{
    struct lwclus_krb5_key user = {18, {9}};
    struct lwclus_cursor c;
    struct lwclus_cursor skip;
    struct kdc_reply r;
    uint32_t start;
    uint32_t i;

    memset(&r, 0, sizeof r);
    r.key = &user;
    r.service = krbtgt;
    r.session.etype = krbtgt->etype;
    r.session.bytes[0] = 7;
    r.client_realm = "HOME.EXAMPLE";
    r.client = "joe";
    r.realm = "HOME.EXAMPLE";
    r.name = name;
    r.authtime = 1790107215;
    r.end = 1790147215;
    lwclus_cursor_init(&c, reply, kdc_write_reply(reply, cap, &r));
    part_enter(&c, 0x6b30, &c);
    (void)part_get_uint(&c, 0xa0);
    (void)part_get_uint(&c, 0xa1);
    start = c.pos;
    for (i = 0; i < 3; i++) {
        (void)lwclus_der_next(&c, &skip);
    }
    assert_int_equal(c.status, LWCLUS_OK);
    tgt->key = r.session;
    tgt->bytes = c.base + start;
    tgt->size = c.pos - start;
}

static void test_tgs(void **state)
{
    uint8_t confounder[LWCLUS_KRB5_CONFOUNDER] = {1, 2, 3};
    uint8_t reply[1024];
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof etypes; i++) {
        struct lwclus_krb5_key krbtgt = {etypes[i], {8}};
        struct lwclus_krb5_ticket tgt;
        struct lwclus_krb5_request q;
        struct kdc_request seen;
        struct kdc_ap ap;

        make_tgt(&tgt, reply, sizeof reply, "krbtgt/OTHER.EXAMPLE", &krbtgt); /* a referral */
        memset(&q, 0, sizeof q);
        q.tgt = &tgt;
        q.spn = u"s/h";
        q.confounder = confounder;
        q.time.seconds = 1790107300;
        q.time.microseconds = 5;
        q.etypes = LWCLUS_KRB5_ETYPES;
        exchange(&q, &seen);
        assert_true(seen.tgs);
        assert_string_equal(seen.realm, "OTHER.EXAMPLE");
        assert_string_equal(seen.name, "s/h");
        assert_true(kdc_open_tgt(&seen, &krbtgt, &ap));
        assert_int_equal(ap.options, 0);
        assert_string_equal(ap.client_realm, "HOME.EXAMPLE");
        assert_string_equal(ap.client, "joe");
        assert_int_equal(ap.time.seconds, 1790107300);
        assert_int_equal(ap.time.microseconds, 5);
        assert_false(ap.has_subkey);
        assert_false(ap.has_sequence);
        exchange(&q, &seen);
        message[seen.body.ptr - message + 10] ^= 1; /* options */
        assert_false(kdc_open_tgt(&seen, &krbtgt, &ap));
    }
}

static void test_not_a_tgt(void **state)
{
    struct lwclus_krb5_key krbtgt = {18, {8}};
    uint8_t confounder[LWCLUS_KRB5_CONFOUNDER] = {0};
    static const char *const names[] = {"krbtgt", "krbtgt/A/B", "krbtgs/A", "krbtg/A", "host/krbtgt"};
    struct lwclus_krb5_ticket tgt;
    struct lwclus_krb5_request q;
    struct lwclus_cursor c;
    uint8_t reply[1024];
    uint32_t i;

    (void)state;
    memset(&q, 0, sizeof q);
    q.tgt = &tgt;
    q.spn = u"s/h";
    q.confounder = confounder;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        make_tgt(&tgt, reply, sizeof reply, names[i], &krbtgt);
        lwclus_cursor_init(&c, message, sizeof message);
        assert_int_equal(lwclus_krb5_write_request(&c, &q), LWCLUS_KRB5_REFUSED);
        assert_int_equal(tgt_realm(&tgt).size, 0);
    }
    make_tgt(&tgt, reply, sizeof reply, "krbtgt/R", &krbtgt);
    for (i = tgt.size; i-- != 0;) {
        uint8_t *bytes = malloc(i != 0 ? i : 1);
        struct lwclus_krb5_ticket cut = tgt;

        memcpy(bytes, tgt.bytes, i);
        cut.bytes = bytes;
        cut.size = i;
        q.tgt = &cut;
        lwclus_cursor_init(&c, message, sizeof message);
        assert_int_equal(lwclus_krb5_write_request(&c, &q), LWCLUS_KRB5_REFUSED);
        free(bytes);
    }
}

/* The AP-REQ as a service gets it, with everything in it. */
static void test_ap_req(void **state)
{
    struct lwclus_krb5_key service = {18, {8}};
    struct lwclus_krb5_key subkey = {17, {3, 1}};
    uint8_t confounder[LWCLUS_KRB5_CONFOUNDER] = {0};
    static const uint8_t sum[24] = {16, [20] = 0x3e, [21] = 0x10};
    const uint32_t sequence = 0xfedcba98;
    struct lwclus_krb5_ticket ticket;
    struct lwclus_krb5_request q;
    struct lwclus_cursor c;
    struct lwclus_span span;
    struct kdc_ap ap;
    uint8_t reply[1024];

    (void)state;
    make_tgt(&ticket, reply, sizeof reply, "s/h", &service);
    memset(&q, 0, sizeof q);
    q.tgt = &ticket;
    q.time.seconds = 1790107300;
    q.subkey = &subkey;
    q.sequence = sequence;
    q.confounder = confounder;
    lwclus_cursor_init(&c, message, sizeof message);
    lwclus_krb5_put_ap(&c, &q);
    assert_int_equal(c.status, LWCLUS_OK);
    span.ptr = message;
    span.size = c.pos;
    assert_true(kdc_open_ap(span, &service, 11, &ap));
    assert_int_equal(ap.options, 0x20000000);
    assert_string_equal(ap.name, "s/h");
    assert_int_equal(ap.checksum_type, 0x8003);
    assert_int_equal(ap.checksum.size, 24);
    assert_memory_equal(ap.checksum.ptr, sum, 24);
    assert_true(ap.has_subkey);
    assert_int_equal(ap.subkey.etype, 17);
    assert_memory_equal(ap.subkey.bytes, subkey.bytes, 16);
    assert_true(ap.has_sequence);
    assert_int_equal(ap.sequence, sequence);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_as), cmocka_unit_test(test_recorded_tgs), cmocka_unit_test(test_names),
        cmocka_unit_test(test_name_parts),  cmocka_unit_test(test_preauth),      cmocka_unit_test(test_tgs),
        cmocka_unit_test(test_not_a_tgt),   cmocka_unit_test(test_ap_req),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
