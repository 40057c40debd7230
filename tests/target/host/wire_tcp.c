/*
 * The far side of TCP: listens, answers, sends again what was not acknowledged (RFC 9293, without options and
 * congestion control, which a wire without loss of its own does not need).
 */
#include <assert.h>
#include <string.h>

#include "sim.h"
#include "wire_int.h"

#define CONNECTIONS 4u
#define SEGMENT     1400u
#define AGAIN_MS    300u
#define FIRST       1000u /* initial sequence number */

#define FIN 0x01u
#define SYN 0x02u
#define RST 0x04u
#define PSH 0x08u
#define ACK 0x10u

static struct connection {
    bool used;
    struct packet head;     /* of the SYN: addresses and ports */
    uint32_t una, nxt, got; /* sequence numbers: not acknowledged, next to send, expected */
    uint32_t window;
    uint8_t out[65536]; /* from una on */
    uint32_t out_size;
    bool fin, fin_acked; /* ours, after `out` */
    bool over;           /* the device sent its FIN */
    uint32_t progress;
    bool clustered;
    struct sim_conn sim;
} connections[CONNECTIONS];

static struct connection *mine; /* the last one on WIRE_PORT */

static void free_connection(struct connection *c)
{
    if (c->clustered) {
        sim_close(&c->sim);
    } else if (c == mine) {
        wire.ended = true;
        mine = NULL;
    }
    c->used = false;
}

void wire_forget(void)
{
    unsigned i;

    for (i = 0; i < CONNECTIONS; i++) {
        if (connections[i].used) {
            free_connection(&connections[i]);
        }
    }
    mine = NULL;
}

/* ---- sending ---- */

static void segment(const struct packet *head, uint32_t seq, uint32_t ack, uint32_t flags, uint32_t window,
                    const uint8_t *data, uint32_t size)
{
    struct packet *p = wire_answer(head, TCP_HEADER + size);
    uint8_t *tcp = p->bytes + IP_HEADER;

    put16(tcp, get16(head->bytes + IP_HEADER + 2));
    put16(tcp + 2, get16(head->bytes + IP_HEADER));
    put32(tcp + 4, seq);
    put32(tcp + 8, ack);
    tcp[12] = 5u << 4;
    tcp[13] = (uint8_t)flags;
    put16(tcp + 14, window);
    if (size > 0) {
        memcpy(tcp + TCP_HEADER, data, size);
    }
    wire_queue();
}

static uint32_t my_window(const struct connection *c)
{
    if (!c->clustered && wire.window > 0) {
        return wire.got_size < wire.window ? wire.window - wire.got_size : 0;
    }
    return 0xffffu;
}

static void send_at(struct connection *c, uint32_t seq, uint32_t flags, uint32_t size)
{
    segment(&c->head, seq, c->got, flags | ACK, my_window(c), c->out + (seq - c->una), size);
}

/* Sends what the window allows, then FIN. */
static void pump(struct connection *c)
{
    uint32_t end = c->una + c->out_size;

    while (c->nxt - c->una < c->out_size && c->nxt - c->una < c->window) {
        uint32_t size = end - c->nxt;
        uint32_t open = c->una + c->window - c->nxt;

        size = size < open ? size : open;
        size = size < SEGMENT ? size : SEGMENT;
        send_at(c, c->nxt, PSH, size);
        c->nxt += size;
    }
    if (c->fin && !c->fin_acked && c->nxt == end) {
        send_at(c, c->nxt, FIN, 0);
        c->nxt++;
    }
}

static void from_cluster(struct connection *c)
{
    c->out_size += (uint32_t)sim_output(&c->sim, c->out + c->out_size, sizeof c->out - c->out_size);
    if (sim_was_reset(&c->sim)) {
        segment(&c->head, c->nxt, 0, RST, 0, NULL, 0);
        free_connection(c);
        return;
    }
    c->fin = c->fin || sim_closed(&c->sim);
}

void wire_tcp_poll(void)
{
    unsigned i;

    for (i = 0; i < CONNECTIONS; i++) {
        struct connection *c = &connections[i];

        if (c->used && c->clustered && c->una != FIRST) {
            from_cluster(c);
        }
        if (!c->used) {
            continue;
        }
        if (c->nxt != c->una && sim_net.now - c->progress > AGAIN_MS) {
            c->progress = sim_net.now;
            if (c->una == FIRST) {
                segment(&c->head, FIRST, c->got, SYN | ACK, my_window(c), NULL, 0);
                continue;
            }
            c->nxt = c->una;
        }
        if (c->una != FIRST) {
            pump(c);
        }
    }
}

/* ---- receiving ---- */

static struct connection *find(const struct packet *p, bool to_device)
{
    unsigned i;

    for (i = 0; i < CONNECTIONS; i++) {
        const uint8_t *head = connections[i].head.bytes + IP_HEADER;
        const uint8_t *tcp = p->bytes + IP_HEADER;

        if (connections[i].used && memcmp(tcp, head + (to_device ? 2 : 0), 2) == 0 &&
            memcmp(tcp + 2, head + (to_device ? 0 : 2), 2) == 0) {
            return &connections[i];
        }
    }
    return NULL;
}

