/* Groups. */
#include "api/control.h"
#include "api/enumeration.h"
#include "api/forms.h"
#include "api/number.h"
#include "session/cluster.h"
#include "session/instance.h"

#if LWCLUS_API_GROUP

#define TYPE LWCLUS_HANDLE_GROUP

HGROUP OpenClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName)
{
    return OpenClusterGroupEx(hCluster, lpszGroupName, GENERIC_ALL, NULL);
}

HGROUP OpenClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName, DWORD dwDesiredAccess,
                          DWORD *lpdwGrantedAccess)
{
    return (HGROUP)lwclus_call_open_named((uintptr_t)hCluster, LWCLUS_OPENS(41, 119, TYPE), lpszGroupName,
                                          dwDesiredAccess, lpdwGrantedAccess);
}

BOOL CloseClusterGroup(HGROUP hGroup)
{
    return lwclus_form_close((uintptr_t)hGroup, TYPE);
}

HCLUSTER GetClusterFromGroup(HGROUP hGroup)
{
    return (HCLUSTER)lwclus_cluster_of((uintptr_t)hGroup, TYPE);
}

HGROUP CreateClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName)
{
    union lwclus_ndr_arg args[1];

    args[0].in = lpszGroupName;
    return (HGROUP)lwclus_call_open((uintptr_t)hCluster, LWCLUS_CALL(42, LWCLUS_HANDLE_CLUSTER), TYPE, args,
                                    lpszGroupName, GENERIC_ALL);
}

static lwclus_result give_info(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    const CLUSTER_CREATE_GROUP_INFO *info = (const CLUSTER_CREATE_GROUP_INFO *)user;

    (void)index;
    members[0].value = info->dwVersion;
    members[1].value = (uint32_t)info->groupType;
    return LWCLUS_OK;
}

HGROUP CreateClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName, PCLUSTER_CREATE_GROUP_INFO pGroupInfo)
{
    struct lwclus_ndr_rows info = {1, pGroupInfo, give_info};
    union lwclus_ndr_arg args[2];

    args[0].in = lpszGroupName;
    args[1].in = pGroupInfo != NULL ? &info : NULL;
    return (HGROUP)lwclus_call_open((uintptr_t)hCluster, LWCLUS_CALL(129, LWCLUS_HANDLE_CLUSTER), TYPE, args,
                                    lpszGroupName, GENERIC_ALL);
}

CLUSTER_GROUP_STATE GetClusterGroupState(HGROUP hGroup, LPWSTR lpszNodeName, DWORD *lpcchNodeName)
{
    const struct lwclus_form_text node = {lpszNodeName, lpcchNodeName};

    return (CLUSTER_GROUP_STATE)lwclus_form_state((uintptr_t)hGroup, LWCLUS_CALL_ON(45, TYPE), &node, 1);
}

DWORD SetClusterGroupName(HGROUP hGroup, LPCWSTR lpszGroupName)
{
    return LWCLUS_CODE(lwclus_call_rename((uintptr_t)hGroup, LWCLUS_CALL_ON(46, TYPE), lpszGroupName));
}

/* Nodes of the largest cluster. */
#define MAX_NODES 64u

#define BAD_NUMBER LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, ERROR_INVALID_DATA)

#if LWCLUS_API_NODE
/* The number of a node in its row, or 0; the node must be of the same session as the group. */
static lwclus_result known_number(HGROUP hGroup, HNODE hNode, uint8_t *number)
{
    struct lwclus_session *of_group;
    struct lwclus_session *of_node;
    struct lwclus_handle_row *row;
    lwclus_result r = lwclus_session_enter((uintptr_t)hGroup, TYPE, &of_group, &row);

    if (r == LWCLUS_OK) {
        lwclus_session_leave(of_group);
        r = lwclus_session_enter((uintptr_t)hNode, LWCLUS_HANDLE_NODE, &of_node, &row);
    }
    if (r == LWCLUS_OK) {
        *number = row->node;
        lwclus_session_leave(of_node);
        r = of_node == of_group ? LWCLUS_OK : LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE);
    }
    return lwclus_report(r);
}

/* Asks the server and keeps the answer in the row: a function that is entered again does not ask twice. */
static lwclus_result ask_number(HNODE hNode)
{
    uint16_t text[4];
    DWORD units = 4;
    const struct lwclus_form_text wanted = {text, &units};
    union lwclus_ndr_arg args[2];
    struct lwclus_handle_row *row;
    struct lwclus_session *s;
    uint32_t value;
    lwclus_result r = lwclus_form_take((uintptr_t)hNode, LWCLUS_CALL_ON(48, LWCLUS_HANDLE_NODE), args,
                                       &args[1], &wanted, 1);

    if (LWCLUS_CODE(r) == ERROR_MORE_DATA) {
        return lwclus_report(BAD_NUMBER);
    }
    if (r == LWCLUS_OK) {
        value = lwclus_number_of_text(text, units);
        if (value == 0 || value > 255) {
            return lwclus_report(BAD_NUMBER);
        }
        r = lwclus_session_enter((uintptr_t)hNode, LWCLUS_HANDLE_NODE, &s, &row);
        if (r == LWCLUS_OK) {
            row->node = (uint8_t)value;
            lwclus_session_leave(s);
        }
        (void)lwclus_report(r);
    }
    return r;
}

