/* CBC over the AES of the port: for whole blocks, and with ciphertext stealing. */
#ifndef LWCLUS_CRYPTO_CBC_H
#define LWCLUS_CRYPTO_CBC_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus_port_crypto.h"

#if LWCLUS_KERBEROS

/* One message, in one direction; it may lie in several spans. */
struct lwclus_cbc {
    struct lwclus_aes *aes; /* started for this direction */
    uint8_t iv[16];         /* the last ciphertext block before the next span */
    bool decrypt;
};

/** Encrypts or decrypts `size` bytes in place, a multiple of 16. */
void lwclus_cbc_crypt(struct lwclus_cbc *chain, uint8_t *data, uint32_t size);

/** The same for the end of a message, of any size from 16: ciphertext stealing as in RFC 3962 5, where the
 * last two blocks are always swapped. What stands before in the message, if anything, are whole blocks. */
void lwclus_cts_crypt(struct lwclus_cbc *chain, uint8_t *data, uint32_t size);

#endif

#endif
