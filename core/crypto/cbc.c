/* CBC, whole blocks and ciphertext stealing. */
#include "crypto/cbc.h"

#include <string.h>

#include "base/cursor.h"

#if LWCLUS_KERBEROS

#define BLOCK LWCLUS_AES_BLOCK_BYTES

void lwclus_cbc_encrypt(struct lwclus_aes *aes, uint8_t iv[16], uint8_t *data, uint32_t size)
{
    uint32_t i;

    for (; size != 0; size -= BLOCK) {
        for (i = 0; i < BLOCK; i++) {
            iv[i] = (uint8_t)(iv[i] ^ data[i]);
        }
        lwclus_aes_block(aes, false, iv, iv);
        memcpy(data, iv, BLOCK);
        data += BLOCK;
    }
}

void lwclus_cbc_decrypt(struct lwclus_aes *aes, uint8_t iv[16], uint8_t *data, uint32_t size)
{
    uint8_t plain[BLOCK];
    uint32_t i;

    for (; size != 0; size -= BLOCK) {
        lwclus_aes_block(aes, true, data, plain);
        for (i = 0; i < BLOCK; i++) {
            uint8_t cipher = *data;

            *data++ = (uint8_t)(plain[i] ^ iv[i]);
            iv[i] = cipher;
        }
    }
    lwclus_wipe(plain, sizeof plain);
}

/* Bytes of the last block, 1 to 16. */
static uint32_t tail_bytes(uint32_t size)
{
    return (size - 1) % BLOCK + 1;
}

void lwclus_cts_encrypt(struct lwclus_aes *aes, uint8_t *data, uint32_t size)
{
    uint8_t iv[BLOCK] = {0};
    uint32_t tail = tail_bytes(size);
    uint8_t *end = data + size - tail;
    uint32_t i;

    lwclus_cbc_encrypt(aes, iv, data, size - tail);
    for (i = 0; i < tail; i++) { /* the last but one goes behind, cut */
        uint8_t plain = end[i];

        end[i] = iv[i];
        iv[i] = (uint8_t)(iv[i] ^ plain);
    }
    lwclus_aes_block(aes, false, iv, size > BLOCK ? end - BLOCK : data);
}

void lwclus_cts_decrypt(struct lwclus_aes *aes, uint8_t *data, uint32_t size)
{
    uint8_t iv[BLOCK] = {0};
    uint8_t last[BLOCK];
    uint32_t tail = tail_bytes(size);
    uint8_t *end = data + size - tail;
    uint32_t i;

    if (size > BLOCK) {
        end -= BLOCK;
        lwclus_cbc_decrypt(aes, iv, data, (uint32_t)(end - data));
        lwclus_aes_block(aes, true, end, last);
        for (i = 0; i < tail; i++) { /* what was cut off stands in the rest of `last` */
            uint8_t cipher = end[BLOCK + i];

            end[BLOCK + i] = (uint8_t)(cipher ^ last[i]);
            last[i] = cipher;
        }
        memcpy(end, last, BLOCK);
        lwclus_wipe(last, sizeof last);
    }
    lwclus_cbc_decrypt(aes, iv, end, BLOCK);
}

#endif
