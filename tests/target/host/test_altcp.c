/* port/lwip over altcp and raw UDP, and port/baremetal, against a peer made of packets. */
#include <string.h>

#include "lwip/memp.h"
#include "lwip/tcp.h"
#include "lwip/udp.h"

#include "lwclus_port_altcp.h"
#include "wire_check.h"

#define port (&lwclus_port_baremetal)
#define tcp  (lwclus_port_baremetal.tcp)

static struct lwclus_address peer;

static struct sim_cluster cluster;

static int setup(void **state)
{
    (void)state;
    wire_reset(&cluster);
    peer = wire_address(1);
    return port->start();
}

/* Whatever the test did: closed slots leave nothing behind in lwIP. */
static int teardown(void **state)
{
    uint8_t n;

    (void)state;
    for (n = 0; n < LWCLUS_MAX_CONNECTIONS; n++) {
        tcp->close(n);
        port->datagram->close(n);
        (void)port->resolve(n, NULL, NULL, 0);
    }
    wire_assert_pools("closed", 0);
    return 0;
}

/* Connects until the answer is not AGAIN, for at most a minute. */
static int connect_slot(uint8_t n, uint16_t number)
{
    uint32_t since = port->now_ms();
    int code = tcp->connect(n, &peer, number);

    while (code == LWCLUS_PORT_AGAIN && port->now_ms() - since < 60000u) {
        port->wait(n, 1000);
        code = tcp->connect(n, &peer, number);
    }
    return code;
}

static int recv_slot(uint8_t n, uint8_t *data, uint32_t size)
{
    uint32_t since = port->now_ms();
    int code = tcp->recv(n, data, size);

    while (code == LWCLUS_PORT_AGAIN && port->now_ms() - since < 60000u) {
        port->wait(n, 1000);
        code = tcp->recv(n, data, size);
    }
    return code;
}

static void connected(uint8_t n)
{
    assert_int_equal(connect_slot(n, WIRE_PORT), LWCLUS_PORT_OK);
    wire_run(5);
    assert_true(wire.accepted);
}

/* ---- connect ---- */

static void test_connect(void **state)
{
    (void)state;
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_AGAIN);
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_AGAIN);
    connected(0);
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_OK);
}

static void test_refused(void **state)
{
    (void)state;
    wire.refuse = true;
    assert_int_equal(connect_slot(0, WIRE_PORT), LWCLUS_PORT_REFUSED);
    assert_int_equal(connect_slot(0, WIRE_PORT), LWCLUS_PORT_REFUSED); /* until it is closed */
    tcp->close(0);
    wire.refuse = false;
    connected(0);
}

static void test_no_link(void **state)
{
    (void)state;
    wire.fault = WIRE_CABLE;
    wire.at = 1;
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_AGAIN); /* nobody has noticed yet */
    wire_run(5);
    tcp->close(0);
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_UNREACHABLE);
}

static void test_connect_in_vain(void **state)
{
    (void)state;
    wire.fault = WIRE_SILENT;
    wire.at = 1;
    wire.packets = 0;
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_AGAIN);
    wire_run(WIRE_FOREVER_MS); /* lwIP's repetitions of the SYN */
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_UNREACHABLE);
}

static void test_no_family(void **state)
{
    struct lwclus_address none = {.family = LWCLUS_FAMILY_NONE};
    struct lwclus_address six = {.bytes = {0x20, 1, 0xd, 0xb8, [15] = 1}, .family = LWCLUS_FAMILY_IPV6};

    (void)state;
    assert_int_equal(tcp->connect(0, &none, WIRE_PORT), LWCLUS_PORT_UNREACHABLE);
    tcp->close(0);
    assert_int_equal(tcp->connect(0, &six, WIRE_PORT), LWCLUS_PORT_UNREACHABLE); /* no IPv6 route */
}

/* ---- data ---- */

static void fill(uint8_t *data, uint32_t size, uint32_t seed)
{
    uint32_t i;

    for (i = 0; i < size; i++) {
        data[i] = (uint8_t)(i * 7u + (i >> 8) + seed);
    }
}

