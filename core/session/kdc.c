/* Exchanges with KDCs. */
#include "session/kdc.h"

#include "session/instance.h"
#include "session/resolve.h"
#include "session/srv.h"

#if LWCLUS_KERBEROS

#include <string.h>

#include "base/log.h"

enum state { QUERY, NEXT, RESOLVE, CONNECT, READY, SEND, RECEIVE };

#define LENGTH_BYTES   4u      /* in front of a message through TCP (RFC 4120 7.2.2) */
#define ANSWER_LEAST   16u     /* bytes; a shorter one is no message */
#define ANSWER_MOST    0xffffu /* a longer one is no answer of a KDC */
#define DATAGRAM_AT    512u    /* of an answer in rx, behind the request that may have to be sent again */
#define DATAGRAM_SENDS 3u
#define DATAGRAM_MS    500u
#define QUERY_SENDS    3u
#define QUERY_MS       600u

/* ---- which KDC is next ---- */

uint32_t lwclus_kdc_realm(char *out, const uint16_t *name)
{
    size_t size = lwclus_utf8_from_utf16(out, LWCLUS_REALM_BYTES, name);

    for (; *out != 0; out++) {
        if (*out >= 'a' && *out <= 'z') {
            *out = (char)(*out - ('a' - 'A'));
        }
    }
    return size <= LWCLUS_REALM_BYTES ? (uint32_t)size - 1u : 0;
}

/* rx is idle. */
static bool serves(struct lwclus_fetch *f, const struct lwclus_kdc *kdc)
{
    char *realm = (char *)f->rx;

    return kdc->realm == NULL || (lwclus_kdc_realm(realm, kdc->realm) != 0 && strcmp(realm, f->realm) == 0);
}

/* The time that is left, divided by the KDCs and addresses that it has to do for. */
static void share(struct lwclus_fetch *f)
{
    uint32_t left = lwclus_ms_left(f->deadline);

    f->due = f->deadline - left + left / (f->left + f->more + 1u);
}

void lwclus_kdc_close(struct lwclus_fetch *f)
{
    const struct lwclus_port *port = f->port;

    f->served = false;
    port->tcp->close(f->slot);
#if LWCLUS_DATAGRAM
    if (port->datagram != NULL) {
        port->datagram->close(f->slot);
    }
#endif
    lwclus_resolve_stop(f->owner);
}

static lwclus_result reconnect(struct lwclus_fetch *f)
{
    lwclus_kdc_close(f);
    share(f);
    f->sends = 0;
    f->state = CONNECT;
    return LWCLUS_OK;
}

/* `count` hosts are known; when there is none the realm's name is the only one. */
static lwclus_result hosts(struct lwclus_fetch *f, int count)
{
    if (count <= 0) {
        memset(f->host, 0, sizeof(f->host[0]));
        count = 1;
    }
    f->count = (uint8_t)count;
    f->left = (uint8_t)count;
    f->more = 0;
    f->state = NEXT;
    return LWCLUS_OK;
}

/* The next address, else the next host, beginning with the one that was asked last. */
static lwclus_result advance(struct lwclus_fetch *f)
{
    if (f->more != 0) {
        f->more--;
        f->at++;
        return reconnect(f);
    }
    if (f->left == 0) {
        return f->failure != LWCLUS_OK ? f->failure
                                       : LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_NO_LOGON_SERVERS);
    }
    f->account.kdc = (uint8_t)((f->account.kdc + (f->left != f->count)) % f->count);
    f->left--;
    f->kdc = &f->host[f->account.kdc];
    f->at = f->kdc->address;
    (void)reconnect(f);
    f->state = f->at != NULL ? CONNECT : RESOLVE;
    return LWCLUS_OK;
}

lwclus_result lwclus_kdc_begin(struct lwclus_fetch *f)
{
    const struct lwclus_config *config = &lwclus_instance.config;
    const struct lwclus_kdc *row = config->kdcs;
    struct lwclus_kdc_host *host = f->host;
    uint32_t i;
    int count = 0;

    f->failure = LWCLUS_OK;
    for (i = config->kdc_count; i != 0 && count != (int)LWCLUS_KDC_HOSTS; i--) {
        if (serves(f, row)) {
            host->address = &row->address;
            host->port = row->port;
            host++;
            count++;
        }
        row++;
    }
#if LWCLUS_KDC_SRV && LWCLUS_DNS
    if (count == 0 && f->port->datagram != NULL && f->port->dns_server != NULL) {
        f->sends = 0;
        f->due = f->stepped;
        f->state = QUERY;
        return LWCLUS_OK;
    }
#endif
    return hosts(f, count);
}

#if LWCLUS_DNS
/* Realms and SRV records come from anybody; a resolver is promised ASCII. */
static bool is_ascii(const char *name)
{
    do {
        if (*name <= 0x20 || *name >= 0x7f) {
            return false;
        }
    } while (*++name != 0);
    return true;
}
#endif

