/*
 * What SPNEGO asks of the mechanism that it holds, and what it offers to it.
 *
 * One row of constants per mechanism; the rows that are built in stand in auth.c under #if. The state of a
 * mechanism is a member of the union in struct lwclus_auth, which the owner wipes as a whole.
 */
#ifndef LWCLUS_AUTH_MECH_H
#define LWCLUS_AUTH_MECH_H

#include "auth/auth.h"

/* Who made an authenticator. */
#define LWCLUS_AUTH_CLIENT 0u
#define LWCLUS_AUTH_SERVER 1u

struct lwclus_auth_mech {
    /** DER of the MechTypeList as it is sent and signed ([RFC4178] 5): a SEQUENCE with a one-byte length of
     * the OIDs by which the server may name the mechanism. */
    const uint8_t *mech_types;
    uint8_t mech_types_bytes;
    uint8_t mic_bytes;       /* mechListMIC */
    uint8_t signature_bytes; /* auth verifier; at most LWCLUS_AUTH_SIGNATURE_MAX */

    /** Writes the first token; also the token that starts over after auth->again. */
    lwclus_result (*start)(struct lwclus_auth *auth, struct lwclus_cursor *out);

    /** Takes the server's token and writes the last one of the client, or sets auth->again. */
    lwclus_result (*step)(struct lwclus_auth *auth, struct lwclus_span in, struct lwclus_cursor *out);

    /** The mechListMIC that `sender` has to make, mic_bytes long, in the state of the mechanism; asked for
     * only after the last token was written. */
    const uint8_t *(*mic)(struct lwclus_auth *auth, uint32_t sender);

    /** As lwclus_auth_seal and lwclus_auth_open; `signature` has signature_bytes. seal: false = no random
     * bytes. */
    bool (*seal)(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *signature);
    bool (*open)(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *signature);
};

/** lwclus_auth_start, lwclus_auth_step and lwclus_auth_confirm without the wiping after a failure: what the
 * mechanism writes, framed unless auth->kind goes without SPNEGO. `in` becomes the mechanism's token. */
lwclus_result lwclus_spnego_start(struct lwclus_auth *auth, struct lwclus_cursor *out);
lwclus_result lwclus_spnego_step(struct lwclus_auth *auth, struct lwclus_span *in, struct lwclus_cursor *out);
lwclus_result lwclus_spnego_confirm(struct lwclus_auth *auth, struct lwclus_span *in);

/* The failure that most checks end in. */
#define LWCLUS_AUTH_REFUSED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR)

#endif
