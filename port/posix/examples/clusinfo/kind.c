/* What is the same for every kind of object. */
#include "kind.h"

#include "lwclus.h"

bool kind_failed(struct report_failure *failure, const char *function, DWORD code)
{
    failure->function = function;
    failure->code = code;
    failure->result = lwclus_last_result();
    return false;
}

const char *kind_word(const struct kind *kind, int32_t state)
{
    const char *word = kind->word(state);

    return word != NULL ? word : "Unknown";
}

bool kind_is_not_found(DWORD code)
{
    return code == ERROR_CLUSTER_NODE_NOT_FOUND || code == ERROR_GROUP_NOT_FOUND ||
           code == ERROR_RESOURCE_NOT_FOUND || code == ERROR_CLUSTER_NETWORK_NOT_FOUND ||
           code == ERROR_CLUSTER_NETINTERFACE_NOT_FOUND;
}

void *kind_open(const struct kind *kind, HCLUSTER cluster, const WCHAR *name, DWORD access, DWORD *granted,
                struct report_failure *failure)
{
    const char *function = "";
    void *handle = kind->open(cluster, name, access, granted, &function);

    if (handle == NULL) {
        (void)kind_failed(failure, function, GetLastError());
    }
    return handle;
}

bool kind_ask_state(const struct kind *kind, void *handle, struct kind_state *out,
                    struct report_failure *failure)
{
    const char *function = "";
    DWORD code;

    out->owner[0] = 0;
    out->group[0] = 0;
    /* a server may say -1, unknown; only the last error tells that from a failure */
    SetLastError(ERROR_SUCCESS);
    code = kind->state(handle, out, &function);
    return code == ERROR_SUCCESS || kind_failed(failure, function, code);
}

/* The same operation of another kind: only the object differs ([MS-CMRP] 3.1.4.3). */
static DWORD code_of(const struct kind *kind, DWORD code)
{
    return kind->object << CLUSCTL_OBJECT_SHIFT | (code & CLUSCTL_CONTROL_CODE_MASK);
}

bool kind_ask_name(const struct kind *kind, void *handle, DWORD code, WCHAR out[NAME_UNITS],
                   struct report_failure *failure)
{
    BYTE bytes[2 * NAME_UNITS];
    const char *function = "";
    DWORD used = 0;
    DWORD result = kind->control(handle, code_of(kind, code), bytes, sizeof bytes, &used, &function);
    DWORD i;

    if (result != ERROR_SUCCESS) {
        return kind_failed(failure, function, result);
    }
    for (i = 0; i < used / 2u && i < NAME_UNITS - 1u; i++) {
        out[i] = (WCHAR)(bytes[2u * i] | bytes[2u * i + 1u] << 8);
    }
    out[i] = 0;
    return true;
}

bool kind_ask_properties(const struct kind *kind, void *handle, DWORD code, BYTE *out, DWORD size,
                         DWORD *used, struct report_failure *failure)
{
    const char *function = "";
    DWORD result;

    *used = 0;
    result = kind->control(handle, code_of(kind, code), out, size, used, &function);
    if (result == ERROR_INVALID_FUNCTION) {
        *used = 0;
        return true;
    }
    return result == ERROR_SUCCESS || kind_failed(failure, function, result);
}
