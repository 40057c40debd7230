/* The AUTHENTICATE message, written in place, and the NTLMv2 response in it. */
#include "auth/ntlm_internal.h"

#include <stddef.h>
#include <string.h>

#include "base/utf16.h"
#include "crypto/rc4.h"

#define HEADER_BYTES 88u
#define LM_BYTES     24u
#define KEY_BYTES    16u
#define BLOB_BYTES   28u /* NTLMv2_CLIENT_CHALLENGE in front of the AV pairs ([MS-NLMP] 2.2.2.7) */

/* Sizes in bytes of everything that varies. */
struct sizes {
    uint32_t domain;
    uint32_t user;
    uint32_t workstation;
    uint32_t target;
    uint32_t av_pairs; /* with EOL */
};

/* Random draw: client challenge and exported session key. */
#define NONCE_BYTES  8u
#define RANDOM_BYTES (NONCE_BYTES + KEY_BYTES)

struct reply {
    struct sizes size;
    uint8_t random[RANDOM_BYTES];
    uint8_t owf[16]; /* NTOWFv2 */
    uint8_t exchange_key[KEY_BYTES];
};

static bool measure_string(const uint16_t *s, uint32_t *bytes)
{
    uint32_t units = lwclus_utf16_length(s, LWCLUS_NTLM_NAME_UNITS + 1);

    *bytes = 2 * units;
    return units <= LWCLUS_NTLM_NAME_UNITS;
}

static bool with_flags(const struct lwclus_ntlm_challenge *ch)
{
    return ch->timestamp != NULL || ch->av_flags != 0;
}

/* False when the identity cannot be used: too long, no user (an anonymous logon has no keys), no password. */
static bool measure(struct sizes *size, const struct lwclus_ntlm_challenge *ch,
                    const struct lwclus_auth_identity *id)
{
    uint32_t password;

    if (!measure_string(id->domain, &size->domain) || !measure_string(id->user, &size->user) ||
        !measure_string(id->workstation, &size->workstation) || !measure_string(id->target, &size->target) ||
        !measure_string(id->password, &password)) {
        return false;
    }
    size->av_pairs = ch->kept_bytes + (with_flags(ch) ? 8u : 0u) + 20u + 4u + size->target + 4u;
    return size->user != 0 && (id->nt_hash != NULL || id->password != NULL);
}

static void put_pair(struct lwclus_cursor *c, uint32_t low, uint32_t high)
{
    lwclus_put_u32(c, low | high << 16);
}

/* One {length, allocated, offset}; `at` moves on to the next payload. */
static void put_fields(struct lwclus_cursor *c, uint32_t bytes, uint32_t *at)
{
    put_pair(c, bytes, bytes);
    lwclus_put_u32(c, *at);
    *at += bytes;
}

/* Payload order: domain, user, workstation, LM response, NT response, key. */
static void put_header(struct lwclus_cursor *c, const struct sizes *size, uint32_t nt_bytes, uint32_t flags)
{
    uint32_t names = HEADER_BYTES;
    uint32_t rest = HEADER_BYTES + size->domain + size->user + size->workstation;

    lwclus_put_bytes(c, lwclus_ntlm_negotiate, 8);
    lwclus_put_u32(c, 3);
    put_fields(c, LM_BYTES, &rest);
    put_fields(c, nt_bytes, &rest);
    put_fields(c, size->domain, &names);
    put_fields(c, size->user, &names);
    put_fields(c, size->workstation, &names);
    put_fields(c, KEY_BYTES, &rest);
    lwclus_put_u32(c, (flags & NTLM_ECHOED) | NTLM_VERSION);
    lwclus_put_bytes(c, lwclus_ntlm_negotiate + NTLM_VERSION_OFFSET, 8);
}

static void put_av_pairs(struct lwclus_cursor *c, struct lwclus_ntlm_challenge *ch,
                         const struct lwclus_auth_identity *id, uint32_t target_bytes)
{
    (void)lwclus_ntlm_walk_pairs(ch, c);
    if (with_flags(ch)) {
        put_pair(c, NTLM_AV_FLAGS, 4);
        /* the server's own MIC bit would promise a MIC that we do not send */
        lwclus_put_u32(c,
                       (ch->av_flags & ~NTLM_AV_FLAG_MIC) | (ch->timestamp != NULL ? NTLM_AV_FLAG_MIC : 0));
    }
    put_pair(c, NTLM_AV_CHANNEL_BINDINGS, 16);
    lwclus_put_zeros(c, 16); /* none: there is no TLS here */
    put_pair(c, NTLM_AV_TARGET_NAME, target_bytes);
    lwclus_put_utf16(c, id->target, target_bytes / 2);
    lwclus_put_zeros(c, 4); /* EOL */
}

