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

/** n-fold (RFC 3961 5.1): stretches or folds `in` to `out_bytes`. */
void lwclus_krb5_nfold(const uint8_t *in, uint32_t in_bytes, uint8_t *out, uint32_t out_bytes);

/** DK (RFC 3961 5.1) or KDF-HMAC-SHA2 (RFC 8009 3): `out_bytes` 16, 24 or 32 from a key and a label. `out`
 * may be the key itself. */
void lwclus_krb5_derive_label(const struct lwclus_krb5_key *key, const uint8_t *label, uint32_t label_bytes,
                              uint8_t *out, uint32_t out_bytes);

#endif

#endif
