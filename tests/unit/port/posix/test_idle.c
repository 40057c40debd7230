/* The POSIX port: a peer that vanishes without a word. The kernel's filter on the peer's socket drops what
 * arrives, before anything is acknowledged. */
#include "lwclus_config.h"

/* the shortest, for a short test */
#undef LWCLUS_KEEPALIVE_MS
#define LWCLUS_KEEPALIVE_MS 1000
#include "port/posix/transport.c"

#include <linux/filter.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

#define NOTICED_MS 6000u  /* the first probe, three a second apart, and what the kernel adds */
#define LIMIT_MS   30000u /* of a machine under load; without the settings it is hours, or a quarter of one */

static int listener, peer;

static uint32_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint32_t)(t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

static int connected(void **state)
{
    struct lwclus_address address = {.bytes = {127, 0, 0, 1}, .family = LWCLUS_FAMILY_IPV4};
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int code;

    (void)state;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
    assert_int_equal(listen(listener, 1), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size), 0);
    do {
        code = lwclus_posix_tcp.connect(0, &address, ntohs(at.sin_port));
    } while (code == LWCLUS_PORT_AGAIN);
    assert_int_equal(code, LWCLUS_PORT_OK);
    peer = accept(listener, NULL, NULL);
    assert_true(peer >= 0);
    return 0;
}

static int closed(void **state)
{
    (void)state;
    lwclus_posix_tcp.close(0);
    close(peer);
    close(listener);
    return 0;
}

static void vanish(void)
{
    static struct sock_filter drop = BPF_STMT(BPF_RET | BPF_K, 0);
    static const struct sock_fprog program = {1, &drop};

    assert_int_equal(setsockopt(peer, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program), 0);
}

/* What recv says within `ms`; AGAIN = nothing happened. *took: milliseconds. */
static int wait_for(uint32_t ms, uint32_t *took)
{
    uint32_t since = now_ms();
    uint8_t byte;
    int code;

    do {
        struct pollfd p = {.fd = lwclus_posix_slots[0].stream - 1, .events = POLLIN};

        (void)poll(&p, 1, 100);
        code = lwclus_posix_tcp.recv(0, &byte, 1);
        *took = now_ms() - since;
    } while (code == LWCLUS_PORT_AGAIN && *took < ms);
    return code;
}

static void test_idle(void **state)
{
    static const uint8_t request[1];
    uint32_t took;

    (void)state;
    vanish();
    assert_int_equal(wait_for(LIMIT_MS, &took), LWCLUS_PORT_UNREACHABLE);
    print_message("# idle, peer gone: noticed after %u ms, LWCLUS_KEEPALIVE_MS is %u\n", (unsigned)took,
                  LWCLUS_KEEPALIVE_MS);
    assert_true(lwclus_posix_tcp.send(0, request, sizeof request) < 0); /* at once, and nothing leaves */
}

/* A request was sent to a peer that is gone: not the kernel's quarter of an hour. */
static void test_request_under_way(void **state)
{
    static const uint8_t request[100];
    uint32_t took;

    (void)state;
    vanish();
    assert_int_equal(lwclus_posix_tcp.send(0, request, sizeof request), sizeof request);
    assert_int_equal(wait_for(LIMIT_MS, &took), LWCLUS_PORT_UNREACHABLE);
    print_message("# request under way, peer gone: noticed after %u ms\n", (unsigned)took);
}

/* A server that takes its time is alive: it confirms what it gets. */
static void test_slow_server(void **state)
{
    static const uint8_t request[100];
    uint32_t took;

    (void)state;
    assert_int_equal(lwclus_posix_tcp.send(0, request, sizeof request), sizeof request);
    assert_int_equal(wait_for(NOTICED_MS, &took), LWCLUS_PORT_AGAIN);
    assert_int_equal(send(peer, request, 1, MSG_NOSIGNAL), 1);
    assert_int_equal(wait_for(1000, &took), 1);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_idle, connected, closed),
        cmocka_unit_test_setup_teardown(test_request_under_way, connected, closed),
        cmocka_unit_test_setup_teardown(test_slow_server, connected, closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
