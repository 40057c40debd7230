/* The interpreter of rows that reads, and what several messages have in common. */
#include "krb5/read.h"

#include <stddef.h>

#include "base/der.h"

#if LWCLUS_KERBEROS

#define LEVELS 4u /* elements that a program has open at once, at most */

/* An INTEGER of up to 32 bits. The negative form of values from 2^31 on is taken as well, as some
 * implementations send it (RFC 4120 5.2.4). 0 when `in` has failed. */
static uint32_t get_number(struct lwclus_cursor *in)
{
    uint32_t value = 0;
    uint32_t lost = 0;

    while (lwclus_cursor_left(in) != 0) {
        lost |= value >> 24;
        value = value << 8 | lwclus_get_u8(in);
    }
    if (in->cap - 1 > 4 || lost != 0) {
        lwclus_krb5_refuse(in);
        value = 0;
    }
    return value;
}

const struct lwclus_krb5_row *lwclus_krb5_read(struct lwclus_cursor *c, const struct lwclus_krb5_row *row,
                                               void *out)
{
    struct lwclus_cursor level[LEVELS + 2];
    struct lwclus_cursor *at = level;

    for (*at = *c; row->kind != KRB5_END; row++) {
        struct lwclus_cursor *content = at + 1;
        void *member = KRB5_MEMBER(out, row->at);
        lwclus_result status = at->status;
        uint32_t pos = at->pos;
        uint32_t number;

        if (row->kind == KRB5_CLOSE) {
            at -= row->at;
            at->status = status;
            continue;
        }
        if (lwclus_der_next(at, content) != row->tag) {
            if ((row->kind & KRB5_OPTIONAL) != 0) {
                lwclus_cursor_seek(at, pos);
                at->status = status;
                continue;
            }
            lwclus_krb5_refuse(content);
        }
        if (KRB5_TYPE(row->kind) != 0) {
            lwclus_der_enter(content, KRB5_TYPE(row->kind), content);
        }
        switch (row->kind & 7u) {
        case KRB5_TIME:
            *(uint32_t *)member = lwclus_krb5_get_time(content);
            break;
        case KRB5_NUMBER:
            number = get_number(content);
            if ((row->kind & KRB5_CONST) == 0) {
                *(uint32_t *)member = number;
            } else if (number != row->at) {
                lwclus_krb5_refuse(content);
            }
            break;
        default:
            *(struct lwclus_cursor *)member = *content;
            if ((row->kind & KRB5_OPEN) != 0) {
                at++;
                continue;
            }
        }
        at->status = content->status;
    }
    *c = *at;
    return row + 1;
}

/* ---- keys and encryption ---- */

struct key {
    uint32_t etype;
    struct lwclus_cursor bytes;
};

static const struct lwclus_krb5_row key_rows[] = {
    {0xa0, KRB5_NUMBER, KRB5_AT(struct key, etype)},
    {0xa1, KRB5_OCTETS, KRB5_AT(struct key, bytes)},
    {0, KRB5_END, 0},
};

void lwclus_krb5_get_key(struct lwclus_cursor *c, struct lwclus_krb5_key *key)
{
    struct key in;

    (void)lwclus_krb5_read(c, key_rows, &in);
    if (in.bytes.cap == 0 || in.bytes.cap != lwclus_krb5_key_bytes(in.etype)) {
        lwclus_krb5_refuse(c);
        return;
    }
    key->etype = (uint8_t)in.etype;
    lwclus_get_bytes(&in.bytes, key->bytes, in.bytes.cap);
}

bool lwclus_krb5_open(struct lwclus_aes *aes, struct lwclus_cursor *c, struct lwclus_krb5_sealed *sealed,
                      const struct lwclus_krb5_key *key, uint32_t usage)
{
    struct lwclus_cursor *data = &sealed->data;

    if (sealed->etype != key->etype) {
        lwclus_krb5_refuse(c);
    }
    if (c->status != LWCLUS_OK || !lwclus_krb5_decrypt_with(aes, key, usage, data->base, data->cap)) {
        return false;
    }
    lwclus_cursor_split(data, data->cap - lwclus_krb5_mac_bytes(key->etype), data);
    (void)lwclus_cursor_take(data, LWCLUS_KRB5_CONFOUNDER);
    return true;
}

/* ---- names ---- */

static const struct lwclus_krb5_row ticket_rows[] = {
    {0xa3, KRB5_STRING, KRB5_AT(struct lwclus_krb5_names, client_realm)},
    {0xa4, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct lwclus_krb5_names, cname)},
    {0x30, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct lwclus_krb5_names, client)},
    {0xa0, KRB5_NUMBER, KRB5_AT(struct lwclus_krb5_names, type)},
    {0xa1, KRB5_SEQUENCE, KRB5_AT(struct lwclus_krb5_names, client)},
    {0, KRB5_CLOSE, 2},
    {0xa5, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct lwclus_krb5_names, ticket)},
    {0x61, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct lwclus_krb5_names, service)},
    {0xa0, KRB5_NUMBER | KRB5_CONST, LWCLUS_KRB5_VERSION},
    {0xa1, KRB5_STRING, KRB5_AT(struct lwclus_krb5_names, realm)},
    {0xa2, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct lwclus_krb5_names, service)},
    {0xa0, KRB5_NUMBER, KRB5_AT(struct lwclus_krb5_names, type)},
    {0xa1, KRB5_SEQUENCE | KRB5_OPEN, KRB5_AT(struct lwclus_krb5_names, service)},
    {0x1b, KRB5_ANY, KRB5_AT(struct lwclus_krb5_names, first)},
    {0x1b, KRB5_ANY | KRB5_OPTIONAL, KRB5_AT(struct lwclus_krb5_names, tgt_realm)},
    {0, KRB5_END, 0},
};

lwclus_result lwclus_krb5_get_names(const struct lwclus_krb5_ticket *ticket, struct lwclus_krb5_names *names)
{
    static const uint8_t krbtgt[6] = {'k', 'r', 'b', 't', 'g', 't'};
    struct lwclus_cursor c;

    names->tgt_realm.cap = 0;
    lwclus_cursor_init(&c, ticket->bytes, ticket->size);
    (void)lwclus_krb5_read(&c, ticket_rows, names);
    if (names->first.cap != sizeof krbtgt || !lwclus_get_equal(&names->first, krbtgt, sizeof krbtgt) ||
        lwclus_cursor_left(&c) != 0) {
        names->tgt_realm.cap = 0;
    }
    return c.status;
}

#endif
