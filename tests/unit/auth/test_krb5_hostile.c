/* Kerberos: what a server may not answer, what a source may not give, and a server whose clock differs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/krb5_logon.h"
#include "auth/krb5_server.h"
#include "krb5/parts.h"

#define REFUSED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)
#define WRONG   LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR)
#define SKEWED  LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_TIME_SKEW)

#define NTLM     "2b06010401823702020a"
#define KERBEROS "2a864886f712010202"

struct pair {
    struct krb5_logon l;
    struct krb5_server s;
    uint8_t answer[1024];
    uint32_t size;
};

/* A client that has sent its first token, and its server. */
static void begin(struct pair *p, bool raw)
{
    krb5_logon_init(&p->l, raw ? LWCLUS_AUTH_KIND_KERBEROS_RAW : LWCLUS_AUTH_KIND_KERBEROS);
    krb5_server_init(&p->s, &p->l.ticket.key, raw);
    assert_int_equal(krb5_logon_start(&p->l), LWCLUS_OK);
}

static lwclus_result answer(struct pair *p)
{
    p->size = krb5_server_accept(&p->s, p->l.out, p->l.out_bytes, p->answer, sizeof p->answer);
    return krb5_logon_step(&p->l, p->answer, p->size);
}

static lwclus_result finish(struct pair *p)
{
    p->size = krb5_server_finish(&p->s, p->l.out, p->l.out_bytes, p->answer, sizeof p->answer);
    return krb5_logon_step(&p->l, p->answer, p->size);
}

static void log_on(struct pair *p, bool raw)
{
    begin(p, raw);
    assert_int_equal(answer(p), LWCLUS_OK);
    assert_int_equal(finish(p), LWCLUS_OK);
    assert_true(p->l.auth.done);
}

static void check_refused(struct pair *p)
{
    assert_int_equal(answer(p), REFUSED);
    assert_int_equal(p->l.out_bytes, 0);
    krb5_logon_check_dead(&p->l);
}

static void test_wrong_ap_rep(void **state)
{
    uint32_t raw, i;

    (void)state;
    for (raw = 0; raw < 2; raw++) {
        for (i = 0; i < 6; i++) {
            struct pair p;

            begin(&p, raw != 0);
            p.s.seconds_off = i == 0;
            p.s.microseconds_off = i == 1 ? 1 : i == 2 ? 0xffffffffu : 0;
            p.s.wrong_key = i == 3;
            p.s.usage = i == 4 ? 11 : i == 5 ? 2 : 0; /* an authenticator, a ticket */
            check_refused(&p);
        }
    }
}

/* Yesterday's AP-REP of the same ticket: its time is another. */
static void test_replayed_ap_rep(void **state)
{
    struct pair old, p;

    (void)state;
    log_on(&old, false);
    begin(&old, false);
    assert_int_equal(answer(&old), LWCLUS_OK);
    begin(&p, false);
    p.l.auth.state.krb5.u.logon.req.time.microseconds += 5;
    assert_int_equal(krb5_logon_step(&p.l, old.answer, old.size), REFUSED);
    krb5_logon_check_dead(&p.l);
}

/* An AP-REP that claims another encryption type than that of the key of the ticket. */
static void test_wrong_etypes(void **state)
{
    static const uint8_t foreign[] = {1, 16, 19, 23, 255};
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof foreign; i++) {
        struct pair p;
        uint32_t at;

        begin(&p, true);
        p.size = krb5_server_accept(&p.s, p.l.out, p.l.out_bytes, p.answer, sizeof p.answer);
        for (at = 0; memcmp(p.answer + at, "\xa0\x03\x02\x01\x12", 5) != 0; at++) {
        }
        p.answer[at + 4] = foreign[i];
        assert_int_equal(krb5_logon_step(&p.l, p.answer, p.size), REFUSED);
        krb5_logon_check_dead(&p.l);
    }
}

