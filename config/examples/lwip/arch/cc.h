/* Compiler and platform for lwIP: GCC or clang, any processor. */
#ifndef LWIP_ARCH_CC_H
#define LWIP_ARCH_CC_H

#include <stdint.h>

/* Error numbers come from lwIP, not from a C library. */
#define LWIP_PROVIDE_ERRNO 1
#define LWIP_NO_UNISTD_H   1
#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_CTYPE_H    1

/* No text output. */
#define LWIP_PLATFORM_DIAG(x)   ((void)0)
#define LWIP_PLATFORM_ASSERT(x) ((void)0)

/* Initial sequence numbers, ports and DNS transaction ids: from the entropy source of the device. */
uint32_t board_random(void);
#define LWIP_RAND() board_random()

#endif
