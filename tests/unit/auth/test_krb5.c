/* Kerberos: two recorded sessions byte for byte; their answers cut and flipped; a server of each key type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/krb5_logon.h"
#include "auth/krb5_server.h"
#include "hex.h"
#include "vectors/krb5_session.h"

#define REFUSED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)
#define WRONG   LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR)

struct call {
    const char *stub;
    const char *request[2];
    const char *response_stub;
    const char *response[2];
};

static const struct call spnego_calls[] = {
#define KRB5_SPNEGO_CALL(opnum, stub, request, request2, response_stub, response, response2)                 \
    {stub, {request, request2}, response_stub, {response, response2}},
#include "vectors/krb5_calls.inc"
#undef KRB5_SPNEGO_CALL
};

static const struct call raw_calls[] = {
#define KRB5_RAW_CALL(opnum, stub, request, request2, response_stub, response, response2)                    \
    {stub, {request, request2}, response_stub, {response, response2}},
#include "vectors/krb5_calls.inc"
#undef KRB5_RAW_CALL
};

struct session {
    uint8_t kind;
    const char *bind, *bind_ack, *alter_context, *alter_context_resp;
    const struct call *calls;
    size_t count;
};

static const struct session sessions[] = {
    {LWCLUS_AUTH_KIND_KERBEROS, KRB5_SPNEGO_BIND, KRB5_SPNEGO_BIND_ACK, KRB5_SPNEGO_ALTER_CONTEXT,
     KRB5_SPNEGO_ALTER_CONTEXT_RESP, spnego_calls, sizeof spnego_calls / sizeof spnego_calls[0]},
    {LWCLUS_AUTH_KIND_KERBEROS_RAW, KRB5_RAW_BIND, KRB5_RAW_BIND_ACK, KRB5_RAW_ALTER_CONTEXT,
     KRB5_RAW_ALTER_CONTEXT_RESP, raw_calls, sizeof raw_calls / sizeof raw_calls[0]},
};

/* A PDU and where its parts are. */
struct pdu {
    uint8_t *bytes;
    uint32_t size;
    struct lwclus_auth_pdu parts;
    struct lwclus_span token;
    uint32_t pad;
};

static void pdu_new(struct pdu *p, const char *hex)
{
    uint32_t token;

    p->bytes = hex_new(hex, &p->size);
    token = (uint32_t)(p->bytes[10] | p->bytes[11] << 8);
    assert_int_equal(p->size, p->bytes[8] | p->bytes[9] << 8);
    p->token.ptr = p->bytes + p->size - token;
    p->token.size = token;
    p->parts.header.ptr = p->bytes;
    p->parts.header.size = 24;
    p->parts.body.ptr = p->bytes + 24;
    p->parts.body.size = p->size - 24 - 8 - token;
    p->parts.trailer.ptr = p->token.ptr - 8;
    p->parts.trailer.size = 8;
    p->pad = p->parts.trailer.ptr[2];
}

static lwclus_result step(struct krb5_logon *l, const char *answer)
{
    struct pdu p;
    lwclus_result r;

    pdu_new(&p, answer);
    r = krb5_logon_step(l, p.token.ptr, p.token.size);
    free(p.bytes);
    return r;
}

static void check_out(const struct krb5_logon *l, const char *expected)
{
    struct pdu p;

    pdu_new(&p, expected);
    assert_int_equal(l->out_bytes, p.token.size);
    assert_memory_equal(l->out, p.token.ptr, p.token.size);
    free(p.bytes);
}

static void begin(struct krb5_logon *l, const struct session *s, bool final)
{
    krb5_logon_init(l, s->kind);
    krb5_logon_record(l);
    assert_int_equal(krb5_logon_start(l), LWCLUS_OK);
    check_out(l, s->bind);
    if (final) {
        assert_int_equal(step(l, s->bind_ack), LWCLUS_OK);
        assert_false(l->auth.done);
        assert_true(l->auth.keyed);
        check_out(l, s->alter_context);
    }
}

static void complete(struct krb5_logon *l, const struct session *s)
{
    begin(l, s, true);
    assert_int_equal(step(l, s->alter_context_resp), LWCLUS_OK);
    assert_true(l->auth.done);
    assert_int_equal(l->out_bytes, 0);
    assert_int_equal(l->tickets, 1);
    assert_int_equal(l->ticket_dones, 1);
    assert_int_equal(lwclus_auth_signature_bytes(&l->auth), 76);
    assert_int_equal(lwclus_auth_type(&l->auth), s->kind == LWCLUS_AUTH_KIND_KERBEROS ? 9 : 16);
}

