/*
 * The open sequence ([MS-CMRP] 3.2.3.3): resolve, endpoint mapper, connect and log on, ApiGetClusterName,
 * ApiOpenCluster(Ex), ApiCreateEnum(NODE) into the candidate list. The list is for the reconnect procedure
 * and not asked for without it. Phases in a table, none of them blocks. What an answer means does not depend
 * on the other calls, so they share a flight.
 */
#include <string.h>

#include "base/log.h"
#include "base/utf16.h"
#include "method/method.h"
#include "rpc/epm.h"
#include "session/instance.h"
#include "session/reconnect.h"
#include "session/resolve.h"

#define OPNUM_OPEN_CLUSTER     0u
#define OPNUM_GET_CLUSTER_NAME 3u
#define OPNUM_CREATE_ENUM      7u
#define OPNUM_OPEN_CLUSTER_EX  117u
#define ENUM_NODE              1u

/* The calls that open the cluster. They go in one flight where the server takes several at a time, else in
 * this order. */
enum call { CALL_NAME, CALL_OPEN, CALL_NODES };

#define DUE(call) (1u << (call))

/* Not a failure: the phase has to run again at once, without a wait. */
#define AT_ONCE LWCLUS_RESULT(0, ERROR_RETRY)

/* The name as opened: what the application chooses an account by, whichever node is logged on to. */
static const uint16_t *name_as_given(const struct lwclus_session *s)
{
#if LWCLUS_RECONNECT
    return s->reconnect.given;
#else
    return LWCLUS_SESSION_NAME(s);
#endif
}

bool lwclus_session_account(struct lwclus_session *s, struct lwclus_credentials *out)
{
    const struct lwclus_config *config = &lwclus_instance.config;

    memset(out, 0, sizeof(*out));
    return config->credentials != NULL && config->credentials(config->user, name_as_given(s), out) &&
           out->user != NULL;
}

void lwclus_session_account_done(struct lwclus_session *s)
{
    (void)lwclus_instance.config.credentials(lwclus_instance.config.user, name_as_given(s), NULL);
}

#if LWCLUS_NTLM
static void identity_done(void *user)
{
    lwclus_session_account_done((struct lwclus_session *)user);
}

static bool get_identity(void *user, struct lwclus_auth_identity *out)
{
    struct lwclus_session *s = (struct lwclus_session *)user;
    const struct lwclus_config *config = &lwclus_instance.config;
    struct lwclus_credentials account;

    if (!lwclus_session_account(s, &account)) {
        return false;
    }
    if (account.password == NULL && account.nt_hash == NULL) {
        identity_done(s);
        return false;
    }
    out->user = account.user;
    out->domain = account.domain;
    out->password = account.password;
    out->nt_hash = account.nt_hash;
    out->workstation = config->workstation;
    out->target = s->by_address ? NULL : s->target;
    return true;
}

static uint64_t port_filetime(void *user)
{
    (void)user;
    return lwclus_instance.config.port->filetime != NULL ? lwclus_instance.config.port->filetime() : 0;
}
#endif

static bool port_random(void *user, uint8_t *out, uint32_t size)
{
    (void)user;
    return lwclus_instance.config.port->random(out, size);
}

/* The user pointer of the source is the session whose logon runs, so every session has its own. */
static const struct lwclus_auth_source *source_of(struct lwclus_session *s)
{
    s->source.user = s;
    s->source.random = port_random;
#if LWCLUS_NTLM
    s->source.get = get_identity;
    s->source.done = identity_done;
    s->source.filetime = port_filetime;
#endif
#if LWCLUS_KERBEROS
    s->source.ticket = lwclus_ticket_take;
    s->source.ticket_done = lwclus_ticket_done;
    s->source.time = lwclus_ticket_time;
    s->source.time_learned = lwclus_ticket_time_learned;
#endif
    return &s->source;
}

