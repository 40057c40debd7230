/* The Control functions of every family: one body, the opnums differ. */
#ifndef LWCLUS_API_CONTROL_H
#define LWCLUS_API_CONTROL_H

#include <stdint.h>

#include "clusapi.h"

/* Control codes, and with them property lists, are there with any family. */
#define LWCLUS_API_CONTROL                                                                                   \
    (LWCLUS_API_NETINTERFACE || LWCLUS_API_NETWORK || LWCLUS_API_NODE || LWCLUS_API_GROUP ||                 \
     LWCLUS_API_RESOURCE || LWCLUS_API_CLUSTER)

struct lwclus_control {
    DWORD code;
    const void *in;
    DWORD in_bytes;
    void *out;
    DWORD out_bytes;
    DWORD *returned;   /* may be NULL */
    const WCHAR *type; /* name of a resource type, which stands behind the cluster; NULL for objects */
};

/** `what` is the method on the object; the one that takes a host node as well has the number before it.
 * `node` 0 = the cluster chooses. Returns the Win32 code. */
DWORD lwclus_control(uintptr_t handle, uintptr_t node, uint32_t what, const struct lwclus_control *control);

#endif
