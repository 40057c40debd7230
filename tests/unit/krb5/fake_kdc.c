/* The KDC's side of the messages. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "krb5/parts.h"
#include "krb5/fake_kdc.h"

#if LWCLUS_KERBEROS

#define USAGE_TICKET 2u

/* ---- writing ---- */

static void put_raw(struct lwclus_cursor *c, struct lwclus_cspan bytes)
{
    lwclus_put_bytes(c, bytes.ptr, bytes.size);
}

static void put_text(struct lwclus_cursor *c, uint32_t tag, const char *text, size_t size)
{
    if (tag != 0) {
        lwclus_der_put(c, (uint8_t)tag, lwclus_der_bytes((uint32_t)size));
    }
    lwclus_der_put(c, 0x1b, (uint32_t)size);
    lwclus_put_bytes(c, text, (uint32_t)size);
}

static void put_name(struct lwclus_cursor *c, uint8_t tag, uint32_t type, const char *name)
{
    uint32_t mark = part_begin(c, (uint32_t)tag << 8 | 0x30);
    uint32_t parts;
    size_t size;

    part_put_uint(c, 0xa0, type);
    parts = part_begin(c, 0xa130);
    do {
        size = strcspn(name, "/");
        put_text(c, 0, name, size);
        name += size;
    } while (*name++ == '/');
    part_end(c, parts, 2);
    part_end(c, mark, 2);
}

static void put_service(struct lwclus_cursor *c, uint8_t tag, const char *realm, const char *name)
{
    put_text(c, tag, realm, strlen(realm));
    put_name(c, (uint8_t)(tag + 1), 2, name);
}

static void put_times(struct lwclus_cursor *c, uint8_t tag, const struct kdc_reply *r)
{
    const uint32_t times[4] = {r->authtime, r->start, r->end, r->renew};
    uint32_t i;

    for (i = 0; i < 4; i++) {
        if (times[i] != 0) {
            part_put_time(c, (uint8_t)(tag + i), times[i]);
        }
    }
}

/* EncryptedData, kvno included; `outer` and the result are marks. */
static uint32_t seal_begin(struct lwclus_cursor *c, const struct lwclus_krb5_key *key, uint32_t kvno,
                           const uint8_t *confounder, uint32_t *outer)
{
    uint32_t mark;

    *outer = part_begin(c, 0x30);
    part_put_uint(c, 0xa0, key->etype);
    if (kvno != 0) {
        part_put_uint(c, 0xa1, kvno);
    }
    mark = part_begin(c, 0xa204);
    lwclus_put_bytes(c, confounder, LWCLUS_KRB5_CONFOUNDER);
    return mark;
}

static void seal_end(struct lwclus_cursor *c, uint32_t mark, uint32_t outer,
                     const struct lwclus_krb5_key *key, uint32_t usage)
{
    lwclus_put_zeros(c, lwclus_krb5_mac_bytes(key->etype));
    if (c->status == LWCLUS_OK) {
        lwclus_krb5_encrypt(key, usage, c->base + mark, c->pos - mark);
    }
    part_end(c, mark, 2);
    part_end(c, outer, 1);
}

/* EncTicketPart, RFC 4120 5.3 */
static void put_enc_ticket(struct lwclus_cursor *c, const struct kdc_reply *r)
{
    uint32_t outer;
    uint32_t sealed = seal_begin(c, r->service, 1, r->confounder, &outer);
    uint32_t mark = part_begin(c, 0x6330);
    uint32_t inner;

    part_put_flags(c, 0xa0, r->flags);
    part_put_key(c, 0xa1, &r->session);
    put_text(c, 0xa2, r->client_realm, strlen(r->client_realm));
    put_name(c, 0xa3, r->client_type != 0 ? r->client_type : 1, r->client);
    inner = part_begin(c, 0xa430); /* transited: none */
    part_put_uint(c, 0xa0, 0);
    part_put_pair(c, 0xa1, 0x04, 0);
    part_end(c, inner, 2);
    put_times(c, 0xa5, r);
    part_end(c, mark, 2);
    seal_end(c, sealed, outer, r->service, USAGE_TICKET);
}

