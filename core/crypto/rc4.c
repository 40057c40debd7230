/* RC4: key schedule and key stream. */
#include "crypto/rc4.h"
#include "lwclus_config.h"

#if LWCLUS_NTLM

void lwclus_rc4_start(struct lwclus_rc4 *ctx, const uint8_t *key, uint32_t key_bytes)
{
    uint8_t *s = ctx->s;
    uint32_t i;
    uint32_t k = 0;
    uint32_t j = 0;

    for (i = 0; i < 256; i++) {
        s[i] = (uint8_t)i;
    }
    for (i = 0; i < 256; i++) {
        uint8_t t = s[i];

        j = (j + t + key[k]) & 0xffu;
        s[i] = s[j];
        s[j] = t;
        k = k + 1 < key_bytes ? k + 1 : 0;
    }
    ctx->i = 0;
    ctx->j = 0;
}

void lwclus_rc4_crypt(struct lwclus_rc4 *ctx, uint8_t *data, uint32_t size)
{
    uint8_t *s = ctx->s;
    uint32_t i = ctx->i; /* locals: a store through `data` may alias the context */
    uint32_t j = ctx->j;
    uint32_t n;

    for (n = 0; n < size; n++) {
        uint32_t a;
        uint32_t b;

        i = (i + 1) & 0xffu;
        a = s[i];
        j = (j + a) & 0xffu;
        b = s[j];
        s[i] = (uint8_t)b;
        s[j] = (uint8_t)a;
        data[n] = (uint8_t)(data[n] ^ s[(a + b) & 0xffu]);
    }
    ctx->i = (uint8_t)i;
    ctx->j = (uint8_t)j;
}

#endif
