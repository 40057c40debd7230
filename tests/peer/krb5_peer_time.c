/*
 * krb5_peer_time.c - devices without a clock, and with a wrong one
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#define MINUTE 60
#define HOUR   (60 * MINUTE)
#define YEAR   (365 * 24 * HOUR)

static void no_clock(void)
{
    krb5_prepare(u"alice");
    krb5_no_clock = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, (struct krb5_cost){.tickets = 2, .corrections = 1});
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
    lwclus_forget_credentials();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void wrong_by(int64_t seconds)
{
    krb5_prepare(u"alice");
    krb5_clock_ahead = seconds;
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_TIME_SKEW, "auth");
    krb5_config.learn_time = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, (struct krb5_cost){.tickets = 2, .corrections = 1});
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
}

static void wrong_clock(void)
{
    wrong_by(YEAR);
    wrong_by(-YEAR);
    wrong_by(-HOUR);
}

static void almost_right(void)
{
    krb5_prepare(u"alice");
    krb5_clock_ahead = 4 * MINUTE;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_clock_ahead = -4 * MINUTE;
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
}

/* Eleven hours later no ticket of ten hours is taken. The clock of the KDC does not come along. */
static void expired(void)
{
    krb5_prepare(u"alice");
    krb5_config.learn_time = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_clock_ahead = 11 * HOUR;
    (void)krb5_use(API_DNS_NAME, (struct krb5_cost){.tickets = 2, .corrections = 1});
    (void)krb5_use(API_DNS_NAME, KRB5_KNOWN);
}

/* A remembered ticket, but the clock is wrong by now: the server tells its time. */
static void wrong_later(void)
{
    krb5_prepare(u"alice");
    krb5_config.learn_time = true;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_clock_ahead = HOUR;
    (void)krb5_use(API_DNS_NAME, (struct krb5_cost){.hits = 1, .corrections = 1});
    krb5_config.learn_time = false;
    krb5_clock_ahead = 0;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
    krb5_clock_ahead = HOUR;
    krb5_use_fails(API_DNS_NAME, ERROR_TIME_SKEW, "auth");
}

const struct api_case krb5_time_cases[] = {
    {"no clock: the time is learned once", no_clock},
    {"clock wrong by a year, by an hour: learned, or told", wrong_clock},
    {"clock wrong by four minutes", almost_right},
    {"expired tickets are fetched anew", expired},
    {"clock wrong after a ticket was fetched", wrong_later},
    {NULL, NULL},
};
