/*
 * The one call path behind every public function: handle, session, call, last error.
 */
#ifndef LWCLUS_SESSION_CALL_H
#define LWCLUS_SESSION_CALL_H

#include "session/session.h"

/* What to call, in one word: opnum, kind of the handle that selects the session, kind of a handle in args[1].
 */
#define LWCLUS_CALL(opnum, type) ((uint32_t)(opnum) | ((uint32_t)(type) << 16))
/* args[0] is the context handle of the selecting handle; the call path fills it in. */
#define LWCLUS_CALL_ON(opnum, type) (LWCLUS_CALL(opnum, type) | 0x01000000u)
/* The same, and args[1].in holds a second public handle, which becomes its context handle. */
#define LWCLUS_CALL_PAIR(opnum, type, second) (LWCLUS_CALL_ON(opnum, type) | ((uint32_t)(second) << 20))
/* The second handle is in args[2]. */
#define LWCLUS_CALL_THIRD 0x04000000u

/* Marks the later calls of a function that makes several: no other function makes the same call. A task in
 * the non-blocking form enters the function again from its beginning; lwclus_call_pending() on a later call
 * tells that the earlier ones are done. Their results are in the caller's memory or in the handle table. With
 * more than two calls ask for the last one first. */
#define LWCLUS_CALL_LATER 0x02000000u

/* Success means that the object is gone: its handles stay open but are not opened again after a reconnect. */
#define LWCLUS_CALL_GONE 0x08000000u

/* Open methods of a kind: without access (all access) and with. */
#define LWCLUS_OPENS(plain, ex, type) ((uint32_t)(plain) | ((uint32_t)(ex) << 8) | ((uint32_t)(type) << 16))

/* Operations that are no single call. */
#define LWCLUS_OPERATION_OPEN  0x80000000u
#define LWCLUS_OPERATION_CLOSE 0x40000000u

/** Records a failure for lwclus_last_result() and returns it; LWCLUS_OK changes nothing. */
lwclus_result lwclus_report(lwclus_result result);

/** The same, and sets the last error as functions with a handle, state or BOOL result do. */
void lwclus_fail(lwclus_result result);

/** Reports ERROR_INVALID_PARAMETER (origin local) and returns the code. */
uint32_t lwclus_bad_argument(void);

/** Calls and reports. */
lwclus_result lwclus_call(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args);

/* Functions that give a builder. */
#define LWCLUS_CALL_BUILDERS (LWCLUS_API_CLUSTER || LWCLUS_API_GROUP)

/** The same with an [in] array that is written when the call is sent. */
lwclus_result lwclus_call_built(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args,
                                const struct lwclus_builder *builder);

#if LWCLUS_NONBLOCKING
/** True when exactly this call is unfinished on the handle. */
bool lwclus_call_pending(uintptr_t handle, uint32_t what);
#else
#define lwclus_call_pending(handle, what) ((void)(handle), (void)(what), false)
#endif

/** Calls a method {[handle,] name} and, on success, keeps the new name for every handle of the object, which
 * is opened again by it after a reconnect. The name is the last argument. */
lwclus_result lwclus_call_rename(uintptr_t handle, uint32_t what, const uint16_t *name);

/** Calls a method that returns a context handle and yields a public handle of kind `type`, child of the same
 * cluster; 0 with the last error set. The row is reserved before anything is sent. `name` and `access` open
 * the object again after a reconnect; args[0] is the name unless `what` has a handle there. */
uintptr_t lwclus_call_open(uintptr_t handle, uint32_t what, uint8_t type, union lwclus_ndr_arg *args,
                           const uint16_t *name, uint32_t access);

#if LWCLUS_API_ENUM
/** Calls a method that returns one or two lists as its last arguments, from args[lists] on (two elements are
 * set), and yields the public handle of a snapshot; 0 with the last error set. `kind`: enum lwclus_enum_kind.
 */
uintptr_t lwclus_call_enumerate(uintptr_t handle, uint32_t what, uint8_t kind, union lwclus_ndr_arg *args,
                                uint32_t lists);
#endif

/** Opens by name: LWCLUS_OPENS; `plain` takes {name}, `ex` {name, access, granted}. GENERIC_ALL alone uses
 * `plain`. */
uintptr_t lwclus_call_open_named(uintptr_t cluster, uint32_t methods, const uint16_t *name, uint32_t access,
                                 uint32_t *granted);

/** What lwclus_session_run returns while a non-blocking task has to call again. */
static inline bool lwclus_call_unfinished(lwclus_result r)
{
    return LWCLUS_NONBLOCKING && r == LWCLUS_PENDING;
}

/** Runs `step` with a row that is closed. */
lwclus_result lwclus_call_run_close(struct lwclus_session *s, uintptr_t handle,
                                    lwclus_result (*step)(struct lwclus_session *s, void *arg),
                                    struct lwclus_handle_row *row);

/** Closes an object or snapshot handle. ERROR_INVALID_HANDLE, ERROR_NOT_READY, ERROR_BUSY; reported. */
lwclus_result lwclus_call_close(uintptr_t handle, uint8_t type);

/** True when `access` is a combination that exists ([MS-CMRP] 3.1.4.2.116). */
bool lwclus_access_valid(uint32_t access);

/** Copies of names follow the Windows rule: *units is capacity with NUL, then length without.
 * ERROR_MORE_DATA (origin local) when it did not fit; a NULL buffer only asks. */
lwclus_result lwclus_name_result(const struct lwclus_ndr_text *name, uint32_t *units);

/** One step of closing an object row: tells the server if the association is alive, whose answer does not
 * matter
 * ([MS-CMRP] 3.2.4.7), then frees the row. LWCLUS_PENDING or LWCLUS_OK. */
lwclus_result lwclus_call_close_step(struct lwclus_session *s, struct lwclus_handle_row *row);

/** One step of a Close method on a context handle; LWCLUS_PENDING or LWCLUS_OK. */
lwclus_result lwclus_call_close_remote_step(struct lwclus_session *s, uint8_t opnum, uint8_t *context);

/** Frees a row and its snapshot. */
void lwclus_call_release(struct lwclus_handle_row *row);

#endif
