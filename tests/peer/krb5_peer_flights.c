/*
 * krb5_peer_flights.c - flights of a whole open: times that the client waits for an answer, TCP connects
 * included
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#include <stdio.h>

static const struct lwclus_kdc kdcs[] = {
    {.realm = KRB5_REALM, .address = {.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, 1}}},
    {.realm = KRB5_OTHER_REALM, .address = {.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, 4}}},
};

static uint32_t all;

static void prepare_kdc(void)
{
    krb5_config.endpoint_port = 49300;
    krb5_config.kdcs = kdcs;
    krb5_config.kdc_count = 2;
}

static void count(const char *what, uint32_t wanted, struct krb5_cost cost)
{
    uint32_t flights = krb5_use(API_DNS_NAME, cost);

    (void)printf("    %-48s %u flights\n", what, (unsigned)flights);
    CHECK_EQUAL(flights, wanted);
}

/* Those to the end, closing included. */
static void count_all(void)
{
    struct lwclus_statistics s;

    CHECK_EQUAL(lwclus_get_statistics(NULL, &s), ERROR_SUCCESS);
    all += s.round_trips;
}

/* The script counts the same on the wire. */
static void flights(void)
{
    all = 0;
    krb5_prepare(u"alice");
    prepare_kdc();
    krb5_start();
    count("nothing known", 7, KRB5_FETCHED);
    count("ticket remembered", 3, KRB5_KNOWN);
    count_all();
    krb5_prepare_key(LWCLUS_ETYPE_AES256);
    prepare_kdc();
    krb5_start();
    count("key and time known", 6, KRB5_FETCHED);
    count_all();
    krb5_config.direct_ticket = true;
    krb5_start();
    count("key and time known, ticket straight from the AS", 5, (struct krb5_cost){.tickets = 1});
    count_all();
    krb5_prepare(u"dora");
    krb5_config.realm = KRB5_OTHER_REALM;
    prepare_kdc();
    krb5_start();
    count("nothing known, account of another realm", 9, KRB5_REFERRED);
    count_all();
    (void)printf("    %-48s %u flights\n", "all", (unsigned)all);
}

const struct api_case krb5_flight_cases[] = {
    {"flights", flights},
    {NULL, NULL},
};
