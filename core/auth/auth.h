/*
 * Authentication as rpc/ sees it: one context, tokens in and out, then seal and open.
 *
 * The outer mechanism is always SPNEGO (auth_type 9, [MS-CMRP] 2.1); it holds one inner mechanism of the
 * table in mech.h. No function blocks.
 */
#ifndef LWCLUS_AUTH_AUTH_H
#define LWCLUS_AUTH_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/ntlm.h"
#include "base/cursor.h"

/* Who logs on. All pointers belong to the application and live until lwclus_auth_source.done. */
struct lwclus_auth_identity {
    const uint16_t *user;        /* NUL-terminated UTF-16; never NULL */
    const uint16_t *domain;      /* may be NULL or empty */
    const uint16_t *password;    /* NULL when nt_hash is given */
    const uint8_t *nt_hash;      /* 16 bytes, MD4 of the UTF-16 password; NULL when password is given */
    const uint16_t *workstation; /* may be NULL or empty */
    const uint16_t *target; /* SPN for the target-name AV pair; NULL or empty when connecting by address */
};

/* Where the identity comes from; asked for at the last moment, released as soon as keys are derived. */
struct lwclus_auth_source {
    void *user;
    /** Fills `out`; false = no credentials (ERROR_NO_SUCH_LOGON_SESSION). */
    bool (*get)(void *user, struct lwclus_auth_identity *out);
    /** The identity is no longer needed; always called once after a successful get. */
    void (*done)(void *user);
    /** Random bytes from the port; false on failure (ERROR_GEN_FAILURE, origin port). */
    bool (*random)(void *user, uint8_t *out, uint32_t size);
    /** Current time as FILETIME (100 ns since 1601), 0 when unknown; used only if the server sends none. */
    uint64_t (*filetime)(void *user);
};

/* One PDU to protect: signed in this order; body is encrypted or decrypted in place. */
struct lwclus_auth_pdu {
    struct lwclus_cspan header;
    struct lwclus_span body;
    struct lwclus_cspan trailer;
};

/* Bytes of an auth verifier that any enabled mechanism may need. */
#define LWCLUS_AUTH_SIGNATURE_MAX 16u

struct lwclus_auth {
    const struct lwclus_auth_source *source;
    const struct lwclus_auth_mech *mech; /* inner mechanism, set by start */
    bool done;                           /* logged on: seal and open may be used */
    uint8_t leg;
    union {
        struct lwclus_ntlm ntlm;
    } state;
};

/** Begins a logon: writes the first token (NegTokenInit) to `out`. `source` must outlive the context. */
lwclus_result lwclus_auth_start(struct lwclus_auth *auth, const struct lwclus_auth_source *source,
                                struct lwclus_cursor *out);

/**
 * Takes the server's token and writes the next one. When auth->done is set afterwards nothing is written and
 * the logon is complete; otherwise the token goes into an alter_context.
 *
 * `in` is read only but need not be const: parsers use the cursor. `in` and `out` must not overlap.
 * Failures (origin auth): ERROR_ACCESS_DENIED when the server refuses (negState reject); RPC_S_SEC_PKG_ERROR
 * for a malformed token, a missing or wrong mechListMIC, a mechanism or flag downgrade;
 * ERROR_NO_SUCH_LOGON_SESSION without credentials.
 */
lwclus_result lwclus_auth_step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out);

/** Bytes of the auth verifier of every sealed PDU; constant from start on. */
uint32_t lwclus_auth_signature_bytes(const struct lwclus_auth *auth);

/** Encrypts body in place and writes the verifier. Needs auth->done. */
lwclus_result lwclus_auth_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               uint8_t *signature);

/** Decrypts body in place and checks the verifier in constant time, with the expected sequence number.
 * RPC_S_SEC_PKG_ERROR, origin verifier, on any mismatch; the context is then unusable. */
lwclus_result lwclus_auth_open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               struct lwclus_cspan signature);

/** Wipes all keys. Safe at any time, and twice. */
void lwclus_auth_wipe(struct lwclus_auth *auth);

#endif
