/* Hexadecimal test data. */
#ifndef TESTS_UNIT_HEX_H
#define TESTS_UNIT_HEX_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Decodes `text` into a new block of exactly that many bytes, so that a sanitizer sees every overrun. */
static inline uint8_t *hex_new(const char *text, uint32_t *size)
{
    uint32_t n = (uint32_t)(strlen(text) / 2);
    uint8_t *bytes = malloc(n);
    uint32_t i;

    for (i = 0; i < n; i++) {
        unsigned value;

        if (sscanf(text + 2 * i, "%2x", &value) != 1) {
            abort();
        }
        bytes[i] = (uint8_t)value;
    }
    *size = n;
    return bytes;
}

/** Decodes into `out`, which has room for it; returns the bytes. */
static inline uint32_t hex_read(uint8_t *out, const char *text)
{
    uint32_t size;
    uint8_t *bytes = hex_new(text, &size);

    memcpy(out, bytes, size);
    free(bytes);
    return size;
}

/** The bytes as text; valid until the next call. */
static inline const char *hex_text(const uint8_t *bytes, uint32_t size)
{
    static char text[8192];
    uint32_t i;

    text[0] = 0;
    for (i = 0; i < size && 2 * i + 2 < sizeof text; i++) {
        (void)sprintf(text + 2 * i, "%02x", bytes[i]);
    }
    return text;
}

#endif
