/*
 * clusapi_control.c - control codes ([MS-CMRP] 3.1.4.3)
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The upper byte of a code is the kind of object, the rest the operation; most operations are the same for
 * every kind.
 */
#include "clusapi_server.h"

#include <string.h>

#define CODE_MODIFIES   0x00400000u /* such a code needs a handle opened for everything */
#define CODE_KIND_SHIFT 24

static const uint8_t code_kinds[] = {
    [KIND_RESOURCE] = 1, [KIND_TYPE] = 2,          [KIND_GROUP] = 3,   [KIND_NODE] = 4,
    [KIND_NETWORK] = 5,  [KIND_NET_INTERFACE] = 6, [KIND_CLUSTER] = 7,
};

/* An operation on its way. */
struct control {
    struct request *rq;
    struct object *o;
    struct reader in;
    struct writer w;
};

static WERROR properties(struct control *c, uint32_t operation)
{
    const unsigned private = PROPERTY_PRIVATE, ro = PROPERTY_READ_ONLY;

    switch (operation) {
    case 0x51: /* ENUM_COMMON_PROPERTIES */
        properties_put_names(&c->w, c->o, 0);
        return WERR_OK;
    case 0x55: /* GET_RO_COMMON_PROPERTIES */
        properties_put(&c->w, c->o, ro, NULL);
        return WERR_OK;
    case 0x59: /* GET_COMMON_PROPERTIES */
        properties_put(&c->w, c->o, 0, NULL);
        return WERR_OK;
    case 0x40005E: /* SET_COMMON_PROPERTIES */
        return properties_take(c->o, &c->in, 0, true);
    case 0x61: /* VALIDATE_COMMON_PROPERTIES */
        return properties_take(c->o, &c->in, 0, false);
    case 0x65: /* GET_COMMON_PROPERTY_FMTS */
        properties_put_formats(&c->w, c->o, 0);
        return WERR_OK;
    case 0x79: /* ENUM_PRIVATE_PROPERTIES */
        properties_put_names(&c->w, c->o, private);
        return WERR_OK;
    case 0x7D: /* GET_RO_PRIVATE_PROPERTIES */
        properties_put(&c->w, c->o, private | ro, NULL);
        return WERR_OK;
    case 0x81: /* GET_PRIVATE_PROPERTIES */
        properties_put(&c->w, c->o, private, NULL);
        return WERR_OK;
    case 0x400086: /* SET_PRIVATE_PROPERTIES */
        return c->o->kind == KIND_RESOURCE ? properties_take(c->o, &c->in, private, true)
                                           : WERR_INVALID_FUNCTION;
    case 0x89: /* VALIDATE_PRIVATE_PROPERTIES */
        return c->o->kind == KIND_RESOURCE ? properties_take(c->o, &c->in, private, false)
                                           : WERR_INVALID_FUNCTION;
    case 0x8D: /* GET_PRIVATE_PROPERTY_FMTS */
        properties_put_formats(&c->w, c->o, private);
        return WERR_OK;
    default:
        return WERR_INVALID_FUNCTION;
    }
}

/* Input: a property list with three properties ([MS-CMRP] 3.1.4.3.7.21) */
static WERROR set_account_access(struct control *c)
{
    WERROR err = properties_take(c->o, &c->in, PROPERTY_ACCOUNT, true);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (property_number(c->o, "AccountAccessMask") - 1 > 3 || property_number(c->o, "AccountAccessType") > 2)
        return WERR_INVALID_PARAMETER;
    return WERR_OK;
}

/* Input: 1 checks, 2 upgrades ([MS-CMRP] 3.1.4.3.7.18). What a node that is down supports is unknown. */
static WERROR upgrade(struct control *c)
{
    const uint32_t what = take_u32(&c->in);
    uint32_t level = property_number(c->o, "ClusterFunctionalLevel");

    if (c->in.bad || what < 1 || what > 2)
        return WERR_INVALID_PARAMETER;
    for (const struct object *node = NULL; level == 10 && (node = cluster_next(KIND_NODE, node)) != NULL;) {
        if (node->state == NODE_DOWN)
            return W_ERROR(5973); /* ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS */
    }
    if (what == 2) {
        level = 11;
        (void)property_set_number(c->o, "ClusterFunctionalLevel", level);
        put_u32(&c->w, level);
    }
    return WERR_OK;
}