#if LWCLUS_TRACE
static void trace(void *user, bool sent, uint8_t ptype, uint16_t opnum, uint32_t bytes)
{
    const struct lwclus_session *s = (const struct lwclus_session *)user;
    const struct lwclus_config *config = &lwclus_instance.config;
    struct lwclus_trace_event event;

    if (config->trace != NULL) {
        event.direction = sent ? LWCLUS_TRACE_SENT : LWCLUS_TRACE_RECEIVED;
        event.ptype = ptype;
        event.session = lwclus_session_slot(s);
        event.mapper = s->phase < LWCLUS_PHASE_CONNECT;
        event.opnum = ptype == 0 || ptype == 2 || ptype == 3 ? opnum : 0xffff; /* request, response, fault */
        event.bytes = bytes;
        event.ms = config->port->now_ms();
        config->trace(config->user, &event);
    }
}
#endif

static lwclus_result connect_to(struct lwclus_session *s, uint16_t port, bool mapper)
{
    bool plain = mapper || LWCLUS_SESSION_LOCAL(s);

    if (s->assoc.state == LWCLUS_ASSOC_CLOSED) {
        lwclus_assoc_open(&s->assoc,
                          LWCLUS_SESSION_LOCAL(s) ? lwclus_instance.config.local
                                                  : lwclus_instance.config.port->tcp,
                          lwclus_session_slot(s), &s->addresses[s->address_index], port,
                          mapper ? &lwclus_syntax_epm : &lwclus_syntax_clusapi, plain ? NULL : &s->auth,
                          plain ? NULL : source_of(s));
    }
    return lwclus_assoc_step(&s->assoc);
}

static lwclus_result phase_mapper(struct lwclus_session *s)
{
    return s->port != 0 || LWCLUS_SESSION_LOCAL(s) ? LWCLUS_OK : connect_to(s, LWCLUS_EPM_PORT, true);
}

static lwclus_result phase_map(struct lwclus_session *s)
{
    struct lwclus_cursor c;
    lwclus_result r;

    if (s->port != 0 || LWCLUS_SESSION_LOCAL(s)) {
        return LWCLUS_OK;
    }
    if (!s->submitted) {
        c = lwclus_assoc_stub(&s->assoc, false);
        lwclus_epm_encode(&c);
        r = lwclus_assoc_submit(&s->assoc, LWCLUS_EPM_OPNUM_MAP, &c);
        if (r != LWCLUS_OK) {
            return r;
        }
        s->submitted = true;
    }
    r = lwclus_assoc_step(&s->assoc);
    if (r == LWCLUS_PENDING) {
        return r;
    }
    s->submitted = false;
    if (r == LWCLUS_OK) {
        c = lwclus_assoc_response(&s->assoc);
        r = lwclus_epm_decode(&c, &s->port);
    }
    lwclus_assoc_close(&s->assoc);
    return r;
}

static lwclus_result phase_connect(struct lwclus_session *s)
{
    lwclus_result r;

#if !LWCLUS_KERBEROS
    if (!LWCLUS_SESSION_LOCAL(s) && (lwclus_instance.config.logon & LWCLUS_LOGON_KERBEROS) != 0) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_UNKNOWN_AUTHN_SERVICE);
    }
#endif
    r = connect_to(s, s->port, false);

    if (LWCLUS_SESSION_LOCAL(s) && LWCLUS_ORIGIN(r) == LWCLUS_ORIGIN_PORT &&
        LWCLUS_CODE(r) == RPC_S_SERVER_UNAVAILABLE) {
        /* Nobody listens on the local endpoint: the machine is no node. */
        return LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, EPT_S_NOT_REGISTERED);
    }
    s->due = DUE(CALL_NAME) | DUE(CALL_OPEN);
#if LWCLUS_RECONNECT
    if (!s->reconnect.active) { /* a first open collects candidates */
        s->candidate_count = 1;
        s->due |= s->nodes_skipped ? 0 : DUE(CALL_NODES);
    }
#endif
    return r;
}

/* ---- the calls that open the cluster ---- */

/* What a call is made of; its answer is read with the same. */
struct call_frame {
    union lwclus_ndr_arg args[2];
    struct lwclus_ndr_text cluster, server;
#if LWCLUS_RECONNECT
    struct lwclus_ndr_rows nodes;
#endif
};

