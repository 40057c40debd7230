/*
 * clusapi_property.c - properties of the objects and property lists ([MS-CMRP] 2.2.3.10)
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#include <string.h>
#include <charset.h>

/* ---- properties of a new object */

struct start {
    enum kind kind;
    const char *type; /* private properties: of resources of this type */
    const char *name;
    uint32_t syntax;
    unsigned flags;
    uint32_t number;
    const char *text;
};

#define RO      PROPERTY_READ_ONLY
#define PRIVATE PROPERTY_PRIVATE

/* clang-format off */
static const struct start starts[] = {
    {KIND_NET_INTERFACE, NULL, "Name",                    SYNTAX_SZ,       RO, 0, ""},
    {KIND_NET_INTERFACE, NULL, "Node",                    SYNTAX_SZ,       RO, 0, ""},
    {KIND_NET_INTERFACE, NULL, "Network",                 SYNTAX_SZ,       RO, 0, ""},
    {KIND_NET_INTERFACE, NULL, "Address",                 SYNTAX_SZ,       RO, 0, ""},
    {KIND_NET_INTERFACE, NULL, "Description",             SYNTAX_SZ,       0,  0, ""},

    {KIND_NETWORK,       NULL, "Name",                    SYNTAX_SZ,       RO, 0, ""},
    {KIND_NETWORK,       NULL, "Address",                 SYNTAX_SZ,       RO, 0, ""},
    {KIND_NETWORK,       NULL, "AddressMask",             SYNTAX_SZ,       RO, 0, "255.255.255.0"},
    {KIND_NETWORK,       NULL, "IPv6Addresses",           SYNTAX_MULTI_SZ, RO, 0, ""},
    {KIND_NETWORK,       NULL, "Description",             SYNTAX_SZ,       0,  0, ""},
    {KIND_NETWORK,       NULL, "Role",                    SYNTAX_DWORD,    0,  3, NULL},
    {KIND_NETWORK,       NULL, "Metric",                  SYNTAX_DWORD,    0,  70240, NULL},

    {KIND_NODE,          NULL, "NodeName",                SYNTAX_SZ,       RO, 0, ""},
    {KIND_NODE,          NULL, "NodeHighestVersion",      SYNTAX_DWORD,    RO, 0x000B0003, NULL},
    {KIND_NODE,          NULL, "NodeLowestVersion",       SYNTAX_DWORD,    RO, 0x000A0003, NULL},
    {KIND_NODE,          NULL, "NodeDrainStatus",         SYNTAX_DWORD,    RO, 0, NULL},
    {KIND_NODE,          NULL, "NodeDrainTarget",         SYNTAX_DWORD,    RO, 0xFFFFFFFF, NULL},
    {KIND_NODE,          NULL, "StatusInformation",       SYNTAX_ULARGE,   RO, 0, NULL},
    {KIND_NODE,          NULL, "Description",             SYNTAX_SZ,       0,  0, ""},
    {KIND_NODE,          NULL, "NodeWeight",              SYNTAX_DWORD,    0,  1, NULL},

    {KIND_GROUP,         NULL, "Name",                    SYNTAX_SZ,       RO, 0, ""},
    {KIND_GROUP,         NULL, "GroupType",               SYNTAX_DWORD,    RO, 9999, NULL},
    {KIND_GROUP,         NULL, "StatusInformation",       SYNTAX_ULARGE,   RO, 0, NULL},
    {KIND_GROUP,         NULL, "Description",             SYNTAX_SZ,       0,  0, ""},
    {KIND_GROUP,         NULL, "Priority",                SYNTAX_DWORD,    0,  2000, NULL},
    {KIND_GROUP,         NULL, "AutoFailbackType",        SYNTAX_DWORD,    0,  0, NULL},
    {KIND_GROUP,         NULL, "LockedFromMoving",        SYNTAX_DWORD,    0,  0, NULL},
    {KIND_GROUP,         NULL, "AntiAffinityClassNames",  SYNTAX_MULTI_SZ, 0,  0, ""},

    {KIND_RESOURCE,      NULL, "Name",                    SYNTAX_SZ,       RO, 0, ""},
    {KIND_RESOURCE,      NULL, "Type",                    SYNTAX_SZ,       RO, 0, ""},
    {KIND_RESOURCE,      NULL, "CoreResource",            SYNTAX_DWORD,    RO, 0, NULL},
    {KIND_RESOURCE,      NULL, "Description",             SYNTAX_SZ,       0,  0, ""},
    {KIND_RESOURCE,      NULL, "RestartAction",           SYNTAX_DWORD,    0,  2, NULL},
    {KIND_RESOURCE,      NULL, "PendingTimeout",          SYNTAX_DWORD,    0,  180000, NULL},
    {KIND_RESOURCE, "IP Address",   "Address",            SYNTAX_SZ,       PRIVATE, 0, ""},
    {KIND_RESOURCE, "IP Address",   "SubnetMask",         SYNTAX_SZ,       PRIVATE, 0, "255.255.255.0"},
    {KIND_RESOURCE, "IP Address",   "EnableDhcp",         SYNTAX_DWORD,    PRIVATE, 0, NULL},
    {KIND_RESOURCE, "Network Name", "Name",               SYNTAX_SZ,       PRIVATE, 0, ""},
    {KIND_RESOURCE, "Network Name", "StatusKerberos",     SYNTAX_DWORD,    PRIVATE | RO, 0, NULL},
    {KIND_RESOURCE, "Generic Application", "CommandLine", SYNTAX_SZ,       PRIVATE, 0, "serve.exe"},
    {KIND_RESOURCE, "Generic Application", "StartFails",  SYNTAX_DWORD,    PRIVATE, 0, NULL},

    {KIND_TYPE,          NULL, "DllName",                 SYNTAX_SZ,       RO, 0, "clusres.dll"},
    {KIND_TYPE,          NULL, "Name",                    SYNTAX_SZ,       0,  0, ""},
    {KIND_TYPE,          NULL, "Description",             SYNTAX_SZ,       0,  0, ""},
    {KIND_TYPE,          NULL, "LooksAlivePollInterval",  SYNTAX_DWORD,    0,  5000, NULL},
    {KIND_TYPE,          NULL, "IsAlivePollInterval",     SYNTAX_DWORD,    0,  60000, NULL},

    {KIND_CLUSTER,       NULL, "ClusterFunctionalLevel",  SYNTAX_DWORD,    RO, 10, NULL},
    {KIND_CLUSTER,       NULL, "Ballast",                 SYNTAX_BINARY,   RO, 0, NULL},
    {KIND_CLUSTER,       NULL, "Description",             SYNTAX_SZ,       0,  0, ""},
    {KIND_CLUSTER,       NULL, "DefaultNetworkRole",      SYNTAX_DWORD,    0,  2, NULL},
    {KIND_CLUSTER,       NULL, "AdminExtensions",         SYNTAX_MULTI_SZ, 0,  0, ""},
    {KIND_CLUSTER,       NULL, "SharedVolumesRoot",       SYNTAX_SZ,       0,  0, "C:\\ClusterStorage"},
    {KIND_CLUSTER,       NULL, "AccountSID",              SYNTAX_SZ,       PROPERTY_ACCOUNT, 0, ""},
    {KIND_CLUSTER,       NULL, "AccountAccessMask",       SYNTAX_DWORD,    PROPERTY_ACCOUNT, 0, NULL},
    {KIND_CLUSTER,       NULL, "AccountAccessType",       SYNTAX_DWORD,    PROPERTY_ACCOUNT, 0, NULL},
};
/* clang-format on */

