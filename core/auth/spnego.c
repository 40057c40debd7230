/* SPNEGO, initiator side ([RFC4178], [MS-SPNG]): framing of the mechanism's tokens and the mechListMIC. */
#include "auth/mech.h"

#include <stddef.h>
#include <string.h>

#include "base/der.h"

/* lwclus_auth.leg: what the next token of the server must be. */
enum leg { LEG_NONE, LEG_FIRST, LEG_MORE, LEG_FINAL };

/* Explicit tags of [RFC4178] 4.2. */
#define TAG_INITIAL    0x60u
#define TAG_INIT       0xa0u
#define TAG_RESP       0xa1u
#define TAG_MECH_TYPES 0xa0u /* in NegTokenInit */
#define TAG_STATE      0xa0u /* in NegTokenResp */
#define TAG_TOKEN      0xa2u
#define TAG_MIC        0xa3u

#define TAG_OCTETS     0x04u
#define TAG_OID        0x06u
#define TAG_ENUMERATED 0x0au
#define TAG_SEQUENCE   0x30u

/* negState; one of another size than a byte counts as unknown. */
enum neg_state { STATE_COMPLETED, STATE_INCOMPLETE, STATE_REJECT, STATE_REQUEST_MIC, STATE_UNKNOWN };

/* NegTokenResp: fields in the order of their tags; an absent one has a NULL base. */
enum field { FIELD_STATE, FIELD_MECH, FIELD_TOKEN, FIELD_MIC, FIELD_COUNT };

struct answer {
    struct lwclus_cursor field[FIELD_COUNT];
};

static const uint8_t inner_tags[FIELD_COUNT] = {TAG_ENUMERATED, TAG_OID, TAG_OCTETS, TAG_OCTETS};
static const uint8_t spnego_oid[] = {TAG_OID, 6, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x02};

/* Makes what was written from `start` on an element in an outer one that holds nothing else. */
static void wrap_pair(struct lwclus_cursor *c, uint8_t outer, uint8_t inner, uint32_t start)
{
    lwclus_der_wrap(c, inner, start);
    lwclus_der_wrap(c, outer, start);
}

static bool is_raw(const struct lwclus_auth *auth)
{
#if LWCLUS_KERBEROS
    return auth->kind == LWCLUS_AUTH_KIND_KERBEROS_RAW;
#else
    (void)auth;
    return false;
#endif
}

/* The mechanism's first token, or the one that answers `in`. */
static lwclus_result put_token(struct lwclus_auth *auth, const struct lwclus_span *in,
                               struct lwclus_cursor *out)
{
    return in == NULL ? auth->mech->start(auth, out) : auth->mech->step(auth, *in, out);
}

/* The same as NegTokenInit or NegTokenResp, from the innermost element outwards. */
static lwclus_result put_framed(struct lwclus_auth *auth, const struct lwclus_span *in,
                                struct lwclus_cursor *out)
{
    const struct lwclus_auth_mech *mech = auth->mech;
    bool init = auth->leg == LEG_NONE;
    uint32_t initial = out->pos;
    uint32_t fields, token;
    lwclus_result r;

    if (init) {
        lwclus_put_bytes(out, spnego_oid, sizeof spnego_oid);
    }
    fields = out->pos;
    if (init) {
        lwclus_der_put(out, TAG_MECH_TYPES, mech->mech_types_bytes);
        lwclus_put_bytes(out, mech->mech_types, mech->mech_types_bytes);
    }
    token = out->pos;
    r = put_token(auth, in, out);
    wrap_pair(out, TAG_TOKEN, TAG_OCTETS, token);
    if (in != NULL && r == LWCLUS_OK && !lwclus_auth_again(auth)) {
        token = out->pos;
        /* not `mech`: the last token may have chosen another row, with longer MICs (RFC 8009) */
        lwclus_put_bytes(out, auth->mech->mic(auth, LWCLUS_AUTH_CLIENT), auth->mech->mic_bytes);
        wrap_pair(out, TAG_MIC, TAG_OCTETS, token);
    }
    wrap_pair(out, init ? TAG_INIT : TAG_RESP, TAG_SEQUENCE, fields);
    if (init) {
        lwclus_der_wrap(out, TAG_INITIAL, initial);
    }
    return r;
}

static lwclus_result proceed(struct lwclus_auth *auth, const struct lwclus_span *in,
                             struct lwclus_cursor *out)
{
    uint32_t start = out->pos;
    lwclus_result r = is_raw(auth) ? put_token(auth, in, out) : put_framed(auth, in, out);

    if (r != LWCLUS_OK || lwclus_auth_again(auth)) {
        lwclus_cursor_seek(out, start);
    } else if (in != NULL) {
        auth->leg = LEG_FINAL;
        auth->keyed = true;
    } else if (auth->leg == LEG_NONE) {
        auth->leg = LEG_FIRST;
    }
    return r;
}

