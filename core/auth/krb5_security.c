/* Per-message protection of Kerberos ([RFC4121] 4.2, [MS-KILE] 3.4.5.4.1). */
#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include "auth/krb5_internal.h"

#include <string.h>

#include "base/log.h"
#include "crypto/cbc.h"

/* Key usages ([RFC4121] 2) of the client, those of the server are 2 less. */
#define USAGE_SEAL 24u
#define USAGE_SIGN 25u

/* First word of a token: its kind and flags. Whose subkey it is comes from the logon; bit 0 is the sender. */
#define MIC_TOKEN   0x040400ffu
#define WRAP_TOKEN  0x050402ffu /* sealed */
#define FLAGS_SHIFT 8
#define SENDER      1u
#define FILLER      0xff

/* EC is one block, RRC in the clear what stands between it and the header: filler is not counted. In the
 * encrypted copy it is 0. */
#define EC       (KRB5_BLOCK << 16)
#define RRC(mac) (KRB5_BLOCK + (mac))
#define NO_RRC   0xffffffffu /* nor EC */

/* RFC 8009: the mac is of the ciphertext. */
static bool is_sha2(uint32_t etype)
{
    return LWCLUS_KERBEROS_SHA2 && etype == LWCLUS_KRB5_AES256_SHA384;
}

static uint32_t mac_bytes(uint32_t etype)
{
    return is_sha2(etype) ? KRB5_MAC_SHA384 : KRB5_MAC_SHA1;
}

/* The 16 bytes that every token begins with; a MIC is the one without EC and RRC. Byte order: big-endian,
 * unlike the checksum of the AP-REQ. */
static void put_header(const struct lwclus_krb5_side *side, uint32_t rrc, uint8_t header[KRB5_BLOCK])
{
    uint32_t first = rrc == NO_RRC ? MIC_TOKEN : WRAP_TOKEN;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, header, KRB5_BLOCK);
    lwclus_put_u32be(&c, first | (uint32_t)side->flags << FLAGS_SHIFT);
    lwclus_put_u32be(&c, EC | rrc);
    lwclus_put_u32be(&c, (uint32_t)(side->sequence >> 32));
    lwclus_put_u32be(&c, (uint32_t)side->sequence);
}

/* The mechListMIC takes a sequence number of its direction, unlike that of NTLM. */
static void derive_mic(const struct lwclus_auth *auth, struct lwclus_krb5_side *side,
                       const struct lwclus_krb5_key *key, uint32_t usage)
{
    const struct lwclus_cspan parts[2] = {{auth->mech->mech_types, auth->mech->mech_types_bytes},
                                          {side->mic, KRB5_BLOCK}};

    put_header(side, NO_RRC, side->mic);
    lwclus_krb5_checksum(key, usage, parts, 2, side->mic + KRB5_BLOCK);
    side->sequence++;
}

static LWCLUS_NOINLINE void secure_side(const struct lwclus_auth *auth, struct lwclus_krb5_side *side,
                                        uint32_t sender, const struct lwclus_krb5_key *key)
{
    uint32_t usage = USAGE_SEAL - 2 * sender;

    side->etype = key->etype;
    side->flags = (uint8_t)(auth->state.krb5.flags | sender);
    (void)lwclus_krb5_derive(key, usage, LWCLUS_KRB5_KI, side->ki);
    lwclus_krb5_start_aes(&side->ke, key, usage, sender == LWCLUS_AUTH_SERVER);
    if (auth->kind != LWCLUS_AUTH_KIND_KERBEROS_RAW) {
        derive_mic(auth, side, key, usage + USAGE_SIGN - USAGE_SEAL);
    }
}

