/* A Kerberos client under test. */
#include "auth/krb5_logon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "vectors/krb5_session.h"

#if LWCLUS_KERBEROS

static bool ticket(void *user, struct lwclus_krb5_ticket *out)
{
    struct krb5_logon *l = user;

    if (l->no_ticket) {
        return false;
    }
    l->tickets++;
    *out = l->ticket;
    return true;
}

static void ticket_done(void *user)
{
    ((struct krb5_logon *)user)->ticket_dones++;
}

static void now(void *user, struct lwclus_krb5_time *out)
{
    struct krb5_logon *l = user;

    *out = l->time;
    l->time.microseconds++;
}

static bool time_learned(void *user, uint32_t seconds)
{
    struct krb5_logon *l = user;

    l->learned++;
    if (!l->keeps_time) {
        l->time.seconds = seconds;
    }
    return !l->keeps_time;
}

static bool draw(void *user, uint8_t *out, uint32_t size)
{
    struct krb5_logon *l = user;

    if (l->random_left != 0 && --l->random_left == 0) {
        return false;
    }
    while (size-- != 0) {
        *out++ = l->random_used < l->random_size ? l->random[l->random_used] : (uint8_t)(37 * l->random_used);
        l->random_used++;
    }
    return true;
}

void krb5_logon_init(struct krb5_logon *l, uint8_t kind)
{
    memset(l, 0, sizeof *l);
    l->auth.kind = kind;
    l->source.user = l;
    l->source.random = draw;
    l->source.ticket = ticket;
    l->source.ticket_done = ticket_done;
    l->source.time = now;
    l->source.time_learned = time_learned;
    l->ticket.key.etype = LWCLUS_KRB5_AES256;
    hex_read(l->ticket.key.bytes, KRB5_SESSION_KEY);
    l->ticket.bytes = l->ticket_bytes;
    l->ticket.size = hex_read(l->ticket_bytes, KRB5_TICKET);
    l->time.seconds = KRB5_SPNEGO_SECONDS;
    l->out_room = sizeof l->out;
}

void krb5_logon_record(struct krb5_logon *l)
{
    bool raw = l->auth.kind == LWCLUS_AUTH_KIND_KERBEROS_RAW;
    struct lwclus_krb5_random drawn;
    uint8_t confounders[sizeof l->random];

    l->time.seconds = raw ? KRB5_RAW_SECONDS : KRB5_SPNEGO_SECONDS;
    l->time.microseconds = raw ? KRB5_RAW_MICROSECONDS : KRB5_SPNEGO_MICROSECONDS;
    /* what the first draw fills, then the confounders from the client's AP-REP on */
    memset(&drawn, 0, sizeof drawn);
    drawn.sequence = raw ? KRB5_RAW_SEQUENCE : KRB5_SPNEGO_SEQUENCE;
    (void)hex_read(drawn.subkey.bytes, raw ? KRB5_RAW_SUBKEY : KRB5_SPNEGO_SUBKEY);
    l->random_size = hex_read(confounders, raw ? KRB5_RAW_CONFOUNDERS : KRB5_SPNEGO_CONFOUNDERS);
    memcpy(drawn.confounder, confounders, sizeof drawn.confounder);
    l->random_size -= (uint32_t)sizeof drawn.confounder;
    memcpy(l->random, &drawn, sizeof drawn);
    memcpy(l->random + sizeof drawn, confounders + sizeof drawn.confounder, l->random_size);
    l->random_size += (uint32_t)sizeof drawn;
}

/* Calls lwclus_auth_start (`in` NULL) or _step with an output block of just the right size. */
static lwclus_result call(struct krb5_logon *l, const struct lwclus_span *in)
{
    uint8_t *block = malloc(l->out_room);
    struct lwclus_cursor out;
    lwclus_result r;

    lwclus_cursor_init(&out, block, l->out_room);
    r = in == NULL      ? lwclus_auth_start(&l->auth, &l->source, &out)
        : l->auth.keyed ? lwclus_auth_confirm(&l->auth, *in)
                        : lwclus_auth_step(&l->auth, *in, &out);
    memcpy(l->out, block, out.pos);
    l->out_bytes = out.pos;
    free(block);
    return r;
}

lwclus_result krb5_logon_start(struct krb5_logon *l)
{
    return call(l, NULL);
}

lwclus_result krb5_logon_step(struct krb5_logon *l, const uint8_t *token, uint32_t size)
{
    struct lwclus_span in = {malloc(size), size};
    lwclus_result r;

    if (size != 0) {
        memcpy(in.ptr, token, size);
    }
    r = call(l, &in);
    free(in.ptr);
    return r;
}

void krb5_logon_check_dead(struct krb5_logon *l)
{
    static const struct lwclus_krb5 wiped;
    static const uint8_t token[16] = {0x6f};
    struct lwclus_auth_pdu pdu;

    memset(&pdu, 0, sizeof pdu);
    assert_false(l->auth.done);
    assert_false(l->auth.keyed);
    assert_false(l->auth.again);
    assert_int_equal(l->tickets, l->ticket_dones);
    assert_memory_equal(&l->auth.state.krb5, &wiped, sizeof wiped);
    assert_int_equal(krb5_logon_step(l, token, sizeof token),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR));
    assert_int_equal(lwclus_auth_seal(&l->auth, &pdu, l->out),
                     LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR));
}

#endif
