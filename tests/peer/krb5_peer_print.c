/*
 * krb5_peer_print.c - the tickets that the library remembers, for the script to compare with what MIT's tools
 * say
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

#include <stdio.h>
#include <stdlib.h>

#include "session/instance.h"

static void print(FILE *out, const struct lwclus_krb5_ticket *ticket)
{
    uint32_t i;

    (void)fprintf(out, "%u %u ", (unsigned)ticket->key.etype, (unsigned)ticket->end);
    for (i = 0; i < ticket->size; i++) {
        (void)fprintf(out, "%02x", ticket->bytes[i]);
    }
    (void)fprintf(out, "\n");
}

/* Into the file that the variable KRB5_PEER_TICKETS names; `cost` is what the cluster's cost. */
static void tickets(const WCHAR *user, const WCHAR *realm, struct krb5_cost cost)
{
    const char *name = getenv("KRB5_PEER_TICKETS");
    FILE *out = name != NULL ? fopen(name, "w") : NULL;
    uint32_t i;

    krb5_prepare(user);
    krb5_config.realm = realm;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, cost);
    if (!CHECK(out != NULL)) {
        return;
    }
    for (i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        if (lwclus_instance.tickets.row[i].valid) {
            print(out, &lwclus_instance.tickets.row[i].ticket);
        }
    }
    CHECK_EQUAL(fclose(out), 0);
}

static void tickets_here(void)
{
    tickets(u"alice", KRB5_REALM, KRB5_FETCHED);
}

static void tickets_referred(void)
{
    tickets(u"dora", KRB5_OTHER_REALM, KRB5_REFERRED);
}

const struct api_case krb5_print_cases[] = {
    {"tickets to be compared", tickets_here},
    {"tickets of an account of another realm to be compared", tickets_referred},
    {NULL, NULL},
};
