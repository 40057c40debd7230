/* Resource types: they have names but no handles. */
#include "api/control.h"
#include "api/enumeration.h"
#include "api/forms.h"
#include "session/cluster.h"

#if LWCLUS_API_RESOURCE

#define TYPE LWCLUS_HANDLE_CLUSTER

DWORD CreateClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, LPCWSTR lpszDisplayName,
                                LPCWSTR lpszResourceTypeDll, DWORD dwLooksAlivePollInterval,
                                DWORD dwIsAlivePollInterval)
{
    union lwclus_ndr_arg args[5];

    args[0].in = lpszResourceTypeName;
    args[1].in = lpszDisplayName;
    args[2].in = lpszResourceTypeDll;
    args[3].value = dwLooksAlivePollInterval;
    args[4].value = dwIsAlivePollInterval;
    return LWCLUS_CODE(lwclus_call((uintptr_t)hCluster, LWCLUS_CALL(26, TYPE), args));
}

DWORD DeleteClusterResourceType(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName)
{
    return lwclus_form_name((uintptr_t)hCluster, LWCLUS_CALL(27, TYPE), lpszResourceTypeName);
}

DWORD ClusterResourceTypeControl(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, HNODE hHostNode,
                                 DWORD dwControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
                                 LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned)
{
    const struct lwclus_control control = {dwControlCode,  lpInBuffer,      nInBufferSize,       lpOutBuffer,
                                           nOutBufferSize, lpBytesReturned, lpszResourceTypeName};

    if (lpszResourceTypeName == NULL) {
        return lwclus_bad_argument();
    }
    return lwclus_control((uintptr_t)hCluster, (uintptr_t)hHostNode, LWCLUS_CALL_ON(75, TYPE), &control);
}

DWORD ClusterResourceTypeControlAsUser(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, HNODE hHostNode,
                                       DWORD dwControlCode, LPVOID lpInBuffer, DWORD nInBufferSize,
                                       LPVOID lpOutBuffer, DWORD nOutBufferSize, LPDWORD lpBytesReturned)
{
    (void)hCluster;
    (void)lpszResourceTypeName;
    (void)hHostNode;
    (void)dwControlCode;
    (void)lpInBuffer;
    (void)nInBufferSize;
    (void)lpOutBuffer;
    (void)nOutBufferSize;
    (void)lpBytesReturned;
    return lwclus_form_missing();
}

#if LWCLUS_API_ENUM
HRESTYPEENUM ClusterResourceTypeOpenEnum(HCLUSTER hCluster, LPCWSTR lpszResourceTypeName, DWORD dwType)
{
    union lwclus_ndr_arg args[4];

    args[0].in = lpszResourceTypeName;
    args[1].value = dwType;
    return (HRESTYPEENUM)lwclus_call_enumerate((uintptr_t)hCluster, LWCLUS_CALL(103, TYPE),
                                               LWCLUS_ENUM_RESOURCE_TYPE, args, 2);
}

DWORD ClusterResourceTypeGetEnumCount(HRESTYPEENUM hResTypeEnum)
{
    return lwclus_enum_count((uintptr_t)hResTypeEnum, LWCLUS_ENUM_RESOURCE_TYPE);
}

DWORD ClusterResourceTypeEnum(HRESTYPEENUM hResTypeEnum, DWORD dwIndex, DWORD *lpdwType, LPWSTR lpszName,
                              DWORD *lpcchName)
{
    return lwclus_enum_name((uintptr_t)hResTypeEnum, dwIndex, lpdwType, lpszName, lpcchName,
                            LWCLUS_ENUM_RESOURCE_TYPE);
}

DWORD ClusterResourceTypeCloseEnum(HRESTYPEENUM hResTypeEnum)
{
    return lwclus_enum_close((uintptr_t)hResTypeEnum, LWCLUS_ENUM_RESOURCE_TYPE);
}
#endif

#else
/* An empty translation unit is not C99. */
typedef int lwclus_resource_type_unused;
#endif
