/* The POSIX port: the contract over the kernel's loopback interface, and the local endpoint. */
#include "port/contract.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "lwclus_port_posix.h"

/* ---- the peer ---- */

static int bound(const struct lwclus_address *address, int type, uint16_t *port)
{
    struct sockaddr_storage at;
    struct sockaddr_in *v4 = (struct sockaddr_in *)&at;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&at;
    bool is6 = address->family == LWCLUS_FAMILY_IPV6;
    socklen_t size = is6 ? sizeof *v6 : sizeof *v4;
    int fd = socket(is6 ? AF_INET6 : AF_INET, type, 0);

    memset(&at, 0, sizeof at);
    if (is6) {
        v6->sin6_family = AF_INET6;
        memcpy(&v6->sin6_addr, address->bytes, 16);
    } else {
        v4->sin_family = AF_INET;
        memcpy(&v4->sin_addr, address->bytes, 4);
    }
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, size) != 0 ||
        getsockname(fd, (struct sockaddr *)&at, &size) != 0) {
        return -1;
    }
    *port = ntohs(is6 ? v6->sin6_port : v4->sin_port);
    return fd;
}

static int peer_listen(const struct lwclus_address *address, uint16_t *port)
{
    int fd = bound(address, SOCK_STREAM, port);

    return fd >= 0 && listen(fd, 4) == 0 ? fd : -1;
}

static int peer_accept(int listener)
{
    return accept(listener, NULL, NULL);
}

static int peer_send(int fd, const uint8_t *data, uint32_t size)
{
    return (int)send(fd, data, size, MSG_NOSIGNAL);
}

static int peer_recv(int fd, uint8_t *data, uint32_t size)
{
    return (int)recv(fd, data, size, 0);
}

static void peer_close(int fd)
{
    close(fd);
}

static void peer_reset(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    poll(&p, 1, 10000);
    close(fd);
}

static int peer_udp(const struct lwclus_address *address, uint16_t *port)
{
    return bound(address, SOCK_DGRAM, port);
}

static int peer_send_to(int fd, uint16_t port, const uint8_t *data, uint32_t size)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};

    return (int)sendto(fd, data, size, 0, (struct sockaddr *)&to, sizeof to);
}

static int peer_recv_from(int fd, uint16_t *port, uint8_t *data, uint32_t size)
{
    struct sockaddr_in from;
    socklen_t from_size = sizeof from;
    int n = (int)recvfrom(fd, data, size, 0, (struct sockaddr *)&from, &from_size);

    *port = ntohs(from.sin_port);
    return n;
}

static const struct peer peer = {
    .listen = peer_listen,
    .accept = peer_accept,
    .send = peer_send,
    .recv = peer_recv,
    .close = peer_close,
    .reset = peer_reset,
    .udp = peer_udp,
    .send_to = peer_send_to,
    .recv_from = peer_recv_from,
};

struct contract contract = {
    .port = &lwclus_port_posix,
    .peer = &peer,
    /* the kernel refuses TCP to the broadcast address before it sends anything */
    .no_route = {.bytes = {255, 255, 255, 255}, .family = LWCLUS_FAMILY_IPV4},
};

/* ---- local endpoint ---- */

static const struct lwclus_transport *const local = &lwclus_posix_local_transport;
static char directory[64];
static char path[100];

static int local_setup(void **state)
{
    strcpy(directory, "/tmp/lwclus-test-XXXXXX");
    if (mkdtemp(directory) == NULL) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/s", directory);
    return contract_setup(state);
}

static int local_teardown(void **state)
{
    unlink(path);
    rmdir(directory);
    lwclus_posix_set_local_path(NULL);
    return contract_teardown(state);
}

static int local_listen(int backlog)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    memcpy(at.sun_path, path, strlen(path));
    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, backlog), 0);
    return fd;
}

static void test_local_echo(void **state)
{
    int listener = local_listen(1);
    uint8_t in[8];
    int fd;

    (void)state;
    lwclus_posix_set_local_path(path);
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_OK);
    fd = accept(listener, NULL, NULL);
    assert_int_equal(local->recv(0, in, sizeof in), LWCLUS_PORT_AGAIN);
    assert_int_equal(local->send(0, (const uint8_t *)"ping", 4), 4);
    assert_int_equal(read(fd, in, sizeof in), 4);
    assert_int_equal(write(fd, "pong!", 5), 5);
    contract.port->wait(0, 1000);
    assert_int_equal(local->recv(0, in, sizeof in), 5);
    assert_memory_equal(in, "pong!", 5);
    close(fd);
    contract.port->wait(0, 1000);
    assert_int_equal(local->recv(0, in, sizeof in), LWCLUS_PORT_CLOSED);
    assert_int_equal(local->send(0, in, 1), LWCLUS_PORT_RESET);
    local->close(0);
    close(listener);
}

static void test_local_missing(void **state)
{
    char longer[200];

    (void)state;
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_NOT_FOUND);
    local->close(0);
    lwclus_posix_set_local_path("");
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_NOT_FOUND);
    local->close(0);
    lwclus_posix_set_local_path(path);
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_NOT_FOUND);
    local->close(0);
    memset(longer, 'x', sizeof longer);
    longer[sizeof longer - 1] = '\0';
    lwclus_posix_set_local_path(longer);
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_NOT_FOUND);
    local->close(0);
}

static void test_local_nobody_listens(void **state)
{
    (void)state;
    close(local_listen(1));
    lwclus_posix_set_local_path(path);
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_REFUSED);
    local->close(0);
}

/* A full queue of the listener is no failure: the connection comes about once there is room. */
static void test_local_queue_full(void **state)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    int listener = local_listen(0);
    int first = socket(AF_UNIX, SOCK_STREAM, 0);

    (void)state;
    memcpy(at.sun_path, path, strlen(path));
    assert_int_equal(connect(first, (struct sockaddr *)&at, sizeof at), 0);
    lwclus_posix_set_local_path(path);
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_AGAIN);
    contract.port->wait(0, 1);
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_AGAIN);
    close(accept(listener, NULL, NULL));
    assert_int_equal(local->connect(0, NULL, 0), LWCLUS_PORT_OK);
    local->close(0);
    close(first);
    close(listener);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        CONTRACT_TESTS,
        cmocka_unit_test_setup_teardown(test_local_echo, local_setup, local_teardown),
        cmocka_unit_test_setup_teardown(test_local_missing, local_setup, local_teardown),
        cmocka_unit_test_setup_teardown(test_local_nobody_listens, local_setup, local_teardown),
        cmocka_unit_test_setup_teardown(test_local_queue_full, local_setup, local_teardown),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
