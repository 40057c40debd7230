/* The cursor: bounds and byte order in one place. */
#include "base/cursor.h"

#include <string.h>

#include "base/invariant.h"

void lwclus_cursor_init(struct lwclus_cursor *c, uint8_t *base, uint32_t cap)
{
    c->base = base;
    c->cap = cap;
    c->pos = 0;
    c->status = LWCLUS_OK;
}

void lwclus_cursor_fail(struct lwclus_cursor *c, lwclus_result error)
{
    if (c->status == LWCLUS_OK) {
        c->status = error;
    }
}

uint8_t *lwclus_cursor_take(struct lwclus_cursor *c, uint32_t n)
{
    uint8_t *p;

    if (c->status != LWCLUS_OK) {
        return NULL;
    }
    LWCLUS_INVARIANT(c->pos <= c->cap);
    if (n > c->cap - c->pos) {
        c->status = LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA);
        return NULL;
    }
    p = c->base + c->pos;
    c->pos += n;
    return p;
}

uint32_t lwclus_cursor_left(const struct lwclus_cursor *c)
{
    return c->status == LWCLUS_OK ? c->cap - c->pos : 0;
}

void lwclus_cursor_align(struct lwclus_cursor *c, uint32_t n, bool write)
{
    uint32_t gap = (0u - c->pos) & (n - 1u);
    uint8_t *p = lwclus_cursor_take(c, gap);

    if (write && p != NULL) {
        memset(p, 0, gap);
    }
}

void lwclus_cursor_split(struct lwclus_cursor *c, uint32_t n, struct lwclus_cursor *child)
{
    uint8_t *p = lwclus_cursor_take(c, n);
    lwclus_result status = c->status;

    lwclus_cursor_init(child, p, p != NULL ? n : 0);
    child->status = status;
}

/* From the highest byte to the lowest; `low_first` is the order of the wire. */
static uint32_t get(struct lwclus_cursor *c, uint32_t n, bool low_first)
{
    const uint8_t *p = lwclus_cursor_take(c, n);
    uint32_t v = 0;

    if (p != NULL) {
        while (n-- != 0) {
            v = v << 8 | (low_first ? p[n] : *p++);
        }
    }
    return v;
}

/* From the lowest byte to the highest. */
static void put(struct lwclus_cursor *c, uint32_t n, bool low_first, uint32_t v)
{
    uint8_t *p = lwclus_cursor_take(c, n);

    if (p != NULL) {
        while (n-- != 0) {
            *(low_first ? p++ : p + n) = (uint8_t)v;
            v >>= 8;
        }
    }
}

uint32_t lwclus_get_uint(struct lwclus_cursor *c, uint32_t bytes)
{
    return get(c, bytes, true);
}

uint8_t lwclus_get_u8(struct lwclus_cursor *c)
{
    return (uint8_t)get(c, 1, true);
}

uint16_t lwclus_get_u16(struct lwclus_cursor *c)
{
    return (uint16_t)get(c, 2, true);
}

uint32_t lwclus_get_u32(struct lwclus_cursor *c)
{
    return get(c, 4, true);
}

uint16_t lwclus_get_u16be(struct lwclus_cursor *c)
{
    return (uint16_t)get(c, 2, false);
}

uint32_t lwclus_get_u32be(struct lwclus_cursor *c)
{
    return get(c, 4, false);
}

void lwclus_get_bytes(struct lwclus_cursor *c, void *out, uint32_t n)
{
    const uint8_t *p = lwclus_cursor_take(c, n);

    if (p != NULL) {
        memcpy(out, p, n);
    } else {
        memset(out, 0, n);
    }
}

bool lwclus_get_equal(struct lwclus_cursor *c, const void *expected, uint32_t n)
{
    const uint8_t *p = lwclus_cursor_take(c, n);

    return p != NULL && memcmp(p, expected, n) == 0;
}

void lwclus_put_uint(struct lwclus_cursor *c, uint32_t bytes, uint32_t v)
{
    put(c, bytes, true, v);
}

void lwclus_put_u8(struct lwclus_cursor *c, uint8_t v)
{
    put(c, 1, true, v);
}

void lwclus_put_u16(struct lwclus_cursor *c, uint16_t v)
{
    put(c, 2, true, v);
}

void lwclus_put_u32(struct lwclus_cursor *c, uint32_t v)
{
    put(c, 4, true, v);
}

void lwclus_put_u16be(struct lwclus_cursor *c, uint16_t v)
{
    put(c, 2, false, v);
}

void lwclus_put_u32be(struct lwclus_cursor *c, uint32_t v)
{
    put(c, 4, false, v);
}

void lwclus_put_bytes(struct lwclus_cursor *c, const void *data, uint32_t n)
{
    uint8_t *p = lwclus_cursor_take(c, n);

    if (p != NULL && n != 0) {
        memcpy(p, data, n);
    }
}

void lwclus_put_zeros(struct lwclus_cursor *c, uint32_t n)
{
    uint8_t *p = lwclus_cursor_take(c, n);

    if (p != NULL) {
        memset(p, 0, n);
    }
}

void lwclus_patch_u16(struct lwclus_cursor *c, uint32_t at, uint16_t v)
{
    if (c->status == LWCLUS_OK && at <= c->pos && c->pos - at >= 2) {
        c->base[at] = (uint8_t)v;
        c->base[at + 1] = (uint8_t)(v >> 8);
    }
}

bool lwclus_equal_secret(const uint8_t *a, const uint8_t *b, uint32_t n)
{
    uint8_t diff = 0;
    uint32_t i;

    for (i = 0; i < n; i++) {
        diff = (uint8_t)(diff | (a[i] ^ b[i]));
    }
    return diff == 0;
}

void lwclus_wipe(void *p, size_t n)
{
    volatile uint8_t *v = (volatile uint8_t *)p;

    while (n-- != 0) {
        *v++ = 0;
    }
}
