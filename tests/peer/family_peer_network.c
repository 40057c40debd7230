/*
 * family_peer_network.c - networks
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

#define NETWORK u"Cluster Network 1"

static void open_and_close(void)
{
    HCLUSTER cluster = family_open(""), again;
    HNETWORK network = OpenClusterNetwork(cluster, NETWORK);
    HNETWORK partitioned = OpenClusterNetworkEx(cluster, u"Cluster Network 2", GENERIC_READ, NULL);
    WCHAR id[64];
    DWORD units = 64;

    CHECK_EQUAL(GetClusterNetworkState(network), ClusterNetworkUp);
    CHECK_EQUAL(GetClusterNetworkState(partitioned), ClusterNetworkPartitioned);
    CHECK_EQUAL(GetClusterNetworkId(network, id, &units), OK);
    CHECK_TEXT(id, u"0cf8d0f5-4a6a-4b4e-8c5e-6f2c0f0f7a01");
    units = 36;
    LOCAL(GetClusterNetworkId(network, id, &units), ERROR_MORE_DATA);
    again = GetClusterFromNetwork(network);
    CHECK(CloseCluster(again));
    SERVER_FAILS(OpenClusterNetwork(cluster, u"nothing"), ERROR_CLUSTER_NETWORK_NOT_FOUND);
    SERVER_FAILS(OpenClusterNetworkEx(cluster, u"nothing", GENERIC_READ, NULL),
                 ERROR_CLUSTER_NETWORK_NOT_FOUND);
    LOCAL_FAILS(GetClusterNetworkState(NULL) != ClusterNetworkStateUnknown, ERROR_INVALID_HANDLE);
    LOCAL(SetClusterNetworkPriorityOrder(cluster, 1, &network), ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(CloseClusterNetwork(partitioned));
    CHECK(CloseClusterNetwork(network));
    LOCAL_FAILS(CloseClusterNetwork(network), ERROR_INVALID_HANDLE);
    CHECK(CloseCluster(cluster));
}

static void rename_it(void)
{
    HCLUSTER cluster = family_open("");
    HNETWORK network = OpenClusterNetwork(cluster, NETWORK);
    HNETWORK reader = OpenClusterNetworkEx(cluster, NETWORK, GENERIC_READ, NULL);
    WCHAR name[64];
    DWORD units = 64;

    SERVER(SetClusterNetworkName(reader, u"LAN"), ERROR_ACCESS_DENIED);
    SERVER(SetClusterNetworkName(network, u""), ERROR_INVALID_NAME);
    SERVER(SetClusterNetworkName(network, u"cluster network 2"), ERROR_ALREADY_EXISTS);
    CHECK_EQUAL(SetClusterNetworkName(network, u"LAN \u00fc\U0001f5a7"), OK);
    SERVER_FAILS(OpenClusterNetwork(cluster, NETWORK), ERROR_CLUSTER_NETWORK_NOT_FOUND);
    CHECK_EQUAL(GetClusterNetInterface(cluster, u"node1", u"lan \u00fc\U0001f5a7", name, &units), OK);
    CHECK_TEXT(name, u"node1 - Ethernet");
    CHECK_EQUAL(SetClusterNetworkName(network, NETWORK), OK);
    CHECK(CloseCluster(cluster));
}

static void enumeration(void)
{
    HCLUSTER cluster = family_open("");
    HNETWORK network = OpenClusterNetwork(cluster, NETWORK);
    HNETWORKENUM list = ClusterNetworkOpenEnum(network, CLUSTER_NETWORK_ENUM_ALL);
    WCHAR name[64];
    DWORD units = 64, type = 0;

    CHECK_EQUAL(ClusterNetworkGetEnumCount(list), 2);
    CHECK_EQUAL(ClusterNetworkEnum(list, 1, &type, name, &units), OK);
    CHECK_EQUAL(type, CLUSTER_NETWORK_ENUM_NETINTERFACES);
    CHECK_TEXT(name, u"node2 - Ethernet");
    LOCAL(ClusterNetworkEnum(list, 2, &type, name, &units), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterNetworkCloseEnum(list), OK);
    LOCAL(ClusterNetworkCloseEnum(list), ERROR_INVALID_HANDLE);
    LOCAL_FAILS(ClusterNetworkOpenEnum(NULL, 1), ERROR_INVALID_HANDLE);
    CHECK(CloseCluster(cluster));
}

static DWORD control(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                     DWORD *returned)
{
    return ClusterNetworkControl((HNETWORK)handle, host, code, in, in_size, out, out_size, returned);
}

static void controls(void)
{
    HCLUSTER cluster = family_open("");
    HNETWORK network = OpenClusterNetwork(cluster, NETWORK);
    HNETWORK reader = OpenClusterNetworkEx(cluster, NETWORK, GENERIC_READ, NULL);

    family_common_controls(control, network, reader, family_node(cluster, u"node1"), 0x05000000, NETWORK,
                           u"Description");
    CHECK(CloseCluster(cluster));
}

const struct api_case family_network_cases[] = {
    {"networks: open, state, id", open_and_close},
    {"networks: names", rename_it},
    {"networks: enumeration", enumeration},
    {"networks: control codes", controls},
    {NULL, NULL},
};
