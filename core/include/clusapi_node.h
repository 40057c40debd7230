/*
 * clusapi_node.h: nodes (LWCLUS_API_NODE).
 * Included by clusapi.h, whose first comment holds for every function here.
 */
#ifndef CLUSAPI_NODE_H
#define CLUSAPI_NODE_H

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#if LWCLUS_API_NODE
typedef enum CLUSTER_NODE_STATE {
    ClusterNodeStateUnknown = -1,
    ClusterNodeUp = 0,
    ClusterNodeDown = 1,
    ClusterNodePaused = 2,
    ClusterNodeJoining = 3
} CLUSTER_NODE_STATE;

/* Values of the read-only common property "NodeDrainStatus". */
typedef enum CLUSTER_NODE_DRAIN_STATUS {
    NodeDrainStatusNotInitiated = 0,
    NodeDrainStatusInProgress = 1,
    NodeDrainStatusCompleted = 2,
    NodeDrainStatusFailed = 3,
    ClusterNodeDrainStatusCount = 4
} CLUSTER_NODE_DRAIN_STATUS;

/* Bits of the read-only common property "StatusInformation". */
typedef enum CLUSTER_NODE_STATUS {
    NodeStatusNormal = 0x00,
    NodeStatusIsolated = 0x01,
    NodeStatusQuarantined = 0x02,
    NodeStatusDrainInProgress = 0x04,
    NodeStatusDrainCompleted = 0x08,
    NodeStatusDrainFailed = 0x10,
    NodeStatusAvoidPlacement = 0x20,
    NodeStatusMax = 0x33
} CLUSTER_NODE_STATUS;

typedef enum CLUSTER_NODE_ENUM {
    CLUSTER_NODE_ENUM_NETINTERFACES = 0x00000001,
    CLUSTER_NODE_ENUM_GROUPS = 0x00000002,
    CLUSTER_NODE_ENUM_PREFERRED_GROUPS = 0x00000004,
    CLUSTER_NODE_ENUM_ALL = 0x00000003
} CLUSTER_NODE_ENUM;

typedef enum CLUSTER_NODE_RESUME_FAILBACK_TYPE {
    DoNotFailbackGroups = 0,
    FailbackGroupsImmediately = 1,
    FailbackGroupsPerPolicy = 2,
    ClusterNodeResumeFailbackTypeCount = 3
} CLUSTER_NODE_RESUME_FAILBACK_TYPE;

/* dwPauseFlags of PauseClusterNodeEx; servers know the first one, later ones more. */
#define CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR 0x00000001u
#define CLUSAPI_NODE_AVOID_PLACEMENT                           0x00000002u
#define CLUSAPI_NODE_PAUSE_RETRY_DRAIN_ON_FAILURE              0x00000004u

/** Opens a node with all access. Source: [MS-CMRP] 3.1.4.2.67, opnum 66. */
HNODE OpenClusterNode(HCLUSTER hCluster, LPCWSTR lpszNodeName);

/** Opens a node; parameters as for OpenClusterNetInterfaceEx. The name is not NULL: the local node that
 * Windows means by NULL does not exist for a remote client. @return NULL also: ERROR_CLUSTER_NODE_NOT_FOUND
 * 5042. Source: [MS-CMRP] 3.1.4.2.117, opnum 118 (66 for GENERIC_ALL). */
HNODE OpenClusterNodeEx(HCLUSTER hCluster, LPCWSTR lpszNodeName, DWORD dwDesiredAccess,
                        DWORD *lpdwGrantedAccess);

/** Opens the node with the number nodeId, with all access. MS-CMRP opens nodes by name only, so the name is
 * looked up in the list of nodes first: two round trips. @return NULL also: ERROR_CLUSTER_NODE_NOT_FOUND
 * 5042. Source: [MS-CMRP] 3.1.4.2.124, 3.1.4.2.67, opnums 125 and 66. */
HNODE OpenClusterNodeById(HCLUSTER hCluster, DWORD nodeId);

/** Closes a node handle. @return TRUE; FALSE with ERROR_INVALID_HANDLE. Source: [MS-CMRP] 3.1.4.2.68, opnum
 * 67. */
BOOL CloseClusterNode(HNODE hNode);