/* Seals the plaintext of a recorded request, which is the slice of the stub at `at`. */
static uint32_t check_request(struct krb5_logon *l, const char *expected, const char *stub, uint32_t at)
{
    struct pdu p;
    uint8_t *plain, *recorded;
    uint32_t size, part;

    pdu_new(&p, expected);
    plain = hex_new(stub, &size);
    part = p.parts.body.size - p.pad;
    assert_true(at + part <= size);
    recorded = malloc(p.size);
    memcpy(recorded, p.bytes, p.size);
    memset(p.parts.body.ptr, 0, p.parts.body.size);
    memcpy(p.parts.body.ptr, plain + at, part);
    memset(p.bytes + p.size - p.token.size, 0xee, p.token.size);
    assert_int_equal(lwclus_auth_seal(&l->auth, &p.parts, p.bytes + p.size - p.token.size), LWCLUS_OK);
    assert_memory_equal(p.bytes, recorded, p.size);
    free(recorded);
    free(plain);
    free(p.bytes);
    return at + part;
}

static uint32_t check_response(struct krb5_logon *l, const char *response, const char *stub, uint32_t at)
{
    struct pdu p;
    uint32_t size, part;
    uint8_t *plain = hex_new(stub, &size);

    pdu_new(&p, response);
    assert_int_equal(lwclus_auth_open(&l->auth, &p.parts, p.token), LWCLUS_OK);
    part = p.parts.body.size - p.pad;
    assert_true(at + part <= size);
    assert_memory_equal(p.parts.body.ptr, plain + at, part);
    free(plain);
    free(p.bytes);
    return at + part;
}

static void test_recorded_sessions(void **state)
{
    uint32_t i, k, n;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_logon l;

        complete(&l, &sessions[i]);
        for (k = 0; k < sessions[i].count; k++) {
            const struct call *c = &sessions[i].calls[k];
            uint32_t out = 0, in = 0;

            for (n = 0; n < 2 && c->request[n][0] != 0; n++) {
                out = check_request(&l, c->request[n], c->stub, out);
            }
            for (n = 0; n < 2 && c->response[n][0] != 0; n++) {
                in = check_response(&l, c->response[n], c->response_stub, in);
            }
            assert_int_equal(out, strlen(c->stub) / 2);
            assert_int_equal(in, strlen(c->response_stub) / 2);
        }
        assert_int_equal(l.random_used, l.random_size);
        lwclus_auth_wipe(&l.auth);
        krb5_logon_check_dead(&l);
    }
}

static void test_truncated_answers(void **state)
{
    uint32_t i, leg, size;

    (void)state;
    for (i = 0; i < 2; i++) {
        for (leg = 0; leg < 2; leg++) {
            struct pdu p;

            pdu_new(&p, leg == 0 ? sessions[i].bind_ack : sessions[i].alter_context_resp);
            for (size = 0; size < p.token.size; size++) {
                struct krb5_logon l;

                begin(&l, &sessions[i], leg == 1);
                assert_int_equal(krb5_logon_step(&l, p.token.ptr, size), REFUSED);
                assert_int_equal(l.out_bytes, 0);
                krb5_logon_check_dead(&l);
            }
            free(p.bytes);
        }
    }
}

/* A processor that is emulated (tests/run-unit.sh) gets a part of the bits: byte order needs no more. */
static uint32_t bit_step(void)
{
    return getenv("EMULATOR") != NULL ? 11 : 1;
}

/* What may be accepted: request-mic in place of incomplete, Kerberos in place of MS-Kerberos. With one bit
 * flipped anywhere else the logon fails. */
static void test_flipped_answers(void **state)
{
    uint32_t i, leg, bit;

    (void)state;
    for (i = 0; i < 2; i++) {
        for (leg = 0; leg < 2; leg++) {
            struct pdu p;
            unsigned accepted = 0;

            pdu_new(&p, leg == 0 ? sessions[i].bind_ack : sessions[i].alter_context_resp);
            for (bit = 0; bit < 8 * p.token.size; bit += bit_step()) {
                uint8_t *byte = p.bytes + p.size - p.token.size + bit / 8;
                struct krb5_logon l;

                *byte ^= (uint8_t)(1u << bit % 8);
                begin(&l, &sessions[i], leg == 1);
                if (krb5_logon_step(&l, p.token.ptr, p.token.size) == LWCLUS_OK) {
                    accepted++;
                    assert_true(*byte == 3 || *byte == 0x86);
                    check_out(&l, sessions[i].alter_context);
                } else {
                    krb5_logon_check_dead(&l);
                }
                *byte ^= (uint8_t)(1u << bit % 8);
            }
            if (bit_step() == 1) {
                assert_int_equal(accepted, i == 0 && leg == 0 ? 2 : 0);
            }
            free(p.bytes);
        }
    }
}

