/* The one call path. */
#include "session/call.h"

#include <string.h>

#include "base/utf16.h"
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
    if (name->units == 0 && name->ptr != NULL && name->capacity != 0) {
        name->ptr[0] = 0; /* a NULL pointer on the wire leaves the buffer alone */
    }
    return name->ptr != NULL && name->units > name->capacity
               ? lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_MORE_DATA))
               : LWCLUS_OK;
}

/* Without families no method takes a context handle except those that close it. */
#define BINDS                                                                                                \
    (LWCLUS_API_NETINTERFACE || LWCLUS_API_NETWORK || LWCLUS_API_NODE || LWCLUS_API_GROUP ||                 \
     LWCLUS_API_RESOURCE || LWCLUS_API_ENUM || LWCLUS_API_CLUSTER)

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

#if BINDS
static const uint8_t *context_of(const struct lwclus_session *s, const struct lwclus_handle_row *row)
{
    return row->type == LWCLUS_HANDLE_CLUSTER ? s->cluster : row->u.context;
}

/* Fills in the context handles that `what` asks for. Both handles must live in the same session. */
static lwclus_result bind_handles(const struct lwclus_session *s, const struct lwclus_handle_row *row,
                                  uint32_t what, union lwclus_ndr_arg *args)
{
    union lwclus_ndr_arg *other = &args[(what & LWCLUS_CALL_THIRD) != 0 ? 2 : 1];
    const struct lwclus_handle_row *second;

    if ((what & ON_HANDLE) != 0) {
        if (!usable(row)) {
            return INVALID_HANDLE;
        }
        args[0].in = context_of(s, row);
    }
    if (SECOND_OF(what) != 0) {
        lwclus_tables_lock();
        second = lwclus_handle_find((uintptr_t)other->in, SECOND_OF(what));
        lwclus_tables_unlock();
        if (second == NULL || second->session != row->session || !usable(second)) {
            return INVALID_HANDLE;
        }
        other->in = context_of(s, second);
    }
    return LWCLUS_OK;
}
#else
#define bind_handles(s, row, what, args) ((void)(s), (void)(row), (void)(what), (void)(args), LWCLUS_OK)
#endif

#if LWCLUS_NONBLOCKING
bool lwclus_call_pending(uintptr_t handle, uint32_t what)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    bool pending = false;

    if (lwclus_session_enter(handle, TYPE_OF(what), &s, &row) == LWCLUS_OK) {
        pending = s->pending_what == what && s->pending_handle == (uint32_t)handle;
        lwclus_session_leave(s);
    }
    return pending;
}
#endif

/* What follows from a call for the names that handles are opened again by: the object has another one now, or
 * is gone. Session lock held. */
static void renamed(struct lwclus_handle_row *row, uint32_t what, const uint16_t *name)
{
#if LWCLUS_RECONNECT
    static const uint16_t none[] = {LWCLUS_NAME_NOT_KEPT, 0};
    uint32_t i;

    name = (what & LWCLUS_CALL_GONE) != 0 ? none : name;
    if (name == NULL || row->name[0] == LWCLUS_NAME_NOT_KEPT) {
        return;
    }
    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        struct lwclus_handle_row *other = &lwclus_instance.rows[i];

        if (other != row && other->open && other->type == row->type && other->session == row->session &&
            lwclus_utf16_equal_nocase(other->name, row->name, LWCLUS_HANDLE_NAME_UNITS)) {
            lwclus_reconnect_remember(other, name, other->access);
        }
    }
    lwclus_reconnect_remember(row, name, row->access);
#else
    (void)row;
    (void)what;
    (void)name;
#endif
}

/* The same for the name by which a candidate is known to be of this cluster. */
static void cluster_renamed(struct lwclus_session *s, const uint16_t *name, lwclus_result r)
{
    bool later = LWCLUS_CODE(r) == ERROR_RESOURCE_PROPERTIES_STORED;

    if (name != NULL && (r == LWCLUS_OK || later)) {
        lwclus_reconnect_rename(s, name, later);
    }
}

static void prepare(struct lwclus_request *request, uintptr_t handle, uint32_t what,
                    union lwclus_ndr_arg *args)
{
    request->what = what;
    request->handle = handle;
    request->args = args;
    request->builder = NULL;
}

