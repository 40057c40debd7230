/*
 * api_peer_netinterface.c - network interfaces: opening, state, control codes
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "api_peer.h"

#include <string.h>

static void open_close(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HNETINTERFACE n[API_NETINTERFACES];
    int i;

    for (i = 0; i < API_NETINTERFACES; i++) {
        n[i] = OpenClusterNetInterfaceEx(cluster, api_netinterface[i], GENERIC_READ, NULL);
        CHECK(n[i] != NULL);
    }
    for (i = 0; i < API_NETINTERFACES; i++) {
        CHECK_EQUAL(GetClusterNetInterfaceState(n[i]), api_netinterface_state[i]);
    }
    for (i = 0; i < API_NETINTERFACES; i++) {
        CHECK(CloseClusterNetInterface(n[i]));
        CHECK_FAILS(CloseClusterNetInterface(n[i]), ERROR_INVALID_HANDLE, "local");
        CHECK_FAILS(GetClusterNetInterfaceState(n[i]) != ClusterNetInterfaceStateUnknown,
                    ERROR_INVALID_HANDLE, "local");
    }
    CHECK(CloseClusterNetInterface(OpenClusterNetInterface(cluster, api_netinterface[3])));
    CHECK(CloseClusterNetInterface(OpenClusterNetInterface(cluster, u"NODE1 - ETHERNET")));
    CHECK(CloseCluster(cluster));
}

static void open_fails(void)
{
    HCLUSTER cluster = api_open(GENERIC_ALL);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);
    DWORD granted = 4711;

    CHECK_FAILS(OpenClusterNetInterfaceEx(cluster, NULL, GENERIC_READ, &granted), ERROR_INVALID_PARAMETER,
                "local");
    CHECK_FAILS(OpenClusterNetInterface(cluster, NULL), ERROR_INVALID_PARAMETER, "local");
    CHECK_FAILS(OpenClusterNetInterfaceEx(cluster, u"nobody", GENERIC_READ, &granted),
                ERROR_CLUSTER_NETINTERFACE_NOT_FOUND, "server");
    CHECK_FAILS(OpenClusterNetInterface(cluster, u""), ERROR_CLUSTER_NETINTERFACE_NOT_FOUND, "server");
    CHECK_FAILS(OpenClusterNetInterfaceEx(NULL, api_netinterface[0], GENERIC_READ, &granted),
                ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(OpenClusterNetInterfaceEx(AS(HCLUSTER, n), api_netinterface[0], GENERIC_READ, &granted),
                ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(CloseClusterNetInterface(AS(HNETINTERFACE, cluster)), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(CloseClusterNetInterface(NULL), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(GetClusterNetInterfaceState(AS(HNETINTERFACE, cluster)) != ClusterNetInterfaceStateUnknown,
                ERROR_INVALID_HANDLE, "local");
    CHECK_EQUAL(granted, 4711);
    CHECK(CloseClusterNetInterface(n));
    CHECK(CloseCluster(cluster));
}

static void table_full(void)
{
    static HNETINTERFACE n[LWCLUS_MAX_HANDLES];
    HCLUSTER cluster = api_open(GENERIC_READ);
    struct lwclus_statistics before, after;
    int count = 0;

    while (count < LWCLUS_MAX_HANDLES - 1) {
        n[count++] = api_open_netinterface(cluster, GENERIC_READ);
    }
    CHECK_EQUAL(lwclus_get_statistics(cluster, &before), ERROR_SUCCESS);
    CHECK_FAILS(OpenClusterNetInterfaceEx(cluster, api_netinterface[1], GENERIC_READ, NULL),
                ERROR_NO_SYSTEM_RESOURCES, "local");
    CHECK_FAILS(ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE), ERROR_NO_SYSTEM_RESOURCES, "local");
    CHECK_FAILS(GetClusterFromNetInterface(n[0]), ERROR_NO_SYSTEM_RESOURCES, "local");
    CHECK_FAILS(OpenCluster(api_address), ERROR_NO_SYSTEM_RESOURCES, "local");
    CHECK_EQUAL(lwclus_get_statistics(cluster, &after), ERROR_SUCCESS);
    CHECK_EQUAL(after.pdus_sent, before.pdus_sent);
    CHECK(CloseClusterNetInterface(n[7]));
    n[7] = api_open_netinterface(cluster, GENERIC_READ);
    while (count > 0) {
        CHECK_EQUAL(GetClusterNetInterfaceState(n[--count]), ClusterNetInterfaceUp);
    }
    CHECK(CloseCluster(cluster));
}

static void cluster_of(void)
{
    HCLUSTER first = api_open(GENERIC_READ);
    HNETINTERFACE n = api_open_netinterface(first, GENERIC_READ);
    HCLUSTER second = GetClusterFromNetInterface(n);
    HNETINTERFACE other = api_open_netinterface(second, GENERIC_READ);
    DWORD units = 0;

    CHECK(second != NULL && second != first);
    CHECK_FAILS(GetClusterFromNetInterface(NULL), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(GetClusterFromNetInterface(AS(HNETINTERFACE, first)), ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(first));
    CHECK_FAILS(GetClusterFromNetInterface(n), ERROR_INVALID_HANDLE, "local");
    CHECK_EQUAL(GetClusterInformation(second, NULL, &units, NULL), ERROR_SUCCESS);
    CHECK_EQUAL(GetClusterNetInterfaceState(other), ClusterNetInterfaceUp);
    first = GetClusterFromNetInterface(other);
    CHECK(CloseCluster(first));
    CHECK_EQUAL(GetClusterNetInterfaceState(other), ClusterNetInterfaceUp);
    CHECK(CloseCluster(second));
    CHECK_FAILS(CloseClusterNetInterface(other), ERROR_INVALID_HANDLE, "local");
}

static void name_of(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    WCHAR name[32];
    DWORD units = 32;

    CHECK_EQUAL(GetClusterNetInterface(cluster, u"node2", u"Cluster Network 2", name, &units), ERROR_SUCCESS);
    CHECK_TEXT(name, api_netinterface[3]);
    CHECK_EQUAL(units, 17); /* 16 characters, one of them a surrogate pair */
    units = 17;
    CHECK_CODE(GetClusterNetInterface(cluster, u"node2", u"Cluster Network 2", name, &units), ERROR_MORE_DATA,
               "local");
    CHECK_EQUAL(units, 17);
    CHECK_EQUAL(GetClusterNetInterface(cluster, u"node1", u"Cluster Network 1", NULL, &units), ERROR_SUCCESS);
    CHECK_EQUAL(units, 16);
    CHECK_CODE(GetClusterNetInterface(cluster, u"node3", u"Cluster Network 1", name, &units),
               ERROR_CLUSTER_NODE_NOT_FOUND, "server");
    CHECK_CODE(GetClusterNetInterface(cluster, u"node1", u"Cluster Network 3", name, &units),
               ERROR_CLUSTER_NETWORK_NOT_FOUND, "server");
    CHECK_CODE(GetClusterNetInterface(cluster, NULL, u"Cluster Network 1", name, &units),
               ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(GetClusterNetInterface(cluster, u"node1", NULL, name, &units), ERROR_INVALID_PARAMETER,
               "local");
    CHECK_CODE(GetClusterNetInterface(cluster, u"node1", u"Cluster Network 1", name, NULL),
               ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(GetClusterNetInterface(NULL, u"node1", u"Cluster Network 1", name, &units),
               ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(cluster));
}

static DWORD ask(HNETINTERFACE n, DWORD code, void *out, DWORD size, DWORD *returned)
{
    *returned = 4711;
    return ClusterNetInterfaceControl(n, NULL, code, NULL, 0, out, size, returned);
}

static void read_codes(void)
{
    static const struct {
        DWORD code;
        const WCHAR *text; /* NULL: a list or a number */
        DWORD bytes;
    } rows[] = {
        {CLUSCTL_NETINTERFACE_UNKNOWN, NULL, 0},
        {CLUSCTL_NETINTERFACE_GET_CHARACTERISTICS, NULL, 4},
        {CLUSCTL_NETINTERFACE_GET_FLAGS, NULL, 4},
        {CLUSCTL_NETINTERFACE_GET_NAME, u"node1 - Ethernet", 34},
        {CLUSCTL_NETINTERFACE_GET_NODE, u"node1", 12},
        {CLUSCTL_NETINTERFACE_GET_NETWORK, u"Cluster Network 1", 36},
        {CLUSCTL_NETINTERFACE_GET_ID, u"5d3d8a2e-91d2-4f4c-9a7e-1b8f5c2e4b11", 74},
        {CLUSCTL_NETINTERFACE_ENUM_COMMON_PROPERTIES, u"Description", 26},
        {CLUSCTL_NETINTERFACE_GET_RO_PRIVATE_PROPERTIES, NULL, 4},
        {CLUSCTL_NETINTERFACE_GET_PRIVATE_PROPERTIES, NULL, 4},
        {CLUSCTL_NETINTERFACE_ENUM_PRIVATE_PROPERTIES, NULL, 2},
    };
    HCLUSTER cluster = api_open(GENERIC_READ);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        WCHAR out[128];
        DWORD returned;

        CHECK_EQUAL(ask(n, rows[i].code, out, sizeof out, &returned), ERROR_SUCCESS);
        CHECK_EQUAL(returned, rows[i].bytes);
        if (rows[i].text != NULL) {
            CHECK_TEXT(out, rows[i].text);
        }
    }
    CHECK_EQUAL(ClusterNetInterfaceControl(n, NULL, CLUSCTL_NETINTERFACE_UNKNOWN, NULL, 0, NULL, 0, NULL),
                ERROR_SUCCESS);
    CHECK(CloseCluster(cluster));
}

