/*
 * family_peer_resource.c - resources
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static void open_and_close(void)
{
    HCLUSTER cluster = family_open(""), again;
    HRESOURCE resource = OpenClusterResourceEx(cluster, u"db engine", GENERIC_READ, NULL);
    WCHAR node[64], group[64];
    DWORD node_units = 64, group_units = 64;

    CHECK_EQUAL(GetClusterResourceState(resource, node, &node_units, group, &group_units),
                ClusterResourceOffline);
    CHECK_TEXT(node, u"node3");
    CHECK_TEXT(group, u"Datenbank \u00dc");
    group_units = 3;
    node_units = 64;
    LOCAL_FAILS(GetClusterResourceState(resource, node, &node_units, group, &group_units) !=
                    ClusterResourceStateUnknown,
                ERROR_MORE_DATA);
    CHECK_EQUAL(group_units, 11);
    again = GetClusterFromResource(resource);
    CHECK(CloseCluster(again));
    CHECK(CloseClusterResource(resource));
    LOCAL_FAILS(CloseClusterResource(resource), ERROR_INVALID_HANDLE);
    SERVER_FAILS(OpenClusterResource(cluster, u"nothing"), ERROR_RESOURCE_NOT_FOUND);
    SERVER_FAILS(OpenClusterResourceEx(cluster, u"nothing", GENERIC_READ, NULL), ERROR_RESOURCE_NOT_FOUND);
    CHECK(CloseCluster(cluster));
}

static void create_and_delete(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE resource =
        CreateClusterResource(group, u"Second IP", u"IP Address", CLUSTER_RESOURCE_SEPARATE_MONITOR);
    HRESOURCE web = family_resource(cluster, u"Web IP"), server = family_resource(cluster, u"Web Server");
    DWORD units = 0;

    CHECK(resource != NULL);
    CHECK(family_state_is(resource, ClusterResourceOffline));
    SERVER_FAILS(CreateClusterResource(group, u"web ip", u"IP Address", 0), ERROR_OBJECT_ALREADY_EXISTS);
    SERVER_FAILS(CreateClusterResource(group, u"x", u"No Type", 0), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    SERVER_FAILS(CreateClusterResource(group, u"x", u"IP Address", 2), ERROR_INVALID_PARAMETER);
    CHECK_EQUAL(OnlineClusterResource(resource), OK);
    SERVER(DeleteClusterResource(resource), ERROR_RESOURCE_ONLINE);
    CHECK_EQUAL(OfflineClusterResource(resource), OK);
    CHECK_EQUAL(DeleteClusterResource(resource), OK);
    SERVER(DeleteClusterResource(resource), ERROR_RESOURCE_NOT_AVAILABLE);
    SERVER(SetClusterResourceName(resource, u"y"), ERROR_RESOURCE_NOT_AVAILABLE);
    SERVER(GetClusterResourceDependencyExpression(resource, NULL, &units), ERROR_RESOURCE_NOT_AVAILABLE);
    CHECK(CloseClusterResource(resource));
    SERVER(DeleteClusterResource(web), ERROR_DEPENDENT_RESOURCE_EXISTS);
    SERVER(DeleteClusterResource(server), ERROR_RESOURCE_ONLINE);
    SERVER(DeleteClusterResource(family_resource(cluster, u"Cluster Name")), ERROR_CORE_RESOURCE);
    CHECK(CloseCluster(cluster));
}

static void rename_it(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE resource = family_resource(cluster, u"Web IP");

    SERVER(SetClusterResourceName(resource, u""), ERROR_INVALID_NAME);
    SERVER(SetClusterResourceName(resource, u"DB Disk"), ERROR_ALREADY_EXISTS);
    CHECK_EQUAL(SetClusterResourceName(resource, u"Shop IP"), OK);
    CHECK(CloseClusterResource(family_resource(cluster, u"shop ip")));
    CHECK(CloseCluster(cluster));
}

static void set_private(HRESOURCE resource, const WCHAR *name, DWORD value)
{
    BYTE in[64];
    DWORD size = 0;
    struct lwclus_propbuilder b;

    lwclus_proplist_begin(&b, in, sizeof in);
    lwclus_proplist_add_dword(&b, name, value);
    CHECK_EQUAL(lwclus_proplist_end(&b, &size), OK);
    CHECK_EQUAL(ClusterResourceControl(resource, NULL, CLUSCTL_RESOURCE_SET_PRIVATE_PROPERTIES, in, size,
                                       NULL, 0, NULL),
                OK);
}

static void online_and_offline(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE ip = family_resource(cluster, u"Web IP"), server = family_resource(cluster, u"Web Server");
    BYTE list[4] = {0};

    CHECK_EQUAL(OfflineClusterResource(ip), OK); /* and with it what depends on it */
    CHECK(family_state_is(ip, ClusterResourceOffline));
    CHECK(family_state_is(server, ClusterResourceOffline));
    SERVER(OnlineClusterResource(server), ERROR_IO_PENDING);
    SERVER(OfflineClusterResource(server), ERROR_INVALID_STATE);
    WAIT_FOR(family_state_is(server, ClusterResourceOnline));
    CHECK(family_state_is(ip, ClusterResourceOnline)); /* what it depends on */
    CHECK_EQUAL(OnlineClusterResource(server), OK);
    SERVER(
        OfflineClusterResourceEx(server, CLUSAPI_RESOURCE_OFFLINE_FORCE_WITH_TERMINATION, list, sizeof list),
        ERROR_IO_PENDING);
    CHECK(family_state_is(server, ClusterResourceOfflinePending) ||
          family_state_is(server, ClusterResourceOffline));
    WAIT_FOR(family_state_is(server, ClusterResourceOffline));
    SERVER(OnlineClusterResourceEx(server, CLUSAPI_RESOURCE_ONLINE_IGNORE_RESOURCE_STATUS, NULL, 0),
           ERROR_IO_PENDING);
    WAIT_FOR(family_state_is(server, ClusterResourceOnline));
    SERVER(OnlineClusterResourceEx(server, 0x100, NULL, 0), ERROR_INVALID_PARAMETER);
    SERVER(OfflineClusterResourceEx(server, 0x100, NULL, 0), ERROR_INVALID_PARAMETER);
    CHECK_EQUAL(RestartClusterResource(ip, 0), OK);
    CHECK(family_state_is(ip, ClusterResourceOnline));
    CHECK(CloseCluster(cluster));
}

