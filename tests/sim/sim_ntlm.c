/* Simulated cluster: the server's side of NTLMv2 and its session security ([MS-NLMP]). */
#include "crypto/hmac.h"
#include "crypto/md4.h"
#include "lwclus_port_crypto.h"
#include "sim_int.h"

#if LWCLUS_NTLM

#define FLAGS_REQUIRED                                                                                       \
    0xe2088235u /* 56 KEY_EXCH 128 VERSION ESS ALWAYS_SIGN NTLM SEAL SIGN REQUEST_TARGET UNICODE */
#define FLAGS_FORBIDDEN 0x000008c2u /* anonymous, LM_KEY, DATAGRAM, OEM */
#define FLAGS_ADDED     0x00820000u /* TARGET_INFO, TARGET_TYPE_SERVER */

#define AV_EOL       0u
#define AV_FLAGS     6u
#define AV_TIMESTAMP 7u
#define AV_TARGET    9u
#define AV_BINDINGS  10u

static const uint8_t signature[8] = {'N', 'T', 'L', 'M', 'S', 'S', 'P', 0};

static void check(struct sim_conn *conn, bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(conn->cluster, text, value);
    }
}

static void hmac(const uint8_t *key, const void *a, uint32_t a_size, const void *b, uint32_t b_size,
                 uint8_t out[16])
{
    struct lwclus_hmac h;

    lwclus_hmac_start(&h, key, 16);
    lwclus_hmac_update(&h, a, a_size);
    lwclus_hmac_update(&h, b, b_size);
    lwclus_hmac_finish(&h, out);
}

/* ---- CHALLENGE ---- */

static void put_av(struct sim_conn *conn, struct lwclus_cursor *c, uint16_t id, const uint16_t *text)
{
    uint32_t units = sim_text_units(text);

    if (conn->todo[SIM_NO_AV].on && conn->todo[SIM_NO_AV].value == id) {
        return;
    }
    lwclus_put_u16(c, id);
    lwclus_put_u16(c, (uint16_t)(units * 2u));
    for (uint32_t i = 0; i < units; i++) {
        lwclus_put_u16(c, text[i]);
    }
}

static void put_target_info(struct sim_conn *conn, struct lwclus_cursor *c)
{
    put_av(conn, c, 2, conn->cluster->account[0].domain);
    put_av(conn, c, 1, sim_node_of(conn)->name);
    put_av(conn, c, 4, u"dom.test");
    put_av(conn, c, 3, u"node.dom.test");
    if (!sim_todo(conn, SIM_NO_AV) || sim_lie(conn, SIM_NO_AV, 0) != AV_TIMESTAMP) {
        lwclus_put_u16(c, AV_TIMESTAMP);
        lwclus_put_u16(c, 8);
        lwclus_put_u32(c, (uint32_t)conn->cluster->filetime);
        lwclus_put_u32(c, (uint32_t)(conn->cluster->filetime >> 32));
    }
    lwclus_put_u32(c, AV_EOL);
}

/* Eight bytes that differ from logon to logon and are the same in every run. */
static void put_nonce(struct sim_conn *conn, struct lwclus_cursor *c)
{
    for (uint32_t i = 0; i < 8; i++) {
        conn->cluster->seed = conn->cluster->seed * 1664525u + 1013904223u;
        lwclus_put_u8(c, (uint8_t)(conn->cluster->seed >> 24));
    }
}

