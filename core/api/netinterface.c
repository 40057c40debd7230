/* Network interfaces. */
#include "api/control.h"
#include "api/enumeration.h"
#include "api/forms.h"
#include "session/cluster.h"

#define TYPE LWCLUS_HANDLE_NETINTERFACE

HNETINTERFACE OpenClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszInterfaceName)
{
    return OpenClusterNetInterfaceEx(hCluster, lpszInterfaceName, GENERIC_ALL, NULL);
}

HNETINTERFACE OpenClusterNetInterfaceEx(HCLUSTER hCluster, LPCWSTR lpszInterfaceName, DWORD dwDesiredAccess,
                                        DWORD *lpdwGrantedAccess)
{
    return (HNETINTERFACE)lwclus_call_open_named((uintptr_t)hCluster, LWCLUS_OPENS(92, 122, TYPE),
                                                 lpszInterfaceName, dwDesiredAccess, lpdwGrantedAccess);
}

BOOL CloseClusterNetInterface(HNETINTERFACE hNetInterface)
{
    return lwclus_form_close((uintptr_t)hNetInterface, TYPE);
}

#if LWCLUS_API_NETINTERFACE
HCLUSTER GetClusterFromNetInterface(HNETINTERFACE hNetInterface)
{
    return (HCLUSTER)lwclus_cluster_of((uintptr_t)hNetInterface, TYPE);
}

CLUSTER_NETINTERFACE_STATE GetClusterNetInterfaceState(HNETINTERFACE hNetInterface)
{
    return (CLUSTER_NETINTERFACE_STATE)lwclus_form_state((uintptr_t)hNetInterface, LWCLUS_CALL_ON(94, TYPE),
                                                         NULL, 0);
}

DWORD GetClusterNetInterface(HCLUSTER hCluster, LPCWSTR lpszNodeName, LPCWSTR lpszNetworkName,
                             LPWSTR lpszInterfaceName, DWORD *lpcchInterfaceName)
{
    const struct lwclus_form_text name = {lpszInterfaceName, lpcchInterfaceName};
    union lwclus_ndr_arg args[3];

    if (lpcchInterfaceName == NULL) {
        return lwclus_bad_argument();
    }
    args[0].in = lpszNodeName;
    args[1].in = lpszNetworkName;
    return LWCLUS_CODE(lwclus_form_take((uintptr_t)hCluster, LWCLUS_CALL(95, LWCLUS_HANDLE_CLUSTER), args,
                                        &args[2], &name, 1));
}

DWORD ClusterNetInterfaceControl(HNETINTERFACE hNetInterface, HNODE hHostNode, DWORD dwControlCode,
                                 LPVOID lpInBuffer, DWORD nInBufferSize, LPVOID lpOutBuffer,
                                 DWORD nOutBufferSize, DWORD *lpBytesReturned)
{
    const struct lwclus_control control = {dwControlCode,  lpInBuffer,      nInBufferSize, lpOutBuffer,
                                           nOutBufferSize, lpBytesReturned, NULL};

    return lwclus_control((uintptr_t)hNetInterface, (uintptr_t)hHostNode, LWCLUS_CALL_ON(98, TYPE), &control);
}

#if LWCLUS_API_ENUM
HNETINTERFACEENUM ClusterNetInterfaceOpenEnum(HCLUSTER hCluster, LPCWSTR lpszNodeName,
                                              LPCWSTR lpszNetworkName)
{
    static const WCHAR any[] = {0};
    union lwclus_ndr_arg args[5];

    args[1].in = lpszNodeName != NULL ? lpszNodeName : any;
    args[2].in = lpszNetworkName != NULL ? lpszNetworkName : any;
    return (HNETINTERFACEENUM)lwclus_call_enumerate(
        (uintptr_t)hCluster, LWCLUS_CALL_ON(181, LWCLUS_HANDLE_CLUSTER), LWCLUS_ENUM_NETINTERFACE, args, 3);
}

DWORD ClusterNetInterfaceEnum(HNETINTERFACEENUM hNetInterfaceEnum, DWORD dwIndex, LPWSTR lpszName,
                              DWORD *lpcchName)
{
    DWORD type;

    return lwclus_enum_name((uintptr_t)hNetInterfaceEnum, dwIndex, &type, lpszName, lpcchName,
                            LWCLUS_ENUM_NETINTERFACE);
}

DWORD ClusterNetInterfaceCloseEnum(HNETINTERFACEENUM hNetInterfaceEnum)
{
    return lwclus_enum_close((uintptr_t)hNetInterfaceEnum, LWCLUS_ENUM_NETINTERFACE);
}
#endif
#endif
