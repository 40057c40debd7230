/* Between the parts of Kerberos crypto; for nobody else but their unit tests. */
#ifndef LWCLUS_CRYPTO_KRB5_INTERNAL_H
#define LWCLUS_CRYPTO_KRB5_INTERNAL_H

#include "crypto/krb5.h"

#if LWCLUS_KERBEROS

/** HMAC-SHA384 instead of SHA-1, and what follows from it (RFC 8009). */
static inline bool lwclus_krb5_wide(uint32_t etype)
{
    return LWCLUS_KERBEROS_SHA2 && etype == LWCLUS_KRB5_AES256_SHA384;
}

/** Bytes of Ki and Kc: those of the protocol key, or 24 (RFC 8009 3). */
static inline uint32_t lwclus_krb5_integrity_bytes(uint32_t etype)
{
    return lwclus_krb5_wide(etype) ? 24 : lwclus_krb5_key_bytes(etype);
}

/* Bytes of a label: usage and kind. */
#define LWCLUS_KRB5_LABEL_BYTES 5u

/** n-fold (RFC 3961 5.1) of a label to 16 bytes; the usage in it has at most 16 bits. */
void lwclus_krb5_fold(uint32_t label, uint8_t out[16]);

/** DK (RFC 3961 5.1) for a constant that is folded already; returns the bytes of the key. `aes` is room for a
 * key schedule, which is wiped; `out` may be the key itself. */
uint32_t lwclus_krb5_derive_sha1(struct lwclus_aes *aes, const struct lwclus_krb5_key *key,
                                 const uint8_t folded[16], uint8_t *out);

#if LWCLUS_KERBEROS_SHA2
/** KDF-HMAC-SHA2 (RFC 8009 3): one block of SP 800-108 in counter mode, without a context. */
void lwclus_krb5_derive_sha2(const struct lwclus_krb5_key *key, const uint8_t *label, uint32_t label_bytes,
                             uint8_t *out, uint32_t out_bytes);
#endif

#endif

#endif
