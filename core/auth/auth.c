/* Authentication for rpc/: choice of the mechanism, and a context that dies with its first failure. */
#include "auth/auth.h"

#include <stddef.h>

#include "auth/mech.h"
#include "lwclus_config.h"

#if LWCLUS_KERBEROS && LWCLUS_NTLM
#define MECHANISM(kind) ((kind) == LWCLUS_AUTH_KIND_NTLM ? &lwclus_ntlm_mech : &lwclus_krb5_mech)
#elif LWCLUS_KERBEROS
#define MECHANISM(kind) (&lwclus_krb5_mech)
#else
#define MECHANISM(kind) (&lwclus_ntlm_mech)
#endif

/* The end of a step: a context that failed is wiped. */
static LWCLUS_NOINLINE lwclus_result settle(struct lwclus_auth *auth, lwclus_result r,
                                            const struct lwclus_cursor *out)
{
    if (out != NULL && out->status != LWCLUS_OK) {
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
    if (!lwclus_auth_again(auth)) {
        lwclus_auth_wipe(auth);
        auth->source = source;
        auth->mech = MECHANISM(auth->kind);
    }
    if (LWCLUS_KERBEROS) {
        auth->again = false;
    }
    return settle(auth, lwclus_spnego_start(auth, out), out);
}

lwclus_result lwclus_auth_step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out)
{
    return settle(auth, lwclus_spnego_step(auth, &in, out), out);
}

lwclus_result lwclus_auth_confirm(struct lwclus_auth *auth, struct lwclus_span in)
{
    return settle(auth, lwclus_spnego_confirm(auth, &in), NULL);
}

uint32_t lwclus_auth_signature_bytes(const struct lwclus_auth *auth)
{
    return auth->mech->signature_bytes;
}

lwclus_result lwclus_auth_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               uint8_t *signature)
{
    if (!auth->keyed) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR);
    }
    return auth->mech->seal(auth, pdu, signature) ? LWCLUS_OK
                                                  : LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE);
}

lwclus_result lwclus_auth_open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               struct lwclus_span signature)
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
    auth->leg = 0;
    auth->done = false;
    auth->keyed = false;
    if (LWCLUS_KERBEROS) {
        auth->again = false;
    }
    lwclus_wipe(&auth->state, sizeof auth->state);
}
