/*
 * clusapi_methods.c - the methods that the test peer serves
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A method is a row of methods[] and, where no function of the same shape exists yet, a function that returns
 * the result of the call. The dispatcher puts the result where the method keeps it; rpc_status stays 0.
 */
#include "clusapi_server.h"

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

static WERROR set_cluster_name(struct request *rq, void *args)
{
    const struct args_set_cluster_name *r = args;

    (void)rq;
    /* stored, takes effect when the name resource comes online again: so GetClusterName keeps the old one */
    return *r->in.name != 0 ? WERR_RESOURCE_PROPERTIES_STORED : WERR_INVALID_NAME;
}

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
    WERROR err = handle_find(rq, &r->in.cluster, KIND_CLUSTER, &h);

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

static WERROR net_interface_control(struct request *rq, void *args)
{
    struct args_control *r = args;
    struct open_handle *h;
    WERROR err = handle_find(rq, &r->in.handle, KIND_NET_INTERFACE, &h);

    return W_ERROR_IS_OK(err) ? control_net_interface(rq, h, r) : err;
}

static WERROR node_net_interface_control(struct request *rq, void *args)
{
    struct args_node_control *r = args;
    struct args_control plain = {
        .in = {r->in.handle, r->in.code, r->in.input, r->in.input_size, r->in.output_size},
        .out = {r->out.output, r->out.returned, r->out.required, r->out.rpc_status, WERR_OK},
    };
    struct open_handle *node;
    WERROR err = handle_find(rq, &r->in.node, KIND_NODE, &node);

    return W_ERROR_IS_OK(err) ? net_interface_control(rq, &plain) : err;
}

/* clang-format off */
#define RETURNS(args) RESULT_RETURN, offsetof(struct args, out.result), sizeof(struct args)
#define STATUS(args)  RESULT_STATUS, offsetof(struct args, out.status), sizeof(struct args)
#define CLIENT true   /* column access of methods.csv: (client) */
#define HANDLE false  /* (handle), explicit or not stated */

const struct method methods[] = {
    {0,   KIND_CLUSTER,       CLIENT, STATUS(args_open_cluster),               open_cluster},
    {1,   KIND_CLUSTER,       HANDLE, RETURNS(args_close),                     close_object},
    {2,   KIND_NONE,          CLIENT, RETURNS(args_set_cluster_name),          set_cluster_name},
    {3,   KIND_NONE,          CLIENT, RETURNS(args_get_cluster_name),          get_cluster_name},
    {4,   KIND_NONE,          HANDLE, RETURNS(args_get_version),               get_version},
    {7,   KIND_NONE,          CLIENT, RETURNS(args_create_enum),               create_enum},
    {48,  KIND_NODE,          HANDLE, RETURNS(args_get_id),                    get_id},
    {66,  KIND_NODE,          CLIENT, STATUS(args_open),                       open_object},
    {67,  KIND_NODE,          HANDLE, RETURNS(args_close),                     close_object},
    {68,  KIND_NODE,          HANDLE, RETURNS(args_get_state),                 get_state},
    {81,  KIND_NETWORK,       CLIENT, STATUS(args_open),                       open_object},
    {82,  KIND_NETWORK,       HANDLE, RETURNS(args_close),                     close_object},
    {83,  KIND_NETWORK,       HANDLE, RETURNS(args_get_state),                 get_state},
    {86,  KIND_NETWORK,       HANDLE, RETURNS(args_get_id),                    get_id},
    {92,  KIND_NET_INTERFACE, CLIENT, STATUS(args_open),                       open_object},
    {93,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_close),                     close_object},
    {94,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_get_state),                 get_state},
    {95,  KIND_NONE,          CLIENT, RETURNS(args_get_net_interface),         get_net_interface},
    {96,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_get_id),                    get_id},
    {97,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_node_control),              node_net_interface_control},
    {98,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_control),                   net_interface_control},
    {102, KIND_NONE,          CLIENT, RETURNS(args_get_version2),              get_version2},
    {117, KIND_CLUSTER,       HANDLE, STATUS(args_open_cluster_ex),            open_cluster_ex},
    {118, KIND_NODE,          HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {121, KIND_NETWORK,       HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {122, KIND_NET_INTERFACE, HANDLE, STATUS(args_open_ex),                    open_object_ex},
    {125, KIND_CLUSTER,       HANDLE, RETURNS(args_create_enum_ex),            create_enum_ex},
    {181, KIND_CLUSTER,       HANDLE, RETURNS(args_create_net_interface_enum), create_net_interface_enum},
};
/* clang-format on */

const size_t method_count = sizeof(methods) / sizeof(methods[0]);
