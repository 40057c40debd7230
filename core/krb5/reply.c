/* AS-REP and TGS-REP (RFC 4120 5.4.2): decrypt, check, hand out the ticket. */
#include "krb5/kdc.h"

#include <string.h>

#include "base/der.h"
#include "base/utf16.h"

#if LWCLUS_KERBEROS

#define VERSION     5u
#define TYPE_AS_REP 11u
#define TGS         2u /* what tag and type of a TGS-REP are more */

#define WRONG_KEY LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_LOGON_FAILURE)
#define MISNAMED  LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_MUTUAL_AUTH_FAILED)
#define SKEWED    LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_TIME_SKEW)

/* The names of a ticket. The type of a name says nothing (RFC 4120 6.2), so only its parts are looked at. */
struct names {
    struct lwclus_cursor client_realm;
    struct lwclus_cursor client; /* SEQUENCE OF GeneralString */
    struct lwclus_cursor realm;  /* of the service */
    struct lwclus_cursor service;
};

static bool same(const struct lwclus_cursor *a, const struct lwclus_cursor *b)
{
    return a->cap == b->cap && a->cap != 0 && memcmp(a->base, b->base, a->cap) == 0;
}

/* Realm (GeneralString) and PrincipalName in `tag` and the next one. */
static void enter_names(struct lwclus_cursor *c, uint8_t tag, struct lwclus_cursor *realm,
                        struct lwclus_cursor *parts)
{
    lwclus_krb5_enter(c, (uint32_t)tag << 8 | 0x1b, realm);
    lwclus_krb5_enter(c, (uint32_t)(tag + 1) << 8 | 0x30, parts);
    (void)lwclus_krb5_get_uint(parts, 0xa0);
    lwclus_krb5_enter(parts, 0xa130, parts);
    lwclus_cursor_fail(c, parts->status);
}

/* The adjacent fields crealm, cname, Ticket. */
static void enter_ticket(struct lwclus_cursor *c, struct names *names)
{
    struct lwclus_cursor ticket;

    enter_names(c, 0xa3, &names->client_realm, &names->client);
    lwclus_krb5_enter(c, 0xa56130, &ticket);
    lwclus_krb5_expect(&ticket, 0xa0, VERSION);
    enter_names(&ticket, 0xa1, &names->realm, &names->service);
    lwclus_cursor_fail(c, ticket.status);
}

static void ticket_names(const struct lwclus_krb5_ticket *ticket, struct names *names)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, ticket->bytes, ticket->size);
    enter_ticket(&c, names);
}

/* `realm` over REALM of a name krbtgt/REALM; false when it is another name. */
static bool is_krbtgt(const struct lwclus_cursor *service, struct lwclus_cursor *realm)
{
    struct lwclus_cursor c = *service;

    if (!lwclus_get_equal(&c, lwclus_krb5_krbtgt, LWCLUS_KRB5_KRBTGT_BYTES)) {
        return false;
    }
    c.pos--;
    lwclus_der_enter(&c, 0x1b, realm);
    return c.status == LWCLUS_OK && c.pos == c.cap;
}

struct lwclus_cspan lwclus_krb5_tgt_realm(const struct lwclus_krb5_ticket *ticket)
{
    struct lwclus_cspan span = {NULL, 0};
    struct lwclus_cursor realm;
    struct names names;

    ticket_names(ticket, &names);
    if (is_krbtgt(&names.service, &realm)) {
        span.ptr = realm.base;
        span.size = realm.cap;
    }
    return span;
}

struct lwclus_cspan lwclus_krb5_client_realm(const struct lwclus_krb5_ticket *ticket)
{
    struct lwclus_cspan span;
    struct names names;

    ticket_names(ticket, &names);
    span.ptr = names.client_realm.base;
    span.size = names.client_realm.cap;
    return span;
}

static uint8_t lower(uint8_t ch)
{
    return ch >= 'A' && ch <= 'Z' ? (uint8_t)(ch + 0x20) : ch;
}

