/* Simulated cluster: its contents, connections and the byte stream. */
#include "sim_int.h"

static const uint16_t password[] = u"Passw0rd.1";
static const uint16_t domain[] = u"DOM";

static void set_netif(struct sim_cluster *cluster, uint32_t i, const uint16_t *name, const uint16_t *id)
{
    struct sim_netif *row = &cluster->netif[i];

    row->name = name;
    row->id = id;
    row->node = (uint8_t)(i / 2u);
    row->network = (uint8_t)(i % 2u);
    row->state = 3; /* ClusterNetInterfaceUp */
}

static void set_netifs(struct sim_cluster *cluster)
{
    set_netif(cluster, 0, u"N1 - LAN", u"4f2c1d70-1a5e-4f3b-9d0c-000000000001");
    set_netif(cluster, 1, u"N1 - SAN", u"4f2c1d70-1a5e-4f3b-9d0c-000000000002");
    set_netif(cluster, 2, u"N2 - LAN", u"4f2c1d70-1a5e-4f3b-9d0c-000000000003");
    set_netif(cluster, 3, u"N2 - SAN", u"4f2c1d70-1a5e-4f3b-9d0c-000000000004");
    set_netif(cluster, 4, u"N3 - LAN", u"4f2c1d70-1a5e-4f3b-9d0c-000000000005");
    set_netif(cluster, 5, u"N3 - \U0001F5A7", u"4f2c1d70-1a5e-4f3b-9d0c-000000000006");
    cluster->netifs = 6;
    cluster->netif[3].state = 1; /* failed */
    cluster->netif[4].state = 2; /* unreachable */
    cluster->netif[5].state = 0; /* unavailable */
}

static void set_accounts(struct sim_cluster *cluster)
{
    static const uint16_t *const user[SIM_ACCOUNTS] = {u"administrator", u"reader", u"guest"};
    static const enum sim_rights rights[SIM_ACCOUNTS] = {SIM_RIGHTS_ALL, SIM_RIGHTS_READ, SIM_RIGHTS_NONE};

    cluster->accounts = SIM_ACCOUNTS;
    for (uint32_t i = 0; i < SIM_ACCOUNTS; i++) {
        cluster->account[i] = (struct sim_account){user[i], domain, password, rights[i]};
    }
}

void sim_init(struct sim_cluster *cluster)
{
    static const uint16_t *const node[SIM_NODES] = {u"N1", u"N2", u"N3"};
    static const uint16_t *const network[SIM_NETWORKS] = {u"LAN", u"SAN"};

    memset(cluster, 0, sizeof *cluster);
    cluster->name = u"CLUSTER";
    cluster->nodes = SIM_NODES;
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        cluster->node[i].name = node[i];
    }
    cluster->networks = SIM_NETWORKS;
    for (uint32_t i = 0; i < SIM_NETWORKS; i++) {
        cluster->network[i] = (struct sim_network){network[i], 3}; /* ClusterNetworkUp */
    }
    set_netifs(cluster);
    cluster->groups = 2;
    cluster->group[0] = (struct sim_group){u"Cluster Group", 0, SIM_NODES, false};
    cluster->group[1] = (struct sim_group){u"Web", 0, SIM_NODES, false};
    set_accounts(cluster);
    cluster->port = SIM_PORT_CLUSAPI;
    cluster->fragment = 5840;
    cluster->filetime = 0x01dadd0000000000u;
    cluster->seed = 1;
}

bool sim_accept(struct sim_cluster *cluster, uint32_t node, struct sim_conn *conn, uint16_t port)
{
    if (node >= cluster->nodes || cluster->node[node].reach != SIM_UP) {
        return false;
    }
    if (port != SIM_PORT_MAPPER && port != SIM_PORT_LOCAL && port != cluster->port) {
        return false;
    }
    memset(conn, 0, offsetof(struct sim_conn, pdu));
    conn->pdu_got = conn->stub_size = conn->out_size = conn->out_taken = 0;
    conn->answer_at = conn->previous_size = 0;
    conn->blocked = false;
    memset(conn->todo, 0, sizeof conn->todo);
    conn->late.on = false;
    conn->cluster = cluster;
    conn->node = (uint8_t)node;
    conn->port = port;
    conn->open = true;
    conn->max_send = cluster->fragment;
    cluster->node[node].accepted++;
    cluster->node[node].open++;
    return true;
}

/* A node that goes down takes its connections along; one that is dead neither hears nor speaks. */
static bool alive(struct sim_conn *conn)
{
    struct sim_node *node = sim_node_of(conn);

    if (node->reach == SIM_DOWN && !conn->end) {
        conn->end = conn->reset = true;
        conn->out_taken = conn->out_size;
    }
    return conn->open && !conn->end && node->reach == SIM_UP;
}