static bool value_set(struct property *p, const void *data, size_t size)
{
    data_blob_free(&p->value);
    p->value = data_blob_talloc(NULL, data, size);
    return size == 0 || p->value.data != NULL;
}

static void write_u32(uint8_t *le, uint32_t value)
{
    le[0] = (uint8_t)value;
    le[1] = (uint8_t)(value >> 8);
    le[2] = (uint8_t)(value >> 16);
    le[3] = (uint8_t)(value >> 24);
}

static bool set_number(struct property *p, uint32_t value)
{
    uint8_t le[8] = {0};

    write_u32(le, value);
    return value_set(p, le, p->syntax == SYNTAX_ULARGE ? 8 : 4);
}

static bool set_text(struct property *p, const char *text)
{
    smb_ucs2_t *utf16 = NULL;
    size_t size = 0;
    bool good;

    if (p->syntax == SYNTAX_MULTI_SZ && *text == 0)
        return value_set(p, "\0", 2); /* the empty list */
    if (!push_ucs2_talloc(NULL, &utf16, text, &size))
        return false;
    good = value_set(p, utf16, size);
    talloc_free(utf16);
    return good;
}

static bool add(TALLOC_CTX *memory, struct object *o, const struct start *s)
{
    struct property *p = talloc_realloc(memory, o->properties, struct property, o->property_count + 1);

    if (p == NULL)
        return false;
    o->properties = p;
    p += o->property_count++;
    *p = (struct property){.name = s->name, .syntax = s->syntax, .flags = s->flags};
    if (s->syntax == SYNTAX_BINARY) {
        uint8_t *ballast = talloc_zero_array(memory, uint8_t, settings.ballast);
        const bool good = value_set(p, ballast, settings.ballast);

        talloc_free(ballast);
        return good;
    }
    return s->text != NULL ? set_text(p, s->text) : set_number(p, s->number);
}

