/* The one call path. */
#include "session/call.h"

#include <string.h>

#include "session/instance.h"

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

/* Fills in the context handles that `what` asks for. Both handles must live in the same session. */
static lwclus_result bind_handles(const struct lwclus_session *s, const struct lwclus_handle_row *row,
                                  uint32_t what, union lwclus_ndr_arg *args)
{
    const struct lwclus_handle_row *second;

    if ((what & ON_HANDLE) != 0) {
        args[0].in = context_of(s, row);
    }
    if (SECOND_OF(what) != 0) {
        lwclus_tables_lock();
        second = lwclus_handle_find((uintptr_t)args[1].in, SECOND_OF(what));
        lwclus_tables_unlock();
        if (second == NULL || second->session != row->session) {
            return INVALID_HANDLE;
        }
        args[1].in = context_of(s, second);
    }
    return LWCLUS_OK;
}

lwclus_result lwclus_call(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(handle, TYPE_OF(what), &s, &row);

    if (r == LWCLUS_OK) {
        r = bind_handles(s, row, what, args);
        if (r == LWCLUS_OK) {
            r = lwclus_session_call(s, (uint16_t)what, args, &outcome);
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

/* Makes a reserved row public, or frees it. Returns the public handle or 0. */
static uintptr_t settle(struct lwclus_handle_row *row, lwclus_result r)
{
    uintptr_t handle = 0;

    lwclus_tables_lock();
    if (r == LWCLUS_OK) {
        row->open = true;
        handle = lwclus_handle_value(row);
    } else {
        release(row);
    }
    lwclus_tables_unlock();
    lwclus_fail(r);
    return handle;
}

static struct lwclus_handle_row *reserve(uint8_t type, const struct lwclus_handle_row *parent)
{
    struct lwclus_handle_row *row;

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
static uintptr_t open_row(uintptr_t handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args,
                          struct lwclus_ndr_rows *rows)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_handle_row *selected;
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    uintptr_t opened = 0;
    lwclus_result r = lwclus_session_enter(handle, TYPE_OF(what), &s, &selected);

    if (r != LWCLUS_OK) {
        lwclus_fail(r);
        return 0;
    }
    row = reserve(type, &lwclus_instance.rows[selected->parent]);
    r = row != NULL ? bind_handles(s, selected, what, args) : TABLE_FULL;
    if (row != NULL) {
        if (rows != NULL) {
            rows->user = row;
        }
        if (r == LWCLUS_OK) {
            r = lwclus_session_call(s, (uint16_t)what, args, &outcome);
        }
        if (r == LWCLUS_OK && rows == NULL) {
            memcpy(row->u.context, outcome.handle, sizeof(row->u.context));
        }
        opened = settle(row, r);
    } else {
        lwclus_fail(r);
    }
    lwclus_session_leave(s);
    return opened;
}

uintptr_t lwclus_call_open(uintptr_t handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args)
{
    return open_row(handle, what, type, args, NULL);
}

#if LWCLUS_API_ENUM
uintptr_t lwclus_call_enumerate(uintptr_t handle, uint32_t what, uint32_t kinds)
{
    struct lwclus_ndr_rows rows = {0, NULL, lwclus_snapshot_add};
    union lwclus_ndr_arg args[3];
    uint32_t first = (what & ON_HANDLE) != 0 ? 1 : 0;

    args[first].value = kinds;
    args[first + 1].out = &rows;
    return open_row(handle, what, LWCLUS_HANDLE_ENUM, args, &rows);
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

void lwclus_call_close_remote(struct lwclus_session *s, uint8_t opnum, uint8_t *context)
{
    union lwclus_ndr_arg args[1];
    struct lwclus_ndr_outcome outcome;

    args[0].out = context;
    if (s->assoc.state == LWCLUS_ASSOC_READY) {
        (void)lwclus_session_call(s, opnum, args, &outcome);
    }
}

void lwclus_call_close_row(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    row->open = false;
    if (close_opnum[row->type] != 0) {
        lwclus_call_close_remote(s, close_opnum[row->type], row->u.context);
    }
    lwclus_tables_lock();
    release(row);
    lwclus_tables_unlock();
}

lwclus_result lwclus_call_close(uintptr_t handle, uint8_t type)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r = lwclus_session_enter(handle, type, &s, &row);

    if (r == LWCLUS_OK) {
        lwclus_call_close_row(s, row);
        lwclus_session_leave(s);
    }
    return lwclus_report(r);
}
