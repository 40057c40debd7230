/* The reconnect procedure. */
#include "session/reconnect.h"

#if LWCLUS_RECONNECT

#include <string.h>

#include "base/log.h"
#include "base/utf16.h"
#include "session/instance.h"
#include "session/resolve.h"

#define AS_GIVEN         LWCLUS_MAX_CANDIDATES /* index of the name as given */
#define BACKOFF_FIRST_MS 250u                  /* doubled per failed round */
#define BACKOFF_STEPS    5u                    /* up to 8 s */
#define OPNUM_ROOT_KEY   28u
#define OPNUM_OPEN_KEY   30u

/* Open methods per kind, in the order of steps 8 to 13: without access (all access) and with. */
static const struct {
    uint8_t plain, ex;
} open_opnum[LWCLUS_HANDLE_TYPES] = {
    [LWCLUS_HANDLE_NODE] = {66, 118},    [LWCLUS_HANDLE_GROUP] = {42, 119},
    [LWCLUS_HANDLE_RESOURCE] = {8, 120}, [LWCLUS_HANDLE_KEY] = {OPNUM_OPEN_KEY, OPNUM_OPEN_KEY},
    [LWCLUS_HANDLE_NETWORK] = {81, 121}, [LWCLUS_HANDLE_NETINTERFACE] = {92, 122},
};

/* Results that mean "this node is no longer the one to talk to" (3.2.4.6, protocol version 3). */
static bool is_trigger(uint32_t code)
{
    static const uint16_t codes[] = {RPC_S_INVALID_BINDING,
                                     RPC_S_UNKNOWN_IF,
                                     RPC_S_SERVER_UNAVAILABLE,
                                     RPC_S_SERVER_TOO_BUSY,
                                     RPC_S_CALL_FAILED,
                                     RPC_S_CALL_FAILED_DNE,
                                     RPC_S_UNKNOWN_AUTHN_SERVICE,
                                     EPT_S_NOT_REGISTERED,
                                     RPC_X_SS_IN_NULL_CONTEXT,
                                     RPC_S_SEC_PKG_ERROR,
                                     ERROR_CLUSTER_NODE_DOWN,
                                     ERROR_CLUSTER_NODE_NOT_READY,
                                     ERROR_CLUSTER_NODE_SHUTTING_DOWN};
    uint32_t i;

    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++) {
        if (codes[i] == code) {
            return true;
        }
    }
    return false;
}

static const uint16_t *candidate_name(const struct lwclus_session *s, uint32_t i)
{
    return i == AS_GIVEN ? s->reconnect.given : s->candidates[i];
}

static bool same_name(const uint16_t *a, const uint16_t *b)
{
    return lwclus_utf16_equal_nocase(a, b, LWCLUS_NAME_UNITS);
}

/* The address serves the name that led to it (a literal needs none) and the node that answered. */
void lwclus_reconnect_known(struct lwclus_session *s)
{
    uint32_t i;

    for (i = 0; i <= AS_GIVEN; i++) {
        const uint16_t *name = candidate_name(s, i);

        if ((i == AS_GIVEN || i < s->candidate_count) &&
            (same_name(name, s->server) || (!s->by_address && same_name(name, LWCLUS_SESSION_NAME(s))))) {
            s->reconnect.known[i] = s->addresses[s->address_index];
        }
    }
}

void lwclus_reconnect_remember(struct lwclus_handle_row *row, const uint16_t *name, uint32_t access)
{
    uint32_t units = lwclus_utf16_length(name, LWCLUS_HANDLE_NAME_UNITS);

    row->access = access;
    row->name[0] = 0;
    if (units < LWCLUS_HANDLE_NAME_UNITS) {
        memcpy(row->name, name, (units + 1) * sizeof(*name));
    }
}

