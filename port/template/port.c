/*
 * A port that provides nothing. It compiles for every target and includes nothing of any platform.
 *
 * The order to fill it in, and a test for each step, is in port/README.md. Where lwIP runs, take the
 * functions of port/lwip/lwclus_port_lwip.h in place of everything that is marked [lwIP].
 */
#include "lwclus_port_template.h"

/*
 * ---- transport [lwIP] ----
 *
 * One connection per slot, slots 0..LWCLUS_MAX_CONNECTIONS-1: keep a static array of that many rows.
 * No function waits, raises a signal or allocates. Errors are LWCLUS_PORT_* codes: the library tells
 * "refused" (the node is there, the service is not) from "unreachable" (try the next node) by them.
 */

/* First call: start the attempt and return AGAIN. Later calls, same arguments: how it stands. After any error
 * the library calls close. */
static int tcp_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    (void)slot;
    (void)address;
    (void)port;
    return LWCLUS_PORT_NOT_PROVIDED;
}

/* Takes what fits and returns that number; AGAIN when nothing fits. The bytes are copied before it returns:
 * the library encrypts the next fragment in the same buffer. */
static int tcp_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    (void)slot;
    (void)data;
    (void)size;
    return LWCLUS_PORT_NOT_PROVIDED;
}

/* Returns what is there, at most `size`; AGAIN when nothing is; CLOSED after the last byte of a peer that
 * closed. Never 0. */
static int tcp_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    (void)slot;
    (void)data;
    (void)size;
    return LWCLUS_PORT_NOT_PROVIDED;
}

/* Must be safe at any time: while connecting, after an error, twice, on a slot that was never opened. */
static void tcp_close(uint8_t slot)
{
    (void)slot;
}

static const struct lwclus_transport tcp = {
    .connect = tcp_connect,
    .send = tcp_send,
    .recv = tcp_recv,
    .close = tcp_close,
};

/*
 * ---- resolver [lwIP], optional ----
 *
 * First call starts the look-up, later calls with the same arguments poll it. `name` NULL abandons it: an
 * answer that comes later must not reach the next look-up of the slot. A port without DNS leaves the member
 * NULL; then clusters are opened by address only, and LWCLUS_DNS 0 saves the flash.
 */
static int resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    (void)slot;
    (void)out;
    (void)max;
    return name == NULL ? LWCLUS_PORT_OK : LWCLUS_PORT_NOT_PROVIDED;
}

/* [lwIP] Where the device's DNS servers are, for SRV records of KDCs (LWCLUS_KDC_SRV). */
static int dns_server(uint32_t index, struct lwclus_address *out)
{
    (void)index;
    (void)out;
    return LWCLUS_PORT_NOT_FOUND;
}

/* ---- datagrams [lwIP], only with LWCLUS_DATAGRAM ---- */

#if LWCLUS_DATAGRAM
static int udp_send(uint8_t slot, const struct lwclus_address *address, uint16_t port, const uint8_t *data,
                    uint32_t size)
{
    (void)slot;
    (void)address;
    (void)port;
    (void)data;
    (void)size;
    return LWCLUS_PORT_NOT_PROVIDED;
}

static int udp_recv(uint8_t slot, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                    uint32_t size)
{
    (void)slot;
    (void)from;
    (void)from_port;
    (void)data;
    (void)size;
    return LWCLUS_PORT_NOT_PROVIDED;
}

static void udp_close(uint8_t slot)
{
    (void)slot;
}

static const struct lwclus_datagram datagram = {
    .send = udp_send,
    .recv = udp_recv,
    .close = udp_close,
};
#endif

/* ---- time ---- */

/* [lwIP] Milliseconds that only go forward; wrapping at 2^32 is fine. All deadlines come from here. A clock
 * that stands still, as this one, is a clock by which no deadline ever passes. */
static uint32_t now_ms(void)
{
    return 0;
}

/* UTC as FILETIME, 100 ns since 1601; 0: the device does not know. The logon then takes the server's time. */
static uint64_t filetime(void)
{
    return 0;
}

/* [lwIP] Gives the processor away until something happens on the slot, at most `ms` milliseconds. On bare
 * metal: polls the network driver, the stack's timers and the watchdog once. Returning early is always right.
 */
static void wait(uint8_t slot, uint32_t ms)
{
    (void)slot;
    (void)ms;
}

/* ---- entropy ---- */

/* Keys of the session come from here: a hardware source or a generator seeded by one, never rand(). false
 * ends the logon, which is the right answer as long as there is no source. */
static bool random_bytes(uint8_t *out, uint32_t size)
{
    (void)out;
    (void)size;
    return false;
}

/*
 * ---- tasks ----
 *
 * One task: leave lock and unlock NULL and keep this task_error. Several tasks: [lwIP] a lock with a time-out
 * per number, n < LWCLUS_LOCK_COUNT, and one struct lwclus_task_error per task, zero at its start, found
 * without waiting (task-local storage, or a field of the task's own structure).
 */
static struct lwclus_task_error *task_error(void)
{
    static struct lwclus_task_error only_task;

    return &only_task;
}

const struct lwclus_port lwclus_port_template = {
    .name = "template",
    .start = NULL, /* creates what lock() and wait() need; may fail */
    .stop = NULL,
    .tcp = &tcp,
    .resolve = resolve,
    .dns_server = dns_server,
#if LWCLUS_DATAGRAM
    .datagram = &datagram,
#endif
    .now_ms = now_ms,
    .filetime = filetime,
    .wait = wait,
    .random = random_bytes,
    .lock = NULL,
    .unlock = NULL,
    .task_error = task_error,
};