static WERROR of_cluster(struct control *c, uint32_t operation)
{
    switch (operation) {
    case 0x3D: /* GET_FQDN */
        put_sz(&c->w, "CMRPCLUSTER.cmrp.test");
        return WERR_OK;
    case 0x4000CE: /* UPGRADE_CLUSTER_VERSION */
        return upgrade(c);
    case 0x4000F2: /* SET_ACCOUNT_ACCESS */
        return set_account_access(c);
    default:
        return properties(c, operation);
    }
}

static WERROR of_resource(struct control *c, uint32_t operation)
{
    switch (operation) {
    case 0x0D: /* GET_CLASS_INFO: storage 1, network 2, user 0x8000; then the subclass */
        put_u32(&c->w, strcmp(c->o->type->name, "Physical Disk") == 0 ? 1 : 0x8000);
        put_u32(&c->w, 0);
        return WERR_OK;
    case 0x2D: /* GET_RESOURCE_TYPE */
        put_sz(&c->w, c->o->type->name);
        return WERR_OK;
    default:
        return properties(c, operation);
    }
}

static WERROR execute(struct control *c, uint32_t code)
{
    const uint32_t operation = code & ~(0xFFu << CODE_KIND_SHIFT);
    const struct object *o = c->o;

    if (code >> CODE_KIND_SHIFT != code_kinds[o->kind])
        return WERR_INVALID_FUNCTION;
    switch (operation) {
    case 0x00: /* UNKNOWN: control codes are being processed */
        return WERR_OK;
    case 0x05: /* GET_CHARACTERISTICS: CLUS_CHAR_QUORUM of disks */
        put_u32(&c->w, o->kind == KIND_RESOURCE && strcmp(o->type->name, "Physical Disk") == 0);
        return WERR_OK;
    case 0x09: /* GET_FLAGS: CLUS_FLAG_CORE */
        put_u32(&c->w, o->core);
        return WERR_OK;
    case 0x29: /* GET_NAME */
        put_sz(&c->w, o->name);
        return WERR_OK;
    case 0x31: /* GET_NODE */
        if (o->kind != KIND_NET_INTERFACE)
            return WERR_INVALID_FUNCTION;
        put_sz(&c->w, o->node->name);
        return WERR_OK;
    case 0x35: /* GET_NETWORK */
        if (o->kind != KIND_NET_INTERFACE)
            return WERR_INVALID_FUNCTION;
        put_sz(&c->w, o->network->name);
        return WERR_OK;
    case 0x39: /* GET_ID */
        put_sz(&c->w, o->id);
        return WERR_OK;
    default:
        return o->kind == KIND_CLUSTER    ? of_cluster(c, operation)
               : o->kind == KIND_RESOURCE ? of_resource(c, operation)
                                          : properties(c, operation);
    }
}

/* Runs a control code and fills all [out] parameters. */
static WERROR control(struct request *rq, struct object *o, bool all, const struct args_control *args)
{
    struct control c = {
        .rq = rq,
        .o = o,
        .in = {rq->memory, args->in.input, args->in.input != NULL ? args->in.input_size : 0, false},
        .w = {.memory = rq->memory},
    };
    WERROR err;

    if ((args->in.code & CODE_MODIFIES) != 0 && !all)
        return WERR_ACCESS_DENIED;
    err = execute(&c, args->in.code);
    if (!W_ERROR_IS_OK(err))
        return err;
    if (c.w.bad)
        return WERR_NOT_ENOUGH_MEMORY;
    *args->out.required = (uint32_t)c.w.blob.length;
    if (c.w.blob.length > args->in.output_size)
        return WERR_MORE_DATA;
    if (c.w.blob.length > 0)
        memcpy(args->out.output, c.w.blob.data, c.w.blob.length);
    *args->out.returned = (uint32_t)c.w.blob.length;
    return WERR_OK;
}

