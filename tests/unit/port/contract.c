/* The contract of lwclus_port.h, checked against a real peer. */
#include "contract.h"

#include <pthread.h>
#include <string.h>

/* Rounds of wait(100 ms) until a test gives up: a hang must end as a failure. */
#define ROUNDS 100

const struct lwclus_address contract_loopback4 = {.bytes = {127, 0, 0, 1}, .family = LWCLUS_FAMILY_IPV4};
const struct lwclus_address contract_loopback6 = {.bytes = {[15] = 1}, .family = LWCLUS_FAMILY_IPV6};

static const struct lwclus_transport *tcp(void)
{
    return contract.port->tcp;
}

int contract_setup(void **state)
{
    (void)state;
    return contract.port->start();
}

int contract_teardown(void **state)
{
    uint8_t n;

    (void)state;
    for (n = 0; n < LWCLUS_MAX_CONNECTIONS; n++) {
        tcp()->close(n);
    }
    contract.port->stop();
    return 0;
}

int contract_connect(uint8_t n, const struct lwclus_address *address, uint16_t port)
{
    int round;
    int code = LWCLUS_PORT_AGAIN;

    for (round = 0; round < ROUNDS && code == LWCLUS_PORT_AGAIN; round++) {
        code = tcp()->connect(n, address, port);
        if (code == LWCLUS_PORT_AGAIN) {
            contract.port->wait(n, 100);
        }
    }
    return code;
}

int contract_recv(uint8_t n, uint8_t *data, uint32_t size)
{
    int round;
    int code = LWCLUS_PORT_AGAIN;

    for (round = 0; round < ROUNDS && code == LWCLUS_PORT_AGAIN; round++) {
        code = tcp()->recv(n, data, size);
        if (code == LWCLUS_PORT_AGAIN) {
            contract.port->wait(n, 100);
        }
    }
    return code;
}

int contract_resolve(uint8_t n, const char *name, struct lwclus_address *out, uint32_t max)
{
    int round;
    int code = LWCLUS_PORT_AGAIN;

    for (round = 0; round < ROUNDS && code == LWCLUS_PORT_AGAIN; round++) {
        code = contract.port->resolve(n, name, out, max);
        if (code == LWCLUS_PORT_AGAIN) {
            contract.port->wait(n, 100);
        }
    }
    return code;
}

/* Connects slot `n` to a fresh listener; returns the peer's descriptor. */
static int connected_pair(uint8_t n, const struct lwclus_address *address)
{
    uint16_t port = 0;
    int listener = contract.peer->listen(address, &port);
    int fd;

    assert_true(listener >= 0);
    assert_int_equal(contract_connect(n, address, port), LWCLUS_PORT_OK);
    assert_int_equal(tcp()->connect(n, address, port), LWCLUS_PORT_OK);
    fd = contract.peer->accept(listener);
    assert_true(fd >= 0);
    contract.peer->close(listener);
    return fd;
}

static void exchange(uint8_t n, int fd, uint8_t seed)
{
    uint8_t out[1000], in[1000];
    uint32_t got = 0;
    size_t i;

    for (i = 0; i < sizeof out; i++) {
        out[i] = (uint8_t)(i * 7u + seed);
    }
    assert_int_equal(tcp()->send(n, out, sizeof out), sizeof out);
    while (got < sizeof in) {
        int part = contract.peer->recv(fd, in + got, (uint32_t)sizeof in - got);

        assert_true(part > 0);
        got += (uint32_t)part;
    }
    assert_memory_equal(in, out, sizeof in);
    assert_int_equal(contract.peer->send(fd, in, sizeof in), sizeof in);
    memset(in, 0, sizeof in);
    for (got = 0; got < sizeof in;) {
        int part = contract_recv(n, in + got, (uint32_t)sizeof in - got);

        assert_true(part > 0);
        got += (uint32_t)part;
    }
    assert_memory_equal(in, out, sizeof in);
}

void contract_echo(void **state)
{
    int fd = connected_pair(0, &contract_loopback4);

    (void)state;
    exchange(0, fd, 1);
    contract.peer->close(fd);
}

