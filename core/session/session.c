/* Sessions: locking, waiting, one call. */
#include "session/session.h"

#include <string.h>

#include "base/log.h"
#include "method/method.h"
#include "ndr/program.h"
#include "rpc/status.h"
#include "session/call.h"
#include "session/clock.h"
#include "session/instance.h"
#include "session/reconnect.h"
#include "session/resolve.h"

#if LWCLUS_MAX_SESSIONS > 1
uint8_t lwclus_session_slot(const struct lwclus_session *s)
{
    return (uint8_t)(s - lwclus_instance.sessions);
}
#endif

uint32_t lwclus_ms_left(uint32_t deadline)
{
    uint32_t left = deadline - lwclus_instance.config.port->now_ms();

    /* The clock may wrap: a distance beyond half the range is in the past. */
    return left > 0x7fffffffu ? 0 : left;
}

bool lwclus_session_closing(const struct lwclus_session *s)
{
    bool closing;

    lwclus_tables_lock();
    closing = s->closing;
    lwclus_tables_unlock();
    return closing;
}

/* As long as another task's operation may take. */
static uint32_t lock_timeout(void)
{
    const struct lwclus_config *config = &lwclus_instance.config;
    uint32_t ms = config->call_timeout_ms;

#if LWCLUS_RECONNECT
    if (config->reconnect_timeout_ms != LWCLUS_RECONNECT_OFF) {
        ms += config->reconnect_timeout_ms;
    }
#endif
    return ms;
}

bool lwclus_session_acquire(struct lwclus_session *s)
{
    const struct lwclus_port *port = lwclus_instance.config.port;

    if (port->lock != NULL ? !port->lock(LWCLUS_LOCK_SESSION + lwclus_session_slot(s), lock_timeout())
                           : s->busy) {
        return false;
    }
    s->busy = true;
    return true;
}

static struct lwclus_handle_row *find(uintptr_t handle, uint8_t type)
{
    struct lwclus_handle_row *row;

    lwclus_tables_lock();
    row = lwclus_handle_find(handle, type);
    lwclus_tables_unlock();
    return row;
}

lwclus_result lwclus_session_enter(uintptr_t handle, uint8_t type, struct lwclus_session **s,
                                   struct lwclus_handle_row **row)
{
    if (!lwclus_instance.started) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_READY);
    }
    *row = find(handle, type);
    if (*row == NULL) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE);
    }
    *s = lwclus_session_of(*row);
    if (!lwclus_session_acquire(*s)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_BUSY);
    }
    /* While this task waited for the lock another one may have closed the handle. */
    if (find(handle, type) != *row) {
        lwclus_session_leave(*s);
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE);
    }
    return LWCLUS_OK;
}

void lwclus_session_leave(struct lwclus_session *s)
{
    const struct lwclus_port *port = lwclus_instance.config.port;

    s->busy = false;
    if (port->unlock != NULL) {
        port->unlock(LWCLUS_LOCK_SESSION + lwclus_session_slot(s));
    }
}

static void start(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    lwclus_clock_tick();
    s->deadline = lwclus_instance.config.port->now_ms() + operation->timeout_ms;
#if LWCLUS_RECONNECT
    s->reconnect.running = false;
#endif
}

#if LWCLUS_NONBLOCKING
void lwclus_session_drop_pending(struct lwclus_session *s)
{
    if (s->pending_what != 0) {
        if (s->pending_row != NULL) {
            lwclus_call_release(s->pending_row);
        }
        s->pending_what = 0;
        s->pending_row = NULL;
        s->submitted = false;
        lwclus_reconnect_stop(s);
        lwclus_session_disconnect(s);
    }
}

lwclus_result lwclus_session_claim(struct lwclus_session *s, uint32_t what, uint32_t handle)
{
    if (s->pending_what != 0 && (s->pending_what != what || s->pending_handle != handle)) {
        if (lwclus_ms_left(s->deadline) != 0) {
            return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_BUSY);
        }
        lwclus_session_drop_pending(s);
    }
    return LWCLUS_OK;
}

static lwclus_result begin(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    lwclus_result r = lwclus_session_claim(s, operation->what, operation->handle);

    if (r == LWCLUS_OK) {
        if (s->pending_what == 0) {
            start(s, operation);
        }
        s->pending_what = 0;
    }
    return r;
}

static bool postpone(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    bool nonblocking = lwclus_instance.config.port->task_error()->nonblocking;

    if (nonblocking) {
        s->pending_what = operation->what;
        s->pending_handle = operation->handle;
    }
    return nonblocking;
}
#else
void lwclus_session_drop_pending(struct lwclus_session *s)
{
    (void)s;
}

static lwclus_result begin(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    start(s, operation);
    return LWCLUS_OK;
}

#define postpone(s, operation) ((void)(operation), false)
#endif

