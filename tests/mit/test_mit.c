/*
 * The acceptor of MIT Kerberos against our mechanism, in one process: it takes a ticket that the test forges
 * with the key in its keytab, and both sides then seal PDUs for each other with header signing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <gssapi/gssapi_ext.h>
#include <gssapi/gssapi_krb5.h>
#include <krb5.h>

#include "auth/auth.h"
#include "krb5/parts.h"

#define REALM   "CMRP.TEST"
#define SERVICE "MSServerClusterMgmtAPI"
#define HOST    "node1.cmrp.test"
#define KEYTAB  "MEMORY:lwclus"
#define KVNO    3u

#define MESSAGE_MAX 8192u

struct pair {
    uint8_t etype;
    bool raw;
    long skew; /* seconds that the client's clock is off until it learns */

    /* client */
    struct lwclus_auth auth;
    struct lwclus_auth_source source;
    struct lwclus_krb5_ticket ticket;
    uint8_t ticket_bytes[1024];
    uint8_t out[4096];
    struct lwclus_cursor c;
    unsigned learned;

    /* server */
    krb5_context krb5;
    krb5_keyblock key; /* of the service */
    gss_cred_id_t cred;
    gss_ctx_id_t ctx;
    gss_buffer_desc answer;
    OM_uint32 major, minor;
};

/* ---- the ticket ---- */

static void put_text(struct lwclus_cursor *c, uint8_t tag, const char *text)
{
    part_put_pair(c, tag, 0x1b, (uint32_t)strlen(text));
    lwclus_put_bytes(c, text, (uint32_t)strlen(text));
}

static void put_name(struct lwclus_cursor *c, uint8_t tag, uint32_t type, const char *first,
                     const char *second)
{
    uint32_t mark = part_begin(c, (uint32_t)tag << 8 | 0x30);
    uint32_t strings;

    part_put_uint(c, 0xa0, type);
    strings = part_begin(c, 0xa130);
    lwclus_der_put(c, 0x1b, (uint32_t)strlen(first));
    lwclus_put_bytes(c, first, (uint32_t)strlen(first));
    if (second != NULL) {
        lwclus_der_put(c, 0x1b, (uint32_t)strlen(second));
        lwclus_put_bytes(c, second, (uint32_t)strlen(second));
    }
    part_end(c, strings, 2);
    part_end(c, mark, 2);
}

/* EncTicketPart ([RFC4120] 5.3), valid for an hour around now. */
static uint32_t put_enc_part(const struct pair *p, uint8_t *out, uint32_t room)
{
    uint32_t now = (uint32_t)time(NULL);
    struct lwclus_cursor c;
    uint32_t mark, transited;

    lwclus_cursor_init(&c, out, room);
    mark = part_begin(&c, 0x6330);
    part_put_pair(&c, 0xa0, 0x03, 5); /* TicketFlags */
    lwclus_put_zeros(&c, 5);
    part_put_key(&c, 0xa1, &p->ticket.key);
    put_text(&c, 0xa2, REALM);
    put_name(&c, 0xa3, 1, "Administrator", NULL);
    transited = part_begin(&c, 0xa430);
    part_put_uint(&c, 0xa0, 1);
    part_put_pair(&c, 0xa1, 0x04, 0);
    part_end(&c, transited, 2);
    part_put_time(&c, 0xa5, now - 1800);
    part_put_time(&c, 0xa7, now + 1800);
    part_end(&c, mark, 2);
    assert_int_equal(c.status, LWCLUS_OK);
    return c.pos;
}

