/*
 * clusapi_nodes.c - methods of nodes and networks
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#define STAY_ON_ERROR 1u /* CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR */

/* [MS-CMRP] 3.1.4.2.70: a node that is paused already is a success */
static WERROR pause(struct object *node)
{
    if (node->state == NODE_PAUSED)
        return WERR_OK;
    if (node->state != NODE_UP)
        return WERR_CLUSTER_NODE_DOWN;
    node->state = NODE_PAUSED;
    node->drain = DRAIN_NONE;
    return WERR_OK;
}

static bool another_is_up(const struct object *node)
{
    for (const struct object *o = NULL; (o = cluster_next(KIND_NODE, o)) != NULL;) {
        if (o != node && o->state == NODE_UP)
            return true;
    }
    return false;
}

static WERROR drain(struct request *rq, struct object *node, struct object *target, uint32_t flags)
{
    WERROR err;

    if (node->drain == DRAIN_IN_PROGRESS)
        return WERR_CLUSTER_NODE_EVACUATION_IN_PROGRESS;
    if (!another_is_up(node))
        return WERR_CLUSTER_NODE_DOWN;
    err = pause(node);
    if (!W_ERROR_IS_OK(err))
        return err;
    node->target = target;
    node->drain_may_stay = (flags & STAY_ON_ERROR) != 0;
    node_drain(rq, node);
    return WERR_IO_PENDING;
}

static WERROR pause_node(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_NODE, &node);

    return W_ERROR_IS_OK(err) ? pause(node) : err;
}

static WERROR pause_node_ex(struct request *rq, void *args)
{
    const struct args_pause_ex *r = args;
    struct object *node;
    WERROR err = handle_object(rq, &r->in.node, KIND_NODE, &node);

    if (!W_ERROR_IS_OK(err))
        return err;
    return r->in.drain ? drain(rq, node, NULL, r->in.flags) : pause(node);
}

static WERROR pause_node_with_target(struct request *rq, void *args)
{
    const struct args_pause_target *r = args;
    struct object *node, *target;
    WERROR err = handle_object(rq, &r->in.node, KIND_NODE, &node);

    if (W_ERROR_IS_OK(err))
        err = handle_object(rq, &r->in.target, KIND_NODE, &target);
    if (!W_ERROR_IS_OK(err))
        return err;
    if (node == target)
        return WERR_INVALID_TARGET_HANDLE;
    if (target->state != NODE_UP)
        return WERR_HOST_NODE_NOT_AVAILABLE;
    return drain(rq, node, target, r->in.flags);
}

static void resume(struct object *node)
{
    if (node->state == NODE_PAUSED)
        node->state = NODE_UP;
    node->drain = DRAIN_NONE;
    node->target = NULL;
}

static WERROR resume_node(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_NODE, &node);

    if (W_ERROR_IS_OK(err))
        resume(node); /* [MS-CMRP] 3.1.4.2.71 has no error for a node that is not paused */
    return err;
}

static WERROR resume_node_ex(struct request *rq, void *args)
{
    const struct args_resume_ex *r = args;
    struct object *node;
    WERROR err = handle_object(rq, &r->in.node, KIND_NODE, &node);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (r->in.failback > 2)
        return WERR_INVALID_PARAMETER;
    if (node->state == NODE_DOWN)
        return WERR_CLUSTER_NODE_DOWN;
    if (node->state != NODE_PAUSED)
        return WERR_CLUSTER_NODE_NOT_PAUSED;
    resume(node);
    if (r->in.failback != 0)
        node_failback(rq, node, r->in.failback == 2);
    return WERR_OK;
}

/* A node that owns groups cannot go. */
static WERROR evict_node(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *node, *o = NULL;
    WERROR err = handle_object(rq, &r->in.handle, KIND_NODE, &node);

    if (!W_ERROR_IS_OK(err))
        return err;
    while ((o = cluster_next(KIND_GROUP, o)) != NULL) {
        if (o->node == node || o->target == node)
            return WERR_CANT_EVICT_ACTIVE_NODE;
    }
    if (node == cluster_this_node())
        return WERR_CANT_EVICT_ACTIVE_NODE;
    while ((o = cluster_next(KIND_NET_INTERFACE, o)) != NULL) {
        if (o->node == node)
            cluster_remove(o);
    }
    cluster_remove(node);
    return WERR_OK;
}