static void test_echo(void **state)
{
    uint8_t out[3000], in[3000];
    uint32_t sent = 0, got = 0;

    (void)state;
    connected(0);
    fill(out, sizeof out, 1);
    while (sent < sizeof out) {
        int n = tcp->send(0, out + sent, (uint32_t)sizeof out - sent);

        if (n == LWCLUS_PORT_AGAIN) {
            port->wait(0, 1000);
        } else {
            assert_true(n > 0);
            sent += (uint32_t)n;
        }
    }
    wire_run(50);
    assert_int_equal(wire.got_size, sizeof out);
    assert_memory_equal(wire.got, out, sizeof out);
    wire_send(out, sizeof out);
    while (got < sizeof in) {
        int n = recv_slot(0, in + got, (uint32_t)sizeof in - got);

        assert_true(n > 0);
        got += (uint32_t)n;
    }
    assert_memory_equal(in, out, sizeof in);
    assert_int_equal(tcp->recv(0, in, 1), LWCLUS_PORT_AGAIN);
}

static void test_small_reads(void **state)
{
    uint8_t out[40], in[40];
    uint32_t i;

    (void)state;
    connected(0);
    fill(out, sizeof out, 9);
    wire_send(out, 30);
    wire_run(20);
    wire_send(out + 30, 10); /* a second pbuf of the chain */
    wire_run(20);
    for (i = 0; i < 28; i++) {
        assert_int_equal(tcp->recv(0, in + i, 1), 1);
    }
    assert_int_equal(tcp->recv(0, in + 28, 12), 12); /* across both */
    assert_memory_equal(in, out, sizeof in);
    assert_int_equal(tcp->recv(0, in, 1), LWCLUS_PORT_AGAIN);
}

/* A device that does not read stops the peer, and loses nothing. */
static void test_window(void **state)
{
    static uint8_t out[30000], in[30000];
    uint32_t got = 0;

    (void)state;
    connected(0);
    fill(out, sizeof out, 3);
    wire_send(out, sizeof out);
    wire_run(3000);
    while (got < sizeof in) {
        int n = recv_slot(0, in + got, 700);

        assert_in_range(n, 1, 700);
        got += (uint32_t)n;
    }
    assert_memory_equal(in, out, sizeof in);
}

static void test_send_blocks(void **state)
{
    static uint8_t out[20000];
    uint32_t sent = 0;
    int n;

    (void)state;
    wire.window = 2000;
    connected(0);
    fill(out, sizeof out, 5);
    while ((n = tcp->send(0, out + sent, (uint32_t)sizeof out - sent)) > 0) {
        sent += (uint32_t)n;
        wire_run(10);
    }
    assert_int_equal(n, LWCLUS_PORT_AGAIN);
    assert_in_range(sent, 1, TCP_SND_BUF + 2000);
    assert_in_range(wire.got_size, 1, 2000);
    assert_memory_equal(wire.got, out, wire.got_size);
    wire_read();
    (void)lwclus_lwip_event(0);
    port->wait(0, 60000); /* ends when there is room */
    assert_true(tcp->send(0, out + sent, (uint32_t)sizeof out - sent) > 0);
}

/* ---- the end of a connection ---- */

static void test_peer_closes(void **state)
{
    uint8_t in[8];

    (void)state;
    connected(0);
    wire_send((const uint8_t *)"end", 3);
    wire_end();
    wire_run(20);
    assert_int_equal(recv_slot(0, in, sizeof in), 3);
    assert_int_equal(recv_slot(0, in, sizeof in), LWCLUS_PORT_CLOSED);
    assert_int_equal(recv_slot(0, in, sizeof in), LWCLUS_PORT_CLOSED);
}

static void test_peer_resets(void **state)
{
    uint8_t data[8] = {0};

    (void)state;
    connected(0);
    wire_abort();
    assert_int_equal(recv_slot(0, data, sizeof data), LWCLUS_PORT_RESET);
    assert_int_equal(tcp->send(0, data, sizeof data), LWCLUS_PORT_RESET);
    assert_int_equal(tcp->recv(0, data, sizeof data), LWCLUS_PORT_RESET);
    tcp->close(0);
    connected(0);
}