static lwclus_result call(struct lwclus_request *request, const uint16_t *new_name)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(request->handle, TYPE_OF(request->what), &s, &row);

    if (r == LWCLUS_OK) {
        r = bind_handles(s, row, request->what, request->args);
        if (r == LWCLUS_OK) {
            r = lwclus_session_call(s, request);
        }
        if (row->type == LWCLUS_HANDLE_CLUSTER) {
            cluster_renamed(s, new_name, r);
        } else if (r == LWCLUS_OK) {
            renamed(row, request->what, new_name);
        }
        lwclus_session_leave(s);
    }
    return lwclus_report(r);
}

lwclus_result lwclus_call(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args)
{
    return lwclus_call_built(handle, what, args, NULL);
}

lwclus_result lwclus_call_built(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args,
                                const struct lwclus_builder *builder)
{
    struct lwclus_request request;

    prepare(&request, handle, what, args);
    request.builder = builder;
    return call(&request, NULL);
}

lwclus_result lwclus_call_rename(uintptr_t handle, uint32_t what, const uint16_t *name)
{
    union lwclus_ndr_arg args[2];
    struct lwclus_request request;

    args[0].in = name; /* a handle takes its place where the method has one */
    args[1].in = name;
    prepare(&request, handle, what, args);
    return call(&request, name);
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

#if LWCLUS_NONBLOCKING
    s->pending_row = r == LWCLUS_PENDING ? row : NULL;
#else
    (void)s;
#endif
    if (lwclus_call_unfinished(r)) {
        return 0;
    }
    lwclus_tables_lock();
    if (r == LWCLUS_OK) {
        row->open = true;
        handle = lwclus_handle_value(row);
    } else {
        release(row);
    }
    lwclus_tables_unlock();
    return handle;
}

/* A call that yields a handle, and what it makes of its answer. */
struct opening {
    uint8_t type;
    uint8_t kind;                 /* of an enumeration */
    uint32_t access;              /* with the name: how to open it again */
    const uint16_t *name;         /* NULL: cannot be opened again */
    struct lwclus_ndr_rows *rows; /* two lists for a snapshot; NULL: the answer is a context handle */
};

static struct lwclus_handle_row *reserve(const struct lwclus_session *s, const struct opening *o,
                                         const struct lwclus_handle_row *selected)
{
    struct lwclus_handle_row *row;

#if LWCLUS_NONBLOCKING
    if (s->pending_row != NULL) {
        return s->pending_row;
    }
#else
    (void)s;
#endif
    lwclus_tables_lock();
    row = lwclus_handle_reserve(o->type, selected->session, selected->parent);
#if LWCLUS_API_ENUM
    if (row != NULL && o->rows != NULL && !lwclus_snapshot_take(row, o->kind)) {
        lwclus_handle_free(row);
        row = NULL;
    }
#endif
    lwclus_tables_unlock();
    if (row != NULL && o->name != NULL) {
        lwclus_reconnect_remember(row, o->name, o->access);
    }
    return row;
}

static lwclus_result take_answer(struct lwclus_handle_row *row, const struct lwclus_ndr_outcome *outcome,
                                 const struct lwclus_ndr_rows *rows)
{
#if LWCLUS_API_ENUM
    if (rows != NULL) {
        return lwclus_snapshot_close(row, rows);
    }
#else
    (void)rows;
#endif
    lwclus_session_keep(row->u.context, outcome);
    return LWCLUS_OK;
}

/* Reserves a row before anything is sent, calls, publishes. */
static lwclus_result open_row(struct lwclus_session *s, const struct lwclus_handle_row *selected,
                              const struct opening *o, struct lwclus_request *request, uintptr_t *handle)
{
    struct lwclus_handle_row *row;
    lwclus_result r = lwclus_session_claim(s, request->what, (uint32_t)request->handle);

    /* claimed first: an unfinished operation that is dropped takes its reserved row along */
    if (r == LWCLUS_OK) {
        r = bind_handles(s, selected, request->what, request->args);
    }
    if (r != LWCLUS_OK) {
        return r;
    }
    row = reserve(s, o, selected);
    if (row == NULL) {
        return TABLE_FULL;
    }
#if LWCLUS_API_ENUM
    if (o->rows != NULL) {
        lwclus_snapshot_receive(row, o->rows);
    }
#endif
#if LWCLUS_RECONNECT
    if ((request->what & LWCLUS_CALL_LATER) != 0) {
        request->args[0].in = row->name; /* a task that enters again has it from an earlier call no more */
    }
#endif
    r = lwclus_session_call(s, request);
    if (r == LWCLUS_OK) {
        r = take_answer(row, &request->outcome, o->rows);
    }
    *handle = settle(s, row, r);
    return r;
}

