/* Cluster handles. */
#include "session/cluster.h"

#include "base/utf16.h"
#include "session/call.h"
#include "session/instance.h"
#include "session/reconnect.h"

#define OPNUM_CLOSE_CLUSTER 1u

/* Another task went on with the same unfinished open and got its handle. */
#define TAKEN LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_BUSY)

static void abandon(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    lwclus_call_release(row);
    lwclus_session_free(s);
}

#if LWCLUS_NONBLOCKING
static bool unfinished(const struct lwclus_session *s)
{
    return s->state == LWCLUS_SESSION_OPENING && s->pending_what == LWCLUS_OPERATION_OPEN;
}

/* Drops an unfinished open that nobody took up again before its deadline. */
static void drop_expired(struct lwclus_session *s)
{
    if (!s->busy && lwclus_ms_left(s->deadline) == 0 && lwclus_session_acquire(s)) {
        if (unfinished(s)) {
            abandon(s, s->pending_row);
        }
        lwclus_session_leave(s);
    }
}

/* The row of an unfinished open of the same cluster: the caller goes on with it. NULL when there is none. */
static struct lwclus_handle_row *resume(const uint16_t *name, uint32_t access)
{
    uint32_t i;

    for (i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        struct lwclus_session *s = &lwclus_instance.sessions[i];

        if (!unfinished(s)) {
            continue;
        }
        if (s->access == access && s->local == (name == NULL) &&
            (name == NULL || lwclus_utf16_equal_nocase(LWCLUS_SESSION_NAME(s), name, LWCLUS_NAME_UNITS))) {
            return s->pending_row;
        }
        drop_expired(s);
    }
    return NULL;
}
#else
#define resume(name, access) NULL
#endif

/* Takes a free session and a row for it; NULL when either is missing. */
static struct lwclus_handle_row *reserve(void)
{
    struct lwclus_handle_row *row = NULL;
    uint8_t i;

    lwclus_tables_lock();
    for (i = 0; i < LWCLUS_MAX_SESSIONS && row == NULL; i++) {
        if (lwclus_instance.sessions[i].state == LWCLUS_SESSION_FREE) {
            row = lwclus_handle_reserve(LWCLUS_HANDLE_CLUSTER, i, LWCLUS_HANDLE_OWN_PARENT);
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

static lwclus_result open_session(struct lwclus_session *s, struct lwclus_handle_row *row,
                                  const uint16_t *name, uint32_t access)
{
    const struct lwclus_operation operation = {
        LWCLUS_OPERATION_OPEN,    0,    lwclus_instance.config.connect_timeout_ms,
        lwclus_session_open_step, NULL, false};
    lwclus_result r = LWCLUS_OK;

    /* a non-blocking task may go on with an open that it began */
    if (!LWCLUS_NONBLOCKING || s->assoc.tx.ptr == NULL) {
        s->access = access;
        r = lwclus_session_open_start(s, name);
    }
    if (r == LWCLUS_OK) {
        r = lwclus_session_run(s, &operation);
    }
    if (r == LWCLUS_OK) {
        lwclus_reconnect_known(s);
        publish(s, row);
    } else if (!lwclus_call_unfinished(r)) {
        abandon(s, row);
    }
#if LWCLUS_NONBLOCKING
    s->pending_row = r == LWCLUS_PENDING ? row : NULL;
#endif
    return r;
}

uintptr_t lwclus_cluster_open(const uint16_t *name, uint32_t access, uint32_t *granted)
{
    lwclus_result r = LWCLUS_OK;
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    uintptr_t handle = 0;
    uint32_t refused = 0;

    if (!lwclus_instance.started) {
        refused = ERROR_NOT_READY;
    } else if (!lwclus_access_valid(access)) {
        refused = ERROR_INVALID_PARAMETER;
    } else if (name == NULL && (!LWCLUS_LOCAL || lwclus_instance.config.local == NULL)) {
        refused = EPT_S_NOT_REGISTERED;
    } else {
        row = resume(name, access);
        row = row != NULL ? row : reserve();
        s = row != NULL ? lwclus_session_of(row) : NULL;
        if (s == NULL) {
            refused = ERROR_NO_SYSTEM_RESOURCES;
        } else if (!lwclus_session_acquire(s)) {
            refused = ERROR_BUSY;
        } else {
            r = !LWCLUS_NONBLOCKING || s->state == LWCLUS_SESSION_OPENING ? open_session(s, row, name, access)
                                                                          : TAKEN;
            if (r == LWCLUS_OK) {
                handle = lwclus_handle_value(row);
                if (granted != NULL) {
                    *granted = s->granted;
                }
            }
            lwclus_session_leave(s);
        }
    }
    lwclus_fail(refused != 0 ? LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, refused) : r);
    return handle;
}

/* Table lock held. */
static bool only_cluster_handle(const struct lwclus_handle_row *row)
{
    const struct lwclus_handle_row *other = lwclus_instance.rows;
    uint32_t i;

    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        if (other != row && other->type == LWCLUS_HANDLE_CLUSTER && other->open &&
            lwclus_session_of(other) == lwclus_session_of(row)) {
            return false;
        }
        other++;
    }
    return true;
}

/* Tells the task that uses the session to stop soon: nobody can use its result any more. */
static void hurry(uintptr_t handle)
{
    struct lwclus_handle_row *row;

    lwclus_tables_lock();
    row = lwclus_handle_find(handle, LWCLUS_HANDLE_CLUSTER);
    if (row != NULL && only_cluster_handle(row)) {
        lwclus_session_of(row)->closing = true;
    }
    lwclus_tables_unlock();
}

static LWCLUS_NOINLINE bool is_last(const struct lwclus_handle_row *row)
{
    bool last;

    lwclus_tables_lock();
    last = only_cluster_handle(row);
    lwclus_tables_unlock();
    return last;
}

/* What was opened through the cluster handle, one at a time; NULL when nothing is left. The table lock: rows
 * of other sessions come and go meanwhile, and half a row must not look like a child. */
static struct lwclus_handle_row *child_of(const struct lwclus_handle_row *cluster)
{
    struct lwclus_handle_row *row = lwclus_instance.rows;
    uint32_t left = LWCLUS_MAX_HANDLES;

