/* port/lwip over sockets: the contract over lwIP's loopback interface, its DNS client, its limits. */
#include "lwip/opt.h"

#include "port/contract.h"

#include <string.h>

#include "lwip/dns.h"
#include "lwip/memp.h"
#include "lwip/sockets.h"
#include "lwip/tcpip.h"
#include "lwip/udp.h"

#include "lwclus_port_posix_lwip.h"

/* ---- the peer ---- */

static int bound(const struct lwclus_address *address, int type, uint16_t *port)
{
    struct sockaddr_in6 v6 = {.sin6_len = sizeof v6, .sin6_family = AF_INET6};
    struct sockaddr_in v4 = {.sin_len = sizeof v4, .sin_family = AF_INET};
    bool is6 = address->family == LWCLUS_FAMILY_IPV6;
    struct sockaddr *at = is6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
    socklen_t size = is6 ? sizeof v6 : sizeof v4;
    int fd = lwip_socket(is6 ? AF_INET6 : AF_INET, type, 0);

    memcpy(is6 ? (void *)&v6.sin6_addr : (void *)&v4.sin_addr, address->bytes, is6 ? 16 : 4);
    if (fd < 0 || lwip_bind(fd, at, size) != 0 || lwip_getsockname(fd, at, &size) != 0) {
        return -1;
    }
    *port = lwip_ntohs(is6 ? v6.sin6_port : v4.sin_port);
    return fd;
}

static int peer_listen(const struct lwclus_address *address, uint16_t *port)
{
    int fd = bound(address, SOCK_STREAM, port);

    return fd >= 0 && lwip_listen(fd, 4) == 0 ? fd : -1;
}

static int peer_accept(int listener)
{
    return lwip_accept(listener, NULL, NULL);
}

static int peer_send(int fd, const uint8_t *data, uint32_t size)
{
    return (int)lwip_send(fd, data, size, 0);
}

static int peer_recv(int fd, uint8_t *data, uint32_t size)
{
    return (int)lwip_recv(fd, data, size, 0);
}

static void peer_close(int fd)
{
    lwip_close(fd);
}

static void peer_reset(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLIN};

    lwip_poll(&p, 1, 10000);
    lwip_close(fd);
}

static int peer_udp(const struct lwclus_address *address, uint16_t *port)
{
    return bound(address, SOCK_DGRAM, port);
}

static int peer_send_to(int fd, uint16_t port, const uint8_t *data, uint32_t size)
{
    struct sockaddr_in to = {.sin_len = sizeof to, .sin_family = AF_INET, .sin_port = lwip_htons(port)};

    memcpy(&to.sin_addr, contract_loopback4.bytes, 4);
    return (int)lwip_sendto(fd, data, size, 0, (struct sockaddr *)&to, sizeof to);
}

static int peer_recv_from(int fd, uint16_t *port, uint8_t *data, uint32_t size)
{
    struct sockaddr_in from;
    socklen_t from_size = sizeof from;
    int n = (int)lwip_recvfrom(fd, data, size, 0, (struct sockaddr *)&from, &from_size);

    *port = lwip_ntohs(from.sin_port);
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
    .port = &lwclus_port_posix_lwip,
    .peer = &peer,
    /* there is no interface but the loopback */
    .no_route = {.bytes = {192, 0, 2, 1}, .family = LWCLUS_FAMILY_IPV4},
};

/* ---- a name server ---- */

#define TYPE_A    1
#define TYPE_AAAA 28

/* What it knows, by the first label. NULL data: no such record; `silent`: no answer at all. */
static const struct record {
    const char *label;
    bool a, aaaa, silent_a, silent_aaaa, no_name;
} records[] = {
    {.label = "both", .a = true, .aaaa = true},
    {.label = "four", .a = true},
    {.label = "six", .aaaa = true},
    {.label = "half", .a = true, .silent_aaaa = true},
    {.label = "empty"},
    {.label = "silent", .silent_a = true, .silent_aaaa = true},
    {.label = "gone", .no_name = true},
    {.label = "late", .a = true, .aaaa = true},
};

static const uint8_t a_data[4] = {192, 0, 2, 7};
static const uint8_t aaaa_data[16] = {0x20, 0x01, 0x0d, 0xb8, [15] = 7};

static struct udp_pcb *server;
static unsigned questions;
static struct {
    struct pbuf *answer;
    ip_addr_t to;
    u16_t port;
} held[2]; /* answers about "late" */

static const struct record *record_of(const uint8_t *label)
{
    size_t i;

    for (i = 0; i < sizeof records / sizeof records[0]; i++) {
        if (label[0] == strlen(records[i].label) && memcmp(label + 1, records[i].label, label[0]) == 0) {
            return &records[i];
        }
    }
    return NULL;
}

