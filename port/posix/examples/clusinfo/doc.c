/* A tree in fixed memory. */
#include "doc.h"

#include <string.h>

#include "lwclus.h"

static void add(struct doc *doc, enum doc_type type, const char *key, const char *text, int64_t number)
{
    if (doc->count == DOC_ITEMS || doc->full) {
        doc->full = true;
        return;
    }
    doc->item[doc->count++] = (struct doc_item){.type = type, .key = key, .text = text, .number = number};
}

/* Bytes that fit; NULL and `full` otherwise. */
static char *room(struct doc *doc, size_t size)
{
    char *out = &doc->bytes[doc->used];

    if (doc->full || size > DOC_BYTES - doc->used) {
        doc->full = true;
        return NULL;
    }
    doc->used += (uint32_t)size;
    return out;
}

void doc_null(struct doc *doc, const char *key)
{
    add(doc, DOC_NULL, key, NULL, 0);
}

void doc_bool(struct doc *doc, const char *key, bool value)
{
    add(doc, DOC_BOOL, key, NULL, value);
}

void doc_number(struct doc *doc, const char *key, int64_t value)
{
    add(doc, DOC_NUMBER, key, NULL, value);
}

void doc_unsigned(struct doc *doc, const char *key, uint64_t value)
{
    add(doc, DOC_UNSIGNED, key, NULL, (int64_t)value);
}

void doc_seconds(struct doc *doc, const char *key, uint32_t ms)
{
    add(doc, DOC_SECONDS, key, NULL, ms);
}

void doc_word(struct doc *doc, const char *key, int64_t value, const char *word)
{
    add(doc, DOC_WORD, key, word, value);
}

void doc_text(struct doc *doc, const char *key, const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = room(doc, size);

    if (copy != NULL) {
        memcpy(copy, text, size);
        add(doc, DOC_TEXT, key, copy, 0);
    }
}

const char *doc_copy(struct doc *doc, const WCHAR *text)
{
    size_t size = lwclus_utf8_from_utf16(NULL, 0, text);
    char *copy = room(doc, size);

    if (copy == NULL) {
        return "";
    }
    (void)lwclus_utf8_from_utf16(copy, size, text);
    return copy;
}

void doc_text16(struct doc *doc, const char *key, const WCHAR *text)
{
    add(doc, DOC_TEXT, key, doc_copy(doc, text), 0);
}

void doc_bytes(struct doc *doc, const char *key, const uint8_t *data, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *out = room(doc, 2 * size + 1);
    size_t i;

    if (out == NULL) {
        return;
    }
    for (i = 0; i < size; i++) {
        out[2 * i] = digits[data[i] >> 4];
        out[2 * i + 1] = digits[data[i] & 15];
    }
    out[2 * size] = '\0';
    add(doc, DOC_TEXT, key, out, 0);
}

void doc_object(struct doc *doc, const char *key)
{
    add(doc, DOC_OBJECT, key, NULL, 0);
}

void doc_array(struct doc *doc, const char *key)
{
    add(doc, DOC_ARRAY, key, NULL, 0);
}

void doc_end(struct doc *doc)
{
    add(doc, DOC_END, NULL, NULL, 0);
}

uint32_t doc_after(const struct doc *doc, uint32_t index)
{
    unsigned depth = 0;

    do {
        enum doc_type type = doc->item[index++].type;

        if (type == DOC_OBJECT || type == DOC_ARRAY) {
            depth++;
        } else if (type == DOC_END) {
            depth--;
        }
    } while (depth > 0 && index < doc->count);
    return index;
}

uint32_t doc_member(const struct doc *doc, uint32_t object, const char *key)
{
    uint32_t i = object + 1;

    while (i < doc->count && doc->item[i].type != DOC_END) {
        if (strcmp(doc->item[i].key, key) == 0) {
            return i;
        }
        i = doc_after(doc, i);
    }
    return doc->count;
}