#if LWCLUS_RECONNECT
static lwclus_result add_candidate(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    struct lwclus_session *s = (struct lwclus_session *)user;
    uint32_t units = members[1].bytes.size / 2;

    (void)index;
    if (s->candidate_count >= LWCLUS_MAX_CANDIDATES || units >= LWCLUS_NAME_UNITS || units == 0) {
        lwclus_log(LWCLUS_LOG_WARN, "node name dropped: raise LWCLUS_MAX_CANDIDATES or LWCLUS_NAME_UNITS",
                   units);
#if LWCLUS_STATISTICS
        s->dropped_names++;
#endif
        return LWCLUS_OK;
    }
    lwclus_utf16_from_wire(s->candidates[s->candidate_count], members[1].bytes.ptr, units);
    s->candidates[s->candidate_count++][units] = 0;
    return LWCLUS_OK;
}
#endif

/* Returns the opnum. `cluster` receives the cluster's name, LWCLUS_NAME_UNITS; NULL: not wanted. */
static uint16_t prepare(struct lwclus_session *s, uint32_t call, uint16_t *cluster, struct call_frame *f)
{
    if (call == CALL_NAME) {
        f->cluster.ptr = cluster;
        f->cluster.capacity = LWCLUS_NAME_UNITS;
        f->server.ptr = s->server;
        f->server.capacity = LWCLUS_NAME_UNITS;
        f->args[0].out = &f->cluster;
        f->args[1].out = &f->server;
        return OPNUM_GET_CLUSTER_NAME;
    }
#if LWCLUS_RECONNECT
    if (call == CALL_NODES) {
        f->nodes.user = s;
        f->nodes.row = add_candidate;
        f->args[0].value = ENUM_NODE;
        f->args[1].out = &f->nodes;
        return OPNUM_CREATE_ENUM;
    }
#endif
    f->args[0].value = s->access;
    f->args[1].out = &s->granted;
    return s->access == GENERIC_ALL ? OPNUM_OPEN_CLUSTER : OPNUM_OPEN_CLUSTER_EX;
}

#if LWCLUS_PIPELINED
/* One flight: every call that is due, or as many as it takes. */
static lwclus_result take_off(struct lwclus_session *s)
{
    struct call_frame f;
    uint32_t call;

    for (call = CALL_NAME; call <= CALL_NODES; call++) {
        if ((s->due & DUE(call)) != 0) {
            uint16_t opnum = prepare(s, call, NULL, &f);
            lwclus_result r = lwclus_session_submit(s, opnum, lwclus_method_program(opnum), f.args, false);

            if (r != LWCLUS_OK) {
                return s->submitted ? LWCLUS_OK : r;
            }
            s->submitted = true;
            LWCLUS_FLIGHT(s, s->assoc.call_id) = (uint16_t)call;
        }
    }
    return LWCLUS_OK;
}

/* The next answer, and what it answers. */
static lwclus_result step(struct lwclus_session *s, uint32_t *call)
{
    lwclus_result r = s->submitted ? LWCLUS_OK : take_off(s);

    if (r == LWCLUS_OK) {
        r = lwclus_assoc_step(&s->assoc);
    }
    if (r != LWCLUS_PENDING) {
        s->submitted = s->assoc.awaited != 0;
        *call = LWCLUS_FLIGHT(s, s->assoc.answered);
    }
    return r;
}

#define finish(s, r, opnum, args, outcome)                                                                   \
    lwclus_session_answer(s, r, lwclus_method_program(opnum), args, outcome)
#else
static lwclus_result step(struct lwclus_session *s, uint32_t *call)
{
    *call = (s->due & DUE(CALL_NAME)) != 0 ? CALL_NAME : CALL_OPEN;
    return LWCLUS_OK;
}

#define finish(s, r, opnum, args, outcome) lwclus_session_call_step(s, opnum, args, outcome)
#endif

/* With a name in it the frame need not lie below the step that receives. */
#if LWCLUS_RECONNECT
#define APART LWCLUS_NOINLINE
#else
#define APART
#endif

/* The answer to a call. A first open keeps the cluster's name; in a reconnect it tells whether the candidate
 * belongs to it. */
