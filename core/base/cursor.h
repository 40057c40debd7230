/*
 * The cursor: the one bounds check of the library.
 *
 * A bounded window with a position and a sticky error. lwclus_cursor_take() is the only function that moves
 * the position to where it has not been. After the first failure every call is a no-op that yields zeros, so
 * a parser is a straight list of reads and one test of `status` at the end. The same type reads and writes.
 */
#ifndef LWCLUS_BASE_CURSOR_H
#define LWCLUS_BASE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/compiler.h"
#include "base/result.h"

/** Mutable bytes, by value. */
struct lwclus_span {
    uint8_t *ptr;
    uint32_t size; /* bytes */
};

/** Constant bytes, by value. */
struct lwclus_cspan {
    const uint8_t *ptr;
    uint32_t size; /* bytes */
};

struct lwclus_cursor {
    uint8_t *base;
    uint32_t cap; /* bytes that may be touched */
    uint32_t pos; /* next byte; pos <= cap always */
    lwclus_result status;
};

/** Starts at the first byte of [base, base + cap). */
void lwclus_cursor_init(struct lwclus_cursor *c, uint8_t *base, uint32_t cap);

/** Moves by `n` bytes and returns where they start; NULL and sticky RPC_X_BAD_STUB_DATA (origin NDR) when
 * fewer are left or an error is pending. */
uint8_t *lwclus_cursor_take(struct lwclus_cursor *c, uint32_t n);

/** Records `error` unless one is pending already. */
void lwclus_cursor_fail(struct lwclus_cursor *c, lwclus_result error);

/** Bytes between the position and the end; 0 after a failure. */
uint32_t lwclus_cursor_left(const struct lwclus_cursor *c);

/** Goes to a position where a cursor over these bytes was before: back, to write over them or to drop what
 * follows, and forward again. */
static inline void lwclus_cursor_seek(struct lwclus_cursor *c, uint32_t pos)
{
    c->pos = pos;
}

/** Skips to the next multiple of `n` (a power of two) counted from base. Fill bytes are written as zero when
 * `write`; their value is ignored when reading. */
void lwclus_cursor_align(struct lwclus_cursor *c, uint32_t n, bool write);

/** Bounded child over the next `n` bytes; the parent moves behind them. The child is empty and failed when
 * the parent cannot give them. `child` may be `c` itself. */
void lwclus_cursor_split(struct lwclus_cursor *c, uint32_t n, struct lwclus_cursor *child);

/** The same by value, where that reads better than it costs: a copy of 16 bytes and its code. */
static inline struct lwclus_cursor lwclus_cursor_sub(struct lwclus_cursor *c, uint32_t n)
{
    struct lwclus_cursor child;

    lwclus_cursor_split(c, n, &child);
    return child;
}

/* Reads, little-endian unless the name says be. 0 after a failure. */
uint8_t lwclus_get_u8(struct lwclus_cursor *c);
uint16_t lwclus_get_u16(struct lwclus_cursor *c);
uint32_t lwclus_get_u32(struct lwclus_cursor *c);
uint16_t lwclus_get_u16be(struct lwclus_cursor *c);
uint32_t lwclus_get_u32be(struct lwclus_cursor *c);
/** An integer of `bytes` 1 to 4, little-endian. */
uint32_t lwclus_get_uint(struct lwclus_cursor *c, uint32_t bytes);
/** Copies `n` bytes; zeros them in `out` after a failure. */
void lwclus_get_bytes(struct lwclus_cursor *c, void *out, uint32_t n);
/** True when the next `n` bytes equal `expected` (not constant time: for public constants only). */
bool lwclus_get_equal(struct lwclus_cursor *c, const void *expected, uint32_t n);

/* Writes, little-endian unless the name says be. */
void lwclus_put_u8(struct lwclus_cursor *c, uint8_t v);
void lwclus_put_u16(struct lwclus_cursor *c, uint16_t v);
void lwclus_put_u32(struct lwclus_cursor *c, uint32_t v);
void lwclus_put_u16be(struct lwclus_cursor *c, uint16_t v);
void lwclus_put_u32be(struct lwclus_cursor *c, uint32_t v);
/** An integer of `bytes` 1 to 4, little-endian; higher bytes of `v` are dropped. */
void lwclus_put_uint(struct lwclus_cursor *c, uint32_t bytes, uint32_t v);
void lwclus_put_bytes(struct lwclus_cursor *c, const void *data, uint32_t n);
void lwclus_put_zeros(struct lwclus_cursor *c, uint32_t n);

/** Overwrites a 16-bit field at `at` that was written before (length fields). `at` + 2 <= pos. */
void lwclus_patch_u16(struct lwclus_cursor *c, uint32_t at, uint16_t v);

/** Constant-time comparison for authenticators: true when equal. */
bool lwclus_equal_secret(const uint8_t *a, const uint8_t *b, uint32_t n);

/** Overwrites secrets in a way that the compiler may not remove. */
void lwclus_wipe(void *p, size_t n);

#endif