/* What arrived before the reset can still be read. */
static void test_data_then_reset(void **state)
{
    uint8_t in[8];

    (void)state;
    connected(0);
    wire_send((const uint8_t *)"last", 4);
    wire_run(20);
    wire_abort();
    wire_run(20);
    assert_int_equal(recv_slot(0, in, sizeof in), 4);
    assert_memory_equal(in, "last", 4);
    assert_int_equal(recv_slot(0, in, sizeof in), LWCLUS_PORT_RESET);
}

static void test_close_ends_connection(void **state)
{
    (void)state;
    connected(0);
    assert_int_equal(tcp->send(0, (const uint8_t *)"bye", 3), 3);
    wire_run(500);
    assert_int_equal(wire.got_size, 3);
    tcp->close(0);
    wire_run(50);
    assert_true(wire.ended);
    assert_int_equal(wire.resets, 0); /* in good order */
}

/* Data that nobody acknowledges is given up: the peer gets a reset, the device its buffers. */
static void test_close_with_data_unsent(void **state)
{
    uint8_t out[1000] = {0};

    (void)state;
    wire.window = 100;
    connected(0);
    assert_true(tcp->send(0, out, sizeof out) > 0);
    wire_run(500);
    tcp->close(0);
    assert_int_equal(wire_pools_used(), 0);
    wire_run(50);
    assert_true(wire.ended);
    assert_int_equal(wire.resets, 1);
}

/* Closed in good order towards a peer that vanished: such connections give way to new ones. */
static void test_closing_gives_way(void **state)
{
    unsigned i;

    (void)state;
    for (i = 0; i < 2 * MEMP_NUM_TCP_PCB; i++) {
        wire.fault = WIRE_HONEST;
        connected(0);
        wire.fault = WIRE_SILENT;
        wire.at = 1;
        tcp->close(0);
        wire_run(5); /* the FIN is lost, and the next one opens before it is sent again */
        wire_forget();
    }
}

static void test_close_at_any_time(void **state)
{
    uint32_t packets;

    (void)state;
    tcp->close(0);
    for (packets = 0; packets < 12; packets++) { /* during the handshake, with data unread, after FIN */
        uint32_t turn;

        wire_reset(&cluster);
        (void)tcp->connect(0, &peer, WIRE_PORT);
        for (turn = 0; turn < packets; turn++) {
            wire_turn();
            if (wire.accepted && turn == 3) {
                wire_send((const uint8_t *)"unread", 6);
            }
            if (wire.accepted && turn == 5 && !wire.ended) {
                wire_end();
            }
        }
        tcp->close(0);
        tcp->close(0);
        wire_assert_pools("closed after packet", packets);
    }
}

static void test_slots_are_independent(void **state)
{
    uint8_t in[4];

    (void)state;
    connected(0);
    wire_send((const uint8_t *)"one", 3);
    wire_run(20);
    connected(1);
    tcp->close(1);
    assert_int_equal(recv_slot(0, in, sizeof in), 3);
}

/* More connections one after the other than lwIP has PCBs: those in TIME_WAIT give way. */
static void test_slot_reuse(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < 4 * MEMP_NUM_TCP_PCB; i++) {
        connected(0);
        assert_int_equal(tcp->send(0, (const uint8_t *)"x", 1), 1);
        wire_run(20);
        assert_int_equal(wire.got_size, 1);
        tcp->close(0);
        wire_run(20);
    }
}

/* ---- lwIP's pools are used up ---- */

static void test_no_pcb(void **state)
{
    struct tcp_pcb *taken[MEMP_NUM_TCP_PCB];
    unsigned n = 0;

    (void)state;
    while (n < MEMP_NUM_TCP_PCB && (taken[n] = tcp_new()) != NULL) {
        n++;
    }
    assert_int_equal(tcp->connect(0, &peer, WIRE_PORT), LWCLUS_PORT_RESOURCES);
    tcp->close(0);
    while (n > 0) {
        tcp_abort(taken[--n]);
    }
    connected(0);
}

static void test_no_segment(void **state)
{
    void *taken[MEMP_NUM_TCP_SEG];
    unsigned n = 0;

    (void)state;
    connected(0);
    while (n < MEMP_NUM_TCP_SEG && (taken[n] = memp_malloc(MEMP_TCP_SEG)) != NULL) {
        n++;
    }
    assert_int_equal(tcp->send(0, (const uint8_t *)"x", 1), LWCLUS_PORT_AGAIN);
    port->wait(0, 1000);
    assert_int_equal(tcp->send(0, (const uint8_t *)"x", 1), LWCLUS_PORT_AGAIN);
    tcp->close(0); /* a FIN needs a segment too: lwIP does it later */
    while (n > 0) {
        memp_free(MEMP_TCP_SEG, taken[--n]);
    }
    wire_run(5000);
    assert_true(wire.ended);
    connected(0);
}