static APART lwclus_result on_answer(struct lwclus_session *s, uint32_t call, lwclus_result r)
{
#if LWCLUS_RECONNECT
    uint16_t other[LWCLUS_NAME_UNITS];
    uint16_t *cluster = s->reconnect.active ? other : s->candidates[0];
#else
    uint16_t *cluster = NULL;
#endif
    struct lwclus_ndr_outcome outcome;
    struct call_frame f;
    uint16_t opnum;

#if LWCLUS_RECONNECT
    other[0] = 0;
#endif
    opnum = prepare(s, call, cluster, &f);
    r = finish(s, r, opnum, f.args, &outcome);
    if (r == LWCLUS_OK && call == CALL_OPEN) {
        lwclus_session_keep(s->cluster, &outcome);
        if (s->access == GENERIC_ALL) {
            s->granted = GENERIC_ALL;
        }
    }
#if LWCLUS_RECONNECT
    if (r == LWCLUS_OK && call == CALL_NAME && s->reconnect.active) {
        r = lwclus_reconnect_check(s, cluster);
    }
#endif
    return r;
}

/* What follows from the failure of a call, or of the connection with all that are due. */
static lwclus_result on_failure(struct lwclus_session *s, lwclus_result r)
{
    bool again = (s->due & DUE(CALL_NAME)) != 0 && LWCLUS_CODE(r) == RPC_S_CALL_FAILED_DNE &&
                 ++s->attempts < LWCLUS_NAME_ATTEMPTS;

#if LWCLUS_RECONNECT
    if ((s->due & DUE(CALL_NODES)) != 0 && r == LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY)) {
        /* More nodes than one answer holds here. The cluster is usable all the same: open it without their
         * names. */
        lwclus_log(LWCLUS_LOG_WARN, "node names dropped: raise LWCLUS_STUB_BYTES from", LWCLUS_STUB_BYTES);
#if LWCLUS_STATISTICS
        s->dropped_names++;
#endif
        s->nodes_skipped = true;
        again = true;
    }
#endif
    /* One by one nothing but the name was asked for yet: all calls may be due again, also when the connection
     * lives. */
    if (again && (!LWCLUS_PIPELINED || s->assoc.state == LWCLUS_ASSOC_CLOSED)) {
        s->phase = LWCLUS_PHASE_CONNECT;
    }
    return again ? AT_ONCE : r;
}

static lwclus_result phase_calls(struct lwclus_session *s)
{
    lwclus_result r = LWCLUS_OK;

    while (r == LWCLUS_OK && s->due != 0) {
        uint32_t call;

        r = step(s, &call);
        if (r != LWCLUS_PENDING) {
            r = on_answer(s, call, r);
        }
        if (r == LWCLUS_OK) {
            s->due = (uint8_t)(s->due & ~DUE(call));
        }
    }
    return r == LWCLUS_OK || r == LWCLUS_PENDING ? r : on_failure(s, r);
}

#if LWCLUS_RECONNECT
/* A reconnect opens again what was open. */
static lwclus_result phase_reopen(struct lwclus_session *s)
{
    return s->reconnect.active ? lwclus_reconnect_reopen_step(s) : LWCLUS_OK;
}
#endif

/* Gives the next address its share of the time that the candidate has; false when there is none. */
bool lwclus_session_next_address(struct lwclus_session *s)
{
    uint32_t left = lwclus_ms_left(s->candidate_deadline);

    do {
        if (left == 0 || (uint8_t)(s->address_index + 1u) >= s->address_count) {
            return false;
        }
        s->address_index++;
    } while (lwclus_reconnect_avoid(s));
    s->attempt_deadline =
        s->candidate_deadline - left + left / (uint32_t)(s->address_count - s->address_index);
    s->phase = LWCLUS_PHASE_MAPPER;
    return true;
}

bool lwclus_session_first_address(struct lwclus_session *s)
{
    s->address_index = 0xff; /* wraps to 0 */
#if LWCLUS_KERBEROS
    s->no_kerberos = false;
#endif
    return lwclus_session_next_address(s);
}

/* The address is not proved yet. The first calls may be under way with the last leg of the logon. */
static bool connecting(const struct lwclus_session *s)
{
#if LWCLUS_PIPELINED_LOGON
    if (s->phase == LWCLUS_PHASE_CALLS) {
        return s->auth.keyed && !s->auth.done;
    }
#endif
    return s->phase > LWCLUS_PHASE_RESOLVE && s->phase <= LWCLUS_PHASE_CONNECT;
}

