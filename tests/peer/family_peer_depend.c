/*
 * family_peer_depend.c - dependencies of resources
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static void one_by_one(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE ip = family_resource(cluster, u"Web IP"), server = family_resource(cluster, u"Web Server");
    HRESOURCE added = CreateClusterResource(group, u"Second IP", u"IP Address", 0);
    HRESOURCE other = family_resource(cluster, u"DB Disk"),
              quorum = family_resource(cluster, u"Witness Disk");
    HRESOURCE core = family_resource(cluster, u"Cluster Name");

    CHECK(CanResourceBeDependent(added, ip));
    CHECK_EQUAL(AddClusterResourceDependency(added, ip), OK);
    SERVER(AddClusterResourceDependency(added, ip), ERROR_DEPENDENCY_ALREADY_EXISTS);
    SERVER(AddClusterResourceDependency(ip, added), ERROR_CIRCULAR_DEPENDENCY);
    SERVER(AddClusterResourceDependency(ip, server), ERROR_CIRCULAR_DEPENDENCY);
    SERVER(AddClusterResourceDependency(ip, ip), ERROR_INVALID_PARAMETER);
    SERVER(AddClusterResourceDependency(ip, other), ERROR_INVALID_PARAMETER);
    SERVER(AddClusterResourceDependency(server, added), ERROR_RESOURCE_ONLINE);
    SERVER(AddClusterResourceDependency(core, quorum), ERROR_DEPENDENCY_NOT_ALLOWED);
    SERVER_FAILS(CanResourceBeDependent(core, quorum), ERROR_DEPENDENCY_NOT_ALLOWED);
    SERVER_FAILS(CanResourceBeDependent(added, ip), ERROR_DEPENDENCY_ALREADY_EXISTS);
    SERVER_FAILS(CanResourceBeDependent(ip, server), ERROR_CIRCULAR_DEPENDENCY);
    SERVER_FAILS(CanResourceBeDependent(ip, ip), ERROR_INVALID_PARAMETER);
    SERVER_FAILS(CanResourceBeDependent(server, ip), ERROR_RESOURCE_ONLINE);
    CHECK_EQUAL(RemoveClusterResourceDependency(added, ip), OK);
    SERVER(RemoveClusterResourceDependency(added, ip), ERROR_DEPENDENCY_NOT_FOUND);
    LOCAL(AddClusterResourceDependency(added, AS(HRESOURCE, group)), ERROR_INVALID_HANDLE);
    CHECK(CloseCluster(cluster));
}

static void expressions(void)
{
    HCLUSTER cluster = family_open("");
    HGROUP group = family_group(cluster, u"Web");
    HRESOURCE server = family_resource(cluster, u"Web Server"), ip = family_resource(cluster, u"Web IP");
    HRESOURCE added = CreateClusterResource(group, u"Second IP", u"IP Address", 0);
    WCHAR text[256];
    DWORD units = 256;

    CHECK_EQUAL(OnlineClusterResource(added), OK);
    CHECK_EQUAL(SetClusterResourceDependencyExpression(server, u"([Web IP] or [Second IP]) and ([Web Name])"),
                OK);
    CHECK_EQUAL(GetClusterResourceDependencyExpression(server, text, &units), OK);
    CHECK(units > 100); /* with identifiers in place of the names */
    CHECK_EQUAL(SetClusterResourceDependencyExpression(server, text), OK);
    units = 10;
    LOCAL(GetClusterResourceDependencyExpression(server, text, &units), ERROR_MORE_DATA);
    SERVER(RemoveClusterResourceDependency(server, ip), ERROR_RESOURCE_ONLINE); /* part of an "or" */
    SERVER(SetClusterResourceDependencyExpression(server, u"([Web IP]"), ERROR_INVALID_PARAMETER);
    SERVER(SetClusterResourceDependencyExpression(server, u"[Web IP] but [Web Name]"),
           ERROR_INVALID_PARAMETER);
    SERVER(SetClusterResourceDependencyExpression(server, u"[DB Disk]"), ERROR_INVALID_PARAMETER);
    SERVER(SetClusterResourceDependencyExpression(server, u"[Web Server]"), ERROR_INVALID_PARAMETER);
    SERVER(SetClusterResourceDependencyExpression(server, u"[Web IP] and [web ip]"),
           ERROR_DEPENDENCY_ALREADY_EXISTS);
    SERVER(SetClusterResourceDependencyExpression(ip, u"[Web Server]"), ERROR_CIRCULAR_DEPENDENCY);
    SERVER(
        SetClusterResourceDependencyExpression(family_resource(cluster, u"Cluster Name"), u"[Witness Disk]"),
        ERROR_DEPENDENCY_NOT_ALLOWED);
    CHECK_EQUAL(OfflineClusterResource(added), OK);
    units = 256;
    CHECK_EQUAL(SetClusterResourceDependencyExpression(server, NULL), OK);
    CHECK_EQUAL(GetClusterResourceDependencyExpression(server, text, &units), OK);
    CHECK_TEXT(text, u"");
    CHECK(CloseCluster(cluster));
}

static void network_name(void)
{
    HCLUSTER cluster = family_open("");
    HRESOURCE server = family_resource(cluster, u"Web Server"), disk = family_resource(cluster, u"DB Disk");
    WCHAR name[16];
    DWORD units = 16;

    CHECK(GetClusterResourceNetworkName(server, name, &units));
    CHECK_TEXT(name, u"WEB");
    CHECK_EQUAL(units, 3);
    LOCAL_FAILS(GetClusterResourceNetworkName(server, name, &units), ERROR_MORE_DATA);
    SERVER_FAILS(GetClusterResourceNetworkName(disk, name, &units), ERROR_DEPENDENCY_NOT_FOUND);
    CHECK(CloseCluster(cluster));
}

const struct api_case family_depend_cases[] = {
    {"dependencies: one by one", one_by_one},
    {"dependencies: expressions", expressions},
    {"dependencies: network name", network_name},
    {NULL, NULL},
};