/* [MS-NLMP] 2.2.1.2 */
static void write_challenge(struct sim_conn *conn)
{
    struct sim_auth *auth = &conn->auth;
    const uint16_t *name = sim_node_of(conn)->name;
    uint16_t name_bytes = (uint16_t)(2u * sim_text_units(name)), info;
    struct lwclus_cursor c;

    auth->flags = (FLAGS_REQUIRED | FLAGS_ADDED) & ~sim_lie(conn, SIM_CHALLENGE_FLAGS, 0);
    lwclus_cursor_init(&c, auth->challenge, sizeof auth->challenge);
    lwclus_put_bytes(&c, signature, 8);
    lwclus_put_u32(&c, 2);
    lwclus_put_u16(&c, name_bytes);
    lwclus_put_u16(&c, name_bytes);
    lwclus_put_u32(&c, 56);
    lwclus_put_u32(&c, auth->flags);
    put_nonce(conn, &c);
    lwclus_put_zeros(&c, 8);
    lwclus_put_u32(&c, 0); /* target info: patched */
    lwclus_put_u32(&c, 56u + name_bytes);
    lwclus_put_u32(&c, 0x4f7c000au); /* VERSION 10.0.20348 */
    lwclus_put_u32(&c, 0x0f000000u);
    for (uint32_t i = 0; i < name_bytes / 2u; i++) {
        lwclus_put_u16(&c, name[i]);
    }
    info = (uint16_t)c.pos;
    put_target_info(conn, &c);
    lwclus_patch_u16(&c, 40, (uint16_t)(c.pos - info));
    lwclus_patch_u16(&c, 42, (uint16_t)(c.pos - info));
    auth->challenge_size = sim_lie(conn, SIM_CHALLENGE_CUT, c.pos);
}

bool sim_ntlm_challenge(struct sim_conn *conn, struct lwclus_cursor *in)
{
    struct sim_auth *auth = &conn->auth;
    uint32_t size = lwclus_cursor_left(in), flags;
    bool empty = true;

    if (size > sizeof auth->negotiate) {
        sim_complain(conn->cluster, "NEGOTIATE too long", size);
        return false;
    }
    memcpy(auth->negotiate, in->base + in->pos, size);
    auth->negotiate_size = size;
    check(conn, size == 40, "NEGOTIATE is not 40 bytes", size);
    check(conn, lwclus_get_equal(in, signature, 8) && lwclus_get_u32(in) == 1, "NEGOTIATE header", 0);
    flags = lwclus_get_u32(in);
    check(conn, (flags & FLAGS_REQUIRED) == FLAGS_REQUIRED && (flags & FLAGS_FORBIDDEN) == 0,
          "NEGOTIATE flags", flags);
    for (uint32_t i = 0; i < 2; i++) { /* domain and workstation, [MS-NLMP] 3.1.5.1.1 */
        empty = lwclus_get_u32(in) == 0 && empty;
        (void)lwclus_get_u32(in);
    }
    check(conn, empty, "NEGOTIATE names a domain or workstation", 0);
    if (in->status != LWCLUS_OK) {
        return false;
    }
    write_challenge(conn);
    return true;
}

/* ---- AUTHENTICATE ---- */

struct authenticate {
    uint8_t *base;
    uint32_t size;
    struct lwclus_cursor lm, nt, domain, user, workstation, key;
    uint32_t flags;
};

static struct lwclus_cursor field(struct sim_conn *conn, struct lwclus_cursor *c,
                                  const struct authenticate *a, bool text)
{
    uint16_t size = lwclus_get_u16(c), max = lwclus_get_u16(c);
    uint32_t at = lwclus_get_u32(c);
    struct lwclus_cursor out;

    lwclus_cursor_init(&out, a->base, 0);
    if (max < size || at < 88 || at > a->size || size > a->size - at || (text && (size | at) % 2u != 0)) {
        sim_complain(conn->cluster, "AUTHENTICATE field out of place", at);
        return out;
    }
    lwclus_cursor_init(&out, a->base + at, size);
    return out;
}

