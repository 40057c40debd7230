/* Events as lines of text. A product sends traps or writes a log instead. */
#ifndef UPS_REPORT_H
#define UPS_REPORT_H

#include "ups_drain.h"

/* Exit status of the example. */
enum ups_status {
    UPS_STATUS_OK = 0,
    UPS_STATUS_SETTINGS = 1,
    UPS_STATUS_NETWORK = 2,
    UPS_STATUS_START = 3,     /* lwclus_init */
    UPS_STATUS_CLUSTER = 4,   /* the cluster was not reached, or refused the order */
    UPS_STATUS_TIMEOUT = 5,   /* groups did not leave in time */
    UPS_STATUS_LEFT_OPEN = 6, /* a handle was not freed */
    UPS_STATUS_LOGON = 7,     /* the logon was refused */
    UPS_STATUS_NODE = 8       /* the node is unknown, or down */
};

/** Prints an event through ups_board_put. For ups_config.event. */
void ups_report(const struct ups *ups, const struct ups_event *event);

/** Status of the last drain or resume that ended. */
enum ups_status ups_report_status(void);

/* ---- text without printf ---- */

void ups_put(const char *text);
void ups_put_number(uint32_t value);
/** UTF-16 as UTF-8. */
void ups_put_wide(const WCHAR *text);

#endif
