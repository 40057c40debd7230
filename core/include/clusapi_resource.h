/*
 * clusapi_resource.h: resources and resource types (LWCLUS_API_RESOURCE).
 * Included by clusapi.h, whose first comment holds for every function here.
 */
#ifndef CLUSAPI_RESOURCE_H
#define CLUSAPI_RESOURCE_H

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#if LWCLUS_API_RESOURCE
typedef enum CLUSTER_RESOURCE_STATE {
    ClusterResourceStateUnknown = -1,
    ClusterResourceInherited = 0,
    ClusterResourceInitializing = 1,
    ClusterResourceOnline = 2,
    ClusterResourceOffline = 3,
    ClusterResourceFailed = 4,
    ClusterResourcePending = 128,
    ClusterResourceOnlinePending = 129,
    ClusterResourceOfflinePending = 130
} CLUSTER_RESOURCE_STATE;

/* Values of the common properties "RestartAction" and "EmbeddedFailureAction". */
typedef enum CLUSTER_RESOURCE_RESTART_ACTION {
    ClusterResourceDontRestart = 0,
    ClusterResourceRestartNoNotify = 1,
    ClusterResourceRestartNotify = 2,
    ClusterResourceRestartActionCount = 3
} CLUSTER_RESOURCE_RESTART_ACTION;

typedef enum CLUSTER_RESOURCE_EMBEDDED_FAILURE_ACTION {
    ClusterResourceEmbeddedFailureActionNone = 0,
    ClusterResourceEmbeddedFailureActionLogOnly = 1,
    ClusterResourceEmbeddedFailureActionRecover = 2
} CLUSTER_RESOURCE_EMBEDDED_FAILURE_ACTION;

typedef enum CLUSTER_RESOURCE_CREATE_FLAGS {
    CLUSTER_RESOURCE_DEFAULT_MONITOR = 0,
    CLUSTER_RESOURCE_SEPARATE_MONITOR = 1,
    CLUSTER_RESOURCE_VALID_FLAGS = 1
} CLUSTER_RESOURCE_CREATE_FLAGS;

typedef enum CLUSTER_RESOURCE_ENUM {
    CLUSTER_RESOURCE_ENUM_DEPENDS = 0x00000001,
    CLUSTER_RESOURCE_ENUM_PROVIDES = 0x00000002,
    CLUSTER_RESOURCE_ENUM_NODES = 0x00000004,
    CLUSTER_RESOURCE_ENUM_ALL = 0x00000007
} CLUSTER_RESOURCE_ENUM;

typedef enum CLUSTER_RESOURCE_TYPE_ENUM {
    CLUSTER_RESOURCE_TYPE_ENUM_NODES = 0x00000001,
    CLUSTER_RESOURCE_TYPE_ENUM_RESOURCES = 0x00000002,
    CLUSTER_RESOURCE_TYPE_ENUM_ALL = 0x00000003
} CLUSTER_RESOURCE_TYPE_ENUM;

/* Flags of OnlineClusterResourceEx, OfflineClusterResourceEx, ChangeClusterResourceGroupEx. */
#define CLUSAPI_RESOURCE_ONLINE_IGNORE_RESOURCE_STATUS          0x00000001u
#define CLUSAPI_RESOURCE_ONLINE_DO_NOT_UPDATE_PERSISTENT_STATE  0x00000002u
#define CLUSAPI_RESOURCE_ONLINE_NECESSARY_FOR_QUORUM            0x00000004u
#define CLUSAPI_RESOURCE_ONLINE_BEST_POSSIBLE_NODE              0x00000008u
#define CLUSAPI_RESOURCE_ONLINE_IGNORE_AFFINITY_RULE            0x00000020u
#define CLUSAPI_RESOURCE_OFFLINE_IGNORE_RESOURCE_STATUS         0x00000001u
#define CLUSAPI_RESOURCE_OFFLINE_FORCE_WITH_TERMINATION         0x00000002u
#define CLUSAPI_RESOURCE_OFFLINE_DO_NOT_UPDATE_PERSISTENT_STATE 0x00000004u
#define CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV         ((ULONGLONG)1)
#define CLUSAPI_VALID_CHANGE_RESOURCE_GROUP_FLAGS               CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV

