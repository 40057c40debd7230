/*
 * family_peer_type.c - resource types
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

static const WCHAR type_name[] = u"IP Address";

static void create_and_delete(void)
{
    HCLUSTER cluster = family_open("");
    BYTE out[1024];
    DWORD n = 0;

    CHECK_EQUAL(
        CreateClusterResourceType(cluster, u"UPS", u"Uninterruptible supply", u"ups.dll", 1234, 56789), OK);
    SERVER(CreateClusterResourceType(cluster, u"ups", u"", u"ups.dll", 1, 1), ERROR_OBJECT_ALREADY_EXISTS);
    CHECK_EQUAL(ClusterResourceTypeControl(cluster, u"UPS", NULL, CLUSCTL_RESOURCE_TYPE_GET_COMMON_PROPERTIES,
                                           NULL, 0, out, sizeof out, &n),
                OK);
    family_text(out, n, u"Name", u"Uninterruptible supply");
    CHECK_EQUAL(family_number(out, n, u"LooksAlivePollInterval"), 1234);
    CHECK_EQUAL(family_number(out, n, u"IsAlivePollInterval"), 56789);
    CHECK_EQUAL(DeleteClusterResourceType(cluster, u"UPS"), OK);
    SERVER(DeleteClusterResourceType(cluster, u"UPS"), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    SERVER(DeleteClusterResourceType(cluster, type_name), ERROR_DIR_NOT_EMPTY);
    CHECK(CloseCluster(cluster));
}

static void enumeration(void)
{
    HCLUSTER cluster = family_open("");
    HRESTYPEENUM list = ClusterResourceTypeOpenEnum(cluster, type_name, CLUSTER_RESOURCE_TYPE_ENUM_ALL);
    WCHAR name[64];
    DWORD units = 64, type = 0;

    CHECK_EQUAL(ClusterResourceTypeGetEnumCount(list), 5); /* three nodes, two resources */
    CHECK_EQUAL(ClusterResourceTypeEnum(list, 4, &type, name, &units), OK);
    CHECK_EQUAL(type, CLUSTER_RESOURCE_TYPE_ENUM_RESOURCES);
    CHECK_TEXT(name, u"Web IP");
    LOCAL(ClusterResourceTypeEnum(list, 5, &type, name, &units), ERROR_NO_MORE_ITEMS);
    CHECK_EQUAL(ClusterResourceTypeCloseEnum(list), OK);
    SERVER_FAILS(ClusterResourceTypeOpenEnum(cluster, u"nothing", 1), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    CHECK(CloseCluster(cluster));
}

/* The type is a name beside the handle of the cluster. */
static DWORD control(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out, DWORD out_size,
                     DWORD *returned)
{
    return ClusterResourceTypeControl((HCLUSTER)handle, type_name, host, code, in, in_size, out, out_size,
                                      returned);
}

static void controls(void)
{
    HCLUSTER cluster = family_open(""), reader = OpenClusterEx(api_address, GENERIC_READ, NULL);

    family_common_controls(control, cluster, reader, family_node(cluster, u"node1"), 0x02000000, type_name,
                           u"Description");
    SERVER(ClusterResourceTypeControl(cluster, u"nothing", NULL, 0x02000000, NULL, 0, NULL, 0, NULL),
           ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND);
    LOCAL(ClusterResourceTypeControlAsUser(cluster, type_name, NULL, 0x02000000, NULL, 0, NULL, 0, NULL),
          ERROR_CALL_NOT_IMPLEMENTED);
    CHECK(CloseCluster(reader));
    CHECK(CloseCluster(cluster));
}

const struct api_case family_type_cases[] = {
    {"resource types: create and delete", create_and_delete},
    {"resource types: enumeration", enumeration},
    {"resource types: control codes", controls},
    {NULL, NULL},
};
