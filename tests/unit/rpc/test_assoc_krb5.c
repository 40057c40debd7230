/* The association with the real Kerberos mechanism and a server of its own: logon, the first calls in the
 * flight of the last leg, refusals, a clock that differs, a ticket larger than a fragment; hostile bytes
 * everywhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/krb5_peer.h"
#include "rpc/pdu.h"
#include "rpc/verifier.h"

#define AUTH(code) LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, code)

static const uint8_t kinds[] = {LWCLUS_AUTH_KIND_KERBEROS, LWCLUS_AUTH_KIND_KERBEROS_RAW};

#if LWCLUS_STATISTICS
#define CHECK_FLIGHTS(p, n) assert_int_equal((p)->a.stats.round_trips, n)
#else
#define CHECK_FLIGHTS(p, n) ((void)(p))
#endif

/* connect, bind, the last leg together with the call; without concurrent multiplexing one flight more. */
static void test_flights(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 4; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i / 2]);
        bool mpx = i % 2 != 0;

        p->ack_flags = mpx ? KRB5_PEER_ACK_FLAGS : KRB5_PEER_ACK_NO_MPX;
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        assert_int_equal(p->l.auth.done, !(mpx && LWCLUS_PIPELINED));
        assert_int_equal(p->alters, mpx && LWCLUS_PIPELINED ? 0 : 1);
        assert_int_equal(krb5_peer_submit(p, 20), LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        krb5_peer_check_response(p, 20);
        assert_true(p->l.auth.done);
        CHECK_FLIGHTS(p, mpx && LWCLUS_PIPELINED ? 3u : 4u);
        assert_int_equal(krb5_peer_submit(p, 300), LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        krb5_peer_check_response(p, 300);
        krb5_peer_free(p);
    }
}

/* Bytes trickle in and out. */
static void test_slow_network(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i]);

        p->io.portion = 1;
        p->io.stutter = true;
        p->skewed = true;
        assert_int_equal(krb5_peer_talk(p), LWCLUS_OK);
        krb5_peer_check_response(p, 20);
        krb5_peer_free(p);
    }
}

/* Who has nothing to call yet steps once more. */
static void test_logon_alone(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i]);

        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        assert_true(p->l.auth.done);
        assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        assert_int_equal(krb5_peer_submit(p, 20), LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        krb5_peer_check_response(p, 20);
        krb5_peer_free(p);
    }
}

#if LWCLUS_PIPELINED
static void test_several_calls_with_the_last_leg(void **state)
{
    uint32_t i, n, calls = 0;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i]);

        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        for (n = 0; krb5_peer_submit(p, 20 + n) == LWCLUS_OK; n++) { /* until tx or the table is full */
            assert_int_equal(lwclus_assoc_stub(&p->a, true).status,
                             LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_SERVER_UNAVAILABLE));
        }
        calls = n;
        assert_true(n > 2 && n <= LWCLUS_MAX_CALLS);
        for (n = 0; n < calls; n++) {
            assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
            krb5_peer_check_response(p, 20 + n);
        }
        assert_int_equal(p->a.awaited, 0);
        CHECK_FLIGHTS(p, 3);
        krb5_peer_free(p);
    }
}
#endif

/* A large one does not go along: it waits until the logon is confirmed. */
static void test_large_call_after_the_last_leg(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i]);

        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        if (LWCLUS_PIPELINED) {
            assert_int_equal(lwclus_assoc_stub(&p->a, true).status,
                             LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_SERVER_UNAVAILABLE));
            assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        }
        assert_true(p->l.auth.done);
        assert_int_equal(krb5_peer_submit(p, KRB5_PEER_STUB_MAX), LWCLUS_OK);
        assert_int_not_equal(lwclus_assoc_stub(&p->a, false).status, LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        assert_int_equal(p->stub_size, KRB5_PEER_STUB_MAX);
        assert_true(p->fragments > 1);
        krb5_peer_check_response(p, KRB5_PEER_STUB_MAX);
        assert_int_equal(krb5_peer_submit(p, KRB5_PEER_STUB_MAX), LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_OK);
        assert_int_equal(p->stub_size, KRB5_PEER_STUB_MAX);
        krb5_peer_free(p);
    }
}

