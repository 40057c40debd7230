/* The few forms that the functions of clusapi.h have: a function is one of these and a word that says what to
 * call (session/call.h). */
#ifndef LWCLUS_API_FORMS_H
#define LWCLUS_API_FORMS_H

#include "clusapi.h"
#include "session/call.h"

/* An [out] string of a caller; both members NULL = not wanted. */
struct lwclus_form_text {
    LPWSTR ptr;
    DWORD *units; /* in: capacity with NUL; out: length without */
};

/** {handle}. */
DWORD lwclus_form_call(uintptr_t handle, uint32_t what);

/** {name}. */
DWORD lwclus_form_name(uintptr_t handle, uint32_t what, const uint16_t *name);

/** {handle, u32}. */
DWORD lwclus_form_value(uintptr_t handle, uint32_t what, uint32_t value);

/** {handle, u32, u32}. */
DWORD lwclus_form_values(uintptr_t handle, uint32_t what, uint32_t first, uint32_t second);

/** {handle, second handle}. */
DWORD lwclus_form_pair(uintptr_t handle, uint32_t what, uintptr_t second);

/** {handle, [second handle,] u32 flags, bytes, u32 size}; `second` 0 = none. */
DWORD lwclus_form_buffer(uintptr_t handle, uint32_t what, uintptr_t second, uint32_t flags, const void *in,
                         uint32_t size);

/** {handle} -> text. */
DWORD lwclus_form_text(uintptr_t handle, uint32_t what, LPWSTR text, DWORD *units);

/** Calls with `n` (0 to 2) [out] strings from *at on. */
lwclus_result lwclus_form_take(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args,
                               union lwclus_ndr_arg *at, const struct lwclus_form_text *texts, uint32_t n);

/** {handle} -> u32, text, ...: state with `n` (0 to 2) names; -1 with the last error on failure. */
int32_t lwclus_form_state(uintptr_t handle, uint32_t what, const struct lwclus_form_text *texts, uint32_t n);

/** BOOL of a code: sets the last error. */
BOOL lwclus_form_bool(DWORD code);

/** Close... of an object. */
BOOL lwclus_form_close(uintptr_t handle, uint8_t type);

/** What MS-CMRP cannot do: ERROR_CALL_NOT_IMPLEMENTED (origin local). */
DWORD lwclus_form_missing(void);

#endif