/* Waits once; true when it is worth stepping again. Otherwise *r says why not. */
static bool wait_once(struct lwclus_session *s, const struct lwclus_operation *operation, lwclus_result *r)
{
    uint32_t left = lwclus_ms_left(s->deadline);
    bool closing = lwclus_session_closing(s);

    if (left == 0 || closing) {
        *r = closing ? LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_OPERATION_ABORTED)
                     : lwclus_assoc_lost(&s->assoc, LWCLUS_ORIGIN_DEADLINE);
        lwclus_session_disconnect(s);
        s->submitted = false;
        return false;
    }
    if (postpone(s, operation)) {
        return false;
    }
#if LWCLUS_KERBEROS
    left = s->hurry ? 0 : left;
#endif
    lwclus_instance.config.port->wait(lwclus_session_slot(s),
                                      left < LWCLUS_WAIT_SLICE_MS ? left : LWCLUS_WAIT_SLICE_MS);
    return true;
}

#if LWCLUS_RECONNECT
static bool is_marked(uint32_t what)
{
    const uint8_t *program = lwclus_method_program((uint16_t)what);

    return program != NULL && (lwclus_method_end(program) & LWCLUS_NDR_END_RECONNECT) != 0;
}

/* A method that must not be repeated goes on elsewhere as long as nothing of it was sent: the connection was
 * dead before it. */
static bool may_reconnect(const struct lwclus_session *s, const struct lwclus_operation *operation,
                          lwclus_result r)
{
    if (!operation->reconnects) {
        return false;
    }
    return s->reconnect.active || r == LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_CALL_FAILED_DNE) ||
           r == LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE) || is_marked(operation->what);
}
#else
#define may_reconnect(s, operation, r) false
#endif

lwclus_result lwclus_session_run(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    lwclus_result r = begin(s, operation);
    bool again = r == LWCLUS_OK;

    while (again) {
        r = operation->step(s, operation->arg);
        again = r == LWCLUS_PENDING && wait_once(s, operation, &r);
        if (!again && r != LWCLUS_OK && r != LWCLUS_PENDING) {
            again = may_reconnect(s, operation, r) && lwclus_reconnect_begin(s, &r);
        }
    }
    return r;
}

#if LWCLUS_RECONNECT
#define probe(assoc) lwclus_assoc_probe(assoc)
#else
#define probe(assoc) LWCLUS_OK
#endif

#if LWCLUS_PIPELINED
#define SHARED
#else
#define SHARED static
#endif

SHARED lwclus_result lwclus_session_submit(struct lwclus_session *s, uint16_t opnum, const uint8_t *program,
                                           const union lwclus_ndr_arg *args, bool large)
{
    struct lwclus_cursor c = lwclus_assoc_stub(&s->assoc, large);
    lwclus_result r = lwclus_ndr_encode(&c, program, args);

    return r != LWCLUS_OK ? r : lwclus_assoc_submit(&s->assoc, opnum, &c);
}

/* Encodes into the fragment; a stub that does not fit is encoded again into the stub buffer. */
static lwclus_result submit(struct lwclus_session *s, uint16_t opnum, const uint8_t *program,
                            const union lwclus_ndr_arg *args)
{
    uint32_t large;

    for (large = 0; large < 2; large++) {
        lwclus_result r = lwclus_session_submit(s, opnum, program, args, large != 0);

        if (LWCLUS_CODE(r) != RPC_X_BAD_STUB_DATA) {
            return r;
        }
    }
    lwclus_log(LWCLUS_LOG_ERROR, "request larger than LWCLUS_STUB_BYTES, opnum", opnum);
    return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
}

/* The one place that decides what a response means: rpc_status before Status before a NULL handle. */
static lwclus_result judge(const struct lwclus_ndr_outcome *outcome, const uint8_t *program)
{
    lwclus_result r = lwclus_status_from_server(outcome->rpc_status);
    uint32_t i;

    if (r == LWCLUS_OK) {
        r = lwclus_status_from_server(outcome->status);
    }
    if (r == LWCLUS_OK && (lwclus_method_end(program) & LWCLUS_NDR_END_HANDLE) != 0) {
        for (i = 0; outcome->handle[i] == 0; i++) {
            if (i == LWCLUS_CONTEXT_HANDLE_BYTES - 1) {
                return LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA);
            }
        }
    }
    return r;
}

SHARED lwclus_result lwclus_session_answer(struct lwclus_session *s, lwclus_result r, const uint8_t *program,
                                           const union lwclus_ndr_arg *args,
                                           struct lwclus_ndr_outcome *outcome)
{
    struct lwclus_cursor stub = lwclus_assoc_response(&s->assoc);

#if LWCLUS_STATISTICS
    s->calls++;
#endif
    if (r == LWCLUS_OK) {
        r = lwclus_ndr_decode(&stub, program, args, outcome);
    }
    return r != LWCLUS_OK ? r : judge(outcome, program);
}