/** Creates a resource in a group. @param dwFlags CLUSTER_RESOURCE_CREATE_FLAGS. @return A handle with all
 * access for CloseClusterResource; NULL also: ERROR_OBJECT_ALREADY_EXISTS 5010,
 * ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND 5078, ERROR_CLUSTER_SINGLETON_RESOURCE 5940 and
 * ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE 5941: there may be one only. Source: [MS-CMRP] 3.1.4.2.10, opnum 9.
 */
HRESOURCE CreateClusterResource(HGROUP hGroup, LPCWSTR lpszResourceName, LPCWSTR lpszResourceType,
                                DWORD dwFlags);

/** Opens a resource with all access. Source: [MS-CMRP] 3.1.4.2.9, opnum 8. */
HRESOURCE OpenClusterResource(HCLUSTER hCluster, LPCWSTR lpszResourceName);

/** Opens a resource; parameters as for OpenClusterNetInterfaceEx. @return NULL also: ERROR_RESOURCE_NOT_FOUND
 * 5007. Source: [MS-CMRP] 3.1.4.2.119, opnum 120 (8 for GENERIC_ALL). */
HRESOURCE OpenClusterResourceEx(HCLUSTER hCluster, LPCWSTR lpszResourceName, DWORD dwDesiredAccess,
                                DWORD *lpdwGrantedAccess);

/** Closes a resource handle. @return TRUE; FALSE with ERROR_INVALID_HANDLE. Source: [MS-CMRP] 3.1.4.2.12,
 * opnum 11. */
BOOL CloseClusterResource(HRESOURCE hResource);

/** Another handle to the cluster of the resource; see GetClusterFromNetInterface. Local. */
HCLUSTER GetClusterFromResource(HRESOURCE hResource);

/** Deletes a resource, which must be offline. The handle stays open. @return ERROR_SUCCESS;
 * ERROR_RESOURCE_ONLINE 5019; ERROR_DEPENDENT_RESOURCE_EXISTS 5001: others depend on it;
 * ERROR_CORE_RESOURCE 5026: the cluster needs it; ERROR_INVALID_STATE 5023. Source: [MS-CMRP] 3.1.4.2.11,
 * opnum 10. */
DWORD DeleteClusterResource(HRESOURCE hResource);

/**
 * State of a resource, the node that owns it and its group.
 * @param lpszNodeName, lpcchNodeName, lpszGroupName, lpcchGroupName Names; both of a pair NULL = not wanted.
 * @return The state; -1 on failure, also when a name does not fit (ERROR_MORE_DATA). Source: [MS-CMRP]
 *   3.1.4.2.13, opnum 12.
 */
CLUSTER_RESOURCE_STATE GetClusterResourceState(HRESOURCE hResource, LPWSTR lpszNodeName, DWORD *lpcchNodeName,
                                               LPWSTR lpszGroupName, DWORD *lpcchGroupName);

/** Renames a resource. @return ERROR_SUCCESS; ERROR_ALREADY_EXISTS 183: another resource has the name;
 * ERROR_INVALID_NAME 123: empty. Source: [MS-CMRP] 3.1.4.2.14, opnum 13. */
DWORD SetClusterResourceName(HRESOURCE hResource, LPCWSTR lpszResourceName);

/** Makes a resource fail, for tests of its failover. @return ERROR_SUCCESS; ERROR_INVALID_STATE 5023: not
 * online. Source: [MS-CMRP] 3.1.4.2.17, opnum 16. */
DWORD FailClusterResource(HRESOURCE hResource);

/** Brings a resource online with what it depends on. @return ERROR_SUCCESS; ERROR_IO_PENDING of the server;
 * ERROR_SHARING_PAUSED 70: its node is paused; ERROR_INVALID_STATE 5023;
 * ERROR_CLUSTER_RESOURCE_LOCKED_STATUS 5960; ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED 5942: what it depends on
 * has failed. Source: [MS-CMRP] 3.1.4.2.18, opnum 17. */
DWORD OnlineClusterResource(HRESOURCE hResource);

/** The same with flags and a property list (name: resource type); NULL only with size 0. Source: [MS-CMRP]
 * 3.1.4.2.134, opnum 135. */
DWORD OnlineClusterResourceEx(HRESOURCE hResource, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                              DWORD cbInBufferSize);

/** Takes a resource offline with what depends on it. @return ERROR_SUCCESS; ERROR_IO_PENDING of the server;
 * ERROR_INVALID_STATE 5023; ERROR_RESOURCE_FAILED 5038; ERROR_CLUSTER_RESOURCE_LOCKED_STATUS 5960. Source:
 * [MS-CMRP] 3.1.4.2.19, opnum 18. */
