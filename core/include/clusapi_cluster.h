/*
 * clusapi_cluster.h: the cluster itself (LWCLUS_API_CLUSTER) and enumerations (LWCLUS_API_ENUM).
 * Included by clusapi.h, whose first comment holds for every function here.
 */
#ifndef CLUSAPI_CLUSTER_H
#define CLUSAPI_CLUSTER_H

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#if LWCLUS_API_CLUSTER
typedef struct CLUSTERVERSIONINFO {
    DWORD dwVersionInfoSize; /* in: sizeof of this structure */
    WORD MajorVersion;
    WORD MinorVersion;
    WORD BuildNumber;
    WCHAR szVendorId[64];
    WCHAR szCSDVersion[64];
    DWORD dwClusterHighestVersion;
    DWORD dwClusterLowestVersion;
    DWORD dwFlags; /* CLUSTER_VERSION_FLAG_MIXED_MODE or 0 */
    DWORD dwReserved;
} CLUSTERVERSIONINFO, *LPCLUSTERVERSIONINFO, *PCLUSTERVERSIONINFO;

#define CLUSTER_VERSION_FLAG_MIXED_MODE 0x00000001u
#define CLUSTER_VERSION_UNKNOWN         0xFFFFFFFFu

/* GetNodeClusterState. */
typedef enum NODE_CLUSTER_STATE {
    ClusterStateNotInstalled = 0,
    ClusterStateNotConfigured = 1,
    ClusterStateNotRunning = 3,
    ClusterStateRunning = 19
} NODE_CLUSTER_STATE;

/* dwMaxQuoLogSize of SetClusterQuorumResource that choose a kind of quorum. */
#define CLUS_HYBRID_QUORUM        1024u
#define CLUS_NODE_MAJORITY_QUORUM 0u

/* dwControlType of ClusterSetAccountAccess. */
#define CLUSTER_SET_ACCESS_TYPE_ALLOWED     0u
#define CLUSTER_SET_ACCESS_TYPE_DENIED      1u
#define CLUSTER_DELETE_ACCESS_CONTROL_ENTRY 2u

typedef enum CLUSTER_SET_PASSWORD_FLAGS {
    CLUSTER_SET_PASSWORD_IGNORE_DOWN_NODES = 1
} CLUSTER_SET_PASSWORD_FLAGS;

typedef struct CLUSTER_SET_PASSWORD_STATUS {
    DWORD NodeId;
    BYTE SetAttempted;
    DWORD ReturnStatus;
} CLUSTER_SET_PASSWORD_STATUS, *PCLUSTER_SET_PASSWORD_STATUS;

typedef enum CLUSTER_UPGRADE_PHASE {
    ClusterUpgradePhaseInitialize = 1,
    ClusterUpgradePhaseValidatingUpgrade = 2,
    ClusterUpgradePhaseUpgradingComponents = 3,
    ClusterUpgradePhaseInstallingNewComponents = 4,
    ClusterUpgradePhaseUpgradeComplete = 5
} CLUSTER_UPGRADE_PHASE;

typedef BOOL (*PCLUSTER_UPGRADE_PROGRESS_CALLBACK)(PVOID pvCallbackArg, CLUSTER_UPGRADE_PHASE eUpgradePhase);

/**
 * Name and version of a cluster.
 * @param lpClusterInfo Receives the version; dwVersionInfoSize must be set (else ERROR_INVALID_PARAMETER);
 * NULL = not wanted. One round trip more. Source: [MS-CMRP] 3.1.4.2.4, .102, opnums 3 and 102.
 */
DWORD GetClusterInformation(HCLUSTER hCluster, LPWSTR lpszClusterName, DWORD *lpcchClusterName,
                            LPCLUSTERVERSIONINFO lpClusterInfo);

