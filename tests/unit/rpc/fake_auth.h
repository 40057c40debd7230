/*
 * Replacement of core/auth for tests of the RPC layer: the same interface, a cipher and a signature that a
 * test server can compute too. The tokens of the logon are "LEG1" to "LEG4" (or further).
 */
#ifndef TESTS_UNIT_RPC_FAKE_AUTH_H
#define TESTS_UNIT_RPC_FAKE_AUTH_H

#include "auth/auth.h"

#define FAKE_AUTH_CLIENT 1u
#define FAKE_AUTH_SERVER 2u

struct fake_auth {
    unsigned server_legs; /* tokens of the server until the logon is done */
    uint32_t token_bytes; /* of every token of the client */
    uint32_t sequence[3]; /* by direction */
    unsigned wipes;
};

extern struct fake_auth fake_auth;

/** Two server tokens, 4 bytes each, sequence numbers 0. */
void fake_auth_reset(void);

/** Encrypts (or decrypts, it is the same) `body` with the key stream of a direction and sequence number. */
void fake_auth_cipher(uint32_t direction, uint32_t sequence, struct lwclus_span body);

/** Signature of a PDU whose body is plain. */
void fake_auth_sign(uint32_t direction, uint32_t sequence, const struct lwclus_auth_pdu *pdu,
                    uint8_t out[16]);

#endif