/* [MS-NLMP] 2.2.1.3 */
static void read_authenticate(struct sim_conn *conn, struct lwclus_cursor *c, struct authenticate *a)
{
    a->base = c->base + c->pos;
    a->size = lwclus_cursor_left(c);
    check(conn, lwclus_get_equal(c, signature, 8) && lwclus_get_u32(c) == 3, "AUTHENTICATE header", 0);
    a->lm = field(conn, c, a, false);
    a->nt = field(conn, c, a, false);
    a->domain = field(conn, c, a, true);
    a->user = field(conn, c, a, true);
    a->workstation = field(conn, c, a, true);
    a->key = field(conn, c, a, false);
    a->flags = lwclus_get_u32(c);
    check(conn, (a->flags & ~(conn->auth.flags | FLAGS_REQUIRED)) == 0, "AUTHENTICATE flags not negotiated",
          a->flags);
    check(conn, (a->flags & FLAGS_REQUIRED) == (conn->auth.flags & FLAGS_REQUIRED), "AUTHENTICATE flags",
          a->flags);
}

static struct lwclus_cspan rest(const struct lwclus_cursor *c)
{
    return (struct lwclus_cspan){c->base + c->pos, lwclus_cursor_left(c)};
}

/* Value of an AV pair in a list; ptr NULL when it is not there. Counts them when `count` is given. */
static struct lwclus_cspan find_av(struct lwclus_cursor list, uint32_t id, uint32_t *count)
{
    struct lwclus_cspan found = {NULL, 0};

    while (lwclus_cursor_left(&list) >= 4) {
        uint32_t this = lwclus_get_u16(&list);
        struct lwclus_cursor value = lwclus_cursor_sub(&list, lwclus_get_u16(&list));

        if (this == AV_EOL || value.status != LWCLUS_OK) {
            break;
        }
        if (this == id) {
            found = rest(&value);
            *count += 1u;
        }
    }
    return found;
}

static struct lwclus_cursor server_list(struct sim_auth *auth)
{
    struct lwclus_cursor c, list;
    uint32_t size, at;

    lwclus_cursor_init(&c, auth->challenge, auth->challenge_size);
    lwclus_cursor_take(&c, 40);
    size = lwclus_get_u16(&c);
    (void)lwclus_get_u16(&c);
    at = lwclus_get_u32(&c);
    lwclus_cursor_init(&list, auth->challenge + at, size);
    return list;
}

/* [MS-NLMP] 3.1.5.1.2: the server's pairs come back; flags, channel bindings and target name are added. */
static void check_av(struct sim_conn *conn, struct lwclus_cursor list)
{
    static const uint8_t zeros[16];
    struct lwclus_cursor server = server_list(&conn->auth);
    bool timestamp = false;
    struct lwclus_cspan v;
    uint32_t n = 0;

    for (uint32_t id = 1; id <= AV_BINDINGS; id++) {
        struct lwclus_cspan mine = find_av(server, id, &n);

        n = 0;
        v = find_av(list, id, &n);
        check(conn, n <= 1, "AV pair twice", id);
        if (mine.ptr != NULL) {
            timestamp = timestamp || id == AV_TIMESTAMP;
            check(conn, v.ptr != NULL && v.size == mine.size && memcmp(v.ptr, mine.ptr, v.size) == 0,
                  "AV pair of the server missing or changed", id);
        }
    }
    v = find_av(list, AV_FLAGS, &n);
    check(conn, !timestamp || (v.size == 4 && (v.ptr[0] & 2u) != 0), "AV flags: no MIC promised", v.size);
    v = find_av(list, AV_BINDINGS, &n);
    check(conn, v.size == 16 && memcmp(v.ptr, zeros, 16) == 0, "AV channel bindings", v.size);
    v = find_av(list, AV_TARGET, &n);
    check(conn, v.ptr != NULL, "AV target name missing", 0);
    if (conn->cluster->check_target) {
        const uint16_t *target = conn->cluster->target != NULL ? conn->cluster->target : u"";

        check(conn, sim_text_equal(v, target), "AV target name", v.size);
    }
}

