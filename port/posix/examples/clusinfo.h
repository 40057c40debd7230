/* clusinfo: options, account, network stack. Commands: clusinfo/command.h. */
#ifndef LWCLUS_EXAMPLES_CLUSINFO_H
#define LWCLUS_EXAMPLES_CLUSINFO_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus.h"

#define OPTIONS_NAMES      64u
#define OPTIONS_ARGUMENTS  2u
#define OPTIONS_NAME_UNITS 1024u /* with the NUL */
#define OPTIONS_WAIT_MS    600000u
#define OPTIONS_KDCS       4u

struct command;

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
    uint8_t logon;       /* LWCLUS_LOGON_... */
    const char *realm;   /* NULL = from the user */
    const char *spn;     /* NULL = from the cluster's name */
    uint32_t kdc_count;
    struct lwclus_kdc kdcs[OPTIONS_KDCS];
    bool trace, json, quiet;
    uint32_t name_count;
    const char *names[OPTIONS_NAMES];
    const struct command *command; /* never NULL */
    unsigned argument_count;
    char **words;                                      /* its arguments */
    WCHAR wide[OPTIONS_ARGUMENTS][OPTIONS_NAME_UNITS]; /* the arguments */
    uint32_t given;                                    /* TAKES_... of what only some commands take */
    bool wait, drain, dry_run, as_group, as_resource;
    uint32_t failback; /* CLUSTER_NODE_RESUME_FAILBACK_TYPE */
    uint32_t wait_limit_ms;
};

/** Reads the command line and the environment variable LWCLUS_CLUSTER. Prints help or the fault and returns
 * the exit status, or -1 to go on. */
int options_read(struct options *options, int argc, char **argv);

/** Parses an IPv4 or IPv6 literal. */
bool stack_address(const char *text, struct lwclus_address *out);

/**
 * Starts the network of --stack. @return The port table; NULL: a line on stderr says what is wrong, *status
 * is the exit status.
 */
const struct lwclus_port *stack_start(const char *text, int *status);

/** Prepares the account; reads the password when there is a user. False: a line on stderr says why. */
bool account_read(const struct options *options);

/** For lwclus_config.credentials. */
bool account_give(void *user, const WCHAR *cluster, struct lwclus_credentials *out);

/** LWCLUS_LOGON_... of a word of --logon; false: there is none of that name. */
bool logon_word(const char *text, uint8_t *out);

/** Fills what concerns the logon. False: a line on stderr says what is wrong. */
bool logon_configure(const struct options *options, struct lwclus_config *config);

/** Wipes the password. */
void account_wipe(void);

#endif
