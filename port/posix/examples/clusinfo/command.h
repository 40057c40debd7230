/* Commands of clusinfo: one table, and what its rows call. */
#ifndef LWCLUS_EXAMPLES_COMMAND_H
#define LWCLUS_EXAMPLES_COMMAND_H

#include <stdint.h>

#include "clusinfo.h"
#include "report.h"

#if !LWCLUS_API_NODE || !LWCLUS_API_NETWORK || !LWCLUS_API_GROUP || !LWCLUS_API_RESOURCE
#error "clusinfo needs LWCLUS_API_NODE, LWCLUS_API_NETWORK, LWCLUS_API_GROUP and LWCLUS_API_RESOURCE"
#endif

/* Exit status. */
enum {
    STATUS_DONE = 0,
    STATUS_FAILED = 1,    /* a call failed */
    STATUS_USAGE = 2,     /* wrong usage; nothing was changed */
    STATUS_NOT_FOUND = 3, /* the cluster has no object of that name; nothing was changed */
    STATUS_TIMEOUT = 4,   /* --wait: the cluster still works on it */
    STATUS_OTHER = 5      /* --wait: it ended in another state than asked for */
};

/* Options that only some commands take: struct command and struct options `given`. */
#define TAKES_INTERFACE 0x01u /* -i */
#define TAKES_WAIT      0x02u /* --wait */
#define TAKES_LIMIT     0x04u /* --wait-limit */
#define TAKES_DRAIN     0x08u /* --drain */
#define TAKES_FAILBACK  0x10u /* --failback */
#define TAKES_DRY_RUN   0x20u /* --dry-run */
#define TAKES_GROUP     0x40u /* --group */
#define TAKES_RESOURCE  0x80u /* --resource */

enum command_verb { VERB_NONE, VERB_PAUSE, VERB_RESUME, VERB_MOVE, VERB_ONLINE, VERB_OFFLINE };

struct kind;

struct command {
    const char *name;      /* NULL: the form without a command */
    const char *arguments; /* as in the synopsis */
    const char *summary;   /* one line */
    const char *help;      /* further lines of its own help */
    unsigned min, max;     /* number of arguments */
    uint32_t takes;        /* TAKES_... */
    const struct kind *kind;
    enum command_verb verb;
    int (*run)(const struct options *options); /* returns the exit status */
};

/** The row with that name, NULL for the form without a command; NULL when there is none. */
const struct command *command_find(const char *name);

/** Prints the help of one command, or of the program for the form without a command. */
void command_help(const struct command *command);

/** Shows the cluster and its network interfaces: the form without a command. */
int report_run(const struct options *options);

/** Shows the objects of a kind, or one of them. */
int look_run(const struct options *options);

/** Changes the state of an object. */
int act_run(const struct options *options);

/** Prints the failure on stderr. @return STATUS_NOT_FOUND for the code of a missing object, else
 * STATUS_FAILED. */
int command_failed(const struct report_failure *failure);

#endif
