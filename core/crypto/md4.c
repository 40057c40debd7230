/* MD4. Runs once per logon, over a password: small rather than fast. */
#include "crypto/md4.h"

#include "base/cursor.h"
#include "lwclus_config.h"

#if LWCLUS_NTLM

static uint32_t load_word(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The 48 steps of RFC 1320 3.4 as one loop. */
static void compress(struct lwclus_md4 *ctx)
{
    static const uint8_t third_order[16] = {0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15};
    static const struct {
        uint32_t constant;
        uint8_t shifts[4];
    } rounds[3] = {{0, {3, 7, 11, 19}}, {0x5a827999u, {3, 5, 9, 13}}, {0x6ed9eba1u, {3, 9, 11, 15}}};
    uint32_t a = ctx->state[0];
    uint32_t b = ctx->state[1];
    uint32_t c = ctx->state[2];
    uint32_t d = ctx->state[3];
    uint32_t n;

    for (n = 0; n < 48; n++) {
        uint32_t shift = rounds[n / 16].shifts[n % 4];
        uint32_t word = n;
        uint32_t t;

        if (n < 16) {
            t = (b & c) | (~b & d);
        } else if (n < 32) {
            word = n % 4 * 4 + n / 4 % 4;
            t = (b & c) | (b & d) | (c & d);
        } else {
            word = third_order[n % 16];
            t = b ^ c ^ d;
        }
        t += a + rounds[n / 16].constant + load_word(ctx->block + 4 * word);
        a = d;
        d = c;
        c = b;
        b = t << shift | t >> (32 - shift);
    }
    ctx->state[0] += a;
    ctx->state[1] += b;
    ctx->state[2] += c;
    ctx->state[3] += d;
}

void lwclus_md4_start(struct lwclus_md4 *ctx)
{
    ctx->state[0] = 0x67452301u;
    ctx->state[1] = 0xefcdab89u;
    ctx->state[2] = 0x98badcfeu;
    ctx->state[3] = 0x10325476u;
    ctx->total = 0;
}

void lwclus_md4_update(struct lwclus_md4 *ctx, const uint8_t *data, uint32_t size)
{
    for (; size != 0; size--) {
        ctx->block[ctx->total++ % 64] = *data++;
        if (ctx->total % 64 == 0) {
            compress(ctx);
        }
    }
}

void lwclus_md4_finish(struct lwclus_md4 *ctx, uint8_t digest[16])
{
    struct lwclus_cursor out;
    uint32_t bits = ctx->total << 3;
    uint8_t fill = 0x80;
    uint32_t i;

    do {
        lwclus_md4_update(ctx, &fill, 1);
        fill = 0;
    } while (ctx->total % 64 != 56);
    for (i = 0; i < 8; i++) {
        fill = (uint8_t)bits;
        bits >>= 8;
        lwclus_md4_update(ctx, &fill, 1);
    }
    lwclus_cursor_init(&out, digest, 16);
    for (i = 0; i < 4; i++) {
        lwclus_put_u32(&out, ctx->state[i]);
    }
    lwclus_wipe(ctx, sizeof *ctx); /* the last block is the end of a password */
}

#endif