static void forge(struct pair *p)
{
    uint8_t plain[512], cipher[512];
    krb5_data in = {0, put_enc_part(p, plain, sizeof plain), (char *)plain};
    krb5_enc_data enc;
    struct lwclus_cursor c;
    uint32_t ticket, part;

    memset(&enc, 0, sizeof enc);
    enc.ciphertext.data = (char *)cipher;
    enc.ciphertext.length = sizeof cipher;
    assert_int_equal(krb5_c_encrypt(p->krb5, &p->key, 2, NULL, &in, &enc), 0);
    lwclus_cursor_init(&c, p->ticket_bytes, sizeof p->ticket_bytes);
    put_text(&c, 0xa3, REALM);
    put_name(&c, 0xa4, 1, "Administrator", NULL);
    (void)part_begin(&c, 0xa5);
    ticket = part_begin(&c, 0x6130);
    part_put_uint(&c, 0xa0, 5);
    put_text(&c, 0xa1, REALM);
    put_name(&c, 0xa2, 2, SERVICE, HOST);
    part = part_begin(&c, 0xa330);
    part_put_uint(&c, 0xa0, (uint32_t)p->key.enctype);
    part_put_uint(&c, 0xa1, KVNO);
    part_put_pair(&c, 0xa2, 0x04, enc.ciphertext.length);
    lwclus_put_bytes(&c, cipher, enc.ciphertext.length);
    part_end(&c, part, 2);
    part_end(&c, ticket, 3);
    assert_int_equal(c.status, LWCLUS_OK);
    p->ticket.bytes = p->ticket_bytes;
    p->ticket.size = c.pos;
}

/* ---- the client's source ---- */

static bool source_random(void *user, uint8_t *out, uint32_t size)
{
    struct pair *p = user;
    krb5_data data = {0, size, (char *)out};

    return krb5_c_random_make_octets(p->krb5, &data) == 0;
}

static bool source_ticket(void *user, struct lwclus_krb5_ticket *out)
{
    *out = ((struct pair *)user)->ticket;
    return true;
}

static void source_ticket_done(void *user)
{
    (void)user;
}

static void source_time(void *user, struct lwclus_krb5_time *out)
{
    static uint32_t microseconds;

    out->seconds = (uint32_t)(time(NULL) + ((struct pair *)user)->skew);
    out->microseconds = microseconds++ % 1000000;
}

static bool source_time_learned(void *user, uint32_t seconds)
{
    struct pair *p = user;

    p->learned++;
    p->skew = (long)seconds - (long)time(NULL);
    return true;
}

/* ---- both sides ---- */

static void random_key(struct pair *p, krb5_enctype etype, krb5_keyblock *key)
{
    assert_int_equal(krb5_c_make_random_key(p->krb5, etype, key), 0);
}

/* A service with one key, and a ticket for it whose session key has the type `etype`. */
static void open_pair(struct pair *p, uint8_t etype, bool raw, long skew)
{
    gss_key_value_element_desc store[] = {{"keytab", KEYTAB}, {"rcache", "none:"}};
    gss_key_value_set_desc set = {2, store};
    krb5_keytab_entry entry;
    krb5_keyblock session;
    krb5_keytab keytab;

    memset(p, 0, sizeof *p);
    p->etype = etype;
    p->raw = raw;
    p->skew = skew;
    assert_int_equal(krb5_init_context(&p->krb5), 0);
    random_key(p, etype, &p->key);
    random_key(p, etype, &session);
    assert_int_equal(session.length, lwclus_krb5_key_bytes(etype));
    p->ticket.key.etype = etype;
    memcpy(p->ticket.key.bytes, session.contents, session.length);
    krb5_free_keyblock_contents(p->krb5, &session);
    forge(p);

    memset(&entry, 0, sizeof entry);
    assert_int_equal(
        krb5_build_principal(p->krb5, &entry.principal, sizeof REALM - 1, REALM, SERVICE, HOST, NULL), 0);
    entry.vno = KVNO;
    entry.key = p->key;
    assert_int_equal(krb5_kt_resolve(p->krb5, KEYTAB, &keytab), 0);
    assert_int_equal(krb5_kt_add_entry(p->krb5, keytab, &entry), 0);
    krb5_free_principal(p->krb5, entry.principal);
    p->major = gss_acquire_cred_from(&p->minor, GSS_C_NO_NAME, GSS_C_INDEFINITE, GSS_C_NO_OID_SET,
                                     GSS_C_ACCEPT, &set, &p->cred, NULL, NULL);
    assert_int_equal(p->major, GSS_S_COMPLETE);
    assert_int_equal(krb5_kt_close(p->krb5, keytab), 0); /* the credential holds it now */
    p->ctx = GSS_C_NO_CONTEXT;

    p->auth.kind = raw ? LWCLUS_AUTH_KIND_KERBEROS_RAW : LWCLUS_AUTH_KIND_KERBEROS;
    p->source.user = p;
    p->source.random = source_random;
    p->source.ticket = source_ticket;
    p->source.ticket_done = source_ticket_done;
    p->source.time = source_time;
    p->source.time_learned = source_time_learned;
}