static void test_negotiation(void **state)
{
    static const struct {
        const char *mech;
        uint8_t neg_state;
        bool ok;
    } rows[] = {
        {KERBEROS, 1, true},  {NULL, 3, true},           {NTLM, 1, false}, {"", 1, false},
        {"2a8648", 1, false}, {KERBEROS "03", 1, false}, {NULL, 0, false}, {NULL, 2, false},
        {KERBEROS, 2, false}, {NULL, 4, false},
    };
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair p;

        begin(&p, false);
        p.s.mech = rows[i].mech;
        p.s.state = rows[i].neg_state;
        if (rows[i].ok) {
            assert_int_equal(answer(&p), LWCLUS_OK);
            assert_int_equal(finish(&p), LWCLUS_OK);
            assert_true(p.l.auth.done);
        } else {
            check_refused(&p);
        }
    }
}

/* NegTokenResp of leg 4 around `size` bytes of MIC, negState `state`. */
static lwclus_result last(struct pair *p, uint8_t neg_state, const uint8_t *mic, uint32_t size)
{
    struct lwclus_cursor c;
    uint32_t mark;

    lwclus_cursor_init(&c, p->answer, sizeof p->answer);
    mark = part_begin(&c, 0xa130);
    lwclus_put_bytes(&c, "\xa0\x03\x0a\x01", 4);
    lwclus_put_u8(&c, neg_state);
    if (size != 0) {
        uint32_t field = part_begin(&c, 0xa304);

        lwclus_put_bytes(&c, mic, size);
        part_end(&c, field, 2);
    }
    part_end(&c, mark, 2);
    assert_int_equal(c.status, LWCLUS_OK);
    return krb5_logon_step(&p->l, p->answer, c.pos);
}

static void test_wrong_mic(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 8; i++) {
        uint8_t mic[29] = {0};
        struct pair p;

        begin(&p, false);
        assert_int_equal(answer(&p), LWCLUS_OK);
        /* whose, and the number: ours, a later one, an earlier one; the subkey's flag is in the mac as well
         */
        p.s.flags = i == 4 ? 0 : 4;
        krb5_server_mic(&p.s, i == 1 ? 0 : 1, p.s.sequence + (i == 2) - (i == 3), mic);
        assert_int_equal(last(&p, i == 5 ? 1 : i == 6 ? 3 : 0, mic, i == 0 ? 0 : i == 7 ? 29 : 28), REFUSED);
        krb5_logon_check_dead(&p.l);
    }
}

/* Without SPNEGO there is no further token. */
static void test_raw_has_no_fourth_token(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, true);
    assert_int_equal(answer(&p), LWCLUS_OK);
    assert_int_equal(krb5_logon_step(&p.l, p.answer, p.size), REFUSED);
    krb5_logon_check_dead(&p.l);
    begin(&p, true);
    assert_int_equal(krb5_logon_step(&p.l, p.answer, 0), REFUSED); /* too early */
    krb5_logon_check_dead(&p.l);
    log_on(&p, true);
    assert_int_equal(krb5_logon_step(&p.l, p.answer, 0), REFUSED); /* too often */
    krb5_logon_check_dead(&p.l);
}

/* ---- sealed PDUs ---- */

struct sealed {
    uint8_t bytes[24 + 48 + 8 + LWCLUS_AUTH_SIGNATURE_MAX];
    struct lwclus_auth_pdu parts;
    struct lwclus_span token;
};

static void seal(struct pair *p, struct sealed *sealed)
{
    memset(sealed->bytes, 0x42, sizeof sealed->bytes);
    sealed->parts.header = (struct lwclus_cspan){sealed->bytes, 24};
    sealed->parts.body = (struct lwclus_span){sealed->bytes + 24, 48};
    sealed->parts.trailer = (struct lwclus_cspan){sealed->bytes + 72, 8};
    sealed->token = (struct lwclus_span){sealed->bytes + 80, krb5_server_token_bytes(&p->s)};
    krb5_server_seal(&p->s, &sealed->parts, sealed->bytes + 80);
}

static lwclus_result open(struct pair *p, const struct sealed *sealed)
{
    struct sealed copy = *sealed;

    copy.parts.body.ptr = copy.bytes + 24;
    copy.token.ptr = copy.bytes + 80;
    return lwclus_auth_open(&p->l.auth, &copy.parts, copy.token);
}

