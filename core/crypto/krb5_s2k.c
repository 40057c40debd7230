/* String-to-key: PBKDF2 (RFC 8018 5.2) that can stop after any iteration, and the key from its output. */
#include <string.h>

#include "base/utf16.h"
#include "crypto/krb5_internal.h"

#if LWCLUS_KERBEROS

static const uint8_t label[8] = {'k', 'e', 'r', 'b', 'e', 'r', 'o', 's'};

/* The password as HMAC key: its UTF-8, or the hash of that when it is longer than a block (RFC 2104 2). */
static uint32_t password_key(struct lwclus_krb5_s2k *k, bool wide, const uint16_t *password)
{
    uint32_t size = 0;
    uint8_t utf8[4];

    lwclus_sha_start(&k->inner, wide);
    while (*password != 0) {
        uint32_t n = lwclus_utf8_next(&password, utf8);

        if (size + n <= lwclus_sha_block_bytes(wide)) {
            memcpy(k->work.password + size, utf8, n);
        }
        size += n;
        lwclus_sha_update(&k->inner, wide, utf8, n);
    }
    lwclus_wipe(utf8, sizeof utf8);
    if (size > lwclus_sha_block_bytes(wide)) {
        lwclus_sha_finish(&k->inner, wide, k->work.password);
        size = lwclus_sha_bytes(wide);
    }
    return size;
}

static void copy_hash(union lwclus_sha *to, const union lwclus_sha *from, bool wide)
{
    memcpy(to, from, LWCLUS_KERBEROS_SHA2 && !wide ? sizeof from->sha1 : sizeof *from);
}

/* One iteration for each block of the key; the first one is over the salt, and the number of the block. */
static LWCLUS_NOINLINE void iterate(struct lwclus_krb5_s2k *k, const struct lwclus_cspan *salt)
{
    bool wide = lwclus_krb5_wide(k->etype);
    uint32_t bytes = lwclus_sha_bytes(wide);
    uint32_t end = lwclus_krb5_key_bytes(k->etype);
    uint8_t index[4] = {0, 0, 0, 0};
    uint8_t *last = k->work.key.last;
    union lwclus_sha h;
    uint32_t i;

    for (i = 0; i < end; last += bytes) {
        copy_hash(&h, &k->inner, wide);
        if (salt == NULL) {
            lwclus_sha_update(&h, wide, last, bytes);
        } else {
#if LWCLUS_KERBEROS_SHA2
            if (wide) { /* RFC 8009 4: saltp, with the NUL */
                lwclus_sha_update(&h, wide, "aes256-cts-hmac-sha384-192", 27);
            }
#endif
            lwclus_sha_update(&h, wide, salt->ptr, salt->size);
            index[3]++;
            lwclus_sha_update(&h, wide, index, sizeof index);
        }
        lwclus_sha_finish(&h, wide, last);
        copy_hash(&h, &k->outer, wide);
        lwclus_sha_update(&h, wide, last, bytes);
        lwclus_sha_finish(&h, wide, last);
        do {
            k->work.key.sum[i] = (uint8_t)(k->work.key.sum[i] ^ k->work.key.last[i]);
        } while (++i % bytes != 0);
    }
}

void lwclus_krb5_s2k_start(struct lwclus_krb5_s2k *k, uint32_t etype, const uint16_t *password,
                           struct lwclus_cspan salt, uint32_t iterations)
{
    bool wide = lwclus_krb5_wide(etype);
    uint32_t size = password_key(k, wide, password);

    /* the two HMACs begin behind the padded password: half of all compressions saved */
    lwclus_sha_start_padded(&k->inner, wide, k->work.password, size, LWCLUS_HMAC_INNER);
    lwclus_sha_start_padded(&k->outer, wide, k->work.password, size, LWCLUS_HMAC_OUTER);
    lwclus_wipe(&k->work, sizeof k->work);
    k->etype = (uint8_t)etype;
    k->left = iterations - 1;
    iterate(k, &salt);
}

bool lwclus_krb5_s2k_step(struct lwclus_krb5_s2k *k, uint32_t iterations)
{
    for (; iterations != 0 && k->left != 0; iterations--) {
        iterate(k, NULL);
        k->left--;
    }
    return k->left == 0;
}

void lwclus_krb5_s2k_finish(struct lwclus_krb5_s2k *k, struct lwclus_krb5_key *out)
{
    uint32_t bytes = lwclus_krb5_key_bytes(k->etype);

    out->etype = k->etype;
    memcpy(out->bytes, k->work.key.sum, bytes);
    lwclus_krb5_derive_label(out, label, sizeof label, out->bytes, bytes);
    lwclus_wipe(k, sizeof *k);
}

#endif
