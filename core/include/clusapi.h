/*
 * clusapi.h: the Windows Failover Cluster API, source compatible with the Windows header of the same name.
 *
 * Same names, types, values and argument order. WCHAR is a 16-bit UTF-16 unit, so u"..." literals are names.
 * Functions that return a handle, a state or BOOL report failures through GetLastError(); the others return
 * the Win32 code. lwclus_last_result() in lwclus.h tells where a failure arose.
 *
 * Common to every function that talks to a cluster: it blocks the calling task until the answer is there or
 * the deadline (lwclus_config.call_timeout_ms) is over, takes one round trip unless stated otherwise, and
 * uses the session's own buffers only. Besides the codes named below each can report ERROR_INVALID_HANDLE 6
 * handle is NULL, stale, forged, of another kind or of another session ERROR_NOT_ENOUGH_MEMORY 8     answer
 * larger than LWCLUS_STUB_BYTES ERROR_NOT_READY 21            lwclus_init was not called ERROR_BUSY 170
 * another task used the session until the deadline RPC_S_SERVER_UNAVAILABLE 1722, RPC_S_CALL_FAILED 1726,
 * RPC_S_CALL_FAILED_DNE 1727   connection lost or deadline RPC_S_PROTOCOL_ERROR 1728, RPC_X_BAD_STUB_DATA
 * 1783, RPC_S_SEC_PKG_ERROR 1825       answer refused ERROR_ACCESS_DENIED 5, ERROR_SHARING_PAUSED 70,
 * ERROR_CLUSTER_NODE_NOT_READY 5072, ERROR_CLUSTER_NODE_SHUTTING_DOWN 5073 and any other status that the
 * server returns, unmodified.
 */
#ifndef CLUSAPI_H
#define CLUSAPI_H

#include <stdint.h>

#include "clusapi_errors.h"
#include "lwclus_config.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Windows base types ---- */

typedef uint32_t DWORD;
typedef uint16_t WORD;
typedef uint8_t BYTE;
typedef int BOOL;
typedef DWORD *LPDWORD;
typedef DWORD *PDWORD;
typedef void *LPVOID;
#ifdef __cplusplus
typedef char16_t WCHAR;
#else
typedef uint16_t WCHAR;
#endif
typedef WCHAR *LPWSTR;
typedef const WCHAR *LPCWSTR;

#ifndef TRUE
#define TRUE 1
#endif
#ifndef FALSE
#define FALSE 0
#endif

/* Access rights ([MS-CMRP] 3.1.4.2.116). */
#ifndef GENERIC_READ
#define GENERIC_READ    0x80000000u
#define GENERIC_WRITE   0x40000000u
#define GENERIC_EXECUTE 0x20000000u
#define GENERIC_ALL     0x10000000u
#define MAXIMUM_ALLOWED 0x02000000u
#endif
#define CLUSAPI_READ_ACCESS   0x00000001u
#define CLUSAPI_CHANGE_ACCESS 0x00000002u
#define CLUSAPI_NO_ACCESS     0x00000004u
#define CLUSAPI_ALL_ACCESS    (CLUSAPI_READ_ACCESS | CLUSAPI_CHANGE_ACCESS)

/* ---- handles: numbers in the shape of pointers, never addresses ---- */

typedef struct _HCLUSTER *HCLUSTER;
typedef struct _HNODE *HNODE;
typedef struct _HNETINTERFACE *HNETINTERFACE;
typedef struct _HCLUSENUM *HCLUSENUM;

/* ---- last error ---- */

/** Last error of the calling task. Not changed by functions that succeed. */
DWORD GetLastError(void);
/** Sets the last error of the calling task. */
void SetLastError(DWORD dwErrCode);

/* ---- cluster ---- */

/**
 * Opens a cluster with all access.
 *
 * @param lpszClusterName As for OpenClusterEx.
 * @return A handle for CloseCluster; NULL on failure, see OpenClusterEx. Never 1745: every server has opnum
 * 0. Blocking: as OpenClusterEx. Memory: one session, one handle row. Source: [MS-CMRP] 3.2.3.3, opnums 3,
 * 0, 7.
 */
