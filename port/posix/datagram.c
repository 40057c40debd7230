/* UDP over BSD sockets, IPv4, for NetBIOS names, SRV records and KDCs. */
#define _POSIX_C_SOURCE 200809L
#define _DEFAULT_SOURCE

#include "slot.h"

#if LWCLUS_DATAGRAM

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

static int datagram_send(uint8_t n, const struct lwclus_address *address, uint16_t port, const uint8_t *data,
                         uint32_t size)
{
    static const int on = 1;
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];
    struct sockaddr_in to;

    if (slot->udp == 0) {
        slot->udp = lwclus_posix_open(AF_INET, SOCK_DGRAM);
        if (slot->udp == 0) {
            return lwclus_posix_code(errno);
        }
        (void)setsockopt(slot->udp - 1, SOL_SOCKET, SO_BROADCAST, &on, sizeof on);
    }
    memset(&to, 0, sizeof to);
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_BROADCAST);
    if (address != NULL) {
        memcpy(&to.sin_addr, address->bytes, 4);
    }
    if (sendto(slot->udp - 1, data, size, MSG_NOSIGNAL, (const struct sockaddr *)&to, sizeof to) < 0) {
        return lwclus_posix_code(errno);
    }
    return LWCLUS_PORT_OK;
}

static int datagram_recv(uint8_t n, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                         uint32_t size)
{
    struct lwclus_posix_slot *slot = &lwclus_posix_slots[n];
    struct sockaddr_in peer;
    socklen_t peer_size = sizeof peer;
    ssize_t got;

    do { /* an empty datagram is nobody's answer */
        got = recvfrom(slot->udp - 1, data, size, 0, (struct sockaddr *)&peer, &peer_size);
    } while (got == 0);
    if (got > 0) {
        memset(from, 0, sizeof *from);
        from->family = LWCLUS_FAMILY_IPV4;
        memcpy(from->bytes, &peer.sin_addr, 4);
        *from_port = ntohs(peer.sin_port);
    }
    return lwclus_posix_result(slot, got, 0);
}

static void datagram_close(uint8_t n)
{
    lwclus_posix_close(&lwclus_posix_slots[n].udp);
}

const struct lwclus_datagram lwclus_posix_datagram = {
    .send = datagram_send,
    .recv = datagram_recv,
    .close = datagram_close,
};

#endif
