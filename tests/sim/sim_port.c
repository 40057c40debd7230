/* Port of lwclus for tests: byte streams, clock, tasks. */
#include "sim_port.h"

#include <string.h>

#include "sim_int.h"
#include "sim_names.h"

#define EARLY_WAITS 4u

struct sim_net sim_net;

void sim_net_init(struct sim_cluster *cluster)
{
    for (uint32_t i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        sim_net.slot[i].conn.open = false;
    }
    memset(&sim_net, 0, offsetof(struct sim_net, slot));
    for (uint32_t i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        struct sim_slot *s = &sim_net.slot[i];

        memset((uint8_t *)s + offsetof(struct sim_slot, used), 0,
               sizeof *s - offsetof(struct sim_slot, used));
    }
    sim_net.cluster = cluster;
    sim_net.now = SIM_CLOCK_START;
    sim_net.random = 12345;
#if LWCLUS_KERBEROS
    sim_kdc_init();
#endif
}

void sim_net_misuse(bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(sim_net.cluster, text, value);
    }
}

struct sim_slot *sim_net_slot(uint8_t slot)
{
    sim_net_misuse(slot < LWCLUS_MAX_CONNECTIONS, "port: slot out of range", slot);
    return &sim_net.slot[slot % LWCLUS_MAX_CONNECTIONS];
}

bool sim_net_reached(uint32_t when)
{
    return sim_net.now - when < 0x80000000u;
}

struct lwclus_address sim_net_address(uint32_t node)
{
    return (struct lwclus_address){.bytes = {192, 0, 2, (uint8_t)(node + 1u)}, .family = LWCLUS_FAMILY_IPV4};
}

/* Node behind an address; SIM_NODES when there is none. */
static uint32_t node_at(const struct lwclus_address *address)
{
    static const uint8_t v4[3] = {192, 0, 2}, v6[15] = {0x20, 0x01, 0x0d, 0xb8};
    const uint8_t *b = address->bytes;
    bool four = address->family == LWCLUS_FAMILY_IPV4 && memcmp(b, v4, 3) == 0;
    bool six = address->family == LWCLUS_FAMILY_IPV6 && memcmp(b, v6, 15) == 0;
    uint32_t last = four ? b[3] : six ? b[15] : 0;

    return last >= 1 && last <= SIM_NODES ? last - 1u : SIM_NODES;
}

static int fail(struct sim_slot *s, int error)
{
    s->failed = error != LWCLUS_PORT_AGAIN;
    sim_net.idle = s->failed ? 0 : sim_net.idle;
    return error;
}

/* ---- stream ---- */

static bool first_connect(struct sim_slot *s, const struct lwclus_address *address, uint16_t port, bool local)
{
    if (s->used) {
        sim_net_misuse(!s->failed && !s->connected, "port: connect on a used slot", port);
        sim_net_misuse(local || (s->address == address && s->port == port),
                       "port: connect with other arguments", port);
        return false;
    }
    s->used = true;
    s->local = local;
    s->connected = s->failed = false;
    s->address = address;
    s->port = port;
    s->ready = sim_net.now + sim_net.connect_ms;
    sim_net.connects++;
    return true;
}

#if LWCLUS_KERBEROS
static int finish_kdc(struct sim_slot *s, uint32_t kdc)
{
    switch (sim_kdc_net.kdc[kdc].reach) {
    case SIM_KDC_REFUSES:
        return fail(s, LWCLUS_PORT_REFUSED);
    case SIM_KDC_DEAD:
        return LWCLUS_PORT_AGAIN;
    default:
        sim_kdc_accept(&s->kdc, kdc);
        s->to_kdc = s->connected = true;
        sim_net.idle = 0;
        return LWCLUS_PORT_OK;
    }
}
#endif

