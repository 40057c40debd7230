/* A well-behaved server and a client under test. */
#include "rpc/peer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/pdu.h"
#include "rpc/verifier.h"

#define VERIFIER_BYTES 24u

uint8_t peer_pattern(uint32_t i)
{
    return (uint8_t)(i * 7u + (i >> 8) + 1u);
}

void peer_say(struct peer *p, uint8_t *pdu, uint32_t size, bool seal)
{
    struct lwclus_cursor c;
    struct lwclus_auth_pdu parts;

    if (p->edit != NULL) {
        p->edit(p, pdu);
    }
    lwclus_cursor_init(&c, pdu, size + 64);
    (void)lwclus_cursor_take(&c, size);
    if (seal) {
        uint32_t pad = (24u - size) & 15u;

        lwclus_put_zeros(&c, pad);
        lwclus_verifier_put_trailer(&c, &p->auth, pad);
        parts.header.ptr = pdu;
        parts.header.size = 24;
        parts.body.ptr = pdu + 24;
        parts.body.size = size + pad - 24;
        parts.trailer.ptr = pdu + size + pad;
        parts.trailer.size = 8;
        lwclus_put_zeros(&c, 16);
        lwclus_pdu_put_lengths(&c, 16);
        fake_auth_sign(FAKE_AUTH_SERVER, p->sealed, &parts, pdu + size + pad + 8);
        fake_auth_cipher(FAKE_AUTH_SERVER, p->sealed, parts.body);
        p->sealed++;
    } else {
        lwclus_patch_u16(&c, 8, (uint16_t)size);
    }
    size = c.pos;
    p->said++;
    if (p->damage != NULL) {
        p->damage(p, pdu, &size);
    }
    script_say(&p->io, pdu, size);
}

/* bind_ack or alter_context_resp; the token answers that of the client. */
static void answer_context(struct peer *p, const uint8_t *pdu, uint32_t size)
{
    uint8_t out[512];
    struct lwclus_cursor c;
    bool bind = pdu[2] == LWCLUS_PDU_BIND;
    uint32_t token = 0;

    assert_int_equal(pdu[3], (p->authenticated ? 7 : 3) | (bind ? PEER_MULTIPLEX : 0));
    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_pdu_put_header(&c, bind ? LWCLUS_PDU_BIND_ACK : LWCLUS_PDU_ALTER_CONTEXT_RESP, p->ack_flags,
                          (uint32_t)(pdu[12] | pdu[13] << 8));
    lwclus_put_u16(&c, p->max_frag);
    lwclus_put_u16(&c, p->max_frag);
    lwclus_put_u32(&c, 0x1234);
    if (bind) {
        lwclus_put_u16(&c, 6);
        lwclus_put_bytes(&c, "49667", 6);
    } else {
        lwclus_put_u16(&c, 0);
    }
    lwclus_cursor_align(&c, 4, true);
    lwclus_put_u32(&c, 1);
    lwclus_put_u32(&c, 0);
    lwclus_put_bytes(&c, lwclus_syntax_clusapi.ndr20, LWCLUS_SYNTAX_BYTES);
    if (p->authenticated) {
        assert_int_equal(pdu[10] | pdu[11] << 8, fake_auth.token_bytes);
        assert_memory_equal(pdu + size - fake_auth.token_bytes - 8, "\x09\x06\x00\x00\x01\x00\x00\x00", 8);
        assert_memory_equal(pdu + size - fake_auth.token_bytes, "LEG", 3);
        lwclus_verifier_put_trailer(&c, &p->auth, 0);
        token = 4;
        lwclus_put_bytes(&c, "LEG", 3);
        lwclus_put_u8(&c, (uint8_t)(pdu[size - fake_auth.token_bytes + 3] + 1));
    }
    lwclus_pdu_put_lengths(&c, token);
    p->said++;
    size = c.pos;
    if (p->damage != NULL) {
        p->damage(p, out, &size);
    }
    script_say(&p->io, out, size);
}