HCLUSTER OpenCluster(LPCWSTR lpszClusterName);

/**
 * Opens a cluster.
 *
 * @param lpszClusterName Cluster or node: IPv4 or IPv6 literal, DNS name, or NetBIOS name (LWCLUS_NETBIOS);
 *        NUL-terminated, at most LWCLUS_NAME_UNITS - 1 units. NULL: local handle to the cluster of this
 * machine over the endpoint registered in lwclus_config.local.
 * @param DesiredAccess GENERIC_READ, GENERIC_WRITE, GENERIC_EXECUTE, GENERIC_ALL, MAXIMUM_ALLOWED,
 *        CLUSAPI_READ_ACCESS, CLUSAPI_READ_ACCESS | CLUSAPI_CHANGE_ACCESS. GENERIC_ALL alone is the same as
 *        OpenCluster and works on servers without opnum 117.
 * @param GrantedAccess Receives GENERIC_READ or GENERIC_ALL; written on success only; may be NULL.
 * @return A handle for CloseCluster; NULL on failure. GetLastError:
 *   ERROR_INVALID_PARAMETER 87         DesiredAccess 0 or a combination that does not exist
 *   RPC_S_INVALID_NET_ADDR 1707        name empty, too long or with characters that no host name has
 *   ERROR_NO_SYSTEM_RESOURCES 1450     handle table or sessions full; nothing was sent
 *   RPC_S_SERVER_UNAVAILABLE 1722      name unknown, host unreachable, or deadline
 *   EPT_S_NOT_REGISTERED 1753          no cluster service there, or no local endpoint registered
 *   ERROR_ACCESS_DENIED 5              logon failed (origin auth) or account without rights (origin server)
 *   ERROR_NO_SUCH_LOGON_SESSION 1312   no credentials
 *   RPC_S_PROCNUM_OUT_OF_RANGE 1745    server without OpenClusterEx (Windows Server 2008 and earlier)
 * Blocking: until lwclus_config.connect_timeout_ms; 6 round trips with a known port, 3 more to ask for it,
 * plus name resolution. Memory: one session, one handle row. Source: [MS-CMRP] 3.2.3.3, 3.1.4.2.116, opnums
 * 3, 117, 7.
 */
HCLUSTER OpenClusterEx(LPCWSTR lpszClusterName, DWORD DesiredAccess, DWORD *GrantedAccess);

/**
 * Closes a cluster handle and every object opened through it.
 *
 * @param hCluster From OpenCluster, OpenClusterEx or GetClusterFrom...; invalid afterwards whatever happens.
 * @return TRUE, also when the server is gone; FALSE with ERROR_INVALID_HANDLE for a handle that is not open.
 * Blocking: one round trip per open object and one for the cluster, together at most call_timeout_ms; a
 * handle from GetClusterFrom... takes none. Memory: frees its rows and, with the last handle of the session,
 * the session. Source: [MS-CMRP] 3.2.4.7, opnum 1.
 */
BOOL CloseCluster(HCLUSTER hCluster);

/* ---- network interfaces ---- */

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
 * Source: [MS-CMRP] 3.1.4.2.93, opnum 92.
 */
HNETINTERFACE OpenClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszInterfaceName);

/**
 * Opens a network interface.
 *
 * @param hCluster          Open cluster.
 * @param lpszInterfaceName Name, NUL-terminated UTF-16; compared by the server. Not NULL.
 * @param dwDesiredAccess   As for OpenClusterEx. GENERIC_ALL alone is the same as OpenClusterNetInterface.
 * @param lpdwGrantedAccess Receives GENERIC_READ or GENERIC_ALL; written on success only; may be NULL.
 * @return A handle for CloseClusterNetInterface; NULL on failure. GetLastError:
 *   ERROR_INVALID_PARAMETER 87                 name NULL, or access 0 or a combination that does not exist
 *   ERROR_NO_SYSTEM_RESOURCES 1450             handle table full; nothing was sent
 *   ERROR_CLUSTER_NETINTERFACE_NOT_FOUND 5047  no such interface
 *   RPC_S_PROCNUM_OUT_OF_RANGE 1745            server without this method
 * Blocking: one round trip. Memory: one handle row. Source: [MS-CMRP] 3.1.4.2.122, opnum 122 (92 for
 * GENERIC_ALL).
 */
