/*
 * clusapi_resources.c - methods of resources and resource types
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "clusapi_server.h"

#include <string.h>

#define ONLINE_FLAGS  0x2Fu
#define OFFLINE_FLAGS 0x07u

static bool is_stopped(const struct object *resource)
{
    return resource->state == RESOURCE_OFFLINE || resource->state == RESOURCE_FAILED;
}

static bool has_dependents(const struct object *provider)
{
    for (const struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (set_has(&r->provider, provider))
            return true;
    }
    return false;
}

/* ---- create and delete */

static WERROR create_resource(struct request *rq, void *args)
{
    const struct args_create_resource *r = args;
    struct object *type = cluster_find(KIND_TYPE, r->in.type);
    struct object *group, *resource;
    WERROR err = handle_object(rq, &r->in.group, KIND_GROUP, &group);

    if (W_ERROR_IS_OK(err) && r->in.flags > 1)
        err = WERR_INVALID_PARAMETER;
    if (W_ERROR_IS_OK(err))
        err = check_new_name(KIND_RESOURCE, NULL, r->in.name, WERR_OBJECT_ALREADY_EXISTS);
    if (W_ERROR_IS_OK(err) && type == NULL)
        err = cluster_not_found(KIND_TYPE);
    if (!W_ERROR_IS_OK(err))
        return err;
    resource = cluster_add(KIND_RESOURCE, r->in.name);
    if (resource == NULL)
        return WERR_NOT_ENOUGH_MEMORY;
    resource->group = group;
    resource->type = type;
    resource->state = RESOURCE_OFFLINE;
    if (!properties_of_type(talloc_parent(resource), resource))
        return WERR_NOT_ENOUGH_MEMORY;
    return handle_open(rq, resource, true, r->out.handle);
}

static WERROR delete_resource(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (resource->core)
        return WERR_CORE_RESOURCE;
    if (has_dependents(resource))
        return WERR_DEPENDENT_RESOURCE_EXISTS;
    if (!is_stopped(resource))
        return WERR_RESOURCE_ONLINE;
    cluster_remove(resource);
    return WERR_OK;
}

/* ---- state */

static WERROR get_resource_state(struct request *rq, void *args)
{
    const struct args_resource_state *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.resource, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    *r->out.state = resource_state(resource);
    *r->out.node = resource->group->node->name;
    *r->out.group = resource->group->name;
    return WERR_OK;
}

static WERROR get_resource_type(struct request *rq, void *args)
{
    const struct args_get_id *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (W_ERROR_IS_OK(err))
        *r->out.id = resource->type->name;
    return err;
}

static WERROR fail_resource(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (is_stopped(resource))
        return WERR_INVALID_STATE;
    resource_stop(resource);
    resource->state = RESOURCE_FAILED; /* and it stays there: nothing of this cluster restarts by itself */
    return WERR_OK;
}

static WERROR online_resource(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    return W_ERROR_IS_OK(err) ? resource_online(rq, resource) : err;
}

static WERROR offline_resource(struct request *rq, void *args)
{
    const struct args_order *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    return W_ERROR_IS_OK(err) ? resource_offline(rq, resource) : err;
}

static WERROR online_resource_ex(struct request *rq, void *args)
{
    const struct args_order_ex *r = args;
    struct object *resource;
    WERROR err = handle_ordered(rq, r, KIND_RESOURCE, ONLINE_FLAGS, &resource);

    return W_ERROR_IS_OK(err) ? resource_online(rq, resource) : err;
}

static WERROR offline_resource_ex(struct request *rq, void *args)
{
    const struct args_order_ex *r = args;
    struct object *resource;
    WERROR err = handle_ordered(rq, r, KIND_RESOURCE, OFFLINE_FLAGS, &resource);

    return W_ERROR_IS_OK(err) ? resource_offline(rq, resource) : err;
}

static WERROR restart_resource(struct request *rq, void *args)
{
    const struct args_number *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (!resource->persistent_online)
        return WERR_OK; /* that is its persistent state */
    resource_stop(resource);
    return resource_online(rq, resource);
}

/* ---- where it may run */