static lwclus_result number_of(HGROUP hGroup, HNODE hNode, uint8_t *number)
{
    lwclus_result r = known_number(hGroup, hNode, number);

    if (r == LWCLUS_OK && *number == 0) {
        r = ask_number(hNode);
        if (r == LWCLUS_OK) {
            r = known_number(hGroup, hNode, number);
        }
    }
    return r;
}
#else
/* Without the node functions there are no node handles. */
static lwclus_result number_of(HGROUP hGroup, HNODE hNode, uint8_t *number)
{
    (void)hGroup;
    (void)hNode;
    *number = 0;
    return lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE));
}
#endif

struct owners {
    const HNODE *nodes;
    uint32_t count;
};

#if LWCLUS_API_NODE
/* Digits and NUL. */
static void put_number(struct lwclus_cursor *c, uint32_t number)
{
    uint32_t unit;

    for (unit = 100; unit != 0; unit /= 10) {
        if (number >= unit) {
            lwclus_put_u16(c, (uint16_t)('0' + number / unit % 10));
        }
    }
    lwclus_put_u16(c, 0);
}
#endif

/* MULTI_SZ of the numbers, which are in the rows. */
static void write_owners(struct lwclus_cursor *c, const void *user)
{
#if LWCLUS_API_NODE
    const struct owners *owners = (const struct owners *)user;
    uint32_t i;

    for (i = 0; i < owners->count; i++) {
        const struct lwclus_handle_row *row;
        uint32_t number;

        lwclus_tables_lock();
        row = lwclus_handle_find((uintptr_t)owners->nodes[i], LWCLUS_HANDLE_NODE);
        number = row != NULL ? row->node : 0;
        lwclus_tables_unlock();
        if (number == 0) { /* another task closed it meanwhile */
            lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_HANDLE));
        }
        put_number(c, number);
    }
#else
    (void)user;
#endif
    lwclus_put_u16(c, 0);
}

DWORD SetClusterGroupNodeList(HGROUP hGroup, DWORD NodeCount, HNODE NodeList[])
{
    const struct owners owners = {NodeList, NodeCount};
    const struct lwclus_builder list = {write_owners, &owners, 1, 2};
    union lwclus_ndr_arg args[3];
    uint32_t i;

    if (NodeCount > MAX_NODES || (NodeList == NULL && NodeCount != 0)) {
        return lwclus_bad_argument();
    }
    for (i = 0; i < NodeCount; i++) {
        uint8_t number;
        lwclus_result r = number_of(hGroup, NodeList[i], &number);

        if (r != LWCLUS_OK) {
            return LWCLUS_CODE(r);
        }
    }
    return LWCLUS_CODE(lwclus_call_built((uintptr_t)hGroup, LWCLUS_CALL_ON(54, TYPE), args, &list));
}

/* Part 1 of going online on another node. */
static DWORD move_first(HGROUP hGroup, HNODE hDestinationNode, uint32_t later)
{
    if (hDestinationNode == NULL || lwclus_call_pending((uintptr_t)hGroup, later)) {
        return ERROR_SUCCESS;
    }
    return MoveClusterGroup(hGroup, hDestinationNode);
}

DWORD OnlineClusterGroup(HGROUP hGroup, HNODE hDestinationNode)
{
    const uint32_t online = LWCLUS_CALL_ON(49, TYPE) | LWCLUS_CALL_LATER;
    DWORD code = move_first(hGroup, hDestinationNode, online);

    return code != ERROR_SUCCESS ? code : lwclus_form_call((uintptr_t)hGroup, online);
}

DWORD OnlineClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                           DWORD cbInBufferSize)
{
    const uint32_t online = LWCLUS_CALL_ON(130, TYPE) | LWCLUS_CALL_LATER;
    DWORD code = move_first(hGroup, hDestinationNode, online);

    return code != ERROR_SUCCESS
               ? code
               : lwclus_form_buffer((uintptr_t)hGroup, online, 0, dwOnlineFlags, lpInBuffer, cbInBufferSize);
}

DWORD OfflineClusterGroup(HGROUP hGroup)
{
    return lwclus_form_call((uintptr_t)hGroup, LWCLUS_CALL_ON(50, TYPE));
}

DWORD OfflineClusterGroupEx(HGROUP hGroup, DWORD dwOfflineFlags, PBYTE lpInBuffer, DWORD cbInBufferSize)
{
    return lwclus_form_buffer((uintptr_t)hGroup, LWCLUS_CALL_ON(131, TYPE), 0, dwOfflineFlags, lpInBuffer,
                              cbInBufferSize);
}

