/*
 * krb5_peer.c - Kerberos against a real domain controller: the cases, and what they share; main is api_peer.c
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#include <stdio.h>
#include <stdlib.h>

#include "lwclus_port_posix_lwip.h"

/* The server takes no NTLM: what api_peer does with an address works here with its name. */
const struct api_case *const api_groups[] = {krb5_logon_cases,
                                             krb5_account_cases,
                                             krb5_kdc_cases,
                                             krb5_ticket_cases,
                                             krb5_time_cases,
                                             krb5_flight_cases,
                                             krb5_realm_cases,
                                             krb5_print_cases,
                                             api_netinterface_cases,
                                             api_enum_cases,
                                             api_nonblocking_cases,
                                             api_session_cases,
                                             NULL};

const struct api_target api_target = {"kerberos", "PEER_NAME", "PEER_REALM", LWCLUS_LOGON_KERBEROS};

struct lwclus_config krb5_config;
struct api_account krb5_account;
int64_t krb5_clock_ahead;
bool krb5_no_clock;

static uint64_t filetime(void)
{
    uint64_t now = lwclus_port_posix_lwip.filetime();

    return krb5_no_clock ? 0 : now + (uint64_t)(krb5_clock_ahead * 10000000);
}

void krb5_prepare(const WCHAR *user)
{
    static struct lwclus_port port;

    port = lwclus_port_posix_lwip;
    port.filetime = filetime;
    krb5_clock_ahead = 0;
    krb5_no_clock = false;
    krb5_account = (struct api_account){.user = user, .password = KRB5_PASSWORD};
    krb5_config = api_config();
    krb5_config.port = &port;
    krb5_config.user = &krb5_account;
    krb5_config.realm = KRB5_REALM;
}

void krb5_prepare_key(BYTE etype)
{
    static BYTE key[32];
    char name[32];
    const char *text;
    unsigned i, value;

    krb5_prepare(u"alice");
    krb5_account.password = NULL;
    krb5_account.key = key;
    krb5_account.key_etype = etype;
    (void)snprintf(name, sizeof name, "KRB5_PEER_KEY_%u", (unsigned)etype);
    text = getenv(name);
    CHECK(text != NULL);
    for (i = 0; i < sizeof key && text != NULL && sscanf(text + 2 * i, "%2x", &value) == 1; i++) {
        key[i] = (BYTE)value;
    }
}

void krb5_start(void)
{
    api_restart(&krb5_config);
}

uint32_t krb5_use(const WCHAR *name, struct krb5_cost cost)
{
    struct lwclus_statistics s = {0};
    HCLUSTER cluster = OpenClusterEx(name, GENERIC_READ, NULL);
    HNETINTERFACE n;

    if (!CHECK(cluster != NULL)) {
        return 0;
    }
    CHECK_EQUAL(lwclus_get_statistics(cluster, &s), ERROR_SUCCESS);
    CHECK_EQUAL(s.tickets, cost.tickets);
    CHECK_EQUAL(s.ticket_hits, cost.hits);
    CHECK_EQUAL(s.ntlm_fallbacks, cost.fallbacks);
    CHECK_EQUAL(s.time_corrections, cost.corrections);
    n = api_open_netinterface(cluster, GENERIC_READ);
    CHECK_EQUAL(GetClusterNetInterfaceState(n), api_netinterface_state[0]);
    CHECK(CloseCluster(cluster));
    CHECK_EQUAL(krb5_account.wiped, krb5_account.given);
    return s.round_trips;
}

void krb5_use_fails(const WCHAR *name, DWORD code, const char *origin)
{
    CHECK_FAILS(OpenClusterEx(name, GENERIC_READ, NULL), code, origin);
    CHECK_EQUAL(krb5_account.wiped, krb5_account.given);
}

void krb5_kdc(const char *what)
{
    char command[64];

    (void)snprintf(command, sizeof command, "\"$PEER_KDC\" %s", what);
    CHECK_EQUAL(system(command), 0);
}

void krb5_restart_server(const char *lines)
{
    char command[256];

    (void)snprintf(command, sizeof command, "\"$PEER_RESTART\" %s \"$PEER_CONF\"", lines);
    CHECK_EQUAL(system(command), 0);
}
