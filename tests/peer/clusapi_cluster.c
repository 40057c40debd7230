/*
 * clusapi_cluster.c - the in-memory cluster and the context handles that point into it
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#include <string.h>
#include <charset.h>

static const struct object builtin[] = {
    {KIND_CLUSTER, "CMRPCLUSTER", "", 0, NULL, NULL, NULL, NULL},
    /* Up 0, Down 1 */
    {KIND_NODE, "node1", "1", 0, NULL, NULL, NULL, NULL},
    {KIND_NODE, "node2", "2", 1, NULL, NULL, NULL, NULL},
    /* Partitioned 2, Up 3 */
    {KIND_NETWORK, "Cluster Network 1", "0cf8d0f5-4a6a-4b4e-8c5e-6f2c0f0f7a01", 3, NULL, NULL, NULL, NULL},
    {KIND_NETWORK, "Cluster Network 2", "0cf8d0f5-4a6a-4b4e-8c5e-6f2c0f0f7a02", 2, NULL, NULL, NULL, NULL},
    /* each state once: 0 to 3 */
    {KIND_NET_INTERFACE, "node1 - Ethernet", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b11", 3, "node1",
     "Cluster Network 1", "10.57.0.1", ""},
    {KIND_NET_INTERFACE, "node2 - Ethernet", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b21", 2, "node2",
     "Cluster Network 1", "10.57.0.11", ""},
    {KIND_NET_INTERFACE, "node1 - Ethernet 2", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b12", 1, "node1",
     "Cluster Network 2", "10.58.0.1", ""},
    /* a letter outside ASCII and one outside the BMP: a surrogate pair on the wire */
    {KIND_NET_INTERFACE, "node2 - R\xc3\xa9seau \xf0\x9f\x96\xa7", "5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b22", 0,
     "node2", "Cluster Network 2", "10.58.0.11", ""},
};

static const struct {
    uint32_t enum_type; /* [MS-CMRP] 3.1.4.2.8 */
    uint32_t not_found;
} kinds[] = {
    [KIND_NODE] = {0x01, 5042},
    [KIND_NETWORK] = {0x10, 5045},
    [KIND_NET_INTERFACE] = {0x20, 5047},
};

#define ENUM_TYPES_DEFINED 0xC000003Fu

static struct object *objects;
static unsigned object_count;

bool cluster_create(TALLOC_CTX *memory, unsigned extra)
{
    const unsigned fixed = sizeof(builtin) / sizeof(builtin[0]);

    objects = talloc_array(memory, struct object, fixed + extra);
    if (objects == NULL)
        return false;
    memcpy(objects, builtin, sizeof(builtin));
    for (unsigned i = 0; i < extra; i++) {
        struct object *o = &objects[fixed + i];
        *o = (struct object){
            .kind = KIND_NET_INTERFACE, .state = 3, .node = "node1", .network = "Cluster Network 1"};
        o->name = talloc_asprintf(objects, "node1 - bulk %05u", i);
        o->id = talloc_asprintf(objects, "00000000-0000-4000-8000-%012u", i);
        o->address = talloc_asprintf(objects, "10.59.%u.%u", i >> 8 & 255, i & 255);
        o->description = "";
        if (o->name == NULL || o->id == NULL || o->address == NULL)
            return false;
    }
    object_count = fixed + extra;
    return true;
}

static bool same_name(const char *a, const char *b)
{
    return strcasecmp_m(a, b) == 0;
}

struct object *cluster_object(void)
{
    return &objects[0];
}

const struct object *cluster_this_node(void)
{
    return &objects[1];
}

struct object *cluster_find(enum kind kind, const char *name)
{
    for (unsigned i = 0; i < object_count; i++) {
        if (objects[i].kind == kind && same_name(objects[i].name, name))
            return &objects[i];
    }
    return NULL;
}

/* An empty name matches everything. */
static bool is_on(const struct object *o, const char *node, const char *network)
{
    return (*node == 0 || (o->node != NULL && same_name(o->node, node))) &&
           (*network == 0 || (o->network != NULL && same_name(o->network, network)));
}

const struct object *cluster_find_net_interface(const char *node, const char *network)
{
    for (unsigned i = 0; i < object_count; i++) {
        if (objects[i].kind == KIND_NET_INTERFACE && is_on(&objects[i], node, network))
            return &objects[i];
    }
    return NULL;
}

WERROR cluster_not_found(enum kind kind)
{
    return W_ERROR(kinds[kind].not_found);
}

WERROR cluster_list(TALLOC_CTX *memory, uint32_t types, const char *node, const char *network, bool ids,
                    struct enum_list **list)
{
    struct enum_list *l;

    if (types == 0 || (types & ~ENUM_TYPES_DEFINED) != 0)
        return WERR_INVALID_PARAMETER;
    l = talloc_zero(memory, struct enum_list);
    if (l == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    l->entry = talloc_zero_array(l, struct enum_entry, object_count);
    if (l->entry == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    for (unsigned i = 0; i < object_count; i++) {
        const struct object *o = &objects[i];
        struct enum_entry *e = &l->entry[l->count];

        if ((types & kinds[o->kind].enum_type) == 0 || !is_on(o, node, network))
            continue;
        e->type = kinds[o->kind].enum_type;
        e->name = ids ? o->id : o->name;
        l->count++;
    }
    *list = l;
    return WERR_OK;
}

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

WERROR handle_find(struct request *rq, const struct policy_handle *wire, enum kind kind,
                   struct open_handle **handle)
{
    struct dcesrv_handle *h = lookup(rq, wire);

    if (h == NULL)
        return fault(rq, DCERPC_FAULT_CONTEXT_MISMATCH);
    *handle = h->data;
    return (*handle)->object->kind == kind ? WERR_OK : WERR_INVALID_HANDLE;
}

WERROR handle_close(struct request *rq, const struct policy_handle *in, enum kind kind,
                    struct policy_handle *out)
{
    struct open_handle *open;
    WERROR err = handle_find(rq, in, kind, &open);

    *out = *in;
    if (!W_ERROR_IS_OK(err))
        return err;
    talloc_free(lookup(rq, in));
    memset(out, 0, sizeof(*out));
    return WERR_OK;
}
