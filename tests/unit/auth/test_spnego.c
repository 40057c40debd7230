/* SPNEGO: what a server may not answer, whole, cut and flipped. */
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

struct row {
    const char *why;
    const char *token;
    uint32_t code;
};

static const struct row first_rows[] = {
#define FIRST(why, token, code) {why, token, code},
#include "vectors/spnego.inc"
#undef FIRST
};

static const struct row final_rows[] = {
#define FINAL(why, token, code) {why, token, code},
#include "vectors/spnego.inc"
#undef FINAL
};

static void begin(struct logon *l, bool final)
{
    logon_init(l);
    assert_int_equal(logon_start(l), LWCLUS_OK);
    if (final) {
        assert_int_equal(logon_step(l, SESSION_LEG2), LWCLUS_OK);
    }
}

/* After a failure the context is wiped and takes nothing more. */
static void check_dead(struct logon *l)
{
    static const struct lwclus_ntlm wiped;

    assert_false(l->auth.done);
    assert_int_equal(l->gets, l->dones);
    assert_memory_equal(&l->auth.state, &wiped, sizeof wiped);
    assert_int_equal(logon_step(l, SESSION_LEG2), LWCLUS_AUTH_REFUSED);
    assert_int_equal(logon_step(l, SESSION_LEG4), LWCLUS_AUTH_REFUSED);
}

static void check_rows(const struct row *rows, size_t count, bool final)
{
    size_t i;

    for (i = 0; i < count; i++) {
        struct logon l;
        lwclus_result r;

        begin(&l, final);
        r = logon_step(&l, rows[i].token);
        if (r != LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, rows[i].code)) {
            fail_msg("%s: 0x%x", rows[i].why, (unsigned)r);
        }
        assert_int_equal(l.out_bytes, 0);
        assert_int_equal(l.gets, final ? 1 : 0);
        check_dead(&l);
    }
}

static void test_first_answers(void **state)
{
    (void)state;
    check_rows(first_rows, sizeof first_rows / sizeof first_rows[0], false);
}

static void test_final_answers(void **state)
{
    (void)state;
    check_rows(final_rows, sizeof final_rows / sizeof final_rows[0], true);
}

static void test_truncated(void **state)
{
    static const char *const tokens[] = {SESSION_LEG2, SESSION_LEG4};
    uint32_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        uint32_t size;
        uint8_t *token = hex_new(tokens[i], &size);

        while (size-- != 0) {
            struct logon l;

            begin(&l, i == 1);
            assert_int_equal(logon_step_bytes(&l, token, size), LWCLUS_AUTH_REFUSED);
            check_dead(&l);
        }
        free(token);
    }
}

/* What an honest server, which knows the CHALLENGE it sent, does with AUTHENTICATE: it checks the MIC over
 * all three messages. */
static bool server_accepts(const struct logon *l)
{
    static const uint8_t zeros[16];
    uint32_t size;
    uint8_t *challenge = hex_new(SESSION_CHALLENGE, &size);
    struct lwclus_cursor c;
    struct lwclus_cursor fields;
    struct lwclus_cspan parts[5] = {
        {lwclus_ntlm_negotiate, NTLM_NEGOTIATE_BYTES}, {challenge, size}, {NULL, 72}, {zeros, 16}, {NULL, 0}};
    uint8_t message[2048];
    uint8_t mac[16];

    memcpy(message, l->out, l->out_bytes);
    lwclus_cursor_init(&c, message, l->out_bytes);
    fields = lwclus_cursor_sub(&c, l->out_bytes);
    (void)lwclus_cursor_take(&fields, 16); /* a1 82 30 82 a2 82 04 82, lengths of two bytes each */
    parts[2].ptr = fields.base + 16;
    parts[4].ptr = fields.base + 16 + 88;
    parts[4].size = l->out_bytes - 16 - 88 - 20; /* a3 12 04 10 mechListMIC */
    lwclus_ntlm_mac(l->random + 8, parts, 5, mac);
    free(challenge);
    return memcmp(mac, fields.base + 16 + 72, 16) == 0;
}

