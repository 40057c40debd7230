/* Simulated cluster: control codes of network interfaces ([MS-CMRP] 3.1.4.2.98). */
#include "sim_int.h"

#define NEEDS_ALL 0x00400000u

static void put_units(struct lwclus_cursor *c, const uint16_t *text)
{
    do {
        lwclus_put_u16(c, *text);
    } while (*text++ != 0);
}

/* Property list, [MS-CMRP] 2.2.3.10: one property of syntax SZ. */
static void put_property(struct lwclus_cursor *c, const uint16_t *name, const uint16_t *value)
{
    lwclus_put_u32(c, 0x00040003u);
    lwclus_put_u32(c, 2u * (sim_text_units(name) + 1u));
    put_units(c, name);
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, 0x00010003u);
    lwclus_put_u32(c, 2u * (sim_text_units(value) + 1u));
    put_units(c, value);
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, 0);
}

/* The answer to a code; false when the code is unknown. */
static bool answer(const struct sim_cluster *cluster, const struct sim_netif *netif, uint32_t code,
                   struct lwclus_cursor *c)
{
    switch (code) {
    case 0x06000000: /* UNKNOWN */
    case 0x0640005e: /* SET_COMMON_PROPERTIES */
        return true;
    case 0x06000005: /* GET_CHARACTERISTICS */
    case 0x06000009: /* GET_FLAGS */
        lwclus_put_u32(c, 0);
        return true;
    case 0x06000029: /* GET_NAME */
        put_units(c, netif->name);
        return true;
    case 0x06000031: /* GET_NODE */
        put_units(c, cluster->node[netif->node].name);
        return true;
    case 0x06000035: /* GET_NETWORK */
        put_units(c, cluster->network[netif->network].name);
        return true;
    case 0x06000039: /* GET_ID */
        put_units(c, netif->id);
        return true;
    case 0x06000055: /* GET_RO_COMMON_PROPERTIES */
        lwclus_put_u32(c, 2);
        put_property(c, u"Name", netif->name);
        put_property(c, u"Node", cluster->node[netif->node].name);
        return true;
    default:
        return false;
    }
}

/* [in, unique, size_is(nInBufferSize)] */
struct sim_input sim_get_input(struct sim_call *call)
{
    struct sim_conn *conn = call->conn;
    struct sim_input in = {0};
    uint32_t referent, count = 0;

    in.code = sim_get_u32(conn, &call->in);
    referent = sim_get_u32(conn, &call->in);
    if (referent != 0) {
        count = sim_get_u32(conn, &call->in);
        lwclus_cursor_take(&call->in, count);
    }
    in.in_size = sim_get_u32(conn, &call->in);
    in.out_size = sim_get_u32(conn, &call->in);
    if (in.in_size != count || (referent == 0 && in.in_size != 0)) {
        sim_complain(conn->cluster, "input buffer and its size differ", in.in_size);
    }
    return in;
}

void sim_put_output(struct sim_call *call, const struct sim_input *in, const uint8_t *data, uint32_t size)
{
    struct lwclus_cursor *c = &call->out;
    uint32_t returned = call->status == 0 ? size : 0;

    lwclus_put_u32(c, in->out_size); /* size_is */
    lwclus_put_u32(c, 0);
    lwclus_put_u32(c, returned);
    lwclus_put_bytes(c, data, returned);
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, returned);
    lwclus_put_u32(c, call->status == SIM_ERROR_MORE_DATA ? size : 0);
    sim_call_tail(call);
}

void sim_method_control(struct sim_call *call)
{
    const struct sim_cluster *cluster = call->conn->cluster;
    const struct sim_handle *row = sim_handle_get(call, SIM_NETIF);
    uint8_t data[512];
    struct lwclus_cursor c;
    struct sim_input in;

    if (call->opnum == 97) {
        (void)sim_handle_get(call, SIM_NODE);
    }
    in = sim_get_input(call);
    if (!sim_call_parsed(call)) {
        return;
    }
    lwclus_cursor_init(&c, data, sizeof data);
    if (call->status == 0 && (in.code & NEEDS_ALL) != 0 && !row->all) {
        call->status = SIM_ERROR_ACCESS_DENIED;
    } else if (call->status == 0 && !answer(cluster, &cluster->netif[row->object], in.code, &c)) {
        call->status = SIM_ERROR_INVALID_FUNCTION;
    } else if (call->status == 0 && c.pos > in.out_size) {
        call->status = SIM_ERROR_MORE_DATA;
    }
    sim_put_output(call, &in, data, c.pos);
}
