/* Port of fuzz_fetch.c: one slot, a clock that only wait() moves, and the contract as conditions. */
#include "fetch_net.h"

#include <stdlib.h>
#include <string.h>

#if LWCLUS_KERBEROS

#define CLOCK_START  0xfffff800u /* wraps after two seconds */
#define EPOCH        116444736000000000u
#define TRUE_TIME    1790107215u
#define WRONG_BY     7200u
#define REQUEST_MOST 20000u
#define CALLS_MOST   1000000u

struct net net;

static struct {
    bool used, connected, failed, dead, to_kdc;
    const struct lwclus_address *address;
    uint16_t port;
    uint32_t delay;
    uint8_t in[REQUEST_MOST];
    uint32_t in_size;
    uint8_t out[NET_ANSWER_BYTES + 4u];
    uint32_t out_size, out_taken;
    bool end; /* closed behind what is in out */
} stream;

static struct {
    bool used;
    uint8_t out[2][NET_ANSWER_BYTES]; /* answers that wait */
    uint32_t size[2];
    uint8_t from[2];
    uint16_t port;
} udp;

static struct {
    bool used;
    char name[256];
    const struct lwclus_address *out;
    uint32_t delay;
} lookup;

static struct lwclus_task_error task;
static uint32_t seed;

void net_require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void count(void)
{
    net_require(net.calls++ < CALLS_MOST);
}

void net_begin(const uint8_t *data, size_t size)
{
    memset(&net, 0, sizeof net);
    stream.used = stream.connected = stream.failed = false;
    udp.used = lookup.used = false;
    memset(&task, 0, sizeof task);
    net.data = data;
    net.size = size;
    net.now = CLOCK_START;
    seed = 1;
}

uint32_t net_next(void)
{
    if (net.honest || net.size == 0) {
        return 0;
    }
    net.size--;
    return *net.data++;
}

struct lwclus_address net_address(uint8_t n)
{
    return (struct lwclus_address){.bytes = {192, 0, 2, n}, .family = LWCLUS_FAMILY_IPV4};
}

bool net_open(void)
{
    return stream.used || udp.used || lookup.used;
}

uint32_t net_seconds(void)
{
    return TRUE_TIME + (net.now - CLOCK_START) / 1000u;
}

/* ---- stream ---- */

static int fail(int code)
{
    stream.failed = code != LWCLUS_PORT_AGAIN;
    return code;
}

static int stream_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    uint32_t how;

    count();
    net_require(slot == 0 && address != NULL && port != 0);
    if (!stream.used) {
        memset(&stream, 0, offsetof(__typeof__(stream), in));
        stream.in_size = stream.out_size = stream.out_taken = 0;
        stream.end = false;
        stream.used = true;
        stream.address = address;
        stream.port = port;
        how = net_next();
        stream.delay = how & 3u;
        stream.dead = how == 0xff;
    }
    net_require(stream.address == address && stream.port == port && !stream.connected && !stream.failed);
    if (stream.dead || stream.delay-- != 0) {
        stream.delay += stream.dead;
        return LWCLUS_PORT_AGAIN;
    }
    stream.to_kdc = port != NET_NODE_PORT;
    how = net_next() & 15u;
    if (!stream.to_kdc || how == 1 || how == 2) {
        return fail(how == 1 ? LWCLUS_PORT_UNREACHABLE : LWCLUS_PORT_REFUSED);
    }
    stream.connected = true;
    return LWCLUS_PORT_OK;
}

static uint32_t length_of(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* A whole request is there. */
static void serve(uint32_t size)
{
    uint32_t n = net_kdc(stream.in + 4, size, stream.out + 4);
    uint32_t how = net_next();
    uint32_t lie = how == 1 ? net_next() << 24 | net_next() : n;

    for (uint32_t i = 0; i < 4; i++) {
        stream.out[i] = (uint8_t)(lie >> (24u - 8u * i));
    }
    stream.out_size = n != 0 ? n + 4u : 0;
    stream.out_size += how == 2 && n != 0; /* a byte too many */
    stream.out_taken = 0;
    stream.end = how == 3 || how == 4;
    stream.in_size = 0;
}

static int stream_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    uint32_t how = net_next();

    count();
    net_require(slot == 0 && stream.connected && !stream.failed && size >= 1 && size <= 65535);
    if (how == 1) {
        return LWCLUS_PORT_AGAIN;
    }
    if (how == 2 || stream.end) {
        return fail(LWCLUS_PORT_RESET);
    }
    size = how > 0xf0 && size > how - 0xf0 ? how - 0xf0 : size;
    net_require(stream.in_size + size <= sizeof stream.in);
    memcpy(stream.in + stream.in_size, data, size);
    stream.in_size += size;
    if (stream.in_size >= 4 && length_of(stream.in) <= stream.in_size - 4u) {
        net_require(length_of(stream.in) == stream.in_size - 4u);
        serve(stream.in_size - 4u);
    }
    return (int)size;
}

static int stream_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    uint32_t how = net_next();
    uint32_t left = stream.out_size - stream.out_taken;

    count();
    net_require(slot == 0 && stream.connected && !stream.failed && size >= 1);
    if (how == 1) {
        return LWCLUS_PORT_AGAIN;
    }
    if (how == 2) {
        return fail(LWCLUS_PORT_RESET);
    }
    if (left == 0) {
        return stream.end ? fail(LWCLUS_PORT_CLOSED) : LWCLUS_PORT_AGAIN;
    }
    size = size < left ? size : left;
    size = how > 0xf0 && size > how - 0xf0 ? how - 0xf0 : size;
    memcpy(data, stream.out + stream.out_taken, size);
    stream.out_taken += size;
    return (int)size;
}

