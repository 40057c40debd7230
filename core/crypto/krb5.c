/* Encryption and checksums of Kerberos. */
#include "crypto/krb5.h"

#include <string.h>

#include "crypto/cbc.h"
#include "crypto/krb5_internal.h"

#if LWCLUS_KERBEROS

uint32_t lwclus_krb5_key_bytes(uint32_t etype)
{
    if (lwclus_krb5_wide(etype)) {
        return 32;
    }
    return etype - LWCLUS_KRB5_AES128 <= 1 ? 16u << (etype - LWCLUS_KRB5_AES128) : 0;
}

uint32_t lwclus_krb5_mac_bytes(uint32_t etype)
{
    return lwclus_krb5_wide(etype) ? 24 : 12;
}

uint32_t lwclus_krb5_checksum_type(uint32_t etype)
{
    return lwclus_krb5_wide(etype) ? 20 : etype - 2;
}

void lwclus_krb5_mac(uint32_t etype, const uint8_t *key, const struct lwclus_cspan *parts, uint32_t count,
                     uint8_t *mac)
{
    struct lwclus_hmac_sha h;
    uint8_t whole[LWCLUS_SHA_BYTES_MAX];

    lwclus_hmac_sha_start(&h, lwclus_krb5_wide(etype), key, lwclus_krb5_integrity_bytes(etype));
    for (; count != 0; count--) {
        lwclus_hmac_sha_update(&h, parts->ptr, parts->size);
        parts++;
    }
    lwclus_hmac_sha_finish(&h, whole);
    memcpy(mac, whole, lwclus_krb5_mac_bytes(etype));
}

static LWCLUS_NOINLINE void keyed_mac(const struct lwclus_krb5_key *key, uint32_t label,
                                      const struct lwclus_cspan *parts, uint32_t count, uint8_t *mac)
{
    uint8_t derived[LWCLUS_KRB5_KEY_MAX];

    (void)lwclus_krb5_derive_label(key, label, derived);
    lwclus_krb5_mac(key->etype, derived, parts, count, mac);
    lwclus_wipe(derived, sizeof derived);
}

void lwclus_krb5_checksum(const struct lwclus_krb5_key *key, uint32_t usage, const struct lwclus_cspan *parts,
                          uint32_t count, uint8_t *mac)
{
    keyed_mac(key, LWCLUS_KRB5_LABEL(usage, LWCLUS_KRB5_KC), parts, count, mac);
}

/* The mac is over the plaintext (RFC 3961 5.3), or over IV and ciphertext (RFC 8009 5). */
static LWCLUS_NOINLINE void protect(const struct lwclus_krb5_key *key, uint32_t usage, const uint8_t *data,
                                    uint32_t size, uint8_t *mac)
{
#if LWCLUS_KERBEROS_SHA2
    static const uint8_t iv[LWCLUS_AES_BLOCK_BYTES];
    const struct lwclus_cspan parts[2] = {{iv, lwclus_krb5_wide(key->etype) ? sizeof iv : 0}, {data, size}};
#else
    const struct lwclus_cspan parts[1] = {{data, size}};
#endif

    keyed_mac(key, LWCLUS_KRB5_LABEL(usage, LWCLUS_KRB5_KI), parts, sizeof parts / sizeof parts[0], mac);
}

static void crypt_with(struct lwclus_aes *aes, const struct lwclus_krb5_key *key, uint32_t usage,
                       bool decrypt, uint8_t *data, uint32_t size)
{
    struct lwclus_cbc chain = {aes, {0}, decrypt};

    lwclus_krb5_start_aes(aes, key, usage, decrypt);
    lwclus_cts_crypt(&chain, data, size);
    lwclus_wipe(aes, sizeof *aes);
}

/* A frame of its own: the schedule is not there while the mac is made. */
static LWCLUS_NOINLINE void cts_encrypt(const struct lwclus_krb5_key *key, uint32_t usage, uint8_t *data,
                                        uint32_t size)
{
    struct lwclus_aes aes;

    crypt_with(&aes, key, usage, false, data, size);
}

void lwclus_krb5_encrypt(const struct lwclus_krb5_key *key, uint32_t usage, uint8_t *data, uint32_t size)
{
    size -= lwclus_krb5_mac_bytes(key->etype);
    if (!lwclus_krb5_wide(key->etype)) {
        protect(key, usage, data, size, data + size);
    }
    cts_encrypt(key, usage, data, size);
    if (lwclus_krb5_wide(key->etype)) {
        protect(key, usage, data, size, data + size);
    }
}

bool lwclus_krb5_decrypt_with(struct lwclus_aes *aes, const struct lwclus_krb5_key *key, uint32_t usage,
                              uint8_t *data, uint32_t size)
{
    uint32_t mac_bytes = lwclus_krb5_mac_bytes(key->etype);
    uint8_t mac[LWCLUS_KRB5_MAC_MAX];

    if (size < LWCLUS_KRB5_CONFOUNDER + mac_bytes) {
        return false;
    }
    size -= mac_bytes;
    if (lwclus_krb5_wide(key->etype)) {
        protect(key, usage, data, size, mac);
    }
    crypt_with(aes, key, usage, true, data, size);
    if (!lwclus_krb5_wide(key->etype)) {
        protect(key, usage, data, size, mac);
    }
    return lwclus_equal_secret(mac, data + size, mac_bytes);
}

bool lwclus_krb5_decrypt(const struct lwclus_krb5_key *key, uint32_t usage, uint8_t *data, uint32_t size)
{
    struct lwclus_aes aes;

    return lwclus_krb5_decrypt_with(&aes, key, usage, data, size);
}

#endif
