/* Port of lwclus for tests: resolver and NetBIOS name service (RFC 1002). */
#include "sim_names.h"

#include <string.h>

#include "sim_int.h"

#define NAME_SERVICE 137u
#define QUERY_BYTES  50u

/* ---- resolver ---- */

static const struct sim_name *find_name(const char *name)
{
    for (uint32_t i = 0; i < SIM_NAMES && sim_net.names[i].name != NULL; i++) {
        const char *a = sim_net.names[i].name, *b = name;

        while (*a != 0 && *a == (char)(*b >= 'A' && *b <= 'Z' ? *b + 0x20 : *b)) {
            a++;
            b++;
        }
        if (*a == 0 && *b == 0) {
            return &sim_net.names[i];
        }
    }
    return NULL;
}

static struct lwclus_address address_of(const struct sim_name *row, uint32_t i)
{
    struct lwclus_address a = sim_net_address(row->node[i] - 1u);

    if (row->ipv6) {
        a = (struct lwclus_address){.bytes = {0x20, 0x01, 0x0d, 0xb8}, .family = LWCLUS_FAMILY_IPV6};
        a.bytes[15] = row->node[i];
    }
    return a;
}

int sim_net_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    struct sim_slot *s = sim_net_slot(slot);
    const struct sim_name *row;
    uint32_t n = 0;

    if (name == NULL) {
        s->resolving = false;
        return LWCLUS_PORT_OK;
    }
    for (const char *at = name; *at != 0 || at == name; at++) {
        sim_net_misuse(*at > 0x20 && *at < 0x7f, "name for the resolver", (uint8_t)*at);
    }
    row = find_name(name);
    if (!s->resolving) {
        s->resolving = true;
        s->resolve_ready = sim_net.now + (row != NULL ? row->delay_ms : 0);
        sim_net.lookups++;
        return LWCLUS_PORT_AGAIN;
    }
    if (row != NULL && (row->never || !sim_net_reached(s->resolve_ready))) {
        return LWCLUS_PORT_AGAIN;
    }
    s->resolving = false;
    while (row != NULL && n < sizeof row->node && row->node[n] != 0 && n < max) {
        out[n] = address_of(row, n);
        n++;
    }
    return n > 0 ? (int)n : LWCLUS_PORT_NOT_FOUND;
}

/* ---- NetBIOS ---- */

/* First-level encoding, RFC 1001 14.1. */
static void encode(const char *name, uint8_t suffix, uint8_t out[32])
{
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t length = (uint32_t)strlen(name);
        uint8_t byte = i == 15 ? suffix : i < length ? (uint8_t)name[i] : (uint8_t)' ';

        out[2u * i] = (uint8_t)('A' + (byte >> 4));
        out[2u * i + 1u] = (uint8_t)('A' + (byte & 15u));
    }
}

static void check_query(const uint8_t *q, uint32_t size, bool broadcast)
{
    const uint8_t middle[11] = {0x01, broadcast ? 0x10 : 0x00, 0, 1, 0, 0, 0, 0, 0, 0, 0x20};
    const uint8_t tail[5] = {0, 0, 0x20, 0, 1};

    sim_net_misuse(size == QUERY_BYTES && memcmp(q + 2, middle, 11) == 0 && memcmp(q + 45, tail, 5) == 0,
                   "NetBIOS query", size);
}

#if LWCLUS_KERBEROS
#define DNS_SERVER 53u /* sim_net_address() */

/* To the DNS server or a KDC; the answer waits in the slot. */
static int send_other(struct sim_slot *s, const struct lwclus_address *address, uint16_t port,
                      const uint8_t *data, uint32_t size)
{
    uint32_t kdc = address != NULL ? sim_kdc_at(address) : SIM_KDCS;
    struct lwclus_address dns = sim_net_address(DNS_SERVER);

    if (kdc < SIM_KDCS && sim_kdc_net.kdc[kdc].udp_twice && s->datagram) {
        memcpy(s->reply[0], s->reply[1], sizeof s->reply[0]);
        s->reply_size[0] = s->reply_given;
    } else {
        s->reply_size[0] = 0;
    }
    s->datagram = true;
    s->query_size = 0;
    sim_net.datagrams++;
    s->reply_size[1] = 0;
    s->reply_port = port;
    if (port == 53) {
        sim_net_misuse(address != NULL && memcmp(address->bytes, dns.bytes, 4) == 0,
                       "address of the DNS server", 0);
        s->reply_from[0] = DNS_SERVER;
        s->reply_size[0] = sim_kdc_srv(data, size, s->reply[0], sizeof s->reply[0]);
        return LWCLUS_PORT_OK;
    }
    sim_net_misuse(port == SIM_KDC_PORT, "port of a datagram", port);
    if (kdc < SIM_KDCS) {
        s->reply_from[0] = s->reply_from[1] = SIM_KDC_FIRST + kdc;
        s->reply_size[1] = sim_kdc_datagram(kdc, data, size, s->reply[1], sizeof s->reply[1]);
        s->reply_given = s->reply_size[1];
        if (sim_kdc_net.kdc[kdc].udp_foreign) {
            s->reply_from[0] = DNS_SERVER;
            s->reply_size[0] = 90;
            memset(s->reply[0], 0x30, 90);
        }
    }
    return LWCLUS_PORT_OK;
}