static void test_no_pbuf(void **state)
{
    struct pbuf *taken[PBUF_POOL_SIZE];
    unsigned n = 0;
    uint8_t in[8];

    (void)state;
    connected(0);
    while (n < PBUF_POOL_SIZE && (taken[n] = pbuf_alloc(PBUF_RAW, 100, PBUF_POOL)) != NULL) {
        n++;
    }
    wire_send((const uint8_t *)"data", 4);
    wire_run(1000);
    assert_int_equal(tcp->recv(0, in, sizeof in), LWCLUS_PORT_AGAIN);
    while (n > 0) {
        pbuf_free(taken[--n]);
    }
    assert_int_equal(recv_slot(0, in, sizeof in), 4); /* the peer sends again */
}

/* ---- names ---- */

static int resolve(const char *name, struct lwclus_address *out, uint32_t max)
{
    uint32_t since = port->now_ms();
    int code = port->resolve(0, name, out, max);

    while (code == LWCLUS_PORT_AGAIN && port->now_ms() - since < 60000u) {
        port->wait(0, 1000);
        code = port->resolve(0, name, out, max);
    }
    return code;
}

static void test_names(void **state)
{
    struct lwclus_address found[2];

    (void)state;
    assert_int_equal(resolve("cluster.test", found, 2), 1);
    assert_int_equal(found[0].family, LWCLUS_FAMILY_IPV4);
    assert_memory_equal(found[0].bytes, peer.bytes, 4);
    assert_int_equal(resolve("gone.test", found, 2), LWCLUS_PORT_NOT_FOUND);
}

static void test_name_server_silent(void **state)
{
    struct lwclus_address found[2];

    (void)state;
    wire.dns_silent = true;
    assert_int_equal(port->resolve(0, "other.test", found, 2), LWCLUS_PORT_AGAIN);
    port->wait(0, 1000);
    assert_int_equal(port->resolve(0, "other.test", found, 2), LWCLUS_PORT_AGAIN);
    assert_int_equal(port->resolve(0, NULL, NULL, 0), LWCLUS_PORT_OK);
    wire_run(WIRE_FOREVER_MS); /* lwIP gives up and calls back into a look-up that was abandoned */
    wire.dns_silent = false;
    assert_int_equal(resolve("cluster.test", found, 2), 1);
}

/* ---- datagrams ---- */

static int recv_datagram(struct lwclus_address *from, uint16_t *from_port, uint8_t *data, uint32_t size)
{
    uint32_t since = port->now_ms();
    int code = port->datagram->recv(0, from, from_port, data, size);

    while (code == LWCLUS_PORT_AGAIN && port->now_ms() - since < 5000u) {
        port->wait(0, 1000);
        code = port->datagram->recv(0, from, from_port, data, size);
    }
    return code;
}

static void test_datagram(void **state)
{
    struct lwclus_address from;
    uint16_t from_port = 0;
    uint8_t in[16];

    (void)state;
    assert_int_equal(port->datagram->recv(0, &from, &from_port, in, sizeof in), LWCLUS_PORT_AGAIN);
    assert_int_equal(port->datagram->send(0, &peer, WIRE_ECHO_PORT, (const uint8_t *)"query", 5), 0);
    assert_int_equal(recv_datagram(&from, &from_port, in, sizeof in), 5);
    assert_memory_equal(in, "query", 5);
    assert_int_equal(from_port, WIRE_ECHO_PORT);
    assert_int_equal(from.family, LWCLUS_FAMILY_IPV4);
    assert_memory_equal(from.bytes, peer.bytes, 4);
    /* to the broadcast address, cut to the room there is */
    assert_int_equal(port->datagram->send(0, NULL, WIRE_ECHO_PORT, (const uint8_t *)"everybody", 9), 0);
    assert_int_equal(recv_datagram(&from, &from_port, in, 4), 4);
    assert_memory_equal(in, "ever", 4);
    assert_int_equal(port->datagram->recv(0, &from, &from_port, in, sizeof in), LWCLUS_PORT_AGAIN);
}