static void refuse(const struct packet *p)
{
    const uint8_t *tcp = p->bytes + IP_HEADER;
    uint32_t size = p->size - IP_HEADER - (uint32_t)(tcp[12] >> 4) * 4u;

    segment(p, (tcp[13] & ACK) != 0 ? get32(tcp + 8) : 0,
            get32(tcp + 4) + size + ((tcp[13] & (SYN | FIN)) != 0), RST | ACK, 0, NULL, 0);
}

static void accept_syn(const struct packet *p)
{
    const uint8_t *tcp = p->bytes + IP_HEADER;
    uint32_t port = get16(tcp + 2);
    struct connection *c = NULL;
    unsigned i;

    for (i = 0; i < CONNECTIONS && c == NULL; i++) {
        c = connections[i].used ? NULL : &connections[i];
    }
    assert(c != NULL);
    c->clustered = port != WIRE_PORT;
    if (c->clustered ? !sim_accept(sim_net.cluster, p->bytes[19] - 1u, &c->sim, (uint16_t)port)
                     : wire.refuse) {
        refuse(p);
        return;
    }
    c->used = true;
    c->head = *p;
    c->una = FIRST;
    c->nxt = FIRST + 1u;
    c->got = get32(tcp + 4) + 1u;
    c->window = get16(tcp + 14);
    c->out_size = 0;
    c->fin = c->fin_acked = c->over = false;
    c->progress = sim_net.now;
    if (!c->clustered) {
        mine = c;
        wire.accepted = true;
        wire.ended = false;
        wire.got_size = 0;
    }
    segment(p, FIRST, c->got, SYN | ACK, my_window(c), NULL, 0);
}

static void acknowledged(struct connection *c, uint32_t ack)
{
    uint32_t count = ack - c->una;

    if (count == 0 || count > c->nxt - c->una) {
        return;
    }
    c->progress = sim_net.now;
    if (c->una == FIRST) { /* the SYN */
        c->una++;
        count--;
    }
    if (count > c->out_size) { /* the FIN */
        count = c->out_size;
        c->fin_acked = true;
    }
    memmove(c->out, c->out + count, c->out_size - count);
    c->out_size -= count;
    c->una = ack;
}

static void data(struct connection *c, const uint8_t *bytes, uint32_t size)
{
    if (c->clustered) {
        sim_input(&c->sim, bytes, size);
        return;
    }
    assert(wire.got_size + size <= sizeof wire.got);
    memcpy(wire.got + wire.got_size, bytes, size);
    wire.got_size += size;
}

static void established(struct connection *c, const uint8_t *tcp, uint32_t size)
{
    uint32_t header = (uint32_t)(tcp[12] >> 4) * 4u;
    bool fin = (tcp[13] & FIN) != 0;

    acknowledged(c, get32(tcp + 8));
    c->window = get16(tcp + 14);
    size -= header;
    if (get32(tcp + 4) == c->got && size <= my_window(c)) {
        if (size > 0) {
            data(c, tcp + header, size);
        }
        c->got += size + fin;
        c->over = c->over || fin;
        c->fin = c->fin || fin;
    }
    if (size > 0 || fin || get32(tcp + 4) != c->got) { /* the last: keepalive */
        send_at(c, c->nxt, 0, 0);
    }
    if (c->over && c->fin_acked) {
        free_connection(c);
    }
}

void wire_tcp(const struct packet *p)
{
    const uint8_t *tcp = p->bytes + IP_HEADER;
    struct connection *c = find(p, false);

    if ((tcp[13] & RST) != 0) {
        wire.resets++;
        if (c != NULL) {
            free_connection(c);
        }
    } else if ((tcp[13] & SYN) != 0) {
        if (c != NULL) {
            segment(&c->head, FIRST, c->got, SYN | ACK, my_window(c), NULL, 0);
        } else {
            accept_syn(p);
        }
    } else if (c != NULL) {
        established(c, tcp, p->size - IP_HEADER);
    } else {
        refuse(p);
    }
}

void wire_tcp_reset(const struct packet *p, bool to_device)
{
    struct connection *c = find(p, to_device);

    if (c == NULL) {
        if (!to_device) {
            refuse(p);
        }
        return;
    }
    if (to_device) { /* the packet did not arrive: the device expects its number */
        segment(&c->head, get32(p->bytes + IP_HEADER + 4), c->got, RST | ACK, 0, NULL, 0);
    } else {
        segment(&c->head, c->nxt, c->got, RST | ACK, 0, NULL, 0);
    }
    free_connection(c);
}

/* ---- the test's own connection ---- */

void wire_send(const uint8_t *bytes, uint32_t size)
{
    assert(mine != NULL && mine->out_size + size <= sizeof mine->out);
    memcpy(mine->out + mine->out_size, bytes, size);
    mine->out_size += size;
}

void wire_read(void)
{
    wire.got_size = 0;
    if (mine != NULL) {
        send_at(mine, mine->nxt, 0, 0);
    }
}

void wire_end(void)
{
    assert(mine != NULL);
    mine->fin = true;
}

void wire_abort(void)
{
    assert(mine != NULL);
    segment(&mine->head, mine->nxt, mine->got, RST | ACK, 0, NULL, 0);
    free_connection(mine);
}