    lwclus_tables_lock();
    while (row->type == LWCLUS_HANDLE_FREE || row == cluster || row->parent != cluster->parent) {
        if (--left == 0) {
            row = NULL;
            break;
        }
        row++;
    }
    lwclus_tables_unlock();
    return row;
}

/* Objects first, then the cluster if this is its last handle. */
static lwclus_result step_close(struct lwclus_session *s, void *arg)
{
    const struct lwclus_handle_row *row = (const struct lwclus_handle_row *)arg;
    struct lwclus_handle_row *child;

    while ((child = child_of(row)) != NULL) {
        if (lwclus_call_close_step(s, child) == LWCLUS_PENDING) {
            return LWCLUS_PENDING;
        }
    }
    return is_last(row) ? lwclus_call_close_remote_step(s, OPNUM_CLOSE_CLUSTER, s->cluster) : LWCLUS_OK;
}

/* What is left of it on this side, whatever the server said. */
static void forget(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    bool last = is_last(row);
    struct lwclus_handle_row *child;

    while ((child = child_of(row)) != NULL) {
        lwclus_call_release(child);
    }
    lwclus_call_release(row);
    if (last) {
        lwclus_session_free(s);
    }
}

#if LWCLUS_RECONNECT
void lwclus_cluster_named(uintptr_t handle, const uint16_t *name)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;

    if (lwclus_session_enter(handle, LWCLUS_HANDLE_CLUSTER, &s, &row) == LWCLUS_OK) {
        lwclus_reconnect_named(s, name);
        lwclus_session_leave(s);
    }
}
#endif

bool lwclus_cluster_close(uintptr_t handle)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s = NULL;
    lwclus_result r;

    if (lwclus_instance.started) {
        hurry(handle);
    }
    r = lwclus_session_enter(handle, LWCLUS_HANDLE_CLUSTER, &s, &row);
    if (s != NULL) {
        lwclus_tables_lock();
        s->closing = false;
        lwclus_tables_unlock();
    }
    if (r == LWCLUS_OK) {
#if LWCLUS_NONBLOCKING
        if (s->pending_what != LWCLUS_OPERATION_CLOSE || s->pending_handle != (uint32_t)handle) {
            lwclus_session_drop_pending(s);
        }
#endif
        r = lwclus_call_run_close(s, handle, step_close, row);
        if (!lwclus_call_unfinished(r)) {
            forget(s, row);
            r = LWCLUS_OK;
        }
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return r == LWCLUS_OK;
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
        row = lwclus_handle_reserve(LWCLUS_HANDLE_CLUSTER, from->session, LWCLUS_HANDLE_OWN_PARENT);
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
