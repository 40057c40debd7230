/* Derived keys: DK of RFC 3961, KDF-HMAC-SHA2 of RFC 8009. */
#include "crypto/krb5_internal.h"

#include <string.h>

#if LWCLUS_KERBEROS

#define BLOCK LWCLUS_AES_BLOCK_BYTES

/*
 * 16 copies of the five bytes of a label, each rotated by 13 bits more to the right, added up in five pieces
 * of 16 bytes in ones' complement. Twice from the last byte to the first: the carry out of the first round
 * goes into the second, which begins at the sum anew.
 */
void lwclus_krb5_fold(uint32_t label, uint8_t out[16])
{
    uint32_t sum = 0;
    uint32_t n;
    uint32_t at;

    for (n = 2 * BLOCK; n-- != 0;) {
        for (at = n % BLOCK; at < BLOCK * LWCLUS_KRB5_LABEL_BYTES; at += BLOCK) {
            /* where this byte begins in the label, whose first 16 bits are 0: from the 8th to the next 8th */
            uint32_t bit = (at * 8 + 32 - at / LWCLUS_KRB5_LABEL_BYTES * 13) % (8 * LWCLUS_KRB5_LABEL_BYTES);

            sum += bit < 32 ? label << bit >> 24 : 0;
        }
        out[n % BLOCK] = (uint8_t)sum;
        sum >>= 8;
    }
}

uint32_t lwclus_krb5_derive_sha1(struct lwclus_aes *aes, const struct lwclus_krb5_key *key,
                                 const uint8_t folded[BLOCK], uint8_t *out)
{
    uint32_t bytes = lwclus_krb5_key_bytes(key->etype);
    uint32_t at;

    lwclus_aes_start(aes, key->bytes, bytes, false);
    for (at = 0; at < bytes; at += BLOCK) {
        lwclus_aes_block(aes, false, folded, out + at);
        folded = out + at;
    }
    lwclus_wipe(aes, sizeof *aes);
    return bytes;
}

#if LWCLUS_KERBEROS_SHA2

void lwclus_krb5_derive_sha2(const struct lwclus_krb5_key *key, const uint8_t *label, uint32_t label_bytes,
                             uint8_t *out, uint32_t out_bytes)
{
    static const uint8_t counter[4] = {0, 0, 0, 1};
    const uint8_t end[5] = {0, 0, 0, (uint8_t)(out_bytes * 8 >> 8), (uint8_t)(out_bytes * 8)};
    struct lwclus_hmac_sha h;
    uint8_t digest[LWCLUS_SHA384_BYTES];

    lwclus_hmac_sha_start(&h, true, key->bytes, lwclus_krb5_key_bytes(key->etype));
    lwclus_hmac_sha_update(&h, counter, sizeof counter);
    lwclus_hmac_sha_update(&h, label, label_bytes);
    lwclus_hmac_sha_update(&h, end, sizeof end);
    lwclus_hmac_sha_finish(&h, digest);
    memcpy(out, digest, out_bytes);
    lwclus_wipe(digest, sizeof digest);
}

#endif

/* `aes`: room for a key schedule. */
static uint32_t derive(struct lwclus_aes *aes, const struct lwclus_krb5_key *key, uint32_t label,
                       uint8_t *out)
{
    uint8_t folded[BLOCK];

#if LWCLUS_KERBEROS_SHA2
    if (lwclus_krb5_wide(key->etype)) {
        const uint8_t bytes[LWCLUS_KRB5_LABEL_BYTES] = {0, 0, (uint8_t)(label >> 16), (uint8_t)(label >> 8),
                                                        (uint8_t)label};
        uint32_t size = bytes[4] == LWCLUS_KRB5_KE ? LWCLUS_KRB5_KEY_MAX : LWCLUS_KRB5_MAC_MAX;

        lwclus_krb5_derive_sha2(key, bytes, sizeof bytes, out, size);
        return size;
    }
#endif
    lwclus_krb5_fold(label, folded);
    return lwclus_krb5_derive_sha1(aes, key, folded, out);
}

uint32_t lwclus_krb5_derive_label(const struct lwclus_krb5_key *key, uint32_t label,
                                  uint8_t out[LWCLUS_KRB5_KEY_MAX])
{
    struct lwclus_aes aes;

    return derive(&aes, key, label, out);
}

void lwclus_krb5_start_aes(struct lwclus_aes *aes, const struct lwclus_krb5_key *key, uint32_t usage,
                           bool decrypt)
{
    uint8_t ke[LWCLUS_KRB5_KEY_MAX];

    lwclus_aes_start(aes, ke, derive(aes, key, LWCLUS_KRB5_LABEL(usage, LWCLUS_KRB5_KE), ke), decrypt);
    lwclus_wipe(ke, sizeof ke);
}

#endif
