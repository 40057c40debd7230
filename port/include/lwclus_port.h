/*
 * Port contract: everything platform-shaped that lwclus needs, as one const table.
 *
 * Nothing here blocks except wait() and lock(). The library owns deadlines; the port owns waiting.
 * port/README.md tells how to write one, port/template is a table that links everywhere and provides nothing.
 * Cryptographic primitives are in lwclus_port_crypto.h.
 */
#ifndef LWCLUS_PORT_H
#define LWCLUS_PORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwclus_config.h"

/* Transport connections are numbered: slot 0..LWCLUS_MAX_CONNECTIONS-1, at most one connection per slot. A
 * port keeps its own fixed array of that many rows. Each session owns the slot of its index. */
#define LWCLUS_MAX_CONNECTIONS LWCLUS_MAX_SESSIONS

#define LWCLUS_FAMILY_NONE 0u
#define LWCLUS_FAMILY_IPV4 4u
#define LWCLUS_FAMILY_IPV6 6u

/** An IP address in network byte order; IPv4 uses the first 4 bytes. */
struct lwclus_address {
    uint8_t bytes[16];
    uint32_t zone; /* IPv6 scope zone (interface index), 0 = none */
    uint8_t family;
};

/* Results of the non-blocking functions below. Positive values are byte counts. */
#define LWCLUS_PORT_OK           0
#define LWCLUS_PORT_AGAIN        (-1) /* would block: call again after wait() */
#define LWCLUS_PORT_CLOSED       (-2) /* the peer closed in good order */
#define LWCLUS_PORT_REFUSED      (-3) /* connection refused */
#define LWCLUS_PORT_UNREACHABLE  (-4) /* no route, no link, host down */
#define LWCLUS_PORT_RESET        (-5) /* connection reset or aborted */
#define LWCLUS_PORT_NOT_FOUND    (-6) /* name does not exist; local endpoint not there */
#define LWCLUS_PORT_RESOURCES    (-7) /* no socket, PCB, buffer */
#define LWCLUS_PORT_NOT_PROVIDED (-8) /* this port has no such hook */
#define LWCLUS_PORT_FAILED       (-9) /* anything else */

/** A byte stream. All functions are non-blocking and never raise a signal. */
struct lwclus_transport {
    /**
     * Begins or continues a connection on `slot`. The library calls it with the same arguments until the
     * result is not LWCLUS_PORT_AGAIN. OK: connected. Other: failed; the library calls close next. `address`
     * and `port` (host byte order) are ignored by a local transport.
     */
    int (*connect)(uint8_t slot, const struct lwclus_address *address, uint16_t port);
    /** Sends up to `size` bytes (1..65535). > 0: that many taken (copied); AGAIN; or an error. */
    int (*send)(uint8_t slot, const uint8_t *data, uint32_t size);
    /** Receives up to `size` bytes. > 0: that many; AGAIN; CLOSED; or an error. Never 0. */
    int (*recv)(uint8_t slot, uint8_t *data, uint32_t size);
    /** Ends the connection and frees the slot, at any time, also when none is open. */
    void (*close)(uint8_t slot);
};

/* Who needs datagrams: NetBIOS names, SRV records of KDCs, KDCs through UDP. */
#define LWCLUS_DATAGRAM                                                                                      \
    (LWCLUS_NETBIOS || (LWCLUS_KERBEROS && (LWCLUS_KDC_UDP || (LWCLUS_KDC_SRV && LWCLUS_DNS))))

/** Datagrams for NetBIOS name queries, DNS SRV queries and KDCs; one socket per slot, IPv4 only. */
struct lwclus_datagram {
    /** Sends one datagram; opens the socket on first use. `address` NULL = limited broadcast,
     * only with LWCLUS_NETBIOS. OK or error. */
    int (*send)(uint8_t slot, const struct lwclus_address *address, uint16_t port, const uint8_t *data,
                uint32_t size);
    /** Receives one datagram: bytes (1..size), AGAIN or error, also when no socket is open. `from` and
     * `from_port` get the sender. */
    int (*recv)(uint8_t slot, struct lwclus_address *from, uint16_t *from_port, uint8_t *data, uint32_t size);
    /** Frees the socket; also when none is open. */
    void (*close)(uint8_t slot);
};

/** Per-task storage behind GetLastError(), lwclus_last_result() and lwclus_set_nonblocking(). Zero at start.
 */
struct lwclus_task_error {
    uint32_t last_error; /* what SetLastError stored */
    uint32_t result;     /* lwclus_result of the last failure */
    bool nonblocking;    /* lwclus_set_nonblocking */
};

/* lock() numbers: 0 guards the tables, 1 + n guards session n. */
#define LWCLUS_LOCK_TABLES  0u
#define LWCLUS_LOCK_SESSION 1u
#define LWCLUS_LOCK_COUNT   (1u + LWCLUS_MAX_SESSIONS)

struct lwclus_port {
    const char *name;

    /** Called once by lwclus_init / lwclus_deinit; may be NULL. start returns OK or an error. */
    int (*start)(void);
    void (*stop)(void);

    const struct lwclus_transport *tcp; /* required */

    /**
     * Resolves a host name (ASCII, NUL-terminated) to at most `max` addresses, best first. Called with the
     * same arguments until the result is not AGAIN: > 0 addresses written; NOT_FOUND; or an error. NULL = no
     * resolver. `slot` distinguishes concurrent look-ups; resolve(slot, NULL, NULL, 0) abandons one.
     */
    int (*resolve)(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max);

    const struct lwclus_datagram *datagram; /* NULL without LWCLUS_DATAGRAM */

    /**
     * Address of a DNS server of the device, 0 is asked first; the library sends it SRV queries of its own
     * through `datagram`, port 53. OK: *out is written (an IPv6 one is passed over); NOT_FOUND: there are
     * just `index`. Does not block. NULL = KDCs are not looked for in SRV records (LWCLUS_KDC_SRV).
     */
    int (*dns_server)(uint32_t index, struct lwclus_address *out);

    /** Monotonic milliseconds; may wrap at 2^32. */
    uint32_t (*now_ms)(void);
    /** Current UTC as FILETIME (100 ns since 1601-01-01), 0 when the device has no clock. NULL = no clock. */
    uint64_t (*filetime)(void);

    /**
     * Returns when something may have happened on `slot` (transport, resolver, datagram) or after at most
     * `ms` milliseconds. Spurious returns are fine. On bare metal this runs the integrator's poll hook.
     */
    void (*wait)(uint8_t slot, uint32_t ms);

    /** Fills with cryptographically strong random bytes; false on failure, which ends the logon. */
    bool (*random)(uint8_t *out, uint32_t size);

    /** Takes lock `n` within `ms` milliseconds; false on time-out. NULL = one task only. Not recursive. */
    bool (*lock)(uint32_t n, uint32_t ms);
    void (*unlock)(uint32_t n);

    /** Storage of the calling task; never NULL. */
    struct lwclus_task_error *(*task_error)(void);
};

#endif
