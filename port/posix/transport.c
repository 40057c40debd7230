/* Byte streams over BSD sockets: TCP, and Unix-domain for the local endpoint. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include "slot.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct lwclus_posix_slot lwclus_posix_slots[LWCLUS_MAX_CONNECTIONS];
static const char *local_path;

int lwclus_posix_code(int error)
{
    if (error == EAGAIN || error == EWOULDBLOCK || error == EINPROGRESS || error == EINTR) {
        return LWCLUS_PORT_AGAIN;
    }
    switch (error) {
    case ECONNREFUSED:
        return LWCLUS_PORT_REFUSED;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case EHOSTDOWN:
    case ENETDOWN:
    case ETIMEDOUT:
    case EADDRNOTAVAIL:
    case EAFNOSUPPORT:
        return LWCLUS_PORT_UNREACHABLE;
    case ECONNRESET:
    case ECONNABORTED:
    case EPIPE:
        return LWCLUS_PORT_RESET;
    case ENOENT:
    case ENOTDIR:
        return LWCLUS_PORT_NOT_FOUND;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return LWCLUS_PORT_RESOURCES;
    default:
        return LWCLUS_PORT_FAILED;
    }
}

int lwclus_posix_result(struct lwclus_posix_slot *slot, ssize_t n, short event)
{
    int code;

    if (n > 0) {
        return (int)n;
    }
    if (n == 0) {
        return LWCLUS_PORT_CLOSED;
    }
    code = lwclus_posix_code(errno);
    if (code == LWCLUS_PORT_AGAIN) {
        slot->want = (short)(slot->want | event);
    }
    return code;
}

int lwclus_posix_open(int family, int type)
{
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0) + 1;
}

void lwclus_posix_close(int *socket)
{
    if (*socket != 0) {
        (void)close(*socket - 1);
        *socket = 0;
    }
}

/* A peer that vanished without a word is noticed: the next call then finds a dead connection at once.
 * TCP_USER_TIMEOUT does the same for a request that is under way; it takes the place of the count of probes
 * too. */
static void keep_alive(int fd)
{
    static const int on = 1;
    static const int idle = LWCLUS_KEEPALIVE_MS < 1000 ? 1 : LWCLUS_KEEPALIVE_MS / 1000;
    static const int interval = LWCLUS_KEEPALIVE_MS < 3000 ? 1 : LWCLUS_KEEPALIVE_MS / 3000;
    static const int probes = 3;
#ifdef TCP_USER_TIMEOUT
    const unsigned silence_ms = ((unsigned)idle + (unsigned)interval * (unsigned)probes) * 1000u;

    (void)setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &silence_ms, sizeof silence_ms);
#endif
    (void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &interval, sizeof interval);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &probes, sizeof probes);
}

static int connect_tcp(int fd, const struct lwclus_address *address, uint16_t port)
{
    static const int on = 1;
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } to;
    socklen_t size = sizeof to.v4;

    keep_alive(fd);
    /* a request waits for its answer: nothing to collect */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    memset(&to, 0, sizeof to);
    if (address->family == LWCLUS_FAMILY_IPV6) {
        to.v6.sin6_family = AF_INET6;
        to.v6.sin6_port = htons(port);
        to.v6.sin6_scope_id = address->zone;
        memcpy(&to.v6.sin6_addr, address->bytes, 16);
        size = sizeof to.v6;
    } else {
        to.v4.sin_family = AF_INET;
        to.v4.sin_port = htons(port);
        memcpy(&to.v4.sin_addr, address->bytes, 4);
    }
    return connect(fd, &to.any, size);
}

static int connect_local(int fd)
{
    struct sockaddr_un to;
    size_t size = local_path != NULL ? strlen(local_path) : 0;

    if (size == 0 || size >= sizeof to.sun_path) {
        errno = ENOENT;
        return -1;
    }
    memset(&to, 0, sizeof to);
    to.sun_family = AF_UNIX;
    memcpy(to.sun_path, local_path, size);
    return connect(fd, (const struct sockaddr *)&to, sizeof to);
}

/* `address` NULL: the local endpoint. */
static int begin(struct lwclus_posix_slot *slot, const struct lwclus_address *address, uint16_t port)
{
    int family = AF_UNIX;
    int code = LWCLUS_PORT_OK;

    if (address != NULL) {
        family = address->family == LWCLUS_FAMILY_IPV6 ? AF_INET6 : AF_INET;
    }
    slot->stream = lwclus_posix_open(family, SOCK_STREAM);
    if (slot->stream == 0) {
        return lwclus_posix_code(errno);
    }
    if ((address != NULL ? connect_tcp(slot->stream - 1, address, port) : connect_local(slot->stream - 1)) !=
        0) {
        code = lwclus_posix_code(errno);
        if (address == NULL && errno == EAGAIN) {
            lwclus_posix_close(
                &slot->stream); /* the listener's queue is full: nothing is under way, try again */
        }
    }
    return code;
}

/* How a connection attempt stands. */
static int progress(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;

    if (poll(&p, 1, 0) <= 0) {
        return LWCLUS_PORT_AGAIN;
    }
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) {
        return LWCLUS_PORT_FAILED;
    }
    return error == 0 ? LWCLUS_PORT_OK : lwclus_posix_code(error);
}

static int connect_slot(uint8_t n, const struct lwclus_address *address, uint16_t port)
{
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];
    int code = LWCLUS_PORT_OK;

    if (!slot->connected) {
        code = slot->stream == 0 ? begin(slot, address, port) : progress(slot->stream - 1);
        slot->connected = code == LWCLUS_PORT_OK;
        if (code == LWCLUS_PORT_AGAIN) {
            slot->want = POLLOUT;
        }
    }
    return code;
}

static int local_connect(uint8_t n, const struct lwclus_address *address, uint16_t port)
{
    (void)address;
    (void)port;
    return connect_slot(n, NULL, 0);
}

static int stream_send(uint8_t n, const uint8_t *data, uint32_t size)
{
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];

    return lwclus_posix_result(slot, send(slot->stream - 1, data, size, MSG_NOSIGNAL), POLLOUT);
}

static int stream_recv(uint8_t n, uint8_t *data, uint32_t size)
{
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];

    return lwclus_posix_result(slot, recv(slot->stream - 1, data, size, 0), POLLIN);
}

static void stream_close(uint8_t n)
{
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];

    lwclus_posix_close(&slot->stream);
    slot->connected = false;
    slot->want = 0;
}

void lwclus_posix_set_local_path(const char *path)
{
    local_path = path;
}

const struct lwclus_transport lwclus_posix_tcp = {
    .connect = connect_slot,
    .send = stream_send,
    .recv = stream_recv,
    .close = stream_close,
};

const struct lwclus_transport lwclus_posix_local_transport = {
    .connect = local_connect,
    .send = stream_send,
    .recv = stream_recv,
    .close = stream_close,
};