static void failures(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE ip = family_resource(cluster, u"Web IP"), server = family_resource(cluster, u"Web Server");
    HRESOURCE name = family_resource(cluster, u"Web Name");
    HGROUP group = family_group(cluster, u"Web");

    CHECK_EQUAL(FailClusterResource(ip), OK);
    CHECK(family_state_is(ip, ClusterResourceFailed));
    CHECK_EQUAL(GetClusterGroupState(group, NULL, NULL), ClusterGroupFailed);
    SERVER(FailClusterResource(ip), ERROR_INVALID_STATE);
    SERVER(OfflineClusterResource(ip), ERROR_RESOURCE_FAILED);
    CHECK_EQUAL(OnlineClusterResource(ip), OK);
    set_private(server, u"StartFails", 1);
    SERVER(OnlineClusterResource(server), ERROR_IO_PENDING);
    WAIT_FOR(family_state_is(server, ClusterResourceFailed));
    CHECK_EQUAL(SetClusterResourceDependencyExpression(name, NULL), OK);
    CHECK_EQUAL(SetClusterResourceDependencyExpression(server, u""), OK);
    CHECK_EQUAL(OfflineClusterResource(name), OK);
    CHECK_EQUAL(AddClusterResourceDependency(name, server), OK);
    SERVER(OnlineClusterResource(name), ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED);
    CHECK(CloseCluster(cluster));
}