static void put_ticket(struct lwclus_cursor *c, const struct kdc_reply *r)
{
    uint32_t ticket = part_begin(c, 0xa56130);
    uint32_t mark;

    part_put_uint(c, 0xa0, 5);
    put_service(c, 0xa1, r->realm, r->name);
    mark = part_begin(c, 0xa3);
    if (r->service != NULL) {
        put_enc_ticket(c, r);
    } else {
        uint32_t inner = part_begin(c, 0x30);
        uint32_t cipher;

        part_put_uint(c, 0xa0, 18);
        if (r->kvno.ptr != NULL) {
            part_put_pair(c, 0xa1, 0x02, r->kvno.size);
            put_raw(c, r->kvno);
        } else {
            part_put_uint(c, 0xa1, 1);
        }
        cipher = part_begin(c, 0xa204);
        lwclus_put_zeros(c, r->filler);
        part_end(c, cipher, 2);
        part_end(c, inner, 1);
    }
    part_end(c, mark, 1);
    part_end(c, ticket, 3);
}

/* EncKDCRepPart, RFC 4120 5.4.2 */
static void put_sealed(struct lwclus_cursor *c, const struct kdc_reply *r)
{
    uint32_t tag = r->sealed_tag != 0 ? r->sealed_tag : r->tgs ? 0x7a : 0x79;
    uint32_t outer;
    uint32_t sealed = seal_begin(c, r->key, r->key_version, r->confounder, &outer);
    uint32_t mark = part_begin(c, tag << 8 | 0x30);
    uint32_t last;

    part_put_key(c, 0xa0, &r->session);
    last = part_begin(c, 0xa13030); /* last-req: none */
    part_put_uint(c, 0xa0, 0);
    part_put_time(c, 0xa1, 0);
    part_end(c, last, 3);
    if (r->nonce.ptr != NULL) {
        part_put_pair(c, 0xa2, 0x02, r->nonce.size);
        put_raw(c, r->nonce);
    } else {
        part_put_uint(c, 0xa2, r->nonce_value);
    }
    if (r->expiration != 0) {
        part_put_time(c, 0xa3, r->expiration);
    }
    part_put_flags(c, 0xa4, r->flags);
    put_times(c, 0xa5, r);
    put_service(c, 0xa9, r->sealed_realm != NULL ? r->sealed_realm : r->realm,
                r->sealed_name != NULL ? r->sealed_name : r->name);
    put_raw(c, r->extra);
    part_end(c, mark, 2);
    seal_end(c, sealed, outer, r->key, r->tgs ? LWCLUS_KRB5_USAGE_TGS_REP : LWCLUS_KRB5_USAGE_AS_REP);
}

static uint32_t written(const struct lwclus_cursor *c)
{
    if (c->status != LWCLUS_OK) {
        fprintf(stderr, "kdc: message too large\n");
        abort();
    }
    return c->pos;
}

uint32_t kdc_write_reply(uint8_t *out, uint32_t cap, const struct kdc_reply *r)
{
    struct lwclus_cursor c;
    uint32_t message;
    uint32_t mark;

    lwclus_cursor_init(&c, out, cap);
    message = part_begin(&c, r->tgs ? 0x6d30 : 0x6b30);
    part_put_uint(&c, 0xa0, r->version != 0 ? r->version : 5);
    part_put_uint(&c, 0xa1, r->type != 0 ? r->type : r->tgs ? 13 : 11);
    if (r->padata.ptr != NULL) {
        mark = part_begin(&c, 0xa230);
        put_raw(&c, r->padata);
        part_end(&c, mark, 2);
    }
    put_text(&c, 0xa3, r->client_realm, strlen(r->client_realm));
    put_name(&c, 0xa4, r->client_type != 0 ? r->client_type : 1, r->client);
    put_ticket(&c, r);
    mark = part_begin(&c, 0xa6);
    put_sealed(&c, r);
    part_end(&c, mark, 1);
    put_raw(&c, r->trailing);
    part_end(&c, message, 2);
    return written(&c);
}

