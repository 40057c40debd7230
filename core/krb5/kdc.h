/*
 * Messages with a KDC: requests written, replies and errors read. No I/O, no waiting, nothing kept.
 *
 * The owner fills one struct lwclus_krb5_request, writes it, sends it (TCP: with its length as four bytes,
 * big endian, in front) and gives the same struct to the reader of the reply. The first byte of an answer
 * tells what it is: LWCLUS_KRB5_AS_REP, LWCLUS_KRB5_TGS_REP, LWCLUS_KRB5_ERROR; anything else is no answer of
 * a KDC.
 */
#ifndef LWCLUS_KRB5_KDC_H
#define LWCLUS_KRB5_KDC_H

#include "krb5/part.h"

#if LWCLUS_KERBEROS

/* First byte of a message. */
#define LWCLUS_KRB5_AS_REQ  0x6au
#define LWCLUS_KRB5_AS_REP  0x6bu
#define LWCLUS_KRB5_TGS_REQ 0x6cu
#define LWCLUS_KRB5_TGS_REP 0x6du
#define LWCLUS_KRB5_ERROR   0x7eu

/* KDCOptions: the KDC may correct realm and user, and refer to another realm. */
#define LWCLUS_KRB5_CANONICALIZE 0x00010000u

/* Encryption types as a set: bit n is etype n. Higher numbers are preferred: 20, 18, 17. */
#define LWCLUS_KRB5_ETYPE_SET(etype) ((uint32_t)1 << (etype))
#define LWCLUS_KRB5_ETYPES_AES                                                                               \
    (LWCLUS_KRB5_ETYPE_SET(LWCLUS_KRB5_AES256) | LWCLUS_KRB5_ETYPE_SET(LWCLUS_KRB5_AES128))
#if LWCLUS_KERBEROS_SHA2
#define LWCLUS_KRB5_ETYPES (LWCLUS_KRB5_ETYPE_SET(LWCLUS_KRB5_AES256_SHA384) | LWCLUS_KRB5_ETYPES_AES)
#else
#define LWCLUS_KRB5_ETYPES LWCLUS_KRB5_ETYPES_AES
#endif

/* Tolerance of clocks, seconds ([MS-KILE] 3.1.1.2, RFC 4120 1.6). */
#define LWCLUS_KRB5_SKEW 300u

/* Iterations of string-to-key that a KDC may ask for: fewer would expose the password, more would stall a
 * device. The number comes unauthenticated. */
#define LWCLUS_KRB5_ITERATIONS_MIN 4096u
#define LWCLUS_KRB5_ITERATIONS_MAX 65536u

/* Longest salt that is taken, bytes. */
#define LWCLUS_KRB5_SALT_MAX 512u

/* A request, and what its reply is checked against. All pointers belong to the caller. */
struct lwclus_krb5_request {
    const struct lwclus_krb5_ticket
        *tgt;                  /* NULL: AS-REQ. Otherwise TGS-REQ with this ticket of the KDC's realm */
    const uint16_t *spn;       /* "service/host", NUL-terminated; NULL (AS only): krbtgt of the realm */
    struct lwclus_cspan realm; /* AS: UTF-8, as it is asked for. TGS: unused, `tgt` knows it */
    const struct lwclus_krb5_key *key; /* AS: key of the account, NULL: no pre-authentication */
    struct lwclus_krb5_time time; /* now, of the KDC's clock; seconds 0: unknown (AS without `key` only) */
    uint32_t options; /* KDCOptions: LWCLUS_KRB5_CANONICALIZE. 0 for an AS-REQ with `spn`: some KDCs otherwise
                       * put another name into the ticket, and the reply is refused */
    uint32_t etypes;  /* offered: LWCLUS_KRB5_ETYPES or a part of it */
    uint32_t nonce;   /* 31 random bits, new for each request */
    const uint16_t *user;      /* AS: account, one name component; with `enterprise` user@suffix */
    const uint8_t *confounder; /* LWCLUS_KRB5_CONFOUNDER random bytes; NULL in an AS-REQ without `key` */
    uint32_t till;             /* Unix seconds; 0 = as long as the KDC allows */
    bool enterprise;           /* AS: `user` is user@suffix (name type 10) */
    /* with a service alone, ap.h */
    const struct lwclus_krb5_key *subkey; /* NULL: the AP-REQ is for a KDC */
    uint32_t sequence;
};

/**
 * Writes AS-REQ or TGS-REQ, without the length that TCP needs. `c` must not overlap the TGT. Sizes with names
 * of about 10 characters: AS-REQ 140, with pre-authentication 220, TGS-REQ 330 and the TGT; during the
 * writing the TGS-REQ never needs more than its final size.
 *
 * @return OK; ERROR_INSUFFICIENT_BUFFER (origin local): `c` is too small; RPC_S_SEC_PKG_ERROR (origin auth):
 * `tgt` is no ticket of a KDC. After a failure the bytes of `c` may hold plaintext of the authenticator:
 * wipe.
 */
lwclus_result lwclus_krb5_write_request(struct lwclus_cursor *c, const struct lwclus_krb5_request *request);

/* What a reply gave. */
struct lwclus_krb5_reply {
    struct lwclus_krb5_ticket ticket; /* `bytes` point into the message */
    uint32_t authtime;                /* Unix seconds of the KDC: of the logon, so for an AS-REP of now */
    struct lwclus_cursor realm;       /* not empty: the ticket is for the KDC of this realm, another one;
                                       * repeat the TGS-REQ there with it (at most 5 times, RFC 6806 8). Not
                                       * read, in the message */
};

