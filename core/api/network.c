/* Networks. */
#include "api/control.h"
#include "api/enumeration.h"
#include "api/forms.h"
#include "session/cluster.h"

#if LWCLUS_API_NETWORK

#define TYPE LWCLUS_HANDLE_NETWORK

HNETWORK OpenClusterNetwork(HCLUSTER hCluster, LPCWSTR lpszNetworkName)
{
    return OpenClusterNetworkEx(hCluster, lpszNetworkName, GENERIC_ALL, NULL);
}

HNETWORK OpenClusterNetworkEx(HCLUSTER hCluster, LPCWSTR lpszNetworkName, DWORD dwDesiredAccess,
                              DWORD *lpdwGrantedAccess)
{
    return (HNETWORK)lwclus_call_open_named((uintptr_t)hCluster, LWCLUS_OPENS(81, 121, TYPE), lpszNetworkName,
                                            dwDesiredAccess, lpdwGrantedAccess);
}

BOOL CloseClusterNetwork(HNETWORK hNetwork)
{
    return lwclus_form_close((uintptr_t)hNetwork, TYPE);
}

HCLUSTER GetClusterFromNetwork(HNETWORK hNetwork)
{
    return (HCLUSTER)lwclus_cluster_of((uintptr_t)hNetwork, TYPE);
}

CLUSTER_NETWORK_STATE GetClusterNetworkState(HNETWORK hNetwork)
{
    return (CLUSTER_NETWORK_STATE)lwclus_form_state((uintptr_t)hNetwork, LWCLUS_CALL_ON(83, TYPE), NULL, 0);
}

DWORD SetClusterNetworkName(HNETWORK hNetwork, LPCWSTR lpszName)
{
    return LWCLUS_CODE(lwclus_call_rename((uintptr_t)hNetwork, LWCLUS_CALL_ON(84, TYPE), lpszName));
}

DWORD GetClusterNetworkId(HNETWORK hNetwork, LPWSTR lpszNetworkId, DWORD *lpcchName)
{
    return lwclus_form_text((uintptr_t)hNetwork, LWCLUS_CALL_ON(86, TYPE), lpszNetworkId, lpcchName);
}

DWORD ClusterNetworkControl(HNETWORK hNetwork, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                            DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize,
                            DWORD *lpBytesReturned)
{
    const struct lwclus_control control = {dwControlCode,  lpInBuffer,      nInBufferSize, lpOutBuffer,
                                           nOutBufferSize, lpBytesReturned, NULL};

    return lwclus_control((uintptr_t)hNetwork, (uintptr_t)hHostNode, LWCLUS_CALL_ON(89, TYPE), &control);
}

DWORD SetClusterNetworkPriorityOrder(HCLUSTER hCluster, DWORD NetworkCount, HNETWORK NetworkList[])
{
    (void)hCluster;
    (void)NetworkCount;
    (void)NetworkList;
    return lwclus_form_missing();
}

#if LWCLUS_API_ENUM
HNETWORKENUM ClusterNetworkOpenEnum(HNETWORK hNetwork, DWORD dwType)
{
    return (HNETWORKENUM)lwclus_enum_open((uintptr_t)hNetwork, LWCLUS_CALL_ON(85, TYPE), LWCLUS_ENUM_NETWORK,
                                          dwType);
}

DWORD ClusterNetworkGetEnumCount(HNETWORKENUM hNetworkEnum)
{
    return lwclus_enum_count((uintptr_t)hNetworkEnum, LWCLUS_ENUM_NETWORK);
}

DWORD ClusterNetworkEnum(HNETWORKENUM hNetworkEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName,
                         DWORD *lpcchName)
{
    return lwclus_enum_name((uintptr_t)hNetworkEnum, dwIndex, lpdwType, lpszName, lpcchName,
                            LWCLUS_ENUM_NETWORK);
}

DWORD ClusterNetworkCloseEnum(HNETWORKENUM hNetworkEnum)
{
    return lwclus_enum_close((uintptr_t)hNetworkEnum, LWCLUS_ENUM_NETWORK);
}
#endif

#else
/* An empty translation unit is not C99. */
typedef int lwclus_network_unused;
#endif