static lwclus_result resolve(struct lwclus_fetch *f)
{
#if LWCLUS_DNS
    const char *name = f->kdc->name[0] != 0 ? f->kdc->name : f->realm;
    int n = f->port->resolve == NULL || !is_ascii(name)
                ? LWCLUS_PORT_NOT_PROVIDED
                : f->port->resolve(f->slot, name, f->address, LWCLUS_KDC_ADDRESSES);

    if (n == LWCLUS_PORT_AGAIN) {
        return LWCLUS_PENDING;
    }
    if (n > 0) {
        f->more = (uint8_t)((n < (int)LWCLUS_KDC_ADDRESSES ? n : (int)LWCLUS_KDC_ADDRESSES) - 1);
        f->at = f->address;
        return reconnect(f);
    }
#endif
    f->state = NEXT;
    return LWCLUS_OK;
}

/* ---- datagrams ---- */

#if LWCLUS_DATAGRAM
/* One datagram of `at` and `port`; 0 = none, or somebody else's. One per step: a flood cannot hold it. */
static uint32_t receive_datagram(struct lwclus_fetch *f, uint16_t port, uint8_t *buffer, uint32_t size)
{
    struct lwclus_address from;
    uint16_t from_port = 0;
    int n = f->port->datagram->recv(f->slot, &from, &from_port, buffer, size);

    return n > 0 && from_port == port && memcmp(from.bytes, f->at->bytes, 4) == 0 ? (uint32_t)n : 0;
}

static bool send_datagram(struct lwclus_fetch *f, uint16_t port, const uint8_t *data, uint32_t size)
{
    return f->port->datagram->send(f->slot, f->at, port, data, size) == LWCLUS_PORT_OK;
}
#endif

#if LWCLUS_KDC_SRV && LWCLUS_DNS
/* Asks the device's DNS servers in turn; due at once when that one cannot be asked. False: there is none to
 * ask, or no more time. */
static bool send_query(struct lwclus_fetch *f)
{
    const struct lwclus_port *port = f->port;
    struct lwclus_address *server = f->address;
    struct lwclus_cursor c;

    if (f->sends == QUERY_SENDS || !port->random((uint8_t *)&f->query_id, sizeof(f->query_id)) ||
        (port->dns_server(f->sends, server) != LWCLUS_PORT_OK &&
         port->dns_server(0, server) != LWCLUS_PORT_OK)) {
        return false;
    }
    lwclus_cursor_init(&c, f->rx, LWCLUS_DNS_BYTES);
    lwclus_srv_query(&c, f->query_id, f->realm);
    if (c.status != LWCLUS_OK) {
        return false;
    }
    f->at = server;
    f->sends++;
    if (server->family == LWCLUS_FAMILY_IPV4 && send_datagram(f, LWCLUS_DNS_PORT, f->rx, c.pos)) {
        f->due = port->now_ms() + QUERY_MS;
    }
    return true;
}

static lwclus_result query(struct lwclus_fetch *f)
{
    struct lwclus_cursor c;
    int n = -1;

    if (f->sends != 0) {
        lwclus_cursor_init(&c, f->rx, receive_datagram(f, LWCLUS_DNS_PORT, f->rx, LWCLUS_DNS_BYTES));
        n = lwclus_srv_answer(&c, f->query_id, f->host);
    }
    if (n < 0 && (lwclus_ms_left(f->due) != 0 || send_query(f))) {
        return LWCLUS_PENDING;
    }
    return hosts(f, n);
}
#else
#define query NULL
#endif

/* True when the next request goes through UDP. */
static bool by_udp(const struct lwclus_fetch *f)
{
#if LWCLUS_KDC_UDP
    return f->udp && f->port->datagram != NULL && f->at->family == LWCLUS_FAMILY_IPV4;
#else
    (void)f;
    return false;
#endif
}

#if LWCLUS_KDC_UDP
bool lwclus_kdc_use_tcp(struct lwclus_fetch *f)
{
    bool udp = by_udp(f);

    if (udp) {
        f->udp = false;
        (void)reconnect(f);
    }
    return udp;
}
#endif

/* ---- one exchange ---- */

static uint16_t port_of(const struct lwclus_fetch *f)
{
    return f->kdc->port != 0 ? f->kdc->port : LWCLUS_KDC_PORT;
}

static lwclus_result connect(struct lwclus_fetch *f)
{
    int n;

    if (by_udp(f)) {
        f->state = READY;
        return LWCLUS_OK;
    }
    n = f->port->tcp->connect(f->slot, f->at, port_of(f));
    if (n == LWCLUS_PORT_AGAIN) {
        return LWCLUS_PENDING;
    }
    f->flights++;
    f->state = n == LWCLUS_PORT_OK ? READY : NEXT;
    return LWCLUS_OK;
}

static lwclus_result prepare(struct lwclus_fetch *f)
{
    struct lwclus_cursor c;
    lwclus_result r;

    if (f->served && f->port->tcp->recv(f->slot, f->rx, 1) != LWCLUS_PORT_AGAIN) {
        return reconnect(f); /* closed after its answer, as some KDCs do: saves a request in vain */
    }
    lwclus_cursor_init(&c, f->rx + LENGTH_BYTES, LWCLUS_RX_BYTES - LENGTH_BYTES);
    r = lwclus_fetch_write(f, &c);
    f->size = LENGTH_BYTES + c.pos;
    f->done = 0;
    lwclus_cursor_init(&c, f->rx, LENGTH_BYTES);
    lwclus_put_u32be(&c, f->size - LENGTH_BYTES);
    f->state = SEND;
    if (by_udp(f) && f->size > DATAGRAM_AT) {
        (void)lwclus_kdc_use_tcp(f); /* and once more from the beginning */
    } else {
        share(f);
    }
    return r;
}