/* NTLMv2_CLIENT_CHALLENGE, [MS-NLMP] 2.2.2.7 */
static void check_response(struct sim_conn *conn, struct lwclus_cursor c)
{
    static const uint8_t head[8] = {1, 1};
    struct lwclus_cursor list;
    uint32_t id = 1, n = 0;
    struct lwclus_cspan time;
    uint8_t stamp[8];

    lwclus_cursor_take(&c, 16);
    check(conn, lwclus_get_equal(&c, head, 8), "NTLMv2 response header", 0);
    lwclus_get_bytes(&c, stamp, 8);
    lwclus_cursor_take(&c, 8);
    check(conn, lwclus_get_u32(&c) == 0, "NTLMv2 response reserved", 0);
    list = c;
    while (id != AV_EOL && c.status == LWCLUS_OK) {
        id = lwclus_get_u16(&c);
        lwclus_cursor_take(&c, lwclus_get_u16(&c));
    }
    check(conn, c.status == LWCLUS_OK, "AV pairs without an end", 0);
    check(conn, lwclus_cursor_left(&c) == 4 && lwclus_get_u32(&c) == 0, "end of the NTLMv2 response", c.pos);
    time = find_av(server_list(&conn->auth), AV_TIMESTAMP, &n);
    check(conn, time.ptr == NULL || memcmp(time.ptr, stamp, 8) == 0, "time of the NTLMv2 response", 0);
    check_av(conn, list);
}

static uint16_t upper(uint16_t unit)
{
    return (unit >= 'a' && unit <= 'z') || (unit >= 0xe0 && unit <= 0xfe && unit != 0xf7)
               ? (uint16_t)(unit - 0x20)
               : unit;
}

/* NTOWFv2, [MS-NLMP] 3.3.2. The domain is the one that the client sent. */
static void response_key(const struct sim_account *account, struct lwclus_cspan sent_domain, uint8_t out[16])
{
    uint8_t text[128], hash[16];
    struct lwclus_cursor c;
    struct lwclus_md4 md4;

    lwclus_cursor_init(&c, text, sizeof text);
    for (uint32_t i = 0; account->password[i] != 0; i++) {
        lwclus_put_u16(&c, account->password[i]);
    }
    lwclus_md4_start(&md4);
    lwclus_md4_update(&md4, text, c.pos);
    lwclus_md4_finish(&md4, hash);
    lwclus_cursor_init(&c, text, sizeof text);
    for (uint32_t i = 0; account->user[i] != 0; i++) {
        lwclus_put_u16(&c, upper(account->user[i]));
    }
    hmac(hash, text, c.pos, sent_domain.ptr, sent_domain.size, out);
}

static const struct sim_account *find_account(struct sim_conn *conn, const struct authenticate *a)
{
    for (uint32_t i = 0; i < conn->cluster->accounts; i++) {
        const struct sim_account *row = &conn->cluster->account[i];

        if (sim_text_equal(rest(&a->user), row->user) && sim_text_equal(rest(&a->domain), row->domain)) {
            return row;
        }
    }
    return NULL;
}

static void derive(const uint8_t key[16], const char *magic, uint8_t out[16])
{
    struct lwclus_md5 md5;

    lwclus_md5_start(&md5);
    lwclus_md5_update(&md5, key, 16);
    lwclus_md5_update(&md5, magic, strlen(magic) + 1u); /* with its NUL */
    lwclus_md5_finish(&md5, out);
}

static void derive_keys(struct sim_auth *auth, const uint8_t key[16])
{
    uint8_t seal[2][16];

    derive(key, "session key to client-to-server signing key magic constant", auth->sign[0]);
    derive(key, "session key to server-to-client signing key magic constant", auth->sign[1]);
    derive(key, "session key to client-to-server sealing key magic constant", seal[0]);
    derive(key, "session key to server-to-client sealing key magic constant", seal[1]);
    lwclus_rc4_start(&auth->seal[0], seal[0], 16);
    lwclus_rc4_start(&auth->seal[1], seal[1], 16);
    auth->sequence[0] = auth->sequence[1] = 0;
}

