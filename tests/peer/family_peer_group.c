/*
 * family_peer_group.c - groups, except moves
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static void open_and_close(void)
{
    HCLUSTER cluster = family_open(""), again;
    HGROUP group = OpenClusterGroupEx(cluster, u"DATENBANK \u00dc", GENERIC_READ, NULL);
    WCHAR owner[64];
    DWORD units = 64;

    CHECK_EQUAL(GetClusterGroupState(group, owner, &units), ClusterGroupPartialOnline);
    CHECK_TEXT(owner, u"node3");
    units = 5;
    LOCAL_FAILS(GetClusterGroupState(group, owner, &units) != ClusterGroupStateUnknown, ERROR_MORE_DATA);
    CHECK_EQUAL(units, 5);
    again = GetClusterFromGroup(group);
    CHECK(CloseCluster(again));
    CHECK(CloseClusterGroup(group));
    LOCAL_FAILS(CloseClusterGroup(group), ERROR_INVALID_HANDLE);
    SERVER_FAILS(OpenClusterGroup(cluster, u"nothing"), ERROR_GROUP_NOT_FOUND);
    SERVER_FAILS(OpenClusterGroupEx(cluster, u"nothing", GENERIC_READ, NULL), ERROR_GROUP_NOT_FOUND);
    CHECK(CloseCluster(cluster));
}

static void create_and_delete(void)
{
    HCLUSTER cluster = family_open("");
    CLUSTER_CREATE_GROUP_INFO info = {CLUSTER_CREATE_GROUP_INFO_VERSION, ClusGroupTypeVirtualMachine};
    HGROUP group = CreateClusterGroup(cluster, u"New");
    HGROUP typed = CreateClusterGroupEx(cluster, u"Typed", &info);
    HGROUP web = family_group(cluster, u"Web"), core = family_group(cluster, u"Cluster Group");
    BYTE out[1024];
    DWORD n = 0;

    CHECK(group != NULL && typed != NULL);
    CHECK_EQUAL(GetClusterGroupState(group, NULL, NULL), ClusterGroupOffline);
    CHECK_EQUAL(ClusterGroupControl(typed, NULL, CLUSCTL_GROUP_GET_RO_COMMON_PROPERTIES, NULL, 0, out,
                                    sizeof out, &n),
                OK);
    CHECK_EQUAL(family_number(out, n, u"GroupType"), ClusGroupTypeVirtualMachine);
    SERVER_FAILS(CreateClusterGroup(cluster, u"web"), ERROR_OBJECT_ALREADY_EXISTS);
    SERVER_FAILS(CreateClusterGroupEx(cluster, u"New", NULL), ERROR_OBJECT_ALREADY_EXISTS);
    SERVER(DeleteClusterGroup(web), ERROR_DIR_NOT_EMPTY);
    SERVER(DestroyClusterGroup(core), ERROR_CORE_RESOURCE);
    CHECK_EQUAL(DestroyClusterGroup(web), OK);
    SERVER_FAILS(OpenClusterResource(cluster, u"Web IP"), ERROR_RESOURCE_NOT_FOUND);
    CHECK_EQUAL(DeleteClusterGroup(group), OK);
    SERVER(DeleteClusterGroup(group), ERROR_GROUP_NOT_AVAILABLE);
    SERVER_FAILS(OpenClusterGroup(cluster, u"New"), ERROR_GROUP_NOT_FOUND);
    CHECK(CloseClusterGroup(group)); /* the handle stayed open */
    CHECK(CloseCluster(cluster));
}

static void rename_it(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");

    SERVER(SetClusterGroupName(group, u""), ERROR_INVALID_NAME);
    SERVER(SetClusterGroupName(group, u"Cluster Group"), ERROR_ALREADY_EXISTS);
    CHECK_EQUAL(SetClusterGroupName(group, u"Shop"), OK);
    SERVER_FAILS(OpenClusterGroup(cluster, u"Web"), ERROR_GROUP_NOT_FOUND);
    CHECK(CloseClusterGroup(family_group(cluster, u"Shop")));
    CHECK(CloseCluster(cluster));
}

