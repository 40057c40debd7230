/* Property lists and value lists ([MS-CMRP] 2.2.3.10). */
#include "lwclus_proplist.h"

#include "api/control.h"
#include "base/utf16.h"

#if LWCLUS_API_CONTROL

#define FORMAT(syntax) ((syntax)&0xffffu)
#define MAX_UNITS      32767u
#define MAX_BYTES      0x00ffffffu /* of one value: sums stay far from 32 bits */

/* A cursor that only reads: it has no const form. */
static void reader(struct lwclus_cursor *c, const BYTE *data, DWORD size, DWORD pos)
{
    lwclus_cursor_init(c, (uint8_t *)(uintptr_t)data, size);
    (void)lwclus_cursor_take(c, pos);
}

DWORD lwclus_valuelist_open(struct lwclus_valuelist *values, const void *data, DWORD size)
{
    if (values == NULL || (data == NULL && size != 0)) {
        return ERROR_INVALID_PARAMETER;
    }
    values->data = (const BYTE *)data;
    values->size = size;
    values->pos = 0;
    return ERROR_SUCCESS;
}

/* A failure stays: there is nothing behind the end. */
static DWORD malformed(struct lwclus_valuelist *values)
{
    values->pos = values->size;
    return ERROR_INVALID_DATA;
}

/* One value or name, padded; an end mark ends the list and stays where it is. */
static DWORD next(struct lwclus_valuelist *values, struct lwclus_value *value)
{
    struct lwclus_cursor c;

    reader(&c, values->data, values->size, values->pos);
    value->syntax = lwclus_get_u32(&c);
    if (c.status == LWCLUS_OK && value->syntax == CLUSPROP_SYNTAX_ENDMARK) {
        return ERROR_NO_MORE_ITEMS;
    }
    value->size = lwclus_get_u32(&c);
    value->data = lwclus_cursor_take(&c, value->size);
    lwclus_cursor_align(&c, 4, false);
    if (c.status != LWCLUS_OK) {
        return malformed(values);
    }
    values->pos = c.pos;
    return ERROR_SUCCESS;
}

