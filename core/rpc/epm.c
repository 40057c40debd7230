/* ept_map: one query, one port. */
#include "rpc/epm.h"

#include "rpc/status.h"

#define ENTRY_HANDLE_BYTES 20u
#define MAX_TOWERS         4u
#define MIN_FLOORS         4u /* interface, transfer syntax, RPC, TCP */

/* Taking it makes a cursor fail: malformed. */
#define MORE_THAN_THERE_IS UINT32_MAX

/* Statuses of ept_map that are no Win32 codes ([MS-RPCE] 2.2.1.2.1, 2.2.1.2.5) */
#define EPT_NOT_REGISTERED  0x16C9A0D6u
#define EPT_CANT_PERFORM_OP 0x16C9A0CDu

/* Stub data of ept_map. The tower is for ClusAPI 3.0, NDR20, RPC, TCP, IP; port and address 0 ([C706]
 * appendix L). Each floor is a length, left hand side, the length 2 (IP: 4) and the right hand side. */
/* clang-format off */
static const uint8_t request[] = {
    0, 0, 0, 0,                                                              /* obj: NULL */
    3, 0, 0, 0,                                                              /* map_tower: referent */
    75, 0, 0, 0,                                                             /* max_count */
    75, 0, 0, 0,                                                             /* tower_length */
    5, 0,                                                                    /* floors */
    19, 0, 0x0d, 0xb2, 0xb8, 0x7d, 0xb9, 0x63, 0x4c, 0xcf, 0x11, 0xbf, 0xf6, /* interface */
    0x08, 0x00, 0x2b, 0xe2, 0x3f, 0x2f, 3, 0, 2, 0, 0, 0,                    /* major 3, minor 0 */
    19, 0, 0x0d, 0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, /* transfer syntax */
    0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2, 0, 2, 0, 0, 0,                    /* major 2, minor 0 */
    1, 0, 0x0b, 2, 0, 0, 0,                                                  /* RPC, connection-oriented */
    1, 0, 0x07, 2, 0, 0, 0,                                                  /* TCP */
    1, 0, 0x09, 4, 0, 0, 0, 0, 0,                                            /* IP */
    0,                                                                       /* alignment */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,              /* entry_handle: NULL */
    MAX_TOWERS, 0, 0, 0};
/* clang-format on */

/* What a matching tower has in common with ours, behind the number of floors: all up to the port. */
#define COMMON_OFFSET 18u /* in the request */
#define COMMON_BYTES  62u

void lwclus_epm_encode(struct lwclus_cursor *c)
{
    lwclus_put_bytes(c, request, sizeof request);
}

/* twr_t: conformant structure, so the maximum count comes first ([MS-RPCE] 2.2.1.2.2). Yields the port of a
 * tower that differs from ours in port and address only; 0 = another tower. */
static uint32_t next_tower(struct lwclus_cursor *c)
{
    struct lwclus_cursor tower_octets;
    uint32_t max_count;
    bool ours;

    lwclus_cursor_align(c, 4, false);
    max_count = lwclus_get_u32(c);
    lwclus_cursor_split(c, lwclus_get_u32(c) == max_count ? max_count : MORE_THAN_THERE_IS, &tower_octets);
    ours = lwclus_get_u16(&tower_octets) >= MIN_FLOORS;
    ours = lwclus_get_equal(&tower_octets, request + COMMON_OFFSET, COMMON_BYTES) && ours;
    return ours ? lwclus_get_u16be(&tower_octets) : 0;
}

static lwclus_result map_status(uint32_t status, uint32_t port)
{
    if (status == EPT_NOT_REGISTERED || (status == 0 && port == 0)) {
        status = EPT_S_NOT_REGISTERED;
    } else if (status == EPT_CANT_PERFORM_OP) {
        status = EPT_S_CANT_PERFORM_OP;
    }
    return lwclus_status_from_server(status);
}

lwclus_result lwclus_epm_decode(struct lwclus_cursor *c, uint16_t *port)
{
    uint32_t num_towers, max_count, offset, count, status, i;
    uint32_t towers = 0;
    uint32_t found = 0;

    (void)lwclus_cursor_take(c, ENTRY_HANDLE_BYTES);
    num_towers = lwclus_get_u32(c);
    max_count = lwclus_get_u32(c);
    offset = lwclus_get_u32(c);
    count = lwclus_get_u32(c);
    if (count > max_count || count > MAX_TOWERS || count != num_towers || offset != 0) {
        (void)lwclus_cursor_take(c, MORE_THAN_THERE_IS);
        count = 0;
    }
    for (i = 0; i < count; i++) {
        towers += lwclus_get_u32(c) != 0; /* a NULL referent has no tower */
    }
    for (; towers != 0; towers--) {
        uint32_t candidate = next_tower(c);

        found = found != 0 ? found : candidate;
    }
    lwclus_cursor_align(c, 4, false);
    status = lwclus_get_u32(c);
    if (c->status != LWCLUS_OK) {
        return c->status;
    }
    *port = (uint16_t)found;
    return map_status(status, found);
}
