/* Enumerations of clusapi.h: snapshots. */
#include "clusapi.h"

#include "base/utf16.h"
#include "session/call.h"
#include "session/instance.h"
#include "session/snapshot.h"

#if LWCLUS_API_ENUM

HCLUSENUM ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType)
{
    return (HCLUSENUM)lwclus_call_enumerate((uintptr_t)hCluster, LWCLUS_CALL(7, LWCLUS_HANDLE_CLUSTER),
                                            dwType);
}

DWORD ClusterGetEnumCount(HCLUSENUM hEnum)
{
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    DWORD count = 0;
    lwclus_result r = lwclus_session_enter((uintptr_t)hEnum, LWCLUS_HANDLE_ENUM, &s, &row);

    if (r == LWCLUS_OK) {
        count = row->u.snapshot.count;
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return count;
}

/* Copies the name at the cursor; *units gets the length with NUL. Writes only what fits whole. */
static void copy_name(struct lwclus_cursor *c, struct lwclus_ndr_text *name)
{
    struct lwclus_cursor measure = *c;

    do {
        name->units++;
    } while (lwclus_get_u16(&measure) != 0);
    if (name->ptr != NULL && name->units <= name->capacity) {
        lwclus_utf16_from_wire(name->ptr, lwclus_cursor_take(c, 2 * name->units), name->units);
    }
}

DWORD ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName, DWORD *lpcchName)
{
    struct lwclus_ndr_text name = {lpszName, 0, 0};
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    lwclus_result r;

    if (lpdwType == NULL || lpcchName == NULL) {
        return lwclus_bad_argument();
    }
    r = lwclus_session_enter((uintptr_t)hEnum, LWCLUS_HANDLE_ENUM, &s, &row);
    if (r == LWCLUS_OK) {
        if (dwIndex < row->u.snapshot.count) {
            struct lwclus_cursor c = lwclus_snapshot_at(row, dwIndex);

            *lpdwType = lwclus_get_u32(&c);
            name.capacity = *lpcchName;
            copy_name(&c, &name);
            r = lwclus_name_result(&name, lpcchName);
        } else {
            r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_MORE_ITEMS);
        }
        lwclus_session_leave(s);
    }
    return LWCLUS_CODE(lwclus_report(r));
}

DWORD ClusterCloseEnum(HCLUSENUM hEnum)
{
    return LWCLUS_CODE(lwclus_call_close((uintptr_t)hEnum, LWCLUS_HANDLE_ENUM));
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_enumeration_unused;
#endif
