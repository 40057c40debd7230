/* Assertions of the test programs over a scenario. */
#ifndef LWCLUS_SIM_CHECK_H
#define LWCLUS_SIM_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "sim_scene.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The end of every scenario: right results, in time, nothing left behind, and a client that kept the
 * protocol. */
static inline void scene_assert_clean_of(const struct scene_result *r, const char *what, uint32_t which,
                                         const char *file, int line)
{
    uint32_t leaks = scene_stop();

    if (r->wrong + r->late + leaks + scene_cluster.complaints > 0) {
        print_error("%s %u: call %u code %u origin %u, %u wrong, %u late, %u leaks, %u complaints: %s (%u)\n",
                    what, which, (unsigned)r->failed, r->code, r->origin, r->wrong, r->late, leaks,
                    scene_cluster.complaints, scene_cluster.complaint != NULL ? scene_cluster.complaint : "",
                    scene_cluster.complaint_value);
        _fail(file, line);
    }
}

#define scene_assert_clean(r, what, which) scene_assert_clean_of(r, what, which, __FILE__, __LINE__)

/* One of up to four codes, 0 ends the list. */
static inline bool scene_is_one_of(uint32_t code, const uint16_t codes[4])
{
    for (uint32_t i = 0; i < 4 && codes[i] != 0; i++) {
        if (code == codes[i]) {
            return true;
        }
    }
    return false;
}

static inline void scene_assert_failed_of(const struct scene_result *r, enum scene_call call,
                                          const uint16_t codes[4], const char *what, uint32_t which,
                                          const char *file, int line)
{
    if (r->failed != call || !(call == SCENE_CALLS || scene_is_one_of(r->code, codes))) {
        print_error("%s %u: call %u failed with %u (origin %u), expected call %u with %u\n", what, which,
                    (unsigned)r->failed, r->code, r->origin, (unsigned)call, codes[0]);
        _fail(file, line);
    }
}

#define scene_assert_failed(r, call, codes, what, which)                                                     \
    scene_assert_failed_of(r, call, codes, what, which, __FILE__, __LINE__)

/* The session was good from beginning to end. */
#define scene_assert_good(r, what, which)                                                                    \
    do {                                                                                                     \
        scene_assert_failed(r, SCENE_CALLS, (const uint16_t[4]){0}, what, which);                            \
        scene_assert_clean(r, what, which);                                                                  \
    } while (0)

#endif
