/*
 * clusapi_state.c - what happens in the course of time: groups move, resources change their state
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whatever a real cluster does in the background takes settings.step_ms here: the move of a group, one group
 * of a drain, the start and stop of a Generic Application. Everything else happens at once.
 */
#include "clusapi_server.h"

#include <string.h>

struct object *quorum_resource;

/* ---- states */

uint32_t resource_state(const struct object *resource)
{
    if (resource->group->moving && resource->state == RESOURCE_ONLINE)
        return RESOURCE_OFFLINE_PENDING;
    return resource->state;
}

uint32_t group_state(const struct object *group)
{
    unsigned count = 0, online = 0, failed = 0;

    if (group->moving || group->queued)
        return GROUP_PENDING;
    for (const struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (r->group != group)
            continue;
        if (r->state == RESOURCE_ONLINE_PENDING || r->state == RESOURCE_OFFLINE_PENDING)
            return GROUP_PENDING;
        count++;
        online += r->state == RESOURCE_ONLINE;
        failed += r->state == RESOURCE_FAILED;
    }
    if (count == 0)
        return group->persistent_online ? GROUP_ONLINE : GROUP_OFFLINE;
    if (failed > 0)
        return GROUP_FAILED;
    return online == count ? GROUP_ONLINE : online > 0 ? GROUP_PARTIAL : GROUP_OFFLINE;
}

/* ---- later */

/* The timer hangs on the object, so it ends with the cluster. */
static WERROR later(struct tevent_context *events, tevent_timer_handler_t handler, struct object *o)
{
    const struct timeval when = tevent_timeval_current_ofs(0, settings.step_ms * 1000);

    return tevent_add_timer(events, o, when, handler, o) != NULL ? WERR_IO_PENDING : WERR_NOT_ENOUGH_MEMORY;
}

/* ---- resources */

static bool is_slow(const struct object *resource)
{
    return strcmp(resource->type->name, "Generic Application") == 0;
}

static void come_online(struct object *resource)
{
    const bool fails = property_number(resource, "StartFails") != 0;

    resource->state = fails ? RESOURCE_FAILED : RESOURCE_ONLINE;
}

static void on_resource_step(struct tevent_context *events, struct tevent_timer *timer, struct timeval now,
                             void *private)
{
    struct object *resource = private;

    (void)events;
    (void)timer;
    (void)now;
    if (resource->state == RESOURCE_ONLINE_PENDING)
        come_online(resource);
    else if (resource->state == RESOURCE_OFFLINE_PENDING)
        resource->state = RESOURCE_OFFLINE;
}

/* What it depends on comes first; that is never slow, as nothing of this cluster depends on an application
 * except when a client makes it so, and then the application starts at once. */
static WERROR start(struct request *rq, struct object *resource, bool at_once)
{
    if (resource->state == RESOURCE_ONLINE)
        return WERR_OK;
    if (resource->state == RESOURCE_ONLINE_PENDING)
        return WERR_IO_PENDING;
    for (unsigned i = 0; i < resource->provider.count; i++) {
        if (!W_ERROR_IS_OK(start(rq, resource->provider.member[i], true)))
            return WERR_CLUSTER_RESOURCE_PROVIDER_FAILED;
    }
    if (is_slow(resource) && !at_once) {
        resource->state = RESOURCE_ONLINE_PENDING;
        return later(rq->call->event_ctx, on_resource_step, resource);
    }
    come_online(resource);
    return resource->state == RESOURCE_ONLINE ? WERR_OK : WERR_RESOURCE_FAILED;
}

WERROR resource_online(struct request *rq, struct object *resource)
{
    if (resource->group->moving || resource->group->queued)
        return WERR_INVALID_STATE;
    if (resource->group->node->state == NODE_PAUSED && resource != quorum_resource)
        return WERR_SHARING_PAUSED;
    resource->persistent_online = true;
    return start(rq, resource, false);
}

void resource_stop(struct object *resource)
{
    for (struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (set_has(&r->provider, resource) && r->state != RESOURCE_OFFLINE &&
            r->state != RESOURCE_OFFLINE_PENDING)
            resource_stop(r);
    }
    resource->state = RESOURCE_OFFLINE;
}

WERROR resource_offline(struct request *rq, struct object *resource)
{
    bool slow = is_slow(resource);

    if (resource->state == RESOURCE_FAILED)
        return WERR_RESOURCE_FAILED;
    if (resource->state == RESOURCE_ONLINE_PENDING || resource->state == RESOURCE_OFFLINE_PENDING ||
        resource->group->moving)
        return WERR_INVALID_STATE;
    resource->persistent_online = false;
    if (resource->state == RESOURCE_OFFLINE)
        return WERR_OK;
    resource_stop(resource);
    if (!slow)
        return WERR_OK;
    resource->state = RESOURCE_OFFLINE_PENDING;
    return later(rq->call->event_ctx, on_resource_step, resource);
}

/* ---- groups */

