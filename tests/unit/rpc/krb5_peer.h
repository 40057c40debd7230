/* A server that logs on with Kerberos and echoes stub data, and the client under test; see krb5_server.h. */
#ifndef TESTS_UNIT_RPC_KRB5_PEER_H
#define TESTS_UNIT_RPC_KRB5_PEER_H

#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include "auth/krb5_logon.h"
#include "auth/krb5_server.h"
#include "rpc/assoc.h"
#include "rpc/script_transport.h"

#define KRB5_PEER_ACK_FLAGS  0x17u
#define KRB5_PEER_ACK_NO_MPX 0x07u
#define KRB5_PEER_STUB_MAX   (LWCLUS_STUB_BYTES < 12000u ? LWCLUS_STUB_BYTES : 12000u)

struct krb5_peer {
    /* what the test sets */
    uint8_t kind;
    uint8_t ack_flags;
    bool skewed;               /* answers the first AP-REQ with KRB_AP_ERR_SKEW */
    int nak;                   /* reason of a bind_nak instead of the bind_ack; -1 = none */
    uint32_t fault;            /* instead of the answer to the last leg; 0 = none */
    bool hasty;                /* a response before the answer to the last leg */
    bool silent;               /* no answer to the last leg */
    uint8_t answer_token;      /* raw: bytes of a token that should not be there */
    uint32_t cut_pdu, flip_at; /* damages a PDU of the server: which one, and its byte */

    struct script io;
    struct krb5_logon l;
    struct krb5_server s;
    struct lwclus_assoc a;
    uint8_t *ticket;
    bool refused;
    uint32_t said, requests, fragments, alters;
    uint8_t stub[KRB5_PEER_STUB_MAX + 64];
    uint32_t stub_size;
};

/** A client that is about to connect; enum lwclus_auth_kind. */
struct krb5_peer *krb5_peer_new(uint8_t kind);
void krb5_peer_free(struct krb5_peer *p);

/** Steps until something but LWCLUS_PENDING comes, or nothing moves any more. */
lwclus_result krb5_peer_run(struct krb5_peer *p);

/** Queues a call with `size` bytes of a pattern. */
lwclus_result krb5_peer_submit(struct krb5_peer *p, uint32_t size);

/** The response is the begin of those. */
void krb5_peer_check_response(struct krb5_peer *p, uint32_t size);

/** Opens, and one call of 20 bytes. */
lwclus_result krb5_peer_talk(struct krb5_peer *p);

/** The association has ended, once, and nothing of it is left. */
void krb5_peer_check_closed(struct krb5_peer *p);

#endif
#endif
