/* An order to the cluster and what becomes of it. */
#ifndef LWCLUS_EXAMPLES_ACT_H
#define LWCLUS_EXAMPLES_ACT_H

#include <stdio.h>

#include "judge.h"
#include "kind.h"

#define ACT_GROUPS_UNITS 32768u /* of the names of all groups of a node */

/* What is seen, with the memory that it points to. */
struct act_sight {
    struct sight sight;
    struct kind_state state;
    uint32_t used;                  /* units of `groups` */
    WCHAR groups[ACT_GROUPS_UNITS]; /* of a node: their names, each with its NUL */
};

struct act {
    const struct options *options;
    HCLUSTER cluster;
    const struct kind *kind;
    void *handle;
    WCHAR name[NAME_UNITS]; /* as the cluster writes it */
    HNODE target;           /* NULL = none */
    WCHAR target_name[NAME_UNITS];
    struct kind_state target_state;
    struct act_sight before, after;
    struct aim aim;
    DWORD code;  /* that the order was answered with */
    uint32_t ms; /* since then */
    struct report_failure failure;
};

/** Opens what the command names. @return STATUS_DONE, or another status after a line on stderr. */
int act_find(struct act *act);

/** Closes what act_find opened. */
void act_close(struct act *act);

/** Looks at the object. False: `failure` is filled. */
bool act_look(struct act *act, struct act_sight *out);

/** Waits until the order is carried out, failed, or the time is over. @return STATUS_DONE, STATUS_TIMEOUT,
 * STATUS_OTHER (both after a line on stderr), or STATUS_FAILED: `failure` is filled. */
int act_wait(struct act *act);

/** Writes what is seen, such as "Online on node1", for people. */
void act_print_sight(const struct act *act, const struct act_sight *sight, FILE *out);

/** Milliseconds of a clock that only goes forward. */
uint32_t act_now_ms(void);

/** Prints the result on stdout: `result` is "planned", "started", "done", "timeout" or "failed". */
void act_print(const struct act *act, const struct report_cluster *cluster, const char *result);

#endif
