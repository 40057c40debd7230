/* port/baremetal: resolver, datagrams over raw UDP, waiting, hooks. */
#include <string.h>

#include "lwip/memp.h"
#include "lwip/udp.h"

#include "lwclus_port_altcp.h"
#include "wire_device.h"

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
    assert_memory_equal(found[0].bytes, device_peer.bytes, 4);
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
    assert_int_equal(port->datagram->send(0, &device_peer, WIRE_ECHO_PORT, (const uint8_t *)"query", 5), 0);
    assert_int_equal(recv_datagram(&from, &from_port, in, sizeof in), 5);
    assert_memory_equal(in, "query", 5);
    assert_int_equal(from_port, WIRE_ECHO_PORT);
    assert_int_equal(from.family, LWCLUS_FAMILY_IPV4);
    assert_memory_equal(from.bytes, device_peer.bytes, 4);
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
    assert_int_equal(port->datagram->send(0, &device_peer, WIRE_ECHO_PORT, (const uint8_t *)"first", 5), 0);
    assert_int_equal(port->datagram->send(0, &device_peer, WIRE_ECHO_PORT, (const uint8_t *)"second", 6), 0);
    wire_run(20);
    assert_int_equal(recv_datagram(&from, &from_port, in, sizeof in), 5);
    assert_int_equal(port->datagram->recv(0, &from, &from_port, in, sizeof in), LWCLUS_PORT_AGAIN);
    assert_int_equal(port->datagram->send(0, &device_peer, WIRE_ECHO_PORT, (const uint8_t *)"third", 5), 0);
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
    assert_int_equal(port->datagram->send(0, &device_peer, WIRE_ECHO_PORT, (const uint8_t *)"x", 1),
                     LWCLUS_PORT_RESOURCES);
    while (n > 0) {
        udp_remove(taken[--n]);
    }
    assert_int_equal(port->datagram->send(0, &device_peer, WIRE_ECHO_PORT, (const uint8_t *)"x", 1), 0);
}

/* ---- port/baremetal ---- */

static void test_wait(void **state)
{
    uint32_t before = port->now_ms();

    (void)state;
    port->wait(0, 30);
    assert_in_range(port->now_ms() - before, 30, 31);
    device_connected(0);
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

#define TEST(f) cmocka_unit_test_setup_teardown(f, device_setup, device_teardown)

int main(void)
{
    static const struct CMUnitTest tests[] = {
        TEST(test_names),          TEST(test_name_server_silent), TEST(test_datagram),
        TEST(test_datagram_twice), TEST(test_no_udp_pcb),         TEST(test_wait),
        TEST(test_hooks),
    };

    wire_start();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
