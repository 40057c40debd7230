/* The parts of the soak client and what they share. */
#ifndef LWCLUS_SOAK_H
#define LWCLUS_SOAK_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "lwclus.h"

#define SOAK_TASKS    3u
#define SOAK_SESSIONS 2u
#define SOAK_NAMES    5u /* that a session connects to: the one it opened, CMRPCLUSTER, three nodes */

/* Generous for a network that loses frames: lwIP repeats a lost SYN after 3 s. */
#define SOAK_CONNECT_MS   10000u
#define SOAK_CALL_MS      3000u
#define SOAK_RECONNECT_MS 30000u
/* A call that takes longer hangs. */
#define SOAK_HANG_MS (SOAK_CALL_MS + SOAK_RECONNECT_MS + 5000u)

/** Prints one line of an event with the time in front; whole lines also from several threads. */
void soak_say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** CLOCK_MONOTONIC, so that the times are those of the script. */
uint64_t soak_now_ms(void);

/* ---- soak_tasks.c: the tasks that use the cluster */

struct soak_task {
    const char *name;
    HCLUSTER cluster;
    uint32_t calls, failed, wrong; /* remote calls; wrong: the answer is about another object */
    uint32_t longest_ms;
    const char *longest, *longest_kind; /* which call that was, on what */
    const char *kind;                   /* of the call that runs */
    _Atomic(const char *) call;         /* that runs; NULL: none */
    atomic_uint_least64_t since;        /* when it began */
    atomic_bool ended;
};

/** Ends the loops of the tasks. */
extern atomic_bool soak_stop;

/** Body of a task's thread: opens handles, uses them until soak_stop, closes them. `arg` is its soak_task. */
void *soak_task_run(void *arg);

/* ---- soak_lossy.c: a netif that loses, repeats, delays and so reorders frames */

/** Share of frames in 1/1000; the times of delayed ones are random up to delay_ms. */
struct soak_loss {
    unsigned drop, duplicate, delay, delay_ms;
};

struct soak_loss_counts {
    uint32_t frames, dropped, duplicated, delayed, reordered;
};

/** Puts itself around the only netif of the host port. Lossless until soak_lossy_set. False: no thread. */
bool soak_lossy_install(uint64_t seed);
void soak_lossy_set(const struct soak_loss *loss);
void soak_lossy_counts(struct soak_loss_counts *out);

/* ---- soak_levels.c: what lwIP has in use */

#define SOAK_POOLS 40u

struct soak_levels {
    uint32_t used[SOAK_POOLS]; /* per pool; TCP_PCB without those in TIME-WAIT */
};

void soak_levels_read(struct soak_levels *out);

/** True when no pool has more in use than before. */
bool soak_levels_back(const struct soak_levels *before);

/** Says which pools have more in use than before. */
void soak_levels_tell(const struct soak_levels *before);

#endif