void lwclus_krb5_secure(struct lwclus_auth *auth, const struct lwclus_krb5_key *message_key,
                        uint32_t client_sequence, uint32_t server_sequence)
{
    struct lwclus_krb5_side *side = auth->state.krb5.u.side;
    struct lwclus_krb5_key key = *message_key; /* which lies in what is wiped */

#if LWCLUS_KERBEROS_SHA2
    if (is_sha2(key.etype)) {
        auth->mech = &lwclus_krb5_sha2_mech;
    }
#endif
    lwclus_wipe(&auth->state.krb5.u, sizeof auth->state.krb5.u);
    side[LWCLUS_AUTH_CLIENT].sequence = client_sequence;
    side[LWCLUS_AUTH_SERVER].sequence = server_sequence;
    secure_side(auth, &side[LWCLUS_AUTH_CLIENT], LWCLUS_AUTH_CLIENT, &key);
    secure_side(auth, &side[LWCLUS_AUTH_SERVER], LWCLUS_AUTH_SERVER, &key);
    lwclus_wipe(&key, sizeof key);
}

#if LWCLUS_KERBEROS_SHA2
static const uint8_t zeros[KRB5_BLOCK]; /* the IV, which that mac is of too (RFC 8009 5) */
#endif

/* Encrypts what the client sends, decrypts what the server sent: confounder, body, filler and header. Header
 * and mac, as they have to be, go to `made`. The mac is of plaintext, with SHA-2 of ciphertext. */
static void protect(struct lwclus_krb5_side *side, const struct lwclus_auth_pdu *pdu, uint8_t *token,
                    uint8_t *made)
{
    bool decrypt = (side->flags & SENDER) == LWCLUS_AUTH_SERVER;
    uint8_t *confounder = token + KRB5_AT_CONFOUNDER(mac_bytes(side->etype));
    uint32_t pass;

    put_header(side, 0, made);
    side->sequence++;
    for (pass = 0; pass < 2; pass++) {
        if (pass == (decrypt != is_sha2(side->etype))) {
            const struct lwclus_cspan parts[] = {
#if LWCLUS_KERBEROS_SHA2
                {zeros, is_sha2(side->etype) ? KRB5_BLOCK : 0},
#endif
                {confounder, KRB5_BLOCK},
                pdu->header,
                {pdu->body.ptr, pdu->body.size},
                pdu->trailer,
                {token + KRB5_AT_FILLER, 2 * KRB5_BLOCK},
            };

            lwclus_krb5_mac(side->etype, side->ki, parts, sizeof parts / sizeof parts[0], made + KRB5_BLOCK);
        } else {
            struct lwclus_cbc chain = {&side->ke, {0}, decrypt};

            lwclus_cbc_crypt(&chain, confounder, KRB5_BLOCK);
            lwclus_cbc_crypt(&chain, pdu->body.ptr, pdu->body.size);
            lwclus_cts_crypt(&chain, token + KRB5_AT_FILLER, 2 * KRB5_BLOCK);
        }
    }
}

bool lwclus_krb5_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *token)
{
    struct lwclus_krb5_side *side = &auth->state.krb5.u.side[LWCLUS_AUTH_CLIENT];
    uint32_t mac = mac_bytes(side->etype);

    if (!auth->source->random(auth->source->user, token + KRB5_AT_CONFOUNDER(mac), KRB5_BLOCK)) {
        return false;
    }
    put_header(side, RRC(mac), token);
    memset(token + KRB5_AT_FILLER, FILLER, KRB5_BLOCK);
    protect(side, pdu, token, token + KRB5_AT_HEADER);
    return true;
}

/* Anything but the next sequence number is a replay or a loss. Another EC than one block would be legal, but
 * no server sends it with bodies that are whole blocks. */
bool lwclus_krb5_unseal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *token)
{
    struct lwclus_krb5_side *side = &auth->state.krb5.u.side[LWCLUS_AUTH_SERVER];
    uint32_t mac = mac_bytes(side->etype);
    uint8_t *expected = side->mic; /* what was in it is checked */

    put_header(side, RRC(mac), expected);
    if (memcmp(expected, token, KRB5_BLOCK) != 0 || pdu->body.size % KRB5_BLOCK != 0) {
        lwclus_log(LWCLUS_LOG_WARN, "auth: Kerberos token with other flags, EC, RRC or sequence, body bytes",
                   pdu->body.size);
        return false;
    }
    protect(side, pdu, token, expected);
    return lwclus_equal_secret(expected, token + KRB5_AT_HEADER, KRB5_BLOCK + mac);
}

#endif