static void test_replay_and_loss(void **state)
{
    uint32_t raw;

    (void)state;
    for (raw = 0; raw < 2; raw++) {
        struct pair p;
        struct sealed one, two, three;

        log_on(&p, raw != 0);
        seal(&p, &one);
        seal(&p, &two);
        seal(&p, &three);
        assert_int_equal(open(&p, &one), LWCLUS_OK);
        assert_int_equal(open(&p, &two), LWCLUS_OK);
        assert_int_equal(open(&p, &two), WRONG);
        krb5_logon_check_dead(&p.l);
        log_on(&p, raw != 0);
        seal(&p, &one);
        seal(&p, &two);
        assert_int_equal(open(&p, &two), WRONG);
        krb5_logon_check_dead(&p.l);
    }
}

/* Each of them with a mac that is right for it. */
static void test_other_headers(void **state)
{
    static const struct {
        uint8_t ec, rrc_off, flags_off;
    } rows[] = {
        {1, 0, 0}, {8, 0, 0}, {32, 0, 0}, {0, 1, 0}, {0, 0xe4, 0} /* RRC 256: 0 in its low byte */,
        {0, 0, 1}, {0, 0, 2}, {0, 0, 4},  {0, 0, 8},
    };
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair p;
        struct sealed sealed;

        log_on(&p, false);
        p.s.ec = rows[i].ec;
        p.s.rrc_off = rows[i].rrc_off;
        p.s.flags_off = rows[i].flags_off;
        seal(&p, &sealed);
        assert_int_equal(open(&p, &sealed), WRONG);
        krb5_logon_check_dead(&p.l);
    }
}

/* The header in the clear is as it must be, the encrypted one that the mac covers is not. */
static void test_other_inner_headers(void **state)
{
    struct sealed sealed;
    struct pair p;
    uint8_t at;

    (void)state;
    for (at = 0; at < 16; at++) {
        log_on(&p, false);
        p.s.inner_at = at;
        p.s.inner_off = 1;
        seal(&p, &sealed);
        assert_int_equal(open(&p, &sealed), WRONG);
    }
    krb5_logon_check_dead(&p.l);
}

/* Its own request, sent back to the client. */
static void test_reflected_request(void **state)
{
    struct pair p;
    struct sealed sealed;

    (void)state;
    log_on(&p, false);
    seal(&p, &sealed);
    p.l.auth.state.krb5.u.side[0].sequence = p.l.auth.state.krb5.u.side[1].sequence;
    assert_int_equal(lwclus_auth_seal(&p.l.auth, &sealed.parts, sealed.bytes + 80), LWCLUS_OK);
    assert_int_equal(open(&p, &sealed), WRONG);
    krb5_logon_check_dead(&p.l);
}

/* ---- the server's time ---- */

static lwclus_result refuse(struct pair *p, uint32_t code, uint32_t stime)
{
    p->size = krb5_server_refuse(&p->s, code, stime, p->answer, sizeof p->answer);
    return krb5_logon_step(&p->l, p->answer, p->size);
}

static void test_clock_skew(void **state)
{
    uint32_t raw;

    (void)state;
    for (raw = 0; raw < 2; raw++) {
        struct pair p;

        begin(&p, raw != 0);
        assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000000), LWCLUS_OK);
        assert_true(p.l.auth.again);
        assert_false(p.l.auth.done || p.l.auth.keyed);
        assert_int_equal(p.l.out_bytes, 0);
        assert_int_equal(krb5_logon_start(&p.l), LWCLUS_OK);
        assert_false(p.l.auth.again);
        p.s.mech = ""; /* named already */
        assert_int_equal(answer(&p), LWCLUS_OK);
        assert_int_equal(p.s.time.seconds, 1700000000);
        assert_int_equal(finish(&p), LWCLUS_OK);
        assert_true(p.l.auth.done);
        assert_int_equal(p.l.learned, 1);
        assert_int_equal(p.l.tickets, 2);
        assert_int_equal(p.l.ticket_dones, 2);
    }
}

