/*
 * lwclus_proplist.h: reads and writes property lists and value lists ([MS-CMRP] 2.2.3.10), the buffers of the
 * ..._PROPERTIES control codes and of the enumerations with properties.
 *
 * A property list is {count, properties}; a property is {name, values, end mark}. A value list is {values,
 * end mark}. Everything works in memory of the caller, copies nothing unless stated, accepts any bytes at any
 * address, and reads or writes nothing outside the sizes given. No function here talks to a cluster.
 *
 *     struct lwclus_proplist list;
 *     struct lwclus_property property;
 *     lwclus_proplist_open(&list, buffer, size);
 *     while (lwclus_proplist_next(&list, &property) == ERROR_SUCCESS) ...
 *
 * Codes: ERROR_SUCCESS; ERROR_NO_MORE_ITEMS 259: at the end; ERROR_INVALID_DATA 13: malformed, and so is the
 * rest; ERROR_INVALID_PARAMETER 87: NULL where that is not allowed. Text out: as clusapi.h says.
 */
#ifndef LWCLUS_PROPLIST_H
#define LWCLUS_PROPLIST_H

#include <stdbool.h>
#include <stdint.h>

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- reading ---- */

/** One value; `data` lies in the buffer that was opened, without alignment. */
struct lwclus_value {
    DWORD syntax; /* CLUSTER_PROPERTY_SYNTAX: type in the upper half, format in the lower one */
    DWORD size;   /* bytes */
    const BYTE *data;
};

/** Place in a value list. */
struct lwclus_valuelist {
    const BYTE *data;
    DWORD size;
    DWORD pos;
};

/** Place in a property list. */
struct lwclus_proplist {
    struct lwclus_valuelist rest;
    DWORD count; /* properties still to come, as the list says */
};

/** One property. */
struct lwclus_property {
    struct lwclus_value name;       /* UTF-16LE with NUL; see lwclus_property_is */
    struct lwclus_valuelist values; /* for lwclus_valuelist_next */
};

/** Opens a property list of `size` bytes; size 0 is an empty one. ERROR_SUCCESS, ERROR_INVALID_DATA. */
DWORD lwclus_proplist_open(struct lwclus_proplist *list, const void *data, DWORD size);

/** The next property with all its values, checked as a whole. ERROR_SUCCESS, ERROR_NO_MORE_ITEMS,
 * ERROR_INVALID_DATA. */
DWORD lwclus_proplist_next(struct lwclus_proplist *list, struct lwclus_property *property);

/** True when the property has that name; case does not count. */
bool lwclus_property_is(const struct lwclus_property *property, LPCWSTR name);

/** First value of the property `name`. ERROR_SUCCESS; ERROR_FILE_NOT_FOUND 2: no such property;
 * ERROR_INVALID_DATA: malformed before it was found, or it has no value. */
DWORD lwclus_proplist_find(const void *data, DWORD size, LPCWSTR name, struct lwclus_value *value);

/** Opens a value list, such as CLUSCTL_RESOURCE_GET_REQUIRED_DEPENDENCIES returns. ERROR_SUCCESS. */
DWORD lwclus_valuelist_open(struct lwclus_valuelist *values, const void *data, DWORD size);

/** The next value. ERROR_SUCCESS, ERROR_NO_MORE_ITEMS at the end mark, ERROR_INVALID_DATA. */
DWORD lwclus_valuelist_next(struct lwclus_valuelist *values, struct lwclus_value *value);

/** Number of format DWORD, LONG or WORD (4, 4, 2 bytes); the sign of LONG stays in the bits. ERROR_SUCCESS,
 * ERROR_INVALID_DATA for another format or size. */
DWORD lwclus_value_dword(const struct lwclus_value *value, DWORD *out);

/** Number of format ULARGE_INTEGER, LARGE_INTEGER or FILETIME (8 bytes). Codes as lwclus_value_dword. */
DWORD lwclus_value_ulonglong(const struct lwclus_value *value, ULONGLONG *out);

/** Text of format SZ, EXPAND_SZ or EXPANDED_SZ up to its first NUL, which must be there. ERROR_SUCCESS,
 * ERROR_MORE_DATA, ERROR_INVALID_DATA. */
DWORD lwclus_value_string(const struct lwclus_value *value, WCHAR *text, DWORD *units);

/** Text `index` of format MULTI_SZ. ERROR_SUCCESS, ERROR_NO_MORE_ITEMS, ERROR_MORE_DATA, ERROR_INVALID_DATA.
 */
DWORD lwclus_value_multi_string(const struct lwclus_value *value, DWORD index, WCHAR *text, DWORD *units);

/** Bytes of format BINARY, where they lie. ERROR_SUCCESS, ERROR_INVALID_DATA. */
DWORD lwclus_value_binary(const struct lwclus_value *value, const BYTE **data, DWORD *size);

/** Security descriptor of format SECURITY_DESCRIPTOR or BINARY, where it lies: self-relative, revision 1, its
 * parts inside the value ([MS-DTYP] 2.4.6); the parts themselves are not looked at. ERROR_SUCCESS,
 * ERROR_INVALID_DATA. */
DWORD lwclus_value_security_descriptor(const struct lwclus_value *value, const BYTE **data, DWORD *size);

/* ---- writing ---- */

/** A list that is being written. After the buffer is full it only counts, so that the end can tell what is
 * needed; a NULL buffer with capacity 0 is such a list from the beginning. */
struct lwclus_propbuilder {
    BYTE *buffer;
    DWORD capacity;
    DWORD size;  /* bytes so far, or needed */
    DWORD count; /* properties */
    bool values; /* a value list: no names */
    bool bad;    /* an argument was NULL or too large */
};

/** Begins a property list in `capacity` bytes. */
void lwclus_proplist_begin(struct lwclus_propbuilder *builder, void *buffer, DWORD capacity);

/** Begins a value list; the functions below then ignore `name`. */
void lwclus_valuelist_begin(struct lwclus_propbuilder *builder, void *buffer, DWORD capacity);

/** Adds a property with one value of any syntax; `data` are its bytes as they stand in the list. */
void lwclus_proplist_add(struct lwclus_propbuilder *builder, LPCWSTR name, DWORD syntax, const void *data,
                         DWORD size);

/* The same for each format. Text is NUL-terminated, at most 32767 units; `units` of MULTI_SZ count all NULs.
 */
void lwclus_proplist_add_dword(struct lwclus_propbuilder *builder, LPCWSTR name, DWORD value);
void lwclus_proplist_add_ulonglong(struct lwclus_propbuilder *builder, LPCWSTR name, ULONGLONG value);
void lwclus_proplist_add_string(struct lwclus_propbuilder *builder, LPCWSTR name, LPCWSTR text);
void lwclus_proplist_add_multi_string(struct lwclus_propbuilder *builder, LPCWSTR name, LPCWSTR texts,
                                      DWORD units);
void lwclus_proplist_add_binary(struct lwclus_propbuilder *builder, LPCWSTR name, const void *data,
                                DWORD size);
void lwclus_proplist_add_security_descriptor(struct lwclus_propbuilder *builder, LPCWSTR name,
                                             const void *data, DWORD size);

/**
 * Ends the list.
 * @param size Receives its bytes, or those needed.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA 234: it did not fit; ERROR_INVALID_PARAMETER: a name or data was
 * NULL, or too large, in one of the calls.
 */
DWORD lwclus_proplist_end(struct lwclus_propbuilder *builder, DWORD *size);

#ifdef __cplusplus
}
#endif

#endif
