/* The cluster itself. */
#include "clusapi.h"

#include <stddef.h>
#include <string.h>

#include "api/control.h"
#include "api/forms.h"
#include "lwclus_proplist.h"
#include "session/cluster.h"

#define TYPE LWCLUS_HANDLE_CLUSTER

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

/* Part 2 of GetClusterInformation. */
#define GET_VERSION (LWCLUS_CALL(102, TYPE) | LWCLUS_CALL_LATER)

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
    return lwclus_call((uintptr_t)hCluster, GET_VERSION, args);
}

DWORD GetClusterInformation(HCLUSTER hCluster, LPWSTR lpszClusterName, DWORD *lpcchClusterName,
                            LPCLUSTERVERSIONINFO lpClusterInfo)
{
    const struct lwclus_form_text name = {lpszClusterName, lpcchClusterName};
    union lwclus_ndr_arg args[2];
    lwclus_result r = LWCLUS_OK;

    if (lpcchClusterName == NULL ||
        (lpClusterInfo != NULL && lpClusterInfo->dwVersionInfoSize != sizeof(*lpClusterInfo))) {
        return lwclus_bad_argument();
    }
    if (!lwclus_call_pending((uintptr_t)hCluster, GET_VERSION)) {
        args[1].out = NULL;
        r = lwclus_form_take((uintptr_t)hCluster, LWCLUS_CALL(3, TYPE), args, args, &name, 1);
        if (r == LWCLUS_OK && lpszClusterName != NULL) {
            lwclus_cluster_named((uintptr_t)hCluster, lpszClusterName);
        }
    }
    if (r == LWCLUS_OK && lpClusterInfo != NULL) {
        r = get_version(hCluster, lpClusterInfo);
    }
    return LWCLUS_CODE(r);
}

DWORD SetClusterName(HCLUSTER hCluster, LPCWSTR lpszNewClusterName)
{
    return LWCLUS_CODE(lwclus_call_rename((uintptr_t)hCluster, LWCLUS_CALL(2, TYPE), lpszNewClusterName));
}

DWORD GetClusterQuorumResource(HCLUSTER hCluster, LPWSTR lpszResourceName, DWORD *lpcchResourceName,
                               LPWSTR lpszDeviceName, DWORD *lpcchDeviceName, DWORD *lpdwMaxQuorumLogSize)
{
    const struct lwclus_form_text names[] = {{lpszResourceName, lpcchResourceName},
                                             {lpszDeviceName, lpcchDeviceName}};
    union lwclus_ndr_arg args[3];

    args[2].out = lpdwMaxQuorumLogSize;
    return LWCLUS_CODE(lwclus_form_take((uintptr_t)hCluster, LWCLUS_CALL(5, TYPE), args, args, names, 2));
}

DWORD SetClusterQuorumResource(HRESOURCE hResource, LPCWSTR lpszDeviceName, DWORD dwMaxQuoLogSize)
{
    static const WCHAR standard[] = {0};
    union lwclus_ndr_arg args[3];

    args[1].in = lpszDeviceName != NULL ? lpszDeviceName : standard;
    args[2].value = dwMaxQuoLogSize;
    return LWCLUS_CODE(lwclus_call((uintptr_t)hResource, LWCLUS_CALL_ON(6, LWCLUS_HANDLE_RESOURCE), args));
}

DWORD ClusterControl(HCLUSTER hCluster, HNODE hHostNode, DWORD dwControlCode, LPVOID lpInBuffer,
                     DWORD nInBufferSize, LPVOID lpOutBuffer, DWORD nOutBufferSize, DWORD *lpBytesReturned)
{
    const struct lwclus_control control = {dwControlCode,  lpInBuffer,      nInBufferSize, lpOutBuffer,
                                           nOutBufferSize, lpBytesReturned, NULL};

    return lwclus_control((uintptr_t)hCluster, (uintptr_t)hHostNode, LWCLUS_CALL_ON(106, TYPE), &control);
}

