/*
 * lwclus_auth_* on top of fake_auth. Included once, by a program that runs without core/auth: its own
 * definitions keep the linker from taking those of the library.
 */
#ifndef TESTS_UNIT_RPC_FAKE_AUTH_LINK_H
#define TESTS_UNIT_RPC_FAKE_AUTH_LINK_H

#include <string.h>

#include "rpc/fake_auth.h"

#define FAKE_AUTH_WRONG LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, RPC_S_SEC_PKG_ERROR)

static void fake_auth_put_token(struct lwclus_cursor *out, unsigned leg)
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
    auth->keyed = false;
    auth->again = false;
    auth->leg = 1;
    fake_auth_put_token(out, auth->leg);
    return out->status;
}

lwclus_result lwclus_auth_step(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, in.ptr, in.size);
    if (!lwclus_get_equal(&c, "LEG", 3) || lwclus_get_u8(&c) != '0' + auth->leg + 1) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR);
    }
    auth->leg = (uint8_t)(auth->leg + 2);
    auth->keyed = auth->leg + 1u >= 2 * fake_auth.server_legs;
    fake_auth_put_token(out, auth->leg);
    return out->status;
}

lwclus_result lwclus_auth_confirm(struct lwclus_auth *auth, struct lwclus_span in)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, in.ptr, in.size);
    auth->done = lwclus_get_equal(&c, "LEG", 3) && lwclus_get_u8(&c) == '0' + auth->leg + 1;
    return auth->done ? LWCLUS_OK : LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR);
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
        return FAKE_AUTH_WRONG;
    }
    fake_auth_sign(FAKE_AUTH_CLIENT, sequence, pdu, signature);
    fake_auth_cipher(FAKE_AUTH_CLIENT, sequence, pdu->body);
    return LWCLUS_OK;
}

lwclus_result lwclus_auth_open(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu,
                               struct lwclus_span signature)
{
    uint32_t sequence = fake_auth.sequence[FAKE_AUTH_SERVER]++;
    uint8_t expected[16];

    fake_auth_cipher(FAKE_AUTH_SERVER, sequence, pdu->body);
    fake_auth_sign(FAKE_AUTH_SERVER, sequence, pdu, expected);
    return auth->done && signature.size == 16 && memcmp(expected, signature.ptr, 16) == 0 ? LWCLUS_OK
                                                                                          : FAKE_AUTH_WRONG;
}

void lwclus_auth_wipe(struct lwclus_auth *auth)
{
    auth->done = false;
    auth->leg = 0;
    fake_auth.wipes++;
}

#endif
