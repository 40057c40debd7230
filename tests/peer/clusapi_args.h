/*
 * clusapi_args.h - argument structures of the MS-CMRP methods that the test peer serves
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Samba's NDR code for the interface (ndr_table_clusapi) reads and writes one structure per method: an `in`
 * part with the [in] parameters and an `out` part with the [out] parameters, both in the order of the IDL
 * ([MS-CMRP] 6.2), then the return value. Methods with the same parameters share a structure here. A handle
 * that the IDL returns is the last [out] parameter, because it comes last on the wire. Every [out] pointer
 * has been allocated and zeroed by Samba before a method runs.
 *
 * The size of each structure is compared with Samba's own when the module is loaded.
 */
#ifndef CLUSAPI_ARGS_H
#define CLUSAPI_ARGS_H

#include <stdint.h>
#include <core/werror.h>
#include <gen_ndr/misc.h>

/* [MS-CMRP] 2.2.3.5, a conformant structure on the wire */
struct enum_entry {
    uint32_t type;
    const char *name;
};

struct enum_list {
    uint32_t count;
    struct enum_entry *entry;
};

/* [MS-CMRP] 2.2.3.1 */
struct operational_version {
    uint32_t size;
    uint32_t highest;
    uint32_t lowest;
    uint32_t flags;
    uint32_t reserved;
};

/* [MS-CMRP] 2.2.3.25 and 2.2.3.26 */
struct group_entry {
    const char *name;
    const char *id;
    uint32_t state;
    const char *owner;
    uint32_t flags;
    uint32_t size;
    uint8_t *properties;
    uint32_t ro_size;
    uint8_t *ro_properties;
};

struct group_list {
    uint32_t count;
    struct group_entry *entry;
};

/* [MS-CMRP] 2.2.3.27 and 2.2.3.28 */
struct resource_entry {
    const char *name;
    const char *id;
    const char *group_name;
    const char *group_id;
    uint32_t size;
    uint8_t *properties;
    uint32_t ro_size;
    uint8_t *ro_properties;
};

struct resource_list {
    uint32_t count;
    struct resource_entry *entry;
};

/* [MS-CMRP] 2.2.3.21 */
struct create_group_info {
    uint32_t version;
    uint32_t type;
};

/* 0 */
struct args_open_cluster {
    struct {
        WERROR *status;
        struct policy_handle *handle;
    } out;
};

/* 117 */
struct args_open_cluster_ex {
    struct {
        uint32_t access;
    } in;
    struct {
        uint32_t *granted;
        WERROR *status;
        struct policy_handle *handle;
    } out;
};

/* 8, 41, 42, 66, 81, 92 */
struct args_open {
    struct {
        const char *name;
    } in;
    struct {
        WERROR *status;
        WERROR *rpc_status;
        struct policy_handle *handle;
    } out;
};

/* 118 to 122 */
struct args_open_ex {
    struct {
        const char *name;
        uint32_t access;
    } in;
    struct {
        uint32_t *granted;
        WERROR *status;
        WERROR *rpc_status;
        struct policy_handle *handle;
    } out;
};

/* 1, 11, 44, 67, 82, 93 */
struct args_close {
    struct {
        struct policy_handle *handle;
    } in;
    struct {
        struct policy_handle *handle;
        WERROR result;
    } out;
};

/* 68, 83, 94 */
struct args_get_state {
    struct {
        struct policy_handle handle;
    } in;
    struct {
        uint32_t *state;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 14, 15, 47, 48, 86, 96, 110, 112 */
struct args_get_id {
    struct {
        struct policy_handle handle;
    } in;
    struct {
        const char **id;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 2, 27, 104 */
struct args_name {
    struct {
        const char *name;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 3 */
struct args_get_cluster_name {
    struct {
        const char **cluster_name;
        const char **node_name;
        WERROR result;
    } out;
};

/* 4 */
struct args_get_version {
    struct {
        uint16_t *major;
        uint16_t *minor;
        uint16_t *build;
        const char **vendor;
        const char **csd;
        WERROR result;
    } out;
};

/* 87, in Samba's form; the IDL has an array of strings */
struct args_priority_order {
    struct {
        uint32_t count;
        const char *ids;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 102 */
struct args_get_version2 {
    struct {
        uint16_t *major;
        uint16_t *minor;
        uint16_t *build;
        const char **vendor;
        const char **csd;
        struct operational_version **operational;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 7 */
struct args_create_enum {
    struct {
        uint32_t type;
    } in;
    struct {
        struct enum_list **list;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 124, 125: a node or the cluster */
struct args_create_enum_ex {
    struct {
        struct policy_handle handle;
        uint32_t type;
        uint32_t options;
    } in;
    struct {
        struct enum_list **ids;
        struct enum_list **names;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 181 */
struct args_create_net_interface_enum {
    struct {
        struct policy_handle cluster;
        const char *node_name;
        const char *network_name;
    } in;
    struct {
        struct enum_list **list;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 95 */
struct args_get_net_interface {
    struct {
        const char *node_name;
        const char *network_name;
    } in;
    struct {
        const char **name;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 73, 77, 79, 89, 98, 106 */
struct args_control {
    struct {
        struct policy_handle handle;
        uint32_t code;
        uint8_t *input;
        uint32_t input_size;
        uint32_t output_size;
    } in;
    struct {
        uint8_t *output;
        uint32_t *returned;
        uint32_t *required;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 72, 76, 78, 88, 97, 105 */
struct args_node_control {
    struct {
        struct policy_handle handle;
        struct policy_handle node;
        uint32_t code;
        uint8_t *input;
        uint32_t input_size;
        uint32_t output_size;
    } in;
    struct {
        uint8_t *output;
        uint32_t *returned;
        uint32_t *required;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

#include "clusapi_args_families.h"

#endif
