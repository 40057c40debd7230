/* A Kerberos acceptor for tests. */
#include "auth/krb5_server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "krb5/parts.h"
#include "crypto/cbc.h"
#include "hex.h"
#include "krb5/open.h"

#if LWCLUS_KERBEROS

#define MECH_TYPES  "301606092a864882f71201020206092a864886f712010202"
#define MS_KERBEROS "2a864882f712010202"
#define FRAME       "06092a864886f712010202"

/* checksum of the authenticator: no channel bindings, flags 0x103e */
#define CHECKSUM "10000000000000000000000000000000000000003e100000"

void krb5_server_init(struct krb5_server *s, const struct lwclus_krb5_key *session, bool raw)
{
    uint32_t i;

    memset(s, 0, sizeof *s);
    s->raw = raw;
    s->session = *session;
    s->subkey.etype = session->etype;
    for (i = 0; i < lwclus_krb5_key_bytes(session->etype); i++) {
        s->subkey.bytes[i] = (uint8_t)(i * 11 + 3);
    }
    s->sequence = 0x2d29bf05;
    s->state = 1;
}

static void put_hex(struct lwclus_cursor *c, const char *text)
{
    uint32_t n;
    uint8_t *bytes = hex_new(text, &n);

    lwclus_put_bytes(c, bytes, n);
    free(bytes);
}

static bool next_is(struct lwclus_cursor *c, const char *text)
{
    uint32_t n;
    uint8_t *bytes = hex_new(text, &n);
    bool equal = lwclus_get_equal(c, bytes, n);

    free(bytes);
    return equal;
}

/* NegTokenResp around `size` bytes of a token, or a raw token. */
static uint32_t wrap(const struct krb5_server *s, const uint8_t *token, uint32_t size, uint8_t *out,
                     uint32_t room)
{
    const char *mech = s->mech == NULL ? MS_KERBEROS : s->mech;
    struct lwclus_cursor c;
    uint32_t mark;

    lwclus_cursor_init(&c, out, room);
    if (s->raw) {
        lwclus_put_bytes(&c, token, size);
    } else {
        mark = part_begin(&c, 0xa130);
        put_hex(&c, "a0030a01");
        lwclus_put_u8(&c, s->state);
        if (mech[0] != 0) {
            part_put_pair(&c, 0xa1, 0x06, (uint32_t)strlen(mech) / 2);
            put_hex(&c, mech);
        }
        part_put_pair(&c, 0xa2, 0x04, size);
        lwclus_put_bytes(&c, token, size);
        part_end(&c, mark, 2);
    }
    assert_int_equal(c.status, LWCLUS_OK);
    return c.pos;
}

/* The AP-REQ of a first token; of one that starts over too. */
static void unwrap_first(const struct krb5_server *s, struct lwclus_cursor *c)
{
    struct lwclus_cursor peek = *c;

    if (s->raw) {
        return;
    }
    if (lwclus_get_u8(&peek) == 0x60) {
        lwclus_der_enter(c, 0x60, c);
        assert_true(next_is(c, "06062b0601050502"));
        part_enter(c, 0xa030, c);
        lwclus_der_enter(c, 0xa0, &peek);
        assert_true(next_is(&peek, MECH_TYPES));
        assert_int_equal(lwclus_cursor_left(&peek), 0);
    } else {
        part_enter(c, 0xa130, c);
    }
    part_enter(c, 0xa204, &peek);
    assert_int_equal(lwclus_cursor_left(c), 0); /* no MIC yet */
    *c = peek;
    assert_int_equal(c->status, LWCLUS_OK);
}

