/*
 * clusapi_server.h - the parts of the test peer and what they share
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * clusapi_server.c     Samba's side: registration, settings, dispatch
 * clusapi_cluster.c    the in-memory cluster and the handles to it
 * clusapi_state.c      what happens in the course of time: groups move, resources change their state
 * clusapi_methods.c    methods of every kind of object, and of the cluster
 * clusapi_nodes.c      nodes and networks
 * clusapi_groups.c     groups
 * clusapi_resources.c  resources and resource types
 * clusapi_depend.c     dependencies
 * clusapi_property.c   properties and property lists
 * clusapi_control.c    control codes
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
#include <util/data_blob.h>
#include <dcerpc_server.h>
#include "clusapi_args.h"

#define OPNUMS 256

/* 0x6D1, what a server answers in Status for a method that it reserves */
#define WERR_PROCNUM_OUT_OF_RANGE W_ERROR(1745)
/* codes that Samba has no name for */
#define WERR_CLUSTER_RESOURCE_PROVIDER_FAILED    W_ERROR(5942)
#define WERR_CLUSTER_RESOURCE_LOCKED_STATUS      W_ERROR(5960)
#define WERR_CLUSTER_NODE_EVACUATION_IN_PROGRESS W_ERROR(5962)

enum kind {
    KIND_NONE,
    KIND_CLUSTER,
    KIND_NODE,
    KIND_NETWORK,
    KIND_NET_INTERFACE,
    KIND_GROUP,
    KIND_RESOURCE,
    KIND_TYPE
};

/* States as on the wire. */
enum { NODE_UP = 0, NODE_DOWN = 1, NODE_PAUSED = 2 };
enum { GROUP_ONLINE = 0, GROUP_OFFLINE = 1, GROUP_FAILED = 2, GROUP_PARTIAL = 3, GROUP_PENDING = 4 };
enum { RESOURCE_ONLINE = 2, RESOURCE_OFFLINE = 3, RESOURCE_FAILED = 4 };
enum { RESOURCE_ONLINE_PENDING = 0x81, RESOURCE_OFFLINE_PENDING = 0x82 };
enum { DRAIN_NONE = 0, DRAIN_IN_PROGRESS = 1, DRAIN_COMPLETED = 2, DRAIN_FAILED = 3 };

/* Property value syntaxes ([MS-CMRP] 2.2.2.3). */
#define SYNTAX_ENDMARK  0x00000000u
#define SYNTAX_NAME     0x00040003u
#define SYNTAX_BINARY   0x00010001u
#define SYNTAX_DWORD    0x00010002u
#define SYNTAX_SZ       0x00010003u
#define SYNTAX_MULTI_SZ 0x00010005u
#define SYNTAX_ULARGE   0x00010006u
#define SYNTAX_WORD     0x0001000Bu

#define PROPERTY_READ_ONLY 1u
#define PROPERTY_PRIVATE   2u
#define PROPERTY_ACCOUNT   4u /* input of CLUSCTL_CLUSTER_SET_ACCOUNT_ACCESS, never listed */

struct property {
    const char *name;
    uint32_t syntax;
    unsigned flags;
    DATA_BLOB value;
};

struct object;

/* Other objects, in an order that counts. */
struct object_set {
    struct object **member;
    unsigned count;
};

struct object {
    enum kind kind;
    const char *name; /* UTF-8 */
    const char *id;
    uint32_t state; /* as on the wire; of a group only while it has no resources */
    bool gone;      /* deleted; handles may still lead here */
    bool core;      /* groups and resources that cannot be deleted */
    struct property *properties;
    unsigned property_count;

    struct object *node;        /* net interface: where it is; group: its owner */
    struct object *network;     /* net interface */
    struct object *group;       /* resource */
    struct object *type;        /* resource */
    struct object_set nodes;    /* group: preferred owners; resource: possible owners, empty for all */
    struct object_set provider; /* resource: what it depends on */
    const char *expression;     /* resource: the same as text */
    bool persistent_online;     /* resource, empty group */
    bool shared;                /* resource: cluster shared volume */

    uint32_t drain;        /* node: DRAIN_... */
    bool drain_may_stay;   /* node: groups that nobody takes remain */
    struct object *target; /* node: of a drain; group: of a move that is under way */
    struct object *home;   /* group: the node that a drain took it from */
    bool moving;           /* group */
    bool queued;           /* group: waits for a node to move to */
};

/* Where a method leaves its result. */
enum result_place { RESULT_RETURN, RESULT_STATUS };