/* A logon that failed may be worth another try with a fresh ticket, or with NTLM. What the server says of it
 * may come as the answer to the first request. */
static lwclus_result again_with_ticket(struct lwclus_session *s, lwclus_result r)
{
#if LWCLUS_KERBEROS
    if (r != LWCLUS_OK && r != LWCLUS_PENDING && r != AT_ONCE &&
        (s->phase == LWCLUS_PHASE_CONNECT || s->phase == LWCLUS_PHASE_CALLS) && lwclus_ticket_refused(s, r)) {
        lwclus_session_disconnect(s);
        s->submitted = false;
        s->phase = LWCLUS_PHASE_TICKET;
        r = AT_ONCE;
    }
#else
    (void)s;
#endif
    return r;
}

/* One phase, and what follows from its result. */
static lwclus_result run_phase(struct lwclus_session *s)
{
    static lwclus_result (*const run[LWCLUS_PHASE_DONE])(struct lwclus_session *) = {
        lwclus_resolve_step,
        phase_mapper,
        phase_map,
#if LWCLUS_KERBEROS
        lwclus_ticket_step,
#endif
        phase_connect,
        phase_calls,
#if LWCLUS_RECONNECT
        phase_reopen,
#endif
    };
    bool unproved = connecting(s); /* a connection that is lost forgets its logon */
    lwclus_result r = run[s->phase](s);

    if (r == LWCLUS_OK && s->phase++ == LWCLUS_PHASE_RESOLVE && !lwclus_session_first_address(s)) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_DEADLINE, RPC_S_SERVER_UNAVAILABLE);
    }
    if (r == LWCLUS_PENDING && connecting(s) && lwclus_ms_left(s->attempt_deadline) == 0) {
        r = lwclus_assoc_lost(&s->assoc, LWCLUS_ORIGIN_DEADLINE);
    }
    if (LWCLUS_CODE(r) == RPC_S_SERVER_UNAVAILABLE && (unproved || connecting(s))) {
        lwclus_session_disconnect(s);
        s->submitted = false;
        r = lwclus_session_next_address(s) ? AT_ONCE : r;
    }
    return again_with_ticket(s, r);
}

lwclus_result lwclus_session_connect_step(struct lwclus_session *s)
{
    lwclus_result r = LWCLUS_OK;

    while ((r == LWCLUS_OK || r == AT_ONCE) && s->phase < LWCLUS_PHASE_DONE) {
        r = run_phase(s);
    }
    return r;
}

lwclus_result lwclus_session_open_step(struct lwclus_session *s, void *unused)
{
    (void)unused;
    s->candidate_deadline = s->deadline;
    return lwclus_session_connect_step(s);
}

lwclus_result lwclus_session_open_start(struct lwclus_session *s, const uint16_t *name)
{
    static const char prefix[] = "MSServerClusterMgmtAPI/";
    uint32_t i;

    for (i = 0; i < LWCLUS_SPN_PREFIX_UNITS; i++) {
        s->target[i] = (uint16_t)(uint8_t)prefix[i];
    }
    s->assoc.tx.ptr = s->scratch.tx;
    s->assoc.tx.size = sizeof(s->scratch.tx);
    s->assoc.rx.ptr = s->rx;
    s->assoc.rx.size = sizeof(s->rx);
#if LWCLUS_TRACE
    s->assoc.trace = trace;
    s->assoc.trace_user = s;
#endif
    s->port = lwclus_instance.config.endpoint_port;
    if (name == NULL) {
        s->local = true;
        s->by_address = true;
        s->address_count = 1;
        return LWCLUS_OK;
    }
    i = lwclus_utf16_length(name, LWCLUS_NAME_UNITS);
    if (i == 0 || i >= LWCLUS_NAME_UNITS) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_INVALID_NET_ADDR);
    }
    memcpy(LWCLUS_SESSION_NAME(s), name, (i + 1) * sizeof(*name));
#if LWCLUS_RECONNECT
    memcpy(s->reconnect.given, name, (i + 1) * sizeof(*name));
#endif
    return LWCLUS_OK;
}
