/*
 * clusapi_groups.c - methods of groups
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#include <stdlib.h>
#include <string.h>

#define IGNORE_STATUS 1u /* CLUSAPI_GROUP_..._IGNORE_RESOURCE_STATUS */
#define MOVE_QUEUE    4u /* CLUSAPI_GROUP_MOVE_QUEUE_ENABLED */
#define ONLINE_FLAGS  0x0Fu
#define OFFLINE_FLAGS 0x01u
#define MOVE_FLAGS    0x3Fu

#define TYPE_UNKNOWN 9999u

/* [MS-CMRP] 3.1.1.1.4 */
static bool is_special(const struct object *group)
{
    return strcmp(group->name, "Available Storage") == 0;
}

/* ---- create and delete */

static WERROR create(struct request *rq, const char *name, uint32_t type, struct policy_handle *handle)
{
    struct object *group;
    WERROR err = check_new_name(KIND_GROUP, NULL, name, WERR_OBJECT_ALREADY_EXISTS);

    if (!W_ERROR_IS_OK(err))
        return err;
    group = cluster_add(KIND_GROUP, name);
    if (group == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    group->node = cluster_this_node();
    (void)property_set_number(group, "GroupType", type);
    return handle_open(rq, group, true, handle);
}

static WERROR create_group(struct request *rq, void *args)
{
    const struct args_open *r = args;

    return create(rq, r->in.name, TYPE_UNKNOWN, r->out.handle);
}

static WERROR create_group_ex(struct request *rq, void *args)
{
    const struct args_create_group_ex *r = args;
    const struct create_group_info *info = r->in.info;

    if (info != NULL && (info->version != 1 || info->type == 0))
        return WERR_INVALID_PARAMETER;
    return create(rq, r->in.name, info != NULL ? info->type : TYPE_UNKNOWN, r->out.handle);
}

/* How many resources the group has, and whether one of them is a core resource. */
static unsigned count(const struct object *group, bool *core)
{
    unsigned n = 0;

    *core = group->core;
    for (const struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (r->group == group) {
            n++;
            *core = *core || r->core;
        }
    }
    return n;
}

static WERROR delete_group(struct request *rq, void *args)
{
    const struct args_delete_group *r = args;
    struct object *group, *resource = NULL;
    bool core;
    unsigned n;
    WERROR err = handle_object(rq, &r->in.group, KIND_GROUP, &group);

    if (!W_ERROR_IS_OK(err))
        return err;
    n = count(group, &core);
    if (core)
        return WERR_CORE_RESOURCE;
    if (n > 0 && !r->in.force)
        return WERR_DIR_NOT_EMPTY;
    while ((resource = cluster_next(KIND_RESOURCE, resource)) != NULL) {
        if (resource->group == group) {
            resource_stop(resource);
            cluster_remove(resource);
        }
    }
    cluster_remove(group);
    return WERR_OK;
}

/* ---- state */

static WERROR get_group_state(struct request *rq, void *args)
{
    const struct args_group_state *r = args;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.group, KIND_GROUP, &group);

    if (!W_ERROR_IS_OK(err))
        return err;
    *r->out.state = group_state(group);
    *r->out.node = group->node->name;
    return WERR_OK;
}

static WERROR check_order(const struct object *group, bool force)
{
    if (is_special(group))
        return WERR_SPECIAL_GROUP;
    if (!force && property_number(group, "LockedFromMoving") != 0)
        return WERR_CLUSTER_RESOURCE_LOCKED_STATUS;
    return group_state(group) == GROUP_PENDING ? WERR_INVALID_STATE : WERR_OK;
}

/* The worst of what the resources answer; what takes time is pending. */
static WERROR each(struct request *rq, struct object *group,
                   WERROR (*order)(struct request *rq, struct object *resource))
{
    WERROR result = WERR_OK;

    for (struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        WERROR err = r->group == group ? order(rq, r) : WERR_OK;

        if (!W_ERROR_IS_OK(err) && (W_ERROR_IS_OK(result) || W_ERROR_EQUAL(result, WERR_IO_PENDING)))
            result = err;
    }
    return result;
}

static WERROR online(struct request *rq, struct object *group, bool force)
{
    WERROR err = check_order(group, force);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (group->node->state == NODE_PAUSED)
        return WERR_SHARING_PAUSED;
    group->persistent_online = true;
    return each(rq, group, resource_online);
}

/* A resource that is online and that nothing online depends on. */
static struct object *outermost(const struct object *group)
{
    struct object *found = NULL;

    while ((found = cluster_next(KIND_RESOURCE, found)) != NULL) {
        const struct object *r = NULL;

        if (found->group != group || found->state != RESOURCE_ONLINE)
            continue;
        while ((r = cluster_next(KIND_RESOURCE, r)) != NULL) {
            if (r->state == RESOURCE_ONLINE && set_has(&r->provider, found))
                break;
        }
        if (r == NULL)
            break;
    }
    return found;
}

