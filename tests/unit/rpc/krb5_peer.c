/* A server that logs on with Kerberos. */
#include "rpc/krb5_peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "krb5/kdc.h"
#include "rpc/pdu.h"
#include "rpc/verifier.h"

#if LWCLUS_KERBEROS

#define OPNUM  117u
#define NO_PDU UINT32_MAX

static void say(struct krb5_peer *p, struct lwclus_cursor *c)
{
    assert_int_equal(c->status, LWCLUS_OK);
    if (p->said++ == p->cut_pdu && p->flip_at < c->pos) {
        c->base[p->flip_at] ^= 0x20;
    }
    script_say(&p->io, c->base, c->pos);
}

static uint32_t call_id(const uint8_t *pdu)
{
    return (uint32_t)(pdu[12] | pdu[13] << 8);
}

static void say_fault(struct krb5_peer *p, uint32_t id, uint32_t status)
{
    uint8_t out[64];
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_FAULT, 3, id);
    lwclus_put_zeros(&c, 8);
    lwclus_put_u32(&c, status);
    lwclus_put_u32(&c, 0);
    lwclus_pdu_put_lengths(&c, 0);
    say(p, &c);
}

static void say_context(struct krb5_peer *p, uint32_t ptype, uint32_t id, const uint8_t *token, uint32_t size)
{
    uint8_t out[1024];
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_pdu_put_header(&c, ptype, ptype == LWCLUS_PDU_BIND_ACK ? p->ack_flags : 7, id);
    lwclus_put_u16(&c, 5840);
    lwclus_put_u16(&c, 5840);
    lwclus_put_u32(&c, 0x62be);
    lwclus_put_u16(&c, 6);
    lwclus_put_bytes(&c, "49001", 6);
    lwclus_put_u32(&c, 1);
    lwclus_put_u32(&c, 0);
    lwclus_put_bytes(&c, lwclus_syntax_clusapi.ndr20, LWCLUS_SYNTAX_BYTES);
    lwclus_verifier_put_trailer(&c, &p->l.auth, 0); /* also without a token */
    lwclus_put_bytes(&c, token, size);
    lwclus_pdu_put_lengths(&c, size);
    say(p, &c);
}

static void say_response(struct krb5_peer *p, uint32_t id, const uint8_t *stub, uint32_t size)
{
    uint8_t *out = calloc(1, size + 256);
    uint32_t tokens = krb5_server_token_bytes(&p->s);
    uint32_t pad = (16 - size % 16) % 16;
    struct lwclus_auth_pdu parts = {{out, 24}, {out + 24, size + pad}, {out + 24 + size + pad, 8}};
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, out, size + 256);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_RESPONSE, 3, id);
    lwclus_put_u32(&c, size);
    lwclus_put_u32(&c, 0);
    lwclus_put_bytes(&c, stub, size);
    lwclus_put_zeros(&c, pad);
    lwclus_verifier_put_trailer(&c, &p->l.auth, pad);
    lwclus_put_zeros(&c, tokens);
    lwclus_pdu_put_lengths(&c, tokens);
    krb5_server_seal(&p->s, &parts, out + 24 + size + pad + 8);
    say(p, &c);
    free(out);
}

static void on_first(struct krb5_peer *p, const uint8_t *pdu, const uint8_t *token, uint32_t size)
{
    uint32_t ptype = pdu[2] == LWCLUS_PDU_BIND ? LWCLUS_PDU_BIND_ACK : LWCLUS_PDU_ALTER_CONTEXT_RESP;
    uint8_t answer[512];
    struct lwclus_cursor c;

    if (p->nak >= 0) {
        lwclus_cursor_init(&c, answer, sizeof answer);
        lwclus_pdu_put_header(&c, LWCLUS_PDU_BIND_NAK, 3, call_id(pdu));
        lwclus_put_u32(&c, (uint32_t)p->nak);
        lwclus_put_u32(&c, 5);
        lwclus_pdu_put_lengths(&c, 0);
        say(p, &c);
        return;
    }
    if (p->skewed && !p->refused) {
        size = krb5_server_refuse(&p->s, LWCLUS_KRB5_ERR_SKEW, 1700000000, answer, sizeof answer);
    } else {
        size = krb5_server_accept(&p->s, token, size, answer, sizeof answer);
    }
    p->refused = p->skewed && !p->refused;
    say_context(p, ptype, call_id(pdu), answer, size);
}

static void on_last(struct krb5_peer *p, const uint8_t *pdu, const uint8_t *token, uint32_t size)
{
    uint8_t answer[512];

    size = krb5_server_finish(&p->s, token, size, answer, sizeof answer);
    if (p->hasty) {
        say_response(p, call_id(pdu) + 1, answer, 16);
    }
    if (p->silent) {
        return;
    }
    if (p->fault != 0) {
        say_fault(p, call_id(pdu), p->fault);
        p->io.end_result = LWCLUS_PORT_CLOSED;
        return;
    }
    say_context(p, LWCLUS_PDU_ALTER_CONTEXT_RESP, call_id(pdu), answer, size + p->answer_token);
}

