/* Sessions: locking, waiting, one call. */
#include "session/session.h"

#include <string.h>

#include "base/log.h"
#include "method/method.h"
#include "rpc/status.h"
#include "session/call.h"
#include "session/instance.h"

uint8_t lwclus_session_slot(const struct lwclus_session *s)
{
    return (uint8_t)(s - lwclus_instance.sessions);
}

uint32_t lwclus_ms_left(uint32_t deadline)
{
    uint32_t left = deadline - lwclus_instance.config.port->now_ms();

    /* The clock may wrap: a distance beyond half the range is in the past. */
    return left > 0x7fffffffu ? 0 : left;
}

bool lwclus_session_acquire(struct lwclus_session *s)
{
    const struct lwclus_port *port = lwclus_instance.config.port;

    if (port->lock != NULL ? !port->lock(LWCLUS_LOCK_SESSION + lwclus_session_slot(s),
                                         lwclus_instance.config.call_timeout_ms)
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
    *s = &lwclus_instance.sessions[(*row)->session];
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

#if LWCLUS_NONBLOCKING
void lwclus_session_drop_pending(struct lwclus_session *s)
{
    if (s->pending_what != 0) {
        if (s->pending_row != 0) {
            lwclus_call_release(&lwclus_instance.rows[s->pending_row - 1]);
        }
        s->pending_what = 0;
        s->pending_row = 0;
        s->submitted = false;
        lwclus_assoc_close(&s->assoc);
    }
}

static lwclus_result begin(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    if (s->pending_what != 0 &&
        (s->pending_what != operation->what || s->pending_handle != operation->handle)) {
        if (lwclus_ms_left(s->deadline) != 0) {
            return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_BUSY);
        }
        lwclus_session_drop_pending(s);
    }
    if (s->pending_what == 0) {
        s->deadline = lwclus_instance.config.port->now_ms() + operation->timeout_ms;
    }
    s->pending_what = 0;
    return LWCLUS_OK;
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
    s->deadline = lwclus_instance.config.port->now_ms() + operation->timeout_ms;
    return LWCLUS_OK;
}

#define postpone(s, operation) false
#endif

lwclus_result lwclus_session_run(struct lwclus_session *s, const struct lwclus_operation *operation)
{
    lwclus_result r = begin(s, operation);
    uint32_t left;

    while (r == LWCLUS_OK) {
        r = operation->step(s, operation->arg);
        if (r != LWCLUS_PENDING) {
            return r;
        }
        left = lwclus_ms_left(s->deadline);
        if (left == 0 || s->closing) {
            r = s->closing ? LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_OPERATION_ABORTED)
                           : lwclus_assoc_lost(&s->assoc, LWCLUS_ORIGIN_DEADLINE);
            lwclus_assoc_close(&s->assoc);
            s->submitted = false;
        } else if (!postpone(s, operation)) {
            r = LWCLUS_OK;
            lwclus_instance.config.port->wait(lwclus_session_slot(s),
                                              left < LWCLUS_WAIT_SLICE_MS ? left : LWCLUS_WAIT_SLICE_MS);
        }
    }
    return r;
}

/* Encodes into the fragment; a stub that does not fit is encoded again into the stub buffer. */
static lwclus_result submit(struct lwclus_session *s, uint16_t opnum, const uint8_t *program,
                            const union lwclus_ndr_arg *args)
{
    lwclus_result r = LWCLUS_OK;
    uint32_t large;

    for (large = 0; large < 2; large++) {
        struct lwclus_cursor c = lwclus_assoc_stub(&s->assoc, large != 0);

        r = lwclus_ndr_encode(&c, program, args);
        if (r == LWCLUS_OK) {
            return lwclus_assoc_submit(&s->assoc, opnum, &c);
        }
        if (LWCLUS_CODE(r) != RPC_X_BAD_STUB_DATA) {
            return r;
        }
    }
    lwclus_log(LWCLUS_LOG_ERROR, "request larger than LWCLUS_STUB_BYTES, opnum", opnum);
    return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
}

/* The one place that decides what a response means: rpc_status before Status before a NULL handle. */
static lwclus_result judge(const struct lwclus_ndr_outcome *outcome, uint8_t flags)
{
    static const uint8_t null_handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    lwclus_result r = lwclus_status_from_server(outcome->rpc_status);

    if (r == LWCLUS_OK) {
        r = lwclus_status_from_server(outcome->status);
    }
    if (r == LWCLUS_OK && (flags & LWCLUS_METHOD_HANDLE) != 0 &&
        memcmp(outcome->handle, null_handle, sizeof(null_handle)) == 0) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA);
    }
    return r;
}

lwclus_result lwclus_session_call_step(struct lwclus_session *s, uint16_t opnum,
                                       const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome)
{
    struct lwclus_method method = lwclus_method_get(opnum);
    struct lwclus_cursor stub;
    lwclus_result r;

    if (!s->submitted) {
        if (s->assoc.state != LWCLUS_ASSOC_READY) {
            return LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE);
        }
        r = submit(s, opnum, method.program, args);
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
#if LWCLUS_STATISTICS
    s->calls++;
#endif
    if (r != LWCLUS_OK) {
        return r;
    }
    stub = lwclus_assoc_response(&s->assoc);
    r = lwclus_ndr_decode(&stub, method.program, args, outcome);
    return r != LWCLUS_OK ? r : judge(outcome, method.flags);
}

struct call {
    const union lwclus_ndr_arg *args;
    struct lwclus_ndr_outcome *outcome;
    uint16_t opnum;
};

static lwclus_result step_call(struct lwclus_session *s, void *arg)
{
    const struct call *call = (const struct call *)arg;

    return lwclus_session_call_step(s, call->opnum, call->args, call->outcome);
}

lwclus_result lwclus_session_call(struct lwclus_session *s, uint32_t handle, uint32_t what,
                                  const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome)
{
    struct call call = {args, outcome, (uint16_t)what};
    const struct lwclus_operation operation = {what, handle, lwclus_instance.config.call_timeout_ms,
                                               step_call, &call};

    return lwclus_session_run(s, &operation);
}

void lwclus_session_free(struct lwclus_session *s)
{
    lwclus_assoc_close(&s->assoc);
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
}
#endif