static WERROR offline(struct request *rq, struct object *group, bool force)
{
    struct object *resource;
    WERROR err = check_order(group, force);

    if (!W_ERROR_IS_OK(err))
        return err;
    group->persistent_online = false;
    while ((resource = outermost(group)) != NULL) {
        if (W_ERROR_EQUAL(resource_offline(rq, resource), WERR_IO_PENDING))
            err = WERR_IO_PENDING;
    }
    return err;
}

static WERROR online_group(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    return W_ERROR_IS_OK(err) ? online(rq, group, false) : err;
}

static WERROR offline_group(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    return W_ERROR_IS_OK(err) ? offline(rq, group, false) : err;
}

static WERROR online_group_ex(struct request *rq, void *args)
{
    const struct args_order_ex *r = args;
    struct object *group;
    WERROR err = handle_ordered(rq, r, KIND_GROUP, ONLINE_FLAGS, &group);

    return W_ERROR_IS_OK(err) ? online(rq, group, (r->in.flags & IGNORE_STATUS) != 0) : err;
}

static WERROR offline_group_ex(struct request *rq, void *args)
{
    const struct args_order_ex *r = args;
    struct object *group;
    WERROR err = handle_ordered(rq, r, KIND_GROUP, OFFLINE_FLAGS, &group);

    return W_ERROR_IS_OK(err) ? offline(rq, group, (r->in.flags & IGNORE_STATUS) != 0) : err;
}

/* ---- moves */

static WERROR move(struct request *rq, struct object *group, struct object *node, uint32_t flags)
{
    const uint32_t both = IGNORE_STATUS | MOVE_QUEUE;

    if ((flags & ~MOVE_FLAGS) != 0 || (flags & both) == both)
        return WERR_INVALID_PARAMETER;
    return group_move(rq, group, node, (flags & IGNORE_STATUS) != 0, (flags & MOVE_QUEUE) != 0);
}

/* The destination of a move has an error of its own for a node that is no more. */
static WERROR find_destination(struct request *rq, const struct policy_handle *wire, struct object **node)
{
    WERROR err = handle_object(rq, wire, KIND_NODE, node);

    return W_ERROR_EQUAL(err, WERR_NODE_NOT_AVAILABLE) ? WERR_CLUSTER_NODE_NOT_FOUND : err;
}

static WERROR move_group(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    return W_ERROR_IS_OK(err) ? move(rq, group, NULL, 0) : err;
}

static WERROR move_group_ex(struct request *rq, void *args)
{
    const struct args_order_ex *r = args;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    return W_ERROR_IS_OK(err) ? move(rq, group, NULL, r->in.flags) : err;
}

static WERROR move_group_to_node(struct request *rq, void *args)
{
    const struct args_pair *r = args;
    struct object *group, *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    if (W_ERROR_IS_OK(err))
        err = find_destination(rq, &r->in.other, &node);
    return W_ERROR_IS_OK(err) ? move(rq, group, node, 0) : err;
}

static WERROR move_group_to_node_ex(struct request *rq, void *args)
{
    const struct args_move_to_node_ex *r = args;
    struct object *group, *node;
    WERROR err = handle_object(rq, &r->in.group, KIND_GROUP, &group);

    if (W_ERROR_IS_OK(err))
        err = find_destination(rq, &r->in.node, &node);
    return W_ERROR_IS_OK(err) ? move(rq, group, node, r->in.flags) : err;
}

static WERROR cancel(struct request *rq, void *args)
{
    const struct args_number *r = args;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (r->in.value != 0)
        return WERR_INVALID_PARAMETER;
    return group_cancel(rq, group) ? WERR_IO_PENDING : WERR_INVALID_STATE;
}

/* ---- preferred owners */

/* A number of digits; 0 for anything else. */
static unsigned take_number(const uint16_t **at, const uint16_t *end)
{
    unsigned value = 0;
    bool good = true;

    for (; *at < end && **at != 0; (*at)++) {
        good = good && **at >= '0' && **at <= '9' && value < 1000;
        value = value * 10 + (unsigned)(**at - '0');
    }
    if (*at < end)
        (*at)++; /* the NUL */
    return good ? value : 0;
}

static struct object *node_by_number(unsigned number)
{
    struct object *node = NULL;

    while ((node = cluster_next(KIND_NODE, node)) != NULL) {
        if (strtoul(node->id, NULL, 10) == number)
            break;
    }
    return node;
}

