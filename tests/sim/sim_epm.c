/* Simulated cluster: endpoint mapper, ept_map ([C706] appendices L and O, [MS-RPCE] 2.2.1.2.5). */
#include "sim_int.h"

#define TOWER_BYTES 75u
#define OPNUM_MAP   3u
#define REFERENT    3u

static void put_tower(struct lwclus_cursor *c, uint32_t nonsense, uint16_t port)
{
    lwclus_put_u16(c, (uint16_t)(5u + nonsense));
    for (uint32_t i = 0; i < nonsense; i++) {
        lwclus_put_u16(c, 1);
        lwclus_put_u8(c, 0x1f);
        lwclus_put_u16(c, 0);
    }
    lwclus_put_u16(c, 19);
    lwclus_put_u8(c, 0x0d);
    lwclus_put_bytes(c, sim_uuid_clusapi, 16);
    lwclus_put_u16(c, 3);
    lwclus_put_u16(c, 2);
    lwclus_put_u16(c, 0);
    lwclus_put_u16(c, 19);
    lwclus_put_u8(c, 0x0d);
    lwclus_put_bytes(c, sim_uuid_ndr, 16);
    lwclus_put_u16(c, 2);
    lwclus_put_u16(c, 2);
    lwclus_put_u16(c, 0);
    lwclus_put_u16(c, 1);
    lwclus_put_u8(c, 0x0b);
    lwclus_put_u16(c, 2);
    lwclus_put_u16(c, 0);
    lwclus_put_u16(c, 1);
    lwclus_put_u8(c, 0x07);
    lwclus_put_u16(c, 2);
    lwclus_put_u16be(c, port);
    lwclus_put_u16(c, 1);
    lwclus_put_u8(c, 0x09);
    lwclus_put_u16(c, 4);
    lwclus_put_u32(c, 0); /* 0.0.0.0, as Samba has it */
}

static void parse(struct sim_call *call)
{
    uint8_t buffer[TOWER_BYTES];
    struct lwclus_cursor want, *c = &call->in;
    uint32_t size, most;
    bool good;

    lwclus_cursor_init(&want, buffer, sizeof buffer);
    put_tower(&want, 0, 0);
    good = sim_get_u32(call->conn, c) == 0; /* object */
    good = sim_get_u32(call->conn, c) != 0 && good;
    size = sim_get_u32(call->conn, c);
    good = sim_get_u32(call->conn, c) == size && size == TOWER_BYTES && good;
    good = lwclus_get_equal(c, buffer, TOWER_BYTES) && good;
    sim_get_align(call->conn, c, 4);
    for (uint32_t i = 0; i < 5; i++) {
        good = lwclus_get_u32(c) == 0 && good; /* entry_handle */
    }
    most = lwclus_get_u32(c);
    good = most >= 1 && most <= 500 && good;
    if (!good) {
        sim_complain(call->conn->cluster, "ept_map request", c->pos);
    }
}

static void put_towers(struct sim_call *call)
{
    struct lwclus_cursor *c = &call->out;
    uint32_t nonsense = sim_lie(call->conn, SIM_EPM_GARBAGE, 0);
    uint32_t size = TOWER_BYTES + 5u * nonsense;
    uint32_t count = sim_lie(call->conn, SIM_EPM_COUNT, 1);
    uint32_t length = sim_lie(call->conn, SIM_EPM_LENGTH, size);

    lwclus_put_zeros(c, 20);
    lwclus_put_u32(c, count);
    lwclus_put_u32(c, count > 4 ? count : 4);
    lwclus_put_u32(c, 0);
    lwclus_put_u32(c, count);
    if (sim_todo(call->conn, SIM_EPM_NULL)) {
        lwclus_put_u32(c, 0);
    } else if (count > 0) {
        lwclus_put_u32(c, REFERENT);
        lwclus_put_u32(c, length);
        lwclus_put_u32(c, length);
        put_tower(c, nonsense, (uint16_t)sim_lie(call->conn, SIM_EPM_PORT, call->conn->cluster->port));
    }
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, 0);
}

void sim_epm_call(struct sim_call *call)
{
    uint32_t status = sim_lie(call->conn, SIM_EPM_STATUS, 0);

    if (call->opnum != OPNUM_MAP) {
        sim_complain(call->conn->cluster, "endpoint mapper method", call->opnum);
        call->fault = SIM_FAULT_OP_RANGE;
        return;
    }
    parse(call);
    if (!sim_call_parsed(call)) {
        return;
    }
    if (status == 0) {
        put_towers(call);
        return;
    }
    lwclus_put_zeros(&call->out, 24);
    lwclus_put_u32(&call->out, 4);
    lwclus_put_zeros(&call->out, 8);
    lwclus_put_u32(&call->out, status);
}
