/* Counts calls of the heap, from every object linked into the program: lwclus, lwIP, mbedTLS, the program. */
#ifndef LWCLUS_EXAMPLES_HEAP_H
#define LWCLUS_EXAMPLES_HEAP_H

#include <stdint.h>

/** Counting starts at 0 from here. */
void heap_count_start(void);

/**
 * Calls of malloc, calloc, realloc and free since then, in all threads. What the C library does inside its
 * own functions is not seen: getaddrinfo() and pthread_create() use the heap in the thread that resolves
 * names.
 * @return -1 when the program was linked without -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=free.
 */
int64_t heap_count(void);

#endif
