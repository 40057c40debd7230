/* Simulated cluster: nodes are paused, drained and resumed ([MS-CMRP] 3.1.4.2.125, .127). */
#include "sim_int.h"

enum { UP, DOWN, PAUSED };                              /* CLUSTER_NODE_STATE */
enum { NOT_INITIATED, IN_PROGRESS, COMPLETED, FAILED }; /* CLUSTER_NODE_DRAIN_STATUS */

#define RO_COMMON_PROPERTIES 0x04000055u
#define TYPE_NETIFS          1u
#define TYPE_GROUPS          2u

/* ---- the course of time ---- */

uint32_t sim_groups_of(const struct sim_cluster *cluster, uint32_t node)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < cluster->groups; i++) {
        n += cluster->group[i].node == node;
    }
    return n;
}

/* A node that is up, other than `node`; SIM_NODES = none. */
static uint32_t refuge(const struct sim_cluster *cluster, uint32_t node)
{
    uint32_t other = 0;

    while (other < cluster->nodes && (other == node || cluster->node[other].state != UP)) {
        other++;
    }
    return other < cluster->nodes ? other : SIM_NODES;
}

static bool move_one(struct sim_cluster *cluster, uint32_t node)
{
    uint32_t to = refuge(cluster, node);

    for (uint32_t i = 0; to < SIM_NODES && i < cluster->groups; i++) {
        struct sim_group *group = &cluster->group[i];

        if (group->node == node && !group->stays) {
            group->node = (uint8_t)to;
            group->home = (uint8_t)node;
            return true;
        }
    }
    return false;
}

void sim_drain(struct sim_cluster *cluster)
{
    for (uint32_t i = 0; i < cluster->nodes; i++) {
        if (cluster->node[i].drain == IN_PROGRESS && !move_one(cluster, i)) {
            cluster->node[i].drain = sim_groups_of(cluster, i) == 0 ? COMPLETED : FAILED;
        }
    }
}

/* ---- orders ---- */

/* Handle, then two numbers; NULL: do nothing. */
static struct sim_handle *order(struct sim_call *call, uint32_t number[2])
{
    struct sim_handle *row = sim_handle_get(call, SIM_NODE);

    number[0] = sim_get_u32(call->conn, &call->in);
    number[1] = sim_get_u32(call->conn, &call->in);
    if (!sim_call_parsed(call)) {
        return NULL;
    }
    if (call->status == 0 && !row->all) {
        call->status = SIM_ERROR_ACCESS_DENIED;
    }
    if (call->status == 0 && number[0] > 2) {
        sim_complain(call->conn->cluster, "neither BOOL nor failback type", number[0]);
    }
    return row;
}

void sim_method_pause(struct sim_call *call)
{
    struct sim_cluster *cluster = call->conn->cluster;
    uint32_t drain_flags[2];
    const struct sim_handle *row = order(call, drain_flags);
    struct sim_node *node;

    if (row == NULL) {
        return;
    }
    node = &cluster->node[row->object];
    if (call->status == 0 && drain_flags[0] != 0 && node->drain == IN_PROGRESS) {
        call->status = SIM_ERROR_DRAINING;
    } else if (call->status == 0 && (node->state == DOWN || refuge(cluster, row->object) == SIM_NODES)) {
        call->status = SIM_ERROR_NODE_DOWN;
    } else if (call->status == 0) {
        cluster->pauses++;
        node->state = PAUSED;
        if (drain_flags[0] != 0) {
            node->drain = IN_PROGRESS;
            call->status = SIM_ERROR_IO_PENDING;
        }
    }
    sim_call_tail(call);
}

static void go_home(struct sim_cluster *cluster, uint32_t node)
{
    for (uint32_t i = 0; i < cluster->groups; i++) {
        if (cluster->group[i].home == node) {
            cluster->group[i].node = (uint8_t)node;
            cluster->group[i].home = SIM_NODES;
        }
    }
}

