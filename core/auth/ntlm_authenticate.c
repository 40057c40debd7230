/* The AUTHENTICATE message, written in place, and the NTLMv2 response in it. */
#include "auth/ntlm_internal.h"

#include <stddef.h>
#include <string.h>

#include "base/utf16.h"
#include "crypto/rc4.h"
#include "lwclus_config.h"

#if LWCLUS_NTLM

#define MIC_BYTES   16u
#define LM_BYTES    24u
#define KEY_BYTES   16u
#define PROOF_BYTES 16u

/* Where the {length, allocated, offset} of a field stand in the message ([MS-NLMP] 2.2.1.3). */
#define FIELD_LM     12u
#define FIELD_NT     20u
#define FIELD_NAMES  28u /* domain, user, workstation */
#define FIELD_KEY    52u
#define FIELD_BYTES  8u
#define FIELDS_BYTES 48u /* all six */
#define MIC          72u /* behind fields, flags and version */

/* Random draw: client challenge and exported session key. */
#define NONCE_BYTES  8u
#define RANDOM_BYTES (NONCE_BYTES + KEY_BYTES)

#define UNUSABLE LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER)

struct reply {
    uint8_t random[RANDOM_BYTES];
    uint8_t owf[16]; /* NTOWFv2 */
    uint8_t *lm;     /* LM response in the message; the NT response behind it begins with its proof */
};

static void put_pair(struct lwclus_cursor *c, uint32_t low, uint32_t high)
{
    lwclus_put_u32(c, low | high << 16);
}

/* Ends a payload that began at `start`: fills in its field and moves `start` to the next one. */
static void end_field(struct lwclus_cursor *c, uint32_t field, uint32_t *start)
{
    uint32_t end = c->pos;

    lwclus_cursor_seek(c, field); /* written before */
    put_pair(c, end - *start, end - *start);
    lwclus_put_u32(c, *start);
    lwclus_cursor_seek(c, end);
    *start = end;
}

/* A name, NULL or not. */
static void put_name(struct lwclus_cursor *c, const uint16_t *s)
{
    uint32_t units = lwclus_utf16_length(s, LWCLUS_NTLM_NAME_UNITS + 1);

    if (units > LWCLUS_NTLM_NAME_UNITS) {
        lwclus_cursor_fail(c, UNUSABLE);
    }
    lwclus_put_utf16(c, s, units);
}

static void put_av_pairs(struct lwclus_cursor *c, struct lwclus_ntlm_challenge *ch, const uint16_t *target)
{
    uint32_t units = lwclus_utf16_length(target, LWCLUS_NTLM_NAME_UNITS + 1);

    (void)lwclus_ntlm_walk_pairs(ch, c);
    if (ch->timestamp != NULL || ch->av_flags != 0) {
        put_pair(c, NTLM_AV_FLAGS, 4);
        /* the server's own MIC bit would promise a MIC that we do not send */
        lwclus_put_u32(c,
                       (ch->av_flags & ~NTLM_AV_FLAG_MIC) | (ch->timestamp != NULL ? NTLM_AV_FLAG_MIC : 0));
    }
    put_pair(c, NTLM_AV_CHANNEL_BINDINGS, 16);
    lwclus_put_zeros(c, 16); /* none: there is no TLS here */
    put_pair(c, NTLM_AV_TARGET_NAME, 2 * units);
    put_name(c, target);
    lwclus_put_zeros(c, 8); /* EOL, and behind the pairs 4 bytes that are reserved */
}

/* NTLMv2_CLIENT_CHALLENGE ([MS-NLMP] 2.2.2.7). */
static void put_blob(struct lwclus_auth *auth, struct lwclus_cursor *c, struct lwclus_ntlm_challenge *ch,
                     const uint8_t *nonce, const uint16_t *target)
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
    lwclus_put_bytes(c, nonce, NONCE_BYTES);
    lwclus_put_zeros(c, 4);
    put_av_pairs(c, ch, target);
}

/* Payload order: domain, user, workstation, LM response, NT response, key. */
static LWCLUS_NOINLINE void put_message(struct lwclus_auth *auth, struct lwclus_ntlm_challenge *ch,
                                        const struct lwclus_auth_identity *id, struct reply *reply,
                                        struct lwclus_cursor *c)
{
    const uint16_t *const names[3] = {id->domain, id->user, id->workstation};
    uint32_t start;
    uint32_t i;

