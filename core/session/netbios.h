/*
 * NetBIOS name query packets (RFC 1002 4.2.12, 4.2.13). Pure encoding; timing is in resolve.c.
 */
#ifndef LWCLUS_SESSION_NETBIOS_H
#define LWCLUS_SESSION_NETBIOS_H

#include "base/cursor.h"
#include "lwclus_port.h"

#define LWCLUS_NETBIOS_PORT        137u
#define LWCLUS_NETBIOS_QUERY_BYTES 50u
#define LWCLUS_NETBIOS_NAME_BYTES  15u
#define LWCLUS_NETBIOS_SERVER      0x20u /* suffix that a network name resource registers */
#define LWCLUS_NETBIOS_WORKSTATION 0x00u

/** Writes the 50-byte query for `name` (ASCII, 1..15 characters). */
void lwclus_netbios_query(struct lwclus_cursor *c, uint16_t id, const char *name, uint8_t suffix,
                          bool broadcast);

/**
 * Reads an answer to that query.
 * @return addresses written (1..max); 0: not an answer to this query, ignore it; -1: the name does not exist.
 */
int lwclus_netbios_answer(struct lwclus_cursor *c, uint16_t id, const char *name, uint8_t suffix,
                          struct lwclus_address *out, uint32_t max);

#endif
