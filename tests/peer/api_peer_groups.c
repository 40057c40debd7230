/*
 * api_peer_groups.c - the cases of api_peer
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "api_peer.h"

#include <stddef.h>

const struct api_case *const api_groups[] = {api_cluster_cases,     api_netinterface_cases, api_enum_cases,
                                             api_nonblocking_cases, api_session_cases,      NULL};

const struct api_target api_target = {"api", "PEER_IP", "PEER_DOMAIN", LWCLUS_LOGON_NTLM};
