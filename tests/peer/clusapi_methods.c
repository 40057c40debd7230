/*
 * clusapi_methods.c - methods of every kind of object, and of the cluster
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A method is a row of a table and, where no function of the same shape exists yet, a function that returns
 * the result of the call. The dispatcher puts the result where the method keeps it; rpc_status stays 0.
 */
#include "clusapi_server.h"

#include <string.h>
#include <charset.h>

#define GENERIC_READ    0x80000000u
#define GENERIC_WRITE   0x40000000u
#define GENERIC_EXECUTE 0x20000000u
#define GENERIC_ALL     0x10000000u
#define MAXIMUM_ALLOWED 0x02000000u
#define CLUSTER_READ    1u
#define CLUSTER_CHANGE  2u

#define CLUSTER_ENUM_NETINTERFACE 0x20u

/* [MS-CMRP] 3.1.4.2.116: CHANGE asks for READ as well; what is granted is GENERIC_READ or GENERIC_ALL */
static WERROR grant(const struct request *rq, uint32_t desired, uint32_t *granted)
{
    const uint32_t all = GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED | CLUSTER_CHANGE;

    if (desired == 0 || (desired & ~(all | GENERIC_READ | CLUSTER_READ)) != 0)
        return WERR_INVALID_PARAMETER;
    if ((desired & (CLUSTER_READ | CLUSTER_CHANGE)) == CLUSTER_CHANGE)
        return WERR_INVALID_PARAMETER;
    if (!client_is_administrator(rq))
        return WERR_ACCESS_DENIED;
    *granted = (desired & all) != 0 ? GENERIC_ALL : GENERIC_READ;
    return WERR_OK;
}

static WERROR open_cluster(struct request *rq, void *args)
{
    struct args_open_cluster *r = args;

    return handle_open(rq, cluster_object(), true, r->out.handle);
}

static WERROR open_cluster_ex(struct request *rq, void *args)
{
    struct args_open_cluster_ex *r = args;
    WERROR err = grant(rq, r->in.access, r->out.granted);

    if (!W_ERROR_IS_OK(err))
        return err;
    return handle_open(rq, cluster_object(), *r->out.granted == GENERIC_ALL, r->out.handle);
}

static WERROR open_object(struct request *rq, void *args)
{
    struct args_open *r = args;
    struct object *o = cluster_find(rq->method->kind, r->in.name);

    return o != NULL ? handle_open(rq, o, true, r->out.handle) : cluster_not_found(rq->method->kind);
}

static WERROR open_object_ex(struct request *rq, void *args)
{
    struct args_open_ex *r = args;
    struct object *o = cluster_find(rq->method->kind, r->in.name);
    uint32_t granted;
    WERROR err = grant(rq, r->in.access, &granted);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (o == NULL)
        return cluster_not_found(rq->method->kind);
    *r->out.granted = granted;
    return handle_open(rq, o, granted == GENERIC_ALL, r->out.handle);
}

static WERROR close_object(struct request *rq, void *args)
{
    struct args_close *r = args;

    return handle_close(rq, r->in.handle, rq->method->kind, r->out.handle);
}

static WERROR get_state(struct request *rq, void *args)
{
    struct args_get_state *r = args;
    struct open_handle *h;
    WERROR err = handle_find(rq, &r->in.handle, rq->method->kind, &h);

    if (W_ERROR_IS_OK(err))
        *r->out.state = h->object->state;
    return err;
}

static WERROR get_id(struct request *rq, void *args)
{
    struct args_get_id *r = args;
    struct open_handle *h;
    WERROR err = handle_find(rq, &r->in.handle, rq->method->kind, &h);

    if (W_ERROR_IS_OK(err))
        *r->out.id = h->object->id;
    return err;
}

/* ---- names */

WERROR check_new_name(enum kind kind, const struct object *renamed, const char *name, WERROR exists)
{
    const struct object *other = cluster_find_id(kind, name);

    if (*name == 0)
        return WERR_INVALID_NAME;
    return other == NULL || other == renamed ? WERR_OK : exists;
}

static WERROR set_name(struct request *rq, void *args)
{
    const struct args_text *r = args;
    struct object *o;
    WERROR err = handle_object(rq, &r->in.handle, rq->method->kind, &o);

    if (W_ERROR_IS_OK(err))
        err = check_new_name(o->kind, o, r->in.text, WERR_ALREADY_EXISTS);
    if (!W_ERROR_IS_OK(err))
        return err;
    o->name = cluster_text(r->in.text);
    return WERR_OK;
}

/* While the name resource is online a new name is stored and takes effect later. */
static WERROR set_cluster_name(struct request *rq, void *args)
{
    const struct args_name *r = args;
    const struct object *resource = cluster_find(KIND_RESOURCE, "Cluster Name");

    (void)rq;
    if (*r->in.name == 0 || cluster_find(KIND_NODE, r->in.name) != NULL)
        return WERR_INVALID_NAME;
    if (strlen_m(r->in.name) > 63)
        return WERR_RPC_S_STRING_TOO_LONG;
    if (resource == NULL || resource->state != RESOURCE_OFFLINE)
        return WERR_RESOURCE_PROPERTIES_STORED;
    cluster_object()->name = cluster_text(r->in.name);
    return WERR_OK;
}

