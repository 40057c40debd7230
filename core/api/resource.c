/* Resources. */
#include "api/control.h"
#include "api/enumeration.h"
#include "api/forms.h"
#include "session/cluster.h"

#if LWCLUS_API_RESOURCE

#define TYPE LWCLUS_HANDLE_RESOURCE

HRESOURCE OpenClusterResource(HCLUSTER hCluster, LPCWSTR lpszResourceName)
{
    return OpenClusterResourceEx(hCluster, lpszResourceName, GENERIC_ALL, NULL);
}

HRESOURCE OpenClusterResourceEx(HCLUSTER hCluster, LPCWSTR lpszResourceName, DWORD dwDesiredAccess,
                                DWORD *lpdwGrantedAccess)
{
    return (HRESOURCE)lwclus_call_open_named((uintptr_t)hCluster, LWCLUS_OPENS(8, 120, TYPE),
                                             lpszResourceName, dwDesiredAccess, lpdwGrantedAccess);
}

BOOL CloseClusterResource(HRESOURCE hResource)
{
    return lwclus_form_close((uintptr_t)hResource, TYPE);
}

HCLUSTER GetClusterFromResource(HRESOURCE hResource)
{
    return (HCLUSTER)lwclus_cluster_of((uintptr_t)hResource, TYPE);
}

HRESOURCE CreateClusterResource(HGROUP hGroup, LPCWSTR lpszResourceName, LPCWSTR lpszResourceType,
                                DWORD dwFlags)
{
    union lwclus_ndr_arg args[4];

    args[1].in = lpszResourceName;
    args[2].in = lpszResourceType;
    args[3].value = dwFlags;
    return (HRESOURCE)lwclus_call_open((uintptr_t)hGroup, LWCLUS_CALL_ON(9, LWCLUS_HANDLE_GROUP), TYPE, args,
                                       lpszResourceName, GENERIC_ALL);
}

DWORD DeleteClusterResource(HRESOURCE hResource)
{
    return lwclus_form_call((uintptr_t)hResource, LWCLUS_CALL_ON(10, TYPE) | LWCLUS_CALL_GONE);
}

CLUSTER_RESOURCE_STATE GetClusterResourceState(HRESOURCE hResource, LPWSTR lpszNodeName, DWORD *lpcchNodeName,
                                               LPWSTR lpszGroupName, DWORD *lpcchGroupName)
{
    const struct lwclus_form_text names[] = {{lpszNodeName, lpcchNodeName}, {lpszGroupName, lpcchGroupName}};

    return (CLUSTER_RESOURCE_STATE)lwclus_form_state((uintptr_t)hResource, LWCLUS_CALL_ON(12, TYPE), names,
                                                     2);
}

DWORD SetClusterResourceName(HRESOURCE hResource, LPCWSTR lpszResourceName)
{
    return LWCLUS_CODE(lwclus_call_rename((uintptr_t)hResource, LWCLUS_CALL_ON(13, TYPE), lpszResourceName));
}

DWORD FailClusterResource(HRESOURCE hResource)
{
    return lwclus_form_call((uintptr_t)hResource, LWCLUS_CALL_ON(16, TYPE));
}

DWORD OnlineClusterResource(HRESOURCE hResource)
{
    return lwclus_form_call((uintptr_t)hResource, LWCLUS_CALL_ON(17, TYPE));
}

DWORD OnlineClusterResourceEx(HRESOURCE hResource, DWORD dwOnlineFlags, PBYTE lpInBuffer,
                              DWORD cbInBufferSize)
{
    return lwclus_form_buffer((uintptr_t)hResource, LWCLUS_CALL_ON(135, TYPE), 0, dwOnlineFlags, lpInBuffer,
                              cbInBufferSize);
}

DWORD OfflineClusterResource(HRESOURCE hResource)
{
    return lwclus_form_call((uintptr_t)hResource, LWCLUS_CALL_ON(18, TYPE));
}

