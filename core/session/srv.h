/*
 * DNS queries for SRV records of KDCs (RFC 2782, RFC 4120 7.2.3.2). Pure encoding; timing is in kdc.c.
 */
#ifndef LWCLUS_SESSION_SRV_H
#define LWCLUS_SESSION_SRV_H

#include "base/cursor.h"
#include "session/kdc.h"

#define LWCLUS_DNS_PORT 53u

/* Largest answer without extensions (RFC 1035 4.2.1). */
#define LWCLUS_DNS_BYTES 512u

#if LWCLUS_KERBEROS
/** Writes the query for the KDCs of `realm` (NUL-terminated). Fails `c` for a realm that is no DNS name. */
void lwclus_srv_query(struct lwclus_cursor *c, uint16_t id, const char *realm);

/**
 * Reads the answer to that query: up to LWCLUS_KDC_HOSTS hosts, those of the best priority first. Names
 * longer than LWCLUS_KDC_NAME_BYTES are left out, and what follows a record that is cut off.
 * @param out LWCLUS_KDC_HOSTS + 1 rows.
 * @return number of hosts; -1: not an answer to this query, ignore it.
 */
int lwclus_srv_answer(struct lwclus_cursor *c, uint16_t id, struct lwclus_kdc_host *out);
#endif

#endif