void sim_method_resume(struct sim_call *call)
{
    struct sim_cluster *cluster = call->conn->cluster;
    uint32_t failback_reserved[2];
    const struct sim_handle *row = order(call, failback_reserved);
    struct sim_node *node;

    if (row == NULL) {
        return;
    }
    node = &cluster->node[row->object];
    if (call->status == 0 && node->state != PAUSED) {
        call->status = node->state == DOWN ? SIM_ERROR_NODE_DOWN : SIM_ERROR_NODE_NOT_PAUSED;
    } else if (call->status == 0) {
        cluster->resumes++;
        node->state = UP;
        node->drain = NOT_INITIATED;
        if (failback_reserved[0] != 0) {
            go_home(cluster, row->object);
        }
    }
    sim_call_tail(call);
}

/* ---- what a node has ---- */

/* Entry `n`; NULL behind the last one. */
static const uint16_t *entry_at(const struct sim_cluster *cluster, uint32_t node, uint32_t types, uint32_t n,
                                uint32_t *type)
{
    for (uint32_t i = 0; (types & TYPE_NETIFS) != 0 && i < cluster->netifs; i++) {
        if (cluster->netif[i].node == node && n-- == 0) {
            *type = TYPE_NETIFS;
            return cluster->netif[i].name;
        }
    }
    for (uint32_t i = 0; (types & TYPE_GROUPS) != 0 && i < cluster->groups; i++) {
        if (cluster->group[i].node == node && n-- == 0) {
            *type = TYPE_GROUPS;
            return cluster->group[i].name;
        }
    }
    return NULL;
}

/* As in sim_enum.c: max_count, EntryCount, fixed parts, names. */
static void put_entries(struct sim_call *call, uint32_t node, uint32_t types)
{
    const struct sim_cluster *cluster = call->conn->cluster;
    struct lwclus_cursor *c = &call->out;
    uint32_t count = 0, type = 0;

    while (entry_at(cluster, node, types, count, &type) != NULL) {
        count++;
    }
    lwclus_put_u32(c, 0x00020000u);
    lwclus_put_u32(c, count);
    lwclus_put_u32(c, count);
    for (uint32_t i = 0; i < count; i++) {
        (void)entry_at(cluster, node, types, i, &type);
        lwclus_put_u32(c, type);
        lwclus_put_u32(c, 0x00020004u + 4u * i);
    }
    for (uint32_t i = 0; i < count; i++) {
        sim_put_text(c, entry_at(cluster, node, types, i, &type));
    }
}

void sim_method_node_enum(struct sim_call *call)
{
    const struct sim_handle *row = sim_handle_get(call, SIM_NODE);
    uint32_t types = sim_get_u32(call->conn, &call->in);

    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0 && (types == 0 || (types & ~(TYPE_NETIFS | TYPE_GROUPS)) != 0)) {
        call->status = SIM_ERROR_INVALID_PARAMETER;
    }
    if (call->status == 0) {
        put_entries(call, row->object, types);
    } else {
        lwclus_put_u32(&call->out, 0);
    }
    sim_call_tail(call);
}

/* Property list of one DWORD, [MS-CMRP] 2.2.3.10. */
static void put_drain_status(struct lwclus_cursor *c, uint32_t drain)
{
    static const uint16_t name[] = u"NodeDrainStatus";

    lwclus_put_u32(c, 1);
    lwclus_put_u32(c, 0x00040003u);
    lwclus_put_u32(c, sizeof name);
    for (uint32_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        lwclus_put_u16(c, name[i]);
    }
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, 0x00010002u);
    lwclus_put_u32(c, 4);
    lwclus_put_u32(c, drain);
    lwclus_put_u32(c, 0);
}

void sim_method_node_control(struct sim_call *call)
{
    const struct sim_handle *row = sim_handle_get(call, SIM_NODE);
    struct sim_input in = sim_get_input(call);
    struct lwclus_cursor c;
    uint8_t data[128];

    if (!sim_call_parsed(call)) {
        return;
    }
    lwclus_cursor_init(&c, data, sizeof data);
    if (call->status == 0 && in.code != RO_COMMON_PROPERTIES) {
        call->status = SIM_ERROR_INVALID_FUNCTION;
    } else if (call->status == 0) {
        put_drain_status(&c, call->conn->cluster->node[row->object].drain);
        call->status = c.pos > in.out_size ? SIM_ERROR_MORE_DATA : 0;
    }
    sim_put_output(call, &in, data, c.pos);
}
