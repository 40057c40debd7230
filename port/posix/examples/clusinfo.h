/* clusinfo: options, account, network stack. */
#ifndef LWCLUS_EXAMPLES_CLUSINFO_H
#define LWCLUS_EXAMPLES_CLUSINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus.h"

#define OPTIONS_NAMES 64u

struct options {
    const char *cluster;       /* NULL = local handle */
    const char *user;          /* DOMAIN\user or user@REALM; NULL = none */
    const char *password_file; /* NULL = environment or prompt */
    const char *stack;         /* posix or lwip:... */
    const char *local;         /* socket; NULL = none */
    struct lwclus_address wins;
    uint32_t access;
    uint32_t timeout_ms; /* 0 = default */
    uint16_t port;       /* 0 = ask the endpoint mapper */
    bool trace, json;
    uint32_t name_count;
    const char *names[OPTIONS_NAMES];
};

/** Reads the command line. Prints help or the fault and returns the exit status, or -1 to go on. */
int options_read(struct options *options, int argc, char **argv);

/** Parses an IPv4 or IPv6 literal. */
bool options_address(const char *text, struct lwclus_address *out);

/**
 * Starts the network of --stack. @return The port table; NULL: a line on stderr says what is wrong, *status
 * is the exit status.
 */
const struct lwclus_port *stack_start(const char *text, int *status);

/** Prepares the account; reads the password when there is a user. False: a line on stderr says why. */
bool account_read(const struct options *options);

/** For lwclus_config.credentials. */
bool account_give(void *user, const WCHAR *cluster, struct lwclus_credentials *out);

/** Wipes the password. */
void account_wipe(void);

#endif
