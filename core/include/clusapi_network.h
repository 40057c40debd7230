/*
 * clusapi_network.h: cluster networks (LWCLUS_API_NETWORK).
 * Included by clusapi.h, whose first comment holds for every function here.
 */
#ifndef CLUSAPI_NETWORK_H
#define CLUSAPI_NETWORK_H

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

#if LWCLUS_API_NETWORK
typedef enum CLUSTER_NETWORK_STATE {
    ClusterNetworkStateUnknown = -1,
    ClusterNetworkUnavailable = 0,
    ClusterNetworkDown = 1,
    ClusterNetworkPartitioned = 2,
    ClusterNetworkUp = 3
} CLUSTER_NETWORK_STATE;

/* Values of the common property "Role". */
typedef enum CLUSTER_NETWORK_ROLE {
    ClusterNetworkRoleNone = 0,
    ClusterNetworkRoleInternalUse = 1,
    ClusterNetworkRoleClientAccess = 2,
    ClusterNetworkRoleInternalAndClient = 3
} CLUSTER_NETWORK_ROLE;

typedef enum CLUSTER_NETWORK_ENUM {
    CLUSTER_NETWORK_ENUM_NETINTERFACES = 0x00000001,
    CLUSTER_NETWORK_ENUM_ALL = 0x00000001
} CLUSTER_NETWORK_ENUM;

/** Opens a network with all access. Source: [MS-CMRP] 3.1.4.2.81, opnum 81. */
HNETWORK OpenClusterNetwork(HCLUSTER hCluster, LPCWSTR lpszNetworkName);

/** Opens a network; parameters as for OpenClusterNetInterfaceEx. @return NULL also:
 * ERROR_CLUSTER_NETWORK_NOT_FOUND 5045. Source: [MS-CMRP] 3.1.4.2.120, opnum 121 (81 for GENERIC_ALL). */
HNETWORK OpenClusterNetworkEx(HCLUSTER hCluster, LPCWSTR lpszNetworkName, DWORD dwDesiredAccess,
                              DWORD *lpdwGrantedAccess);

/** Closes a network handle. @return TRUE; FALSE with ERROR_INVALID_HANDLE. Source: [MS-CMRP] 3.1.4.2.82,
 * opnum 82. */
BOOL CloseClusterNetwork(HNETWORK hNetwork);

/** Another handle to the cluster of the network; see GetClusterFromNetInterface. Local. */
HCLUSTER GetClusterFromNetwork(HNETWORK hNetwork);

/** @return The state; -1 on failure. Source: [MS-CMRP] 3.1.4.2.83, opnum 83. */
CLUSTER_NETWORK_STATE GetClusterNetworkState(HNETWORK hNetwork);

/** Renames a network. @return ERROR_SUCCESS; ERROR_ALREADY_EXISTS 183: another network has the name;
 * ERROR_INVALID_NAME 123: empty. Source: [MS-CMRP] 3.1.4.2.84, opnum 84. */
DWORD SetClusterNetworkName(HNETWORK hNetwork, LPCWSTR lpszName);

/** The network's identifier. Source: [MS-CMRP] 3.1.4.2.86, opnum 86. */
DWORD GetClusterNetworkId(HNETWORK hNetwork, LPWSTR lpszNetworkId, DWORD *lpcchName);

/** Control codes of a network; see ClusterControl. Source: [MS-CMRP] 3.1.4.2.89 and .88, opnums 89 and 88. */
DWORD ClusterNetworkControl(HNETWORK hNetwork, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                            DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                            DWORD *lpBytesReturned);

/** Not implemented: every server answers opnum 87 with ERROR_CALL_NOT_IMPLEMENTED ([MS-CMRP] 3.1.4.2.87).
 * @return ERROR_CALL_NOT_IMPLEMENTED 120. Local. */
DWORD SetClusterNetworkPriorityOrder(HCLUSTER hCluster, DWORD NetworkCount, HNETWORK NetworkList[]);

#if LWCLUS_API_ENUM
/** Opens an enumeration of the interfaces of a network; see ClusterOpenEnum.
 * @param dwType CLUSTER_NETWORK_ENUM. Source: [MS-CMRP] 3.1.4.2.85, opnum 85. */
HNETWORKENUM ClusterNetworkOpenEnum(HNETWORK hNetwork, DWORD dwType);
/** Entries; see ClusterGetEnumCount. Local. */
DWORD ClusterNetworkGetEnumCount(HNETWORKENUM hNetworkEnum);
/** One entry; see ClusterEnum. Local. */
DWORD ClusterNetworkEnum(HNETWORKENUM hNetworkEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName,
                         DWORD *lpcchName);
/** Frees the enumeration. Local. */
DWORD ClusterNetworkCloseEnum(HNETWORKENUM hNetworkEnum);
#endif

/* Control codes ([MS-CMRP] 3.1.4.2.89, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_NETWORK_CODES {
    CLUSCTL_NETWORK_UNKNOWN = 0x05000000,
    CLUSCTL_NETWORK_GET_CHARACTERISTICS = 0x05000005,
    CLUSCTL_NETWORK_GET_FLAGS = 0x05000009,
    CLUSCTL_NETWORK_GET_NAME = 0x05000029,
    CLUSCTL_NETWORK_GET_ID = 0x05000039,
    CLUSCTL_NETWORK_ENUM_COMMON_PROPERTIES = 0x05000051,
    CLUSCTL_NETWORK_GET_RO_COMMON_PROPERTIES = 0x05000055,
    CLUSCTL_NETWORK_GET_COMMON_PROPERTIES = 0x05000059,
    CLUSCTL_NETWORK_SET_COMMON_PROPERTIES = 0x0540005E,
    CLUSCTL_NETWORK_VALIDATE_COMMON_PROPERTIES = 0x05000061,
    CLUSCTL_NETWORK_GET_COMMON_PROPERTY_FMTS = 0x05000065,
    CLUSCTL_NETWORK_ENUM_PRIVATE_PROPERTIES = 0x05000079,
    CLUSCTL_NETWORK_GET_RO_PRIVATE_PROPERTIES = 0x0500007D,
    CLUSCTL_NETWORK_GET_PRIVATE_PROPERTIES = 0x05000081,
    CLUSCTL_NETWORK_SET_PRIVATE_PROPERTIES = 0x05400086,
    CLUSCTL_NETWORK_VALIDATE_PRIVATE_PROPERTIES = 0x05000089,
    CLUSCTL_NETWORK_GET_PRIVATE_PROPERTY_FMTS = 0x0500008D
} CLUSCTL_NETWORK_CODES;
#endif

#ifdef __cplusplus
}
#endif

#endif
