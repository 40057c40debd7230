/*
 * clusapi_netinterface.h: network interfaces (opening and closing always, the rest with
 * LWCLUS_API_NETINTERFACE). Included by clusapi.h, whose first comment holds for every function here.
 */
#ifndef CLUSAPI_NETINTERFACE_H
#define CLUSAPI_NETINTERFACE_H

#include "clusapi.h"

#ifdef __cplusplus
extern "C" {
#endif

/* States as in the Windows header; passed through unmodified from the server. */
typedef enum CLUSTER_NETINTERFACE_STATE {
    ClusterNetInterfaceStateUnknown = -1,
    ClusterNetInterfaceUnavailable = 0,
    ClusterNetInterfaceFailed = 1,
    ClusterNetInterfaceUnreachable = 2,
    ClusterNetInterfaceUp = 3
} CLUSTER_NETINTERFACE_STATE;

/**
 * Opens a network interface with all access. As OpenClusterNetInterfaceEx with GENERIC_ALL.
 * Source: [MS-CMRP] 3.1.4.2.92, opnum 92.
 */
HNETINTERFACE OpenClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszInterfaceName);

/**
 * Opens a network interface.
 *
 * @param lpszInterfaceName Name, compared by the server.
 * @param dwDesiredAccess   As for OpenClusterEx. GENERIC_ALL alone is the same as OpenClusterNetInterface.
 * @param lpdwGrantedAccess Receives GENERIC_READ or GENERIC_ALL; written on success only; may be NULL.
 * @return A handle for CloseClusterNetInterface; NULL: ERROR_INVALID_PARAMETER (name NULL, or access 0 or a
 *   combination that does not exist), ERROR_NO_SYSTEM_RESOURCES 1450, ERROR_CLUSTER_NETINTERFACE_NOT_FOUND
 *   5047.
 * Source: [MS-CMRP] 3.1.4.2.121, opnum 122 (92 for GENERIC_ALL).
 */
HNETINTERFACE OpenClusterNetInterfaceEx(HCLUSTER hCluster, LPCWSTR lpszInterfaceName, DWORD dwDesiredAccess,
                                        DWORD *lpdwGrantedAccess);

/**
 * Closes a network interface handle; it is invalid afterwards whatever happens. A server that is gone is not
 * an error. @return TRUE; FALSE with ERROR_INVALID_HANDLE. Source: [MS-CMRP] 3.1.4.2.93, opnum 93.
 */
BOOL CloseClusterNetInterface(HNETINTERFACE hNetInterface);

#if LWCLUS_API_NETINTERFACE
/**
 * Another handle to the cluster that the interface was opened through. Close it with CloseCluster; that does
 * not invalidate hNetInterface or the first cluster handle. Local.
 * @return The handle; NULL: ERROR_NO_SYSTEM_RESOURCES.
 */
HCLUSTER GetClusterFromNetInterface(HNETINTERFACE hNetInterface);

/**
 * State of a network interface.
 * @return The server's number unmodified; -1 on failure. Source: [MS-CMRP] 3.1.4.2.94, opnum 94.
 */
CLUSTER_NETINTERFACE_STATE GetClusterNetInterfaceState(HNETINTERFACE hNetInterface);

/**
 * Name of the interface of a node on a network.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA; ERROR_CLUSTER_NODE_NOT_FOUND 5042; ERROR_CLUSTER_NETWORK_NOT_FOUND
 *   5045; ERROR_CLUSTER_NETINTERFACE_NOT_FOUND 5047. Source: [MS-CMRP] 3.1.4.2.95, opnum 95.
 */
DWORD GetClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszNodeName, LPCWSTR lpszNetworkName,
                             LPWSTR lpszInterfaceName, DWORD *lpcchInterfaceName);

/** Control codes of a network interface; see ClusterControl. Source: [MS-CMRP] 3.1.4.2.98 and .97, opnums 98
 * and 97. */
DWORD ClusterNetInterfaceControl(HNETINTERFACE hNetInterface, HNODE hHostNode, DWORD dwControlCode,
                                 LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                 DWORD nOutBufferSize, DWORD *lpBytesReturned);

#if LWCLUS_API_ENUM
/**
 * Opens an enumeration of network interfaces; see ClusterOpenEnum.
 *
 * @param lpszNodeName, lpszNetworkName Only those of this node, on this network. NULL = any: sent as an empty
 *        string, because the method has no NULL here and its section names no other value.
 * @return NULL also: ERROR_CLUSTER_NODE_NOT_FOUND 5042, ERROR_CLUSTER_NETWORK_NOT_FOUND 5045.
 * Source: [MS-CMRP] 3.1.4.2.163, opnum 181.
 */
HNETINTERFACEENUM ClusterNetInterfaceOpenEnum(HCLUSTER hCluster, LPCWSTR lpszNodeName,
                                              LPCWSTR lpszNetworkName);

/** One name; see ClusterEnum. Windows has no count here: go on until ERROR_NO_MORE_ITEMS. Local. */
DWORD ClusterNetInterfaceEnum(HNETINTERFACEENUM hNetInterfaceEnum, DWORD dwIndex, LPWSTR lpszName,
                              DWORD *lpcchName);

/** Frees the enumeration. Local. */
DWORD ClusterNetInterfaceCloseEnum(HNETINTERFACEENUM hNetInterfaceEnum);
#endif

/* Control codes ([MS-CMRP] 3.1.4.2.98, and those of the Windows header; codes for resource DLLs are left
 * out). */
typedef enum CLUSCTL_NETINTERFACE_CODES {
    CLUSCTL_NETINTERFACE_UNKNOWN = 0x06000000,
    CLUSCTL_NETINTERFACE_GET_CHARACTERISTICS = 0x06000005,
    CLUSCTL_NETINTERFACE_GET_FLAGS = 0x06000009,
    CLUSCTL_NETINTERFACE_GET_NAME = 0x06000029,
    CLUSCTL_NETINTERFACE_GET_NODE = 0x06000031,
    CLUSCTL_NETINTERFACE_GET_NETWORK = 0x06000035,
    CLUSCTL_NETINTERFACE_GET_ID = 0x06000039,
    CLUSCTL_NETINTERFACE_ENUM_COMMON_PROPERTIES = 0x06000051,
    CLUSCTL_NETINTERFACE_GET_RO_COMMON_PROPERTIES = 0x06000055,
    CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTIES = 0x06000059,
    CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES = 0x0640005E,
    CLUSCTL_NETINTERFACE_VALIDATE_COMMON_PROPERTIES = 0x06000061,
    CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTY_FMTS = 0x06000065,
    CLUSCTL_NETINTERFACE_ENUM_PRIVATE_PROPERTIES = 0x06000079,
    CLUSCTL_NETINTERFACE_GET_RO_PRIVATE_PROPERTIES = 0x0600007D,
    CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTIES = 0x06000081,
    CLUSCTL_NETINTERFACE_SET_PRIVATE_PROPERTIES = 0x06400086,
    CLUSCTL_NETINTERFACE_VALIDATE_PRIVATE_PROPERTIES = 0x06000089,
    CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTY_FMTS = 0x0600008D
} CLUSCTL_NETINTERFACE_CODES;
#endif

#ifdef __cplusplus
}
#endif

#endif
