/* port/lwip over altcp against a peer made of packets. */
#include <string.h>

#include "lwip/memp.h"
#include "lwip/tcp.h"

#include "lwclus_port_altcp.h"
#include "wire_device.h"

/* ---- connect ---- */

static void test_connect(void **state)
{
    (void)state;
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_AGAIN);
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_AGAIN);
    device_connected(0);
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_OK);
}

static void test_refused(void **state)
{
    (void)state;
    wire.refuse = true;
    assert_int_equal(device_connect(0, WIRE_PORT), LWCLUS_PORT_REFUSED);
    assert_int_equal(device_connect(0, WIRE_PORT), LWCLUS_PORT_REFUSED); /* until it is closed */
    tcp->close(0);
    wire.refuse = false;
    device_connected(0);
}

static void test_no_link(void **state)
{
    (void)state;
    wire.fault = WIRE_CABLE;
    wire.at = 1;
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT),
                     LWCLUS_PORT_AGAIN); /* nobody has noticed yet */
    wire_run(5);
    tcp->close(0);
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_UNREACHABLE);
}

static void test_connect_in_vain(void **state)
{
    (void)state;
    wire.fault = WIRE_SILENT;
    wire.at = 1;
    wire.packets = 0;
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_AGAIN);
    wire_run(WIRE_FOREVER_MS); /* lwIP's repetitions of the SYN */
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_UNREACHABLE);
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
    device_connected(0);
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
        int n = device_recv(0, in + got, (uint32_t)sizeof in - got);

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
    device_connected(0);
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
    device_connected(0);
    fill(out, sizeof out, 3);
    wire_send(out, sizeof out);
    wire_run(3000);
    while (got < sizeof in) {
        int n = device_recv(0, in + got, 700);

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
    device_connected(0);
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
    device_connected(0);
    wire_send((const uint8_t *)"end", 3);
    wire_end();
    wire_run(20);
    assert_int_equal(device_recv(0, in, sizeof in), 3);
    assert_int_equal(device_recv(0, in, sizeof in), LWCLUS_PORT_CLOSED);
    assert_int_equal(device_recv(0, in, sizeof in), LWCLUS_PORT_CLOSED);
}

static void test_peer_resets(void **state)
{
    uint8_t data[8] = {0};

    (void)state;
    device_connected(0);
    wire_abort();
    assert_int_equal(device_recv(0, data, sizeof data), LWCLUS_PORT_RESET);
    assert_int_equal(tcp->send(0, data, sizeof data), LWCLUS_PORT_RESET);
    assert_int_equal(tcp->recv(0, data, sizeof data), LWCLUS_PORT_RESET);
    tcp->close(0);
    device_connected(0);
}

/* What arrived before the reset can still be read. */
static void test_data_then_reset(void **state)
{
    uint8_t in[8];

    (void)state;
    device_connected(0);
    wire_send((const uint8_t *)"last", 4);
    wire_run(20);
    wire_abort();
    wire_run(20);
    assert_int_equal(device_recv(0, in, sizeof in), 4);
    assert_memory_equal(in, "last", 4);
    assert_int_equal(device_recv(0, in, sizeof in), LWCLUS_PORT_RESET);
}

static void test_close_ends_connection(void **state)
{
    (void)state;
    device_connected(0);
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
    device_connected(0);
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
        device_connected(0);
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

        wire_reset(&device_cluster);
        (void)tcp->connect(0, &device_peer, WIRE_PORT);
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
    device_connected(0);
    wire_send((const uint8_t *)"one", 3);
    wire_run(20);
    device_connected(1);
    tcp->close(1);
    assert_int_equal(device_recv(0, in, sizeof in), 3);
}

/* More connections one after the other than lwIP has PCBs: those in TIME_WAIT give way. */
static void test_slot_reuse(void **state)
{
    int i;

    (void)state;
    for (i = 0; i < 4 * MEMP_NUM_TCP_PCB; i++) {
        device_connected(0);
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
    assert_int_equal(tcp->connect(0, &device_peer, WIRE_PORT), LWCLUS_PORT_RESOURCES);
    tcp->close(0);
    while (n > 0) {
        tcp_abort(taken[--n]);
    }
    device_connected(0);
}

static void test_no_segment(void **state)
{
    void *taken[MEMP_NUM_TCP_SEG];
    unsigned n = 0;

    (void)state;
    device_connected(0);
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
    device_connected(0);
}

static void test_no_pbuf(void **state)
{
    struct pbuf *taken[PBUF_POOL_SIZE];
    unsigned n = 0;
    uint8_t in[8];

    (void)state;
    device_connected(0);
    while (n < PBUF_POOL_SIZE && (taken[n] = pbuf_alloc(PBUF_RAW, 100, PBUF_POOL)) != NULL) {
        n++;
    }
    wire_send((const uint8_t *)"data", 4);
    wire_run(1000);
    assert_int_equal(tcp->recv(0, in, sizeof in), LWCLUS_PORT_AGAIN);
    while (n > 0) {
        pbuf_free(taken[--n]);
    }
    assert_int_equal(device_recv(0, in, sizeof in), 4); /* the peer sends again */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

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
    };

    wire_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
