/* Writing of messages: the interpreter of rows. */
#ifndef LWCLUS_KRB5_WRITE_H
#define LWCLUS_KRB5_WRITE_H

#include <stdint.h>

#include "krb5/kdc.h"
#include "krb5/read.h"
#include "krb5/row.h"

#if LWCLUS_KERBEROS

#define LWCLUS_KRB5_WRITE_LEVELS 10u /* elements inside each other */

/* What the rows of a message take their content from. */
struct lwclus_krb5_values {
    struct lwclus_krb5_request q;   /* the request, with these changes for the body of a TGS-REQ: no user, the
                                     * realm out of the TGT; and for all messages: `key` is what encrypts */
    struct lwclus_krb5_names names; /* of q.tgt */
    struct lwclus_cspan krbtgt;     /* REALM of krbtgt/REALM, which is asked for without an SPN */
    uint32_t name_type;
    uint32_t options; /* of an AP-REQ */
    uint32_t checksum_type;
    struct lwclus_cspan checksum;
};

/* A message that is being written. */
struct lwclus_krb5_writer {
    struct lwclus_cursor *c;
    const struct lwclus_krb5_request *q;
    const struct lwclus_krb5_key *key; /* that encrypts */
    const struct lwclus_krb5_row *row; /* next */
    struct lwclus_krb5_element {
        const struct lwclus_krb5_row *row;
        uint32_t start; /* of its content */
    } * top, open[LWCLUS_KRB5_WRITE_LEVELS];
    uint8_t mac[LWCLUS_KRB5_MAC_MAX];
};

/** Runs the rows from w->row on until KRB5_END, behind which w->row stands then. */
void lwclus_krb5_write(struct lwclus_krb5_writer *w);

#endif

#endif
