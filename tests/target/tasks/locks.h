/* The port table of FreeRTOS with locks that keep count. */
#ifndef TASKS_LOCKS_H
#define TASKS_LOCKS_H

#include <stdint.h>

#include "lwclus_port.h"

struct locks_count {
    uint32_t waited;     /* calls that found their session busy, and waited */
    uint32_t timed_out;  /* ... in vain */
    uint32_t overlapped; /* calls that began while the other session was busy */
    uint32_t broken;     /* a lock was given to two tasks at once */
};

extern struct locks_count locks_count;

/** Valid until the end; lwclus_freertos_set_hooks comes first. */
const struct lwclus_port *locks_port(void);

#endif