uint32_t kdc_write_error(uint8_t *out, uint32_t cap, const struct kdc_error *e)
{
    struct lwclus_cursor c;
    uint32_t message;

    lwclus_cursor_init(&c, out, cap);
    message = part_begin(&c, 0x7e30);
    part_put_uint(&c, 0xa0, 5);
    part_put_uint(&c, 0xa1, 30);
    part_put_time(&c, 0xa4, e->time);
    part_put_uint(&c, 0xa5, 0);
    part_put_uint(&c, 0xa6, e->code);
    if (e->client_realm != NULL) {
        put_text(&c, 0xa7, e->client_realm, strlen(e->client_realm));
    }
    if (e->client != NULL) {
        put_name(&c, 0xa8, 1, e->client);
    }
    put_service(&c, 0xa9, e->realm, e->name);
    if (e->text != NULL) {
        put_text(&c, 0xab, e->text, strlen(e->text));
    }
    if (e->data.ptr != NULL) {
        part_put_pair(&c, 0xac, 0x04, e->data.size);
        put_raw(&c, e->data);
    }
    part_end(&c, message, 2);
    return written(&c);
}

uint32_t kdc_write_pa(uint8_t *out, uint32_t cap, uint32_t type, const void *value, uint32_t size)
{
    struct lwclus_cursor c;
    uint32_t mark;

    lwclus_cursor_init(&c, out, cap);
    mark = part_begin(&c, 0x30);
    part_put_uint(&c, 0xa1, type);
    part_put_pair(&c, 0xa2, 0x04, size);
    lwclus_put_bytes(&c, value, size);
    part_end(&c, mark, 1);
    return written(&c);
}

uint32_t kdc_write_info(uint8_t *out, uint32_t cap, const struct kdc_info *info, uint32_t count)
{
    uint8_t value[1024];
    struct lwclus_cursor c;
    uint32_t list;

    lwclus_cursor_init(&c, value, sizeof value);
    list = part_begin(&c, 0x30);
    for (; count != 0; count--, info++) {
        uint32_t mark = part_begin(&c, 0x30);

        part_put_uint(&c, 0xa0, info->etype);
        if (info->salt != NULL) {
            put_text(&c, 0xa1, info->salt, strlen(info->salt));
        }
        if (info->iterations != 0) {
            part_put_pair(&c, 0xa2, 0x04, 4);
            lwclus_put_u32be(&c, info->iterations);
        }
        part_end(&c, mark, 1);
    }
    part_end(&c, list, 1);
    return kdc_write_pa(out, cap, 19, value, written(&c));
}

uint32_t kdc_sequence(uint8_t *out, uint32_t cap, uint32_t size)
{
    struct lwclus_cursor c;
    uint32_t mark;

    lwclus_cursor_init(&c, out, cap);
    memmove(out + lwclus_der_bytes(0), out, size);
    mark = part_begin(&c, 0x30);
    (void)lwclus_cursor_take(&c, size);
    part_end(&c, mark, 1);
    return written(&c);
}

/* ---- reading ---- */

static bool get_text(struct lwclus_cursor *c, char *out, size_t room)
{
    struct lwclus_cursor text;
    size_t used = strlen(out);

    lwclus_der_enter(c, 0x1b, &text);
    if (c->status != LWCLUS_OK || text.cap >= room - used || text.cap == 0) {
        return false;
    }
    memcpy(out + used, text.base, text.cap);
    out[used + text.cap] = 0;
    return true;
}

/* PrincipalName in `c`. */
static bool get_name(struct lwclus_cursor *c, uint32_t *type, char *out, size_t room)
{
    struct lwclus_cursor parts;

    part_enter(c, 0x30, c);
    *type = part_get_uint(c, 0xa0);
    part_enter(c, 0xa130, &parts);
    out[0] = 0;
    while (get_text(&parts, out, room) && lwclus_cursor_left(&parts) != 0) {
        strcat(out, "/");
    }
    return c->status == LWCLUS_OK && parts.status == LWCLUS_OK;
}