static void test_skew_persists(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, false);
    assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000000), LWCLUS_OK);
    assert_int_equal(krb5_logon_start(&p.l), LWCLUS_OK);
    assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000000), SKEWED);
    krb5_logon_check_dead(&p.l);
    assert_int_equal(p.l.learned, 1);
    begin(&p, false);
    p.l.keeps_time = true; /* by policy */
    assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000000), SKEWED);
    krb5_logon_check_dead(&p.l);
}

/* What an earlier server learned does not count for the next logon. */
static void test_skew_once_per_logon(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, false);
    assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000000), LWCLUS_OK);
    lwclus_auth_wipe(&p.l.auth);
    assert_int_equal(krb5_logon_start(&p.l), LWCLUS_OK);
    assert_int_equal(p.l.out[0], 0x60);
    assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000001), LWCLUS_OK);
    assert_int_equal(p.l.learned, 2);
}

static void test_other_errors(void **state)
{
    static const uint32_t codes[] = {0, 31, 32, 33, 34, 35, 41, 44, 60, 0xffffffff};
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        struct pair p;

        begin(&p, i % 2 != 0);
        assert_int_equal(refuse(&p, codes[i], 1700000000), REFUSED);
        assert_int_equal(p.l.learned, 0);
        krb5_logon_check_dead(&p.l);
    }
}

/* A KRB-ERROR at every length and with each bit flipped: refused, or a time, and then again at most once. */
static void test_broken_errors(void **state)
{
    uint8_t copy[512];
    uint32_t i, size;
    struct pair p;

    (void)state;
    begin(&p, true);
    size = krb5_server_refuse(&p.s, LWCLUS_KRB5_ERR_SKEW, 1700000000, copy, sizeof copy);
    for (i = 0; i < size; i++) {
        begin(&p, true);
        assert_int_equal(krb5_logon_step(&p.l, copy, i), REFUSED);
        assert_int_equal(p.l.learned, 0);
        krb5_logon_check_dead(&p.l);
    }
    for (i = 0; i < 8 * size; i++) {
        lwclus_result r;

        begin(&p, true);
        copy[i / 8] ^= (uint8_t)(1u << i % 8);
        r = krb5_logon_step(&p.l, copy, size);
        assert_true(r == REFUSED || r == SKEWED || (r == LWCLUS_OK && p.l.auth.again && p.l.learned == 1));
        if (r != LWCLUS_OK) {
            krb5_logon_check_dead(&p.l);
        }
        copy[i / 8] ^= (uint8_t)(1u << i % 8);
    }
}

/* An error where the AP-REP of the third leg was expected. */
static void test_error_at_the_end(void **state)
{
    struct pair p;

    (void)state;
    begin(&p, false);
    assert_int_equal(answer(&p), LWCLUS_OK);
    assert_int_equal(refuse(&p, LWCLUS_KRB5_ERR_SKEW, 1700000000), REFUSED);
    assert_int_equal(p.l.learned, 0);
    krb5_logon_check_dead(&p.l);
}

/* ---- the source ---- */

static void test_no_ticket(void **state)
{
    struct krb5_logon l;

    (void)state;
    krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
    l.no_ticket = true;
    assert_int_equal(krb5_logon_start(&l), LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_RETRY));
    assert_int_equal(l.ticket_dones, 0);
    krb5_logon_check_dead(&l);
}

static void test_random_fails(void **state)
{
    unsigned n;

    (void)state;
    for (n = 1;; n++) {
        struct pair p;
        lwclus_result r;

        krb5_logon_init(&p.l, LWCLUS_AUTH_KIND_KERBEROS);
        krb5_server_init(&p.s, &p.l.ticket.key, false);
        p.l.random_left = n;
        r = krb5_logon_start(&p.l);
        if (r == LWCLUS_OK) {
            r = answer(&p);
        }
        if (r == LWCLUS_OK) {
            break;
        }
        assert_int_equal(r, LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE));
        assert_int_equal(p.l.out_bytes, 0);
        krb5_logon_check_dead(&p.l);
    }
    assert_int_equal(n, 3);
}

