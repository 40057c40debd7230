/* AS-REQ and TGS-REQ (RFC 4120 5.4.1), AP-REQ (5.5.1) and the client's AP-REP (5.5.2). */
#include "krb5/ap.h"

#include <stddef.h>

#include "krb5/write.h"

#if LWCLUS_KERBEROS

#define TYPE_AS_REQ  10u
#define TYPE_TGS_REQ 12u
#define TYPE_AP_REQ  14u
#define TYPE_AP_REP  15u

/* PA-DATA */
#define PA_TGS_REQ       1u
#define PA_ENC_TIMESTAMP 2u

#define NAME_SERVICE 2u /* RFC 4120 6.2 */

#define VALUE(member) KRB5_AT(struct lwclus_krb5_values, member)

static const struct lwclus_krb5_row as_req[] = {
    {LWCLUS_KRB5_AS_REQ, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa1, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa2, KRB5_NUMBER | KRB5_CONST, TYPE_AS_REQ},
    {0, KRB5_END, 0},
    /* PA-ENC-TIMESTAMP (5.2.7.2) */
    {0xa3, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0x30, KRB5_ANY | KRB5_OPEN, 0},
    {0xa1, KRB5_NUMBER | KRB5_CONST, PA_ENC_TIMESTAMP},
    {0xa2, KRB5_OCTETS | KRB5_OPEN, 0},
    {0x30, KRB5_ANY | KRB5_OPEN, 0},
    {0xa0, KRB5_ETYPE, VALUE(q.key)},
    {0xa2, KRB5_SEALED, VALUE(q.confounder)},
    {0x30, KRB5_ANY | KRB5_OPEN, 0},
    {0xa0, KRB5_TIME, VALUE(q.time.seconds)},
    {0xa1, KRB5_NUMBER, VALUE(q.time.microseconds)},
    {0, KRB5_CLOSE, 1},
    {0, KRB5_END, 0}, /* put_sealed() encrypts */
    {0, KRB5_CLOSE, 2},
    {0, KRB5_END, 0},
};

static const struct lwclus_krb5_row tgs_req[] = {
    {LWCLUS_KRB5_TGS_REQ, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa1, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa2, KRB5_NUMBER | KRB5_CONST, TYPE_TGS_REQ},
    {0xa3, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0x30, KRB5_ANY | KRB5_OPEN, 0},
    {0xa1, KRB5_NUMBER | KRB5_CONST, PA_TGS_REQ},
    {0xa2, KRB5_OCTETS | KRB5_OPEN, 0},
    {0, KRB5_END, 0},
};

/* The end of padata, and KDC-REQ-BODY in its field. */
static const struct lwclus_krb5_row body[] = {
    {0, KRB5_CLOSE, 3},
    {0xa4, KRB5_ANY | KRB5_OPEN, 0},
    {0x30, KRB5_ANY | KRB5_OPEN, 0},
    {0xa0, KRB5_FLAGS, VALUE(q.options)},
    {5, KRB5_IF, VALUE(q.user)},
    {0xa1, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_NUMBER, VALUE(name_type)},
    {0xa1, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0, KRB5_TEXT, VALUE(q.user)},
    {0, KRB5_CLOSE, 2},
    {0xa2, KRB5_STRING, VALUE(q.realm)},
    {0xa3, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_NUMBER | KRB5_CONST, NAME_SERVICE},
    {0xa1, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0, KRB5_PART, VALUE(q.spn)},
    {1, KRB5_IF, VALUE(krbtgt.ptr)},
    {0, KRB5_STRING, VALUE(krbtgt)},
    {0, KRB5_CLOSE, 2},
    {0xa5, KRB5_TIME, VALUE(q.till)},
    {0xa7, KRB5_NUMBER, VALUE(q.nonce)},
    {0xa8, KRB5_SEQUENCE | KRB5_OPEN, 0},
#if LWCLUS_KERBEROS_SHA2
    {0x02, KRB5_OFFER, LWCLUS_KRB5_AES256_SHA384},
#endif
    {0x02, KRB5_OFFER, LWCLUS_KRB5_AES256},
    {0x02, KRB5_OFFER, LWCLUS_KRB5_AES128},
    {0, KRB5_CLOSE, 2},
    {0, KRB5_END, 0}, /* the body is complete */
    {0, KRB5_CLOSE, 2},
    {0, KRB5_END, 0},
};

