/* DER: tags, lengths, integers. */
#include "base/der.h"

#include <string.h>

#define TAG_INTEGER 0x02u

static void fail(struct lwclus_cursor *c)
{
    lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, RPC_S_SEC_PKG_ERROR));
}

static void split_content(struct lwclus_cursor *c, struct lwclus_cursor *child)
{
    uint32_t size = lwclus_get_u8(c);

    if (size == 0x81) {
        size = lwclus_get_u8(c);
    } else if (size == 0x82) {
        size = lwclus_get_u16be(c);
    } else if (size >= 0x80) { /* indefinite, or longer than any PDU */
        fail(c);
    }
    lwclus_cursor_split(c, size, child);
}

void lwclus_der_enter(struct lwclus_cursor *c, uint8_t tag, struct lwclus_cursor *child)
{
    if (lwclus_get_u8(c) != tag) {
        fail(c);
    }
    split_content(c, child);
}

uint8_t lwclus_der_next(struct lwclus_cursor *c, struct lwclus_cursor *child)
{
    uint8_t tag = lwclus_get_u8(c);

    split_content(c, child);
    return tag;
}

bool lwclus_der_optional(struct lwclus_cursor *c, uint8_t tag, struct lwclus_cursor *child)
{
    struct lwclus_cursor peek = *c;

    if (lwclus_cursor_left(c) == 0 || lwclus_get_u8(&peek) != tag) {
        return false;
    }
    lwclus_der_enter(c, tag, child);
    return true;
}

uint32_t lwclus_der_get_uint(struct lwclus_cursor *c)
{
    struct lwclus_cursor number;
    uint32_t value = 0;

    lwclus_der_enter(c, TAG_INTEGER, &number);
    if (number.cap == 5 && lwclus_get_u8(&number) != 0) {
        fail(c);
    }
    if (number.cap == 0 || number.cap > 5) {
        fail(c);
    }
    while (c->status == LWCLUS_OK && lwclus_cursor_left(&number) != 0) {
        value = value << 8 | lwclus_get_u8(&number);
    }
    return value;
}

uint32_t lwclus_der_bytes(uint32_t content)
{
    return content + (content < 0x80 ? 2u : content < 0x100 ? 3u : 4u);
}

void lwclus_der_put(struct lwclus_cursor *c, uint8_t tag, uint32_t content)
{
    lwclus_put_u8(c, tag);
    if (content >= 0x100) {
        lwclus_put_u8(c, 0x82);
        lwclus_put_u8(c, (uint8_t)(content >> 8));
    } else if (content >= 0x80) {
        lwclus_put_u8(c, 0x81);
    }
    lwclus_put_u8(c, (uint8_t)content);
}

void lwclus_der_put_pair(struct lwclus_cursor *c, uint8_t outer, uint8_t inner, uint32_t content)
{
    lwclus_der_put(c, outer, lwclus_der_bytes(content));
    lwclus_der_put(c, inner, content);
}

uint32_t lwclus_der_begin(struct lwclus_cursor *c, uint8_t tag)
{
    lwclus_der_put(c, tag, 0);
    return c->pos;
}

/* Writes the head of the element whose content ends at the position and begins `gap` bytes behind `start`. */
static LWCLUS_NOINLINE void put_head(struct lwclus_cursor *c, uint8_t tag, uint32_t start, uint32_t gap)
{
    uint32_t size = c->pos - start - gap;
    uint32_t grow = lwclus_der_bytes(size) - size - gap;
    uint8_t *content;
    uint32_t end;

    if (size > 0xffffu) {
        lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
    }
    if (lwclus_cursor_take(c, grow) == NULL) {
        return;
    }
    end = c->pos;
    content = c->base + start + gap;
    memmove(content + grow, content, size);
    c->pos = start;
    lwclus_der_put(c, tag, size);
    c->pos = end;
}

void lwclus_der_wrap(struct lwclus_cursor *c, uint8_t tag, uint32_t start)
{
    put_head(c, tag, start, 0);
}

void lwclus_der_end(struct lwclus_cursor *c, uint32_t mark)
{
    uint32_t start = mark - lwclus_der_bytes(0);

    if (c->status == LWCLUS_OK) {
        put_head(c, c->base[start], start, mark - start);
    }
}

void lwclus_der_put_uint(struct lwclus_cursor *c, uint8_t tag, uint32_t value)
{
    uint32_t bytes = value < 0x80          ? 1u
                     : value < 0x8000      ? 2u
                     : value < 0x800000    ? 3u
                     : value < 0x80000000u ? 4u
                                           : 5u;

    lwclus_der_put_pair(c, tag, TAG_INTEGER, bytes);
    while (bytes-- != 0) {
        lwclus_put_u8(c, (uint8_t)(bytes < 4 ? value >> (8 * bytes) : 0));
    }
}
