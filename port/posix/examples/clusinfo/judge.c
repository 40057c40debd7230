/* Whether what was asked for has come true. */
#include "judge.h"

#include <stddef.h>

static enum verdict judge_pause(const struct aim *aim, const struct sight *now)
{
    if (now->state != ClusterNodePaused) {
        return VERDICT_OTHER; /* resumed or gone meanwhile */
    }
    if (!aim->drain) {
        return VERDICT_DONE;
    }
    switch (now->drain) {
    case NodeDrainStatusCompleted:
        return VERDICT_DONE;
    case NodeDrainStatusFailed:
        return VERDICT_FAILED;
    case NodeDrainStatusInProgress:
        return VERDICT_PENDING;
    case JUDGE_NO_DRAIN:
        return now->groups == 0 ? VERDICT_DONE : VERDICT_PENDING;
    default:
        return now->groups == 0 ? VERDICT_DONE : VERDICT_OTHER;
    }
}

bool judge_same(const WCHAR *a, const WCHAR *b)
{
    while (*a == *b && *a != 0) {
        a++;
        b++;
    }
    return *a == *b;
}

static enum verdict judge_move(const struct aim *aim, const struct sight *now)
{
    bool there = aim->target != NULL ? judge_same(now->owner, aim->target)
                                     : !judge_same(now->owner, aim->before.owner);

    if (now->state == ClusterGroupPending) {
        return VERDICT_PENDING;
    }
    if (!there) {
        return VERDICT_OTHER;
    }
    /* a group that was not failed may start again; one that was stays so wherever it is */
    return now->state == ClusterGroupFailed && aim->before.state != ClusterGroupFailed ? VERDICT_OTHER
                                                                                       : VERDICT_DONE;
}

static enum verdict judge_resource(int32_t wanted, int32_t state)
{
    if (state == wanted) {
        return VERDICT_DONE;
    }
    /* Pending, OnlinePending, OfflinePending; what an inherited state is nobody can say */
    return state == ClusterResourceInitializing || state >= ClusterResourcePending ? VERDICT_PENDING
                                                                                   : VERDICT_OTHER;
}

static enum verdict judge_group(int32_t wanted, int32_t state)
{
    if (state == wanted) {
        return VERDICT_DONE;
    }
    return state == ClusterGroupPending ? VERDICT_PENDING : VERDICT_OTHER;
}

enum verdict judge(const struct aim *aim, const struct sight *now)
{
    bool online = aim->verb == VERB_ONLINE;

    switch (aim->verb) {
    case VERB_PAUSE:
        return judge_pause(aim, now);
    case VERB_MOVE:
        return judge_move(aim, now);
    default:
        return aim->resource
                   ? judge_resource(online ? ClusterResourceOnline : ClusterResourceOffline, now->state)
                   : judge_group(online ? ClusterGroupOnline : ClusterGroupOffline, now->state);
    }
}