DWORD OfflineClusterResource(HRESOURCE hResource);

/** The same with flags and a property list. Source: [MS-CMRP] 3.1.4.2.135, opnum 136. */
DWORD OfflineClusterResourceEx(HRESOURCE hResource, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                               DWORD cbInBufferSize);

/** Takes a resource offline and brings it back. @param dwFlags 0. Source: [MS-CMRP] 3.1.4.2.142, opnum 146.
 */
DWORD RestartClusterResource(HRESOURCE hResource, DWORD dwFlags);

/** Moves a resource with its dependencies to another group. @return ERROR_SUCCESS; ERROR_ALREADY_EXISTS 183:
 * it is there; ERROR_RESOURCE_ONLINE 5019; ERROR_HOST_NODE_NOT_RESOURCE_OWNER 5015: no possible owner of it
 * hosts the group; ERROR_QUORUM_NOT_ALLOWED_IN_THIS_GROUP 5928; ERROR_CLUSTER_GROUP_SINGLETON_RESOURCE 5941;
 * ERROR_CLUSTER_USE_SHARED_VOLUMES_API 5948. Source: [MS-CMRP] 3.1.4.2.26, opnum 25. */
DWORD ChangeClusterResourceGroup(HRESOURCE hResource, HGROUP hGroup);

/** The same with flags. @param Flags 0 or CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV. @return Also
 * ERROR_INVALID_PARAMETER 87: other flags; ERROR_CLUSTER_INVALID_REQUEST 5048: not the group of shared
 * volumes. Source: [MS-CMRP] 3.1.4.2.166, opnum 184 (Windows Server 2022). */
DWORD ChangeClusterResourceGroupEx(HRESOURCE hResource, HGROUP hGroup, ULONGLONG Flags);

/** Adds a possible owner. @return ERROR_SUCCESS; ERROR_OBJECT_ALREADY_EXISTS 5010: it is one;
 * ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED 5079: the node lacks the type. Source: [MS-CMRP] 3.1.4.2.24, opnum 23.
 */
DWORD AddClusterResourceNode(HRESOURCE hResource, HNODE hNode);

/** Removes a possible owner. @return ERROR_SUCCESS; ERROR_CLUSTER_NODE_NOT_FOUND 5042: it is none;
 * ERROR_INVALID_STATE 5023: the resource is on that node. Source: [MS-CMRP] 3.1.4.2.25, opnum 24. */
DWORD RemoveClusterResourceNode(HRESOURCE hResource, HNODE hNode);

/** Makes hResource depend on hDependsOn. @return ERROR_SUCCESS; ERROR_DEPENDENCY_ALREADY_EXISTS 5003;
 * ERROR_CIRCULAR_DEPENDENCY 1059; ERROR_RESOURCE_ONLINE 5019; ERROR_DEPENDENCY_NOT_ALLOWED 5069: hResource is
 * the quorum; ERROR_INVALID_PARAMETER 87 (origin server): both are the same. Source: [MS-CMRP] 3.1.4.2.20,
 * opnum 19. */
DWORD AddClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn);

/** Ends a dependency. @return ERROR_SUCCESS; ERROR_DEPENDENCY_NOT_FOUND 5002; ERROR_RESOURCE_ONLINE 5019;
 * ERROR_INVALID_STATE 5023. Source: [MS-CMRP] 3.1.4.2.21,
 * opnum 20. */
DWORD RemoveClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn);

/** Sets all dependencies, such as "([a] or [b]) and ([c])" with names or identifiers. NULL is passed on: the
 * method allows it. @return ERROR_SUCCESS; ERROR_INVALID_PARAMETER 87 (origin server): no expression;
 * ERROR_CIRCULAR_DEPENDENCY 1059; ERROR_DEPENDENCY_ALREADY_EXISTS 5003; ERROR_RESOURCE_ONLINE 5019;
 * ERROR_DEPENDENCY_NOT_ALLOWED 5069. Source: [MS-CMRP] 3.1.4.2.109, opnum 109. */
DWORD SetClusterResourceDependencyExpression(HRESOURCE hResource, LPCWSTR lpszDependencyExpression);

