/*
 * Encryption, checksums and keys of Kerberos: the simplified profile of RFC 3961 with AES (RFC 3962), and
 * RFC 8009 with LWCLUS_KERBEROS_SHA2.
 *
 * An encryption type (etype) that lwclus_krb5_key_bytes() does not know must not reach any other function.
 */
#ifndef LWCLUS_CRYPTO_KRB5_H
#define LWCLUS_CRYPTO_KRB5_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"
#include "crypto/hmac_sha.h"
#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#define LWCLUS_KRB5_AES128        17u /* aes128-cts-hmac-sha1-96 */
#define LWCLUS_KRB5_AES256        18u /* aes256-cts-hmac-sha1-96 */
#define LWCLUS_KRB5_AES256_SHA384 20u /* aes256-cts-hmac-sha384-192 */

#define LWCLUS_KRB5_KEY_MAX 32u
#if LWCLUS_KERBEROS_SHA2
#define LWCLUS_KRB5_MAC_MAX 24u
#else
#define LWCLUS_KRB5_MAC_MAX 12u
#endif
#define LWCLUS_KRB5_CONFOUNDER 16u

/* A protocol key; its bytes are those of its etype. */
struct lwclus_krb5_key {
    uint8_t etype;
    uint8_t bytes[LWCLUS_KRB5_KEY_MAX];
};

/* What a key is derived for, besides the usage number. */
enum lwclus_krb5_kind {
    LWCLUS_KRB5_KE = 0xaa, /* encryption */
    LWCLUS_KRB5_KI = 0x55, /* integrity of what is encrypted */
    LWCLUS_KRB5_KC = 0x99  /* checksum */
};

/** Bytes of a key of this type: 16 or 32; 0 = not built in, which must be refused. */
uint32_t lwclus_krb5_key_bytes(uint32_t etype);

/** Bytes of a checksum, and of the end of every ciphertext: 12, type 20: 24. */
uint32_t lwclus_krb5_mac_bytes(uint32_t etype);

/** Number of the keyed checksum that belongs to the type: 15, 16, 20. */
uint32_t lwclus_krb5_checksum_type(uint32_t etype);

/* What a key is derived for, in one number; `usage` has at most 16 bits. */
#define LWCLUS_KRB5_LABEL(usage, kind) ((usage) << 8 | (uint32_t)(kind))

/** Derives a key for `label`; returns its bytes, which are those of the protocol key, or 24 for Ki and Kc of
 * type 20. */
uint32_t lwclus_krb5_derive_label(const struct lwclus_krb5_key *key, uint32_t label,
                                  uint8_t out[LWCLUS_KRB5_KEY_MAX]);

/** The same for `usage` and `kind` (enum lwclus_krb5_kind). */
static inline uint32_t lwclus_krb5_derive(const struct lwclus_krb5_key *key, uint32_t usage, uint32_t kind,
                                          uint8_t out[LWCLUS_KRB5_KEY_MAX])
{
    return lwclus_krb5_derive_label(key, LWCLUS_KRB5_LABEL(usage, kind), out);
}

/** Starts a key schedule with Ke of `usage`; the owner wipes it. */
void lwclus_krb5_start_aes(struct lwclus_aes *aes, const struct lwclus_krb5_key *key, uint32_t usage,
                           bool decrypt);

/** Encrypts in place. `data`: LWCLUS_KRB5_CONFOUNDER random bytes from the caller, the plaintext, room for
 * the mac; `size` is all of it. */
void lwclus_krb5_encrypt(const struct lwclus_krb5_key *key, uint32_t usage, uint8_t *data, uint32_t size);

/** Decrypts in place. False when it is too short or its mac is wrong (compared in constant time); `data` is
 * then worthless. Otherwise the plaintext stands behind the confounder, `size` - 16 - mac bytes long. */
bool lwclus_krb5_decrypt(const struct lwclus_krb5_key *key, uint32_t usage, uint8_t *data, uint32_t size);

/** The same with a key schedule that the caller has room for, which saves about 300 bytes of stack; it is
 * wiped. */
bool lwclus_krb5_decrypt_with(struct lwclus_aes *aes, const struct lwclus_krb5_key *key, uint32_t usage,
                              uint8_t *data, uint32_t size);

/** Keyed checksum over `count` parts; writes lwclus_krb5_mac_bytes(). */
void lwclus_krb5_checksum(const struct lwclus_krb5_key *key, uint32_t usage, const struct lwclus_cspan *parts,
                          uint32_t count, uint8_t *mac);

/** The same with a key that is derived already: Ki or Kc of this type. */
void lwclus_krb5_mac(uint32_t etype, const uint8_t *key, const struct lwclus_cspan *parts, uint32_t count,
                     uint8_t *mac);

/*
 * String-to-key in slices: PBKDF2 takes seconds on a small processor. 4096 iterations with 256 bits are
 * 16,384 compressions of SHA-1. The state holds secrets from start to finish; whoever gives up wipes it.
 */
#if LWCLUS_KERBEROS_SHA2
#define LWCLUS_SHA_OUTPUT_MAX 48u /* whole digests for 32 bytes: one, or two of SHA-1 */
#else
#define LWCLUS_SHA_OUTPUT_MAX 40u
#endif

struct lwclus_krb5_s2k {
    uint32_t left; /* iterations */
    uint8_t etype;
    union {
        uint8_t password[LWCLUS_SHA_BLOCK_MAX + 4u]; /* at the start only; and the first character too many */
        struct {
            uint8_t last[LWCLUS_SHA_OUTPUT_MAX]; /* U of each block of the key, RFC 8018 5.2 */
            uint8_t sum[LWCLUS_SHA_OUTPUT_MAX];
        } key;
    } work;
    union lwclus_sha inner;      /* behind the padded password */
    struct lwclus_hmac_sha hmac; /* its outer hash */
};

/** Begins. `password` is NUL-terminated UTF-16, `salt` bytes as the KDC sent them; both are no longer needed
 * afterwards. `iterations` 0 means 2^32 (RFC 3962 4): the caller has limits. */
void lwclus_krb5_s2k_start(struct lwclus_krb5_s2k *k, uint32_t etype, const uint16_t *password,
                           struct lwclus_cspan salt, uint32_t iterations);

/** At most `iterations` more; true when complete, also when it was before. */
bool lwclus_krb5_s2k_step(struct lwclus_krb5_s2k *k, uint32_t iterations);

/** The key; wipes `k`. */
void lwclus_krb5_s2k_finish(struct lwclus_krb5_s2k *k, struct lwclus_krb5_key *out);

#endif

#endif