/* Every bit of a response is protected. */
static void test_flipped_responses(void **state)
{
    uint32_t i, bit;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_logon start;
        uint32_t bits = (uint32_t)strlen(sessions[i].calls[0].response[0]) / 2 * 8;

        for (bit = 0; bit < bits; bit += bit_step()) {
            struct pdu p;

            complete(&start, &sessions[i]);
            pdu_new(&p, sessions[i].calls[0].response[0]);
            p.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            assert_int_equal(lwclus_auth_open(&start.auth, &p.parts, p.token), WRONG);
            krb5_logon_check_dead(&start);
            free(p.bytes);
        }
    }
}

/* A response cut short, as far as the layer above lets it through: with another length of body or token. */
static void test_truncated_responses(void **state)
{
    uint32_t i, size;

    (void)state;
    for (i = 0; i < 2; i++) {
        for (size = 0; size <= 80; size++) {
            struct krb5_logon l;
            struct pdu p;

            pdu_new(&p, sessions[i].calls[0].response[0]);
            assert_int_equal(p.parts.body.size, 80);
            complete(&l, &sessions[i]);
            p.parts.body.size = size;
            assert_int_equal(lwclus_auth_open(&l.auth, &p.parts, p.token), size == 80 ? LWCLUS_OK : WRONG);
            free(p.bytes);
            if (size < 76) {
                pdu_new(&p, sessions[i].calls[0].response[0]);
                complete(&l, &sessions[i]);
                p.token.size = size;
                assert_int_equal(lwclus_auth_open(&l.auth, &p.parts, p.token), WRONG);
                krb5_logon_check_dead(&l);
                free(p.bytes);
            }
        }
    }
}

/* ---- with a server ---- */

static const uint8_t etypes[] = {
    LWCLUS_KRB5_AES128,
    LWCLUS_KRB5_AES256,
#if LWCLUS_KERBEROS_SHA2
    LWCLUS_KRB5_AES256_SHA384,
#endif
};
#define ETYPES (sizeof etypes / sizeof etypes[0])

static void log_on(struct krb5_logon *l, struct krb5_server *s)
{
    uint8_t answer[1024];
    uint32_t n;

    assert_int_equal(krb5_logon_start(l), LWCLUS_OK);
    n = krb5_server_accept(s, l->out, l->out_bytes, answer, sizeof answer);
    assert_int_equal(krb5_logon_step(l, answer, n), LWCLUS_OK);
    n = krb5_server_finish(s, l->out, l->out_bytes, answer, sizeof answer);
    assert_int_equal(krb5_logon_step(l, answer, n), LWCLUS_OK);
    assert_true(l->auth.done);
}

static void exchange(struct krb5_logon *l, struct krb5_server *s, uint32_t body)
{
    uint8_t pdu[24 + 256 + 8 + 88];
    struct lwclus_auth_pdu parts = {{pdu, 24}, {pdu + 24, body}, {pdu + 24 + body, 8}};
    uint8_t *token = pdu + 24 + body + 8;
    struct lwclus_span signature = {token, krb5_server_token_bytes(s)};
    uint32_t i;

    assert_int_equal(lwclus_auth_signature_bytes(&l->auth), signature.size);
    for (i = 0; i < sizeof pdu; i++) {
        pdu[i] = (uint8_t)(i * 3);
    }
    assert_int_equal(lwclus_auth_seal(&l->auth, &parts, token), LWCLUS_OK);
    assert_true(krb5_server_open(s, &parts, token));
    for (i = 0; i < 24 + body + 8; i++) {
        assert_int_equal(pdu[i], (uint8_t)(i * 3));
    }
    krb5_server_seal(s, &parts, token);
    assert_true(body == 0 || pdu[24] != (uint8_t)(24 * 3) || pdu[25] != (uint8_t)(25 * 3));
    assert_int_equal(lwclus_auth_open(&l->auth, &parts, signature), LWCLUS_OK);
    for (i = 0; i < 24 + body + 8; i++) {
        assert_int_equal(pdu[i], (uint8_t)(i * 3));
    }
}

static void set_key(struct krb5_logon *l, uint8_t etype)
{
    l->ticket.key.etype = etype;
    memset(l->ticket.key.bytes + lwclus_krb5_key_bytes(etype), 0,
           LWCLUS_KRB5_KEY_MAX - lwclus_krb5_key_bytes(etype));
}