/* What is asked for access (methods.csv, column access). */
enum access {
    ACCESS_CLIENT, /* the client */
    ACCESS_HANDLE, /* nothing but a handle */
    ACCESS_ALL     /* every handle that is passed was opened for everything */
};

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
    enum kind kind; /* of the object that is opened or whose handle is passed */
    enum access access;
    enum result_place place;
    size_t result_offset;
    size_t args_size;
    WERROR (*run)(struct request *rq, void *args);
};

#define RETURNS(args) RESULT_RETURN, offsetof(struct args, out.result), sizeof(struct args)
#define STATUS(args)  RESULT_STATUS, offsetof(struct args, out.status), sizeof(struct args)
#define CLIENT        ACCESS_CLIENT
#define HANDLE        ACCESS_HANDLE
#define ALL           ACCESS_ALL

struct method_table {
    const struct method *row;
    size_t count;
};

/* ---- clusapi_server.c */

struct settings {
    bool require_privacy;
    bool require_admin;
    bool disabled[OPNUMS];    /* fault */
    bool status_only[OPNUMS]; /* 1745 in the response */
    unsigned extra;           /* generated network interfaces */
    bool families;            /* groups, resources and a third node as well */
    unsigned step_ms;         /* time that a move or a change of state takes */
    unsigned ballast;         /* bytes of the property Ballast */
};
extern struct settings settings;

/* The caller belongs to BUILTIN\Administrators, or settings do not ask for that. */
bool client_is_administrator(const struct request *rq);

/* Ends the call with a fault PDU. Returns an error that is never sent. */
WERROR fault(struct request *rq, uint32_t code);

/* ---- clusapi_cluster.c */

/* Builds the cluster. */
bool cluster_create(TALLOC_CTX *memory);

/* `nodes` (ends with NULL, may be NULL) are up, and added where they are new. `node` is the one that this
 * server is (NULL: the first). False when that is no node. */
bool cluster_set_nodes(const char **nodes, const char *node);

struct object *cluster_object(void);

/* The node that this server is. */
struct object *cluster_this_node(void);

/* Everything that is not gone, of a kind, one after the other; NULL starts and ends. */
struct object *cluster_next(enum kind kind, const struct object *after);

/* By name, without regard to case. NULL when there is none. */
struct object *cluster_find(enum kind kind, const char *name);

/* By name or id. */
struct object *cluster_find_id(enum kind kind, const char *name_or_id);

/* A new object with an id and the properties of its kind, NULL without memory. */
struct object *cluster_add(enum kind kind, const char *name);

/* Takes an object out of the cluster and out of every set. */
void cluster_remove(struct object *o);

/* A copy of text that lives as long as the cluster. */
const char *cluster_text(const char *text);

/* The interface of a node on a network, NULL when there is none. */
const struct object *cluster_find_net_interface(const char *node, const char *network);

/* ERROR_..._NOT_FOUND of the kind. */
WERROR cluster_not_found(enum kind kind);

bool set_has(const struct object_set *set, const struct object *o);
bool set_add(struct object_set *set, struct object *o);
void set_remove(struct object_set *set, const struct object *o);

/* Lists names, or ids, of the objects whose CLUSTER_ENUM bit is in `types`. An empty node or network name
 * filters nothing. */
WERROR cluster_list(TALLOC_CTX *memory, uint32_t types, const char *node, const char *network, bool ids,
                    struct enum_list **list);

/* A list that grows; NULL without memory. */
struct enum_list *list_new(TALLOC_CTX *memory);
bool list_add(struct enum_list *list, uint32_t type, const char *name);

/* Makes a context handle. Nothing is written on failure, so the NULL handle goes out. */
WERROR handle_open(struct request *rq, struct object *object, bool all, struct policy_handle *wire);

/* Looks a context handle up. Closed, NULL and foreign handles fault, another kind is ERROR_INVALID_HANDLE; a
 * deleted object has an error of its own, and the method may ask for all access. */
WERROR handle_find(struct request *rq, const struct policy_handle *wire, enum kind kind,
                   struct open_handle **handle);

/* The same, but only the object is of interest. */
WERROR handle_object(struct request *rq, const struct policy_handle *wire, enum kind kind,
                     struct object **object);

/* The object of an order with flags; ERROR_INVALID_PARAMETER for any that is not in `allowed`. */
WERROR handle_ordered(struct request *rq, const struct args_order_ex *r, enum kind kind, uint32_t allowed,
                      struct object **object);

