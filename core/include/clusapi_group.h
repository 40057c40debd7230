/*
 * clusapi_group.h: groups (LWCLUS_API_GROUP).
 * Included by clusapi.h, whose first comment holds for every function here.
 */
#ifndef CLUSAPI_GROUP_H
#define CLUSAPI_GROUP_H

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#if LWCLUS_API_GROUP
typedef enum CLUSTER_GROUP_STATE {
    ClusterGroupStateUnknown = -1,
    ClusterGroupOnline = 0,
    ClusterGroupOffline = 1,
    ClusterGroupFailed = 2,
    ClusterGroupPartialOnline = 3,
    ClusterGroupPending = 4
} CLUSTER_GROUP_STATE;

typedef enum CLUSTER_GROUP_ENUM {
    CLUSTER_GROUP_ENUM_CONTAINS = 0x00000001,
    CLUSTER_GROUP_ENUM_NODES = 0x00000002,
    CLUSTER_GROUP_ENUM_ALL = 0x00000003
} CLUSTER_GROUP_ENUM;

/* Values of the common properties "Priority" and "AutoFailbackType". */
typedef enum CLUSTER_GROUP_PRIORITY {
    PriorityDisabled = 0,
    PriorityLow = 1000,
    PriorityMedium = 2000,
    PriorityHigh = 3000
} CLUSTER_GROUP_PRIORITY;

typedef enum CLUSTER_GROUP_AUTOFAILBACK_TYPE {
    ClusterGroupPreventFailback = 0,
    ClusterGroupAllowFailback = 1,
    ClusterGroupFailbackTypeCount = 2
} CLUSTER_GROUP_AUTOFAILBACK_TYPE;

/* 1, 2, 4 and 5 are for the cluster's own use ([MS-CMRP] 3.1.4.2.128). */
typedef enum CLUSGROUP_TYPE {
    ClusGroupTypeCoreCluster = 1,
    ClusGroupTypeAvailableStorage = 2,
    ClusGroupTypeTemporary = 3,
    ClusGroupTypeSharedVolume = 4,
    ClusGroupTypeStoragePool = 5,
    ClusGroupTypeFileServer = 100,
    ClusGroupTypePrintServer = 101,
    ClusGroupTypeDhcpServer = 102,
    ClusGroupTypeDtc = 103,
    ClusGroupTypeMsmq = 104,
    ClusGroupTypeWins = 105,
    ClusGroupTypeStandAloneDfs = 106,
    ClusGroupTypeGenericApplication = 107,
    ClusGroupTypeGenericService = 108,
    ClusGroupTypeGenericScript = 109,
    ClusGroupTypeIScsiNameService = 110,
    ClusGroupTypeVirtualMachine = 111,
    ClusGroupTypeTsSessionBroker = 112,
    ClusGroupTypeIScsiTarget = 113,
    ClusGroupTypeScaleoutFileServer = 114,
    ClusGroupTypeVMReplicaBroker = 115,
    ClusGroupTypeTaskScheduler = 116,
    ClusGroupTypeClusterUpdateAgent = 117,
    ClusGroupTypeScaleoutCluster = 118,
    ClusGroupTypeStorageReplica = 119,
    ClusGroupTypeVMReplicaCoordinator = 120,
    ClusGroupTypeCrossClusterOrchestrator = 121,
    ClusGroupTypeInfrastructureFileServer = 122,
    ClusGroupTypeCoreSddc = 123,
    ClusGroupTypeUserManager = 124,
    ClusGroupTypeKeyValueStoreManager = 125,
    ClusGroupTypeHcsVirtualMachine = 126,
    ClusGroupTypeMetaVirtualMachine = 127,
    ClusGroupTypeUnknown = 9999
} CLUSGROUP_TYPE;

#define CLUSTER_CREATE_GROUP_INFO_VERSION_1 0x00000001u
#define CLUSTER_CREATE_GROUP_INFO_VERSION   CLUSTER_CREATE_GROUP_INFO_VERSION_1