lwclus_result lwclus_session_call_step(struct lwclus_session *s, uint16_t opnum,
                                       const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome)
{
    lwclus_result r;

    if (!s->submitted) {
        s->program = lwclus_method_program(opnum);
        if (s->program == NULL) {
            return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_PROCNUM_OUT_OF_RANGE);
        }
        if (s->assoc.state != LWCLUS_ASSOC_READY) {
            /* A local handle dies with its connection; an RPC handle outlives it. */
            return LWCLUS_SESSION_LOCAL(s) ? LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE)
                                           : LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE);
        }
        r = probe(&s->assoc);
        if (r == LWCLUS_OK) {
            r = submit(s, opnum, s->program, args);
        }
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
    return lwclus_session_answer(s, r, s->program, args, outcome);
}

#if LWCLUS_RECONNECT
/* One of the call's own handles did not survive the reconnect. */
static bool lost_handle(const struct lwclus_request *request)
{
    const uint32_t pair = LWCLUS_CALL_PAIR(0, 0, 15u) & ~LWCLUS_CALL_ON(0, 0);
    const union lwclus_ndr_arg *second = &request->args[(request->what & LWCLUS_CALL_THIRD) != 0 ? 2 : 1];

    return ((request->what & LWCLUS_CALL_ON(0, 0)) != 0 && lwclus_reconnect_lost(request->args[0].in)) ||
           ((request->what & pair) != 0 && lwclus_reconnect_lost(second->in));
}
#endif

#if LWCLUS_CALL_BUILDERS
/* The receive buffer is idle until the request is sent, and what is built fits the fragment into which the
 * request is encoded. */
static lwclus_result build(struct lwclus_session *s, const struct lwclus_request *request)
{
    const struct lwclus_builder *builder = request->builder;
    struct lwclus_cursor c;

    if (builder == NULL || s->submitted) {
        return LWCLUS_OK;
    }
    lwclus_cursor_init(&c, s->rx, LWCLUS_BUILDER_BYTES);
    builder->write(&c, builder->user);
    request->args[builder->array].in = s->rx;
    request->args[builder->array + 1].value = c.pos / builder->width;
    return c.status;
}
#else
#define build(s, request) LWCLUS_OK
#endif

static lwclus_result step_call(struct lwclus_session *s, void *arg)
{
    struct lwclus_request *request = (struct lwclus_request *)arg;
    lwclus_result r;

#if LWCLUS_RECONNECT
    if (s->reconnect.active) {
        r = lwclus_reconnect_step(s);
        if (r != LWCLUS_OK) {
            return r;
        }
        if (lost_handle(request)) {
            return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE);
        }
    }
#endif
    r = build(s, request);
    return r != LWCLUS_OK
               ? r
               : lwclus_session_call_step(s, (uint16_t)request->what, request->args, &request->outcome);
}

/* Apart: compilers unroll the copy where they see its size. */
LWCLUS_NOINLINE void lwclus_session_keep(uint8_t context[LWCLUS_CONTEXT_HANDLE_BYTES],
                                         const struct lwclus_ndr_outcome *outcome)
{
    memcpy(context, outcome->handle, LWCLUS_CONTEXT_HANDLE_BYTES);
}

lwclus_result lwclus_session_call(struct lwclus_session *s, struct lwclus_request *request)
{
    const struct lwclus_operation operation = {
        request->what, (uint32_t)request->handle, lwclus_instance.config.call_timeout_ms, step_call, request,
        true};

    return lwclus_session_run(s, &operation);
}

void lwclus_session_disconnect(struct lwclus_session *s)
{
    lwclus_fetch_stop(s);
    lwclus_assoc_close(&s->assoc);
}

void lwclus_session_free(struct lwclus_session *s)
{
    lwclus_session_disconnect(s);
    lwclus_resolve_stop(s);
    lwclus_tables_lock();
#if LWCLUS_STATISTICS
    lwclus_session_add_statistics(s, &lwclus_instance.closed);
#endif
    lwclus_wipe(s, sizeof(*s));
    lwclus_tables_unlock();
}

#if LWCLUS_STATISTICS
void lwclus_session_add_statistics(const struct lwclus_session *s, struct lwclus_statistics *sum)
{
    sum->round_trips += s->assoc.stats.round_trips;
    sum->calls += s->calls;
    sum->pdus_sent += s->assoc.stats.pdus_sent;
    sum->pdus_received += s->assoc.stats.pdus_received;
    sum->bytes_sent += s->assoc.stats.bytes_sent;
    sum->bytes_received += s->assoc.stats.bytes_received;
    sum->dropped_names += s->dropped_names;
    sum->reconnects += s->reconnects;
    sum->reopened_handles += s->reopened;
    sum->failed_rounds += s->failed_rounds;
    sum->lost_handles += s->lost_handles;
#if LWCLUS_KERBEROS
    sum->tickets += s->tickets;
    sum->ticket_hits += s->ticket_hits;
    sum->ntlm_fallbacks += s->ntlm_fallbacks;
    sum->time_corrections += s->time_corrections;
#endif
}
#endif