DWORD OfflineClusterResourceEx(HRESOURCE hResource, DWORD dwOfflineFlags, PBYTE lpInBuffer,
                               DWORD cbInBufferSize)
{
    return lwclus_form_buffer((uintptr_t)hResource, LWCLUS_CALL_ON(136, TYPE), 0, dwOfflineFlags, lpInBuffer,
                              cbInBufferSize);
}

DWORD RestartClusterResource(HRESOURCE hResource, DWORD dwFlags)
{
    return lwclus_form_value((uintptr_t)hResource, LWCLUS_CALL_ON(146, TYPE), dwFlags);
}

DWORD ChangeClusterResourceGroup(HRESOURCE hResource, HGROUP hGroup)
{
    return lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_PAIR(25, TYPE, LWCLUS_HANDLE_GROUP),
                            (uintptr_t)hGroup);
}

DWORD ChangeClusterResourceGroupEx(HRESOURCE hResource, HGROUP hGroup, ULONGLONG Flags)
{
    union lwclus_ndr_arg args[3];

    args[1].in = hGroup;
    args[2].in = &Flags;
    return LWCLUS_CODE(
        lwclus_call((uintptr_t)hResource, LWCLUS_CALL_PAIR(184, TYPE, LWCLUS_HANDLE_GROUP), args));
}

DWORD AddClusterResourceNode(HRESOURCE hResource, HNODE hNode)
{
    return lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_PAIR(23, TYPE, LWCLUS_HANDLE_NODE),
                            (uintptr_t)hNode);
}

DWORD RemoveClusterResourceNode(HRESOURCE hResource, HNODE hNode)
{
    return lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_PAIR(24, TYPE, LWCLUS_HANDLE_NODE),
                            (uintptr_t)hNode);
}

DWORD AddClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn)
{
    return lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_PAIR(19, TYPE, TYPE), (uintptr_t)hDependsOn);
}

DWORD RemoveClusterResourceDependency(HRESOURCE hResource, HRESOURCE hDependsOn)
{
    return lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_PAIR(20, TYPE, TYPE), (uintptr_t)hDependsOn);
}

DWORD SetClusterResourceDependencyExpression(HRESOURCE hResource, LPCWSTR lpszDependencyExpression)
{
    return lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_ON(109, TYPE),
                            (uintptr_t)lpszDependencyExpression);
}

DWORD GetClusterResourceDependencyExpression(HRESOURCE hResource, LPWSTR lpszDependencyExpression,
                                             DWORD *lpcchDependencyExpression)
{
    return lwclus_form_text((uintptr_t)hResource, LWCLUS_CALL_ON(110, TYPE), lpszDependencyExpression,
                            lpcchDependencyExpression);
}

BOOL CanResourceBeDependent(HRESOURCE hResource, HRESOURCE hResourceDependent)
{
    return lwclus_form_bool(lwclus_form_pair((uintptr_t)hResource, LWCLUS_CALL_PAIR(21, TYPE, TYPE),
                                             (uintptr_t)hResourceDependent));
}

DWORD AddResourceToClusterSharedVolumes(HRESOURCE hResource)
{
    return lwclus_form_value((uintptr_t)hResource, LWCLUS_CALL_ON(123, TYPE), 1);
}

DWORD RemoveResourceFromClusterSharedVolumes(HRESOURCE hResource)
{
    return lwclus_form_value((uintptr_t)hResource, LWCLUS_CALL_ON(123, TYPE), 0);
}

BOOL GetClusterResourceNetworkName(HRESOURCE hResource, LPWSTR lpBuffer, DWORD *nSize)
{
    return lwclus_form_bool(
        lwclus_form_text((uintptr_t)hResource, LWCLUS_CALL_ON(112, TYPE), lpBuffer, nSize));
}

