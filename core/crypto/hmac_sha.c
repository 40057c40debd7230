/* HMAC-SHA1 and HMAC-SHA384. The outer digest reuses the context of the inner one. */
#include "crypto/hmac_sha.h"

#include <string.h>

#include "base/cursor.h"

#if LWCLUS_KERBEROS

#define PIECE_BYTES 16u /* of the block, to save stack */

#if LWCLUS_KERBEROS_SHA2
#define WIDE(h) ((h)->wide)
#else
#define WIDE(h) false
#endif

/* Behind one block of the key filled up with zeros, each byte combined with `pad` (RFC 2104 2). */
static LWCLUS_NOINLINE void start_padded(struct lwclus_hmac_sha *h, uint8_t pad)
{
    uint8_t piece[PIECE_BYTES];
    const uint8_t *key = h->key;
    const uint8_t *end = key + h->key_bytes;
    uint32_t pieces = lwclus_sha_block_bytes(WIDE(h)) / PIECE_BYTES;
    uint32_t i;

    lwclus_sha_start(&h->inner, WIDE(h));
    do {
        memset(piece, pad, sizeof piece);
        for (i = 0; i < PIECE_BYTES && key != end; i++) {
            piece[i] = (uint8_t)(piece[i] ^ *key++);
        }
        lwclus_sha_update(&h->inner, WIDE(h), piece, sizeof piece);
    } while (--pieces != 0);
    lwclus_wipe(piece, sizeof piece);
}

void lwclus_hmac_sha_start_outer(struct lwclus_hmac_sha *h)
{
    start_padded(h, 0x5c);
}

void lwclus_hmac_sha_start(struct lwclus_hmac_sha *h, bool wide, const uint8_t *key, uint32_t key_bytes)
{
    h->key = key;
    h->key_bytes = key_bytes;
#if LWCLUS_KERBEROS_SHA2
    h->wide = wide;
#else
    (void)wide;
#endif
    start_padded(h, 0x36);
}

void lwclus_hmac_sha_update(struct lwclus_hmac_sha *h, const void *data, uint32_t size)
{
    lwclus_sha_update(&h->inner, WIDE(h), data, size);
}

void lwclus_hmac_sha_finish(struct lwclus_hmac_sha *h, uint8_t *mac)
{
    lwclus_sha_finish(&h->inner, WIDE(h), mac);
    lwclus_hmac_sha_start_outer(h);
    lwclus_sha_update(&h->inner, WIDE(h), mac, lwclus_sha_bytes(WIDE(h)));
    lwclus_sha_finish(&h->inner, WIDE(h), mac);
}

#endif