static uint32_t get_flags(struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor bits;

    part_enter(c, (uint32_t)tag << 8 | 0x03, &bits);
    if (bits.cap != 5 || lwclus_get_u8(&bits) != 0) {
        lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
    }
    return lwclus_get_u32be(&bits);
}

static bool read_body(struct lwclus_cursor *c, struct kdc_request *q)
{
    struct lwclus_cursor field;
    bool ok = true;

    part_enter(c, 0x30, c);
    q->options = get_flags(c, 0xa0);
    if (part_optional(c, 0xa1, &field)) {
        ok = get_name(&field, &q->client_type, q->client, sizeof q->client);
    }
    ok = ok && (q->client_type != 0) == !q->tgs;
    part_enter(c, 0xa2, &field);
    ok = ok && get_text(&field, q->realm, sizeof q->realm);
    part_enter(c, 0xa3, &field);
    ok = ok && get_name(&field, &q->name_type, q->name, sizeof q->name);
    q->till = part_get_time(c, 0xa5);
    q->nonce = part_get_uint(c, 0xa7);
    part_enter(c, 0xa830, &field);
    while (lwclus_cursor_left(&field) != 0 && q->etype_count < sizeof q->etypes) {
        q->etypes[q->etype_count++] = (uint8_t)part_get_number(&field);
    }
    return ok && c->status == LWCLUS_OK && field.status == LWCLUS_OK && lwclus_cursor_left(c) == 0;
}

bool kdc_read_request(struct lwclus_span message, struct kdc_request *out)
{
    struct lwclus_cursor c;
    struct lwclus_cursor pa;
    uint32_t type;

    memset(out, 0, sizeof *out);
    lwclus_cursor_init(&c, message.ptr, message.size);
    out->tgs = message.size != 0 && message.ptr[0] == LWCLUS_KRB5_TGS_REQ;
    part_enter(&c, out->tgs ? 0x6c30 : 0x6a30, &c);
    if (part_get_uint(&c, 0xa1) != 5) {
        return false;
    }
    type = part_get_uint(&c, 0xa2);
    if (type != (out->tgs ? 12u : 10u)) {
        return false;
    }
    if (part_optional(&c, 0xa3, &pa)) {
        part_enter(&pa, 0x3030, &pa);
        out->pa_type = part_get_uint(&pa, 0xa1);
        part_enter(&pa, 0xa204, &pa);
        out->pa.ptr = pa.base;
        out->pa.size = pa.cap;
        lwclus_cursor_fail(&c, pa.status);
    }
    part_enter(&c, 0xa4, &c);
    out->body.ptr = c.base;
    out->body.size = c.cap;
    return read_body(&c, out);
}

bool kdc_open_timestamp(const struct kdc_request *request, const struct lwclus_krb5_key *key,
                        struct lwclus_krb5_time *out)
{
    struct lwclus_cursor c;
    struct lwclus_cursor plain;
    uint8_t wrapped[256];

    if (request->pa_type != 2 || request->pa.size + 2u > sizeof wrapped || request->pa.size > 125) {
        return false;
    }
    wrapped[0] = 0xa0; /* lwclus_krb5_open() wants EncryptedData in an element */
    wrapped[1] = (uint8_t)request->pa.size;
    memcpy(wrapped + 2, request->pa.ptr, request->pa.size);
    lwclus_cursor_init(&c, wrapped, request->pa.size + 2);
    if (!part_open(&c, 0xa0, key, LWCLUS_KRB5_USAGE_PA_TIMESTAMP, &plain)) {
        return false;
    }
    part_enter(&plain, 0x30, &plain);
    out->seconds = part_get_time(&plain, 0xa0);
    out->microseconds = part_get_uint(&plain, 0xa1);
    return plain.status == LWCLUS_OK;
}

