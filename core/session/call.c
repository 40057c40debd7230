/* The one call path. */
#include "session/call.h"

#include <string.h>

#include "session/instance.h"
#include "session/reconnect.h"

#define TYPE_OF(what)   ((uint8_t)(((what) >> 16) & 15u))
#define SECOND_OF(what) ((uint8_t)(((what) >> 20) & 15u))
#define ON_HANDLE       0x01000000u

#define INVALID_HANDLE LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE)
#define TABLE_FULL     LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_SYSTEM_RESOURCES)

/* ApiClose... per kind ([MS-CMRP] 3.2.4.7); 0 = nothing on the server. */
static const uint8_t close_opnum[LWCLUS_HANDLE_TYPES] = {0, 0, 67, 44, 11, 37, 82, 93, 0};

uint32_t lwclus_bad_argument(void)
{
    return LWCLUS_CODE(lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER)));
}

bool lwclus_access_valid(uint32_t access)
{
    const uint32_t known = GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE | GENERIC_ALL | MAXIMUM_ALLOWED |
                           CLUSAPI_READ_ACCESS | CLUSAPI_CHANGE_ACCESS;

    return access != 0 && (access & ~known) == 0 &&
           ((access & CLUSAPI_CHANGE_ACCESS) == 0 || (access & CLUSAPI_READ_ACCESS) != 0);
}

lwclus_result lwclus_name_result(const struct lwclus_ndr_text *name, uint32_t *units)
{
    *units = name->units != 0 ? name->units - 1 : 0;
    return name->ptr != NULL && name->units > name->capacity
               ? lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_MORE_DATA))
               : LWCLUS_OK;
}

static const uint8_t *context_of(const struct lwclus_session *s, const struct lwclus_handle_row *row)
{
    return row->type == LWCLUS_HANDLE_CLUSTER ? s->cluster : row->u.context;
}

/* A handle whose name was too long to be opened again after a reconnect is dead. */
static bool usable(const struct lwclus_handle_row *row)
{
#if LWCLUS_RECONNECT
    return !row->lost;
#else
    (void)row;
    return true;
#endif
}

/* Fills in the context handles that `what` asks for. Both handles must live in the same session. */
static lwclus_result bind_handles(const struct lwclus_session *s, const struct lwclus_handle_row *row,
                                  uint32_t what, union lwclus_ndr_arg *args)
{
    const struct lwclus_handle_row *second;

    if ((what & ON_HANDLE) != 0) {
        if (!usable(row)) {
            return INVALID_HANDLE;
        }
        args[0].in = context_of(s, row);
    }
    if (SECOND_OF(what) != 0) {
        lwclus_tables_lock();
        second = lwclus_handle_find((uintptr_t)args[1].in, SECOND_OF(what));
        lwclus_tables_unlock();
        if (second == NULL || second->session != row->session || !usable(second)) {
            return INVALID_HANDLE;
        }
        args[1].in = context_of(s, second);
    }
    return LWCLUS_OK;
}

#if LWCLUS_NONBLOCKING
/* True when a later part of the same function is under way: this part has its results already. */
static bool part_done(const struct lwclus_session *s, uintptr_t handle, uint32_t what)
{
    return (what & LWCLUS_CALL_PART) != 0 && s->pending_what != 0 && s->pending_what != what &&
           s->pending_handle == (uint32_t)handle;
}
#else
#define part_done(s, handle, what) false
#endif

lwclus_result lwclus_call(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(handle, TYPE_OF(what), &s, &row);

    if (r == LWCLUS_OK) {
        r = bind_handles(s, row, what, args);
        if (r == LWCLUS_OK && !part_done(s, handle, what)) {
            r = lwclus_session_call(s, (uint32_t)handle, what, args, &outcome);
        }
        lwclus_session_leave(s);
    }
    return lwclus_report(r);
}

uint32_t lwclus_call_state(uintptr_t handle, uint32_t what)
{
    union lwclus_ndr_arg args[2];
    uint32_t state = 0xffffffffu;
    lwclus_result r;

    args[1].out = &state;
    r = lwclus_call(handle, what, args);
    lwclus_fail(r);
    return r == LWCLUS_OK ? state : 0xffffffffu;
}

/* Table lock held. */
static void release(struct lwclus_handle_row *row)
{
#if LWCLUS_API_ENUM
    if (row->type == LWCLUS_HANDLE_ENUM) {
        lwclus_snapshot_free(row);
    }
#endif
    lwclus_handle_free(row);
}

void lwclus_call_release(struct lwclus_handle_row *row)
{
    lwclus_tables_lock();
    release(row);
    lwclus_tables_unlock();
}

/* Makes a reserved row public, keeps it for an unfinished operation, or frees it. The public handle or 0. */
static uintptr_t settle(struct lwclus_session *s, struct lwclus_handle_row *row, lwclus_result r)
{
    uintptr_t handle = 0;

    lwclus_tables_lock();
#if LWCLUS_NONBLOCKING
    s->pending_row = 0;
    if (r == LWCLUS_PENDING) {
        s->pending_row = (uint16_t)(lwclus_handle_index(row) + 1u);
    } else
#else
    (void)s;
#endif
        if (r == LWCLUS_OK) {
        row->open = true;
        handle = lwclus_handle_value(row);
    } else {
        release(row);
    }
    lwclus_tables_unlock();
    return handle;
}

