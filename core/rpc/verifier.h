/*
 * The auth verifier at the end of a PDU: pad, sec_trailer, token ([MS-RPCE] 2.2.2.11), and the verification
 * trailer behind the stub data of a request (2.2.2.13).
 */
#ifndef LWCLUS_RPC_VERIFIER_H
#define LWCLUS_RPC_VERIFIER_H

#include "rpc/pdu.h"

#define LWCLUS_SEC_TRAILER_BYTES          8u
#define LWCLUS_VERIFICATION_TRAILER_BYTES 60u
#define LWCLUS_VERIFIER_ALIGN             16u

/* A received PDU cut along its segments ([MS-RPCE] 2.2.2.1). */
struct lwclus_verifier {
    struct lwclus_auth_pdu pdu; /* header is not set; body: up to the sec_trailer, pad included */
    struct lwclus_span token;
    uint32_t pad; /* bytes at the end of the body; <= its size */
};

/** Bytes of the token of every sealed PDU; constant with NTLM alone. Needs auth->keyed. */
static inline uint32_t lwclus_verifier_token_bytes(const struct lwclus_auth *auth)
{
    return LWCLUS_KERBEROS ? lwclus_auth_signature_bytes(auth) : LWCLUS_AUTH_SIGNATURE_MAX;
}

/** Writes our sec_trailer: the auth_type of `auth`, packet privacy, context 1. */
void lwclus_verifier_put_trailer(struct lwclus_cursor *c, const struct lwclus_auth *auth, uint32_t pad);

/** Writes the verification trailer for the first request of a connection. */
void lwclus_verifier_put_verification(struct lwclus_cursor *c, const struct lwclus_syntax *syntax);

/**
 * Pads the request at `c` (starts at c->base, its stub ends at the position), appends sec_trailer and token,
 * sets the lengths and seals in place. Without `auth` only the lengths are set. A failure leaves the PDU
 * unusable: result of lwclus_auth_seal, or c->status when it does not fit.
 */
lwclus_result lwclus_verifier_seal(struct lwclus_cursor *c, struct lwclus_auth *auth);

/**
 * Cuts the rest of `c`, which ends with the PDU. `auth_length` is that of the header; 0 puts all into body.
 * `auth` knows our auth_type; NULL = any.
 * RPC_S_PROTOCOL_ERROR (origin PDU): does not fit, pad longer than the body. RPC_S_SEC_PKG_ERROR (origin
 * verifier): auth_type, auth_level or auth_context_id are not ours.
 */
lwclus_result lwclus_verifier_cut(struct lwclus_cursor *c, const struct lwclus_auth *auth,
                                  uint32_t auth_length, struct lwclus_verifier *out);

/**
 * Decrypts a PDU in place, checks its token and takes the pad off the body. `header` holds its first 24
 * bytes. RPC_S_SEC_PKG_ERROR (origin verifier) on any mismatch.
 */
lwclus_result lwclus_verifier_open(struct lwclus_verifier *v, struct lwclus_auth *auth,
                                   struct lwclus_cspan header);

/** RPC_S_SEC_PKG_ERROR, origin verifier. */
#define LWCLUS_VERIFIER_WRONG LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR)

#endif
