/*
 * api_peer_cluster.c - clusters: opening, closing, information
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "api_peer.h"

#include <pthread.h>
#include <string.h>

static void before_init(void)
{
    struct lwclus_config config = api_config();
    DWORD units = 0;

    lwclus_deinit();
    CHECK_FAILS(OpenCluster(api_address), ERROR_NOT_READY, "local");
    CHECK_FAILS(CloseCluster(AS(HCLUSTER, 1)), ERROR_NOT_READY, "local");
    CHECK_CODE(GetClusterInformation(AS(HCLUSTER, 1), NULL, &units, NULL), ERROR_NOT_READY, "local");
    CHECK_EQUAL(lwclus_init(NULL), ERROR_INVALID_PARAMETER);
    CHECK_EQUAL(lwclus_init(&config), ERROR_SUCCESS);
    CHECK_EQUAL(lwclus_init(&config), ERROR_ALREADY_EXISTS);
}

static void open_cluster(void)
{
    HCLUSTER cluster = OpenCluster(api_address);

    CHECK(cluster != NULL);
    CHECK(!lwclus_is_local(cluster));
    CHECK(CloseCluster(cluster));
    CHECK_FAILS(OpenCluster(u"nosuch.cmrp.test"), RPC_S_SERVER_UNAVAILABLE, "port");
    CHECK_FAILS(OpenCluster(u""), RPC_S_INVALID_NET_ADDR, "local");
}

static void access_rights(void)
{
    static const struct {
        DWORD desired, granted;
    } rows[] = {
        {GENERIC_READ, GENERIC_READ},      {GENERIC_WRITE, GENERIC_ALL},
        {GENERIC_EXECUTE, GENERIC_ALL},    {GENERIC_ALL, GENERIC_ALL},
        {MAXIMUM_ALLOWED, GENERIC_ALL},    {CLUSAPI_READ_ACCESS, GENERIC_READ},
        {CLUSAPI_ALL_ACCESS, GENERIC_ALL}, {GENERIC_READ | GENERIC_WRITE, GENERIC_ALL},
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DWORD granted = 0;
        HCLUSTER cluster = OpenClusterEx(api_address, rows[i].desired, &granted);
        DWORD granted2 = 0;
        HNETINTERFACE n = OpenClusterNetInterfaceEx(cluster, api_netinterface[1], rows[i].desired, &granted2);

        CHECK(cluster != NULL && n != NULL);
        CHECK_EQUAL(granted, rows[i].granted);
        CHECK_EQUAL(granted2, rows[i].granted);
        CHECK(CloseClusterNetInterface(n));
        CHECK(CloseCluster(cluster));
    }
}

static void bad_access(void)
{
    static const DWORD rows[] = {
        0, 0x00000008, 0x01000000, CLUSAPI_CHANGE_ACCESS, CLUSAPI_NO_ACCESS, GENERIC_READ | 0x00010000};
    HCLUSTER cluster = api_open(GENERIC_READ);
    struct lwclus_statistics before, after;
    size_t i;

    CHECK_EQUAL(lwclus_get_statistics(NULL, &before), ERROR_SUCCESS);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        DWORD granted = 4711;

        CHECK_FAILS(OpenClusterEx(api_address, rows[i], &granted), ERROR_INVALID_PARAMETER, "local");
        CHECK_EQUAL(granted, 4711);
        CHECK_FAILS(OpenClusterNetInterfaceEx(cluster, api_netinterface[0], rows[i], &granted),
                    ERROR_INVALID_PARAMETER, "local");
        CHECK_EQUAL(granted, 4711);
    }
    CHECK_EQUAL(lwclus_get_statistics(NULL, &after), ERROR_SUCCESS);
    CHECK_EQUAL(after.pdus_sent, before.pdus_sent);
    CHECK(CloseCluster(cluster));
}

static void wrong_account(void)
{
    struct lwclus_config config = api_config();
    struct api_account account = api_administrator;
    DWORD granted = 4711;

    account.password = u"Wrong.1";
    config.user = &account;
    api_restart(&config);
    CHECK_FAILS(OpenClusterEx(api_address, GENERIC_READ, &granted), ERROR_ACCESS_DENIED, "auth");
    CHECK_EQUAL(account.wiped, account.given);
    account.user = NULL;
    CHECK_FAILS(OpenClusterEx(api_address, GENERIC_READ, &granted), ERROR_NO_SUCH_LOGON_SESSION, "auth");
    config.credentials = NULL;
    api_restart(&config);
    CHECK_FAILS(OpenClusterEx(api_address, GENERIC_READ, &granted), ERROR_NO_SUCH_LOGON_SESSION, "auth");
    CHECK_EQUAL(granted, 4711);
}

static void nt_hash(void)
{
    /* MD4 of "Passw0rd.1" in UTF-16LE, the administrator's password; computed with OpenSSL */
    static const BYTE hash[16] = {0x2d, 0x5f, 0x02, 0x23, 0xb0, 0x85, 0x6f, 0x85,
                                  0x10, 0xc7, 0xef, 0x62, 0x4c, 0x8e, 0x46, 0x32};
    struct lwclus_config config = api_config();
    struct api_account account = api_administrator;
    HCLUSTER cluster;

    account.password = NULL;
    account.nt_hash = hash;
    config.user = &account;
    api_restart(&config);
    cluster = api_open(GENERIC_ALL);
    CHECK(CloseCluster(cluster));
    CHECK_EQUAL(account.given, 1);
    CHECK_EQUAL(account.wiped, 1);
}

