/* Nodes. */
#include "api/control.h"
#include "api/enumeration.h"
#include "api/forms.h"
#include "session/cluster.h"

#include <string.h>

#include "api/number.h"
#include "base/utf16.h"

#if LWCLUS_API_NODE

#define TYPE LWCLUS_HANDLE_NODE

HNODE OpenClusterNode(HCLUSTER hCluster, LPCWSTR lpszNodeName)
{
    return OpenClusterNodeEx(hCluster, lpszNodeName, GENERIC_ALL, NULL);
}

HNODE OpenClusterNodeEx(HCLUSTER hCluster, LPCWSTR lpszNodeName, DWORD dwDesiredAccess,
                        DWORD *lpdwGrantedAccess)
{
    return (HNODE)lwclus_call_open_named((uintptr_t)hCluster, LWCLUS_OPENS(66, 118, TYPE), lpszNodeName,
                                         dwDesiredAccess, lpdwGrantedAccess);
}

BOOL CloseClusterNode(HNODE hNode)
{
    return lwclus_form_close((uintptr_t)hNode, TYPE);
}

HCLUSTER GetClusterFromNode(HNODE hNode)
{
    return (HCLUSTER)lwclus_cluster_of((uintptr_t)hNode, TYPE);
}

/* The node with a number, in a list of identifiers and a list of names. */
struct search {
    uint32_t id;
    uint32_t index;
    bool found;
    uint16_t name[LWCLUS_NAME_UNITS];
};

static lwclus_result match_id(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    struct search *search = (struct search *)user;
    uint32_t units = members[1].bytes.size / 2;
    uint16_t text[10]; /* digits of 32 bits */
    uint32_t id = 0;

    if (units <= sizeof(text) / sizeof(text[0])) {
        lwclus_utf16_from_wire(text, members[1].bytes.ptr, units);
        id = lwclus_number_of_text(text, units);
    }
    if (id != 0 && id == search->id) {
        search->index = index;
        search->found = true;
    }
    return LWCLUS_OK;
}

static lwclus_result take_name(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    struct search *search = (struct search *)user;
    uint32_t units = members[1].bytes.size / 2;

    if (search->found && index == search->index && units < LWCLUS_NAME_UNITS) {
        lwclus_utf16_from_wire(search->name, members[1].bytes.ptr, units);
        search->name[units] = 0;
    }
    return LWCLUS_OK;
}

static lwclus_result find_node(HCLUSTER hCluster, struct search *search)
{
    struct lwclus_ndr_rows ids = {0, search, match_id};
    struct lwclus_ndr_rows names = {0, search, take_name};
    union lwclus_ndr_arg args[5];
    lwclus_result r;

    args[1].value = 1; /* CLUSTER_ENUM_NODE */
    args[2].value = 0;
    args[3].out = &ids;
    args[4].out = &names;
    r = lwclus_call((uintptr_t)hCluster, LWCLUS_CALL_ON(125, LWCLUS_HANDLE_CLUSTER), args);
    if (r == LWCLUS_OK && search->name[0] == 0) {
        r = lwclus_report(LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, ERROR_CLUSTER_NODE_NOT_FOUND));
    }
    return r;
}

HNODE OpenClusterNodeById(HCLUSTER hCluster, DWORD nodeId)
{
    const uint32_t open = LWCLUS_CALL(66, LWCLUS_HANDLE_CLUSTER) | LWCLUS_CALL_LATER;
    struct search search;
    union lwclus_ndr_arg args[1];
    lwclus_result r = LWCLUS_OK;

    memset(&search, 0, sizeof(search));
    search.id = nodeId;
    if (!lwclus_call_pending((uintptr_t)hCluster, open)) {
        r = find_node(hCluster, &search);
    }
    if (r != LWCLUS_OK) {
        SetLastError(LWCLUS_CODE(r));
        return NULL;
    }
    args[0].in = search.name;
    return (HNODE)lwclus_call_open((uintptr_t)hCluster, open, TYPE, args, search.name, GENERIC_ALL);
}

CLUSTER_NODE_STATE GetClusterNodeState(HNODE hNode)
{
    return (CLUSTER_NODE_STATE)lwclus_form_state((uintptr_t)hNode, LWCLUS_CALL_ON(68, TYPE), NULL, 0);
}

DWORD GetClusterNodeId(HNODE hNode, LPWSTR lpszNodeId, DWORD *lpcchName)
{
    return lwclus_form_text((uintptr_t)hNode, LWCLUS_CALL_ON(48, TYPE), lpszNodeId, lpcchName);
}

DWORD PauseClusterNode(HNODE hNode)
{
    return lwclus_form_call((uintptr_t)hNode, LWCLUS_CALL_ON(69, TYPE));
}