typedef struct CLUSTER_CREATE_GROUP_INFO {
    DWORD dwVersion; /* CLUSTER_CREATE_GROUP_INFO_VERSION */
    CLUSGROUP_TYPE groupType;
} CLUSTER_CREATE_GROUP_INFO, *PCLUSTER_CREATE_GROUP_INFO;

/* Flags of OnlineClusterGroupEx, OfflineClusterGroupEx, MoveClusterGroupEx. */
#define CLUSAPI_GROUP_ONLINE_IGNORE_RESOURCE_STATUS       0x00000001u
#define CLUSAPI_GROUP_ONLINE_SYNCHRONOUS                  0x00000002u
#define CLUSAPI_GROUP_ONLINE_BEST_POSSIBLE_NODE           0x00000004u
#define CLUSAPI_GROUP_ONLINE_IGNORE_AFFINITY_RULE         0x00000008u
#define CLUSAPI_GROUP_OFFLINE_IGNORE_RESOURCE_STATUS      0x00000001u
#define CLUSAPI_GROUP_MOVE_IGNORE_RESOURCE_STATUS         0x00000001u
#define CLUSAPI_GROUP_MOVE_RETURN_TO_SOURCE_NODE_ON_ERROR 0x00000002u
#define CLUSAPI_GROUP_MOVE_QUEUE_ENABLED                  0x00000004u
#define CLUSAPI_GROUP_MOVE_HIGH_PRIORITY_START            0x00000008u
#define CLUSAPI_GROUP_MOVE_FAILBACK                       0x00000010u
#define CLUSAPI_GROUP_MOVE_IGNORE_AFFINITY_RULE           0x00000020u

/** Creates an empty group. @return A handle with all access for CloseClusterGroup; NULL also:
 * ERROR_OBJECT_ALREADY_EXISTS 5010. Source: [MS-CMRP] 3.1.4.2.43, opnum 42. */
HGROUP CreateClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName);

/** The same with a type. @param pGroupInfo NULL = none. Source: [MS-CMRP] 3.1.4.2.128, opnum 129. */
HGROUP CreateClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName, PCLUSTER_CREATE_GROUP_INFO pGroupInfo);

/** Opens a group with all access. Source: [MS-CMRP] 3.1.4.2.42, opnum 41. */
HGROUP OpenClusterGroup(HCLUSTER hCluster, LPCWSTR lpszGroupName);

/** Opens a group; parameters as for OpenClusterNetInterfaceEx. @return NULL also: ERROR_GROUP_NOT_FOUND 5013.
 * Source: [MS-CMRP] 3.1.4.2.118, opnum 119 (41 for GENERIC_ALL). */
HGROUP OpenClusterGroupEx(HCLUSTER hCluster, LPCWSTR lpszGroupName, DWORD dwDesiredAccess,
                          DWORD *lpdwGrantedAccess);

/** Closes a group handle. @return TRUE; FALSE with ERROR_INVALID_HANDLE. Source: [MS-CMRP] 3.1.4.2.45, opnum
 * 44. */
BOOL CloseClusterGroup(HGROUP hGroup);

/** Another handle to the cluster of the group; see GetClusterFromNetInterface. Local. */
HCLUSTER GetClusterFromGroup(HGROUP hGroup);

/**
 * State of a group and the node that owns it.
 * @param lpszNodeName, lpcchNodeName Name of the node; both NULL = not wanted.
 * @return The state; -1 on failure, also when the name does not fit (ERROR_MORE_DATA). Source: [MS-CMRP]
 *   3.1.4.2.46, opnum 45.
 */
CLUSTER_GROUP_STATE GetClusterGroupState(HGROUP hGroup, LPWSTR lpszNodeName, DWORD *lpcchNodeName);

