/*
 * clusapi_args_families.h - argument structures of the methods of nodes, groups, resources and their types;
 * included by clusapi_args.h, which tells how they are written
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef CLUSAPI_ARGS_FAMILIES_H
#define CLUSAPI_ARGS_FAMILIES_H

#include "clusapi_args.h"

/* 10, 16, 17, 18, 49, 50, 51, 69, 70, 71 */
struct args_order {
    struct {
        struct policy_handle handle;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 19, 20, 21, 23, 24, 25, 52 */
struct args_pair {
    struct {
        struct policy_handle handle;
        struct policy_handle other;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 123, 134, 146 */
struct args_number {
    struct {
        struct policy_handle handle;
        uint32_t value;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 128 */
struct args_resume_ex {
    struct {
        struct policy_handle node;
        uint32_t failback;
        uint32_t reserved;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 43. Samba gives a BOOL one byte; the value is in it. */
struct args_delete_group {
    struct {
        struct policy_handle group;
        uint8_t force;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 126. The same, and alignment hides the other three bytes. */
struct args_pause_ex {
    struct {
        struct policy_handle node;
        uint8_t drain;
        uint32_t flags;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 127 */
struct args_pause_target {
    struct {
        struct policy_handle node;
        uint32_t flags;
        struct policy_handle target;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 13, 46, 84, 109 (where the text can be NULL) */
struct args_text {
    struct {
        struct policy_handle handle;
        const char *text;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 22, 53, 85, 101 */
struct args_object_enum {
    struct {
        struct policy_handle handle;
        uint32_t type;
    } in;
    struct {
        struct enum_list **list;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 103 */
struct args_type_enum {
    struct {
        const char *name;
        uint32_t type;
    } in;
    struct {
        struct enum_list **list;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 45 */
struct args_group_state {
    struct {
        struct policy_handle group;
    } in;
    struct {
        uint32_t *state;
        const char **node;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 12 */
struct args_resource_state {
    struct {
        struct policy_handle resource;
    } in;
    struct {
        uint32_t *state;
        const char **node;
        const char **group;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 129 */
struct args_create_group_ex {
    struct {
        const char *name;
        struct create_group_info *info;
    } in;
    struct {
        WERROR *status;
        WERROR *rpc_status;
        struct policy_handle *handle;
    } out;
};

/* 9 */
struct args_create_resource {
    struct {
        struct policy_handle group;
        const char *name;
        const char *type;
        uint32_t flags;
    } in;
    struct {
        WERROR *status;
        WERROR *rpc_status;
        struct policy_handle *handle;
    } out;
};

/* 26 */
struct args_create_type {
    struct {
        const char *name;
        const char *display_name;
        const char *dll;
        uint32_t looks_alive;
        uint32_t is_alive;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 54 */
struct args_set_node_list {
    struct {
        struct policy_handle group;
        uint16_t *list;
        uint32_t units;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 130, 131, 132, 135, 136 */
struct args_order_ex {
    struct {
        struct policy_handle handle;
        uint32_t flags;
        uint8_t *input;
        uint32_t input_size;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 133 */
struct args_move_to_node_ex {
    struct {
        struct policy_handle group;
        struct policy_handle node;
        uint32_t flags;
        uint8_t *input;
        uint32_t input_size;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 143 */
struct args_group_enum {
    struct {
        struct policy_handle cluster;
        uint8_t *names;
        uint32_t size;
        uint8_t *ro_names;
        uint32_t ro_size;
    } in;
    struct {
        struct group_list **list;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 144 */
struct args_resource_enum {
    struct {
        struct policy_handle cluster;
        uint8_t *names;
        uint32_t size;
        uint8_t *ro_names;
        uint32_t ro_size;
    } in;
    struct {
        struct resource_list **list;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 5 */
struct args_get_quorum {
    struct {
        const char **resource;
        const char **device;
        uint32_t *log_size;
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 6 */
struct args_set_quorum {
    struct {
        struct policy_handle resource;
        const char *device;
        uint32_t log_size;
    } in;
    struct {
        WERROR *rpc_status;
        WERROR result;
    } out;
};

/* 75 */
struct args_type_control {
    struct {
        struct policy_handle cluster;
        const char *name;
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

/* 74 */
struct args_node_type_control {
    struct {
        struct policy_handle cluster;
        const char *name;
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

#endif
