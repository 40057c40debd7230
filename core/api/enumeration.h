/* Enumerations: bodies of the functions over a snapshot. `kind`: enum lwclus_enum_kind; a handle of another
 * kind is ERROR_INVALID_HANDLE. */
#ifndef LWCLUS_API_ENUMERATION_H
#define LWCLUS_API_ENUMERATION_H

#include "clusapi.h"
#include "session/call.h"
#include "session/snapshot.h"

#if LWCLUS_API_ENUM
/** {handle, u32 kinds} -> list. */
uintptr_t lwclus_enum_open(uintptr_t handle, uint32_t what, uint8_t kind, uint32_t types);

/** {handle, u32 kinds, u32 options 0} -> list of identifiers, list of names; `options` must be NULL. */
uintptr_t lwclus_enum_open_ex(uintptr_t handle, uint32_t what, uint8_t kind, uint32_t types,
                              const void *options);

/** {handle, names of properties, names of read-only properties} -> list with properties. */
uintptr_t lwclus_enum_open_properties(uintptr_t handle, uint32_t what, uint8_t kind,
                                      const union lwclus_ndr_arg *names, uint32_t flags);

/** Entries; 0 with the last error set. */
DWORD lwclus_enum_count(uintptr_t handle, uint8_t kind);

/** Entry of a list of names. */
DWORD lwclus_enum_name(uintptr_t handle, DWORD index, DWORD *type, LPWSTR name, DWORD *units, uint8_t kind);

/** Entry of a list with identifiers or properties, as the structure of its kind with everything behind it. */
DWORD lwclus_enum_item(uintptr_t handle, DWORD index, void *item, DWORD *bytes, uint8_t kind);

DWORD lwclus_enum_close(uintptr_t handle, uint8_t kind);
#endif

#endif
