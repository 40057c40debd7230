/* The simulated cluster of tests/sim as a TCP server inside lwIP. */
#ifndef LWCLUS_EXAMPLES_SIM_LWIP_H
#define LWCLUS_EXAMPLES_SIM_LWIP_H

#include <stdbool.h>

#include "sim.h"

/**
 * Listens on all addresses of lwIP, ports SIM_PORT_MAPPER and cluster->port, and serves node 0. lwIP is
 * running. Everything happens in lwIP's thread; look at `cluster` only after its clients are gone.
 * @return false: lwIP has no PCB left or a port is taken.
 */
bool sim_lwip_start(struct sim_cluster *cluster);

#endif
