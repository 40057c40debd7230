/* The reconnect procedure. */
#include "session/reconnect.h"

#if LWCLUS_RECONNECT

#include <string.h>

#include "base/log.h"
#include "base/utf16.h"
#include "session/instance.h"
#include "session/resolve.h"

#define AS_GIVEN         LWCLUS_MAX_CANDIDATES /* index of the name as given */
#define NOBODY           0xffu                 /* index of no candidate */
#define BACKOFF_FIRST_MS 250u                  /* doubled per failed round */
#define BACKOFF_STEPS    5u                    /* up to 8 s */
#define PROBE_MS         1000u /* a silent candidate costs this, until all others were tried */

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

/* ---- names and addresses ---- */

static const uint16_t *candidate_name(const struct lwclus_session *s, uint32_t i)
{
    return i == AS_GIVEN ? s->reconnect.given : s->candidates[i];
}

static bool same_name(const uint16_t *a, const uint16_t *b)
{
    return lwclus_utf16_equal_nocase(a, b, LWCLUS_NAME_UNITS);
}

static bool same_address(const struct lwclus_address *a, const struct lwclus_address *b)
{
    return a->family == b->family &&
           memcmp(a->bytes, b->bytes, a->family == LWCLUS_FAMILY_IPV4 ? 4 : sizeof(a->bytes)) == 0;
}

/* The address serves the name that led to it (a literal needs none) and the node that answered. */
void lwclus_reconnect_known(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t i;

    re->address = s->addresses[s->address_index];
    memcpy(re->from, s->server, sizeof(re->from));
    for (i = 0; i <= AS_GIVEN; i++) {
        const uint16_t *name = candidate_name(s, i);

        if (same_name(name, s->server) || (!s->by_address && same_name(name, LWCLUS_SESSION_NAME(s)))) {
            re->known[i] = re->address;
        }
    }
}

/* ---- which candidate is next ---- */

/* In the first pass the server that failed is left out, whatever name or address leads to it (step 2). */
static bool first_pass(const struct lwclus_session *s)
{
    return s->reconnect.turn <= s->candidate_count + 1u;
}

/* The third pass gives candidates that were too slow for PROBE_MS the time that is left. */
static bool patient(const struct lwclus_session *s)
{
    return s->reconnect.turn > 2 * (s->candidate_count + 1u);
}

static bool was_slow(const struct lwclus_session *s, uint32_t i)
{
    return (s->reconnect.slow[i / 8] & 1u << i % 8) != 0;
}

/* True: not to be tried now. Then the candidate gets its turn in the second pass. */
static bool put_off(struct lwclus_session *s, bool failed_server)
{
    if (failed_server && first_pass(s)) {
        s->reconnect.again = s->reconnect.candidate;
        return true;
    }
    return false;
}

bool lwclus_reconnect_avoid(struct lwclus_session *s)
{
    const struct lwclus_reconnect *re = &s->reconnect;
    const struct lwclus_address *address = &s->addresses[s->address_index];

    return re->active && ((re->known_failed && same_address(address, &re->known[re->candidate])) ||
                          (!patient(s) && same_address(address, &re->silent)) ||
                          put_off(s, same_address(address, &re->address)));
}

/* What does not fit becomes empty, as in the answer of ApiGetClusterName. */
static void put_name(uint16_t *to, const uint16_t *name)
{
    uint32_t units = lwclus_utf16_length(name, LWCLUS_NAME_UNITS);

    to[0] = 0;
    if (units < LWCLUS_NAME_UNITS) {
        memcpy(to, name, (units + 1) * sizeof(*name));
    }
}

void lwclus_reconnect_named(struct lwclus_session *s, const uint16_t *name)
{
    put_name(s->candidates[0], name);
}

void lwclus_reconnect_rename(struct lwclus_session *s, const uint16_t *name, bool later)
{
    struct lwclus_reconnect *re = &s->reconnect;

    if (!later) {
        put_name(s->candidates[0], name);
    } else if (re->renamed == 0) {
        if (s->candidate_count < LWCLUS_MAX_CANDIDATES) {
            s->candidate_count++;
        } else {
            lwclus_log(LWCLUS_LOG_WARN, "node name dropped: raise LWCLUS_MAX_CANDIDATES from",
                       LWCLUS_MAX_CANDIDATES);
#if LWCLUS_STATISTICS
            s->dropped_names++;
#endif
        }
        re->renamed = (uint8_t)(s->candidate_count - 1u);
    }
    put_name(s->candidates[re->renamed], name);
    re->known[re->renamed] = re->known[0]; /* of the same cluster */
}

