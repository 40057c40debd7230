/* Simulated cluster: the server's side of the Kerberos logon and its session security (RFC 4121, [MS-KILE]).
 */
#include "sim_int.h"

#if LWCLUS_KERBEROS

#include "krb5/parts.h"
#include "crypto/cbc.h"
#include "sim_kdc.h"
#include "sim_port.h"
#include "unit/krb5/fake_kdc.h"
#include "krb5/open.h"

#define USAGE_ACCEPTOR_SEAL  22u
#define USAGE_ACCEPTOR_SIGN  23u
#define USAGE_INITIATOR_SEAL 24u
#define USAGE_INITIATOR_SIGN 25u

static const uint8_t gss_flags[24] = {0x10, [20] = 0x3e, [21] = 0x10};

static void check(struct sim_conn *conn, bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(conn->cluster, text, value);
    }
}

static uint32_t mac_bytes(const struct sim_auth *auth)
{
    return lwclus_krb5_mac_bytes(auth->krb.subkey.etype);
}

uint32_t sim_krb5_token_bytes(const struct sim_auth *auth)
{
    return 64u + mac_bytes(auth);
}

/* ---- logon ---- */

static const struct sim_account *find_account(const struct sim_conn *conn, const char *client)
{
    for (uint32_t i = 0; i < conn->cluster->accounts; i++) {
        const uint16_t *user = conn->cluster->account[i].user;
        const char *c = client;

        for (; *user != 0 && *user == (uint8_t)*c; user++, c++) {
        }
        if (*user == 0 && *c == 0) {
            return &conn->cluster->account[i];
        }
    }
    return NULL;
}

static void write_ap_rep(struct sim_auth *auth, struct lwclus_cursor *out)
{
    static const uint8_t confounder[LWCLUS_KRB5_CONFOUNDER] = {5};
    uint32_t message = part_begin(out, 0x6f30), field, sealed, part;

    part_put_uint(out, 0xa0, 5);
    part_put_uint(out, 0xa1, 15);
    field = part_begin(out, 0xa2);
    sealed = part_seal_begin(out, &auth->krb.session, confounder);
    part = part_begin(out, 0x7b30);
    part_put_time(out, 0xa0, auth->krb.time.seconds);
    part_put_uint(out, 0xa1, auth->krb.time.microseconds);
    part_put_key(out, 0xa2, &auth->krb.subkey);
    part_put_uint(out, 0xa3, (uint32_t)auth->krb.sequence[1]);
    part_end(out, part, 2);
    part_seal_end(out, sealed, &auth->krb.session, LWCLUS_KRB5_USAGE_AP_REP);
    part_end(out, field, 1);
    part_end(out, message, 2);
}

/* KRB-ERROR 37 with GSS framing. */
static void write_skew(struct lwclus_cursor *out, uint32_t now)
{
    static const uint8_t oid[13] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 3, 0};
    uint8_t error[256];
    struct kdc_error e = {.code = 37, .time = now, .realm = SIM_KDC_REALM, .name = "CLUSTER$"};
    uint32_t size = kdc_write_error(error, sizeof error, &e);

    lwclus_der_put(out, 0x60, size + sizeof oid);
    lwclus_put_bytes(out, oid, sizeof oid);
    lwclus_put_bytes(out, error, size);
}

