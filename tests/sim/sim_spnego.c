/* Simulated cluster: SPNEGO tokens in strict DER (RFC 4178, [MS-SPNG]) around NTLM or Kerberos. */
#include "sim_int.h"

static const uint8_t oid_spnego[8] = {0x06, 0x06, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};
static const uint8_t oid_ntlm[12] = {0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a};
static const uint8_t oid_ms_kerberos[11] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x82, 0xf7, 0x12, 0x01, 0x02, 0x02};
static const uint8_t oid_kerberos[11] = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x12, 0x01, 0x02, 0x02};

static void check(struct sim_conn *conn, bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(conn->cluster, text, value);
    }
}

/* ---- reading ---- */

static uint8_t peek(const struct lwclus_cursor *c)
{
    return lwclus_cursor_left(c) > 0 ? c->base[c->pos] : 0;
}

/* Content of the next value, which must have `tag` and the shortest possible length. */
static struct lwclus_cursor der(struct sim_conn *conn, struct lwclus_cursor *c, uint8_t tag)
{
    uint32_t least[3] = {0, 0x80, 0x100}, size, bytes = 0;
    uint8_t found = lwclus_get_u8(c), first = lwclus_get_u8(c);

    size = first;
    if (first == 0x81) {
        bytes = 1;
        size = lwclus_get_u8(c);
    } else if (first == 0x82) {
        bytes = 2;
        size = lwclus_get_u16be(c);
    }
    if (found != tag || (bytes == 0 && first > 0x7f) || size < least[bytes]) {
        sim_complain(conn->cluster, "DER: tag or length", (uint32_t)found << 16 | size);
        lwclus_cursor_fail(c, 1);
    }
    return lwclus_cursor_sub(c, size);
}

/* Nothing may follow. */
static void end(struct sim_conn *conn, const struct lwclus_cursor *c)
{
    check(conn, c->status == LWCLUS_OK && lwclus_cursor_left(c) == 0, "DER: something follows",
          lwclus_cursor_left(c));
}

/* [context] OCTET STRING */
static struct lwclus_cursor octets(struct sim_conn *conn, struct lwclus_cursor *c, uint8_t context)
{
    struct lwclus_cursor outer = der(conn, c, context), inner = der(conn, &outer, 0x04);

    end(conn, &outer);
    return inner;
}

static void read_mech_list(struct sim_conn *conn, struct lwclus_cursor *c)
{
    struct sim_auth *auth = &conn->auth;
    struct lwclus_cursor outer = der(conn, c, 0xa0), list;

    auth->mech_list_size = lwclus_cursor_left(&outer);
    if (outer.status != LWCLUS_OK || auth->mech_list_size > sizeof auth->mech_list) {
        lwclus_cursor_fail(c, 1);
        return;
    }
    memcpy(auth->mech_list, outer.base + outer.pos, auth->mech_list_size);
    list = der(conn, &outer, 0x30);
    end(conn, &outer);
    if (peek(&list) == 0x06 && lwclus_cursor_left(&list) == 22) {
        auth->mech = SIM_MECH_KERBEROS;
        check(conn, lwclus_get_equal(&list, oid_ms_kerberos, sizeof oid_ms_kerberos), "first mechanism", 0);
        check(conn, lwclus_get_equal(&list, oid_kerberos, sizeof oid_kerberos), "second mechanism", 0);
    } else {
        check(conn, lwclus_get_equal(&list, oid_ntlm, sizeof oid_ntlm), "first mechanism is not NTLM", 0);
    }
    end(conn, &list);
}

/* ---- writing ---- */

static uint32_t der_bytes(uint32_t size)
{
    return size + (size < 0x80 ? 2u : size < 0x100 ? 3u : 4u);
}

static void put_der(struct lwclus_cursor *c, uint8_t tag, uint32_t size)
{
    lwclus_put_u8(c, tag);
    if (size >= 0x100) {
        lwclus_put_u8(c, 0x82);
        lwclus_put_u8(c, (uint8_t)(size >> 8));
    } else if (size >= 0x80) {
        lwclus_put_u8(c, 0x81);
    }
    lwclus_put_u8(c, (uint8_t)size);
}