static bool add_all(TALLOC_CTX *memory, struct object *o, const char *type)
{
    for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
        const struct start *s = &starts[i];

        if (s->kind != o->kind || (s->type != NULL) != (type != NULL) ||
            (type != NULL && strcmp(type, s->type) != 0))
            continue;
        if (!add(memory, o, s))
            return false;
    }
    return true;
}

bool properties_create(TALLOC_CTX *memory, struct object *o)
{
    return add_all(memory, o, NULL);
}

bool properties_of_type(TALLOC_CTX *memory, struct object *resource)
{
    return add_all(memory, resource, resource->type->name);
}

/* ---- one property */

struct property *property_find(const struct object *o, const char *name, unsigned flags)
{
    for (unsigned i = 0; i < o->property_count; i++) {
        struct property *p = &o->properties[i];

        if (p->flags == flags && strcasecmp_m(p->name, name) == 0)
            return p;
    }
    return NULL;
}

/* A private one comes before a common one of the same name. */
static struct property *find_any(const struct object *o, const char *name)
{
    static const unsigned order[] = {PRIVATE, PRIVATE | RO, 0, RO, PROPERTY_ACCOUNT};
    struct property *p = NULL;

    for (unsigned i = 0; p == NULL && i < sizeof(order) / sizeof(order[0]); i++)
        p = property_find(o, name, order[i]);
    return p;
}

uint32_t property_number(const struct object *o, const char *name)
{
    const struct property *p = find_any(o, name);
    struct reader r = {.data = p != NULL ? p->value.data : NULL, .size = p != NULL ? p->value.length : 0};

    return take_u32(&r);
}

bool property_set_text(struct object *o, const char *name, const char *text)
{
    struct property *p = find_any(o, name);

    return p != NULL && set_text(p, text);
}

bool property_set_number(struct object *o, const char *name, uint32_t value)
{
    struct property *p = find_any(o, name);

    return p != NULL && set_number(p, value);
}

const char *property_text(TALLOC_CTX *memory, const struct object *o, const char *name)
{
    const struct property *p = find_any(o, name);
    char *text = NULL;
    size_t size;

    if (p == NULL ||
        !convert_string_talloc(memory, CH_UTF16LE, CH_UTF8, p->value.data, p->value.length, &text, &size))
        return NULL;
    return text;
}

/* What follows from the rest of the cluster. */
static void refresh_text(struct object *o, const char *name, const char *text)
{
    struct property *p = property_find(o, name, RO);

    if (p != NULL)
        (void)set_text(p, text);
}

static void refresh_number(struct object *o, const char *name, uint32_t value)
{
    struct property *p = property_find(o, name, RO);

    if (p != NULL)
        (void)set_number(p, value);
}

static void refresh(struct object *o)
{
    refresh_text(o, "Name", o->name);
    refresh_text(o, "NodeName", o->name);
    if (o->kind == KIND_NET_INTERFACE) {
        refresh_text(o, "Node", o->node->name);
        refresh_text(o, "Network", o->network->name);
    }
    if (o->kind == KIND_RESOURCE)
        refresh_text(o, "Type", o->type->name);
    refresh_number(o, "CoreResource", o->core);
    refresh_number(o, "NodeDrainStatus", o->drain);
    /* NodeStatusDrainInProgress 4, Completed 8, Failed 16 */
    if (o->kind == KIND_NODE)
        refresh_number(o, "StatusInformation", o->drain != DRAIN_NONE ? 2u << o->drain : 0);
}

