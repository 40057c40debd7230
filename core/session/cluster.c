/* Cluster handles. */
#include "session/cluster.h"

#include "session/call.h"
#include "session/instance.h"
#include "session/resolve.h"

#define OPNUM_CLOSE_CLUSTER 1u

/* Takes a free session and a row for it; NULL when either is missing. */
static struct lwclus_handle_row *reserve(void)
{
    struct lwclus_handle_row *row = NULL;
    uint8_t i;

    lwclus_tables_lock();
    for (i = 0; i < LWCLUS_MAX_SESSIONS && row == NULL; i++) {
        if (lwclus_instance.sessions[i].state == LWCLUS_SESSION_FREE) {
            row = lwclus_handle_reserve(LWCLUS_HANDLE_CLUSTER, i, NULL);
            if (row == NULL) {
                break;
            }
            lwclus_instance.sessions[i].state = LWCLUS_SESSION_OPENING;
        }
    }
    lwclus_tables_unlock();
    return row;
}

static void publish(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    lwclus_tables_lock();
    s->state = LWCLUS_SESSION_OPEN;
    row->open = true;
    lwclus_tables_unlock();
}

static void abandon(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    lwclus_resolve_stop(s);
    lwclus_tables_lock();
    lwclus_handle_free(row);
    lwclus_tables_unlock();
    lwclus_session_free(s);
}

static uintptr_t open_session(struct lwclus_handle_row *row, const uint16_t *name, uint32_t access,
                              uint32_t *granted)
{
    struct lwclus_session *s = &lwclus_instance.sessions[row->session];
    uintptr_t handle = 0;
    lwclus_result r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_BUSY);

    if (lwclus_session_acquire(s)) {
        s->access = access;
        r = lwclus_session_open_start(s, name);
        if (r == LWCLUS_OK) {
            r = lwclus_session_run(s, lwclus_session_open_step, NULL);
        }
        if (r == LWCLUS_OK) {
            handle = lwclus_handle_value(row);
            if (granted != NULL) {
                *granted = s->granted;
            }
            publish(s, row);
        } else {
            abandon(s, row);
        }
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return handle;
}

uintptr_t lwclus_cluster_open(const uint16_t *name, uint32_t access, uint32_t *granted)
{
    lwclus_result r = LWCLUS_OK;
    struct lwclus_handle_row *row;

    if (!lwclus_instance.started) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_READY);
    } else if (!lwclus_access_valid(access)) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER);
    } else if (name == NULL && (!LWCLUS_LOCAL || lwclus_instance.config.local == NULL)) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, EPT_S_NOT_REGISTERED);
    } else {
        row = reserve();
        if (row != NULL) {
            return open_session(row, name, access, granted);
        }
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_SYSTEM_RESOURCES);
    }
    lwclus_fail(r);
    return 0;
}

/* Table lock held. */
static bool only_cluster_handle(const struct lwclus_handle_row *row)
{
    uint32_t n = 0;
    uint32_t i;

    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        const struct lwclus_handle_row *other = &lwclus_instance.rows[i];

        n += other->type == LWCLUS_HANDLE_CLUSTER && other->open && other->session == row->session;
    }
    return n == 1;
}

/* Tells the task that uses the session to stop soon: nobody can use its result any more. */
static void hurry(uintptr_t handle)
{
    struct lwclus_handle_row *row;

    lwclus_tables_lock();
    row = lwclus_handle_find(handle, LWCLUS_HANDLE_CLUSTER);
    if (row != NULL && only_cluster_handle(row)) {
        lwclus_instance.sessions[row->session].closing = true;
    }
    lwclus_tables_unlock();
}

static bool unpublish(struct lwclus_handle_row *row)
{
    uint16_t index = lwclus_handle_index(row);
    bool last;
    uint32_t i;

    lwclus_tables_lock();
    last = only_cluster_handle(row);
    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        struct lwclus_handle_row *other = &lwclus_instance.rows[i];

        if (other->type != LWCLUS_HANDLE_FREE && other->parent == index) {
            other->open = false;
        }
    }
    lwclus_tables_unlock();
    return last;
}

bool lwclus_cluster_close(uintptr_t handle)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s = NULL;
    lwclus_result r;
    uint32_t i;
    bool last;

    if (lwclus_instance.started) {
        hurry(handle);
    }
    r = lwclus_session_enter(handle, LWCLUS_HANDLE_CLUSTER, &s, &row);
    if (s != NULL) {
        s->closing = false;
    }
    if (r != LWCLUS_OK) {
        lwclus_fail(r);
        return false;
    }
    last = unpublish(row);
    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        struct lwclus_handle_row *child = &lwclus_instance.rows[i];

        if (child->type != LWCLUS_HANDLE_FREE && child->parent == lwclus_handle_index(row) && child != row) {
            lwclus_call_close_row(s, child);
        }
    }
    lwclus_tables_lock();
    lwclus_handle_free(row);
    lwclus_tables_unlock();
    if (last) {
        lwclus_call_close_remote(s, OPNUM_CLOSE_CLUSTER, s->cluster);
        lwclus_session_free(s);
    }
    lwclus_session_leave(s);
    return true;
}

uintptr_t lwclus_cluster_of(uintptr_t handle, uint8_t type)
{
    struct lwclus_handle_row *from;
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    uintptr_t cluster = 0;
    lwclus_result r = lwclus_session_enter(handle, type, &s, &from);

    if (r == LWCLUS_OK) {
        lwclus_tables_lock();
        row = lwclus_handle_reserve(LWCLUS_HANDLE_CLUSTER, from->session, NULL);
        if (row != NULL) {
            row->open = true;
            cluster = lwclus_handle_value(row);
        } else {
            r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_SYSTEM_RESOURCES);
        }
        lwclus_tables_unlock();
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return cluster;
}
