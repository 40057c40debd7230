/* Simulated cluster: ApiCreateEnum ([MS-CMRP] 3.1.4.2.8) and its lies. */
#include "sim_int.h"

#define TYPES 0x3fu

struct entry {
    uint32_t type;
    const uint16_t *name;
};

static const uint16_t *const others[2][2] = {{u"IP Address", u"Network Name"},
                                             {u"Cluster IP Address", u"Cluster Name"}};

/* Names of one type, from `index` on. */
static const uint16_t *name_of(const struct sim_cluster *cluster, uint32_t type, uint32_t index)
{
    switch (type) {
    case 0x01:
        return index < cluster->nodes ? cluster->node[index].name : NULL;
    case 0x08:
        return index < cluster->groups ? cluster->group[index].name : NULL;
    case 0x10:
        return index < cluster->networks ? cluster->network[index].name : NULL;
    case 0x20:
        return index < cluster->netifs ? cluster->netif[index].name : NULL;
    default:
        return index < 2 ? others[type == 0x02 ? 0 : 1][index] : NULL;
    }
}

/* Entry `n` of the list for the types in `mask`. */
static struct entry entry_at(const struct sim_cluster *cluster, uint32_t mask, uint32_t n)
{
    struct entry e = {0, NULL};

    for (uint32_t type = 1; type <= 0x20; type <<= 1) {
        for (uint32_t i = 0; (mask & type) != 0 && (e.name = name_of(cluster, type, i)) != NULL; i++) {
            if (n-- == 0) {
                e.type = type;
                return e;
            }
        }
    }
    return e;
}

/* "Extra 00017" */
static const uint16_t *extra_name(uint32_t n)
{
    static uint16_t text[12] = u"Extra 00000";

    for (uint32_t i = 0; i < 5; i++) {
        text[10 - i] = (uint16_t)('0' + n % 10u);
        n /= 10u;
    }
    return text;
}

/* A list is a conformant structure behind a pointer: max_count, EntryCount, fixed parts, then the names. */
static void put_list(struct sim_call *call, uint32_t mask)
{
    const struct sim_cluster *cluster = call->conn->cluster;
    uint32_t extra = sim_lie(call->conn, SIM_ENUM_EXTRA, 0), count = 0, lowest = mask & (~mask + 1u);
    struct lwclus_cursor *c = &call->out;

    while (entry_at(cluster, mask, count).name != NULL) {
        count++;
    }
    lwclus_put_u32(c, 0x00020000u);
    lwclus_put_u32(c, sim_lie(call->conn, SIM_ENUM_COUNT, count + extra));
    lwclus_put_u32(c, sim_lie(call->conn, SIM_ENUM_COUNT, count + extra));
    for (uint32_t i = 0; i < count + extra; i++) {
        struct entry e = entry_at(cluster, mask, i);

        lwclus_put_u32(c, sim_lie(call->conn, SIM_ENUM_TYPE, e.name != NULL ? e.type : lowest));
        lwclus_put_u32(c, 0x00020004u + 4u * i);
    }
    for (uint32_t i = 0; i < count + extra; i++) {
        struct entry e = entry_at(cluster, mask, i);

        sim_put_text(c, e.name != NULL ? e.name : extra_name(i - count));
    }
}

void sim_method_enum(struct sim_call *call)
{
    uint32_t mask = sim_get_u32(call->conn, &call->in);

    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0 && call->conn->port != SIM_PORT_LOCAL &&
        call->conn->auth.account->rights == SIM_RIGHTS_NONE) {
        call->status = SIM_ERROR_ACCESS_DENIED;
    }
    if (call->status == 0 && mask != 0x80000000u && mask != 0x40000000u && mask != 0x20000000u &&
        (mask == 0 || (mask & ~TYPES) != 0)) {
        call->status = SIM_ERROR_INVALID_PARAMETER;
    }
    if (call->status == 0) {
        put_list(call, mask & TYPES);
    } else {
        lwclus_put_u32(&call->out, 0);
    }
    sim_call_tail(call);
}
