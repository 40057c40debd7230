/* Enumerations: the bodies, and those of the cluster itself. */
#include "api/enumeration.h"

#include <stddef.h>
#include <string.h>

#include "base/utf16.h"
#include "session/instance.h"

#if LWCLUS_API_ENUM

uintptr_t lwclus_enum_open(uintptr_t handle, uint32_t what, uint8_t kind, uint32_t types)
{
    union lwclus_ndr_arg args[4];

    args[1].value = types;
    return lwclus_call_enumerate(handle, what, kind, args, 2);
}

uintptr_t lwclus_enum_open_ex(uintptr_t handle, uint32_t what, uint8_t kind, uint32_t types,
                              const void *options)
{
    union lwclus_ndr_arg args[5];

    if (options != NULL) {
        lwclus_fail(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
        return 0;
    }
    args[1].value = types;
    args[2].value = 0;
    return lwclus_call_enumerate(handle, what, kind, args, 3);
}

#if LWCLUS_API_GROUP || LWCLUS_API_RESOURCE
uintptr_t lwclus_enum_open_properties(uintptr_t handle, uint32_t what, uint8_t kind,
                                      const union lwclus_ndr_arg *names, uint32_t flags)
{
    union lwclus_ndr_arg args[7];

    if (flags != 0) {
        lwclus_fail(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
        return 0;
    }
    memcpy(&args[1], names, 4 * sizeof(*names));
    return lwclus_call_enumerate(handle, what, kind, args, 5);
}
#endif

static lwclus_result enter(uintptr_t handle, uint8_t kind, struct lwclus_session **s,
                           struct lwclus_snapshot **snapshot)
{
    struct lwclus_handle_row *row;
    lwclus_result r = lwclus_session_enter(handle, LWCLUS_HANDLE_ENUM, s, &row);

    if (r == LWCLUS_OK) {
        *snapshot = lwclus_snapshot_of(row, kind);
        if (*snapshot == NULL) {
            lwclus_session_leave(*s);
            r = LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE);
        }
    }
    return r;
}

DWORD lwclus_enum_count(uintptr_t handle, uint8_t kind)
{
    struct lwclus_snapshot *snapshot;
    struct lwclus_session *s;
    DWORD count = 0;
    lwclus_result r = enter(handle, kind, &s, &snapshot);

    if (r == LWCLUS_OK) {
        count = snapshot->count;
        lwclus_session_leave(s);
    }
    lwclus_fail(r);
    return count;
}

static lwclus_result get_name(struct lwclus_snapshot *snapshot, DWORD index, DWORD *type, LPWSTR name,
                              DWORD *units)
{
    struct lwclus_ndr_text text = {name, *units, 0};
    struct lwclus_cursor c;

    if (index >= snapshot->count) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_MORE_ITEMS);
    }
    c = lwclus_snapshot_at(snapshot, index);
    *type = lwclus_get_u32(&c);
    text.units = lwclus_get_u16(&c) / 2u;
    if (name != NULL && text.units <= text.capacity) {
        lwclus_utf16_from_wire(name, lwclus_cursor_take(&c, 2 * text.units), text.units);
    }
    return lwclus_name_result(&text, units);
}

DWORD lwclus_enum_name(uintptr_t handle, DWORD index, DWORD *type, LPWSTR name, DWORD *units, uint8_t kind)
{
    struct lwclus_snapshot *snapshot;
    struct lwclus_session *s;
    lwclus_result r;

    if (type == NULL || units == NULL) {
        return lwclus_bad_argument();
    }
    r = enter(handle, kind, &s, &snapshot);
    if (r == LWCLUS_OK) {
        r = get_name(snapshot, index, type, name, units);
        lwclus_session_leave(s);
    }
    return LWCLUS_CODE(lwclus_report(r));
}

DWORD lwclus_enum_close(uintptr_t handle, uint8_t kind)
{
    struct lwclus_snapshot *snapshot;
    struct lwclus_session *s;
    lwclus_result r = enter(handle, kind, &s, &snapshot);

    if (r == LWCLUS_OK) {
        lwclus_session_leave(s);
        r = lwclus_call_close(handle, LWCLUS_HANDLE_ENUM);
    }
    return LWCLUS_CODE(lwclus_report(r));
}

