/* Per-message protection of Kerberos ([RFC4121] 4.2, [MS-KILE] 3.4.5.4.1). */
#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include "auth/krb5_internal.h"

#include <string.h>

#include "base/log.h"
#include "crypto/cbc.h"

/* Key usages ([RFC4121] 2); the sign key is the next number */
#define USAGE_SERVER_SEAL 22u
#define USAGE_CLIENT_SEAL 24u

/* Flags of a token; whose subkey it is comes from the logon. */
#define FLAG_SENT_BY_SERVER 1u
#define FLAG_SEALED         2u

#define TOKEN_MIC  0x0404u
#define TOKEN_WRAP 0x0504u
#define FILLER     0xff

/* EC is one block, RRC in the clear what stands between it and the header: filler is not counted. In the
 * encrypted copy it is 0. */
#define EC          (KRB5_BLOCK << 16)
#define EC_RRC(mac) (EC | (KRB5_BLOCK + (mac)))
#define NO_EC_RRC   0xffffffffu

static uint32_t usage_of(uint32_t sender)
{
    return sender == LWCLUS_AUTH_SERVER ? USAGE_SERVER_SEAL : USAGE_CLIENT_SEAL;
}

/* RFC 8009: the mac is of the ciphertext. */
static bool is_sha2(const struct lwclus_krb5 *krb5)
{
#if LWCLUS_KERBEROS_SHA2
    return krb5->etype == LWCLUS_KRB5_AES256_SHA384;
#else
    (void)krb5;
    return false;
#endif
}

static uint32_t mac_bytes(const struct lwclus_krb5 *krb5)
{
    return is_sha2(krb5) ? KRB5_MAC_SHA384 : KRB5_MAC_SHA1;
}

/* The 16 bytes that every token begins with. Byte order: big-endian, unlike the checksum of the AP-REQ. */
static void put_header(struct lwclus_auth *auth, uint32_t sender, uint32_t token_id, uint32_t flags,
                       uint32_t ec_rrc, uint8_t header[KRB5_BLOCK])
{
    struct lwclus_krb5 *krb5 = &auth->state.krb5;
    uint64_t sequence = krb5->u.side[sender].sequence;
    struct lwclus_cursor c;

    if (sender == LWCLUS_AUTH_SERVER) {
        flags |= FLAG_SENT_BY_SERVER;
    }
    lwclus_cursor_init(&c, header, KRB5_BLOCK);
    lwclus_put_u32be(&c, token_id << 16 | (flags | krb5->flags) << 8 | 0xffu);
    lwclus_put_u32be(&c, ec_rrc);
    lwclus_put_u32be(&c, (uint32_t)(sequence >> 32));
    lwclus_put_u32be(&c, (uint32_t)sequence);
}

static LWCLUS_NOINLINE void derive_keys(struct lwclus_krb5_side *side, const struct lwclus_krb5_key *key,
                                        uint32_t sender)
{
    uint8_t ke[LWCLUS_KRB5_KEY_MAX];
    uint32_t bytes = lwclus_krb5_derive(key, usage_of(sender), LWCLUS_KRB5_KE, ke);

    lwclus_aes_start(&side->ke, ke, bytes, sender == LWCLUS_AUTH_SERVER);
    lwclus_wipe(ke, sizeof ke);
    (void)lwclus_krb5_derive(key, usage_of(sender), LWCLUS_KRB5_KI, side->ki);
}

/* The mechListMIC takes a sequence number of its direction, unlike that of NTLM. */
static void derive_mic(struct lwclus_auth *auth, const struct lwclus_krb5_key *key, uint32_t sender)
{
    struct lwclus_krb5_side *side = &auth->state.krb5.u.side[sender];
    const struct lwclus_cspan parts[2] = {{auth->mech->mech_types, auth->mech->mech_types_bytes},
                                          {side->mic, KRB5_BLOCK}};

    put_header(auth, sender, TOKEN_MIC, 0, NO_EC_RRC, side->mic);
    lwclus_krb5_checksum(key, usage_of(sender) + 1, parts, 2, side->mic + KRB5_BLOCK);
    side->sequence++;
}

void lwclus_krb5_secure(struct lwclus_auth *auth, const struct lwclus_krb5_key *message_key,
                        uint32_t client_sequence, uint32_t server_sequence)
{
    struct lwclus_krb5 *krb5 = &auth->state.krb5;
    struct lwclus_krb5_key key = *message_key; /* which lies in what is wiped */
    uint32_t sender;

    krb5->etype = key.etype;
#if LWCLUS_KERBEROS_SHA2
    if (is_sha2(krb5)) {
        auth->mech = &lwclus_krb5_sha2_mech;
    }
#endif
    lwclus_wipe(&krb5->u, sizeof krb5->u);
    for (sender = LWCLUS_AUTH_CLIENT; sender <= LWCLUS_AUTH_SERVER; sender++) {
        krb5->u.side[sender].sequence = sender == LWCLUS_AUTH_SERVER ? server_sequence : client_sequence;
        derive_keys(&krb5->u.side[sender], &key, sender);
        if (auth->kind != LWCLUS_AUTH_KIND_KERBEROS_RAW) {
            derive_mic(auth, &key, sender);
        }
    }
    lwclus_wipe(&key, sizeof key);
}

/* The mac of a PDU whose token is laid out as in krb5_internal.h: of plaintext in the order of encryption, or
 * with SHA-2 of ciphertext in the order of the wire, where the last two blocks change places. */
