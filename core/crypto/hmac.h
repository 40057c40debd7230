/* HMAC-MD5 (RFC 2104) over the hash of the port; the key is at most one block (64 bytes). */
#ifndef LWCLUS_CRYPTO_HMAC_H
#define LWCLUS_CRYPTO_HMAC_H

#include <stdint.h>

#include "lwclus_port_crypto.h"

#if LWCLUS_NTLM

struct lwclus_hmac {
    struct lwclus_md5 inner;
    const uint8_t *key; /* the caller keeps it until finish */
    uint32_t key_bytes;
};

void lwclus_hmac_start(struct lwclus_hmac *h, const uint8_t *key, uint32_t key_bytes);
void lwclus_hmac_update(struct lwclus_hmac *h, const void *data, uint32_t size);
void lwclus_hmac_finish(struct lwclus_hmac *h, uint8_t mac[16]);

#endif

#endif
