/* Snapshots of enumerations. */
#include "session/snapshot.h"

#include "base/log.h"
#include "session/instance.h"

#if LWCLUS_API_ENUM

/* Fields of a record: what to write of which member of the row ([MS-CMRP] 2.2.3.4, 2.2.3.25, 2.2.3.27). */
#define WORD(member)  (0x10u | (member))
#define TEXT(member)  (0x20u | (member))
#define BYTES(member) (0x40u | (member))
#define END           0u

static const uint8_t entry_fields[] = {WORD(0), TEXT(1), END};
#if LWCLUS_API_GROUP
static const uint8_t group_fields[] = {TEXT(1), TEXT(0), WORD(2), TEXT(3), WORD(4), BYTES(6), BYTES(8), END};
#endif
#if LWCLUS_API_RESOURCE
static const uint8_t resource_fields[] = {TEXT(1), TEXT(0), TEXT(2), TEXT(3), BYTES(5), BYTES(7), END};
#endif

bool lwclus_snapshot_take(struct lwclus_handle_row *row, uint8_t kind)
{
    uint8_t i;

    for (i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        if (!lwclus_instance.snapshots[i].used) {
            lwclus_instance.snapshots[i].used = true;
            row->u.snapshot.pool = i;
            row->u.snapshot.kind = kind;
            return true;
        }
    }
    return false;
}

void lwclus_snapshot_free(struct lwclus_handle_row *row)
{
    lwclus_instance.snapshots[row->u.snapshot.pool].used = false;
}

struct lwclus_snapshot *lwclus_snapshot_of(const struct lwclus_handle_row *row, uint8_t kind)
{
    return row->u.snapshot.kind == kind ? &lwclus_instance.snapshots[row->u.snapshot.pool] : NULL;
}

static const uint8_t *fields_of(uint8_t kind)
{
#if LWCLUS_API_GROUP
    if (kind == LWCLUS_ENUM_GROUP_EX) {
        return group_fields;
    }
#endif
#if LWCLUS_API_RESOURCE
    if (kind == LWCLUS_ENUM_RESOURCE_EX) {
        return resource_fields;
    }
#endif
    (void)kind;
    return entry_fields;
}

/* Text up to its first NUL, as the caller will see it. */
static uint32_t text_size(struct lwclus_cspan text)
{
    uint32_t used = 0;

    while (used + 2 <= text.size && (text.ptr[used] | text.ptr[used + 1]) != 0) {
        used += 2;
    }
    return used;
}

/* A size that does not fit its 16 bits does not fit the snapshot either. */
static void put_field(struct lwclus_cursor *c, uint8_t field, const struct lwclus_ndr_member *m)
{
    uint32_t size = m->bytes.size;

    if ((field & WORD(0)) != 0) {
        lwclus_put_u32(c, m->value);
    } else if ((field & TEXT(0)) != 0) {
        size = text_size(m->bytes);
        lwclus_put_u16(c, (uint16_t)(size + 2));
        lwclus_put_bytes(c, m->bytes.ptr, size);
        lwclus_put_u16(c, 0);
    } else {
        lwclus_put_u16(c, (uint16_t)size);
        lwclus_put_bytes(c, m->bytes.ptr, size);
    }
}

static lwclus_result add(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    const struct lwclus_handle_row *row = (const struct lwclus_handle_row *)user;
    struct lwclus_snapshot *snapshot = &lwclus_instance.snapshots[row->u.snapshot.pool];
    const uint8_t *field = fields_of(row->u.snapshot.kind);
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, snapshot->data, LWCLUS_ENUM_BYTES);
    lwclus_cursor_seek(&c, snapshot->size);
    lwclus_put_u16(&c, 0);
    for (; *field != END; field++) {
        put_field(&c, *field, &members[*field & 15u]);
    }
    if (c.status != LWCLUS_OK) {
        lwclus_log(LWCLUS_LOG_ERROR, "enumeration larger than LWCLUS_ENUM_BYTES, entries", index);
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY);
    }
    lwclus_patch_u16(&c, snapshot->size, (uint16_t)(c.pos - snapshot->size - 2));
    snapshot->size = c.pos;
    return LWCLUS_OK;
}

/* A call that is repeated after a reconnect begins again. */
static lwclus_result add_first(void *user, uint32_t index, struct lwclus_ndr_member *members)
{
    const struct lwclus_handle_row *row = (const struct lwclus_handle_row *)user;

    if (index == 0) {
        lwclus_instance.snapshots[row->u.snapshot.pool].size = 0;
    }
    return add(user, index, members);
}

void lwclus_snapshot_receive(struct lwclus_handle_row *row, struct lwclus_ndr_rows lists[2])
{
    lists[0].count = 0;
    lists[0].user = row;
    lists[0].row = add_first;
    lists[1].count = 0;
    lists[1].user = row;
    lists[1].row = add;
    lwclus_instance.snapshots[row->u.snapshot.pool].size = 0;
}

lwclus_result lwclus_snapshot_close(const struct lwclus_handle_row *row,
                                    const struct lwclus_ndr_rows lists[2])
{
    struct lwclus_snapshot *snapshot = &lwclus_instance.snapshots[row->u.snapshot.pool];
    bool two = row->u.snapshot.kind == LWCLUS_ENUM_CLUSTER_EX || row->u.snapshot.kind == LWCLUS_ENUM_NODE_EX;

    snapshot->count = lists[0].count;
    snapshot->last[0].index = 0;
    snapshot->last[0].pos = 0;
    snapshot->last[1] = snapshot->last[0];
    return two && lists[1].count != lists[0].count ? LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA)
                                                   : LWCLUS_OK;
}

struct lwclus_cursor lwclus_snapshot_at(struct lwclus_snapshot *snapshot, uint32_t index)
{
    uint32_t list = index >= snapshot->count ? 1 : 0;
    struct lwclus_cursor c;
    uint32_t i = 0;

    lwclus_cursor_init(&c, snapshot->data, snapshot->size);
    if (index >= snapshot->last[list].index) {
        i = snapshot->last[list].index;
        lwclus_cursor_seek(&c, snapshot->last[list].pos);
    }
    for (; i < index && c.status == LWCLUS_OK; i++) {
        (void)lwclus_cursor_take(&c, lwclus_get_u16(&c));
    }
    snapshot->last[list].index = index;
    snapshot->last[list].pos = c.pos;
    return lwclus_cursor_sub(&c, lwclus_get_u16(&c));
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_snapshot_unused;
#endif