static LWCLUS_NOINLINE void sign(const struct lwclus_krb5 *krb5, const struct lwclus_krb5_side *side,
                                 const struct lwclus_auth_pdu *pdu, const uint8_t *token, uint8_t *mac)
{
    bool sha2 = is_sha2(krb5);
    struct lwclus_hmac_sha h;
    uint8_t whole[LWCLUS_SHA_BYTES_MAX];

    lwclus_hmac_sha_start(&h, sha2, side->ki, sha2 ? KRB5_MAC_SHA384 : lwclus_krb5_key_bytes(krb5->etype));
#if LWCLUS_KERBEROS_SHA2
    if (sha2) {
        static const uint8_t iv[KRB5_BLOCK];

        lwclus_hmac_sha_update(&h, iv, sizeof iv);
    }
#endif
    lwclus_hmac_sha_update(&h, token + KRB5_AT_CONFOUNDER(mac_bytes(krb5)), KRB5_BLOCK);
    lwclus_hmac_sha_update(&h, pdu->header.ptr, pdu->header.size);
    lwclus_hmac_sha_update(&h, pdu->body.ptr, pdu->body.size);
    lwclus_hmac_sha_update(&h, pdu->trailer.ptr, pdu->trailer.size);
    lwclus_hmac_sha_update(&h, token + (sha2 ? KRB5_AT_HEADER : KRB5_AT_FILLER), KRB5_BLOCK);
    lwclus_hmac_sha_update(&h, token + (sha2 ? KRB5_AT_FILLER : KRB5_AT_HEADER), KRB5_BLOCK);
    lwclus_hmac_sha_finish(&h, whole);
    memcpy(mac, whole, mac_bytes(krb5));
}

/* One CBC chain over confounder, body, filler and header. The ciphertext stealing of these encryption types
 * is no more than the place of the last two blocks, since all are whole. */
static void crypt(struct lwclus_krb5_side *side, const struct lwclus_auth_pdu *pdu, uint8_t *token,
                  uint32_t confounder, bool decrypt)
{
    const struct lwclus_span spans[4] = {{token + confounder, KRB5_BLOCK},
                                         pdu->body,
                                         {token + KRB5_AT_FILLER, KRB5_BLOCK},
                                         {token + KRB5_AT_HEADER, KRB5_BLOCK}};
    uint8_t iv[KRB5_BLOCK] = {0};
    uint32_t i;

    for (i = 0; i < 4; i++) {
        if (decrypt) {
            lwclus_cbc_decrypt(&side->ke, iv, spans[i].ptr, spans[i].size);
        } else {
            lwclus_cbc_encrypt(&side->ke, iv, spans[i].ptr, spans[i].size);
        }
    }
}

bool lwclus_krb5_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *token)
{
    struct lwclus_krb5 *krb5 = &auth->state.krb5;
    struct lwclus_krb5_side *side = &krb5->u.side[LWCLUS_AUTH_CLIENT];
    uint32_t mac = mac_bytes(krb5);

    if (!auth->source->random(auth->source->user, token + KRB5_AT_CONFOUNDER(mac), KRB5_BLOCK)) {
        return false;
    }
    put_header(auth, LWCLUS_AUTH_CLIENT, TOKEN_WRAP, FLAG_SEALED, EC_RRC(mac), token);
    put_header(auth, LWCLUS_AUTH_CLIENT, TOKEN_WRAP, FLAG_SEALED, EC, token + KRB5_AT_HEADER);
    memset(token + KRB5_AT_FILLER, FILLER, KRB5_BLOCK);
    if (!is_sha2(krb5)) {
        sign(krb5, side, pdu, token, token + KRB5_AT_MAC);
    }
    crypt(side, pdu, token, KRB5_AT_CONFOUNDER(mac), false);
    if (is_sha2(krb5)) {
        sign(krb5, side, pdu, token, token + KRB5_AT_MAC);
    }
    side->sequence++;
    return true;
}

/* Anything but the next sequence number is a replay or a loss. Another EC than one block would be legal, but
 * no server sends it with bodies that are whole blocks. */
bool lwclus_krb5_unseal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *token)
{
    struct lwclus_krb5 *krb5 = &auth->state.krb5;
    struct lwclus_krb5_side *side = &krb5->u.side[LWCLUS_AUTH_SERVER];
    uint32_t bytes = mac_bytes(krb5);
    uint8_t header[KRB5_BLOCK];
    uint8_t mac[LWCLUS_KRB5_MAC_MAX];
    bool ok;

    put_header(auth, LWCLUS_AUTH_SERVER, TOKEN_WRAP, FLAG_SEALED, EC_RRC(bytes), header);
    if (memcmp(header, token, KRB5_BLOCK) != 0 || pdu->body.size % KRB5_BLOCK != 0) {
        lwclus_log(LWCLUS_LOG_WARN, "auth: Kerberos token with other flags, EC, RRC or sequence, body bytes",
                   pdu->body.size);
        return false;
    }
    put_header(auth, LWCLUS_AUTH_SERVER, TOKEN_WRAP, FLAG_SEALED, EC, header);
    if (is_sha2(krb5)) {
        sign(krb5, side, pdu, token, mac);
    }
    crypt(side, pdu, token, KRB5_AT_CONFOUNDER(bytes), true);
    if (!is_sha2(krb5)) {
        sign(krb5, side, pdu, token, mac);
    }
    ok = lwclus_equal_secret(mac, token + KRB5_AT_MAC, bytes);
    ok = lwclus_equal_secret(header, token + KRB5_AT_HEADER, KRB5_BLOCK) && ok;
    side->sequence++;
    return ok;
}

#endif
