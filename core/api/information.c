/* Functions of lwclus.h about open sessions. */
#include <string.h>

#include "base/utf16.h"
#include "session/call.h"
#include "session/instance.h"

DWORD lwclus_get_statistics(HCLUSTER hCluster, struct lwclus_statistics *out)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r;

    if (out == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    memset(out, 0, sizeof(*out));
    if (hCluster != NULL) {
        r = lwclus_session_enter((uintptr_t)hCluster, LWCLUS_HANDLE_CLUSTER, &s, &row);
        if (r == LWCLUS_OK) {
#if LWCLUS_STATISTICS
            lwclus_session_add_statistics(s, out);
#endif
            lwclus_session_leave(s);
        }
        return LWCLUS_CODE(lwclus_report(r));
    }
#if LWCLUS_STATISTICS
    if (lwclus_instance.started) {
        uint32_t i;

        lwclus_tables_lock();
        *out = lwclus_instance.closed;
        for (i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
            lwclus_session_add_statistics(&lwclus_instance.sessions[i], out);
        }
        lwclus_tables_unlock();
    }
#endif
    return ERROR_SUCCESS;
}

DWORD lwclus_get_server(HCLUSTER hCluster, WCHAR *name, DWORD *units)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r;

    if (units == NULL) {
        return ERROR_INVALID_PARAMETER;
    }
    r = lwclus_session_enter((uintptr_t)hCluster, LWCLUS_HANDLE_CLUSTER, &s, &row);
    if (r == LWCLUS_OK) {
        struct lwclus_ndr_text text = {name, *units, lwclus_utf16_length(s->server, LWCLUS_NAME_UNITS) + 1};

        if (name != NULL && text.units <= text.capacity) {
            memcpy(name, s->server, text.units * sizeof(*name));
        }
        r = lwclus_name_result(&text, units);
        lwclus_session_leave(s);
    }
    return LWCLUS_CODE(lwclus_report(r));
}

bool lwclus_is_local(HCLUSTER hCluster)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    bool local = false;

    if (lwclus_session_enter((uintptr_t)hCluster, LWCLUS_HANDLE_CLUSTER, &s, &row) == LWCLUS_OK) {
        local = s->local;
        lwclus_session_leave(s);
    }
    return local;
}
