/*
 * Parts of Kerberos messages for the other side of an exchange, written and read one by one: what a KDC or a
 * server in a test says may be wrong anywhere, which rows of core/krb5 cannot be.
 *
 * All work on the cursor's sticky error. `tags` of nested elements: one per byte, the outermost highest.
 */
#ifndef TESTS_UNIT_KRB5_PARTS_H
#define TESTS_UNIT_KRB5_PARTS_H

#include <string.h>

#include "base/der.h"
#include "krb5/kdc.h"
#include "krb5/part.h"

#if LWCLUS_KERBEROS

/* ---- writing ---- */

/** Tags and lengths of an `outer` element that holds just an `inner` one with `content` bytes. */
static inline void part_put_pair(struct lwclus_cursor *c, uint8_t outer, uint8_t inner, uint32_t content)
{
    lwclus_der_put(c, outer, lwclus_der_bytes(content));
    lwclus_der_put(c, inner, content);
}

/** Starts elements inside each other; returns the mark of the innermost for part_end(). */
static inline uint32_t part_begin(struct lwclus_cursor *c, uint32_t tags)
{
    for (; tags != 0; tags <<= 8) {
        if (tags >> 24 != 0) {
            lwclus_der_put(c, (uint8_t)(tags >> 24), 0);
        }
    }
    return c->pos;
}

/** Ends the `count` elements that one part_begin() started. */
static inline void part_end(struct lwclus_cursor *c, uint32_t mark, uint32_t count)
{
    for (; count != 0 && c->status == LWCLUS_OK; count--) {
        uint32_t start = mark - 2;
        uint8_t tag = c->base[start];

        memmove(c->base + start, c->base + mark, c->pos - mark);
        c->pos -= 2;
        lwclus_der_wrap(c, tag, start);
        mark = start;
    }
}

static inline void part_put_uint(struct lwclus_cursor *c, uint8_t tag, uint32_t value)
{
    uint32_t bytes = 1;

    while (bytes < 5 && value >> (8 * bytes - 1) != 0) {
        bytes++;
    }
    part_put_pair(c, tag, 0x02, bytes);
    if (bytes == 5) {
        lwclus_put_u8(c, 0);
        bytes--;
    }
    while (bytes-- != 0) {
        lwclus_put_u8(c, (uint8_t)(value >> (8 * bytes)));
    }
}

static inline void part_put_flags(struct lwclus_cursor *c, uint8_t tag, uint32_t flags)
{
    part_put_pair(c, tag, 0x03, 5);
    lwclus_put_u8(c, 0);
    lwclus_put_u32be(c, flags);
}

static inline void part_put_time(struct lwclus_cursor *c, uint8_t tag, uint32_t seconds)
{
    uint8_t text[LWCLUS_KRB5_TIME_BYTES];

    lwclus_krb5_time_text(seconds, text);
    part_put_pair(c, tag, 0x18, sizeof text);
    lwclus_put_bytes(c, text, sizeof text);
}

/** EncryptionKey */
static inline void part_put_key(struct lwclus_cursor *c, uint8_t tag, const struct lwclus_krb5_key *key)
{
    uint32_t mark = part_begin(c, (uint32_t)tag << 8 | 0x30);
    uint32_t size = lwclus_krb5_key_bytes(key->etype);

    part_put_uint(c, 0xa0, key->etype);
    part_put_pair(c, 0xa1, 0x04, size);
    lwclus_put_bytes(c, key->bytes, size);
    part_end(c, mark, 2);
}

/** Starts EncryptedData; what is written until part_seal_end() is its plaintext. */
static inline uint32_t part_seal_begin(struct lwclus_cursor *c, const struct lwclus_krb5_key *key,
                                       const uint8_t *confounder)
{
    uint32_t mark;

    (void)part_begin(c, 0x30);
    part_put_uint(c, 0xa0, key->etype);
    mark = part_begin(c, 0xa204);
    lwclus_put_bytes(c, confounder, LWCLUS_KRB5_CONFOUNDER);
    return mark;
}