static void close_cluster(void)
{
    HCLUSTER cluster = api_open(GENERIC_ALL);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NODE);

    CHECK(list != NULL);
    CHECK_FAILS(CloseCluster(NULL), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(CloseCluster(AS(HCLUSTER, n)), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(CloseCluster(AS(HCLUSTER, (uintptr_t)cluster + 1)), ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(cluster));
    CHECK_FAILS(CloseCluster(cluster), ERROR_INVALID_HANDLE, "local");
    CHECK_FAILS(CloseClusterNetInterface(n), ERROR_INVALID_HANDLE, "local");
    CHECK_EQUAL(GetClusterNetInterfaceState(n), ClusterNetInterfaceStateUnknown);
    CHECK_EQUAL(ClusterCloseEnum(list), ERROR_INVALID_HANDLE);
    CHECK_FAILS(OpenClusterNetInterface(cluster, api_netinterface[0]), ERROR_INVALID_HANDLE, "local");
}

static void local_cluster(void)
{
    struct lwclus_config config = api_config();
    struct lwclus_statistics statistics;
    DWORD granted = 0;
    HCLUSTER cluster = OpenClusterEx(NULL, GENERIC_READ, &granted);
    HCLUSTER remote = api_open(GENERIC_READ);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);

    CHECK(lwclus_is_local(cluster));
    CHECK(!lwclus_is_local(remote));
    CHECK_EQUAL(granted, GENERIC_READ);
    CHECK_EQUAL(GetClusterNetInterfaceState(n), api_netinterface_state[0]);
    CHECK_EQUAL(lwclus_get_statistics(cluster, &statistics), ERROR_SUCCESS);
    CHECK_EQUAL(api_administrator.given, 1); /* for the remote one alone */
    CHECK(CloseCluster(remote));
    CHECK(CloseCluster(cluster));
    config.local = NULL;
    api_restart(&config);
    CHECK_FAILS(OpenClusterEx(NULL, GENERIC_READ, &granted), EPT_S_NOT_REGISTERED, "local");
    CHECK_FAILS(OpenCluster(NULL), EPT_S_NOT_REGISTERED, "local");
}

static void information(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    CLUSTERVERSIONINFO version = {.dwVersionInfoSize = sizeof version};
    WCHAR name[64] = {7};
    DWORD units = 64;

    CHECK_EQUAL(GetClusterInformation(cluster, name, &units, &version), ERROR_SUCCESS);
    CHECK_TEXT(name, u"CMRPCLUSTER");
    CHECK_EQUAL(units, 11);
    CHECK_EQUAL(version.MajorVersion, 10);
    CHECK_EQUAL(version.MinorVersion, 0);
    CHECK_EQUAL(version.BuildNumber, 20348);
    CHECK_TEXT(version.szVendorId, u"lwclus test peer");
    CHECK_TEXT(version.szCSDVersion, u"");
    CHECK_EQUAL(version.dwClusterHighestVersion, 0x000B0003);
    CHECK_EQUAL(version.dwClusterLowestVersion, 0x000A0003);
    units = 0;
    CHECK_EQUAL(GetClusterInformation(cluster, NULL, &units, NULL), ERROR_SUCCESS);
    CHECK_EQUAL(units, 11);
    units = 11; /* without room for the NUL */
    CHECK_CODE(GetClusterInformation(cluster, name, &units, NULL), ERROR_MORE_DATA, "local");
    CHECK_EQUAL(units, 11);
    units = 12;
    CHECK_EQUAL(GetClusterInformation(cluster, name, &units, NULL), ERROR_SUCCESS);
    CHECK_CODE(GetClusterInformation(cluster, name, NULL, NULL), ERROR_INVALID_PARAMETER, "local");
    version.dwVersionInfoSize--;
    CHECK_CODE(GetClusterInformation(cluster, name, &units, &version), ERROR_INVALID_PARAMETER, "local");
    CHECK_CODE(GetClusterInformation(NULL, name, &units, NULL), ERROR_INVALID_HANDLE, "local");
    CHECK(CloseCluster(cluster));
    CHECK_CODE(GetClusterInformation(cluster, name, &units, NULL), ERROR_INVALID_HANDLE, "local");
}

