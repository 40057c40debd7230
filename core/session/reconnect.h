/*
 * The reconnect procedure ([MS-CMRP] 3.2.4.6): RPC handles outlive the node that they talk to.
 *
 * A call of a marked method that fails with one of the trigger codes goes on to the next candidate: connect,
 * check the cluster's name, open the cluster and every handle again with the same access, then repeat the
 * call. Candidates are the cluster's name, its nodes, the name as given; the node that failed comes last.
 * Public handle values never change.
 */
#ifndef LWCLUS_SESSION_RECONNECT_H
#define LWCLUS_SESSION_RECONNECT_H

#include "session/session.h"

#if LWCLUS_RECONNECT
/**
 * Decides what follows from the failure *r of a call. True: a reconnect has begun (or goes on to the next
 * candidate), step the operation again. False: *r is what the application gets - the original error when
 * every candidate failed.
 */
bool lwclus_reconnect_begin(struct lwclus_session *s, lwclus_result *r);

/** Advances. LWCLUS_PENDING; LWCLUS_OK: all handles are open on another node, repeat the call; else this
 * candidate failed. */
lwclus_result lwclus_reconnect_step(struct lwclus_session *s);

/** Last phase of an attempt: opens the next handles again. LWCLUS_PENDING, LWCLUS_OK when all are open, or a
 * failure. */
lwclus_result lwclus_reconnect_reopen_step(struct lwclus_session *s);

/** Keeps what is needed to open the row again. */
void lwclus_reconnect_remember(struct lwclus_handle_row *row, const uint16_t *name, uint32_t access);

/** Keeps the address of the server that answers now, for the next time. */
void lwclus_reconnect_known(struct lwclus_session *s);
#else
#define lwclus_reconnect_begin(s, r)                 false
#define lwclus_reconnect_remember(row, name, access) ((void)(row), (void)(name), (void)(access))
#define lwclus_reconnect_known(s)                    ((void)(s))
#endif

#endif
