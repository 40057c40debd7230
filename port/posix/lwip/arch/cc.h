/* Compiler and platform of the host, for lwIP. */
#ifndef LWCLUS_HOST_CC_H
#define LWCLUS_HOST_CC_H

#include <limits.h>
#include <stdint.h>
#include <sys/time.h>
#include <sys/types.h>

#define LWIP_TIMEVAL_PRIVATE    0
#define LWIP_ERRNO_STDINCLUDE   1
#define LWIP_PLATFORM_DIAG(x)   lwclus_host_diag x
#define LWIP_PLATFORM_ASSERT(x) lwclus_host_assert(x, __FILE__, __LINE__)
#define LWIP_RAND()             lwclus_host_random()

void lwclus_host_diag(const char *format, ...);
void lwclus_host_assert(const char *text, const char *file, int line) __attribute__((noreturn));
uint32_t lwclus_host_random(void);

#endif