static void change_group(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE ip = family_resource(cluster, u"Web IP"), name = family_resource(cluster, u"Web Name");
    HGROUP web = family_group(cluster, u"Web"), far = family_group(cluster, u"Datenbank \u00dc");
    HGROUP core = family_group(cluster, u"Cluster Group");
    HNODE node1 = family_node(cluster, u"node1");
    WCHAR group[64];
    DWORD units = 64;

    SERVER(ChangeClusterResourceGroup(ip, web), ERROR_ALREADY_EXISTS);
    SERVER(ChangeClusterResourceGroup(ip, far), ERROR_RESOURCE_ONLINE);
    CHECK_EQUAL(OfflineClusterResource(ip), OK);
    CHECK_EQUAL(AddClusterResourceNode(ip, node1), OK);
    SERVER(ChangeClusterResourceGroup(ip, far), ERROR_HOST_NODE_NOT_RESOURCE_OWNER);
    CHECK_EQUAL(ChangeClusterResourceGroup(ip, core), OK);
    CHECK_EQUAL(GetClusterResourceState(name, NULL, NULL, group, &units), ClusterResourceOffline);
    CHECK_TEXT(group, u"Cluster Group"); /* what depends on it went along */
    /* opnum 184 is later than this server */
    CHECK_EQUAL(ChangeClusterResourceGroupEx(ip, web, CLUSAPI_CHANGE_RESOURCE_GROUP_FORCE_MOVE_TO_CSV),
                RPC_S_PROCNUM_OUT_OF_RANGE);
    CHECK(CloseCluster(cluster));
}

static void shared_volumes(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE disk = family_resource(cluster, u"Spare Disk"), ip = family_resource(cluster, u"Web IP");
    HRESOURCE other = family_resource(cluster, u"DB Disk");

    SERVER(AddResourceToClusterSharedVolumes(ip), ERROR_CLUSTER_RESTYPE_NOT_SUPPORTED);
    SERVER(RemoveResourceFromClusterSharedVolumes(disk), ERROR_CLUSTER_INVALID_REQUEST);
    CHECK_EQUAL(AddResourceToClusterSharedVolumes(disk), OK);
    SERVER(AddResourceToClusterSharedVolumes(disk), ERROR_CLUSTER_INVALID_REQUEST);
    CHECK_EQUAL(RemoveResourceFromClusterSharedVolumes(disk), OK);
    CHECK_EQUAL(OfflineClusterResource(other), OK);
    SERVER(AddResourceToClusterSharedVolumes(other), ERROR_RESOURCE_NOT_ONLINE);
    CHECK(CloseCluster(cluster));
}

static void enumerations(void)
{
    static const WCHAR star[] = u"*", wrong[] = u"Nonsense\0";
    HCLUSTER cluster = family_open("");
    HRESOURCE resource = family_resource(cluster, u"Web Name");
    HRESENUM list = ClusterResourceOpenEnum(resource, CLUSTER_RESOURCE_ENUM_ALL);
    HRESENUMEX ex;
    union {
        CLUSTER_RESOURCE_ENUM_ITEM item;
        BYTE bytes[2048];
    } b;
    WCHAR name[64];
    DWORD units = 64, type = 0, size = sizeof b;

    CHECK_EQUAL(ClusterResourceGetEnumCount(list), 5); /* Web IP, Web Server, three nodes */
    CHECK_EQUAL(ClusterResourceEnum(list, 1, &type, name, &units), OK);
    CHECK_EQUAL(type, CLUSTER_RESOURCE_ENUM_PROVIDES);
    CHECK_TEXT(name, u"Web Server");
    CHECK_EQUAL(ClusterResourceCloseEnum(list), OK);
    SERVER_FAILS(ClusterResourceOpenEnum(resource, 0x100), ERROR_INVALID_PARAMETER);

    ex = ClusterResourceOpenEnumEx(cluster, star, sizeof star, star, sizeof star, 0);
    CHECK_EQUAL(ClusterResourceGetEnumCountEx(ex), 9);
    CHECK_EQUAL(ClusterResourceEnumEx(ex, 8, &b.item, &size), OK);
    CHECK_TEXT(b.item.lpszName, u"DB Engine");
    CHECK_TEXT(b.item.lpszOwnerGroupName, u"Datenbank \u00dc");
    CHECK_TEXT(b.item.lpszOwnerGroupId, u"6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a04");
    family_text(b.item.pRoProperties, b.item.cbRoProperties, u"Type", u"Generic Application");
    CHECK_EQUAL(family_number(b.item.pProperties, b.item.cbProperties, u"RestartAction"),
                ClusterResourceRestartNotify);
    LOCAL(ClusterResourceEnumEx(ex, 9, &b.item, &size), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterResourceCloseEnumEx(ex), OK);
    SERVER_FAILS(ClusterResourceOpenEnumEx(cluster, wrong, sizeof wrong, NULL, 0, 0),
                 ERROR_INVALID_PARAMETER);
    CHECK(CloseCluster(cluster));
}

