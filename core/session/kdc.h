/*
 * One exchange after the other with the KDCs of a realm, over the session's transport slot.
 *
 * KDCs: those of the configuration, else those of the realm's SRV records, else the addresses of the realm's
 * name. One that does not answer costs its share of the time; the next is asked then. TCP, or by option UDP
 * as long as request and answer fit.
 */
#ifndef LWCLUS_SESSION_KDC_H
#define LWCLUS_SESSION_KDC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/cursor.h"
#include "lwclus_port.h"

#define LWCLUS_KDC_PORT       88u
#define LWCLUS_KDC_HOSTS      4u   /* of SRV records */
#define LWCLUS_KDC_ADDRESSES  4u   /* of one host */
#define LWCLUS_KDC_NAME_BYTES 64u  /* of a host, with the NUL */
#define LWCLUS_REALM_BYTES    128u /* with the NUL */

#if LWCLUS_KERBEROS

struct lwclus_fetch;

/* A host of an SRV record. */
struct lwclus_kdc_host {
    uint16_t priority;
    uint16_t port;
    char name[LWCLUS_KDC_NAME_BYTES];
};

/* Lies in the session while a ticket is fetched; zero at first, but for owner, slot, rx and deadline. */
struct lwclus_kdc_link {
    void *owner;    /* for `write` */
    uint8_t *rx;    /* the owner's, LWCLUS_RX_BYTES */
    uint8_t slot;   /* the owner's */
    uint8_t state;  /* enum in kdc.c */
    uint8_t source; /* enum in kdc.c: where the hosts come from */
    uint8_t count;  /* hosts */
    uint8_t turn;   /* hosts tried */
    uint8_t first;  /* number of the host that is tried first: it answered last time */
    uint8_t number; /* of the host that is tried */
    uint8_t address_count, address_index;
    uint8_t sends;   /* of a datagram */
    uint8_t flights; /* round trips, for the statistics */
    bool open;       /* the transport slot is in use */
    bool datagram;   /* the datagram socket is in use */
    bool served;     /* this connection has carried an answer: the KDC may close it after each */
    bool udp;        /* through UDP, as long as it works */
    uint16_t port;
    uint16_t query_id;
    uint32_t deadline;     /* of the whole fetch, port now_ms */
    uint32_t due;          /* of this address, of an answer to a datagram */
    uint32_t size;         /* of the message in rx, length field included */
    uint32_t done;         /* of it sent or received */
    lwclus_result failure; /* what to report when no KDC is left */
    struct lwclus_address address[LWCLUS_KDC_ADDRESSES];
    struct lwclus_kdc_host host[LWCLUS_KDC_HOSTS];
    char realm[LWCLUS_REALM_BYTES]; /* whose KDCs are asked; UTF-8, upper case */
};

/** Goes to the KDCs of the realm in k->realm, from the first one on. */
void lwclus_kdc_begin(struct lwclus_kdc_link *k);

/**
 * Sends a request to a KDC and receives the answer; again for the next request. lwclus_fetch_write() is asked
 * for the request whenever one is due: once per KDC that is tried.
 *
 * @param reply Receives the message, in rx, not judged in any way.
 * @return LWCLUS_PENDING; LWCLUS_OK; ERROR_NO_LOGON_SERVERS (origin port or deadline): no KDC is known, or
 *         none answers; ERROR_INSUFFICIENT_BUFFER (origin local): an answer larger than LWCLUS_RX_BYTES; what
 *         lwclus_fetch_write() failed with.
 */
lwclus_result lwclus_kdc_step(struct lwclus_kdc_link *k, struct lwclus_span *reply);

/** The answer of this KDC is of no use: the next request goes to the next one. `failure` is what
 * lwclus_kdc_step() reports when there is none. */
void lwclus_kdc_refuse(struct lwclus_kdc_link *k, lwclus_result failure);

/** The answer does not fit a datagram. True: the next request goes through TCP. False: this one did already.
 */
#if LWCLUS_KDC_UDP
bool lwclus_kdc_use_tcp(struct lwclus_kdc_link *k);
#else
#define lwclus_kdc_use_tcp(k) false
#endif

/** Ends whatever is under way. */
void lwclus_kdc_close(struct lwclus_kdc_link *k);

#endif

#endif
