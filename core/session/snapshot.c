/* Snapshots of enumerations. */
#include "session/snapshot.h"

#include "base/invariant.h"
#include "base/log.h"
#include "session/instance.h"

#if LWCLUS_API_ENUM
bool lwclus_snapshot_take(struct lwclus_handle_row *row)
{
    uint8_t i;

    for (i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        if (!lwclus_instance.snapshots[i].used) {
            lwclus_instance.snapshots[i].used = true;
            lwclus_instance.snapshots[i].size = 0;
            row->u.snapshot.pool = i;
            return true;
        }
    }
    return false;
}

void lwclus_snapshot_free(struct lwclus_handle_row *row)
{
    LWCLUS_INVARIANT(row->u.snapshot.pool < LWCLUS_MAX_ENUMS &&
                     lwclus_instance.snapshots[row->u.snapshot.pool].used);
    lwclus_instance.snapshots[row->u.snapshot.pool].used = false;
}

lwclus_result lwclus_snapshot_add(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    struct lwclus_handle_row *row = (struct lwclus_handle_row *)user;
    struct lwclus_snapshot *snapshot = &lwclus_instance.snapshots[row->u.snapshot.pool];
    struct lwclus_cursor c;
    struct lwclus_cspan name = members[1].bytes;
    uint32_t used = 0;

    if (index == 0) { /* the call was repeated on another node */
        snapshot->size = 0;
        row->u.snapshot.count = 0;
    }
    /* A NUL inside the name would split the record: the name ends there, as it does for the caller. */
    while (used + 2 <= name.size && (name.ptr[used] | name.ptr[used + 1]) != 0) {
        used += 2;
    }
    lwclus_cursor_init(&c, snapshot->data, LWCLUS_ENUM_BYTES);
    c.pos = snapshot->size;
    lwclus_put_u32(&c, members[0].value);
    lwclus_put_bytes(&c, name.ptr, used);
    lwclus_put_u16(&c, 0);
    if (c.status != LWCLUS_OK) {
        lwclus_log(LWCLUS_LOG_ERROR, "enumeration larger than LWCLUS_ENUM_BYTES, entries", index);
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
    }
    snapshot->size = c.pos;
    row->u.snapshot.count++;
    return LWCLUS_OK;
}

struct lwclus_cursor lwclus_snapshot_at(struct lwclus_handle_row *row, uint32_t index)
{
    struct lwclus_snapshot *snapshot = &lwclus_instance.snapshots[row->u.snapshot.pool];
    struct lwclus_cursor c;
    uint32_t i = 0;

    lwclus_cursor_init(&c, snapshot->data, snapshot->size);
    if (index >= row->u.snapshot.last_index) {
        i = row->u.snapshot.last_index;
        c.pos = row->u.snapshot.last_pos;
    }
    for (; i < index && c.status == LWCLUS_OK; i++) {
        (void)lwclus_get_u32(&c);
        while (lwclus_get_u16(&c) != 0) {
        }
    }
    row->u.snapshot.last_index = index;
    row->u.snapshot.last_pos = c.pos;
    return c;
}
#else
/* An empty translation unit is not C99. */
typedef int lwclus_snapshot_unused;
#endif