/* Turns the question in `message` into an answer; 0 = none. */
static u16_t answer_to(uint8_t *message, u16_t size)
{
    static const uint8_t head[] = {0xc0, 12, 0, 0, 0, 1, 0, 0, 0, 60, 0};
    const struct record *record = record_of(message + 12);
    bool is_a = message[size - 3] == TYPE_A;

    if (record == NULL || (is_a ? record->silent_a : record->silent_aaaa)) {
        return 0;
    }
    message[2] = 0x81;
    message[3] = record->no_name ? 0x83 : 0x80;
    if (is_a ? record->a : record->aaaa) {
        const void *data = is_a ? (const void *)a_data : (const void *)aaaa_data;
        u16_t data_size = is_a ? sizeof a_data : sizeof aaaa_data;

        message[7] = 1;
        memcpy(message + size, head, sizeof head);
        message[size + 3] = is_a ? TYPE_A : TYPE_AAAA;
        size = (u16_t)(size + sizeof head);
        message[size++] = (uint8_t)data_size;
        memcpy(message + size, data, data_size);
        size = (u16_t)(size + data_size);
    }
    return size;
}

static void on_question(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from, u16_t port)
{
    uint8_t message[300];
    u16_t size = pbuf_copy_partial(p, message, 200, 0);
    bool late = memcmp(message + 12, "\4late", 5) == 0;
    struct pbuf *answer;

    (void)arg;
    pbuf_free(p);
    questions++;
    size = answer_to(message, size);
    if (size == 0) {
        return;
    }
    answer = pbuf_alloc(PBUF_TRANSPORT, size, PBUF_RAM);
    pbuf_take(answer, message, size);
    if (late) {
        unsigned i = held[0].answer != NULL;

        if (held[i].answer == NULL) {
            held[i].answer = answer;
            held[i].to = *from;
            held[i].port = port;
            return;
        }
    } else {
        udp_sendto(pcb, answer, from, port);
    }
    pbuf_free(answer);
}

static unsigned questions_so_far(void)
{
    unsigned count;

    LOCK_TCPIP_CORE();
    count = questions;
    UNLOCK_TCPIP_CORE();
    return count;
}

static void send_held(void)
{
    unsigned i;

    LOCK_TCPIP_CORE();
    for (i = 0; i < 2; i++) {
        if (held[i].answer != NULL) {
            udp_sendto(server, held[i].answer, &held[i].to, held[i].port);
            pbuf_free(held[i].answer);
            held[i].answer = NULL;
        }
    }
    UNLOCK_TCPIP_CORE();
}

static void set_server(bool on)
{
    ip_addr_t address = IPADDR4_INIT_BYTES(127, 0, 0, 1);

    LOCK_TCPIP_CORE();
    dns_setserver(0, on ? &address : NULL);
    UNLOCK_TCPIP_CORE();
}

static int start_lwip(void **state)
{
    static const struct lwclus_posix_lwip_config config;

    (void)state;
    if (lwclus_posix_lwip_start(&config) != LWCLUS_PORT_OK) {
        return -1;
    }
    LOCK_TCPIP_CORE();
    server = udp_new();
    udp_bind(server, IP4_ADDR_ANY, 53);
    udp_recv(server, on_question, NULL);
    UNLOCK_TCPIP_CORE();
    set_server(true);
    return 0;
}

static bool is_a(const struct lwclus_address *address)
{
    return address->family == LWCLUS_FAMILY_IPV4 && memcmp(address->bytes, a_data, 4) == 0 &&
           address->zone == 0;
}

static bool is_aaaa(const struct lwclus_address *address)
{
    return address->family == LWCLUS_FAMILY_IPV6 && memcmp(address->bytes, aaaa_data, 16) == 0 &&
           address->zone == 0;
}

static void test_names(void **state)
{
    struct lwclus_address found[3];

    (void)state;
    assert_int_equal(contract_resolve(0, "both.test", found, 3), 2);
    assert_true(is_a(&found[0]));
    assert_true(is_aaaa(&found[1]));
    assert_int_equal(contract_resolve(0, "both.test", found, 1), 1); /* from lwIP's cache */
    assert_true(is_a(&found[0]));
    assert_int_equal(contract_resolve(0, "four.test", found, 3), 1);
    assert_true(is_a(&found[0]));
    assert_int_equal(contract_resolve(0, "six.test", found, 3), 1);
    assert_true(is_aaaa(&found[0]));
    assert_int_equal(contract_resolve(0, "empty.test", found, 3), LWCLUS_PORT_NOT_FOUND);
    assert_int_equal(contract_resolve(0, "gone.test", found, 3), LWCLUS_PORT_NOT_FOUND);
}

