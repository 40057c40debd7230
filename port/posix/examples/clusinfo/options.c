/* Command line of clusinfo. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"

enum {
    OPTION_PASSWORD_FILE = 256,
    OPTION_STACK,
    OPTION_LOCAL,
    OPTION_TIMEOUT,
    OPTION_TRACE,
    OPTION_JSON,
    OPTION_PORT,
    OPTION_WINS,
    OPTION_VERSION,
    OPTION_HELP,
    OPTION_WAIT,
    OPTION_WAIT_LIMIT,
    OPTION_DRAIN,
    OPTION_FAILBACK,
    OPTION_GROUP,
    OPTION_RESOURCE,
    OPTION_LOGON,
    OPTION_REALM,
    OPTION_SPN,
    OPTION_KDC
};

static const struct option long_options[] = {
    {"user", required_argument, NULL, 'U'},
    {"access", required_argument, NULL, 'a'},
    {"cluster", required_argument, NULL, 'c'},
    {"netinterface", required_argument, NULL, 'i'},
    {"dry-run", no_argument, NULL, 'n'},
    {"quiet", no_argument, NULL, 'q'},
    {"password-file", required_argument, NULL, OPTION_PASSWORD_FILE},
    {"stack", required_argument, NULL, OPTION_STACK},
    {"local", required_argument, NULL, OPTION_LOCAL},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"trace", no_argument, NULL, OPTION_TRACE},
    {"json", no_argument, NULL, OPTION_JSON},
    {"port", required_argument, NULL, OPTION_PORT},
    {"wins", required_argument, NULL, OPTION_WINS},
    {"version", no_argument, NULL, OPTION_VERSION},
    {"help", no_argument, NULL, OPTION_HELP},
    {"wait", no_argument, NULL, OPTION_WAIT},
    {"wait-limit", required_argument, NULL, OPTION_WAIT_LIMIT},
    {"drain", no_argument, NULL, OPTION_DRAIN},
    {"failback", optional_argument, NULL, OPTION_FAILBACK},
    {"group", no_argument, NULL, OPTION_GROUP},
    {"resource", no_argument, NULL, OPTION_RESOURCE},
    {"logon", required_argument, NULL, OPTION_LOGON},
    {"realm", required_argument, NULL, OPTION_REALM},
    {"spn", required_argument, NULL, OPTION_SPN},
    {"kdc", required_argument, NULL, OPTION_KDC},
    {NULL, 0, NULL, 0},
};

/* What only some commands take. */
static const struct {
    int option;
    uint32_t takes;
    const char *name;
} of_commands[] = {
    {'i', TAKES_INTERFACE, "netinterface"}, {'n', TAKES_DRY_RUN, "dry-run"},
    {OPTION_WAIT, TAKES_WAIT, "wait"},      {OPTION_WAIT_LIMIT, TAKES_LIMIT, "wait-limit"},
    {OPTION_DRAIN, TAKES_DRAIN, "drain"},   {OPTION_FAILBACK, TAKES_FAILBACK, "failback"},
    {OPTION_GROUP, TAKES_GROUP, "group"},   {OPTION_RESOURCE, TAKES_RESOURCE, "resource"},
};

#define OF_COMMANDS (sizeof of_commands / sizeof of_commands[0])

static int usage(const char *format, ...)
{
    va_list list;

    (void)fputs("clusinfo: ", stderr);
    va_start(list, format);
    (void)vfprintf(stderr, format, list);
    va_end(list);
    (void)fputs("\nTry 'clusinfo --help'.\n", stderr);
    return 2;
}

static bool number(const char *text, uint32_t max, uint32_t *out)
{
    char *end;
    unsigned long value;

    errno = 0;
    value = strtoul(text, &end, 10);
    if (*text < '0' || *text > '9' || *end != '\0' || errno != 0 || value == 0 || value > max) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

static bool access_of(const char *text, uint32_t *out)
{
    static const struct {
        const char *name;
        uint32_t access;
    } names[] = {{"read", GENERIC_READ}, {"all", GENERIC_ALL}, {"max", MAXIMUM_ALLOWED}};
    size_t i;

    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i].name) == 0) {
            *out = names[i].access;
            return true;
        }
    }
    return false;
}