static void close_pair(struct pair *p)
{
    OM_uint32 minor;

    (void)gss_release_buffer(&minor, &p->answer);
    (void)gss_delete_sec_context(&minor, &p->ctx, GSS_C_NO_BUFFER);
    (void)gss_release_cred(&minor, &p->cred);
    krb5_free_keyblock_contents(p->krb5, &p->key);
    krb5_free_context(p->krb5);
    lwclus_auth_wipe(&p->auth);
}

static void explain(OM_uint32 status, int type)
{
    OM_uint32 minor, more = 0;
    gss_buffer_desc text;

    do {
        if (gss_display_status(&minor, status, type, GSS_C_NO_OID, &more, &text) != GSS_S_COMPLETE) {
            return;
        }
        print_message("MIT: %.*s\n", (int)text.length, (char *)text.value);
        (void)gss_release_buffer(&minor, &text);
    } while (more != 0);
}

/* The server takes what lies in `out`. */
static void accept(struct pair *p, OM_uint32 expected)
{
    gss_buffer_desc in = {p->c.pos, p->out};
    OM_uint32 minor, flags = 0;

    (void)gss_release_buffer(&minor, &p->answer);
    p->major = gss_accept_sec_context(&p->minor, &p->ctx, p->cred, &in, GSS_C_NO_CHANNEL_BINDINGS, NULL, NULL,
                                      &p->answer, &flags, NULL, NULL);
    if (p->major != expected) {
        explain(p->major, GSS_C_GSS_CODE);
        explain(p->minor, GSS_C_MECH_CODE);
    }
    assert_int_equal(p->major, expected);
    if (p->major == GSS_S_COMPLETE) {
        assert_int_equal(flags & 0x103e, 0x103e);
    }
}

static lwclus_result start(struct pair *p)
{
    lwclus_cursor_init(&p->c, p->out, sizeof p->out);
    return lwclus_auth_start(&p->auth, &p->source, &p->c);
}

static lwclus_result step(struct pair *p)
{
    struct lwclus_span in = {(uint8_t *)p->answer.value, (uint32_t)p->answer.length};

    lwclus_cursor_init(&p->c, p->out, sizeof p->out);
    return p->auth.keyed ? lwclus_auth_confirm(&p->auth, in) : lwclus_auth_step(&p->auth, in, &p->c);
}

static void log_on(struct pair *p)
{
    assert_int_equal(start(p), LWCLUS_OK);
    accept(p, GSS_S_CONTINUE_NEEDED);
    assert_int_equal(step(p), LWCLUS_OK);
    assert_true(p->auth.keyed);
    accept(p, GSS_S_COMPLETE);
    assert_int_equal(step(p), LWCLUS_OK);
    assert_true(p->auth.done);
}

/* ---- PDUs ---- */

struct pdu {
    uint8_t bytes[24 + MESSAGE_MAX + 8 + LWCLUS_AUTH_SIGNATURE_MAX];
    struct lwclus_auth_pdu parts;
    uint8_t *token;
    uint32_t token_bytes;
    gss_iov_buffer_desc iov[4];
};

static uint8_t pattern(uint32_t i)
{
    return (uint8_t)(i * 7 + (i >> 8));
}

static void fill(struct pdu *pdu, uint32_t body, uint32_t token_bytes)
{
    uint32_t i;

    for (i = 0; i < sizeof pdu->bytes; i++) {
        pdu->bytes[i] = pattern(i);
    }
    pdu->token = pdu->bytes + 24 + body + 8;
    pdu->token_bytes = token_bytes;
    pdu->parts.header = (struct lwclus_cspan){pdu->bytes, 24};
    pdu->parts.body = (struct lwclus_span){pdu->bytes + 24, body};
    pdu->parts.trailer = (struct lwclus_cspan){pdu->bytes + 24 + body, 8};
    pdu->iov[0] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_HEADER, {token_bytes, pdu->token}};
    pdu->iov[1] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_SIGN_ONLY, {24, pdu->bytes}};
    pdu->iov[2] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_DATA, {body, pdu->bytes + 24}};
    pdu->iov[3] = (gss_iov_buffer_desc){GSS_IOV_BUFFER_TYPE_SIGN_ONLY, {8, pdu->bytes + 24 + body}};
}