static DWORD control(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                     DWORD *returned)
{
    return ClusterResourceControl((HRESOURCE)handle, host, code, in, in_size, out, out_size, returned);
}

static void controls(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE resource = family_resource(cluster, u"Web IP");
    HRESOURCE reader = OpenClusterResourceEx(cluster, u"Web IP", GENERIC_READ, NULL);
    BYTE out[1024];
    WCHAR type[64];
    DWORD n = 0;

    family_common_controls(control, resource, reader, family_node(cluster, u"node1"), 0x01000000, u"Web IP",
                           u"Description");
    set_private(resource, u"EnableDhcp", 1);
    CHECK_EQUAL(
        control(resource, NULL, CLUSCTL_RESOURCE_GET_PRIVATE_PROPERTIES, NULL, 0, out, sizeof out, &n), OK);
    CHECK_EQUAL(family_number(out, n, u"EnableDhcp"), 1);
    family_text(out, n, u"Address", u"10.57.0.80");
    CHECK_EQUAL(control(resource, NULL, CLUSCTL_RESOURCE_GET_RESOURCE_TYPE, NULL, 0, type, sizeof type, &n),
                OK);
    CHECK_TEXT(type, u"IP Address");
    LOCAL(ClusterResourceControlAsUser(resource, NULL, CLUSCTL_RESOURCE_UNKNOWN, NULL, 0, NULL, 0, NULL),
          ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(CloseCluster(cluster));
}

static void read_only(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE reader = OpenClusterResourceEx(cluster, u"Web IP", GENERIC_READ, NULL);
    HNODE node = family_node(cluster, u"node1");
    HGROUP group = family_group(cluster, u"Cluster Group");
    HGROUP group_reader = OpenClusterGroupEx(cluster, u"Web", GENERIC_READ, NULL);

    SERVER(DeleteClusterResource(reader), ERROR_ACCESS_DENIED);
    SERVER(SetClusterResourceName(reader, u"x"), ERROR_ACCESS_DENIED);
    SERVER(FailClusterResource(reader), ERROR_ACCESS_DENIED);
    SERVER(OnlineClusterResource(reader), ERROR_ACCESS_DENIED);
    SERVER(OnlineClusterResourceEx(reader, 0, NULL, 0), ERROR_ACCESS_DENIED);
    SERVER(OfflineClusterResource(reader), ERROR_ACCESS_DENIED);
    SERVER(OfflineClusterResourceEx(reader, 0, NULL, 0), ERROR_ACCESS_DENIED);
    SERVER(RestartClusterResource(reader, 0), ERROR_ACCESS_DENIED);
    SERVER(ChangeClusterResourceGroup(reader, group), ERROR_ACCESS_DENIED);
    SERVER(AddClusterResourceNode(reader, node), ERROR_ACCESS_DENIED);
    SERVER(RemoveClusterResourceNode(reader, node), ERROR_ACCESS_DENIED);
    SERVER(SetClusterResourceDependencyExpression(reader, u""), ERROR_ACCESS_DENIED);
    SERVER(AddResourceToClusterSharedVolumes(reader), ERROR_ACCESS_DENIED);
    SERVER(SetClusterQuorumResource(reader, u"", 1), ERROR_ACCESS_DENIED);
    SERVER_FAILS(CreateClusterResource(group_reader, u"x", u"IP Address", 0), ERROR_ACCESS_DENIED);
    CHECK(family_state_is(reader, ClusterResourceOnline));
    CHECK(CloseCluster(cluster));
}

const struct api_case family_resource_cases[] = {
    {"resources: open, state", open_and_close},
    {"resources: create and delete", create_and_delete},
    {"resources: names", rename_it},
    {"resources: online and offline", online_and_offline},
    {"resources: failures", failures},
    {"resources: change of group", change_group},
    {"resources: shared volumes", shared_volumes},
    {"resources: enumerations", enumerations},
    {"resources: control codes", controls},
    {"resources: handles for reading", read_only},
    {NULL, NULL},
};