/** Renames the cluster. A reconnect goes by the new name from then on; one that another client gave is learnt
 * when GetClusterInformation is called, and before that every candidate is refused as another cluster's.
 * @return ERROR_SUCCESS; ERROR_RESOURCE_PROPERTIES_STORED 5024: saved, takes effect when the name resource
 * comes online again; ERROR_INVALID_NAME 123: name of a node; RPC_S_STRING_TOO_LONG 1743;
 * ERROR_RESOURCE_ONLINE 5019. Source: [MS-CMRP] 3.1.4.2.3, opnum 2. */
DWORD SetClusterName(HCLUSTER hCluster, LPCWSTR lpszNewClusterName);

/**
 * The quorum resource. Unlike on Windows each out parameter may be NULL.
 * @param lpdwMaxQuorumLogSize Receives the size or kind that SetClusterQuorumResource describes.
 * Source: [MS-CMRP] 3.1.4.2.6, opnum 5.
 */
DWORD GetClusterQuorumResource(HCLUSTER hCluster, LPWSTR lpszResourceName, DWORD *lpcchResourceName,
                               LPWSTR lpszDeviceName, DWORD *lpcchDeviceName, DWORD *lpdwMaxQuorumLogSize);

/**
 * Sets the quorum.
 * @param hResource       Quorum resource; for CLUS_NODE_MAJORITY_QUORUM the current one.
 * @param lpszDeviceName  Partition or path on it; NULL = default.
 * @param dwMaxQuoLogSize CLUS_NODE_MAJORITY_QUORUM, CLUS_HYBRID_QUORUM (disk or witness by the resource), any
 *        other value: disk only.
 * @return ERROR_SUCCESS; ERROR_RESOURCE_NOT_ONLINE 5004; ERROR_NOT_QUORUM_CAPABLE 5021; ERROR_INVALID_STATE
 *   5023; ERROR_DEPENDENCY_NOT_ALLOWED 5069: other resources depend on it. Source: [MS-CMRP] 3.1.4.2.7, opnum
 *   6.
 */
DWORD SetClusterQuorumResource(HRESOURCE hResource, LPCWSTR lpszDeviceName, DWORD dwMaxQuoLogSize);

/**
 * Control codes of the cluster. What holds here holds for the ...Control function of every family.
 *
 * @param hHostNode       Node that performs the operation; NULL lets the cluster choose.
 * @param dwControlCode   CLUSCTL_CLUSTER_...
 * @param lpInBuffer      nInBufferSize bytes as the control code defines them, little-endian; NULL only with
 *        size 0.
 * @param lpOutBuffer     Receives at most nOutBufferSize bytes as the server sent them, little-endian;
 *                        NULL only with size 0.
 * @param lpBytesReturned Bytes written; bytes required with ERROR_MORE_DATA and ERROR_NOT_ENOUGH_MEMORY, 0
 *        otherwise; may be NULL.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA 234: lpOutBuffer too small; ERROR_NOT_ENOUGH_MEMORY 8: lpOutBuffer
 * is large enough, LWCLUS_STUB_BYTES is not; ERROR_INVALID_FUNCTION 1: code unknown to the server;
 *   ERROR_ACCESS_DENIED 5: code needs all access.
 * Source: [MS-CMRP] 3.1.4.2.106 and .105, opnums 106 and 105.
 */
DWORD ClusterControl(HCLUSTER hCluster, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                     DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize, DWORD *lpBytesReturned);

/**
 * Gives an account access to the cluster, or takes it away.
 * @param szAccountSID  SID as text, "S-1-5-21-...", at most 184 units, which the longest one has (else
 *        ERROR_INVALID_PARAMETER).
 * @param dwAccess      CLUSAPI_READ_ACCESS, CLUSAPI_CHANGE_ACCESS, CLUSAPI_ALL_ACCESS, CLUSAPI_NO_ACCESS.
 * @param dwControlType CLUSTER_SET_ACCESS_TYPE_... or CLUSTER_DELETE_ACCESS_CONTROL_ENTRY.
 * Source: opnum 106 with CLUSCTL_CLUSTER_SET_ACCOUNT_ACCESS, [MS-CMRP] 3.1.4.3.7.21, which describes just
 * these parameters; no section names the function.
 */
