/* lwIP on the host, for tests: a failed assertion of lwIP ends the program. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stdint.h>
#include <stdlib.h>

#define LWIP_PROVIDE_ERRNO      1
#define LWIP_PLATFORM_DIAG(x)   ((void)0)
#define LWIP_PLATFORM_ASSERT(x) abort()

uint32_t wire_random(void);
#define LWIP_RAND() wire_random()

#endif