/* Each pair of ticket and subkey type, both kinds of logon; all sizes, one connection. */
static void test_key_types(void **state)
{
    uint32_t i, raw, body;

    (void)state;
    for (i = 0; i < ETYPES * ETYPES; i++) {
        for (raw = 0; raw < 2; raw++) {
            struct krb5_logon l;
            struct krb5_server s;

            krb5_logon_init(&l, (uint8_t)(LWCLUS_AUTH_KIND_KERBEROS + raw));
            set_key(&l, etypes[i % ETYPES]);
            krb5_server_init(&s, &l.ticket.key, raw != 0);
            s.subkey.etype = etypes[i / ETYPES];
            log_on(&l, &s);
            for (body = 0; body <= 256; body += 16) {
                exchange(&l, &s, body);
            }
        }
    }
}

/* Without a subkey of the server ours is the message key, and no token says otherwise. */
static void test_no_acceptor_subkey(void **state)
{
    uint32_t i, raw;

    (void)state;
    for (i = 0; i < ETYPES; i++) {
        for (raw = 0; raw < 2; raw++) {
            struct krb5_logon l;
            struct krb5_server s;

            krb5_logon_init(&l, (uint8_t)(LWCLUS_AUTH_KIND_KERBEROS + raw));
            set_key(&l, etypes[i]);
            krb5_server_init(&s, &l.ticket.key, raw != 0);
            s.subkey.etype = 0;
            log_on(&l, &s);
            exchange(&l, &s, 32);
            exchange(&l, &s, 32);
        }
    }
}

/* Nor must there be a number: 0 then. Samba leaves it out in the second AP-REP, after a wrong time. */
static void test_no_acceptor_sequence(void **state)
{
    uint32_t raw;

    (void)state;
    for (raw = 0; raw < 2; raw++) {
        struct krb5_logon l;
        struct krb5_server s;

        krb5_logon_init(&l, (uint8_t)(LWCLUS_AUTH_KIND_KERBEROS + raw));
        krb5_server_init(&s, &l.ticket.key, raw != 0);
        s.sequence = 0;
        s.no_sequence = true;
        log_on(&l, &s);
        exchange(&l, &s, 32);
        exchange(&l, &s, 32);
    }
}

static void test_other_field_for_the_sequence(void **state)
{
    struct krb5_logon l;
    struct krb5_server s;
    uint8_t answer[1024];
    uint32_t n;

    (void)state;
    krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
    krb5_server_init(&s, &l.ticket.key, false);
    s.no_sequence = true;
    s.other_field = true;
    assert_int_equal(krb5_logon_start(&l), LWCLUS_OK);
    n = krb5_server_accept(&s, l.out, l.out_bytes, answer, sizeof answer);
    assert_int_equal(krb5_logon_step(&l, answer, n), REFUSED);
    krb5_logon_check_dead(&l);
}

/* The numbers do not end at 2^32 ([RFC4121] 4.2.6.2). */
static void test_long_sequence(void **state)
{
    struct krb5_logon l;
    struct krb5_server s;
    uint32_t i;

    (void)state;
    krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
    krb5_server_init(&s, &l.ticket.key, false);
    s.sequence = 0xfffffffd;
    log_on(&l, &s);
    l.auth.state.krb5.u.side[0].sequence = 0xfffffffe;
    s.client_sequence = 0xfffffffe;
    for (i = 0; i < 5; i++) {
        exchange(&l, &s, 16);
    }
    assert_true(s.sequence == 0x100000003 && s.client_sequence == 0x100000003);
}

static void test_random_fails_when_sealing(void **state)
{
    struct krb5_logon l;
    struct krb5_server s;
    uint8_t pdu[128] = {0};
    struct lwclus_auth_pdu parts = {{pdu, 24}, {pdu + 24, 16}, {pdu + 40, 8}};

    (void)state;
    krb5_logon_init(&l, LWCLUS_AUTH_KIND_KERBEROS);
    krb5_server_init(&s, &l.ticket.key, false);
    log_on(&l, &s);
    l.random_left = 1;
    assert_int_equal(lwclus_auth_seal(&l.auth, &parts, pdu + 48),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_sessions),
        cmocka_unit_test(test_truncated_answers),
        cmocka_unit_test(test_flipped_answers),
        cmocka_unit_test(test_flipped_responses),
        cmocka_unit_test(test_truncated_responses),
        cmocka_unit_test(test_key_types),
        cmocka_unit_test(test_no_acceptor_subkey),
        cmocka_unit_test(test_no_acceptor_sequence),
        cmocka_unit_test(test_other_field_for_the_sequence),
        cmocka_unit_test(test_long_sequence),
        cmocka_unit_test(test_random_fails_when_sealing),
    };

    return cmocka_run_group_tests_name("auth/krb5", tests, NULL, NULL);
}
