/* Whether what was asked for has come true, from what is seen of an object. Pure functions. */
#ifndef LWCLUS_EXAMPLES_JUDGE_H
#define LWCLUS_EXAMPLES_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "clusapi.h"
#include "command.h"

#define JUDGE_NO_DRAIN (-1) /* the server does not tell */

/* What is seen of an object at one time. */
struct sight {
    int32_t state;
    int32_t drain;      /* of a node: CLUSTER_NODE_DRAIN_STATUS or JUDGE_NO_DRAIN */
    uint32_t groups;    /* of a node: how many it owns */
    const WCHAR *owner; /* of a group or resource */
};

/* What was asked for. */
struct aim {
    enum command_verb verb;
    bool resource;       /* of VERB_ONLINE and VERB_OFFLINE: not a group */
    bool drain;          /* of VERB_PAUSE */
    const WCHAR *target; /* of VERB_MOVE; NULL = any other node */
    struct sight before;
};

enum verdict {
    VERDICT_DONE,
    VERDICT_PENDING, /* on the way there */
    VERDICT_OTHER,   /* neither; to be believed when it stays so */
    VERDICT_FAILED   /* the cluster says that it failed */
};

/** True for equal names: names of nodes from the same server are equal to the unit. */
bool judge_same(const WCHAR *a, const WCHAR *b);

/** Of a verb that can be waited for: every one but VERB_RESUME. */
enum verdict judge(const struct aim *aim, const struct sight *now);

#endif
