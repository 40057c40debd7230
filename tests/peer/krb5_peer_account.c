/*
 * krb5_peer_account.c - what the domain controller says about accounts
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "krb5_peer.h"

static void works(const WCHAR *user, const WCHAR *password)
{
    krb5_prepare(user);
    krb5_account.password = password;
    krb5_start();
    (void)krb5_use(API_DNS_NAME, KRB5_FETCHED);
}

static void non_ascii(void)
{
    works(u"j\u00fcrgen", u"P\u00e4sswort.\u20ac1");
    works(u"J\u00dcRGEN", u"P\u00e4sswort.\u20ac1");
}

/* The salt has the name from before; only the KDC knows it. */
static void renamed(void)
{
    works(u"renamed", KRB5_PASSWORD);
}

/* Tickets of more than 2 KB: 200 groups. */
static void crowd(void)
{
    works(u"crowd", KRB5_PASSWORD);
}

static void refused(void)
{
    /* of the locked one Samba does not say more than that it is revoked; with a status it would be 1909 */
    static const struct {
        const WCHAR *user;
        DWORD code;
    } rows[] = {
        {u"disabled", ERROR_ACCOUNT_DISABLED}, {u"locked", ERROR_ACCOUNT_DISABLED},
        {u"gone", ERROR_ACCOUNT_EXPIRED},      {u"stale", ERROR_PASSWORD_EXPIRED},
        {u"rc4", RPC_S_SEC_PKG_ERROR},         {u"fresh", ERROR_PASSWORD_MUST_CHANGE},
        {u"nobody", ERROR_LOGON_FAILURE},
    };
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        krb5_prepare(rows[i].user);
        krb5_start();
        krb5_use_fails(API_DNS_NAME, rows[i].code, "auth");
    }
}

/* The script looks how often the domain controller has counted this one: once. */
static void wrong_password(void)
{
    krb5_prepare(u"carol");
    krb5_account.password = u"Wrong.1";
    krb5_config.logon = LWCLUS_LOGON_ANY;
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_LOGON_FAILURE, "auth");
}

/* An account is refused without its password being asked for, and asked for it with the right one. */
static void disabled_and_wrong(void)
{
    krb5_prepare(u"disabled");
    krb5_account.password = u"Wrong.1";
    krb5_start();
    krb5_use_fails(API_DNS_NAME, ERROR_LOGON_FAILURE, "auth");
}

const struct api_case krb5_account_cases[] = {
    {"name and password outside ASCII", non_ascii},
    {"renamed account: salt with the old name", renamed},
    {"200 groups", crowd},
    {"disabled, locked, expired, password expired, to be changed, unknown, without AES", refused},
    {"wrong password of carol", wrong_password},
    {"wrong password of a disabled account", disabled_and_wrong},
    {NULL, NULL},
};
