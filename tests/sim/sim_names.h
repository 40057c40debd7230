/* Port of lwclus for tests: what sim_port.c and sim_names.c share. */
#ifndef LWCLUS_SIM_NAMES_H
#define LWCLUS_SIM_NAMES_H

#include "sim_port.h"

extern const struct lwclus_datagram sim_net_datagram;
int sim_net_dns_server(uint32_t index, struct lwclus_address *out);

int sim_net_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max);
void sim_net_misuse(bool good, const char *text, uint32_t value);
struct sim_slot *sim_net_slot(uint8_t slot);
bool sim_net_reached(uint32_t when);

#endif