/* Starts an attempt on the candidate with its share of the time that is left. */
static void attempt(struct lwclus_session *s, bool by_known)
{
    struct lwclus_reconnect *re = &s->reconnect;
    const uint16_t *name = candidate_name(s, re->candidate);
    uint32_t left = lwclus_ms_left(s->deadline);
    uint32_t others = s->candidate_count + 1u - re->tried;

    lwclus_assoc_close(&s->assoc);
    memcpy(LWCLUS_SESSION_NAME(s), name,
           (lwclus_utf16_length(name, LWCLUS_NAME_UNITS - 1) + 1) * sizeof(*name));
    s->submitted = false;
    s->by_address = false;
    s->attempts = 0;
    s->query = 0;
    s->port = lwclus_instance.config.endpoint_port; /* a cached port may be the old node's */
    s->candidate_deadline = s->deadline - left + left / (others != 0 ? others : 1);
    s->phase = LWCLUS_PHASE_RESOLVE;
    re->by_known = by_known && re->known[re->candidate].family != LWCLUS_FAMILY_NONE;
    re->type = LWCLUS_HANDLE_NODE;
    re->row = 0;
    re->reopened = 0;
    re->root_open = false;
    if (re->by_known) {
        s->addresses[0] = re->known[re->candidate];
        s->address_count = 1;
        lwclus_session_first_address(s);
    }
}

/* Two passes over the candidates: the node that failed only in the second (step 2). */
static bool next_candidate(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t n = s->candidate_count + 1u;

    while (re->turn < 2 * n) {
        uint32_t i = re->turn % n;
        bool second = re->turn >= n;
        const uint16_t *name;

        re->turn++;
        re->candidate = (uint8_t)(i < s->candidate_count ? i : AS_GIVEN);
        name = candidate_name(s, re->candidate);
        if (re->candidate == AS_GIVEN && same_name(name, s->candidates[0])) {
            continue;
        }
        if (same_name(name, re->failed) == second) {
            attempt(s, true);
            re->tried++;
            return true;
        }
    }
    return false;
}

static void tell(struct lwclus_session *s, const uint16_t *to)
{
    const struct lwclus_config *config = &lwclus_instance.config;
    struct lwclus_reconnect_event event;

    if (config->reconnected != NULL) {
        event.session = lwclus_session_slot(s);
        event.from = s->reconnect.failed;
        event.to = to;
        event.result = s->reconnect.original;
        event.ms = config->port->now_ms() - s->reconnect.started;
        event.handles = to != NULL ? s->reconnect.reopened : 0;
        config->reconnected(config->user, &event);
    }
}

/* Every candidate failed: no new round for a while, with jitter so that many clients do not come back at
 * once. */
static void back_off(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t ms = BACKOFF_FIRST_MS << re->backoff;
    uint8_t jitter = 0;

    (void)lwclus_instance.config.port->random(&jitter, 1);
    re->backoff = (uint8_t)(re->backoff + (re->backoff < BACKOFF_STEPS));
    re->retry_at = lwclus_instance.config.port->now_ms() + ms / 2 + ms * jitter / 512;
}

static void give_up(struct lwclus_session *s)
{
    lwclus_assoc_close(&s->assoc);
    lwclus_resolve_stop(s);
    s->submitted = false;
    s->reconnect.active = false;
    memcpy(s->server, s->reconnect.failed, sizeof(s->server));
    back_off(s);
#if LWCLUS_STATISTICS
    s->failed_rounds++;
#endif
    tell(s, NULL);
}

/* The attempt failed: the same name through the resolver if only its old address was tried, else the next
 * name. */
static bool go_on(struct lwclus_session *s)
{
    if (s->closing || lwclus_ms_left(s->deadline) == 0) {
        return false;
    }
    if (s->reconnect.by_known) {
        attempt(s, false);
        return true;
    }
    return next_candidate(s);
}

static bool start_round(struct lwclus_session *s, lwclus_result cause)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t now = lwclus_instance.config.port->now_ms();

    lwclus_log(LWCLUS_LOG_INFO, "connection to the node lost, reconnecting; code", LWCLUS_CODE(cause));
    re->active = true;
    re->repeats++;
    re->original = cause;
    re->started = now;
    re->turn = 0;
    re->tried = 0;
    memcpy(re->failed, s->server, sizeof(re->failed));
    /* The first reconnect of a call sets the deadline of the whole call. */
    if (re->repeats == 1) {
        s->deadline = now + lwclus_instance.config.reconnect_timeout_ms;
    }
    return next_candidate(s);
}

