/* Network interface functions of clusapi.h. */
#include "clusapi.h"

#include "api/control.h"
#include "session/call.h"
#include "session/cluster.h"

#define OPNUM_OPEN    92u
#define OPNUM_OPEN_EX 122u

HNETINTERFACE OpenClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszInterfaceName)
{
    return OpenClusterNetInterfaceEx(hCluster, lpszInterfaceName, GENERIC_ALL, NULL);
}

HNETINTERFACE OpenClusterNetInterfaceEx(HCLUSTER hCluster, LPCWSTR lpszInterfaceName, DWORD dwDesiredAccess,
                                        DWORD *lpdwGrantedAccess)
{
    return (HNETINTERFACE)lwclus_call_open_named((uintptr_t)hCluster, OPNUM_OPEN, OPNUM_OPEN_EX,
                                                 LWCLUS_HANDLE_NETINTERFACE, lpszInterfaceName,
                                                 dwDesiredAccess, lpdwGrantedAccess);
}

BOOL CloseClusterNetInterface(HNETINTERFACE hNetInterface)
{
    lwclus_result r = lwclus_call_close((uintptr_t)hNetInterface, LWCLUS_HANDLE_NETINTERFACE);

    lwclus_fail(r);
    return r == LWCLUS_OK ? TRUE : FALSE;
}

#if LWCLUS_API_NETINTERFACE
HCLUSTER GetClusterFromNetInterface(HNETINTERFACE hNetInterface)
{
    return (HCLUSTER)lwclus_cluster_of((uintptr_t)hNetInterface, LWCLUS_HANDLE_NETINTERFACE);
}

CLUSTER_NETINTERFACE_STATE GetClusterNetInterfaceState(HNETINTERFACE hNetInterface)
{
    return (CLUSTER_NETINTERFACE_STATE)lwclus_call_state((uintptr_t)hNetInterface,
                                                         LWCLUS_CALL_ON(94, LWCLUS_HANDLE_NETINTERFACE));
}

DWORD GetClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszNodeName, LPCWSTR lpszNetworkName,
                             LPWSTR lpszInterfaceName, DWORD *lpcchInterfaceName)
{
    struct lwclus_ndr_text name = {lpszInterfaceName, 0, 0};
    union lwclus_ndr_arg args[3];
    lwclus_result r;

    if (lpcchInterfaceName == NULL || lpszNodeName == NULL || lpszNetworkName == NULL) {
        return lwclus_bad_argument();
    }
    name.capacity = *lpcchInterfaceName;
    args[0].in = lpszNodeName;
    args[1].in = lpszNetworkName;
    args[2].out = &name;
    r = lwclus_call((uintptr_t)hCluster, LWCLUS_CALL(95, LWCLUS_HANDLE_CLUSTER), args);
    return LWCLUS_CODE(r != LWCLUS_OK ? r : lwclus_name_result(&name, lpcchInterfaceName));
}

DWORD ClusterNetInterfaceControl(HNETINTERFACE hNetInterface, HNODE hHostNode, DWORD dwControlCode,
                                 LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                 DWORD nOutBufferSize, DWORD *lpBytesReturned)
{
    struct lwclus_control control = {dwControlCode, lpInBuffer,     nInBufferSize,
                                     lpOutBuffer,   nOutBufferSize, lpBytesReturned};

    return lwclus_control((uintptr_t)hNetInterface, (uintptr_t)hHostNode, LWCLUS_HANDLE_NETINTERFACE, 98,
                          &control);
}
#endif