DWORD lwclus_valuelist_next(struct lwclus_valuelist *values, struct lwclus_value *value)
{
    DWORD code;

    if (values == NULL || value == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    code = next(values, value);
    return code == ERROR_SUCCESS && value->syntax == CLUSPROP_SYNTAX_NAME ? malformed(values) : code;
}

DWORD lwclus_proplist_open(struct lwclus_proplist *list, const void *data, DWORD size)
{
    struct lwclus_cursor c;

    if (list == NULL || lwclus_valuelist_open(&list->rest, data, size) != ERROR_SUCCESS) {
        return ERROR_INVALID_PARAMETER;
    }
    list->count = 0;
    if (size == 0) {
        return ERROR_SUCCESS;
    }
    reader(&c, list->rest.data, size, 0);
    list->count = lwclus_get_u32(&c);
    if (c.status != LWCLUS_OK) {
        return malformed(&list->rest);
    }
    list->rest.pos = c.pos;
    return ERROR_SUCCESS;
}

static bool name_valid(const struct lwclus_value *name)
{
    struct lwclus_cursor c;

    if (name->syntax != CLUSPROP_SYNTAX_NAME || name->size < 2 || name->size % 2 != 0) {
        return false;
    }
    reader(&c, name->data, name->size, name->size - 2);
    return lwclus_get_u16(&c) == 0;
}

DWORD lwclus_proplist_next(struct lwclus_proplist *list, struct lwclus_property *property)
{
    struct lwclus_value value;
    DWORD start;
    DWORD code;

    if (list == NULL || property == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (list->count == 0) {
        return ERROR_NO_MORE_ITEMS;
    }
    if (next(&list->rest, &property->name) != ERROR_SUCCESS || !name_valid(&property->name)) {
        return malformed(&list->rest);
    }
    start = list->rest.pos;
    do {
        code = lwclus_valuelist_next(&list->rest, &value);
    } while (code == ERROR_SUCCESS);
    if (code != ERROR_NO_MORE_ITEMS) {
        return code;
    }
    list->rest.pos += 4; /* behind the end mark, which was read */
    property->values.data = list->rest.data + start;
    property->values.size = list->rest.pos - start;
    property->values.pos = 0;
    list->count--;
    return ERROR_SUCCESS;
}

bool lwclus_property_is(const struct lwclus_property *property, LPCWSTR name)
{
    struct lwclus_cursor c;
    uint16_t unit;

    if (property == NULL || name == NULL) {
        return false;
    }
    reader(&c, property->name.data, property->name.size, 0);
    do {
        unit = lwclus_get_u16(&c);
        if (lwclus_utf16_upper(unit) != lwclus_utf16_upper(*name++)) {
            return false;
        }
    } while (unit != 0);
    return c.status == LWCLUS_OK;
}

DWORD lwclus_proplist_find(const void *data, DWORD size, LPCWSTR name, struct lwclus_value *value)
{
    struct lwclus_property property;
    struct lwclus_proplist list;
    DWORD code = lwclus_proplist_open(&list, data, size);

    if (name == NULL || value == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    while (code == ERROR_SUCCESS) {
        code = lwclus_proplist_next(&list, &property);
        if (code == ERROR_SUCCESS && lwclus_property_is(&property, name)) {
            code = lwclus_valuelist_next(&property.values, value);
            return code == ERROR_NO_MORE_ITEMS ? ERROR_INVALID_DATA : code;
        }
    }
    return code == ERROR_NO_MORE_ITEMS ? ERROR_FILE_NOT_FOUND : code;
}

/* Bits by format. */
#define BIT(format) (1u << (format))

static bool has_format(const struct lwclus_value *value, uint32_t formats)
{
    uint32_t format = FORMAT(value->syntax);

    return format < 32 && (formats >> format & 1u) != 0;
}

DWORD lwclus_value_dword(const struct lwclus_value *value, DWORD *out)
{
    struct lwclus_cursor c;

    if (value == NULL || out == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    reader(&c, value->data, value->size, 0);
    if (value->size == 2 && has_format(value, BIT(CLUSPROP_FORMAT_WORD))) {
        *out = lwclus_get_u16(&c);
        return ERROR_SUCCESS;
    }
    if (value->size == 4 && has_format(value, BIT(CLUSPROP_FORMAT_DWORD) | BIT(CLUSPROP_FORMAT_LONG))) {
        *out = lwclus_get_u32(&c);
        return ERROR_SUCCESS;
    }
    return ERROR_INVALID_DATA;
}

DWORD lwclus_value_ulonglong(const struct lwclus_value *value, ULONGLONG *out)
{
    const uint32_t formats = BIT(CLUSPROP_FORMAT_ULARGE_INTEGER) | BIT(CLUSPROP_FORMAT_LARGE_INTEGER) |
                             BIT(CLUSPROP_FORMAT_FILETIME);
    struct lwclus_cursor c;
    DWORD low;

    if (value == NULL || out == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (value->size != 8 || !has_format(value, formats)) {
        return ERROR_INVALID_DATA;
    }
    reader(&c, value->data, value->size, 0);
    low = lwclus_get_u32(&c);
    *out = ((ULONGLONG)lwclus_get_u32(&c) << 32) | low;
    return ERROR_SUCCESS;
}

/* Units of the text at the cursor without its NUL, behind which the cursor stands then; failed without a NUL.
 */
static DWORD skip_text(struct lwclus_cursor *c)
{
    DWORD units = 0;

    while (lwclus_get_u16(c) != 0) {
        units++;
    }
    return units;
}

static DWORD copy_text(struct lwclus_cursor *c, WCHAR *text, DWORD *units)
{
    struct lwclus_cursor from = *c;
    DWORD length = skip_text(c);
    DWORD capacity = *units;

    if (c->status != LWCLUS_OK) {
        return ERROR_INVALID_DATA;
    }
    *units = length;
    if (text == NULL) {
        return ERROR_SUCCESS;
    }
    if (length >= capacity) {
        return ERROR_MORE_DATA;
    }
    lwclus_utf16_from_wire((uint16_t *)text, lwclus_cursor_take(&from, 2 * (length + 1)), length + 1);
    return ERROR_SUCCESS;
}

DWORD lwclus_value_string(const struct lwclus_value *value, WCHAR *text, DWORD *units)
{
    const uint32_t formats =
        BIT(CLUSPROP_FORMAT_SZ) | BIT(CLUSPROP_FORMAT_EXPAND_SZ) | BIT(CLUSPROP_FORMAT_EXPANDED_SZ);
    struct lwclus_cursor c;

    if (value == NULL || units == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (!has_format(value, formats)) {
        return ERROR_INVALID_DATA;
    }
    reader(&c, value->data, value->size, 0);
    return copy_text(&c, text, units);
}

DWORD lwclus_value_multi_string(const struct lwclus_value *value, DWORD index, WCHAR *text, DWORD *units)
{
    struct lwclus_cursor c;
    struct lwclus_cursor at;

    if (value == NULL || units == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (FORMAT(value->syntax) != CLUSPROP_FORMAT_MULTI_SZ) {
        return ERROR_INVALID_DATA;
    }
    reader(&c, value->data, value->size, 0);
    do {
        at = c;
        if (lwclus_cursor_left(&c) == 0 || skip_text(&c) == 0) {
            return c.status == LWCLUS_OK ? ERROR_NO_MORE_ITEMS : ERROR_INVALID_DATA;
        }
    } while (c.status == LWCLUS_OK && index-- != 0);
    return copy_text(&at, text, units);
}

static DWORD where(const struct lwclus_value *value, uint32_t formats, const BYTE **data, DWORD *size)
{
    if (value == NULL || data == NULL || size == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (!has_format(value, formats)) {
        return ERROR_INVALID_DATA;
    }
    *data = value->data;
    *size = value->size;
    return ERROR_SUCCESS;
}

DWORD lwclus_value_binary(const struct lwclus_value *value, const BYTE **data, DWORD *size)
{
    return where(value, BIT(CLUSPROP_FORMAT_BINARY), data, size);
}

/* Revision, alignment, control, then the offsets of four parts. */
static bool self_relative(const struct lwclus_value *value)
{
    const uint32_t header = 20;
    struct lwclus_cursor c;
    bool inside = true;
    uint32_t start;
    uint32_t i;

    reader(&c, value->data, value->size, 0);
    start = lwclus_get_u32(&c);
    for (i = 0; i < 4; i++) {
        uint32_t offset = lwclus_get_u32(&c);

        inside = inside && (offset == 0 || (offset >= header && offset < value->size));
    }
    return inside && c.status == LWCLUS_OK && (start & 0x800000ffu) == 0x80000001u;
}

DWORD lwclus_value_security_descriptor(const struct lwclus_value *value, const BYTE **data, DWORD *size)
{
    const uint32_t formats = BIT(CLUSPROP_FORMAT_SECURITY_DESCRIPTOR) | BIT(CLUSPROP_FORMAT_BINARY);
    DWORD code = where(value, formats, data, size);

    return code == ERROR_SUCCESS && !self_relative(value) ? ERROR_INVALID_DATA : code;
}

/* ---- writing ---- */

static uint32_t padded(uint32_t size)
{
    return (size + 3u) & ~3u;
}

static void begin(struct lwclus_propbuilder *b, void *buffer, DWORD capacity, bool values)
{
    b->buffer = (BYTE *)buffer;
    b->capacity = buffer != NULL ? capacity : 0;
    b->size = values ? 0 : 4;
    b->count = 0;
    b->values = values;
    b->bad = false;
}

void lwclus_proplist_begin(struct lwclus_propbuilder *builder, void *buffer, DWORD capacity)
{
    begin(builder, buffer, capacity, false);
}

void lwclus_valuelist_begin(struct lwclus_propbuilder *builder, void *buffer, DWORD capacity)
{
    begin(builder, buffer, capacity, true);
}

/* Room for `need` bytes at the end: *c stands there when they fit, else it has failed. */
static void grow(struct lwclus_propbuilder *b, uint32_t need, struct lwclus_cursor *c)
{
    lwclus_cursor_init(c, b->buffer, b->capacity);
    (void)lwclus_cursor_take(c, b->size);
    if (lwclus_cursor_left(c) < need) {
        (void)lwclus_cursor_take(c, 0xffffffffu);
    }
    b->size += need;
    b->bad = b->bad || b->size > 0x7fffffffu;
}

/* Syntax, size, data, padding; text is given in units of the host. */
static void put_value(struct lwclus_cursor *c, DWORD syntax, const void *data, DWORD size, bool text)
{
    lwclus_put_u32(c, syntax);
    lwclus_put_u32(c, size);
    if (text) {
        lwclus_put_utf16(c, (const uint16_t *)data, size / 2);
    } else {
        lwclus_put_bytes(c, data, size);
    }
    lwclus_put_zeros(c, padded(size) - size);
}

static void add(struct lwclus_propbuilder *b, LPCWSTR name, DWORD syntax, const void *data, DWORD size,
                bool text)
{
    uint32_t units = lwclus_utf16_length((const uint16_t *)name, MAX_UNITS + 1);
    uint32_t name_bytes = 2 * (units + 1);
    struct lwclus_cursor c;

    if ((!b->values && (name == NULL || units > MAX_UNITS)) || (data == NULL && size != 0) ||
        size > MAX_BYTES || b->bad) {
        b->bad = true;
        return;
    }
    b->count++;
    grow(b, (b->values ? 0 : 8 + padded(name_bytes) + 4) + 8 + padded(size), &c);
    if (!b->values) {
        put_value(&c, CLUSPROP_SYNTAX_NAME, name, name_bytes, true);
    }
    put_value(&c, syntax, data, size, text);
    if (!b->values) {
        lwclus_put_u32(&c, CLUSPROP_SYNTAX_ENDMARK);
    }
}

void lwclus_proplist_add(struct lwclus_propbuilder *builder, LPCWSTR name, DWORD syntax, const void *data,
                         DWORD size)
{
    add(builder, name, syntax, data, size, false);
}

static void add_number(struct lwclus_propbuilder *b, LPCWSTR name, DWORD syntax, ULONGLONG value, DWORD size)
{
    uint8_t bytes[8];
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, bytes, sizeof(bytes));
    lwclus_put_u32(&c, (uint32_t)value);
    lwclus_put_u32(&c, (uint32_t)(value >> 32));
    add(b, name, syntax, bytes, size, false);
}

void lwclus_proplist_add_dword(struct lwclus_propbuilder *builder, LPCWSTR name, DWORD value)
{
    add_number(builder, name, CLUSPROP_SYNTAX_LIST_VALUE_DWORD, value, 4);
}

void lwclus_proplist_add_ulonglong(struct lwclus_propbuilder *builder, LPCWSTR name, ULONGLONG value)
{
    add_number(builder, name, CLUSPROP_SYNTAX_LIST_VALUE_ULARGE_INTEGER, value, 8);
}

void lwclus_proplist_add_string(struct lwclus_propbuilder *builder, LPCWSTR name, LPCWSTR text)
{
    uint32_t units = lwclus_utf16_length((const uint16_t *)text, MAX_UNITS + 1);

    builder->bad = builder->bad || units > MAX_UNITS;
    add(builder, name, CLUSPROP_SYNTAX_LIST_VALUE_SZ, text, 2 * (units + 1), true);
}

void lwclus_proplist_add_multi_string(struct lwclus_propbuilder *builder, LPCWSTR name, LPCWSTR texts,
                                      DWORD units)
{
    builder->bad = builder->bad || units > MAX_BYTES / 2;
    add(builder, name, CLUSPROP_SYNTAX_LIST_VALUE_MULTI_SZ, texts, 2 * units, true);
}

void lwclus_proplist_add_binary(struct lwclus_propbuilder *builder, LPCWSTR name, const void *data,
                                DWORD size)
{
    add(builder, name, CLUSPROP_SYNTAX_LIST_VALUE_BINARY, data, size, false);
}

void lwclus_proplist_add_security_descriptor(struct lwclus_propbuilder *builder, LPCWSTR name,
                                             const void *data, DWORD size)
{
    add(builder, name, CLUSPROP_SYNTAX_LIST_VALUE_SECURITY_DESCRIPTOR, data, size, false);
}

DWORD lwclus_proplist_end(struct lwclus_propbuilder *builder, DWORD *size)
{
    struct lwclus_cursor c;

    if (builder->values) {
        grow(builder, 4, &c);
        lwclus_put_u32(&c, CLUSPROP_SYNTAX_ENDMARK);
    }
    if (size != NULL) {
        *size = builder->size;
    }
    if (builder->bad || size == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    if (builder->size > builder->capacity) {
        return ERROR_MORE_DATA;
    }
    if (!builder->values) {
        lwclus_cursor_init(&c, builder->buffer, builder->capacity);
        lwclus_put_u32(&c, builder->count);
    }
    return ERROR_SUCCESS;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_proplist_unused;
#endif
