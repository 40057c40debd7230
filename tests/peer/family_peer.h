/*
 * family_peer.h - what the cases of family_peer share, besides api_peer.h
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * family_peer drives the functions of nodes, networks, groups, resources and the cluster against the server
 * with clusapi:families. Every case starts with a cluster as README.md describes it.
 */
#ifndef LWCLUS_FAMILY_PEER_H
#define LWCLUS_FAMILY_PEER_H

#include <string.h>

#include "api_peer.h"
#include "lwclus_proplist.h"

extern const struct api_case family_node_cases[];
extern const struct api_case family_network_cases[];
extern const struct api_case family_group_cases[];
extern const struct api_case family_move_cases[];
extern const struct api_case family_resource_cases[];
extern const struct api_case family_depend_cases[];
extern const struct api_case family_type_cases[];
extern const struct api_case family_cluster_cases[];

#define OK ERROR_SUCCESS
/* the code that a function returns, from the server */
#define SERVER(call, code) CHECK_CODE(call, code, "server")
#define LOCAL(call, code)  CHECK_CODE(call, code, "local")
/* handles, states, BOOL */
#define SERVER_FAILS(call, code) CHECK_FAILS(call, code, "server")
#define LOCAL_FAILS(call, code)  CHECK_FAILS(call, code, "local")

/* Asks again until it is so, some seconds at most. */
#define WAIT_FOR(condition)                                                                                  \
    do {                                                                                                     \
        int tries_ = 5000;                                                                                   \
        while (!(condition) && --tries_ > 0) {                                                               \
            api_pause();                                                                                     \
        }                                                                                                    \
        CHECK(condition);                                                                                    \
    } while (0)

/** Starts the server again, with further smb.conf lines in shell quotes, and opens the cluster. */
HCLUSTER family_open(const char *lines);

HNODE family_node(HCLUSTER cluster, const WCHAR *name);
HGROUP family_group(HCLUSTER cluster, const WCHAR *name);
HRESOURCE family_resource(HCLUSTER cluster, const WCHAR *name);

/** Is the owner, or the text in the buffer, that? */
bool family_owner_is(HGROUP group, const WCHAR *node);
bool family_state_is(HRESOURCE resource, CLUSTER_RESOURCE_STATE state);

/** A number from a property list that a control code returned. */
DWORD family_number(const BYTE *list, DWORD size, const WCHAR *name);
/** Checks a text from one. */
void family_text(const BYTE *list, DWORD size, const WCHAR *name, const WCHAR *wanted);

/** The arguments of every ...Control function behind the handles. */
typedef DWORD (*family_control)(void *handle, HNODE host, DWORD code, void *in, DWORD in_size, void *out,
                                DWORD out_size, DWORD *returned);

/** The control codes that every kind has: GET_NAME and the property codes, plus errors. `kind` is the upper
 * byte of the codes, `property` a writable common property of format SZ. */
void family_common_controls(family_control control, void *handle, void *reader, HNODE host, DWORD kind,
                            const WCHAR *name, const WCHAR *property);

#endif
