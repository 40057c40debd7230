/* Simulated cluster: methods that open, close and describe objects ([MS-CMRP] 3.1.4.2). */
#include "sim_int.h"

#define GRANTED_READ 0x80000000u
#define GRANTED_ALL  0x10000000u

/* ---- common to all methods ---- */

/* Verification trailer, [MS-RPCE] 2.2.2.13: bitmask and pcontext, the last one marked. */
static void check_trailer(struct sim_conn *conn, struct lwclus_cursor *c)
{
    static const uint8_t magic[8] = {0x8a, 0xe3, 0x13, 0x71, 0x02, 0xf4, 0x36, 0x71};
    bool good = lwclus_get_equal(c, magic, 8), last = false;
    uint32_t seen = 0;

    while (!last && c->status == LWCLUS_OK) {
        uint32_t command = lwclus_get_u16(c), size = lwclus_get_u16(c);

        last = (command & 0x4000u) != 0;
        seen |= 1u << (command & 0x1fu);
        if ((command & 0x3fffu) == 1) {
            good = size == 4 && lwclus_get_u32(c) == 1 && good;
        } else if ((command & 0x3fffu) == 2) {
            good = size == 40 && lwclus_get_equal(c, sim_uuid_clusapi, 16) && lwclus_get_u32(c) == 3 &&
                   lwclus_get_equal(c, sim_uuid_ndr, 16) && lwclus_get_u32(c) == 2 && good;
        } else {
            good = false;
            lwclus_cursor_take(c, size);
        }
    }
    if (!good || seen != 6 || c->status != LWCLUS_OK || lwclus_cursor_left(c) != 0) {
        sim_complain(conn->cluster, "verification trailer", seen);
    } else {
        conn->cluster->verified++;
    }
}

/* All [in] parameters are read: nothing but the verification trailer may follow. False: do nothing. */
bool sim_call_parsed(struct sim_call *call)
{
    struct sim_conn *conn = call->conn;
    struct lwclus_cursor *c = &call->in;

    if (c->status != LWCLUS_OK) {
        sim_complain(conn->cluster, "request stub data too short", call->opnum);
        call->fault = SIM_FAULT_BAD_STUB_DATA;
    } else if (conn->auth.leg != 2) {
        if (lwclus_cursor_left(c) > 0) {
            sim_complain(conn->cluster, "stub data goes on", lwclus_cursor_left(c));
        }
    } else if (lwclus_cursor_left(c) > 0) {
        sim_get_align(conn, c, 4);
        check_trailer(conn, c);
        conn->verified = true;
    } else if (!conn->verified) {
        sim_complain(conn->cluster, "first request without verification trailer", call->opnum);
        conn->verified = true;
    }
    return call->fault == 0;
}

/* rpc_status and return value */
void sim_call_tail(struct sim_call *call)
{
    lwclus_cursor_align(&call->out, 4, true);
    lwclus_put_u32(&call->out, call->rpc_status);
    lwclus_put_u32(&call->out, call->status);
}

static enum sim_rights rights(const struct sim_conn *conn)
{
    return conn->port == SIM_PORT_LOCAL ? SIM_RIGHTS_ALL : conn->auth.account->rights;
}

/* dwDesiredAccess, [MS-CMRP] 3.1.4.2.116: a status; *all tells what was granted. */
static uint32_t grant(const struct sim_conn *conn, uint32_t desired, bool *all)
{
    uint32_t change = 0x70000002u, read = 0x80000001u, maximum = 0x02000000u;

    if (desired == 0 || (desired & ~(change | read | maximum)) != 0 || (desired & 3u) == 2u) {
        return SIM_ERROR_INVALID_PARAMETER;
    }
    *all = (desired & change) != 0 || ((desired & maximum) != 0 && rights(conn) == SIM_RIGHTS_ALL);
    return rights(conn) < (*all ? SIM_RIGHTS_ALL : SIM_RIGHTS_READ) ? SIM_ERROR_ACCESS_DENIED : 0;
}

/* ---- open ---- */

static uint32_t find_object(const struct sim_cluster *cluster, enum sim_type type, struct lwclus_cspan name,
                            uint32_t *object)
{
    uint32_t count = type == SIM_NODE      ? cluster->nodes
                     : type == SIM_NETWORK ? cluster->networks
                                           : cluster->netifs;

    for (*object = 0; *object < count; ++*object) {
        const uint16_t *text = type == SIM_NODE      ? cluster->node[*object].name
                               : type == SIM_NETWORK ? cluster->network[*object].name
                                                     : cluster->netif[*object].name;

        if (sim_text_equal(name, text)) {
            return 0;
        }
    }
    return type == SIM_NODE      ? SIM_ERROR_NODE_NOT_FOUND
           : type == SIM_NETWORK ? SIM_ERROR_NETWORK_NOT_FOUND
                                 : SIM_ERROR_NETIF_NOT_FOUND;
}

