/* Prints parts of a document for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "doc.h"
#include "text.h"

#define CELL_BYTES 32u
#define COLUMNS    8u

static uint32_t members(const struct doc *doc, uint32_t index)
{
    uint32_t count = 0;
    uint32_t i = index + 1;

    while (i < doc->count && doc->item[i].type != DOC_END) {
        i = doc_after(doc, i);
        count++;
    }
    return count;
}

/* Text of a value; of an array how many it has. What is empty is "-", so that no column is missing. */
static const char *cell(const struct doc *doc, uint32_t index, char *buffer)
{
    const struct doc_item *item = &doc->item[index];

    if (index == doc->count) {
        return "-";
    }
    switch (item->type) {
    case DOC_WORD:
        return item->text;
    case DOC_TEXT:
        return *item->text != '\0' ? item->text : "-";
    case DOC_BOOL:
        return item->number ? "yes" : "no";
    case DOC_NUMBER:
        (void)snprintf(buffer, CELL_BYTES, "%" PRId64, item->number);
        return buffer;
    case DOC_UNSIGNED:
        (void)snprintf(buffer, CELL_BYTES, "%" PRIu64, (uint64_t)item->number);
        return buffer;
    case DOC_ARRAY:
        (void)snprintf(buffer, CELL_BYTES, "%" PRIu32, members(doc, index));
        return buffer;
    default:
        return "-";
    }
}

static void widen(size_t *width, const char *text)
{
    size_t w = text_width(text);

    *width = w > *width ? w : *width;
}

static void print_row(const struct doc *doc, uint32_t row, const struct doc_column *columns,
                      const size_t *width)
{
    char buffer[CELL_BYTES];
    unsigned c;

    for (c = 0; columns[c].key != NULL; c++) {
        const char *text =
            row == 0 ? columns[c].heading : cell(doc, doc_member(doc, row, columns[c].key), buffer);

        text_print(stdout, text, columns[c + 1].key != NULL ? width[c] + 2 : 0);
    }
    (void)putchar('\n');
}

void doc_print_table(const struct doc *doc, uint32_t array, const struct doc_column *columns)
{
    size_t width[COLUMNS] = {0};
    char buffer[CELL_BYTES];
    uint32_t row;
    unsigned c;

    for (c = 0; columns[c].key != NULL; c++) {
        widen(&width[c], columns[c].heading);
        for (row = array + 1; doc->item[row].type != DOC_END; row = doc_after(doc, row)) {
            widen(&width[c], cell(doc, doc_member(doc, row, columns[c].key), buffer));
        }
    }
    print_row(doc, 0, columns, width); /* no row has index 0: the heading */
    for (row = array + 1; doc->item[row].type != DOC_END; row = doc_after(doc, row)) {
        print_row(doc, row, columns, width);
    }
}

/* ---- one object ---- */

/* Label of an item `depth` objects deep: two blanks each. */
static size_t label(FILE *out, const char *key, unsigned depth, size_t width)
{
    size_t used = 2u * depth + text_width(key);

    if (out != NULL) {
        (void)fprintf(out, "%*s", (int)(2u * depth), "");
        text_print(out, key, width > 2u * depth ? width - 2u * depth : 0);
    }
    return used;
}

/* Values of an array one below the other. */
static void print_array(const struct doc *doc, uint32_t array, size_t width)
{
    char buffer[CELL_BYTES];
    uint32_t i;
    bool first = true;

    for (i = array + 1; doc->item[i].type != DOC_END; i = doc_after(doc, i)) {
        (void)printf("%*s", first ? 0 : (int)width, "");
        text_print(stdout, cell(doc, i, buffer), 0);
        (void)putchar('\n');
        first = false;
    }
    if (first) {
        (void)fputs("-\n", stdout);
    }
}

static size_t label_width(const struct doc *doc, uint32_t object, uint32_t end)
{
    unsigned depth = 0;
    size_t width = 0;
    uint32_t i = object + 1;

    while (i < end) {
        const struct doc_item *item = &doc->item[i];

        if (item->type == DOC_END) {
            depth--;
        } else {
            size_t w = label(NULL, item->key, depth, 0);

            width = w > width ? w : width;
        }
        if (item->type == DOC_OBJECT) {
            depth++;
        }
        i = item->type == DOC_OBJECT || item->type == DOC_END ? i + 1 : doc_after(doc, i);
    }
    return width;
}

void doc_print_facts(const struct doc *doc, uint32_t object)
{
    uint32_t end = doc_after(doc, object) - 1;
    size_t width = label_width(doc, object, end) + 2;
    char buffer[CELL_BYTES];
    unsigned depth = 0;
    uint32_t i = object + 1;

    while (i < end) {
        const struct doc_item *item = &doc->item[i];

        if (item->type == DOC_END) {
            depth--;
            i++;
            continue;
        }
        if (item->type == DOC_OBJECT && doc->item[i + 1].type == DOC_END) {
            i += 2; /* an empty one */
            continue;
        }
        (void)label(stdout, item->key, depth, item->type == DOC_OBJECT ? 0 : width);
        if (item->type == DOC_OBJECT) {
            (void)putchar('\n');
            depth++;
            i++;
            continue;
        }
        if (item->type == DOC_ARRAY) {
            print_array(doc, i, width);
        } else {
            text_print(stdout, cell(doc, i, buffer), 0);
            (void)putchar('\n');
        }
        i = doc_after(doc, i);
    }
}