/* Fields with other tags are skipped: NegTokenResp has an extension marker. */
static bool parse(struct lwclus_span in, struct answer *a)
{
    struct lwclus_cursor c;
    struct lwclus_cursor resp;
    struct lwclus_cursor fields;

    memset(a, 0, sizeof *a);
    lwclus_cursor_init(&c, in.ptr, in.size);
    lwclus_der_enter(&c, TAG_RESP, &resp);
    lwclus_der_enter(&resp, TAG_SEQUENCE, &fields);
    while (lwclus_cursor_left(&fields) != 0) {
        struct lwclus_cursor outer;
        uint32_t index = (uint32_t)lwclus_der_next(&fields, &outer) - TAG_STATE; /* huge when below */

        if (index < FIELD_COUNT) {
            lwclus_der_enter(&outer, inner_tags[index], &a->field[index]);
            lwclus_cursor_fail(&fields, outer.status);
        }
    }
    /* each part ends with the one that it is in */
    return fields.status == LWCLUS_OK && lwclus_cursor_left(&resp) == 0 && lwclus_cursor_left(&c) == 0;
}

/* True when the server names one of the OIDs that we offered; the list is our own constant. */
static bool offered(const struct lwclus_auth_mech *mech, struct lwclus_cursor *oid)
{
    uint32_t at = 2;

    do {
        if (oid->cap == mech->mech_types[at + 1] &&
            lwclus_get_equal(oid, mech->mech_types + at + 2, oid->cap)) {
            return true;
        }
        lwclus_cursor_seek(oid, 0);
        at += 2u + mech->mech_types[at + 1];
    } while (LWCLUS_KERBEROS && at < mech->mech_types_bytes); /* NTLM has one */
    return false;
}

/* The last answer. The MIC is always required with it: it is what protects the negotiation ([MS-SPNG] note
 * 8). */
static bool is_confirmed(struct lwclus_auth *auth, const struct answer *a)
{
    const struct lwclus_cursor *mic = &a->field[FIELD_MIC];

    return a->field[FIELD_TOKEN].cap == 0 && mic->cap == auth->mech->mic_bytes &&
           lwclus_equal_secret(auth->mech->mic(auth, LWCLUS_AUTH_SERVER), mic->base, mic->cap);
}

/* Takes the framing off the server's answer; what remains is the mechanism's token. */
static LWCLUS_NOINLINE lwclus_result judge(struct lwclus_auth *auth, struct lwclus_span *token)
{
    struct answer a;
    uint32_t neg_state;

    if (auth->leg == LEG_NONE || !parse(*token, &a)) {
        return LWCLUS_AUTH_REFUSED;
    }
    neg_state =
        a.field[FIELD_STATE].cap == 1 ? lwclus_get_u8(&a.field[FIELD_STATE]) : (uint32_t)STATE_UNKNOWN;
    if (neg_state == STATE_REJECT) {
        return !LWCLUS_KERBEROS || auth->kind == LWCLUS_AUTH_KIND_NTLM
                   ? LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_ACCESS_DENIED)
                   : LWCLUS_AUTH_REFUSED; /* not a statement on the account */
    }
    /* supportedMech is due in the first answer ([RFC4178] 4.2.2); whenever it comes it must be ours */
    if ((auth->leg == LEG_FIRST || a.field[FIELD_MECH].base != NULL) &&
        !offered(auth->mech, &a.field[FIELD_MECH])) {
        return LWCLUS_AUTH_REFUSED;
    }
    if (auth->leg == LEG_FINAL) {
        return neg_state == STATE_COMPLETED && is_confirmed(auth, &a) ? LWCLUS_OK : LWCLUS_AUTH_REFUSED;
    }
    /* request-mic asks for what we send anyway */
    if (neg_state != STATE_INCOMPLETE && neg_state != STATE_REQUEST_MIC) {
        return LWCLUS_AUTH_REFUSED;
    }
    auth->leg = LEG_MORE;
    token->ptr = a.field[FIELD_TOKEN].base;
    token->size = a.field[FIELD_TOKEN].cap;
    return LWCLUS_OK;
}

lwclus_result lwclus_spnego_start(struct lwclus_auth *auth, struct lwclus_cursor *out)
{
    return proceed(auth, NULL, out);
}

lwclus_result lwclus_spnego_step(struct lwclus_auth *auth, struct lwclus_span *in, struct lwclus_cursor *out)
{
    lwclus_result r = is_raw(auth) ? LWCLUS_OK : judge(auth, in);

    /* without a token nothing would move on */
    if (r == LWCLUS_OK && (auth->leg == LEG_NONE || auth->leg == LEG_FINAL || in->size == 0)) {
        r = LWCLUS_AUTH_REFUSED;
    }
    return r == LWCLUS_OK ? proceed(auth, in, out) : r;
}

lwclus_result lwclus_spnego_confirm(struct lwclus_auth *auth, struct lwclus_span *in)
{
    lwclus_result r = LWCLUS_OK;

    if (auth->leg != LEG_FINAL || (is_raw(auth) && in->size != 0)) {
        return LWCLUS_AUTH_REFUSED;
    }
    if (!is_raw(auth)) {
        r = judge(auth, in);
    }
    auth->leg = LEG_NONE;
    auth->done = r == LWCLUS_OK;
    return r;
}