static int finish_connect(struct sim_slot *s, uint32_t node, uint16_t port)
{
    if (sim_net.connect_error != 0) {
        return fail(s, sim_net.connect_error);
    }
#if LWCLUS_KERBEROS
    if (!s->local && port == SIM_KDC_PORT) {
        uint32_t kdc = sim_kdc_at((const struct lwclus_address *)s->address);

        return kdc < SIM_KDCS ? finish_kdc(s, kdc) : fail(s, LWCLUS_PORT_UNREACHABLE);
    }
#endif
    if (node >= SIM_NODES) {
        return fail(s, LWCLUS_PORT_UNREACHABLE);
    }
    if (sim_net.cluster->node[node].reach == SIM_DEAD) {
        return LWCLUS_PORT_AGAIN;
    }
    if (!sim_accept(sim_net.cluster, node, &s->conn, port)) {
        return fail(s, LWCLUS_PORT_REFUSED);
    }
    s->connected = true;
    sim_net.idle = 0;
    return LWCLUS_PORT_OK;
}

static int tcp_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    struct sim_slot *s = sim_net_slot(slot);

    sim_net_misuse(port != 0 && address != NULL, "port: connect without an address", port);
    if (first_connect(s, address, port, false) || !sim_net_reached(s->ready)) {
        return LWCLUS_PORT_AGAIN;
    }
    return finish_connect(s, node_at(address), port);
}

static int local_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    struct sim_slot *s = sim_net_slot(slot);

    (void)address;
    (void)port;
    if (sim_net.local_missing) {
        s->used = true;
        return fail(s, LWCLUS_PORT_NOT_FOUND);
    }
    return first_connect(s, NULL, 0, true) ? LWCLUS_PORT_AGAIN : finish_connect(s, 0, SIM_PORT_LOCAL);
}

/* Every other call would block when the test says so. */
static bool blocks(void)
{
    return sim_net.would_block && (++sim_net.toggle & 1u) != 0;
}

#if LWCLUS_KERBEROS
static bool to_kdc(const struct sim_slot *s)
{
    return s->to_kdc;
}

static void give_kdc(struct sim_slot *s, const uint8_t *data, uint32_t size)
{
    sim_kdc_input(&s->kdc, data, size);
}

static size_t take_kdc(struct sim_slot *s, uint8_t *data, uint32_t size)
{
    return sim_kdc_output(&s->kdc, data, size);
}

static bool kdc_ended(const struct sim_slot *s)
{
    return sim_kdc_closed(&s->kdc);
}
#else
#define to_kdc(s)               false
#define give_kdc(s, data, size) ((void)0)
#define take_kdc(s, data, size) 0
#define kdc_ended(s)            false
#endif

static int stream_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    struct sim_slot *s = sim_net_slot(slot);

    sim_net_misuse(s->connected && !s->failed, "port: send without a connection", slot);
    sim_net_misuse(size >= 1 && size <= 65535, "port: size of a send", size);
    if (sim_net.send_error != 0) {
        return fail(s, sim_net.send_error);
    }
    if (!to_kdc(s) && sim_was_reset(&s->conn)) {
        return fail(s, LWCLUS_PORT_RESET);
    }
    if (!s->connected || blocks()) {
        return LWCLUS_PORT_AGAIN;
    }
    size = sim_net.send_limit > 0 && sim_net.send_limit < size ? sim_net.send_limit : size;
    if (to_kdc(s)) {
        give_kdc(s, data, size);
    } else {
        sim_input(&s->conn, data, size);
    }
    sim_net.sent += size;
    sim_net.idle = 0;
    return (int)size;
}

static int stream_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    struct sim_slot *s = sim_net_slot(slot);
    size_t n;

    sim_net_misuse(s->connected && !s->failed, "port: recv without a connection", slot);
    sim_net_misuse(size >= 1, "port: size of a recv", size);
    if (sim_net.recv_error != 0) {
        return fail(s, sim_net.recv_error);
    }
    if (!s->connected || blocks() || !sim_net_reached(s->ready)) {
        return LWCLUS_PORT_AGAIN;
    }
    size = sim_net.recv_limit > 0 && sim_net.recv_limit < size ? sim_net.recv_limit : size;
    n = to_kdc(s) ? take_kdc(s, data, size) : sim_output(&s->conn, data, size);
    if (n == 0 && to_kdc(s)) {
        return kdc_ended(s) ? fail(s, LWCLUS_PORT_CLOSED) : LWCLUS_PORT_AGAIN;
    }
    if (n == 0) {
        return sim_was_reset(&s->conn)
                   ? fail(s, LWCLUS_PORT_RESET)
                   : fail(s, sim_closed(&s->conn) ? LWCLUS_PORT_CLOSED : LWCLUS_PORT_AGAIN);
    }
    sim_net.received += (uint32_t)n;
    sim_net.idle = 0;
    s->ready = sim_net.now + sim_net.drip_ms;
    return (int)n;
}

