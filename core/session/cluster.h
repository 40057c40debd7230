/*
 * Cluster handles: sessions come and go here.
 */
#ifndef LWCLUS_SESSION_CLUSTER_H
#define LWCLUS_SESSION_CLUSTER_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus_config.h"

/** Opens a cluster; `name` NULL = local endpoint. The public handle, or 0 with the last error set. */
uintptr_t lwclus_cluster_open(const uint16_t *name, uint32_t access, uint32_t *granted);

/** Closes a cluster handle, what was opened through it and, with the last handle, the session. */
bool lwclus_cluster_close(uintptr_t handle);

/** Another cluster handle for the session of an object handle; 0 with the last error set. */
uintptr_t lwclus_cluster_of(uintptr_t handle, uint8_t type);

/** The cluster's name as the server of `handle` has just told it: a reconnect goes by it from now on. */
#if LWCLUS_RECONNECT
void lwclus_cluster_named(uintptr_t handle, const uint16_t *name);
#else
#define lwclus_cluster_named(handle, name) ((void)(handle), (void)(name))
#endif

#endif
