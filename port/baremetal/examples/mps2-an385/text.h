/* Text on the UART without printf. */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>

void text_put(const char *text);
/** UTF-8, padded with spaces to `width` characters. */
void text_column(const char *text, unsigned width);
void text_number(uint32_t value);
void text_hex(uint32_t value);
/** UTF-16, NUL-terminated, at most 127 units of it. */
void text_wide(const uint16_t *text, unsigned width);

#endif