/** Renames a group. @return ERROR_SUCCESS; ERROR_ALREADY_EXISTS 183: another group has the name;
 * ERROR_INVALID_NAME 123: empty. Source: [MS-CMRP] 3.1.4.2.47, opnum 46. */
DWORD SetClusterGroupName(HGROUP hGroup, LPCWSTR lpszGroupName);

/**
 * Sets the preferred owners of a group.
 * @param NodeCount Nodes in NodeList, at most 64, the nodes of the largest cluster (else
 *        ERROR_INVALID_PARAMETER); the server puts the others behind them. 0 empties the list.
 * @param NodeList  The most preferred node first; handles of the same cluster.
 * @return ERROR_SUCCESS; ERROR_INVALID_DATA 13 (origin server): the number of a node is none from 1 to 255;
 *   ERROR_ASSERTION_FAILURE 668: a node is no longer in the cluster; ERROR_SPECIAL_GROUP 1372: group of the
 *   cluster itself. Blocking: one round trip, and one for each node handle whose number was not asked for
 *   before.
 * Source: [MS-CMRP] 3.1.4.2.55, 3.1.4.2.49, opnums 54 and 48.
 */
DWORD SetClusterGroupNodeList(HGROUP hGroup, DWORD NodeCount, HNODE NodeList[]);

/**
 * Brings a group online.
 * @param hDestinationNode Node to bring it online on: the group is moved there first, one round trip more.
 * NULL: where it is.
 * @return ERROR_SUCCESS; ERROR_IO_PENDING of the server: under way. With a destination that can be the move;
 * the same call again when the state is no longer ClusterGroupPending then brings it online.
 *   ERROR_INVALID_STATE 5023; ERROR_CLUSTER_RESOURCE_LOCKED_STATUS 5960; ERROR_HOST_NODE_NOT_AVAILABLE 5005;
 *   ERROR_SPECIAL_GROUP 1372; ERROR_NODE_CANT_HOST_RESOURCE 5071: a group that must not share the node is
 *   there; with a destination also those of MoveClusterGroup.
 * Source: [MS-CMRP] 3.1.4.2.50, .53, opnums 49 and 52.
 */
DWORD OnlineClusterGroup(HGROUP hGroup, HNODE hDestinationNode);

/** The same with flags and a property list (name: resource type) for the resources; NULL only with size 0.
 * Source: [MS-CMRP] 3.1.4.2.129, .53, opnums 130 and 52. */
DWORD OnlineClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                           DWORD cbInBufferSize);

/** Takes a group offline. @return ERROR_SUCCESS; ERROR_IO_PENDING of the server; ERROR_INVALID_STATE 5023;
 * ERROR_SPECIAL_GROUP 1372. Source: [MS-CMRP] 3.1.4.2.51, opnum 50. */
DWORD OfflineClusterGroup(HGROUP hGroup);

/** The same with flags and a property list; see OnlineClusterGroupEx. Source: [MS-CMRP] 3.1.4.2.130, opnum
 * 131. */
DWORD OfflineClusterGroupEx(HGROUP hGroup, DWORD dwOfflineFlags, PBYTE lpInBuffer, DWORD cbInBufferSize);

/** Moves a group to another node; NULL lets the cluster choose. @return ERROR_SUCCESS; ERROR_IO_PENDING of
 * the server; ERROR_HOST_NODE_NOT_AVAILABLE 5005: destination down or no possible owner;
 * ERROR_SHARING_PAUSED 70: destination paused; ERROR_CLUSTER_NODE_NOT_FOUND 5042: destination evicted.
 * Source: [MS-CMRP] 3.1.4.2.52, .53, opnums 51 and 52. */
DWORD MoveClusterGroup(HGROUP hGroup, HNODE hDestinationNode);

/** The same with flags and a property list; see OnlineClusterGroupEx. Source: [MS-CMRP] 3.1.4.2.131, .132,
 * opnums 132 and 133. */
