/*
 * clusapi_control.c - network interface control codes ([MS-CMRP] 3.1.4.3.6) and property lists (2.2.3.10)
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#include <string.h>
#include <charset.h>
#include <util/data_blob.h>

#define CODE_MODIFIES 0x00400000u /* such a code needs a handle opened for everything */

#define SYNTAX_ENDMARK 0x00000000u
#define SYNTAX_NAME    0x00040003u
#define SYNTAX_SZ      0x00010003u

/* Output of a control code while it grows; `bad` once memory ran out. */
struct writer {
    TALLOC_CTX *memory;
    DATA_BLOB blob;
    bool bad;
};

static void put(struct writer *w, const void *data, size_t size)
{
    w->bad = w->bad || !data_blob_append(w->memory, &w->blob, data, size);
}

static void put_u32(struct writer *w, uint32_t value)
{
    const uint8_t le[4] = {(uint8_t)value, (uint8_t)(value >> 8), (uint8_t)(value >> 16),
                           (uint8_t)(value >> 24)};

    put(w, le, sizeof(le));
}

/* NULL stands for the last, empty string of a MULTI_SZ. Returns the bytes written. */
static size_t put_sz(struct writer *w, const char *text)
{
    smb_ucs2_t *utf16 = NULL;
    size_t size = 0;

    if (!push_ucs2_talloc(w->memory, &utf16, text != NULL ? text : "", &size)) {
        w->bad = true;
        return 0;
    }
    put(w, utf16, size);
    return size;
}

/* syntax, size without padding, value, padding to 4 */
static void put_value(struct writer *w, uint32_t syntax, const char *text)
{
    struct writer value = {.memory = w->memory};
    const size_t size = put_sz(&value, text);

    put_u32(w, syntax);
    put_u32(w, (uint32_t)size);
    put(w, value.blob.data, size);
    if (size % 4 != 0)
        put(w, "\0\0", 4 - size % 4);
    w->bad = w->bad || value.bad;
}

static void put_property(struct writer *w, const char *name, const char *text)
{
    put_value(w, SYNTAX_NAME, name);
    put_value(w, SYNTAX_SZ, text);
    put_u32(w, SYNTAX_ENDMARK);
}

/* Input of a control code; `bad` once it was read past its end. */
struct reader {
    TALLOC_CTX *memory;
    const uint8_t *data;
    size_t size;
    bool bad;
};

static const uint8_t *take(struct reader *r, size_t size)
{
    const uint8_t *data = r->data;

    r->bad = r->bad || size > r->size;
    if (r->bad)
        return NULL;
    r->data += size;
    r->size -= size;
    return data;
}

static uint32_t take_u32(struct reader *r)
{
    const uint8_t *d = take(r, 4);

    return d != NULL ? d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24 : 0;
}

/* A string of the given syntax, NULL and `bad` when something else stands there. */
static char *take_value(struct reader *r, uint32_t syntax)
{
    const uint32_t found = take_u32(r);
    const uint32_t size = take_u32(r);
    const uint8_t *data = take(r, size);
    char *text = NULL;
    size_t converted;

    take(r, (4 - size % 4) % 4);
    r->bad = r->bad || found != syntax || size < 2 || size % 2 != 0 || data[size - 1] != 0 ||
             data[size - 2] != 0 ||
             !convert_string_talloc(r->memory, CH_UTF16LE, CH_UTF8, data, size, &text, &converted);
    return r->bad ? NULL : text;
}

/* The only common property that can be written is Description. */
static WERROR take_common_properties(struct reader *r, const char **description)
{
    uint32_t count = take_u32(r);

    if (r->bad || count == 0)
        return WERR_INVALID_DATA;
    for (; count > 0; count--) {
        const char *name = take_value(r, SYNTAX_NAME);
        const char *value = take_value(r, SYNTAX_SZ);

        if (take_u32(r) != SYNTAX_ENDMARK || r->bad)
            return WERR_INVALID_DATA;
        if (strcasecmp_m(name, "Description") != 0)
            return WERR_INVALID_PARAMETER;
        *description = value;
    }
    return WERR_OK;
}

static WERROR change(struct object *o, struct reader *in, bool store)
{
    const char *description = NULL;
    WERROR err = take_common_properties(in, &description);

    if (W_ERROR_IS_OK(err) && store) {
        description = talloc_strdup(NULL, description); /* lives as long as the server */
        if (description == NULL)
            return WERR_NOT_ENOUGH_MEMORY;
        o->description = description;
    }
    return err;
}

static void put_read_only_common(struct writer *w, const struct object *o)
{
    put_u32(w, 4);
    put_property(w, "Name", o->name);
    put_property(w, "Node", o->node);
    put_property(w, "Network", o->network);
    put_property(w, "Address", o->address);
}

static WERROR execute(struct object *o, uint32_t code, struct reader *in, struct writer *w)
{
    switch (code) {
    case 0x06000000: /* UNKNOWN: control codes are being processed */
        break;
    case 0x06000005: /* GET_CHARACTERISTICS: an interface has none */
    case 0x06000009: /* GET_FLAGS */
    case 0x0600007D: /* GET_RO_PRIVATE_PROPERTIES: the empty list */
    case 0x06000081: /* GET_PRIVATE_PROPERTIES */
        put_u32(w, 0);
        break;
    case 0x06000029: /* GET_NAME */
        put_sz(w, o->name);
        break;
    case 0x06000031: /* GET_NODE */
        put_sz(w, o->node);
        break;
    case 0x06000035: /* GET_NETWORK */
        put_sz(w, o->network);
        break;
    case 0x06000039: /* GET_ID */
        put_sz(w, o->id);
        break;
    case 0x06000051: /* ENUM_COMMON_PROPERTIES */
        put_sz(w, "Description");
        put_sz(w, NULL);
        break;
    case 0x06000055: /* GET_RO_COMMON_PROPERTIES */
        put_read_only_common(w, o);
        break;
    case 0x06000059: /* GET_COMMON_PROPERTIES */
        put_u32(w, 1);
        put_property(w, "Description", o->description);
        break;
    case 0x0640005E: /* SET_COMMON_PROPERTIES */
        return change(o, in, true);
    case 0x06000061: /* VALIDATE_COMMON_PROPERTIES */
        return change(o, in, false);
    case 0x06000079: /* ENUM_PRIVATE_PROPERTIES */
        put_sz(w, NULL);
        break;
    default:
        return WERR_INVALID_FUNCTION;
    }
    return w->bad ? WERR_NOT_ENOUGH_MEMORY : WERR_OK;
}

WERROR control_net_interface(struct request *rq, const struct open_handle *handle, struct args_control *args)
{
    struct reader in = {rq->memory, args->in.input, args->in.input != NULL ? args->in.input_size : 0, false};
    struct writer w = {.memory = rq->memory};
    WERROR err;

    if ((args->in.code & CODE_MODIFIES) != 0 && !handle->all)
        return WERR_ACCESS_DENIED;
    err = execute(handle->object, args->in.code, &in, &w);
    if (!W_ERROR_IS_OK(err))
        return err;
    *args->out.required = (uint32_t)w.blob.length;
    if (w.blob.length > args->in.output_size)
        return WERR_MORE_DATA;
    if (w.blob.length > 0)
        memcpy(args->out.output, w.blob.data, w.blob.length);
    *args->out.returned = (uint32_t)w.blob.length;
    return WERR_OK;
}
