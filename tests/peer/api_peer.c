/*
 * api_peer.c - every public function against a real server, through lwIP on a TAP device
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * api_peer [--list | NAME...] : runs the cases, or those whose name contains NAME, inside peer-run.sh. One
 * line "ok" or "not ok" per case; status 1 when one failed. After each case no handle may be left.
 */
#include "api_peer.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lwclus_port_posix.h"
#include "lwclus_port_posix_lwip.h"

#define TEXT_BYTES 512

WCHAR api_address[64];

const WCHAR *const api_netinterface[API_NETINTERFACES] = {
    u"node1 - Ethernet", u"node2 - Ethernet", u"node1 - Ethernet 2", u"node2 - R\u00e9seau \U0001f5a7"};
const CLUSTER_NETINTERFACE_STATE api_netinterface_state[API_NETINTERFACES] = {
    ClusterNetInterfaceUp, ClusterNetInterfaceUnreachable, ClusterNetInterfaceFailed,
    ClusterNetInterfaceUnavailable};

/* ---- checks */

static bool failed; /* the case that runs */

/* Cases with threads check from one thread only. */
bool api_check(bool good, const char *file, int line, const char *what)
{
    if (!good) {
        const char *slash = strrchr(file, '/');

        failed = true;
        (void)printf("    %s:%d: %s (last error %u, origin %s)\n", slash != NULL ? slash + 1 : file, line,
                     what, (unsigned)GetLastError(), lwclus_origin_name(lwclus_last_result()));
    }
    return good;
}

bool api_check_equal(uint32_t got, uint32_t wanted, const char *file, int line, const char *what)
{
    char text[TEXT_BYTES];

    (void)snprintf(text, sizeof text, "%s is %u (0x%x), not %u (0x%x)", what, (unsigned)got, (unsigned)got,
                   (unsigned)wanted, (unsigned)wanted);
    return api_check(got == wanted, file, line, text);
}

bool api_check_text(const WCHAR *got, const WCHAR *wanted, const char *file, int line)
{
    char text[TEXT_BYTES], a[TEXT_BYTES / 3], b[TEXT_BYTES / 3];

    (void)lwclus_utf8_from_utf16(a, sizeof a, got);
    (void)lwclus_utf8_from_utf16(b, sizeof b, wanted);
    (void)snprintf(text, sizeof text, "\"%s\", not \"%s\"", a, b);
    return api_check(strcmp(a, b) == 0, file, line, text);
}

static bool check_reason(DWORD got, DWORD code, const char *origin, const char *file, int line,
                         const char *what)
{
    char text[TEXT_BYTES];
    const char *from = lwclus_origin_name(lwclus_last_result());

    (void)snprintf(text, sizeof text, "%s: %u from %s, not %u from %s", what, (unsigned)got, from,
                   (unsigned)code, origin);
    return api_check(got == code && (lwclus_last_result() & 0xffffu) == code && strcmp(from, origin) == 0,
                     file, line, text);
}

bool api_check_fails(bool bad, DWORD code, const char *origin, const char *file, int line, const char *what)
{
    DWORD got = GetLastError();

    SetLastError(ERROR_SUCCESS);
    return api_check(bad, file, line, what) && check_reason(got, code, origin, file, line, what);
}

bool api_check_code(DWORD got, DWORD code, const char *origin, const char *file, int line, const char *what)
{
    return check_reason(got, code, origin, file, line, what);
}

/* ---- the library */

struct api_account api_administrator;

bool api_give_account(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    struct api_account *account = user;

    (void)cluster;
    if (out == NULL) {
        account->wiped++;
        return true;
    }
    account->given++;
    memset(out, 0, sizeof *out);
    out->user = account->user;
    out->domain = account->domain;
    out->password = account->password;
    out->nt_hash = account->nt_hash;
    out->key = account->key;
    out->key_etype = account->key_etype;
    return account->user != NULL;
}

struct lwclus_config api_config(void)
{
    return (struct lwclus_config){
        .port = &lwclus_port_posix_lwip,
        .credentials = api_give_account,
        .user = &api_administrator,
        .workstation = u"APIPEER",
        .logon = api_target.logon,
        .local = &lwclus_posix_local_transport,
        .connect_timeout_ms = 8000,
        .call_timeout_ms = 8000,
    };
}

