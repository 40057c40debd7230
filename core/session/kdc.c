/* Exchanges with the KDCs of a realm. */
#include "session/kdc.h"

#include "session/fetch.h"
#include "session/instance.h"
#include "session/resolve.h"
#include "session/srv.h"

#if LWCLUS_KERBEROS

#include <string.h>

#include "base/log.h"

/* In this order; what comes behind CONNECT has a KDC to talk to. */
enum state { FIND, QUERY, NEXT, RESOLVE, CONNECT, READY, SEND, RECEIVE };

enum source { FROM_CONFIG, FROM_SRV, FROM_REALM };

#define LENGTH_BYTES   4u      /* in front of a message through TCP (RFC 4120 7.2.2) */
#define ANSWER_LEAST   16u     /* bytes; a shorter one is no message */
#define ANSWER_MOST    0xffffu /* a longer one is no answer of a KDC */
#define DATAGRAM_AT    512u    /* of an answer in rx, behind the request that may have to be sent again */
#define DATAGRAM_SENDS 3u
#define DATAGRAM_MS    500u
#define QUERY_SENDS    3u
#define QUERY_MS       600u
#define BUDGET         8u /* datagrams looked at per step, so that a flood cannot hold the step */

#if LWCLUS_DATAGRAM
static uint32_t now_ms(void)
{
    return lwclus_instance.config.port->now_ms();
}
#endif

/* ---- which KDC is next ---- */

static uint8_t ascii_upper(uint32_t unit)
{
    return unit >= 'a' && unit <= 'z' ? (uint8_t)(unit - 0x20u) : unit > 0x7f ? 0xff : (uint8_t)unit;
}

static bool serves(const struct lwclus_kdc *kdc, const char *realm)
{
    const uint16_t *name = kdc->realm;

    while (name != NULL && *name != 0 && ascii_upper(*name) == (uint8_t)*realm) {
        name++;
        realm++;
    }
    return name == NULL || (*name == 0 && *realm == 0);
}

/* The configured KDC number `n` of the realm; counts them when `n` is beyond. */
static const struct lwclus_kdc *configured(const char *realm, uint32_t n, uint8_t *count)
{
    const struct lwclus_config *config = &lwclus_instance.config;
    uint32_t i;

    *count = 0;
    for (i = 0; i < config->kdc_count && *count < 0xff; i++) {
        if (serves(&config->kdcs[i], realm) && (*count)++ == n) {
            return &config->kdcs[i];
        }
    }
    return NULL;
}

static bool from_srv(const struct lwclus_kdc_link *k)
{
    return LWCLUS_KDC_SRV && k->source == FROM_SRV;
}

/* The time that is left, divided by the KDCs and addresses that it has to do for. */
static void share(struct lwclus_kdc_link *k)
{
    uint32_t left = lwclus_ms_left(k->deadline);
    uint32_t others = (uint32_t)(k->count - k->turn) + (uint32_t)(k->address_count - k->address_index);

    k->due = k->deadline - left + left / (others != 0 ? others : 1u);
}

static void stop_resolving(struct lwclus_kdc_link *k)
{
#if LWCLUS_DNS
    if (lwclus_instance.config.port->resolve != NULL) {
        (void)lwclus_instance.config.port->resolve(k->slot, NULL, NULL, 0);
    }
#else
    (void)k;
#endif
}

static void drop(struct lwclus_kdc_link *k)
{
    if (k->open) {
        lwclus_instance.config.port->tcp->close(k->slot);
    }
    k->open = false;
    k->served = false;
}

static void drop_datagram(struct lwclus_kdc_link *k)
{
#if LWCLUS_DATAGRAM
    if (k->datagram) {
        lwclus_instance.config.port->datagram->close(k->slot);
    }
    k->datagram = false;
#else
    (void)k;
#endif
}

static void reconnect(struct lwclus_kdc_link *k)
{
    drop(k);
    share(k);
    k->sends = 0;
    k->state = CONNECT;
}

/* The next address, else the next host, beginning with the one that answered last. False: none is left. */
static bool advance(struct lwclus_kdc_link *k)
{
    const struct lwclus_kdc *row;
    uint8_t count;

    if ((uint8_t)(k->address_index + 1u) < k->address_count) {
        k->address_index++;
        reconnect(k);
        return true;
    }
    if (k->turn == k->count) {
        return false;
    }
    k->number = (uint8_t)((k->first + k->turn++) % k->count);
    k->address_index = 0;
    k->address_count = 1;
    reconnect(k);
    k->port = LWCLUS_KDC_PORT;
    if (k->source == FROM_CONFIG) {
        row = configured(k->realm, k->number, &count);
        k->address[0] = row->address;
        k->port = row->port != 0 ? row->port : LWCLUS_KDC_PORT;
        return true;
    }
    if (from_srv(k)) {
        k->port = k->host[k->number].port;
    }
    k->state = RESOLVE;
    return true;
}

