/* The requests of the recorded logon, and what their replies gave. */
#ifndef TESTS_UNIT_KRB5_RECORDED_H
#define TESTS_UNIT_KRB5_RECORDED_H

#include "base/der.h"
#include "krb5/kdc.h"
#include "vectors/krb5_kdc.h"

#if LWCLUS_KERBEROS

struct recorded {
    struct lwclus_krb5_request as1;
    struct lwclus_krb5_request as2;
    struct lwclus_krb5_request tgs;
    struct lwclus_krb5_key key; /* of the account */
    struct lwclus_krb5_ticket tgt;
    uint8_t as2_confounder[LWCLUS_KRB5_CONFOUNDER];
    uint8_t tgs_confounder[LWCLUS_KRB5_CONFOUNDER];
    uint8_t reply[2048]; /* AS-REP, with the TGT in it */
};

void recorded_init(struct recorded *r);

#endif

#endif
