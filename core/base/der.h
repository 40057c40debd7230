/*
 * The little DER that SPNEGO and Kerberos need: tag and length, definite form, up to 65,535 bytes of content.
 *
 * Reading works on the cursor's sticky error; every mismatch fails the cursor. Longer forms of a length than
 * needed are accepted when reading, as other implementations do.
 */
#ifndef LWCLUS_BASE_DER_H
#define LWCLUS_BASE_DER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"

/** `child` over the content of the next element, whatever its tag, which is returned; `c` moves behind it. */
uint8_t lwclus_der_next(struct lwclus_cursor *c, struct lwclus_cursor *child);

/** `child` over the content of the next element, which must have `tag`; `c` moves behind it. `child` may be
 * `c`. */
void lwclus_der_enter(struct lwclus_cursor *c, uint8_t tag, struct lwclus_cursor *child);

/** As lwclus_der_enter when the next element has `tag`; otherwise false and nothing moves: it is absent. */
bool lwclus_der_optional(struct lwclus_cursor *c, uint8_t tag, struct lwclus_cursor *child);

/** Reads an INTEGER of up to 32 bits. The negative form of values from 2^31 on is taken as well, as some
 * Kerberos implementations send it (RFC 4120 5.2.4). */
uint32_t lwclus_der_get_uint(struct lwclus_cursor *c);

/** Bytes of an element with `content` bytes of content, tag and length included. */
uint32_t lwclus_der_bytes(uint32_t content);

/** Writes tag and length of an element with `content` bytes (at most 65,535); the content follows. */
void lwclus_der_put(struct lwclus_cursor *c, uint8_t tag, uint32_t content);

/** Writes tags and lengths of an `outer` element that holds just an `inner` one with `content` bytes. */
void lwclus_der_put_pair(struct lwclus_cursor *c, uint8_t outer, uint8_t inner, uint32_t content);

/**
 * Starts an element whose size is not known yet. What is written until lwclus_der_end() is its content; the
 * content moves by one or two bytes there when its length needs them, so nothing may point into it.
 * @return the mark for lwclus_der_end().
 */
uint32_t lwclus_der_begin(struct lwclus_cursor *c, uint8_t tag);

/** Ends the element that began at `mark`; fails the cursor beyond 65,535 bytes of content. */
void lwclus_der_end(struct lwclus_cursor *c, uint32_t mark);

/** Makes what was written from `start` on the content of a new element: it moves behind `tag` and length.
 * Fails the cursor as lwclus_der_end() does. */
void lwclus_der_wrap(struct lwclus_cursor *c, uint8_t tag, uint32_t start);

/** Writes an INTEGER in an element `tag`, as every number of Kerberos is. */
void lwclus_der_put_uint(struct lwclus_cursor *c, uint8_t tag, uint32_t value);

#endif