enum sim_verdict sim_krb5_accept(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    struct sim_auth *auth = &conn->auth;
    struct lwclus_krb5_key key = sim_kdc_key("CLUSTER$");
    uint32_t now = sim_kdc_now() + (uint32_t)conn->cluster->clock_off;
    struct kdc_ap ap;

    if (!kdc_open_ap((struct lwclus_span){in->base + in->pos, lwclus_cursor_left(in)}, &key,
                     LWCLUS_KRB5_USAGE_AP_AUTHENTICATOR, &ap)) {
        return SIM_REFUSED; /* a ticket with an old key, or for somebody else */
    }
    check(conn, ap.options == LWCLUS_KRB5_MUTUAL_REQUIRED, "ap-options", ap.options);
    check(conn,
          ap.checksum_type == 0x8003 && ap.checksum.size == 24 && memcmp(ap.checksum.ptr, gss_flags, 24) == 0,
          "checksum of the authenticator", ap.checksum_type);
    check(conn, ap.has_subkey && ap.has_sequence, "authenticator without subkey or seq-number", 0);
    if ((ap.time.seconds > now ? ap.time.seconds - now : now - ap.time.seconds) > 300u) {
        write_skew(out, now);
        return SIM_SKEWED;
    }
    check(conn,
          ap.time.seconds != auth->krb.time.seconds || ap.time.microseconds != auth->krb.time.microseconds,
          "time of the authenticator used twice", ap.time.microseconds);
    auth->account = find_account(conn, ap.client);
    if (auth->account == NULL) {
        return SIM_REFUSED;
    }
    auth->krb.session = ap.session;
    auth->krb.subkey = sim_kdc_key("subkey");
    auth->krb.subkey.etype = ap.session.etype;
    auth->krb.time = ap.time;
    auth->krb.sequence[0] = ap.sequence;
    auth->krb.sequence[1] = 0x3fffff00u + conn->cluster->logons;
    write_ap_rep(auth, out);
    return SIM_ACCEPTED;
}

bool sim_krb5_finish(struct sim_conn *conn, struct lwclus_cursor *in)
{
    struct sim_auth *auth = &conn->auth;
    struct lwclus_cursor part;
    bool good;

    part_enter(in, 0x6f30, in);
    good = part_get_uint(in, 0xa0) == 5 && part_get_uint(in, 0xa1) == 15 &&
           part_open(in, 0xa2, &auth->krb.session, LWCLUS_KRB5_USAGE_AP_REP, &part);
    if (good) {
        part_enter(&part, 0x7b30, &part);
        good = part_get_time(&part, 0xa0) == auth->krb.time.seconds &&
               part_get_uint(&part, 0xa1) == auth->krb.time.microseconds &&
               part_get_uint(&part, 0xa3) == (uint32_t)auth->krb.sequence[1] &&
               lwclus_cursor_left(&part) == 0 && part.status == LWCLUS_OK;
    }
    check(conn, good, "AP-REP of the client", 0);
    return good;
}

/* ---- messages ---- */

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

uint32_t sim_krb5_mic(struct sim_auth *auth, uint32_t direction, uint8_t *out)
{
    const struct lwclus_cspan parts[2] = {{auth->mech_list, auth->mech_list_size}, {out, 16}};

    put_header(out, 0x0404, 4u | direction, 0xffffffffu, auth->krb.sequence[direction]++);
    lwclus_krb5_checksum(&auth->krb.subkey, direction == 0 ? USAGE_INITIATOR_SIGN : USAGE_ACCEPTOR_SIGN,
                         parts, 2, out + 16);
    return 16u + mac_bytes(auth);
}

/* The mac of confounder | header | body | trailer | filler and token header; RFC 8009 signs the ciphertext.
 */
static void sign(const struct sim_auth *auth, uint32_t usage, const uint8_t *message, const uint8_t *pdu,
                 uint32_t body, uint32_t body_size, uint8_t *mac)
{
    static const uint8_t iv[16];
    const struct lwclus_cspan parts[6] = {{iv, auth->krb.subkey.etype == 20 ? 16u : 0u},
                                          {message, 16},
                                          {pdu, body},
                                          {message + 16, body_size},
                                          {pdu + body + body_size, 8},
                                          {message + 16 + body_size, 32}};
    uint8_t ki[LWCLUS_KRB5_KEY_MAX];

    (void)lwclus_krb5_derive(&auth->krb.subkey, usage, LWCLUS_KRB5_KI, ki);
    lwclus_krb5_mac(auth->krb.subkey.etype, ki, parts, 6, mac);
}

