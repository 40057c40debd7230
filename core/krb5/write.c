/* The interpreter of rows that writes. */
#include "krb5/write.h"

#include <stddef.h>
#include <string.h>

#include "base/der.h"
#include "base/utf16.h"

#if LWCLUS_KERBEROS

/* Name types (RFC 4120 6.2, RFC 6806 5). */
#define NAME_PRINCIPAL  1u
#define NAME_ENTERPRISE 10u

#define CHECKSUM_GSS 0x8003u

const uint8_t lwclus_krb5_types[8] = {0, 0x02, 0x03, 0x04, 0x18, 0x1b, 0x30};

/* [RFC4121] 4.1.1: no channel bindings; DCE style, confidentiality, integrity, sequence, replay, mutual
 * ([MS-KILE] 3.4.5.1) */
static const uint8_t gss_checksum[24] = {0x10, 0, 0, 0, [20] = 0x3e, [21] = 0x10};

void lwclus_krb5_refuse(struct lwclus_cursor *c)
{
    lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
}

/* "krbtgt" as the service of an SPN. */
static const uint16_t krbtgt[] = {'k', 'r', 'b', 't', 'g', 't', 0};

static void prepare(struct lwclus_krb5_values *v, const struct lwclus_krb5_writer *w)
{
    const struct lwclus_krb5_ticket *tgt = w->q->tgt;

    v->q = *w->q;
    v->q.key = w->key;
    v->name_type = v->q.enterprise ? NAME_ENTERPRISE : NAME_PRINCIPAL;
    if (tgt != NULL) {
        (void)lwclus_krb5_get_names(tgt, &v->names); /* what is in the Ticket matters only to a KDC */
        if (v->names.ticket.status != LWCLUS_OK || (v->q.subkey == NULL && v->names.tgt_realm.cap == 0)) {
            lwclus_krb5_refuse(w->c);
        }
        v->q.user = NULL;
        v->q.realm.ptr = v->names.tgt_realm.base;
        v->q.realm.size = v->names.tgt_realm.cap;
        v->options = 0;
        v->checksum_type = lwclus_krb5_checksum_type(tgt->key.etype);
        v->checksum.ptr = w->mac;
        v->checksum.size = lwclus_krb5_mac_bytes(tgt->key.etype);
        if (v->q.subkey != NULL) {
            v->options = LWCLUS_KRB5_MUTUAL_REQUIRED;
            v->checksum_type = CHECKSUM_GSS;
            v->checksum.ptr = gss_checksum;
            v->checksum.size = sizeof gss_checksum;
        }
    }
    v->krbtgt.ptr = NULL;
    if (v->q.spn == NULL) {
        v->q.spn = krbtgt;
        v->krbtgt = v->q.realm;
    }
}

/* Content of a BIT STRING, whose first byte says that all bits count, or of an INTEGER without the bytes in
 * front that say nothing. */
static void put_number(struct lwclus_cursor *c, uint32_t value, uint32_t bytes)
{
    while (bytes < 5 && value >> (8 * bytes - 1) != 0) {
        bytes++;
    }
    if (bytes == 5) {
        lwclus_put_u8(c, 0);
        bytes = 4;
    }
    while (bytes-- != 0) {
        lwclus_put_u8(c, (uint8_t)(value >> (8 * bytes)));
    }
}

static void put_time(struct lwclus_cursor *c, uint32_t seconds)
{
    uint8_t *text = lwclus_cursor_take(c, LWCLUS_KRB5_TIME_BYTES);

    if (text != NULL) {
        lwclus_krb5_time_text(seconds, text);
    }
}

/* Content of a GeneralString, up to `stop` or the end; returns where it is. */
static const uint16_t *put_text(struct lwclus_cursor *c, const uint16_t *s, uint16_t stop)
{
    while (*s != 0 && *s != stop && c->status == LWCLUS_OK) {
        uint8_t utf8[4];
        uint32_t n = lwclus_utf8_next(&s, utf8);

        lwclus_put_bytes(c, utf8, n);
    }
    return s;
}

/* Puts tags and lengths around what was written since the row of `top` was started, and around `count`
 * elements that it is in; returns the outermost. */
static struct lwclus_krb5_element *finish(struct lwclus_cursor *c, struct lwclus_krb5_element *top,
                                          uint32_t count)
{
    for (;; top--) {
        const struct lwclus_krb5_row *row = top->row;
        uint8_t type = KRB5_TYPE(row->kind);

        if (type != 0) {
            lwclus_der_wrap(c, type, top->start);
        }
        if (row->tag != 0) {
            lwclus_der_wrap(c, row->tag, top->start);
        }
        if (count-- == 0) {
            return top;
        }
    }
}

/* A pointer of whatever type that is a member. */
static const void *pointer_at(const void *member)
{
    const void *pointer;

    memcpy(&pointer, member, sizeof pointer);
    return pointer;
}

/* Content of the kinds that need little more than the member. */
static void put_member(struct lwclus_cursor *c, uint8_t kind, const void *member)
{
    const struct lwclus_krb5_key *key;
    struct lwclus_cspan span;

    if (kind == KRB5_TIME) {
        put_time(c, *(const uint32_t *)member);
    } else if (kind == KRB5_TEXT) {
        (void)put_text(c, pointer_at(member), 0);
    } else if (kind == KRB5_KEY) {
        key = pointer_at(member);
        lwclus_put_bytes(c, key->bytes, lwclus_krb5_key_bytes(key->etype));
    } else {
        memcpy(&span, member, sizeof span); /* or a cursor, which begins alike */
        lwclus_put_bytes(c, span.ptr, span.size);
    }
}

void lwclus_krb5_write(struct lwclus_krb5_writer *w)
{
    struct lwclus_cursor *c = w->c;
    const struct lwclus_krb5_row *row = w->row;
    struct lwclus_krb5_element *top = w->top;
    struct lwclus_krb5_values v;

    for (prepare(&v, w); row->kind != KRB5_END; row++) {
        const void *member = KRB5_MEMBER(&v, row->at);
        uint32_t count = 0;

        top->row = row;
        top->start = c->pos;
        switch (row->kind) {
        case KRB5_IF:
            if (pointer_at(member) == NULL) {
                row += row->tag;
            }
            continue;
        case KRB5_SEALED:
            lwclus_put_bytes(c, pointer_at(member), LWCLUS_KRB5_CONFOUNDER);
            /* fall through */
        case KRB5_ANY | KRB5_OPEN:
        case KRB5_OCTETS | KRB5_OPEN:
        case KRB5_SEQUENCE | KRB5_OPEN:
            top++;
            continue;
        case KRB5_CLOSE:
            count = row->at;
            break;
        case KRB5_PART:
            v.q.spn = put_text(c, v.q.spn, '/');
            row -= *v.q.spn++ == '/'; /* the same row for the next part */
            break;
        case KRB5_OFFER:
            if ((v.q.etypes & LWCLUS_KRB5_ETYPE_SET(row->at)) == 0) {
                continue;
            }
            /* fall through */
        case KRB5_NUMBER | KRB5_CONST:
            put_number(c, row->at, 1);
            break;
        case KRB5_ETYPE:
            put_number(c, ((const struct lwclus_krb5_key *)pointer_at(member))->etype, 1);
            break;
        case KRB5_FLAGS:
            put_number(c, *(const uint32_t *)member, 5);
            break;
        case KRB5_NUMBER:
            put_number(c, *(const uint32_t *)member, 1);
            break;
        default:
            put_member(c, row->kind, member);
        }
        top = finish(c, top, count);
    }
    w->row = row + 1;
    w->top = top;
}

#endif