static LWCLUS_NOINLINE void hosts(struct lwclus_kdc_link *k, uint32_t source, int count)
{
    k->source = (uint8_t)source;
    k->count = (uint8_t)count;
    k->turn = 0;
    k->first = lwclus_tickets_kdc(NULL);
    k->address_count = 0;
    k->address_index = 0;
    k->state = NEXT;
}

static void find(struct lwclus_kdc_link *k)
{
    uint8_t count;

    (void)configured(k->realm, 0xff, &count);
    if (count != 0) {
        hosts(k, FROM_CONFIG, count);
        return;
    }
    hosts(k, FROM_REALM, 1);
#if LWCLUS_KDC_SRV && LWCLUS_DNS
    if (lwclus_instance.config.port->datagram != NULL && lwclus_instance.config.port->dns_server != NULL) {
        k->sends = 0;
        k->due = now_ms();
        k->state = QUERY;
    }
#endif
}

static lwclus_result resolve(struct lwclus_kdc_link *k)
{
#if LWCLUS_DNS
    const struct lwclus_port *port = lwclus_instance.config.port;
    const char *name = from_srv(k) ? k->host[k->number].name : k->realm;
    int n = port->resolve == NULL ? LWCLUS_PORT_NOT_PROVIDED
                                  : port->resolve(k->slot, name, k->address, LWCLUS_KDC_ADDRESSES);

    if (n == LWCLUS_PORT_AGAIN) {
        return LWCLUS_PENDING;
    }
    if (n > 0) {
        k->address_count = (uint8_t)(n < (int)LWCLUS_KDC_ADDRESSES ? n : (int)LWCLUS_KDC_ADDRESSES);
        reconnect(k);
        return LWCLUS_OK;
    }
#endif
    k->state = NEXT;
    return LWCLUS_OK;
}

/* ---- datagrams ---- */

#if LWCLUS_DATAGRAM
/* One datagram of address[address_index] and `port`; 0 = none yet. */
static uint32_t receive_datagram(struct lwclus_kdc_link *k, uint16_t port, struct lwclus_span buffer)
{
    uint32_t budget;

    for (budget = BUDGET; budget != 0; budget--) {
        struct lwclus_address from;
        uint16_t from_port = 0;
        int n =
            lwclus_instance.config.port->datagram->recv(k->slot, &from, &from_port, buffer.ptr, buffer.size);

        if (n <= 0) {
            break;
        }
        if (from_port == port && memcmp(from.bytes, k->address[k->address_index].bytes, 4) == 0) {
            return (uint32_t)n;
        }
    }
    return 0;
}

static bool send_datagram(struct lwclus_kdc_link *k, uint16_t port, const uint8_t *data, uint32_t size)
{
    k->sends++;
    k->datagram = true;
    return lwclus_instance.config.port->datagram->send(k->slot, &k->address[k->address_index], port, data,
                                                       size) == LWCLUS_PORT_OK;
}
#endif

#if LWCLUS_KDC_SRV && LWCLUS_DNS
/* Asks the device's DNS servers in turn. False: there is none to ask, or no more time. */
static bool send_query(struct lwclus_kdc_link *k)
{
    const struct lwclus_port *port = lwclus_instance.config.port;
    struct lwclus_address *server = &k->address[0];
    struct lwclus_cursor c;
    uint8_t id[2];

    if (k->sends == QUERY_SENDS || !port->random(id, sizeof(id)) ||
        (port->dns_server(k->sends & 1u, server) != LWCLUS_PORT_OK &&
         port->dns_server(0, server) != LWCLUS_PORT_OK)) {
        return false;
    }
    k->query_id = (uint16_t)(id[0] << 8 | id[1]);
    lwclus_cursor_init(&c, k->rx, LWCLUS_DNS_BYTES);
    lwclus_srv_query(&c, k->query_id, k->realm);
    if (c.status != LWCLUS_OK) {
        return false;
    }
    k->due = now_ms();
    if (server->family != LWCLUS_FAMILY_IPV4) {
        k->sends++;
    } else if (send_datagram(k, LWCLUS_DNS_PORT, k->rx, c.pos)) {
        k->due += QUERY_MS;
    }
    return true;
}