void contract_echo_ipv6(void **state)
{
    uint16_t port = 0;
    int fd = contract.peer->listen(&contract_loopback6, &port);

    (void)state;
    if (fd < 0 || !LWCLUS_IPV6) {
        skip(); /* a host without IPv6 */
    }
    contract.peer->close(fd);
    fd = connected_pair(0, &contract_loopback6);
    exchange(0, fd, 2);
    contract.peer->close(fd);
}

void contract_refused(void **state)
{
    uint16_t port = 0;
    int listener = contract.peer->listen(&contract_loopback4, &port);

    (void)state;
    contract.peer->close(listener);
    assert_int_equal(contract_connect(0, &contract_loopback4, port), LWCLUS_PORT_REFUSED);
}

void contract_unreachable(void **state)
{
    (void)state;
    assert_int_equal(contract_connect(0, &contract.no_route, 135), LWCLUS_PORT_UNREACHABLE);
}

void contract_again(void **state)
{
    int fd = connected_pair(0, &contract_loopback4);
    uint8_t in[4];

    (void)state;
    assert_int_equal(tcp()->recv(0, in, sizeof in), LWCLUS_PORT_AGAIN);
    contract.port->wait(0, 1); /* nothing comes: only the time can end it */
    contract.port->wait(0, 0);
    assert_int_equal(tcp()->recv(0, in, sizeof in), LWCLUS_PORT_AGAIN);
    assert_int_equal(contract.peer->send(fd, (const uint8_t *)"abc", 3), 3);
    assert_int_equal(contract_recv(0, in, 1), 1);
    assert_int_equal(contract_recv(0, in + 1, 3), 2);
    assert_memory_equal(in, "abc", 3);
    contract.peer->close(fd);
}

void contract_peer_closes(void **state)
{
    int fd = connected_pair(0, &contract_loopback4);
    uint8_t in[8];

    (void)state;
    assert_int_equal(contract.peer->send(fd, (const uint8_t *)"end", 3), 3);
    contract.peer->close(fd);
    assert_int_equal(contract_recv(0, in, sizeof in), 3);
    assert_int_equal(contract_recv(0, in, sizeof in), LWCLUS_PORT_CLOSED);
    assert_true(contract_recv(0, in, sizeof in) < LWCLUS_PORT_AGAIN);
}

void contract_peer_resets(void **state)
{
    int fd = connected_pair(0, &contract_loopback4);
    uint8_t data[8] = {0};

    (void)state;
    assert_int_equal(tcp()->send(0, data, sizeof data), sizeof data);
    contract.peer->reset(fd);
    assert_int_equal(contract_recv(0, data, sizeof data), LWCLUS_PORT_RESET);
    assert_int_equal(tcp()->send(0, data, sizeof data), LWCLUS_PORT_RESET);
}

static void *drain(void *arg)
{
    static uint8_t data[4096];
    uint32_t sum = 0;
    uint32_t total = 0;
    int part;
    int i;

    while ((part = contract.peer->recv(*(int *)arg, data, sizeof data)) > 0) {
        for (i = 0; i < part; i++) {
            sum = sum * 31u + data[i];
        }
        total += (uint32_t)part;
    }
    return (void *)(uintptr_t)(sum ^ total);
}