/* The MIC is due when the server sent a time; it may come when the client promises it in the AV flags. */
static bool mic_due(struct sim_conn *conn, const struct authenticate *a)
{
    struct lwclus_cursor list = a->nt;
    struct lwclus_cspan flags;
    uint32_t n = 0;

    lwclus_cursor_take(&list, 44);
    flags = find_av(list, AV_FLAGS, &n);
    return find_av(server_list(&conn->auth), AV_TIMESTAMP, &n).ptr != NULL ||
           (flags.size == 4 && (flags.ptr[0] & 2u) != 0);
}

/* MIC of the three messages with its own field zero, [MS-NLMP] 3.1.5.1.2 */
static bool mic_right(struct sim_conn *conn, const struct authenticate *a, const uint8_t key[16])
{
    static const uint8_t zeros[16];
    struct lwclus_hmac h;
    uint8_t mic[16];

    lwclus_hmac_start(&h, key, 16);
    lwclus_hmac_update(&h, conn->auth.negotiate, conn->auth.negotiate_size);
    lwclus_hmac_update(&h, conn->auth.challenge, conn->auth.challenge_size);
    lwclus_hmac_update(&h, a->base, 72);
    lwclus_hmac_update(&h, zeros, 16);
    lwclus_hmac_update(&h, a->base + 88, a->size - 88u);
    lwclus_hmac_finish(&h, mic);
    return memcmp(mic, a->base + 72, 16) == 0;
}

static bool check_proof(struct sim_conn *conn, const struct authenticate *a, uint8_t base_key[16])
{
    uint8_t key[16], proof[16];

    response_key(conn->auth.account, rest(&a->domain), key);
    hmac(key, conn->auth.challenge + 24, 8, a->nt.base + 16, a->nt.cap - 16u, proof);
    hmac(key, proof, 16, NULL, 0, base_key);
    return memcmp(proof, a->nt.base, 16) == 0;
}

/* With a time stamp in the CHALLENGE 24 zeros, else LMv2, [MS-NLMP] 3.1.5.1.2 and 3.3.2. */
static void check_lm(struct sim_conn *conn, const struct authenticate *a)
{
    uint8_t want[24] = {0}, key[16];
    uint32_t n = 0;

    if (a->lm.cap != 24) {
        sim_complain(conn->cluster, "LM response is not 24 bytes", a->lm.cap);
        return;
    }
    if (find_av(server_list(&conn->auth), AV_TIMESTAMP, &n).ptr == NULL) {
        response_key(conn->auth.account, rest(&a->domain), key);
        memcpy(want + 16, a->nt.base + 32, 8);
        hmac(key, conn->auth.challenge + 24, 8, want + 16, 8, want);
    }
    check(conn, memcmp(a->lm.base, want, 24) == 0, "LM response", n);
}

bool sim_ntlm_authenticate(struct sim_conn *conn, struct lwclus_cursor *in)
{
    const uint16_t *workstation = conn->cluster->workstation;
    struct authenticate a = {0};
    uint8_t base_key[16], key[16];
    struct lwclus_rc4 rc4;

    read_authenticate(conn, in, &a);
    if (in->status != LWCLUS_OK || a.nt.cap < 48 || a.key.cap != 16) {
        sim_complain(conn->cluster, "AUTHENTICATE too short", a.nt.cap);
        return false;
    }
    check_response(conn, a.nt);
    check(conn, workstation == NULL || sim_text_equal(rest(&a.workstation), workstation), "workstation", 0);
    conn->auth.account = find_account(conn, &a);
    if (conn->auth.account == NULL || !check_proof(conn, &a, base_key)) {
        return false; /* unknown account or wrong password: not a protocol error */
    }
    check_lm(conn, &a);
    memcpy(key, a.key.base, 16);
    lwclus_rc4_start(&rc4, base_key, 16);
    lwclus_rc4_crypt(&rc4, key, 16);
    if (mic_due(conn, &a) && !mic_right(conn, &a, key)) {
        sim_complain(conn->cluster, "MIC of the AUTHENTICATE", 0);
        return false;
    }
    derive_keys(&conn->auth, key);
    return true;
}

