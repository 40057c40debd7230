/* What the three images share: the application of example.c, and the network. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include <stdint.h>

#include "lwip/netif.h"

#include "lwclus_port.h"

/* Exit status of an image. */
enum example_status {
    EXAMPLE_OK = 0,
    EXAMPLE_SETTINGS = 1,  /* a word on the command line is no setting, or one is missing */
    EXAMPLE_NETWORK = 2,   /* no network controller, wrong address */
    EXAMPLE_START = 3,     /* lwclus_init */
    EXAMPLE_CLUSTER = 4,   /* the cluster could not be opened */
    EXAMPLE_INTERFACE = 5, /* a net interface could not be opened or read */
    EXAMPLE_LEFT_OPEN = 6  /* a handle was not freed */
};

/** Reads the settings, sets the clock, says on the UART what this is. @return EXAMPLE_OK or a status. */
int example_start(const char *image);

/** Adds and configures the one netif. Runs in lwIP's context. @return EXAMPLE_OK or EXAMPLE_NETWORK. */
int example_network(netif_input_fn input);

/** Frames and state of the cable. @return frames received. */
unsigned example_network_poll(void);

/** The application: opens the cluster, prints the table, closes. @return the exit status. */
int example_run(const struct lwclus_port *port);

#endif
