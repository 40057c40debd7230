/* Simulated cluster: context handles ([MS-RPCE] 2.2.1.1.4), bound to the connection that opened them. */
#include "sim_int.h"

static void number(struct sim_cluster *cluster, uint8_t wire[20])
{
    memset(wire, 0, 20);
    for (uint32_t i = 4; i < 20; i++) {
        cluster->seed = cluster->seed * 1664525u + 1013904223u;
        wire[i] = (uint8_t)(cluster->seed >> 24);
    }
}

bool sim_handle_new(struct sim_conn *conn, enum sim_type type, uint32_t object, bool all, uint8_t wire[20])
{
    for (uint32_t i = 0; i < SIM_HANDLES; i++) {
        struct sim_handle *row = &conn->cluster->handle[i];

        if (row->type == SIM_FREE) {
            row->type = (uint8_t)type;
            row->object = (uint8_t)object;
            row->all = all;
            row->owner = conn;
            number(conn->cluster, row->wire);
            memcpy(wire, row->wire, 20);
            return true;
        }
    }
    sim_complain(conn->cluster, "context handles used up: leak?", SIM_HANDLES);
    return false;
}

struct sim_handle *sim_handle_find(struct sim_conn *conn, const uint8_t wire[20])
{
    for (uint32_t i = 0; i < SIM_HANDLES; i++) {
        struct sim_handle *row = &conn->cluster->handle[i];

        if (row->type != SIM_FREE && row->owner == conn && memcmp(row->wire, wire, 20) == 0) {
            return row;
        }
    }
    return NULL;
}

/* Reads a handle. One that is not open here is the client's mistake and faults; one of another type is
 * status 6. */
struct sim_handle *sim_handle_get(struct sim_call *call, enum sim_type type)
{
    struct sim_handle *row;
    uint8_t wire[20];

    sim_get_align(call->conn, &call->in, 4);
    lwclus_get_bytes(&call->in, wire, 20);
    row = sim_handle_find(call->conn, wire);
    if (row == NULL) {
        sim_complain(call->conn->cluster, "context handle is not open", call->opnum);
        call->fault = call->fault != 0 ? call->fault : SIM_FAULT_CONTEXT_MISMATCH;
    } else if (row->type != type) {
        sim_complain(call->conn->cluster, "context handle of another type", call->opnum);
        call->status = SIM_ERROR_INVALID_HANDLE;
    }
    return row;
}

void sim_handle_run_down(struct sim_conn *conn)
{
    for (uint32_t i = 0; i < SIM_HANDLES; i++) {
        struct sim_handle *row = &conn->cluster->handle[i];

        if (row->owner == conn) {
            memset(row, 0, sizeof *row);
        }
    }
}
