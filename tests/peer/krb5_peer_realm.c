/*
 * krb5_peer_realm.c - account and cluster in different forests, which trust each other
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

/* The KDC of the account's realm, and of the cluster's: the last byte of its address. */
#define OTHER_KDC                                                                                            \
    {                                                                                                        \
        .realm = KRB5_OTHER_REALM, .address = {.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, 4} }       \
    }
#define CLUSTER_KDC(last)                                                                                    \
    {                                                                                                        \
        .realm = KRB5_REALM, .address = {.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, (last)} }        \
    }

static const struct lwclus_kdc kdcs[] = {CLUSTER_KDC(1), OTHER_KDC};
static const struct lwclus_kdc silent_kdcs[] = {CLUSTER_KDC(99), OTHER_KDC};

static void prepare(const WCHAR *user, const WCHAR *realm)
{
    krb5_prepare(user);
    krb5_config.realm = realm;
}

static void with_kdcs(const struct lwclus_kdc *list)
{
    krb5_config.kdcs = list;
    krb5_config.kdc_count = 2;
}

static void referred(void)
{
    prepare(u"dora", KRB5_OTHER_REALM);
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_REFERRED);
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
    /* the TGT is there; the one for the cluster's realm was for the way only */
    (void)krb5_use(u"dc1.cmrp.test", (struct krb5_cost){.tickets = 2});
}

static void configured(void)
{
    prepare(u"dora", u"other.test");
    with_kdcs(kdcs);
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_REFERRED);
    krb5_config.logon = LWCLUS_LOGON_KERBEROS_RAW;
    krb5_config.kdc_udp_first = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_REFERRED);
}

/* The realm of the cluster is asked for the account, and sends to the account's own (RFC 6806 7). */
static void account_referred(void)
{
    prepare(u"dora@OTHER.TEST", KRB5_REALM);
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_REFERRED);
    prepare(u"dora@other.test", NULL);
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_REFERRED);
}

static void direct(void)
{
    prepare(u"dora", KRB5_OTHER_REALM);
    krb5_config.direct_ticket = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_REFERRED);
}

static void no_clock(void)
{
    prepare(u"dora", KRB5_OTHER_REALM);
    krb5_no_clock = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, (struct krb5_cost){.tickets = 3, .corrections = 1});
}

static void wrong_password(void)
{
    prepare(u"dora", KRB5_OTHER_REALM);
    krb5_account.password = u"Wrong.1";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_LOGON_FAILURE, "auth");
}

/* The KDC knows the service to be of another realm, but not the service. */
static void unknown_service(void)
{
    prepare(u"dora", KRB5_OTHER_REALM);
    krb5_start();
    krb5_use_fails(KRB5_NO_SPN, RPC_S_SEC_PKG_ERROR, "auth");
}

static void no_kdc(void)
{
    prepare(u"dora", KRB5_OTHER_REALM);
    krb5_config.spn = u"MSServerClusterMgmtAPI/clus.gone.test";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_NO_LOGON_SERVERS, "port");
    prepare(u"dora", KRB5_OTHER_REALM);
    with_kdcs(silent_kdcs);
    krb5_config.connect_timeout_ms = 2000;
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_NO_LOGON_SERVERS, "deadline");
}

const struct api_case krb5_realm_cases[] = {
    {"account of another realm: referred to the cluster's", referred},
    {"account of another realm: KDCs of both from the configuration", configured},
    {"account of another realm: the cluster's realm is asked, and refers", account_referred},
    {"account of another realm: a ticket straight from the AS is not to be had", direct},
    {"account of another realm: no clock", no_clock},
    {"account of another realm: wrong password", wrong_password},
    {"account of another realm: service without an SPN", unknown_service},
    {"referral to a realm without a KDC, and with a silent one", no_kdc},
    {NULL, NULL},
};