/** The dependencies as an expression. Source: [MS-CMRP] 3.1.4.2.110, opnum 110. */
DWORD GetClusterResourceDependencyExpression(HRESOURCE hResource, LPWSTR lpszDependencyExpression,
                                             DWORD *lpcchDependencyExpression);

/** @return TRUE when hResource can depend on hResourceDependent; FALSE with the server's reason as the last
 * error: those of AddClusterResourceDependency, ERROR_DEPENDENCY_TREE_TOO_COMPLEX 5929. Source:
 * [MS-CMRP] 3.1.4.2.22, opnum 21. */
BOOL CanResourceBeDependent(HRESOURCE hResource, HRESOURCE hResourceDependent);

/** Makes a disk available on all nodes. @return ERROR_SUCCESS; ERROR_IO_PENDING of the server;
 * ERROR_RESOURCE_NOT_ONLINE 5004; ERROR_CLUSTER_INVALID_REQUEST 5048; ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED
 * 5079: no disk. Source: [MS-CMRP] 3.1.4.2.122, opnum 123 with state 1. */
DWORD AddResourceToClusterSharedVolumes(HRESOURCE hResource);

/** Ends that. Source: [MS-CMRP] 3.1.4.2.122, opnum 123 with state 0. */
DWORD RemoveResourceFromClusterSharedVolumes(HRESOURCE hResource);

/** Network name that a resource depends on. @return TRUE; FALSE: ERROR_MORE_DATA; ERROR_DEPENDENCY_NOT_FOUND
 * 5002. Source: [MS-CMRP] 3.1.4.2.111, opnum 112. */
BOOL GetClusterResourceNetworkName(HRESOURCE hResource, LPWSTR lpBuffer, DWORD *nSize);

/** Control codes of a resource; see ClusterControl. Source: [MS-CMRP] 3.1.4.2.74 and .73, opnums 73 and 72.
 */
DWORD ClusterResourceControl(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                             DWORD cbInBufferSize, LPVOID lpOutBuffer, DWORD cbOutBufferSize,
                             LPDWORD lpBytesReturned);

/** Not implemented: MS-CMRP has no method and no flag by which a control code is run as the caller.
 * @return ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD ClusterResourceControlAsUser(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode,
                                   LPVOID lpInBuffer, DWORD cbInBufferSize, LPVOID lpOutBuffer,
                                   DWORD cbOutBufferSize, LPDWORD lpBytesReturned);

/** Registers a resource type. The intervals are milliseconds. @return ERROR_SUCCESS;
 * ERROR_OBJECT_ALREADY_EXISTS 5010 or ERROR_ALREADY_EXISTS 183. Source: [MS-CMRP] 3.1.4.2.27, opnum 26. */
DWORD CreateClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, LPCWSTR lpszDisplayName,
                                LPCWSTR lpszResourceTypeDll, DWORD dwLooksAlivePollInterval,
                                DWORD dwIsAlivePollInterval);

/** Removes a resource type. @return ERROR_SUCCESS; ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND 5078;
 * ERROR_DIR_NOT_EMPTY 145: resources of the type exist. Source:
 * [MS-CMRP] 3.1.4.2.28, opnum 27. */
DWORD DeleteClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName);

/** Control codes of a resource type; see ClusterControl. Source: [MS-CMRP] 3.1.4.2.76 and .75, opnums 75 and
 * 74. */
DWORD ClusterResourceTypeControl(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, HNODE hHostNode,
                                 DWORD dwControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
                                 LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned);

/** Not implemented; see ClusterResourceControlAsUser. @return ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD ClusterResourceTypeControlAsUser(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, HNODE hHostNode,
                                       DWORD dwControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
                                       LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned);

#if LWCLUS_API_ENUM
/** Opens an enumeration of what a resource depends on, what depends on it and its possible owners; see
 * ClusterOpenEnum. @param dwType CLUSTER_RESOURCE_ENUM values or-ed. Source: [MS-CMRP] 3.1.4.2.23, opnum 22.
 */
HRESENUM ClusterResourceOpenEnum(HRESOURCE hResource, DWORD dwType);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterResourceGetEnumCount(HRESENUM hResEnum);
/** One entry; see ClusterEnum. Local. */
DWORD ClusterResourceEnum(HRESENUM hResEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName,
                          DWORD *lpcchName);
/** Frees the enumeration. Local. */
DWORD ClusterResourceCloseEnum(HRESENUM hResEnum);

