/* What the other files of this folder need of the resolver. */
#ifndef LWCLUS_LWIP_RESOLVE_H
#define LWCLUS_LWIP_RESOLVE_H

#include <stdbool.h>
#include <stdint.h>

/** Creates the semaphores; false when lwIP has none left (then nothing was created). */
bool lwclus_lwip_resolve_start(void);
/** Forgets all look-ups and frees the semaphores. */
void lwclus_lwip_resolve_stop(void);
/** Waits at most `ms` for an answer; false when no look-up is under way on the slot. */
bool lwclus_lwip_resolve_wait(uint8_t slot, uint32_t ms);

#endif
