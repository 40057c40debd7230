/* The wire: packets in both directions, faults, clock. */
#include <assert.h>
#include <string.h>

#include "lwip/dns.h"
#include "lwip/init.h"
#include "lwip/ip.h"
#include "lwip/memp.h"
#include "lwip/netif.h"
#include "lwip/stats.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"

#include "wire_int.h"

#define QUEUE 64u

struct wire wire;

static struct netif netif;

static struct queue {
    struct packet packet[QUEUE];
    uint32_t first, count;
} to_peer, to_device;

static struct packet *room(struct queue *q)
{
    assert(q->count < QUEUE);
    return &q->packet[(q->first + q->count) % QUEUE];
}

static struct packet *take(struct queue *q)
{
    struct packet *p = &q->packet[q->first];

    q->first = (q->first + 1u) % QUEUE;
    q->count--;
    return p;
}

/* ---- the device ---- */

u32_t sys_now(void)
{
    return sim_net.now;
}

uint32_t wire_random(void)
{
    static uint32_t state = 1;

    state = state * 1664525u + 1013904223u;
    return state >> 8;
}

static bool random_bytes(uint8_t *out, uint32_t size)
{
    return sim_port.random(out, size);
}

static err_t output(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
    struct packet *packet;

    (void)n;
    (void)to;
    if (to_peer.count == QUEUE) {
        return ERR_MEM;
    }
    packet = room(&to_peer);
    packet->size = pbuf_copy_partial(p, packet->bytes, sizeof packet->bytes, 0);
    assert(packet->size == p->tot_len);
    to_peer.count++;
    return ERR_OK;
}

static err_t init(struct netif *n)
{
    n->mtu = 1500;
    n->output = output;
    return ERR_OK;
}

static void deliver(const struct packet *packet)
{
    struct pbuf *p = pbuf_alloc(PBUF_RAW, (u16_t)packet->size, PBUF_POOL);

    if (p != NULL) {
        pbuf_take(p, packet->bytes, (u16_t)packet->size);
        if (netif.input(p, &netif) != ERR_OK) {
            pbuf_free(p);
        }
    }
}

void wire_start(void)
{
    static const struct lwclus_baremetal_hooks hooks = {.poll = wire_turn, .random = random_bytes};
    ip4_addr_t address, mask, gateway;
    ip_addr_t server = IPADDR4_INIT_BYTES(10, 0, 0, 53);

    IP4_ADDR(&address, 10, 0, 0, 2);
    IP4_ADDR(&mask, 255, 255, 255, 0);
    IP4_ADDR(&gateway, 10, 0, 0, 1);
    lwip_init();
    netif_add(&netif, &address, &mask, &gateway, NULL, init, ip_input);
    netif_set_default(&netif);
    netif_set_up(&netif);
    netif_set_link_up(&netif);
    dns_setserver(0, &server);
    lwclus_baremetal_set_hooks(&hooks);
}

void wire_heal(void)
{
    wire.gone = 0;
    wire.loss = 0;
    wire.fault = WIRE_HONEST;
    netif_set_link_up(&netif);
}

void wire_reset(struct sim_cluster *cluster)
{
    uint32_t now = sim_net.now;

    wire_forget();
    to_peer.count = 0;
    to_device.count = 0;
    memset(&wire, 0, sizeof wire);
    sim_init(cluster);
    sim_net_init(cluster);
    sim_net.now = now;
    wire_heal();
}

uint32_t wire_pools_used(void)
{
    uint32_t used = 0;
    unsigned i;

    for (i = 0; i < MEMP_MAX; i++) {
        if (i != MEMP_SYS_TIMEOUT) {
            used += lwip_stats.memp[i]->used;
        }
    }
    return used;
}

struct lwclus_address wire_address(uint8_t last)
{
    return (struct lwclus_address){.bytes = {192, 0, 2, last}, .family = LWCLUS_FAMILY_IPV4};
}

/* ---- packets ---- */

struct packet *wire_answer(const struct packet *to, uint32_t size)
{
    struct packet *p = room(&to_device);

    memset(p, 0, sizeof *p);
    p->size = IP_HEADER + size;
    p->bytes[0] = 0x45;
    put16(p->bytes + 2, p->size);
    p->bytes[8] = 64;
    p->bytes[9] = to->bytes[9];
    memcpy(p->bytes + 12, to->bytes + 16, 4);
    memcpy(p->bytes + 16, to->bytes + 12, 4);
    return p;
}

void wire_queue(void)
{
    to_device.count++;
}

static void at_peer(const struct packet *p)
{
    if (p->bytes[9] == IP_PROTO_UDP) {
        wire_udp(p);
    } else if (p->bytes[9] == IP_PROTO_TCP) {
        wire_tcp(p);
    }
}

/* True when the packet goes on. */
static bool passes(const struct packet *p, bool out)
{
    if (wire.gone != 0 && memcmp(p->bytes + (out ? 16 : 12), wire_address(wire.gone).bytes, 4) == 0) {
        return false;
    }
    if (wire.loss != 0) {
        wire.chance = wire.chance * 1664525u + 1013904223u;
        if ((wire.chance >> 8) % 1000u < wire.loss) {
            return false;
        }
    }
    if (wire.at == 0 || wire.packets < wire.at) {
        return true;
    }
    switch (wire.fault) {
    case WIRE_CABLE:
        netif_set_link_down(&netif);
        return false;
    case WIRE_SILENT:
        return false;
    case WIRE_DROUGHT:
        return out;
    case WIRE_LOST:
        return wire.packets != wire.at;
    case WIRE_RESET:
        if (wire.packets == wire.at && p->bytes[9] == IP_PROTO_TCP) {
            wire_tcp_reset(p, !out);
            return false;
        }
        return true;
    default:
        return true;
    }
}

void wire_turn(void)
{
    struct packet *p;

    wire_tcp_poll();
    if (to_device.count > 0) { /* first: a reset must find the device with all that was sent */
        p = take(&to_device);
        wire.packets++;
        if (passes(p, false)) {
            deliver(p);
        }
    } else if (to_peer.count > 0) {
        p = take(&to_peer);
        wire.packets++;
        if (passes(p, true)) {
            at_peer(p);
        }
    } else {
        sim_net.now++;
    }
    sys_check_timeouts();
}

/* lwIP's timers compare times that are less than 2^31 apart, so a clock set back or far ahead stops them. */
void wire_clock(uint32_t ms)
{
    while (sim_net.now != ms) {
        uint32_t ahead = ms - sim_net.now;

        sim_net.now += ahead < 0x40000000u ? ahead : 0x40000000u;
        sys_check_timeouts();
    }
}

void wire_run(uint32_t ms)
{
    uint32_t since = sim_net.now;

    while (sim_net.now - since < ms) {
        wire_turn();
    }
}
