/* Name resolution. */
#include "session/resolve.h"

#include <string.h>

#include "session/address.h"
#include "base/utf16.h"
#include "session/instance.h"
#include "session/netbios.h"

#define UNKNOWN_HOST LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, RPC_S_SERVER_UNAVAILABLE)
#define BAD_NAME     LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_INVALID_NET_ADDR)

/* The receive buffer is idle while names are resolved: it holds the ASCII form, so no stack is spent on it.
 */
static bool ascii_name(struct lwclus_session *s, char *out)
{
    const uint16_t *name = LWCLUS_SESSION_NAME(s);

    while (*name > 0x20 && *name <= 0x7e) {
        *out++ = (char)*name++;
    }
    *out = 0;
    return *name == 0;
}

#if LWCLUS_DNS
static lwclus_result ask_dns(struct lwclus_session *s, const char *name)
{
    const struct lwclus_port *port = lwclus_instance.config.port;
    int n;

    if (port->resolve == NULL || (LWCLUS_NETBIOS && s->query != 0)) {
        return UNKNOWN_HOST;
    }
    n = port->resolve(lwclus_session_slot(s), name, s->addresses, LWCLUS_MAX_ADDRESSES);
    if (n > 0) {
        s->address_count = (uint8_t)(n < (int)LWCLUS_MAX_ADDRESSES ? n : (int)LWCLUS_MAX_ADDRESSES);
        return LWCLUS_OK;
    }
    return n == LWCLUS_PORT_AGAIN ? LWCLUS_PENDING : UNKNOWN_HOST;
}
#else
#define ask_dns(s, name) UNKNOWN_HOST
#endif

#if LWCLUS_NETBIOS
#define TRIES                3u    /* per suffix, RFC 1002 6 */
#define BROADCAST_TIMEOUT_MS 250u  /* RFC 1002 6 BCAST_REQ_RETRY_TIMEOUT */
#define UNICAST_TIMEOUT_MS   1500u /* UCAST_REQ_RETRY_TIMEOUT is 5 s; Windows waits 1.5 s */
#define DATAGRAM_OFFSET      512u  /* of the datagram in rx, behind the ASCII name */
#define DATAGRAM_BYTES       576u  /* RFC 1002 4.2: largest UDP packet */

/* The file server suffix first: that is what a network name resource registers. */
static uint8_t suffix_of(const struct lwclus_session *s)
{
    return s->query <= TRIES ? LWCLUS_NETBIOS_SERVER : LWCLUS_NETBIOS_WORKSTATION;
}

static lwclus_result send_query(struct lwclus_session *s, const char *name)
{
    const struct lwclus_config *config = &lwclus_instance.config;
    const struct lwclus_address *wins = config->wins.family != LWCLUS_FAMILY_NONE ? &config->wins : NULL;
    struct lwclus_cursor c;
    uint8_t id[2];

    if (s->query == 2 * TRIES || !config->port->random(id, sizeof(id))) {
        return UNKNOWN_HOST;
    }
    s->query++;
    s->query_id = (uint16_t)(id[0] | id[1] << 8);
    s->query_due = config->port->now_ms() + (wins != NULL ? UNICAST_TIMEOUT_MS : BROADCAST_TIMEOUT_MS);
    lwclus_cursor_init(&c, s->rx + DATAGRAM_OFFSET, DATAGRAM_BYTES);
    lwclus_netbios_query(&c, s->query_id, name, suffix_of(s), wins == NULL);
    (void)config->port->datagram->send(lwclus_session_slot(s), wins, LWCLUS_NETBIOS_PORT, c.base, c.pos);
    return LWCLUS_PENDING;
}

/* True when the datagram may answer: from port 137, and from the asked server when one was asked. */
static bool from_server(const struct lwclus_address *from, uint16_t port)
{
    const struct lwclus_address *wins = &lwclus_instance.config.wins;

    return port == LWCLUS_NETBIOS_PORT &&
           (wins->family == LWCLUS_FAMILY_NONE || memcmp(wins->bytes, from->bytes, 4) == 0);
}

static bool netbios_usable(const char *name)
{
    return lwclus_instance.config.port->datagram != NULL && strchr(name, '.') == NULL &&
           strlen(name) <= LWCLUS_NETBIOS_NAME_BYTES;
}

static lwclus_result ask_netbios(struct lwclus_session *s, const char *name)
{
    const struct lwclus_datagram *udp = lwclus_instance.config.port->datagram;
    uint8_t slot = lwclus_session_slot(s);
    uint32_t budget; /* datagrams looked at per step, so that a flood cannot hold the step */

    if (!netbios_usable(name)) {
        return UNKNOWN_HOST;
    }
    for (budget = 8; s->query != 0 && budget != 0; budget--) {
        struct lwclus_address from;
        struct lwclus_cursor c;
        uint16_t port = 0;
        int n = udp->recv(slot, &from, &port, s->rx + DATAGRAM_OFFSET, DATAGRAM_BYTES);

        if (n <= 0) {
            break;
        }
        if (!from_server(&from, port)) {
            continue;
        }
        lwclus_cursor_init(&c, s->rx + DATAGRAM_OFFSET, (uint32_t)n);
        n = lwclus_netbios_answer(&c, s->query_id, name, suffix_of(s), s->addresses, LWCLUS_MAX_ADDRESSES);
        if (n > 0) {
            s->address_count = (uint8_t)n;
            return LWCLUS_OK;
        }
        /* No such name, says the name server: go on with the other suffix, or end. Anybody can answer a
         * broadcast. */
        if (n < 0 && lwclus_instance.config.wins.family != LWCLUS_FAMILY_NONE) {
            s->query = suffix_of(s) == LWCLUS_NETBIOS_SERVER ? TRIES : 2 * TRIES;
            s->query_due = lwclus_instance.config.port->now_ms();
        }
    }
    return s->query != 0 && lwclus_ms_left(s->query_due) != 0 ? LWCLUS_PENDING : send_query(s, name);
}
#else
#define ask_netbios(s, name) UNKNOWN_HOST
#endif

lwclus_result lwclus_resolve_step(struct lwclus_session *s)
{
    char *name = (char *)s->rx;
    lwclus_result r;

    if (LWCLUS_SESSION_LOCAL(s)) {
        return LWCLUS_OK;
    }
    if (!ascii_name(s, name)) {
        return BAD_NAME;
    }
    if (lwclus_address_parse(name, &s->addresses[0])) {
        s->by_address = true;
        s->address_count = 1;
        return LWCLUS_OK;
    }
    if (strchr(name, ':') != NULL) {
        return BAD_NAME; /* a broken IPv6 literal, or IPv6 is configured out */
    }
    r = ask_dns(s, name);
    if (r == UNKNOWN_HOST) {
        r = ask_netbios(s, name);
    }
    if (r != LWCLUS_PENDING) {
        lwclus_resolve_stop(s);
    }
    return r;
}

void lwclus_resolve_stop(struct lwclus_session *s)
{
    const struct lwclus_port *port = lwclus_instance.config.port;
    uint8_t slot = lwclus_session_slot(s);

#if LWCLUS_DNS
    if (port->resolve != NULL) {
        (void)port->resolve(slot, NULL, NULL, 0);
    }
#endif
#if LWCLUS_NETBIOS
    if (s->query != 0 && port->datagram != NULL) {
        port->datagram->close(slot);
    }
#endif
    (void)port;
    (void)slot;
}