struct response {
    uint8_t state;
    const uint8_t *mech, *token, *mic;
    uint32_t mech_size, token_size, mic_size;
};

static uint32_t optional_bytes(const uint8_t *ptr, uint32_t size)
{
    return ptr == NULL ? 0 : der_bytes(der_bytes(size));
}

static void put_octets(struct lwclus_cursor *c, uint8_t context, const uint8_t *ptr, uint32_t size)
{
    if (ptr != NULL) {
        put_der(c, context, der_bytes(size));
        put_der(c, 0x04, size);
        lwclus_put_bytes(c, ptr, size);
    }
}

/* NegTokenResp */
static void put_response(struct lwclus_cursor *c, const struct response *r)
{
    uint32_t mech = r->mech == NULL ? 0 : der_bytes(r->mech_size);
    uint32_t size = 5u + mech + optional_bytes(r->token, r->token_size) + optional_bytes(r->mic, r->mic_size);

    put_der(c, 0xa1, der_bytes(size));
    put_der(c, 0x30, size);
    put_der(c, 0xa0, 3);
    put_der(c, 0x0a, 1);
    lwclus_put_u8(c, r->state);
    if (r->mech != NULL) {
        put_der(c, 0xa1, r->mech_size);
        lwclus_put_bytes(c, r->mech, r->mech_size);
    }
    put_octets(c, 0xa2, r->token, r->token_size);
    put_octets(c, 0xa3, r->mic, r->mic_size);
}

/* ---- legs ---- */

/* AP-REQ in, AP-REP out. The leg stays when the client's clock is wrong: it may try again. */
static bool kerberos_first(struct sim_conn *conn, struct lwclus_cursor *token, struct lwclus_cursor *out)
{
    static uint8_t answer[1024];
    struct response r = {.state = (uint8_t)sim_lie(conn, SIM_NEGSTATE, 1), .token = answer};
    struct lwclus_cursor c;
    enum sim_verdict verdict;

    lwclus_cursor_init(&c, answer, sizeof answer);
    verdict = conn->cluster->no_kerberos ? SIM_REFUSED : sim_krb5_accept(conn, token, &c);
    conn->cluster->skewed += verdict == SIM_SKEWED;
    conn->auth.leg -= verdict == SIM_SKEWED;
    answer[c.pos / 2] ^= sim_todo(conn, SIM_CHALLENGE_FLAGS) ? 1u : 0u;
    r.mech = sim_todo(conn, SIM_OTHER_MECH) ? oid_ntlm : oid_ms_kerberos;
    r.mech_size = sim_todo(conn, SIM_OTHER_MECH) ? sizeof oid_ntlm : sizeof oid_ms_kerberos;
    r.token_size = c.pos;
    if (conn->auth.mech == SIM_MECH_RAW) {
        lwclus_put_bytes(out, answer, c.pos);
    } else {
        put_response(out, &r);
    }
    return verdict != SIM_REFUSED;
}

bool sim_raw_step(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    bool good;

    conn->auth.mech = SIM_MECH_RAW;
    good = conn->auth.leg == 0 ? kerberos_first(conn, in, out) : sim_krb5_finish(conn, in);
    conn->auth.leg++;
    conn->cluster->logons += good && conn->auth.leg == 2;
    conn->cluster->kerberos += good && conn->auth.leg == 2;
    return good;
}

/* The fresh AP-REQ after a wrong clock comes in a NegTokenResp. */
static bool first_again(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    struct lwclus_cursor choice = der(conn, in, 0xa1), sequence = der(conn, &choice, 0x30),
                         token = octets(conn, &sequence, 0xa2);

    end(conn, in);
    end(conn, &sequence);
    return token.status == LWCLUS_OK && kerberos_first(conn, &token, out);
}

