/*
 * Snapshots: the answer of an enumeration in a fixed pool.
 *
 * A record is {u16 bytes that follow, fields}; a field is a u32, or a u16 size and that many bytes. Text has
 * its NUL. Wire byte order throughout, nothing is aligned.
 */
#ifndef LWCLUS_SESSION_SNAPSHOT_H
#define LWCLUS_SESSION_SNAPSHOT_H

#include "session/handle.h"

#if LWCLUS_API_ENUM
/* What an enumeration handle enumerates; handles of one kind are invalid for the functions of another. The
 * fields of a record follow from the kind. */
enum lwclus_enum_kind {
    LWCLUS_ENUM_CLUSTER, /* these: {u32 type, text name} */
    LWCLUS_ENUM_NETINTERFACE,
    LWCLUS_ENUM_NETWORK,
    LWCLUS_ENUM_NODE,
    LWCLUS_ENUM_GROUP,
    LWCLUS_ENUM_RESOURCE,
    LWCLUS_ENUM_RESOURCE_TYPE,
    LWCLUS_ENUM_CLUSTER_EX, /* these two: all {type, identifier}, then all {type, name} */
    LWCLUS_ENUM_NODE_EX,
    LWCLUS_ENUM_GROUP_EX,   /* identifier, name, u32 state, owner, u32 flags, properties, read-only ones */
    LWCLUS_ENUM_RESOURCE_EX /* identifier, name, group, its identifier, properties, read-only ones */
};

struct lwclus_snapshot {
    bool used;
    uint32_t count; /* entries */
    uint32_t size;  /* bytes of records */
    struct {
        uint32_t index, pos;
    } last[2]; /* where the last look-up in each list ended, so that a loop over all entries is linear */
    uint8_t data[LWCLUS_ENUM_BYTES];
};

/** Takes a free snapshot for the row; false when all are in use. Table lock held. */
bool lwclus_snapshot_take(struct lwclus_handle_row *row, uint8_t kind);

/** Frees the snapshot of a row. Table lock held. */
void lwclus_snapshot_free(struct lwclus_handle_row *row);

/** The snapshot of a row; NULL when it is of another kind. */
struct lwclus_snapshot *lwclus_snapshot_of(const struct lwclus_handle_row *row, uint8_t kind);

/** Makes the two lists of a call deliver into the snapshot of the row. A row that does not fit ends the call
 * with ERROR_NOT_ENOUGH_MEMORY (origin local). */
void lwclus_snapshot_receive(struct lwclus_handle_row *row, struct lwclus_ndr_rows lists[2]);

/** Closes the snapshot after the call. RPC_X_BAD_STUB_DATA (origin NDR): two lists of different length. */
lwclus_result lwclus_snapshot_close(const struct lwclus_handle_row *row,
                                    const struct lwclus_ndr_rows lists[2]);

/** Cursor over the fields of record `index`; the second list goes on behind the first. Failed when there is
 * no such record. */
struct lwclus_cursor lwclus_snapshot_at(struct lwclus_snapshot *snapshot, uint32_t index);
#endif

#endif
