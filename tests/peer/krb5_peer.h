/*
 * krb5_peer.h - what the cases of krb5_peer share
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef LWCLUS_KRB5_PEER_H
#define LWCLUS_KRB5_PEER_H

#include "api_peer.h"

extern const struct api_case krb5_logon_cases[];
extern const struct api_case krb5_account_cases[];
extern const struct api_case krb5_kdc_cases[];
extern const struct api_case krb5_ticket_cases[];
extern const struct api_case krb5_time_cases[];
extern const struct api_case krb5_flight_cases[];
extern const struct api_case krb5_realm_cases[];
extern const struct api_case krb5_print_cases[];

/** The password of alice and of the accounts that something is wrong with. */
#define KRB5_PASSWORD u"Alice.pw.1"
#define KRB5_REALM    u"CMRP.TEST"

/** The realm of dora, whose KDC sends on to KRB5_REALM. */
#define KRB5_OTHER_REALM u"OTHER.TEST"

/** Another name of the server, without an SPN. */
#define KRB5_NO_SPN u"nospn.cmrp.test"

/** Configuration and account of the case. */
extern struct lwclus_config krb5_config;
extern struct api_account krb5_account;

/** The device's clock: seconds that it is ahead; or it has none. */
extern int64_t krb5_clock_ahead;
extern bool krb5_no_clock;

/** Sets all of these: Kerberos alone, `user` of CMRP.TEST with KRB5_PASSWORD, the right time. */
void krb5_prepare(const WCHAR *user);

/** The same for alice, with her key of this kind as the variable KRB5_PEER_KEY_<etype> has it in hexadecimal
 * digits. */
void krb5_prepare_key(BYTE etype);

/** Starts the library anew with them: nothing is remembered. */
void krb5_start(void);

/** What an open cost, beside 0 of everything else. */
struct krb5_cost {
    uint32_t tickets, hits, fallbacks, corrections;
};

/** Opens, reads an interface, closes; checks what it cost. @return flights until the cluster was open. */
uint32_t krb5_use(const WCHAR *name, struct krb5_cost cost);

/** The open fails in this way. */
void krb5_use_fails(const WCHAR *name, DWORD code, const char *origin);

/** Fetching a TGT and a ticket, with a TGT of another realm in between; taking one that is remembered. */
#define KRB5_FETCHED  ((struct krb5_cost){.tickets = 2})
#define KRB5_REFERRED ((struct krb5_cost){.tickets = 3})
#define KRB5_KNOWN    ((struct krb5_cost){.hits = 1})

/** peer-kdc.sh: "on", "tcp" or "off". */
void krb5_kdc(const char *what);

/** peer-restart.sh with these lines of smb.conf, each in quotes, in front of those of PEER_CONF. */
void krb5_restart_server(const char *lines);

#endif
