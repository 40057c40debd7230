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

/** Keeps what is needed to open the row again; LWCLUS_NAME_NOT_KEPT when the row does not hold the name. */
void lwclus_reconnect_remember(struct lwclus_handle_row *row, const uint16_t *name, uint32_t access);

/** A session is open: keeps the name and the address of the server that answers now, for the next time. */
void lwclus_reconnect_known(struct lwclus_session *s);

/** True: the address that is about to be connected to is the one that failed and not to be tried yet. */
bool lwclus_reconnect_avoid(struct lwclus_session *s);

/**
 * Judges the names that a candidate gave; s->server is its own. LWCLUS_OK; ERROR_CLUSTER_NODE_NOT_MEMBER
 * (origin server): it belongs to another cluster, handles must not move to foreign objects;
 * ERROR_CLUSTER_NODE_DOWN (origin server): it is the node that failed and not to be tried yet.
 */
lwclus_result lwclus_reconnect_check(struct lwclus_session *s, const uint16_t *cluster);

/** The cluster's name as a server of the session told it. */
void lwclus_reconnect_named(struct lwclus_session *s, const uint16_t *name);

/** This client gave the cluster another name: now, or (`later`) when its name resource comes online again;
 * until then candidates of both names are of this cluster. */
void lwclus_reconnect_rename(struct lwclus_session *s, const uint16_t *name, bool later);

/** Ends a reconnect that is under way and the connection with it; nothing when there is none. */
void lwclus_reconnect_stop(struct lwclus_session *s);

/** True when `context` is that of a row that could not be opened again. */
bool lwclus_reconnect_lost(const void *context);
#else
#define lwclus_reconnect_begin(s, r)                 false
#define lwclus_reconnect_remember(row, name, access) ((void)(row), (void)(name), (void)(access))
#define lwclus_reconnect_rename(s, name, later)      ((void)(s), (void)(name), (void)(later))
#define lwclus_reconnect_known(s)                    ((void)(s))
#define lwclus_reconnect_avoid(s)                    false
#define lwclus_reconnect_stop(s)                     ((void)(s))
#endif

#endif