static void test_clock_skew(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i]);

        p->skewed = true;
        assert_int_equal(krb5_peer_talk(p), LWCLUS_OK);
        krb5_peer_check_response(p, 20);
        assert_int_equal(p->s.time.seconds, 1700000000);
        assert_int_equal(p->alters, 2);
        CHECK_FLIGHTS(p, LWCLUS_PIPELINED ? 4u : 5u);
        krb5_peer_free(p);
    }
}

/* The bind is as long as its ticket makes it. */
static void test_large_ticket(void **state)
{
    uint32_t size = LWCLUS_TICKET_BYTES < 30000 ? LWCLUS_TICKET_BYTES : 30000;
    struct krb5_peer *p = krb5_peer_new(LWCLUS_AUTH_KIND_KERBEROS);
    struct lwclus_cursor c;

    (void)state;
    p->ticket = calloc(1, size);
    memcpy(p->ticket, p->l.ticket_bytes, 41); /* crealm and cname */
    lwclus_cursor_init(&c, p->ticket, size);
    (void)lwclus_cursor_take(&c, 41);
    lwclus_put_u16be(&c, 0xa582);
    lwclus_put_u16be(&c, (uint16_t)(size - 45));
    p->l.ticket.bytes = p->ticket;
    p->l.ticket.size = size;
    assert_int_equal(krb5_peer_talk(p), LWCLUS_OK);
    krb5_peer_check_response(p, 20);
    assert_true(p->io.sent > size + 300);
    krb5_peer_free(p);
}

static void test_ticket_without_room(void **state)
{
    struct krb5_peer *p = krb5_peer_new(LWCLUS_AUTH_KIND_KERBEROS);

    (void)state;
    p->a.rx.size = 1200;
    assert_int_equal(krb5_peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
    krb5_peer_check_closed(p);
    assert_int_equal(p->io.sent, 0);
    krb5_peer_free(p);
}

static void test_refused_bind(void **state)
{
    static const struct {
        int reason;
        lwclus_result result;
    } rows[] = {
        {0, AUTH(RPC_S_SEC_PKG_ERROR)},
        {8, AUTH(RPC_S_SEC_PKG_ERROR)},
        {1, LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, RPC_S_SERVER_TOO_BUSY)},
        {4, LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, RPC_S_PROTOCOL_ERROR)},
    };
    uint32_t i;

    (void)state;
    for (i = 0; i < 2 * sizeof rows / sizeof rows[0]; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i % 2]);

        p->nak = rows[i / 2].reason;
        assert_int_equal(krb5_peer_run(p), rows[i / 2].result);
        krb5_peer_check_closed(p);
        krb5_peer_free(p);
    }
}

/* With a call in the same flight, and alone: the same result, and nothing of the call counts. */
static void test_refused_last_leg(void **state)
{
    static const struct {
        uint32_t fault;
        lwclus_result result;
    } rows[] = {
        {0x721, AUTH(RPC_S_SEC_PKG_ERROR)},
        {5, AUTH(ERROR_ACCESS_DENIED)},
        {0x1c01000b, LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, RPC_S_PROTOCOL_ERROR)},
    };
    uint32_t i;

    (void)state;
    for (i = 0; i < 4 * sizeof rows / sizeof rows[0]; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i % 2]);

        p->fault = rows[i / 4].fault;
        p->ack_flags = i % 4 < 2 ? KRB5_PEER_ACK_FLAGS : KRB5_PEER_ACK_NO_MPX;
        assert_int_equal(krb5_peer_talk(p), rows[i / 4].result);
        krb5_peer_check_closed(p);
        krb5_peer_free(p);
    }
}

/* The connection dies between the call and the answer to the last leg: the logon did not come about. */
static void test_lost_with_the_last_leg(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 4; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i % 2]);

        p->silent = true;
        p->fault = 1; /* nor to the call */
        p->ack_flags = i < 2 ? KRB5_PEER_ACK_FLAGS : KRB5_PEER_ACK_NO_MPX;
        if (krb5_peer_run(p) == LWCLUS_OK) {
            assert_int_equal(krb5_peer_submit(p, 20), LWCLUS_OK);
            assert_int_equal(krb5_peer_run(p), LWCLUS_PENDING);
        }
        assert_int_equal(lwclus_assoc_lost(&p->a, LWCLUS_ORIGIN_PORT),
                         LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE));
        p->io.end_result = LWCLUS_PORT_CLOSED;
        assert_int_equal(krb5_peer_run(p), LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE));
        krb5_peer_check_closed(p);
        krb5_peer_free(p);
    }
}

