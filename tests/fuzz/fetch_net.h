/* The network of fuzz_fetch.c: the port, and what answers at the other end of it. */
#ifndef TESTS_FUZZ_FETCH_NET_H
#define TESTS_FUZZ_FETCH_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwclus_port.h"

#if LWCLUS_KERBEROS

#include "crypto/krb5.h"

#define NET_NODE_PORT 49300u
#define NET_PASSWORD  u"Passw0rd.1"

struct net {
    const uint8_t *data; /* what is left of the input */
    size_t size;
    bool honest; /* whatever the input says */
    bool clock, clock_wrong, dns;
    uint32_t now;
    uint32_t calls;                  /* of the port */
    void (*elsewhere)(uint32_t how); /* what other tasks do while this one waits */
};

extern struct net net;
extern const struct lwclus_port net_port;

/** Forgets everything. */
void net_begin(const uint8_t *data, size_t size);

/** The next byte of the input; 0 behind its end and where all are honest. */
uint32_t net_next(void);

/** Aborts unless it holds. */
void net_require(bool holds);

/** 192.0.2.n */
struct lwclus_address net_address(uint8_t n);

/** True while a connection, a socket or a look-up is open. */
bool net_open(void);

/** True time, Unix seconds. */
uint32_t net_seconds(void);

/* ---- fetch_kdc.c ---- */

#define NET_ANSWER_BYTES 65540u

const struct lwclus_krb5_key *net_account_key(void);

/** What the KDC answers to a request, which is changed. 0 = nothing. */
uint32_t net_kdc(uint8_t *request, uint32_t size, uint8_t *out);

/** What the DNS server answers. */
uint32_t net_dns(const uint8_t *query, uint32_t size, uint8_t *out);

#endif

#endif
