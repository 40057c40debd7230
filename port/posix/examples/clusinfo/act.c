/* Commands that act: pause, resume, move, online, offline. */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <string.h>

#include "act.h"
#include "command.h"
#include "look.h"
#include "lwclus.h"

/* ---- what is seen ---- */

static void add_name(void *user, const WCHAR *name)
{
    struct act_sight *out = (struct act_sight *)user;
    uint32_t units = 0;

    while (name[units++] != 0) {
    }
    if (out->used > ACT_GROUPS_UNITS || units > ACT_GROUPS_UNITS - out->used) {
        out->used = ACT_GROUPS_UNITS + 1u; /* too many: told by look_at_node */
    } else {
        memcpy(&out->groups[out->used], name, units * sizeof *name);
        out->used += units;
        out->sight.groups++;
    }
}

static bool look_at_node(struct act *act, struct act_sight *out)
{
    const char *function = "";
    bool known;
    DWORD code;

    if (!look_drain(act->kind, act->handle, &out->sight.drain, &known, &act->failure)) {
        return false;
    }
    if (!known) {
        out->sight.drain = JUDGE_NO_DRAIN;
    }
    out->used = 0;
    code = act->kind->list(act->handle, CLUSTER_NODE_ENUM_GROUPS, add_name, out, &function);
    if (code == ERROR_SUCCESS && out->used > ACT_GROUPS_UNITS) {
        function = "more groups than clusinfo can show";
        code = ERROR_NOT_ENOUGH_MEMORY;
    }
    return code == ERROR_SUCCESS || kind_failed(&act->failure, function, code);
}

bool act_look(struct act *act, struct act_sight *out)
{
    if (!kind_ask_state(act->kind, act->handle, &out->state, &act->failure)) {
        return false;
    }
    out->sight = (struct sight){.state = out->state.state, .owner = out->state.owner};
    return act->kind != &kind_node || look_at_node(act, out);
}

/* ---- the order ---- */

static DWORD pause(const struct act *act, const char **function)
{
    DWORD code;

    *function = "PauseClusterNode";
    if (!act->options->drain) {
        return PauseClusterNode((HNODE)act->handle);
    }
    *function = "PauseClusterNodeEx";
    code = PauseClusterNodeEx((HNODE)act->handle, TRUE, 0, NULL);
    /* another client, or this one before, has begun the same drain */
    return code == ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS ? ERROR_IO_PENDING : code;
}

static DWORD order(const struct act *act, const char **function)
{
    bool resource = act->kind == &kind_resource;

    switch (act->aim.verb) {
    case VERB_PAUSE:
        return pause(act, function);
    case VERB_RESUME:
        *function = "ResumeClusterNodeEx";
        return ResumeClusterNodeEx((HNODE)act->handle,
                                   (CLUSTER_NODE_RESUME_FAILBACK_TYPE)act->options->failback, 0);
    case VERB_MOVE:
        *function = "MoveClusterGroup";
        return MoveClusterGroup((HGROUP)act->handle, act->target);
    case VERB_ONLINE:
        *function = resource ? "OnlineClusterResource" : "OnlineClusterGroup";
        return resource ? OnlineClusterResource((HRESOURCE)act->handle)
                        : OnlineClusterGroup((HGROUP)act->handle, NULL);
    default:
        *function = resource ? "OfflineClusterResource" : "OfflineClusterGroup";
        return resource ? OfflineClusterResource((HRESOURCE)act->handle)
                        : OfflineClusterGroup((HGROUP)act->handle);
    }
}

/* Gives the order and, when that is wanted, waits. *result is for act_print. */
static int carry_out(struct act *act, const char **result)
{
    const char *function = "";
    uint32_t start = act_now_ms();
    int status = STATUS_DONE;

    act->code = order(act, &function);
    if (act->code != ERROR_SUCCESS && act->code != ERROR_IO_PENDING) {
        (void)kind_failed(&act->failure, function, act->code);
        *result = NULL;
        return command_failed(&act->failure);
    }
    *result = act->code == ERROR_SUCCESS ? "done" : "started";
    if (act->options->wait) {
        status = act_wait(act);
        *result = status == STATUS_DONE ? "done" : status == STATUS_TIMEOUT ? "timeout" : "failed";
    } else if (!act_look(act, &act->after)) {
        status = STATUS_FAILED;
    }
    act->ms = act_now_ms() - start;
    if (status == STATUS_FAILED) {
        *result = NULL;
        (void)fputs("clusinfo: the order was accepted; what became of it is not known\n", stderr);
        (void)command_failed(&act->failure);
    }
    return status;
}

static int run(struct act *act, const struct report_cluster *cluster)
{
    const char *result = "planned";
    int status = act_find(act);

    if (status != STATUS_DONE) {
        return status;
    }
    if (!act_look(act, &act->before)) {
        return command_failed(&act->failure);
    }
    act->aim = (struct aim){.verb = act->options->command->verb,
                            .resource = act->kind == &kind_resource,
                            .drain = act->options->drain,
                            .target = act->target != NULL ? act->target_name : NULL,
                            .before = act->before.sight};
    if (!act->options->dry_run) {
        status = carry_out(act, &result);
    }
    if (result != NULL) {
        act_print(act, cluster, result);
    }
    return status;
}

int act_run(const struct options *options)
{
    static struct act act;
    struct report_cluster cluster;
    int status;

    memset(&act, 0, sizeof act);
    act.options = options;
    act.cluster = report_open(&cluster, options->cluster, options->access, &act.failure);
    if (act.cluster == NULL) {
        return command_failed(&act.failure);
    }
    status = run(&act, &cluster);
    act_close(&act);
    (void)CloseCluster(act.cluster);
    if (fflush(stdout) != 0 || ferror(stdout)) {
        return STATUS_FAILED;
    }
    return status;
}
