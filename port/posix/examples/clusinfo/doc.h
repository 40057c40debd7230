/*
 * What a command found, as a tree in fixed memory: written once, then printed as JSON or for people.
 *
 * Nothing here fails on its own: after the memory is used up everything is ignored and `full` is set, so that
 * writers are straight lists with one test at the end.
 */
#ifndef LWCLUS_EXAMPLES_DOC_H
#define LWCLUS_EXAMPLES_DOC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "clusapi.h"

#define DOC_ITEMS 65536u
#define DOC_BYTES 2097152u /* of texts and of keys that come from the cluster */

enum doc_type {
    DOC_NULL,
    DOC_BOOL,
    DOC_NUMBER,
    DOC_UNSIGNED, /* `number` holds the bits of a uint64_t */
    DOC_SECONDS,  /* `number` is milliseconds */
    DOC_WORD,     /* a number and its word: two members of JSON, KEY and KEY_name */
    DOC_TEXT,
    DOC_OBJECT,
    DOC_ARRAY,
    DOC_END /* of the object or array */
};

struct doc_item {
    enum doc_type type;
    const char *key; /* NULL in an array */
    const char *text;
    int64_t number;
};

struct doc {
    uint32_t count;
    uint32_t used; /* bytes of `bytes` */
    bool full;
    struct doc_item item[DOC_ITEMS];
    char bytes[DOC_BYTES];
};

/* Keys are literals, except after doc_copy. */
void doc_null(struct doc *doc, const char *key);
void doc_bool(struct doc *doc, const char *key, bool value);
void doc_number(struct doc *doc, const char *key, int64_t value);
void doc_unsigned(struct doc *doc, const char *key, uint64_t value);
void doc_seconds(struct doc *doc, const char *key, uint32_t ms);
void doc_word(struct doc *doc, const char *key, int64_t value, const char *word);
/** UTF-8, copied. */
void doc_text(struct doc *doc, const char *key, const char *text);
/** UTF-16, converted. */
void doc_text16(struct doc *doc, const char *key, const WCHAR *text);
/** Bytes as hexadecimal digits. */
void doc_bytes(struct doc *doc, const char *key, const uint8_t *data, size_t size);
void doc_object(struct doc *doc, const char *key);
void doc_array(struct doc *doc, const char *key);
void doc_end(struct doc *doc);

/** A text of the document's own, converted from UTF-16: for a key. Never NULL. */
const char *doc_copy(struct doc *doc, const WCHAR *text);

/** Index of the first item behind the value at `index`, its members included. */
uint32_t doc_after(const struct doc *doc, uint32_t index);

/** Index of the member `key` of the object at `object`, or `doc->count`. */
uint32_t doc_member(const struct doc *doc, uint32_t object, const char *key);

/* A column of a table: the member of each row and the heading. */
struct doc_column {
    const char *key;
    const char *heading;
};

/** Prints the document, one object, on stdout. */
void doc_print_json(const struct doc *doc);

/** Prints the objects of the array at `array` as a table on stdout; columns end with a NULL key. */
void doc_print_table(const struct doc *doc, uint32_t array, const struct doc_column *columns);

/** Prints the members of the object at `object` on stdout, one line each. */
void doc_print_facts(const struct doc *doc, uint32_t object);

#endif
