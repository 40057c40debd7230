/* The superloop of the example, the same on a board and on a host. */
#ifndef UPS_MAIN_H
#define UPS_MAIN_H

#include "lwclus_port.h"
#include "ups_report.h"

struct ups_settings {
    const char *cluster, *node; /* UTF-8 */
    const char *user, *domain, *password;
    uint32_t reserve_s;
    uint32_t timeout_ms; /* of an open, of a call and of a reconnect; 0 = UPS_TIMEOUT_MS */
    bool ours;           /* kept from the last run, see ups_start */
};

#define UPS_TIMEOUT_MS 5000u

/** Starts lwclus, runs until the simulated power ends, prints how the loop did. @return The exit status. */
enum ups_status ups_run(const struct ups_settings *settings, const struct lwclus_port *port);

#endif
