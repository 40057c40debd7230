/* Between the parts of NTLM; for nobody else but their unit tests. */
#ifndef LWCLUS_AUTH_NTLM_INTERNAL_H
#define LWCLUS_AUTH_NTLM_INTERNAL_H

#include "auth/mech.h"

/* [MS-NLMP] 2.2.2.5 */
#define NTLM_UNICODE            0x00000001u
#define NTLM_REQUEST_TARGET     0x00000004u
#define NTLM_SIGN               0x00000010u
#define NTLM_SEAL               0x00000020u
#define NTLM_NTLM               0x00000200u
#define NTLM_ALWAYS_SIGN        0x00008000u
#define NTLM_TARGET_TYPE_DOMAIN 0x00010000u
#define NTLM_TARGET_TYPE_SERVER 0x00020000u
#define NTLM_EXTENDED_SECURITY  0x00080000u
#define NTLM_TARGET_INFO        0x00800000u
#define NTLM_VERSION            0x02000000u
#define NTLM_128                0x20000000u
#define NTLM_KEY_EXCH           0x40000000u
#define NTLM_56                 0x80000000u

/* Offered in NEGOTIATE. */
#define NTLM_OFFERED                                                                                         \
    (NTLM_UNICODE | NTLM_REQUEST_TARGET | NTLM_SIGN | NTLM_SEAL | NTLM_NTLM | NTLM_ALWAYS_SIGN |             \
     NTLM_EXTENDED_SECURITY | NTLM_VERSION | NTLM_128 | NTLM_KEY_EXCH | NTLM_56)

/* A CHALLENGE without one of these is a downgrade. */
#define NTLM_REQUIRED                                                                                        \
    (NTLM_UNICODE | NTLM_SIGN | NTLM_SEAL | NTLM_NTLM | NTLM_EXTENDED_SECURITY | NTLM_TARGET_INFO |          \
     NTLM_128 | NTLM_KEY_EXCH)

/* Kept in AUTHENTICATE when the server set it. */
#define NTLM_ECHOED (NTLM_OFFERED | NTLM_TARGET_INFO | NTLM_TARGET_TYPE_DOMAIN | NTLM_TARGET_TYPE_SERVER)

#define NTLM_NEGOTIATE_BYTES 40u
#define NTLM_VERSION_OFFSET  32u

/* The NEGOTIATE message; always the same. */
extern const uint8_t lwclus_ntlm_negotiate[NTLM_NEGOTIATE_BYTES];

/* [MS-NLMP] 2.2.2.1 */
enum ntlm_av {
    NTLM_AV_EOL = 0,
    NTLM_AV_NB_COMPUTER = 1,
    NTLM_AV_NB_DOMAIN = 2,
    NTLM_AV_FLAGS = 6,
    NTLM_AV_TIMESTAMP = 7,
    NTLM_AV_TARGET_NAME = 9,
    NTLM_AV_CHANNEL_BINDINGS = 10
};

/* Pairs that a CHALLENGE must have ([MS-NLMP] 3.1.5.1.2), and those that are not taken over from it, as bits.
 */
#define NTLM_AV_NEEDED (1u << NTLM_AV_NB_COMPUTER | 1u << NTLM_AV_NB_DOMAIN)
#define NTLM_AV_OWN                                                                                          \
    (1u << NTLM_AV_EOL | 1u << NTLM_AV_FLAGS | 1u << NTLM_AV_TARGET_NAME | 1u << NTLM_AV_CHANNEL_BINDINGS)

#define NTLM_AV_FLAG_MIC 2u

/* What matters of a CHALLENGE; pointers lead into the message. */
struct lwclus_ntlm_challenge {
    struct lwclus_span message;
    uint32_t flags;
    const uint8_t *nonce;             /* 8 bytes */
    const uint8_t *timestamp;         /* 8 bytes, NULL when absent */
    struct lwclus_cursor target_info; /* at the first pair; complete with EOL */
    uint32_t av_flags;                /* 0 when absent */
};

/** Checks a CHALLENGE, ch->message, whole: bounds, downgrade, AV pairs. False when it must be refused. */
bool lwclus_ntlm_parse_challenge(struct lwclus_ntlm_challenge *ch);

/** Goes through the AV pairs: checks and notes them, and copies those that are taken over to `out` unless it
 * is NULL. False when the list is malformed or a needed pair is missing. */
bool lwclus_ntlm_walk_pairs(struct lwclus_ntlm_challenge *ch, struct lwclus_cursor *out);

/** Writes AUTHENTICATE and derives the session keys. */
lwclus_result lwclus_ntlm_respond(struct lwclus_auth *auth, struct lwclus_ntlm_challenge *ch,
                                  const struct lwclus_auth_identity *id, struct lwclus_cursor *out);

/** NTOWFv2 ([MS-NLMP] 3.3.2). Strings are at most LWCLUS_NTLM_NAME_UNITS long. */
void lwclus_ntlm_owf(const struct lwclus_auth_identity *id, uint8_t owf[16]);

/** HMAC-MD5 over `count` parts. */
void lwclus_ntlm_mac(const uint8_t key[16], const struct lwclus_cspan *parts, uint32_t count,
                     uint8_t mac[16]);

/** Keys, streams and mechListMIC of both directions from the exported session key ([MS-NLMP] 3.4.5). */
void lwclus_ntlm_derive(struct lwclus_auth *auth, const uint8_t session_key[16]);

/** Signs and encrypts (`sealing`) or decrypts and signs; writes the signature that belongs to the PDU. */
void lwclus_ntlm_protect(struct lwclus_ntlm_side *side, const struct lwclus_auth_pdu *pdu, bool sealing,
                         uint8_t signature[16]);

#endif
