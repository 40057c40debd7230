/*
 * What every port must do, as tests: a port table is driven against a peer in the same process.
 * A program for one port fills struct contract and runs CONTRACT_TESTS.
 */
#ifndef LWCLUS_TEST_CONTRACT_H
#define LWCLUS_TEST_CONTRACT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "lwclus_port.h"

/* The other side, blocking; descriptors of its own kind. Negative = failed. */
struct peer {
    int (*listen)(const struct lwclus_address *address, uint16_t *port); /* port 0: any, told back */
    int (*accept)(int listener);
    int (*send)(int fd, const uint8_t *data, uint32_t size);
    int (*recv)(int fd, uint8_t *data, uint32_t size); /* 0 = end */
    void (*close)(int fd);
    void (*reset)(int fd); /* waits for data and closes without reading it, which makes TCP send RST */
    int (*udp)(const struct lwclus_address *address, uint16_t *port);
    int (*send_to)(int fd, uint16_t port, const uint8_t *data, uint32_t size); /* to 127.0.0.1 */
    int (*recv_from)(int fd, uint16_t *port, uint8_t *data, uint32_t size);
};

struct contract {
    const struct lwclus_port *port;
    const struct peer *peer;
    struct lwclus_address no_route; /* an address that no packet can leave for */
};

extern struct contract contract;

extern const struct lwclus_address contract_loopback4;
extern const struct lwclus_address contract_loopback6;

/** Calls connect on slot `n` until it is not AGAIN, waiting in between. */
int contract_connect(uint8_t n, const struct lwclus_address *address, uint16_t port);
/** Calls recv until it is not AGAIN. */
int contract_recv(uint8_t n, uint8_t *data, uint32_t size);
/** Calls resolve until it is not AGAIN. */
int contract_resolve(uint8_t n, const char *name, struct lwclus_address *out, uint32_t max);

int contract_setup(void **state);
int contract_teardown(void **state);

void contract_echo(void **state);
void contract_echo_ipv6(void **state);
void contract_refused(void **state);
void contract_unreachable(void **state);
void contract_again(void **state);
void contract_peer_closes(void **state);
void contract_peer_resets(void **state);
void contract_partial_send(void **state);
void contract_slots_are_independent(void **state);
void contract_slot_reuse(void **state);
void contract_close_while_connecting(void **state);
void contract_datagram(void **state);
void contract_dns_server(void **state);
void contract_resolve_localhost(void **state);
void contract_resolve_bad_name(void **state);
void contract_resolve_abandoned(void **state);
void contract_locks(void **state);
void contract_random(void **state);
void contract_clock(void **state);
void contract_task_error(void **state);

#define CONTRACT_TEST(f) cmocka_unit_test_setup_teardown(f, contract_setup, contract_teardown)

#define CONTRACT_TESTS                                                                                       \
    CONTRACT_TEST(contract_echo), CONTRACT_TEST(contract_echo_ipv6), CONTRACT_TEST(contract_refused),        \
        CONTRACT_TEST(contract_unreachable), CONTRACT_TEST(contract_again),                                  \
        CONTRACT_TEST(contract_peer_closes), CONTRACT_TEST(contract_peer_resets),                            \
        CONTRACT_TEST(contract_partial_send), CONTRACT_TEST(contract_slots_are_independent),                 \
        CONTRACT_TEST(contract_slot_reuse), CONTRACT_TEST(contract_close_while_connecting),                  \
        CONTRACT_TEST(contract_datagram), CONTRACT_TEST(contract_dns_server),                                \
        CONTRACT_TEST(contract_resolve_localhost), CONTRACT_TEST(contract_resolve_bad_name),                 \
        CONTRACT_TEST(contract_resolve_abandoned), CONTRACT_TEST(contract_locks),                            \
        CONTRACT_TEST(contract_random), CONTRACT_TEST(contract_clock), CONTRACT_TEST(contract_task_error)

#endif