static lwclus_result query(struct lwclus_kdc_link *k)
{
    struct lwclus_cursor c;
    uint32_t size = 0;
    int n = -1;

    if (k->datagram) {
        size = receive_datagram(k, LWCLUS_DNS_PORT, (struct lwclus_span){k->rx, LWCLUS_DNS_BYTES});
    }
    if (size != 0) {
        lwclus_cursor_init(&c, k->rx, size);
        n = lwclus_srv_answer(&c, k->query_id, k->host);
    }
    if (n < 0 && (lwclus_ms_left(k->due) != 0 || send_query(k))) {
        return size != 0 ? LWCLUS_OK : LWCLUS_PENDING;
    }
    drop_datagram(k);
    hosts(k, n > 0 ? FROM_SRV : FROM_REALM, n > 0 ? n : 1);
    return LWCLUS_OK;
}
#endif

/* True when the next request goes through UDP. */
static bool by_udp(const struct lwclus_kdc_link *k)
{
#if LWCLUS_KDC_UDP
    return k->udp && lwclus_instance.config.port->datagram != NULL &&
           k->address[k->address_index].family == LWCLUS_FAMILY_IPV4;
#else
    (void)k;
    return false;
#endif
}

#if LWCLUS_KDC_UDP
bool lwclus_kdc_use_tcp(struct lwclus_kdc_link *k)
{
    bool udp = by_udp(k);

    if (udp) {
        k->udp = false;
        reconnect(k);
    }
    return udp;
}
#endif

/* ---- one exchange ---- */

static lwclus_result connect(struct lwclus_kdc_link *k)
{
    int n;

    if (by_udp(k)) {
        k->state = READY;
        return LWCLUS_OK;
    }
    k->open = true;
    n = lwclus_instance.config.port->tcp->connect(k->slot, &k->address[k->address_index], k->port);
    if (n == LWCLUS_PORT_AGAIN) {
        return LWCLUS_PENDING;
    }
    k->flights++;
    k->state = n == LWCLUS_PORT_OK ? READY : NEXT;
    return LWCLUS_OK;
}

static lwclus_result prepare(struct lwclus_kdc_link *k)
{
    struct lwclus_cursor c;
    struct lwclus_cursor message;
    lwclus_result r;

    if (k->served && lwclus_instance.config.port->tcp->recv(k->slot, k->rx, 1) != LWCLUS_PORT_AGAIN) {
        reconnect(k); /* closed after its answer, as some KDCs do: saves a request in vain */
        return LWCLUS_OK;
    }
    lwclus_cursor_init(&c, k->rx, LWCLUS_RX_BYTES);
    lwclus_cursor_init(&message, k->rx + LENGTH_BYTES, LWCLUS_RX_BYTES - LENGTH_BYTES);
    r = lwclus_fetch_write(k->owner, &message);
    lwclus_put_u32be(&c, message.pos);
    k->size = LENGTH_BYTES + message.pos;
    k->done = 0;
    k->state = SEND;
    if (by_udp(k) && k->size > DATAGRAM_AT) {
        (void)lwclus_kdc_use_tcp(k); /* and once more from the beginning */
    } else {
        share(k);
    }
    return r;
}

static int move(struct lwclus_kdc_link *k, bool out)
{
    const struct lwclus_transport *tcp = lwclus_instance.config.port->tcp;
    uint8_t slot = k->slot;
    int n = 1;

    while (n > 0 && k->done < k->size) {
        uint8_t *at = k->rx + k->done;
        uint32_t left = k->size - k->done;

        n = out ? tcp->send(slot, at, left) : tcp->recv(slot, at, left);
        if (n > 0) {
            k->done += (uint32_t)n;
        }
    }
    return k->done > k->size ? LWCLUS_PORT_FAILED : n; /* too many break the contract of the port */
}

/* The connection is lost. One that has served before is opened again, another is given up. */
static lwclus_result lost(struct lwclus_kdc_link *k, int n)
{
    if (n == LWCLUS_PORT_AGAIN) {
        return LWCLUS_PENDING;
    }
    if (k->served) {
        reconnect(k);
    } else {
        k->state = NEXT;
    }
    return LWCLUS_OK;
}

static lwclus_result send(struct lwclus_kdc_link *k)
{
    int n;

#if LWCLUS_KDC_UDP
    if (by_udp(k)) {
        if (!send_datagram(k, k->port, k->rx + LENGTH_BYTES, k->size - LENGTH_BYTES)) {
            (void)lwclus_kdc_use_tcp(k);
            return LWCLUS_OK;
        }
        k->flights++;
        k->due = now_ms() + DATAGRAM_MS;
        k->state = RECEIVE;
        return LWCLUS_OK;
    }
#endif
    n = move(k, true);
    if (n <= 0) {
        return lost(k, n);
    }
    k->flights++;
    k->size = LENGTH_BYTES;
    k->done = 0;
    k->state = RECEIVE;
    return LWCLUS_OK;
}