static void crypt(const struct sim_auth *auth, uint32_t usage, uint8_t *message, uint32_t size, bool decrypt)
{
    uint8_t ke[LWCLUS_KRB5_KEY_MAX];
    uint32_t n = lwclus_krb5_derive(&auth->krb.subkey, usage, LWCLUS_KRB5_KE, ke);
    struct lwclus_aes aes;
    struct lwclus_cbc chain = {&aes, {0}, decrypt};

    lwclus_aes_start(&aes, ke, n, decrypt);
    lwclus_cts_crypt(&chain, message, size);
}

static uint8_t message[SIM_PDU_BYTES + 128u];

void sim_krb5_seal(struct sim_auth *auth, uint8_t *pdu, uint32_t body, uint32_t body_size, uint64_t sequence)
{
    uint32_t mac = mac_bytes(auth), size = 48u + body_size;
    uint8_t *token = pdu + body + body_size + 8u;

    memset(message, 0x5a, 16);
    memcpy(message + 16, pdu + body, body_size);
    memset(message + 16 + body_size, 0xff, 16);
    put_header(message + size - 16, 0x0504, 7, 0x00100000u, sequence);
    if (auth->krb.subkey.etype != 20) {
        sign(auth, USAGE_ACCEPTOR_SEAL, message, pdu, body, body_size, message + size);
    }
    crypt(auth, USAGE_ACCEPTOR_SEAL, message, size, false);
    if (auth->krb.subkey.etype == 20) {
        sign(auth, USAGE_ACCEPTOR_SEAL, message, pdu, body, body_size, message + size);
    }
    put_header(token, 0x0504, 7, 0x00100000u | (16u + mac), sequence);
    memcpy(token + 16, message + size - 32, 32u + mac);
    memcpy(token + 48 + mac, message, 16);
    memcpy(pdu + body, message + 16, body_size);
}

bool sim_krb5_open(struct sim_auth *auth, uint8_t *pdu, uint32_t body, uint32_t body_size)
{
    uint32_t mac = mac_bytes(auth), size = 48u + body_size;
    const uint8_t *token = pdu + body + body_size + 8u;
    uint8_t expected[24], header[16];
    bool good;

    memcpy(message + size - 32, token + 16, 32u + mac);
    memcpy(message, token + 48 + mac, 16);
    memcpy(message + 16, pdu + body, body_size);
    if (auth->krb.subkey.etype == 20) {
        sign(auth, USAGE_INITIATOR_SEAL, message, pdu, body, body_size, expected);
    }
    crypt(auth, USAGE_INITIATOR_SEAL, message, size, true);
    if (auth->krb.subkey.etype != 20) {
        sign(auth, USAGE_INITIATOR_SEAL, message, pdu, body, body_size, expected);
    }
    put_header(header, 0x0504, 6, 0x00100000u | (16u + mac), auth->krb.sequence[0]++);
    good = memcmp(header, token, 16) == 0 && memcmp(expected, message + size, mac) == 0;
    header[7] = 0;
    good = good && memcmp(header, message + size - 16, 16) == 0;
    memcpy(pdu + body, message + 16, body_size);
    return good;
}

#else
uint32_t sim_krb5_token_bytes(const struct sim_auth *auth)
{
    (void)auth;
    return SIM_TOKEN_BYTES;
}

enum sim_verdict sim_krb5_accept(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    (void)conn;
    (void)in;
    (void)out;
    return SIM_REFUSED;
}

bool sim_krb5_finish(struct sim_conn *conn, struct lwclus_cursor *in)
{
    (void)conn;
    (void)in;
    return false;
}

uint32_t sim_krb5_mic(struct sim_auth *auth, uint32_t direction, uint8_t *out)
{
    (void)auth;
    (void)direction;
    (void)out;
    return 0;
}

void sim_krb5_seal(struct sim_auth *auth, uint8_t *pdu, uint32_t body, uint32_t body_size, uint64_t sequence)
{
    (void)auth;
    (void)pdu;
    (void)body;
    (void)body_size;
    (void)sequence;
}

bool sim_krb5_open(struct sim_auth *auth, uint8_t *pdu, uint32_t body, uint32_t body_size)
{
    (void)auth;
    (void)pdu;
    (void)body;
    (void)body_size;
    return false;
}
#endif