/** Another handle to the cluster of the node; see GetClusterFromNetInterface. Local. */
HCLUSTER GetClusterFromNode(HNODE hNode);

/** @return The state; -1 on failure. Source: [MS-CMRP] 3.1.4.2.69, opnum 68. */
CLUSTER_NODE_STATE GetClusterNodeState(HNODE hNode);

/** The node's number as text. hNode NULL, on Windows the node that the program runs on, is
 * ERROR_INVALID_HANDLE here. Source: [MS-CMRP] 3.1.4.2.49, opnum 48. */
DWORD GetClusterNodeId(HNODE hNode, LPWSTR lpszNodeId, DWORD *lpcchName);

/** Suspends a node: its groups stay, none comes. @return ERROR_SUCCESS; ERROR_CLUSTER_NODE_DOWN 5050. Source:
 * [MS-CMRP] 3.1.4.2.70, opnum 69. */
DWORD PauseClusterNode(HNODE hNode);

/** Ends a pause. @return ERROR_SUCCESS; ERROR_CLUSTER_NODE_NOT_PAUSED 5058. Source: [MS-CMRP] 3.1.4.2.71,
 * opnum 70. */
DWORD ResumeClusterNode(HNODE hNode);

/**
 * Suspends a node and moves its groups away.
 *
 * @param bDrainNode       TRUE: groups move to other nodes.
 * @param dwPauseFlags     CLUSAPI_NODE_...; 0.
 * @param hNodeDrainTarget Node that the groups move to; NULL lets the cluster choose. Without bDrainNode it
 * is ERROR_INVALID_PARAMETER: the method with a target always drains.
 * @return ERROR_SUCCESS; with bDrainNode usually ERROR_IO_PENDING of the server (the groups are moving, see
 *   NodeDrainStatus); ERROR_CLUSTER_NODE_DOWN 5050: no other node is up;
 *   ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS 5962: draining already; ERROR_HOST_NODE_NOT_AVAILABLE 5005,
 * ERROR_INVALID_TARGET_HANDLE 114: wrong target. Source: [MS-CMRP] 3.1.4.2.125, .126, opnums 126 and 127.
 */
DWORD PauseClusterNodeEx(HNODE hNode, BOOL bDrainNode, DWORD dwPauseFlags, HNODE hNodeDrainTarget);

/**
 * Ends a pause.
 * @param eResumeFailbackType  Whether groups come back.
 * @param dwResumeFlagsReserved 0.
 * @return ERROR_SUCCESS; ERROR_CLUSTER_NODE_NOT_PAUSED 5058; ERROR_CLUSTER_NODE_DOWN 5050. Source: [MS-CMRP]
 *   3.1.4.2.127, opnum 128.
 */
DWORD ResumeClusterNodeEx(HNODE hNode, CLUSTER_NODE_RESUME_FAILBACK_TYPE eResumeFailbackType,
                          DWORD dwResumeFlagsReserved);

/** Removes a node from the cluster. The handle stays open. Source: [MS-CMRP] 3.1.4.2.72, opnum 71. */
DWORD EvictClusterNode(HNODE hNode);

/**
 * Removes a node from the cluster.
 * @param dwTimeOut        Not used: the node cleans up by itself, MS-CMRP does not tell when.
 * @param phrCleanupStatus Receives S_FALSE (1) on success, because the result of the cleanup is not known;
 * may be NULL. Source: [MS-CMRP] 3.1.4.2.72, opnum 71.
 */
DWORD EvictClusterNodeEx(HNODE hNode, DWORD dwTimeOut, HRESULT *phrCleanupStatus);

/** Control codes of a node; see ClusterControl. Source: [MS-CMRP] 3.1.4.2.80 and .79, opnums 79 and 78. */
DWORD ClusterNodeControl(HNODE hNode, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                         DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                         DWORD *lpBytesReturned);

#if LWCLUS_API_ENUM
/** Opens an enumeration of the interfaces or groups of a node; see ClusterOpenEnum.
 * @param dwType CLUSTER_NODE_ENUM values or-ed. Source: [MS-CMRP] 3.1.4.2.101, opnum 101. */
