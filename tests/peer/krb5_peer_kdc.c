/*
 * krb5_peer_kdc.c - how KDCs are found and reached
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#define IPV4(a, b, c, d)                                                                                     \
    {                                                                                                        \
        .family = LWCLUS_FAMILY_IPV4, .bytes = { a, b, c, d }                                                \
    }

/* The name server has SRV records; the script runs this also with one that has none, and one with dead hosts.
 */
static void by_dns(void)
{
    krb5_prepare(u"alice");
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void configured(const struct lwclus_kdc *kdcs, uint32_t count)
{
    krb5_prepare(u"alice");
    krb5_config.kdcs = kdcs;
    krb5_config.kdc_count = count;
    krb5_start();
}

static void by_address(void)
{
    static const struct lwclus_kdc kdcs[] = {
        {.realm = u"OTHER.TEST", .address = IPV4(10, 57, 0, 99)},
        {.realm = u"cmrp.test", .address = IPV4(10, 57, 0, 1)},
    };

    static const struct lwclus_kdc kdc6 = {
        .address = {.family = LWCLUS_FAMILY_IPV6, .bytes = {0xfd, 0x57, [15] = 1}}};

    configured(kdcs, 2);
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    if (api_has_ipv6()) {
        configured(&kdc6, 1);
        (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    }
}

/* The host that answered is asked first the next time. */
static void refusing_first(void)
{
    static const struct lwclus_kdc kdcs[] = {
        {.address = IPV4(10, 57, 0, 1), .port = 89},
        {.address = IPV4(10, 57, 0, 1)},
    };
    uint32_t first;

    configured(kdcs, 2);
    first = krb5_use(API_DNS_NAME, KRB5_FETCHED);
    lwclus_forget_credentials();
    CHECK(krb5_use(API_DNS_NAME, KRB5_FETCHED) < first);
}

static void silent_first(void)
{
    static const struct lwclus_kdc kdcs[] = {
        {.address = IPV4(10, 57, 0, 99)},
        {.address = IPV4(10, 57, 0, 1)},
    };

    configured(kdcs, 2);
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void none_there(void)
{
    static const struct lwclus_kdc kdcs[] = {{.address = IPV4(10, 57, 0, 1), .port = 89}};

    configured(kdcs, 1);
    krb5_use_fails(API_DNS_NAME, ERROR_NO_LOGON_SERVERS, "port");
    configured(NULL, 0);
    krb5_config.realm = u"NOSUCH.TEST";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_NO_LOGON_SERVERS, "port");
}

static void dead_then_alive(void)
{
    krb5_prepare(u"alice");
    krb5_config.connect_timeout_ms = 2000;
    krb5_start();
    krb5_kdc("off");
    krb5_use_fails(API_DNS_NAME, ERROR_NO_LOGON_SERVERS, "deadline");
    krb5_kdc("on");
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void udp_first(void)
{
    krb5_prepare(u"alice");
    krb5_config.kdc_udp_first = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void udp_blocked(void)
{
    krb5_kdc("tcp");
    udp_first();
    krb5_kdc("on");
}

const struct api_case krb5_kdc_cases[] = {
    {"KDC from DNS", by_dns},
    {"KDC from the configuration, of this realm", by_address},
    {"first KDC refuses; the one that answers is remembered", refusing_first},
    {"first KDC is silent", silent_first},
    {"no KDC", none_there},
    {"KDC silent, later not", dead_then_alive},
    {"KDC through UDP, what does not fit through TCP", udp_first},
    {"UDP blocked", udp_blocked},
    {NULL, NULL},
};