static void more_data(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);
    BYTE out[80];
    DWORD returned;

    memset(out, 0xee, sizeof out);
    CHECK_CODE(ask(n, CLUSCTL_NETINTERFACE_GET_ID, NULL, 0, &returned), ERROR_MORE_DATA, "server");
    CHECK_EQUAL(returned, 74);
    CHECK_CODE(ask(n, CLUSCTL_NETINTERFACE_GET_ID, out, 73, &returned), ERROR_MORE_DATA, "server");
    CHECK_EQUAL(returned, 74);
    CHECK_EQUAL(out[73], 0xee); /* nothing behind the buffer */
    CHECK_EQUAL(ask(n, CLUSCTL_NETINTERFACE_GET_ID, out, 74, &returned), ERROR_SUCCESS);
    CHECK_EQUAL(returned, 74);
    CHECK_EQUAL(out[74], 0xee);
    CHECK_EQUAL(ask(n, CLUSCTL_NETINTERFACE_GET_RO_COMMON_PROPERTIES, out, 0, &returned), ERROR_MORE_DATA);
    CHECK(returned > sizeof out);
    CHECK(CloseCluster(cluster));
}

static void control_fails(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);
    BYTE data[64];
    DWORD returned = 0;

    CHECK_CODE(ask(n, 0x06000FF1, data, sizeof data, &returned), ERROR_INVALID_FUNCTION, "server");
    CHECK_EQUAL(returned, 0);
    CHECK_CODE(ask(n, CLUSCTL_NETINTERFACE_GET_ID, NULL, 74, &returned), ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(ClusterNetInterfaceControl(n, NULL, CLUSCTL_NETINTERFACE_GET_ID, NULL, 4, data, sizeof data,
                                          &returned),
               ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(ask(NULL, CLUSCTL_NETINTERFACE_GET_ID, data, sizeof data, &returned), ERROR_INVALID_HANDLE,
               "local");
    CHECK_CODE(ask(AS(HNETINTERFACE, cluster), CLUSCTL_NETINTERFACE_GET_ID, data, sizeof data, &returned),
               ERROR_INVALID_HANDLE, "local");
    CHECK_CODE(ClusterNetInterfaceControl(n, AS(HNODE, cluster), CLUSCTL_NETINTERFACE_GET_ID, NULL, 0, data,
                                          sizeof data, &returned),
               ERROR_INVALID_HANDLE, "local");
    CHECK_CODE(ClusterNetInterfaceControl(n, AS(HNODE, 0x20010005), CLUSCTL_NETINTERFACE_GET_ID, NULL, 0,
                                          data, sizeof data, &returned),
               ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(cluster));
}

/* A property list ([MS-CMRP] 2.2.3.10): one property Description = "uplink". */
static const BYTE description[] = {
    1,   0, 0,   0,                                                                               /* count */
    3,   0, 4,   0, 24,  0, 0, 0, 'D', 0, 'e', 0, 's', 0, 'c', 0, 'r', 0, 'i', 0, 'p', 0, 't', 0, /* name */
    'i', 0, 'o', 0, 'n', 0, 0, 0,                                                                 /* */
    3,   0, 1,   0, 14,  0, 0, 0, 'u', 0, 'p', 0, 'l', 0, 'i', 0, 'n', 0, 'k', 0, 0,   0, 0,   0, /* value */
    0,   0, 0,   0, /* end mark */
};

static DWORD write_code(HNETINTERFACE n, DWORD code, DWORD size)
{
    union {
        const BYTE *in;
        LPVOID out;
    } list = {.in = description}; /* the Windows prototype has no const */

    return ClusterNetInterfaceControl(n, NULL, code, list.out, size, NULL, 0, NULL);
}

static void write_codes(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HNETINTERFACE reader = api_open_netinterface(cluster, GENERIC_READ);
    HNETINTERFACE writer = api_open_netinterface(cluster, GENERIC_ALL);
    BYTE out[128];
    DWORD returned;

    CHECK_CODE(write_code(reader, CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES, sizeof description),
               ERROR_ACCESS_DENIED, "server");
    CHECK_EQUAL(write_code(reader, CLUSCTL_NETINTERFACE_VALIDATE_COMMON_PROPERTIES, sizeof description),
                ERROR_SUCCESS);
    CHECK_CODE(write_code(writer, CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES, 20), ERROR_INVALID_DATA,
               "server");
    CHECK_EQUAL(write_code(writer, CLUSCTL_NETINTERFACE_SET_COMMON_PROPERTIES, sizeof description),
                ERROR_SUCCESS);
    CHECK_EQUAL(ask(reader, CLUSCTL_NETINTERFACE_GET_COMMON_PROPERTIES, out, sizeof out, &returned),
                ERROR_SUCCESS);
    CHECK_EQUAL(returned, sizeof description);
    CHECK(memcmp(out, description, sizeof description) == 0);
    CHECK(CloseCluster(cluster));
}

const struct api_case api_netinterface_cases[] = {
    {"OpenClusterNetInterface, state, close", open_close},
    {"OpenClusterNetInterface: errors", open_fails},
    {"handle table full: nothing is sent", table_full},
    {"GetClusterFromNetInterface", cluster_of},
    {"GetClusterNetInterface", name_of},
    {"ClusterNetInterfaceControl: codes that read", read_codes},
    {"ClusterNetInterfaceControl: ERROR_MORE_DATA", more_data},
    {"ClusterNetInterfaceControl: errors", control_fails},
    {"ClusterNetInterfaceControl: codes that write", write_codes},
    {NULL, NULL},
};