DWORD MoveClusterGroup(HGROUP hGroup, HNODE hDestinationNode)
{
    return hDestinationNode == NULL
               ? lwclus_form_call((uintptr_t)hGroup, LWCLUS_CALL_ON(51, TYPE))
               : lwclus_form_pair((uintptr_t)hGroup, LWCLUS_CALL_PAIR(52, TYPE, LWCLUS_HANDLE_NODE),
                                  (uintptr_t)hDestinationNode);
}

DWORD MoveClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwMoveFlags, PBYTE lpInBuffer,
                         DWORD cbInBufferSize)
{
    return lwclus_form_buffer((uintptr_t)hGroup,
                              hDestinationNode == NULL ? LWCLUS_CALL_ON(132, TYPE)
                                                       : LWCLUS_CALL_PAIR(133, TYPE, LWCLUS_HANDLE_NODE),
                              (uintptr_t)hDestinationNode, dwMoveFlags, lpInBuffer, cbInBufferSize);
}

DWORD CancelClusterGroupOperation(HGROUP hGroup, DWORD dwCancelFlags_RESERVED)
{
    return lwclus_form_value((uintptr_t)hGroup, LWCLUS_CALL_ON(134, TYPE), dwCancelFlags_RESERVED);
}

DWORD DeleteClusterGroup(HGROUP hGroup)
{
    return lwclus_form_value((uintptr_t)hGroup, LWCLUS_CALL_ON(43, TYPE) | LWCLUS_CALL_GONE, FALSE);
}

DWORD DestroyClusterGroup(HGROUP hGroup)
{
    return lwclus_form_value((uintptr_t)hGroup, LWCLUS_CALL_ON(43, TYPE) | LWCLUS_CALL_GONE, TRUE);
}

DWORD ClusterGroupControl(HGROUP hGroup, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                          DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                          DWORD *lpBytesReturned)
{
    const struct lwclus_control control = {dwControlCode,  lpInBuffer,      nInBufferSize, lpOutBuffer,
                                           nOutBufferSize, lpBytesReturned, NULL};

    return lwclus_control((uintptr_t)hGroup, (uintptr_t)hHostNode, LWCLUS_CALL_ON(77, TYPE), &control);
}

#if LWCLUS_API_ENUM
HGROUPENUM ClusterGroupOpenEnum(HGROUP hGroup, DWORD dwType)
{
    return (HGROUPENUM)lwclus_enum_open((uintptr_t)hGroup, LWCLUS_CALL_ON(53, TYPE), LWCLUS_ENUM_GROUP,
                                        dwType);
}

DWORD ClusterGroupGetEnumCount(HGROUPENUM hGroupEnum)
{
    return lwclus_enum_count((uintptr_t)hGroupEnum, LWCLUS_ENUM_GROUP);
}

DWORD ClusterGroupEnum(HGROUPENUM hGroupEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszResourceName,
                       DWORD *lpcchName)
{
    return lwclus_enum_name((uintptr_t)hGroupEnum, dwIndex, lpdwType, lpszResourceName, lpcchName,
                            LWCLUS_ENUM_GROUP);
}

DWORD ClusterGroupCloseEnum(HGROUPENUM hGroupEnum)
{
    return lwclus_enum_close((uintptr_t)hGroupEnum, LWCLUS_ENUM_GROUP);
}

HGROUPENUMEX ClusterGroupOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties, DWORD cbProperties,
                                    LPCWSTR lpszRoProperties, DWORD cbRoProperties, DWORD dwFlags)
{
    union lwclus_ndr_arg names[4];

    names[0].in = lpszProperties;
    names[1].value = cbProperties;
    names[2].in = lpszRoProperties;
    names[3].value = cbRoProperties;
    return (HGROUPENUMEX)lwclus_enum_open_properties((uintptr_t)hCluster,
                                                     LWCLUS_CALL_ON(143, LWCLUS_HANDLE_CLUSTER),
                                                     LWCLUS_ENUM_GROUP_EX, names, dwFlags);
}

DWORD ClusterGroupGetEnumCountEx(HGROUPENUMEX hGroupEnumEx)
{
    return lwclus_enum_count((uintptr_t)hGroupEnumEx, LWCLUS_ENUM_GROUP_EX);
}

DWORD ClusterGroupEnumEx(HGROUPENUMEX hGroupEnumEx, DWORD dwIndex, PCLUSTER_GROUP_ENUM_ITEM pItem,
                         LPDWORD cbItem)
{
    return lwclus_enum_item((uintptr_t)hGroupEnumEx, dwIndex, pItem, cbItem, LWCLUS_ENUM_GROUP_EX);
}

DWORD ClusterGroupCloseEnumEx(HGROUPENUMEX hGroupEnumEx)
{
    return lwclus_enum_close((uintptr_t)hGroupEnumEx, LWCLUS_ENUM_GROUP_EX);
}
#endif

#else
/* An empty translation unit is not C99. */
typedef int lwclus_group_unused;
#endif
