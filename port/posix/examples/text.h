/* UTF-8 for terminals and JSON. */
#ifndef LWCLUS_EXAMPLES_TEXT_H
#define LWCLUS_EXAMPLES_TEXT_H

#include <stddef.h>
#include <stdio.h>

/** Columns that `text` takes on a terminal. */
size_t text_width(const char *text);

/** Prints `text` and blanks up to `width` columns. Control characters come out as '?', a name must not steer
 * a terminal. */
void text_print(FILE *out, const char *text, size_t width);

/** Prints `text` as a JSON string with its quotes ([RFC 8259] 7). */
void text_print_json(FILE *out, const char *text);

#endif