/* ---- enumerations: net interfaces 1, groups 2, groups that prefer the node 4 */

static const char *text_of(const struct object *o, bool ids)
{
    return ids ? o->id : o->name;
}

static struct enum_list *node_list(TALLOC_CTX *memory, const struct object *node, uint32_t types, bool ids)
{
    struct enum_list *l = list_new(memory);
    const struct object *o = NULL;
    bool good = l != NULL;

    while ((o = cluster_next(KIND_NET_INTERFACE, o)) != NULL) {
        if (good && (types & 1) != 0 && o->node == node)
            good = list_add(l, 1, text_of(o, ids));
    }
    while ((o = cluster_next(KIND_GROUP, o)) != NULL) {
        if (good && (types & 2) != 0 && o->node == node)
            good = list_add(l, 2, text_of(o, ids));
    }
    while ((o = cluster_next(KIND_GROUP, o)) != NULL) {
        if (good && (types & 4) != 0 && set_has(&o->nodes, node))
            good = list_add(l, 4, text_of(o, ids));
    }
    return good ? l : NULL;
}

static WERROR create_node_enum(struct request *rq, void *args)
{
    const struct args_object_enum *r = args;
    struct object *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_NODE, &node);

    if (!W_ERROR_IS_OK(err))
        return err;
    /* [MS-CMRP] 3.1.4.2.101: bits that mean nothing are ignored */
    *r->out.list = node_list(rq->memory, node, r->in.type, false);
    return *r->out.list != NULL ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

static WERROR create_node_enum_ex(struct request *rq, void *args)
{
    const struct args_create_enum_ex *r = args;
    struct object *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_NODE, &node);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (r->in.type == 0 || (r->in.type & ~7u) != 0 || r->in.options != 0)
        return WERR_INVALID_PARAMETER;
    *r->out.ids = node_list(rq->memory, node, r->in.type, true);
    *r->out.names = node_list(rq->memory, node, r->in.type, false);
    return *r->out.ids != NULL && *r->out.names != NULL ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* net interfaces 1 */
static WERROR create_network_enum(struct request *rq, void *args)
{
    const struct args_object_enum *r = args;
    const struct object *o = NULL;
    struct object *network;
    struct enum_list *l = list_new(rq->memory);
    bool good = l != NULL;
    WERROR err = handle_object(rq, &r->in.handle, KIND_NETWORK, &network);

    if (!W_ERROR_IS_OK(err))
        return err;
    while ((o = cluster_next(KIND_NET_INTERFACE, o)) != NULL) {
        if (good && (r->in.type & 1) != 0 && o->network == network)
            good = list_add(l, 1, o->name);
    }
    *r->out.list = good ? l : NULL;
    return good ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* clang-format off */
static const struct method rows[] = {
    {69,  KIND_NODE,    ALL,    RETURNS(args_order),          pause_node},
    {70,  KIND_NODE,    ALL,    RETURNS(args_order),          resume_node},
    {71,  KIND_NODE,    ALL,    RETURNS(args_order),          evict_node},
    {85,  KIND_NETWORK, HANDLE, RETURNS(args_object_enum),    create_network_enum},
    {101, KIND_NODE,    HANDLE, RETURNS(args_object_enum),    create_node_enum},
    {124, KIND_NODE,    HANDLE, RETURNS(args_create_enum_ex), create_node_enum_ex},
    {126, KIND_NODE,    ALL,    RETURNS(args_pause_ex),       pause_node_ex},
    {127, KIND_NODE,    ALL,    RETURNS(args_pause_target),   pause_node_with_target},
    {128, KIND_NODE,    ALL,    RETURNS(args_resume_ex),      resume_node_ex},
};
/* clang-format on */

const struct method_table node_methods = {rows, sizeof(rows) / sizeof(rows[0])};
