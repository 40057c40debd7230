/* CBC, whole blocks and ciphertext stealing. */
#include "crypto/cbc.h"

#include <string.h>

#include "base/cursor.h"

#if LWCLUS_KERBEROS

#define BLOCK LWCLUS_AES_BLOCK_BYTES

static void combine(uint8_t *to, const uint8_t *with)
{
    uint32_t i;

    for (i = 0; i < BLOCK; i++) {
        to[i] = (uint8_t)(to[i] ^ with[i]);
    }
}

void lwclus_cbc_encrypt(struct lwclus_aes *aes, uint8_t iv[16], uint8_t *data, uint32_t size)
{
    for (; size != 0; size -= BLOCK) {
        combine(iv, data);
        lwclus_aes_block(aes, false, iv, iv);
        memcpy(data, iv, BLOCK);
        data += BLOCK;
    }
}

void lwclus_cbc_decrypt(struct lwclus_aes *aes, uint8_t iv[16], uint8_t *data, uint32_t size)
{
    uint8_t next[BLOCK];

    for (; size != 0; size -= BLOCK) {
        memcpy(next, data, BLOCK);
        lwclus_aes_block(aes, true, data, data);
        combine(data, iv);
        memcpy(iv, next, BLOCK);
        data += BLOCK;
    }
}

/* Bytes of the last block, 1 to 16. */
static uint32_t tail_bytes(uint32_t size)
{
    return (size - 1) % BLOCK + 1;
}

void lwclus_cts_encrypt(struct lwclus_aes *aes, uint8_t *data, uint32_t size)
{
    uint8_t iv[BLOCK] = {0};
    uint8_t last[BLOCK] = {0};
    uint32_t tail = tail_bytes(size);
    uint8_t *end = data + size - tail;

    lwclus_cbc_encrypt(aes, iv, data, size - tail);
    memcpy(last, end, tail);
    memcpy(end, iv, tail);
    lwclus_cbc_encrypt(aes, iv, last, BLOCK);
    memcpy(size > BLOCK ? end - BLOCK : data, last, BLOCK);
    lwclus_wipe(last, sizeof last);
}

void lwclus_cts_decrypt(struct lwclus_aes *aes, uint8_t *data, uint32_t size)
{
    uint8_t iv[BLOCK] = {0};
    uint8_t last[BLOCK];
    uint32_t tail = tail_bytes(size);
    uint8_t *end = data + size - tail;
    uint32_t i;

    if (size <= BLOCK) {
        lwclus_cbc_decrypt(aes, iv, data, size);
        return;
    }
    lwclus_cbc_decrypt(aes, iv, data, size - tail - BLOCK);
    lwclus_aes_block(aes, true, end - BLOCK, last);
    for (i = 0; i < tail; i++) { /* what was stolen from the last but one stands in the rest of `last` */
        uint8_t stolen = end[i];

        end[i] = (uint8_t)(stolen ^ last[i]);
        last[i] = stolen;
    }
    lwclus_cbc_decrypt(aes, iv, last, BLOCK);
    memcpy(end - BLOCK, last, BLOCK);
    lwclus_wipe(last, sizeof last);
}

#endif