lwclus_result lwclus_reconnect_check(struct lwclus_session *s, const uint16_t *cluster)
{
    if (same_name(cluster, s->candidates[s->reconnect.renamed])) {
        put_name(s->candidates[0], cluster); /* from now on it has this name only */
    }
    if (!same_name(cluster, s->candidates[0])) {
        lwclus_log(LWCLUS_LOG_WARN, "candidate belongs to another cluster, number", s->reconnect.candidate);
        return LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, ERROR_CLUSTER_NODE_NOT_MEMBER);
    }
    return put_off(s, same_name(s->server, s->reconnect.from))
               ? LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, ERROR_CLUSTER_NODE_DOWN)
               : LWCLUS_OK;
}

/* Forgets what the attempt before left half done. */
static void clear(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;

    lwclus_session_disconnect(s);
    s->submitted = false;
    s->attempts = 0;
    s->port = lwclus_instance.config.endpoint_port; /* a cached port may be the old node's */
    re->type = LWCLUS_HANDLE_NODE;
    re->row = 0;
    re->reopened = 0;
    re->root_open = false;
}

/* Candidates that the time left is for: this one and those that may come after it. */
static uint32_t waiting(const struct lwclus_session *s)
{
    uint32_t n = s->candidate_count + 1u;
    uint32_t others = n - s->reconnect.tried;
    uint32_t i;

    if (patient(s)) {
        others = 1;
        for (i = s->reconnect.turn - 2 * n; i < n; i++) {
            others += was_slow(s, i < s->candidate_count ? i : AS_GIVEN);
        }
    }
    return others != 0 ? others : 1;
}

/* Starts an attempt on the candidate with its share of the time that is left. */
static void attempt(struct lwclus_session *s, bool by_known)
{
    struct lwclus_reconnect *re = &s->reconnect;
    const uint16_t *name = candidate_name(s, re->candidate);
    uint32_t left = lwclus_ms_left(s->deadline);
    uint32_t share = left / waiting(s);

    clear(s);
    lwclus_resolve_stop(s);
    memcpy(LWCLUS_SESSION_NAME(s), name,
           (lwclus_utf16_length(name, LWCLUS_NAME_UNITS - 1) + 1) * sizeof(*name));
    s->by_address = false;
    s->query = 0;
    s->candidate_deadline = s->deadline - left + (!patient(s) && share > PROBE_MS ? PROBE_MS : share);
    s->phase = LWCLUS_PHASE_RESOLVE;
    s->address_count = 0;
    re->by_known = false;
    if (by_known && re->known[re->candidate].family != LWCLUS_FAMILY_NONE) {
        s->addresses[0] = re->known[re->candidate];
        s->address_count = 1;
        re->by_known = lwclus_session_first_address(s);
    }
}

/* Every candidate once, the one that failed last. */
static bool is_due(const struct lwclus_session *s, uint32_t i)
{
    const struct lwclus_reconnect *re = &s->reconnect;
    bool failed = same_name(candidate_name(s, i), re->from);
    uint32_t other;

    for (other = 0; i == AS_GIVEN && other < s->candidate_count; other++) {
        if (same_name(re->given, s->candidates[other])) {
            return false;
        }
    }
    if (patient(s)) {
        return was_slow(s, i);
    }
    return first_pass(s) ? !failed : failed || i == re->again;
}

static bool next_candidate(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t n = s->candidate_count + 1u;

    while (re->turn < (re->answered ? 2 : 3) * n) {
        uint32_t i = re->turn++ % n;

        i = i < s->candidate_count ? i : AS_GIVEN;
        if (is_due(s, i)) {
            re->candidate = (uint8_t)i;
            re->known_failed = false;
            attempt(s, true);
            re->tried++;
            return true;
        }
    }
    return false;
}

/* The attempt failed: the next address of the same name, then the same name through the resolver if only its
 * old address was tried, then the next name. */
static bool go_on(struct lwclus_session *s)
{
    if (lwclus_session_closing(s) || lwclus_ms_left(s->deadline) == 0) {
        return false;
    }
    if (lwclus_session_next_address(s)) {
        clear(s);
        return true;
    }
    if (s->reconnect.by_known) {
        s->reconnect.known_failed = true;
        attempt(s, false);
        return true;
    }
    return next_candidate(s);
}

/* ---- begin and end ---- */

