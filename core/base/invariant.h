/*
 * Assertions: for mistakes of the library itself, never for input. Bad input is a returned error.
 *
 * Without LWCLUS_ASSERT they vanish. With it a broken invariant runs LWCLUS_ASSERT_FAILED, which must not
 * return; define it in your configuration header to log and reset. The default traps.
 */
#ifndef LWCLUS_BASE_INVARIANT_H
#define LWCLUS_BASE_INVARIANT_H

#include "lwclus_config.h"

#if LWCLUS_ASSERT
#ifndef LWCLUS_ASSERT_FAILED
#if defined(__GNUC__)
#define LWCLUS_ASSERT_FAILED() __builtin_trap()
#else
#define LWCLUS_ASSERT_FAILED()                                                                               \
    for (;;) {                                                                                               \
    }
#endif
#endif
#define LWCLUS_INVARIANT(condition)                                                                          \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            LWCLUS_ASSERT_FAILED();                                                                          \
        }                                                                                                    \
    } while (0)
#else
#define LWCLUS_INVARIANT(condition) ((void)0)
#endif

#endif
