/* The recorded session through the whole association, with the real SPNEGO and NTLMv2: every byte of the
 * client. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/logon.h"
#include "hex.h"
#include "rpc/assoc.h"
#include "rpc/epm.h"
#include "rpc/script_transport.h"
#include "vectors/ntlm_session.h"

#define NDR20   "045d888aeb1cc9119fe808002b10486002000000"
#define TRAILER "0906000001000000"

/* Tail of what the client must have said last, and the answer to it. The first two answers are the recorded
 * ones with the one result that we ask for. */
static const char *const expected[] = {SESSION_NEG_TOKEN_INIT, SESSION_LEG3, SESSION_REQUEST};
static const char *const answers[] = {
    "05000c0710000000cf008b0001000000d016d01662b80000040031333500000001000000"
    "00000000" NDR20 TRAILER SESSION_LEG2,
    "05000f07100000005d001d0002000000d016d01662b80000000000000100000000000000" NDR20 TRAILER SESSION_LEG4,
    SESSION_RESPONSE,
};

struct session {
    struct script io;
    struct logon logon;
    struct lwclus_assoc a;
    unsigned turn;
};

static void on_pdu(void *user, const uint8_t *pdu, uint32_t size)
{
    struct session *s = user;
    uint32_t tail = (uint32_t)strlen(expected[s->turn]) / 2;
    uint32_t n;
    uint8_t *answer = hex_new(answers[s->turn], &n);

    assert_true(size >= tail);
    assert_string_equal(hex_text(pdu + size - tail, tail), expected[s->turn]);
    s->turn++;
    script_say(&s->io, answer, n);
    free(answer);
}

static void test_recorded_session(void **state)
{
    struct session *s = calloc(1, sizeof *s);
    uint8_t *tx = malloc(LWCLUS_FRAGMENT_BYTES), *rx = malloc(LWCLUS_RX_BYTES);
    struct lwclus_cursor stub;
    uint16_t port = 0;

    (void)state;
    script_init(&s->io);
    logon_init(&s->logon);
    s->io.on_pdu = on_pdu;
    s->io.user = s;
    s->a.tx = (struct lwclus_span){tx, LWCLUS_FRAGMENT_BYTES};
    s->a.rx = (struct lwclus_span){rx, LWCLUS_RX_BYTES};
    lwclus_assoc_open(&s->a, &script_transport, 0, NULL, 135, &lwclus_syntax_epm, &s->logon.auth,
                      &s->logon.source);
    assert_int_equal(lwclus_assoc_step(&s->a), LWCLUS_OK);
    assert_int_equal(s->logon.gets, 1);
    assert_int_equal(s->logon.dones, 1);
    stub = lwclus_assoc_stub(&s->a, false);
    lwclus_epm_encode(&stub);
    assert_int_equal(lwclus_assoc_submit(&s->a, LWCLUS_EPM_OPNUM_MAP, &stub), LWCLUS_OK);
    assert_int_equal(lwclus_assoc_step(&s->a), LWCLUS_OK);
    assert_int_equal(s->turn, 3);
    stub = lwclus_assoc_response(&s->a);
    assert_string_equal(hex_text(stub.base, stub.cap), SESSION_RESPONSE_STUB);
    assert_int_equal(lwclus_epm_decode(&stub, &port),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, EPT_S_NOT_REGISTERED));
    lwclus_assoc_close(&s->a);
    script_free(&s->io);
    free(tx);
    free(rx);
    free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_session),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