static void server_name(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    WCHAR name[16];
    DWORD units = 16;

    CHECK_EQUAL(lwclus_get_server(cluster, name, &units), ERROR_SUCCESS);
    CHECK_TEXT(name, u"node1");
    CHECK_EQUAL(units, 5);
    CHECK_EQUAL(lwclus_get_server(cluster, name, &units), ERROR_MORE_DATA);
    CHECK_EQUAL(lwclus_get_server(cluster, NULL, &units), ERROR_SUCCESS);
    CHECK_EQUAL(lwclus_get_server(cluster, name, NULL), ERROR_INVALID_PARAMETER);
    CHECK(CloseCluster(cluster));
    CHECK_EQUAL(lwclus_get_server(cluster, name, &units), ERROR_INVALID_HANDLE);
}

static void statistics(void)
{
    struct lwclus_config config = api_config();
    struct lwclus_statistics s;
    HCLUSTER cluster = api_open(GENERIC_READ);

    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.round_trips, 7); /* three calls in the last flight */
    CHECK_EQUAL(s.calls, 3);
    CHECK_EQUAL(s.pdus_sent, 7);
    CHECK_EQUAL(s.pdus_received, 7);
    CHECK(CloseCluster(cluster));
    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_INVALID_HANDLE);
    CHECK_EQUAL(lwclus_get_statistics(NULL, NULL), ERROR_INVALID_PARAMETER);
    CHECK_EQUAL(lwclus_get_statistics(NULL, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.round_trips, 8);
    config.endpoint_port = 49300;
    api_restart(&config);
    cluster = api_open(GENERIC_READ);
    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.round_trips, 4);
    CHECK(CloseClusterNetInterface(api_open_netinterface(cluster, GENERIC_READ)));
    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.round_trips, 6);
    CHECK_EQUAL(s.calls, 5);
    CHECK(CloseCluster(cluster));
}

static void *other_task(void *arg)
{
    (void)arg;
    if (GetLastError() != ERROR_SUCCESS || lwclus_last_result() != 0) {
        return (void *)u"not empty";
    }
    SetLastError(4712);
    return GetLastError() == 4712 ? NULL : (void *)u"lost";
}

static void last_error(void)
{
    pthread_t thread;
    void *problem = NULL;

    CHECK(!CloseCluster(NULL));
    CHECK_EQUAL(GetLastError(), ERROR_INVALID_HANDLE);
    SetLastError(4711);
    CHECK_EQUAL(GetLastError(), 4711);
    CHECK_EQUAL(lwclus_last_result() & 0xffffu, ERROR_INVALID_HANDLE);
    CHECK(CloseCluster(api_open(GENERIC_READ))); /* success does not change it */
    CHECK_EQUAL(GetLastError(), 4711);
    CHECK_EQUAL(pthread_create(&thread, NULL, other_task, NULL), 0);
    CHECK_EQUAL(pthread_join(thread, &problem), 0);
    CHECK(problem == NULL);
    CHECK_EQUAL(GetLastError(), 4711);
}

const struct api_case api_cluster_cases[] = {
    {"before lwclus_init", before_init},
    {"OpenCluster", open_cluster},
    {"every access right", access_rights},
    {"access rights that do not exist", bad_access},
    {"account: wrong, none", wrong_account},
    {"account with the NT hash", nt_hash},
    {"CloseCluster closes what was opened through it", close_cluster},
    {"local handles", local_cluster},
    {"GetClusterInformation", information},
    {"lwclus_get_server", server_name},
    {"lwclus_get_statistics", statistics},
    {"last error of each task", last_error},
    {NULL, NULL},
};
