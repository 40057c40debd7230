/*
 * krb5_peer_ticket.c - tickets that are remembered, forgotten, displaced, too large
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#include <pthread.h>

#define OPENS 25u

static void remembered(void)
{
    krb5_prepare(u"alice");
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_kdc("off");
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
    krb5_kdc("on");
    (void)krb5_use(u"dc1.cmrp.test", (struct krb5_cost){.tickets = 1});
}

static void server_restarted(void)
{
    krb5_prepare(u"alice");
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    api_restart_server();
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
}

/* The server goes away and comes back; no KDC is there. */
static void reconnected(void)
{
    HCLUSTER cluster;
    HNETINTERFACE n;
    struct lwclus_statistics s;

    krb5_prepare(u"alice");
    krb5_config.connect_timeout_ms = 2000;
    krb5_start();
    cluster = OpenClusterEx(API_DNS_NAME, GENERIC_READ, NULL);
    n = OpenClusterNetInterfaceEx(cluster, api_netinterface[2], GENERIC_READ, NULL);
    krb5_kdc("off");
    api_restart_server();
    CHECK_EQUAL(GetClusterNetInterfaceState(n), ClusterNetInterfaceFailed);
    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.reconnects, 1);
    CHECK_EQUAL(s.tickets, 2);
    CHECK(s.ticket_hits >= 1);
    krb5_kdc("on");
    CHECK(CloseCluster(cluster));
}

static void forgotten(void)
{
    krb5_prepare(u"alice");
    krb5_config.connect_timeout_ms = 2000;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    lwclus_forget_credentials();
    krb5_kdc("off");
    krb5_use_fails(API_DNS_NAME, ERROR_NO_LOGON_SERVERS, "deadline");
    krb5_kdc("on");
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

/* A ticket belongs to the password that it was fetched with, and to the account. */
static void other_credentials(void)
{
    krb5_prepare(u"alice");
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_account.password = u"Wrong.1";
    krb5_use_fails(API_DNS_NAME, ERROR_LOGON_FAILURE, "auth");
    krb5_account.password = KRB5_PASSWORD;
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
    krb5_account.user = u"bob";
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void displaced(void)
{
    static const WCHAR *const users[] = {u"alice", u"bob", u"crowd", u"renamed", u"Administrator"};
    uint32_t i;

    krb5_prepare(u"alice");
    krb5_start();
    for (i = 0; i <= LWCLUS_MAX_TICKETS / 2; i++) {
        krb5_account.user = users[i];
        krb5_account.password = i == 4 ? api_administrator.password : KRB5_PASSWORD;
        (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    }
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
    krb5_account.user = u"alice";
    krb5_account.password = KRB5_PASSWORD;
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

/* A bind larger than the fragments that it proposes, and a ticket larger than what is there for it. */
static void large(void)
{
    krb5_prepare(u"big");
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_prepare(u"huge");
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_INSUFFICIENT_BUFFER, "local");
}

/* Two tasks want the same tickets while a third has them forgotten. */
static void *open_often(void *arg)
{
    uint32_t *wrong = arg;
    uint32_t i;

    for (i = 0; i < OPENS; i++) {
        HCLUSTER cluster = OpenClusterEx(API_DNS_NAME, GENERIC_READ, NULL);

        *wrong += cluster == NULL || !CloseCluster(cluster);
    }
    return NULL;
}

static void several_tasks(void)
{
    pthread_t threads[2];
    uint32_t wrong[2] = {0, 0};
    struct lwclus_statistics s;
    uint32_t i;

    krb5_prepare(u"alice");
    krb5_start();
    for (i = 0; i < 2; i++) {
        CHECK_EQUAL(pthread_create(&threads[i], NULL, open_often, &wrong[i]), 0);
    }
    for (i = 0; i < 1000; i++) {
        lwclus_forget_credentials();
        api_pause();
    }
    for (i = 0; i < 2; i++) {
        CHECK_EQUAL(pthread_join(threads[i], NULL), 0);
        CHECK_EQUAL(wrong[i], 0);
    }
    CHECK_EQUAL(lwclus_get_statistics(NULL, &s), ERROR_SUCCESS);
    CHECK(s.tickets > 2);
    CHECK_EQUAL(s.ntlm_fallbacks, 0);
}

const struct api_case krb5_ticket_cases[] = {
    {"tickets are remembered: no KDC is asked", remembered},
    {"tickets outlive a restart of the server", server_restarted},
    {"a reconnect takes the remembered ticket", reconnected},
    {"lwclus_forget_credentials", forgotten},
    {"tickets of other credentials are not taken", other_credentials},
    {"more tickets than rows", displaced},
    {"two tasks open, a third forgets", several_tasks},
    {"bind of more than a fragment, ticket of more than LWCLUS_TICKET_BYTES", large},
    {NULL, NULL},
};
