/* String-to-key: PBKDF2 (RFC 8018 5.2) that can stop after any iteration, and the key from its output. */
#include <string.h>

#include "base/utf16.h"
#include "crypto/krb5_internal.h"

#if LWCLUS_KERBEROS

/* The password as HMAC key: its UTF-8, or the hash of that when it is longer than a block (RFC 2104 2). */
static uint32_t password_key(struct lwclus_krb5_s2k *k, bool wide, const uint16_t *password)
{
    uint32_t block = lwclus_sha_block_bytes(wide);
    uint32_t size = 0;

    lwclus_sha_start(&k->inner, wide);
    while (*password != 0) {
        uint8_t *to = k->work.password + (size < block ? size : block);
        uint32_t n = lwclus_utf8_next(&password, to);

        lwclus_sha_update(&k->inner, wide, to, n);
        size += n;
    }
    if (size > block) {
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
    uint32_t left = lwclus_krb5_key_bytes(k->etype);
    uint8_t index[4] = {0, 0, 0, 1};
    uint8_t *last = k->work.key.last;
    uint8_t *sum = k->work.key.sum;
    union lwclus_sha h;
    uint32_t i;

    for (;;) {
        copy_hash(&h, &k->inner, wide);
#if LWCLUS_KERBEROS_SHA2
        if (wide && salt != NULL) { /* RFC 8009 4: saltp, with the NUL */
            lwclus_sha_update(&h, wide, "aes256-cts-hmac-sha384-192", 27);
        }
#endif
        if (salt != NULL) {
            lwclus_sha_update(&h, wide, salt->ptr, salt->size);
            lwclus_sha_update(&h, wide, index, sizeof index);
        } else {
            lwclus_sha_update(&h, wide, last, bytes);
        }
        lwclus_sha_finish(&h, wide, last);
        copy_hash(&h, &k->hmac.inner, wide);
        lwclus_sha_update(&h, wide, last, bytes);
        lwclus_sha_finish(&h, wide, last);
        for (i = 0; i < bytes; i++) {
            *sum = (uint8_t)(*sum ^ *last++);
            sum++;
        }
        if (left <= bytes) {
            break;
        }
        left -= bytes;
        index[3]++;
    }
}

void lwclus_krb5_s2k_start(struct lwclus_krb5_s2k *k, uint32_t etype, const uint16_t *password,
                           struct lwclus_cspan salt, uint32_t iterations)
{
    bool wide = lwclus_krb5_wide(etype);

    /* every hash begins behind the padded password: half of all compressions saved */
    lwclus_hmac_sha_start(&k->hmac, wide, k->work.password, password_key(k, wide, password));
    k->inner = k->hmac.inner;
    lwclus_hmac_sha_start_outer(&k->hmac);
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
    /* "kerberos", and for SHA-1 its 128-fold */
    static const uint8_t label[16] = {'k',  'e',  'r',  'b',  'e',  'r',  'o',  's',
                                      0x7b, 0x9b, 0x5b, 0x2b, 0x93, 0x13, 0x2b, 0x93};
    struct lwclus_aes aes;

    out->etype = k->etype;
    memcpy(out->bytes, k->work.key.sum, sizeof out->bytes);
#if LWCLUS_KERBEROS_SHA2
    if (lwclus_krb5_wide(k->etype)) {
        lwclus_krb5_derive_sha2(out, label, 8, out->bytes, sizeof out->bytes);
    } else
#endif
    {
        lwclus_krb5_derive_sha1(&aes, out, label, out->bytes);
    }
    lwclus_wipe(k, sizeof *k);
}

#endif
