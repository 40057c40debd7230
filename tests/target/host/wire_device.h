/* For the tests of transport and port: one peer, and calls that wait. */
#ifndef WIRE_DEVICE_H
#define WIRE_DEVICE_H

#include "wire_check.h"

#define port (&lwclus_port_baremetal)
#define tcp  (lwclus_port_baremetal.tcp)

extern struct lwclus_address device_peer;
extern struct sim_cluster device_cluster;

int device_setup(void **state);
/** Whatever the test did: closed slots leave nothing behind in lwIP. */
int device_teardown(void **state);

/** Connects until the answer is not AGAIN, for at most a minute. */
int device_connect(uint8_t n, uint16_t number);
/** Receives until the answer is not AGAIN, for at most a minute. */
int device_recv(uint8_t n, uint8_t *data, uint32_t size);
/** A connection to the test's own port. */
void device_connected(uint8_t n);

#endif