/* ---- the cluster */

static WERROR get_cluster_name(struct request *rq, void *args)
{
    struct args_get_cluster_name *r = args;

    (void)rq;
    *r->out.cluster_name = cluster_object()->name;
    *r->out.node_name = cluster_this_node()->name;
    return WERR_OK;
}

static WERROR get_version(struct request *rq, void *args)
{
    struct args_get_version *r = args;

    (void)rq;
    *r->out.vendor = *r->out.csd = "";
    return WERR_CALL_NOT_IMPLEMENTED; /* [MS-CMRP] 3.1.4.2.5, what servers of today do */
}

static WERROR get_version2(struct request *rq, void *args)
{
    struct args_get_version2 *r = args;
    struct operational_version *v = talloc_zero(rq->memory, struct operational_version);

    if (v == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    v->size = sizeof(*v);
    v->highest = 0x000B0003; /* differ, so that a mix-up shows */
    v->lowest = 0x000A0003;
    *r->out.major = 10;
    *r->out.build = 20348;
    *r->out.vendor = "lwclus test peer";
    *r->out.csd = "";
    *r->out.operational = v;
    return WERR_OK;
}

static WERROR create_enum(struct request *rq, void *args)
{
    struct args_create_enum *r = args;

    return cluster_list(rq->memory, r->in.type, "", "", false, r->out.list);
}

static WERROR create_enum_ex(struct request *rq, void *args)
{
    struct args_create_enum_ex *r = args;
    struct open_handle *h;
    WERROR err = handle_find(rq, &r->in.handle, KIND_CLUSTER, &h);

    if (W_ERROR_IS_OK(err) && r->in.options != 0)
        err = WERR_INVALID_PARAMETER;
    if (W_ERROR_IS_OK(err))
        err = cluster_list(rq->memory, r->in.type, "", "", true, r->out.ids);
    if (W_ERROR_IS_OK(err))
        err = cluster_list(rq->memory, r->in.type, "", "", false, r->out.names);
    return err;
}

/* The names are optional where `optional` is set: an empty one asks for everything. */
static WERROR check_node_and_network(const char *node, const char *network, bool optional)
{
    if (!(optional && *node == 0) && cluster_find(KIND_NODE, node) == NULL)
        return cluster_not_found(KIND_NODE);
    if (!(optional && *network == 0) && cluster_find(KIND_NETWORK, network) == NULL)
        return cluster_not_found(KIND_NETWORK);
    return WERR_OK;
}

static WERROR create_net_interface_enum(struct request *rq, void *args)
{
    struct args_create_net_interface_enum *r = args;
    struct open_handle *h;
    WERROR err = handle_find(rq, &r->in.cluster, KIND_CLUSTER, &h);

    if (W_ERROR_IS_OK(err))
        err = check_node_and_network(r->in.node_name, r->in.network_name, true);
    if (!W_ERROR_IS_OK(err))
        return err;
    return cluster_list(rq->memory, CLUSTER_ENUM_NETINTERFACE, r->in.node_name, r->in.network_name, false,
                        r->out.list);
}

static WERROR get_net_interface(struct request *rq, void *args)
{
    struct args_get_net_interface *r = args;
    const struct object *o;
    WERROR err = check_node_and_network(r->in.node_name, r->in.network_name, false);

    (void)rq;
    if (!W_ERROR_IS_OK(err))
        return err;
    o = cluster_find_net_interface(r->in.node_name, r->in.network_name);
    if (o == NULL)
        return cluster_not_found(KIND_NET_INTERFACE);
    *r->out.name = o->name;
    return WERR_OK;
}

/* ---- quorum */

static struct {
    const char *device;
    uint32_t log_size;
} quorum = {"", 0};

static WERROR get_quorum(struct request *rq, void *args)
{
    struct args_get_quorum *r = args;

    (void)rq;
    *r->out.resource = quorum_resource != NULL ? quorum_resource->name : "";
    *r->out.device = quorum_resource != NULL ? quorum.device : "";
    *r->out.log_size = quorum.log_size;
    return WERR_OK;
}

static bool has_dependents(const struct object *o)
{
    for (const struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (set_has(&r->provider, o))
            return true;
    }
    return false;
}

static WERROR check_quorum(const struct object *o)
{
    if (o->state != RESOURCE_ONLINE)
        return WERR_RESOURCE_NOT_ONLINE;
    if (strcmp(o->type->name, "Physical Disk") != 0)
        return WERR_NOT_QUORUM_CAPABLE;
    return has_dependents(o) ? WERR_DEPENDENCY_NOT_ALLOWED : WERR_OK;
}

/* Size 0 asks for a quorum of nodes alone and names the resource that makes it up to now. */
static WERROR set_quorum(struct request *rq, void *args)
{
    const struct args_set_quorum *r = args;
    struct object *o;
    WERROR err = handle_object(rq, &r->in.resource, KIND_RESOURCE, &o);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (r->in.log_size == 0 && o != quorum_resource)
        return WERR_INVALID_PARAMETER;
    err = check_quorum(o);
    if (!W_ERROR_IS_OK(err))
        return err;
    if (quorum_resource != NULL)
        quorum_resource->core = false;
    quorum.log_size = r->in.log_size;
    quorum.device = cluster_text(r->in.device);
    quorum_resource = r->in.log_size != 0 ? o : NULL;
    o->core = quorum_resource != NULL;
    return WERR_OK;
}

/* [MS-CMRP] 3.1.4.2.87 and 3.1.4.2.104: every server answers this */
static WERROR not_implemented(struct request *rq, void *args)
{
    (void)rq;
    (void)args;
    return WERR_CALL_NOT_IMPLEMENTED;
}

/* clang-format off */
static const struct method rows[] = {
    {0,   KIND_CLUSTER,       CLIENT, STATUS(args_open_cluster),               open_cluster},
    {1,   KIND_CLUSTER,       HANDLE, RETURNS(args_close),                     close_object},
    {2,   KIND_NONE,          CLIENT, RETURNS(args_name),                      set_cluster_name},
    {3,   KIND_NONE,          CLIENT, RETURNS(args_get_cluster_name),          get_cluster_name},
    {4,   KIND_NONE,          HANDLE, RETURNS(args_get_version),               get_version},
    {5,   KIND_NONE,          CLIENT, RETURNS(args_get_quorum),                get_quorum},
    {6,   KIND_RESOURCE,      ALL,    RETURNS(args_set_quorum),                set_quorum},
    {7,   KIND_NONE,          CLIENT, RETURNS(args_create_enum),               create_enum},
    {8,   KIND_RESOURCE,      CLIENT, STATUS(args_open),                       open_object},
    {11,  KIND_RESOURCE,      HANDLE, RETURNS(args_close),                     close_object},
    {13,  KIND_RESOURCE,      ALL,    RETURNS(args_text),                      set_name},
    {14,  KIND_RESOURCE,      HANDLE, RETURNS(args_get_id),                    get_id},
    {41,  KIND_GROUP,         CLIENT, STATUS(args_open),                       open_object},
    {44,  KIND_GROUP,         HANDLE, RETURNS(args_close),                     close_object},
    {46,  KIND_GROUP,         ALL,    RETURNS(args_text),                      set_name},
    {47,  KIND_GROUP,         HANDLE, RETURNS(args_get_id),                    get_id},
    {48,  KIND_NODE,          HANDLE, RETURNS(args_get_id),                    get_id},
    {66,  KIND_NODE,          CLIENT, STATUS(args_open),                       open_object},
    {67,  KIND_NODE,          HANDLE, RETURNS(args_close),                     close_object},
    {68,  KIND_NODE,          HANDLE, RETURNS(args_get_state),                 get_state},
    {81,  KIND_NETWORK,       CLIENT, STATUS(args_open),                       open_object},
    {82,  KIND_NETWORK,       HANDLE, RETURNS(args_close),                     close_object},
    {83,  KIND_NETWORK,       HANDLE, RETURNS(args_get_state),                 get_state},
    {84,  KIND_NETWORK,       ALL,    RETURNS(args_text),                      set_name},
    {86,  KIND_NETWORK,       HANDLE, RETURNS(args_get_id),                    get_id},
    {87,  KIND_NONE,          CLIENT, RETURNS(args_priority_order),            not_implemented},
    {92,  KIND_NET_INTERFACE, CLIENT, STATUS(args_open),                       open_object},
    {93,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_close),                     close_object},
    {94,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_get_state),                 get_state},
    {95,  KIND_NONE,          CLIENT, RETURNS(args_get_net_interface),         get_net_interface},
    {96,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_get_id),                    get_id},
    {102, KIND_NONE,          CLIENT, RETURNS(args_get_version2),              get_version2},
    {104, KIND_NONE,          CLIENT, RETURNS(args_name),                      not_implemented},
    {117, KIND_CLUSTER,       HANDLE, STATUS(args_open_cluster_ex),            open_cluster_ex},
    {118, KIND_NODE,          HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {119, KIND_GROUP,         HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {120, KIND_RESOURCE,      HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {121, KIND_NETWORK,       HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {122, KIND_NET_INTERFACE, HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {125, KIND_CLUSTER,       HANDLE, RETURNS(args_create_enum_ex),            create_enum_ex},
    {181, KIND_CLUSTER,       HANDLE, RETURNS(args_create_net_interface_enum), create_net_interface_enum},
};
/* clang-format on */

static const struct method_table general_methods = {rows, sizeof(rows) / sizeof(rows[0])};

const struct method_table *const method_tables[] = {
    &general_methods,  &control_methods,    &node_methods, &group_methods,
    &resource_methods, &dependency_methods, NULL};
