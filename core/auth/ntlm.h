/*
 * NTLMv2 inside SPNEGO ([MS-NLMP]), client side, session security with extended session security, key
 * exchange and 128-bit keys only.
 */
#ifndef LWCLUS_AUTH_NTLM_H
#define LWCLUS_AUTH_NTLM_H

#include <stdint.h>

#include "crypto/rc4.h"

struct lwclus_auth_mech;

/* Longest user, domain, workstation, target name and password, UTF-16 units. */
#define LWCLUS_NTLM_NAME_UNITS 320u

/* One direction of a logged-on connection. */
struct lwclus_ntlm_side {
    uint32_t sequence; /* of the next PDU */
    uint8_t sign_key[16];
    uint8_t mic[16]; /* mechListMIC that this side has to send */
    struct lwclus_rc4 rc4;
};

/* Between NEGOTIATE and CHALLENGE nothing needs to be kept. */
struct lwclus_ntlm {
    struct lwclus_ntlm_side side[2]; /* LWCLUS_AUTH_CLIENT, LWCLUS_AUTH_SERVER */
};

extern const struct lwclus_auth_mech lwclus_ntlm_mech;

#endif
