/*
 * family_peer_cluster.c - the cluster itself
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static void name(void)
{
    static WCHAR long_name[70];
    HCLUSTER cluster = family_open("");
    HRESOURCE resource = family_resource(cluster, u"Cluster Name");
    WCHAR text[64];
    DWORD units = 64;
    int i;

    for (i = 0; i < 69; i++) {
        long_name[i] = 'x';
    }
    SERVER(SetClusterName(cluster, u"NEWNAME"), ERROR_RESOURCE_PROPERTIES_STORED);
    SERVER(SetClusterName(cluster, u"node1"), ERROR_INVALID_NAME);
    SERVER(SetClusterName(cluster, long_name), RPC_S_STRING_TOO_LONG);
    CHECK_EQUAL(GetClusterInformation(cluster, text, &units, NULL), OK);
    CHECK_TEXT(text, u"CMRPCLUSTER");
    CHECK_EQUAL(OfflineClusterResource(resource), OK);
    CHECK_EQUAL(SetClusterName(cluster, u"NEWNAME"), OK);
    units = 64;
    CHECK_EQUAL(GetClusterInformation(cluster, text, &units, NULL), OK);
    CHECK_TEXT(text, u"NEWNAME");
    CHECK(CloseCluster(cluster));
}

static void quorum_is(HCLUSTER cluster, const WCHAR *resource, const WCHAR *device, DWORD size)
{
    WCHAR name_out[64], device_out[64];
    DWORD name_units = 64, device_units = 64, size_out = 99;

    CHECK_EQUAL(
        GetClusterQuorumResource(cluster, name_out, &name_units, device_out, &device_units, &size_out), OK);
    CHECK_TEXT(name_out, resource);
    CHECK_TEXT(device_out, device);
    CHECK_EQUAL(size_out, size);
}

static void quorum(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE witness = family_resource(cluster, u"Witness Disk"), ip = family_resource(cluster, u"Web IP");
    HRESOURCE spare = family_resource(cluster, u"Spare Disk"),
              engine = family_resource(cluster, u"DB Engine");
    HRESOURCE disk = family_resource(cluster, u"DB Disk");
    DWORD units = 4;
    WCHAR text[4];

    quorum_is(cluster, u"Witness Disk", u"", 0);
    SERVER(SetClusterQuorumResource(ip, u"Q:", CLUS_HYBRID_QUORUM), ERROR_NOT_QUORUM_CAPABLE);
    SERVER(SetClusterQuorumResource(engine, u"Q:", CLUS_HYBRID_QUORUM), ERROR_RESOURCE_NOT_ONLINE);
    SERVER(SetClusterQuorumResource(disk, u"Q:", CLUS_HYBRID_QUORUM), ERROR_DEPENDENCY_NOT_ALLOWED);
    SERVER(SetClusterQuorumResource(spare, NULL, CLUS_NODE_MAJORITY_QUORUM), ERROR_INVALID_PARAMETER);
    CHECK_EQUAL(SetClusterQuorumResource(spare, u"Q:\\Cluster", CLUS_HYBRID_QUORUM), OK);
    quorum_is(cluster, u"Spare Disk", u"Q:\\Cluster", CLUS_HYBRID_QUORUM);
    CHECK_EQUAL(SetClusterQuorumResource(witness, NULL, 4096), OK);
    quorum_is(cluster, u"Witness Disk", u"", 4096);
    LOCAL(GetClusterQuorumResource(cluster, text, &units, NULL, NULL, NULL), ERROR_MORE_DATA);
    CHECK_EQUAL(units, 12);
    CHECK_EQUAL(SetClusterQuorumResource(witness, NULL, CLUS_NODE_MAJORITY_QUORUM), OK);
    quorum_is(cluster, u"", u"", 0);
    CHECK(CloseCluster(cluster));
}

static void enumerations(void)
{
    HCLUSTER cluster = family_open("");
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_ALL);
    HCLUSENUMEX ex = ClusterOpenEnumEx(cluster, CLUSTER_ENUM_GROUP | CLUSTER_ENUM_RESTYPE, NULL);
    union {
        CLUSTER_ENUM_ITEM item;
        BYTE bytes[512];
    } b;
    DWORD size = sizeof b, type = 0, units = 64;
    WCHAR text[64];

    CHECK_EQUAL(ClusterGetEnumCount(list), 3 + 2 + 4 + 4 + 4 + 9);
    CHECK_EQUAL(ClusterEnum(list, 0, &type, text, &units), OK);
    CHECK_EQUAL(ClusterCloseEnum(list), OK);
    CHECK_EQUAL(ClusterGetEnumCountEx(ex), 8);
    CHECK_EQUAL(ClusterEnumEx(ex, 7, &b.item, &size), OK);
    CHECK_EQUAL(b.item.dwType, CLUSTER_ENUM_GROUP);
    CHECK_TEXT(b.item.lpszName, u"Datenbank \u00dc");
    CHECK_TEXT(b.item.lpszId, u"6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a04");
    size = sizeof b;
    LOCAL(ClusterEnumEx(ex, 8, &b.item, &size), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterCloseEnumEx(ex), OK);
    SERVER_FAILS(ClusterOpenEnumEx(cluster, 0x1000, NULL), ERROR_INVALID_PARAMETER);
    SERVER_FAILS(ClusterOpenEnum(cluster, 0), ERROR_INVALID_PARAMETER);
    CHECK(CloseCluster(cluster));
}

static DWORD control(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                     DWORD *returned)
{
    return ClusterControl((HCLUSTER)handle, host, code, in, in_size, out, out_size, returned);
}

static void controls(void)
{
    HCLUSTER cluster = family_open(""), reader = OpenClusterEx(api_address, GENERIC_READ, NULL);
    WCHAR text[64];
    DWORD n = 0;

    family_common_controls(control, cluster, reader, family_node(cluster, u"node1"), 0x07000000,
                           u"CMRPCLUSTER", u"Description");
    CHECK_EQUAL(control(cluster, NULL, CLUSCTL_CLUSTER_GET_FQDN, NULL, 0, text, sizeof text, &n), OK);
    CHECK_TEXT(text, u"CMRPCLUSTER.cmrp.test");
    CHECK(CloseCluster(reader));
    CHECK(CloseCluster(cluster));
}

/* Answers of several fragments, and one that is larger than the stub buffer. */
static void large_answers(void)
{
    static BYTE out[LWCLUS_STUB_BYTES * 2];
    HCLUSTER cluster = family_open("'clusapi:ballast = 60000'");
    struct lwclus_value value;
    DWORD n = 0;

    CHECK_EQUAL(
        ClusterControl(cluster, NULL, CLUSCTL_CLUSTER_GET_RO_COMMON_PROPERTIES, NULL, 0, out, sizeof out, &n),
        OK);
    CHECK(n > 60000);
    CHECK_EQUAL(lwclus_proplist_find(out, n, u"Ballast", &value), OK);
    CHECK_EQUAL(value.size, 60000);
    SERVER(ClusterControl(cluster, NULL, CLUSCTL_CLUSTER_GET_RO_COMMON_PROPERTIES, NULL, 0, out, 50000, &n),
           ERROR_MORE_DATA);
    CHECK(n > 60000);
    CHECK(CloseCluster(cluster));

    cluster = family_open("'clusapi:ballast = 200000'");
    CHECK_EQUAL(
        ClusterControl(cluster, NULL, CLUSCTL_CLUSTER_GET_RO_COMMON_PROPERTIES, NULL, 0, out, sizeof out, &n),
        ERROR_NOT_ENOUGH_MEMORY);
    CHECK(n > 200000);
    CHECK(CloseCluster(cluster));
}

