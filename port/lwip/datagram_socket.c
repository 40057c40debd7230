/* UDP over lwIP sockets (NO_SYS=0), IPv4, for NetBIOS names, SRV records and KDCs. */
#include "socket_slot.h"

#if LWIP_SOCKET && LWCLUS_DATAGRAM

/* Only a NetBIOS query goes to everybody. */
#if LWCLUS_NETBIOS
static const uint8_t everybody[4] = {255, 255, 255, 255};

#define BROADCAST_OR(bytes) (address != NULL ? (bytes) : everybody)

static void allow_broadcast(int socket)
{
    static const int on = 1;

    /* needed only where lwIP is built with IP_SOF_BROADCAST, unknown elsewhere */
    if (socket != 0) {
        (void)lwip_setsockopt(socket - 1, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    }
}
#else
#define BROADCAST_OR(bytes)     (bytes)
#define allow_broadcast(socket) ((void)(socket))
#endif

static int datagram_send(uint8_t n, const struct lwclus_address *address, uint16_t port, const uint8_t *data,
                         uint32_t size)
{
    struct lwclus_socket_slot *slot = lwclus_socket_slot(n);
    struct sockaddr_in to;

    if (slot->udp == 0) {
        slot->udp = lwclus_socket_open(AF_INET, SOCK_DGRAM);
        allow_broadcast(slot->udp);
    }
    memset(&to, 0, sizeof to);
    to.sin_len = sizeof to;
    to.sin_family = AF_INET;
    to.sin_port = lwip_htons(port);
    memcpy(&to.sin_addr, BROADCAST_OR(address->bytes), 4);
    return slot->udp != 0 &&
                   lwip_sendto(slot->udp - 1, data, size, 0, (const struct sockaddr *)&to, sizeof to) >= 0
               ? LWCLUS_PORT_OK
               : lwclus_socket_code(errno);
}

static int datagram_recv(uint8_t n, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                         uint32_t size)
{
    struct lwclus_socket_slot *slot = lwclus_socket_slot(n);
    struct sockaddr_in peer;
    socklen_t peer_size = sizeof peer;
    ssize_t got;

    do { /* an empty datagram is nobody's answer */
        got = lwip_recvfrom(slot->udp - 1, data, size, 0, (struct sockaddr *)&peer, &peer_size);
    } while (got == 0);
    if (got > 0) {
        memset(from, 0, sizeof *from);
        from->family = LWCLUS_FAMILY_IPV4;
        memcpy(from->bytes, &peer.sin_addr, 4);
        *from_port = lwip_ntohs(peer.sin_port);
    }
    return lwclus_socket_result(slot, got, 0);
}

static void datagram_close(uint8_t n)
{
    lwclus_socket_close(&lwclus_socket_slot(n)->udp);
}

const struct lwclus_datagram lwclus_lwip_datagram = {
    .send = datagram_send,
    .recv = datagram_recv,
    .close = datagram_close,
};

#endif
