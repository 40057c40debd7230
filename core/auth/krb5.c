/* Kerberos as a mechanism of SPNEGO, or alone: AP-REQ, AP-REP, and the client's AP-REP of DCE style. */
#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include "auth/krb5_internal.h"

#include <stddef.h>
#include <string.h>

#include "base/der.h"
#include "krb5/kdc.h"

#define RANDOM_FAILED LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE)
#define WRONG_TIME    LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_TIME_SKEW)
#define NO_TICKET     LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_RETRY)

#define TAG_GSS_FRAME 0x60u
#define FLAG_ACCEPTOR 4u          /* the message key is the subkey of the server */
#define SEQUENCE_MASK 0x3fffffffu /* some servers cannot count beyond 2^31 */

/* MS-Kerberos and Kerberos. The latter also frames a KRB-ERROR, together with the token id behind it. */
static const uint8_t mech_types[] = {0x30, 0x16, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x82, 0xf7,
                                     0x12, 0x01, 0x02, 0x02, 0x06, 0x09, 0x2a, 0x86, 0x48,
                                     0x86, 0xf7, 0x12, 0x01, 0x02, 0x02, 0x03, 0x00};
#define MECH_TYPES_BYTES 24u
#define ERROR_FRAME      (mech_types + 13)
#define FRAME_BYTES      13u

static bool draw(struct lwclus_auth *auth, void *out, uint32_t size)
{
    return auth->source->random(auth->source->user, (uint8_t *)out, size);
}

static lwclus_result put_ap_req(struct lwclus_auth *auth, struct lwclus_cursor *out)
{
    struct lwclus_krb5_logon *logon = &auth->state.krb5.u.logon;
    struct lwclus_krb5_request *req = &logon->req;

    if (!draw(auth, &logon->random, sizeof logon->random)) {
        return RANDOM_FAILED;
    }
    logon->random.subkey.etype = logon->ticket.key.etype;
    req->tgt = &logon->ticket;
    auth->source->time(auth->source->user, &req->time);
    req->confounder = logon->random.confounder;
    req->subkey = &logon->random.subkey;
    req->sequence = logon->random.sequence & SEQUENCE_MASK;
    lwclus_krb5_put_ap(out, req);
    return LWCLUS_OK;
}

static lwclus_result start(struct lwclus_auth *auth, struct lwclus_cursor *out)
{
    lwclus_result r;

    if (!auth->source->ticket(auth->source->user, &auth->state.krb5.u.logon.ticket)) {
        return NO_TICKET;
    }
    r = put_ap_req(auth, out);
    auth->source->ticket_done(auth->source->user);
    return r;
}

/* KRB-ERROR, the only message with GSS framing here ([RFC4121] 4.1). A wrong time can be mended, once. */
static LWCLUS_NOINLINE lwclus_result on_error(struct lwclus_auth *auth, struct lwclus_span in)
{
    struct lwclus_krb5 *krb5 = &auth->state.krb5;
    struct lwclus_krb5_error error;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, in.ptr, in.size);
    lwclus_der_enter(&c, TAG_GSS_FRAME, &c);
    if (!lwclus_get_equal(&c, ERROR_FRAME, FRAME_BYTES)) {
        return LWCLUS_AUTH_REFUSED;
    }
    lwclus_krb5_read_error(&c, 0, &error);
    if (error.code != LWCLUS_KRB5_ERR_SKEW) {
        return LWCLUS_AUTH_REFUSED;
    }
    if (krb5->retried || error.time == 0 || !auth->source->time_learned(auth->source->user, error.time)) {
        return WRONG_TIME;
    }
    krb5->retried = true;
    auth->again = true;
    return LWCLUS_OK;
}

static lwclus_result step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out)
{
    struct lwclus_krb5 *krb5 = &auth->state.krb5;
    struct lwclus_krb5_logon *logon = &krb5->u.logon;
    struct lwclus_krb5_request *req = &logon->req;
    const struct lwclus_krb5_key *key;
    uint32_t sequence = req->sequence;

    if (in.ptr[0] == TAG_GSS_FRAME) {
        return on_error(auth, in);
    }
    req->tgt = NULL; /* its bytes are no longer there */
    req->key = &logon->ticket.key;
    if (!lwclus_krb5_get_ap_rep(&logon->aes, &in, req, &logon->rep)) {
        return LWCLUS_AUTH_REFUSED;
    }
    if (!draw(auth, logon->random.confounder, sizeof logon->random.confounder)) {
        return RANDOM_FAILED;
    }
    req->sequence = logon->rep.sequence;
    lwclus_krb5_put_ap(out, req);
    krb5->flags = FLAG_ACCEPTOR;
    key = &logon->rep.subkey;
    if (key->etype == 0) { /* our own otherwise ([RFC4121] 2) */
        krb5->flags = 0;
        key = &logon->random.subkey;
    }
    lwclus_krb5_secure(auth, key, sequence, logon->rep.sequence);
    return LWCLUS_OK;
}

static const uint8_t *mic(struct lwclus_auth *auth, uint32_t sender)
{
    return auth->state.krb5.u.side[sender].mic;
}

const struct lwclus_auth_mech lwclus_krb5_mech = {
    .mech_types = mech_types,
    .mech_types_bytes = MECH_TYPES_BYTES,
    .mic_bytes = KRB5_BLOCK + KRB5_MAC_SHA1,
    .signature_bytes = KRB5_WRAP_BYTES(KRB5_MAC_SHA1),
    .start = start,
    .step = step,
    .mic = mic,
    .seal = lwclus_krb5_seal,
    .open = lwclus_krb5_unseal,
};

#if LWCLUS_KERBEROS_SHA2
const struct lwclus_auth_mech lwclus_krb5_sha2_mech = {
    .mech_types = mech_types,
    .mech_types_bytes = MECH_TYPES_BYTES,
    .mic_bytes = KRB5_BLOCK + KRB5_MAC_SHA384,
    .signature_bytes = KRB5_WRAP_BYTES(KRB5_MAC_SHA384),
    .start = start,
    .step = step,
    .mic = mic,
    .seal = lwclus_krb5_seal,
    .open = lwclus_krb5_unseal,
};
#endif

#endif