/* Without GSS framing. In a TGS-REQ it ends with the padata. */
static const struct lwclus_krb5_row ap_req[] = {
    {0x6e, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa1, KRB5_NUMBER | KRB5_CONST, TYPE_AP_REQ},
    {0xa2, KRB5_FLAGS, VALUE(options)},
    {0xa3, KRB5_ANY, VALUE(names.ticket)},
    {0xa4, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_ETYPE, VALUE(q.key)},
    {0xa2, KRB5_SEALED, VALUE(q.confounder)},
    {0x62, KRB5_SEQUENCE | KRB5_OPEN, 0}, /* Authenticator */
    {0xa0, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa1, KRB5_STRING, VALUE(names.client_realm)},
    {0xa2, KRB5_ANY, VALUE(names.cname)},
    {0xa3, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_NUMBER, VALUE(checksum_type)},
    {0xa1, KRB5_OCTETS, VALUE(checksum)},
    {0, KRB5_CLOSE, 1},
    {0xa4, KRB5_NUMBER, VALUE(q.time.microseconds)},
    {0xa5, KRB5_TIME, VALUE(q.time.seconds)},
    {5, KRB5_IF, VALUE(q.subkey)},
    {0xa6, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_ETYPE, VALUE(q.subkey)},
    {0xa1, KRB5_KEY, VALUE(q.subkey)},
    {0, KRB5_CLOSE, 1},
    {0xa7, KRB5_NUMBER, VALUE(q.sequence)},
    {0, KRB5_CLOSE, 1},
    {0, KRB5_END, 0}, /* put_sealed() encrypts */
    {0, KRB5_CLOSE, 3},
    {0, KRB5_END, 0},
};

static const struct lwclus_krb5_row ap_rep[] = {
    {0x6f, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa1, KRB5_NUMBER | KRB5_CONST, TYPE_AP_REP},
    {0xa2, KRB5_SEQUENCE | KRB5_OPEN, 0},
    {0xa0, KRB5_ETYPE, VALUE(q.key)},
    {0xa2, KRB5_SEALED, VALUE(q.confounder)},
    {0x7b, KRB5_SEQUENCE | KRB5_OPEN, 0}, /* EncAPRepPart */
    {0xa0, KRB5_TIME, VALUE(q.time.seconds)},
    {0xa1, KRB5_NUMBER, VALUE(q.time.microseconds)},
    {0xa3, KRB5_NUMBER, VALUE(q.sequence)},
    {0, KRB5_CLOSE, 1},
    {0, KRB5_END, 0}, /* put_sealed() encrypts */
    {0, KRB5_CLOSE, 3},
    {0, KRB5_END, 0},
};

/* Where the rows of a body start that has no padata in front, and of one without its field. */
#define BODY_FIELD 1u
#define BODY_BARE  2u

static void begin(struct lwclus_krb5_writer *w, struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    w->c = c;
    w->q = q;
    w->key = q->tgt != NULL ? &q->tgt->key : q->key;
    w->top = w->open;
}

static void put(struct lwclus_krb5_writer *w, const struct lwclus_krb5_row *row)
{
    w->row = row;
    lwclus_krb5_write(w);
}

/* Writes a part that is encrypted, and what follows it. Encryption is not a step of the interpreter, whose
 * frame need not lie below it. */
static void put_sealed(struct lwclus_krb5_writer *w, const struct lwclus_krb5_row *row, uint32_t usage)
{
    struct lwclus_cursor *c = w->c;
    uint32_t start;

    put(w, row);
    start = w->top[-1].start;
    lwclus_put_zeros(c, lwclus_krb5_mac_bytes(w->key->etype));
    if (c->status == LWCLUS_OK) {
        lwclus_krb5_encrypt(w->key, usage, c->base + start, c->pos - start);
    }
    lwclus_krb5_write(w);
}

/* Checksum of the body, which is written for that and dropped again. */
static void sum_body(struct lwclus_krb5_writer *w)
{
    struct lwclus_cursor *c = w->c;
    uint32_t start = c->pos;
    struct lwclus_cspan part;

    put(w, body + BODY_BARE);
    if (c->status == LWCLUS_OK) {
        part.ptr = c->base + start;
        part.size = c->pos - start;
        lwclus_krb5_checksum(w->key, LWCLUS_KRB5_USAGE_TGS_CHECKSUM, &part, 1, w->mac);
        lwclus_cursor_seek(c, start);
    }
}

lwclus_result lwclus_krb5_write_request(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    struct lwclus_krb5_writer w;

    begin(&w, c, q);
    if (q->tgt != NULL) {
        sum_body(&w);
        put(&w, tgs_req);
        put_sealed(&w, ap_req, LWCLUS_KRB5_USAGE_TGS_AUTHENTICATOR);
    } else {
        put(&w, as_req);
        if (q->key != NULL) {
            put_sealed(&w, w.row, LWCLUS_KRB5_USAGE_PA_TIMESTAMP);
        }
    }
    put(&w, w.key != NULL ? body : body + BODY_FIELD);
    lwclus_krb5_write(&w);
    if (c->status == LWCLUS_OK || LWCLUS_ORIGIN(c->status) == LWCLUS_ORIGIN_AUTH) {
        return c->status;
    }
    return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER);
}

void lwclus_krb5_put_ap(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    struct lwclus_krb5_writer w;

    begin(&w, c, q);
    if (q->tgt != NULL) {
        put_sealed(&w, ap_req, LWCLUS_KRB5_USAGE_AP_AUTHENTICATOR);
    } else {
        put_sealed(&w, ap_rep, LWCLUS_KRB5_USAGE_AP_REP);
    }
}

#endif