/* Options with a plain value. */
static bool text_option(struct options *options, int c)
{
    const char **target;

    switch (c) {
    case 'U':
        target = &options->user;
        break;
    case OPTION_PASSWORD_FILE:
        target = &options->password_file;
        break;
    case OPTION_STACK:
        target = &options->stack;
        break;
    case OPTION_LOCAL:
        target = &options->local;
        break;
    case 'c':
        target = &options->cluster;
        break;
    case OPTION_REALM:
        target = &options->realm;
        break;
    case OPTION_SPN:
        target = &options->spn;
        break;
    default:
        return false;
    }
    *target = optarg;
    return true;
}

static int logon_option(struct options *options, int c)
{
    if (c == OPTION_LOGON) {
        return logon_word(optarg, &options->logon)
                   ? -1
                   : usage("logon '%s': any, kerberos, kerberos-raw or ntlm", optarg);
    }
    if (options->kdc_count == OPTIONS_KDCS) {
        return usage("more than %u KDCs", OPTIONS_KDCS);
    }
    if (!stack_address(optarg, &options->kdcs[options->kdc_count++].address)) {
        return usage("KDC '%s': an address", optarg);
    }
    return -1;
}

static int value_option(struct options *options, int c)
{
    uint32_t value = 0;

    switch (c) {
    case 'a':
        return access_of(optarg, &options->access) ? -1 : usage("access '%s': read, all or max", optarg);
    case 'i':
        if (options->name_count == OPTIONS_NAMES) {
            return usage("more than %u network interfaces", OPTIONS_NAMES);
        }
        options->names[options->name_count++] = optarg;
        return -1;
    case OPTION_TIMEOUT:
        return number(optarg, INT32_MAX, &options->timeout_ms) ? -1 : usage("time-out '%s'", optarg);
    case OPTION_PORT:
        if (!number(optarg, UINT16_MAX, &value)) {
            return usage("port '%s': 1 to 65535", optarg);
        }
        options->port = (uint16_t)value;
        return -1;
    case OPTION_WINS:
        if (!stack_address(optarg, &options->wins) || options->wins.family != LWCLUS_FAMILY_IPV4) {
            return usage("name server '%s': an IPv4 address", optarg);
        }
        return -1;
    case OPTION_WAIT_LIMIT:
        if (!number(optarg, INT32_MAX / 1000, &value)) {
            return usage("wait limit '%s': seconds", optarg);
        }
        options->wait = true;
        options->wait_limit_ms = value * 1000u;
        return -1;
    case OPTION_FAILBACK:
        if (optarg != NULL && strcmp(optarg, "now") != 0 && strcmp(optarg, "policy") != 0) {
            return usage("failback '%s': now or policy", optarg);
        }
        options->failback =
            optarg == NULL || *optarg == 'n' ? FailbackGroupsImmediately : FailbackGroupsPerPolicy;
        return -1;
    default:
        return logon_option(options, c);
    }
}

/* Options without a value. */
static bool flag_option(struct options *options, int c)
{
    bool *target;

    switch (c) {
    case 'n':
        target = &options->dry_run;
        break;
    case 'q':
        target = &options->quiet;
        break;
    case OPTION_JSON:
        target = &options->json;
        break;
    case OPTION_WAIT:
        target = &options->wait;
        break;
    case OPTION_DRAIN:
        target = &options->drain;
        break;
    case OPTION_GROUP:
        target = &options->as_group;
        break;
    case OPTION_RESOURCE:
        target = &options->as_resource;
        break;
    default:
        return false;
    }
    *target = true;
    return true;
}