/* NTLMv2_CLIENT_CHALLENGE ([MS-NLMP] 2.2.2.7). */
static void put_blob(struct lwclus_auth *auth, struct lwclus_cursor *c, struct lwclus_ntlm_challenge *ch,
                     const struct lwclus_auth_identity *id, const struct reply *reply)
{
    lwclus_put_u32(c, 0x0101); /* version, highest version */
    lwclus_put_zeros(c, 4);
    if (ch->timestamp != NULL) {
        lwclus_put_bytes(c, ch->timestamp, 8);
    } else {
        uint64_t now = auth->source->filetime(auth->source->user);

        lwclus_put_u32(c, (uint32_t)now);
        lwclus_put_u32(c, (uint32_t)(now >> 32));
    }
    lwclus_put_bytes(c, reply->random, NONCE_BYTES);
    lwclus_put_zeros(c, 4);
    put_av_pairs(c, ch, id, reply->size.target);
    lwclus_put_zeros(c, 4);
}

/* Places in the message that are filled when all of it is written. */
struct places {
    uint8_t *mic;
    uint8_t *lm;
    uint8_t *proof;
    uint8_t *key;
};

static void set_part(struct lwclus_cspan *part, const uint8_t *ptr, uint32_t size)
{
    part->ptr = ptr;
    part->size = size;
}

/* LM and NT response, encrypted session key and MIC ([MS-NLMP] 3.3.2, 3.1.5.1.2). */
static void authenticate(struct lwclus_auth *auth, const struct lwclus_ntlm_challenge *ch,
                         struct reply *reply, const struct places *at, const struct lwclus_cursor *message)
{
    struct lwclus_rc4 *rc4 = &auth->state.ntlm.side[0].rc4; /* scratch: derivation overwrites it */
    struct lwclus_cspan parts[3];

    memset(at->lm, 0, LM_BYTES);
    memset(at->mic, 0, 16);
    set_part(&parts[0], ch->nonce, 8);
    if (ch->timestamp == NULL) { /* no MIC then, but an LMv2 response */
        set_part(&parts[1], reply->random, NONCE_BYTES);
        lwclus_ntlm_mac(reply->owf, parts, 2, at->lm);
        memcpy(at->lm + 16, reply->random, NONCE_BYTES);
    }
    set_part(&parts[1], at->proof + 16, BLOB_BYTES + reply->size.av_pairs + 4);
    lwclus_ntlm_mac(reply->owf, parts, 2, at->proof);
    set_part(&parts[0], at->proof, 16);
    lwclus_ntlm_mac(reply->owf, parts, 1, reply->exchange_key);
    memcpy(at->key, reply->random + NONCE_BYTES, KEY_BYTES);
    lwclus_rc4_start(rc4, reply->exchange_key, KEY_BYTES);
    lwclus_rc4_crypt(rc4, at->key, KEY_BYTES);
    if (ch->timestamp != NULL) {
        set_part(&parts[0], lwclus_ntlm_negotiate, NTLM_NEGOTIATE_BYTES);
        set_part(&parts[1], ch->message.ptr, ch->message.size);
        set_part(&parts[2], message->base, message->cap);
        lwclus_ntlm_mac(reply->random + NONCE_BYTES, parts, 3, at->mic);
    }
}

static void put_message(struct lwclus_auth *auth, struct lwclus_ntlm_challenge *ch,
                        const struct lwclus_auth_identity *id, struct reply *reply, struct lwclus_cursor *out)
{
    const struct sizes *size = &reply->size;
    uint32_t nt_bytes = 16 + BLOB_BYTES + size->av_pairs + 4;
    uint32_t bytes =
        HEADER_BYTES + size->domain + size->user + size->workstation + LM_BYTES + nt_bytes + KEY_BYTES;
    struct lwclus_cursor c;
    struct places at;

    lwclus_spnego_frame(auth, out, bytes, true);
    c = lwclus_cursor_sub(out, bytes);
    put_header(&c, size, nt_bytes, ch->flags);
    at.mic = lwclus_cursor_take(&c, 16);
    lwclus_put_utf16(&c, id->domain, size->domain / 2);
    lwclus_put_utf16(&c, id->user, size->user / 2);
    lwclus_put_utf16(&c, id->workstation, size->workstation / 2);
    at.lm = lwclus_cursor_take(&c, LM_BYTES);
    at.proof = lwclus_cursor_take(&c, 16);
    put_blob(auth, &c, ch, id, reply);
    at.key = lwclus_cursor_take(&c, KEY_BYTES);
    if (at.key != NULL) { /* everything fitted */
        authenticate(auth, ch, reply, &at, &c);
    }
}

lwclus_result lwclus_ntlm_respond(struct lwclus_auth *auth, struct lwclus_ntlm_challenge *ch,
                                  const struct lwclus_auth_identity *id, struct lwclus_cursor *out)
{
    struct reply reply;

    if (!measure(&reply.size, ch, id)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER);
    }
    if (!auth->source->random(auth->source->user, reply.random, sizeof reply.random)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE);
    }
    lwclus_ntlm_owf(id, reply.owf);
    put_message(auth, ch, id, &reply, out);
    lwclus_ntlm_derive(auth, reply.random + NONCE_BYTES);
    lwclus_wipe(&reply, sizeof reply);
    return LWCLUS_OK; /* `out` tells when it was too small */
}
