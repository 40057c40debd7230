/*
 * api_peer_enum.c - enumerations
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "api_peer.h"

static void check_entry(HCLUSENUM list, DWORD index, DWORD type, const WCHAR *name)
{
    WCHAR out[64];
    DWORD units = 64, got = 0;

    CHECK_EQUAL(ClusterEnum(list, index, &got, out, &units), ERROR_SUCCESS);
    CHECK_EQUAL(got, type);
    CHECK_TEXT(out, name);
}

static void every_type(void)
{
    static const struct {
        DWORD type, count;
    } rows[] = {
        {CLUSTER_ENUM_NODE, 2},     {CLUSTER_ENUM_RESTYPE, 0},
        {CLUSTER_ENUM_RESOURCE, 0}, {CLUSTER_ENUM_GROUP, 0},
        {CLUSTER_ENUM_NETWORK, 2},  {CLUSTER_ENUM_NETINTERFACE, 4},
        {CLUSTER_ENUM_ALL, 8},      {CLUSTER_ENUM_NODE | CLUSTER_ENUM_NETWORK, 4},
    };
    HCLUSTER cluster = api_open(GENERIC_READ);
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        HCLUSENUM list = ClusterOpenEnum(cluster, rows[i].type);
        DWORD type, units = 0;

        CHECK(list != NULL);
        CHECK_EQUAL(ClusterGetEnumCount(list), rows[i].count);
        CHECK_CODE(ClusterEnum(list, rows[i].count, &type, NULL, &units), ERROR_NO_MORE_ITEMS, "local");
        CHECK_EQUAL(ClusterCloseEnum(list), ERROR_SUCCESS);
    }
    CHECK(CloseCluster(cluster));
}

static void snapshot(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE | CLUSTER_ENUM_NETINTERFACE);
    struct lwclus_statistics before, after;
    DWORD i;

    CHECK_EQUAL(lwclus_get_statistics(cluster, &before), ERROR_SUCCESS);
    CHECK_EQUAL(ClusterGetEnumCount(list), 6);
    for (i = API_NETINTERFACES; i-- > 0;) { /* backwards, and every entry again */
        check_entry(list, 2 + i, CLUSTER_ENUM_NETINTERFACE, api_netinterface[i]);
        check_entry(list, 0, CLUSTER_ENUM_NODE, u"node1");
        check_entry(list, 1, CLUSTER_ENUM_NODE, u"node2");
    }
    CHECK_EQUAL(lwclus_get_statistics(cluster, &after), ERROR_SUCCESS);
    CHECK_EQUAL(after.round_trips, before.round_trips);
    CHECK_EQUAL(ClusterCloseEnum(list), ERROR_SUCCESS);
    CHECK_CODE(ClusterCloseEnum(list), ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(cluster));
}

static void entry_errors(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);
    WCHAR name[8] = {0};
    DWORD type, units = 5;

    CHECK_CODE(ClusterEnum(list, 0, &type, name, &units), ERROR_MORE_DATA, "local");
    CHECK_EQUAL(units, 5);
    units = 0;
    CHECK_EQUAL(ClusterEnum(list, 0, &type, NULL, &units), ERROR_SUCCESS);
    CHECK_EQUAL(units, 5);
    units = 6;
    CHECK_EQUAL(ClusterEnum(list, 0, &type, name, &units), ERROR_SUCCESS);
    CHECK_TEXT(name, u"node1");
    CHECK_CODE(ClusterEnum(list, 0xffffffff, &type, name, &units), ERROR_NO_MORE_ITEMS, "local");
    CHECK_CODE(ClusterEnum(list, 0, NULL, name, &units), ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(ClusterEnum(list, 0, &type, name, NULL), ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(ClusterEnum(NULL, 0, &type, name, &units), ERROR_INVALID_HANDLE, "local");
    CHECK_CODE(ClusterEnum(AS(HCLUSENUM, cluster), 0, &type, name, &units), ERROR_INVALID_HANDLE, "local");
    CHECK_EQUAL(ClusterCloseEnum(list), ERROR_SUCCESS);
    CHECK_CODE(ClusterEnum(list, 0, &type, name, &units), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(ClusterGetEnumCount(list), ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(cluster));
}

static void open_errors(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HCLUSENUM list[LWCLUS_MAX_ENUMS];
    struct lwclus_statistics before, after;
    int i;

    CHECK_FAILS(ClusterOpenEnum(cluster, 0), ERROR_INVALID_PARAMETER, "server");
    CHECK_FAILS(ClusterOpenEnum(cluster, 0x00001000), ERROR_INVALID_PARAMETER, "server");
    CHECK_FAILS(ClusterOpenEnum(NULL, CLUSTER_ENUM_NODE), ERROR_INVALID_HANDLE, "local");
    for (i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        list[i] = ClusterOpenEnum(cluster, i % 2 != 0 ? CLUSTER_ENUM_NODE : CLUSTER_ENUM_NETINTERFACE);
        CHECK(list[i] != NULL);
    }
    CHECK_EQUAL(lwclus_get_statistics(cluster, &before), ERROR_SUCCESS);
    CHECK_FAILS(ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE), ERROR_NO_SYSTEM_RESOURCES, "local");
    CHECK_EQUAL(lwclus_get_statistics(cluster, &after), ERROR_SUCCESS);
    CHECK_EQUAL(after.pdus_sent, before.pdus_sent);
    for (i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        CHECK_EQUAL(ClusterGetEnumCount(list[i]), i % 2 != 0 ? 2 : 4);
    }
    CHECK_EQUAL(ClusterCloseEnum(list[0]), ERROR_SUCCESS);
    list[0] = ClusterOpenEnum(cluster, CLUSTER_ENUM_ALL);
    CHECK_EQUAL(ClusterGetEnumCount(list[0]), 8);
    CHECK(CloseCluster(cluster)); /* and with it the snapshots */
}

const struct api_case api_enum_cases[] = {
    {"ClusterOpenEnum: every type", every_type},
    {"ClusterEnum reads a snapshot", snapshot},
    {"ClusterEnum: errors", entry_errors},
    {"ClusterOpenEnum: errors", open_errors},
    {NULL, NULL},
};