/* [MS-CMRP] 3.1.4.2.55: nodes that are not in the list are appended. */
static WERROR set_node_list(struct request *rq, void *args)
{
    const struct args_set_node_list *r = args;
    const uint16_t *at = r->in.list, *end = at != NULL ? at + r->in.units : NULL;
    struct object_set chosen = {NULL, 0};
    struct object *group, *node = NULL;
    WERROR err = handle_object(rq, &r->in.group, KIND_GROUP, &group);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (is_special(group))
        return WERR_SPECIAL_GROUP;
    if (at != NULL && r->in.units > 1 && end[-1] != 0)
        return WERR_INVALID_PARAMETER;
    while (at != NULL && r->in.units > 1 && at < end && *at != 0) {
        node = node_by_number(take_number(&at, end));
        if (node == NULL)
            return WERR_ASSERTION_FAILURE;
        if (!set_has(&chosen, node) && !set_add(&chosen, node))
            return WERR_NOT_ENOUGH_MEMORY;
    }
    node = NULL;
    while (chosen.count > 0 && (node = cluster_next(KIND_NODE, node)) != NULL) {
        if (!set_has(&chosen, node) && !set_add(&chosen, node))
            return WERR_NOT_ENOUGH_MEMORY;
    }
    group->nodes = chosen;
    return WERR_OK;
}

/* ---- enumerations */

/* resources 1, preferred owners 2 */
static WERROR create_group_resource_enum(struct request *rq, void *args)
{
    const struct args_object_enum *r = args;
    struct enum_list *l = list_new(rq->memory);
    bool good = l != NULL;
    struct object *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_GROUP, &group);

    if (!W_ERROR_IS_OK(err))
        return err;
    for (const struct object *o = NULL; (o = cluster_next(KIND_RESOURCE, o)) != NULL;) {
        if (good && (r->in.type & 1) != 0 && o->group == group)
            good = list_add(l, 1, o->name);
    }
    for (unsigned i = 0; i < group->nodes.count; i++) {
        if (good && (r->in.type & 2) != 0)
            good = list_add(l, 2, group->nodes.member[i]->name);
    }
    *r->out.list = good ? l : NULL;
    return good ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

static bool add_entry(void *list, struct object *group, const struct entry_properties *p)
{
    struct group_list *l = list;
    struct group_entry *e = talloc_realloc(l, l->entry, struct group_entry, l->count + 1);

    if (e == NULL)
        return false;
    l->entry = e;
    e[l->count++] = (struct group_entry){
        .name = group->name,
        .id = group->id,
        .state = group_state(group),
        .owner = group->node->name,
        .flags = group->core,
        .size = p->size,
        .properties = p->data,
        .ro_size = p->ro_size,
        .ro_properties = p->ro_data,
    };
    return true;
}

static WERROR create_group_enum(struct request *rq, void *args)
{
    const struct args_group_enum *r = args;
    const struct entry_names names = {r->in.names, r->in.size, r->in.ro_names, r->in.ro_size};
    struct group_list *l = talloc_zero(rq->memory, struct group_list);
    WERROR err = l != NULL ? list_entries(rq, &r->in.cluster, KIND_GROUP, &names, add_entry, l)
                           : WERR_NOT_ENOUGH_MEMORY;

    if (W_ERROR_IS_OK(err))
        *r->out.list = l;
    return err;
}

/* clang-format off */
static const struct method rows[] = {
    {42,  KIND_GROUP,   CLIENT, STATUS(args_open),             create_group},
    {43,  KIND_GROUP,   ALL,    RETURNS(args_delete_group),    delete_group},
    {45,  KIND_GROUP,   HANDLE, RETURNS(args_group_state),     get_group_state},
    {49,  KIND_GROUP,   ALL,    RETURNS(args_order),           online_group},
    {50,  KIND_GROUP,   ALL,    RETURNS(args_order),           offline_group},
    {51,  KIND_GROUP,   ALL,    RETURNS(args_order),           move_group},
    {52,  KIND_GROUP,   ALL,    RETURNS(args_pair),            move_group_to_node},
    {53,  KIND_GROUP,   HANDLE, RETURNS(args_object_enum),     create_group_resource_enum},
    {54,  KIND_GROUP,   ALL,    RETURNS(args_set_node_list),   set_node_list},
    {129, KIND_GROUP,   CLIENT, STATUS(args_create_group_ex),  create_group_ex},
    {130, KIND_GROUP,   ALL,    RETURNS(args_order_ex),        online_group_ex},
    {131, KIND_GROUP,   ALL,    RETURNS(args_order_ex),        offline_group_ex},
    {132, KIND_GROUP,   ALL,    RETURNS(args_order_ex),        move_group_ex},
    {133, KIND_GROUP,   ALL,    RETURNS(args_move_to_node_ex), move_group_to_node_ex},
    {134, KIND_GROUP,   ALL,    RETURNS(args_number),          cancel},
    {143, KIND_CLUSTER, HANDLE, RETURNS(args_group_enum),      create_group_enum},
};
/* clang-format on */

const struct method_table group_methods = {rows, sizeof(rows) / sizeof(rows[0])};