bool lwclus_reconnect_begin(struct lwclus_session *s, lwclus_result *r)
{
    struct lwclus_reconnect *re = &s->reconnect;
    bool again;

    if (re->active) {
        again = go_on(s);
    } else {
        if (s->local || s->closing || lwclus_instance.config.reconnect_timeout_ms == LWCLUS_RECONNECT_OFF ||
            !is_trigger(LWCLUS_CODE(*r)) || lwclus_ms_left(re->retry_at) != 0 ||
            re->repeats > LWCLUS_MAX_CANDIDATES) {
            return false;
        }
        again = start_round(s, *r);
    }
    if (!again) {
        give_up(s);
        *r = s->closing ? *r : re->original;
    }
    return again;
}

lwclus_result lwclus_reconnect_step(struct lwclus_session *s)
{
    lwclus_result r = lwclus_session_connect_step(s);

    if (r == LWCLUS_PENDING && lwclus_ms_left(s->candidate_deadline) == 0) {
        r = lwclus_assoc_lost(&s->assoc, LWCLUS_ORIGIN_DEADLINE);
    }
    if (r == LWCLUS_OK) {
        s->reconnect.active = false;
        s->reconnect.backoff = 0;
        s->deadline = lwclus_instance.config.port->now_ms() + lwclus_instance.config.call_timeout_ms;
#if LWCLUS_STATISTICS
        s->reconnects++;
        s->reopened += s->reconnect.reopened;
#endif
        lwclus_reconnect_known(s);
        tell(s, s->server);
    }
    return r;
}

/* Keys hang below the root key, which is opened on the way ([MS-CMRP] 3.2.4.6 step 11). */
static lwclus_result open_root(struct lwclus_session *s)
{
    struct lwclus_ndr_outcome outcome;
    union lwclus_ndr_arg args[1];
    lwclus_result r;

    args[0].value = MAXIMUM_ALLOWED;
    r = lwclus_session_call_step(s, OPNUM_ROOT_KEY, args, &outcome);
    if (r == LWCLUS_OK) {
        memcpy(s->reconnect.root, outcome.handle, sizeof(s->reconnect.root));
        s->reconnect.root_open = true;
    }
    return r;
}

static lwclus_result reopen(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    struct lwclus_ndr_outcome outcome;
    union lwclus_ndr_arg args[3];
    union lwclus_ndr_arg *a = args;
    uint16_t opnum = row->access == GENERIC_ALL ? open_opnum[row->type].plain : open_opnum[row->type].ex;
    lwclus_result r = LWCLUS_OK;

    if (row->type == LWCLUS_HANDLE_KEY) {
        if (!s->reconnect.root_open) {
            r = open_root(s);
            if (r != LWCLUS_OK) {
                return r;
            }
        }
        (a++)->in = s->reconnect.root;
    }
    (a++)->in = row->name;
    (a++)->value = row->access;
    if (row->type != LWCLUS_HANDLE_KEY) {
        a->out = NULL;
    }
    r = lwclus_session_call_step(s, opnum, args, &outcome);
    if (r == LWCLUS_OK) {
        memcpy(row->u.context, outcome.handle, sizeof(row->u.context));
        s->reconnect.reopened++;
    }
    return r;
}

static void lose(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    if (!row->lost) {
        lwclus_log(LWCLUS_LOG_WARN, "handle lost: its name is longer than LWCLUS_HANDLE_NAME_UNITS, index",
                   lwclus_handle_index(row));
        row->lost = true;
#if LWCLUS_STATISTICS
        s->lost_handles++;
#endif
    }
    (void)s;
}

lwclus_result lwclus_reconnect_reopen_step(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;
    lwclus_result r;

    for (; re->type < LWCLUS_HANDLE_ENUM; re->type++, re->row = 0) {
        for (; re->row < LWCLUS_MAX_HANDLES; re->row++) {
            struct lwclus_handle_row *row = &lwclus_instance.rows[re->row];

            if (row->type != re->type || !row->open || row->session != lwclus_session_slot(s)) {
                continue;
            }
            if (row->name[0] == 0 && row->type != LWCLUS_HANDLE_KEY) {
                lose(s, row);
                continue;
            }
            r = reopen(s, row);
            if (r != LWCLUS_OK) {
                return r;
            }
        }
    }
    return LWCLUS_OK;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_reconnect_unused;
#endif
