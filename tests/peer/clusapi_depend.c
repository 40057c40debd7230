/*
 * clusapi_depend.c - dependencies of resources ([MS-CMRP] 3.1.1.1.2)
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An expression is kept as text with ids, besides the set of what stands in it. A resource comes online when
 * everything in the set is: the "or" of an expression is no more than text here.
 */
#include "clusapi_server.h"

#include <ctype.h>
#include <string.h>

bool depends_on(const struct object *resource, const struct object *provider)
{
    for (unsigned i = 0; i < resource->provider.count; i++) {
        const struct object *o = resource->provider.member[i];

        if (o == provider || depends_on(o, provider))
            return true;
    }
    return false;
}

static WERROR find_two(struct request *rq, const struct args_pair *r, struct object **resource,
                       struct object **provider)
{
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, resource);

    return W_ERROR_IS_OK(err) ? handle_object(rq, &r->in.other, KIND_RESOURCE, provider) : err;
}

/* May `resource` depend on `provider`? Without regard to their states. */
static WERROR check(const struct object *resource, const struct object *provider)
{
    if (resource == provider || resource->group != provider->group)
        return WERR_INVALID_PARAMETER;
    if (set_has(&resource->provider, provider))
        return WERR_DEPENDENCY_ALREADY_EXISTS;
    if (depends_on(provider, resource))
        return WERR_CIRCULAR_DEPENDENCY;
    return provider == quorum_resource || resource == quorum_resource ? WERR_DEPENDENCY_NOT_ALLOWED : WERR_OK;
}

/* ---- one dependency */

static WERROR can_be_dependent(struct request *rq, void *args)
{
    struct object *resource, *provider;
    WERROR err = find_two(rq, args, &resource, &provider);

    if (W_ERROR_IS_OK(err))
        err = check(resource, provider);
    if (!W_ERROR_IS_OK(err))
        return err;
    /* [MS-CMRP] 3.1.4.2.22 says this of two that are online, 3.1.4.2.20 of a provider that is not */
    if (resource->state == RESOURCE_ONLINE_PENDING ||
        (resource->state == RESOURCE_ONLINE && provider->state == RESOURCE_ONLINE))
        return WERR_RESOURCE_ONLINE;
    return WERR_OK;
}

/* "([id]) and ([id])" */
static bool write_expression(struct object *resource)
{
    char *text = talloc_strdup(resource, "");

    for (unsigned i = 0; text != NULL && i < resource->provider.count; i++)
        text =
            talloc_asprintf_append(text, "%s([%s])", i > 0 ? " and " : "", resource->provider.member[i]->id);
    resource->expression = text != NULL ? text : "";
    return text != NULL;
}

static WERROR add_dependency(struct request *rq, void *args)
{
    struct object *resource, *provider;
    WERROR err = find_two(rq, args, &resource, &provider);

    if (W_ERROR_IS_OK(err))
        err = check(resource, provider);
    if (!W_ERROR_IS_OK(err))
        return err;
    if (resource->state == RESOURCE_ONLINE_PENDING ||
        (resource->state == RESOURCE_ONLINE && provider->state != RESOURCE_ONLINE))
        return WERR_RESOURCE_ONLINE;
    return set_add(&resource->provider, provider) && write_expression(resource) ? WERR_OK
                                                                                : WERR_NOT_ENOUGH_MEMORY;
}

static WERROR remove_dependency(struct request *rq, void *args)
{
    struct object *resource, *provider;
    WERROR err = find_two(rq, args, &resource, &provider);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (!set_has(&resource->provider, provider))
        return WERR_DEPENDENCY_NOT_FOUND;
    if (resource->state != RESOURCE_OFFLINE && resource->state != RESOURCE_FAILED &&
        strstr(resource->expression, " or ") != NULL)
        return WERR_RESOURCE_ONLINE; /* part of a complex dependency */
    set_remove(&resource->provider, provider);
    return write_expression(resource) ? WERR_OK : WERR_NOT_ENOUGH_MEMORY;
}

/* ---- expressions */

/* An expression while it is read ([MS-CMRP] 3.1.4.2.109). */
struct parser {
    const char *at;
    struct object *resource;
    struct object_set found;
    char *text; /* the same with ids */
    WERROR error;
};

static bool failed(const struct parser *p)
{
    return !W_ERROR_IS_OK(p->error);
}

static void refuse(struct parser *p, WERROR error)
{
    if (!failed(p))
        p->error = error;
}

/* Takes a word or a bracket when it is next. */
static bool take_token(struct parser *p, const char *token)
{
    const size_t size = strlen(token);

    while (isspace((unsigned char)*p->at))
        p->at++;
    if (failed(p) || strncasecmp(p->at, token, size) != 0)
        return false;
    p->at += size;
    p->text = talloc_asprintf_append(p->text, isalpha((unsigned char)*token) ? " %s " : "%s", token);
    return true;
}

