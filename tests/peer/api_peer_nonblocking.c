/*
 * api_peer_nonblocking.c - the non-blocking form of every function
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "api_peer.h"

#include <string.h>

/* Times that a function said ERROR_IO_PENDING. */
static uint32_t pending;

/* True: call again. The arguments of the macros are evaluated until the answer is there. */
static bool again(bool wait)
{
    if (wait) {
        pending++;
        api_pause();
    }
    return wait;
}

/* For functions whose failure is `none`, and for those that return the code. */
#define POLL(variable, none, call)                                                                           \
    do {                                                                                                     \
        (variable) = (call);                                                                                 \
    } while (again((variable) == (none) && GetLastError() == ERROR_IO_PENDING))
#define POLL_CODE(variable, call)                                                                            \
    do {                                                                                                     \
        (variable) = (call);                                                                                 \
    } while (again((variable) == ERROR_IO_PENDING))

static HCLUSTER poll_open(const WCHAR *name, DWORD access)
{
    DWORD granted = 0;
    HCLUSTER cluster;

    POLL(cluster, NULL, OpenClusterEx(name, access, &granted));
    CHECK(cluster != NULL);
    CHECK_EQUAL(granted, access);
    return cluster;
}

static void poll_close(HCLUSTER cluster)
{
    BOOL done;

    POLL(done, FALSE, CloseCluster(cluster));
    CHECK(done);
}

static HNETINTERFACE poll_netinterface(HCLUSTER cluster, const WCHAR *name, DWORD access)
{
    DWORD granted = 0;
    HNETINTERFACE n;

    POLL(n, NULL, OpenClusterNetInterfaceEx(cluster, name, access, &granted));
    CHECK(n != NULL);
    CHECK_EQUAL(granted, access);
    return n;
}

static void open_close(void)
{
    static const WCHAR *const names[] = {u"clus6.cmrp.test", api_address, API_DNS_NAME, NULL};
    size_t i;
    BOOL done;
    HCLUSTER cluster;

    lwclus_set_nonblocking(true);
    for (i = api_has_ipv6() ? 0 : 1; i < sizeof names / sizeof names[0]; i++) {
        pending = 0;
        poll_close(poll_open(names[i], GENERIC_READ));
        CHECK(pending > 0 || names[i] == NULL); /* the local server may answer at once */
    }
    POLL(cluster, NULL, OpenCluster(api_address));
    POLL(done, FALSE, CloseCluster(cluster));
    CHECK(done);
    POLL(cluster, NULL, OpenCluster(u"nosuch.cmrp.test"));
    CHECK_FAILS(cluster, RPC_S_SERVER_UNAVAILABLE, "port");
}

static void netinterfaces(void)
{
    HCLUSTER cluster, other;
    HNETINTERFACE n;
    CLUSTER_NETINTERFACE_STATE state;
    BOOL done;
    int i;

    lwclus_set_nonblocking(true);
    cluster = poll_open(api_address, GENERIC_READ);
    for (i = 0; i < API_NETINTERFACES; i++) {
        n = poll_netinterface(cluster, api_netinterface[i], GENERIC_READ);
        POLL(state, ClusterNetInterfaceStateUnknown, GetClusterNetInterfaceState(n));
        CHECK_EQUAL(state, api_netinterface_state[i]);
        POLL(done, FALSE, CloseClusterNetInterface(n));
        CHECK(done);
    }
    POLL(n, NULL, OpenClusterNetInterface(cluster, api_netinterface[2]));
    CHECK(n != NULL);
    other = GetClusterFromNetInterface(n);
    CHECK(other != NULL);
    poll_close(other);
    POLL(n, NULL, OpenClusterNetInterface(cluster, u"nobody"));
    CHECK_FAILS(n, ERROR_CLUSTER_NETINTERFACE_NOT_FOUND, "server");
    poll_close(cluster);
}

static void codes(void)
{
    HCLUSTER cluster;
    HNETINTERFACE n;
    WCHAR text[64];
    DWORD r, size = 64;

    lwclus_set_nonblocking(true);
    cluster = poll_open(api_address, GENERIC_READ);
    n = poll_netinterface(cluster, api_netinterface[0], GENERIC_READ);
    POLL_CODE(r, ClusterNetInterfaceControl(n, NULL, CLUSCTL_NETINTERFACE_GET_NODE, NULL, 0, text,
                                            sizeof text, &size));
    CHECK_EQUAL(r, ERROR_SUCCESS);
    CHECK_EQUAL(size, 12);
    CHECK_TEXT(text, u"node1");
    POLL_CODE(r, ClusterNetInterfaceControl(n, NULL, CLUSCTL_NETINTERFACE_GET_ID, NULL, 0, text, 10, &size));
    CHECK_EQUAL(r, ERROR_MORE_DATA);
    CHECK_EQUAL(size, 74);
    size = 64;
    POLL_CODE(r, GetClusterNetInterface(cluster, u"node2", u"Cluster Network 1", text, &size));
    CHECK_EQUAL(r, ERROR_SUCCESS);
    CHECK_TEXT(text, api_netinterface[1]);
    poll_close(cluster);
}

