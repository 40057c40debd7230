/*
 * api_peer_session.c - several sessions, several tasks, a server that goes away
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "api_peer.h"

#include <pthread.h>

#define CALLS 200

static void two_sessions(void)
{
    HCLUSTER a = api_open(GENERIC_READ);
    HCLUSTER b = OpenClusterEx(API_DNS_NAME, GENERIC_ALL, NULL);
    HNETINTERFACE x = api_open_netinterface(a, GENERIC_READ);
    HNETINTERFACE y = OpenClusterNetInterfaceEx(b, api_netinterface[1], GENERIC_READ, NULL);
    struct lwclus_statistics of_a, of_b, all;
    int i;

    for (i = 0; i < 5; i++) {
        CHECK_EQUAL(GetClusterNetInterfaceState(x), ClusterNetInterfaceUp);
        CHECK_EQUAL(GetClusterNetInterfaceState(y), ClusterNetInterfaceUnreachable);
    }
    CHECK_EQUAL(lwclus_get_statistics(a, &of_a), ERROR_SUCCESS);
    CHECK_EQUAL(lwclus_get_statistics(b, &of_b), ERROR_SUCCESS);
    CHECK_EQUAL(lwclus_get_statistics(NULL, &all), ERROR_SUCCESS);
    CHECK_EQUAL(of_a.calls, 9);
    CHECK_EQUAL(of_b.calls, 9);
    CHECK_EQUAL(all.calls, 18);
    CHECK(CloseCluster(a));
    CHECK_FAILS(CloseClusterNetInterface(x), ERROR_INVALID_HANDLE, "local");
    CHECK_EQUAL(GetClusterNetInterfaceState(y), ClusterNetInterfaceUnreachable);
    CHECK(CloseCluster(b));
}

static void all_sessions(void)
{
    HCLUSTER cluster[LWCLUS_MAX_SESSIONS];
    int i;

    for (i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        cluster[i] = api_open(GENERIC_READ);
    }
    CHECK_FAILS(OpenClusterEx(api_address, GENERIC_READ, NULL), ERROR_NO_SYSTEM_RESOURCES, "local");
    CHECK(CloseCluster(cluster[1]));
    cluster[1] = api_open(GENERIC_READ);
    for (i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
        CHECK(CloseCluster(cluster[i]));
    }
}

struct task {
    pthread_t thread;
    HCLUSTER cluster;
    int number;
    uint32_t wrong;
};

static void *use_cluster(void *arg)
{
    struct task *task = arg;
    int i;

    for (i = 0; i < CALLS; i++) {
        int which = (i + task->number) % API_NETINTERFACES;
        HNETINTERFACE n =
            OpenClusterNetInterfaceEx(task->cluster, api_netinterface[which], GENERIC_READ, NULL);

        task->wrong += GetClusterNetInterfaceState(n) != api_netinterface_state[which];
        task->wrong += !CloseClusterNetInterface(n);
    }
    return NULL;
}

static void run_tasks(HCLUSTER a, HCLUSTER b)
{
    struct task tasks[2] = {{.cluster = a}, {.cluster = b, .number = 1}};
    int i;

    for (i = 0; i < 2; i++) {
        CHECK_EQUAL(pthread_create(&tasks[i].thread, NULL, use_cluster, &tasks[i]), 0);
    }
    for (i = 0; i < 2; i++) {
        CHECK_EQUAL(pthread_join(tasks[i].thread, NULL), 0);
        CHECK_EQUAL(tasks[i].wrong, 0);
    }
}

static void tasks_with_sessions(void)
{
    HCLUSTER a = api_open(GENERIC_READ), b = api_open(GENERIC_ALL);

    run_tasks(a, b);
    CHECK(CloseCluster(a));
    CHECK(CloseCluster(b));
}

static void tasks_with_one_session(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);

    run_tasks(cluster, cluster);
    CHECK(CloseCluster(cluster));
}

static void server_restarted(void)
{
    HCLUSTER cluster = api_open(GENERIC_READ);
    HNETINTERFACE n = OpenClusterNetInterfaceEx(cluster, api_netinterface[2], GENERIC_READ, NULL);
    struct lwclus_statistics s;

    CHECK_EQUAL(GetClusterNetInterfaceState(n), ClusterNetInterfaceFailed);
    api_restart_server();
    CHECK_EQUAL(GetClusterNetInterfaceState(n), ClusterNetInterfaceFailed);
    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.reconnects, 1);
    CHECK_EQUAL(s.lost_handles, 0);
    CHECK(CloseClusterNetInterface(n));
    CHECK(CloseCluster(cluster));
}

static void server_restarted_unseen(void)
{
    struct lwclus_config config = api_config();
    HCLUSTER cluster;
    HNETINTERFACE n;

    config.reconnect_timeout_ms = LWCLUS_RECONNECT_OFF;
    api_restart(&config);
    cluster = api_open(GENERIC_READ);
    n = api_open_netinterface(cluster, GENERIC_READ);
    api_restart_server();
    SetLastError(ERROR_SUCCESS);
    CHECK_EQUAL(GetClusterNetInterfaceState(n), ClusterNetInterfaceStateUnknown);
    CHECK(GetLastError() == RPC_S_CALL_FAILED || GetLastError() == RPC_S_CALL_FAILED_DNE ||
          GetLastError() == RPC_S_SERVER_UNAVAILABLE);
    CHECK(CloseClusterNetInterface(n));
    CHECK(CloseCluster(cluster));
}

static void local_server_restarted(void)
{
    HCLUSTER cluster = OpenClusterEx(NULL, GENERIC_READ, NULL);
    HNETINTERFACE n = api_open_netinterface(cluster, GENERIC_READ);

    api_restart_server();
    CHECK_EQUAL(GetClusterNetInterfaceState(n), ClusterNetInterfaceStateUnknown);
    /* a local handle does not come back: the next call says so, whatever the first one saw */
    CHECK_FAILS(GetClusterNetInterfaceState(n) != ClusterNetInterfaceStateUnknown, ERROR_INVALID_HANDLE,
                "local");
    CHECK(CloseCluster(cluster));
}

const struct api_case api_session_cases[] = {
    {"two sessions at once", two_sessions},
    {"as many sessions as there are, and one more", all_sessions},
    {"two tasks, each with its session", tasks_with_sessions},
    {"two tasks share a session", tasks_with_one_session},
    {"server restarted: RPC handles go on", server_restarted},
    {"server restarted: an error without reconnect", server_restarted_unseen},
    {"server restarted: local handles are gone", local_server_restarted},
    {NULL, NULL},
};
