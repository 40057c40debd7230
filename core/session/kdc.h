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
#define LWCLUS_KDC_HOSTS      4u   /* of a realm */
#define LWCLUS_KDC_ADDRESSES  4u   /* of one host */
#define LWCLUS_KDC_NAME_BYTES 64u  /* of a host, with the NUL */
#define LWCLUS_REALM_BYTES    128u /* with the NUL */

#if LWCLUS_KERBEROS

struct lwclus_fetch;

/* A host of a realm. */
struct lwclus_kdc_host {
    const struct lwclus_address *address; /* as configured; NULL: `name` is to be resolved */
    uint16_t priority;                    /* of an SRV record */
    uint16_t port;                        /* 0 = 88 */
    char name[LWCLUS_KDC_NAME_BYTES];     /* of an SRV record; empty: the realm's */
};

/** Goes to the KDCs of the realm f->realm, from the one on that was asked last. */
lwclus_result lwclus_kdc_begin(struct lwclus_fetch *f);

/**
 * Sends a request to a KDC and receives the answer; again for the next request. lwclus_fetch_write() is asked
 * for the request whenever one is due: once per KDC that is tried. f->message receives the answer, in rx, not
 * judged in any way. The deadline of the fetch is the caller's.
 *
 * @return LWCLUS_PENDING; LWCLUS_OK; ERROR_NO_LOGON_SERVERS (origin port): no KDC is known, or none answers;
 *         ERROR_INSUFFICIENT_BUFFER (origin local): an answer larger than LWCLUS_RX_BYTES; what
 *         lwclus_fetch_write() failed with.
 */
lwclus_result lwclus_kdc_step(struct lwclus_fetch *f);

/** The answer of this KDC is of no use: the next request goes to the next one. `failure` is what
 * lwclus_kdc_step() reports when there is none. LWCLUS_OK. */
lwclus_result lwclus_kdc_refuse(struct lwclus_fetch *f, lwclus_result failure);

/** The answer does not fit a datagram. True: the next request goes through TCP. False: this one did already.
 */
#if LWCLUS_KDC_UDP
bool lwclus_kdc_use_tcp(struct lwclus_fetch *f);
#else
#define lwclus_kdc_use_tcp(f) false
#endif

/** Ends whatever is under way. */
void lwclus_kdc_close(struct lwclus_fetch *f);

/** The name of a realm as KDCs spell it, UTF-8 and upper case, into LWCLUS_REALM_BYTES; its length, 0: it has
 * none or does not fit. */
uint32_t lwclus_kdc_realm(char *out, const uint16_t *name);

#endif

#endif
