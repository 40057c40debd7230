/* AS-REP and TGS-REP (RFC 4120 5.4.2): decrypt, check, hand out the ticket. */
#include "krb5/kdc.h"

#include <string.h>

#include "base/der.h"
#include "base/utf16.h"

#if LWCLUS_KERBEROS

#define VERSION      5u
#define TYPE_AS_REP  11u
#define TYPE_TGS_REP 13u

#define MISNAMED LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_MUTUAL_AUTH_FAILED)
#define SKEWED   LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_TIME_SKEW)

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
    if (lwclus_krb5_get_uint(&ticket, 0xa0) != VERSION) {
        lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
    }
    enter_names(&ticket, 0xa1, &names->realm, &names->service);
    lwclus_cursor_fail(c, ticket.status);
}

static void ticket_names(const struct lwclus_krb5_ticket *ticket, struct names *names)
{
    struct lwclus_cursor c;

    memset(names, 0, sizeof *names);
    lwclus_cursor_init(&c, ticket->bytes, ticket->size);
    enter_ticket(&c, names);
}

/* `realm` over REALM of a name krbtgt/REALM; false when it is another name. */
static bool is_krbtgt(struct lwclus_cursor service, struct lwclus_cursor *realm)
{
    struct lwclus_cursor first;

    lwclus_der_enter(&service, 0x1b, &first);
    lwclus_der_enter(&service, 0x1b, realm);
    return first.cap == 6 && lwclus_get_equal(&first, "krbtgt", 6) && service.status == LWCLUS_OK &&
           lwclus_cursor_left(&service) == 0;
}

struct lwclus_cspan lwclus_krb5_tgt_realm(const struct lwclus_krb5_ticket *ticket)
{
    struct lwclus_cspan span = {NULL, 0};
    struct lwclus_cursor realm;
    struct names names;

    ticket_names(ticket, &names);
    if (is_krbtgt(names.service, &realm)) {
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

/* What EncKDCRepPart says besides the ticket. */
struct sealed_part {
    uint32_t nonce;
    uint32_t authtime;
    uint32_t start;
    uint32_t end;
    struct lwclus_cursor realm;
    struct lwclus_cursor service;
};

/* EncKDCRepPart; some KDCs use the tag of a TGS-REP for both (RFC 4120 5.4.2). */
static bool read_sealed(struct lwclus_cursor *c, struct lwclus_krb5_key *key, struct sealed_part *sealed)
{
    struct lwclus_cursor skip;
    struct lwclus_cursor peek;
    uint8_t tag = lwclus_der_next(c, c);

    if (tag != 0x79 && tag != 0x7a) {
        lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
    }
    lwclus_krb5_enter(c, 0x30, c);
    lwclus_krb5_get_key(c, 0xa0, key);
    lwclus_der_enter(c, 0xa1, &skip); /* last-req */
    sealed->nonce = lwclus_krb5_get_uint(c, 0xa2);
    (void)lwclus_der_optional(c, 0xa3, &skip); /* key-expiration */
    lwclus_der_enter(c, 0xa4, &skip);          /* flags */
    sealed->authtime = lwclus_krb5_get_time(c, 0xa5);
    sealed->start = sealed->authtime;
    peek = *c;
    if (lwclus_der_optional(c, 0xa6, &skip)) {
        sealed->start = lwclus_krb5_get_time(&peek, 0xa6);
        lwclus_cursor_fail(c, peek.status);
    }
    sealed->end = lwclus_krb5_get_time(c, 0xa7);
    (void)lwclus_der_optional(c, 0xa8, &skip); /* renew-till */
    enter_names(c, 0xa9, &sealed->realm, &sealed->service);
    return c->status == LWCLUS_OK;
}

static bool within(uint32_t a, uint32_t b)
{
    return (a > b ? a - b : b - a) <= LWCLUS_KRB5_SKEW;
}

/* The ticket must be for what was asked, or for the KDC of another realm. */
static lwclus_result check_service(const struct lwclus_krb5_request *q, const struct names *names,
                                   struct lwclus_krb5_reply *reply)
{
    struct lwclus_cursor asked = names->client_realm; /* realm of the KDC */
    struct lwclus_cursor realm;
    struct names tgt;

    if (q->tgt != NULL) {
        ticket_names(q->tgt, &tgt);
        if (!same(&tgt.client, &names->client) || !same(&tgt.client_realm, &names->client_realm)) {
            return LWCLUS_KRB5_REFUSED;
        }
        (void)is_krbtgt(tgt.service, &asked);
    }
    if (!same(&asked, &names->realm)) {
        return MISNAMED;
    }
    if (!is_krbtgt(names->service, &realm)) {
        return q->spn != NULL && is_spn(names->service, q->spn) ? LWCLUS_OK : MISNAMED;
    }
    reply->referral = !same(&realm, &names->realm);
    return reply->referral == (q->spn != NULL && q->tgt != NULL) ? LWCLUS_OK : MISNAMED;
}

/* Everything that can be wrong with a reply which was decrypted. `names` are those of the ticket. */
static lwclus_result check(const struct lwclus_krb5_request *q, const struct names *names,
                           const struct sealed_part *sealed, struct lwclus_krb5_reply *reply)
{
    uint32_t now = q->time.seconds;
    lwclus_result result;

    if (sealed->nonce != q->nonce || (q->etypes & LWCLUS_KRB5_ETYPE_SET(reply->ticket.key.etype)) == 0) {
        return LWCLUS_KRB5_REFUSED;
    }
    if (!same(&sealed->realm, &names->realm) || !same(&sealed->service, &names->service)) {
        return MISNAMED;
    }
    result = check_service(q, names, reply);
    if (result != LWCLUS_OK) {
        return result;
    }
    if (sealed->end <= sealed->start) {
        return SKEWED;
    }
    if (now != 0 && ((q->tgt == NULL && !within(sealed->authtime, now)) || sealed->end <= now ||
                     (sealed->start > now && !within(sealed->start, now)))) {
        return SKEWED;
    }
    if (reply->ticket.size > LWCLUS_TICKET_BYTES) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER);
    }
    return LWCLUS_OK;
}