/* Takes the length field; true when more is to come. */
static bool more(struct lwclus_kdc_link *k)
{
    struct lwclus_cursor c;
    uint32_t size;

    if (k->size != LENGTH_BYTES) {
        return false;
    }
    lwclus_cursor_init(&c, k->rx, LENGTH_BYTES);
    size = lwclus_get_u32be(&c);
    k->size = LENGTH_BYTES + size;
    if (size < ANSWER_LEAST || size > ANSWER_MOST) {
        k->state = NEXT;
    } else if (k->size > LWCLUS_RX_BYTES) {
        lwclus_log(LWCLUS_LOG_ERROR, "answer of the KDC too large, raise LWCLUS_TICKET_BYTES", size);
        lwclus_kdc_refuse(k, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
    }
    return true;
}

/* With a message complete `reply` gets it; otherwise its size stays 0. */
static lwclus_result receive(struct lwclus_kdc_link *k, struct lwclus_span *reply)
{
    int n;

#if LWCLUS_KDC_UDP
    if (by_udp(k)) {
        reply->ptr = k->rx + DATAGRAM_AT;
        reply->size = LWCLUS_RX_BYTES - DATAGRAM_AT;
        reply->size = receive_datagram(k, k->port, *reply);
        return reply->size != 0 ? LWCLUS_OK : LWCLUS_PENDING;
    }
#endif
    n = move(k, false);
    if (n <= 0) {
        return lost(k, n);
    }
    if (!more(k)) {
        k->served = true;
        reply->ptr = k->rx + LENGTH_BYTES;
        reply->size = k->size - LENGTH_BYTES;
    }
    return LWCLUS_OK;
}

/* The time for what is under way is over. */
static lwclus_result expire(struct lwclus_kdc_link *k)
{
    if (k->state == RECEIVE && by_udp(k)) {
        if (k->sends < DATAGRAM_SENDS) {
            k->state = SEND;
        } else {
            (void)lwclus_kdc_use_tcp(k);
        }
    } else if (!LWCLUS_KDC_SRV || k->state != QUERY) {
        stop_resolving(k);
        k->state = NEXT;
    }
    return LWCLUS_OK;
}

static LWCLUS_NOINLINE lwclus_result give_up(struct lwclus_kdc_link *k, uint32_t origin)
{
    lwclus_result failure = k->failure;

    drop(k);
    return failure != LWCLUS_OK ? failure : LWCLUS_RESULT(origin, ERROR_NO_LOGON_SERVERS);
}

static lwclus_result run(struct lwclus_kdc_link *k, struct lwclus_span *reply)
{
    switch (k->state) {
    case FIND:
        find(k);
        return LWCLUS_OK;
#if LWCLUS_KDC_SRV && LWCLUS_DNS
    case QUERY:
        return query(k);
#endif
    case RESOLVE:
        return resolve(k);
    case CONNECT:
        return connect(k);
    case READY:
        return prepare(k);
    case SEND:
        return send(k);
    case RECEIVE:
        return receive(k, reply);
    default:
        return advance(k) ? LWCLUS_OK : give_up(k, LWCLUS_ORIGIN_PORT);
    }
}

lwclus_result lwclus_kdc_step(struct lwclus_kdc_link *k, struct lwclus_span *reply)
{
    lwclus_result r = LWCLUS_OK;

    reply->size = 0;
    while (r == LWCLUS_OK && reply->size == 0) {
        r = run(k, reply);
        if (r == LWCLUS_PENDING && lwclus_ms_left(k->deadline) == 0) {
            r = give_up(k, LWCLUS_ORIGIN_DEADLINE);
        }
        if (r == LWCLUS_PENDING && lwclus_ms_left(k->due) == 0) {
            r = expire(k);
        }
    }
    if (r == LWCLUS_OK) {
        (void)lwclus_tickets_kdc(&k->number);
        k->state = READY;
    }
    return r;
}

void lwclus_kdc_refuse(struct lwclus_kdc_link *k, lwclus_result failure)
{
    k->failure = failure;
    k->state = NEXT;
}

void lwclus_kdc_begin(struct lwclus_kdc_link *k)
{
    lwclus_kdc_close(k);
    k->failure = LWCLUS_OK;
    k->state = FIND;
}

void lwclus_kdc_close(struct lwclus_kdc_link *k)
{
    drop(k);
    drop_datagram(k);
    stop_resolving(k);
}

#endif
