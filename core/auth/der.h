/*
 * The little DER that SPNEGO needs: tag and length, definite form, up to 65,535 bytes of content.
 *
 * Reading works on the cursor's sticky error; every mismatch fails the cursor. Longer forms of a length than
 * needed are accepted when reading, as other implementations do.
 */
#ifndef LWCLUS_AUTH_DER_H
#define LWCLUS_AUTH_DER_H

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

/** Writes tags and lengths of an `outer` element that holds just an `inner` one with `content` bytes. */
void lwclus_der_put_pair(struct lwclus_cursor *c, uint8_t outer, uint8_t inner, uint32_t content);

#endif
