/* AS-REP and TGS-REP (RFC 4120 5.4.2): decrypt, check, hand out the ticket. */
#include "krb5/kdc.h"

#include <stddef.h>
#include <string.h>

#include "base/der.h"
#include "base/utf16.h"
#include "krb5/read.h"

#if LWCLUS_KERBEROS

#define TYPE_AS_REP 11u
#define TGS         2u /* what tag and type of a TGS-REP are more */

#define WRONG_KEY LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_LOGON_FAILURE)
#define MISNAMED  LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_MUTUAL_AUTH_FAILED)
#define SKEWED    LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_TIME_SKEW)

static bool same(const struct lwclus_cursor *a, const struct lwclus_cursor *b)
{
    return a->cap == b->cap && a->cap != 0 && memcmp(a->base, b->base, a->cap) == 0;
}

/* KDC-REP behind its tag. */
struct message {
    uint32_t type;
    struct lwclus_krb5_sealed sealed;
};

static const struct lwclus_krb5_row message_rows[] = {
    {0x30, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct message, sealed.data)},
    {0xa0, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa1, KRB5_NUMBER, KRB5_AT(struct message, type)},
    {0xa2, KRB5_ANY | KRB5_OPTIONAL, KRB5_AT(struct message, sealed.data)}, /* padata */
    {0, KRB5_END, 0},
    /* the ticket as it is kept; its names are read later */
    {0xa3, KRB5_ANY, KRB5_AT(struct message, sealed.data)},
    {0xa4, KRB5_ANY, KRB5_AT(struct message, sealed.data)},
    {0xa5, KRB5_ANY, KRB5_AT(struct message, sealed.data)},
    {0, KRB5_END, 0},
    {0xa6, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct message, sealed.data)},
    KRB5_ENCRYPTED(struct message, sealed),
    {0, KRB5_END, 0},
};

/* EncKDCRepPart behind its tag. */
struct part {
    struct lwclus_cursor key;
    uint32_t nonce;
    uint32_t authtime, start, end; /* start 0: absent */
    struct lwclus_cursor realm;
    uint32_t type; /* of the name */
    struct lwclus_cursor service;
};

static const struct lwclus_krb5_row part_rows[] = {
    {0x30, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct part, service)},
    {0xa0, KRB5_SEQUENCE, KRB5_AT(struct part, key)},
    {0xa1, KRB5_ANY, KRB5_AT(struct part, service)}, /* last-req */
    {0xa2, KRB5_NUMBER, KRB5_AT(struct part, nonce)},
    {0xa3, KRB5_ANY | KRB5_OPTIONAL, KRB5_AT(struct part, service)}, /* key-expiration */
    {0xa4, KRB5_ANY, KRB5_AT(struct part, service)},                 /* flags */
    {0xa5, KRB5_TIME, KRB5_AT(struct part, authtime)},
    {0xa6, KRB5_TIME | KRB5_OPTIONAL, KRB5_AT(struct part, start)},
    {0xa7, KRB5_TIME, KRB5_AT(struct part, end)},
    {0xa8, KRB5_ANY | KRB5_OPTIONAL, KRB5_AT(struct part, service)}, /* renew-till */
    {0xa9, KRB5_STRING, KRB5_AT(struct part, realm)},
    {0xaa, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct part, service)},
    {0xa0, KRB5_NUMBER, KRB5_AT(struct part, type)},
    {0xa1, KRB5_SEQUENCE, KRB5_AT(struct part, service)},
    {0, KRB5_END, 0},
};

/* ---- checks ---- */

static uint32_t lower(uint32_t ch)
{
    return ch - 'A' <= 'Z' - 'A' ? ch + 0x20 : ch;
}

/* Reads `service`. A KDC looks names up without regard to case, and answers with its own spelling or with
 * ours. */
static bool is_spn(struct lwclus_cursor *service, const uint16_t *spn)
{
    struct lwclus_cursor part;
    uint8_t utf8[4];
    uint32_t n;
    uint32_t i;

    do {
        lwclus_der_enter(service, 0x1b, &part);
        while (*spn != 0 && *spn != '/') {
            n = lwclus_utf8_next(&spn, utf8);
            for (i = 0; i < n; i++) {
                if (lower(lwclus_get_u8(&part)) != lower(utf8[i])) {
                    return false;
                }
            }
        }
        if (part.status != LWCLUS_OK || lwclus_cursor_left(&part) != 0) {
            return false;
        }
    } while (*spn++ == '/');
    return lwclus_cursor_left(service) == 0;
}

/* The ticket must be for what was asked, or for the KDC of another realm. */
static lwclus_result check_service(const struct lwclus_krb5_request *q, struct lwclus_krb5_names *names,
                                   struct lwclus_krb5_reply *reply)
{
    const struct lwclus_cursor *asked = &names->client_realm; /* realm of the KDC */
    struct lwclus_krb5_names tgt;