DWORD MoveClusterGroupEx(HGROUP hGroup, HNODE hDestinationNode, DWORD dwMoveFlags, PBYTE lpInBuffer,
                         DWORD cbInBufferSize);

/** Cancels a move that waits. @param dwCancelFlags_RESERVED 0. @return ERROR_SUCCESS; ERROR_IO_PENDING of the
 * server; ERROR_INVALID_STATE 5023: nothing to cancel; ERROR_INVALID_PARAMETER 87 (origin server): flags not
 * 0. Source: [MS-CMRP] 3.1.4.2.133, opnum 134. */
DWORD CancelClusterGroupOperation(HGROUP hGroup, DWORD dwCancelFlags_RESERVED);

/** Deletes an empty group. The handle stays open. @return ERROR_SUCCESS; ERROR_DIR_NOT_EMPTY 145. Source:
 * [MS-CMRP] 3.1.4.2.44, opnum 43 without force. */
DWORD DeleteClusterGroup(HGROUP hGroup);

/** Deletes a group with its resources, which the server takes offline and deletes first. The handle stays
 * open.
 * @return ERROR_SUCCESS; ERROR_CORE_RESOURCE 5026. Source: [MS-CMRP] 3.1.4.2.44, opnum 43 with force. */
DWORD DestroyClusterGroup(HGROUP hGroup);

/** Control codes of a group; see ClusterControl. Source: [MS-CMRP] 3.1.4.2.78 and .77, opnums 77 and 76. */
DWORD ClusterGroupControl(HGROUP hGroup, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                          DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                          DWORD *lpBytesReturned);

#if LWCLUS_API_ENUM
/** Opens an enumeration of the resources and preferred owners of a group; see ClusterOpenEnum.
 * @param dwType CLUSTER_GROUP_ENUM values or-ed. Source: [MS-CMRP] 3.1.4.2.54, opnum 53. */
HGROUPENUM ClusterGroupOpenEnum(HGROUP hGroup, DWORD dwType);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterGroupGetEnumCount(HGROUPENUM hGroupEnum);
/** One entry; see ClusterEnum. Local. */
DWORD ClusterGroupEnum(HGROUPENUM hGroupEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszResourceName,
                       DWORD *lpcchName);
/** Frees the enumeration. Local. */
DWORD ClusterGroupCloseEnum(HGROUPENUM hGroupEnum);

#define CLUSTER_GROUP_ENUM_ITEM_VERSION_1 0x00000001u
#define CLUSTER_GROUP_ENUM_ITEM_VERSION   CLUSTER_GROUP_ENUM_ITEM_VERSION_1

/* Sizes are bytes, those of text with the NUL; pointers lead behind the structure in the same buffer. */
typedef struct CLUSTER_GROUP_ENUM_ITEM {
    DWORD dwVersion;
    DWORD cbId;
    LPWSTR lpszId;
    DWORD cbName;
    LPWSTR lpszName;
    CLUSTER_GROUP_STATE state;
    DWORD cbOwnerNode;
    LPWSTR lpszOwnerNode;
    DWORD dwFlags;
    DWORD cbProperties;
    PVOID pProperties; /* property list; NULL with size 0 */
    DWORD cbRoProperties;
    PVOID pRoProperties;
} CLUSTER_GROUP_ENUM_ITEM, *PCLUSTER_GROUP_ENUM_ITEM;