static struct lwclus_handle_row *reserve(const struct lwclus_session *s, uint8_t type,
                                         const struct lwclus_handle_row *parent)
{
    struct lwclus_handle_row *row;

#if LWCLUS_NONBLOCKING
    if (s->pending_row != 0) {
        return &lwclus_instance.rows[s->pending_row - 1];
    }
#else
    (void)s;
#endif
    lwclus_tables_lock();
    row = lwclus_handle_reserve(type, parent->session, parent);
#if LWCLUS_API_ENUM
    if (row != NULL && type == LWCLUS_HANDLE_ENUM && !lwclus_snapshot_take(row)) {
        lwclus_handle_free(row);
        row = NULL;
    }
#endif
    lwclus_tables_unlock();
    return row;
}

/* Reserves a row before anything is sent, calls, publishes. `rows` is set for an enumeration. */
static lwclus_result open_row(struct lwclus_session *s, const struct lwclus_handle_row *selected,
                              uintptr_t *handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args,
                              struct lwclus_ndr_rows *rows)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_handle_row *row;
    lwclus_result r = lwclus_session_claim(s, what, (uint32_t)*handle);

    if (r == LWCLUS_OK) {
        r = bind_handles(s, selected, what, args);
    }
    if (r != LWCLUS_OK) {
        return r;
    }
    row = reserve(s, type, &lwclus_instance.rows[selected->parent]);
    if (row == NULL) {
        return TABLE_FULL;
    }
    if (rows != NULL) {
        rows->user = row;
    } else {
        /* before the row is public: another task may reconnect right after */
        lwclus_reconnect_remember(row, (const uint16_t *)args[0].in, args[1].value);
    }
    r = lwclus_session_call(s, (uint32_t)*handle, what, args, &outcome);
    if (r == LWCLUS_OK && rows == NULL) {
        memcpy(row->u.context, outcome.handle, sizeof(row->u.context));
    }
    *handle = settle(s, row, r);
    return r;
}

static uintptr_t open_on(uintptr_t handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args,
                         struct lwclus_ndr_rows *rows)
{
    struct lwclus_handle_row *selected;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(handle, TYPE_OF(what), &s, &selected);

    if (r == LWCLUS_OK) {
        r = open_row(s, selected, &handle, what, type, args, rows);
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return r == LWCLUS_OK ? handle : 0;
}

uintptr_t lwclus_call_open(uintptr_t handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args)
{
    return open_on(handle, what, type, args, NULL);
}

#if LWCLUS_API_ENUM
uintptr_t lwclus_call_enumerate(uintptr_t handle, uint32_t what, uint32_t kinds)
{
    struct lwclus_ndr_rows rows = {0, NULL, lwclus_snapshot_add};
    union lwclus_ndr_arg args[3];
    uint32_t first = (what & ON_HANDLE) != 0 ? 1 : 0;

    args[first].value = kinds;
    args[first + 1].out = &rows;
    return open_on(handle, what, LWCLUS_HANDLE_ENUM, args, &rows);
}
#endif

uintptr_t lwclus_call_open_named(uintptr_t cluster, uint16_t plain, uint16_t ex, uint8_t type,
                                 const uint16_t *name, uint32_t access, uint32_t *granted)
{
    union lwclus_ndr_arg args[3];
    uint32_t answer = GENERIC_ALL;
    uintptr_t handle;

    if (name == NULL || !lwclus_access_valid(access)) {
        lwclus_fail(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
        return 0;
    }
    args[0].in = name;
    args[1].value = access;
    args[2].out = &answer;
    handle = lwclus_call_open(cluster, LWCLUS_CALL(access == GENERIC_ALL ? plain : ex, LWCLUS_HANDLE_CLUSTER),
                              type, args);
    if (handle != 0 && granted != NULL) {
        *granted = answer;
    }
    return handle;
}

lwclus_result lwclus_call_close_remote_step(struct lwclus_session *s, uint8_t opnum, uint8_t *context)
{
    union lwclus_ndr_arg args[1];
    struct lwclus_ndr_outcome outcome;

    args[0].out = context;
    if (opnum != 0 && (s->submitted || s->assoc.state == LWCLUS_ASSOC_READY) &&
        lwclus_session_call_step(s, opnum, args, &outcome) == LWCLUS_PENDING) {
        return LWCLUS_PENDING;
    }
    return LWCLUS_OK;
}

lwclus_result lwclus_call_close_step(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    lwclus_result r = lwclus_call_close_remote_step(s, close_opnum[row->type], row->u.context);

    if (r == LWCLUS_OK) {
        lwclus_call_release(row);
    }
    return r;
}

static lwclus_result step_close(struct lwclus_session *s, void *arg)
{
    return lwclus_call_close_step(s, (struct lwclus_handle_row *)arg);
}

lwclus_result lwclus_call_close(uintptr_t handle, uint8_t type)
{
    struct lwclus_operation operation = {LWCLUS_OPERATION_CLOSE,
                                         (uint32_t)handle,
                                         lwclus_instance.config.call_timeout_ms,
                                         step_close,
                                         NULL,
                                         false};
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(handle, type, &s, &row);

    if (r == LWCLUS_OK) {
        operation.arg = row;
        r = lwclus_session_run(s, &operation);
        if (r != LWCLUS_OK && r != LWCLUS_PENDING && LWCLUS_CODE(r) != ERROR_BUSY) {
            /* The server did not answer; the handle is gone all the same. */
            lwclus_call_release(row);
            r = LWCLUS_OK;
        }
        lwclus_session_leave(s);
    }
    return lwclus_report(r);
}