HNETINTERFACE OpenClusterNetInterfaceEx(HCLUSTER hCluster, LPCWSTR lpszInterfaceName, DWORD dwDesiredAccess,
                                        DWORD *lpdwGrantedAccess);

/**
 * Closes a network interface handle; it is invalid afterwards whatever happens.
 * @return TRUE; FALSE with ERROR_INVALID_HANDLE.
 * Blocking: one round trip; a server that is gone is not an error. Source: [MS-CMRP] 3.1.4.2.94, opnum 93.
 */
BOOL CloseClusterNetInterface(HNETINTERFACE hNetInterface);

#if LWCLUS_API_NETINTERFACE
/**
 * Another handle to the cluster that the interface was opened through. Close it with CloseCluster; that does
 * not invalidate hNetInterface or the first cluster handle.
 * @return The handle; NULL: ERROR_INVALID_HANDLE, ERROR_NO_SYSTEM_RESOURCES (handle table full).
 * Blocking: no. Memory: one handle row.
 */
HCLUSTER GetClusterFromNetInterface(HNETINTERFACE hNetInterface);

/**
 * State of a network interface.
 * @return The server's number unmodified; ClusterNetInterfaceStateUnknown (-1) with the last error on
 * failure. Blocking: one round trip. Source: [MS-CMRP] 3.1.4.2.95, opnum 94.
 */
CLUSTER_NETINTERFACE_STATE GetClusterNetInterfaceState(HNETINTERFACE hNetInterface);

/**
 * Name of the interface of a node on a network.
 *
 * @param lpszNodeName, lpszNetworkName NUL-terminated; not NULL.
 * @param lpszInterfaceName Buffer of *lpcchInterfaceName units; NULL asks for the length.
 * @param lpcchInterfaceName In: capacity with NUL; out: length without NUL. Not NULL.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA: buffer too small, *lpcchInterfaceName is the length without NUL
 *   (with lpszInterfaceName NULL the result is ERROR_SUCCESS); ERROR_INVALID_PARAMETER;
 *   ERROR_CLUSTER_NODE_NOT_FOUND 5042; ERROR_CLUSTER_NETWORK_NOT_FOUND 5045;
 *   ERROR_CLUSTER_NETINTERFACE_NOT_FOUND 5047.
 * Blocking: one round trip. Source: [MS-CMRP] 3.1.4.2.96, opnum 95.
 */
DWORD GetClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszNodeName, LPCWSTR lpszNetworkName,
                             LPWSTR lpszInterfaceName, DWORD *lpcchInterfaceName);

/**
 * Control codes of a network interface.
 *
 * @param hHostNode      Node that performs the operation; NULL lets the cluster choose.
 * @param dwControlCode  CLUSCTL_NETINTERFACE_...
 * @param lpInBuffer     nInBufferSize bytes; NULL only with size 0.
 * @param lpOutBuffer    Receives at most nOutBufferSize bytes; NULL only with size 0.
 * @param lpBytesReturned Bytes written, or bytes required with ERROR_MORE_DATA; may be NULL.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA 234; ERROR_INVALID_FUNCTION 1: code unknown to the server;
 *   ERROR_INVALID_PARAMETER 87; ERROR_ACCESS_DENIED 5: code needs all access.
 * Blocking: one round trip. Memory: nOutBufferSize is limited to LWCLUS_STUB_BYTES - 32 towards the server.
 * Source: [MS-CMRP] 3.1.4.2.99 and .98, opnums 98 and 97.
 */
DWORD ClusterNetInterfaceControl(HNETINTERFACE hNetInterface, HNODE hHostNode, DWORD dwControlCode,
                                 LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                 DWORD nOutBufferSize, DWORD *lpBytesReturned);

