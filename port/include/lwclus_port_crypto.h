/*
 * Port contract, cryptographic part: primitives that a crypto library provides (port/mbedtls).
 *
 * Linked, not a table: a firmware has one crypto library. Contexts have a fixed size so that no library type
 * reaches core/; a port states with a static assertion that its own context fits. A port to a library with
 * larger ones defines the ..._CONTEXT_WORDS for the whole build.
 *
 * No function can fail; hardware back ends that can must fall back to software.
 */
#ifndef LWCLUS_PORT_CRYPTO_H
#define LWCLUS_PORT_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwclus_config.h"

#if LWCLUS_NTLM

/** Words of a hash context: the largest of mbedTLS 2.28, 3.6 and PSA contexts for MD5. */
#ifndef LWCLUS_MD5_CONTEXT_WORDS
#define LWCLUS_MD5_CONTEXT_WORDS 26
#endif

struct lwclus_md5 {
    uint32_t opaque[LWCLUS_MD5_CONTEXT_WORDS];
};

#define LWCLUS_MD5_BYTES 16u

/** Starts a digest. */
void lwclus_md5_start(struct lwclus_md5 *ctx);
/** Adds `size` bytes; `data` may be NULL when `size` is 0. */
void lwclus_md5_update(struct lwclus_md5 *ctx, const void *data, size_t size);
/** Writes the 16-byte digest and wipes the context. */
void lwclus_md5_finish(struct lwclus_md5 *ctx, uint8_t digest[16]);

#endif

#if LWCLUS_KERBEROS

/** Words of a context for SHA-1, as mbedTLS 2.28 and 3.6 have it. */
#ifndef LWCLUS_SHA1_CONTEXT_WORDS
#define LWCLUS_SHA1_CONTEXT_WORDS 23
#endif

/** May be copied by assignment between start and finish: the copy goes on from there. */
struct lwclus_sha1 {
    uint32_t opaque[LWCLUS_SHA1_CONTEXT_WORDS];
};

#define LWCLUS_SHA1_BYTES 20u

/** Starts a digest. */
void lwclus_sha1_start(struct lwclus_sha1 *ctx);
/** Adds `size` bytes; `data` may be NULL when `size` is 0. */
void lwclus_sha1_update(struct lwclus_sha1 *ctx, const void *data, size_t size);
/** Writes the 20-byte digest and wipes the context. */
void lwclus_sha1_finish(struct lwclus_sha1 *ctx, uint8_t digest[20]);

/** Words of an AES context beside two pointers: the key schedule of mbedTLS 2.28 and 3.6. */
#ifndef LWCLUS_AES_CONTEXT_WORDS
#define LWCLUS_AES_CONTEXT_WORDS 68
#endif

/** A key for one direction. Must not be copied or moved: mbedTLS 2.28 keeps a pointer into it. Its owner
 * wipes it (lwclus_wipe); nothing else is to be released. */
struct lwclus_aes {
    uintptr_t state[2];
    uint32_t opaque[LWCLUS_AES_CONTEXT_WORDS];
};

#define LWCLUS_AES_BLOCK_BYTES 16u

/** Expands a key of `key_bytes` 16 or 32 for encryption or for decryption. */
void lwclus_aes_start(struct lwclus_aes *ctx, const uint8_t *key, uint32_t key_bytes, bool decrypt);
/** One block, without any mode of operation; `decrypt` as given to start. `in` and `out` may be the same. */
void lwclus_aes_block(struct lwclus_aes *ctx, bool decrypt, const uint8_t in[16], uint8_t out[16]);

#endif

#if LWCLUS_KERBEROS && LWCLUS_KERBEROS_SHA2

/** 64-bit words of a context for SHA-384, as mbedTLS 2.28 and 3.6 have it. */
#ifndef LWCLUS_SHA384_CONTEXT_WORDS
#define LWCLUS_SHA384_CONTEXT_WORDS 27
#endif

/** May be copied by assignment between start and finish. */
struct lwclus_sha384 {
    uint64_t opaque[LWCLUS_SHA384_CONTEXT_WORDS];
};

#define LWCLUS_SHA384_BYTES 48u

/** Starts a digest. */
void lwclus_sha384_start(struct lwclus_sha384 *ctx);
/** Adds `size` bytes; `data` may be NULL when `size` is 0. */
void lwclus_sha384_update(struct lwclus_sha384 *ctx, const void *data, size_t size);
/** Writes the 48-byte digest and wipes the context. */
void lwclus_sha384_finish(struct lwclus_sha384 *ctx, uint8_t digest[48]);

#endif

#endif
