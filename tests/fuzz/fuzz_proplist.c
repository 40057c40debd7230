/*
 * Property lists and value lists: the input is one.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address,undefined; without it link replay.c. What must hold: reading
 * ends, every value lies inside the input, and a list written from what was read reads the same.
 */
#include <stdlib.h>
#include <string.h>

#include "lwclus_proplist.h"

#define LARGEST 65536u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void read_value(const struct lwclus_value *value, const uint8_t *data, size_t size)
{
    const BYTE *where;
    ULONGLONG wide;
    WCHAR text[16];
    DWORD n;
    DWORD i;

    require(value->data >= data && value->size <= size && (size_t)(value->data - data) <= size - value->size);
    (void)lwclus_value_dword(value, &n);
    (void)lwclus_value_ulonglong(value, &wide);
    n = 16;
    if (lwclus_value_string(value, text, &n) == ERROR_SUCCESS) {
        require(n < 16 && text[n] == 0);
    }
    for (i = 0; i < 4; i++) {
        n = 16;
        if (lwclus_value_multi_string(value, i, text, &n) == ERROR_SUCCESS) {
            require(n < 16 && text[n] == 0);
        }
    }
    if (lwclus_value_security_descriptor(value, &where, &n) == ERROR_SUCCESS) {
        require(where == value->data && n == value->size && n >= 20);
    }
    (void)lwclus_value_binary(value, &where, &n);
}

/* Copies the name out of the list: the builder takes units of the host. */
static void copy(struct lwclus_propbuilder *builder, const struct lwclus_property *property,
                 const struct lwclus_value *value)
{
    static WCHAR name[LARGEST / 2];
    struct lwclus_value text = property->name;
    DWORD units = LARGEST / 2;

    text.syntax = CLUSPROP_SYNTAX_LIST_VALUE_SZ;
    require(lwclus_value_string(&text, name, &units) == ERROR_SUCCESS);
    require(lwclus_property_is(property, name));
    lwclus_proplist_add(builder, name, value->syntax, value->data, value->size);
}

static void read_property_list(const uint8_t *data, size_t size)
{
    static uint8_t out[4 * LARGEST];
    struct lwclus_propbuilder builder;
    struct lwclus_property property;
    struct lwclus_proplist list;
    struct lwclus_value value;
    DWORD written = 0;
    DWORD properties = 0;

    lwclus_proplist_begin(&builder, out, sizeof out);
    if (lwclus_proplist_open(&list, data, (DWORD)size) == ERROR_SUCCESS) {
        while (lwclus_proplist_next(&list, &property) == ERROR_SUCCESS) {
            bool first = true;

            while (lwclus_valuelist_next(&property.values, &value) == ERROR_SUCCESS) {
                read_value(&value, data, size);
                if (first) {
                    copy(&builder, &property, &value);
                    properties++;
                }
                first = false;
            }
        }
    }
    require(lwclus_proplist_end(&builder, &written) == ERROR_SUCCESS);
    require(lwclus_proplist_open(&list, out, written) == ERROR_SUCCESS);
    for (; properties != 0; properties--) {
        require(lwclus_proplist_next(&list, &property) == ERROR_SUCCESS);
    }
    require(lwclus_proplist_next(&list, &property) == ERROR_NO_MORE_ITEMS);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lwclus_valuelist values;
    struct lwclus_value value;
    uint8_t *input;

    if (size == 0 || size > LARGEST) {
        return 0;
    }
    input = malloc(size); /* its own block, so that AddressSanitizer sees every overread */
    require(input != NULL);
    memcpy(input, data, size);
    read_property_list(input, size);
    require(lwclus_valuelist_open(&values, input, (DWORD)size) == ERROR_SUCCESS);
    while (lwclus_valuelist_next(&values, &value) == ERROR_SUCCESS) {
        read_value(&value, input, size);
    }
    free(input);
    return 0;
}
