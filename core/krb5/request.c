/* AS-REQ and TGS-REQ (RFC 4120 5.4.1). */
#include "krb5/kdc.h"

#include <string.h>

#include "base/der.h"
#include "base/utf16.h"

#if LWCLUS_KERBEROS

#define VERSION     5u
#define TYPE_AS_REQ 10u
#define TGS         2u /* what tag and type of a TGS-REQ are more */

/* PA-DATA */
#define PA_TGS_REQ       1u
#define PA_ENC_TIMESTAMP 2u

/* Name types (RFC 4120 6.2, RFC 6806 5). */
#define NAME_PRINCIPAL  1u
#define NAME_SERVICE    2u
#define NAME_ENTERPRISE 10u

/* Content of a GeneralString, up to `stop` or the end; returns where it is. */
static const uint16_t *put_utf16(struct lwclus_cursor *c, const uint16_t *s, uint16_t stop)
{
    while (*s != 0 && *s != stop && c->status == LWCLUS_OK) {
        uint8_t utf8[4];
        uint32_t n = lwclus_utf8_next(&s, utf8);

        lwclus_put_bytes(c, utf8, n);
    }
    return s;
}

static void put_realm(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    struct lwclus_cspan realm = q->realm;

    if (q->tgt != NULL) {
        realm = lwclus_krb5_tgt_realm(q->tgt);
        if (realm.size == 0) {
            lwclus_krb5_refuse(c);
        }
    }
    lwclus_put_bytes(c, realm.ptr, realm.size);
}

/* The parts of sname. */
static void put_service(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    const uint16_t *s = q->spn;
    uint32_t mark;

    if (s == NULL) {
        lwclus_put_bytes(c, lwclus_krb5_krbtgt, LWCLUS_KRB5_KRBTGT_BYTES - 1);
    }
    do {
        mark = lwclus_der_begin(c, 0x1b);
        if (s == NULL) {
            put_realm(c, q);
        } else {
            s = put_utf16(c, s, '/');
        }
        lwclus_der_end(c, mark);
    } while (s != NULL && *s++ == '/');
}

static void put_etypes(struct lwclus_cursor *c, uint32_t etypes)
{
    uint32_t mark = lwclus_krb5_begin(c, 0xa830);
    uint8_t etype;

    for (etype = 31; etype != 0; etype--) {
        if ((etypes & LWCLUS_KRB5_ETYPE_SET(etype)) != 0) {
            lwclus_der_put(c, 0x02, 1);
            lwclus_put_u8(c, etype);
        }
    }
    lwclus_krb5_end(c, mark, 2);
}

/* KDC-REQ-BODY */
static void put_body(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    uint32_t body = lwclus_der_begin(c, 0x30);
    uint32_t inner;
    uint32_t mark;

    lwclus_krb5_put_flags(c, 0xa0, q->options);
    if (q->tgt == NULL) {
        mark = lwclus_krb5_begin_typed(c, 0xa130a0, q->enterprise ? NAME_ENTERPRISE : NAME_PRINCIPAL, 0xa130);
        inner = lwclus_der_begin(c, 0x1b);
        (void)put_utf16(c, q->user, 0);
        lwclus_der_end(c, inner);
        lwclus_krb5_end_typed(c, mark, 2);
    }
    mark = lwclus_krb5_begin(c, 0xa21b);
    put_realm(c, q);
    lwclus_krb5_end(c, mark, 2);
    mark = lwclus_krb5_begin_typed(c, 0xa330a0, NAME_SERVICE, 0xa130);
    put_service(c, q);
    lwclus_krb5_end_typed(c, mark, 2);
    lwclus_krb5_put_time(c, 0xa5, q->till);
    lwclus_der_put_uint(c, 0xa7, q->nonce);
    put_etypes(c, q->etypes);
    lwclus_der_end(c, body);
}

static void put_timestamp(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    uint32_t sealed = lwclus_krb5_seal_begin(c, q->key, q->confounder);
    uint32_t mark = lwclus_der_begin(c, 0x30);

    lwclus_krb5_put_time(c, 0xa0, q->time.seconds);
    lwclus_der_put_uint(c, 0xa1, q->time.microseconds);
    lwclus_der_end(c, mark);
    lwclus_krb5_seal_end(c, sealed, q->key, LWCLUS_KRB5_USAGE_PA_TIMESTAMP);
}

/* The AP-REQ of a TGS-REQ; `mac` is the checksum of the body. */
static void put_tgt(struct lwclus_cursor *c, const struct lwclus_krb5_request *q, const uint8_t *mac)
{
    const struct lwclus_krb5_key *key = &q->tgt->key;
    struct lwclus_krb5_ap_req req;

    memset(&req, 0, sizeof req);
    req.ticket = q->tgt;
    req.time = q->time;
    req.usage = LWCLUS_KRB5_USAGE_TGS_AUTHENTICATOR;
    req.checksum_type = lwclus_krb5_checksum_type(key->etype);
    req.checksum.ptr = mac;
    req.checksum.size = lwclus_krb5_mac_bytes(key->etype);
    req.confounder = q->confounder;
    lwclus_krb5_put_ap_req(c, &req);
}

/* Checksum of the body, which is written for that and dropped again. */
static LWCLUS_NOINLINE void sum_body(struct lwclus_cursor *c, const struct lwclus_krb5_request *q,
                                     uint8_t *mac)
{
    uint32_t start = c->pos;
    struct lwclus_cspan body;

    put_body(c, q);
    if (c->status == LWCLUS_OK) {
        body.ptr = c->base + start;
        body.size = c->pos - start;
        lwclus_krb5_checksum(&q->tgt->key, LWCLUS_KRB5_USAGE_TGS_CHECKSUM, &body, 1, mac);
        c->pos = start;
    }
}

lwclus_result lwclus_krb5_write_request(struct lwclus_cursor *c, const struct lwclus_krb5_request *q)
{
    uint32_t tgs = q->tgt != NULL ? TGS : 0;
    uint8_t mac[LWCLUS_KRB5_MAC_MAX];
    uint32_t message;
    uint32_t mark;

    if (tgs != 0) {
        sum_body(c, q, mac);
    }
    message = lwclus_krb5_begin(c, (LWCLUS_KRB5_AS_REQ + tgs) << 8 | 0x30);
    lwclus_der_put_uint(c, 0xa1, VERSION);
    lwclus_der_put_uint(c, 0xa2, TYPE_AS_REQ + tgs);
    if (tgs != 0 || q->key != NULL) {
        mark = lwclus_krb5_begin_typed(c, 0xa33030a1, tgs != 0 ? PA_TGS_REQ : PA_ENC_TIMESTAMP, 0xa204);
        if (tgs != 0) {
            put_tgt(c, q, mac);
        } else {
            put_timestamp(c, q);
        }
        lwclus_krb5_end_typed(c, mark, 3);
    }
    mark = lwclus_der_begin(c, 0xa4);
    put_body(c, q);
    lwclus_der_end(c, mark);
    lwclus_krb5_end(c, message, 2);
    return lwclus_krb5_written(c);
}

#endif