/**
 * Opens an enumeration of all groups with state, owner and properties.
 *
 * The names are passed on as bytes and not looked at here: UTF-16LE on every machine, cbProperties counts.
 *
 * @param lpszProperties   Names of common properties. Each entry gets a property list (pProperties) with the
 *        values of exactly these. MULTI_SZ: each name with its NUL and one more NUL at the end:
 *        u"Priority\0PersistentState\0" is two names when its own NUL is counted. u"*" with its one NUL, 4
 *        bytes: all common properties, as CLUSCTL_GROUP_GET_COMMON_PROPERTIES returns them. NULL: no list.
 * @param cbProperties     Bytes of lpszProperties with all NULs; 0 for NULL.
 * @param lpszRoProperties The same for read-only common properties (pRoProperties,
 *        CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES).
 * @param cbRoProperties   Bytes of lpszRoProperties with all NULs; 0 for NULL.
 * @param dwFlags          0, else ERROR_INVALID_PARAMETER: the method has no such parameter.
 * @return A handle for ClusterGroupCloseEnumEx; NULL: as ClusterOpenEnum; ERROR_INVALID_PARAMETER also for
 *   NULL with a size and (origin server) for a name that is no such property. Source: [MS-CMRP] 3.1.4.2.139,
 *   opnum 143.
 */
HGROUPENUMEX ClusterGroupOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties, DWORD cbProperties,
                                    LPCWSTR lpszRoProperties, DWORD cbRoProperties, DWORD dwFlags);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterGroupGetEnumCountEx(HGROUPENUMEX hGroupEnumEx);
/** One entry; see ClusterEnumEx. Local. */
DWORD ClusterGroupEnumEx(HGROUPENUMEX hGroupEnumEx, DWORD dwIndex, PCLUSTER_GROUP_ENUM_ITEM pItem,
                         LPDWORD cbItem);
/** Frees the enumeration. Local. */
DWORD ClusterGroupCloseEnumEx(HGROUPENUMEX hGroupEnumEx);
#endif

/* Control codes ([MS-CMRP] 3.1.4.2.78, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_GROUP_CODES {
    CLUSCTL_GROUP_UNKNOWN = 0x03000000,
    CLUSCTL_GROUP_GET_CHARACTERISTICS = 0x03000005,
    CLUSCTL_GROUP_GET_FLAGS = 0x03000009,
    CLUSCTL_GROUP_GET_NAME = 0x03000029,
    CLUSCTL_GROUP_GET_ID = 0x03000039,
    CLUSCTL_GROUP_GET_FAILURE_INFO = 0x03000019,
    CLUSCTL_GROUP_ENUM_COMMON_PROPERTIES = 0x03000051,
    CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES = 0x03000055,
    CLUSCTL_GROUP_GET_COMMON_PROPERTIES = 0x03000059,
    CLUSCTL_GROUP_SET_COMMON_PROPERTIES = 0x0340005E,
    CLUSCTL_GROUP_VALIDATE_COMMON_PROPERTIES = 0x03000061,
    CLUSCTL_GROUP_GET_COMMON_PROPERTY_FMTS = 0x03000065,
    CLUSCTL_GROUP_ENUM_PRIVATE_PROPERTIES = 0x03000079,
    CLUSCTL_GROUP_GET_RO_PRIVATE_PROPERTIES = 0x0300007D,
    CLUSCTL_GROUP_GET_PRIVATE_PROPERTIES = 0x03000081,
    CLUSCTL_GROUP_SET_PRIVATE_PROPERTIES = 0x03400086,
    CLUSCTL_GROUP_VALIDATE_PRIVATE_PROPERTIES = 0x03000089,
    CLUSCTL_GROUP_GET_PRIVATE_PROPERTY_FMTS = 0x0300008D,
    CLUSCTL_GROUP_QUERY_DELETE = 0x030001B9,
    CLUSCTL_GROUP_GET_LAST_MOVE_TIME = 0x030002D9,
    CLUSCTL_GROUP_CHECK_FOR_STABLE_ONLINE_OR_TERMINAL_FAILED = 0x0300228D,
    CLUSCTL_GROUP_GET_STATE_CHANGE_TIME = 0x03002D5D,
    CLUSCTL_GROUP_SET_CCF_FROM_MASTER = 0x03402D86
} CLUSCTL_GROUP_CODES;
#endif

#ifdef __cplusplus
}
#endif

#endif
