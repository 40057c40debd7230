/* Parts of messages: nested elements, keys, EncryptedData, AP-REQ. */
#include "krb5/part.h"

#include <string.h>

#include "base/der.h"

#if LWCLUS_KERBEROS

#define VERSION     5u
#define TYPE_AP_REQ 14u

#define HEADER_BYTES 2u /* tag and length of an element as it begins */
#define SMALL_BYTES  5u /* INTEGER below 128 in a context tag */

const uint8_t lwclus_krb5_krbtgt[LWCLUS_KRB5_KRBTGT_BYTES] = {0x1b, 6, 'k', 'r', 'b', 't', 'g', 't', 0x1b};

void lwclus_krb5_refuse(struct lwclus_cursor *c)
{
    lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
}

uint32_t lwclus_krb5_begin(struct lwclus_cursor *c, uint32_t tags)
{
    uint32_t mark = 0;

    for (; tags != 0; tags <<= 8) {
        if (tags >> 24 != 0) {
            mark = lwclus_der_begin(c, (uint8_t)(tags >> 24));
        }
    }
    return mark;
}

void lwclus_krb5_end(struct lwclus_cursor *c, uint32_t mark, uint32_t count)
{
    for (; count != 0; count--) {
        lwclus_der_end(c, mark);
        mark -= HEADER_BYTES;
    }
}

uint32_t lwclus_krb5_begin_typed(struct lwclus_cursor *c, uint32_t tags, uint32_t type, uint32_t inner)
{
    (void)lwclus_krb5_begin(c, tags >> 8);
    lwclus_der_put_uint(c, (uint8_t)tags, type);
    return lwclus_krb5_begin(c, inner);
}

void lwclus_krb5_end_typed(struct lwclus_cursor *c, uint32_t mark, uint32_t count)
{
    lwclus_krb5_end(c, mark, 2);
    lwclus_krb5_end(c, mark - 2 * HEADER_BYTES - SMALL_BYTES, count);
}

void lwclus_krb5_enter(struct lwclus_cursor *c, uint32_t tags, struct lwclus_cursor *child)
{
    struct lwclus_cursor *outer = c;

    for (; tags != 0; tags <<= 8) {
        if (tags >> 24 != 0) {
            lwclus_der_enter(outer, (uint8_t)(tags >> 24), child);
            outer = child;
        }
    }
    lwclus_cursor_fail(c, child->status);
}

bool lwclus_krb5_next_is(const struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor peek = *c;

    return lwclus_get_u8(&peek) == tag;
}

uint32_t lwclus_krb5_get_uint(struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor number;
    uint32_t value;

    lwclus_der_enter(c, tag, &number);
    value = lwclus_der_get_uint(&number);
    lwclus_cursor_fail(c, number.status);
    return value;
}

void lwclus_krb5_expect(struct lwclus_cursor *c, uint8_t tag, uint32_t value)
{
    if (lwclus_krb5_get_uint(c, tag) != value) {
        lwclus_krb5_refuse(c);
    }
}

void lwclus_krb5_put_flags(struct lwclus_cursor *c, uint8_t tag, uint32_t flags)
{
    lwclus_der_put_pair(c, tag, 0x03, 5);
    lwclus_put_u8(c, 0); /* unused bits */
    lwclus_put_u32be(c, flags);
}

/* EncryptionKey and Checksum are alike. */
static void put_typed_bytes(struct lwclus_cursor *c, uint8_t tag, uint32_t type, const void *bytes,
                            uint32_t size)
{
    uint32_t mark = lwclus_krb5_begin(c, (uint32_t)tag << 8 | 0x30);

    lwclus_der_put_uint(c, 0xa0, type);
    lwclus_der_put_pair(c, 0xa1, 0x04, size);
    lwclus_put_bytes(c, bytes, size);
    lwclus_krb5_end(c, mark, 2);
}

void lwclus_krb5_put_key(struct lwclus_cursor *c, uint8_t tag, const struct lwclus_krb5_key *key)
{
    put_typed_bytes(c, tag, key->etype, key->bytes, lwclus_krb5_key_bytes(key->etype));
}

void lwclus_krb5_get_key(struct lwclus_cursor *c, uint8_t tag, struct lwclus_krb5_key *key)
{
    struct lwclus_cursor in;
    uint32_t etype;

    memset(key, 0, sizeof *key);
    lwclus_krb5_enter(c, (uint32_t)tag << 8 | 0x30, &in);
    etype = lwclus_krb5_get_uint(&in, 0xa0);
    lwclus_krb5_enter(&in, 0xa104, &in);
    if (in.status != LWCLUS_OK || in.cap == 0 || in.cap != lwclus_krb5_key_bytes(etype)) {
        lwclus_krb5_refuse(c);
        return;
    }
    key->etype = (uint8_t)etype;
    lwclus_get_bytes(&in, key->bytes, in.cap);
}

