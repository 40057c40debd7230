/*
 * clusapi_cluster.c - the in-memory cluster and the context handles that point into it
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#include <string.h>
#include <charset.h>

/* What `more` means depends on the kind: the network of an interface, the type of a resource; `at` is the
 * node of an interface, the owner of a group, the group of a resource. */
struct start {
    enum kind kind;
    const char *name;
    const char *id;
    uint32_t state;
    const char *at;
    const char *more;
    const char *property; /* that differs from the default, and its text */
    const char *text;
};

static const struct start builtin[] = {
    {KIND_CLUSTER, "CMRPCLUSTER", "", 0, NULL, NULL, NULL, NULL},
    {KIND_NODE, "node1", "1", NODE_UP, NULL, NULL, NULL, NULL},
    {KIND_NODE, "node2", "2", NODE_DOWN, NULL, NULL, NULL, NULL},
    /* Partitioned 2, Up 3 */
    {KIND_NETWORK, "Cluster Network 1", "0cf8d0f5-4a6a-4b4e-8c5e-6f2c0f0f7a01", 3, NULL, NULL, "Address",
     "10.57.0.0"},
    {KIND_NETWORK, "Cluster Network 2", "0cf8d0f5-4a6a-4b4e-8c5e-6f2c0f0f7a02", 2, NULL, NULL, "Address",
     "10.58.0.0"},
    /* each state once: 0 to 3 */
    {KIND_NET_INTERFACE, "node1 - Ethernet", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b11", 3, "node1",
     "Cluster Network 1", "Address", "10.57.0.1"},
    {KIND_NET_INTERFACE, "node2 - Ethernet", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b21", 2, "node2",
     "Cluster Network 1", "Address", "10.57.0.11"},
    {KIND_NET_INTERFACE, "node1 - Ethernet 2", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b12", 1, "node1",
     "Cluster Network 2", "Address", "10.58.0.1"},
    /* a letter outside ASCII and one outside the BMP: a surrogate pair on the wire */
    {KIND_NET_INTERFACE, "node2 - R\xc3\xa9seau \xf0\x9f\x96\xa7", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b22", 0,
     "node2", "Cluster Network 2", "Address", "10.58.0.11"},
};

/* With clusapi:families. Resources stand behind what they depend on. */
static const struct start families[] = {
    {KIND_NODE, "node3", "3", NODE_UP, NULL, NULL, NULL, NULL},
    {KIND_TYPE, "Physical Disk", "", 0, NULL, NULL, "Name", "Physical Disk"},
    {KIND_TYPE, "IP Address", "", 0, NULL, NULL, "Name", "IP Address"},
    {KIND_TYPE, "Network Name", "", 0, NULL, NULL, "Name", "Network Name"},
    {KIND_TYPE, "Generic Application", "", 0, NULL, NULL, "Name", "Generic Application"},
    {KIND_GROUP, "Cluster Group", "6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a01", 0, "node1", NULL, NULL, NULL},
    {KIND_GROUP, "Available Storage", "6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a02", 0, "node3", NULL, NULL, NULL},
    {KIND_GROUP, "Web", "6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a03", 0, "node1", NULL, "Description", "web shop"},
    {KIND_GROUP, "Datenbank \xc3\x9c", "6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a04", 0, "node3", NULL, NULL, NULL},
    {KIND_RESOURCE, "Cluster IP Address", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b01", RESOURCE_ONLINE,
     "Cluster Group", "IP Address", "Address", "10.57.0.1"},
    {KIND_RESOURCE, "Cluster Name", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b02", RESOURCE_ONLINE, "Cluster Group",
     "Network Name", "Name", "CMRPCLUSTER"},
    {KIND_RESOURCE, "Witness Disk", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b03", RESOURCE_ONLINE, "Cluster Group",
     "Physical Disk", NULL, NULL},
    {KIND_RESOURCE, "Spare Disk", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b04", RESOURCE_ONLINE,
     "Available Storage", "Physical Disk", NULL, NULL},
    {KIND_RESOURCE, "Web IP", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b05", RESOURCE_ONLINE, "Web", "IP Address",
     "Address", "10.57.0.80"},
    {KIND_RESOURCE, "Web Name", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b06", RESOURCE_ONLINE, "Web",
     "Network Name", "Name", "WEB"},
    {KIND_RESOURCE, "Web Server", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b07", RESOURCE_ONLINE, "Web",
     "Generic Application", NULL, NULL},
    {KIND_RESOURCE, "DB Disk", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b08", RESOURCE_ONLINE, "Datenbank \xc3\x9c",
     "Physical Disk", NULL, NULL},
    {KIND_RESOURCE, "DB Engine", "7b2f3a60-57c1-4b6e-9d0e-3a0c6d1e0b09", RESOURCE_OFFLINE,
     "Datenbank \xc3\x9c", "Generic Application", NULL, NULL},
};

