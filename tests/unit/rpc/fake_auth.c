/* Cipher and signature that client and server of the RPC tests share. */
#include "rpc/fake_auth.h"

#include <string.h>

struct fake_auth fake_auth;

void fake_auth_reset(void)
{
    memset(&fake_auth, 0, sizeof fake_auth);
    fake_auth.server_legs = 2;
    fake_auth.token_bytes = 4;
}

void fake_auth_cipher(uint32_t direction, uint32_t sequence, struct lwclus_span body)
{
    uint32_t key = direction * 2654435761u ^ sequence * 40503u;
    uint32_t i;

    for (i = 0; i < body.size; i++) {
        key = key * 1664525u + 1013904223u;
        body.ptr[i] = (uint8_t)(body.ptr[i] ^ (key >> 24));
    }
}

static uint64_t add(uint64_t sum, const uint8_t *p, uint32_t size)
{
    while (size-- != 0) {
        sum = (sum ^ *p++) * 1099511628211u;
    }
    return sum ^ (sum >> 29);
}

void fake_auth_sign(uint32_t direction, uint32_t sequence, const struct lwclus_auth_pdu *pdu, uint8_t out[16])
{
    uint64_t sum = 14695981039346656037u ^ direction;
    struct lwclus_cursor c;

    sum = add(sum, pdu->header.ptr, pdu->header.size);
    sum = add(sum, pdu->body.ptr, pdu->body.size);
    sum = add(sum, pdu->trailer.ptr, pdu->trailer.size);
    lwclus_cursor_init(&c, out, 16);
    lwclus_put_u32(&c, sequence);
    lwclus_put_u32(&c, (uint32_t)sum);
    lwclus_put_u32(&c, (uint32_t)(sum >> 32));
    lwclus_put_u32(&c, 0x20202020u);
}
