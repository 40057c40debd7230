/* UDP over lwIP's raw interface (NO_SYS=1), IPv4, for NetBIOS names, SRV records and KDCs. */
#include "altcp_slot.h"

#if NO_SYS && LWCLUS_DATAGRAM

#if !LWIP_UDP || !LWIP_IPV4
#error                                                                                                       \
    "lwclus sends NetBIOS, SRV and KDC queries over UDP and IPv4: set LWIP_UDP and LWIP_IPV4 to 1 in lwipopts.h"
#endif

/* One datagram per slot is held; what comes before it is read is lost, as on the network. */
static void on_datagram(void *arg, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from, u16_t port)
{
    struct lwclus_altcp_slot *slot = (struct lwclus_altcp_slot *)arg;

    (void)pcb;
    if (slot->datagram != NULL || p->tot_len == 0) {
        (void)pbuf_free(p);
        return;
    }
    slot->datagram = p;
    slot->from = *from;
    slot->from_port = port;
    slot->event = true;
}

static bool open_socket(struct lwclus_altcp_slot *slot)
{
    if (slot->udp == NULL) {
        slot->udp = udp_new_ip_type(IPADDR_TYPE_V4);
        if (slot->udp == NULL) {
            return false;
        }
        ip_set_option(slot->udp, SOF_BROADCAST);
        udp_recv(slot->udp, on_datagram, slot);
    }
    return true;
}

static int datagram_send(uint8_t n, const struct lwclus_address *address, uint16_t port, const uint8_t *data,
                         uint32_t size)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];
    ip_addr_t to = *IP_ADDR_BROADCAST;
    struct pbuf *p;
    int code;

    if (!open_socket(slot)) {
        return LWCLUS_PORT_RESOURCES;
    }
    p = pbuf_alloc(PBUF_TRANSPORT, (u16_t)size, PBUF_RAM);
    if (p == NULL) {
        return LWCLUS_PORT_RESOURCES;
    }
    (void)pbuf_take(p, data, (u16_t)size);
    if (address != NULL) {
        memcpy(&ip_2_ip4(&to)->addr, address->bytes, 4);
    }
    code = lwclus_altcp_code(udp_sendto(slot->udp, p, &to, port));
    (void)pbuf_free(p);
    return code;
}

static int datagram_recv(uint8_t n, struct lwclus_address *from, uint16_t *from_port, uint8_t *data,
                         uint32_t size)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];
    u16_t got;

    if (slot->datagram == NULL) {
        return LWCLUS_PORT_AGAIN;
    }
    got = pbuf_copy_partial(slot->datagram, data, (u16_t)LWIP_MIN(size, 0xffffu), 0);
    (void)pbuf_free(slot->datagram);
    slot->datagram = NULL;
    memset(from, 0, sizeof *from);
    from->family = LWCLUS_FAMILY_IPV4;
    memcpy(from->bytes, &ip_2_ip4(&slot->from)->addr, 4);
    *from_port = slot->from_port;
    return got;
}

static void datagram_close(uint8_t n)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];

    if (slot->udp != NULL) {
        udp_remove(slot->udp);
    }
    if (slot->datagram != NULL) {
        (void)pbuf_free(slot->datagram);
    }
    slot->udp = NULL;
    slot->datagram = NULL;
}

const struct lwclus_datagram lwclus_lwip_datagram = {
    .send = datagram_send,
    .recv = datagram_recv,
    .close = datagram_close,
};

#endif
