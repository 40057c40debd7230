/* MD4 (RFC 1320), only for the NT hash of a password. mbedTLS 3 has none. */
#ifndef LWCLUS_CRYPTO_MD4_H
#define LWCLUS_CRYPTO_MD4_H

#include <stdint.h>

struct lwclus_md4 {
    uint32_t state[4];
    uint32_t total; /* bytes; less than 2^29 */
    uint8_t block[64];
};

void lwclus_md4_start(struct lwclus_md4 *ctx);
void lwclus_md4_update(struct lwclus_md4 *ctx, const uint8_t *data, uint32_t size);
void lwclus_md4_finish(struct lwclus_md4 *ctx, uint8_t digest[16]);

#endif