DWORD ResumeClusterNode(HNODE hNode)
{
    return lwclus_form_call((uintptr_t)hNode, LWCLUS_CALL_ON(70, TYPE));
}

DWORD PauseClusterNodeEx(HNODE hNode, BOOL bDrainNode, DWORD dwPauseFlags, HNODE hNodeDrainTarget)
{
    const uint32_t targeted = LWCLUS_CALL_PAIR(127, TYPE, TYPE) | LWCLUS_CALL_THIRD;
    union lwclus_ndr_arg args[3];

    if (hNodeDrainTarget == NULL) {
        return lwclus_form_values((uintptr_t)hNode, LWCLUS_CALL_ON(126, TYPE), bDrainNode != FALSE,
                                  dwPauseFlags);
    }
    if (bDrainNode == FALSE) {
        return lwclus_bad_argument();
    }
    args[1].value = dwPauseFlags;
    args[2].in = hNodeDrainTarget;
    return LWCLUS_CODE(lwclus_call((uintptr_t)hNode, targeted, args));
}

DWORD ResumeClusterNodeEx(HNODE hNode, CLUSTER_NODE_RESUME_FAILBACK_TYPE eResumeFailbackType,
                          DWORD dwResumeFlagsReserved)
{
    return lwclus_form_values((uintptr_t)hNode, LWCLUS_CALL_ON(128, TYPE), (uint32_t)eResumeFailbackType,
                              dwResumeFlagsReserved);
}

DWORD EvictClusterNode(HNODE hNode)
{
    return lwclus_form_call((uintptr_t)hNode, LWCLUS_CALL_ON(71, TYPE) | LWCLUS_CALL_GONE);
}

DWORD EvictClusterNodeEx(HNODE hNode, DWORD dwTimeOut, HRESULT *phrCleanupStatus)
{
    DWORD code = EvictClusterNode(hNode);

    (void)dwTimeOut;
    if (code == ERROR_SUCCESS && phrCleanupStatus != NULL) {
        *phrCleanupStatus = 1; /* S_FALSE */
    }
    return code;
}

DWORD ClusterNodeControl(HNODE hNode, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                         DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                         DWORD *lpBytesReturned)
{
    const struct lwclus_control control = {dwControlCode,  lpInBuffer,      nInBufferSize, lpOutBuffer,
                                           nOutBufferSize, lpBytesReturned, NULL};

    return lwclus_control((uintptr_t)hNode, (uintptr_t)hHostNode, LWCLUS_CALL_ON(79, TYPE), &control);
}

#if LWCLUS_API_ENUM
HNODEENUM ClusterNodeOpenEnum(HNODE hNode, DWORD dwType)
{
    return (HNODEENUM)lwclus_enum_open((uintptr_t)hNode, LWCLUS_CALL_ON(101, TYPE), LWCLUS_ENUM_NODE, dwType);
}

DWORD ClusterNodeGetEnumCount(HNODEENUM hNodeEnum)
{
    return lwclus_enum_count((uintptr_t)hNodeEnum, LWCLUS_ENUM_NODE);
}

DWORD ClusterNodeEnum(HNODEENUM hNodeEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName, DWORD *lpcchName)
{
    return lwclus_enum_name((uintptr_t)hNodeEnum, dwIndex, lpdwType, lpszName, lpcchName, LWCLUS_ENUM_NODE);
}

DWORD ClusterNodeCloseEnum(HNODEENUM hNodeEnum)
{
    return lwclus_enum_close((uintptr_t)hNodeEnum, LWCLUS_ENUM_NODE);
}

HNODEENUMEX ClusterNodeOpenEnumEx(HNODE hNode, DWORD dwType, PVOID pOptions)
{
    return (HNODEENUMEX)lwclus_enum_open_ex((uintptr_t)hNode, LWCLUS_CALL_ON(124, TYPE), LWCLUS_ENUM_NODE_EX,
                                            dwType, pOptions);
}

DWORD ClusterNodeGetEnumCountEx(HNODEENUMEX hNodeEnum)
{
    return lwclus_enum_count((uintptr_t)hNodeEnum, LWCLUS_ENUM_NODE_EX);
}

DWORD ClusterNodeEnumEx(HNODEENUMEX hNodeEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem, LPDWORD cbItem)
{
    return lwclus_enum_item((uintptr_t)hNodeEnum, dwIndex, pItem, cbItem, LWCLUS_ENUM_NODE_EX);
}

DWORD ClusterNodeCloseEnumEx(HNODEENUMEX hNodeEnum)
{
    return lwclus_enum_close((uintptr_t)hNodeEnum, LWCLUS_ENUM_NODE_EX);
}
#endif

#else
/* An empty translation unit is not C99. */
typedef int lwclus_node_unused;
#endif
