/*
 * clusapi_server.h - the parts of the test peer and what they share
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clusapi_server.c   Samba's side: registration, settings, dispatch
 * clusapi_cluster.c  the in-memory cluster and the handles to it
 * clusapi_methods.c  the methods and their table
 * clusapi_control.c  control codes and property lists
 */
#ifndef CLUSAPI_SERVER_H
#define CLUSAPI_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <tevent.h>
#include <core/ntstatus.h>
#include <core/werror.h>
#include <dcerpc_server.h>
#include "clusapi_args.h"

#define OPNUMS 256

/* 0x6D1, what a server answers in Status for a method that it reserves */
#define WERR_PROCNUM_OUT_OF_RANGE W_ERROR(1745)

enum kind { KIND_NONE, KIND_CLUSTER, KIND_NODE, KIND_NETWORK, KIND_NET_INTERFACE };

struct object {
    enum kind kind;
    const char *name; /* UTF-8 */
    const char *id;
    uint32_t state;   /* as on the wire */
    const char *node; /* network interfaces only, as all that follows */
    const char *network;
    const char *address;
    const char *description; /* the one property that can be changed */
};

/* Where a method leaves its result. */
enum result_place { RESULT_RETURN, RESULT_STATUS };

struct method;

/* One call on its way through a method. `memory` lives until the response is sent. */
struct request {
    struct dcesrv_call_state *call;
    TALLOC_CTX *memory;
    const struct method *method;
};

/* What stands behind a context handle. */
struct open_handle {
    struct object *object;
    bool all; /* granted GENERIC_ALL, else GENERIC_READ */
};

struct method {
    uint16_t opnum;
    enum kind kind;    /* of the object that is opened or whose handle is passed */
    bool client_check; /* access is checked against the client, not the handle (methods.csv, column access) */
    enum result_place place;
    size_t result_offset;
    size_t args_size;
    WERROR (*run)(struct request *rq, void *args);
};

/* ---- clusapi_server.c */

/* The caller belongs to BUILTIN\Administrators, or settings do not ask for that. */
bool client_is_administrator(const struct request *rq);

/* Ends the call with a fault PDU. Returns an error that is never sent. */
WERROR fault(struct request *rq, uint32_t code);

/* ---- clusapi_cluster.c */

/* Builds the cluster, with `extra` generated network interfaces. */
bool cluster_create(TALLOC_CTX *memory, unsigned extra);

struct object *cluster_object(void);

/* The first node: the one that this server is. */
const struct object *cluster_this_node(void);

/* By name, without regard to case. NULL when there is none. */
struct object *cluster_find(enum kind kind, const char *name);

/* The interface of a node on a network, NULL when there is none. */
const struct object *cluster_find_net_interface(const char *node, const char *network);

/* ERROR_CLUSTER_..._NOT_FOUND of the kind. */
WERROR cluster_not_found(enum kind kind);

/* Lists names, or ids, of the objects whose CLUSTER_ENUM bit is in `types`. An empty node or network name
 * filters nothing. */
WERROR cluster_list(TALLOC_CTX *memory, uint32_t types, const char *node, const char *network, bool ids,
                    struct enum_list **list);

/* Makes a context handle. Nothing is written on failure, so the NULL handle goes out. */
WERROR handle_open(struct request *rq, struct object *object, bool all, struct policy_handle *wire);

/* Looks a context handle up. Closed, NULL and foreign handles fault, another kind is ERROR_INVALID_HANDLE. */
WERROR handle_find(struct request *rq, const struct policy_handle *wire, enum kind kind,
                   struct open_handle **handle);

/* Frees the handle and zeroes `out`; on failure `out` is `in`. */
WERROR handle_close(struct request *rq, const struct policy_handle *in, enum kind kind,
                    struct policy_handle *out);

/* ---- clusapi_methods.c */

extern const struct method methods[];
extern const size_t method_count;

/* ---- clusapi_control.c */

/* Runs a network interface control code and fills all [out] parameters. */
WERROR control_net_interface(struct request *rq, const struct open_handle *handle, struct args_control *args);

#endif