/** Opens an enumeration of the resources of a type and of the nodes that have it; see ClusterOpenEnum.
 * @param dwType CLUSTER_RESOURCE_TYPE_ENUM values or-ed. Source: [MS-CMRP] 3.1.4.2.103, opnum 103. */
HRESTYPEENUM ClusterResourceTypeOpenEnum(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, DWORD dwType);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterResourceTypeGetEnumCount(HRESTYPEENUM hResTypeEnum);
/** One entry; see ClusterEnum. Local. */
DWORD ClusterResourceTypeEnum(HRESTYPEENUM hResTypeEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName,
                              DWORD *lpcchName);
/** Frees the enumeration. Local. */
DWORD ClusterResourceTypeCloseEnum(HRESTYPEENUM hResTypeEnum);

#define CLUSTER_RESOURCE_ENUM_ITEM_VERSION_1 0x00000001u
#define CLUSTER_RESOURCE_ENUM_ITEM_VERSION   CLUSTER_RESOURCE_ENUM_ITEM_VERSION_1

/* Sizes are bytes, those of text with the NUL; pointers lead behind the structure in the same buffer. */
typedef struct CLUSTER_RESOURCE_ENUM_ITEM {
    DWORD dwVersion;
    DWORD cbId;
    LPWSTR lpszId;
    DWORD cbName;
    LPWSTR lpszName;
    DWORD cbOwnerGroupName;
    LPWSTR lpszOwnerGroupName;
    DWORD cbOwnerGroupId;
    LPWSTR lpszOwnerGroupId;
    DWORD cbProperties;
    PVOID pProperties; /* property list; NULL with size 0 */
    DWORD cbRoProperties;
    PVOID pRoProperties;
} CLUSTER_RESOURCE_ENUM_ITEM, *PCLUSTER_RESOURCE_ENUM_ITEM;

/** Opens an enumeration of all resources with owner and properties; as ClusterGroupOpenEnumEx. Source:
 * [MS-CMRP] 3.1.4.2.140, opnum 144. */
HRESENUMEX ClusterResourceOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties, DWORD cbProperties,
                                     LPCWSTR lpszRoProperties, DWORD cbRoProperties, DWORD dwFlags);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterResourceGetEnumCountEx(HRESENUMEX hResourceEnumEx);
/** One entry; see ClusterEnumEx. Local. */
DWORD ClusterResourceEnumEx(HRESENUMEX hResourceEnumEx, DWORD dwIndex, PCLUSTER_RESOURCE_ENUM_ITEM pItem,
                            LPDWORD cbItem);
/** Frees the enumeration. Local. */
DWORD ClusterResourceCloseEnumEx(HRESENUMEX hResourceEnumEx);
#endif

