/* The handle table. */
#include "session/handle.h"

#include <string.h>

#include "base/invariant.h"
#include "session/instance.h"

#define GENERATION_MASK 0xfffu

struct lwclus_handle_row *lwclus_handle_find(uintptr_t handle, uint8_t type)
{
    uint32_t index = (uint32_t)handle & 0xffffu;
    struct lwclus_handle_row *row;

    /* A forged 64-bit value must not alias a row by truncation. */
    if (handle > 0xffffffffu || index >= LWCLUS_MAX_HANDLES) {
        return NULL;
    }
    row = &lwclus_instance.rows[index];
    return row->open && row->type == type && lwclus_handle_value(row) == handle ? row : NULL;
}

struct lwclus_handle_row *lwclus_handle_reserve(uint8_t type, uint8_t session, uint32_t parent)
{
    struct lwclus_handle_row *row = lwclus_instance.rows;
    uint32_t i;

    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        if (row->type == LWCLUS_HANDLE_FREE) {
            /* A zeroed table starts with generation 0, which no public handle may carry. */
            row->generation = row->generation != 0 ? row->generation : 1;
            row->type = type;
            row->session = session;
            row->parent = (uint16_t)(parent != LWCLUS_HANDLE_OWN_PARENT ? parent : i);
            return row;
        }
        row++;
    }
    return NULL;
}

uint16_t lwclus_handle_index(const struct lwclus_handle_row *row)
{
    return (uint16_t)(row - lwclus_instance.rows);
}

uintptr_t lwclus_handle_value(const struct lwclus_handle_row *row)
{
    return (uintptr_t)row->type << 28 | (uintptr_t)row->generation << 16 | lwclus_handle_index(row);
}

void lwclus_handle_free(struct lwclus_handle_row *row)
{
    uint32_t next = (row->generation + 1u) & GENERATION_MASK;

    LWCLUS_INVARIANT(row >= lwclus_instance.rows && row < lwclus_instance.rows + LWCLUS_MAX_HANDLES);
    memset(row, 0, sizeof(*row));
    row->generation = (uint16_t)(next != 0 ? next : 1);
}