/* ---- output */

void put(struct writer *w, const void *data, size_t size)
{
    w->bad = w->bad || (size > 0 && !data_blob_append(w->memory, &w->blob, data, size));
}

void put_u32(struct writer *w, uint32_t value)
{
    uint8_t le[4];

    write_u32(le, value);
    put(w, le, sizeof(le));
}

size_t put_sz(struct writer *w, const char *text)
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
static void put_value(struct writer *w, uint32_t syntax, const void *data, size_t size)
{
    put_u32(w, syntax);
    put_u32(w, (uint32_t)size);
    put(w, data, size);
    put(w, "\0\0\0", (4 - size % 4) % 4);
}

static void put_name(struct writer *w, const char *name)
{
    struct writer text = {.memory = w->memory};
    const size_t size = put_sz(&text, name);

    put_value(w, SYNTAX_NAME, text.blob.data, size);
    w->bad = w->bad || text.bad;
}

static void put_property(struct writer *w, const struct property *p)
{
    put_name(w, p->name);
    put_value(w, p->syntax, p->value.data, p->value.length);
    put_u32(w, SYNTAX_ENDMARK);
}

static unsigned count(const struct object *o, unsigned flags)
{
    unsigned n = 0;

    for (unsigned i = 0; i < o->property_count; i++)
        n += o->properties[i].flags == flags;
    return n;
}

static void put_all(struct writer *w, const struct object *o, unsigned flags)
{
    put_u32(w, count(o, flags));
    for (unsigned i = 0; i < o->property_count; i++) {
        if (o->properties[i].flags == flags)
            put_property(w, &o->properties[i]);
    }
}

static bool put_chosen(struct writer *w, const struct object *o, unsigned flags, struct reader names)
{
    struct writer body = {.memory = w->memory};
    uint32_t n = 0;
    char *name = take_sz(&names);

    if (name != NULL && strcmp(name, "*") == 0) {
        put_all(w, o, flags);
        return true;
    }
    for (; name != NULL && *name != 0; name = take_sz(&names), n++) {
        const struct property *p = property_find(o, name, flags);

        if (p == NULL)
            return false;
        put_property(&body, p);
    }
    put_u32(w, n);
    put(w, body.blob.data, body.blob.length);
    w->bad = w->bad || body.bad;
    return !names.bad;
}

bool properties_put(struct writer *w, struct object *o, unsigned flags, struct reader *names)
{
    refresh(o);
    if (names != NULL)
        return put_chosen(w, o, flags, *names);
    put_all(w, o, flags);
    return true;
}

static WERROR put_entry(TALLOC_CTX *memory, struct object *o, const struct entry_names *names,
                        struct entry_properties *p)
{
    struct reader wanted = {memory, names->names, names->size, false};
    struct reader ro_wanted = {memory, names->ro_names, names->ro_size, false};
    struct writer w = {.memory = memory}, ro = {.memory = memory};

    if ((names->names != NULL && !properties_put(&w, o, 0, &wanted)) ||
        (names->ro_names != NULL && !properties_put(&ro, o, PROPERTY_READ_ONLY, &ro_wanted)))
        return WERR_INVALID_PARAMETER;
    p->data = w.blob.data;
    p->size = (uint32_t)w.blob.length;
    p->ro_data = ro.blob.data;
    p->ro_size = (uint32_t)ro.blob.length;
    return w.bad || ro.bad ? WERR_NOT_ENOUGH_MEMORY : WERR_OK;
}

WERROR list_entries(struct request *rq, const struct policy_handle *cluster, enum kind kind,
                    const struct entry_names *names,
                    bool (*add)(void *list, struct object *o, const struct entry_properties *p), void *list)
{
    struct entry_properties properties;
    struct open_handle *h;
    WERROR err = handle_find(rq, cluster, KIND_CLUSTER, &h);

    for (struct object *o = NULL; W_ERROR_IS_OK(err) && (o = cluster_next(kind, o)) != NULL;) {
        err = put_entry(rq->memory, o, names, &properties);
        if (W_ERROR_IS_OK(err) && !add(list, o, &properties))
            err = WERR_NOT_ENOUGH_MEMORY;
    }
    return err;
}

