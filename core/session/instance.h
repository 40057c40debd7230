/*
 * The one instance: every byte that the library owns, and the access to it.
 */
#ifndef LWCLUS_SESSION_INSTANCE_H
#define LWCLUS_SESSION_INSTANCE_H

#include "lwclus.h"
#include "session/clock.h"
#include "session/handle.h"
#include "session/session.h"
#include "session/snapshot.h"
#include "session/tickets.h"

struct lwclus_instance {
    struct lwclus_config config;
    bool started;
    struct lwclus_task_error early; /* errors before init: there is no port yet to ask for the task's slot */
#if LWCLUS_STATISTICS
    struct lwclus_statistics closed; /* sums of the sessions that are gone */
#endif
#if LWCLUS_KERBEROS
    struct lwclus_clock clock;
    struct lwclus_tickets tickets;
#endif
    struct lwclus_handle_row rows[LWCLUS_MAX_HANDLES];
    struct lwclus_session sessions[LWCLUS_MAX_SESSIONS];
#if LWCLUS_API_ENUM
    struct lwclus_snapshot snapshots[LWCLUS_MAX_ENUMS];
#endif
};

extern struct lwclus_instance lwclus_instance;

/** Session of a row. With one session the compiler knows it. */
static inline struct lwclus_session *lwclus_session_of(const struct lwclus_handle_row *row)
{
    return &lwclus_instance.sessions[LWCLUS_MAX_SESSIONS > 1 ? row->session : 0];
}

/** Table lock; held only for a few instructions, never while anything outside is called. */
void lwclus_tables_lock(void);
void lwclus_tables_unlock(void);

#endif