static void online_and_offline(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web"), special = family_group(cluster, u"Available Storage");
    HNODE node = family_node(cluster, u"node3"), down = family_node(cluster, u"node2");
    BYTE list[4] = {0};

    SERVER(OfflineClusterGroup(group), ERROR_IO_PENDING); /* an application takes its time */
    SERVER(OnlineClusterGroup(group, NULL), ERROR_INVALID_STATE);
    WAIT_FOR(GetClusterGroupState(group, NULL, NULL) == ClusterGroupOffline);
    CHECK_EQUAL(OfflineClusterGroup(group), OK);
    SERVER(OnlineClusterGroup(group, NULL), ERROR_IO_PENDING);
    WAIT_FOR(GetClusterGroupState(group, NULL, NULL) == ClusterGroupOnline);
    CHECK_EQUAL(OnlineClusterGroup(group, NULL), OK);
    SERVER(OfflineClusterGroupEx(group, CLUSAPI_GROUP_OFFLINE_IGNORE_RESOURCE_STATUS, list, sizeof list),
           ERROR_IO_PENDING);
    WAIT_FOR(GetClusterGroupState(group, NULL, NULL) == ClusterGroupOffline);
    SERVER(OnlineClusterGroupEx(group, NULL, CLUSAPI_GROUP_ONLINE_IGNORE_RESOURCE_STATUS, NULL, 0),
           ERROR_IO_PENDING);
    WAIT_FOR(GetClusterGroupState(group, NULL, NULL) == ClusterGroupOnline);
    SERVER(OnlineClusterGroupEx(group, NULL, 0x80, NULL, 0), ERROR_INVALID_PARAMETER);
    SERVER(OfflineClusterGroupEx(group, 0x80, NULL, 0), ERROR_INVALID_PARAMETER);
    SERVER(OnlineClusterGroup(special, NULL), ERROR_SPECIAL_GROUP);
    SERVER(OfflineClusterGroup(special), ERROR_SPECIAL_GROUP);
    SERVER(OnlineClusterGroup(group, down), ERROR_HOST_NODE_NOT_AVAILABLE);
    SERVER(OnlineClusterGroup(group, node), ERROR_IO_PENDING); /* it moves first */
    WAIT_FOR(family_owner_is(group, u"node3"));
    CHECK_EQUAL(OnlineClusterGroup(group, node), OK);
    CHECK(CloseCluster(cluster));
}

static void lock(HGROUP group, DWORD locked)
{
    BYTE in[64];
    DWORD size = 0;
    struct lwclus_propbuilder b;

    lwclus_proplist_begin(&b, in, sizeof in);
    lwclus_proplist_add_dword(&b, u"LockedFromMoving", locked);
    CHECK_EQUAL(lwclus_proplist_end(&b, &size), OK);
    CHECK_EQUAL(
        ClusterGroupControl(group, NULL, CLUSCTL_GROUP_SET_COMMON_PROPERTIES, in, size, NULL, 0, NULL), OK);
}

static void locked(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");

    lock(group, 1);
    SERVER(OnlineClusterGroup(group, NULL), ERROR_CLUSTER_RESOURCE_LOCKED_STATUS);
    SERVER(OfflineClusterGroup(group), ERROR_CLUSTER_RESOURCE_LOCKED_STATUS);
    SERVER(MoveClusterGroup(group, NULL), ERROR_CLUSTER_RESOURCE_LOCKED_STATUS);
    SERVER(MoveClusterGroupEx(group, NULL, CLUSAPI_GROUP_MOVE_IGNORE_RESOURCE_STATUS, NULL, 0),
           ERROR_IO_PENDING);
    WAIT_FOR(family_owner_is(group, u"node3"));
    lock(group, 0);
    SERVER(MoveClusterGroup(group, NULL), ERROR_IO_PENDING);
    WAIT_FOR(family_owner_is(group, u"node1"));
    CHECK(CloseCluster(cluster));
}

static DWORD control(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                     DWORD *returned)
{
    return ClusterGroupControl((HGROUP)handle, host, code, in, in_size, out, out_size, returned);
}

static void controls(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HGROUP reader = OpenClusterGroupEx(cluster, u"Web", GENERIC_READ, NULL);

    family_common_controls(control, group, reader, family_node(cluster, u"node1"), 0x03000000, u"Web",
                           u"Description");
    CHECK(CloseCluster(cluster));
}

static void enumeration(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HNODE nodes[2] = {family_node(cluster, u"node3"), family_node(cluster, u"node1")};
    HGROUPENUM list;
    WCHAR name[64];
    DWORD units = 64, type = 0;

    CHECK_EQUAL(SetClusterGroupNodeList(group, 2, nodes), OK);
    list = ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_ALL);
    CHECK_EQUAL(ClusterGroupGetEnumCount(list), 6); /* three resources; the server appends the third node */
    CHECK_EQUAL(ClusterGroupEnum(list, 0, &type, name, &units), OK);
    CHECK_EQUAL(type, CLUSTER_GROUP_ENUM_CONTAINS);
    CHECK_TEXT(name, u"Web IP");
    units = 64;
    CHECK_EQUAL(ClusterGroupEnum(list, 3, &type, name, &units), OK);
    CHECK_EQUAL(type, CLUSTER_GROUP_ENUM_NODES);
    CHECK_TEXT(name, u"node3"); /* the most preferred one */
    LOCAL(ClusterGroupEnum(list, 6, &type, name, &units), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterGroupCloseEnum(list), OK);
    CHECK_EQUAL(SetClusterGroupNodeList(group, 0, NULL), OK);
    list = ClusterGroupOpenEnum(group, CLUSTER_GROUP_ENUM_NODES);
    CHECK_EQUAL(ClusterGroupGetEnumCount(list), 0);
    CHECK_EQUAL(ClusterGroupCloseEnum(list), OK);
    SERVER(SetClusterGroupNodeList(family_group(cluster, u"Available Storage"), 1, nodes),
           ERROR_SPECIAL_GROUP);
    CHECK(CloseCluster(cluster));
}