    if (q->tgt != NULL) {
        (void)lwclus_krb5_get_names(q->tgt, &tgt);
        if (!same(&tgt.client, &names->client) || !same(&tgt.client_realm, &names->client_realm)) {
            return LWCLUS_KRB5_REFUSED;
        }
        asked = &tgt.tgt_realm;
    }
    if (!same(asked, &names->realm)) {
        return MISNAMED;
    }
    if (names->tgt_realm.cap == 0) {
        return q->spn != NULL && is_spn(&names->service, q->spn) ? LWCLUS_OK : MISNAMED;
    }
    if (same(&names->tgt_realm, &names->realm)) {
        return q->spn == NULL ? LWCLUS_OK : MISNAMED;
    }
    reply->realm = names->tgt_realm;
    return q->spn != NULL && q->tgt != NULL ? LWCLUS_OK : MISNAMED;
}

/* Key type and times of a reply that was decrypted. */
static lwclus_result check_terms(const struct lwclus_krb5_request *q, const struct lwclus_krb5_reply *reply)
{
    const struct lwclus_krb5_ticket *ticket = &reply->ticket;
    uint32_t now = q->time.seconds;

    if ((q->etypes & LWCLUS_KRB5_ETYPE_SET(ticket->key.etype)) == 0) {
        return LWCLUS_KRB5_REFUSED;
    }
    if (ticket->end <= ticket->start) {
        return SKEWED;
    }
    if (now != 0 && (ticket->end <= now || (ticket->start > now && ticket->start - now > LWCLUS_KRB5_SKEW) ||
                     (q->tgt == NULL && reply->authtime - now + LWCLUS_KRB5_SKEW > 2 * LWCLUS_KRB5_SKEW))) {
        return SKEWED;
    }
    if (ticket->size > LWCLUS_TICKET_BYTES) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER);
    }
    return LWCLUS_OK;
}

/* What was decrypted must fit what was asked and the names outside. Its frame does not lie below decryption.
 */
static LWCLUS_NOINLINE lwclus_result check_sealed(const struct lwclus_cursor *plain,
                                                  const struct lwclus_krb5_request *q,
                                                  struct lwclus_krb5_reply *reply)
{
    struct lwclus_krb5_ticket *ticket = &reply->ticket;
    struct lwclus_cursor c = *plain;
    struct lwclus_krb5_names names;
    struct part in;
    lwclus_result result;
    uint8_t tag = lwclus_der_next(&c, &c);

    in.start = 0;
    (void)lwclus_krb5_read(&c, part_rows, &in);
    lwclus_krb5_get_key(&in.key, &ticket->key);
    reply->authtime = in.authtime;
    ticket->start = in.start != 0 ? in.start : in.authtime;
    ticket->end = in.end;
    /* some KDCs use the tag of a TGS-REP for both (RFC 4120 5.4.2) */
    if ((tag != 0x79 && tag != 0x7a) || c.status != LWCLUS_OK || in.key.status != LWCLUS_OK ||
        in.nonce != q->nonce || lwclus_krb5_get_names(ticket, &names) != LWCLUS_OK) {
        return LWCLUS_KRB5_REFUSED;
    }
    if (!same(&in.realm, &names.realm) || !same(&in.service, &names.service)) {
        return MISNAMED;
    }
    result = check_service(q, &names, reply);
    return result == LWCLUS_OK ? check_terms(q, reply) : result;
}

static lwclus_result read_reply(struct lwclus_aes *aes, struct lwclus_cursor *c,
                                const struct lwclus_krb5_request *q, struct lwclus_krb5_reply *reply)
{
    uint32_t tgs = q->tgt != NULL ? TGS : 0;
    struct lwclus_krb5_ticket *ticket = &reply->ticket;
    const struct lwclus_krb5_row *row;
    struct message in;
    lwclus_result result;

    lwclus_der_enter(c, (uint8_t)(LWCLUS_KRB5_AS_REP + tgs), c);
    row = lwclus_krb5_read(c, message_rows, &in);
    ticket->size = c->pos;
    ticket->bytes = lwclus_cursor_take(c, 0);
    row = lwclus_krb5_read(c, row, &in);
    ticket->size = c->pos - ticket->size;
    (void)lwclus_krb5_read(c, row, &in);
    if (in.type != TYPE_AS_REP + tgs) {
        lwclus_krb5_refuse(c);
    }
    if (!lwclus_krb5_open(aes, c, &in.sealed, tgs != 0 ? &q->tgt->key : q->key,
                          tgs != 0 ? LWCLUS_KRB5_USAGE_TGS_REP : LWCLUS_KRB5_USAGE_AS_REP)) {
        return tgs == 0 && c->status == LWCLUS_OK ? WRONG_KEY : LWCLUS_KRB5_REFUSED;
    }
    result = check_sealed(&in.sealed.data, q, reply);
    lwclus_wipe(in.sealed.data.base, in.sealed.data.cap);
    return result;
}

lwclus_result lwclus_krb5_read_reply(struct lwclus_aes *aes, const struct lwclus_cursor *message,
                                     const struct lwclus_krb5_request *request,
                                     struct lwclus_krb5_reply *reply)
{
    struct lwclus_cursor c = *message;
    lwclus_result result;

    memset(reply, 0, sizeof *reply);
    result = read_reply(aes, &c, request, reply);
    if (result != LWCLUS_OK) {
        lwclus_wipe(reply, sizeof *reply);
    }
    return result;
}

#endif
