/* HMAC-SHA1 and HMAC-SHA384. The outer digest reuses the context of the inner one. */
#include "crypto/hmac_sha.h"

#include "base/cursor.h"

#if LWCLUS_KERBEROS

#define PIECE_BYTES 16u /* of the block, to save stack */

void lwclus_sha_start_padded(union lwclus_sha *h, bool wide, const uint8_t *key, uint32_t key_bytes,
                             uint8_t pad)
{
    uint8_t piece[PIECE_BYTES];
    uint32_t i;

    lwclus_sha_start(h, wide);
    for (i = 0; i < lwclus_sha_block_bytes(wide); i++) {
        piece[i % PIECE_BYTES] = (uint8_t)(pad ^ (i < key_bytes ? key[i] : 0));
        if (i % PIECE_BYTES == PIECE_BYTES - 1) {
            lwclus_sha_update(h, wide, piece, sizeof piece);
        }
    }
    lwclus_wipe(piece, sizeof piece);
}

void lwclus_hmac_sha_start(struct lwclus_hmac_sha *h, bool wide, const uint8_t *key, uint32_t key_bytes)
{
    h->key = key;
    h->key_bytes = (uint8_t)key_bytes;
    h->wide = wide;
    lwclus_sha_start_padded(&h->inner, wide, key, key_bytes, LWCLUS_HMAC_INNER);
}

void lwclus_hmac_sha_update(struct lwclus_hmac_sha *h, const void *data, uint32_t size)
{
    lwclus_sha_update(&h->inner, h->wide, data, size);
}

void lwclus_hmac_sha_finish(struct lwclus_hmac_sha *h, uint8_t *mac)
{
    lwclus_sha_finish(&h->inner, h->wide, mac);
    lwclus_sha_start_padded(&h->inner, h->wide, h->key, h->key_bytes, LWCLUS_HMAC_OUTER);
    lwclus_sha_update(&h->inner, h->wide, mac, lwclus_sha_bytes(h->wide));
    lwclus_sha_finish(&h->inner, h->wide, mac);
}

#endif
