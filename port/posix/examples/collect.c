/* Asks a cluster for everything that the report shows. */
#include "report.h"

#include <string.h>

#define NAME_UNITS 256u

static bool failed(struct report_failure *failure, const char *function, uint32_t code)
{
    failure->function = function;
    failure->code = code;
    failure->result = lwclus_last_result();
    return false;
}

static void to_text(char *out, const WCHAR *name)
{
    (void)lwclus_utf8_from_utf16(out, REPORT_TEXT_BYTES, name);
}

/* A control code that answers with a name: UTF-16LE bytes with a NUL. */
static bool ask_name(HNETINTERFACE handle, DWORD code, char *out, struct report_failure *failure)
{
    uint8_t bytes[2 * NAME_UNITS];
    WCHAR name[NAME_UNITS + 1];
    DWORD returned = 0;
    DWORD result = ClusterNetInterfaceControl(handle, NULL, code, NULL, 0, bytes, sizeof bytes, &returned);
    uint32_t i;

    if (result != ERROR_SUCCESS) {
        return failed(failure, "ClusterNetInterfaceControl", result);
    }
    for (i = 0; i < returned / 2u && i < NAME_UNITS; i++) {
        name[i] = (WCHAR)(bytes[2u * i] | bytes[2u * i + 1u] << 8);
    }
    name[i] = 0;
    to_text(out, name);
    return true;
}

static bool ask_netinterface(HNETINTERFACE handle, struct report_netinterface *out,
                             struct report_failure *failure)
{
    SetLastError(ERROR_SUCCESS);
    out->state = GetClusterNetInterfaceState(handle);
    /* a server may say -1, unknown; only the last error tells that from a failure */
    if (out->state == ClusterNetInterfaceStateUnknown && GetLastError() != ERROR_SUCCESS) {
        return failed(failure, "GetClusterNetInterfaceState", GetLastError());
    }
    return ask_name(handle, CLUSCTL_NETINTERFACE_GET_ID, out->id, failure) &&
           ask_name(handle, CLUSCTL_NETINTERFACE_GET_NODE, out->node, failure) &&
           ask_name(handle, CLUSCTL_NETINTERFACE_GET_NETWORK, out->network, failure);
}

static bool add_netinterface(struct report *report, HCLUSTER cluster, const WCHAR *name, uint32_t access,
                             struct report_failure *failure)
{
    struct report_netinterface *out = &report->netinterface[report->count];
    HNETINTERFACE handle;
    bool done;

    if (report->count == REPORT_NETINTERFACES) {
        return failed(failure, "more network interfaces than clusinfo can show", ERROR_NOT_ENOUGH_MEMORY);
    }
    to_text(out->name, name);
    handle = OpenClusterNetInterfaceEx(cluster, name, access, &out->granted);
    if (handle == NULL) {
        return failed(failure, "OpenClusterNetInterfaceEx", GetLastError());
    }
    done = ask_netinterface(handle, out, failure);
    (void)CloseClusterNetInterface(handle);
    report->count++;
    return done;
}

static bool add_named(struct report *report, HCLUSTER cluster, const struct report_request *request,
                      struct report_failure *failure)
{
    uint32_t i;

    for (i = 0; i < request->name_count; i++) {
        WCHAR name[NAME_UNITS];
        size_t units = lwclus_utf16_from_utf8(name, NAME_UNITS, request->names[i]);

        if (units == 0 || units > NAME_UNITS) {
            return failed(failure, "name of a network interface", ERROR_INVALID_PARAMETER);
        }
        if (!add_netinterface(report, cluster, name, request->access, failure)) {
            return false;
        }
    }
    return true;
}

static bool add_enumerated(struct report *report, HCLUSTER cluster, HCLUSENUM list, uint32_t access,
                           struct report_failure *failure)
{
    DWORD count = ClusterGetEnumCount(list);
    DWORD i;

    for (i = 0; i < count; i++) {
        WCHAR name[NAME_UNITS];
        DWORD units = NAME_UNITS;
        DWORD type;
        DWORD result = ClusterEnum(list, i, &type, name, &units);

        if (result != ERROR_SUCCESS) {
            return failed(failure, "ClusterEnum", result);
        }
        if (!add_netinterface(report, cluster, name, access, failure)) {
            return false;
        }
    }
    return true;
}

static bool add_all(struct report *report, HCLUSTER cluster, uint32_t access, struct report_failure *failure)
{
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
    bool done;

    if (list == NULL) {
        return failed(failure, "ClusterOpenEnum", GetLastError());
    }
    done = add_enumerated(report, cluster, list, access, failure);
    (void)ClusterCloseEnum(list);
    return done;
}

static bool ask_cluster(struct report_cluster *out, HCLUSTER cluster, struct report_failure *failure)
{
    WCHAR name[NAME_UNITS];
    DWORD units = NAME_UNITS;
    DWORD result = GetClusterInformation(cluster, name, &units, NULL);

    if (result != ERROR_SUCCESS) {
        return failed(failure, "GetClusterInformation", result);
    }
    to_text(out->name, name);
    units = NAME_UNITS;
    result = lwclus_get_server(cluster, name, &units);
    if (result != ERROR_SUCCESS) {
        return failed(failure, "lwclus_get_server", result);
    }
    to_text(out->server, name);
    out->local = lwclus_is_local(cluster);
    return true;
}

HCLUSTER report_open(struct report_cluster *out, const char *name, uint32_t access,
                     struct report_failure *failure)
{
    WCHAR wide[NAME_UNITS];
    HCLUSTER cluster;

    if (name != NULL) {
        size_t units = lwclus_utf16_from_utf8(wide, NAME_UNITS, name);

        if (units == 0 || units > NAME_UNITS) {
            (void)failed(failure, "name of the cluster", RPC_S_INVALID_NET_ADDR);
            return NULL;
        }
    }
    cluster = OpenClusterEx(name != NULL ? wide : NULL, access, &out->granted);
    if (cluster == NULL) {
        (void)failed(failure, "OpenClusterEx", GetLastError());
        return NULL;
    }
    if (!ask_cluster(out, cluster, failure)) {
        (void)CloseCluster(cluster);
        return NULL;
    }
    return cluster;
}

bool report_collect(struct report *report, const struct report_request *request,
                    struct report_failure *failure)
{
    struct lwclus_statistics statistics;
    HCLUSTER cluster;
    bool done;

    memset(report, 0, sizeof *report);
    cluster = report_open(&report->cluster, request->cluster, request->access, failure);
    if (cluster == NULL) {
        return false;
    }
    done = request->names != NULL ? add_named(report, cluster, request, failure)
                                  : add_all(report, cluster, request->access, failure);
    (void)CloseCluster(cluster);
    if (lwclus_get_statistics(NULL, &statistics) == ERROR_SUCCESS) {
        report->round_trips = statistics.round_trips;
    }
    return done;
}
