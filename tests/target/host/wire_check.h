/* For the test programs: cmocka, and the end of every test. */
#ifndef WIRE_CHECK_H
#define WIRE_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "lwip/memp.h"
#include "lwip/stats.h"

#include "wire.h"

/* Longer than lwIP holds any connection: 2 MSL, or all its repetitions. */
#define WIRE_FOREVER_MS 700000u

/** Which pools are in use. */
static inline void wire_print_pools(void)
{
    unsigned i;

    for (i = 0; i < MEMP_MAX; i++) {
        if (lwip_stats.memp[i]->used != 0) {
            print_error(" %u of %s", lwip_stats.memp[i]->used, lwip_stats.memp[i]->name);
        }
    }
    print_error("\n");
}

/** Everything is closed on this side: without the fault lwIP finishes, then all pools must be as they were.
 */
static inline void wire_assert_pools_of(const char *what, uint32_t which, const char *file, int line)
{
    wire_heal();
    wire_run(WIRE_FOREVER_MS);
    if (wire_pools_used() != 0) {
        print_error("%s %u: not back in lwIP's pools:", what, which);
        wire_print_pools();
        _fail(file, line);
    }
}

#define wire_assert_pools(what, which) wire_assert_pools_of(what, which, __FILE__, __LINE__)

#endif