/* Takes bytes until a PDU is complete; returns how many. */
static size_t collect(struct sim_conn *conn, const uint8_t *data, size_t size)
{
    uint32_t want = 16;
    size_t n;

    if (conn->pdu_got >= 16) {
        want = (uint32_t)conn->pdu[8] | (uint32_t)conn->pdu[9] << 8;
        if (want < 16 || want > SIM_PDU_BYTES) {
            sim_complain(conn->cluster, "frag_length out of range", want);
            conn->end = true;
            return size;
        }
    }
    n = want - conn->pdu_got < size ? want - conn->pdu_got : size;
    memcpy(conn->pdu + conn->pdu_got, data, n);
    conn->pdu_got += (uint32_t)n;
    if (conn->pdu_got == want && want > 16) {
        conn->pdu_got = 0;
        sim_pdu_receive(conn, conn->pdu, want);
    }
    return n;
}

void sim_input(struct sim_conn *conn, const uint8_t *data, size_t size)
{
    struct sim_node *node = sim_node_of(conn);
    struct sim_faults *faults = &node->faults;
    bool cut = false;

    if (!alive(conn)) {
        return;
    }
    if (faults->close_input > node->bytes_in && faults->close_input - node->bytes_in <= size) {
        size = faults->close_input - node->bytes_in - 1u;
        faults->close_input = 0;
        cut = true;
    }
    node->bytes_in += (uint32_t)size;
    while (size > 0 && !conn->end) {
        size_t n = collect(conn, data, size);

        data += n;
        size -= n;
    }
    if (cut) {
        conn->end = true;
        conn->out_taken = conn->out_size;
    }
}

/* Bytes that may leave before the position `at` (from 1) is reached. */
static uint32_t before(const struct sim_node *node, uint32_t at, uint32_t n)
{
    return at > node->bytes_out && at - node->bytes_out <= n ? at - node->bytes_out - 1u : n;
}

static void flip(const struct sim_node *node, uint8_t *buf, uint32_t n)
{
    uint32_t at = node->faults.flip_at;

    if (at > node->bytes_out && at - node->bytes_out <= n) {
        buf[at - node->bytes_out - 1u] ^= node->faults.flip_mask;
    }
}

size_t sim_output(struct sim_conn *conn, uint8_t *buf, size_t cap)
{
    struct sim_node *node = sim_node_of(conn);
    struct sim_faults *faults = &node->faults;
    uint32_t n = conn->out_size - conn->out_taken;
    uint32_t limited;

    alive(conn);
    if (!conn->open || node->reach != SIM_UP || n == 0) {
        return 0;
    }
    n = n < cap ? n : (uint32_t)cap;
    n = faults->chunk > 0 && faults->chunk < n ? faults->chunk : n;
    limited = before(node, faults->close_output, n);
    if (faults->close_output > 0 && limited == 0) {
        faults->close_output = 0;
        conn->end = true;
        conn->out_taken = conn->out_size;
        return 0;
    }
    limited = before(node, faults->silent_output, limited);
    limited = faults->split_at > node->bytes_out + 1u ? before(node, faults->split_at, limited) : limited;
    conn->blocked = faults->would_block && !conn->blocked;
    if (limited == 0 || conn->blocked ||
        (faults->silent_output > 0 && node->bytes_out + 1u > faults->silent_output)) {
        return 0;
    }
    memcpy(buf, conn->out + conn->out_taken, limited);
    flip(node, buf, limited);
    node->bytes_out += limited;
    conn->out_taken += limited;
    if (conn->out_taken == conn->out_size) {
        conn->out_taken = conn->out_size = 0;
    }
    return limited;
}

bool sim_closed(const struct sim_conn *conn)
{
    return !conn->open || (conn->end && conn->out_taken == conn->out_size) ||
           conn->cluster->node[conn->node].reach == SIM_DOWN;
}

bool sim_was_reset(const struct sim_conn *conn)
{
    return conn->reset || conn->cluster->node[conn->node].reach == SIM_DOWN;
}

void sim_close(struct sim_conn *conn)
{
    if (conn->open) {
        if (alive(conn) && conn->pdu_got > 0) {
            sim_complain(conn->cluster, "connection ends inside a PDU", conn->pdu_got);
        }
        conn->open = false;
        sim_node_of(conn)->open--;
        sim_handle_run_down(conn);
    }
}

void sim_complain(struct sim_cluster *cluster, const char *text, uint32_t value)
{
    if (cluster->complaints++ == 0) {
        cluster->complaint = text;
        cluster->complaint_value = value;
    }
}

uint32_t sim_open_handles(const struct sim_cluster *cluster)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < SIM_HANDLES; i++) {
        n += cluster->handle[i].type != SIM_FREE;
    }
    return n;
}
