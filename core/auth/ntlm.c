/* NTLM as a mechanism of SPNEGO. */
#include "auth/ntlm_internal.h"

#include <stddef.h>
#include <string.h>
#include "lwclus_config.h"

#if LWCLUS_NTLM

/* "NTLMSSP", type 1, NTLM_OFFERED, no domain, no workstation, version 6.1.7601 revision 15 */
const uint8_t lwclus_ntlm_negotiate[NTLM_NEGOTIATE_BYTES] = {
    'N', 'T', 'L', 'M', 'S', 'S', 'P', 0, 1, 0, 0, 0,
    /* flags */
    NTLM_OFFERED & 0xffu, (NTLM_OFFERED >> 8) & 0xffu, (NTLM_OFFERED >> 16) & 0xffu, NTLM_OFFERED >> 24,
    /* domain and workstation: empty, behind the header */
    0, 0, 0, 0, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x28, 0, 0, 0,
    /* version */
    0x06, 0x01, 0xb1, 0x1d, 0, 0, 0, 0x0f};

static lwclus_result start(struct lwclus_auth *auth, struct lwclus_cursor *out)
{
    (void)auth;
    lwclus_put_bytes(out, lwclus_ntlm_negotiate, NTLM_NEGOTIATE_BYTES);
    return LWCLUS_OK;
}

static lwclus_result step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out)
{
    struct lwclus_ntlm_challenge challenge;
    struct lwclus_auth_identity id;
    lwclus_result r;

    challenge.message = in;
    /* refused before anybody is asked for a password */
    if (!lwclus_ntlm_parse_challenge(&challenge)) {
        return LWCLUS_AUTH_REFUSED;
    }
    memset(&id, 0, sizeof id);
    if (!auth->source->get(auth->source->user, &id)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_NO_SUCH_LOGON_SESSION);
    }
    r = lwclus_ntlm_respond(auth, &challenge, &id, out);
    auth->source->done(auth->source->user);
    return r;
}

static const uint8_t *mic(struct lwclus_auth *auth, uint32_t sender)
{
    return auth->state.ntlm.side[sender].mic;
}

static bool seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *signature)
{
    lwclus_ntlm_protect(&auth->state.ntlm.side[LWCLUS_AUTH_CLIENT], pdu, true, signature);
    return true;
}

/* The expected signature carries the expected sequence number: a replay differs. */
static bool open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *signature)
{
    uint8_t expected[16];

    lwclus_ntlm_protect(&auth->state.ntlm.side[LWCLUS_AUTH_SERVER], pdu, false, expected);
    return lwclus_equal_secret(expected, signature, sizeof expected);
}

static const uint8_t mech_types[] = {0x30, 0x0c, 0x06, 0x0a, 0x2b, 0x06, 0x01,
                                     0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0a};

const struct lwclus_auth_mech lwclus_ntlm_mech = {
    .mech_types = mech_types,
    .mech_types_bytes = sizeof mech_types,
    .mic_bytes = 16,
    .signature_bytes = 16,
    .start = start,
    .step = step,
    .mic = mic,
    .seal = seal,
    .open = open,
};

#endif