void properties_put_names(struct writer *w, const struct object *o, unsigned flags)
{
    for (unsigned i = 0; i < o->property_count; i++) {
        if (o->properties[i].flags == flags)
            put_sz(w, o->properties[i].name);
    }
    put_sz(w, NULL);
}

void properties_put_formats(struct writer *w, const struct object *o, unsigned flags)
{
    put_u32(w, count(o, flags));
    for (unsigned i = 0; i < o->property_count; i++) {
        const struct property *p = &o->properties[i];
        const uint8_t format[2] = {(uint8_t)p->syntax, 0}; /* the lower half of a syntax */

        if (p->flags != flags)
            continue;
        put_name(w, p->name);
        put_value(w, SYNTAX_WORD, format, sizeof(format));
        put_u32(w, SYNTAX_ENDMARK);
    }
}

/* ---- input */

const uint8_t *take(struct reader *r, size_t size)
{
    const uint8_t *data = r->data;

    r->bad = r->bad || size > r->size;
    if (r->bad)
        return NULL;
    r->data += size;
    r->size -= size;
    return data;
}

uint32_t take_u32(struct reader *r)
{
    const uint8_t *d = take(r, 4);

    return d != NULL ? d[0] | (uint32_t)d[1] << 8 | (uint32_t)d[2] << 16 | (uint32_t)d[3] << 24 : 0;
}

char *take_sz(struct reader *r)
{
    size_t size = 0, converted;
    char *text = NULL;

    while (size + 2 <= r->size && (r->data[size] | r->data[size + 1]) != 0)
        size += 2;
    if (size + 2 > r->size) {
        r->bad = r->bad || r->size > 0; /* no NUL */
        return NULL;
    }
    if (!convert_string_talloc(r->memory, CH_UTF16LE, CH_UTF8, r->data, size + 2, &text, &converted))
        r->bad = true;
    (void)take(r, size + 2);
    return text;
}

static const uint8_t *take_value(struct reader *r, uint32_t *syntax, uint32_t *size)
{
    const uint8_t *data;

    *syntax = take_u32(r);
    *size = take_u32(r);
    data = take(r, *size);
    (void)take(r, (4 - *size % 4) % 4);
    return data;
}

/* The name of the next property, NULL and `bad` when something else stands there. */
static char *take_name(struct reader *r)
{
    uint32_t syntax, size;
    const uint8_t *data = take_value(r, &syntax, &size);
    struct reader name = {r->memory, data, size, false};
    char *text;

    r->bad = r->bad || syntax != SYNTAX_NAME;
    if (r->bad)
        return NULL;
    text = take_sz(&name);
    r->bad = text == NULL || name.size != 0;
    return text;
}

static bool value_fits(uint32_t syntax, const uint8_t *data, uint32_t size)
{
    switch (syntax) {
    case SYNTAX_DWORD:
        return size == 4;
    case SYNTAX_ULARGE:
        return size == 8;
    case SYNTAX_SZ:
    case SYNTAX_MULTI_SZ:
        return size >= 2 && size % 2 == 0 && data[size - 1] == 0 && data[size - 2] == 0;
    default:
        return true;
    }
}

static WERROR take_property(struct object *o, struct reader *in, unsigned flags, bool store)
{
    const char *name = take_name(in);
    uint32_t syntax, size;
    const uint8_t *data = take_value(in, &syntax, &size);
    struct property *p;

    if (take_u32(in) != SYNTAX_ENDMARK || in->bad)
        return WERR_INVALID_DATA;
    p = property_find(o, name, flags);
    if (p == NULL)
        return WERR_INVALID_PARAMETER;
    if (p->syntax != syntax || !value_fits(syntax, data, size))
        return WERR_INVALID_DATA;
    return !store || value_set(p, data, size) ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

static WERROR take_list(struct object *o, struct reader in, unsigned flags, bool store)
{
    uint32_t n = take_u32(&in);
    WERROR err = in.bad || n == 0 ? WERR_INVALID_DATA : WERR_OK;

    for (; W_ERROR_IS_OK(err) && n > 0; n--)
        err = take_property(o, &in, flags, store);
    return err;
}

/* All or nothing. */
WERROR properties_take(struct object *o, struct reader *in, unsigned flags, bool store)
{
    WERROR err = take_list(o, *in, flags, false);

    return W_ERROR_IS_OK(err) && store ? take_list(o, *in, flags, true) : err;
}
