/*
 * The handle table: fixed rows behind every public handle.
 *
 * A public handle is the number type:4 | generation:12 | index:16, never an address and never 0. Look-up
 * checks all three, so a stale, forged or wrong-kind handle is an error and never memory damage. The server's
 * context handle in a row can be replaced under a living public handle.
 */
#ifndef LWCLUS_SESSION_HANDLE_H
#define LWCLUS_SESSION_HANDLE_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus_config.h"
#include "ndr/ndr.h"

/* Kinds of handle; 0 marks a free row. The order after CLUSTER is the order of re-opening
 * ([MS-CMRP] 3.2.4.6). */
enum lwclus_handle_type {
    LWCLUS_HANDLE_FREE = 0,
    LWCLUS_HANDLE_CLUSTER,
    LWCLUS_HANDLE_NODE,
    LWCLUS_HANDLE_GROUP,
    LWCLUS_HANDLE_RESOURCE,
    LWCLUS_HANDLE_KEY,
    LWCLUS_HANDLE_NETWORK,
    LWCLUS_HANDLE_NETINTERFACE,
    LWCLUS_HANDLE_ENUM, /* local snapshot, nothing on the server */
    LWCLUS_HANDLE_TYPES
};

/* First unit of a name by which a row is not opened again: too long to be kept, or of an object that is gone.
 * No UTF-16 text contains it, and the empty name is the registry's root key. */
#define LWCLUS_NAME_NOT_KEPT 0xffffu

struct lwclus_handle_row {
    uint16_t generation; /* 1..4095 */
    uint16_t parent;     /* index of the cluster row it was opened through; its own index for a cluster */
    uint8_t type;        /* enum lwclus_handle_type */
    uint8_t session;
    bool open; /* false: reserved or being closed; look-ups fail */
#if LWCLUS_RECONNECT
    bool lost;                               /* could not be opened again: name longer than the row holds */
    uint32_t access;                         /* desired, to open it again */
    uint16_t name[LWCLUS_HANDLE_NAME_UNITS]; /* NUL-terminated */
#endif
    union {
        uint8_t context[LWCLUS_CONTEXT_HANDLE_BYTES];
        struct {
            uint8_t pool;
            uint8_t kind; /* enum lwclus_enum_kind */
        } snapshot;
    } u;
#if LWCLUS_API_NODE && LWCLUS_API_GROUP
    uint8_t node; /* number of a node once it was asked for; it never changes ([MS-CMRP] 3.1.1.6) */
#endif
};

/** Row of an open handle of that kind; NULL when stale, forged or of another kind. Table lock held. */
struct lwclus_handle_row *lwclus_handle_find(uintptr_t handle, uint8_t type);

/* The row is its own parent: a cluster. */
#define LWCLUS_HANDLE_OWN_PARENT 0xffffu

/** Takes a free row, not yet open; NULL when the table is full. Table lock held.
 * `parent`: index of a cluster row, or LWCLUS_HANDLE_OWN_PARENT. */
struct lwclus_handle_row *lwclus_handle_reserve(uint8_t type, uint8_t session, uint32_t parent);

/** The public number of a row. */
uintptr_t lwclus_handle_value(const struct lwclus_handle_row *row);

/** Frees a row; its public number is stale from now on. Table lock held. */
void lwclus_handle_free(struct lwclus_handle_row *row);

/** Index of a row in the table. */
uint16_t lwclus_handle_index(const struct lwclus_handle_row *row);

#endif