static void stream_close(uint8_t slot)
{
    count();
    net_require(slot == 0);
    stream.used = stream.connected = stream.failed = false;
}

/* ---- datagrams ---- */

static int udp_send(uint8_t slot, const struct lwclus_address *address, uint16_t port, const uint8_t *data,
                    uint32_t size)
{
    static uint8_t copy[65536];
    uint32_t how = net_next();

    count();
    net_require(slot == 0 && address != NULL && address->family == LWCLUS_FAMILY_IPV4 && size < sizeof copy);
    if (how == 1) {
        return LWCLUS_PORT_UNREACHABLE;
    }
    if (!udp.used) {
        udp.size[0] = udp.size[1] = 0;
    }
    udp.used = true;
    udp.port = port;
    if (how == 2) { /* what answered before comes once more */
        memcpy(udp.out[0], udp.out[1], udp.size[1]);
        udp.size[0] = udp.size[1];
        udp.from[0] = udp.from[1];
    }
    memcpy(copy, data, size);
    udp.from[1] = how == 3 ? 7 : address->bytes[3];
    udp.size[1] = port == 53 ? net_dns(copy, size, udp.out[1]) : net_kdc(copy, size, udp.out[1]);
    return LWCLUS_PORT_OK;
}

static int udp_recv(uint8_t slot, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                    uint32_t size)
{
    uint32_t how = net_next();
    uint32_t i = udp.size[0] != 0 ? 0 : 1;

    count();
    net_require(slot == 0 && size >= 1);
    if (!udp.used || udp.size[i] == 0 || how == 1) {
        return LWCLUS_PORT_AGAIN;
    }
    if (how == 2) {
        return LWCLUS_PORT_REFUSED; /* as ICMP has it */
    }
    size = size < udp.size[i] ? size : udp.size[i];
    memcpy(data, udp.out[i], size);
    udp.size[i] = how == 3 ? udp.size[i] : 0; /* 3: it comes twice */
    *from = net_address(udp.from[i]);
    *from_port = how == 4 ? 1 : udp.port;
    return (int)size;
}

static void udp_close(uint8_t slot)
{
    count();
    net_require(slot == 0);
    udp.used = false;
}

/* ---- names ---- */

static void require_host(const char *name)
{
    net_require(*name != 0 && strlen(name) < sizeof lookup.name);
    for (; *name != 0; name++) {
        net_require(*name > 0x20 && *name < 0x7f);
    }
}

static int resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    uint32_t n;

    count();
    net_require(slot == 0);
    if (name == NULL) {
        lookup.used = false;
        return LWCLUS_PORT_OK;
    }
    require_host(name);
    if (strcmp(name, "c.test") == 0) {
        *out = net_address(1);
        return 1;
    }
    if (!lookup.used) {
        lookup.used = true;
        strcpy(lookup.name, name);
        lookup.out = out;
        lookup.delay = net_next();
        lookup.delay = lookup.delay == 0xff ? 0xffffffffu : lookup.delay & 3u;
    }
    net_require(strcmp(lookup.name, name) == 0 && lookup.out == out);
    if (lookup.delay != 0) {
        lookup.delay -= lookup.delay != 0xffffffffu;
        return LWCLUS_PORT_AGAIN;
    }
    lookup.used = false;
    n = net_next() % 12u;
    if (n > 6) {
        return n == 7 ? LWCLUS_PORT_NOT_FOUND : LWCLUS_PORT_FAILED;
    }
    for (uint32_t i = 0; i < n + 1u && i < max; i++) {
        out[i] = net_address((uint8_t)(81u + i));
        out[i].family = net_next() == 1 ? LWCLUS_FAMILY_IPV6 : LWCLUS_FAMILY_IPV4;
    }
    return (int)(n + 1u); /* may be more than `max`, as a careless port has it */
}

static int dns_server(uint32_t index, struct lwclus_address *out)
{
    uint32_t how = net_next();

    count();
    if (!net.dns || index > 1 || how == 1) {
        return LWCLUS_PORT_NOT_FOUND;
    }
    *out = net_address(53);
    out->family = how == 2 ? LWCLUS_FAMILY_IPV6 : LWCLUS_FAMILY_IPV4;
    return LWCLUS_PORT_OK;
}

/* ---- time, random, tasks ---- */

static uint32_t now_ms(void)
{
    return net.now;
}

static uint64_t filetime(void)
{
    uint64_t t = (uint64_t)TRUE_TIME + (net.clock_wrong ? WRONG_BY : 0);

    return net.clock ? EPOCH + t * 10000000u + (uint64_t)(net.now - CLOCK_START) * 10000u : 0;
}

static void port_wait(uint8_t slot, uint32_t ms)
{
    uint32_t how = net_next();

    count();
    net_require(slot == 0);
    net.now += how == 1 ? 0 : ms;
    net.elsewhere(how);
}

static bool port_random(uint8_t *out, uint32_t size)
{
    while (size-- != 0) {
        seed = seed * 1664525u + 1013904223u;
        *out++ = (uint8_t)(seed >> 24);
    }
    return true;
}

static struct lwclus_task_error *task_error(void)
{
    return &task;
}

static const struct lwclus_transport tcp = {stream_connect, stream_send, stream_recv, stream_close};
static const struct lwclus_datagram datagram = {udp_send, udp_recv, udp_close};

const struct lwclus_port net_port = {.name = "fuzz",
                                     .tcp = &tcp,
                                     .resolve = resolve,
                                     .datagram = &datagram,
                                     .dns_server = dns_server,
                                     .now_ms = now_ms,
                                     .filetime = filetime,
                                     .wait = port_wait,
                                     .random = port_random,
                                     .task_error = task_error};

#else
typedef int fetch_net_unused;
#endif