/* Ticket: key, crealm and cname out of its encrypted part. */
static bool open_ticket(struct lwclus_cursor *c, const struct lwclus_krb5_key *service, struct kdc_ap *out,
                        char *client_realm, char *client, size_t room)
{
    struct lwclus_cursor field;
    struct lwclus_cursor plain;
    uint32_t type;

    part_enter(c, 0x6130, c);
    if (part_get_uint(c, 0xa0) != 5) {
        return false;
    }
    part_enter(c, 0xa1, &field);
    part_enter(c, 0xa2, &field);
    if (!get_name(&field, &type, out->name, sizeof out->name) ||
        !part_open(c, 0xa3, service, USAGE_TICKET, &plain)) {
        return false;
    }
    part_enter(&plain, 0x6330, &plain);
    (void)get_flags(&plain, 0xa0);
    part_get_key(&plain, 0xa1, &out->session);
    part_enter(&plain, 0xa2, &field);
    client_realm[0] = 0;
    if (!get_text(&field, client_realm, room)) {
        return false;
    }
    part_enter(&plain, 0xa3, &field);
    return get_name(&field, &type, client, room) && plain.status == LWCLUS_OK;
}

static bool read_authenticator(struct lwclus_cursor *c, struct kdc_ap *out)
{
    struct lwclus_cursor field;
    uint32_t type;
    struct lwclus_cursor peek;

    part_enter(c, 0x6230, c);
    if (part_get_uint(c, 0xa0) != 5) {
        return false;
    }
    part_enter(c, 0xa1, &field);
    out->client_realm[0] = 0;
    if (!get_text(&field, out->client_realm, sizeof out->client_realm)) {
        return false;
    }
    part_enter(c, 0xa2, &field);
    if (!get_name(&field, &type, out->client, sizeof out->client)) {
        return false;
    }
    part_enter(c, 0xa330, &field);
    out->checksum_type = part_get_uint(&field, 0xa0);
    part_enter(&field, 0xa104, &field);
    out->checksum.ptr = field.base;
    out->checksum.size = field.cap;
    out->time.microseconds = part_get_uint(c, 0xa4);
    out->time.seconds = part_get_time(c, 0xa5);
    peek = *c;
    out->has_subkey = part_optional(c, 0xa6, &field);
    if (out->has_subkey) {
        part_get_key(&peek, 0xa6, &out->subkey);
        lwclus_cursor_fail(c, peek.status);
    }
    out->has_sequence = lwclus_cursor_left(c) != 0;
    if (out->has_sequence) {
        out->sequence = part_get_uint(c, 0xa7);
    }
    return c->status == LWCLUS_OK && lwclus_cursor_left(c) == 0;
}

bool kdc_open_ap(struct lwclus_span message, const struct lwclus_krb5_key *service, uint32_t usage,
                 struct kdc_ap *out)
{
    struct lwclus_cursor c;
    struct lwclus_cursor field;
    char client_realm[128];
    char client[128];

    memset(out, 0, sizeof *out);
    lwclus_cursor_init(&c, message.ptr, message.size);
    part_enter(&c, 0x6e30, &c);
    if (part_get_uint(&c, 0xa0) != 5 || part_get_uint(&c, 0xa1) != 14) {
        return false;
    }
    out->options = get_flags(&c, 0xa2);
    part_enter(&c, 0xa3, &field);
    return open_ticket(&field, service, out, client_realm, client, sizeof client) &&
           part_open(&c, 0xa4, &out->session, usage, &field) && read_authenticator(&field, out) &&
           strcmp(client_realm, out->client_realm) == 0 && strcmp(client, out->client) == 0;
}

bool kdc_open_tgt(const struct kdc_request *request, const struct lwclus_krb5_key *krbtgt, struct kdc_ap *out)
{
    uint8_t mac[LWCLUS_KRB5_MAC_MAX];
    uint32_t mac_bytes;

    if (!request->tgs || request->pa_type != 1 ||
        !kdc_open_ap(request->pa, krbtgt, LWCLUS_KRB5_USAGE_TGS_AUTHENTICATOR, out)) {
        return false;
    }
    mac_bytes = lwclus_krb5_mac_bytes(out->session.etype);
    lwclus_krb5_checksum(&out->session, LWCLUS_KRB5_USAGE_TGS_CHECKSUM, &request->body, 1, mac);
    return out->checksum_type == lwclus_krb5_checksum_type(out->session.etype) &&
           out->checksum.size == mac_bytes && memcmp(out->checksum.ptr, mac, mac_bytes) == 0;
}

#endif