/* Every resource of the group may run there. */
static bool can_host(const struct object *group, const struct object *node)
{
    for (const struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (r->group == group && r->nodes.count > 0 && !set_has(&r->nodes, node))
            return false;
    }
    return true;
}

/* The first preferred owner that is up, else any node that is; not the present owner. */
static struct object *best_node(const struct object *group)
{
    struct object *node = NULL;

    for (unsigned i = 0; i < group->nodes.count; i++) {
        node = group->nodes.member[i];
        if (node != group->node && node->state == NODE_UP && can_host(group, node))
            return node;
    }
    node = NULL;
    while ((node = cluster_next(KIND_NODE, node)) != NULL) {
        if (node != group->node && node->state == NODE_UP && can_host(group, node))
            break;
    }
    return node;
}

static void arrive(struct object *group)
{
    group->node = group->target;
    group->target = NULL;
    group->moving = false;
    for (struct object *r = NULL; (r = cluster_next(KIND_RESOURCE, r)) != NULL;) {
        if (r->group == group && r->persistent_online && r->state != RESOURCE_FAILED)
            r->state = RESOURCE_ONLINE;
    }
}

static void on_group_step(struct tevent_context *events, struct tevent_timer *timer, struct timeval now,
                          void *private)
{
    struct object *group = private;

    (void)events;
    (void)timer;
    (void)now;
    if (group->moving && group->target != NULL)
        arrive(group);
}

static WERROR depart(struct tevent_context *events, struct object *group, struct object *node)
{
    group->target = node;
    group->moving = true;
    return later(events, on_group_step, group);
}

WERROR group_move(struct request *rq, struct object *group, struct object *node, bool force, bool queue)
{
    if (group->moving || group->queued)
        return WERR_INVALID_STATE;
    if (!force && property_number(group, "LockedFromMoving") != 0)
        return WERR_CLUSTER_RESOURCE_LOCKED_STATUS;
    if (node == group->node)
        return WERR_OK;
    if (node != NULL && node->state == NODE_PAUSED && !queue)
        return WERR_SHARING_PAUSED;
    if (node != NULL && node->state == NODE_DOWN && !queue)
        return WERR_HOST_NODE_NOT_AVAILABLE;
    if (node != NULL && !can_host(group, node))
        return WERR_NODE_CANT_HOST_RESOURCE;
    if (node == NULL)
        node = best_node(group);
    group->home = NULL;
    if (node != NULL && node->state == NODE_UP)
        return depart(rq->call->event_ctx, group, node);
    if (!queue)
        return WERR_HOST_NODE_NOT_AVAILABLE;
    group->queued = true; /* until somebody cancels it: what makes room is not looked at again */
    return WERR_IO_PENDING;
}

bool group_cancel(struct request *rq, struct object *group)
{
    const bool queued = group->queued;

    (void)rq;
    group->queued = false;
    return queued;
}

/* ---- drain */

static void on_drain_step(struct tevent_context *events, struct tevent_timer *timer, struct timeval now,
                          void *private);

static struct object *drain_target(const struct object *node, const struct object *group)
{
    if (node->target != NULL && node->target->state == NODE_UP && can_host(group, node->target))
        return node->target;
    return best_node(group);
}

/* The first group of the node starts to leave. */
static bool send_one(struct tevent_context *events, struct object *node)
{
    for (struct object *group = NULL; (group = cluster_next(KIND_GROUP, group)) != NULL;) {
        struct object *target;

        if (group->node != node || group->moving)
            continue;
        target = drain_target(node, group);
        if (target == NULL && !node->drain_may_stay)
            target = node->target;
        if (target == NULL)
            continue;
        group->queued = false;
        group->home = node;
        return W_ERROR_EQUAL(depart(events, group, target), WERR_IO_PENDING);
    }
    return false;
}

static bool has_groups(const struct object *node)
{
    for (const struct object *group = NULL; (group = cluster_next(KIND_GROUP, group)) != NULL;) {
        if (group->node == node)
            return true;
    }
    return false;
}

static void on_drain_step(struct tevent_context *events, struct tevent_timer *timer, struct timeval now,
                          void *private)
{
    struct object *node = private;

    (void)timer;
    (void)now;
    if (node->drain != DRAIN_IN_PROGRESS)
        return; /* resumed */
    if (send_one(events, node))
        (void)later(events, on_drain_step, node);
    else
        node->drain = has_groups(node) ? DRAIN_FAILED : DRAIN_COMPLETED;
}

void node_drain(struct request *rq, struct object *node)
{
    node->drain = DRAIN_IN_PROGRESS;
    (void)later(rq->call->event_ctx, on_drain_step, node);
}

void node_failback(struct request *rq, struct object *node, bool policy)
{
    for (struct object *group = NULL; (group = cluster_next(KIND_GROUP, group)) != NULL;) {
        if (group->home != node || group->node == node || group->moving)
            continue;
        if (policy && property_number(group, "AutoFailbackType") == 0)
            continue;
        group->home = NULL;
        (void)depart(rq->call->event_ctx, group, node);
    }
}