void api_restart(const struct lwclus_config *config)
{
    lwclus_deinit();
    CHECK_EQUAL(lwclus_init(config), ERROR_SUCCESS);
}

HCLUSTER api_open(DWORD access)
{
    HCLUSTER cluster = OpenClusterEx(api_address, access, NULL);

    CHECK(cluster != NULL);
    return cluster;
}

HNETINTERFACE api_open_netinterface(HCLUSTER cluster, DWORD access)
{
    HNETINTERFACE netinterface = OpenClusterNetInterfaceEx(cluster, api_netinterface[0], access, NULL);

    CHECK(netinterface != NULL);
    return netinterface;
}

void api_restart_server(void)
{
    CHECK_EQUAL(system("\"$PEER_RESTART\""), 0);
}

void api_pause(void)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
}

/* ---- main */

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL) {
        (void)fprintf(stderr, "api_peer: %s is not set: run it with peer-run.sh\n", name);
        exit(2);
    }
    return value;
}

bool api_has_ipv6(void)
{
    return *variable("PEER_IP6") != '\0';
}

static void start_network(void)
{
    struct lwclus_posix_lwip_config config = {
        .tap = variable("PEER_TAP"),
        .address = {{.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, 2}},
                    {.family = LWCLUS_FAMILY_IPV6, .bytes = {0xfd, 0x57, [15] = 2}}},
        .prefix = {24, 64},
        .dns = {{.family = LWCLUS_FAMILY_IPV4}},
    };
    const char *dns = getenv("PEER_DNS");

    (void)inet_pton(AF_INET, dns != NULL ? dns : variable("PEER_IP"), config.dns[0].bytes);

    if (lwclus_posix_lwip_start(&config) != LWCLUS_PORT_OK) {
        perror("api_peer: TAP device");
        exit(2);
    }
}

static void read_account(void)
{
    static WCHAR user[64], domain[64], password[64];

    (void)lwclus_utf16_from_utf8(user, 64, variable("PEER_USER"));
    (void)lwclus_utf16_from_utf8(domain, 64, variable(api_target.domain));
    (void)lwclus_utf16_from_utf8(password, 64, variable("PEER_PASSWORD"));
    (void)lwclus_utf16_from_utf8(api_address, 64, variable(api_target.address));
    api_administrator = (struct api_account){.user = user, .domain = domain, .password = password};
}

static bool run(const struct api_case *c)
{
    struct lwclus_config config = api_config();
    struct lwclus_usage left;

    failed = false;
    api_administrator.given = api_administrator.wiped = 0;
    CHECK_EQUAL(lwclus_init(&config), ERROR_SUCCESS);
    SetLastError(ERROR_SUCCESS);
    c->run();
    lwclus_set_nonblocking(false);
    lwclus_get_usage(&left);
    CHECK_EQUAL(left.sessions, 0);
    CHECK_EQUAL(left.handles, 0);
    CHECK_EQUAL(left.enums, 0);
    CHECK_EQUAL(left.pins, 0);
    CHECK_EQUAL(api_administrator.wiped, api_administrator.given);
    lwclus_deinit();
    (void)printf("%sok %s: %s\n", failed ? "not " : "", api_target.label, c->name);
    (void)fflush(stdout);
    return !failed;
}

static bool selected(const struct api_case *c, int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++) {
        if (strstr(c->name, argv[i]) != NULL) {
            return true;
        }
    }
    return argc < 2;
}

int main(int argc, char **argv)
{
    bool list = argc == 2 && strcmp(argv[1], "--list") == 0;
    bool good = true;
    size_t i;

    if (!list) {
        lwclus_posix_set_local_path(variable("PEER_NCALRPC"));
        read_account();
        start_network();
    }
    for (i = 0; api_groups[i] != NULL; i++) {
        const struct api_case *c;

        for (c = api_groups[i]; c->name != NULL; c++) {
            if (list) {
                (void)printf("%s\n", c->name);
            } else if (selected(c, argc, argv)) {
                good = run(c) && good;
            }
        }
    }
    return good ? 0 : 1;
}
