/* The forms of functions. */
#include "api/forms.h"

DWORD lwclus_form_call(uintptr_t handle, uint32_t what)
{
    union lwclus_ndr_arg args[1];

    return LWCLUS_CODE(lwclus_call(handle, what, args));
}

DWORD lwclus_form_name(uintptr_t handle, uint32_t what, const uint16_t *name)
{
    union lwclus_ndr_arg args[1];

    args[0].in = name;
    return LWCLUS_CODE(lwclus_call(handle, what, args));
}

DWORD lwclus_form_value(uintptr_t handle, uint32_t what, uint32_t value)
{
    union lwclus_ndr_arg args[2];

    args[1].value = value;
    return LWCLUS_CODE(lwclus_call(handle, what, args));
}

DWORD lwclus_form_values(uintptr_t handle, uint32_t what, uint32_t first, uint32_t second)
{
    union lwclus_ndr_arg args[3];

    args[1].value = first;
    args[2].value = second;
    return LWCLUS_CODE(lwclus_call(handle, what, args));
}

DWORD lwclus_form_pair(uintptr_t handle, uint32_t what, uintptr_t second)
{
    union lwclus_ndr_arg args[2];

    args[1].in = (const void *)second;
    return LWCLUS_CODE(lwclus_call(handle, what, args));
}

DWORD lwclus_form_buffer(uintptr_t handle, uint32_t what, uintptr_t second, uint32_t flags, const void *in,
                         uint32_t size)
{
    union lwclus_ndr_arg args[5];
    union lwclus_ndr_arg *a = &args[1];

    if (second != 0) {
        (a++)->in = (const void *)second;
    }
    (a++)->value = flags;
    (a++)->in = in;
    a->value = size;
    return LWCLUS_CODE(lwclus_call(handle, what, args));
}

lwclus_result lwclus_form_take(uintptr_t handle, uint32_t what, union lwclus_ndr_arg *args,
                               union lwclus_ndr_arg *at, const struct lwclus_form_text *texts, uint32_t n)
{
    struct lwclus_ndr_text taken[2];
    lwclus_result r;
    uint32_t i;

    for (i = 0; i < n; i++) {
        if (texts[i].units == NULL && texts[i].ptr != NULL) {
            return lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
        }
        taken[i].ptr = texts[i].ptr;
        taken[i].capacity = texts[i].units != NULL ? *texts[i].units : 0;
        taken[i].units = 0;
        at[i].out = &taken[i];
    }
    r = lwclus_call(handle, what, args);
    if (r != LWCLUS_OK) {
        return r;
    }
    for (i = 0; i < n; i++) {
        lwclus_result fits = texts[i].units != NULL ? lwclus_name_result(&taken[i], texts[i].units) : r;

        r = r == LWCLUS_OK ? fits : r;
    }
    return r;
}

DWORD lwclus_form_text(uintptr_t handle, uint32_t what, LPWSTR text, DWORD *units)
{
    const struct lwclus_form_text wanted = {text, units};
    union lwclus_ndr_arg args[2];

    if (units == NULL) {
        return lwclus_bad_argument();
    }
    return LWCLUS_CODE(lwclus_form_take(handle, what, args, &args[1], &wanted, 1));
}

int32_t lwclus_form_state(uintptr_t handle, uint32_t what, const struct lwclus_form_text *texts, uint32_t n)
{
    union lwclus_ndr_arg args[4];
    uint32_t state = 0;
    lwclus_result r;

    args[1].out = &state;
    r = lwclus_form_take(handle, what, args, &args[2], texts, n);
    lwclus_fail(r);
    return r == LWCLUS_OK ? (int32_t)state : -1;
}

BOOL lwclus_form_bool(DWORD code)
{
    if (code != ERROR_SUCCESS) {
        SetLastError(code);
    }
    return code == ERROR_SUCCESS ? TRUE : FALSE;
}

BOOL lwclus_form_close(uintptr_t handle, uint8_t type)
{
    return lwclus_form_bool(LWCLUS_CODE(lwclus_call_close(handle, type)));
}

DWORD lwclus_form_missing(void)
{
    return LWCLUS_CODE(lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_CALL_NOT_IMPLEMENTED)));
}