/* ---- session security, [MS-NLMP] 3.4.4.2 ---- */

static void put_u32(uint8_t *out, uint32_t v)
{
    for (uint32_t i = 0; i < 4; i++) {
        out[i] = (uint8_t)(v >> (8u * i));
    }
}

static void sign(struct sim_auth *auth, uint32_t direction, uint32_t sequence, const uint8_t *data,
                 uint32_t size, uint8_t mac[16])
{
    uint8_t number[4];

    put_u32(number, sequence);
    hmac(auth->sign[direction], number, 4, data, size, mac);
}

static void finish_token(struct lwclus_rc4 *rc4, uint8_t mac[16], uint32_t sequence, uint8_t *out)
{
    lwclus_rc4_crypt(rc4, mac, 8);
    put_u32(out, 1);
    memcpy(out + 4, mac, 8);
    put_u32(out + 12, sequence);
}

/* mechListMIC: sequence number 0 on a copy of the fresh stream, which thereby stays as it was; the number
 * does not ([MS-SPNG] 3.3.5.1 speaks of the stream only). */
void sim_ntlm_mic(struct sim_auth *auth, uint32_t direction, uint8_t out[SIM_TOKEN_BYTES])
{
    struct lwclus_rc4 copy = auth->seal[direction];
    uint8_t mac[16];

    sign(auth, direction, 0, auth->mech_list, auth->mech_list_size, mac);
    finish_token(&copy, mac, 0, out);
    auth->sequence[direction] = 1;
}

void sim_ntlm_seal(struct sim_auth *auth, uint8_t *pdu, uint32_t size, uint32_t body, uint32_t body_size,
                   uint32_t sequence)
{
    uint8_t mac[16];

    sign(auth, 1, sequence, pdu, size - SIM_TOKEN_BYTES, mac);
    lwclus_rc4_crypt(&auth->seal[1], pdu + body, body_size);
    finish_token(&auth->seal[1], mac, sequence, pdu + size - SIM_TOKEN_BYTES);
}

bool sim_ntlm_open(struct sim_auth *auth, uint8_t *pdu, uint32_t size, uint32_t body, uint32_t body_size)
{
    uint8_t mac[16], token[SIM_TOKEN_BYTES];

    lwclus_rc4_crypt(&auth->seal[0], pdu + body, body_size);
    sign(auth, 0, auth->sequence[0], pdu, size - SIM_TOKEN_BYTES, mac);
    finish_token(&auth->seal[0], mac, auth->sequence[0], token);
    auth->sequence[0]++;
    return memcmp(token, pdu + size - SIM_TOKEN_BYTES, SIM_TOKEN_BYTES) == 0;
}

#else
bool sim_ntlm_challenge(struct sim_conn *conn, struct lwclus_cursor *negotiate)
{
    (void)conn;
    (void)negotiate;
    return false;
}

bool sim_ntlm_authenticate(struct sim_conn *conn, struct lwclus_cursor *in)
{
    (void)conn;
    (void)in;
    return false;
}

void sim_ntlm_mic(struct sim_auth *auth, uint32_t direction, uint8_t out[SIM_TOKEN_BYTES])
{
    (void)auth;
    (void)direction;
    (void)out;
}

void sim_ntlm_seal(struct sim_auth *auth, uint8_t *pdu, uint32_t size, uint32_t body, uint32_t body_size,
                   uint32_t sequence)
{
    (void)auth;
    (void)pdu;
    (void)size;
    (void)body;
    (void)body_size;
    (void)sequence;
}

bool sim_ntlm_open(struct sim_auth *auth, uint8_t *pdu, uint32_t size, uint32_t body, uint32_t body_size)
{
    (void)auth;
    (void)pdu;
    (void)size;
    (void)body;
    (void)body_size;
    return false;
}
#endif