/* Sends or receives the rest of the message, up to f->done == f->size. A connection that is lost is opened
 * again when it has served before, else given up. */
static LWCLUS_NOINLINE lwclus_result move(struct lwclus_fetch *f, bool out)
{
    const struct lwclus_transport *tcp = f->port->tcp;

    while (f->done < f->size) {
        uint8_t *at = f->rx + f->done;
        uint32_t left = f->size - f->done;
        int n = out ? tcp->send(f->slot, at, left) : tcp->recv(f->slot, at, left);

        if (n == LWCLUS_PORT_AGAIN) {
            return LWCLUS_PENDING;
        }
        if (n <= 0 || (uint32_t)n > left) { /* too many break the contract of the port */
            f->state = NEXT;
            return f->served ? reconnect(f) : LWCLUS_OK;
        }
        f->done += (uint32_t)n;
    }
    return LWCLUS_OK;
}

static lwclus_result send(struct lwclus_fetch *f)
{
    lwclus_result r;

#if LWCLUS_KDC_UDP
    if (by_udp(f)) {
        if (!send_datagram(f, port_of(f), f->rx + LENGTH_BYTES, f->size - LENGTH_BYTES)) {
            (void)lwclus_kdc_use_tcp(f);
            return LWCLUS_OK;
        }
        f->sends++;
        f->flights++;
        f->due = f->port->now_ms() + DATAGRAM_MS;
        f->state = RECEIVE;
        return LWCLUS_OK;
    }
#endif
    r = move(f, true);
    if (f->done == f->size) {
        f->flights++;
        f->size = LENGTH_BYTES;
        f->done = 0;
        f->state = RECEIVE;
    }
    return r;
}

static lwclus_result complete(struct lwclus_fetch *f, uint32_t at, uint32_t size)
{
    lwclus_cursor_init(&f->message, f->rx + at, size);
    f->state = READY;
    return LWCLUS_OK;
}

static lwclus_result receive(struct lwclus_fetch *f)
{
    struct lwclus_cursor c;
    lwclus_result r;
    uint32_t size;

#if LWCLUS_KDC_UDP
    if (by_udp(f)) {
        size = receive_datagram(f, port_of(f), f->rx + DATAGRAM_AT, LWCLUS_RX_BYTES - DATAGRAM_AT);
        if (size == 0) {
            return LWCLUS_PENDING;
        }
        /* a request that was sent twice is answered twice: not to the next one, it would be its error */
        f->port->datagram->close(f->slot);
        return complete(f, DATAGRAM_AT, size);
    }
#endif
    r = move(f, false);
    if (f->done != f->size) {
        return r;
    }
    if (f->size != LENGTH_BYTES) {
        f->served = true;
        return complete(f, LENGTH_BYTES, f->size - LENGTH_BYTES);
    }
    lwclus_cursor_init(&c, f->rx, LENGTH_BYTES);
    size = lwclus_get_u32be(&c);
    f->size = LENGTH_BYTES + size;
    if (size < ANSWER_LEAST || size > ANSWER_MOST) {
        f->state = NEXT;
    } else if (f->size > LWCLUS_RX_BYTES) {
        lwclus_log(LWCLUS_LOG_ERROR, "answer of the KDC too large, raise LWCLUS_TICKET_BYTES", size);
        return lwclus_kdc_refuse(f, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INSUFFICIENT_BUFFER));
    }
    return LWCLUS_OK;
}

/* The time for what is under way is over. */
static lwclus_result expire(struct lwclus_fetch *f)
{
    if (f->state == RECEIVE && by_udp(f)) {
        if (f->sends < DATAGRAM_SENDS) {
            f->state = SEND;
        } else {
            (void)lwclus_kdc_use_tcp(f);
        }
    } else if (f->state != QUERY) {
        f->state = NEXT;
    }
    return LWCLUS_OK;
}

lwclus_result lwclus_kdc_step(struct lwclus_fetch *f)
{
    static lwclus_result (*const run[])(struct lwclus_fetch *) = {query,   advance, resolve, connect,
                                                                  prepare, send,    receive};
    lwclus_result r = LWCLUS_OK;

    f->message.cap = 0;
    while (r == LWCLUS_OK && f->message.cap == 0) {
        r = run[f->state](f);
        /* the last one has the time until the deadline, which is the caller's */
        if (r == LWCLUS_PENDING && f->due != f->deadline && lwclus_ms_left(f->due) == 0) {
            r = expire(f);
        }
    }
    return r;
}

lwclus_result lwclus_kdc_refuse(struct lwclus_fetch *f, lwclus_result failure)
{
    f->failure = failure;
    f->state = NEXT;
    return LWCLUS_OK;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_kdc_unused;
#endif
