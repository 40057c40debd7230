/*
 * The open sequence ([MS-CMRP] 3.2.3.3): resolve, endpoint mapper, connect and log on, ApiGetClusterName,
 * ApiOpenCluster(Ex), ApiCreateEnum(NODE) into the candidate list. The list is for the reconnect procedure
 * and not asked for without it. Phases in a table, none of them blocks.
 */
#include <string.h>

#include "base/log.h"
#include "base/utf16.h"
#include "rpc/epm.h"
#include "session/instance.h"
#include "session/reconnect.h"
#include "session/resolve.h"

#define OPNUM_OPEN_CLUSTER     0u
#define OPNUM_GET_CLUSTER_NAME 3u
#define OPNUM_CREATE_ENUM      7u
#define OPNUM_OPEN_CLUSTER_EX  117u
#define ENUM_NODE              1u

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
    return r;
}

static lwclus_result get_names(struct lwclus_session *s, uint16_t *cluster)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_ndr_text cluster_text = {cluster, LWCLUS_NAME_UNITS, 0}; /* NULL: not wanted */
    struct lwclus_ndr_text server_text = {s->server, LWCLUS_NAME_UNITS, 0};
    union lwclus_ndr_arg args[2];

    args[0].out = &cluster_text;
    args[1].out = &server_text;
    return lwclus_session_call_step(s, OPNUM_GET_CLUSTER_NAME, args, &outcome);
}

#if LWCLUS_RECONNECT
static lwclus_result check_names(struct lwclus_session *s)
{
    uint16_t cluster[LWCLUS_NAME_UNITS];
    lwclus_result r;

    cluster[0] = 0;
    r = get_names(s, cluster);
    return r == LWCLUS_OK ? lwclus_reconnect_check(s, cluster) : r;
}
#endif

static lwclus_result phase_name(struct lwclus_session *s)
{
#if LWCLUS_RECONNECT
    lwclus_result r = s->reconnect.active ? check_names(s) : get_names(s, s->candidates[0]);

    if (r == LWCLUS_OK && s->candidate_count == 0) {
        s->candidate_count = 1;
    }
#else
    lwclus_result r = get_names(s, NULL);
#endif

    if (LWCLUS_CODE(r) == RPC_S_CALL_FAILED_DNE && ++s->attempts < LWCLUS_NAME_ATTEMPTS) {
        /* Try again, on a new connection if this one is gone. */
        if (s->assoc.state == LWCLUS_ASSOC_CLOSED) {
            s->phase = LWCLUS_PHASE_CONNECT;
        }
        r = AT_ONCE;
    }
    return r;
}

static lwclus_result phase_open(struct lwclus_session *s)
{
    struct lwclus_ndr_outcome outcome;
    union lwclus_ndr_arg args[2];
    bool plain = s->access == GENERIC_ALL;
    lwclus_result r;

    args[0].value = s->access;
    args[1].out = &s->granted;
    r = lwclus_session_call_step(s, plain ? OPNUM_OPEN_CLUSTER : OPNUM_OPEN_CLUSTER_EX, args, &outcome);
    if (r == LWCLUS_OK) {
        lwclus_session_keep(s->cluster, &outcome);
        if (plain) {
            s->granted = GENERIC_ALL;
        }
    }
    return r;
}

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

static lwclus_result list_nodes(struct lwclus_session *s)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_ndr_rows rows = {0, s, add_candidate};
    union lwclus_ndr_arg args[2];
    lwclus_result r;

    if (s->nodes_skipped) {
        return LWCLUS_OK;
    }
    args[0].value = ENUM_NODE;
    args[1].out = &rows;
    r = lwclus_session_call_step(s, OPNUM_CREATE_ENUM, args, &outcome);
    if (r == LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY)) {
        /* More nodes than one answer holds here. The cluster is usable all the same: open it without their
         * names. */
        lwclus_log(LWCLUS_LOG_WARN, "node names dropped: raise LWCLUS_STUB_BYTES from", LWCLUS_STUB_BYTES);
#if LWCLUS_STATISTICS
        s->dropped_names++;
#endif
        s->nodes_skipped = true;
        s->phase = LWCLUS_PHASE_CONNECT;
        r = AT_ONCE;
    }
    return r;
}

/* A first open collects candidates; a reconnect opens again what was open. */
static lwclus_result phase_last(struct lwclus_session *s)
{
    return s->reconnect.active ? lwclus_reconnect_reopen_step(s) : list_nodes(s);
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

static bool connecting(const struct lwclus_session *s)
{
    return s->phase > LWCLUS_PHASE_RESOLVE && s->phase <= LWCLUS_PHASE_CONNECT;
}

/* A logon that failed may be worth another try with a fresh ticket, or with NTLM. What the server says of it
 * may come as the answer to the first request. */
static lwclus_result again_with_ticket(struct lwclus_session *s, lwclus_result r)
{
#if LWCLUS_KERBEROS
    if (r != LWCLUS_OK && r != LWCLUS_PENDING && r != AT_ONCE &&
        (s->phase == LWCLUS_PHASE_CONNECT || s->phase == LWCLUS_PHASE_NAME) && lwclus_ticket_refused(s, r)) {
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
        phase_name,
        phase_open,
#if LWCLUS_RECONNECT
        phase_last,
#endif
    };
    lwclus_result r = run[s->phase](s);

    if (r == LWCLUS_OK && s->phase++ == LWCLUS_PHASE_RESOLVE && !lwclus_session_first_address(s)) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_DEADLINE, RPC_S_SERVER_UNAVAILABLE);
    }
    if (r == LWCLUS_PENDING && connecting(s) && lwclus_ms_left(s->attempt_deadline) == 0) {
        r = lwclus_assoc_lost(&s->assoc, LWCLUS_ORIGIN_DEADLINE);
    }
    if (LWCLUS_CODE(r) == RPC_S_SERVER_UNAVAILABLE && connecting(s)) {
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
