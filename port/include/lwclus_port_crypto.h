/*
 * Port contract, cryptographic part: primitives that a crypto library provides (port/mbedtls).
 *
 * Linked, not a table: a firmware has one crypto library. Contexts have a fixed size so that no library type
 * reaches core/; a port states with a static assertion that its own context fits.
 */
#ifndef LWCLUS_PORT_CRYPTO_H
#define LWCLUS_PORT_CRYPTO_H

#include <stddef.h>
#include <stdint.h>

/** Words of a hash context: the largest of mbedTLS 2.28, 3.6 and PSA contexts for MD5. */
#define LWCLUS_MD5_CONTEXT_WORDS 26

struct lwclus_md5 {
    uint32_t opaque[LWCLUS_MD5_CONTEXT_WORDS];
};

#define LWCLUS_MD5_BYTES 16u

/** Starts a digest. Cannot fail; hardware back ends that can must fall back to software. */
void lwclus_md5_start(struct lwclus_md5 *ctx);
/** Adds `size` bytes; `data` may be NULL when `size` is 0. */
void lwclus_md5_update(struct lwclus_md5 *ctx, const void *data, size_t size);
/** Writes the 16-byte digest and wipes the context. */
void lwclus_md5_finish(struct lwclus_md5 *ctx, uint8_t digest[16]);

#endif
