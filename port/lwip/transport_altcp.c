/* TCP over lwIP's altcp interface (NO_SYS=1); altcp is plain tcp_* where LWIP_ALTCP is 0. */
#include "altcp_slot.h"

#if NO_SYS

struct lwclus_altcp_slot lwclus_altcp_slots[LWCLUS_MAX_CONNECTIONS];

bool lwclus_lwip_event(uint8_t slot)
{
    bool event = lwclus_altcp_slots[slot].event;

    lwclus_altcp_slots[slot].event = false;
    return event;
}

int lwclus_altcp_code(err_t error)
{
    switch (error) {
    case ERR_OK:
        return LWCLUS_PORT_OK;
    case ERR_RTE: /* no interface that is up and has a link */
    case ERR_IF:
        return LWCLUS_PORT_UNREACHABLE;
    case ERR_MEM:
    case ERR_BUF:
    case ERR_USE: /* no free local port */
        return LWCLUS_PORT_RESOURCES;
    default:
        return LWCLUS_PORT_FAILED;
    }
}

/* ---- callbacks of lwIP ---- */

static err_t on_connected(void *arg, struct altcp_pcb *pcb, err_t error)
{
    struct lwclus_altcp_slot *slot = (struct lwclus_altcp_slot *)arg;

    (void)pcb;
    (void)error; /* always ERR_OK: failures come to on_error */
    slot->connected = true;
    slot->event = true;
    return ERR_OK;
}

static err_t on_received(void *arg, struct altcp_pcb *pcb, struct pbuf *p, err_t error)
{
    struct lwclus_altcp_slot *slot = (struct lwclus_altcp_slot *)arg;

    (void)pcb;
    (void)error;
    slot->event = true;
    if (p == NULL) {
        slot->error = LWCLUS_PORT_CLOSED;
    } else if (slot->received == NULL) {
        slot->received = p;
    } else if (p->tot_len > 0xffffu - slot->received->tot_len) {
        return ERR_MEM; /* a window beyond 64 KB and the length of a chain is 16 bits: lwIP keeps it */
    } else {
        pbuf_cat(slot->received, p);
    }
    return ERR_OK;
}

static err_t on_sent(void *arg, struct altcp_pcb *pcb, u16_t size)
{
    (void)pcb;
    (void)size;
    ((struct lwclus_altcp_slot *)arg)->event = true;
    return ERR_OK;
}

/* lwIP has freed the pcb. It tells a refused connection from a lost one only by when it happens. */
static void on_error(void *arg, err_t error)
{
    struct lwclus_altcp_slot *slot = (struct lwclus_altcp_slot *)arg;

    slot->pcb = NULL;
    slot->event = true;
    if (slot->connected) {
        slot->error = LWCLUS_PORT_RESET;
    } else { /* an RST in answer to the SYN, or its repetitions are used up */
        slot->error = error == ERR_RST ? LWCLUS_PORT_REFUSED : LWCLUS_PORT_UNREACHABLE;
    }
}

/* ---- transport ---- */

static bool to_lwip(ip_addr_t *out, const struct lwclus_address *in)
{
    memset(out, 0, sizeof *out);
#if LWCLUS_IPV6 && LWIP_IPV6
    if (in->family == LWCLUS_FAMILY_IPV6) {
        IP_SET_TYPE(out, IPADDR_TYPE_V6);
        memcpy(ip_2_ip6(out)->addr, in->bytes, 16);
        ip6_addr_set_zone(ip_2_ip6(out), (u8_t)in->zone);
        return true;
    }
#endif
#if LWIP_IPV4
    if (in->family == LWCLUS_FAMILY_IPV4) {
        memcpy(&ip_2_ip4(out)->addr, in->bytes, 4);
        return true;
    }
#endif
    return false;
}

/* A peer that vanished without a word is noticed: the next call then finds a dead connection at once. */
static void keep_alive(struct altcp_pcb *pcb)
{
#if !LWIP_ALTCP
    pcb->keep_idle = LWCLUS_KEEPALIVE_MS;
#if LWIP_TCP_KEEPALIVE
    pcb->keep_intvl = LWCLUS_KEEPALIVE_MS / 3;
    pcb->keep_cnt = 3;
#endif
    ip_set_option(pcb, SOF_KEEPALIVE);
#elif LWIP_TCP_KEEPALIVE
    altcp_keepalive_enable(pcb, LWCLUS_KEEPALIVE_MS, LWCLUS_KEEPALIVE_MS / 3, 3);
#else
    (void)pcb;
#endif
}

