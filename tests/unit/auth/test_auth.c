/* The recorded session from the first token to the opened response, byte for byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/auth.h"
#include "auth/logon.h"
#include "hex.h"
#include "vectors/ntlm_session.h"

#define VERIFIER_ERROR LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR)

/* A PDU in a block of its own: header 24, body, sec_trailer 8, auth verifier 16. */
struct pdu {
    uint8_t *bytes;
    uint32_t size;
    struct lwclus_auth_pdu parts;
    uint8_t *signature;
};

static struct pdu pdu_new(const char *hex)
{
    struct pdu p;

    p.bytes = hex_new(hex, &p.size);
    p.parts.header.ptr = p.bytes;
    p.parts.header.size = 24;
    p.parts.body.ptr = p.bytes + 24;
    p.parts.body.size = p.size - 48;
    p.parts.trailer.ptr = p.bytes + p.size - 24;
    p.parts.trailer.size = 8;
    p.signature = p.bytes + p.size - 16;
    return p;
}

static lwclus_result pdu_open(struct logon *l, const struct pdu *p)
{
    struct lwclus_span signature = {p->signature, 16};

    return lwclus_auth_open(&l->auth, &p->parts, signature);
}

static void test_tokens(void **state)
{
    struct logon l;

    (void)state;
    logon_init(&l);
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_string_equal(hex_text(l.out, l.out_bytes), SESSION_NEG_TOKEN_INIT);
    assert_int_equal(lwclus_auth_signature_bytes(&l.auth), 16);
    assert_false(l.auth.done);
    assert_int_equal(logon_step(&l, SESSION_LEG2), LWCLUS_OK);
    assert_string_equal(hex_text(l.out, l.out_bytes), SESSION_LEG3);
    assert_false(l.auth.done);
    assert_int_equal(l.gets, 1);
    assert_int_equal(l.dones, 1);
    assert_int_equal(logon_step(&l, SESSION_LEG4), LWCLUS_OK);
    assert_int_equal(l.out_bytes, 0);
    assert_true(l.auth.done);
    assert_int_equal(l.gets, 1);
}

static void test_sealed_request_and_response(void **state)
{
    struct logon l;
    struct pdu request = pdu_new(SESSION_REQUEST);
    struct pdu response = pdu_new(SESSION_RESPONSE);

    (void)state;
    logon_complete(&l);
    assert_int_equal(hex_read(request.parts.body.ptr, SESSION_REQUEST_STUB), request.parts.body.size);
    memset(request.signature, 0, 16);
    assert_int_equal(lwclus_auth_seal(&l.auth, &request.parts, request.signature), LWCLUS_OK);
    assert_string_equal(hex_text(request.bytes, request.size), SESSION_REQUEST);
    assert_int_equal(pdu_open(&l, &response), LWCLUS_OK);
    assert_string_equal(hex_text(response.parts.body.ptr, 40), SESSION_RESPONSE_STUB);
    free(request.bytes);
    free(response.bytes);
}

static void test_nt_hash_in_place_of_password(void **state)
{
    struct logon l;
    uint8_t hash[16];

    (void)state;
    hex_read(hash, "a87f3a337d73085c45f9416be5787d86"); /* MD4 of u"Passw0rd" */
    logon_init(&l);
    l.id.password = NULL;
    l.id.nt_hash = hash;
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_int_equal(logon_step(&l, SESSION_LEG2), LWCLUS_OK);
    assert_string_equal(hex_text(l.out, l.out_bytes), SESSION_LEG3);
}

static void test_user_is_capitalised_domain_is_not(void **state)
{
    struct logon l;
    char recorded[2048];

    (void)state;
    logon_init(&l);
    l.id.user = u"ROOT";
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_int_equal(logon_step(&l, SESSION_LEG2), LWCLUS_OK);
    /* the proof is the same although the name is sent as given */
    (void)strcpy(recorded, hex_text(l.out, l.out_bytes));
    assert_non_null(strstr(recorded, "69c9472991dd6eed55a8e0a6f4a7e6b8"));
    logon_init(&l);
    l.id.domain = u"dom";
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_int_equal(logon_step(&l, SESSION_LEG2), LWCLUS_OK);
    assert_null(strstr(hex_text(l.out, l.out_bytes), "69c9472991dd6eed55a8e0a6f4a7e6b8"));
}

static void test_nothing_works_before_the_logon(void **state)
{
    struct logon l;
    struct pdu p = pdu_new(SESSION_RESPONSE);

    (void)state;
    logon_init(&l);
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_int_equal(lwclus_auth_seal(&l.auth, &p.parts, p.signature), VERIFIER_ERROR);
    assert_string_equal(hex_text(p.bytes, p.size), SESSION_RESPONSE);
    assert_int_equal(logon_step(&l, SESSION_LEG2), LWCLUS_OK);
    assert_int_equal(pdu_open(&l, &p), VERIFIER_ERROR);
    assert_int_not_equal(logon_step(&l, SESSION_LEG4), LWCLUS_OK);
    free(p.bytes);
}

static void test_token_after_the_end(void **state)
{
    struct logon l;

    (void)state;
    logon_complete(&l);
    assert_int_equal(logon_step(&l, SESSION_LEG4), LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR));
    assert_int_equal(l.out_bytes, 0);
    assert_false(l.auth.done);
}

static void test_replay_is_refused(void **state)
{
    struct logon l;
    struct pdu first = pdu_new(SESSION_RESPONSE);
    struct pdu again = pdu_new(SESSION_RESPONSE);

    (void)state;
    logon_complete(&l);
    assert_int_equal(pdu_open(&l, &first), LWCLUS_OK);
    assert_int_equal(pdu_open(&l, &again), VERIFIER_ERROR);
    free(first.bytes);
    free(again.bytes);
}

