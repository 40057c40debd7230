/*
 * A well-behaved server on top of script_transport and fake_auth, with a client under test in front of it. It
 * checks every PDU of the client, echoes, and lets a test damage what it says.
 */
#ifndef TESTS_UNIT_RPC_PEER_H
#define TESTS_UNIT_RPC_PEER_H

#include "rpc/assoc.h"
#include "rpc/fake_auth.h"
#include "rpc/script_transport.h"

#define PEER_STUB_BYTES (LWCLUS_STUB_BYTES + 2048u)

/* pfc_flags that a client offers several calls at a time with */
#define PEER_MULTIPLEX (LWCLUS_PIPELINED ? 0x10 : 0)

struct peer {
    struct script io;
    struct lwclus_assoc a;
    struct lwclus_auth auth;
    struct lwclus_auth_source source;
    struct lwclus_address address;
    bool authenticated;

    /* server: settings */
    uint16_t max_frag;       /* offered in bind_ack */
    uint32_t response_chunk; /* stub bytes per response fragment */
    uint32_t reply_size;     /* bytes of reply to answer with; UINT32_MAX echoes the request */
    bool mute;               /* no answers to requests */
    uint8_t ack_flags;
    uint8_t reply[PEER_STUB_BYTES];
    /* Called before the server says a PDU (after sealing); may change bytes and size. */
    void (*damage)(struct peer *p, uint8_t *pdu, uint32_t *size);
    /* Called before sealing: plain PDU, header 24 and stub; may change bytes. */
    void (*edit)(struct peer *p, uint8_t *pdu);
    uint32_t number; /* for the two above: which byte, which case */

    /* server: seen */
    unsigned said;           /* PDUs */
    uint32_t sealed, opened; /* sequence numbers */
    unsigned fragments;      /* of the last request */
    unsigned requests, verifications;
    uint8_t stub[PEER_STUB_BYTES]; /* of the last request, without verification trailer */
    uint32_t stub_size;
    uint32_t hint; /* alloc_hint of the first fragment */
    uint16_t opnum;
    uint32_t call_id;
};

/** Client and server, nothing sent yet; buffers of the client are exact heap blocks. */
struct peer *peer_new(bool authenticated);
void peer_free(struct peer *p);

/** Steps until the result is not PENDING; PENDING when the server has nothing to say (`idle` steps in a row).
 */
lwclus_result peer_run(struct peer *p);

/** Opens and runs; asserts success. */
void peer_open(struct peer *p);

/** Submits `size` bytes of a pattern, in tx or in rx. */
lwclus_result peer_submit(struct peer *p, uint16_t opnum, uint32_t size, bool large);

/** Submits and runs. */
lwclus_result peer_call(struct peer *p, uint16_t opnum, uint32_t size, bool large);

/** Answers the request of `call_id`: the reply, or the stub of the last request. */
void peer_answer(struct peer *p);

/** Asserts that the response is `size` bytes of `expected`. */
void peer_expect(struct peer *p, const uint8_t *expected, uint32_t size);

/** The server says a PDU: sealed like a response when asked for. `pdu` has room for pad and verifier. */
void peer_say(struct peer *p, uint8_t *pdu, uint32_t size, bool seal);

/** Asserts that the association is closed, its keys and buffers are wiped. */
void peer_expect_closed(struct peer *p);

/** Byte `i` of the pattern. */
uint8_t peer_pattern(uint32_t i);

#endif