DWORD ClusterSetAccountAccess(HCLUSTER hCluster, LPCWSTR szAccountSID, DWORD dwAccess, DWORD dwControlType);

/**
 * Raises the functional level of the cluster after an upgrade of all nodes.
 * @param perform FALSE: only checks whether it is possible.
 * @param pfnProgressCallback, pvCallbackArg Not used: MS-CMRP reports no progress.
 * @return ERROR_SUCCESS; ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS 5973; ERROR_INVALID_FUNCTION 1: server
 * older than Windows Server 2016. Source: opnum 106 with CLUSCTL_CLUSTER_UPGRADE_CLUSTER_VERSION, [MS-CMRP]
 *   3.1.4.3.7.18, whose inputs 1 and 2 are these two cases; no section names the function.
 */
DWORD ClusterUpgradeFunctionalLevel(HCLUSTER hCluster, BOOL perform,
                                    PCLUSTER_UPGRADE_PROGRESS_CALLBACK pfnProgressCallback,
                                    PVOID pvCallbackArg);

/** Not implemented: asks the service control manager and the registry of a computer ([MS-CMRP] 3.2.4.1.2),
 * which are other protocols. Open the cluster and ask GetClusterNodeState instead. @return
 * ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD GetNodeClusterState(LPCWSTR lpszNodeName, DWORD *pdwClusterState);

/** Not implemented: every server answers opnum 104 with ERROR_CALL_NOT_IMPLEMENTED ([MS-CMRP] 3.1.4.2.104).
 * @return ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD BackupClusterDatabase(HCLUSTER hCluster, LPCWSTR lpszPathName);

/** Not implemented: replaces files of a node whose service is stopped; no remote protocol does that.
 * @return ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD RestoreClusterDatabase(LPCWSTR lpszPathName, BOOL bForce, LPCWSTR lpszQuorumDriveLetter);

/** Not implemented: every server answers opnum 108 with ERROR_CALL_NOT_IMPLEMENTED ([MS-CMRP] 3.1.4.2.108).
 * @return ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD SetClusterServiceAccountPassword(LPCWSTR lpszClusterName, LPCWSTR lpszNewPassword, DWORD dwFlags,
                                       PCLUSTER_SET_PASSWORD_STATUS lpReturnStatusBuffer,
                                       DWORD *lpcbReturnStatusBufferSize);

/* Control codes ([MS-CMRP] 3.1.4.2.106, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_CLUSTER_CODES {
    CLUSCTL_CLUSTER_UNKNOWN = 0x07000000,
    CLUSCTL_CLUSTER_GET_FQDN = 0x0700003D,
    CLUSCTL_CLUSTER_CHECK_VOTER_EVICT = 0x07000045,
    CLUSCTL_CLUSTER_CHECK_VOTER_DOWN = 0x07000049,
    CLUSCTL_CLUSTER_SHUTDOWN = 0x0700004D,
    CLUSCTL_CLUSTER_ENUM_COMMON_PROPERTIES = 0x07000051,
    CLUSCTL_CLUSTER_GET_RO_COMMON_PROPERTIES = 0x07000055,
    CLUSCTL_CLUSTER_GET_COMMON_PROPERTIES = 0x07000059,
    CLUSCTL_CLUSTER_SET_COMMON_PROPERTIES = 0x0740005E,
    CLUSCTL_CLUSTER_VALIDATE_COMMON_PROPERTIES = 0x07000061,
    CLUSCTL_CLUSTER_GET_COMMON_PROPERTY_FMTS = 0x07000065,
    CLUSCTL_CLUSTER_ENUM_PRIVATE_PROPERTIES = 0x07000079,
    CLUSCTL_CLUSTER_GET_RO_PRIVATE_PROPERTIES = 0x0700007D,
    CLUSCTL_CLUSTER_GET_PRIVATE_PROPERTIES = 0x07000081,
    CLUSCTL_CLUSTER_SET_PRIVATE_PROPERTIES = 0x07400086,
    CLUSCTL_CLUSTER_VALIDATE_PRIVATE_PROPERTIES = 0x07000089,
    CLUSCTL_CLUSTER_GET_PRIVATE_PROPERTY_FMTS = 0x0700008D,
    CLUSCTL_CLUSTER_CHECK_VOTER_EVICT_WITNESS = 0x0700006D,
    CLUSCTL_CLUSTER_CHECK_VOTER_DOWN_WITNESS = 0x07000071,
    CLUSCTL_CLUSTER_UPGRADE_CLUSTER_VERSION = 0x074000CE,
    CLUSCTL_CLUSTER_CLEAR_UPGRADE_IN_PROGRESS = 0x074000D2,
    CLUSCTL_CLUSTER_IS_READY_FOR_UPGRADE = 0x070000D5,
    CLUSCTL_CLUSTER_SET_ACCOUNT_ACCESS = 0x074000F2,
    CLUSCTL_CLUSTER_GET_CLMUSR_TOKEN = 0x0700016D,
    CLUSCTL_CLUSTER_BATCH_BLOCK_KEY = 0x0700023E,
    CLUSCTL_CLUSTER_BATCH_UNBLOCK_KEY = 0x07000241,
    CLUSCTL_CLUSTER_GET_SHARED_VOLUME_ID = 0x07000291,
    CLUSCTL_CLUSTER_GET_CLUSDB_TIMESTAMP = 0x070002A9,
    CLUSCTL_CLUSTER_GET_GUM_LOCK_OWNER = 0x070002B9,
    CLUSCTL_CLUSTER_SET_STORAGE_CONFIGURATION = 0x074002E2,
    CLUSCTL_CLUSTER_GET_STORAGE_CONFIGURATION = 0x070002E5,
    CLUSCTL_CLUSTER_GET_STORAGE_CONFIG_ATTRIBUTES = 0x070002E9,
    CLUSCTL_CLUSTER_REMOVE_NODE = 0x074002EE,
    CLUSCTL_CLUSTER_CLEAR_NODE_CONNECTION_INFO = 0x07400306,
    CLUSCTL_CLUSTER_SET_DNS_DOMAIN = 0x0740030A,
    CLUSCTL_CLUSTER_GET_OS_AND_OS_VERSION_INFO = 0x07002101,
    CLUSCTL_CLUSTER_GET_CLUSTER_UTILIZATION = 0x07002115,
    CLUSCTL_CLUSTER_NODE_REPLACEMENT = 0x070021F1,
    CLUSCTL_CLUSTER_CREATE_INFRASTRUCTURE_FILESERVER = 0x074023F2,
    CLUSCTL_CLUSTER_REMOVE_INFRASTRUCTURE_FILESERVER = 0x074023F6,
    CLUSCTL_CLUSTER_SET_CLUSTER_S2D_ENABLED = 0x07402D62,
    CLUSCTL_CLUSTER_SET_CLUSTER_S2D_CACHE_METADATA_RESERVE_BYTES = 0x07402D6E,
    CLUSCTL_CLUSTER_NOTIFY_INFRASTRUCTURE_SOFS_CHANGED = 0x07402D92,
    CLUSCTL_CLUSTER_RELOAD_AUTOLOGGER_CONFIG = 0x07002DD2,
    CLUSCTL_CLUSTER_STORAGE_RENAME_SHARED_VOLUME = 0x07002DD6,
    CLUSCTL_CLUSTER_STORAGE_RENAME_SHARED_VOLUME_GUID = 0x07002DDA,
    CLUSCTL_CLUSTER_ENUM_AFFINITY_RULE_NAMES = 0x07002DDD, /* Windows header; 3.1.4.2.106: 0x09402DDD */
    CLUSCTL_CLUSTER_GET_NODES_IN_FD = 0x07002DE1,
    CLUSCTL_CLUSTER_FORCE_FLUSH_DB = 0x07402DE6
} CLUSCTL_CLUSTER_CODES;
#endif

