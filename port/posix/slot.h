/* Rows of the POSIX port and functions shared by its files and by port/posix/lwip. */
#ifndef LWCLUS_POSIX_SLOT_H
#define LWCLUS_POSIX_SLOT_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "lwclus_port_posix.h"

/* Zero is the empty row: descriptors are kept + 1. */
struct lwclus_posix_slot {
    int stream; /* TCP or local */
    int udp;
    short want; /* poll events that an AGAIN was returned for, until the next wait */
    bool connected;
};

extern struct lwclus_posix_slot lwclus_posix_slots[LWCLUS_MAX_CONNECTIONS];

/** Port code of an errno value. */
int lwclus_posix_code(int error);

/** Turns what recv or send returned into a port result. */
int lwclus_posix_result(struct lwclus_posix_slot *slot, ssize_t n, short event);

/** Opens a non-blocking socket; 0 or the descriptor + 1. */
int lwclus_posix_open(int family, int type);

/** Closes a socket that lwclus_posix_open made and forgets it; 0 is allowed. */
void lwclus_posix_close(int *socket);

/** Monotonic clock + `ms`, for lwclus_posix_cond. */
struct timespec lwclus_posix_deadline(uint32_t ms);

/** Initialises a condition variable on the monotonic clock; false when the system has none left. */
bool lwclus_posix_cond(pthread_cond_t *cond);

#if LWCLUS_DATAGRAM
extern const struct lwclus_datagram lwclus_posix_datagram;
#endif
extern const struct lwclus_transport lwclus_posix_tcp;

/* The members of lwclus_port_posix, for tables that share them. */
int lwclus_posix_start(void);
void lwclus_posix_stop(void);
int lwclus_posix_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max);
int lwclus_posix_dns_server(uint32_t index, struct lwclus_address *out);
bool lwclus_posix_resolve_start(void);
void lwclus_posix_resolve_stop(void);
bool lwclus_posix_resolve_wait(uint8_t slot, uint32_t ms);
uint32_t lwclus_posix_now_ms(void);
uint64_t lwclus_posix_filetime(void);
void lwclus_posix_wait(uint8_t slot, uint32_t ms);
bool lwclus_posix_random(uint8_t *out, uint32_t size);
bool lwclus_posix_lock(uint32_t n, uint32_t ms);
void lwclus_posix_unlock(uint32_t n);
struct lwclus_task_error *lwclus_posix_task_error(void);

#endif
