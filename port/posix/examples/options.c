/* Command line of clusinfo. */
#define _POSIX_C_SOURCE 200809L

#include "clusinfo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    OPTION_HELP
};

static const struct option long_options[] = {
    {"user", required_argument, NULL, 'U'},
    {"access", required_argument, NULL, 'a'},
    {"netinterface", required_argument, NULL, 'i'},
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
    {NULL, 0, NULL, 0},
};

static const char help_text[] =
    "Usage: clusinfo [options] [CLUSTER]\n"
    "Shows a Windows failover cluster and its network interfaces.\n"
    "\n"
    "CLUSTER is an IPv4 or IPv6 address, a DNS name or a NetBIOS name; without it the local\n"
    "cluster is opened (see --local).\n"
    "\n"
    "  -U, --user NAME          account: DOMAIN\\user or user@REALM\n"
    "      --password-file FILE password in the first line of FILE; else from the environment\n"
    "                           variable LWCLUS_PASSWORD, else it is asked for\n"
    "  -a, --access ACCESS      read (default), all or max\n"
    "  -i, --netinterface NAME  this network interface, repeatable (default: all)\n"
    "      --stack STACK        network: posix (default) or\n"
    "                           lwip:TAP,ADDRESS/PREFIX[,ADDRESS/PREFIX]...[,GATEWAY[,DNS]...]\n"
    "      --port N             TCP port of the cluster service; else the endpoint mapper is asked\n"
    "      --wins ADDRESS       IPv4 address of a NetBIOS name server (default: broadcast)\n"
    "      --local PATH         Unix-domain socket of the local cluster service\n"
    "      --timeout MS         limit for opening and for each call, milliseconds\n"
    "      --trace              one line per PDU on stderr\n"
    "      --json               JSON instead of a table\n"
    "      --version, --help\n"
    "\n"
    "lwip: runs the TCP/IP stack lwIP on the TAP device TAP. Items with a slash are its addresses,\n"
    "one IPv4 and up to two IPv6 (prefix 64). The first item without a slash is the gateway: an\n"
    "address, an IPv4 and an IPv6 address with '+' between them, or nothing. Up to two name servers\n"
    "follow. Example: lwip:tap0,192.0.2.10/24,2001:db8::10/64,192.0.2.1+2001:db8::1,192.0.2.53\n"
    "\n"
    "Exit status: 0 done, 1 failed (the reason is on stderr), 2 wrong usage.\n";

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

bool options_address(const char *text, struct lwclus_address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, out->bytes) == 1) {
        out->family = LWCLUS_FAMILY_IPV4;
    } else if (inet_pton(AF_INET6, text, out->bytes) == 1) {
        out->family = LWCLUS_FAMILY_IPV6;
    }
    return out->family != LWCLUS_FAMILY_NONE;
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
    default:
        return false;
    }
    *target = optarg;
    return true;
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
        if (!options_address(optarg, &options->wins) || options->wins.family != LWCLUS_FAMILY_IPV4) {
            return usage("name server '%s': an IPv4 address", optarg);
        }
        return -1;
    default:
        return usage("wrong option");
    }
}

static int one_option(struct options *options, int c, const char *text)
{
    if (text_option(options, c)) {
        return -1;
    }
    switch (c) {
    case OPTION_TRACE:
        options->trace = true;
        return LWCLUS_TRACE ? -1 : usage("--trace: the library was built without LWCLUS_TRACE");
    case OPTION_JSON:
        options->json = true;
        return -1;
    case OPTION_HELP:
        (void)fputs(help_text, stdout);
        return 0;
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

int options_read(struct options *options, int argc, char **argv)
{
    int c;

    memset(options, 0, sizeof *options);
    options->access = GENERIC_READ;
    options->stack = "posix";
    while ((c = getopt_long(argc, argv, ":U:a:i:", long_options, NULL)) != -1) {
        int status = one_option(options, c, argv[optind - 1]);

        if (status >= 0) {
            return status;
        }
    }
    if (argc - optind > 1) {
        return usage("more than one cluster");
    }
    options->cluster = optind < argc ? argv[optind] : NULL;
    return -1;
}