/* ---- enumerations ---- */

#if LWCLUS_API_ENUM
typedef enum CLUSTER_ENUM {
    CLUSTER_ENUM_NODE = 0x00000001,
    CLUSTER_ENUM_RESTYPE = 0x00000002,
    CLUSTER_ENUM_RESOURCE = 0x00000004,
    CLUSTER_ENUM_GROUP = 0x00000008,
    CLUSTER_ENUM_NETWORK = 0x00000010,
    CLUSTER_ENUM_NETINTERFACE = 0x00000020,
    CLUSTER_ENUM_SHARED_VOLUME_GROUP = 0x20000000,
    CLUSTER_ENUM_SHARED_VOLUME_RESOURCE = 0x40000000,
    CLUSTER_ENUM_INTERNAL_NETWORK = (int)0x80000000,
    CLUSTER_ENUM_ALL = 0x0000003F
} CLUSTER_ENUM;

/**
 * Opens an enumeration: a snapshot of names, taken once. What holds here holds for every ...OpenEnum.
 *
 * @param dwType CLUSTER_ENUM_... values or-ed.
 * @return A handle for ClusterCloseEnum; NULL: ERROR_INVALID_PARAMETER 87 unknown type;
 *   ERROR_NO_SYSTEM_RESOURCES 1450 handle table or LWCLUS_MAX_ENUMS used up, nothing was sent;
 *   ERROR_NOT_ENOUGH_MEMORY 8 snapshot larger than LWCLUS_ENUM_BYTES.
 * Memory: one handle row, one snapshot. Source: [MS-CMRP] 3.1.4.2.8, opnum 7.
 */