static void check_plain(const struct pdu *pdu)
{
    uint32_t i;

    for (i = 0; i < 24 + pdu->parts.body.size + 8; i++) {
        assert_int_equal(pdu->bytes[i], pattern(i));
    }
}

static OM_uint32 unwrap(struct pair *p, struct pdu *pdu)
{
    int conf = 0;
    gss_qop_t qop = 0;
    OM_uint32 major = gss_unwrap_iov(&p->minor, p->ctx, &conf, &qop, pdu->iov, 4);

    if (major == GSS_S_COMPLETE) {
        assert_int_equal(conf, 1);
    }
    return major;
}

static void to_server(struct pair *p, uint32_t body)
{
    struct pdu pdu;

    fill(&pdu, body, lwclus_auth_signature_bytes(&p->auth));
    assert_int_equal(lwclus_auth_seal(&p->auth, &pdu.parts, pdu.token), LWCLUS_OK);
    assert_true(body < 16 || pdu.bytes[30] != pattern(30) || pdu.bytes[31] != pattern(31));
    assert_int_equal(unwrap(p, &pdu), GSS_S_COMPLETE);
    check_plain(&pdu);
}

static void wrap(struct pair *p, struct pdu *pdu, uint32_t body)
{
    int conf = 0;

    fill(pdu, body, lwclus_auth_signature_bytes(&p->auth));
    assert_int_equal(gss_wrap_iov(&p->minor, p->ctx, 1, GSS_C_QOP_DEFAULT, &conf, pdu->iov, 4),
                     GSS_S_COMPLETE);
    assert_int_equal(conf, 1);
    assert_ptr_equal(pdu->iov[0].buffer.value, pdu->token);
    assert_int_equal(pdu->iov[0].buffer.length, pdu->token_bytes);
}

static lwclus_result open(struct pair *p, struct pdu *pdu)
{
    return lwclus_auth_open(&p->auth, &pdu->parts, (struct lwclus_span){pdu->token, pdu->token_bytes});
}

static void to_client(struct pair *p, uint32_t body)
{
    struct pdu pdu;

    wrap(p, &pdu, body);
    assert_true(body < 16 || pdu.bytes[30] != pattern(30) || pdu.bytes[31] != pattern(31));
    assert_int_equal(open(p, &pdu), LWCLUS_OK);
    check_plain(&pdu);
}

static const uint8_t etypes[] = {
    LWCLUS_KRB5_AES128,
    LWCLUS_KRB5_AES256,
#if LWCLUS_KERBEROS_SHA2
    LWCLUS_KRB5_AES256_SHA384,
#endif
};
#define ETYPES (sizeof etypes / sizeof etypes[0])

static void test_both_directions(void **state)
{
    static const uint16_t sizes[] = {0, 16, 32, 48, 64, 112, 1024, 1936, 4160, 5728, MESSAGE_MAX};
    uint32_t i, k;

    (void)state;
    for (i = 0; i < 2 * ETYPES; i++) {
        struct pair p;

        open_pair(&p, etypes[i / 2], i % 2 != 0, 0);
        log_on(&p);
        for (k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
            to_server(&p, sizes[k]);
            to_client(&p, sizes[k]);
        }
        for (k = 0; k < 20; k++) { /* several in one direction, as fragments are */
            to_server(&p, 16 * k);
        }
        for (k = 0; k < 20; k++) {
            to_client(&p, 16 * k);
        }
        close_pair(&p);
    }
}

