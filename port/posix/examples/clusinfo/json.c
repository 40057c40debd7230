/* Prints a document as JSON ([RFC 8259]) on one line. */
#include <inttypes.h>
#include <stdio.h>

#include "doc.h"
#include "text.h"

static void print_key(const char *key, const char *suffix)
{
    if (key != NULL && *suffix == '\0') {
        text_print_json(stdout, key);
        (void)putchar(':');
    } else if (key != NULL) { /* a literal of the program: nothing to escape */
        (void)printf("\"%s%s\":", key, suffix);
    }
}

static void print_value(const struct doc_item *item)
{
    print_key(item->key, "");
    switch (item->type) {
    case DOC_BOOL:
        (void)fputs(item->number ? "true" : "false", stdout);
        break;
    case DOC_NUMBER:
        (void)printf("%" PRId64, item->number);
        break;
    case DOC_UNSIGNED:
        (void)printf("%" PRIu64, (uint64_t)item->number);
        break;
    case DOC_SECONDS:
        (void)printf("%" PRId64 ".%03d", item->number / 1000, (int)(item->number % 1000));
        break;
    case DOC_WORD:
        (void)printf("%" PRId64 ",", item->number);
        print_key(item->key, "_name");
        text_print_json(stdout, item->text);
        break;
    case DOC_TEXT:
        text_print_json(stdout, item->text);
        break;
    default:
        (void)fputs("null", stdout);
        break;
    }
}

#define DEPTH 8u

void doc_print_json(const struct doc *doc)
{
    char closing[DEPTH] = {0};
    unsigned depth = 0;
    bool first = true;
    uint32_t i;

    for (i = 0; i < doc->count; i++) {
        const struct doc_item *item = &doc->item[i];

        if (item->type == DOC_END) {
            (void)putchar(closing[--depth]);
            first = false;
            continue;
        }
        (void)fputs(first ? "" : ",", stdout);
        first = item->type == DOC_OBJECT || item->type == DOC_ARRAY;
        if (first) {
            print_key(item->key, "");
            (void)putchar(item->type == DOC_OBJECT ? '{' : '[');
            closing[depth++] = item->type == DOC_OBJECT ? '}' : ']';
        } else {
            print_value(item);
        }
    }
    (void)putchar('\n');
}
