/*
 * Simulated KDCs, beside the simulated cluster: 192.0.2.81..84, TCP and UDP port 88.
 *
 * Honest unless told otherwise. Each serves one realm; the account database is common. Keys of services and
 * of other realms follow from their names, so the cluster's nodes can open the tickets.
 */
#ifndef LWCLUS_SIM_KDC_H
#define LWCLUS_SIM_KDC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwclus_config.h"
#include "lwclus_port.h"

#if LWCLUS_KERBEROS

#include "crypto/krb5.h"

#define SIM_KDCS        4u
#define SIM_KDC_FIRST   80u /* sim_net_address() of the first */
#define SIM_KDC_PORT    88u
#define SIM_KDC_REALM   "DOM.TEST"
#define SIM_KDC_MESSAGE 66000u

enum sim_kdc_reach {
    SIM_KDC_UP,
    SIM_KDC_REFUSES, /* nobody listens */
    SIM_KDC_DEAD,    /* no packet is answered */
    SIM_KDC_SILENT,  /* connects, never answers */
    SIM_KDC_CLOSES,  /* closes instead of answering */
    SIM_KDC_GARBAGE  /* answers with bytes of 0x30 */
};

struct sim_kdc {
    const char *realm; /* NULL = SIM_KDC_REALM */
    enum sim_kdc_reach reach;
    bool closes_after; /* each answer, as some do */
    bool udp_blocked;
    bool udp_garbage;
    bool udp_foreign;      /* a datagram of another address comes first */
    bool udp_twice;        /* the answer before comes again, as after a request that was sent twice */
    uint32_t udp_most;     /* longer answers become error 52; 0 = 1400 */
    uint32_t length;       /* in front of an answer, instead of its own; 0 = honest */
    uint32_t chunk;        /* most bytes per recv; 0 = all */
    uint32_t close_output; /* closes before this output byte, counted from 1; 0 = never */
    uint32_t flip_at;      /* output byte with one bit wrong */
    const char *refer;     /* a TGS-REQ for the cluster is referred to this realm */
    uint32_t hops;         /* serves H1.TEST, H2.TEST, ... too, and refers so often */
    uint32_t error;        /* answers every request with this code ... */
    uint32_t error_times;  /* ... so many times; 0 = always */
    uint32_t error_tgs;    /* the same for TGS-REQ only */
    bool direct_refused;   /* AS-REQ for a service: error `direct_error` */
    uint32_t direct_error;
    const char *wrong_realm, *wrong_name; /* in replies */
    bool wrong_nonce;
    uint8_t wrong_etype;   /* type of the session key */
    uint32_t ticket_bytes; /* of filler instead of a real ticket */
    uint32_t lifetime;     /* seconds; 0 = 10 h */
    int32_t clock_off;     /* seconds ahead of the true time */
    /* counters */
    uint32_t connects, as, as_keyed, tgs, errors, datagrams, bytes_out;
};

struct sim_kdc_conn {
    uint8_t kdc;
    bool end;
    uint32_t got, size, taken;
    uint8_t in[8192];
    uint8_t out[SIM_KDC_MESSAGE + 4u];
};

/* An account. */
struct sim_kdc_account {
    const char *user;
    const char *password;
    uint32_t error; /* what the KDC says after a correct timestamp; 0 = fine */
    uint32_t ntstatus;
    bool no_preauth;
    const char *salt; /* NULL = realm and user */
};

#define SIM_KDC_ACCOUNTS 8u

struct sim_kdc_net {
    struct sim_kdc kdc[SIM_KDCS];
    struct sim_kdc_account account[SIM_KDC_ACCOUNTS];
    bool no_spn;         /* the cluster's service is not registered */
    uint8_t etype;       /* of accounts and services; 0 = 18 */
    uint32_t generation; /* of the services' keys: a change makes old tickets worthless */
    const char *srv[4];  /* hosts in SRV records; NULL ends the list */
    uint16_t srv_priority[4];
    bool srv_silent, srv_compressed;
    uint32_t srv_asked;
};

extern struct sim_kdc_net sim_kdc_net;

/** Forgets everything: honest KDCs of SIM_KDC_REALM at all four addresses. */
void sim_kdc_init(void);

/** A key that follows from a name. */
struct lwclus_krb5_key sim_kdc_key(const char *name);

/** The long-term key of an account. */
struct lwclus_krb5_key sim_kdc_account_key(const struct sim_kdc_account *account);

/** True time, Unix seconds. */
uint32_t sim_kdc_now(void);

/** KDC behind an address; SIM_KDCS when there is none. */
uint32_t sim_kdc_at(const struct lwclus_address *address);

/* The stream, as sim_input() and its fellows. */
void sim_kdc_accept(struct sim_kdc_conn *conn, uint32_t kdc);
void sim_kdc_input(struct sim_kdc_conn *conn, const uint8_t *data, size_t size);
size_t sim_kdc_output(struct sim_kdc_conn *conn, uint8_t *buf, size_t cap);
bool sim_kdc_closed(const struct sim_kdc_conn *conn);

/** One datagram in, at most one out: its size, 0 = none. */
uint32_t sim_kdc_datagram(uint32_t kdc, const uint8_t *data, uint32_t size, uint8_t *out, uint32_t cap);

/** The DNS server: an SRV query in, its answer out. */
uint32_t sim_kdc_srv(const uint8_t *data, uint32_t size, uint8_t *out, uint32_t cap);

#endif
#endif
