/*
 * UTF-16 and UTF-8. Host units in memory, little-endian bytes on the wire.
 */
#ifndef LWCLUS_BASE_UTF16_H
#define LWCLUS_BASE_UTF16_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"

/** Units before the NUL, at most `max`; `max` when no NUL is found among them. NULL counts as 0. */
uint32_t lwclus_utf16_length(const uint16_t *s, uint32_t max);

/** Copies `n` units from unaligned little-endian wire bytes to host units. */
void lwclus_utf16_from_wire(uint16_t *out, const uint8_t *wire, uint32_t n);

/** Writes `n` units as little-endian bytes. */
void lwclus_put_utf16(struct lwclus_cursor *c, const uint16_t *s, uint32_t n);

/**
 * Encodes the next character of `s` as UTF-8; an unpaired surrogate becomes U+FFFD.
 * @param s not at its NUL; moves behind the character.
 * @return bytes written, 1 to 4.
 */
uint32_t lwclus_utf8_next(const uint16_t **s, uint8_t out[4]);

/** Simple upper-case mapping of one unit for NTLM user names (ASCII, Latin-1, Latin Extended-A, Greek,
 * Cyrillic). */
uint16_t lwclus_utf16_upper(uint16_t unit);

/** Case-insensitive comparison of NUL-terminated names, at most `max` units (MS-CMRP names, 3.1.4.2). */
bool lwclus_utf16_equal_nocase(const uint16_t *a, const uint16_t *b, uint32_t max);

#endif
