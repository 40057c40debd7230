/* Derived keys: DK of RFC 3961, KDF-HMAC-SHA2 of RFC 8009. */
#include "crypto/krb5_internal.h"

#include <string.h>

#if LWCLUS_KERBEROS

#define BLOCK LWCLUS_AES_BLOCK_BYTES

/* The byte at `at` of `in` rotated to the right by 13 bits `times` times. */
static uint32_t rotated_byte(const uint8_t *in, uint32_t in_bytes, uint32_t times, uint32_t at)
{
    uint32_t bits = in_bytes * 8;
    uint32_t from = (at * 8 + bits - 13 * times % bits) % bits;
    uint32_t pair = (uint32_t)in[from / 8] << 8 | in[(from / 8 + 1) % in_bytes];

    return pair >> (8 - from % 8) & 0xffu;
}

/* Copies of `in`, each rotated by 13 bits more, up to a common multiple of both lengths; added up in pieces
 * of `out_bytes` in ones' complement, from the last byte to the first: a carry out of a piece is that into
 * the next.
 */
void lwclus_krb5_nfold(const uint8_t *in, uint32_t in_bytes, uint8_t *out, uint32_t out_bytes)
{
    uint32_t total = in_bytes;
    uint32_t sum = 0;
    uint32_t at;

    while (total % out_bytes != 0) {
        total += in_bytes;
    }
    memset(out, 0, out_bytes);
    for (at = total; at != 0; at--) {
        uint8_t *to = &out[(at - 1) % out_bytes];

        sum += *to + rotated_byte(in, in_bytes, (at - 1) / in_bytes, (at - 1) % in_bytes);
        *to = (uint8_t)sum;
        sum >>= 8;
    }
    for (at = out_bytes; at != 0; at--) {
        sum += out[at - 1];
        out[at - 1] = (uint8_t)sum;
        sum >>= 8;
    }
}

static void derive_sha1(const struct lwclus_krb5_key *key, const uint8_t *label, uint32_t label_bytes,
                        uint8_t *out, uint32_t out_bytes)
{
    struct lwclus_aes aes;
    uint8_t block[BLOCK];

    lwclus_aes_start(&aes, key->bytes, lwclus_krb5_key_bytes(key->etype), false);
    lwclus_krb5_nfold(label, label_bytes, block, sizeof block);
    for (; out_bytes != 0; out_bytes -= BLOCK) {
        lwclus_aes_block(&aes, false, block, block);
        memcpy(out, block, BLOCK);
        out += BLOCK;
    }
    lwclus_wipe(&aes, sizeof aes);
    lwclus_wipe(block, sizeof block);
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
    uint32_t bytes = lwclus_krb5_key_bytes(key->etype);

    if (kind != LWCLUS_KRB5_KE) {
        bytes = lwclus_krb5_integrity_bytes(key->etype);
    }
    lwclus_krb5_derive_label(key, label, sizeof label, out, bytes);
    return bytes;
}

#endif