static void resource_term(struct parser *p)
{
    const char *end = strchr(p->at, ']');
    struct object *o;
    char *name;

    if (!take_token(p, "[") || end == NULL) {
        refuse(p, WERR_INVALID_PARAMETER);
        return;
    }
    name = talloc_strndup(p->text, p->at, (size_t)(end - p->at));
    o = cluster_find_id(KIND_RESOURCE, name);
    if (o == NULL || o == p->resource || o->group != p->resource->group)
        refuse(p, WERR_INVALID_PARAMETER);
    else if (set_has(&p->found, o))
        refuse(p, WERR_DEPENDENCY_ALREADY_EXISTS);
    else if (depends_on(o, p->resource))
        refuse(p, WERR_CIRCULAR_DEPENDENCY);
    else if (o == quorum_resource)
        refuse(p, WERR_DEPENDENCY_NOT_ALLOWED);
    if (failed(p) || !set_add(&p->found, o))
        return;
    p->text = talloc_asprintf_append(p->text, "%s]", o->id);
    p->at = end + 1;
}

static void or_expression(struct parser *p)
{
    do {
        resource_term(p);
    } while (take_token(p, "or"));
}

static void and_expression(struct parser *p)
{
    do {
        if (take_token(p, "(")) {
            or_expression(p);
            if (!take_token(p, ")"))
                refuse(p, WERR_INVALID_PARAMETER);
        } else {
            resource_term(p);
        }
    } while (take_token(p, "and"));
}

/* An expression without brackets is one "or" or one "and". */
static void expression(struct parser *p)
{
    const bool bracket = p->at[strspn(p->at, " \t\r\n")] == '(';

    if (bracket || strstr(p->at, "] and") != NULL || strstr(p->at, "] AND") != NULL)
        and_expression(p);
    else
        or_expression(p);
    while (isspace((unsigned char)*p->at))
        p->at++;
    if (*p->at != 0)
        refuse(p, WERR_INVALID_PARAMETER);
}

static WERROR set_expression(struct request *rq, void *args)
{
    const struct args_text *r = args;
    struct parser p = {.at = r->in.text != NULL ? r->in.text : "", .error = WERR_OK};
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &p.resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    if (p.resource->state == RESOURCE_ONLINE_PENDING)
        return WERR_RESOURCE_ONLINE;
    p.text = talloc_strdup(p.resource, "");
    if (*p.at != 0)
        expression(&p);
    if (failed(&p) || p.text == NULL)
        return failed(&p) ? p.error : WERR_NOT_ENOUGH_MEMORY;
    for (unsigned i = 0; i < p.found.count; i++) {
        if (p.resource->state == RESOURCE_ONLINE && p.found.member[i]->state != RESOURCE_ONLINE)
            return WERR_RESOURCE_ONLINE;
    }
    p.resource->provider = p.found;
    p.resource->expression = p.text;
    return WERR_OK;
}

static WERROR get_expression(struct request *rq, void *args)
{
    const struct args_get_id *r = args;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (W_ERROR_IS_OK(err))
        *r->out.id = resource->expression;
    return err;
}

/* ---- the network name that a resource depends on */

static const struct object *find_name(const struct object *resource)
{
    const struct object *found = NULL;

    for (unsigned i = 0; found == NULL && i < resource->provider.count; i++) {
        const struct object *o = resource->provider.member[i];

        found = strcmp(o->type->name, "Network Name") == 0 ? o : find_name(o);
    }
    return found;
}

static WERROR get_network_name(struct request *rq, void *args)
{
    const struct args_get_id *r = args;
    const struct object *found;
    struct object *resource;
    WERROR err = handle_object(rq, &r->in.handle, KIND_RESOURCE, &resource);

    if (!W_ERROR_IS_OK(err))
        return err;
    found = find_name(resource);
    if (found == NULL)
        return WERR_DEPENDENCY_NOT_FOUND;
    *r->out.id = property_text(rq->memory, found, "Name");
    return WERR_OK;
}

/* clang-format off */
static const struct method rows[] = {
    {19,  KIND_RESOURCE, ALL,    RETURNS(args_pair),   add_dependency},
    {20,  KIND_RESOURCE, ALL,    RETURNS(args_pair),   remove_dependency},
    {21,  KIND_RESOURCE, HANDLE, RETURNS(args_pair),   can_be_dependent},
    {109, KIND_RESOURCE, ALL,    RETURNS(args_text),   set_expression},
    {110, KIND_RESOURCE, HANDLE, RETURNS(args_get_id), get_expression},
    {112, KIND_RESOURCE, HANDLE, RETURNS(args_get_id), get_network_name},
};
/* clang-format on */

const struct method_table dependency_methods = {rows, sizeof(rows) / sizeof(rows[0])};
