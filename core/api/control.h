/* The Control functions of every family: one body, the opnums differ. */
#ifndef LWCLUS_API_CONTROL_H
#define LWCLUS_API_CONTROL_H

#include <stdint.h>

#include "clusapi.h"

struct lwclus_control {
    DWORD code;
    const void *in;
    DWORD in_bytes;
    void *out;
    DWORD out_bytes;
    DWORD *returned; /* may be NULL */
};

/** `opnum` is the method on the object; the one that takes a host node as well has the number before it.
 * `node` 0 = the cluster chooses. Returns the Win32 code. */
DWORD lwclus_control(uintptr_t handle, uintptr_t node, uint8_t type, uint16_t opnum,
                     const struct lwclus_control *control);

#endif