static void tell(struct lwclus_session *s, const uint16_t *to)
{
    const struct lwclus_config *config = &lwclus_instance.config;
    struct lwclus_reconnect_event event;

    if (config->reconnected != NULL) {
        event.session = lwclus_session_slot(s);
        event.from = s->reconnect.from;
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
    re->paused_at = lwclus_instance.config.port->now_ms();
    re->pause = ms / 2 + ms * jitter / 512;
}

/* A distance from the past, not a point in the future: that one would come back when the clock wraps. */
static bool paused(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;

    if (lwclus_instance.config.port->now_ms() - re->paused_at >= re->pause) {
        re->pause = 0;
    }
    return re->pause != 0;
}

void lwclus_reconnect_stop(struct lwclus_session *s)
{
    if (s->reconnect.active) {
        s->reconnect.active = false;
        clear(s);
        lwclus_resolve_stop(s);
        memcpy(s->server, s->reconnect.from, sizeof(s->server));
    }
}

static void give_up(struct lwclus_session *s)
{
    lwclus_reconnect_stop(s);
    back_off(s);
#if LWCLUS_STATISTICS
    s->failed_rounds++;
#endif
    tell(s, NULL);
}

/* The first round of a public call sets the deadline of all that follows. A later one goes on with the
 * candidates behind, so that a method that fails everywhere ends. */
static bool start_round(struct lwclus_session *s, lwclus_result cause)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t now = lwclus_instance.config.port->now_ms();

    lwclus_log(LWCLUS_LOG_INFO, "connection to the node lost, reconnecting; code", LWCLUS_CODE(cause));
    re->original = cause;
    re->started = now;
    if (!re->running) {
        re->running = true;
        re->turn = 0;
        re->tried = 0;
        re->answered = false;
        re->refused = false;
        memset(re->slow, 0, sizeof(re->slow));
        re->silent.family = LWCLUS_FAMILY_NONE;
        re->again = NOBODY;
        re->deadline = now + lwclus_instance.config.reconnect_timeout_ms;
    }
    s->deadline = re->deadline;
    re->active = lwclus_ms_left(s->deadline) != 0;
    if (re->active && !next_candidate(s)) {
        re->active = false; /* the connection may be good: it stays */
    }
    return re->active;
}

/* A new round is worth it. */
static bool may_start(struct lwclus_session *s, lwclus_result cause)
{
    return !s->local && !lwclus_session_closing(s) &&
           lwclus_instance.config.reconnect_timeout_ms != LWCLUS_RECONNECT_OFF &&
           is_trigger(LWCLUS_CODE(cause)) && !paused(s);
}

/* One refused logon may be the fault of that node, the second one is the account's: a third would bring it
 * nearer to its lock-out. What a KDC says of the account holds for every node. */
static bool refused_again(struct lwclus_session *s, lwclus_result r)
{
    const bool before = s->reconnect.refused;

    s->reconnect.refused = before || r == LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_ACCESS_DENIED);
    return (before && r == LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_ACCESS_DENIED)) || lwclus_ticket_final(r);
}

bool lwclus_reconnect_begin(struct lwclus_session *s, lwclus_result *r)
{
    bool again = false;

    if (s->reconnect.active && refused_again(s, *r)) {
        give_up(s);
    } else if (s->reconnect.active || may_start(s, *r)) {
        again = s->reconnect.active ? go_on(s) : start_round(s, *r);
        if (!again) {
            give_up(s);
            *r = s->reconnect.original;
        }
    }
    if (lwclus_session_closing(s)) {
        *r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_OPERATION_ABORTED);
    }
    return again;
}

static void succeed(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint32_t left = lwclus_ms_left(re->deadline);
    uint32_t call = lwclus_instance.config.call_timeout_ms;

    re->active = false;
    re->answered = true;
    re->backoff = 0;
    s->deadline = re->deadline - left + (left < call ? left : call);
#if LWCLUS_STATISTICS
    s->reconnects++;
    s->reopened += re->reopened;
#endif
    tell(s, s->server);
    lwclus_reconnect_known(s);
}

lwclus_result lwclus_reconnect_step(struct lwclus_session *s)
{
    lwclus_result r = lwclus_session_connect_step(s);

    if (r == LWCLUS_PENDING && lwclus_ms_left(s->candidate_deadline) == 0) {
        r = lwclus_assoc_lost(&s->assoc, LWCLUS_ORIGIN_DEADLINE);
    }
    if (r != LWCLUS_OK && r != LWCLUS_PENDING && lwclus_ms_left(s->candidate_deadline) == 0) {
        uint8_t *slow = &s->reconnect.slow[s->reconnect.candidate / 8];

        *slow = (uint8_t)(*slow | 1u << s->reconnect.candidate % 8);
        if (s->address_index < s->address_count) {
            s->reconnect.silent = s->addresses[s->address_index];
        }
    }
    if (r == LWCLUS_OK) {
        succeed(s);
    }
    return r;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_reconnect_unused;
#endif
