/* HMAC-MD5. The outer digest reuses the context of the inner one. */
#include "crypto/hmac.h"

#include <string.h>

#include "base/cursor.h"

static void start_padded(struct lwclus_hmac *h, uint8_t pad)
{
    uint8_t block[64];
    const uint8_t *key = h->key;
    uint32_t n = h->key_bytes;
    uint32_t i;

    memset(block, pad, sizeof block);
    for (i = 0; i < n; i++) {
        block[i] = (uint8_t)(key[i] ^ pad);
    }
    lwclus_md5_start(&h->inner);
    lwclus_md5_update(&h->inner, block, sizeof block);
    lwclus_wipe(block, n); /* the rest is a constant */
}

void lwclus_hmac_start(struct lwclus_hmac *h, const uint8_t *key, uint32_t key_bytes)
{
    h->key = key;
    h->key_bytes = key_bytes;
    start_padded(h, 0x36);
}

void lwclus_hmac_update(struct lwclus_hmac *h, const void *data, uint32_t size)
{
    lwclus_md5_update(&h->inner, data, size);
}

void lwclus_hmac_finish(struct lwclus_hmac *h, uint8_t mac[16])
{
    lwclus_md5_finish(&h->inner, mac);
    start_padded(h, 0x5c);
    lwclus_md5_update(&h->inner, mac, LWCLUS_MD5_BYTES);
    lwclus_md5_finish(&h->inner, mac);
}
