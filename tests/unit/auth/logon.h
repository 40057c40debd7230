/* A client under test with a fixed identity, random draw and clock. */
#ifndef TESTS_UNIT_AUTH_LOGON_H
#define TESTS_UNIT_AUTH_LOGON_H

#include <stdbool.h>
#include <stdint.h>

#include "auth/auth.h"

struct logon {
    struct lwclus_auth auth;
    struct lwclus_auth_source source;
    struct lwclus_auth_identity id;
    uint8_t random[24];
    bool no_credentials;
    bool no_random;
    uint64_t now;
    unsigned gets;
    unsigned dones;
    uint8_t out[2048];
    uint32_t out_room; /* bytes of out that may be used */
    uint32_t out_bytes;
};

/** Identity and random draw of the recorded session. */
void logon_init(struct logon *l);

/** Token 1 into out. */
lwclus_result logon_start(struct logon *l);

/** Next token for a server's token in hexadecimal, or in bytes (copied to a block of just that size). */
lwclus_result logon_step(struct logon *l, const char *hex);
lwclus_result logon_step_bytes(struct logon *l, const uint8_t *token, uint32_t size);

/** Logs on as in the recorded session, up to the end. */
void logon_complete(struct logon *l);

/** A NegTokenResp that carries a CHALLENGE with these flags and AV pairs; returns its bytes. */
uint32_t logon_put_challenge(uint8_t *token, uint32_t room, uint32_t flags, const char *av_pairs);

/** Flags of the recorded CHALLENGE. */
#define LOGON_FLAGS 0xe28a8235u

/** A field {length, allocated, offset} at `at` of an NTLM message, checked to lie within it. */
struct lwclus_cspan logon_field(const uint8_t *message, uint32_t size, uint32_t at);

#endif
