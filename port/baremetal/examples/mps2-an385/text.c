#include "text.h"

#include "board.h"
#include "lwclus.h"

void text_put(const char *text)
{
    board_put(text);
}

void text_column(const char *text, unsigned width)
{
    unsigned used = 0;
    const char *at;

    board_put(text);
    for (at = text; *at != '\0'; at++) {
        used += ((uint8_t)*at & 0xc0u) != 0x80u; /* first byte of a character */
    }
    for (; used < width; used++) {
        board_put(" ");
    }
}

static void put_digits(uint32_t value, uint32_t base)
{
    char text[11];
    unsigned at = sizeof text - 1;

    text[at] = '\0';
    do {
        text[--at] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value != 0);
    board_put(text + at);
}

void text_number(uint32_t value)
{
    put_digits(value, 10);
}

void text_hex(uint32_t value)
{
    board_put("0x");
    put_digits(value, 16);
}

void text_wide(const uint16_t *text, unsigned width)
{
    char utf8[128];

    (void)lwclus_utf8_from_utf16(utf8, sizeof utf8, text);
    text_column(utf8, width);
}