void contract_partial_send(void **state)
{
    static uint8_t data[30000];
    int fd = connected_pair(0, &contract_loopback4);
    uint32_t sum = 0;
    uint32_t total = 0;
    bool blocked = false;
    void *result;
    pthread_t thread;

    (void)state;
    while (total < 64000000u) {
        uint32_t i;
        int n;

        for (i = 0; i < sizeof data; i++) {
            data[i] = (uint8_t)((total + i) * 13u >> 3);
        }
        n = tcp()->send(0, data, sizeof data);
        if (n == LWCLUS_PORT_AGAIN) {
            if (!blocked) { /* nobody reads: buffers are full; from now on somebody does */
                assert_int_equal(pthread_create(&thread, NULL, drain, &fd), 0);
            }
            blocked = true;
            contract.port->wait(0, 100);
            continue;
        }
        assert_true(n > 0);
        for (i = 0; i < (uint32_t)n; i++) {
            sum = sum * 31u + data[i];
        }
        total += (uint32_t)n;
        if (blocked) {
            break;
        }
    }
    assert_true(blocked);
    tcp()->close(0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_int_equal((uint32_t)(uintptr_t)result, sum ^ total);
    contract.peer->close(fd);
}

void contract_slots_are_independent(void **state)
{
    int first, second;

    (void)state;
    if (LWCLUS_MAX_CONNECTIONS < 2) {
        skip();
    }
    first = connected_pair(0, &contract_loopback4);
    second = connected_pair(LWCLUS_MAX_CONNECTIONS - 1, &contract_loopback4);
    exchange(0, first, 3);
    exchange(LWCLUS_MAX_CONNECTIONS - 1, second, 4);
    contract.peer->close(first);
    tcp()->close(0);
    exchange(LWCLUS_MAX_CONNECTIONS - 1, second, 5);
    contract.peer->close(second);
}

void contract_slot_reuse(void **state)
{
    int i;

    (void)state;
    tcp()->close(0);
    for (i = 0; i < 100; i++) { /* more than any table of the port has rows */
        int fd = connected_pair(0, &contract_loopback4);

        exchange(0, fd, (uint8_t)i);
        tcp()->close(0);
        tcp()->close(0);
        contract.peer->close(fd);
    }
}

void contract_close_while_connecting(void **state)
{
    uint16_t port = 0;
    int listener = contract.peer->listen(&contract_loopback4, &port);
    int fd;

    (void)state;
    assert_true(listener >= 0);
    (void)tcp()->connect(0, &contract_loopback4, port);
    tcp()->close(0);
    contract.peer->close(listener);
    fd = connected_pair(0, &contract_loopback4);
    exchange(0, fd, 9);
    contract.peer->close(fd);
}

static int datagram_recv(struct lwclus_address *from, uint16_t *from_port, uint8_t *data, uint32_t size)
{
    int round;
    int code = LWCLUS_PORT_AGAIN;

    for (round = 0; round < ROUNDS && code == LWCLUS_PORT_AGAIN; round++) {
        code = contract.port->datagram->recv(0, from, from_port, data, size);
        if (code == LWCLUS_PORT_AGAIN) {
            contract.port->wait(0, 100);
        }
    }
    return code;
}

void contract_datagram(void **state)
{
    const struct lwclus_datagram *udp = contract.port->datagram;
    struct lwclus_address from;
    uint16_t port = 0, my_port = 0, from_port = 0;
    uint8_t data[16];
    int fd;

    (void)state;
    if (!LWCLUS_DATAGRAM) {
        assert_null(udp);
        skip();
    }
    udp->close(0);
    fd = contract.peer->udp(&contract_loopback4, &port);
    assert_true(fd >= 0);
    assert_int_equal(udp->send(0, &contract_loopback4, port, (const uint8_t *)"query", 5), LWCLUS_PORT_OK);
    assert_int_equal(udp->recv(0, &from, &from_port, data, sizeof data), LWCLUS_PORT_AGAIN);
    assert_int_equal(contract.peer->recv_from(fd, &my_port, data, sizeof data), 5);
    assert_memory_equal(data, "query", 5);
    assert_int_equal(contract.peer->send_to(fd, my_port, data, 0), 0);
    assert_int_equal(contract.peer->send_to(fd, my_port, (const uint8_t *)"answer", 6), 6);
    assert_int_equal(datagram_recv(&from, &from_port, data, sizeof data), 6);
    assert_memory_equal(data, "answer", 6);
    assert_int_equal(from_port, port);
    assert_int_equal(from.family, LWCLUS_FAMILY_IPV4);
    assert_memory_equal(from.bytes, contract_loopback4.bytes, 4);
    udp->close(0);
    udp->close(0);
    contract.peer->close(fd);
}

/* The list ends, and the same number yields the same server. */
void contract_dns_server(void **state)
{
    struct lwclus_address first, again;
    uint32_t count = 0;

    (void)state;
    if (!LWCLUS_DNS) {
        assert_null(contract.port->dns_server);
        skip();
    }
    if (contract.port->dns_server == NULL) { /* only SRV records of KDCs need it */
        assert_false(LWCLUS_KERBEROS && LWCLUS_KDC_SRV);
        skip();
    }
    while (contract.port->dns_server(count, &first) == LWCLUS_PORT_OK) {
        assert_true(first.family == LWCLUS_FAMILY_IPV4 || first.family == LWCLUS_FAMILY_IPV6);
        assert_int_equal(contract.port->dns_server(count, &again), LWCLUS_PORT_OK);
        assert_memory_equal(&first, &again, sizeof first);
        assert_true(++count < 100);
    }
    assert_int_equal(contract.port->dns_server(count, &first), LWCLUS_PORT_NOT_FOUND);
    assert_int_equal(contract.port->dns_server(0xffffffffu, &first), LWCLUS_PORT_NOT_FOUND);
}

void contract_resolve_localhost(void **state)
{
    struct lwclus_address found[4];
    int count;
    int i;
    bool loopback = false;

    (void)state;
    count = contract_resolve(0, "localhost", found, 4);
    assert_in_range(count, 1, 4);
    for (i = 0; i < count; i++) {
        loopback = loopback || memcmp(&found[i], &contract_loopback4, sizeof found[i]) == 0 ||
                   memcmp(&found[i], &contract_loopback6, sizeof found[i]) == 0;
    }
    assert_true(loopback);
    assert_int_equal(contract_resolve(0, "localhost", found, 1), 1);
}

void contract_resolve_bad_name(void **state)
{
    struct lwclus_address found[2];
    char name[400];

    (void)state;
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    assert_int_equal(contract_resolve(0, name, found, 2), LWCLUS_PORT_NOT_FOUND);
}

void contract_resolve_abandoned(void **state)
{
    struct lwclus_address found[2];
    int i;

    (void)state;
    assert_int_equal(contract.port->resolve(0, NULL, NULL, 0), LWCLUS_PORT_OK);
    for (i = 0; i < 3; i++) {
        (void)contract.port->resolve(0, "localhost", found, 2);
        assert_int_equal(contract.port->resolve(0, NULL, NULL, 0), LWCLUS_PORT_OK);
    }
    assert_in_range(contract_resolve(0, "localhost", found, 2), 1, 2);
}

void contract_locks(void **state)
{
    uint32_t n;

    (void)state;
    for (n = 0; n < LWCLUS_LOCK_COUNT; n++) {
        assert_true(contract.port->lock(n, 0));
        assert_false(contract.port->lock(n, 0));
        assert_false(contract.port->lock(n, 5));
    }
    for (n = 0; n < LWCLUS_LOCK_COUNT; n++) {
        contract.port->unlock(n);
        assert_true(contract.port->lock(n, 1000));
        contract.port->unlock(n);
    }
}

void contract_random(void **state)
{
    uint8_t a[32] = {0}, b[32] = {0};

    (void)state;
    assert_true(contract.port->random(a, 0));
    assert_true(contract.port->random(a, sizeof a));
    assert_true(contract.port->random(b, sizeof b));
    assert_memory_not_equal(a, b, sizeof a);
    assert_memory_not_equal(a + 16, b + 16, 16);
}

void contract_clock(void **state)
{
    uint32_t before = contract.port->now_ms();

    (void)state;
    contract.port->wait(0, 2);
    assert_true(contract.port->now_ms() - before < 0x80000000u);
    /* 2020-01-01 and 2100-01-01 */
    assert_in_range(contract.port->filetime(), 132223104000000000u, 157468320000000000u);
}

static void *other_task(void *arg)
{
    struct lwclus_task_error *error = contract.port->task_error();
    bool zero = error->last_error == 0 && error->result == 0;

    return error == arg || !zero ? NULL : arg;
}

void contract_task_error(void **state)
{
    struct lwclus_task_error *mine = contract.port->task_error();
    pthread_t thread;
    void *result = NULL;

    (void)state;
    mine->last_error = 5;
    assert_int_equal(pthread_create(&thread, NULL, other_task, mine), 0);
    assert_int_equal(pthread_join(thread, &result), 0);
    assert_ptr_equal(result, mine);
    assert_ptr_equal(contract.port->task_error(), mine);
    assert_int_equal(mine->last_error, 5);
    mine->last_error = 0;
}