/* Control codes ([MS-CMRP] 3.1.4.2.74, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_RESOURCE_CODES {
    CLUSCTL_RESOURCE_UNKNOWN = 0x01000000,
    CLUSCTL_RESOURCE_GET_CHARACTERISTICS = 0x01000005,
    CLUSCTL_RESOURCE_GET_FLAGS = 0x01000009,
    CLUSCTL_RESOURCE_GET_NAME = 0x01000029,
    CLUSCTL_RESOURCE_GET_ID = 0x01000039,
    CLUSCTL_RESOURCE_GET_CLASS_INFO = 0x0100000D,
    CLUSCTL_RESOURCE_GET_REQUIRED_DEPENDENCIES = 0x01000011,
    CLUSCTL_RESOURCE_GET_FAILURE_INFO = 0x01000019,
    CLUSCTL_RESOURCE_GET_RESOURCE_TYPE = 0x0100002D,
    CLUSCTL_RESOURCE_ENUM_COMMON_PROPERTIES = 0x01000051,
    CLUSCTL_RESOURCE_GET_RO_COMMON_PROPERTIES = 0x01000055,
    CLUSCTL_RESOURCE_GET_COMMON_PROPERTIES = 0x01000059,
    CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES = 0x0140005E,
    CLUSCTL_RESOURCE_VALIDATE_COMMON_PROPERTIES = 0x01000061,
    CLUSCTL_RESOURCE_GET_COMMON_PROPERTY_FMTS = 0x01000065,
    CLUSCTL_RESOURCE_ENUM_PRIVATE_PROPERTIES = 0x01000079,
    CLUSCTL_RESOURCE_GET_RO_PRIVATE_PROPERTIES = 0x0100007D,
    CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES = 0x01000081,
    CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES = 0x01400086,
    CLUSCTL_RESOURCE_VALIDATE_PRIVATE_PROPERTIES = 0x01000089,
    CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTY_FMTS = 0x0100008D,
    CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT = 0x014000A2,
    CLUSCTL_RESOURCE_DELETE_REGISTRY_CHECKPOINT = 0x014000A6,
    CLUSCTL_RESOURCE_GET_REGISTRY_CHECKPOINTS = 0x010000A9,
    CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT = 0x014000AE,
    CLUSCTL_RESOURCE_DELETE_CRYPTO_CHECKPOINT = 0x014000B2,
    CLUSCTL_RESOURCE_GET_CRYPTO_CHECKPOINTS = 0x010000B5,
    CLUSCTL_RESOURCE_UPGRADE_DLL = 0x014000BA,
    CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_64BIT = 0x014000BE,
    CLUSCTL_RESOURCE_ADD_REGISTRY_CHECKPOINT_32BIT = 0x014000C2,
    CLUSCTL_RESOURCE_GET_LOADBAL_PROCESS_LIST = 0x010000C9,
    CLUSCTL_RESOURCE_GET_NETWORK_NAME = 0x01000169,
    CLUSCTL_RESOURCE_NETNAME_GET_VIRTUAL_SERVER_TOKEN = 0x0100016D,
    CLUSCTL_RESOURCE_NETNAME_REGISTER_DNS_RECORDS = 0x01000172,
    CLUSCTL_RESOURCE_GET_DNS_NAME = 0x01000175,
    CLUSCTL_RESOURCE_NETNAME_SET_PWD_INFO = 0x0100017A,
    CLUSCTL_RESOURCE_NETNAME_DELETE_CO = 0x0100017E,
    CLUSCTL_RESOURCE_NETNAME_VALIDATE_VCO = 0x01000181,
    CLUSCTL_RESOURCE_NETNAME_RESET_VCO = 0x01000185,
    CLUSCTL_RESOURCE_NETNAME_CREDS_UPDATED = 0x01C0018A,
    CLUSCTL_RESOURCE_NETNAME_REPAIR_VCO = 0x0100018D,
    CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO = 0x01000191,
    CLUSCTL_RESOURCE_STORAGE_IS_PATH_VALID = 0x01000199,
    CLUSCTL_RESOURCE_STORAGE_GET_DISK_NUMBER_INFO = 0x010001A1,
    CLUSCTL_RESOURCE_QUERY_DELETE = 0x010001B9,
    CLUSCTL_RESOURCE_IPADDRESS_RENEW_LEASE = 0x014001BE,
    CLUSCTL_RESOURCE_IPADDRESS_RELEASE_LEASE = 0x014001C2,
    CLUSCTL_RESOURCE_QUERY_MAINTENANCE_MODE = 0x010001E1,
    CLUSCTL_RESOURCE_SET_MAINTENANCE_MODE = 0x014001E6,
    CLUSCTL_RESOURCE_STORAGE_SET_DRIVELETTER = 0x014001EA,
    CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO_EX = 0x010001F1,
    CLUSCTL_RESOURCE_STORAGE_GET_DISK_INFO_EX2 = 0x010001F9,
    CLUSCTL_RESOURCE_STORAGE_GET_DISKID = 0x01000205,
    CLUSCTL_RESOURCE_STORAGE_GET_MOUNTPOINTS = 0x01000211,
    CLUSCTL_RESOURCE_STORAGE_GET_DIRTY = 0x01000219,
    CLUSCTL_RESOURCE_STORAGE_GET_SHARED_VOLUME_INFO = 0x01000225,
    CLUSCTL_RESOURCE_ENABLE_SHARED_VOLUME_DIRECTIO = 0x0140028A,
    CLUSCTL_RESOURCE_DISABLE_SHARED_VOLUME_DIRECTIO = 0x0140028E,
    CLUSCTL_RESOURCE_SET_CSV_MAINTENANCE_MODE = 0x01400296,
    CLUSCTL_RESOURCE_SET_SHARED_VOLUME_BACKUP_MODE = 0x0140029A,
    CLUSCTL_RESOURCE_STORAGE_GET_SHARED_VOLUME_PARTITION_NAMES = 0x0100029D,
    CLUSCTL_RESOURCE_STORAGE_GET_SHARED_VOLUME_STATES = 0x014002A2,
    CLUSCTL_RESOURCE_STORAGE_IS_SHARED_VOLUME = 0x010002A5,
    CLUSCTL_RESOURCE_RW_MODIFY_NOOP = 0x014002AE,
    CLUSCTL_RESOURCE_IS_QUORUM_BLOCKED = 0x010002B1,
    CLUSCTL_RESOURCE_POOL_GET_DRIVE_INFO = 0x010002B5,
    CLUSCTL_RESOURCE_ADD_CRYPTO_CHECKPOINT_EX = 0x014002D6,
    CLUSCTL_RESOURCE_NETNAME_SET_PWD_INFOEX = 0x0100031A,
    CLUSCTL_RESOURCE_GET_RELATED_RESOURCE_NAMES = 0x01001FAD,
    CLUSCTL_RESOURCE_PREPARE_UPGRADE = 0x014020EA,
    CLUSCTL_RESOURCE_UPGRADE_COMPLETED = 0x014020EE,
    CLUSCTL_RESOURCE_GET_STATE_CHANGE_TIME = 0x01002D5D,
    CLUSCTL_RESOURCE_GET_INFRASTRUCTURE_SOFS_BUFFER = 0x01002D89,
    CLUSCTL_RESOURCE_SET_INFRASTRUCTURE_SOFS_BUFFER = 0x01402D8E,
    CLUSCTL_RESOURCE_SCALEOUT_COMMAND = 0x01402D96,
    CLUSCTL_RESOURCE_SCALEOUT_CONTROL = 0x01402D9A,
    CLUSCTL_RESOURCE_SCALEOUT_GET_CLUSTERS = 0x01402D9D,
    CLUSCTL_RESOURCE_STORAGE_RENAME_SHARED_VOLUME = 0x01002DD6,
    CLUSCTL_RESOURCE_STORAGE_RENAME_SHARED_VOLUME_GUID = 0x01002DDA,
    CLUSCTL_RESOURCE_GET_NODES_IN_FD = 0x01002DE1,
    CLUSCTL_RESOURCE_VM_START_MIGRATION = 0x01600004,
    CLUSCTL_RESOURCE_VM_CANCEL_MIGRATION = 0x01600008,
    CLUSCTL_RESOURCE_NETNAME_CHECK_OU_PERMISSIONS = 0x07002121,
    CLUSCTL_RESOURCE_NETNAME_CHECK_AD_STATE = 0x07002125,
    CLUSCTL_CLOUD_WITNESS_RESOURCE_UPDATE_TOKEN = 0x014020E6,
    CLUSCTL_CLOUD_WITNESS_RESOURCE_UPDATE_KEY = 0x014020F6
} CLUSCTL_RESOURCE_CODES;

/* Control codes ([MS-CMRP] 3.1.4.2.76, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_RESOURCE_TYPE_CODES {
    CLUSCTL_RESOURCE_TYPE_UNKNOWN = 0x02000000,
    CLUSCTL_RESOURCE_TYPE_GET_CHARACTERISTICS = 0x02000005,
    CLUSCTL_RESOURCE_TYPE_GET_FLAGS = 0x02000009,
    CLUSCTL_RESOURCE_TYPE_GET_CLASS_INFO = 0x0200000D,
    CLUSCTL_RESOURCE_TYPE_GET_REQUIRED_DEPENDENCIES = 0x02000011,
    CLUSCTL_RESOURCE_TYPE_GET_ARB_TIMEOUT = 0x02000015,
    CLUSCTL_RESOURCE_TYPE_ENUM_COMMON_PROPERTIES = 0x02000051,
    CLUSCTL_RESOURCE_TYPE_GET_RO_COMMON_PROPERTIES = 0x02000055,
    CLUSCTL_RESOURCE_TYPE_GET_COMMON_PROPERTIES = 0x02000059,
    CLUSCTL_RESOURCE_TYPE_SET_COMMON_PROPERTIES = 0x0240005E,
    CLUSCTL_RESOURCE_TYPE_VALIDATE_COMMON_PROPERTIES = 0x02000061,
    CLUSCTL_RESOURCE_TYPE_GET_COMMON_PROPERTY_FMTS = 0x02000065,
    CLUSCTL_RESOURCE_TYPE_ENUM_PRIVATE_PROPERTIES = 0x02000079,
    CLUSCTL_RESOURCE_TYPE_GET_RO_PRIVATE_PROPERTIES = 0x0200007D,
    CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_PROPERTIES = 0x02000081,
    CLUSCTL_RESOURCE_TYPE_SET_PRIVATE_PROPERTIES = 0x02400086,
    CLUSCTL_RESOURCE_TYPE_VALIDATE_PRIVATE_PROPERTIES = 0x02000089,
    CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_PROPERTY_FMTS = 0x0200008D,
    CLUSCTL_RESOURCE_TYPE_GET_COMMON_RESOURCE_PROPERTY_FMTS = 0x02000069,
    CLUSCTL_RESOURCE_TYPE_GET_PRIVATE_RESOURCE_PROPERTY_FMTS = 0x02000091,
    CLUSCTL_RESOURCE_TYPE_GET_REGISTRY_CHECKPOINTS = 0x020000A9,
    CLUSCTL_RESOURCE_TYPE_GET_CRYPTO_CHECKPOINTS = 0x020000B5,
    CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS = 0x02000195,
    CLUSCTL_RESOURCE_TYPE_STORAGE_SYNC_CLUSDISK_DB = 0x0240019E,
    CLUSCTL_RESOURCE_TYPE_QUERY_DELETE = 0x020001B9,
    CLUSCTL_RESOURCE_TYPE_STORAGE_GET_DRIVELETTERS = 0x020001ED,
    CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX = 0x020001F5,
    CLUSCTL_RESOURCE_TYPE_STORAGE_REMAP_DRIVELETTER = 0x02000201,
    CLUSCTL_RESOURCE_TYPE_STORAGE_GET_DISKID = 0x02000205,
    CLUSCTL_RESOURCE_TYPE_STORAGE_IS_CLUSTERABLE = 0x02000209,
    CLUSCTL_RESOURCE_TYPE_STORAGE_REMOVE_VM_OWNERSHIP = 0x0240020E,
    CLUSCTL_RESOURCE_TYPE_STORAGE_RELEASE_OWNERSHIP = 0x0240020E,
    CLUSCTL_RESOURCE_TYPE_STORAGE_GET_RESOURCEID = 0x0200022D,
    CLUSCTL_RESOURCE_TYPE_VALIDATE_PATH = 0x02000231,
    CLUSCTL_RESOURCE_TYPE_GEN_APP_VALIDATE_PATH = 0x02000231,
    CLUSCTL_RESOURCE_TYPE_GEN_SCRIPT_VALIDATE_PATH = 0x02000231,
    CLUSCTL_RESOURCE_TYPE_WITNESS_VALIDATE_PATH = 0x02000231,
    CLUSCTL_RESOURCE_TYPE_NETNAME_VALIDATE_NETNAME = 0x02000235,
    CLUSCTL_RESOURCE_TYPE_GEN_APP_VALIDATE_DIRECTORY = 0x02000239,
    CLUSCTL_RESOURCE_TYPE_NETNAME_GET_OU_FOR_VCO = 0x0240026E,
    CLUSCTL_RESOURCE_TYPE_STORAGE_GET_AVAILABLE_DISKS_EX2_INT = 0x02001FE1,
    CLUSCTL_RESOURCE_TYPE_PREPARE_UPGRADE = 0x024020EA,
    CLUSCTL_RESOURCE_TYPE_UPGRADE_COMPLETED = 0x024020EE,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_ADD_REPLICATION_GROUP = 0x02002142,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_LOG_INFO = 0x02002145,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_LOGDISKS = 0x02002149,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_TARGET_DATADISKS = 0x0200214D,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_ELIGIBLE_SOURCE_DATADISKS = 0x02002151,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_REPLICATED_DISKS = 0x02002155,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_REPLICA_VOLUMES = 0x02002159,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_LOG_VOLUME = 0x0200215D,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_RESOURCE_GROUP = 0x02002161,
    CLUSCTL_RESOURCE_TYPE_REPLICATION_GET_REPLICATED_PARTITION_INFO = 0x02002165,
    CLUSCTL_RESOURCE_TYPE_STORAGE_IS_CSV_FILE = 0x01000229,
    CLUSCTL_CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS = 0x020020E1,
    CLUSCTL_CLOUD_WITNESS_RESOURCE_TYPE_VALIDATE_CREDENTIALS_WITH_KEY = 0x020020F1
} CLUSCTL_RESOURCE_TYPE_CODES;
#endif

#ifdef __cplusplus
}
#endif

#endif
