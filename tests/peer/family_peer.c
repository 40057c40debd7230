/*
 * family_peer.c - the cases of family_peer, and what they share; main is api_peer.c
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "family_peer.h"

#include <stdio.h>
#include <stdlib.h>

const struct api_case *const api_groups[] = {family_node_cases, family_network_cases,  family_group_cases,
                                             family_move_cases, family_resource_cases, family_depend_cases,
                                             family_type_cases, family_cluster_cases,  NULL};

const struct api_target api_target = {"api", "PEER_IP", "PEER_DOMAIN", LWCLUS_LOGON_NTLM};

HCLUSTER family_open(const char *lines)
{
    char command[512];
    HCLUSTER cluster;

    (void)snprintf(command, sizeof command, "\"$PEER_RESTART\" 'clusapi:families = yes' %s", lines);
    CHECK_EQUAL(system(command), 0);
    cluster = OpenCluster(api_address);
    CHECK(cluster != NULL);
    return cluster;
}

HNODE family_node(HCLUSTER cluster, const WCHAR *name)
{
    HNODE node = OpenClusterNode(cluster, name);

    CHECK(node != NULL);
    return node;
}

HGROUP family_group(HCLUSTER cluster, const WCHAR *name)
{
    HGROUP group = OpenClusterGroup(cluster, name);

    CHECK(group != NULL);
    return group;
}

HRESOURCE family_resource(HCLUSTER cluster, const WCHAR *name)
{
    HRESOURCE resource = OpenClusterResource(cluster, name);

    CHECK(resource != NULL);
    return resource;
}

static bool same(const WCHAR *a, const WCHAR *b)
{
    for (; *a != 0 && *a == *b; a++, b++) {
    }
    return *a == *b;
}

bool family_owner_is(HGROUP group, const WCHAR *node)
{
    WCHAR name[64] = {0};
    DWORD units = 64;

    return GetClusterGroupState(group, name, &units) != ClusterGroupPending && same(name, node);
}

bool family_state_is(HRESOURCE resource, CLUSTER_RESOURCE_STATE state)
{
    return GetClusterResourceState(resource, NULL, NULL, NULL, NULL) == state;
}

DWORD family_number(const BYTE *list, DWORD size, const WCHAR *name)
{
    struct lwclus_value value;
    DWORD number = 0xdeadbeef;

    CHECK_EQUAL(lwclus_proplist_find(list, size, name, &value), OK);
    CHECK_EQUAL(lwclus_value_dword(&value, &number), OK);
    return number;
}

void family_text(const BYTE *list, DWORD size, const WCHAR *name, const WCHAR *wanted)
{
    struct lwclus_value value;
    WCHAR text[128] = {0};
    DWORD units = 128;

    CHECK_EQUAL(lwclus_proplist_find(list, size, name, &value), OK);
    CHECK_EQUAL(lwclus_value_string(&value, text, &units), OK);
    CHECK_TEXT(text, wanted);
}

/* ---- control codes of every kind */

static void properties(family_control control, void *handle, DWORD kind, const WCHAR *property)
{
    BYTE in[256], out[2048];
    DWORD n = 0, size = 0;
    struct lwclus_propbuilder b;

    lwclus_proplist_begin(&b, in, sizeof in);
    lwclus_proplist_add_string(&b, property, u"caf\u00e9 \U0001f5a7");
    CHECK_EQUAL(lwclus_proplist_end(&b, &size), OK);
    CHECK_EQUAL(control(handle, NULL, kind | 0x61, in, size, NULL, 0, NULL), OK);
    CHECK_EQUAL(control(handle, NULL, kind | 0x40005E, in, size, NULL, 0, NULL), OK);
    CHECK_EQUAL(control(handle, NULL, kind | 0x59, NULL, 0, out, sizeof out, &n), OK);
    family_text(out, n, property, u"caf\u00e9 \U0001f5a7");
    SERVER(control(handle, NULL, kind | 0x40005E, in, size - 5, NULL, 0, NULL), ERROR_INVALID_DATA);
    SERVER(control(handle, NULL, kind | 0x61, NULL, 0, NULL, 0, NULL), ERROR_INVALID_DATA);

    lwclus_proplist_begin(&b, in, sizeof in);
    lwclus_proplist_add_dword(&b, u"NoSuchProperty", 1);
    CHECK_EQUAL(lwclus_proplist_end(&b, &size), OK);
    SERVER(control(handle, NULL, kind | 0x40005E, in, size, NULL, 0, NULL), ERROR_INVALID_PARAMETER);

    CHECK_EQUAL(control(handle, NULL, kind | 0x65, NULL, 0, out, sizeof out, &n), OK); /* formats */
    CHECK_EQUAL(family_number(out, n, property), CLUSPROP_FORMAT_SZ);
    CHECK_EQUAL(control(handle, NULL, kind | 0x55, NULL, 0, out, sizeof out, &n), OK);
    CHECK(n > 4);
    CHECK_EQUAL(control(handle, NULL, kind | 0x51, NULL, 0, out, sizeof out, &n), OK);
    CHECK(n > 4 && n % 2 == 0);
}

void family_common_controls(family_control control, void *handle, void *reader, HNODE host, DWORD kind,
                            const WCHAR *name, const WCHAR *property)
{
    WCHAR text[64] = {0};
    DWORD n = 0, bytes = 0;

    while (name[bytes / 2] != 0) {
        bytes += 2;
    }
    bytes += 2;
    CHECK_EQUAL(control(handle, NULL, kind, NULL, 0, NULL, 0, NULL), OK); /* UNKNOWN */
    CHECK_EQUAL(control(handle, NULL, kind | 0x29, NULL, 0, text, sizeof text, &n), OK);
    CHECK_TEXT(text, name);
    CHECK_EQUAL(n, bytes);
    memset(text, 0, sizeof text);
    CHECK_EQUAL(control(handle, host, kind | 0x29, NULL, 0, text, sizeof text, &n), OK);
    CHECK_TEXT(text, name);
    SERVER(control(handle, NULL, kind | 0x29, NULL, 0, text, 4, &n), ERROR_MORE_DATA);
    CHECK_EQUAL(n, bytes);
    SERVER(control(handle, host, kind | 0x29, NULL, 0, NULL, 0, &n), ERROR_MORE_DATA);
    CHECK_EQUAL(n, bytes);
    SERVER(control(handle, NULL, kind | 0x3FFC, NULL, 0, text, sizeof text, &n), ERROR_INVALID_FUNCTION);
    SERVER(control(handle, NULL, (kind ^ 0x0F000000) | 0x29, NULL, 0, text, sizeof text, &n),
           ERROR_INVALID_FUNCTION);
    LOCAL(control(NULL, NULL, kind, NULL, 0, NULL, 0, NULL), ERROR_INVALID_HANDLE);
    LOCAL(control(handle, NULL, kind, NULL, 1, NULL, 0, NULL), ERROR_INVALID_PARAMETER);
    properties(control, handle, kind, property);
    SERVER(control(reader, NULL, kind | 0x40005E, text, 4, NULL, 0, NULL), ERROR_ACCESS_DENIED);
    CHECK_EQUAL(control(reader, NULL, kind | 0x29, NULL, 0, text, sizeof text, &n), OK);
}
