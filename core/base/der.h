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

/** Bytes of an element with `content` bytes of content, tag and length included. */
uint32_t lwclus_der_bytes(uint32_t content);

/** Writes tag and length of an element with `content` bytes (at most 65,535); the content follows. */
void lwclus_der_put(struct lwclus_cursor *c, uint8_t tag, uint32_t content);

/** Makes what was written from `start` on the content of a new element: it moves behind `tag` and length, so
 * nothing may point into it. Fails the cursor beyond 65,535 bytes of content. */
void lwclus_der_wrap(struct lwclus_cursor *c, uint8_t tag, uint32_t start);

#endif
