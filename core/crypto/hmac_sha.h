/*
 * HMAC-SHA1, and HMAC-SHA384 with LWCLUS_KERBEROS_SHA2 (RFC 2104) over the hash of the port.
 *
 * Which of both is the parameter `wide`, constant false for everything but encryption type 20.
 */
#ifndef LWCLUS_CRYPTO_HMAC_SHA_H
#define LWCLUS_CRYPTO_HMAC_SHA_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus_port_crypto.h"

#if LWCLUS_KERBEROS

union lwclus_sha {
    struct lwclus_sha1 sha1;
#if LWCLUS_KERBEROS_SHA2
    struct lwclus_sha384 sha384;
#endif
};

/* Bytes of the largest digest and of the largest block that is built in. */
#if LWCLUS_KERBEROS_SHA2
#define LWCLUS_SHA_BYTES_MAX 48u
#define LWCLUS_SHA_BLOCK_MAX 128u
#else
#define LWCLUS_SHA_BYTES_MAX 20u
#define LWCLUS_SHA_BLOCK_MAX 64u
#endif

struct lwclus_hmac_sha {
    union lwclus_sha inner;
    const uint8_t *key; /* the caller keeps it until finish */
    uint32_t key_bytes; /* at most one block: 64, wide 128 */
#if LWCLUS_KERBEROS_SHA2
    bool wide;
#endif
};

/* The hash alone; finish writes 20 bytes, wide 48, and wipes the context. */
static inline void lwclus_sha_start(union lwclus_sha *h, bool wide)
{
#if LWCLUS_KERBEROS_SHA2
    if (wide) {
        lwclus_sha384_start(&h->sha384);
        return;
    }
#endif
    (void)wide;
    lwclus_sha1_start(&h->sha1);
}

static inline void lwclus_sha_update(union lwclus_sha *h, bool wide, const void *data, uint32_t size)
{
#if LWCLUS_KERBEROS_SHA2
    if (wide) {
        lwclus_sha384_update(&h->sha384, data, size);
        return;
    }
#endif
    (void)wide;
    lwclus_sha1_update(&h->sha1, data, size);
}

static inline void lwclus_sha_finish(union lwclus_sha *h, bool wide, uint8_t *digest)
{
#if LWCLUS_KERBEROS_SHA2
    if (wide) {
        lwclus_sha384_finish(&h->sha384, digest);
        return;
    }
#endif
    (void)wide;
    lwclus_sha1_finish(&h->sha1, digest);
}

static inline uint32_t lwclus_sha_bytes(bool wide)
{
    return LWCLUS_KERBEROS_SHA2 && wide ? 48u : LWCLUS_SHA1_BYTES;
}

static inline uint32_t lwclus_sha_block_bytes(bool wide)
{
    return LWCLUS_KERBEROS_SHA2 && wide ? 128u : 64u;
}

void lwclus_hmac_sha_start(struct lwclus_hmac_sha *h, bool wide, const uint8_t *key, uint32_t key_bytes);
void lwclus_hmac_sha_update(struct lwclus_hmac_sha *h, const void *data, uint32_t size);
/** Writes 20 bytes, wide 48, and wipes the context. */
void lwclus_hmac_sha_finish(struct lwclus_hmac_sha *h, uint8_t *mac);

/** Starts the outer hash in place of the inner one: where a key serves for many macs both are kept. */
void lwclus_hmac_sha_start_outer(struct lwclus_hmac_sha *h);

#endif

#endif
