/* Control codes ([MS-CMRP] 3.1.4.2.98 and its siblings). */
#include "api/control.h"

#include "session/call.h"

#if LWCLUS_API_CONTROL

/* Around the output buffer of a response: its counts, the two sizes and the two status words. */
#define RESPONSE_OVERHEAD 32u

/* What the caller can be given: never more than a response that fits the stub buffer, so that a long answer
 * is a size to ask for again and not a lost connection. */
static uint32_t out_limit(uint32_t wanted)
{
    const uint32_t limit = LWCLUS_STUB_BYTES - RESPONSE_OVERHEAD;

    return wanted < limit ? wanted : limit;
}

/* From the object's handle on; the call path fills in args[0]. Returns what to call. */
static uint32_t address(union lwclus_ndr_arg **a, uintptr_t node, uint32_t what, const WCHAR *type)
{
    (*a)++;
    if (type != NULL) {
        ((*a)++)->in = type;
    }
    if (node != 0) {
        ((*a)++)->in = (const void *)node;
        what = (what - 1u) | LWCLUS_CALL_PAIR(0, 0, LWCLUS_HANDLE_NODE);
        what |= type != NULL ? LWCLUS_CALL_THIRD : 0;
    }
    return what;
}

DWORD lwclus_control(uintptr_t handle, uintptr_t node, uint32_t what, const struct lwclus_control *control)
{
    uint32_t returned = 0;
    uint32_t required = 0;
    uint32_t limit = out_limit(control->out_bytes);
    union lwclus_ndr_arg args[10];
    union lwclus_ndr_arg *a = args;
    lwclus_result r;

    if (control->out == NULL && control->out_bytes != 0) {
        return lwclus_bad_argument();
    }
    what = address(&a, node, what, control->type);
    (a++)->value = control->code;
    (a++)->in = control->in;
    (a++)->value = control->in_bytes;
    (a++)->out = control->out;
    (a++)->value = limit;
    (a++)->out = &returned;
    a->out = &required;
    r = lwclus_call(handle, what, args);
    if (LWCLUS_CODE(r) == ERROR_MORE_DATA) {
        returned = required;
        if (limit < control->out_bytes && required <= control->out_bytes) {
            r = lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY));
        }
    } else if (r != LWCLUS_OK) {
        returned = 0;
    }
    if (control->returned != NULL) {
        *control->returned = returned;
    }
    return LWCLUS_CODE(r);
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_control_unused;
#endif