static void test_server_accepts_the_recorded_session(void **state)
{
    struct logon l;

    (void)state;
    begin(&l, true);
    assert_true(server_accepts(&l));
}

/* A changed CHALLENGE is refused here or by the server. What remains: request-mic in place of incomplete. */
static void test_flipped_challenge(void **state)
{
    uint32_t size;
    uint8_t *token = hex_new(SESSION_LEG2, &size);
    uint32_t bit;
    unsigned accepted = 0;

    (void)state;
    for (bit = 0; bit < 8 * size; bit++) {
        struct logon l;

        begin(&l, false);
        token[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (logon_step_bytes(&l, token, size) != LWCLUS_OK) {
            check_dead(&l);
        } else if (server_accepts(&l)) {
            accepted++;
            assert_int_equal(token[bit / 8], 3);
            assert_int_equal(bit / 8, 10);
        }
        assert_int_equal(l.gets, l.dones);
        token[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    assert_int_equal(accepted, 1);
    free(token);
}

static void test_flipped_final_answer(void **state)
{
    uint32_t size;
    uint8_t *token = hex_new(SESSION_LEG4, &size);
    uint32_t bit;

    (void)state;
    for (bit = 0; bit < 8 * size; bit++) {
        struct logon l;

        begin(&l, true);
        token[bit / 8] ^= (uint8_t)(1u << bit % 8);
        assert_int_not_equal(logon_step_bytes(&l, token, size), LWCLUS_OK);
        check_dead(&l);
        token[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    free(token);
}

/* request-mic asks for the MIC that is sent anyway; our mechanism named once more at the end does no harm. */
static void test_harmless_variants(void **state)
{
    struct logon l;
    uint32_t size;
    uint8_t *token = hex_new(SESSION_LEG2, &size);

    (void)state;
    begin(&l, false);
    token[10] = 3;
    assert_int_equal(logon_step_bytes(&l, token, size), LWCLUS_OK);
    assert_string_equal(hex_text(l.out, l.out_bytes), SESSION_LEG3);
    assert_int_equal(
        logon_step(&l, "a1293027a0030a0100a10c060a2b06010401823702020aa3120410" SESSION_SERVER_MIC),
        LWCLUS_OK);
    assert_true(l.auth.done);
    free(token);
    /* a later version of NegTokenResp may have more fields */
    begin(&l, true);
    assert_int_equal(logon_step(&l, "a11f301da0030a0100a3120410" SESSION_SERVER_MIC "a4020400"), LWCLUS_OK);
    assert_true(l.auth.done);
}

/* At every size of the output buffer: the whole token or a clear error. */
static void test_small_output(void **state)
{
    lwclus_result r;
    uint32_t room;
    bool fitted = false;

    (void)state;
    for (room = 0; room < 500; room++) {
        struct logon l;

        logon_init(&l);
        l.out_room = room;
        r = logon_start(&l);
        if (r == LWCLUS_OK) {
            l.out_room = room;
            r = logon_step(&l, SESSION_LEG2);
        }
        assert_int_equal(l.gets, l.dones);
        if (r == LWCLUS_OK) {
            fitted = true;
            assert_string_equal(hex_text(l.out, l.out_bytes), SESSION_LEG3);
        } else {
            assert_false(fitted);
            assert_int_equal(r, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
            assert_false(l.auth.done);
        }
    }
    assert_true(fitted);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_answers),     cmocka_unit_test(test_final_answers),
        cmocka_unit_test(test_truncated),         cmocka_unit_test(test_server_accepts_the_recorded_session),
        cmocka_unit_test(test_flipped_challenge), cmocka_unit_test(test_flipped_final_answer),
        cmocka_unit_test(test_harmless_variants), cmocka_unit_test(test_small_output),
    };

    return cmocka_run_group_tests_name("auth/spnego", tests, NULL, NULL);
}