/* resource, what it depends on */
static const char *const dependencies[][2] = {
    {"Cluster Name", "Cluster IP Address"},
    {"Web Name", "Web IP"},
    {"Web Server", "Web Name"},
    {"DB Engine", "DB Disk"},
};

static const struct {
    uint32_t enum_type; /* [MS-CMRP] 3.1.4.2.8 */
    uint32_t not_found; /* no object with this name */
    uint32_t gone;      /* an object that was deleted while a handle was open */
} kinds[] = {
    [KIND_NODE] = {0x01, 5042, 5036},     [KIND_TYPE] = {0x02, 5078, 5078},
    [KIND_RESOURCE] = {0x04, 5007, 5006}, [KIND_GROUP] = {0x08, 5013, 5012},
    [KIND_NETWORK] = {0x10, 5045, 5035},  [KIND_NET_INTERFACE] = {0x20, 5047, 5047},
};

#define ENUM_TYPES_DEFINED 0xE000003Fu

static struct {
    TALLOC_CTX *memory;
    struct object_set all;
    struct object *this_node;
    unsigned ids; /* given out */
} cluster;

/* ---- sets */

bool set_has(const struct object_set *set, const struct object *o)
{
    for (unsigned i = 0; i < set->count; i++) {
        if (set->member[i] == o)
            return true;
    }
    return false;
}

bool set_add(struct object_set *set, struct object *o)
{
    struct object **member = talloc_realloc(cluster.memory, set->member, struct object *, set->count + 1);

    if (member == NULL)
        return false;
    set->member = member;
    set->member[set->count++] = o;
    return true;
}

void set_remove(struct object_set *set, const struct object *o)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < set->count; i++) {
        if (set->member[i] != o)
            set->member[kept++] = set->member[i];
    }
    set->count = kept;
}

/* ---- objects */

static bool same_name(const char *a, const char *b)
{
    return strcasecmp_m(a, b) == 0;
}

struct object *cluster_object(void)
{
    return cluster.all.member[0];
}

struct object *cluster_this_node(void)
{
    return cluster.this_node;
}

struct object *cluster_next(enum kind kind, const struct object *after)
{
    bool found = after == NULL;

    for (unsigned i = 0; i < cluster.all.count; i++) {
        struct object *o = cluster.all.member[i];

        if (found && o->kind == kind && !o->gone)
            return o;
        found = found || o == after;
    }
    return NULL;
}

struct object *cluster_find(enum kind kind, const char *name)
{
    struct object *o = NULL;

    while ((o = cluster_next(kind, o)) != NULL) {
        if (same_name(o->name, name))
            break;
    }
    return o;
}

struct object *cluster_find_id(enum kind kind, const char *name_or_id)
{
    struct object *o = NULL;

    while ((o = cluster_next(kind, o)) != NULL) {
        if (same_name(o->name, name_or_id) || same_name(o->id, name_or_id))
            break;
    }
    return o;
}

const char *cluster_text(const char *text)
{
    return talloc_strdup(cluster.memory, text);
}

struct object *cluster_add(enum kind kind, const char *name)
{
    struct object *o = talloc_zero(cluster.memory, struct object);

    if (o == NULL)
        return NULL;
    o->kind = kind;
    o->name = cluster_text(name);
    o->id = talloc_asprintf(cluster.memory, "00000000-0000-4000-8000-%012u", cluster.ids++);
    o->expression = "";
    if (o->name == NULL || o->id == NULL || !properties_create(cluster.memory, o) ||
        !set_add(&cluster.all, o))
        return NULL;
    return o;
}

void cluster_remove(struct object *gone)
{
    struct object *o;

    gone->gone = true;
    for (unsigned i = 0; i < cluster.all.count; i++) {
        o = cluster.all.member[i];
        set_remove(&o->nodes, gone);
        set_remove(&o->provider, gone);
        if (o->home == gone)
            o->home = NULL;
    }
}