static int recv_other(struct sim_slot *s, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                      uint32_t size)
{
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t n = s->reply_size[i] < size ? s->reply_size[i] : size;

        if (n != 0) {
            memcpy(data, s->reply[i], n);
            s->reply_size[i] = 0;
            *from = sim_net_address(s->reply_from[i]);
            *from_port = s->reply_port;
            sim_net.idle = 0;
            return (int)n;
        }
    }
    return 0;
}
#endif

int sim_net_dns_server(uint32_t index, struct lwclus_address *out)
{
    *out = sim_net_address(53);
    return sim_net.dns && index == 0 ? LWCLUS_PORT_OK : LWCLUS_PORT_NOT_FOUND;
}

static int datagram_send(uint8_t slot, const struct lwclus_address *address, uint16_t port,
                         const uint8_t *data, uint32_t size)
{
    static const uint8_t wins[4] = {192, 0, 2, 53};
    struct sim_slot *s = sim_net_slot(slot);

#if LWCLUS_KERBEROS
    if (port != NAME_SERVICE) {
        return send_other(s, address, port, data, size);
    }
#endif
    if (sim_net.netbios == SIM_NETBIOS_SEND_FAILS) {
        return LWCLUS_PORT_UNREACHABLE;
    }
    sim_net_misuse(port == NAME_SERVICE, "NetBIOS port", port);
    sim_net_misuse((address != NULL) == sim_net.wins, "NetBIOS broadcast or not", port);
    sim_net_misuse(address == NULL || memcmp(address->bytes, wins, 4) == 0, "address of the WINS server",
                   port);
    check_query(data, size, address == NULL);
    s->datagram = true;
    s->query_size = size <= sizeof s->query ? size : 0;
    memcpy(s->query, data, s->query_size);
    s->answers = 0;
    sim_net.datagrams++;
    return LWCLUS_PORT_OK;
}

static bool asked_for_us(const struct sim_slot *s)
{
    uint8_t want[32];

    if (sim_net.netbios_name == NULL) {
        return false;
    }
    encode(sim_net.netbios_name, sim_net.netbios_suffix, want);
    return s->query_size == QUERY_BYTES && memcmp(s->query + 13, want, 32) == 0;
}

/* Positive answer with `count` addresses; RFC 1002 4.2.13. */
static uint32_t answer(const struct sim_slot *s, uint8_t *data, uint32_t size, uint32_t count)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, data, size);
    lwclus_put_bytes(&c, s->query, 2);
    lwclus_put_u16be(&c, sim_net.netbios == SIM_NETBIOS_NEGATIVE ? 0x8583 : 0x8580);
    lwclus_put_u16be(&c, 0);
    lwclus_put_u16be(&c, sim_net.netbios == SIM_NETBIOS_NEGATIVE ? 0 : 1);
    lwclus_put_u32be(&c, 0);
    lwclus_put_bytes(&c, s->query + 12, 34);
    lwclus_put_u16be(&c, sim_net.netbios == SIM_NETBIOS_NEGATIVE ? 0x000a : 0x0020);
    lwclus_put_u16be(&c, 1);
    lwclus_put_u32be(&c, 300000);
    lwclus_put_u16be(&c, sim_net.netbios == SIM_NETBIOS_NEGATIVE ? 0 : (uint16_t)(6u * count));
    for (uint32_t i = 0; i < count && lwclus_cursor_left(&c) >= 6; i++) {
        lwclus_put_u16be(&c, 0x6000);
        lwclus_put_u32be(&c, 0xc0000201u + i);
    }
    return c.pos;
}

static uint32_t respond(struct sim_slot *s, uint8_t *data, uint32_t size)
{
    uint32_t n = answer(s, data, size, sim_net.netbios == SIM_NETBIOS_GROUP ? 80 : 1);

    s->answers++;
    switch (sim_net.netbios) {
    case SIM_NETBIOS_WRONG_ID:
        data[0] ^= 0x40u;
        return n;
    case SIM_NETBIOS_WRONG_NAME:
        data[14] ^= 0x01u;
        return n;
    case SIM_NETBIOS_CUT:
        return n - 3u;
    case SIM_NETBIOS_NOISE_FIRST:
        data[s->answers % 3u] ^= s->answers <= 3 ? 0x80u : 0u; /* id or response flag */
        return n;
    default:
        return n;
    }
}

static int datagram_recv(uint8_t slot, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                         uint32_t size)
{
    struct sim_slot *s = sim_net_slot(slot);
    uint32_t most = sim_net.netbios == SIM_NETBIOS_NOISE_FIRST ? 4 : 1;

#if LWCLUS_KERBEROS
    int n = s->datagram ? recv_other(s, from, from_port, data, size) : 0;

    if (n > 0) {
        return n;
    }
#endif
    if (!s->datagram || s->answers >= most || sim_net.netbios == SIM_NETBIOS_SILENT || !asked_for_us(s)) {
        return LWCLUS_PORT_AGAIN;
    }
    *from = sim_net.wins ? sim_net_address(52) : sim_net_address(0);
    *from_port = NAME_SERVICE;
    sim_net.idle = 0;
    return (int)respond(s, data, size);
}

static void datagram_close(uint8_t slot)
{
    sim_net_slot(slot)->datagram = false;
}

const struct lwclus_datagram sim_net_datagram = {datagram_send, datagram_recv, datagram_close};
