/* The state machine. Every step is one call of clusapi.h that is repeated until it is not pending. */
#include "ups_drain.h"

#include <string.h>

#include "lwclus.h"
#include "lwclus_proplist.h"

#define WAIT_MOST  16u /* times retry_ms */
#define WAIT_AGAIN 4u

/* One function of clusapi.h. */
struct ups_call {
    DWORD (*run)(struct ups *ups); /* Win32 code */
    void (*done)(struct ups *ups, DWORD code);
};

/* ---- events ---- */

static void tell(const struct ups *ups, enum ups_event_kind kind, DWORD code)
{
    const struct ups_event event = {kind, code, code != 0 ? ups->last_origin : 0, ups->wait_ms};

    ups->config->event(ups, &event);
}

/* Ends what was to be done. */
static void result(struct ups *ups, enum ups_event_kind kind, DWORD code)
{
    ups->goal = UPS_REST;
    tell(ups, kind, code);
}

/* ---- time ---- */

static bool is_over(const struct ups *ups, uint32_t since, uint32_t ms)
{
    return ups->now - since >= ms;
}

static void pause_for(struct ups *ups, uint32_t ms)
{
    ups->next_at = ups->now + ms;
}

static bool is_due(const struct ups *ups)
{
    return ups->now - ups->next_at < 0x80000000u;
}

/* ---- failures ---- */

static bool is_logon(const struct ups *ups, DWORD code)
{
    return strcmp(lwclus_origin_name(ups->last_origin), "auth") == 0 || code == ERROR_NO_SUCH_LOGON_SESSION;
}

/* What no repetition changes. */
static bool is_final(DWORD code)
{
    return code == ERROR_ACCESS_DENIED || code == RPC_S_PROCNUM_OUT_OF_RANGE ||
           code == ERROR_INVALID_PARAMETER || code == RPC_S_INVALID_NET_ADDR;
}

/* Everything else may be over in a moment: the session is opened again after a pause that grows. */
static void retry(struct ups *ups, DWORD code)
{
    const uint32_t most = ups->config->retry_ms * WAIT_MOST;

    ups->wait_ms = ups->wait_ms == 0 ? ups->config->retry_ms : 2u * ups->wait_ms;
    if (ups->wait_ms > most) {
        ups->wait_ms = most;
    }
    pause_for(ups, ups->wait_ms);
    tell(ups, UPS_RETRY, code);
}

static void failed(struct ups *ups, DWORD code)
{
    ups->drop = ups->cluster != NULL;
    ups->ordered = false;
    if (is_logon(ups, code)) {
        ups->refused = true; /* each attempt counts towards the lock-out of the account */
        ups->refused_at = ups->now;
    }
    if (ups->goal == UPS_REST) {
        return;
    }
    if (ups->refused) {
        result(ups, UPS_REFUSED, code);
    } else if (is_final(code)) {
        result(ups, UPS_FAILED, code);
    } else {
        ups->last_code = code;
        retry(ups, code);
    }
}

/* ---- opening ---- */

static DWORD run_open(struct ups *ups)
{
    ups->cluster = OpenCluster(ups->config->cluster);
    return ups->cluster != NULL ? ERROR_SUCCESS : GetLastError();
}

static void done_open(struct ups *ups, DWORD code)
{
    if (code != ERROR_SUCCESS) {
        failed(ups, code);
    } else if (ups->goal != UPS_REST) {
        tell(ups, UPS_OPENED, 0);
    }
}

static DWORD run_node(struct ups *ups)
{
    ups->node = OpenClusterNode(ups->cluster, ups->config->node);
    return ups->node != NULL ? ERROR_SUCCESS : GetLastError();
}

static void done_node(struct ups *ups, DWORD code)
{
    if (code == ERROR_CLUSTER_NODE_NOT_FOUND && ups->goal != UPS_REST) {
        result(ups, UPS_NODE_UNKNOWN, code);
    } else if (code != ERROR_SUCCESS) {
        failed(ups, code);
    }
}

/* CloseCluster drops what is unfinished, closes the node too, and cannot fail. */
static DWORD run_close(struct ups *ups)
{
    return CloseCluster(ups->cluster) ? ERROR_SUCCESS : GetLastError();
}

static void done_close(struct ups *ups, DWORD code)
{
    (void)code;
    ups->cluster = NULL;
    ups->node = NULL;
    ups->drop = false;
}

static const struct ups_call call_open = {run_open, done_open};
static const struct ups_call call_node = {run_node, done_node};
static const struct ups_call call_close = {run_close, done_close};

/* ---- draining ---- */

static DWORD run_look(struct ups *ups)
{
    ups->node_state = (uint32_t)GetClusterNodeState(ups->node);
    return ups->node_state != (uint32_t)ClusterNodeStateUnknown ? ERROR_SUCCESS : GetLastError();
}

