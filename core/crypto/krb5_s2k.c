/* String-to-key: PBKDF2 (RFC 8018 5.2) that can stop after any iteration, and the key from its output. */
#include <string.h>

#include "base/utf16.h"
#include "crypto/krb5_internal.h"

#if LWCLUS_KERBEROS

static const uint8_t label[8] = {'k', 'e', 'r', 'b', 'e', 'r', 'o', 's'};

/* The password as HMAC key: its UTF-8, or the hash of that when it is longer than a block (RFC 2104 2). */
static uint32_t password_key(uint8_t *key, bool wide, const uint16_t *password)
{
    union lwclus_sha h;
    const uint16_t *s = password;
    uint32_t size = 0;
    uint8_t utf8[4];

    lwclus_sha_start(&h, wide);
    while (*s != 0) {
        uint32_t n = lwclus_utf8_next(&s, utf8);

        if (size + n <= lwclus_sha_block_bytes(wide)) {
            memcpy(key + size, utf8, n);
        }
        size += n;
        lwclus_sha_update(&h, wide, utf8, n);
    }
    if (size > lwclus_sha_block_bytes(wide)) {
        lwclus_sha_finish(&h, wide, key);
        size = lwclus_sha_bytes(wide);
    }
    lwclus_wipe(&h, sizeof h);
    lwclus_wipe(utf8, sizeof utf8);
    return size;
}

/* The two HMACs start from where the padded password left off: half of all compressions saved. */
static void start_hashes(struct lwclus_krb5_s2k *k, bool wide, const uint16_t *password)
{
    uint8_t key[LWCLUS_SHA_BLOCK_MAX];
    uint32_t size = password_key(key, wide, password);

    lwclus_sha_start_padded(&k->inner, wide, key, size, LWCLUS_HMAC_INNER);
    lwclus_sha_start_padded(&k->outer, wide, key, size, LWCLUS_HMAC_OUTER);
    lwclus_wipe(key, sizeof key);
}

static void copy_hash(union lwclus_sha *to, const union lwclus_sha *from, bool wide)
{
    memcpy(to, from, LWCLUS_KERBEROS_SHA2 && !wide ? sizeof from->sha1 : sizeof *from);
}

/* The end of an HMAC whose inner hash has got everything; writes and combines one block. */
static void finish_block(struct lwclus_krb5_s2k *k, union lwclus_sha *h, bool wide, uint32_t at)
{
    uint32_t bytes = lwclus_sha_bytes(wide);
    uint32_t i;

    lwclus_sha_finish(h, wide, k->last + at);
    copy_hash(h, &k->outer, wide);
    lwclus_sha_update(h, wide, k->last + at, bytes);
    lwclus_sha_finish(h, wide, k->last + at);
    for (i = at; i < at + bytes; i++) {
        k->sum[i] = (uint8_t)(k->sum[i] ^ k->last[i]);
    }
}

void lwclus_krb5_s2k_start(struct lwclus_krb5_s2k *k, uint32_t etype, const uint16_t *password,
                           struct lwclus_cspan salt, uint32_t iterations)
{
    bool wide = lwclus_krb5_wide(etype);
    union lwclus_sha h;
    uint8_t index[4] = {0, 0, 0, 0};
    uint32_t at;

    start_hashes(k, wide, password);
    k->etype = (uint8_t)etype;
    k->left = iterations - 1;
    memset(k->sum, 0, sizeof k->sum);
    for (at = 0; at < lwclus_krb5_key_bytes(etype); at += lwclus_sha_bytes(wide)) {
        copy_hash(&h, &k->inner, wide);
#if LWCLUS_KERBEROS_SHA2
        if (wide) { /* RFC 8009 4: saltp, with the NUL */
            lwclus_sha_update(&h, wide, "aes256-cts-hmac-sha384-192", 27);
        }
#endif
        lwclus_sha_update(&h, wide, salt.ptr, salt.size);
        index[3]++;
        lwclus_sha_update(&h, wide, index, sizeof index);
        finish_block(k, &h, wide, at);
    }
}

bool lwclus_krb5_s2k_step(struct lwclus_krb5_s2k *k, uint32_t iterations)
{
    bool wide = lwclus_krb5_wide(k->etype);
    uint32_t bytes = lwclus_sha_bytes(wide);
    union lwclus_sha h;
    uint32_t at;

    for (; iterations != 0 && k->left != 0; iterations--) {
        for (at = 0; at < lwclus_krb5_key_bytes(k->etype); at += bytes) {
            copy_hash(&h, &k->inner, wide);
            lwclus_sha_update(&h, wide, k->last + at, bytes);
            finish_block(k, &h, wide, at);
        }
        k->left--;
    }
    return k->left == 0;
}

void lwclus_krb5_s2k_finish(struct lwclus_krb5_s2k *k, struct lwclus_krb5_key *out)
{
    uint32_t bytes = lwclus_krb5_key_bytes(k->etype);

    out->etype = k->etype;
    memcpy(out->bytes, k->sum, bytes);
    lwclus_krb5_derive_label(out, label, sizeof label, out->bytes, bytes);
    lwclus_wipe(k, sizeof *k);
}

#endif