static struct object *create(const struct start *s)
{
    struct object *o = cluster_add(s->kind, s->name);

    if (o == NULL)
        return NULL;
    o->id = s->id;
    o->state = s->state;
    if (s->kind == KIND_NET_INTERFACE || s->kind == KIND_GROUP)
        o->node = cluster_find(KIND_NODE, s->at);
    if (s->kind == KIND_NET_INTERFACE)
        o->network = cluster_find(KIND_NETWORK, s->more);
    if (s->kind == KIND_RESOURCE) {
        o->group = cluster_find(KIND_GROUP, s->at);
        o->type = cluster_find(KIND_TYPE, s->more);
        o->persistent_online = s->state == RESOURCE_ONLINE;
        if (!properties_of_type(cluster.memory, o))
            return NULL;
    }
    return s->property == NULL || property_set_text(o, s->property, s->text) ? o : NULL;
}

static bool create_all(const struct start *s, size_t count)
{
    for (; count > 0; count--) {
        if (create(s++) == NULL)
            return false;
    }
    return true;
}

static bool create_extra(unsigned i)
{
    const struct start s = {KIND_NET_INTERFACE,
                            talloc_asprintf(cluster.memory, "node1 - bulk %05u", i),
                            talloc_asprintf(cluster.memory, "00000000-0000-4000-8000-%012u", i),
                            3,
                            "node1",
                            "Cluster Network 1",
                            "Address",
                            talloc_asprintf(cluster.memory, "10.59.%u.%u", i >> 8 & 255, i & 255)};

    return s.name != NULL && s.id != NULL && s.text != NULL && create(&s) != NULL;
}

/* Disks first wait in Available Storage; it and Cluster Group are special groups. */
static bool create_families(void)
{
    if (!create_all(families, sizeof(families) / sizeof(families[0])))
        return false;
    for (size_t i = 0; i < sizeof(dependencies) / sizeof(dependencies[0]); i++) {
        struct object *o = cluster_find(KIND_RESOURCE, dependencies[i][0]);
        struct object *provider = cluster_find(KIND_RESOURCE, dependencies[i][1]);

        o->expression = talloc_asprintf(cluster.memory, "([%s])", provider->id);
        if (o->expression == NULL || !set_add(&o->provider, provider))
            return false;
    }
    cluster_find(KIND_GROUP, "Cluster Group")->core = true;
    cluster_find(KIND_GROUP, "Available Storage")->core = true;
    cluster_find(KIND_RESOURCE, "Cluster IP Address")->core = true;
    cluster_find(KIND_RESOURCE, "Cluster Name")->core = true;
    quorum_resource = cluster_find(KIND_RESOURCE, "Witness Disk");
    quorum_resource->core = true;
    return true;
}

bool cluster_create(TALLOC_CTX *memory)
{
    cluster.memory = talloc_new(memory);
    cluster.all = (struct object_set){NULL, 0};
    if (cluster.memory == NULL || !create_all(builtin, sizeof(builtin) / sizeof(builtin[0])))
        return false;
    for (unsigned i = 0; i < settings.extra; i++) {
        if (!create_extra(i))
            return false;
    }
    cluster.ids = settings.extra;
    return !settings.families || create_families();
}

static struct object *add_node(const char *name)
{
    struct object *o = cluster_add(KIND_NODE, name);

    if (o != NULL)
        o->id = talloc_asprintf(cluster.memory, "%u", cluster.all.count);
    return o != NULL && o->id != NULL ? o : NULL;
}

bool cluster_set_nodes(const char **nodes, const char *node)
{
    for (; nodes != NULL && *nodes != NULL; nodes++) {
        struct object *o = cluster_find(KIND_NODE, *nodes);

        if (o == NULL && (o = add_node(*nodes)) == NULL)
            return false;
        o->state = NODE_UP;
    }
    cluster.this_node = node != NULL ? cluster_find(KIND_NODE, node) : cluster_next(KIND_NODE, NULL);
    return cluster.this_node != NULL;
}

/* An empty name matches everything. */
static bool is_on(const struct object *o, const char *node, const char *network)
{
    return (*node == 0 || (o->node != NULL && same_name(o->node->name, node))) &&
           (*network == 0 || (o->network != NULL && same_name(o->network->name, network)));
}

const struct object *cluster_find_net_interface(const char *node, const char *network)
{
    const struct object *o = NULL;

    while ((o = cluster_next(KIND_NET_INTERFACE, o)) != NULL) {
        if (is_on(o, node, network))
            break;
    }
    return o;
}