static void stream_close(uint8_t slot)
{
    struct sim_slot *s = sim_net_slot(slot);

    if (s->connected && !to_kdc(s)) {
        sim_close(&s->conn);
    }
#if LWCLUS_KERBEROS
    s->to_kdc = false;
#endif
    s->used = s->connected = s->failed = false;
}

const struct lwclus_transport sim_local = {local_connect, stream_send, stream_recv, stream_close};
static const struct lwclus_transport tcp = {tcp_connect, stream_send, stream_recv, stream_close};

/* ---- time, random, tasks ---- */

static uint32_t now_ms(void)
{
    return sim_net.now;
}

static uint64_t filetime(void)
{
    uint64_t elapsed = (uint64_t)(sim_net.now - SIM_CLOCK_START) * 10000u;

    return sim_net.clock ? sim_net.cluster->filetime + elapsed + (uint64_t)(sim_net.clock_off * 10000000) : 0;
}

/* Some waits return early, as a port may; later ones let the time pass that was asked for. */
static void port_wait(uint8_t slot, uint32_t ms)
{
    const struct sim_slot *s = sim_net_slot(slot);
    uint32_t left = s->ready - sim_net.now;

    for (uint32_t i = 0; i < LWCLUS_LOCK_COUNT; i++) {
        sim_net_misuse(i != LWCLUS_LOCK_TABLES || !sim_net.held[i], "port: wait with the table lock held",
                       ms);
    }
    sim_net.waits++;
    if (sim_net.idle++ >= EARLY_WAITS) {
        sim_net.now += !sim_net_reached(s->ready) && left < ms ? left : ms;
    }
}

static bool port_random(uint8_t *out, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        sim_net.random = sim_net.random * 1664525u + 1013904223u;
        out[i] = (uint8_t)(sim_net.random >> 24);
    }
    return !sim_net.random_fails;
}

/* One thread stands for all tasks: a lock that is held stays held until the time is over. */
static bool port_lock(uint32_t n, uint32_t ms)
{
    sim_net_misuse(n < LWCLUS_LOCK_COUNT, "port: lock out of range", n);
    if (sim_net.held[n % LWCLUS_LOCK_COUNT]) {
        sim_net_misuse(n != LWCLUS_LOCK_TABLES, "port: table lock taken twice", n);
        sim_net.now += ms;
        return false;
    }
    sim_net.held[n % LWCLUS_LOCK_COUNT] = true;
    return true;
}

static void port_unlock(uint32_t n)
{
    sim_net_misuse(n < LWCLUS_LOCK_COUNT && sim_net.held[n % LWCLUS_LOCK_COUNT],
                   "port: unlock of a free lock", n);
    sim_net.held[n % LWCLUS_LOCK_COUNT] = false;
}

static struct lwclus_task_error *task_error(void)
{
    return &sim_net.error[sim_net.task];
}

static int start(void)
{
    sim_net.started++;
    return sim_net.start_error;
}

static void stop(void)
{
    sim_net.stopped++;
}

void sim_net_task(uint32_t task)
{
    sim_net.task = task % SIM_TASKS;
}

uint32_t sim_net_open(void)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < LWCLUS_MAX_CONNECTIONS; i++) {
        const struct sim_slot *s = &sim_net.slot[i];

        n += (uint32_t)s->used + (uint32_t)s->datagram + (uint32_t)s->resolving;
    }
    for (uint32_t i = 0; i < LWCLUS_LOCK_COUNT; i++) {
        n += sim_net.held[i];
    }
    return n;
}

const struct lwclus_port sim_port = {
    .name = "sim",
    .start = start,
    .stop = stop,
    .tcp = &tcp,
    .resolve = sim_net_resolve,
    .datagram = &sim_net_datagram,
    .dns_server = sim_net_dns_server,
    .now_ms = now_ms,
    .filetime = filetime,
    .wait = port_wait,
    .random = port_random,
    .lock = port_lock,
    .unlock = port_unlock,
    .task_error = task_error,
};
