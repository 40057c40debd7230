/* UTF-8 and UTF-16: for the application, and names and passwords of Kerberos. */
#include "base/utf16.h"
#include "lwclus.h"

/* Decodes one character; returns its bytes, 0 when invalid (RFC 3629: overlong, surrogate, beyond U+10FFFF).
 */
static uint32_t decode_utf8(const uint8_t *s, uint32_t *code)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t n = s[0] < 0x80 ? 1 : s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
    uint32_t i;

    if ((s[0] & 0xc0) == 0x80 || s[0] >= 0xf8) {
        return 0;
    }
    *code = n == 1 ? s[0] : s[0] & (0xffu >> (n + 1));
    for (i = 1; i < n; i++) {
        if ((s[i] & 0xc0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (s[i] & 0x3f);
    }
    return *code < least[n] || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff) ? 0 : n;
}

size_t lwclus_utf16_from_utf8(WCHAR *out, size_t capacity, const char *in)
{
    const uint8_t *s = (const uint8_t *)in;
    size_t units = 0;
    size_t written = 0;

    while (*s != 0) {
        uint32_t code;
        uint32_t n = decode_utf8(s, &code);
        uint32_t width = code > 0xffff ? 2 : 1;

        if (n == 0) {
            if (capacity != 0) {
                out[0] = 0;
            }
            return 0;
        }
        if (written == units && units + width < capacity) {
            if (width == 2) {
                out[written++] = (WCHAR)(0xd800 + ((code - 0x10000) >> 10));
                code = 0xdc00 + ((code - 0x10000) & 0x3ff);
            }
            out[written++] = (WCHAR)code;
        }
        units += width;
        s += n;
    }
    if (capacity != 0) {
        out[written] = 0;
    }
    return units + 1;
}

uint32_t lwclus_utf8_next(const uint16_t **s, uint8_t out[4])
{
    static const uint8_t lead[5] = {0, 0, 0xc0, 0xe0, 0xf0};
    const uint16_t *in = *s;
    uint32_t code = *in++;
    uint32_t n;
    uint32_t i;

    if (code >= 0xd800 && code <= 0xdbff && *in >= 0xdc00 && *in <= 0xdfff) {
        code = 0x10000 + ((code & 0x3ff) << 10) + ((uint32_t)*in++ & 0x3ff);
    } else if (code >= 0xd800 && code <= 0xdfff) {
        code = 0xfffd;
    }
    *s = in;
    n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (i = n - 1; i > 0; i--) {
        out[i] = (uint8_t)(0x80 | (code & 0x3f));
        code >>= 6;
    }
    out[0] = (uint8_t)(lead[n] | code);
    return n;
}

size_t lwclus_utf8_from_utf16(char *out, size_t capacity, const WCHAR *in)
{
    size_t bytes = 0;
    size_t written = 0;

    while (*in != 0) {
        uint8_t utf8[4];
        uint32_t n = lwclus_utf8_next(&in, utf8);
        uint32_t i;

        if (written == bytes && bytes + n < capacity) {
            for (i = 0; i < n; i++) {
                out[written++] = (char)utf8[i];
            }
        }
        bytes += n;
    }
    if (capacity != 0) {
        out[written] = 0;
    }
    return bytes + 1;
}
