/* CBC over the AES of the port: for whole blocks, and with ciphertext stealing. */
#ifndef LWCLUS_CRYPTO_CBC_H
#define LWCLUS_CRYPTO_CBC_H

#include <stdint.h>

#include "lwclus_port_crypto.h"

#if LWCLUS_KERBEROS

/** Encrypts `size` bytes in place, a multiple of 16; a chain may go on over several spans. `iv` is the last
 * ciphertext block before them, and afterwards that of these. The context is one for encryption. */
void lwclus_cbc_encrypt(struct lwclus_aes *aes, uint8_t iv[16], uint8_t *data, uint32_t size);

/** Decrypts likewise; the context is one for decryption. */
void lwclus_cbc_decrypt(struct lwclus_aes *aes, uint8_t iv[16], uint8_t *data, uint32_t size);

/** Encrypts or decrypts `size` bytes in place, at least 16: CBC with IV 0 and ciphertext stealing as in RFC
 * 3962 5, where the last two blocks are always swapped. */
void lwclus_cts_encrypt(struct lwclus_aes *aes, uint8_t *data, uint32_t size);
void lwclus_cts_decrypt(struct lwclus_aes *aes, uint8_t *data, uint32_t size);

#endif

#endif