/* Members of an item in the order of the fields in its record: a number has one offset; text and bytes have
 * two, of the size and of the pointer. OTHER goes on in the record of the second list, behind its type. */
enum { END, NUMBER, TEXT, BYTES, OTHER };

#define MEMBER(type, member)    ((uint8_t)offsetof(type, member))
#define BLOB(type, size, where) MEMBER(type, size), MEMBER(type, where)

static const uint8_t enum_members[] = {sizeof(CLUSTER_ENUM_ITEM),
                                       NUMBER,
                                       MEMBER(CLUSTER_ENUM_ITEM, dwType),
                                       TEXT,
                                       BLOB(CLUSTER_ENUM_ITEM, cbId, lpszId),
                                       OTHER,
                                       TEXT,
                                       BLOB(CLUSTER_ENUM_ITEM, cbName, lpszName),
                                       END};
#if LWCLUS_API_GROUP
static const uint8_t group_members[] = {sizeof(CLUSTER_GROUP_ENUM_ITEM),
                                        TEXT,
                                        BLOB(CLUSTER_GROUP_ENUM_ITEM, cbId, lpszId),
                                        TEXT,
                                        BLOB(CLUSTER_GROUP_ENUM_ITEM, cbName, lpszName),
                                        NUMBER,
                                        MEMBER(CLUSTER_GROUP_ENUM_ITEM, state),
                                        TEXT,
                                        BLOB(CLUSTER_GROUP_ENUM_ITEM, cbOwnerNode, lpszOwnerNode),
                                        NUMBER,
                                        MEMBER(CLUSTER_GROUP_ENUM_ITEM, dwFlags),
                                        BYTES,
                                        BLOB(CLUSTER_GROUP_ENUM_ITEM, cbProperties, pProperties),
                                        BYTES,
                                        BLOB(CLUSTER_GROUP_ENUM_ITEM, cbRoProperties, pRoProperties),
                                        END};
#endif
#if LWCLUS_API_RESOURCE
static const uint8_t resource_members[] = {
    sizeof(CLUSTER_RESOURCE_ENUM_ITEM),
    TEXT,
    BLOB(CLUSTER_RESOURCE_ENUM_ITEM, cbId, lpszId),
    TEXT,
    BLOB(CLUSTER_RESOURCE_ENUM_ITEM, cbName, lpszName),
    TEXT,
    BLOB(CLUSTER_RESOURCE_ENUM_ITEM, cbOwnerGroupName, lpszOwnerGroupName),
    TEXT,
    BLOB(CLUSTER_RESOURCE_ENUM_ITEM, cbOwnerGroupId, lpszOwnerGroupId),
    BYTES,
    BLOB(CLUSTER_RESOURCE_ENUM_ITEM, cbProperties, pProperties),
    BYTES,
    BLOB(CLUSTER_RESOURCE_ENUM_ITEM, cbRoProperties, pRoProperties),
    END};
#endif

static const uint8_t *members_of(uint8_t kind)
{
#if LWCLUS_API_GROUP
    if (kind == LWCLUS_ENUM_GROUP_EX) {
        return group_members;
    }
#endif
#if LWCLUS_API_RESOURCE
    if (kind == LWCLUS_ENUM_RESOURCE_EX) {
        return resource_members;
    }
#endif
    (void)kind;
    return enum_members;
}

/* Text or bytes go to `at` behind the structure; the members get their size and place. Returns the room used.
 */
static uint32_t copy_blob(struct lwclus_cursor *c, const uint8_t *member, uint8_t *out, uint32_t at)
{
    uint32_t size = lwclus_get_u16(c);
    const uint8_t *from = lwclus_cursor_take(c, size);

    if (out != NULL) {
        void *place = size != 0 ? out + at : NULL;

        if (member[0] == TEXT) {
            lwclus_utf16_from_wire((uint16_t *)place, from, size / 2);
        } else if (size != 0) {
            memcpy(place, from, size);
        }
        memcpy(out + member[1], &size, sizeof(size));
        memcpy(out + member[2], &place, sizeof(place));
    }
    return (size + 3u) & ~3u;
}