static WERROR add_resource_node(struct request *rq, void *args)
{
    const struct args_pair *r = args;
    struct object *resource, *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (W_ERROR_IS_OK(err))
        err = handle_object(rq, &r->in.other, KIND_NODE, &node);
    if (W_ERROR_IS_OK(err) && set_has(&resource->nodes, node))
        err = WERR_OBJECT_ALREADY_EXISTS;
    if (!W_ERROR_IS_OK(err))
        return err;
    return set_add(&resource->nodes, node) ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* The empty set stands for all nodes. */
static WERROR write_out(struct object *resource)
{
    for (struct object *o = NULL; (o = cluster_next(KIND_NODE, o)) != NULL;) {
        if (!set_add(&resource->nodes, o))
            return WERR_NOT_ENOUGH_MEMORY;
    }
    return WERR_OK;
}

static WERROR remove_resource_node(struct request *rq, void *args)
{
    const struct args_pair *r = args;
    struct object *resource, *node;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (W_ERROR_IS_OK(err))
        err = handle_object(rq, &r->in.other, KIND_NODE, &node);
    if (W_ERROR_IS_OK(err) && resource->nodes.count == 0)
        err = write_out(resource);
    if (W_ERROR_IS_OK(err) && !set_has(&resource->nodes, node))
        err = WERR_CLUSTER_NODE_NOT_FOUND;
    if (W_ERROR_IS_OK(err) && resource->group->node == node && !is_stopped(resource))
        err = WERR_INVALID_STATE;
    if (W_ERROR_IS_OK(err))
        set_remove(&resource->nodes, node);
    return err;
}

/* ---- groups */

/* It goes with what it depends on and what depends on it. */
static bool belongs_to(const struct object *other, const struct object *resource)
{
    return other == resource || depends_on(resource, other) || depends_on(other, resource);
}

static WERROR check_change(const struct object *resource, const struct object *group)
{
    if (resource->group == group)
        return WERR_ALREADY_EXISTS;
    if (property_number(resource->group, "LockedFromMoving") != 0 ||
        property_number(group, "LockedFromMoving") != 0)
        return WERR_CLUSTER_RESOURCE_LOCKED_STATUS;
    if (resource->group->node == group->node)
        return WERR_OK;
    for (const struct object *o = NULL; (o = cluster_next(KIND_RESOURCE, o)) != NULL;) {
        if (!belongs_to(o, resource))
            continue;
        if (!is_stopped(o))
            return WERR_RESOURCE_ONLINE;
        if (o->nodes.count > 0 && !set_has(&o->nodes, group->node))
            return WERR_HOST_NODE_NOT_RESOURCE_OWNER;
    }
    return WERR_OK;
}

static WERROR change_group(struct request *rq, void *args)
{
    const struct args_pair *r = args;
    struct object *resource, *group;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (W_ERROR_IS_OK(err))
        err = handle_object(rq, &r->in.other, KIND_GROUP, &group);
    if (W_ERROR_IS_OK(err))
        err = check_change(resource, group);
    if (!W_ERROR_IS_OK(err))
        return err;
    for (struct object *o = NULL; (o = cluster_next(KIND_RESOURCE, o)) != NULL;) {
        if (belongs_to(o, resource))
            o->group = group;
    }
    return WERR_OK;
}

/* [MS-CMRP] 3.1.4.2.122 */
static WERROR change_csv_state(struct request *rq, void *args)
{
    const struct args_number *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (r->in.value > 1 || resource == quorum_resource)
        return WERR_CLUSTER_INVALID_REQUEST;
    if (r->in.value == 1 && strcmp(resource->type->name, "Physical Disk") != 0)
        return WERR_CLUSTER_RESTYPE_NOT_SUPPORTED;
    if (r->in.value == 1 && resource->state != RESOURCE_ONLINE)
        return WERR_RESOURCE_NOT_ONLINE;
    if (resource->shared == (r->in.value == 1))
        return WERR_CLUSTER_INVALID_REQUEST;
    resource->shared = r->in.value == 1;
    return WERR_OK;
}

/* ---- enumerations */

/* depends 1, provides 2, nodes 4 */
static struct enum_list *resource_list(TALLOC_CTX *memory, const struct object *resource, uint32_t types)
{
    struct enum_list *l = list_new(memory);
    bool good = l != NULL;

    for (unsigned i = 0; good && (types & 1) != 0 && i < resource->provider.count; i++)
        good = list_add(l, 1, resource->provider.member[i]->name);
    for (const struct object *o = NULL; (o = cluster_next(KIND_RESOURCE, o)) != NULL;) {
        if (good && (types & 2) != 0 && set_has(&o->provider, resource))
            good = list_add(l, 2, o->name);
    }
    for (const struct object *o = NULL; (o = cluster_next(KIND_NODE, o)) != NULL;) {
        if (good && (types & 4) != 0 && (resource->nodes.count == 0 || set_has(&resource->nodes, o)))
            good = list_add(l, 4, o->name);
    }
    return good ? l : NULL;
}

static WERROR create_res_enum(struct request *rq, void *args)
{
    const struct args_object_enum *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (r->in.type == 0 || (r->in.type & ~7u) != 0)
        return WERR_INVALID_PARAMETER;
    *r->out.list = resource_list(rq->memory, resource, r->in.type);
    return *r->out.list != NULL ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

static bool add_entry(void *list, struct object *resource, const struct entry_properties *p)
{
    struct resource_list *l = list;
    struct resource_entry *e = talloc_realloc(l, l->entry, struct resource_entry, l->count + 1);

    if (e == NULL)
        return false;
    l->entry = e;
    e[l->count++] = (struct resource_entry){
        .name = resource->name,
        .id = resource->id,
        .group_name = resource->group->name,
        .group_id = resource->group->id,
        .size = p->size,
        .properties = p->data,
        .ro_size = p->ro_size,
        .ro_properties = p->ro_data,
    };
    return true;
}

static WERROR create_resource_enum(struct request *rq, void *args)
{
    const struct args_resource_enum *r = args;
    const struct entry_names names = {r->in.names, r->in.size, r->in.ro_names, r->in.ro_size};
    struct resource_list *l = talloc_zero(rq->memory, struct resource_list);
    WERROR err = l != NULL ? list_entries(rq, &r->in.cluster, KIND_RESOURCE, &names, add_entry, l)
                           : WERR_NOT_ENOUGH_MEMORY;

    if (W_ERROR_IS_OK(err))
        *r->out.list = l;
    return err;
}

/* ---- resource types */

static WERROR create_type(struct request *rq, void *args)
{
    const struct args_create_type *r = args;
    struct object *type;
    WERROR err = check_new_name(KIND_TYPE, NULL, r->in.name, WERR_OBJECT_ALREADY_EXISTS);

    (void)rq;
    if (!W_ERROR_IS_OK(err))
        return err;
    type = cluster_add(KIND_TYPE, r->in.name);
    if (type == NULL || !property_set_text(type, "Name", r->in.display_name) ||
        !property_set_text(type, "DllName", r->in.dll) ||
        !property_set_number(type, "LooksAlivePollInterval", r->in.looks_alive) ||
        !property_set_number(type, "IsAlivePollInterval", r->in.is_alive))
        return WERR_NOT_ENOUGH_MEMORY;
    type->id = "";
    return WERR_OK;
}

static WERROR delete_type(struct request *rq, void *args)
{
    const struct args_name *r = args;
    struct object *type = cluster_find(KIND_TYPE, r->in.name);

    (void)rq;
    if (type == NULL)
        return cluster_not_found(KIND_TYPE);
    for (const struct object *o = NULL; (o = cluster_next(KIND_RESOURCE, o)) != NULL;) {
        if (o->type == type)
            return WERR_DIR_NOT_EMPTY;
    }
    cluster_remove(type);
    return WERR_OK;
}

/* nodes 1, resources 2 */
static WERROR create_type_enum(struct request *rq, void *args)
{
    const struct args_type_enum *r = args;
    const struct object *type = cluster_find(KIND_TYPE, r->in.name);
    struct enum_list *l = list_new(rq->memory);
    bool good = l != NULL;

    if (type == NULL)
        return cluster_not_found(KIND_TYPE);
    for (const struct object *o = NULL; (o = cluster_next(KIND_NODE, o)) != NULL;) {
        if (good && (r->in.type & 1) != 0)
            good = list_add(l, 1, o->name);
    }
    for (const struct object *o = NULL; (o = cluster_next(KIND_RESOURCE, o)) != NULL;) {
        if (good && (r->in.type & 2) != 0 && o->type == type)
            good = list_add(l, 2, o->name);
    }
    *r->out.list = good ? l : NULL;
    return good ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* clang-format off */
static const struct method rows[] = {
    {9,   KIND_RESOURCE, ALL,    STATUS(args_create_resource),  create_resource},
    {10,  KIND_RESOURCE, ALL,    RETURNS(args_order),           delete_resource},
    {12,  KIND_RESOURCE, HANDLE, RETURNS(args_resource_state),  get_resource_state},
    {15,  KIND_RESOURCE, HANDLE, RETURNS(args_get_id),          get_resource_type},
    {16,  KIND_RESOURCE, ALL,    RETURNS(args_order),           fail_resource},
    {17,  KIND_RESOURCE, ALL,    RETURNS(args_order),           online_resource},
    {18,  KIND_RESOURCE, ALL,    RETURNS(args_order),           offline_resource},
    {22,  KIND_RESOURCE, HANDLE, RETURNS(args_object_enum),     create_res_enum},
    {23,  KIND_RESOURCE, ALL,    RETURNS(args_pair),            add_resource_node},
    {24,  KIND_RESOURCE, ALL,    RETURNS(args_pair),            remove_resource_node},
    {25,  KIND_RESOURCE, ALL,    RETURNS(args_pair),            change_group},
    {26,  KIND_TYPE,     CLIENT, RETURNS(args_create_type),     create_type},
    {27,  KIND_TYPE,     CLIENT, RETURNS(args_name),            delete_type},
    {103, KIND_TYPE,     CLIENT, RETURNS(args_type_enum),       create_type_enum},
    {123, KIND_RESOURCE, ALL,    RETURNS(args_number),          change_csv_state},
    {135, KIND_RESOURCE, ALL,    RETURNS(args_order_ex),        online_resource_ex},
    {136, KIND_RESOURCE, ALL,    RETURNS(args_order_ex),        offline_resource_ex},
    {144, KIND_CLUSTER,  HANDLE, RETURNS(args_resource_enum),   create_resource_enum},
    {146, KIND_RESOURCE, ALL,    RETURNS(args_number),          restart_resource},
};
/* clang-format on */

const struct method_table resource_methods = {rows, sizeof(rows) / sizeof(rows[0])};
