/*
 * family_peer_node.c - nodes
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static void open_and_close(void)
{
    HCLUSTER cluster = family_open(""), again;
    HNODE node = OpenClusterNodeEx(cluster, u"NODE1", GENERIC_READ, NULL);
    DWORD granted = 0, units = 8;
    WCHAR id[8];

    CHECK(node != NULL);
    CHECK_EQUAL(GetClusterNodeState(node), ClusterNodeUp);
    CHECK_EQUAL(GetClusterNodeId(node, id, &units), OK);
    CHECK_TEXT(id, u"1");
    again = GetClusterFromNode(node);
    CHECK(again != NULL);
    CHECK(CloseCluster(again));
    CHECK(CloseClusterNode(node));
    LOCAL_FAILS(CloseClusterNode(node), ERROR_INVALID_HANDLE);
    LOCAL_FAILS(GetClusterNodeState(node) != ClusterNodeStateUnknown, ERROR_INVALID_HANDLE);

    node = OpenClusterNodeEx(cluster, u"node2", MAXIMUM_ALLOWED, &granted);
    CHECK_EQUAL(granted, GENERIC_ALL);
    CHECK_EQUAL(GetClusterNodeState(node), ClusterNodeDown);
    CHECK(CloseClusterNode(node));
    node = OpenClusterNodeById(cluster, 3);
    CHECK(node != NULL);
    units = 8;
    CHECK_EQUAL(GetClusterNodeId(node, id, &units), OK);
    CHECK_TEXT(id, u"3");
    CHECK(CloseClusterNode(node));
    SERVER_FAILS(OpenClusterNode(cluster, u"nobody"), ERROR_CLUSTER_NODE_NOT_FOUND);
    SERVER_FAILS(OpenClusterNodeEx(cluster, u"nobody", GENERIC_READ, NULL), ERROR_CLUSTER_NODE_NOT_FOUND);
    SERVER_FAILS(OpenClusterNodeById(cluster, 77), ERROR_CLUSTER_NODE_NOT_FOUND);
    CHECK(CloseCluster(cluster));
}

static void pause_and_resume(void)
{
    HCLUSTER cluster = family_open("");
    HNODE up = family_node(cluster, u"node1"), down = family_node(cluster, u"node2");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE resource = family_resource(cluster, u"Web Server");

    CHECK_EQUAL(PauseClusterNode(up), OK);
    CHECK_EQUAL(GetClusterNodeState(up), ClusterNodePaused);
    CHECK_EQUAL(PauseClusterNode(up), OK); /* again is no error */
    CHECK(family_owner_is(group, u"node1"));
    SERVER(OnlineClusterGroup(group, NULL), ERROR_SHARING_PAUSED);
    SERVER(OnlineClusterResource(resource), ERROR_SHARING_PAUSED);
    CHECK_EQUAL(ResumeClusterNode(up), OK);
    CHECK_EQUAL(GetClusterNodeState(up), ClusterNodeUp);
    CHECK_EQUAL(PauseClusterNodeEx(up, FALSE, 0, NULL), OK);
    CHECK_EQUAL(ResumeClusterNodeEx(up, DoNotFailbackGroups, 0), OK);
    SERVER(ResumeClusterNodeEx(up, DoNotFailbackGroups, 0), ERROR_CLUSTER_NODE_NOT_PAUSED);
    SERVER(ResumeClusterNodeEx(down, DoNotFailbackGroups, 0), ERROR_CLUSTER_NODE_DOWN);
    SERVER(PauseClusterNode(down), ERROR_CLUSTER_NODE_DOWN);
    CHECK(CloseClusterResource(resource));
    CHECK(CloseClusterGroup(group));
    CHECK(CloseClusterNode(down));
    CHECK(CloseClusterNode(up));
    CHECK(CloseCluster(cluster));
}

static DWORD drain_status(HNODE node)
{
    BYTE out[2048];
    DWORD n = 0;

    CHECK_EQUAL(
        ClusterNodeControl(node, NULL, CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES, NULL, 0, out, sizeof out, &n),
        OK);
    return family_number(out, n, u"NodeDrainStatus");
}

