/* The server's AP-REP (RFC 4120 5.5.2). */
#include "krb5/ap.h"

#include <stddef.h>
#include <string.h>

#include "krb5/read.h"

#if LWCLUS_KERBEROS

#define TYPE_AP_REP 15u

struct part {
    struct lwclus_krb5_sealed sealed;
    struct lwclus_krb5_time time;
    struct lwclus_cursor subkey;
    uint32_t sequence;
};

static const struct lwclus_krb5_row message_rows[] = {
    {0x6f, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct part, subkey)},
    {0xa0, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa1, KRB5_NUMBER | KRB5_CONST, TYPE_AP_REP},
    {0xa2, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct part, subkey)},
    KRB5_ENCRYPTED(struct part, sealed),
    {0, KRB5_END, 0},
};

static const struct lwclus_krb5_row part_rows[] = {
    {0x7b, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct part, sealed.data)},
    {0xa0, KRB5_TIME, KRB5_AT(struct part, time.seconds)},
    {0xa1, KRB5_NUMBER, KRB5_AT(struct part, time.microseconds)},
    {0xa2, KRB5_SEQUENCE | KRB5_OPTIONAL, KRB5_AT(struct part, subkey)},
    {0xa3, KRB5_NUMBER | KRB5_OPTIONAL, KRB5_AT(struct part, sequence)},
    {0, KRB5_END, 0},
};

bool lwclus_krb5_get_ap_rep(struct lwclus_aes *aes, const struct lwclus_span *message,
                            const struct lwclus_krb5_request *q, struct lwclus_krb5_ap_rep *rep)
{
    struct lwclus_cursor c;
    struct part in;
    bool ok;

    memset(rep, 0, sizeof *rep);
    lwclus_cursor_init(&c, message->ptr, message->size);
    (void)lwclus_krb5_read(&c, message_rows, &in);
    ok = lwclus_krb5_open(aes, &c, &in.sealed, q->key, LWCLUS_KRB5_USAGE_AP_REP);
    if (ok) {
        c = in.sealed.data;
        memset(&in, 0, sizeof in);
        (void)lwclus_krb5_read(&c, part_rows, &in);
        if (in.subkey.base != NULL) {
            lwclus_krb5_get_key(&in.subkey, &rep->subkey);
        }
        rep->sequence = in.sequence;
        /* where the number may stand, nothing else may */
        ok = c.status == LWCLUS_OK && (in.sequence != 0 || lwclus_cursor_left(&c) == 0) &&
             in.subkey.status == LWCLUS_OK && in.time.seconds == q->time.seconds &&
             in.time.microseconds == q->time.microseconds;
    }
    lwclus_wipe(message->ptr, message->size);
    return ok;
}

#endif