/* Builds the item; `out` NULL only measures. */
static uint32_t build_item(struct lwclus_snapshot *snapshot, DWORD index, const uint8_t *member, uint8_t *out)
{
    const uint32_t version = CLUSTER_ENUM_ITEM_VERSION; /* the first version of each structure, at offset 0 */
    struct lwclus_cursor c = lwclus_snapshot_at(snapshot, index);
    uint32_t at = *member++;
    uint32_t number;

    if (out != NULL) {
        memcpy(out, &version, sizeof(version));
    }
    while (*member != END) {
        if (*member == OTHER) {
            c = lwclus_snapshot_at(snapshot, snapshot->count + index);
            (void)lwclus_get_u32(&c);
            member++;
        } else if (*member == NUMBER) {
            number = lwclus_get_u32(&c);
            if (out != NULL) {
                memcpy(out + member[1], &number, sizeof(number));
            }
            member += 2;
        } else {
            at += copy_blob(&c, member, out, at);
            member += 3;
        }
    }
    return at;
}

static lwclus_result get_item(struct lwclus_snapshot *snapshot, DWORD index, void *item, DWORD *bytes,
                              uint8_t kind)
{
    const uint8_t *members = members_of(kind);
    uint32_t needed;

    if (index >= snapshot->count) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_MORE_ITEMS);
    }
    needed = build_item(snapshot, index, members, NULL);
    if (item == NULL || *bytes < needed) {
        *bytes = needed;
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_MORE_DATA);
    }
    *bytes = build_item(snapshot, index, members, (uint8_t *)item);
    return LWCLUS_OK;
}

DWORD lwclus_enum_item(uintptr_t handle, DWORD index, void *item, DWORD *bytes, uint8_t kind)
{
    struct lwclus_snapshot *snapshot;
    struct lwclus_session *s;
    lwclus_result r;

    if (bytes == NULL || (uintptr_t)item % sizeof(void *) != 0) {
        return lwclus_bad_argument();
    }
    r = enter(handle, kind, &s, &snapshot);
    if (r == LWCLUS_OK) {
        r = get_item(snapshot, index, item, bytes, kind);
        lwclus_session_leave(s);
    }
    return LWCLUS_CODE(lwclus_report(r));
}

HCLUSENUM ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType)
{
    union lwclus_ndr_arg args[3];

    args[0].value = dwType;
    return (HCLUSENUM)lwclus_call_enumerate((uintptr_t)hCluster, LWCLUS_CALL(7, LWCLUS_HANDLE_CLUSTER),
                                            LWCLUS_ENUM_CLUSTER, args, 1);
}

DWORD ClusterGetEnumCount(HCLUSENUM hEnum)
{
    return lwclus_enum_count((uintptr_t)hEnum, LWCLUS_ENUM_CLUSTER);
}

DWORD ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName, DWORD *lpcchName)
{
    return lwclus_enum_name((uintptr_t)hEnum, dwIndex, lpdwType, lpszName, lpcchName, LWCLUS_ENUM_CLUSTER);
}

DWORD ClusterCloseEnum(HCLUSENUM hEnum)
{
    return lwclus_enum_close((uintptr_t)hEnum, LWCLUS_ENUM_CLUSTER);
}

HCLUSENUMEX ClusterOpenEnumEx(HCLUSTER hCluster, DWORD dwType, PVOID pOptions)
{
    return (HCLUSENUMEX)lwclus_enum_open_ex((uintptr_t)hCluster, LWCLUS_CALL_ON(125, LWCLUS_HANDLE_CLUSTER),
                                            LWCLUS_ENUM_CLUSTER_EX, dwType, pOptions);
}

DWORD ClusterGetEnumCountEx(HCLUSENUMEX hClusterEnum)
{
    return lwclus_enum_count((uintptr_t)hClusterEnum, LWCLUS_ENUM_CLUSTER_EX);
}

DWORD ClusterEnumEx(HCLUSENUMEX hClusterEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem, LPDWORD cbItem)
{
    return lwclus_enum_item((uintptr_t)hClusterEnum, dwIndex, pItem, cbItem, LWCLUS_ENUM_CLUSTER_EX);
}

DWORD ClusterCloseEnumEx(HCLUSENUMEX hClusterEnum)
{
    return lwclus_enum_close((uintptr_t)hClusterEnum, LWCLUS_ENUM_CLUSTER_EX);
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_enumeration_unused;
#endif
