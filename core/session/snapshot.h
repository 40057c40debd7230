/*
 * Snapshots: names of an enumeration in a fixed pool, as {u32 type, UTF-16LE name, NUL} records.
 */
#ifndef LWCLUS_SESSION_SNAPSHOT_H
#define LWCLUS_SESSION_SNAPSHOT_H

#include "session/handle.h"

#if LWCLUS_API_ENUM
struct lwclus_snapshot {
    bool used;
    uint32_t size; /* bytes of records */
    uint8_t data[LWCLUS_ENUM_BYTES];
};

/** Takes a free snapshot for the row; false when all are in use. Table lock held. */
bool lwclus_snapshot_take(struct lwclus_handle_row *row);

/** Frees the snapshot of a row. Table lock held. */
void lwclus_snapshot_free(struct lwclus_handle_row *row);

/** NDR row callback: adds one ENUM_ENTRY to the snapshot of the row in `user`.
 * ERROR_NOT_ENOUGH_MEMORY (origin local) when it does not fit. */
lwclus_result lwclus_snapshot_add(void *user, uint32_t index, struct lwclus_ndr_member *members);

/** Cursor on record `index` of the row's snapshot; failed when there is none. */
struct lwclus_cursor lwclus_snapshot_at(struct lwclus_handle_row *row, uint32_t index);
#endif

#endif