/* The stream is right but the number is not: only the sequence check can see it. */
static void test_sequence_is_checked(void **state)
{
    struct logon l;
    struct pdu p = pdu_new(SESSION_RESPONSE);

    (void)state;
    logon_complete(&l);
    l.auth.state.ntlm.side[1].sequence = 2;
    assert_int_equal(pdu_open(&l, &p), VERIFIER_ERROR);
    free(p.bytes);
}

/* What the client sealed itself must not pass as an answer. */
static void test_reflection_is_refused(void **state)
{
    struct logon l;
    struct pdu p = pdu_new(SESSION_REQUEST);

    (void)state;
    logon_complete(&l);
    assert_int_equal(pdu_open(&l, &p), VERIFIER_ERROR);
    free(p.bytes);
}

static void test_every_flipped_bit_of_a_pdu(void **state)
{
    struct logon good;
    uint32_t bit;

    (void)state;
    logon_complete(&good);
    for (bit = 0; bit < 8 * 96; bit++) {
        struct logon l = good;
        struct pdu p = pdu_new(SESSION_RESPONSE);
        static const struct lwclus_ntlm wiped;

        p.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_equal(pdu_open(&l, &p), VERIFIER_ERROR);
        assert_false(l.auth.done);
        assert_memory_equal(&l.auth.state, &wiped, sizeof wiped);
        free(p.bytes);
        /* nothing can be opened or sealed any more */
        p = pdu_new(SESSION_RESPONSE);
        assert_int_equal(pdu_open(&l, &p), VERIFIER_ERROR);
        assert_int_equal(lwclus_auth_seal(&l.auth, &p.parts, p.signature), VERIFIER_ERROR);
        free(p.bytes);
    }
}

static void test_signature_of_another_size(void **state)
{
    uint32_t size;

    (void)state;
    for (size = 0; size < 16; size++) {
        struct logon l;
        struct pdu p = pdu_new(SESSION_RESPONSE);
        struct lwclus_span signature = {p.signature, size};

        logon_complete(&l);
        assert_int_equal(lwclus_auth_open(&l.auth, &p.parts, signature), VERIFIER_ERROR);
        free(p.bytes);
    }
}

static void test_many_pdus_of_any_size(void **state)
{
    struct logon client;
    struct logon server;
    uint8_t plain[300];
    uint8_t body[300];
    uint8_t signature[16];
    uint32_t size;
    struct lwclus_ntlm_side swap;

    (void)state;
    logon_complete(&client);
    logon_complete(&server);
    swap = server.auth.state.ntlm.side[0];
    server.auth.state.ntlm.side[0] = server.auth.state.ntlm.side[1];
    server.auth.state.ntlm.side[1] = swap;
    for (size = 0; size < sizeof plain; size++) {
        struct lwclus_auth_pdu pdu = {{(const uint8_t *)"header", 6}, {body, size}, {NULL, 0}};
        struct lwclus_span verifier = {signature, sizeof signature};

        memset(plain, (int)size, sizeof plain);
        memcpy(body, plain, sizeof body);
        assert_int_equal(lwclus_auth_seal(&client.auth, &pdu, signature), LWCLUS_OK);
        assert_true(size < 8 || memcmp(body, plain, size) != 0);
        assert_int_equal(lwclus_auth_open(&server.auth, &pdu, verifier), LWCLUS_OK);
        assert_memory_equal(body, plain, sizeof body);
    }
}

static void test_wipe(void **state)
{
    static const struct lwclus_ntlm wiped;
    struct logon l;
    struct pdu p = pdu_new(SESSION_RESPONSE);

    (void)state;
    logon_complete(&l);
    lwclus_auth_wipe(&l.auth);
    lwclus_auth_wipe(&l.auth);
    assert_memory_equal(&l.auth.state, &wiped, sizeof wiped);
    assert_int_equal(lwclus_auth_seal(&l.auth, &p.parts, p.signature), VERIFIER_ERROR);
    assert_int_equal(lwclus_auth_signature_bytes(&l.auth), 16);
    free(p.bytes);
}

static void test_a_context_can_start_again(void **state)
{
    struct logon l;

    (void)state;
    logon_complete(&l);
    assert_int_equal(logon_start(&l), LWCLUS_OK);
    assert_string_equal(hex_text(l.out, l.out_bytes), SESSION_NEG_TOKEN_INIT);
    assert_int_equal(logon_step(&l, SESSION_LEG2), LWCLUS_OK);
    assert_int_equal(logon_step(&l, SESSION_LEG4), LWCLUS_OK);
    assert_true(l.auth.done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),
        cmocka_unit_test(test_sealed_request_and_response),
        cmocka_unit_test(test_nt_hash_in_place_of_password),
        cmocka_unit_test(test_user_is_capitalised_domain_is_not),
        cmocka_unit_test(test_nothing_works_before_the_logon),
        cmocka_unit_test(test_token_after_the_end),
        cmocka_unit_test(test_replay_is_refused),
        cmocka_unit_test(test_sequence_is_checked),
        cmocka_unit_test(test_reflection_is_refused),
        cmocka_unit_test(test_every_flipped_bit_of_a_pdu),
        cmocka_unit_test(test_signature_of_another_size),
        cmocka_unit_test(test_many_pdus_of_any_size),
        cmocka_unit_test(test_wipe),
        cmocka_unit_test(test_a_context_can_start_again),
    };

    return cmocka_run_group_tests_name("auth/auth", tests, NULL, NULL);
}
