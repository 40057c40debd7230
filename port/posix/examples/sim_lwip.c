/* Moves bytes between lwIP's raw TCP interface and the simulated cluster. */
#include "lwip/opt.h"

#include "sim_lwip.h"

#include <string.h>

#include "lwip/tcp.h"
#include "lwip/tcpip.h"

#define CONNECTIONS   3u
#define POLL_INTERVAL 1u /* half seconds */
#define SEGMENT_BYTES 1024u
#define NODE          0u

struct connection {
    struct tcp_pcb *pcb;            /* NULL = free */
    uint8_t pending[SEGMENT_BYTES]; /* taken from the simulator, not yet by lwIP */
    uint16_t pending_size;
    struct sim_conn sim;
};

static struct connection connections[CONNECTIONS];
static struct sim_cluster *cluster;

static void forget(struct connection *c)
{
    tcp_arg(c->pcb, NULL);
    tcp_recv(c->pcb, NULL);
    tcp_sent(c->pcb, NULL);
    tcp_err(c->pcb, NULL);
    tcp_poll(c->pcb, NULL, 0);
    c->pcb = NULL;
    sim_close(&c->sim);
}

/* Closes or resets; what it returns goes back to lwIP. */
static err_t end(struct connection *c, bool reset)
{
    struct tcp_pcb *pcb = c->pcb;

    forget(c);
    if (reset || tcp_close(pcb) != ERR_OK) {
        tcp_abort(pcb);
        return ERR_ABRT;
    }
    return ERR_OK;
}

/* Sends what the simulator has and lwIP takes. */
static err_t flush(struct connection *c)
{
    for (;;) {
        if (c->pending_size == 0) {
            c->pending_size = (uint16_t)sim_output(&c->sim, c->pending, sizeof c->pending);
        }
        if (c->pending_size == 0 || tcp_sndbuf(c->pcb) < c->pending_size ||
            tcp_write(c->pcb, c->pending, c->pending_size, TCP_WRITE_FLAG_COPY) != ERR_OK) {
            break; /* on_sent or on_poll goes on */
        }
        c->pending_size = 0;
    }
    (void)tcp_output(c->pcb);
    if (c->pending_size == 0 && sim_closed(&c->sim)) {
        return end(c, sim_was_reset(&c->sim));
    }
    return ERR_OK;
}

static err_t on_recv(void *arg, struct tcp_pcb *pcb, struct pbuf *p, err_t err)
{
    struct connection *c = (struct connection *)arg;
    const struct pbuf *q;

    (void)err;
    if (p == NULL) {
        return end(c, false);
    }
    for (q = p; q != NULL; q = q->next) {
        sim_input(&c->sim, (const uint8_t *)q->payload, q->len);
    }
    tcp_recved(pcb, p->tot_len);
    (void)pbuf_free(p);
    return flush(c);
}

static err_t on_sent(void *arg, struct tcp_pcb *pcb, u16_t size)
{
    (void)pcb;
    (void)size;
    return flush((struct connection *)arg);
}

static err_t on_poll(void *arg, struct tcp_pcb *pcb)
{
    (void)pcb;
    return flush((struct connection *)arg);
}

/* lwIP has freed the PCB already. */
static void on_error(void *arg, err_t err)
{
    struct connection *c = (struct connection *)arg;

    (void)err;
    c->pcb = NULL;
    sim_close(&c->sim);
}

static err_t on_accept(void *arg, struct tcp_pcb *pcb, err_t err)
{
    struct connection *c = connections;

    (void)arg;
    while (c < connections + CONNECTIONS && c->pcb != NULL) {
        c++;
    }
    if (err != ERR_OK || pcb == NULL || c == connections + CONNECTIONS) {
        return ERR_MEM; /* lwIP resets the connection */
    }
    if (!sim_accept(cluster, NODE, &c->sim, pcb->local_port)) {
        return ERR_CONN;
    }
    c->pcb = pcb;
    c->pending_size = 0;
    tcp_arg(pcb, c);
    tcp_recv(pcb, on_recv);
    tcp_sent(pcb, on_sent);
    tcp_err(pcb, on_error);
    tcp_poll(pcb, on_poll, POLL_INTERVAL);
    tcp_nagle_disable(pcb);
    return ERR_OK;
}

static bool listen_on(u16_t port)
{
    struct tcp_pcb *pcb = tcp_new_ip_type(IPADDR_TYPE_ANY);
    struct tcp_pcb *listener;

    if (pcb == NULL) {
        return false;
    }
    if (tcp_bind(pcb, IP_ANY_TYPE, port) != ERR_OK || (listener = tcp_listen(pcb)) == NULL) {
        (void)tcp_close(pcb);
        return false;
    }
    tcp_accept(listener, on_accept);
    return true;
}

bool sim_lwip_start(struct sim_cluster *served)
{
    bool done;

    cluster = served;
    LOCK_TCPIP_CORE();
    done = listen_on(SIM_PORT_MAPPER) && listen_on(served->port);
    UNLOCK_TCPIP_CORE();
    return done;
}