/* Two answers in one turn of the loop: one is kept, the other lost. */
static void test_datagram_twice(void **state)
{
    struct lwclus_address from;
    uint16_t from_port = 0;
    uint8_t in[16];

    (void)state;
    assert_int_equal(port->datagram->send(0, &peer, WIRE_ECHO_PORT, (const uint8_t *)"first", 5), 0);
    assert_int_equal(port->datagram->send(0, &peer, WIRE_ECHO_PORT, (const uint8_t *)"second", 6), 0);
    wire_run(20);
    assert_int_equal(recv_datagram(&from, &from_port, in, sizeof in), 5);
    assert_int_equal(port->datagram->recv(0, &from, &from_port, in, sizeof in), LWCLUS_PORT_AGAIN);
    assert_int_equal(port->datagram->send(0, &peer, WIRE_ECHO_PORT, (const uint8_t *)"third", 5), 0);
    wire_run(20); /* closed with a datagram unread */
}

static void test_no_udp_pcb(void **state)
{
    struct udp_pcb *taken[MEMP_NUM_UDP_PCB];
    unsigned n = 0;

    (void)state;
    while (n < MEMP_NUM_UDP_PCB && (taken[n] = udp_new()) != NULL) {
        n++;
    }
    assert_int_equal(port->datagram->send(0, &peer, WIRE_ECHO_PORT, (const uint8_t *)"x", 1),
                     LWCLUS_PORT_RESOURCES);
    while (n > 0) {
        udp_remove(taken[--n]);
    }
    assert_int_equal(port->datagram->send(0, &peer, WIRE_ECHO_PORT, (const uint8_t *)"x", 1), 0);
}

/* ---- port/baremetal ---- */

static void test_wait(void **state)
{
    uint32_t before = port->now_ms();

    (void)state;
    port->wait(0, 30);
    assert_in_range(port->now_ms() - before, 30, 31);
    connected(0);
    wire_send((const uint8_t *)"x", 1);
    before = port->now_ms();
    (void)lwclus_lwip_event(0);
    port->wait(0, 1000);
    assert_true(port->now_ms() - before < 1000u); /* ended by the data */
}

static void test_hooks(void **state)
{
    static const struct lwclus_baremetal_hooks none;
    const struct lwclus_baremetal_hooks good = {.poll = wire_turn, .random = sim_port.random};
    struct lwclus_task_error *error = port->task_error();
    uint8_t bytes[8];

    (void)state;
    lwclus_baremetal_set_hooks(&none);
    assert_int_equal(port->start(), LWCLUS_PORT_NOT_PROVIDED);
    lwclus_baremetal_set_hooks(&good);
    assert_int_equal(port->start(), LWCLUS_PORT_OK);
    assert_int_equal(port->filetime(), 0);
    assert_true(port->random(bytes, sizeof bytes));
    sim_net.random_fails = true;
    assert_false(port->random(bytes, sizeof bytes));
    sim_net.random_fails = false;
    assert_non_null(error);
    assert_ptr_equal(error, port->task_error());
    assert_null(port->lock);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_connect),
        TEST(test_refused),
        TEST(test_no_link),
        TEST(test_connect_in_vain),
        TEST(test_no_family),
        TEST(test_echo),
        TEST(test_small_reads),
        TEST(test_window),
        TEST(test_send_blocks),
        TEST(test_peer_closes),
        TEST(test_peer_resets),
        TEST(test_data_then_reset),
        TEST(test_close_ends_connection),
        TEST(test_close_with_data_unsent),
        TEST(test_closing_gives_way),
        TEST(test_close_at_any_time),
        TEST(test_slots_are_independent),
        TEST(test_slot_reuse),
        TEST(test_no_pcb),
        TEST(test_no_segment),
        TEST(test_no_pbuf),
        TEST(test_names),
        TEST(test_name_server_silent),
        TEST(test_datagram),
        TEST(test_datagram_twice),
        TEST(test_no_udp_pcb),
        TEST(test_wait),
        TEST(test_hooks),
    };

    wire_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
