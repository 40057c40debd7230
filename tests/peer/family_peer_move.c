/*
 * family_peer_move.c - moves of groups
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static void move(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE resource = family_resource(cluster, u"Web IP");
    HNODE node1 = family_node(cluster, u"node1"), node2 = family_node(cluster, u"node2");
    HNODE node3 = family_node(cluster, u"node3");
    BYTE list[4] = {0};

    CHECK_EQUAL(MoveClusterGroup(group, node1), OK); /* it is there */
    SERVER(MoveClusterGroup(group, node3), ERROR_IO_PENDING);
    CHECK_EQUAL(GetClusterGroupState(group, NULL, NULL), ClusterGroupPending);
    SERVER(MoveClusterGroup(group, node1), ERROR_INVALID_STATE);
    WAIT_FOR(family_owner_is(group, u"node3"));
    CHECK_EQUAL(GetClusterGroupState(group, NULL, NULL), ClusterGroupOnline);
    CHECK(family_state_is(resource, ClusterResourceOnline));
    SERVER(MoveClusterGroup(group, node2), ERROR_HOST_NODE_NOT_AVAILABLE);
    SERVER(MoveClusterGroup(group, NULL), ERROR_IO_PENDING);
    WAIT_FOR(family_owner_is(group, u"node1"));
    SERVER(MoveClusterGroupEx(group, node3, CLUSAPI_GROUP_MOVE_RETURN_TO_SOURCE_NODE_ON_ERROR, list,
                              sizeof list),
           ERROR_IO_PENDING);
    WAIT_FOR(family_owner_is(group, u"node3"));
    SERVER(MoveClusterGroupEx(group, NULL, CLUSAPI_GROUP_MOVE_HIGH_PRIORITY_START, NULL, 0),
           ERROR_IO_PENDING);
    WAIT_FOR(family_owner_is(group, u"node1"));
    CHECK_EQUAL(PauseClusterNode(node3), OK);
    SERVER(MoveClusterGroup(group, NULL), ERROR_HOST_NODE_NOT_AVAILABLE); /* nobody else is up */
    SERVER(MoveClusterGroup(group, node3), ERROR_SHARING_PAUSED);
    CHECK_EQUAL(EvictClusterNode(node2), OK);
    SERVER(MoveClusterGroup(group, node2), ERROR_CLUSTER_NODE_NOT_FOUND);
    CHECK(CloseCluster(cluster));
}

static void queue_and_cancel(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HNODE down = family_node(cluster, u"node2");

    SERVER(CancelClusterGroupOperation(group, 0), ERROR_INVALID_STATE);
    SERVER(CancelClusterGroupOperation(group, 1), ERROR_INVALID_PARAMETER);
    SERVER(MoveClusterGroupEx(group, down,
                              CLUSAPI_GROUP_MOVE_IGNORE_RESOURCE_STATUS | CLUSAPI_GROUP_MOVE_QUEUE_ENABLED,
                              NULL, 0),
           ERROR_INVALID_PARAMETER);
    SERVER(MoveClusterGroupEx(group, down, CLUSAPI_GROUP_MOVE_QUEUE_ENABLED, NULL, 0), ERROR_IO_PENDING);
    CHECK_EQUAL(GetClusterGroupState(group, NULL, NULL), ClusterGroupPending);
    SERVER(CancelClusterGroupOperation(group, 0), ERROR_IO_PENDING);
    CHECK(family_owner_is(group, u"node1"));
    CHECK(CloseCluster(cluster));
}

static void possible_owners(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE resource = family_resource(cluster, u"Web IP");
    HNODE node1 = family_node(cluster, u"node1"), node3 = family_node(cluster, u"node3");

    CHECK_EQUAL(AddClusterResourceNode(resource, node1), OK);
    SERVER(AddClusterResourceNode(resource, node1), ERROR_OBJECT_ALREADY_EXISTS);
    SERVER(MoveClusterGroup(group, node3), ERROR_NODE_CANT_HOST_RESOURCE);
    SERVER(RemoveClusterResourceNode(resource, node3), ERROR_CLUSTER_NODE_NOT_FOUND);
    SERVER(RemoveClusterResourceNode(resource, node1), ERROR_INVALID_STATE);
    CHECK_EQUAL(AddClusterResourceNode(resource, node3), OK);
    SERVER(MoveClusterGroup(group, node3), ERROR_IO_PENDING);
    WAIT_FOR(family_owner_is(group, u"node3"));
    CHECK_EQUAL(RemoveClusterResourceNode(resource, node1), OK);
    CHECK(CloseCluster(cluster));
}

/* Servers before Windows Server 2012 have no Ex methods. */
static void old_server(void)
{
    HCLUSTER cluster =
        family_open("'clusapi:disable opnums = 126 127 128 129 130 131 132 133 134 135 136 143 144'");
    HNODE node = family_node(cluster, u"node1"), other = family_node(cluster, u"node3");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE resource = family_resource(cluster, u"Web IP");
    const DWORD none = RPC_S_PROCNUM_OUT_OF_RANGE;

    CHECK_EQUAL(PauseClusterNodeEx(node, TRUE, 0, NULL), none);
    CHECK_EQUAL(PauseClusterNodeEx(node, TRUE, 0, other), none);
    CHECK_EQUAL(ResumeClusterNodeEx(node, DoNotFailbackGroups, 0), none);
    CHECK(CreateClusterGroupEx(cluster, u"x", NULL) == NULL && GetLastError() == none);
    CHECK_EQUAL(OnlineClusterGroupEx(group, NULL, 0, NULL, 0), none);
    CHECK_EQUAL(OfflineClusterGroupEx(group, 0, NULL, 0), none);
    CHECK_EQUAL(MoveClusterGroupEx(group, NULL, 0, NULL, 0), none);
    CHECK_EQUAL(MoveClusterGroupEx(group, other, 0, NULL, 0), none);
    CHECK_EQUAL(CancelClusterGroupOperation(group, 0), none);
    CHECK_EQUAL(OnlineClusterResourceEx(resource, 0, NULL, 0), none);
    CHECK_EQUAL(OfflineClusterResourceEx(resource, 0, NULL, 0), none);
    CHECK(ClusterGroupOpenEnumEx(cluster, NULL, 0, NULL, 0, 0) == NULL && GetLastError() == none);
    CHECK(ClusterResourceOpenEnumEx(cluster, NULL, 0, NULL, 0, 0) == NULL && GetLastError() == none);
    CHECK_EQUAL(PauseClusterNode(node), OK);
    CHECK(CloseCluster(cluster));
}

const struct api_case family_move_cases[] = {
    {"groups: move", move},
    {"groups: a move that waits", queue_and_cancel},
    {"groups: possible owners", possible_owners},
    {"groups: server without the Ex methods", old_server},
    {NULL, NULL},
};