/* Frees the handle and zeroes `out`; on failure `out` is `in`. */
WERROR handle_close(struct request *rq, const struct policy_handle *in, enum kind kind,
                    struct policy_handle *out);

/* ---- clusapi_state.c */

uint32_t group_state(const struct object *group);
uint32_t resource_state(const struct object *resource);

/* The quorum resource, NULL when nodes alone make the quorum. */
extern struct object *quorum_resource;

/* Sends a group to a node, or to the best one for NULL. ERROR_IO_PENDING when it is on its way. */
WERROR group_move(struct request *rq, struct object *group, struct object *node, bool force, bool queue);

/* Ends a move that waits. */
bool group_cancel(struct request *rq, struct object *group);

/* One group after the other leaves the node. */
void node_drain(struct request *rq, struct object *node);

/* The groups that a drain took away come back; only those that have AutoFailbackType for `policy`. */
void node_failback(struct request *rq, struct object *node, bool policy);

/* With what it depends on, or what depends on it. ERROR_IO_PENDING when that takes time. */
WERROR resource_online(struct request *rq, struct object *resource);
WERROR resource_offline(struct request *rq, struct object *resource);

/* At once: before it is deleted. */
void resource_stop(struct object *resource);

/* ---- clusapi_methods.c */

extern const struct method_table *const method_tables[]; /* ends with NULL */

/* A name that a client gives an object. */
WERROR check_new_name(enum kind kind, const struct object *renamed, const char *name, WERROR exists);

/* ---- clusapi_nodes.c, clusapi_groups.c, clusapi_resources.c, clusapi_depend.c, clusapi_control.c */

extern const struct method_table node_methods, group_methods, resource_methods, dependency_methods,
    control_methods;

/* resource depends on provider, directly or not */
bool depends_on(const struct object *resource, const struct object *provider);

/* ---- clusapi_property.c */

/* Output of a control code while it grows; `bad` once memory ran out. */
struct writer {
    TALLOC_CTX *memory;
    DATA_BLOB blob;
    bool bad;
};

void put(struct writer *w, const void *data, size_t size);
void put_u32(struct writer *w, uint32_t value);
/* NULL stands for the last, empty string of a MULTI_SZ. Returns the bytes written. */
size_t put_sz(struct writer *w, const char *text);

/* Input of a control code; `bad` once it was read past its end. */
struct reader {
    TALLOC_CTX *memory;
    const uint8_t *data;
    size_t size;
    bool bad;
};

const uint8_t *take(struct reader *r, size_t size);
uint32_t take_u32(struct reader *r);
/* The next string of a MULTI_SZ; NULL at the end of the input. */
char *take_sz(struct reader *r);

/* Gives a new object the properties of its kind, and private ones of a resource's type. */
bool properties_create(TALLOC_CTX *memory, struct object *o);
bool properties_of_type(TALLOC_CTX *memory, struct object *resource);

struct property *property_find(const struct object *o, const char *name, unsigned flags);
uint32_t property_number(const struct object *o, const char *name);
bool property_set_text(struct object *o, const char *name, const char *text);
bool property_set_number(struct object *o, const char *name, uint32_t value);
const char *property_text(TALLOC_CTX *memory, const struct object *o, const char *name);

/* Writes a property list of those whose flags are `flags`. `names`, when not NULL, is a MULTI_SZ that
 * chooses; L"*" chooses all. False: a name that is none. */
bool properties_put(struct writer *w, struct object *o, unsigned flags, struct reader *names);
/* What an enumeration of groups or resources is asked for: names of properties as MULTI_SZ, NULL for none. */
struct entry_names {
    const uint8_t *names;
    uint32_t size;
    const uint8_t *ro_names;
    uint32_t ro_size;
};

/* The property lists that an entry gets for them. */
struct entry_properties {
    uint8_t *data, *ro_data;
    uint32_t size, ro_size;
};

/* Hands every object of a kind to `add`, which says false when memory ran out. */
WERROR list_entries(struct request *rq, const struct policy_handle *cluster, enum kind kind,
                    const struct entry_names *names,
                    bool (*add)(void *list, struct object *o, const struct entry_properties *p), void *list);
/* Only their names as a MULTI_SZ. */
void properties_put_names(struct writer *w, const struct object *o, unsigned flags);
/* Names and formats. */
void properties_put_formats(struct writer *w, const struct object *o, unsigned flags);
/* Checks a property list and stores it. */
WERROR properties_take(struct object *o, struct reader *in, unsigned flags, bool store);

#endif
