/* What clusinfo and the demo show: collected with the functions of clusapi.h, printed as a table or as JSON.
 */
#ifndef LWCLUS_EXAMPLES_REPORT_H
#define LWCLUS_EXAMPLES_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "clusapi.h"
#include "lwclus.h"

#if !LWCLUS_API_NETINTERFACE || !LWCLUS_API_ENUM || !LWCLUS_API_CLUSTER
#error "clusinfo and the demo need LWCLUS_API_NETINTERFACE, LWCLUS_API_ENUM and LWCLUS_API_CLUSTER"
#endif

#define REPORT_NETINTERFACES 1024u
#define REPORT_TEXT_BYTES    800u /* UTF-8 of 255 UTF-16 units and the NUL */

struct report_netinterface {
    char name[REPORT_TEXT_BYTES];
    char id[REPORT_TEXT_BYTES];
    char node[REPORT_TEXT_BYTES];
    char network[REPORT_TEXT_BYTES];
    int32_t state;
    uint32_t granted;
};

struct report_cluster {
    char name[REPORT_TEXT_BYTES];   /* of the cluster, as the cluster says */
    char server[REPORT_TEXT_BYTES]; /* node that answered */
    bool local;
    uint32_t granted;
};

struct report {
    struct report_cluster cluster;
    uint32_t count;
    uint32_t round_trips;
    int64_t heap_calls; /* after init; -1 = the program was linked without counting */
    struct report_netinterface netinterface[REPORT_NETINTERFACES];
};

struct report_request {
    const char *cluster; /* UTF-8; NULL = local handle */
    uint32_t access;
    const char *const *names; /* network interfaces to show; NULL = all */
    uint32_t name_count;
};

/* What failed, and why. */
struct report_failure {
    const char *function; /* that failed */
    uint32_t code;        /* Win32 code */
    uint32_t result;      /* lwclus_last_result() */
};

/**
 * Opens a cluster and asks for its name.
 * @param name UTF-8; NULL = local handle. @return For CloseCluster; NULL: `failure` is filled.
 */
HCLUSTER report_open(struct report_cluster *out, const char *name, uint32_t access,
                     struct report_failure *failure);

/** Opens the cluster, asks for everything, closes it. False: `failure` is filled. */
bool report_collect(struct report *report, const struct report_request *request,
                    struct report_failure *failure);

/** Prints `NAME: FUNCTION: NUMBER SYMBOL (origin: ...)` on stderr. */
void report_print_failure(const char *program, const struct report_failure *failure);

/** Prints cluster, access and a table of network interfaces on stdout. */
void report_print_table(const struct report *report);

/** Prints one JSON object on stdout. */
void report_print_json(const struct report *report);

/** Word for an access right: "all", "read" or a hexadecimal number. `buffer` has at least 12 bytes. */
const char *report_access_name(uint32_t access, char *buffer);

#endif
