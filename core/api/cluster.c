/* Cluster functions of clusapi.h. */
#include "clusapi.h"

#include <string.h>

#include "session/call.h"
#include "session/cluster.h"

HCLUSTER OpenCluster(LPCWSTR lpszClusterName)
{
    return (HCLUSTER)lwclus_cluster_open(lpszClusterName, GENERIC_ALL, NULL);
}

HCLUSTER OpenClusterEx(LPCWSTR lpszClusterName, DWORD DesiredAccess, DWORD *GrantedAccess)
{
    return (HCLUSTER)lwclus_cluster_open(lpszClusterName, DesiredAccess, GrantedAccess);
}

BOOL CloseCluster(HCLUSTER hCluster)
{
    return lwclus_cluster_close((uintptr_t)hCluster) ? TRUE : FALSE;
}

#if LWCLUS_API_CLUSTER
/* CLUSTER_OPERATIONAL_VERSION_INFO ([MS-CMRP] 2.2.3.6): dwSize, highest, lowest, flags, reserved. */
static lwclus_result take_version(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    LPCLUSTERVERSIONINFO info = (LPCLUSTERVERSIONINFO)user;

    (void)index;
    info->dwClusterHighestVersion = members[1].value;
    info->dwClusterLowestVersion = members[2].value;
    info->dwFlags = members[3].value;
    info->dwReserved = members[4].value;
    return LWCLUS_OK;
}

static lwclus_result get_version(HCLUSTER hCluster, LPCLUSTERVERSIONINFO info)
{
    struct lwclus_ndr_text vendor = {info->szVendorId, 64, 0};
    struct lwclus_ndr_text service_pack = {info->szCSDVersion, 64, 0};
    struct lwclus_ndr_rows version = {0, info, take_version};
    union lwclus_ndr_arg args[6];

    memset(&info->MajorVersion, 0, sizeof(*info) - offsetof(CLUSTERVERSIONINFO, MajorVersion));
    args[0].out = &info->MajorVersion;
    args[1].out = &info->MinorVersion;
    args[2].out = &info->BuildNumber;
    args[3].out = &vendor;
    args[4].out = &service_pack;
    args[5].out = &version;
    return lwclus_call((uintptr_t)hCluster, LWCLUS_CALL(102, LWCLUS_HANDLE_CLUSTER), args);
}

DWORD GetClusterInformation(HCLUSTER hCluster, LPWSTR lpszClusterName, DWORD *lpcchClusterName,
                            LPCLUSTERVERSIONINFO lpClusterInfo)
{
    struct lwclus_ndr_text name = {lpszClusterName, 0, 0};
    union lwclus_ndr_arg args[2];
    lwclus_result r;

    if (lpcchClusterName == NULL ||
        (lpClusterInfo != NULL && lpClusterInfo->dwVersionInfoSize != sizeof(*lpClusterInfo))) {
        return lwclus_bad_argument();
    }
    name.capacity = *lpcchClusterName;
    args[0].out = &name;
    args[1].out = NULL;
    r = lwclus_call((uintptr_t)hCluster,
                    LWCLUS_CALL(3, LWCLUS_HANDLE_CLUSTER) | (lpClusterInfo != NULL ? LWCLUS_CALL_PART : 0),
                    args);
    /* Nothing is measured when this part was done before and the version is still awaited. */
    if (r == LWCLUS_OK && name.units != 0) {
        r = lwclus_name_result(&name, lpcchClusterName);
    }
    if (r == LWCLUS_OK && lpClusterInfo != NULL) {
        r = get_version(hCluster, lpClusterInfo);
    }
    return LWCLUS_CODE(r);
}
#endif
