/* Replies: decryption with a key schedule on the stack, where that may be deep; names of a ticket. */
#ifndef TESTS_UNIT_KRB5_OPEN_H
#define TESTS_UNIT_KRB5_OPEN_H

#include "krb5/kdc.h"
#include "krb5/part.h"
#include "krb5/read.h"

#if LWCLUS_KERBEROS

static inline lwclus_result open_reply(struct lwclus_span message, const struct lwclus_krb5_request *request,
                                       struct lwclus_krb5_reply *reply)
{
    struct lwclus_cursor c;
    struct lwclus_aes aes;

    lwclus_cursor_init(&c, message.ptr, message.size);
    return lwclus_krb5_read_reply(&aes, &c, request, reply);
}

/* Realm whose KDC takes this ticket; empty when it is none of a KDC. */
static inline struct lwclus_cspan tgt_realm(const struct lwclus_krb5_ticket *ticket)
{
    struct lwclus_krb5_names names;
    struct lwclus_cspan span;

    (void)lwclus_krb5_get_names(ticket, &names);
    span.ptr = names.tgt_realm.base;
    span.size = names.tgt_realm.cap;
    return span;
}

/* Realm of the account as the KDC spells it. */
static inline struct lwclus_cspan client_realm(const struct lwclus_krb5_ticket *ticket)
{
    struct lwclus_krb5_names names;
    struct lwclus_cspan span;

    (void)lwclus_krb5_get_names(ticket, &names);
    span.ptr = names.client_realm.base;
    span.size = names.client_realm.cap;
    return span;
}

#endif

#endif
