/*
 * api_peer.h - what the cases of api_peer share
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef LWCLUS_API_PEER_H
#define LWCLUS_API_PEER_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus.h"

struct api_case {
    const char *name;
    void (*run)(void);
};

/* What the program runs; ends with NULL. */
extern const struct api_case *const api_groups[];

/** The program: word in front of its cases, variables with the cluster's address or name and the domain,
 * logon. */
struct api_target {
    const char *label, *address, *domain;
    BYTE logon; /* LWCLUS_LOGON_... */
};
extern const struct api_target api_target;

/* One per file; ends with a row without a name. */
extern const struct api_case api_cluster_cases[];
extern const struct api_case api_netinterface_cases[];
extern const struct api_case api_enum_cases[];
extern const struct api_case api_nonblocking_cases[];
extern const struct api_case api_session_cases[];

/* The case fails, and goes on: it must close what it opened. */
#define CHECK(condition) api_check((condition), __FILE__, __LINE__, #condition)
#define CHECK_EQUAL(got, wanted)                                                                             \
    api_check_equal((uint32_t)(got), (uint32_t)(wanted), __FILE__, __LINE__, #got)
#define CHECK_TEXT(got, wanted) api_check_text((got), (wanted), __FILE__, __LINE__)
/* A handle, state or BOOL says that the call failed, and the last error and its origin tell why. */
#define CHECK_FAILS(call, code, origin) api_check_fails(!(call), (code), (origin), __FILE__, __LINE__, #call)
/* The same for functions that return the code. */
#define CHECK_CODE(call, code, origin) api_check_code((call), (code), (origin), __FILE__, __LINE__, #call)

bool api_check(bool good, const char *file, int line, const char *what);
bool api_check_equal(uint32_t got, uint32_t wanted, const char *file, int line, const char *what);
bool api_check_text(const WCHAR *got, const WCHAR *wanted, const char *file, int line);
bool api_check_fails(bool failed, DWORD code, const char *origin, const char *file, int line,
                     const char *what);
bool api_check_code(DWORD got, DWORD code, const char *origin, const char *file, int line, const char *what);

/** What api_target.address says: the server's address or name; and a name of it that DNS knows. */
extern WCHAR api_address[64];
#define API_DNS_NAME u"clus.cmrp.test"

/** False: no IPv6 in this kernel. */
bool api_has_ipv6(void);

/** The interfaces of the peer in the order of the enumeration. */
#define API_NETINTERFACES 4
extern const WCHAR *const api_netinterface[API_NETINTERFACES];
extern const CLUSTER_NETINTERFACE_STATE api_netinterface_state[API_NETINTERFACES];

/** The configuration that every case starts with: the administrator, lwIP, the local endpoint. */
struct lwclus_config api_config(void);

/** Ends the library and starts it with another configuration. */
void api_restart(const struct lwclus_config *config);

/** An account for lwclus_config.credentials; `user` of the configuration points to one. */
struct api_account {
    const WCHAR *user, *domain, *password;
    const BYTE *nt_hash, *key;
    BYTE key_etype;        /* of key */
    unsigned given, wiped; /* calls of the hook */
};
bool api_give_account(void *user, const WCHAR *cluster, struct lwclus_credentials *out);
extern struct api_account api_administrator;

/** An open cluster, and an interface of it; NULL is reported as a failure already. */
HCLUSTER api_open(DWORD access);
HNETINTERFACE api_open_netinterface(HCLUSTER cluster, DWORD access);

/** A handle in the shape of another kind. */
#define AS(type, handle) ((type)(uintptr_t)(handle))

/** Restarts Samba: connections and context handles are gone. */
void api_restart_server(void);

/** Gives the server time; for loops of the non-blocking form. */
void api_pause(void);

#endif