static void enumeration_with_properties(void)
{
    static const WCHAR wanted[] = u"Description\0Priority\0", star[] = u"*", wrong[] = u"Nonsense\0";
    HCLUSTER cluster = family_open("");
    HGROUPENUMEX list = ClusterGroupOpenEnumEx(cluster, wanted, sizeof wanted, star, sizeof star, 0);
    union {
        CLUSTER_GROUP_ENUM_ITEM item;
        BYTE bytes[2048];
    } b;
    DWORD size = sizeof b;

    CHECK_EQUAL(ClusterGroupGetEnumCountEx(list), 4);
    CHECK_EQUAL(ClusterGroupEnumEx(list, 2, &b.item, &size), OK);
    CHECK_TEXT(b.item.lpszName, u"Web");
    CHECK_TEXT(b.item.lpszOwnerNode, u"node1");
    CHECK_EQUAL(b.item.state, ClusterGroupOnline);
    family_text(b.item.pProperties, b.item.cbProperties, u"Description", u"web shop");
    CHECK_EQUAL(family_number(b.item.pProperties, b.item.cbProperties, u"Priority"), PriorityMedium);
    family_text(b.item.pRoProperties, b.item.cbRoProperties, u"Name", u"Web");
    size = sizeof b.item;
    LOCAL(ClusterGroupEnumEx(list, 2, &b.item, &size), ERROR_MORE_DATA);
    size = sizeof b;
    LOCAL(ClusterGroupEnumEx(list, 4, &b.item, &size), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterGroupCloseEnumEx(list), OK);
    list = ClusterGroupOpenEnumEx(cluster, NULL, 0, NULL, 0, 0);
    CHECK_EQUAL(ClusterGroupEnumEx(list, 0, &b.item, &size), OK);
    CHECK_EQUAL(b.item.cbProperties, 0);
    CHECK_EQUAL(ClusterGroupCloseEnumEx(list), OK);
    SERVER_FAILS(ClusterGroupOpenEnumEx(cluster, wrong, sizeof wrong, NULL, 0, 0), ERROR_INVALID_PARAMETER);
    CHECK(CloseCluster(cluster));
}

static void read_only(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP reader = OpenClusterGroupEx(cluster, u"Web", GENERIC_READ, NULL);
    HNODE node = family_node(cluster, u"node3");

    SERVER(SetClusterGroupName(reader, u"x"), ERROR_ACCESS_DENIED);
    SERVER(DeleteClusterGroup(reader), ERROR_ACCESS_DENIED);
    SERVER(DestroyClusterGroup(reader), ERROR_ACCESS_DENIED);
    SERVER(OnlineClusterGroup(reader, NULL), ERROR_ACCESS_DENIED);
    SERVER(OnlineClusterGroupEx(reader, NULL, 0, NULL, 0), ERROR_ACCESS_DENIED);
    SERVER(OfflineClusterGroup(reader), ERROR_ACCESS_DENIED);
    SERVER(OfflineClusterGroupEx(reader, 0, NULL, 0), ERROR_ACCESS_DENIED);
    SERVER(MoveClusterGroup(reader, NULL), ERROR_ACCESS_DENIED);
    SERVER(MoveClusterGroup(reader, node), ERROR_ACCESS_DENIED);
    SERVER(MoveClusterGroupEx(reader, NULL, 0, NULL, 0), ERROR_ACCESS_DENIED);
    SERVER(MoveClusterGroupEx(reader, node, 0, NULL, 0), ERROR_ACCESS_DENIED);
    SERVER(SetClusterGroupNodeList(reader, 1, &node), ERROR_ACCESS_DENIED);
    SERVER(CancelClusterGroupOperation(reader, 0), ERROR_ACCESS_DENIED);
    CHECK(family_owner_is(reader, u"node1"));
    CHECK(CloseCluster(cluster));
}

const struct api_case family_group_cases[] = {
    {"groups: open, state", open_and_close},
    {"groups: create and delete", create_and_delete},
    {"groups: names", rename_it},
    {"groups: online and offline", online_and_offline},
    {"groups: locked", locked},
    {"groups: control codes", controls},
    {"groups: enumeration, preferred owners", enumeration},
    {"groups: enumeration with properties", enumeration_with_properties},
    {"groups: handles for reading", read_only},
    {NULL, NULL},
};
