/* Simulated cluster: which misbehaviour applies to which answer. */
#include "sim_int.h"

void sim_misbehave(struct sim_cluster *cluster, uint32_t node, struct sim_rule rule)
{
    struct sim_faults *faults = &cluster->node[node].faults;

    for (uint32_t i = 0; i < SIM_RULES; i++) {
        if (faults->rule[i].what == SIM_NOTHING) {
            faults->rule[i] = rule;
            return;
        }
    }
    sim_complain(cluster, "test: no row left for a rule", rule.what);
}

static bool applies(const struct sim_rule *rule, uint32_t step, const uint16_t *opnum)
{
    if (rule->what == SIM_NOTHING || step < rule->step || (rule->times > 0 && rule->done >= rule->times)) {
        return false;
    }
    return !rule->only || (opnum != NULL && *opnum == rule->opnum);
}

/* An answer is due: finds what is to happen to it. False: there will be none. */
bool sim_due(struct sim_conn *conn, const uint16_t *opnum)
{
    struct sim_node *node = sim_node_of(conn);

    node->steps++;
    memset(conn->todo, 0, sizeof conn->todo);
    for (uint32_t i = 0; i < SIM_RULES; i++) {
        struct sim_rule *rule = &node->faults.rule[i];

        if (applies(rule, node->steps, opnum)) {
            rule->done++;
            conn->todo[rule->what].on = true;
            conn->todo[rule->what].value = rule->value;
        }
    }
    if (sim_todo(conn, SIM_RESET)) {
        conn->end = conn->reset = true;
        conn->out_taken = conn->out_size;
    }
    if (sim_todo(conn, SIM_CLOSE)) {
        conn->end = true;
    }
    conn->answer_at = conn->out_size;
    return !sim_todo(conn, SIM_SILENT) && !conn->end;
}

static void append(struct sim_conn *conn, const uint8_t *data, uint32_t size)
{
    if (size > SIM_OUT_BYTES - conn->out_size) {
        sim_complain(conn->cluster, "simulator: too many answers waiting", size);
        return;
    }
    memmove(conn->out + conn->out_size, data, size);
    conn->out_size += size;
}

/* The answer lies in `out`: replays and repetitions, then what follows it. */
void sim_answered(struct sim_conn *conn)
{
    uint32_t size = conn->out_size - conn->answer_at;

    if (sim_todo(conn, SIM_REPLAY) && conn->previous_size > 0) {
        conn->out_size = conn->answer_at;
        append(conn, conn->previous, conn->previous_size);
    } else if (size <= sizeof conn->previous) {
        memcpy(conn->previous, conn->out + conn->answer_at, size);
        conn->previous_size = size;
    }
    if (sim_todo(conn, SIM_TWICE)) {
        append(conn, conn->out + conn->answer_at, size);
    }
    if (sim_todo(conn, SIM_CLOSE_NEXT)) {
        conn->end = true;
    }
}