HCLUSENUM ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType);

/** Entries of the snapshot; 0 with the last error for a bad handle. Local. */
DWORD ClusterGetEnumCount(HCLUSENUM hEnum);

/**
 * One entry of the snapshot. Local.
 *
 * @param dwIndex  From 0.
 * @param lpdwType Receives the CLUSTER_ENUM value; not NULL.
 * @return ERROR_SUCCESS; ERROR_NO_MORE_ITEMS 259: index beyond the end; ERROR_MORE_DATA 234.
 */
DWORD ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName, DWORD *lpcchName);

/** Frees the snapshot. Local. */
DWORD ClusterCloseEnum(HCLUSENUM hEnum);

#define CLUSTER_ENUM_ITEM_VERSION_1 0x00000001u
#define CLUSTER_ENUM_ITEM_VERSION   CLUSTER_ENUM_ITEM_VERSION_1

/* Sizes are bytes with the NUL; pointers lead behind the structure in the same buffer. */
typedef struct CLUSTER_ENUM_ITEM {
    DWORD dwVersion;
    DWORD dwType;
    DWORD cbId;
    LPWSTR lpszId;
    DWORD cbName;
    LPWSTR lpszName;
} CLUSTER_ENUM_ITEM, *PCLUSTER_ENUM_ITEM;

/** Opens an enumeration with identifiers; as ClusterOpenEnum. @param pOptions NULL. Source: [MS-CMRP]
 * 3.1.4.2.124, opnum 125. */
HCLUSENUMEX ClusterOpenEnumEx(HCLUSTER hCluster, DWORD dwType, PVOID pOptions);

/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterGetEnumCountEx(HCLUSENUMEX hClusterEnum);

/**
 * One entry with everything it points to, in one buffer. What holds here holds for every ...EnumEx. Local.
 *
 * @param pItem  Buffer, aligned as a pointer (else ERROR_INVALID_PARAMETER); what is in it before does not
 *        matter; dwVersion is set. NULL is a buffer that is too small.
 * @param cbItem In: bytes of the buffer; out: bytes used, or needed. Not NULL.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA 234; ERROR_NO_MORE_ITEMS 259.
 */
DWORD ClusterEnumEx(HCLUSENUMEX hClusterEnum, DWORD dwIndex, PCLUSTER_ENUM_ITEM pItem, LPDWORD cbItem);

/** Frees the snapshot. Local. */
DWORD ClusterCloseEnumEx(HCLUSENUMEX hClusterEnum);
#endif

#ifdef __cplusplus
}
#endif

#endif