/* A node that an operator paused stays his. */
static void done_look(struct ups *ups, DWORD code)
{
    if (code != ERROR_SUCCESS) {
        failed(ups, code);
        return;
    }
    if (ups->goal != UPS_DRAIN) {
        return;
    }
    ups->looked = true;
    ups->foreign = ups->node_state == ClusterNodePaused && !ups->ours;
    if (ups->node_state == ClusterNodeDown) {
        result(ups, UPS_NODE_DOWN, 0);
    } else if (ups->foreign) {
        tell(ups, UPS_PAUSED_BEFORE, 0);
    }
}

static DWORD run_drain(struct ups *ups)
{
    ups->ours = !ups->foreign; /* before it is sent: an answer that is lost may have been a success */
    return PauseClusterNodeEx(ups->node, TRUE, 0, NULL);
}

static void done_drain(struct ups *ups, DWORD code)
{
    /* 997 here is the cluster's: it drains. 5962: it does so already. */
    if (code != ERROR_SUCCESS && code != ERROR_IO_PENDING &&
        code != ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS) {
        failed(ups, code);
        return;
    }
    ups->ordered = true;
    if (ups->goal == UPS_DRAIN) {
        tell(ups, UPS_DRAINING, 0);
    }
}

/* ---- waiting until the groups have left ---- */

/* The value is only a help, so that its absence does not matter. */
static DWORD run_status(struct ups *ups)
{
    DWORD size = 0, value = ClusterNodeDrainStatusCount;
    DWORD code = ClusterNodeControl(ups->node, NULL, CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES, NULL, 0,
                                    ups->properties, sizeof ups->properties, &size);
    struct lwclus_value found;

    if (code != ERROR_SUCCESS ||
        lwclus_proplist_find(ups->properties, size, u"NodeDrainStatus", &found) != ERROR_SUCCESS ||
        lwclus_value_dword(&found, &value) != ERROR_SUCCESS) {
        value = ClusterNodeDrainStatusCount;
    }
    ups->drain_status = value;
    return code;
}

/* Buffers too small, or a server without the property. */
static bool is_unknown(DWORD code)
{
    return code == ERROR_MORE_DATA || code == ERROR_NOT_ENOUGH_MEMORY || code == ERROR_INVALID_FUNCTION;
}

static void done_status(struct ups *ups, DWORD code)
{
    ups->list_next = true;
    if (code != ERROR_SUCCESS && !is_unknown(code)) {
        failed(ups, code);
    }
}

/* Keeps as many names as there is room for. */
static void keep_names(struct ups *ups, HNODEENUM list)
{
    DWORD at = 0, i;

    memset(ups->names, 0, sizeof ups->names);
    for (i = 0; i < ups->groups; i++) {
        DWORD type, units = UPS_NAMES_UNITS - 1u - at;

        if (ClusterNodeEnum(list, i, &type, ups->names + at, &units) != ERROR_SUCCESS) {
            return;
        }
        at += units + 1u;
    }
}

static DWORD run_list(struct ups *ups)
{
    HNODEENUM list = ClusterNodeOpenEnum(ups->node, CLUSTER_NODE_ENUM_GROUPS);

    if (list == NULL) {
        return GetLastError();
    }
    ups->groups = ClusterNodeGetEnumCount(list);
    keep_names(ups, list);
    return ClusterNodeCloseEnum(list);
}

/* The status was asked for before the list, so a drain that is complete has a list that is final. Without any
 * group one that goes on is waited for: a group may be on its way to the node. */
static void judge(struct ups *ups)
{
    const uint32_t status = ups->drain_status;

    if (status == NodeDrainStatusCompleted || (ups->groups == 0 && status != NodeDrainStatusInProgress)) {
        result(ups, UPS_DRAINED, 0);
        return;
    }
    tell(ups, UPS_PROGRESS, 0);
    pause_for(ups, ups->config->poll_ms);
    if (status == NodeDrainStatusFailed || status == NodeDrainStatusNotInitiated) {
        ups->ordered = false; /* given up, or somebody resumed the node: the battery does not wait */
        pause_for(ups, WAIT_AGAIN * ups->config->retry_ms);
        tell(ups, UPS_DRAIN_AGAIN, 0);
    }
}

static void done_list(struct ups *ups, DWORD code)
{
    ups->list_next = false;
    if (is_unknown(code)) {
        ups->groups = UPS_GROUPS_UNKNOWN;
        ups->names[0] = 0;
    } else if (code != ERROR_SUCCESS) {
        failed(ups, code);
        return;
    }
    ups->wait_ms = 0;
    if (ups->goal == UPS_DRAIN) {
        judge(ups);
    }
}

/* ---- resuming ---- */

static DWORD run_resume(struct ups *ups)
{
    return ResumeClusterNodeEx(ups->node, ups->config->failback, 0);
}

/* The node may be down because its own battery was empty: it comes back, and paused. */
static void done_resume(struct ups *ups, DWORD code)
{
    if (code != ERROR_SUCCESS && code != ERROR_CLUSTER_NODE_NOT_PAUSED) {
        failed(ups, code);
        return;
    }
    ups->ours = ups->ordered = ups->looked = false;
    ups->wait_ms = 0;
    if (ups->goal == UPS_RESUME) {
        result(ups, UPS_RESUMED, code);
    }
}

