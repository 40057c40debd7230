/* CBC, whole blocks and ciphertext stealing. */
#include "crypto/cbc.h"

#include <string.h>

#include "base/cursor.h"

#if LWCLUS_KERBEROS

#define BLOCK LWCLUS_AES_BLOCK_BYTES

void lwclus_cbc_crypt(struct lwclus_cbc *chain, uint8_t *data, uint32_t size)
{
    uint8_t plain[BLOCK];
    uint32_t i;

    for (; size != 0; size -= BLOCK) {
        const uint8_t *from = data;

        if (chain->decrypt) {
            lwclus_aes_block(chain->aes, true, data, plain);
            from = plain;
        }
        for (i = 0; i < BLOCK; i++) {
            uint8_t before = data[i];

            data[i] = (uint8_t)(from[i] ^ chain->iv[i]);
            chain->iv[i] = before;
        }
        if (!chain->decrypt) {
            lwclus_aes_block(chain->aes, false, data, data);
            memcpy(chain->iv, data, BLOCK);
        }
        data += BLOCK;
    }
    lwclus_wipe(plain, sizeof plain);
}

/* Of the last two blocks the cut one moves behind the other, which then is combined with it: when it is
 * decrypted, what was cut off comes back. */
void lwclus_cts_crypt(struct lwclus_cbc *chain, uint8_t *data, uint32_t size)
{
    uint8_t *whole = data;

    if (size > BLOCK) {
        uint32_t tail = (size - 1) % BLOCK + 1;
        uint8_t *cut = data + size - tail;
        uint8_t *from;
        uint8_t *to;
        uint32_t i;

        whole = cut - BLOCK;
        from = chain->decrypt ? whole : cut;
        to = chain->decrypt ? cut : whole;
        lwclus_cbc_crypt(chain, data, (uint32_t)(from - data));
        if (chain->decrypt) {
            lwclus_aes_block(chain->aes, true, whole, whole);
        } else {
            memset(chain->iv, 0, BLOCK); /* is in `whole` */
        }
        for (i = 0; i < tail; i++) {
            uint8_t before = from[i];

            from[i] = to[i];
            to[i] = (uint8_t)(to[i] ^ before);
        }
    }
    lwclus_cbc_crypt(chain, whole, BLOCK);
}

#endif