static void read_ap_req(struct krb5_server *s, struct lwclus_cursor *c)
{
    struct lwclus_cursor part;

    part_enter(c, 0x6e30, c);
    assert_int_equal(part_get_uint(c, 0xa0), 5);
    assert_int_equal(part_get_uint(c, 0xa1), 14);
    assert_true(next_is(c, "a20703050020000000"));
    lwclus_der_enter(c, 0xa3, &part); /* Ticket */
    assert_true(part_open(c, 0xa4, &s->session, 11, &part));
    assert_int_equal(lwclus_cursor_left(c), 0);
    part_enter(&part, 0x6230, &part);
    assert_int_equal(part_get_uint(&part, 0xa0), 5);
    lwclus_der_enter(&part, 0xa1, c);
    assert_true(next_is(c, "1b09434d52502e54455354"));
    lwclus_der_enter(&part, 0xa2, c);
    assert_true(next_is(c, "3018a003020101a111300f1b0d41646d696e6973747261746f72"));
    part_enter(&part, 0xa330, c);
    assert_int_equal(part_get_uint(c, 0xa0), 0x8003);
    part_enter(c, 0xa104, c);
    assert_true(next_is(c, CHECKSUM));
    s->time.microseconds = part_get_uint(&part, 0xa4);
    s->time.seconds = part_get_time(&part, 0xa5);
    part_get_key(&part, 0xa6, &s->client_subkey);
    s->client_sequence = part_get_uint(&part, 0xa7);
    assert_in_range(s->client_sequence, 0, 0x3fffffff);
    assert_int_equal(lwclus_cursor_left(&part), 0);
    assert_int_equal(part.status, LWCLUS_OK);
    assert_int_equal(s->client_subkey.etype, s->session.etype);
}

static uint32_t write_ap_rep(const struct krb5_server *s, uint8_t *out, uint32_t room)
{
    static const uint8_t confounder[16] = {1, 2, 3};
    struct lwclus_krb5_key key = s->session;
    struct lwclus_cursor c;
    uint32_t message, field, sealed, part;

    key.bytes[0] ^= s->wrong_key;
    lwclus_cursor_init(&c, out, room);
    message = part_begin(&c, 0x6f30);
    part_put_uint(&c, 0xa0, 5);
    part_put_uint(&c, 0xa1, 15);
    field = part_begin(&c, 0xa2);
    sealed = part_seal_begin(&c, &key, confounder);
    part = part_begin(&c, 0x7b30);
    part_put_time(&c, 0xa0, s->time.seconds + s->seconds_off);
    part_put_uint(&c, 0xa1, s->time.microseconds + s->microseconds_off);
    if (s->subkey.etype != 0) {
        part_put_key(&c, 0xa2, &s->subkey);
    }
    if (!s->no_sequence) {
        part_put_uint(&c, 0xa3, (uint32_t)s->sequence);
    } else if (s->other_field) {
        part_put_uint(&c, 0xa4, 7);
    }
    part_end(&c, part, 2);
    part_seal_end(&c, sealed, &key, s->usage == 0 ? 12 : s->usage);
    part_end(&c, field, 1);
    part_end(&c, message, 2);
    assert_int_equal(c.status, LWCLUS_OK);
    return c.pos;
}

uint32_t krb5_server_accept(struct krb5_server *s, const uint8_t *token, uint32_t size, uint8_t *out,
                            uint32_t room)
{
    static uint8_t copy[65536];
    uint8_t ap_rep[512];
    struct lwclus_cursor c;

    assert_true(size <= sizeof copy);
    memcpy(copy, token, size);
    lwclus_cursor_init(&c, copy, size);
    unwrap_first(s, &c);
    read_ap_req(s, &c);
    s->flags = s->subkey.etype != 0 ? 4 : 0;
    s->key = s->subkey.etype != 0 ? s->subkey : s->client_subkey;
    return wrap(s, ap_rep, write_ap_rep(s, ap_rep, sizeof ap_rep), out, room);
}