/* NegTokenInit in, CHALLENGE out */
static bool first_leg(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    struct lwclus_cursor outer, choice, sequence, token;
    struct response r = {.state = (uint8_t)sim_lie(conn, SIM_NEGSTATE, 1)};

    if (conn->auth.mech == SIM_MECH_KERBEROS) {
        return first_again(conn, in, out);
    }
    outer = der(conn, in, 0x60);
    end(conn, in);
    check(conn, lwclus_get_equal(&outer, oid_spnego, sizeof oid_spnego), "not SPNEGO", 0);
    choice = der(conn, &outer, 0xa0);
    end(conn, &outer);
    sequence = der(conn, &choice, 0x30);
    end(conn, &choice);
    read_mech_list(conn, &sequence);
    token = octets(conn, &sequence, 0xa2);
    end(conn, &sequence);
    if (conn->auth.mech == SIM_MECH_KERBEROS) {
        return token.status == LWCLUS_OK && kerberos_first(conn, &token, out);
    }
    if (token.status != LWCLUS_OK || !sim_ntlm_challenge(conn, &token)) {
        return false;
    }
    r.mech = sim_todo(conn, SIM_OTHER_MECH) ? oid_kerberos : oid_ntlm;
    r.mech_size = sim_todo(conn, SIM_OTHER_MECH) ? sizeof oid_kerberos : sizeof oid_ntlm;
    r.token = conn->auth.challenge;
    r.token_size = conn->auth.challenge_size;
    put_response(out, &r);
    return true;
}

static uint32_t make_mic(struct sim_auth *auth, uint32_t direction, uint8_t *out)
{
    if (auth->mech == SIM_MECH_KERBEROS) {
        return sim_krb5_mic(auth, direction, out);
    }
    sim_ntlm_mic(auth, direction, out);
    return SIM_TOKEN_BYTES;
}

/* The client's mechListMIC is mandatory after an NTLM MIC, [MS-SPNG] note 8. */
static bool check_mic(struct sim_conn *conn, struct lwclus_cursor *c)
{
    struct lwclus_cursor mic;
    uint8_t want[40];
    uint32_t size = make_mic(&conn->auth, 0, want);

    mic = octets(conn, c, 0xa3);
    if (lwclus_cursor_left(&mic) != size || memcmp(mic.base + mic.pos, want, size) != 0) {
        sim_complain(conn->cluster, "mechListMIC missing or wrong", lwclus_cursor_left(&mic));
        return false;
    }
    return true;
}

/* AUTHENTICATE and mechListMIC in, mechListMIC out */
static bool second_leg(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    struct lwclus_cursor choice = der(conn, in, 0xa1), sequence, token;
    struct response r = {.state = (uint8_t)sim_lie(conn, SIM_NEGSTATE, 0)};
    bool kerberos = conn->auth.mech == SIM_MECH_KERBEROS;
    uint8_t mic[40];

    end(conn, in);
    sequence = der(conn, &choice, 0x30);
    end(conn, &choice);
    if (peek(&sequence) == 0xa0) {
        struct lwclus_cursor state = der(conn, &sequence, 0xa0);

        (void)der(conn, &state, 0x0a);
    }
    token = octets(conn, &sequence, 0xa2);
    if (token.status != LWCLUS_OK ||
        !(kerberos ? sim_krb5_finish(conn, &token) : sim_ntlm_authenticate(conn, &token))) {
        conn->cluster->refused++;
        return false;
    }
    if (!check_mic(conn, &sequence)) {
        return false;
    }
    end(conn, &sequence);
    r.mic_size = make_mic(&conn->auth, 1, mic);
    mic[r.mic_size - 9u] ^= sim_todo(conn, SIM_WRONG_MIC) ? 0x10u : 0u;
    r.mic = sim_todo(conn, SIM_NO_MIC) ? NULL : mic;
    put_response(out, &r);
    conn->cluster->logons++;
    conn->cluster->kerberos += kerberos;
    return true;
}

bool sim_spnego_step(struct sim_conn *conn, struct lwclus_cursor *in, struct lwclus_cursor *out)
{
    bool good;

    if (conn->auth.leg == 0) {
        good = first_leg(conn, in, out);
    } else if (conn->auth.leg == 1) {
        good = second_leg(conn, in, out);
    } else {
        sim_complain(conn->cluster, "token after the logon", conn->auth.leg);
        return false;
    }
    conn->auth.leg++;
    return good && out->status == LWCLUS_OK;
}