DWORD ClusterResourceControl(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                             DWORD cbInBufferSize, LPVOID lpOutBuffer, DWORD cbOutBufferSize,
                             DWORD *lpBytesReturned)
{
    const struct lwclus_control control = {
        dwControlCode, lpInBuffer, cbInBufferSize, lpOutBuffer, cbOutBufferSize, lpBytesReturned, NULL};

    return lwclus_control((uintptr_t)hResource, (uintptr_t)hHostNode, LWCLUS_CALL_ON(73, TYPE), &control);
}

DWORD ClusterResourceControlAsUser(HRESOURCE hResource, HNODE hHostNode, DWORD dwControlCode,
                                   LPVOID lpInBuffer, DWORD cbInBufferSize, LPVOID lpOutBuffer,
                                   DWORD cbOutBufferSize, LPDWORD lpBytesReturned)
{
    (void)hResource;
    (void)hHostNode;
    (void)dwControlCode;
    (void)lpInBuffer;
    (void)cbInBufferSize;
    (void)lpOutBuffer;
    (void)cbOutBufferSize;
    (void)lpBytesReturned;
    return lwclus_form_missing();
}

#if LWCLUS_API_ENUM
HRESENUM ClusterResourceOpenEnum(HRESOURCE hResource, DWORD dwType)
{
    return (HRESENUM)lwclus_enum_open((uintptr_t)hResource, LWCLUS_CALL_ON(22, TYPE), LWCLUS_ENUM_RESOURCE,
                                      dwType);
}

DWORD ClusterResourceGetEnumCount(HRESENUM hResEnum)
{
    return lwclus_enum_count((uintptr_t)hResEnum, LWCLUS_ENUM_RESOURCE);
}

DWORD ClusterResourceEnum(HRESENUM hResEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName,
                          DWORD *lpcchName)
{
    return lwclus_enum_name((uintptr_t)hResEnum, dwIndex, lpdwType, lpszName, lpcchName,
                            LWCLUS_ENUM_RESOURCE);
}

DWORD ClusterResourceCloseEnum(HRESENUM hResEnum)
{
    return lwclus_enum_close((uintptr_t)hResEnum, LWCLUS_ENUM_RESOURCE);
}

HRESENUMEX ClusterResourceOpenEnumEx(HCLUSTER hCluster, LPCWSTR lpszProperties, DWORD cbProperties,
                                     LPCWSTR lpszRoProperties, DWORD cbRoProperties, DWORD dwFlags)
{
    union lwclus_ndr_arg names[4];

    names[0].in = lpszProperties;
    names[1].value = cbProperties;
    names[2].in = lpszRoProperties;
    names[3].value = cbRoProperties;
    return (HRESENUMEX)lwclus_enum_open_properties((uintptr_t)hCluster,
                                                   LWCLUS_CALL_ON(144, LWCLUS_HANDLE_CLUSTER),
                                                   LWCLUS_ENUM_RESOURCE_EX, names, dwFlags);
}

DWORD ClusterResourceGetEnumCountEx(HRESENUMEX hResourceEnumEx)
{
    return lwclus_enum_count((uintptr_t)hResourceEnumEx, LWCLUS_ENUM_RESOURCE_EX);
}

DWORD ClusterResourceEnumEx(HRESENUMEX hResourceEnumEx, DWORD dwIndex, PCLUSTER_RESOURCE_ENUM_ITEM pItem,
                            LPDWORD cbItem)
{
    return lwclus_enum_item((uintptr_t)hResourceEnumEx, dwIndex, pItem, cbItem, LWCLUS_ENUM_RESOURCE_EX);
}

DWORD ClusterResourceCloseEnumEx(HRESENUMEX hResourceEnumEx)
{
    return lwclus_enum_close((uintptr_t)hResourceEnumEx, LWCLUS_ENUM_RESOURCE_EX);
}
#endif

#else
/* An empty translation unit is not C99. */
typedef int lwclus_resource_unused;
#endif