uint32_t krb5_server_refuse(struct krb5_server *s, uint32_t code, uint32_t stime, uint8_t *out, uint32_t room)
{
    uint8_t token[256];
    struct lwclus_cursor c;
    uint32_t frame, mark, name;

    lwclus_cursor_init(&c, token, sizeof token);
    frame = part_begin(&c, 0x60);
    put_hex(&c, FRAME "0300");
    mark = part_begin(&c, 0x7e30);
    part_put_uint(&c, 0xa0, 5);
    part_put_uint(&c, 0xa1, 30);
    part_put_time(&c, 0xa4, stime);
    part_put_uint(&c, 0xa5, 77);
    part_put_uint(&c, 0xa6, code);
    part_put_pair(&c, 0xa9, 0x1b, 9);
    lwclus_put_bytes(&c, "CMRP.TEST", 9);
    name = part_begin(&c, 0xaa30);
    part_put_uint(&c, 0xa0, 1);
    put_hex(&c, "a10630041b02");
    lwclus_put_bytes(&c, "S1", 2);
    part_end(&c, name, 2);
    put_hex(&c, "ac0704053003a10102"); /* e-data that a client need not understand */
    part_end(&c, mark, 2);
    part_end(&c, frame, 1);
    assert_int_equal(c.status, LWCLUS_OK);
    return wrap(s, token, c.pos, out, room);
}

static void put_header(uint8_t *out, uint32_t id, uint32_t flags, uint32_t ec_rrc, uint64_t sequence)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, out, 16);
    lwclus_put_u16be(&c, (uint16_t)id);
    lwclus_put_u8(&c, (uint8_t)flags);
    lwclus_put_u8(&c, 0xff);
    lwclus_put_u32be(&c, ec_rrc);
    lwclus_put_u32be(&c, (uint32_t)(sequence >> 32));
    lwclus_put_u32be(&c, (uint32_t)sequence);
}

static uint32_t mac_bytes(const struct krb5_server *s)
{
    return lwclus_krb5_mac_bytes(s->key.etype);
}

void krb5_server_mic(const struct krb5_server *s, uint32_t sender, uint64_t sequence, uint8_t *mic)
{
    uint8_t list[24];
    const struct lwclus_cspan parts[2] = {{list, sizeof list}, {mic, 16}};

    assert_int_equal(hex_read(list, MECH_TYPES), sizeof list);
    put_header(mic, 0x0404, s->flags | sender, 0xffffffff, sequence);
    lwclus_krb5_checksum(&s->key, sender == 0 ? 25 : 23, parts, 2, mic + 16);
}

uint32_t krb5_server_finish(struct krb5_server *s, const uint8_t *token, uint32_t size, uint8_t *out,
                            uint32_t room)
{
    uint8_t copy[512], mic[40];
    struct lwclus_cursor c, fields, part;
    uint32_t mic_bytes = 16 + mac_bytes(s);
    uint32_t mark;

    assert_true(size <= sizeof copy);
    memcpy(copy, token, size);
    lwclus_cursor_init(&c, copy, size);
    if (!s->raw) {
        part_enter(&c, 0xa130, &fields);
        part_enter(&fields, 0xa204, &c);
        part_enter(&fields, 0xa304, &part);
        assert_int_equal(lwclus_cursor_left(&fields), 0);
        krb5_server_mic(s, 0, s->client_sequence++, mic);
        assert_int_equal(part.cap, mic_bytes);
        assert_memory_equal(part.base, mic, mic_bytes);
    }
    /* both implementations of MIT and Heimdal insist on less than this */
    part_enter(&c, 0x6f30, &c);
    assert_int_equal(part_get_uint(&c, 0xa0), 5);
    assert_int_equal(part_get_uint(&c, 0xa1), 15);
    assert_true(part_open(&c, 0xa2, &s->session, 12, &part));
    part_enter(&part, 0x7b30, &part);
    assert_int_equal(part_get_time(&part, 0xa0), s->time.seconds);
    assert_int_equal(part_get_uint(&part, 0xa1), s->time.microseconds);
    assert_int_equal(part_get_uint(&part, 0xa3), (uint32_t)s->sequence);
    assert_int_equal(lwclus_cursor_left(&part), 0);
    assert_int_equal(part.status, LWCLUS_OK);
    if (s->raw) {
        return 0;
    }
    lwclus_cursor_init(&c, out, room);
    mark = part_begin(&c, 0xa130);
    put_hex(&c, "a0030a0100");
    krb5_server_mic(s, 1, s->sequence++, mic);
    part_put_pair(&c, 0xa3, 0x04, mic_bytes);
    lwclus_put_bytes(&c, mic, mic_bytes);
    part_end(&c, mark, 2);
    return c.pos;
}

