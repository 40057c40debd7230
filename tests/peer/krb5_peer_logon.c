/*
 * krb5_peer_logon.c - mechanisms: what is taken when, and what takes its place
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#include <stdlib.h>
#include <string.h>

#define MANY 500u

static void by_name(void)
{
    krb5_prepare(u"alice");
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void any_takes_kerberos(void)
{
    krb5_prepare(u"alice");
    krb5_config.logon = LWCLUS_LOGON_ANY;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void raw(void)
{
    krb5_prepare(u"alice");
    krb5_config.logon = LWCLUS_LOGON_KERBEROS_RAW;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void direct_for(const WCHAR *user)
{
    krb5_prepare(user);
    krb5_config.direct_ticket = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, (struct krb5_cost){.tickets = 1});
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
}

static void direct(void)
{
    direct_for(u"alice");
    direct_for(u"alice@CMRP.TEST");
    direct_for(u"robert@CMRP.TEST");
}

static void ntlm_is_refused(void)
{
    krb5_prepare(u"alice");
    krb5_config.logon = LWCLUS_LOGON_NTLM;
    krb5_account.domain = u"CMRP";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_ACCESS_DENIED, "auth");
}

/* A server with NTLM, for what falls back. */
static unsigned logged;

static void count_log(void *user, int level, const char *text, uint32_t value)
{
    (void)user;
    (void)level;
    (void)value;
    logged += strstr(text, "NTLM") != NULL;
}

static void fallback(const WCHAR *name, const WCHAR *realm, const BYTE *nt_hash, DWORD code,
                     const char *origin, uint32_t tickets)
{
    krb5_prepare(u"alice");
    krb5_config.realm = realm;
    krb5_account.domain = u"CMRP";
    if (nt_hash != NULL) {
        krb5_account.password = NULL;
        krb5_account.nt_hash = nt_hash;
    }
    krb5_start();
    krb5_use_fails(name, code, origin);
    krb5_config.logon = LWCLUS_LOGON_ANY;
    krb5_config.log = count_log;
    logged = 0;
    krb5_start();
    (void)krb5_use(name, (struct krb5_cost){.tickets = tickets, .fallbacks = 1});
    CHECK_EQUAL(logged, 1);
}

static void fallbacks(void)
{
    /* MD4 of "Alice.pw.1" in UTF-16LE; computed with OpenSSL */
    static const BYTE hash[16] = {0x86, 0x0b, 0x80, 0x0a, 0x9c, 0xff, 0xe0, 0x31,
                                  0xf6, 0x45, 0x03, 0xd3, 0x1f, 0x53, 0x71, 0x8d};

    CHECK_EQUAL(system("\"$PEER_RESTART\" 'ntlm auth = yes'"), 0);
    fallback(u"10.57.0.1", KRB5_REALM, NULL, RPC_S_SEC_PKG_ERROR, "auth", 0);
    fallback(KRB5_NO_SPN, KRB5_REALM, NULL, RPC_S_SEC_PKG_ERROR, "auth", 1); /* the TGT */
    fallback(API_DNS_NAME, u"NOSUCH.TEST", NULL, ERROR_NO_LOGON_SERVERS, "port", 0);
    fallback(API_DNS_NAME, KRB5_REALM, hash, ERROR_NO_SUCH_LOGON_SESSION, "auth", 0);
    api_restart_server();
}

/* What the KDC says about the account is the last word. */
static void no_fallback(void)
{
    krb5_prepare(u"disabled");
    krb5_config.logon = LWCLUS_LOGON_ANY;
    krb5_account.domain = u"CMRP";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_ACCOUNT_DISABLED, "auth");
    krb5_account.password = u"Wrong.1";
    krb5_account.user = u"renamed";
    krb5_use_fails(API_DNS_NAME, ERROR_LOGON_FAILURE, "auth");
}

static void spn_of_application(void)
{
    krb5_prepare(u"alice");
    krb5_config.spn = u"MSServerClusterMgmtAPI/dc1";
    krb5_start();
    (void)krb5_use(u"10.57.0.1", KRB5_FETCHED);
    (void)krb5_use(KRB5_NO_SPN, KRB5_KNOWN);
    krb5_config.spn = u"MSServerClusterMgmtAPI/nospn";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, RPC_S_SEC_PKG_ERROR, "auth");
}

/* ---- the ways to write an account */

static void account_forms(void)
{
    static const struct {
        const WCHAR *realm, *domain, *user;
    } rows[] = {
        {NULL, NULL, u"alice@CMRP.TEST"},       {NULL, NULL, u"Alice@cmrp.test"},
        {NULL, u"cmrp.test", u"ALICE"},         {u"cmrp.test", u"CMRP", u"alice"},
        {KRB5_REALM, NULL, u"alice@CMRP.TEST"}, {KRB5_REALM, NULL, u"alice@CMRP"},
        {NULL, NULL, u"robert@cmrp.test"}, /* bob */

    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        krb5_prepare(rows[i].user);
        krb5_config.realm = rows[i].realm;
        krb5_account.domain = rows[i].domain;
        krb5_start();
        (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    }
}

static void keytab(void)
{
    krb5_prepare_key(LWCLUS_ETYPE_AES256);
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_account.key_etype = LWCLUS_ETYPE_AES128; /* its first half: another key */
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_LOGON_FAILURE, "auth");
    krb5_prepare_key(LWCLUS_ETYPE_AES128);
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

/* ---- replies of several fragments, each sealed by itself */

static void count_many(void)
{
    HCLUSTER cluster = OpenClusterEx(API_DNS_NAME, GENERIC_READ, NULL);
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
    WCHAR name[64];
    DWORD units = 64, type = 0;

    CHECK(cluster != NULL && list != NULL);
    CHECK_EQUAL(ClusterGetEnumCount(list), API_NETINTERFACES + MANY);
    CHECK_EQUAL(ClusterEnum(list, API_NETINTERFACES + MANY - 1, &type, name, &units), ERROR_SUCCESS);
    CHECK_TEXT(name, u"node1 - bulk 00499");
    CHECK_EQUAL(ClusterCloseEnum(list), ERROR_SUCCESS);
    CHECK(CloseCluster(cluster));
}

static void many(void)
{
    krb5_restart_server("'clusapi:extra netinterfaces = 500'");
    krb5_prepare(u"alice");
    krb5_start();
    count_many();
    krb5_config.logon = LWCLUS_LOGON_KERBEROS_RAW;
    krb5_start();
    count_many();
    api_restart_server();
}

const struct api_case krb5_logon_cases[] = {
    {"cluster opened by its DNS name", by_name},
    {"Kerberos comes before NTLM", any_takes_kerberos},
    {"raw Kerberos, without SPNEGO", raw},
    {"ticket straight from the AS", direct},
    {"NTLM is refused by this server", ntlm_is_refused},
    {"NTLM takes over: address, no SPN, unknown realm, NT hash", fallbacks},
    {"NTLM does not take over after a word about the account", no_fallback},
    {"SPN of the application", spn_of_application},
    {"ways to write an account", account_forms},
    {"keys from a keytab in place of the password", keytab},
    {"500 more interfaces: sealed replies of several fragments", many},
    {NULL, NULL},
};