/* Control codes of network interfaces ([MS-CMRP] 3.1.4.2.98). */
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
    CLUSCTL_NETINTERFACE_ENUM_PRIVATE_PROPERTIES = 0x06000079,
    CLUSCTL_NETINTERFACE_GET_RO_PRIVATE_PROPERTIES = 0x0600007D,
    CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTIES = 0x06000081,
    CLUSCTL_NETINTERFACE_SET_PRIVATE_PROPERTIES = 0x06400086,
    CLUSCTL_NETINTERFACE_VALIDATE_PRIVATE_PROPERTIES = 0x06000089
} CLUSCTL_NETINTERFACE_CODES;
#endif

/* ---- enumerations of a cluster ---- */

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
 * Opens an enumeration: a snapshot of names, taken once.
 *
 * @param hCluster Open cluster.
 * @param dwType   CLUSTER_ENUM_... values or-ed.
 * @return A handle for ClusterCloseEnum; NULL on failure. GetLastError: ERROR_INVALID_PARAMETER 87 unknown
 * type; ERROR_NO_SYSTEM_RESOURCES 1450 handle table or LWCLUS_MAX_ENUMS used up, nothing was sent;
 *   ERROR_NOT_ENOUGH_MEMORY 8 snapshot larger than LWCLUS_ENUM_BYTES.
 * Blocking: one round trip. Memory: one handle row, one snapshot. Source: [MS-CMRP] 3.1.4.2.8, opnum 7.
 */
HCLUSENUM ClusterOpenEnum(HCLUSTER hCluster, DWORD dwType);

/** Entries of the snapshot; 0 with ERROR_INVALID_HANDLE as the last error for a bad handle. Blocking: no. */
DWORD ClusterGetEnumCount(HCLUSENUM hEnum);

/**
 * One entry of the snapshot.
 *
 * @param dwIndex   0 .. ClusterGetEnumCount - 1.
 * @param lpdwType  Receives the CLUSTER_ENUM value; not NULL.
 * @param lpszName  Buffer of *lpcchName units; NULL asks for the length.
 * @param lpcchName In: capacity with NUL; out: length without NUL. Not NULL.
 * @return ERROR_SUCCESS; ERROR_NO_MORE_ITEMS 259: index beyond the end; ERROR_MORE_DATA 234: buffer too small
 *   (with lpszName NULL the result is ERROR_SUCCESS); ERROR_INVALID_PARAMETER; ERROR_INVALID_HANDLE.
 * Blocking: no.
 */
DWORD ClusterEnum(HCLUSENUM hEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName, DWORD *lpcchName);

/** Frees the snapshot. ERROR_SUCCESS or ERROR_INVALID_HANDLE. Blocking: no. */
DWORD ClusterCloseEnum(HCLUSENUM hEnum);
#endif

/* ---- cluster information ---- */

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
    DWORD dwFlags;
    DWORD dwReserved;
} CLUSTERVERSIONINFO, *LPCLUSTERVERSIONINFO, *PCLUSTERVERSIONINFO;

/**
 * Name and version of a cluster.
 *
 * @param lpszClusterName  Buffer of *lpcchClusterName units; NULL asks for the length.
 * @param lpcchClusterName In: capacity with NUL; out: length without NUL. Not NULL.
 * @param lpClusterInfo    Receives the version; dwVersionInfoSize must be set; NULL = not wanted.
 * @return ERROR_SUCCESS; ERROR_MORE_DATA 234: name buffer too small (with lpszClusterName NULL the result is
 *   ERROR_SUCCESS); ERROR_INVALID_PARAMETER: lpcchClusterName NULL or a wrong dwVersionInfoSize.
 * Blocking: one round trip, one more with lpClusterInfo. Source: [MS-CMRP] 3.1.4.2.4, .103, opnums 3 and 102.
 */
DWORD GetClusterInformation(HCLUSTER hCluster, LPWSTR lpszClusterName, DWORD *lpcchClusterName,
                            LPCLUSTERVERSIONINFO lpClusterInfo);
#endif

#ifdef __cplusplus
}
#endif

#endif