static const struct ups_call call_look = {run_look, done_look};
static const struct ups_call call_drain = {run_drain, done_drain};
static const struct ups_call call_status = {run_status, done_status};
static const struct ups_call call_list = {run_list, done_list};
static const struct ups_call call_resume = {run_resume, done_resume};

/* ---- what to do ---- */

/* A new goal is tried at once, unless the account would suffer. */
static void aim(struct ups *ups, enum ups_goal goal)
{
    ups->goal = goal;
    ups->wait_ms = 0;
    ups->last_code = 0;
    pause_for(ups, 0);
    if (goal != UPS_REST && ups->refused) {
        result(ups, UPS_REFUSED, 0);
    }
}

static void mains_failed(struct ups *ups)
{
    ups->looked = ups->foreign = ups->ordered = ups->list_next = false;
    ups->groups = UPS_GROUPS_UNKNOWN;
    ups->names[0] = 0;
    tell(ups, UPS_POWER_FAILED, 0);
    aim(ups, UPS_DRAIN);
}

static void mains_back(struct ups *ups)
{
    tell(ups, UPS_POWER_BACK, 0);
    ups->resume_since = ups->now;
    if (ups->foreign) {
        tell(ups, UPS_LEFT_PAUSED, 0);
    }
    aim(ups, ups->ours ? UPS_RESUME : UPS_REST);
}

/* The node does not stay as it is for ever because an account was locked once. */
static void end_hold(struct ups *ups)
{
    ups->refused = false;
    ups->resume_since = ups->now;
    if (ups->goal == UPS_REST) {
        aim(ups, ups->power.battery ? UPS_DRAIN : ups->ours ? UPS_RESUME : UPS_REST);
    }
}

static enum ups_event_kind at_the_reserve(const struct ups *ups)
{
    if (ups->groups == 0) {
        return UPS_DRAINED;
    }
    return ups->ordered || ups->groups != UPS_GROUPS_UNKNOWN ? UPS_TIMEOUT : UPS_UNREACHED;
}

static void watch_limits(struct ups *ups)
{
    if (ups->refused && ups->config->logon_hold_ms != 0 &&
        is_over(ups, ups->refused_at, ups->config->logon_hold_ms)) {
        end_hold(ups);
    }
    if (ups->goal == UPS_DRAIN && ups->power.seconds <= ups->config->reserve_s) {
        result(ups, at_the_reserve(ups), ups->last_code);
    }
    if (ups->goal == UPS_RESUME && ups->config->resume_ms != 0 &&
        is_over(ups, ups->resume_since, ups->config->resume_ms)) {
        result(ups, UPS_RESUME_FAILED, ups->last_code);
    }
}

static void watch_power(struct ups *ups, const struct ups_power *power)
{
    const bool was = ups->power.battery;

    ups->power = *power;
    if (power->battery && !was) {
        mains_failed(ups);
    } else if (!power->battery && was) {
        mains_back(ups);
    }
    watch_limits(ups);
}

/* The next call for the goal; NULL = nothing now. */
static const struct ups_call *next_call(const struct ups *ups)
{
    if (ups->cluster != NULL && (ups->goal == UPS_REST || ups->drop)) {
        return &call_close;
    }
    if (ups->goal == UPS_REST || !is_due(ups)) {
        return NULL;
    }
    if (ups->cluster == NULL) {
        return &call_open;
    }
    if (ups->node == NULL) {
        return &call_node;
    }
    if (ups->goal == UPS_RESUME) {
        return &call_resume;
    }
    if (!ups->looked) {
        return &call_look;
    }
    if (!ups->ordered) {
        return &call_drain;
    }
    return ups->list_next ? &call_list : &call_status;
}

void ups_start(struct ups *ups, const struct ups_config *config, uint32_t now, bool ours)
{
    memset(ups, 0, sizeof *ups);
    ups->config = config;
    ups->ours = ours;
    ups->goal = ours ? UPS_RESUME : UPS_REST;
    ups->now = ups->next_at = ups->resume_since = now;
    ups->groups = UPS_GROUPS_UNKNOWN;
}

void ups_step(struct ups *ups, uint32_t now, const struct ups_power *power)
{
    const struct ups_call *call;
    DWORD code;

    ups->now = now;
    watch_power(ups, power);
    if (ups->call == NULL || (ups->goal == UPS_REST && ups->cluster != NULL)) {
        ups->call = next_call(ups); /* closing cuts short what is under way */
    }
    if (ups->call == NULL) {
        return;
    }
    code = ups->call->run(ups);
    if (code == ERROR_IO_PENDING && (lwclus_last_result() >> 16) == 0) {
        return; /* the library's: call again. The cluster's own 997 has an origin */
    }
    ups->last_origin = code != ERROR_SUCCESS ? lwclus_last_result() : 0;
    call = ups->call;
    ups->call = NULL;
    call->done(ups, code);
}

bool ups_idle(const struct ups *ups)
{
    return ups->goal == UPS_REST && ups->call == NULL && ups->cluster == NULL;
}

bool ups_waits(const struct ups *ups)
{
    return ups->call != NULL;
}

bool ups_owns_pause(const struct ups *ups)
{
    return ups->ours;
}