static int one_option(struct options *options, int c, const char *text)
{
    size_t i;

    for (i = 0; i < OF_COMMANDS; i++) {
        options->given |= of_commands[i].option == c ? of_commands[i].takes : 0;
    }
    if (text_option(options, c) || flag_option(options, c)) {
        return -1;
    }
    switch (c) {
    case OPTION_TRACE:
        options->trace = true;
        return LWCLUS_TRACE ? -1 : usage("--trace: the library was built without LWCLUS_TRACE");
    case OPTION_VERSION:
        (void)puts("clusinfo (lwclus) " LWCLUS_VERSION_STRING);
        return 0;
    case ':':
    case '?':
        return usage(c == ':' ? "option '%s' needs a value" : "option '%s' is unknown or not complete", text);
    default:
        return value_option(options, c);
    }
}

/* ---- what is no option ---- */

/* [CLUSTER] [COMMAND [ARGUMENT]...]: a first word that is a command is none of a cluster; that is for -c. */
static int read_words(struct options *options, int count, char **words)
{
    bool named = options->cluster != NULL;

    if (!named && count > 0 && command_find(words[0]) == NULL) {
        options->cluster = words[0];
        named = true;
        words++;
        count--;
    }
    if (!named) {
        options->cluster = getenv("LWCLUS_CLUSTER");
    }
    if (options->cluster != NULL &&
        (strcmp(options->cluster, ".") == 0 || (!named && *options->cluster == '\0'))) {
        options->cluster = NULL;
    }
    options->command = command_find(NULL);
    if (count > 0) {
        const struct command *command = command_find(words[0]);

        if (command == NULL) {
            return usage("'%s' is no command", words[0]);
        }
        options->command = command;
        options->argument_count = (unsigned)count - 1u;
        options->words = words + 1;
    }
    return -1;
}

static int read_arguments(struct options *options)
{
    const struct command *command = options->command;
    unsigned i;

    if (options->argument_count < command->min || options->argument_count > command->max) {
        return usage("usage: clusinfo [options] [CLUSTER] %s %s", command->name, command->arguments);
    }
    for (i = 0; i < options->argument_count; i++) {
        size_t units = lwclus_utf16_from_utf8(options->wide[i], OPTIONS_NAME_UNITS, options->words[i]);

        if (units <= 1 || units > OPTIONS_NAME_UNITS) {
            return usage("name '%s' is %s", options->words[i],
                         units == 0   ? "not UTF-8"
                         : units == 1 ? "empty"
                                      : "too long");
        }
    }
    return -1;
}

static int check_options(struct options *options)
{
    const struct command *command = options->command;
    size_t i;

    for (i = 0; i < OF_COMMANDS; i++) {
        if ((options->given & of_commands[i].takes & ~command->takes) != 0) {
            return usage("--%s: not with %s", of_commands[i].name,
                         command->name != NULL ? command->name : "the form without a command");
        }
    }
    if (options->as_group && options->as_resource) {
        return usage("--group or --resource, not both");
    }
    if (options->access == 0) {
        options->access = command->verb != VERB_NONE ? GENERIC_ALL : GENERIC_READ;
    }
    return -1;
}

int options_read(struct options *options, int argc, char **argv)
{
    bool help = false;
    int status = -1;
    int c;

    memset(options, 0, sizeof *options);
    options->stack = "posix";
    options->wait_limit_ms = OPTIONS_WAIT_MS;
    while ((c = getopt_long(argc, argv, ":U:a:c:i:nq", long_options, NULL)) != -1) {
        if (c == OPTION_HELP) {
            help = true;
        } else if ((status = one_option(options, c, argv[optind - 1])) >= 0) {
            return status;
        }
    }
    status = read_words(options, argc - optind, argv + optind);
    if (help && status < 0) {
        command_help(options->command);
        return 0;
    }
    if (status < 0) {
        status = read_arguments(options);
    }
    return status < 0 ? check_options(options) : status;
}
