/*
 * clusapi.h: the Windows Failover Cluster API, source compatible with the Windows header of the same name.
 *
 * Same names, types, values and argument order. WCHAR is a 16-bit UTF-16 unit, so u"..." literals are names.
 * The functions of an object family are in clusapi_<family>.h; this header includes them all. Property lists:
 * lwclus_proplist.h. What Windows does not have: lwclus.h.
 *
 * Common to every function, so that its own text says only what is special:
 *
 * Errors. Functions that return a handle, a state or BOOL report failures through GetLastError(); the others
 * return the Win32 code. lwclus_last_result() in lwclus.h tells where a failure arose. Besides the codes that
 * are named with a function each can report ERROR_INVALID_HANDLE 6 (NULL, stale, forged, of another kind or,
 * for a second handle, of another cluster), ERROR_INVALID_PARAMETER 87 (NULL for what may not be NULL),
 * ERROR_NOT_ENOUGH_MEMORY 8 (larger than LWCLUS_STUB_BYTES), ERROR_NOT_READY 21 (before lwclus_init),
 * ERROR_BUSY 170 (another task used the session until the deadline), RPC_S_SERVER_UNAVAILABLE 1722,
 * RPC_S_CALL_FAILED 1726, RPC_S_CALL_FAILED_DNE 1727 (connection lost or deadline), RPC_S_PROTOCOL_ERROR
 * 1728, RPC_X_BAD_STUB_DATA 1783, RPC_S_SEC_PKG_ERROR 1825 (answer refused), RPC_S_PROCNUM_OUT_OF_RANGE 1745
 * (server without the method), and every status that the server returns, unmodified: ERROR_ACCESS_DENIED 5,
 * ERROR_SHARING_PAUSED 70, ERROR_CLUSTER_NODE_NOT_READY 5072, ERROR_CLUSTER_NODE_SHUTTING_DOWN 5073, ...
 *
 * ERROR_IO_PENDING 997 of a server means that it accepted the order and works on it: ask for the state. In
 * the non-blocking form (lwclus_set_nonblocking) the library reports the same code for "call again"; then
 * lwclus_last_result() >> 16 is 0, while it is the number of "server" (lwclus_origin_name) for the server's.
 *
 * Waiting. A function blocks the calling task until the answer is there or lwclus_config.call_timeout_ms is
 * over. It takes one round trip unless its text says otherwise. "Local" functions send nothing.
 *
 * Memory. The session's own buffers, and one handle row for each open handle (LWCLUS_MAX_HANDLES;
 * ERROR_NO_SYSTEM_RESOURCES 1450 before anything is sent when there is none left).
 *
 * Text. [in] strings are NUL-terminated UTF-16 and not NULL unless stated. An [out] string has a buffer and a
 * count: in, its capacity in units with the NUL; out, the length without the NUL. Too small: ERROR_MORE_DATA
 * 234, the count is set and the buffer untouched. Buffer NULL: only the count is set, which is a success.
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
typedef int32_t LONG;
typedef int32_t HRESULT;
typedef uint64_t ULONGLONG;
typedef int64_t LONGLONG;
typedef DWORD *LPDWORD;
typedef DWORD *PDWORD;
typedef void *LPVOID;
typedef void *PVOID;
typedef BYTE *LPBYTE;
typedef BYTE *PBYTE;
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
typedef struct _HGROUP *HGROUP;
typedef struct _HRESOURCE *HRESOURCE;
typedef struct _HNETWORK *HNETWORK;
typedef struct _HNETINTERFACE *HNETINTERFACE;
/* enumerations; a handle of one kind is ERROR_INVALID_HANDLE for the functions of another */
typedef struct _HCLUSENUM *HCLUSENUM;
typedef struct _HCLUSENUMEX *HCLUSENUMEX;
typedef struct _HNODEENUM *HNODEENUM;
typedef struct _HNODEENUMEX *HNODEENUMEX;
typedef struct _HGROUPENUM *HGROUPENUM;
typedef struct _HGROUPENUMEX *HGROUPENUMEX;
typedef struct _HRESENUM *HRESENUM;
typedef struct _HRESENUMEX *HRESENUMEX;
typedef struct _HRESTYPEENUM *HRESTYPEENUM;
typedef struct _HNETWORKENUM *HNETWORKENUM;
typedef struct _HNETINTERFACEENUM *HNETINTERFACEENUM;

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
 *   With Kerberos (origin auth unless said):
 *   ERROR_LOGON_FAILURE 1326           user unknown to the domain, or wrong password
 *   ERROR_ACCOUNT_RESTRICTION 1327     policy of the domain (1328 hours, 1329 workstation)
 *   ERROR_PASSWORD_EXPIRED 1330        password expired; ERROR_PASSWORD_MUST_CHANGE 1907: never changed
 *   ERROR_ACCOUNT_DISABLED 1331        account disabled; ERROR_ACCOUNT_EXPIRED 1793; ERROR_ACCOUNT_LOCKED_OUT
 *                                      1909: too many wrong passwords
 *   ERROR_NO_LOGON_SERVERS 1311        no KDC found (origin port) or none answers (origin port or deadline)
 *   ERROR_TIME_SKEW 1398               clocks differ by more than five minutes, see lwclus_config.learn_time
 *   ERROR_WRONG_TARGET_NAME 1396       the server has another key than the KDC thinks
 *   ERROR_MUTUAL_AUTH_FAILED 1397      the KDC gave a ticket for another service or realm
 *   ERROR_INSUFFICIENT_BUFFER 122      ticket larger than LWCLUS_TICKET_BYTES (origin local)
 *   RPC_S_SEC_PKG_ERROR 1825           SPN unknown to the KDC, no common encryption type, ticket or server
 *                                      refused, answer that is not genuine
 *   RPC_S_UNKNOWN_AUTHN_SERVICE 1747   lwclus_config.logon asks for what is not built in (origin local)
 * Blocking: until lwclus_config.connect_timeout_ms; 4 round trips with a known port, 3 with a Kerberos
 * ticket, which are 5 without LWCLUS_RECONNECT and LWCLUS_PIPELINE, and 6 when the server takes one call at a
 * time; 3 more to ask for the port, up to 4 more to ask a KDC when no ticket is remembered, plus name
 * resolution. Memory: one session, one handle row. Source: [MS-CMRP] 3.2.3.3, 3.1.4.2.116, opnums 3, 117, 7.
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

#ifdef __cplusplus
}
#endif

#include "clusapi_property.h"

#include "clusapi_cluster.h"
#include "clusapi_group.h"
#include "clusapi_netinterface.h"
#include "clusapi_network.h"
#include "clusapi_node.h"
#include "clusapi_resource.h"

#endif