/* Three nodes, of which two are up: the groups of one go to the other, and come back. */
static void drain(void)
{
    HCLUSTER cluster = family_open(""), other = OpenCluster(api_address);
    HNODE node = family_node(cluster, u"node1"), target = family_node(cluster, u"node3");
    HGROUP web = family_group(other, u"Web"), core = family_group(other, u"Cluster Group");
    HNODEENUM list;

    CHECK_EQUAL(drain_status(node), NodeDrainStatusNotInitiated);
    SERVER(PauseClusterNodeEx(node, TRUE, 0, NULL), ERROR_IO_PENDING);
    CHECK_EQUAL(GetClusterNodeState(node), ClusterNodePaused);
    CHECK_EQUAL(drain_status(node), NodeDrainStatusInProgress);
    SERVER(PauseClusterNodeEx(node, TRUE, 0, NULL), ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS);
    WAIT_FOR(drain_status(node) == NodeDrainStatusCompleted);
    CHECK(family_owner_is(web, u"node3")); /* another connection sees it */
    CHECK(family_owner_is(core, u"node3"));
    list = ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_GROUPS);
    CHECK_EQUAL(ClusterNodeGetEnumCount(list), 0);
    CHECK_EQUAL(ClusterNodeCloseEnum(list), OK);
    SERVER(PauseClusterNodeEx(target, TRUE, 0, NULL), ERROR_CLUSTER_NODE_DOWN); /* nobody else is up */
    SERVER(MoveClusterGroup(web, AS(HNODE, family_node(other, u"node1"))), ERROR_SHARING_PAUSED);
    CHECK_EQUAL(ResumeClusterNodeEx(node, FailbackGroupsImmediately, 0), OK);
    WAIT_FOR(family_owner_is(web, u"node1") && family_owner_is(core, u"node1"));
    CHECK_EQUAL(drain_status(node), NodeDrainStatusNotInitiated);
    CHECK(CloseCluster(other)); /* and its handles */
    CHECK(CloseClusterNode(target));
    CHECK(CloseClusterNode(node));
    CHECK(CloseCluster(cluster));
}

static void drain_to_a_target(void)
{
    HCLUSTER cluster = family_open("");
    HNODE node = family_node(cluster, u"node1"), target = family_node(cluster, u"node3");
    HNODE down = family_node(cluster, u"node2");
    HGROUP web = family_group(cluster, u"Web");
    BYTE in[64];
    DWORD size = 0;
    struct lwclus_propbuilder b;

    SERVER(PauseClusterNodeEx(node, TRUE, 0, node), ERROR_INVALID_TARGET_HANDLE);
    SERVER(PauseClusterNodeEx(node, TRUE, 0, down), ERROR_HOST_NODE_NOT_AVAILABLE);
    LOCAL(PauseClusterNodeEx(node, FALSE, 0, target), ERROR_INVALID_PARAMETER);
    LOCAL(PauseClusterNodeEx(node, TRUE, 0, AS(HNODE, web)), ERROR_INVALID_HANDLE);
    lwclus_proplist_begin(&b, in, sizeof in);
    lwclus_proplist_add_dword(&b, u"AutoFailbackType", ClusterGroupAllowFailback);
    CHECK_EQUAL(lwclus_proplist_end(&b, &size), OK);
    CHECK_EQUAL(ClusterGroupControl(web, NULL, CLUSCTL_GROUP_SET_COMMON_PROPERTIES, in, size, NULL, 0, NULL),
                OK);
    SERVER(PauseClusterNodeEx(node, TRUE, CLUSAPI_NODE_PAUSE_REMAIN_ON_PAUSED_NODE_ON_MOVE_ERROR, target),
           ERROR_IO_PENDING);
    WAIT_FOR(drain_status(node) == NodeDrainStatusCompleted);
    CHECK(family_owner_is(web, u"node3"));
    CHECK_EQUAL(ResumeClusterNodeEx(node, FailbackGroupsPerPolicy, 0), OK);
    WAIT_FOR(family_owner_is(web, u"node1"));
    CHECK(CloseCluster(cluster));
}

static void evict(void)
{
    HCLUSTER cluster = family_open("");
    HNODE up = family_node(cluster, u"node1"), down = family_node(cluster, u"node2");
    HNODE empty;
    HRESULT cleanup = -1;
    DWORD units = 0;

    SERVER(EvictClusterNode(up), ERROR_CANT_EVICT_ACTIVE_NODE);
    SERVER(EvictClusterNodeEx(up, 0, &cleanup), ERROR_CANT_EVICT_ACTIVE_NODE);
    CHECK_EQUAL(EvictClusterNode(down), OK);
    SERVER(GetClusterNodeId(down, NULL, &units), ERROR_NODE_NOT_AVAILABLE);
    SERVER_FAILS(OpenClusterNode(cluster, u"node2"), ERROR_CLUSTER_NODE_NOT_FOUND);
    CHECK(CloseClusterNode(down));
    empty = family_node(cluster, u"node3");
    SERVER(PauseClusterNodeEx(empty, TRUE, 0, up), ERROR_IO_PENDING);
    WAIT_FOR(drain_status(empty) == NodeDrainStatusCompleted);
    CHECK_EQUAL(EvictClusterNodeEx(empty, 1000, &cleanup), OK);
    CHECK_EQUAL(cleanup, 1);
    CHECK(CloseCluster(cluster));
}

