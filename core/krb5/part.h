/*
 * Parts that several Kerberos messages have: nested elements, keys, names, EncryptedData, AP-REQ.
 *
 * Reading and writing work on the cursor's sticky error, as in base/der.h: after the first failure nothing is
 * touched, so callers test `status` once. All context tags of Kerberos are explicit, hence chains of tags.
 */
#ifndef LWCLUS_KRB5_PART_H
#define LWCLUS_KRB5_PART_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"
#include "crypto/krb5.h"
#include "krb5/time.h"

#if LWCLUS_KERBEROS

/* Key usage numbers (RFC 4120 7.5.1). */
#define LWCLUS_KRB5_USAGE_PA_TIMESTAMP      1u
#define LWCLUS_KRB5_USAGE_AS_REP            3u
#define LWCLUS_KRB5_USAGE_TGS_CHECKSUM      6u
#define LWCLUS_KRB5_USAGE_TGS_AUTHENTICATOR 7u
#define LWCLUS_KRB5_USAGE_TGS_REP           8u
#define LWCLUS_KRB5_USAGE_AP_AUTHENTICATOR  11u
#define LWCLUS_KRB5_USAGE_AP_REP            12u

/* Bytes that every encryption adds to its plaintext. */
#define LWCLUS_KRB5_OVERHEAD (LWCLUS_KRB5_CONFOUNDER + LWCLUS_KRB5_MAC_MAX)

/* A ticket: what one KDC reply gave. */
struct lwclus_krb5_ticket {
    struct lwclus_krb5_key key; /* session key */
    uint32_t start, end;        /* Unix seconds */
    uint32_t size;              /* bytes at `bytes` */
    uint8_t *bytes; /* the adjacent elements [3] crealm, [4] cname, [5] Ticket of the KDC-REP, verbatim. Never
                     * written through; not const because parsers use the cursor */
};

/* "krbtgt" as the first part of a name, and the tag of the second. */
#define LWCLUS_KRB5_KRBTGT_BYTES 9u
extern const uint8_t lwclus_krb5_krbtgt[LWCLUS_KRB5_KRBTGT_BYTES];

/* ---- nested elements ---- */

/** Starts elements inside each other. `tags`: one per byte, the outermost highest, such as 0xa430 for a
 * SEQUENCE in [4]. @return the mark of the innermost for lwclus_krb5_end(). */
uint32_t lwclus_krb5_begin(struct lwclus_cursor *c, uint32_t tags);

/** Ends the `count` elements that one lwclus_krb5_begin() started. */
void lwclus_krb5_end(struct lwclus_cursor *c, uint32_t mark, uint32_t count);

/** `child` over the content of the innermost of nested elements, whose tags must be `tags` as above; `c`
 * moves behind the outermost. What follows an inner element is ignored. `child` may be `c`. */
void lwclus_krb5_enter(struct lwclus_cursor *c, uint32_t tags, struct lwclus_cursor *child);

/** True when the next element has `tag`; nothing moves. */
bool lwclus_krb5_next_is(const struct lwclus_cursor *c, uint8_t tag);

/** Reads an INTEGER in an element `tag`; see lwclus_der_get_uint(). */
uint32_t lwclus_krb5_get_uint(struct lwclus_cursor *c, uint8_t tag);

/**
 * Starts elements like EncryptedData, PrincipalName and PA-DATA: `tags` as above, the last of them for an
 * INTEGER `type` (0..127), then `inner`, two tags. @return the mark for lwclus_krb5_end_typed().
 */
uint32_t lwclus_krb5_begin_typed(struct lwclus_cursor *c, uint32_t tags, uint32_t type, uint32_t inner);

/** Ends what one lwclus_krb5_begin_typed() started: `inner`, and `count` tags in front of that of the
 * INTEGER. */
void lwclus_krb5_end_typed(struct lwclus_cursor *c, uint32_t mark, uint32_t count);

/** Reads an INTEGER in an element `tag`, which must be `value`. */
void lwclus_krb5_expect(struct lwclus_cursor *c, uint8_t tag, uint32_t value);

/** Writes a BIT STRING of 32 flags in an element `tag`; flag 0 is the highest bit. */
void lwclus_krb5_put_flags(struct lwclus_cursor *c, uint8_t tag, uint32_t flags);

/* ---- keys and encryption ---- */

/** Writes an EncryptionKey in an element `tag`. */
void lwclus_krb5_put_key(struct lwclus_cursor *c, uint8_t tag, const struct lwclus_krb5_key *key);

/** Reads the EncryptionKey in an element `tag`; fails the cursor when its type is not built in or its length
 * is another. `key` is complete or zeroed. */
void lwclus_krb5_get_key(struct lwclus_cursor *c, uint8_t tag, struct lwclus_krb5_key *key);

/**
 * Starts EncryptedData; what is written until lwclus_krb5_seal_end() is its plaintext.
 * @param confounder LWCLUS_KRB5_CONFOUNDER random bytes.
 * @return the mark for lwclus_krb5_seal_end().
 */
uint32_t lwclus_krb5_seal_begin(struct lwclus_cursor *c, const struct lwclus_krb5_key *key,
                                const uint8_t *confounder);

/** Encrypts in place and ends EncryptedData. After a failure of the cursor nothing is encrypted; the owner
 * wipes. */
void lwclus_krb5_seal_end(struct lwclus_cursor *c, uint32_t mark, const struct lwclus_krb5_key *key,
                          uint32_t usage);

/**
 * Reads EncryptedData in an element `tag` and decrypts it in place.
 * @param aes   room for the key schedule, as in lwclus_krb5_decrypt_with().
 * @param plain receives a cursor over the plaintext; the owner wipes those bytes when done.
 * @return false: the mac is wrong, so the key is; `plain` has failed. Also false after any other failure,
 * which `c` tells (malformed, or not of the type of `key`).
 */
bool lwclus_krb5_open(struct lwclus_aes *aes, struct lwclus_cursor *c, uint8_t tag,
                      const struct lwclus_krb5_key *key, uint32_t usage, struct lwclus_cursor *plain);

/* ---- AP-REQ ---- */

struct lwclus_krb5_ap_req {
    const struct lwclus_krb5_ticket *ticket; /* session key, names and Ticket */
    struct lwclus_krb5_time time;            /* ctime, cusec: never the same pair twice */
    uint32_t usage;                          /* of the authenticator: 7 to a KDC, 11 to a service */
    uint32_t options;                        /* ap-options; LWCLUS_KRB5_MUTUAL_REQUIRED */
    uint32_t checksum_type;                  /* such as 0x8003 */
    struct lwclus_cspan checksum;
    const struct lwclus_krb5_key *subkey; /* NULL = none */
    const uint32_t *sequence;             /* seq-number, or NULL = none */
    const uint8_t *confounder;            /* LWCLUS_KRB5_CONFOUNDER random bytes */
};

#define LWCLUS_KRB5_MUTUAL_REQUIRED 0x20000000u

/** Writes the AP-REQ, `6E..`; bare, without GSS framing. */
void lwclus_krb5_put_ap_req(struct lwclus_cursor *c, const struct lwclus_krb5_ap_req *req);

/* ---- failures ---- */

/* The failure of nearly all checks. */
#define LWCLUS_KRB5_REFUSED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)

/** Fails the cursor with it. */
void lwclus_krb5_refuse(struct lwclus_cursor *c);

/** The result of a writer: OK, or ERROR_INSUFFICIENT_BUFFER (origin local) however the cursor failed. */
lwclus_result lwclus_krb5_written(const struct lwclus_cursor *c);

#endif

#endif