static void accounts_and_upgrade(void)
{
    HCLUSTER cluster = family_open(""), reader = OpenClusterEx(api_address, GENERIC_READ, NULL);

    CHECK_EQUAL(ClusterSetAccountAccess(cluster, u"S-1-5-21-1-2-3-1104", CLUSAPI_READ_ACCESS,
                                        CLUSTER_SET_ACCESS_TYPE_ALLOWED),
                OK);
    SERVER(ClusterSetAccountAccess(cluster, u"S-1-5-21-1-2-3-1104", 99, 0), ERROR_INVALID_PARAMETER);
    SERVER(ClusterSetAccountAccess(cluster, u"S-1-5-21-1-2-3-1104", 1, 99), ERROR_INVALID_PARAMETER);
    SERVER(ClusterSetAccountAccess(reader, u"S-1-5-21-1-2-3-1104", 1, 0), ERROR_ACCESS_DENIED);
    SERVER(ClusterUpgradeFunctionalLevel(cluster, FALSE, NULL, NULL),
           ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS); /* node2 is down */
    SERVER(ClusterUpgradeFunctionalLevel(cluster, TRUE, NULL, NULL),
           ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS);
    CHECK_EQUAL(EvictClusterNode(family_node(cluster, u"node2")), OK);
    CHECK_EQUAL(ClusterUpgradeFunctionalLevel(cluster, FALSE, NULL, NULL), OK);
    CHECK_EQUAL(ClusterUpgradeFunctionalLevel(cluster, TRUE, NULL, NULL), OK);
    SERVER(ClusterUpgradeFunctionalLevel(reader, TRUE, NULL, NULL), ERROR_ACCESS_DENIED);
    CHECK(CloseCluster(reader));
    CHECK(CloseCluster(cluster));
}

static void not_implemented(void)
{
    HCLUSTER cluster = family_open("");
    DWORD state = 0, size = 0;

    LOCAL(GetNodeClusterState(u"node1", &state), ERROR_CALL_NOT_IMPLEMENTED);
    LOCAL(BackupClusterDatabase(cluster, u"C:\\backup"), ERROR_CALL_NOT_IMPLEMENTED);
    LOCAL(RestoreClusterDatabase(u"C:\\backup", FALSE, NULL), ERROR_CALL_NOT_IMPLEMENTED);
    LOCAL(SetClusterServiceAccountPassword(u"CMRPCLUSTER", u"x", 0, NULL, &size), ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(CloseCluster(cluster));
}

const struct api_case family_cluster_cases[] = {
    {"cluster: name", name},
    {"cluster: quorum", quorum},
    {"cluster: enumerations", enumerations},
    {"cluster: control codes", controls},
    {"cluster: large answers", large_answers},
    {"cluster: accounts and functional level", accounts_and_upgrade},
    {"cluster: what MS-CMRP cannot carry", not_implemented},
    {NULL, NULL},
};
