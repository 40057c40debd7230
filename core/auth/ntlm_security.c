/* NTLM keys and session security ([MS-NLMP] 3.3.2, 3.4). */
#include "auth/ntlm_internal.h"

#include <string.h>

#include "base/utf16.h"
#include "crypto/hmac.h"
#include "crypto/md4.h"
#include "lwclus_config.h"

#if LWCLUS_NTLM

/* Never needed at the same time. */
union digest {
    struct lwclus_md4 md4;
    struct lwclus_hmac hmac;
};

#define FEED_MD4   1u /* else the HMAC */
#define FEED_UPPER 2u

/* A string as it would be on the wire. */
static void feed(union digest *d, const uint16_t *s, uint32_t how)
{
    uint8_t wire[2] = {0, 0};

    for (; s != NULL && *s != 0; s++) {
        uint32_t unit = (how & FEED_UPPER) != 0 ? lwclus_utf16_upper(*s) : *s;

        wire[0] = (uint8_t)unit;
        wire[1] = (uint8_t)(unit >> 8);
        if ((how & FEED_MD4) != 0) {
            lwclus_md4_update(&d->md4, wire, sizeof wire);
        } else {
            lwclus_hmac_update(&d->hmac, wire, sizeof wire);
        }
    }
    lwclus_wipe(wire, sizeof wire);
}

void lwclus_ntlm_owf(const struct lwclus_auth_identity *id, uint8_t owf[16])
{
    union digest d;
    uint8_t own[16];
    const uint8_t *hash = id->nt_hash;

    if (hash == NULL) {
        lwclus_md4_start(&d.md4);
        feed(&d, id->password, FEED_MD4);
        lwclus_md4_finish(&d.md4, own);
        hash = own;
    }
    lwclus_hmac_start(&d.hmac, hash, sizeof own);
    feed(&d, id->user, FEED_UPPER);
    feed(&d, id->domain, 0);
    lwclus_hmac_finish(&d.hmac, owf);
    lwclus_wipe(own, sizeof own);
}

void lwclus_ntlm_mac(const uint8_t key[16], const struct lwclus_cspan *parts, uint32_t count, uint8_t mac[16])
{
    struct lwclus_hmac h;

    lwclus_hmac_start(&h, key, 16);
    for (; count != 0; count--) {
        lwclus_hmac_update(&h, parts->ptr, parts->size);
        parts++;
    }
    lwclus_hmac_finish(&h, mac);
}

void lwclus_ntlm_protect(struct lwclus_ntlm_side *side, const struct lwclus_auth_pdu *pdu, bool sealing,
                         uint8_t signature[16])
{
    const struct lwclus_cspan parts[4] = {
        {signature + 12, 4}, pdu->header, {pdu->body.ptr, pdu->body.size}, pdu->trailer};
    struct lwclus_cursor c;
    uint8_t mac[16];

    lwclus_cursor_init(&c, signature, 16);
    lwclus_put_u32(&c, 1); /* version */
    lwclus_put_zeros(&c, 8);
    lwclus_put_u32(&c, side->sequence++);
    /* the mac is of plaintext */
    lwclus_rc4_crypt(&side->rc4, pdu->body.ptr, sealing ? 0 : pdu->body.size);
    lwclus_ntlm_mac(side->sign_key, parts, 4, mac);
    lwclus_rc4_crypt(&side->rc4, pdu->body.ptr, sealing ? pdu->body.size : 0);
    lwclus_rc4_crypt(&side->rc4, mac, 8); /* behind the body on the same stream */
    memcpy(signature + 4, mac, 8);
}

#define SESSION_KEY_TO "session key to "
#define BOTH_WAYS      "server-to-client-to-server"
#define SIGN           " sign"
#define SEAL           " seal"
#define MAGIC          "ing key magic constant"
#define AT_WAYS        (sizeof SESSION_KEY_TO - 1)
#define AT_SIGN        (sizeof SESSION_KEY_TO BOTH_WAYS - 1)
#define AT_SEAL        (sizeof SESSION_KEY_TO BOTH_WAYS SIGN - 1)
#define AT_MAGIC       (sizeof SESSION_KEY_TO BOTH_WAYS SIGN SEAL - 1)

/* MD5(session key | "session key to " direction use "ing key magic constant" NUL), [MS-NLMP] 3.4.5.2, 3.4.5.3
 */
static void derive_key(const uint8_t session_key[16], uint32_t sender, uint32_t at_use, uint8_t key[16])
{
    static const char text[] = SESSION_KEY_TO BOTH_WAYS SIGN SEAL MAGIC;
    struct lwclus_md5 md5;

    lwclus_md5_start(&md5);
    lwclus_md5_update(&md5, session_key, 16);
    lwclus_md5_update(&md5, text, AT_WAYS);
    lwclus_md5_update(&md5, text + AT_WAYS + (sender == LWCLUS_AUTH_SERVER ? 0 : 10), 16);
    lwclus_md5_update(&md5, text + at_use, sizeof SIGN - 1);
    lwclus_md5_update(&md5, text + AT_MAGIC, sizeof MAGIC); /* with its NUL */
    lwclus_md5_finish(&md5, key);
}

static void derive_side(const struct lwclus_auth *auth, struct lwclus_ntlm_side *side,
                        const uint8_t session_key[16], uint32_t sender)
{
    struct lwclus_auth_pdu list = {
        {auth->mech->mech_types, auth->mech->mech_types_bytes}, {NULL, 0}, {NULL, 0}};
    uint8_t seal_key[16];

    derive_key(session_key, sender, AT_SIGN, side->sign_key);
    derive_key(session_key, sender, AT_SEAL, seal_key);
    lwclus_rc4_start(&side->rc4, seal_key, sizeof seal_key);
    side->sequence = 0;
    lwclus_ntlm_protect(side, &list, true, side->mic);
    /* [MS-SPNG] 3.3.5.1: the stream goes back behind the mechListMIC, the sequence number does not */
    lwclus_rc4_start(&side->rc4, seal_key, sizeof seal_key);
    lwclus_wipe(seal_key, sizeof seal_key);
}

void lwclus_ntlm_derive(struct lwclus_auth *auth, const uint8_t session_key[16])
{
    struct lwclus_ntlm_side *side = auth->state.ntlm.side;

    derive_side(auth, &side[LWCLUS_AUTH_CLIENT], session_key, LWCLUS_AUTH_CLIENT);
    derive_side(auth, &side[LWCLUS_AUTH_SERVER], session_key, LWCLUS_AUTH_SERVER);
}

#endif