/* Echoes the stub data of a request, without the verification trailer. */
static void on_request(struct krb5_peer *p, const uint8_t *pdu, uint32_t size)
{
    uint8_t *copy = malloc(size);
    uint32_t tokens = krb5_server_token_bytes(&p->s);
    struct lwclus_auth_pdu parts = {
        {copy, 24}, {copy + 24, size - 32 - tokens}, {copy + size - 8 - tokens, 8}};
    uint32_t body;

    memcpy(copy, pdu, size);
    assert_int_equal(copy[10] | copy[11] << 8, tokens);
    assert_true(krb5_server_open(&p->s, &parts, copy + size - tokens));
    body = parts.body.size - parts.trailer.ptr[2];
    if ((pdu[3] & LWCLUS_PFC_FIRST_FRAG) != 0) {
        p->stub_size = 0;
    }
    assert_true(p->stub_size + body <= sizeof p->stub);
    memcpy(p->stub + p->stub_size, copy + 24, body);
    p->stub_size += body;
    p->fragments++;
    if ((pdu[3] & LWCLUS_PFC_LAST_FRAG) != 0) {
        if (p->requests++ == 0) {
            p->stub_size -= LWCLUS_VERIFICATION_TRAILER_BYTES;
            assert_memory_equal(p->stub + p->stub_size, "\x8a\xe3\x13\x71\x02\xf4\x36\x71", 8);
        }
        say_response(p, call_id(pdu), p->stub, p->stub_size < 64 ? p->stub_size : 64);
    }
    free(copy);
}

static void on_pdu(void *user, const uint8_t *pdu, uint32_t size)
{
    struct krb5_peer *p = user;
    uint32_t tokens = (uint32_t)(pdu[10] | pdu[11] << 8);

    if (pdu[2] == LWCLUS_PDU_REQUEST) {
        if (p->fault == 0 && !p->hasty) {
            on_request(p, pdu, size);
        }
        return;
    }
    assert_int_equal(pdu[size - tokens - 8], p->kind == LWCLUS_AUTH_KIND_KERBEROS ? 9 : 16);
    assert_int_equal(pdu[2], p->said == 0 ? LWCLUS_PDU_BIND : LWCLUS_PDU_ALTER_CONTEXT);
    assert_int_equal(pdu[3], p->said == 0 && LWCLUS_PIPELINED ? 0x17 : 7);
    p->alters += pdu[2] == LWCLUS_PDU_ALTER_CONTEXT;
    if (pdu[2] == LWCLUS_PDU_BIND || p->refused) {
        on_first(p, pdu, pdu + size - tokens, tokens);
    } else {
        on_last(p, pdu, pdu + size - tokens, tokens);
    }
}

struct krb5_peer *krb5_peer_new(uint8_t kind)
{
    struct krb5_peer *p = calloc(1, sizeof *p);

    p->kind = kind;
    p->ack_flags = KRB5_PEER_ACK_FLAGS;
    p->nak = -1;
    p->cut_pdu = NO_PDU;
    script_init(&p->io);
    p->io.on_pdu = on_pdu;
    p->io.user = p;
    krb5_logon_init(&p->l, kind);
    krb5_server_init(&p->s, &p->l.ticket.key, kind == LWCLUS_AUTH_KIND_KERBEROS_RAW);
    p->a.tx.ptr = malloc(LWCLUS_FRAGMENT_BYTES);
    p->a.tx.size = LWCLUS_FRAGMENT_BYTES;
    p->a.rx.ptr = malloc(LWCLUS_RX_BYTES);
    p->a.rx.size = LWCLUS_RX_BYTES;
    lwclus_assoc_open(&p->a, &script_transport, 0, NULL, 49001, &lwclus_syntax_clusapi, &p->l.auth,
                      &p->l.source);
    return p;
}

void krb5_peer_free(struct krb5_peer *p)
{
    lwclus_assoc_close(&p->a);
    assert_int_equal(p->l.tickets, p->l.ticket_dones);
    script_free(&p->io);
    free(p->a.tx.ptr);
    free(p->a.rx.ptr);
    free(p->ticket);
    free(p);
}

lwclus_result krb5_peer_run(struct krb5_peer *p)
{
    lwclus_result result;
    uint32_t moved;
    unsigned idle = 0;

    do {
        moved = p->io.sent + p->io.received;
        result = lwclus_assoc_step(&p->a);
        idle = moved == p->io.sent + p->io.received ? idle + 1 : 0;
    } while (result == LWCLUS_PENDING && idle < 3);
    return result;
}

lwclus_result krb5_peer_submit(struct krb5_peer *p, uint32_t size)
{
    bool large = size > LWCLUS_FRAGMENT_BYTES - 512;
    struct lwclus_cursor c = lwclus_assoc_stub(&p->a, large);
    uint32_t i;

    for (i = 0; i < size; i++) {
        lwclus_put_u8(&c, (uint8_t)(i * 5 + size));
    }
    return lwclus_assoc_submit(&p->a, OPNUM, &c);
}

void krb5_peer_check_response(struct krb5_peer *p, uint32_t size)
{
    struct lwclus_cursor c = lwclus_assoc_response(&p->a);
    uint32_t i;

    assert_int_equal(c.cap, size < 64 ? size : 64);
    for (i = 0; i < c.cap; i++) {
        assert_int_equal(c.base[i], (uint8_t)(i * 5 + size));
    }
}

lwclus_result krb5_peer_talk(struct krb5_peer *p)
{
    lwclus_result r = krb5_peer_run(p);

    if (r == LWCLUS_OK) {
        r = krb5_peer_submit(p, 20);
    }
    return r == LWCLUS_OK ? krb5_peer_run(p) : r;
}

void krb5_peer_check_closed(struct krb5_peer *p)
{
    assert_int_equal(p->a.state, LWCLUS_ASSOC_CLOSED);
    assert_int_equal(p->io.closes, 1);
    krb5_logon_check_dead(&p->l);
}

#endif
