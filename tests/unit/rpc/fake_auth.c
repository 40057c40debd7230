/* Replacement of core/auth for tests of the RPC layer. */
#include "rpc/fake_auth.h"

#include <string.h>

#define WRONG LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR)

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

static void put_token(struct lwclus_cursor *out, unsigned leg)
{
    lwclus_put_bytes(out, "LEG", 3);
    lwclus_put_u8(out, (uint8_t)('0' + leg));
    lwclus_put_zeros(out, fake_auth.token_bytes - 4);
}

lwclus_result lwclus_auth_start(struct lwclus_auth *auth, const struct lwclus_auth_source *source,
                                struct lwclus_cursor *out)
{
    auth->source = source;
    auth->done = false;
    auth->leg = 1;
    put_token(out, auth->leg);
    return out->status;
}

lwclus_result lwclus_auth_step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, in.ptr, in.size);
    if (!lwclus_get_equal(&c, "LEG", 3) || lwclus_get_u8(&c) != '0' + auth->leg + 1) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR);
    }
    if (auth->leg + 1u >= 2 * fake_auth.server_legs) {
        auth->done = true;
        return LWCLUS_OK;
    }
    auth->leg = (uint8_t)(auth->leg + 2);
    put_token(out, auth->leg);
    return out->status;
}

uint32_t lwclus_auth_signature_bytes(const struct lwclus_auth *auth)
{
    (void)auth;
    return 16;
}

lwclus_result lwclus_auth_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               uint8_t *signature)
{
    uint32_t sequence = fake_auth.sequence[FAKE_AUTH_CLIENT]++;

    if (!auth->done) {
        return WRONG;
    }
    fake_auth_sign(FAKE_AUTH_CLIENT, sequence, pdu, signature);
    fake_auth_cipher(FAKE_AUTH_CLIENT, sequence, pdu->body);
    return LWCLUS_OK;
}

lwclus_result lwclus_auth_open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               struct lwclus_cspan signature)
{
    uint32_t sequence = fake_auth.sequence[FAKE_AUTH_SERVER]++;
    uint8_t expected[16];

    fake_auth_cipher(FAKE_AUTH_SERVER, sequence, pdu->body);
    fake_auth_sign(FAKE_AUTH_SERVER, sequence, pdu, expected);
    return auth->done && signature.size == 16 && memcmp(expected, signature.ptr, 16) == 0 ? LWCLUS_OK : WRONG;
}

void lwclus_auth_wipe(struct lwclus_auth *auth)
{
    auth->done = false;
    auth->leg = 0;
    fake_auth.wipes++;
}