    lwclus_put_bytes(c, lwclus_ntlm_negotiate, 8);
    lwclus_put_u32(c, 3);
    (void)lwclus_cursor_take(c, FIELDS_BYTES);
    lwclus_put_u32(c, (ch->flags & NTLM_ECHOED) | NTLM_VERSION);
    lwclus_put_bytes(c, lwclus_ntlm_negotiate + NTLM_VERSION_OFFSET, 8);
    lwclus_put_zeros(c, MIC_BYTES);
    start = c->pos;
    for (i = 0; i < 3; i++) {
        put_name(c, names[i]);
        end_field(c, FIELD_NAMES + i * FIELD_BYTES, &start);
    }
    reply->lm = lwclus_cursor_take(c, 0);
    lwclus_put_zeros(c, LM_BYTES);
    end_field(c, FIELD_LM, &start);
    (void)lwclus_cursor_take(c, PROOF_BYTES);
    put_blob(auth, c, ch, reply->random, id->target);
    end_field(c, FIELD_NT, &start);
    lwclus_put_bytes(c, reply->random + NONCE_BYTES, KEY_BYTES); /* last of all; encrypted below */
    end_field(c, FIELD_KEY, &start);
}

static void set_part(struct lwclus_cspan *part, const uint8_t *ptr, uint32_t size)
{
    part->ptr = ptr;
    part->size = size;
}

/* LM and NT response, encrypted session key and MIC ([MS-NLMP] 3.3.2, 3.1.5.1.2). */
static LWCLUS_NOINLINE void authenticate(struct lwclus_auth *auth, const struct lwclus_ntlm_challenge *ch,
                                         const struct reply *reply, const struct lwclus_cursor *message)
{
    struct lwclus_ntlm_side *scratch = auth->state.ntlm.side; /* derivation overwrites it */
    uint8_t *proof = reply->lm + LM_BYTES;
    uint8_t *key = message->base + message->cap - KEY_BYTES; /* the last field */
    struct lwclus_cspan parts[3];

    set_part(&parts[0], ch->nonce, 8);
    if (ch->timestamp == NULL) { /* no MIC then, but an LMv2 response */
        set_part(&parts[1], reply->random, NONCE_BYTES);
        lwclus_ntlm_mac(reply->owf, parts, 2, reply->lm);
        memcpy(reply->lm + 16, reply->random, NONCE_BYTES);
    }
    set_part(&parts[1], proof + PROOF_BYTES, (uint32_t)(key - proof) - PROOF_BYTES);
    lwclus_ntlm_mac(reply->owf, parts, 2, proof);
    set_part(&parts[0], proof, PROOF_BYTES);
    lwclus_ntlm_mac(reply->owf, parts, 1, scratch->sign_key); /* the key that wraps the session key */
    lwclus_rc4_start(&scratch->rc4, scratch->sign_key, KEY_BYTES);
    lwclus_rc4_crypt(&scratch->rc4, key, KEY_BYTES);
    if (ch->timestamp != NULL) {
        set_part(&parts[0], lwclus_ntlm_negotiate, NTLM_NEGOTIATE_BYTES);
        set_part(&parts[1], ch->message.ptr, ch->message.size);
        set_part(&parts[2], message->base, message->cap);
        lwclus_ntlm_mac(reply->random + NONCE_BYTES, parts, 3, message->base + MIC);
    }
}

lwclus_result lwclus_ntlm_respond(struct lwclus_auth *auth, struct lwclus_ntlm_challenge *ch,
                                  const struct lwclus_auth_identity *id, struct lwclus_cursor *out)
{
    struct lwclus_cursor c;
    struct reply reply;

    if (id->user == NULL || *id->user == 0 || /* an anonymous logon has no keys */
        (id->nt_hash == NULL &&
         (id->password == NULL ||
          lwclus_utf16_length(id->password, LWCLUS_NTLM_NAME_UNITS + 1) > LWCLUS_NTLM_NAME_UNITS))) {
        return UNUSABLE;
    }
    if (!auth->source->random(auth->source->user, reply.random, sizeof reply.random)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE);
    }
    c = *out;
    lwclus_cursor_split(&c, lwclus_cursor_left(&c), &c);
    put_message(auth, ch, id, &reply, &c);
    if (c.status == LWCLUS_OK) {
        lwclus_cursor_split(out, c.pos, &c);
        lwclus_ntlm_owf(id, reply.owf);
        authenticate(auth, ch, &reply, &c);
        lwclus_ntlm_derive(auth, reply.random + NONCE_BYTES);
    }
    lwclus_wipe(&reply, sizeof reply);
    if (c.status == UNUSABLE) {
        return UNUSABLE;
    }
    lwclus_cursor_fail(out, c.status); /* which tells that it was too small */
    return LWCLUS_OK;
}

#endif
