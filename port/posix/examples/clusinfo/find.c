/* What the arguments of an acting command name. */
#include <stdio.h>
#include <string.h>

#include "act.h"
#include "command.h"
#include "lwclus.h"

static bool open_as(struct act *act, const struct kind *kind, const WCHAR *name)
{
    act->handle = kind_open(kind, act->cluster, name, act->options->access, NULL, &act->failure);
    act->kind = act->handle != NULL ? kind : NULL;
    return act->handle != NULL;
}

/* A name can be that of a group and that of a resource at the same time. */
static int open_group_or_resource(struct act *act, const WCHAR *name)
{
    bool group = !act->options->as_resource && open_as(act, &kind_group, name);
    void *other;

    if (!group) {
        if (act->options->as_group || (!act->options->as_resource && !kind_is_not_found(act->failure.code))) {
            return command_failed(&act->failure);
        }
        return open_as(act, &kind_resource, name) ? STATUS_DONE : command_failed(&act->failure);
    }
    if (act->options->as_group) {
        return STATUS_DONE;
    }
    other = kind_open(&kind_resource, act->cluster, name, act->options->access, NULL, &act->failure);
    if (other == NULL) {
        return kind_is_not_found(act->failure.code) ? STATUS_DONE : command_failed(&act->failure);
    }
    (void)kind_resource.close(other);
    (void)fprintf(stderr, "clusinfo: '%s' is a group and a resource: --group or --resource\n",
                  act->options->words[0]);
    return STATUS_USAGE;
}

static bool open_target(struct act *act)
{
    void *handle =
        kind_open(&kind_node, act->cluster, act->options->wide[1], act->options->access, NULL, &act->failure);

    act->target = (HNODE)handle;
    return handle != NULL &&
           kind_ask_name(&kind_node, handle, CLUSCTL_NODE_GET_NAME, act->target_name, &act->failure) &&
           kind_ask_state(&kind_node, handle, &act->target_state, &act->failure);
}

int act_find(struct act *act)
{
    const struct options *options = act->options;
    const struct kind *kind = options->command->kind;

    if (kind == NULL) {
        int status = open_group_or_resource(act, options->wide[0]);

        if (status != STATUS_DONE) {
            return status;
        }
    } else if (!open_as(act, kind, options->wide[0])) {
        return command_failed(&act->failure);
    }
    if (!kind_ask_name(act->kind, act->handle, CLUSCTL_NODE_GET_NAME, act->name, &act->failure) ||
        (options->argument_count > 1 && !open_target(act))) {
        return command_failed(&act->failure);
    }
    return STATUS_DONE;
}

void act_close(struct act *act)
{
    if (act->target != NULL) {
        (void)CloseClusterNode(act->target);
    }
    if (act->handle != NULL) {
        (void)act->kind->close(act->handle);
    }
}
