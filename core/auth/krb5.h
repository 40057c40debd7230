/*
 * Kerberos ([MS-KILE], [RFC4121]) as a mechanism, client side: DCE style, mutual, confidentiality and
 * integrity.
 */
#ifndef LWCLUS_AUTH_KRB5_H
#define LWCLUS_AUTH_KRB5_H

#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include <stdbool.h>
#include <stdint.h>

#include "krb5/ap.h"

struct lwclus_auth_mech;

/* MIC token of [RFC4121] 4.2.6.1. */
#define LWCLUS_KRB5_MIC_MAX (16u + LWCLUS_KRB5_MAC_MAX)

/* From the AP-REQ to the AP-REP; also what would otherwise lie on the stack. */
struct lwclus_krb5_logon {
    struct lwclus_krb5_request req; /* later its time and sequence, and the AP-REP of ours */
    struct lwclus_krb5_random {
        struct lwclus_krb5_key subkey; /* ours; its etype is not random */
        uint8_t confounder[LWCLUS_KRB5_CONFOUNDER];
        uint32_t sequence;
    } random;
    struct lwclus_krb5_ticket ticket; /* later only its session key */
    struct lwclus_krb5_ap_rep rep;
    struct lwclus_aes aes;
};

/* One direction of a logged-on connection. */
struct lwclus_krb5_side {
    uint64_t sequence; /* of the next PDU */
    uint8_t etype;
    uint8_t flags; /* of every token of this side */
    struct lwclus_aes ke;
    uint8_t ki[LWCLUS_KRB5_KEY_MAX];
    /* mechListMIC that this side has to send; then header and mac that a PDU has to have */
    uint8_t mic[LWCLUS_KRB5_MIC_MAX];
};

struct lwclus_krb5 {
    bool retried;  /* the server refused our time once */
    uint8_t flags; /* of every token of this logon: whose subkey it is */
    union {
        struct lwclus_krb5_logon logon;
        struct lwclus_krb5_side side[2]; /* LWCLUS_AUTH_CLIENT, LWCLUS_AUTH_SERVER */
    } u;
};

extern const struct lwclus_auth_mech lwclus_krb5_mech;

#endif
#endif