WERROR cluster_not_found(enum kind kind)
{
    return W_ERROR(kinds[kind].not_found);
}

/* ---- lists */

struct enum_list *list_new(TALLOC_CTX *memory)
{
    return talloc_zero(memory, struct enum_list);
}

bool list_add(struct enum_list *list, uint32_t type, const char *name)
{
    struct enum_entry *entry = talloc_realloc(list, list->entry, struct enum_entry, list->count + 1);

    if (entry == NULL)
        return false;
    list->entry = entry;
    list->entry[list->count++] = (struct enum_entry){type, name};
    return true;
}

WERROR cluster_list(TALLOC_CTX *memory, uint32_t types, const char *node, const char *network, bool ids,
                    struct enum_list **list)
{
    struct enum_list *l;

    if (types == 0 || (types & ~ENUM_TYPES_DEFINED) != 0)
        return WERR_INVALID_PARAMETER;
    l = list_new(memory);
    if (l == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    for (unsigned i = 0; i < cluster.all.count; i++) {
        const struct object *o = cluster.all.member[i];
        const uint32_t type = kinds[o->kind].enum_type;

        if ((types & type) == 0 || o->gone || !is_on(o, node, network))
            continue;
        if (!list_add(l, type, ids ? o->id : o->name))
            return WERR_NOT_ENOUGH_MEMORY;
    }
    *list = l;
    return WERR_OK;
}

/* ---- handles */

WERROR handle_open(struct request *rq, struct object *object, bool all, struct policy_handle *wire)
{
    struct dcesrv_handle *h = dcesrv_handle_create(rq->call, 0); /* handle attributes 0, as Windows sends */
    struct open_handle *open;

    if (h == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    open = talloc(h, struct open_handle);
    if (open == NULL) {
        talloc_free(h);
        return WERR_NOT_ENOUGH_MEMORY;
    }
    *open = (struct open_handle){object, all};
    h->data = open;
    *wire = h->wire_handle;
    return WERR_OK;
}

static struct dcesrv_handle *lookup(struct request *rq, const struct policy_handle *wire)
{
    struct dcesrv_handle *h = dcesrv_handle_lookup(rq->call, wire, DCESRV_HANDLE_ANY);

    /* Samba answers the NULL handle with a new, empty one */
    if (h != NULL && h->data == NULL)
        TALLOC_FREE(h);
    return h;
}

static WERROR find_open(struct request *rq, const struct policy_handle *wire, enum kind kind,
                        struct open_handle **handle)
{
    struct dcesrv_handle *h = lookup(rq, wire);

    if (h == NULL)
        return fault(rq, DCERPC_FAULT_CONTEXT_MISMATCH);
    *handle = h->data;
    return (*handle)->object->kind == kind ? WERR_OK : WERR_INVALID_HANDLE;
}

WERROR handle_find(struct request *rq, const struct policy_handle *wire, enum kind kind,
                   struct open_handle **handle)
{
    WERROR err = find_open(rq, wire, kind, handle);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (rq->method->access == ACCESS_ALL && !(*handle)->all)
        return WERR_ACCESS_DENIED;
    return (*handle)->object->gone ? W_ERROR(kinds[kind].gone) : WERR_OK;
}

WERROR handle_object(struct request *rq, const struct policy_handle *wire, enum kind kind,
                     struct object **object)
{
    struct open_handle *h;
    WERROR err = handle_find(rq, wire, kind, &h);

    if (W_ERROR_IS_OK(err))
        *object = h->object;
    return err;
}

WERROR handle_ordered(struct request *rq, const struct args_order_ex *r, enum kind kind, uint32_t allowed,
                      struct object **object)
{
    WERROR err = handle_object(rq, &r->in.handle, kind, object);

    return W_ERROR_IS_OK(err) && (r->in.flags & ~allowed) != 0 ? WERR_INVALID_PARAMETER : err;
}

WERROR handle_close(struct request *rq, const struct policy_handle *in, enum kind kind,
                    struct policy_handle *out)
{
    struct open_handle *open;
    WERROR err = find_open(rq, in, kind, &open);

    *out = *in;
    if (!W_ERROR_IS_OK(err))
        return err;
    talloc_free(lookup(rq, in));
    memset(out, 0, sizeof(*out));
    return WERR_OK;
}
