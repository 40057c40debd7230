/*
 * From a cluster name to addresses: IP literal, then DNS, then NetBIOS (wire order of RFC 1001 applications).
 */
#ifndef LWCLUS_SESSION_RESOLVE_H
#define LWCLUS_SESSION_RESOLVE_H

#include "session/session.h"

/** Non-blocking: fills s->addresses and s->address_count, sets s->by_address for literals.
 * RPC_S_INVALID_NET_ADDR (origin local): not a name or literal; RPC_S_SERVER_UNAVAILABLE (origin port):
 * unknown. */
lwclus_result lwclus_resolve_step(struct lwclus_session *s);

/** Ends a look-up that is under way. */
void lwclus_resolve_stop(struct lwclus_session *s);

#endif