void peer_answer(struct peer *p)
{
    const uint8_t *stub = p->reply_size == UINT32_MAX ? p->stub : p->reply;
    uint32_t total = p->reply_size == UINT32_MAX ? p->stub_size : p->reply_size;
    uint32_t at = 0;

    do {
        uint32_t n = total - at < p->response_chunk ? total - at : p->response_chunk;
        uint32_t flags =
            (at == 0 ? LWCLUS_PFC_FIRST_FRAG : 0u) | (at + n == total ? LWCLUS_PFC_LAST_FRAG : 0u);
        uint8_t *pdu = calloc(1, 24 + n + 64);
        struct lwclus_cursor c;

        lwclus_cursor_init(&c, pdu, 24 + n);
        lwclus_pdu_put_header(&c, LWCLUS_PDU_RESPONSE, (uint8_t)flags, p->call_id);
        lwclus_put_u32(&c, total - at);
        lwclus_put_u32(&c, 0);
        lwclus_put_bytes(&c, stub + at, n);
        peer_say(p, pdu, 24 + n, p->authenticated);
        free(pdu);
        at += n;
    } while (at < total);
}

/* Opens a request as a server does. Returns the bytes of its body without pad. */
static uint32_t open_request(struct peer *p, uint8_t *pdu, uint32_t size)
{
    struct lwclus_auth_pdu parts;
    uint8_t expected[16];

    if (!p->authenticated) {
        assert_int_equal(pdu[10] | pdu[11] << 8, 0);
        return size - 24;
    }
    assert_int_equal(pdu[10] | pdu[11] << 8, 16);
    assert_int_equal((size - 24) % 16, 8);
    parts.header.ptr = pdu;
    parts.header.size = 24;
    parts.body.ptr = pdu + 24;
    parts.body.size = size - 24 - VERIFIER_BYTES;
    parts.trailer.ptr = pdu + size - VERIFIER_BYTES;
    parts.trailer.size = 8;
    fake_auth_cipher(FAKE_AUTH_CLIENT, p->opened, parts.body);
    fake_auth_sign(FAKE_AUTH_CLIENT, p->opened, &parts, expected);
    p->opened++;
    assert_memory_equal(expected, pdu + size - 16, 16);
    assert_int_equal(parts.trailer.ptr[0], 9);
    assert_int_equal(parts.trailer.ptr[1], 6);
    assert_in_range(parts.trailer.ptr[2], 0, 15);
    return parts.body.size - parts.trailer.ptr[2];
}

/* Takes the verification trailer off the last fragment. */
static void take_verification(struct peer *p)
{
    uint8_t expected[60];
    struct lwclus_cursor c;

    if (p->stub_size < 60) {
        return;
    }
    lwclus_cursor_init(&c, expected, sizeof expected);
    lwclus_verifier_put_verification(&c, &lwclus_syntax_clusapi);
    if (memcmp(p->stub + p->stub_size - 60, expected, 60) == 0) {
        p->verifications++;
        p->stub_size -= 60;
    }
}

static uint32_t alloc_hint(const uint8_t *pdu)
{
    return (uint32_t)pdu[16] | (uint32_t)pdu[17] << 8 | (uint32_t)pdu[18] << 16 | (uint32_t)pdu[19] << 24;
}

static void on_request(struct peer *p, const uint8_t *bytes, uint32_t size)
{
    uint8_t pdu[6144];
    uint32_t body;
    bool last = (bytes[3] & LWCLUS_PFC_LAST_FRAG) != 0;

    assert_in_range(size, 24, p->max_frag);
    memcpy(pdu, bytes, size);
    body = open_request(p, pdu, size);
    if ((bytes[3] & LWCLUS_PFC_FIRST_FRAG) != 0) {
        p->stub_size = 0;
        p->fragments = 0;
        p->hint = alloc_hint(pdu);
    } else {
        assert_true(p->fragments != 0);
        assert_int_equal(p->opnum, pdu[22] | pdu[23] << 8);
        assert_int_equal(p->call_id, pdu[12] | pdu[13] << 8);
    }
    p->fragments++;
    assert_true(body != 0 || p->fragments == 1);
    assert_true(last || body % 16 == 0);
    /* alloc_hint is what is left in this fragment and the later ones */
    assert_int_equal(alloc_hint(pdu), p->hint - p->stub_size);
    p->call_id = (uint32_t)(pdu[12] | pdu[13] << 8);
    p->opnum = (uint16_t)(pdu[22] | pdu[23] << 8);
    assert_true(p->stub_size + body <= sizeof p->stub);
    memcpy(p->stub + p->stub_size, pdu + 24, body);
    p->stub_size += body;
    if (last) {
        assert_int_equal(p->stub_size, p->hint);
        p->requests++;
        take_verification(p);
        if (!p->mute) {
            peer_answer(p);
        }
    }
}