static void enumerations(void)
{
    HCLUSTER cluster = family_open("");
    HNODE node = family_node(cluster, u"node1");
    HGROUP group = family_group(cluster, u"Web");
    HNODEENUM list = ClusterNodeOpenEnum(node, CLUSTER_NODE_ENUM_ALL);
    HNODEENUMEX ex;
    union {
        CLUSTER_ENUM_ITEM item;
        BYTE bytes[512];
    } b;
    WCHAR name[64];
    DWORD units = 64, type = 0, size = sizeof b;

    CHECK_EQUAL(ClusterNodeGetEnumCount(list), 4); /* two interfaces, two groups */
    CHECK_EQUAL(ClusterNodeEnum(list, 3, &type, name, &units), OK);
    CHECK_EQUAL(type, CLUSTER_NODE_ENUM_GROUPS);
    CHECK_TEXT(name, u"Web");
    LOCAL(ClusterNodeEnum(list, 4, &type, name, &units), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterNodeCloseEnum(list), OK);

    CHECK_EQUAL(SetClusterGroupNodeList(group, 1, &node), OK);
    ex = ClusterNodeOpenEnumEx(node, CLUSTER_NODE_ENUM_PREFERRED_GROUPS, NULL);
    CHECK_EQUAL(ClusterNodeGetEnumCountEx(ex), 1);
    CHECK_EQUAL(ClusterNodeEnumEx(ex, 0, &b.item, &size), OK);
    CHECK_EQUAL(b.item.dwType, CLUSTER_NODE_ENUM_PREFERRED_GROUPS);
    CHECK_TEXT(b.item.lpszName, u"Web");
    CHECK_TEXT(b.item.lpszId, u"6a1f3a60-57c1-4b6e-9d0e-3a0c6d1e0a03");
    size = 8;
    LOCAL(ClusterNodeEnumEx(ex, 0, &b.item, &size), ERROR_MORE_DATA);
    CHECK_EQUAL(ClusterNodeCloseEnumEx(ex), OK);
    SERVER_FAILS(ClusterNodeOpenEnumEx(node, 0x100, NULL), ERROR_INVALID_PARAMETER);
    LOCAL_FAILS(ClusterNodeOpenEnum(AS(HNODE, group), 1), ERROR_INVALID_HANDLE);
    CHECK(CloseCluster(cluster));
}

static DWORD control(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                     DWORD *returned)
{
    return ClusterNodeControl((HNODE)handle, host, code, in, in_size, out, out_size, returned);
}

static void controls(void)
{
    HCLUSTER cluster = family_open("");
    HNODE node = family_node(cluster, u"node3");
    HNODE reader = OpenClusterNodeEx(cluster, u"node3", GENERIC_READ, NULL);

    family_common_controls(control, node, reader, family_node(cluster, u"node1"), 0x04000000, u"node3",
                           u"Description");
    CHECK(CloseCluster(cluster));
}

static void read_only(void)
{
    HCLUSTER cluster = family_open("");
    HNODE reader = OpenClusterNodeEx(cluster, u"node1", GENERIC_READ, NULL);

    SERVER(PauseClusterNode(reader), ERROR_ACCESS_DENIED);
    SERVER(PauseClusterNodeEx(reader, TRUE, 0, NULL), ERROR_ACCESS_DENIED);
    SERVER(PauseClusterNodeEx(reader, TRUE, 0, family_node(cluster, u"node3")), ERROR_ACCESS_DENIED);
    SERVER(ResumeClusterNode(reader), ERROR_ACCESS_DENIED);
    SERVER(ResumeClusterNodeEx(reader, DoNotFailbackGroups, 0), ERROR_ACCESS_DENIED);
    SERVER(EvictClusterNode(reader), ERROR_ACCESS_DENIED);
    CHECK_EQUAL(GetClusterNodeState(reader), ClusterNodeUp);
    CHECK(CloseCluster(cluster));
}

const struct api_case family_node_cases[] = {
    {"nodes: open, state, id", open_and_close},
    {"nodes: pause and resume", pause_and_resume},
    {"nodes: drain and failback", drain},
    {"nodes: drain to a target", drain_to_a_target},
    {"nodes: evict", evict},
    {"nodes: enumerations", enumerations},
    {"nodes: control codes", controls},
    {"nodes: handles for reading", read_only},
    {NULL, NULL},
};