static uintptr_t open_on(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args, const struct opening *o)
{
    struct lwclus_request request;
    struct lwclus_handle_row *selected;
    struct lwclus_session *s;
    uintptr_t opened = 0;
    lwclus_result r = lwclus_session_enter(handle, TYPE_OF(what), &s, &selected);

    if (r == LWCLUS_OK) {
        prepare(&request, handle, what, args);
        r = open_row(s, selected, o, &request, &opened);
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return opened;
}

uintptr_t lwclus_call_open(uintptr_t handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args,
                           const uint16_t *name, uint32_t access)
{
    struct opening o;

    o.type = type;
    o.access = access;
    o.name = name;
    o.rows = NULL;
    return open_on(handle, what, args, &o);
}

#if LWCLUS_API_ENUM
uintptr_t lwclus_call_enumerate(uintptr_t handle, uint32_t what, uint8_t kind, union lwclus_ndr_arg *args,
                                uint32_t lists)
{
    struct lwclus_ndr_rows rows[2];
    struct opening o;

    o.type = LWCLUS_HANDLE_ENUM;
    o.kind = kind;
    o.name = NULL;
    o.rows = rows;
    args[lists].out = &rows[0];
    args[lists + 1].out = &rows[1];
    return open_on(handle, what, args, &o);
}
#endif

uintptr_t lwclus_call_open_named(uintptr_t cluster, uint32_t methods, const uint16_t *name, uint32_t access,
                                 uint32_t *granted)
{
    union lwclus_ndr_arg args[3];
    uint32_t answer = GENERIC_ALL;
    uint32_t opnum = (access == GENERIC_ALL ? methods : methods >> 8) & 0xffu;
    uintptr_t handle;

    if (name == NULL || !lwclus_access_valid(access)) {
        lwclus_fail(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
        return 0;
    }
    args[0].in = name;
    args[1].value = access;
    args[2].out = &answer;
    handle = lwclus_call_open(cluster, LWCLUS_CALL(opnum, LWCLUS_HANDLE_CLUSTER), (uint8_t)(methods >> 16),
                              args, name, access);
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
    lwclus_result r =
        lwclus_call_close_remote_step(s, usable(row) ? close_opnum[row->type] : 0, row->u.context);

    if (r == LWCLUS_OK) {
        lwclus_call_release(row);
    }
    return r;
}

static lwclus_result step_close(struct lwclus_session *s, void *arg)
{
    return lwclus_call_close_step(s, (struct lwclus_handle_row *)arg);
}

lwclus_result lwclus_call_run_close(struct lwclus_session *s, uintptr_t handle,
                                    lwclus_result (*step)(struct lwclus_session *s, void *arg),
                                    struct lwclus_handle_row *row)
{
    const struct lwclus_operation operation = {
        LWCLUS_OPERATION_CLOSE, (uint32_t)handle, lwclus_instance.config.call_timeout_ms, step, row, false};

    return lwclus_session_run(s, &operation);
}

lwclus_result lwclus_call_close(uintptr_t handle, uint8_t type)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(handle, type, &s, &row);

    if (r == LWCLUS_OK) {
        r = lwclus_call_run_close(s, handle, step_close, row);
        if (r != LWCLUS_OK &&
            !(LWCLUS_NONBLOCKING && (r == LWCLUS_PENDING || LWCLUS_CODE(r) == ERROR_BUSY))) {
            /* The server did not answer; the handle is gone all the same. */
            lwclus_call_release(row);
            r = LWCLUS_OK;
        }
        lwclus_session_leave(s);
    }
    return lwclus_report(r);
}
