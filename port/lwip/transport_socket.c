/* TCP over lwIP sockets (NO_SYS=0). */
#include "socket_slot.h"

#if LWIP_SOCKET

int lwclus_socket_code(int error)
{
    static const struct {
        uint8_t error;
        int8_t code;
    } map[] = {
        {EINPROGRESS, LWCLUS_PORT_AGAIN},        {EWOULDBLOCK, LWCLUS_PORT_AGAIN},
        {EHOSTUNREACH, LWCLUS_PORT_UNREACHABLE}, {ECONNRESET, LWCLUS_PORT_RESET},
        {ECONNABORTED, LWCLUS_PORT_RESET},       {ENOTCONN, LWCLUS_PORT_RESET},
        {ENOMEM, LWCLUS_PORT_RESOURCES},         {ENOBUFS, LWCLUS_PORT_RESOURCES},
        {ENFILE, LWCLUS_PORT_RESOURCES},         {EADDRINUSE, LWCLUS_PORT_RESOURCES}, /* no free local port */
    };
    size_t i;

    for (i = 0; i < sizeof map / sizeof map[0]; i++) {
        if (map[i].error == error) {
            return map[i].code;
        }
    }
    return LWCLUS_PORT_FAILED;
}

int lwclus_socket_open(int family, int type)
{
    int fd = lwip_socket(family, type, 0);

    if (fd >= 0) {
        (void)lwip_fcntl(fd, F_SETFL, O_NONBLOCK);
    }
    return fd + 1;
}

void lwclus_socket_close(int *socket)
{
    if (*socket != 0) {
        (void)lwip_close(*socket - 1);
        *socket = 0;
    }
}

int lwclus_socket_result(struct lwclus_socket_slot *slot, ssize_t n, short event)
{
    int code;

    if (n > 0) {
        return (int)n;
    }
    if (n == 0) {
        return LWCLUS_PORT_CLOSED;
    }
    code = lwclus_socket_code(errno);
    if (code == LWCLUS_PORT_AGAIN) {
        slot->want = (short)(slot->want | event);
    }
    return code;
}

static int connect_to(int fd, const struct lwclus_address *address, uint16_t port)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
#if LWIP_IPV6
        struct sockaddr_in6 v6;
#endif
    } to;
    socklen_t size = sizeof to.v4;

    memset(&to, 0, sizeof to);
#if LWCLUS_IPV6 && LWIP_IPV6
    if (address->family == LWCLUS_FAMILY_IPV6) {
        to.v6.sin6_family = AF_INET6;
        to.v6.sin6_port = lwip_htons(port);
        to.v6.sin6_scope_id = address->zone;
        memcpy(&to.v6.sin6_addr, address->bytes, 16);
        size = sizeof to.v6;
    } else
#endif
    {
        to.v4.sin_family = AF_INET;
        to.v4.sin_port = lwip_htons(port);
        memcpy(&to.v4.sin_addr, address->bytes, 4);
    }
    to.any.sa_len = (uint8_t)size;
    return lwip_connect(fd, &to.any, size);
}

/* lwIP tells a refused connection from a lost one only by when it happens. */
static int connect_code(int error)
{
    switch (error) {
    case 0:
        return LWCLUS_PORT_OK;
    case ECONNRESET: /* RST in answer to SYN */
        return LWCLUS_PORT_REFUSED;
    case ECONNABORTED: /* SYN retries used up */
        return LWCLUS_PORT_UNREACHABLE;
    default:
        return lwclus_socket_code(error);
    }
}

/* A peer that vanished without a word is noticed: the next call then finds a dead connection at once. A
 * request waits for its answer, so there is nothing to collect. */
static void set_options(int fd)
{
    static const struct {
        uint16_t level;
        uint16_t option;
        int value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_NODELAY, 1},
#if LWIP_TCP_KEEPALIVE
        {IPPROTO_TCP, TCP_KEEPALIVE, LWCLUS_KEEPALIVE_MS},
        {IPPROTO_TCP, TCP_KEEPINTVL, LWCLUS_KEEPALIVE_MS < 3000 ? 1 : LWCLUS_KEEPALIVE_MS / 3000}, /* s */
        {IPPROTO_TCP, TCP_KEEPCNT, 3},
#endif
    };
    size_t i;

    for (i = 0; i < sizeof options / sizeof options[0]; i++) {
        (void)lwip_setsockopt(fd, options[i].level, options[i].option, &options[i].value,
                              sizeof options[i].value);
    }
}

/* 0 or an errno value. */
static int begin(struct lwclus_socket_slot *slot, const struct lwclus_address *address, uint16_t port)
{
    int fd;

#if LWCLUS_IPV6 && LWIP_IPV6
    slot->tcp = lwclus_socket_open(address->family == LWCLUS_FAMILY_IPV6 ? AF_INET6 : AF_INET, SOCK_STREAM);
#else
    if (address->family != LWCLUS_FAMILY_IPV4) {
        return EHOSTUNREACH;
    }
    slot->tcp = lwclus_socket_open(AF_INET, SOCK_STREAM);
#endif
    if (slot->tcp == 0) {
        return errno;
    }
    fd = slot->tcp - 1;
    set_options(fd);
    return connect_to(fd, address, port) == 0 ? 0 : errno;
}

/* How a connection attempt stands, likewise; a second lwip_connect would report the same for success and
 * failure. */
static int progress(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    int error = 0;
    socklen_t size = sizeof error;

    if (lwip_poll(&p, 1, 0) == 0) {
        return EINPROGRESS;
    }
    return lwip_getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : -1;
}

static int tcp_connect_slot(uint8_t n, const struct lwclus_address *address, uint16_t port)
{
    struct lwclus_socket_slot *slot = lwclus_socket_slot(n);
    int code = LWCLUS_PORT_OK;

    if (!slot->connected) {
        code = connect_code(slot->tcp == 0 ? begin(slot, address, port) : progress(slot->tcp - 1));
        if (code == LWCLUS_PORT_OK) {
            slot->connected = true;
        } else if (code == LWCLUS_PORT_AGAIN) {
            slot->want = POLLOUT;
        }
    }
    return code;
}

static int tcp_send_slot(uint8_t n, const uint8_t *data, uint32_t size)
{
    struct lwclus_socket_slot *slot = lwclus_socket_slot(n);

    return lwclus_socket_result(slot, lwip_send(slot->tcp - 1, data, size, 0), POLLOUT);
}

static int tcp_recv_slot(uint8_t n, uint8_t *data, uint32_t size)
{
    struct lwclus_socket_slot *slot = lwclus_socket_slot(n);

    return lwclus_socket_result(slot, lwip_recv(slot->tcp - 1, data, size, 0), POLLIN);
}

static void tcp_close_slot(uint8_t n)
{
    struct lwclus_socket_slot *slot = lwclus_socket_slot(n);

    lwclus_socket_close(&slot->tcp);
    slot->connected = false;
    slot->want = 0;
}

const struct lwclus_transport lwclus_lwip_tcp = {
    .connect = tcp_connect_slot,
    .send = tcp_send_slot,
    .recv = tcp_recv_slot,
    .close = tcp_close_slot,
};

#endif
