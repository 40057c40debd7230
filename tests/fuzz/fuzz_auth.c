/*
 * What a server answers during a logon, and PDUs that it seals: a byte that says which answer, then the
 * answer.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address,undefined; without it link replay.c. What must hold: nobody
 * without a key completes a logon or makes a PDU that opens, and a failure leaves nothing of the keys.
 */
#include <stdlib.h>
#include <string.h>

#include "auth/auth.h"
#include "krb5/parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#if LWCLUS_KERBEROS

enum what {
    ANSWER,    /* to the AP-REQ */
    AP_REP,    /* plaintext of the AP-REP, encrypted here */
    CONSENT,   /* to the client's AP-REP */
    PDU,       /* sealed */
    CHALLENGE, /* NTLM */
    WHATS
};

static const uint8_t ticket_bytes[] = {0xa3, 5,    0x1b, 3,   'D', 'O',  'M',  0xa4, 16,   0x30,
                                       14,   0xa0, 3,    2,   1,   1,    0xa1, 7,    0x30, 5,
                                       0x1b, 3,    'b',  'o', 'b', 0xa5, 3,    0x61, 1,    0};

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static bool draw(void *user, uint8_t *out, uint32_t size)
{
    (void)user;
    memset(out, 0x11, size);
    return true;
}

static bool ticket(void *user, struct lwclus_krb5_ticket *out)
{
    memset(out, 0, sizeof *out);
    out->key.etype = LWCLUS_KRB5_AES256;
    out->bytes = user;
    out->size = sizeof ticket_bytes;
    return true;
}

static void done(void *user)
{
    (void)user;
}

static void now(void *user, struct lwclus_krb5_time *out)
{
    (void)user;
    *out = (struct lwclus_krb5_time){1700000000, 1};
}

static bool time_learned(void *user, uint32_t seconds)
{
    (void)user;
    return seconds % 2 != 0;
}

static bool identity(void *user, struct lwclus_auth_identity *out)
{
    static const uint16_t name[] = {'u', 0};

    (void)user;
    out->user = name;
    out->password = name;
    return true;
}

static uint64_t filetime(void *user)
{
    (void)user;
    return 0;
}

/* AP-REP with `size` bytes of plaintext, in NegTokenResp unless raw. */
static uint32_t put_ap_rep(uint8_t *out, uint32_t room, const uint8_t *plain, uint32_t size, bool raw)
{
    static const uint8_t confounder[LWCLUS_KRB5_CONFOUNDER];
    static const uint8_t head[] = {0xa0, 3,    0x0a, 1,    1,    0xa1, 11, 6, 9,
                                   0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 1,  2, 2};
    const struct lwclus_krb5_key key = {LWCLUS_KRB5_AES256, {0}};
    uint32_t outer = 0, token = 0, message, field, sealed;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, out, room);
    if (!raw) {
        outer = part_begin(&c, 0xa130);
        lwclus_put_bytes(&c, head, sizeof head);
        token = part_begin(&c, 0xa204);
    }
    message = part_begin(&c, 0x6f30);
    lwclus_put_bytes(&c, "\xa0\x03\x02\x01\x05\xa1\x03\x02\x01\x0f", 10);
    field = part_begin(&c, 0xa2);
    sealed = part_seal_begin(&c, &key, confounder);
    lwclus_put_bytes(&c, plain, size);
    part_seal_end(&c, sealed, &key, LWCLUS_KRB5_USAGE_AP_REP);
    part_end(&c, field, 1);
    part_end(&c, message, 2);
    if (!raw) {
        part_end(&c, token, 2);
        part_end(&c, outer, 2);
    }
    return c.status == LWCLUS_OK ? c.pos : 0;
}

/* EncAPRepPart: the time of now(), sequence number 7. */
static const uint8_t good[] = {0x7b, 0x1f, 0x30, 0x1d, 0xa0, 0x11, 0x18, 0x0f, 0x32, 0x30, 0x32,
                               0x33, 0x31, 0x31, 0x31, 0x34, 0x32, 0x32, 0x31, 0x33, 0x32, 0x30,
                               0x5a, 0xa1, 0x03, 0x02, 0x01, 0x01, 0xa3, 0x03, 0x02, 0x01, 0x07};

