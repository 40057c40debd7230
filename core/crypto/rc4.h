/* RC4 stream cipher, only for NTLM session security ([MS-NLMP] 3.4.3). mbedTLS 3 has none. */
#ifndef LWCLUS_CRYPTO_RC4_H
#define LWCLUS_CRYPTO_RC4_H

#include <stdint.h>

struct lwclus_rc4 {
    uint8_t s[256];
    uint8_t i, j;
};

void lwclus_rc4_start(struct lwclus_rc4 *ctx, const uint8_t *key, uint32_t key_bytes);
/** Encrypts or decrypts in place and advances the stream. */
void lwclus_rc4_crypt(struct lwclus_rc4 *ctx, uint8_t *data, uint32_t size);

#endif
