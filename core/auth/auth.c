/* Authentication for rpc/: choice of the mechanism, and a context that dies with its first failure. */
#include "auth/auth.h"

#include <stddef.h>

#include "auth/mech.h"
#include "lwclus_config.h"

/* Built-in mechanisms. */
static const struct lwclus_auth_mech *const mechanisms[] = {
#if LWCLUS_NTLM
    &lwclus_ntlm_mech,
#else
    NULL,
#endif
};

/* The end of a step: a context that failed is wiped. */
static lwclus_result settle(struct lwclus_auth *auth, lwclus_result r, const struct lwclus_cursor *out)
{
    if (out->status != LWCLUS_OK) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER);
    }
    if (r != LWCLUS_OK) {
        lwclus_auth_wipe(auth);
    }
    return r;
}

lwclus_result lwclus_auth_start(struct lwclus_auth *auth, const struct lwclus_auth_source *source,
                                struct lwclus_cursor *out)
{
    auth->source = source;
    auth->mech = mechanisms[0];
    lwclus_auth_wipe(auth);
#if !LWCLUS_NTLM
    if (auth->mech == NULL) {
        return LWCLUS_AUTH_REFUSED;
    }
#endif
    return settle(auth, auth->mech->start(auth, out), out);
}

lwclus_result lwclus_auth_step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out)
{
    return settle(auth, lwclus_spnego_step(auth, in, out), out);
}

uint32_t lwclus_auth_signature_bytes(const struct lwclus_auth *auth)
{
    return auth->mech->signature_bytes;
}

lwclus_result lwclus_auth_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               uint8_t *signature)
{
    if (!auth->done) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR);
    }
    auth->mech->seal(auth, pdu, signature);
    return LWCLUS_OK;
}

lwclus_result lwclus_auth_open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               struct lwclus_cspan signature)
{
    if (auth->done && signature.size == auth->mech->signature_bytes &&
        auth->mech->open(auth, pdu, signature.ptr)) {
        return LWCLUS_OK;
    }
    lwclus_auth_wipe(auth);
    return LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR);
}

void lwclus_auth_wipe(struct lwclus_auth *auth)
{
    auth->done = false;
    auth->leg = 0;
    lwclus_wipe(&auth->state, sizeof auth->state);
}