uint32_t lwclus_krb5_seal_begin(struct lwclus_cursor *c, const struct lwclus_krb5_key *key,
                                const uint8_t *confounder)
{
    uint32_t mark = lwclus_krb5_begin_typed(c, 0x30a0, key->etype, 0xa204);

    lwclus_put_bytes(c, confounder, LWCLUS_KRB5_CONFOUNDER);
    return mark;
}

void lwclus_krb5_seal_end(struct lwclus_cursor *c, uint32_t mark, const struct lwclus_krb5_key *key,
                          uint32_t usage)
{
    lwclus_put_zeros(c, lwclus_krb5_mac_bytes(key->etype));
    if (c->status == LWCLUS_OK) {
        lwclus_krb5_encrypt(key, usage, c->base + mark, c->pos - mark);
    }
    lwclus_krb5_end_typed(c, mark, 1);
}

bool lwclus_krb5_open(struct lwclus_aes *aes, struct lwclus_cursor *c, uint8_t tag,
                      const struct lwclus_krb5_key *key, uint32_t usage, struct lwclus_cursor *plain)
{
    struct lwclus_cursor kvno;
    struct lwclus_cursor in;

    lwclus_krb5_enter(c, (uint32_t)tag << 8 | 0x30, &in);
    lwclus_krb5_expect(&in, 0xa0, key->etype);
    (void)lwclus_der_optional(&in, 0xa1, &kvno);
    lwclus_krb5_enter(&in, 0xa204, plain);
    lwclus_cursor_fail(c, plain->status);
    if (plain->status != LWCLUS_OK) {
        return false;
    }
    if (!lwclus_krb5_decrypt_with(aes, key, usage, plain->base, plain->cap)) {
        lwclus_krb5_refuse(plain);
        return false;
    }
    plain->pos = LWCLUS_KRB5_CONFOUNDER;
    lwclus_cursor_split(plain, plain->cap - plain->pos - lwclus_krb5_mac_bytes(key->etype), plain);
    return true;
}

static void copy(struct lwclus_cursor *c, uint8_t tag, const struct lwclus_cursor *content)
{
    lwclus_der_put(c, tag, content->cap);
    lwclus_put_bytes(c, content->base, content->cap);
}

/* `names`: contents of crealm and cname. */
static void put_authenticator(struct lwclus_cursor *c, const struct lwclus_krb5_ap_req *req,
                              const struct lwclus_cursor names[2])
{
    uint32_t mark = lwclus_krb5_begin(c, 0x6230);

    lwclus_der_put_uint(c, 0xa0, VERSION);
    copy(c, 0xa1, &names[0]);
    copy(c, 0xa2, &names[1]);
    put_typed_bytes(c, 0xa3, req->checksum_type, req->checksum.ptr, req->checksum.size);
    lwclus_der_put_uint(c, 0xa4, req->time.microseconds);
    lwclus_krb5_put_time(c, 0xa5, req->time.seconds);
    if (req->subkey != NULL) {
        lwclus_krb5_put_key(c, 0xa6, req->subkey);
    }
    if (req->sequence != NULL) {
        lwclus_der_put_uint(c, 0xa7, *req->sequence);
    }
    lwclus_krb5_end(c, mark, 2);
}

void lwclus_krb5_put_ap_req(struct lwclus_cursor *c, const struct lwclus_krb5_ap_req *req)
{
    const struct lwclus_krb5_ticket *ticket = req->ticket;
    struct lwclus_cursor part[3]; /* crealm, cname, Ticket */
    struct lwclus_cursor from;
    uint32_t message;
    uint32_t field;
    uint32_t sealed;
    uint8_t i;

    lwclus_cursor_init(&from, ticket->bytes, ticket->size);
    for (i = 0; i < 3; i++) {
        lwclus_der_enter(&from, (uint8_t)(0xa3 + i), &part[i]);
    }
    if (from.status != LWCLUS_OK) {
        lwclus_krb5_refuse(c);
    }
    message = lwclus_krb5_begin(c, 0x6e30);
    lwclus_der_put_uint(c, 0xa0, VERSION);
    lwclus_der_put_uint(c, 0xa1, TYPE_AP_REQ);
    lwclus_krb5_put_flags(c, 0xa2, req->options);
    copy(c, 0xa3, &part[2]);
    field = lwclus_der_begin(c, 0xa4);
    sealed = lwclus_krb5_seal_begin(c, &ticket->key, req->confounder);
    put_authenticator(c, req, part);
    lwclus_krb5_seal_end(c, sealed, &ticket->key, req->usage);
    lwclus_der_end(c, field);
    lwclus_krb5_end(c, message, 2);
}

lwclus_result lwclus_krb5_written(const struct lwclus_cursor *c)
{
    if (c->status == LWCLUS_OK || LWCLUS_ORIGIN(c->status) == LWCLUS_ORIGIN_AUTH) {
        return c->status;
    }
    return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER);
}

#endif