static void on_pdu(void *user, const uint8_t *pdu, uint32_t size)
{
    struct peer *p = user;

    assert_memory_equal(pdu, "\x05\x00", 2);
    assert_memory_equal(pdu + 4, "\x10\x00\x00\x00", 4);
    switch (pdu[2]) {
    case LWCLUS_PDU_BIND:
    case LWCLUS_PDU_ALTER_CONTEXT:
        answer_context(p, pdu, size);
        break;
    case LWCLUS_PDU_REQUEST:
        on_request(p, pdu, size);
        break;
    default:
        fail_msg("PDU type %u", pdu[2]);
    }
}

struct peer *peer_new(bool authenticated)
{
    struct peer *p = calloc(1, sizeof *p);
    uint32_t i;

    fake_auth_reset();
    script_init(&p->io);
    p->io.on_pdu = on_pdu;
    p->io.user = p;
    p->authenticated = authenticated;
    p->max_frag = LWCLUS_FRAGMENT_BYTES;
    p->response_chunk = (LWCLUS_FRAGMENT_BYTES - 48u) & ~15u;
    p->reply_size = UINT32_MAX;
    p->ack_flags = 7 | PEER_MULTIPLEX;
    p->a.tx.ptr = malloc(LWCLUS_FRAGMENT_BYTES);
    p->a.tx.size = LWCLUS_FRAGMENT_BYTES;
    p->a.rx.ptr = malloc(LWCLUS_RX_BYTES);
    p->a.rx.size = LWCLUS_RX_BYTES;
    memset(p->a.tx.ptr, 0xcc, p->a.tx.size);
    memset(p->a.rx.ptr, 0xcc, p->a.rx.size);
    for (i = 0; i < sizeof p->reply; i++) {
        p->reply[i] = peer_pattern(i + 1000);
    }
    lwclus_assoc_open(&p->a, &script_transport, 0, &p->address, 49300, &lwclus_syntax_clusapi,
                      authenticated ? &p->auth : NULL, &p->source);
    return p;
}

void peer_free(struct peer *p)
{
    script_free(&p->io);
    free(p->a.tx.ptr);
    free(p->a.rx.ptr);
    free(p);
}

lwclus_result peer_run(struct peer *p)
{
    lwclus_result result;
    uint32_t moved;
    unsigned idle = 0;

    do {
        moved = p->io.sent + p->io.received + p->io.connect_agains;
        result = lwclus_assoc_step(&p->a);
        idle = moved == p->io.sent + p->io.received + p->io.connect_agains ? idle + 1 : 0;
    } while (result == LWCLUS_PENDING && idle < 3);
    return result;
}

void peer_open(struct peer *p)
{
    assert_int_equal(peer_run(p), LWCLUS_OK);
    assert_int_equal(p->a.state, LWCLUS_ASSOC_READY);
}

lwclus_result peer_submit(struct peer *p, uint16_t opnum, uint32_t size, bool large)
{
    struct lwclus_cursor stub = lwclus_assoc_stub(&p->a, large);
    uint32_t i;

    for (i = 0; i < size; i++) {
        lwclus_put_u8(&stub, peer_pattern(i));
    }
    return lwclus_assoc_submit(&p->a, opnum, &stub);
}

lwclus_result peer_call(struct peer *p, uint16_t opnum, uint32_t size, bool large)
{
    lwclus_result result = peer_submit(p, opnum, size, large);

    return result != LWCLUS_OK ? result : peer_run(p);
}

void peer_expect(struct peer *p, const uint8_t *expected, uint32_t size)
{
    struct lwclus_cursor response = lwclus_assoc_response(&p->a);

    assert_int_equal(response.status, LWCLUS_OK);
    assert_int_equal(response.cap, size);
    assert_memory_equal(response.base, expected, size);
}

void peer_expect_closed(struct peer *p)
{
    uint32_t i;

    assert_int_equal(p->a.state, LWCLUS_ASSOC_CLOSED);
    assert_false(p->io.open);
    assert_false(p->auth.done);
    for (i = 0; i < p->a.tx.size; i++) {
        assert_int_equal(p->a.tx.ptr[i], 0);
    }
    for (i = 0; i < p->a.rx.size; i++) {
        assert_int_equal(p->a.rx.ptr[i], 0);
    }
}