struct access {
    LPCWSTR account;
    DWORD mask;
    DWORD type;
};

/* The property list of ClusterSetAccountAccess. */
static void write_access(struct lwclus_cursor *c, const void *user)
{
    const struct access *access = (const struct access *)user;
    static const WCHAR sid[] = {'A', 'c', 'c', 'o', 'u', 'n', 't', 'S', 'I', 'D', 0};
    static const WCHAR mask[] = {'A', 'c', 'c', 'o', 'u', 'n', 't', 'A', 'c',
                                 'c', 'e', 's', 's', 'M', 'a', 's', 'k', 0};
    static const WCHAR type[] = {'A', 'c', 'c', 'o', 'u', 'n', 't', 'A', 'c',
                                 'c', 'e', 's', 's', 'T', 'y', 'p', 'e', 0};
    struct lwclus_propbuilder builder;
    DWORD size;

    lwclus_proplist_begin(&builder, c->base, c->cap);
    lwclus_proplist_add_string(&builder, sid, access->account);
    lwclus_proplist_add_dword(&builder, mask, access->mask);
    lwclus_proplist_add_dword(&builder, type, access->type);
    if (lwclus_proplist_end(&builder, &size) == ERROR_SUCCESS) {
        (void)lwclus_cursor_take(c, size);
    } else {
        lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
    }
}

DWORD ClusterSetAccountAccess(HCLUSTER hCluster, LPCWSTR szAccountSID, DWORD dwAccess, DWORD dwControlType)
{
    const struct access access = {szAccountSID, dwAccess, dwControlType};
    const struct lwclus_builder list = {write_access, &access, 2, 1};
    union lwclus_ndr_arg args[8];

    args[1].value = CLUSCTL_CLUSTER_SET_ACCOUNT_ACCESS;
    args[4].out = NULL;
    args[5].value = 0;
    args[6].out = NULL;
    args[7].out = NULL;
    return LWCLUS_CODE(lwclus_call_built((uintptr_t)hCluster, LWCLUS_CALL_ON(106, TYPE), args, &list));
}

DWORD ClusterUpgradeFunctionalLevel(HCLUSTER hCluster, BOOL perform,
                                    PCLUSTER_UPGRADE_PROGRESS_CALLBACK pfnProgressCallback,
                                    PVOID pvCallbackArg)
{
    BYTE in[4] = {1, 0, 0, 0};
    BYTE version[4];
    DWORD returned;

    (void)pfnProgressCallback;
    (void)pvCallbackArg;
    in[0] = perform != FALSE ? 2 : 1;
    return ClusterControl(hCluster, NULL, CLUSCTL_CLUSTER_UPGRADE_CLUSTER_VERSION, in, sizeof(in), version,
                          sizeof(version), &returned);
}

DWORD GetNodeClusterState(LPCWSTR lpszNodeName, DWORD *pdwClusterState)
{
    (void)lpszNodeName;
    (void)pdwClusterState;
    return lwclus_form_missing();
}

DWORD BackupClusterDatabase(HCLUSTER hCluster, LPCWSTR lpszPathName)
{
    (void)hCluster;
    (void)lpszPathName;
    return lwclus_form_missing();
}

DWORD RestoreClusterDatabase(LPCWSTR lpszPathName, BOOL bForce, LPCWSTR lpszQuorumDriveLetter)
{
    (void)lpszPathName;
    (void)bForce;
    (void)lpszQuorumDriveLetter;
    return lwclus_form_missing();
}

DWORD SetClusterServiceAccountPassword(LPCWSTR lpszClusterName, LPCWSTR lpszNewPassword, DWORD dwFlags,
                                       PCLUSTER_SET_PASSWORD_STATUS lpReturnStatusBuffer,
                                       DWORD *lpcbReturnStatusBufferSize)
{
    (void)lpszClusterName;
    (void)lpszNewPassword;
    (void)dwFlags;
    (void)lpReturnStatusBuffer;
    (void)lpcbReturnStatusBufferSize;
    return lwclus_form_missing();
}
#endif