/**
 * Reads AS-REP or TGS-REP, as `request` asked for; decrypts in place and wipes the plaintext again.
 *
 * @param aes     room for a key schedule, as in lwclus_krb5_decrypt_with().
 * @param message one whole message; is written to.
 * @param request as it was written. An AS-REQ without `key` may be answered by a reply at once: then fill in
 * `key` (see lwclus_krb5_read_error) first.
 * @param reply   complete or zeroed.
 * @return OK; all others of origin auth unless said:
 *         ERROR_LOGON_FAILURE: AS-REP that does not decrypt, so the password is wrong; RPC_S_SEC_PKG_ERROR:
 *         malformed, not the answer to this request (type, nonce, account of the TGT), a key type that was
 * not offered, TGS-REP that does not decrypt; ERROR_MUTUAL_AUTH_FAILED: ticket for another service or realm
 *         than asked for; ERROR_TIME_SKEW: KDC and `request->time` differ by more than LWCLUS_KRB5_SKEW, or
 * the ticket is not valid now; ERROR_INSUFFICIENT_BUFFER (origin local): ticket larger than
 *         LWCLUS_TICKET_BYTES.
 */
lwclus_result lwclus_krb5_read_reply(struct lwclus_aes *aes, const struct lwclus_cursor *message,
                                     const struct lwclus_krb5_request *request,
                                     struct lwclus_krb5_reply *reply);

/* How a key is made from a password (ETYPE-INFO2). */
struct lwclus_krb5_info {
    uint8_t etype;            /* 0: the KDC said nothing usable */
    uint32_t iterations;      /* LWCLUS_KRB5_ITERATIONS_MIN..LWCLUS_KRB5_ITERATIONS_MAX */
    struct lwclus_cspan salt; /* points into the message; at most LWCLUS_KRB5_SALT_MAX bytes */
};

/* A KRB-ERROR, or how the key of an AS-REP is made. Nothing in it is authenticated. */
struct lwclus_krb5_error {
    uint32_t code;              /* error-code, LWCLUS_KRB5_ERR_*; 0: no KRB-ERROR */
    uint32_t time;              /* stime, Unix seconds; 0 = not plausible */
    uint32_t ntstatus;          /* extended status ([MS-KILE] 2.2.1, 2.2.2); 0 = none */
    uint8_t retry;              /* what may help, enum lwclus_krb5_retry: lwclus_krb5_judge() */
    struct lwclus_cursor realm; /* crealm, not read: the realm to ask after LWCLUS_KRB5_ERR_WRONG_REALM; in
                                 * the message; empty = none */
    struct lwclus_krb5_info info;
    struct lwclus_cursor padata; /* as it is read */
};

/**
 * Reads a KRB-ERROR, from a KDC or out of a bind_ack; or of another message `info` alone, which the padata of
 * an AS-REP has when the KDC did not ask for pre-authentication. The message is not changed. Entries of
 * ETYPE-INFO2 outside `etypes`, with iterations or a salt beyond the limits, are passed over: the most
 * preferred of the others is taken. e-data that is malformed counts as absent.
 * @param message from its position to the end.
 * @param etypes  set of what was offered.
 * @param error   zeroed when the message is malformed.
 */
void lwclus_krb5_read_error(const struct lwclus_cursor *message, uint32_t etypes,
                            struct lwclus_krb5_error *error);

/* Error codes that the session looks at (RFC 4120 7.5.9). */
#define LWCLUS_KRB5_ERR_S_PRINCIPAL_UNKNOWN 7u
#define LWCLUS_KRB5_ERR_PREAUTH_FAILED      24u
#define LWCLUS_KRB5_ERR_PREAUTH_REQUIRED    25u
#define LWCLUS_KRB5_ERR_SKEW                37u
#define LWCLUS_KRB5_ERR_RESPONSE_TOO_BIG    52u
#define LWCLUS_KRB5_ERR_WRONG_REALM         68u

/* What may help after an error, at most once per step; then its result stands. */
enum lwclus_krb5_retry {
    LWCLUS_KRB5_RETRY_NONE,      /* a statement about account or policy: repeating it may lock the account */
    LWCLUS_KRB5_RETRY_PREAUTH,   /* 25: go on with a key made as error.info says */
    LWCLUS_KRB5_RETRY_SALT,      /* 24: only if error.info differs from how the key was made */
    LWCLUS_KRB5_RETRY_TIME,      /* 37: again with error.time */
    LWCLUS_KRB5_RETRY_REALM,     /* 68: again with error.realm */
    LWCLUS_KRB5_RETRY_KDC,       /* 29, 60, 61: another KDC */
    LWCLUS_KRB5_RETRY_TCP,       /* 52: the same through TCP */
    LWCLUS_KRB5_RETRY_TICKET,    /* 20, 31 to 33, 35, 36, 41, 44: drop the ticket, fetch it anew */
    LWCLUS_KRB5_RETRY_FRESH,     /* 34: the same with new time, nonce and confounder */
    LWCLUS_KRB5_RETRY_NO_SERVICE /* 7: no such SPN; NTLM where the policy allows; direct requests: through a
                                    TGT */
};

/**
 * What an error means; sets error->retry.
 * @return the Win32 code of origin auth if nothing helps, never OK; unknown codes are RPC_S_SEC_PKG_ERROR and
 *         LWCLUS_KRB5_RETRY_NONE. The extended status refines what is said about the account.
 */
lwclus_result lwclus_krb5_judge(struct lwclus_krb5_error *error);

#endif

#endif
