/* DER: tags, lengths, integers. */
#include "base/der.h"

#include <string.h>

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

void lwclus_der_wrap(struct lwclus_cursor *c, uint8_t tag, uint32_t start)
{
    uint32_t size = c->pos - start;
    uint32_t head = lwclus_der_bytes(size) - size;
    uint8_t *content;

    if (size > 0xffffu) {
        lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
    }
    if (lwclus_cursor_take(c, head) == NULL) {
        return;
    }
    content = c->base + start;
    memmove(content + head, content, size);
    c->pos = start;
    lwclus_der_put(c, tag, size);
    c->pos += size;
}