/* A ticket cut anywhere: what the cache gives is checked again. */
static void test_broken_ticket(void **state)
{
    struct krb5_logon l;
    uint32_t size;

    (void)state;
    krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
    for (size = 0; size < l.ticket.size; size += 1 + size / 50) {
        krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
        l.ticket.size = size;
        assert_int_not_equal(krb5_logon_start(&l), LWCLUS_OK);
        krb5_logon_check_dead(&l);
    }
}

/* At every size of the output buffer: the whole token or a clear error. */
static void test_small_output(void **state)
{
    uint32_t leg;

    (void)state;
    for (leg = 0; leg < 2; leg++) {
        struct pair p;
        uint32_t whole, room;

        begin(&p, false);
        whole = p.l.out_bytes;
        if (leg == 1) {
            assert_int_equal(answer(&p), LWCLUS_OK);
            whole = p.l.out_bytes;
        }
        for (room = 0; room <= whole; room++) {
            lwclus_result r;

            krb5_logon_init(&p.l, LWCLUS_AUTH_KIND_KERBEROS);
            p.l.out_room = leg == 0 ? room : p.l.out_room;
            r = krb5_logon_start(&p.l);
            if (leg == 1) {
                p.l.out_room = room;
                r = answer(&p);
            }
            if (room < whole) {
                assert_int_equal(r, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
                krb5_logon_check_dead(&p.l);
            } else {
                assert_int_equal(r, LWCLUS_OK);
                assert_int_equal(p.l.out_bytes, whole);
            }
        }
    }
}

/* DER lengths of two bytes end at 65,535, the framing included. */
static void test_huge_ticket(void **state)
{
    uint32_t room = 0x20000;
    uint8_t *ticket = calloc(1, room);
    uint8_t *block = malloc(room);
    uint32_t size;

    (void)state;
    for (size = 0xfe00; size < 0xfffc; size += 4) {
        struct krb5_logon l;
        struct lwclus_cursor c;

        krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
        memcpy(ticket, l.ticket_bytes, 41); /* crealm and cname */
        lwclus_cursor_init(&c, ticket, room);
        (void)lwclus_cursor_take(&c, 41);
        lwclus_put_u16be(&c, 0xa582);
        lwclus_put_u16be(&c, (uint16_t)size);
        l.ticket.bytes = ticket;
        l.ticket.size = 45 + size;
        lwclus_cursor_init(&c, block, room);
        if (lwclus_auth_start(&l.auth, &l.source, &c) == LWCLUS_OK) {
            assert_int_equal(c.pos, (block[2] << 8 | block[3]) + 4);
        } else {
            assert_int_equal(c.status, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
            krb5_logon_check_dead(&l);
            break;
        }
    }
    assert_in_range(size, 0xfe04, 0xff00);
    free(ticket);
    free(block);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_other_inner_headers),
        cmocka_unit_test(test_wrong_ap_rep),
        cmocka_unit_test(test_replayed_ap_rep),
        cmocka_unit_test(test_wrong_etypes),
        cmocka_unit_test(test_negotiation),
        cmocka_unit_test(test_wrong_mic),
        cmocka_unit_test(test_raw_has_no_fourth_token),
        cmocka_unit_test(test_replay_and_loss),
        cmocka_unit_test(test_other_headers),
        cmocka_unit_test(test_reflected_request),
        cmocka_unit_test(test_clock_skew),
        cmocka_unit_test(test_skew_persists),
        cmocka_unit_test(test_skew_once_per_logon),
        cmocka_unit_test(test_other_errors),
        cmocka_unit_test(test_broken_errors),
        cmocka_unit_test(test_error_at_the_end),
        cmocka_unit_test(test_no_ticket),
        cmocka_unit_test(test_random_fails),
        cmocka_unit_test(test_broken_ticket),
        cmocka_unit_test(test_small_output),
        cmocka_unit_test(test_huge_ticket),
    };

    return cmocka_run_group_tests_name("auth/krb5 hostile", tests, NULL, NULL);
}
