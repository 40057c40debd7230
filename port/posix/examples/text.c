/* UTF-8 for terminals and JSON. Input is valid UTF-8: it comes from lwclus_utf8_from_utf16. */
#include "text.h"

#include <stdint.h>

/* Ascending ranges that take no column (combining and format characters) or two ([UAX #11] wide and
 * fullwidth). */
static const struct {
    uint32_t first, last;
    uint8_t width;
} ranges[] = {
    {0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0},   {0x0610, 0x061a, 0},
    {0x064b, 0x065f, 0},   {0x0e31, 0x0e31, 0},   {0x0e34, 0x0e3a, 0},   {0x0e47, 0x0e4e, 0},
    {0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x200b, 0x200f, 0},
    {0x2060, 0x2064, 0},   {0x20d0, 0x20ff, 0},   {0x231a, 0x231b, 2},   {0x23e9, 0x23ec, 2},
    {0x2614, 0x2615, 2},   {0x2648, 0x2653, 2},   {0x26aa, 0x26ab, 2},   {0x26bd, 0x26be, 2},
    {0x2705, 0x2705, 2},   {0x270a, 0x270b, 2},   {0x274c, 0x274c, 2},   {0x2753, 0x2755, 2},
    {0x2b1b, 0x2b1c, 2},   {0x2b50, 0x2b50, 2},   {0x2e80, 0x303e, 2},   {0x3041, 0x3247, 2},
    {0x3250, 0x4dbf, 2},   {0x4e00, 0xa4c6, 2},   {0xa960, 0xa97c, 2},   {0xac00, 0xd7a3, 2},
    {0xf900, 0xfad9, 2},   {0xfe00, 0xfe0f, 0},   {0xfe10, 0xfe19, 2},   {0xfe20, 0xfe2f, 0},
    {0xfe30, 0xfe6b, 2},   {0xfeff, 0xfeff, 0},   {0xff01, 0xff60, 2},   {0xffe0, 0xffe6, 2},
    {0x16fe0, 0x1b2fb, 2}, {0x1f191, 0x1f19a, 2}, {0x1f200, 0x1f320, 2}, {0x1f32d, 0x1f335, 2},
    {0x1f337, 0x1f37c, 2}, {0x1f37e, 0x1f393, 2}, {0x1f3a0, 0x1f3ca, 2}, {0x1f3cf, 0x1f3d3, 2},
    {0x1f3e0, 0x1f3f0, 2}, {0x1f3f4, 0x1f3f4, 2}, {0x1f3f8, 0x1f43e, 2}, {0x1f440, 0x1f440, 2},
    {0x1f442, 0x1f4fc, 2}, {0x1f4ff, 0x1f53d, 2}, {0x1f54b, 0x1f54e, 2}, {0x1f550, 0x1f567, 2},
    {0x1f595, 0x1f596, 2}, {0x1f5fb, 0x1f64f, 2}, {0x1f680, 0x1f6c5, 2}, {0x1f6cc, 0x1f6cc, 2},
    {0x1f6d0, 0x1f6d2, 2}, {0x1f6eb, 0x1f6ec, 2}, {0x1f6f4, 0x1f6fc, 2}, {0x1f7e0, 0x1f7f0, 2},
    {0x1f90c, 0x1f93a, 2}, {0x1f93c, 0x1f945, 2}, {0x1f947, 0x1f9ff, 2}, {0x1fa70, 0x1faf6, 2},
    {0x20000, 0x3fffd, 2}, {0xe0100, 0xe01ef, 0},
};

static uint32_t next(const char **text)
{
    const unsigned char *s = (const unsigned char *)*text;
    uint32_t c = *s++;

    if (c >= 0xc0) {
        c = c >= 0xf0 ? c & 0x07 : c >= 0xe0 ? c & 0x0f : c & 0x1f;
        while ((*s & 0xc0) == 0x80) {
            c = c << 6 | (*s++ & 0x3fu);
        }
    }
    *text = (const char *)s;
    return c;
}

static unsigned width_of(uint32_t c)
{
    size_t i;

    for (i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return ranges[i].width;
        }
    }
    return 1;
}

/* C0, C1, and what turns the direction of a line */
static int steers(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200e && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

size_t text_width(const char *text)
{
    size_t width = 0;

    while (*text != '\0') {
        uint32_t c = next(&text);

        width += steers(c) ? 1 : width_of(c);
    }
    return width;
}

void text_print(FILE *out, const char *text, size_t width)
{
    size_t used = text_width(text);

    while (*text != '\0') {
        const char *start = text;

        if (steers(next(&text))) {
            (void)fputc('?', out);
        } else {
            (void)fwrite(start, 1, (size_t)(text - start), out);
        }
    }
    for (; used < width; used++) {
        (void)fputc(' ', out);
    }
}

void text_print_json(FILE *out, const char *text)
{
    (void)fputc('"', out);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;

        if (c == '"' || c == '\\') {
            (void)fprintf(out, "\\%c", c);
        } else if (c < 0x20 || c == 0x7f) {
            (void)fprintf(out, "\\u%04x", c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputc('"', out);
}