static inline void part_seal_end(struct lwclus_cursor *c, uint32_t mark, const struct lwclus_krb5_key *key,
                                 uint32_t usage)
{
    lwclus_put_zeros(c, lwclus_krb5_mac_bytes(key->etype));
    if (c->status == LWCLUS_OK) {
        lwclus_krb5_encrypt(key, usage, c->base + mark, c->pos - mark);
    }
    part_end(c, mark, 2);
    part_end(c, mark - 9, 1); /* behind it the INTEGER, 5 bytes, and two tags */
}

/* ---- reading ---- */

/** `child` over the content of the innermost of nested elements; `c` moves behind the outermost. */
static inline void part_enter(struct lwclus_cursor *c, uint32_t tags, struct lwclus_cursor *child)
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

/** As lwclus_der_enter when the next element has `tag`; otherwise false and nothing moves. */
static inline bool part_optional(struct lwclus_cursor *c, uint8_t tag, struct lwclus_cursor *child)
{
    struct lwclus_cursor peek = *c;

    if (lwclus_cursor_left(c) == 0 || lwclus_get_u8(&peek) != tag) {
        return false;
    }
    lwclus_der_enter(c, tag, child);
    return true;
}

/** INTEGER of up to 32 bits, as short as it can be. */
static inline uint32_t part_get_number(struct lwclus_cursor *c)
{
    struct lwclus_cursor in;
    uint32_t value = 0;

    lwclus_der_enter(c, 0x02, &in);
    if (in.status != LWCLUS_OK || in.cap == 0 || in.cap > 5 || (in.cap == 5 && lwclus_get_u8(&in) != 0)) {
        lwclus_krb5_refuse(c);
        return 0;
    }
    while (lwclus_cursor_left(&in) != 0) {
        value = value << 8 | lwclus_get_u8(&in);
    }
    return value;
}

static inline uint32_t part_get_uint(struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor in;
    uint32_t value;

    lwclus_der_enter(c, tag, &in);
    value = part_get_number(&in);
    lwclus_cursor_fail(c, in.status);
    return value;
}

static inline uint32_t part_get_time(struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor in;
    uint32_t seconds;

    part_enter(c, (uint32_t)tag << 8 | 0x18, &in);
    seconds = lwclus_krb5_get_time(&in);
    lwclus_cursor_fail(c, in.status);
    return seconds;
}

static inline void part_get_key(struct lwclus_cursor *c, uint8_t tag, struct lwclus_krb5_key *key)
{
    struct lwclus_cursor in;
    struct lwclus_cursor bytes;

    memset(key, 0, sizeof *key);
    part_enter(c, (uint32_t)tag << 8 | 0x30, &in);
    key->etype = (uint8_t)part_get_uint(&in, 0xa0);
    part_enter(&in, 0xa104, &bytes);
    if (in.status != LWCLUS_OK || bytes.cap == 0 || bytes.cap != lwclus_krb5_key_bytes(key->etype)) {
        memset(key, 0, sizeof *key);
        lwclus_krb5_refuse(c);
        return;
    }
    lwclus_get_bytes(&bytes, key->bytes, bytes.cap);
}

/** EncryptedData in an element `tag`, decrypted in place. */
static inline bool part_open(struct lwclus_cursor *c, uint8_t tag, const struct lwclus_krb5_key *key,
                             uint32_t usage, struct lwclus_cursor *plain)
{
    struct lwclus_cursor in;

    part_enter(c, (uint32_t)tag << 8 | 0x30, &in);
    if (part_get_uint(&in, 0xa0) != key->etype) {
        return false;
    }
    (void)part_optional(&in, 0xa1, plain);
    part_enter(&in, 0xa204, plain);
    if (plain->status != LWCLUS_OK || !lwclus_krb5_decrypt(key, usage, plain->base, plain->cap)) {
        return false;
    }
    (void)lwclus_cursor_take(plain, LWCLUS_KRB5_CONFOUNDER);
    lwclus_cursor_split(plain, lwclus_cursor_left(plain) - lwclus_krb5_mac_bytes(key->etype), plain);
    return true;
}

#endif

#endif
