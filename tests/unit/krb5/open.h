/* Decryption with a key schedule on the stack, where that may be deep. */
#ifndef TESTS_UNIT_KRB5_OPEN_H
#define TESTS_UNIT_KRB5_OPEN_H

#include "krb5/kdc.h"
#include "krb5/part.h"

#if LWCLUS_KERBEROS

static inline lwclus_result open_reply(struct lwclus_span message, const struct lwclus_krb5_request *request,
                                       struct lwclus_krb5_reply *reply)
{
    struct lwclus_aes aes;

    return lwclus_krb5_read_reply(&aes, message, request, reply);
}

#endif

#endif