static WERROR object_control(struct request *rq, void *args)
{
    const struct args_control *r = args;
    struct open_handle *h;
    WERROR err = handle_find(rq, &r->in.handle, rq->method->kind, &h);

    return W_ERROR_IS_OK(err) ? control(rq, h->object, h->all, r) : err;
}

static WERROR node_object_control(struct request *rq, void *args)
{
    const struct args_node_control *r = args;
    struct args_control plain = {
        .in = {r->in.handle, r->in.code, r->in.input, r->in.input_size, r->in.output_size},
        .out = {r->out.output, r->out.returned, r->out.required, r->out.rpc_status, WERR_OK},
    };
    struct object *node;
    WERROR err = handle_object(rq, &r->in.node, KIND_NODE, &node);

    return W_ERROR_IS_OK(err) ? object_control(rq, &plain) : err;
}

static WERROR type_control(struct request *rq, void *args)
{
    const struct args_type_control *r = args;
    const struct args_control plain = {
        .in = {r->in.cluster, r->in.code, r->in.input, r->in.input_size, r->in.output_size},
        .out = {r->out.output, r->out.returned, r->out.required, r->out.rpc_status, WERR_OK},
    };
    struct open_handle *h;
    struct object *type = cluster_find(KIND_TYPE, r->in.name);
    WERROR err = handle_find(rq, &r->in.cluster, KIND_CLUSTER, &h);

    if (!W_ERROR_IS_OK(err))
        return err;
    return type != NULL ? control(rq, type, h->all, &plain) : cluster_not_found(KIND_TYPE);
}

static WERROR node_type_control(struct request *rq, void *args)
{
    const struct args_node_type_control *r = args;
    struct args_type_control plain = {
        .in = {r->in.cluster, r->in.name, r->in.code, r->in.input, r->in.input_size, r->in.output_size},
        .out = {r->out.output, r->out.returned, r->out.required, r->out.rpc_status, WERR_OK},
    };
    struct object *node;
    WERROR err = handle_object(rq, &r->in.node, KIND_NODE, &node);

    return W_ERROR_IS_OK(err) ? type_control(rq, &plain) : err;
}

/* clang-format off */
static const struct method rows[] = {
    {72,  KIND_RESOURCE,      HANDLE, RETURNS(args_node_control),      node_object_control},
    {73,  KIND_RESOURCE,      HANDLE, RETURNS(args_control),           object_control},
    {74,  KIND_CLUSTER,       HANDLE, RETURNS(args_node_type_control), node_type_control},
    {75,  KIND_CLUSTER,       HANDLE, RETURNS(args_type_control),      type_control},
    {76,  KIND_GROUP,         HANDLE, RETURNS(args_node_control),      node_object_control},
    {77,  KIND_GROUP,         HANDLE, RETURNS(args_control),           object_control},
    {78,  KIND_NODE,          HANDLE, RETURNS(args_node_control),      node_object_control},
    {79,  KIND_NODE,          HANDLE, RETURNS(args_control),           object_control},
    {88,  KIND_NETWORK,       HANDLE, RETURNS(args_node_control),      node_object_control},
    {89,  KIND_NETWORK,       HANDLE, RETURNS(args_control),           object_control},
    {97,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_node_control),      node_object_control},
    {98,  KIND_NET_INTERFACE, HANDLE, RETURNS(args_control),           object_control},
    {105, KIND_CLUSTER,       HANDLE, RETURNS(args_node_control),      node_object_control},
    {106, KIND_CLUSTER,       HANDLE, RETURNS(args_control),           object_control},
};
/* clang-format on */

const struct method_table control_methods = {rows, sizeof(rows) / sizeof(rows[0])};
