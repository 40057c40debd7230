/* One peer, and calls that wait. */
#include "wire_device.h"

struct lwclus_address device_peer;

struct sim_cluster device_cluster;

int device_setup(void **state)
{
    (void)state;
    wire_reset(&device_cluster);
    device_peer = wire_address(1);
    return port->start();
}

int device_teardown(void **state)
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

int device_connect(uint8_t n, uint16_t number)
{
    uint32_t since = port->now_ms();
    int code = tcp->connect(n, &device_peer, number);

    while (code == LWCLUS_PORT_AGAIN && port->now_ms() - since < 60000u) {
        port->wait(n, 1000);
        code = tcp->connect(n, &device_peer, number);
    }
    return code;
}

int device_recv(uint8_t n, uint8_t *data, uint32_t size)
{
    uint32_t since = port->now_ms();
    int code = tcp->recv(n, data, size);

    while (code == LWCLUS_PORT_AGAIN && port->now_ms() - since < 60000u) {
        port->wait(n, 1000);
        code = tcp->recv(n, data, size);
    }
    return code;
}

void device_connected(uint8_t n)
{
    assert_int_equal(device_connect(n, WIRE_PORT), LWCLUS_PORT_OK);
    wire_run(5);
    assert_true(wire.accepted);
}