/* A response counts only behind the answer to the last leg, however well it is sealed. */
static void test_response_before_consent(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 4; i++) {
        struct krb5_peer *p = krb5_peer_new(kinds[i % 2]);

        p->hasty = true;
        p->ack_flags = i < 2 ? KRB5_PEER_ACK_FLAGS : KRB5_PEER_ACK_NO_MPX;
        assert_int_equal(krb5_peer_talk(p), LWCLUS_PDU_MALFORMED);
        krb5_peer_check_closed(p);
        krb5_peer_free(p);
    }
}

/* Without SPNEGO there is no token in the last answer. */
static void test_raw_with_a_token(void **state)
{
    struct krb5_peer *p = krb5_peer_new(LWCLUS_AUTH_KIND_KERBEROS_RAW);

    (void)state;
    p->answer_token = 16;
    assert_int_equal(krb5_peer_talk(p), AUTH(RPC_S_SEC_PKG_ERROR));
    krb5_peer_check_closed(p);
    krb5_peer_free(p);
}

/* SPNEGO without its last token. */
static void test_spnego_without_a_token(void **state)
{
    struct krb5_peer *p = krb5_peer_new(LWCLUS_AUTH_KIND_KERBEROS);
    uint8_t out[64];
    struct lwclus_cursor c;

    (void)state;
    p->silent = true;
    p->fault = 1;
    if (krb5_peer_run(p) == LWCLUS_OK) {
        assert_int_equal(krb5_peer_submit(p, 20), LWCLUS_OK);
        assert_int_equal(krb5_peer_run(p), LWCLUS_PENDING);
    }
    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_ALTER_CONTEXT_RESP, 7, 2);
    lwclus_put_u16(&c, 5840);
    lwclus_put_u16(&c, 5840);
    lwclus_put_zeros(&c, 8);
    lwclus_put_u32(&c, 1);
    lwclus_put_u32(&c, 0);
    lwclus_put_bytes(&c, lwclus_syntax_clusapi.ndr20, LWCLUS_SYNTAX_BYTES);
    lwclus_pdu_put_lengths(&c, 0);
    script_say(&p->io, out, c.pos);
    assert_int_equal(krb5_peer_run(p), LWCLUS_VERIFIER_WRONG);
    krb5_peer_check_closed(p);
    krb5_peer_free(p);
}

/* Each byte of each PDU of the server changed: nothing crashes, and a response is either right or refused. */
static void test_flipped(void **state)
{
    uint32_t i, pdu, at;

    (void)state;
    for (i = 0; i < 2; i++) {
        for (pdu = 0; pdu < 3; pdu++) {
            for (at = 0; at < 300; at++) {
                struct krb5_peer *p = krb5_peer_new(kinds[i]);
                bool refused;

                p->cut_pdu = pdu;
                p->flip_at = at;
                refused = krb5_peer_talk(p) != LWCLUS_OK;
                if (!refused) {
                    krb5_peer_check_response(p, 20);
                    assert_true(p->l.auth.done);
                }
                krb5_peer_free(p);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flights),
        cmocka_unit_test(test_slow_network),
        cmocka_unit_test(test_logon_alone),
#if LWCLUS_PIPELINED
        cmocka_unit_test(test_several_calls_with_the_last_leg),
#endif
        cmocka_unit_test(test_large_call_after_the_last_leg),
        cmocka_unit_test(test_clock_skew),
        cmocka_unit_test(test_large_ticket),
        cmocka_unit_test(test_ticket_without_room),
        cmocka_unit_test(test_refused_bind),
        cmocka_unit_test(test_refused_last_leg),
        cmocka_unit_test(test_lost_with_the_last_leg),
        cmocka_unit_test(test_response_before_consent),
        cmocka_unit_test(test_raw_with_a_token),
        cmocka_unit_test(test_spnego_without_a_token),
        cmocka_unit_test(test_flipped),
    };

    return cmocka_run_group_tests_name("rpc/assoc with Kerberos", tests, NULL, NULL);
}
