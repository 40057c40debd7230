/*
 * A device on a wire: lwIP with NO_SYS=1 and port/baremetal on this side, on the far side a peer that shares
 * nothing with lwIP: TCP, DNS and UDP echo on IPv4 packets, written for these tests.
 *
 * One thread, and the clock is sim_net.now: each turn carries one packet, or lets a millisecond pass when
 * there is none. Port 135 and 49300 of 192.0.2.1..3 are nodes of the simulated cluster, WIRE_PORT of any
 * address is the test's own, everything else refuses.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lwclus_port_baremetal.h"
#include "sim_port.h"

#define WIRE_PORT      4000u
#define WIRE_ECHO_PORT 7u /* UDP */

enum wire_fault {
    WIRE_HONEST,
    WIRE_CABLE,  /* the cable is out, and the device knows: netif_set_link_down */
    WIRE_SILENT, /* nothing arrives any more, the link stays up */
    WIRE_LOST,   /* this one packet is lost */
    WIRE_RESET,  /* in place of this packet the device gets an RST */
    WIRE_DROUGHT /* the device has no pbuf for received frames */
};

struct wire {
    /* what goes wrong, from which packet on, counted from 1 in both directions */
    enum wire_fault fault;
    uint32_t at;
    uint32_t loss; /* of 1000 packets, by chance; wire.chance is the seed */
    uint32_t chance;
    bool dns_silent;
    uint8_t gone; /* node, 1 to 3, from and to which no packet arrives; 0 = none */
    /* results */
    uint32_t packets;
    uint32_t resets; /* RST that the device sent */
    /* the far side of the last connection to WIRE_PORT */
    bool accepted;
    bool ended;      /* the device closed or reset it */
    bool refuse;     /* no listener on WIRE_PORT */
    uint32_t window; /* receive window of the far side; 0 = the largest */
    uint8_t got[65536];
    uint32_t got_size;
};

extern struct wire wire;

/** lwip_init, netif, hooks. Once per program. */
void wire_start(void);

/** Forgets connections and faults, begins again with an honest cluster; the cable is in. The clock goes on,
 * and pools keep what the device still holds. */
void wire_reset(struct sim_cluster *cluster);

/** Sets the clock ahead, through the wrap when need be. */
void wire_clock(uint32_t ms);

/** Carries one packet or lets time pass, and runs lwIP's timers: the poll hook. */
void wire_turn(void);

/** Turns until `ms` have passed. */
void wire_run(uint32_t ms);

/** Ends the fault: the cable is in, everything arrives. */
void wire_heal(void);

/** The far side gives up its connections without a word. */
void wire_forget(void);

/** Sends on the last connection to WIRE_PORT. */
void wire_send(const uint8_t *data, uint32_t size);
/** Empties wire.got, which opens the window again. */
void wire_read(void);
/** Ends the far side's half of that connection. */
void wire_end(void);
/** Resets that connection. */
void wire_abort(void);

/** Blocks of lwIP's pools in use, timers not counted. */
uint32_t wire_pools_used(void);

/** For the connections: the far side as an address. */
struct lwclus_address wire_address(uint8_t last);

#endif