static lwclus_result step(struct lwclus_auth *auth, const uint8_t *token, uint32_t size)
{
    uint8_t *copy = malloc(size != 0 ? size : 1); /* its own block, so that every overread is seen */
    uint8_t out[1024];
    struct lwclus_cursor c;
    lwclus_result r;

    require(copy != NULL);
    memcpy(copy, token, size);
    lwclus_cursor_init(&c, out, sizeof out);
    r = auth->keyed ? lwclus_auth_confirm(auth, (struct lwclus_span){copy, size})
                    : lwclus_auth_step(auth, (struct lwclus_span){copy, size}, &c);
    if (r == LWCLUS_OK && auth->again) {
        lwclus_cursor_init(&c, out, sizeof out);
        r = lwclus_auth_start(auth, auth->source, &c);
    }
    require(r == LWCLUS_OK || (!auth->done && !auth->keyed && !auth->again));
    free(copy);
    return r;
}

/* A PDU: a byte of body blocks, then body and token, filled up with zeros. */
static void open(struct lwclus_auth *auth, const uint8_t *data, uint32_t size)
{
    static const uint8_t fixed[24];
    uint32_t body = size != 0 ? 16u * (data[0] % 8) : 0;
    uint32_t bytes = lwclus_auth_signature_bytes(auth);
    uint8_t *block = calloc(1, body + bytes);
    struct lwclus_auth_pdu pdu = {{fixed, 24}, {block, body}, {fixed, 8}};

    require(block != NULL);
    if (size > 1) {
        memcpy(block, data + 1, size - 1 < body + bytes ? size - 1 : body + bytes);
    }
    require(lwclus_auth_open(auth, &pdu, (struct lwclus_span){block + body, bytes}) != LWCLUS_OK);
    require(!auth->done && !auth->keyed);
    free(block);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t bytes[sizeof ticket_bytes];
    struct lwclus_auth_source source = {.user = bytes,
                                        .get = identity,
                                        .done = done,
                                        .random = draw,
                                        .filetime = filetime,
                                        .ticket = ticket,
                                        .ticket_done = done,
                                        .time = now,
                                        .time_learned = time_learned};
    struct lwclus_auth auth = {0};
    uint8_t token[8192], out[1024];
    struct lwclus_cursor c;
    uint32_t what, n;
    bool raw;

    if (size < 1 || size > 6000) {
        return 0;
    }
    what = (data[0] & 0x7fu) % WHATS;
    raw = (data[0] & 0x80u) != 0 || what == PDU;
    data++;
    n = (uint32_t)size - 1;
    memcpy(bytes, ticket_bytes, sizeof bytes);
    auth.kind = what == CHALLENGE ? LWCLUS_AUTH_KIND_NTLM
                : raw             ? LWCLUS_AUTH_KIND_KERBEROS_RAW
                                  : LWCLUS_AUTH_KIND_KERBEROS;
    lwclus_cursor_init(&c, out, sizeof out);
    require(lwclus_auth_start(&auth, &source, &c) == LWCLUS_OK);
    if (what == ANSWER || what == CHALLENGE) {
        (void)step(&auth, data, n);
        require(!auth.done && (what == CHALLENGE || !auth.keyed));
    } else if (what == AP_REP) {
        (void)step(&auth, token, put_ap_rep(token, sizeof token, data, n, raw));
        require(!auth.done);
    } else {
        require(step(&auth, token, put_ap_rep(token, sizeof token, good, sizeof good, raw)) == LWCLUS_OK);
        require(auth.keyed);
        if (what == CONSENT) {
            require((step(&auth, data, n) == LWCLUS_OK) == (raw && n == 0));
        } else {
            require(step(&auth, data, 0) == LWCLUS_OK);
            open(&auth, data, n);
        }
    }
    lwclus_auth_wipe(&auth);
    return 0;
}

#else

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)data;
    (void)size;
    return 0;
}

#endif