/* `c` over the message; after it over EncryptedData. */
static void read_outer(struct lwclus_cursor *c, const struct lwclus_krb5_request *q,
                       struct lwclus_krb5_ticket *ticket, struct names *names)
{
    uint32_t tag = q->tgt != NULL ? LWCLUS_KRB5_TGS_REP : LWCLUS_KRB5_AS_REP;
    struct lwclus_cursor padata;

    lwclus_krb5_enter(c, tag << 8 | 0x30, c);
    if (lwclus_krb5_get_uint(c, 0xa0) != VERSION ||
        lwclus_krb5_get_uint(c, 0xa1) != (q->tgt != NULL ? TYPE_TGS_REP : TYPE_AS_REP)) {
        lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
    }
    (void)lwclus_der_optional(c, 0xa2, &padata);
    ticket->size = c->pos;
    ticket->bytes = c->base + c->pos;
    enter_ticket(c, names);
    ticket->size = c->pos - ticket->size;
}

static lwclus_result read_reply(struct lwclus_cursor *c, const struct lwclus_krb5_request *q,
                                struct lwclus_krb5_reply *reply)
{
    struct sealed_part sealed;
    struct lwclus_cursor plain;
    struct lwclus_cursor in;
    struct names names;
    lwclus_result result = LWCLUS_KRB5_REFUSED;
    const struct lwclus_krb5_key *key = q->tgt != NULL ? &q->tgt->key : q->key;

    read_outer(c, q, &reply->ticket, &names);
    if (!lwclus_krb5_open(c, 0xa6, key, q->tgt != NULL ? LWCLUS_KRB5_USAGE_TGS_REP : LWCLUS_KRB5_USAGE_AS_REP,
                          &plain)) {
        return c->status == LWCLUS_OK && q->tgt == NULL
                   ? LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_LOGON_FAILURE)
                   : LWCLUS_KRB5_REFUSED;
    }
    in = plain;
    if (read_sealed(&in, &reply->ticket.key, &sealed)) {
        result = check(q, &names, &sealed, reply);
    }
    reply->authtime = sealed.authtime;
    reply->ticket.start = sealed.start;
    reply->ticket.end = sealed.end;
    lwclus_wipe(plain.base, plain.cap);
    return result;
}

lwclus_result lwclus_krb5_read_reply(struct lwclus_span message, const struct lwclus_krb5_request *request,
                                     struct lwclus_krb5_reply *reply)
{
    struct lwclus_cursor c;
    lwclus_result result;

    memset(reply, 0, sizeof *reply);
    lwclus_cursor_init(&c, message.ptr, message.size);
    result = read_reply(&c, request, reply);
    if (result != LWCLUS_OK) {
        lwclus_wipe(reply, sizeof *reply);
    }
    return result;
}

#endif