/* MIT refuses ours, and we refuse MIT's, with any byte changed: header, body, trailer, token. */
static void test_changed(void **state)
{
    struct pdu pdu;
    uint32_t i, at;

    (void)state;
    for (i = 0; i < 2 * ETYPES; i++) {
        struct pair p;

        for (at = 0; at < 24 + 32 + 8 + 64u + lwclus_krb5_mac_bytes(etypes[i / 2]); at++) {
            open_pair(&p, etypes[i / 2], i % 2 != 0, 0);
            log_on(&p);
            if (at != 24 + 32 + 8 + 3) { /* a filler that receivers need not look at ([RFC4121] 4.2.6.2) */
                fill(&pdu, 32, lwclus_auth_signature_bytes(&p.auth));
                assert_int_equal(lwclus_auth_seal(&p.auth, &pdu.parts, pdu.token), LWCLUS_OK);
                pdu.bytes[at] ^= 0x10;
                assert_int_not_equal(unwrap(&p, &pdu), GSS_S_COMPLETE);
            }
            wrap(&p, &pdu, 32);
            pdu.bytes[at] ^= 0x10;
            assert_int_not_equal(open(&p, &pdu), LWCLUS_OK);
            close_pair(&p);
        }
    }
}

static void seal(struct pair *p, struct pdu *pdu)
{
    fill(pdu, 16, lwclus_auth_signature_bytes(&p->auth));
    assert_int_equal(lwclus_auth_seal(&p->auth, &pdu->parts, pdu->token), LWCLUS_OK);
}

/* MIT counts as we do: it sees a gap, what fills it, and a replay. */
static void test_sequence(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 2 * ETYPES; i++) {
        struct pdu one, copy, two, three;
        struct pair p;

        open_pair(&p, etypes[i / 2], i % 2 != 0, 0);
        log_on(&p);
        seal(&p, &one);
        fill(&copy, 16, one.token_bytes);
        memcpy(copy.bytes, one.bytes, sizeof copy.bytes);
        seal(&p, &two);
        seal(&p, &three);
        assert_int_equal(unwrap(&p, &one), GSS_S_COMPLETE);
        assert_int_equal(unwrap(&p, &copy), GSS_S_DUPLICATE_TOKEN);
        assert_int_equal(unwrap(&p, &three), GSS_S_GAP_TOKEN);
        assert_int_equal(unwrap(&p, &two), GSS_S_UNSEQ_TOKEN);
        close_pair(&p);
    }
}

/* MIT says in a KRB-ERROR what time it is; the client starts over with it on a new context. */
static void test_clock_skew(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < ETYPES; i++) {
        OM_uint32 minor;
        struct pair p;

        open_pair(&p, etypes[i], true, -86400);
        assert_int_equal(start(&p), LWCLUS_OK);
        accept(&p, GSS_S_FAILURE);
        assert_true(p.answer.length != 0);
        assert_int_equal(step(&p), LWCLUS_OK);
        assert_true(p.auth.again);
        assert_int_equal(p.learned, 1);
        (void)gss_delete_sec_context(&minor, &p.ctx, GSS_C_NO_BUFFER);
        log_on(&p);
        to_server(&p, 32);
        to_client(&p, 32);
        close_pair(&p);
    }
}

/* Another key in the keytab than the ticket was made for. */
static void test_wrong_service_key(void **state)
{
    struct pair p;

    (void)state;
    open_pair(&p, LWCLUS_KRB5_AES256, true, 0);
    p.key.contents[0] ^= 1;
    forge(&p);
    assert_int_equal(start(&p), LWCLUS_OK);
    accept(&p, GSS_S_FAILURE);
    if (p.answer.length != 0) {
        assert_int_equal(step(&p), LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR));
    }
    close_pair(&p);
}

/* A configuration of its own, whatever this machine has. */
static int set_up(void **state)
{
    static char path[] = "/tmp/lwclus-mit-XXXXXX";
    static const char text[] = "[libdefaults]\n default_realm = " REALM "\n dns_lookup_kdc = false\n";
    int fd = mkstemp(path);
    bool ok = fd >= 0 && write(fd, text, sizeof text - 1) == (ssize_t)(sizeof text - 1) && close(fd) == 0;

    *state = path;
    return ok && setenv("KRB5_CONFIG", path, 1) == 0 && setenv("KRB5RCACHENAME", "none:", 1) == 0 ? 0 : -1;
}

static int tear_down(void **state)
{
    return unlink(*state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_directions),   cmocka_unit_test(test_changed),
        cmocka_unit_test(test_sequence),          cmocka_unit_test(test_clock_skew),
        cmocka_unit_test(test_wrong_service_key),
    };

    return cmocka_run_group_tests_name("mit", tests, set_up, tear_down);
}
