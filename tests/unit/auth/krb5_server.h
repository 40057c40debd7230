/*
 * A Kerberos acceptor for tests, DCE style: written from [RFC4121] with whole buffers, not from the client.
 * It knows the session key of the ticket and does as it is told, also what no server may do.
 */
#ifndef TESTS_UNIT_AUTH_KRB5_SERVER_H
#define TESTS_UNIT_AUTH_KRB5_SERVER_H

#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include <stdbool.h>
#include <stdint.h>

#include "auth/auth.h"
#include "krb5/part.h"

struct krb5_server {
    /* what the test sets */
    bool raw;
    struct lwclus_krb5_key session;
    struct lwclus_krb5_key subkey; /* etype 0 = none */
    uint64_t sequence;             /* of the next token */
    bool no_sequence;              /* none in the AP-REP */
    bool other_field;              /* and [4] in its place */
    uint32_t seconds_off, microseconds_off;
    bool wrong_key;    /* of the AP-REP */
    uint32_t usage;    /* of the AP-REP; 0 = 12 */
    uint8_t state;     /* negState of leg 2 */
    const char *mech;  /* supportedMech of leg 2; NULL = MS-Kerberos, "" = absent */
    uint8_t ec;        /* of sealed PDUs; 0 = 16 */
    uint8_t rrc_off;   /* added to the RRC in the clear */
    uint8_t flags_off; /* exclusive-or */
    uint8_t inner_off; /* exclusive-or, of a byte in the encrypted copy of the header alone */
    uint8_t inner_at;

    /* what it learned */
    struct lwclus_krb5_key key; /* of messages */
    struct lwclus_krb5_key client_subkey;
    uint64_t client_sequence; /* of the next token */
    struct lwclus_krb5_time time;
    uint8_t flags; /* 4: the key is ours */
};

/** Subkey as that of the ticket, SPNEGO. */
void krb5_server_init(struct krb5_server *s, const struct lwclus_krb5_key *session, bool raw);

/** Takes the client's first token (the last `size` bytes of whatever carries it) and answers with AP-REP;
 * returns the bytes of the answer. */
uint32_t krb5_server_accept(struct krb5_server *s, const uint8_t *token, uint32_t size, uint8_t *out,
                            uint32_t room);

/** Answers the first token with KRB-ERROR `code`, GSS framed. */
uint32_t krb5_server_refuse(struct krb5_server *s, uint32_t code, uint32_t stime, uint8_t *out,
                            uint32_t room);

/** Checks the client's AP-REP and mechListMIC and answers with ours; 0 bytes without SPNEGO. */
uint32_t krb5_server_finish(struct krb5_server *s, const uint8_t *token, uint32_t size, uint8_t *out,
                            uint32_t room);

/** The mechListMIC of the client (sender 0) or server (1) with the sequence number `sequence`. */
void krb5_server_mic(const struct krb5_server *s, uint32_t sender, uint64_t sequence, uint8_t *mic);

/** Bytes of an auth verifier. */
uint32_t krb5_server_token_bytes(const struct krb5_server *s);

/** Encrypts the body of a PDU of ours in place and writes the token; decrypts one of the client: false when
 * it is wrong. */
void krb5_server_seal(struct krb5_server *s, const struct lwclus_auth_pdu *pdu, uint8_t *token);
bool krb5_server_open(struct krb5_server *s, const struct lwclus_auth_pdu *pdu, const uint8_t *token);

#endif
#endif