static void information(void)
{
    CLUSTERVERSIONINFO version = {.dwVersionInfoSize = sizeof version};
    HCLUSTER cluster;
    WCHAR name[64];
    DWORD r, units;

    lwclus_set_nonblocking(true);
    cluster = poll_open(API_DNS_NAME, GENERIC_ALL);
    units = 64;
    POLL_CODE(r, GetClusterInformation(cluster, name, &units, &version));
    CHECK_EQUAL(r, ERROR_SUCCESS);
    CHECK_EQUAL(units, 11);
    CHECK_TEXT(name, u"CMRPCLUSTER");
    CHECK_EQUAL(version.BuildNumber, 20348);
    CHECK_EQUAL(version.dwClusterLowestVersion, 0x000A0003);
    units = 3;
    POLL_CODE(r, GetClusterInformation(cluster, name, &units, &version));
    CHECK_EQUAL(r, ERROR_MORE_DATA);
    CHECK_EQUAL(units, 11);
    units = 5;
    POLL_CODE(r, lwclus_get_server(cluster, NULL, &units));
    CHECK_EQUAL(r, ERROR_SUCCESS);
    poll_close(cluster);
}

static void enumerations(void)
{
    HCLUSTER cluster;
    HCLUSENUM list;
    DWORD r, type, units = 64;
    WCHAR name[64];

    lwclus_set_nonblocking(true);
    cluster = poll_open(api_address, GENERIC_READ);
    POLL(list, NULL, ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE));
    CHECK_EQUAL(ClusterGetEnumCount(list), API_NETINTERFACES);
    CHECK_EQUAL(ClusterEnum(list, 3, &type, name, &units), ERROR_SUCCESS);
    CHECK_TEXT(name, api_netinterface[3]);
    POLL_CODE(r, ClusterCloseEnum(list));
    CHECK_EQUAL(r, ERROR_SUCCESS);
    POLL(list, NULL, ClusterOpenEnum(cluster, 0));
    CHECK_FAILS(list, ERROR_INVALID_PARAMETER, "server");
    poll_close(cluster);
}

/* Two opens and then two calls, in turn: neither waits for the other. */
static void two_at_once(void)
{
    HCLUSTER a = NULL, b = NULL;
    HCLUSENUM x = NULL, y = NULL;
    bool wait = true;

    lwclus_set_nonblocking(true);
    while (wait) {
        a = a != NULL ? a : OpenClusterEx(api_address, GENERIC_READ, NULL);
        wait = a == NULL && GetLastError() == ERROR_IO_PENDING;
        b = b != NULL ? b : OpenClusterEx(API_DNS_NAME, GENERIC_ALL, NULL);
        wait = (b == NULL && GetLastError() == ERROR_IO_PENDING) || wait;
        api_pause();
    }
    CHECK(a != NULL && b != NULL && a != b);
    for (wait = true; wait;) {
        x = x != NULL ? x : ClusterOpenEnum(a, CLUSTER_ENUM_NODE);
        wait = x == NULL && GetLastError() == ERROR_IO_PENDING;
        y = y != NULL ? y : ClusterOpenEnum(b, CLUSTER_ENUM_NETINTERFACE);
        wait = (y == NULL && GetLastError() == ERROR_IO_PENDING) || wait;
        api_pause();
    }
    CHECK_EQUAL(ClusterGetEnumCount(x), 2);
    CHECK_EQUAL(ClusterGetEnumCount(y), 4);
    poll_close(a);
    poll_close(b);
}

static void busy_and_dropped(void)
{
    HCLUSTER cluster;
    HNETINTERFACE n;
    DWORD units = 0;
    CLUSTER_NETINTERFACE_STATE state;

    lwclus_set_nonblocking(true);
    cluster = poll_open(api_address, GENERIC_READ);
    n = poll_netinterface(cluster, api_netinterface[0], GENERIC_READ);
    state = GetClusterNetInterfaceState(n);
    if (state == ClusterNetInterfaceStateUnknown) { /* as good as always: the answer is not there at once */
        CHECK_EQUAL(GetLastError(), ERROR_IO_PENDING);
        CHECK_CODE(GetClusterInformation(cluster, NULL, &units, NULL), ERROR_BUSY, "local");
        POLL(state, ClusterNetInterfaceStateUnknown, GetClusterNetInterfaceState(n));
    }
    CHECK_EQUAL(state, ClusterNetInterfaceUp);
    (void)GetClusterNetInterfaceState(n); /* unfinished, and dropped by */
    poll_close(cluster);
}

const struct api_case api_nonblocking_cases[] = {
    {"non-blocking: OpenClusterEx, OpenCluster, CloseCluster", open_close},
    {"non-blocking: network interfaces", netinterfaces},
    {"non-blocking: ClusterNetInterfaceControl, GetClusterNetInterface", codes},
    {"non-blocking: GetClusterInformation", information},
    {"non-blocking: enumerations", enumerations},
    {"non-blocking: two sessions at once", two_at_once},
    {"non-blocking: busy, dropped", busy_and_dropped},
    {NULL, NULL},
};