static void open_object(struct sim_call *call, enum sim_type type, bool ex)
{
    struct lwclus_cspan name = {NULL, 0};
    uint32_t desired = 0x10000000u, object = 0;
    uint8_t wire[20] = {0};
    bool all = false;

    if (type != SIM_CLUSTER) {
        name = sim_get_text(call->conn, &call->in);
    }
    if (ex) {
        desired = sim_get_u32(call->conn, &call->in);
    }
    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0) {
        call->status = grant(call->conn, desired, &all);
    }
    if (call->status == 0 && type != SIM_CLUSTER) {
        call->status = find_object(call->conn->cluster, type, name, &object);
    }
    if (call->status == 0 && call->rpc_status == 0 && !sim_todo(call->conn, SIM_NULL_HANDLE)) {
        sim_handle_new(call->conn, type, object, all, wire);
    }
    if (ex) {
        lwclus_put_u32(&call->out, call->status != 0 ? 0xdeadbeefu : all ? GRANTED_ALL : GRANTED_READ);
    }
    lwclus_put_u32(&call->out, call->status);
    if (type != SIM_CLUSTER) {
        lwclus_put_u32(&call->out, call->rpc_status);
    }
    lwclus_put_bytes(&call->out, wire, 20);
}

/* ---- close ---- */

static void close_object(struct sim_call *call, enum sim_type type)
{
    struct sim_handle *row = sim_handle_get(call, type);
    uint8_t wire[20] = {0};

    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0) {
        memset(row, 0, sizeof *row);
    } else {
        memcpy(wire, row->wire, 20);
    }
    lwclus_put_bytes(&call->out, wire, 20);
    lwclus_put_u32(&call->out, call->status);
}

/* ---- state ---- */

static void state(struct sim_call *call, enum sim_type type)
{
    const struct sim_cluster *cluster = call->conn->cluster;
    const struct sim_handle *row = sim_handle_get(call, type);
    uint32_t value = 0;

    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0) {
        value = type == SIM_NODE      ? cluster->node[row->object].state
                : type == SIM_NETWORK ? cluster->network[row->object].state
                                      : cluster->netif[row->object].state;
    }
    lwclus_put_u32(&call->out, value);
    sim_call_tail(call);
}

/* ---- names ---- */

static void need_read(struct sim_call *call)
{
    if (call->status == 0 && rights(call->conn) < SIM_RIGHTS_READ) {
        call->status = SIM_ERROR_ACCESS_DENIED;
    }
}

static void cluster_name(struct sim_call *call)
{
    const struct sim_node *node = sim_node_of(call->conn);
    const uint16_t *name = node->cluster_name != NULL ? node->cluster_name : call->conn->cluster->name;

    if (!sim_call_parsed(call)) {
        return;
    }
    need_read(call);
    sim_put_text_pointer(&call->out, 0x00020000u, call->status == 0 ? name : NULL);
    sim_put_text_pointer(&call->out, 0x00020004u, call->status == 0 ? node->name : NULL);
    lwclus_cursor_align(&call->out, 4, true);
    lwclus_put_u32(&call->out, call->status);
}

static void netif_of(struct sim_call *call)
{
    const struct sim_cluster *cluster = call->conn->cluster;
    struct lwclus_cspan node_name = sim_get_text(call->conn, &call->in);
    struct lwclus_cspan network_name = sim_get_text(call->conn, &call->in);
    uint32_t node = 0, network = 0, i = 0;

    if (!sim_call_parsed(call)) {
        return;
    }
    need_read(call);
    if (call->status == 0) {
        call->status = find_object(cluster, SIM_NODE, node_name, &node);
    }
    if (call->status == 0 && find_object(cluster, SIM_NETWORK, network_name, &network) != 0) {
        call->status = SIM_ERROR_NETIF_NOT_FOUND; /* [MS-CMRP] 3.1.4.2.96 */
    }
    while (call->status == 0 && (cluster->netif[i].node != node || cluster->netif[i].network != network)) {
        if (++i == cluster->netifs) {
            call->status = SIM_ERROR_NETIF_NOT_FOUND;
        }
    }
    sim_put_text_pointer(&call->out, 0x00020000u, call->status == 0 ? cluster->netif[i].name : NULL);
    sim_call_tail(call);
}

static void netif_id(struct sim_call *call)
{
    const struct sim_handle *row = sim_handle_get(call, SIM_NETIF);

    if (!sim_call_parsed(call)) {
        return;
    }
    sim_put_text_pointer(&call->out, 0x00020000u,
                         call->status == 0 ? call->conn->cluster->netif[row->object].id : NULL);
    sim_call_tail(call);
}