static void test_silent_family(void **state)
{
    struct lwclus_address found[3];

    (void)state;
    assert_int_equal(contract_resolve(0, "half.test", found, 3), 1);
    assert_true(is_a(&found[0]));
}

static void test_silent_server(void **state)
{
    struct lwclus_address found[3];

    (void)state;
    assert_int_equal(contract.port->resolve(0, "silent.test", found, 3), LWCLUS_PORT_AGAIN);
    contract.port->wait(0, 10);
    assert_int_equal(contract.port->resolve(0, "silent.test", found, 3), LWCLUS_PORT_AGAIN);
    assert_int_equal(contract.port->resolve(0, NULL, NULL, 0), LWCLUS_PORT_OK);
}

static void test_no_server(void **state)
{
    struct lwclus_address found[3];

    (void)state;
    set_server(false);
    assert_int_equal(contract_resolve(0, "unknown.test", found, 3), LWCLUS_PORT_UNREACHABLE);
    set_server(true);
}

/* The answer to an abandoned look-up comes while the slot looks up another name. */
static void test_late_answer(void **state)
{
    struct lwclus_address found[3];
    unsigned before = questions_so_far();
    int i;

    (void)state;
    assert_int_equal(contract.port->resolve(0, "late.test", found, 3), LWCLUS_PORT_AGAIN);
    for (i = 0; i < 100 && questions_so_far() < before + 2; i++) {
        contract.port->wait(0, 10);
    }
    assert_int_equal(contract.port->resolve(0, NULL, NULL, 0), LWCLUS_PORT_OK);
    assert_int_equal(contract.port->resolve(0, "silent.test", found, 3), LWCLUS_PORT_AGAIN);
    send_held();
    for (i = 0; i < 20; i++) {
        contract.port->wait(0, 10);
        assert_int_equal(contract.port->resolve(0, "silent.test", found, 3), LWCLUS_PORT_AGAIN);
    }
    assert_int_equal(contract.port->resolve(0, NULL, NULL, 0), LWCLUS_PORT_OK);
    assert_int_equal(contract_resolve(0, "late.test", found, 3), 2); /* now lwIP knows */
}

static void test_slots_resolve_alone(void **state)
{
    struct lwclus_address found[3], other[3];

    (void)state;
    if (LWCLUS_MAX_CONNECTIONS < 2) {
        skip();
    }
    assert_int_equal(contract.port->resolve(1, "silent.test", other, 3), LWCLUS_PORT_AGAIN);
    assert_int_equal(contract_resolve(0, "four.test", found, 3), 1);
    assert_int_equal(contract.port->resolve(1, "silent.test", other, 3), LWCLUS_PORT_AGAIN);
    assert_int_equal(contract.port->resolve(1, NULL, NULL, 0), LWCLUS_PORT_OK);
}

/* ---- lwIP's own limits ---- */

static void test_no_socket_left(void **state)
{
    int fds[MEMP_NUM_NETCONN];
    unsigned n = 0;

    (void)state;
    while (n < MEMP_NUM_NETCONN && (fds[n] = lwip_socket(AF_INET, SOCK_STREAM, 0)) >= 0) {
        n++;
    }
    assert_int_equal(contract_connect(0, &contract_loopback4, 9), LWCLUS_PORT_RESOURCES);
    contract.port->tcp->close(0);
    while (n > 0) {
        lwip_close(fds[--n]);
    }
    assert_int_equal(contract_connect(0, &contract_loopback4, 9), LWCLUS_PORT_REFUSED);
}

static void test_nothing_lost(void **state)
{
    (void)state;
    /* connections in TIME_WAIT hold PCBs, nothing else may be left */
    assert_int_equal(lwip_stats.memp[MEMP_NETCONN]->used, 0);
    assert_int_equal(lwip_stats.memp[MEMP_NETBUF]->used, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        CONTRACT_TESTS,
        CONTRACT_TEST(test_names),
        CONTRACT_TEST(test_silent_family),
        CONTRACT_TEST(test_silent_server),
        CONTRACT_TEST(test_no_server),
        CONTRACT_TEST(test_late_answer),
        CONTRACT_TEST(test_slots_resolve_alone),
        CONTRACT_TEST(test_no_socket_left),
        CONTRACT_TEST(test_nothing_lost),
    };

    return cmocka_run_group_tests(tests, start_lwip, NULL);
}