uint32_t krb5_server_token_bytes(const struct krb5_server *s)
{
    return 64 + mac_bytes(s);
}

/* The mac of a PDU whose plaintext (SHA-2: ciphertext) is confounder | body | filler | header. */
static void sign(const struct krb5_server *s, uint32_t usage, const struct lwclus_auth_pdu *pdu,
                 const uint8_t *message, uint8_t *mac)
{
    static const uint8_t iv[16];
    bool sha2 = mac_bytes(s) != 12;
    const struct lwclus_cspan parts[6] = {
        {iv, sha2 ? 16 : 0}, {message, 16},
        pdu->header,         {message + 16, pdu->body.size},
        pdu->trailer,        {message + 16 + pdu->body.size, 32},
    };
    uint8_t ki[LWCLUS_KRB5_KEY_MAX];

    (void)lwclus_krb5_derive(&s->key, usage, LWCLUS_KRB5_KI, ki);
    lwclus_krb5_mac(s->key.etype, ki, parts, 6, mac);
}

static void crypt(const struct krb5_server *s, uint32_t usage, uint8_t *message, uint32_t size, bool decrypt)
{
    uint8_t ke[LWCLUS_KRB5_KEY_MAX];
    uint32_t n = lwclus_krb5_derive(&s->key, usage, LWCLUS_KRB5_KE, ke);
    struct lwclus_aes aes;
    struct lwclus_cbc chain = {&aes, {0}, decrypt};

    lwclus_aes_start(&aes, ke, n, decrypt);
    lwclus_cts_crypt(&chain, message, size);
}

void krb5_server_seal(struct krb5_server *s, const struct lwclus_auth_pdu *pdu, uint8_t *token)
{
    uint32_t ec = s->ec != 0 ? s->ec : 16;
    uint32_t mac = mac_bytes(s);
    uint32_t size = 48 + pdu->body.size;
    uint8_t *message = calloc(1, size + mac);
    uint32_t flags = (3u | s->flags) ^ s->flags_off;

    memset(message, 0x5a, 16);
    memcpy(message + 16, pdu->body.ptr, pdu->body.size);
    memset(message + 16 + pdu->body.size, 0xff, 16);
    put_header(message + size - 16, 0x0504, flags, ec << 16, s->sequence);
    message[size - 16 + s->inner_at] ^= s->inner_off;
    if (mac == 12) {
        sign(s, 22, pdu, message, message + size);
    }
    crypt(s, 22, message, size, false);
    if (mac != 12) {
        sign(s, 22, pdu, message, message + size);
    }
    put_header(token, 0x0504, flags, ec << 16 | (16 + mac + s->rrc_off), s->sequence);
    memcpy(token + 16, message + size - 32, 32 + mac); /* rotated right by EC + RRC */
    memcpy(token + 48 + mac, message, 16);
    memcpy(pdu->body.ptr, message + 16, pdu->body.size);
    s->sequence++;
    free(message);
}

bool krb5_server_open(struct krb5_server *s, const struct lwclus_auth_pdu *pdu, const uint8_t *token)
{
    uint32_t mac = mac_bytes(s);
    uint32_t size = 48 + pdu->body.size;
    uint8_t *message = calloc(1, size + mac);
    uint8_t expected[24], header[16];
    bool ok;

    memcpy(message + size - 32, token + 16, 32 + mac);
    memcpy(message, token + 48 + mac, 16);
    memcpy(message + 16, pdu->body.ptr, pdu->body.size);
    if (mac != 12) {
        sign(s, 24, pdu, message, expected);
    }
    crypt(s, 24, message, size, true);
    if (mac == 12) {
        sign(s, 24, pdu, message, expected);
    }
    put_header(header, 0x0504, 2u | s->flags, 0x100000 | (16 + mac), s->client_sequence);
    ok = memcmp(header, token, 16) == 0 && memcmp(expected, message + size, mac) == 0;
    header[7] = 0; /* RRC */
    ok = ok && memcmp(header, message + size - 16, 16) == 0;
    memcpy(pdu->body.ptr, message + 16, pdu->body.size);
    s->client_sequence++;
    free(message);
    return ok;
}

#endif
