/*
 * Authentication as rpc/ sees it: one context, tokens in and out, then seal and open.
 *
 * SPNEGO (auth_type 9, [MS-CMRP] 2.1) holds one inner mechanism of the table in mech.h; Kerberos can also do
 * without it (auth_type 16). No function blocks.
 */
#ifndef LWCLUS_AUTH_AUTH_H
#define LWCLUS_AUTH_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/krb5.h"
#include "auth/ntlm.h"
#include "base/cursor.h"
#include "lwclus_config.h"

struct lwclus_krb5_ticket;
struct lwclus_krb5_time;

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
#if LWCLUS_KERBEROS
    /** The ticket for the server, which stays until ticket_done; false = no longer there (ERROR_RETRY). Asked
     * for again when the logon starts over. */
    bool (*ticket)(void *user, struct lwclus_krb5_ticket *out);
    /** The ticket is no longer needed; always called once after a successful `ticket`, before the function
     * that asked returns. */
    void (*ticket_done)(void *user);
    /** Current time as the KDC sees it, never the same twice. */
    void (*time)(void *user, struct lwclus_krb5_time *out);
    /** The server refused our time and says its own (Unix seconds, unauthenticated), which `time` follows
     * from now on; false = it does not (ERROR_TIME_SKEW). */
    bool (*time_learned)(void *user, uint32_t seconds);
#endif
};

/* One PDU to protect: signed in this order; body is encrypted or decrypted in place. */
struct lwclus_auth_pdu {
    struct lwclus_cspan header;
    struct lwclus_span body;
    struct lwclus_cspan trailer;
};

/* Bytes of an auth verifier that any enabled mechanism may need. */
#if LWCLUS_KERBEROS
#define LWCLUS_AUTH_SIGNATURE_MAX (64u + LWCLUS_KRB5_MAC_MAX)
#else
#define LWCLUS_AUTH_SIGNATURE_MAX 16u
#endif

/* How to log on. */
enum lwclus_auth_kind {
    LWCLUS_AUTH_KIND_NTLM,
    LWCLUS_AUTH_KIND_KERBEROS,
    LWCLUS_AUTH_KIND_KERBEROS_RAW /* without SPNEGO */
};

struct lwclus_auth {
    const struct lwclus_auth_source *source;
    const struct lwclus_auth_mech *mech; /* inner mechanism, set by start */
    uint8_t kind;                        /* enum lwclus_auth_kind; set by the owner before start */
    uint8_t leg;
    bool keyed; /* seal may be used: the last token is written */
    bool done;  /* logged on: the server has confirmed it, and open may be used */
    bool again; /* start is due once more: the server refused our time; lwclus_auth_again() */
    union {
#if LWCLUS_KERBEROS
        struct lwclus_krb5 krb5;
#endif
#if LWCLUS_NTLM
        struct lwclus_ntlm ntlm;
#endif
    } state;
};

/** auth->again; never with NTLM. */
static inline bool lwclus_auth_again(const struct lwclus_auth *auth)
{
    return LWCLUS_KERBEROS && auth->again;
}

#if LWCLUS_KERBEROS
/** Room for a key schedule of the owner's own, as long as no logon runs; the next start wipes it. */
static inline struct lwclus_aes *lwclus_auth_spare(struct lwclus_auth *auth)
{
    return &auth->state.krb5.u.logon.aes;
}
#endif

/**
 * Begins a logon of auth->kind: writes the first token to `out`. `source` must outlive the context. With
 * Kerberos the token is as large as the ticket. When auth->again is set the logon that runs starts over, and
 * the token goes into an alter_context.
 */
lwclus_result lwclus_auth_start(struct lwclus_auth *auth, const struct lwclus_auth_source *source,
                                struct lwclus_cursor *out);

/**
 * Takes the server's token and writes the next one, which goes into an alter_context; with the last one
 * auth->keyed is set. Nothing is written when the logon has to start over (auth->again).
 *
 * `in` may be decrypted in place; it must not overlap `out`. Failures (origin auth):
 * ERROR_ACCESS_DENIED when the server refuses (negState reject); RPC_S_SEC_PKG_ERROR for a malformed token, a
 * missing or wrong mechListMIC, a mechanism or flag downgrade, an AP-REP that does not prove the server;
 * ERROR_NO_SUCH_LOGON_SESSION without credentials; ERROR_RETRY without ticket; ERROR_TIME_SKEW when the
 * server refuses our time twice.
 */
lwclus_result lwclus_auth_step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out);

/** Takes the server's answer to the last token; completes the logon: auth->done.
 * LWCLUS_AUTH_KIND_KERBEROS_RAW has none: `in` is empty (NULL, 0). Needs auth->keyed. Failures as above. */
lwclus_result lwclus_auth_confirm(struct lwclus_auth *auth, struct lwclus_span in);

/** auth_type of the sec_trailer: 9 SPNEGO, 16 Kerberos ([MS-RPCE] 2.2.1.1.7). */
static inline uint32_t lwclus_auth_type(const struct lwclus_auth *auth)
{
    return LWCLUS_KERBEROS && auth->kind == LWCLUS_AUTH_KIND_KERBEROS_RAW ? 16u : 9u;
}

/** Bytes of the auth verifier of every sealed PDU; constant while auth->keyed. */
uint32_t lwclus_auth_signature_bytes(const struct lwclus_auth *auth);

/** Encrypts body in place and writes the verifier. Needs auth->keyed. ERROR_GEN_FAILURE, origin port, when a
 * mechanism needs random bytes and there are none. */
lwclus_result lwclus_auth_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               uint8_t *signature);

/** Decrypts body (and what is encrypted of the verifier) in place and checks the verifier in constant time,
 * with the expected sequence number. RPC_S_SEC_PKG_ERROR, origin verifier, on any mismatch; the context is
 * then unusable. */
lwclus_result lwclus_auth_open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               struct lwclus_span signature);

/** Wipes all keys; source and kind stay. Safe at any time, and twice. */
void lwclus_auth_wipe(struct lwclus_auth *auth);

#endif
