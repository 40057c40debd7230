/* Derived keys: DK of RFC 3961, KDF-HMAC-SHA2 of RFC 8009. */
#include "crypto/krb5_internal.h"

#include <string.h>

#if LWCLUS_KERBEROS

#define BLOCK LWCLUS_AES_BLOCK_BYTES

/*
 * Copies of `in`, each rotated by 13 bits more to the right, up to a common multiple of both lengths; added
 * up in pieces of `out_bytes` in ones' complement. From the last byte to the first, so that a carry out of
 * one piece is that into the next; the last carry needs one more piece, of zeros.
 */
void lwclus_krb5_nfold(const uint8_t *in, uint32_t in_bytes, uint8_t *out, uint32_t out_bytes)
{
    uint32_t total = in_bytes;
    uint32_t sum = 0;
    uint32_t n;

    while (total % out_bytes != 0) {
        total += in_bytes;
    }
    memset(out, 0, out_bytes);
    for (n = total + out_bytes; n-- != 0;) {
        uint8_t *to = &out[n % out_bytes];

        sum += *to;
        if (n >= out_bytes) {
            uint32_t at = n - out_bytes;
            uint32_t bit =
                (at * 8 - at / in_bytes * 13) % (in_bytes * 8); /* of `in`, where this byte begins */
            uint32_t pair = (uint32_t)in[bit / 8] << 8 | in[(bit / 8 + 1) % in_bytes];

            sum += pair >> (8 - bit % 8) & 0xffu;
        }
        *to = (uint8_t)sum;
        sum >>= 8;
    }
}

static LWCLUS_NOINLINE void derive_sha1(const struct lwclus_krb5_key *key, const uint8_t *label,
                                        uint32_t label_bytes, uint8_t *out, uint32_t out_bytes)
{
    struct lwclus_aes aes;
    uint8_t block[BLOCK];
    const uint8_t *from = block;

    lwclus_aes_start(&aes, key->bytes, lwclus_krb5_key_bytes(key->etype), false);
    lwclus_krb5_nfold(label, label_bytes, block, sizeof block);
    for (; out_bytes != 0; out_bytes -= BLOCK) {
        lwclus_aes_block(&aes, false, from, out);
        from = out;
        out += BLOCK;
    }
    lwclus_wipe(&aes, sizeof aes);
}

#if LWCLUS_KERBEROS_SHA2

/* RFC 8009 3: one block of SP 800-108 in counter mode, without a context. */
static LWCLUS_NOINLINE void derive_sha2(const struct lwclus_krb5_key *key, const uint8_t *label,
                                        uint32_t label_bytes, uint8_t *out, uint32_t out_bytes)
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

void lwclus_krb5_derive_label(const struct lwclus_krb5_key *key, const uint8_t *label, uint32_t label_bytes,
                              uint8_t *out, uint32_t out_bytes)
{
#if LWCLUS_KERBEROS_SHA2
    if (lwclus_krb5_wide(key->etype)) {
        derive_sha2(key, label, label_bytes, out, out_bytes);
        return;
    }
#endif
    derive_sha1(key, label, label_bytes, out, out_bytes);
}

uint32_t lwclus_krb5_derive(const struct lwclus_krb5_key *key, uint32_t usage, uint32_t kind,
                            uint8_t out[LWCLUS_KRB5_KEY_MAX])
{
    const uint8_t label[5] = {(uint8_t)(usage >> 24), (uint8_t)(usage >> 16), (uint8_t)(usage >> 8),
                              (uint8_t)usage, (uint8_t)kind};
    uint32_t bytes =
        kind == LWCLUS_KRB5_KE ? lwclus_krb5_key_bytes(key->etype) : lwclus_krb5_integrity_bytes(key->etype);

    lwclus_krb5_derive_label(key, label, sizeof label, out, bytes);
    return bytes;
}

#endif
