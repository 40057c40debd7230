/* Property lists of an object. */
#include "properties.h"

#include "lwclus_proplist.h"

#define TEXT_UNITS 8192u /* of a text; what is longer is shown as bytes */

bool properties_ask(struct properties *out, const struct kind *kind, void *handle, DWORD code,
                    struct report_failure *failure)
{
    return kind_ask_properties(kind, handle, code, out->bytes, sizeof out->bytes, &out->size, failure);
}

bool properties_number(const struct properties *list, LPCWSTR name, DWORD *out)
{
    struct lwclus_value value;

    return lwclus_proplist_find(list->bytes, list->size, name, &value) == ERROR_SUCCESS &&
           lwclus_value_dword(&value, out) == ERROR_SUCCESS;
}

void properties_text(struct doc *doc, const char *key, const struct properties *list, LPCWSTR name,
                     LPCWSTR other)
{
    static WCHAR text[TEXT_UNITS];
    struct lwclus_value value;
    DWORD units = TEXT_UNITS;

    if (lwclus_proplist_find(list->bytes, list->size, name, &value) == ERROR_SUCCESS &&
        lwclus_value_string(&value, text, &units) == ERROR_SUCCESS && units > 0) {
        doc_text16(doc, key, text);
        return;
    }
    units = TEXT_UNITS;
    if (lwclus_proplist_find(list->bytes, list->size, other, &value) == ERROR_SUCCESS &&
        lwclus_value_multi_string(&value, 0, text, &units) == ERROR_SUCCESS) {
        doc_text16(doc, key, text);
        return;
    }
    doc_null(doc, key);
}

/* ---- all of them ---- */

static bool add_texts(struct doc *doc, const char *key, const struct lwclus_value *value)
{
    static WCHAR text[TEXT_UNITS];
    DWORD units = TEXT_UNITS;
    DWORD i;

    if ((value->syntax & 0xffffu) != CLUSPROP_FORMAT_MULTI_SZ) {
        return false;
    }
    doc_array(doc, key);
    for (i = 0; lwclus_value_multi_string(value, i, text, &units) == ERROR_SUCCESS; i++) {
        doc_text16(doc, NULL, text);
        units = TEXT_UNITS;
    }
    doc_end(doc);
    return true;
}

/* A value as what it is; bytes when it is nothing else. */
static void add_value(struct doc *doc, const char *key, const struct lwclus_value *value)
{
    static WCHAR text[TEXT_UNITS];
    DWORD units = TEXT_UNITS;
    ULONGLONG wide;
    DWORD number;

    if (lwclus_value_dword(value, &number) == ERROR_SUCCESS) {
        if ((value->syntax & 0xffffu) == CLUSPROP_FORMAT_LONG) {
            doc_number(doc, key, (int32_t)number);
        } else {
            doc_number(doc, key, number);
        }
    } else if (lwclus_value_ulonglong(value, &wide) == ERROR_SUCCESS) {
        doc_unsigned(doc, key, wide);
    } else if (lwclus_value_string(value, text, &units) == ERROR_SUCCESS) {
        doc_text16(doc, key, text);
    } else if (!add_texts(doc, key, value)) {
        doc_bytes(doc, key, value->data, value->size);
    }
}

static bool add_list(struct doc *doc, const struct properties *list, struct report_failure *failure)
{
    static WCHAR name[TEXT_UNITS];
    struct lwclus_proplist rest;
    struct lwclus_property property;
    DWORD result = lwclus_proplist_open(&rest, list->bytes, list->size);

    while (result == ERROR_SUCCESS) {
        struct lwclus_value value;
        DWORD units = TEXT_UNITS;

        result = lwclus_proplist_next(&rest, &property);
        if (result == ERROR_SUCCESS) {
            result = lwclus_value_string(&property.name, name, &units);
        }
        if (result == ERROR_SUCCESS && lwclus_valuelist_next(&property.values, &value) == ERROR_SUCCESS) {
            add_value(doc, doc_copy(doc, name), &value);
        }
    }
    return result == ERROR_NO_MORE_ITEMS || kind_failed(failure, "lwclus_proplist_next", result);
}

bool properties_all(struct doc *doc, const struct kind *kind, void *handle, struct report_failure *failure)
{
    static const struct {
        const char *key;
        DWORD code;
    } lists[] = {
        {"common_read_only", CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES},
        {"common", CLUSCTL_NODE_GET_COMMON_PROPERTIES},
        {"private_read_only", CLUSCTL_NODE_GET_RO_PRIVATE_PROPERTIES},
        {"private", CLUSCTL_NODE_GET_PRIVATE_PROPERTIES},
    };
    static struct properties list;
    bool done = true;
    size_t i;

    doc_object(doc, "properties");
    for (i = 0; done && i < sizeof lists / sizeof lists[0]; i++) {
        doc_object(doc, lists[i].key);
        done = properties_ask(&list, kind, handle, lists[i].code, failure) && add_list(doc, &list, failure);
        doc_end(doc);
    }
    doc_end(doc);
    return done;
}