/* A KDC looks names up without regard to case, and answers with its own spelling or with ours. */
static bool is_spn(struct lwclus_cursor service, const uint16_t *spn)
{
    struct lwclus_cursor part;
    uint8_t utf8[4];
    uint32_t n;
    uint32_t i;

    do {
        lwclus_der_enter(&service, 0x1b, &part);
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
    return lwclus_cursor_left(&service) == 0;
}

/* EncKDCRepPart; some KDCs use the tag of a TGS-REP for both (RFC 4120 5.4.2). `realm` and `service` receive
 * the names in it. */
static bool read_sealed(struct lwclus_cursor *c, uint32_t nonce, struct lwclus_krb5_reply *reply,
                        struct lwclus_cursor *realm, struct lwclus_cursor *service)
{
    struct lwclus_krb5_ticket *ticket = &reply->ticket;
    uint8_t tag = lwclus_der_next(c, c);

    if (tag != 0x79 && tag != 0x7a) {
        lwclus_krb5_refuse(c);
    }
    lwclus_krb5_enter(c, 0x30, c);
    lwclus_krb5_get_key(c, 0xa0, &ticket->key);
    lwclus_der_enter(c, 0xa1, realm); /* last-req */
    lwclus_krb5_expect(c, 0xa2, nonce);
    (void)lwclus_der_optional(c, 0xa3, realm); /* key-expiration */
    lwclus_der_enter(c, 0xa4, realm);          /* flags */
    reply->authtime = lwclus_krb5_get_time(c, 0xa5);
    ticket->start = reply->authtime;
    if (lwclus_krb5_next_is(c, 0xa6)) {
        ticket->start = lwclus_krb5_get_time(c, 0xa6);
    }
    ticket->end = lwclus_krb5_get_time(c, 0xa7);
    (void)lwclus_der_optional(c, 0xa8, realm); /* renew-till */
    enter_names(c, 0xa9, realm, service);
    return c->status == LWCLUS_OK;
}

/* The ticket must be for what was asked, or for the KDC of another realm. Its frame need not lie below
 * decryption. */
static LWCLUS_NOINLINE lwclus_result check_service(const struct lwclus_krb5_request *q,
                                                   const struct names *names, struct lwclus_krb5_reply *reply)
{
    const struct lwclus_cursor *asked = &names->client_realm; /* realm of the KDC */
    struct lwclus_cursor realm;
    struct names tgt;

    if (q->tgt != NULL) {
        ticket_names(q->tgt, &tgt);
        if (!same(&tgt.client, &names->client) || !same(&tgt.client_realm, &names->client_realm)) {
            return LWCLUS_KRB5_REFUSED;
        }
        asked = is_krbtgt(&tgt.service, &realm) ? &realm : &tgt.service;
    }
    if (!same(asked, &names->realm)) {
        return MISNAMED;
    }
    if (!is_krbtgt(&names->service, &realm)) {
        return q->spn != NULL && is_spn(names->service, q->spn) ? LWCLUS_OK : MISNAMED;
    }
    reply->referral = !same(&realm, &names->realm);
    return reply->referral == (q->spn != NULL && q->tgt != NULL) ? LWCLUS_OK : MISNAMED;
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
                                                  const struct names *names, struct lwclus_krb5_reply *reply)
{
    struct lwclus_cursor in = *plain;
    struct lwclus_cursor realm;
    struct lwclus_cursor service;
    lwclus_result result;

    if (!read_sealed(&in, q->nonce, reply, &realm, &service)) {
        return LWCLUS_KRB5_REFUSED;
    }
    if (!same(&realm, &names->realm) || !same(&service, &names->service)) {
        return MISNAMED;
    }
    result = check_service(q, names, reply);
    return result == LWCLUS_OK ? check_terms(q, reply) : result;
}

static lwclus_result read_reply(struct lwclus_aes *aes, struct lwclus_cursor *c,
                                const struct lwclus_krb5_request *q, struct lwclus_krb5_reply *reply)
{
    uint32_t tgs = q->tgt != NULL ? TGS : 0;
    struct lwclus_krb5_ticket *ticket = &reply->ticket;
    struct lwclus_cursor plain;
    struct names names;
    lwclus_result result;

    lwclus_krb5_enter(c, (LWCLUS_KRB5_AS_REP + tgs) << 8 | 0x30, c);
    lwclus_krb5_expect(c, 0xa0, VERSION);
    lwclus_krb5_expect(c, 0xa1, TYPE_AS_REP + tgs);
    (void)lwclus_der_optional(c, 0xa2, &plain); /* padata */
    ticket->size = c->pos;
    ticket->bytes = lwclus_cursor_take(c, 0);
    enter_ticket(c, &names);
    ticket->size = c->pos - ticket->size;
    if (!lwclus_krb5_open(aes, c, 0xa6, tgs != 0 ? &q->tgt->key : q->key,
                          tgs != 0 ? LWCLUS_KRB5_USAGE_TGS_REP : LWCLUS_KRB5_USAGE_AS_REP, &plain)) {
        return tgs == 0 && c->status == LWCLUS_OK ? WRONG_KEY : LWCLUS_KRB5_REFUSED;
    }
    result = check_sealed(&plain, q, &names, reply);
    lwclus_wipe(plain.base, plain.cap);
    return result;
}

lwclus_result lwclus_krb5_read_reply(struct lwclus_aes *aes, struct lwclus_span message,
                                     const struct lwclus_krb5_request *request,
                                     struct lwclus_krb5_reply *reply)
{
    struct lwclus_cursor c;
    lwclus_result result;

    memset(reply, 0, sizeof *reply);
    lwclus_cursor_init(&c, message.ptr, message.size);
    result = read_reply(aes, &c, request, reply);
    if (result != LWCLUS_OK) {
        lwclus_wipe(reply, sizeof *reply);
    }
    return result;
}

#endif