static void version(struct sim_call *call)
{
    struct lwclus_cursor *c = &call->out;

    if (!sim_call_parsed(call)) {
        return;
    }
    need_read(call);
    lwclus_put_u16(c, 10);
    lwclus_put_u16(c, 0);
    lwclus_put_u16(c, 20348);
    sim_put_text_pointer(c, 0x00020000u, call->status == 0 ? u"Simulated Cluster" : NULL);
    sim_put_text_pointer(c, 0x00020004u, call->status == 0 ? u"" : NULL);
    lwclus_put_u32(c, call->status == 0 ? 0x00020008u : 0);
    if (call->status == 0) {
        lwclus_put_u32(c, 20);
        lwclus_put_u32(c, 0x000b0003u);
        lwclus_put_u32(c, 0x000a0003u);
        lwclus_put_u32(c, 0);
        lwclus_put_u32(c, 0);
    }
    sim_call_tail(call);
}

/* ApiSetClusterName. Its Status ERROR_RESOURCE_PROPERTIES_STORED leaves the name as it is. */
static void rename_cluster(struct sim_call *call)
{
    struct sim_cluster *cluster = call->conn->cluster;
    struct lwclus_cspan name = sim_get_text(call->conn, &call->in);

    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0 && name.size < sizeof cluster->renamed) {
        memset(cluster->renamed, 0, sizeof cluster->renamed);
        memcpy(cluster->renamed, name.ptr, name.size);
        cluster->name = cluster->renamed;
    }
    sim_call_tail(call);
}

/* ---- dispatch ---- */

static bool old_server(struct sim_call *call)
{
    if (call->opnum < 117 || call->opnum > 125 || call->fault != 0) {
        return false;
    }
    if (call->conn->cluster->ex == SIM_EX_STATUS && call->status == 0) {
        call->status = SIM_PROCNUM_OUT_OF_RANGE;
    }
    return call->conn->cluster->ex == SIM_EX_FAULT;
}

static const struct method {
    uint8_t opnum;
    uint8_t type;
    bool ex;
    void (*open)(struct sim_call *call, enum sim_type type, bool ex);
    void (*with)(struct sim_call *call, enum sim_type type);
    void (*plain)(struct sim_call *call);
} methods[] = {
    {0, SIM_CLUSTER, false, open_object, NULL, NULL},
    {117, SIM_CLUSTER, true, open_object, NULL, NULL},
    {66, SIM_NODE, false, open_object, NULL, NULL},
    {118, SIM_NODE, true, open_object, NULL, NULL},
    {81, SIM_NETWORK, false, open_object, NULL, NULL},
    {121, SIM_NETWORK, true, open_object, NULL, NULL},
    {92, SIM_NETIF, false, open_object, NULL, NULL},
    {122, SIM_NETIF, true, open_object, NULL, NULL},
    {1, SIM_CLUSTER, false, NULL, close_object, NULL},
    {67, SIM_NODE, false, NULL, close_object, NULL},
    {82, SIM_NETWORK, false, NULL, close_object, NULL},
    {93, SIM_NETIF, false, NULL, close_object, NULL},
    {68, SIM_NODE, false, NULL, state, NULL},
    {83, SIM_NETWORK, false, NULL, state, NULL},
    {94, SIM_NETIF, false, NULL, state, NULL},
    {2, 0, false, NULL, NULL, rename_cluster},
    {3, 0, false, NULL, NULL, cluster_name},
    {7, 0, false, NULL, NULL, sim_method_enum},
    {95, 0, false, NULL, NULL, netif_of},
    {96, 0, false, NULL, NULL, netif_id},
    {79, 0, false, NULL, NULL, sim_method_node_control},
    {97, 0, false, NULL, NULL, sim_method_control},
    {98, 0, false, NULL, NULL, sim_method_control},
    {101, 0, false, NULL, NULL, sim_method_node_enum},
    {102, 0, false, NULL, NULL, version},
    {126, 0, false, NULL, NULL, sim_method_pause},
    {128, 0, false, NULL, NULL, sim_method_resume},
};

void sim_method_call(struct sim_call *call)
{
    const struct method *m = methods, *last = methods + sizeof methods / sizeof methods[0];

    while (m < last && m->opnum != call->opnum) {
        m++;
    }
    if (m == last || old_server(call)) {
        call->fault = SIM_FAULT_OP_RANGE;
    } else if (m->open != NULL) {
        m->open(call, m->type, m->ex);
    } else if (m->with != NULL) {
        m->with(call, m->type);
    } else {
        m->plain(call);
    }
}
