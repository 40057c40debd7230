/* ups_drain on a host: power is simulated on stdin. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <arpa/inet.h>

#include "lwclus_port_posix.h"
#include "lwclus_port_posix_lwip.h"
#include "ups_board.h"
#include "ups_main.h"

/* ---- board ---- */

uint32_t ups_board_ms(void)
{
    return lwclus_port_posix.now_ms();
}

void ups_board_put(const char *text)
{
    (void)fputs(text, stdout);
}

int ups_board_get(void)
{
    struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;
    ssize_t n;

    if (poll(&in, 1, 0) <= 0) {
        return -1;
    }
    n = read(STDIN_FILENO, &byte, 1);
    return n == 1 ? byte : n < 0 && errno == EINTR ? -1 : -2;
}

void ups_board_led(bool on)
{
    (void)on;
}

/* The network has threads of its own here. */
void ups_board_turn(void)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

/* ---- settings ---- */

static const char help_text[] =
    "Usage: ups_drain cluster=NAME node=NODE user=USER domain=DOMAIN [setting=value ...]\n"
    "Drains a cluster node when power fails, resumes it when power is back.\n"
    "\n"
    "  cluster   name or address of the cluster      node     the node on this UPS\n"
    "  user      account                             domain   of the account\n"
    "  reserve   seconds of battery that are for the node's own shutdown (10)\n"
    "  timeout   limit for an open and for a call, milliseconds (5000)\n"
    "  ours      1: the node was paused by an earlier run, resume it\n"
    "  tap       TAP device: use lwIP on it, with the IPv4 addresses `address` (24 bits) and `dns`;\n"
    "            without it the host's sockets\n"
    "\n"
    "The password is in the environment variable LWCLUS_PASSWORD.\n"
    "Power is simulated by lines on stdin: battery SECONDS, mains, end.\n"
    "Exit status: 0 done, 1 settings, 2 network, 3 start, 4 cluster not reached, 5 groups did not leave\n"
    "in time, 6 handles left open, 7 logon refused, 8 node unknown or down.\n";

struct words {
    const char *cluster, *node, *user, *domain, *reserve, *timeout, *ours, *tap, *address, *dns;
};

static const char **find(struct words *words, const char *name, size_t size)
{
    const struct {
        const char *name;
        const char **value;
    } rows[] = {{"cluster", &words->cluster}, {"node", &words->node},       {"user", &words->user},
                {"domain", &words->domain},   {"reserve", &words->reserve}, {"timeout", &words->timeout},
                {"ours", &words->ours},       {"tap", &words->tap},         {"address", &words->address},
                {"dns", &words->dns}};
    size_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].name) == size && memcmp(rows[i].name, name, size) == 0) {
            return rows[i].value;
        }
    }
    return NULL;
}

static bool read_words(struct words *words, int argc, char **argv)
{
    int i;

    for (i = 1; i < argc; i++) {
        const char *value = strchr(argv[i], '=');
        const char **word = value != NULL ? find(words, argv[i], (size_t)(value - argv[i])) : NULL;

        if (word == NULL) {
            (void)fprintf(stderr, "ups_drain: not a setting: %s\n\n%s", argv[i], help_text);
            return false;
        }
        *word = value + 1;
    }
    return true;
}

static bool ipv4(const char *text, struct lwclus_address *out)
{
    out->family = LWCLUS_FAMILY_IPV4;
    return inet_pton(AF_INET, text, out->bytes) == 1;
}

static const struct lwclus_port *start_network(const struct words *words)
{
    static struct lwclus_posix_lwip_config config;

    if (*words->tap == '\0') {
        return &lwclus_port_posix;
    }
    config.tap = words->tap;
    config.prefix[0] = 24;
    if (!ipv4(words->address, &config.address[0]) ||
        (*words->dns != '\0' && !ipv4(words->dns, &config.dns[0])) ||
        lwclus_posix_lwip_start(&config) != LWCLUS_PORT_OK) {
        (void)fprintf(stderr, "ups_drain: lwIP does not start on %s\n", words->tap);
        return NULL;
    }
    return &lwclus_port_posix_lwip;
}

int main(int argc, char **argv)
{
    struct words words = {"", "", "", "", "10", "0", "0", "", "", ""};
    const char *password = getenv("LWCLUS_PASSWORD");
    const struct lwclus_port *port;
    struct ups_settings settings;

    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    if (!read_words(&words, argc, argv)) {
        return UPS_STATUS_SETTINGS;
    }
    port = start_network(&words);
    if (port == NULL) {
        return UPS_STATUS_NETWORK;
    }
    settings = (struct ups_settings){
        .cluster = words.cluster,
        .node = words.node,
        .user = words.user,
        .domain = words.domain,
        .password = password != NULL ? password : "",
        .reserve_s = (uint32_t)strtoul(words.reserve, NULL, 10),
        .timeout_ms = (uint32_t)strtoul(words.timeout, NULL, 10),
        .ours = *words.ours == '1',
    };
    return (int)ups_run(&settings, port);
}