static int begin(struct lwclus_altcp_slot *slot, const struct lwclus_address *address, uint16_t port)
{
    ip_addr_t to;

    if (!to_lwip(&to, address)) {
        return LWCLUS_PORT_UNREACHABLE;
    }
    slot->pcb = altcp_new_ip_type(NULL, IP_GET_TYPE(&to));
    if (slot->pcb == NULL) {
        return LWCLUS_PORT_RESOURCES;
    }
    altcp_arg(slot->pcb, slot);
    altcp_recv(slot->pcb, on_received);
    altcp_sent(slot->pcb, on_sent);
    altcp_err(slot->pcb, on_error);
    altcp_nagle_disable(slot->pcb); /* a request waits for its answer: nothing to collect */
    keep_alive(slot->pcb);
    return lwclus_altcp_code(altcp_connect(slot->pcb, &to, port, on_connected));
}

static int altcp_connect_slot(uint8_t n, const struct lwclus_address *address, uint16_t port)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];

    if (slot->pcb == NULL && slot->error == 0) {
        slot->error = (int8_t)begin(slot, address, port);
    }
    if (slot->error != 0) {
        return slot->error;
    }
    return slot->connected ? LWCLUS_PORT_OK : LWCLUS_PORT_AGAIN;
}

static int altcp_send_slot(uint8_t n, const uint8_t *data, uint32_t size)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];
    uint32_t room;

    if (slot->pcb == NULL) {
        return slot->error;
    }
    room = altcp_sndbuf(slot->pcb);
    if (size > room) {
        size = room;
    }
    /* lwIP takes all or nothing: what its pools have no room for at once goes in pieces */
    while (size > 0 && altcp_write(slot->pcb, data, (u16_t)size, TCP_WRITE_FLAG_COPY) != ERR_OK) {
        size /= 2;
    }
    if (size == 0) {
        slot->event = room > 0; /* pools are empty, and nobody tells when there is something in them */
        return LWCLUS_PORT_AGAIN;
    }
    (void)altcp_output(slot->pcb); /* what cannot leave now does so with lwIP's timers */
    return (int)size;
}

static int altcp_recv_slot(uint8_t n, uint8_t *data, uint32_t size)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];
    u16_t got;

    if (slot->received == NULL) {
        return slot->error != 0 ? slot->error : LWCLUS_PORT_AGAIN;
    }
    got = pbuf_copy_partial(slot->received, data, (u16_t)LWIP_MIN(size, 0xffffu), 0);
    slot->received = pbuf_free_header(slot->received, got);
    if (slot->pcb != NULL) {
        altcp_recved(slot->pcb, got);
    }
    return got;
}

static void altcp_close_slot(uint8_t n)
{
    struct lwclus_altcp_slot *slot = &lwclus_altcp_slots[n];
    struct altcp_pcb *pcb = slot->pcb;

    if (slot->received != NULL) {
        (void)pbuf_free(slot->received);
    }
    if (pcb != NULL) {
        altcp_arg(pcb, NULL);
        altcp_recv(pcb, NULL);
        altcp_sent(pcb, NULL);
        altcp_err(pcb, NULL);
        /* a peer that is silent must not hold buffers, or keep a new connection from getting a PCB */
        altcp_setprio(pcb, TCP_PRIO_MIN);
        if (altcp_sndqueuelen(pcb) > 0 || altcp_close(pcb) != ERR_OK) {
            altcp_abort(pcb);
        }
    }
    slot->pcb = NULL;
    slot->received = NULL;
    slot->error = 0;
    slot->connected = false;
    slot->event = false;
}

const struct lwclus_transport lwclus_lwip_tcp = {
    .connect = altcp_connect_slot,
    .send = altcp_send_slot,
    .recv = altcp_recv_slot,
    .close = altcp_close_slot,
};

#endif
