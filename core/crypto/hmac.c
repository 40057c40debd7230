/* HMAC-MD5. The outer digest reuses the context of the inner one. */
#include "crypto/hmac.h"

#include "base/cursor.h"

#if LWCLUS_NTLM

#define PIECE_BYTES 16u /* of the block, to save stack */

static void start_padded(struct lwclus_hmac *h, uint8_t pad)
{
    uint8_t piece[PIECE_BYTES];
    uint32_t i;

    lwclus_md5_start(&h->inner);
    for (i = 0; i < 64; i++) {
        piece[i % PIECE_BYTES] = (uint8_t)(pad ^ (i < h->key_bytes ? h->key[i] : 0));
        if (i % PIECE_BYTES == PIECE_BYTES - 1) {
            lwclus_md5_update(&h->inner, piece, sizeof piece);
        }
    }
    lwclus_wipe(piece, sizeof piece);
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

#endif