HNODEENUM ClusterNodeOpenEnum(HNODE hNode, DWORD dwType);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterNodeGetEnumCount(HNODEENUM hNodeEnum);
/** One entry; see ClusterEnum. Local. */
DWORD ClusterNodeEnum(HNODEENUM hNodeEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName, DWORD *lpcchName);
/** Frees the enumeration. Local. */
DWORD ClusterNodeCloseEnum(HNODEENUM hNodeEnum);

/** The same with identifiers; see ClusterOpenEnumEx. Source: [MS-CMRP] 3.1.4.2.123, opnum 124. */
HNODEENUMEX ClusterNodeOpenEnumEx(HNODE hNode, DWORD dwType, PVOID pOptions);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterNodeGetEnumCountEx(HNODEENUMEX hNodeEnum);
/** One entry; see ClusterEnumEx. Local. */
DWORD ClusterNodeEnumEx(HNODEENUMEX hNodeEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem, LPDWORD cbItem);
/** Frees the enumeration. Local. */
DWORD ClusterNodeCloseEnumEx(HNODEENUMEX hNodeEnum);
#endif

/* Control codes ([MS-CMRP] 3.1.4.2.80, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_NODE_CODES {
    CLUSCTL_NODE_UNKNOWN = 0x04000000,
    CLUSCTL_NODE_GET_CHARACTERISTICS = 0x04000005,
    CLUSCTL_NODE_GET_FLAGS = 0x04000009,
    CLUSCTL_NODE_GET_NAME = 0x04000029,
    CLUSCTL_NODE_GET_ID = 0x04000039,
    CLUSCTL_NODE_GET_CLUSTER_SERVICE_ACCOUNT_NAME = 0x04000041,
    CLUSCTL_NODE_ENUM_COMMON_PROPERTIES = 0x04000051,
    CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES = 0x04000055,
    CLUSCTL_NODE_GET_COMMON_PROPERTIES = 0x04000059,
    CLUSCTL_NODE_SET_COMMON_PROPERTIES = 0x0440005E,
    CLUSCTL_NODE_VALIDATE_COMMON_PROPERTIES = 0x04000061,
    CLUSCTL_NODE_GET_COMMON_PROPERTY_FMTS = 0x04000065,
    CLUSCTL_NODE_ENUM_PRIVATE_PROPERTIES = 0x04000079,
    CLUSCTL_NODE_GET_RO_PRIVATE_PROPERTIES = 0x0400007D,
    CLUSCTL_NODE_GET_PRIVATE_PROPERTIES = 0x04000081,
    CLUSCTL_NODE_SET_PRIVATE_PROPERTIES = 0x04400086,
    CLUSCTL_NODE_VALIDATE_PRIVATE_PROPERTIES = 0x04000089,
    CLUSCTL_NODE_GET_PRIVATE_PROPERTY_FMTS = 0x0400008D,
    CLUSCTL_NODE_GET_STUCK_NODES = 0x040002BD,
    CLUSCTL_NODE_INJECT_GEM_FAULT = 0x040002C1,
    CLUSCTL_NODE_INTRODUCE_GEM_REPAIR_DELAY = 0x040002C5,
    CLUSCTL_NODE_SEND_DUMMY_GEM_MESSAGES = 0x040002C9,
    CLUSCTL_NODE_BLOCK_GEM_SEND_RECV = 0x040002CD,
    CLUSCTL_NODE_GET_GEMID_VECTOR = 0x040002D1,
    CLUSCTL_NODE_GET_CLUSBFLT_PATHS = 0x040002FD,
    CLUSCTL_NODE_GET_SBL_DISK_STATE_EX = 0x040021DD,
    CLUSCTL_NODE_GET_SBL_CACHE_CONFIG_EX = 0x040021E1,
    CLUSCTL_NODE_STORAGE_GET_PHYSICAL_DISK_INFO_EX = 0x040021E9,
    CLUSCTL_NODE_GET_CLUSBFLT_PATHINFO_EX = 0x040021F1,
    CLUSCTL_NODE_SCALEOUTNODE_PLACEMENT_UPDATE = 0x04002D2D
} CLUSCTL_NODE_CODES;
#endif

#ifdef __cplusplus
}
#endif

#endif
