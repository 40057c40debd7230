/* --stack of clusinfo: the host's sockets, or lwIP on a TAP device. */
#define _POSIX_C_SOURCE 200809L

#include "clusinfo.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lwclus_port_posix.h"
#include "lwclus_port_posix_lwip.h"

#define TEXT_BYTES 400u

bool stack_address(const char *text, struct lwclus_address *out)
{
    memset(out, 0, sizeof *out);
    if (inet_pton(AF_INET, text, out->bytes) == 1) {
        out->family = LWCLUS_FAMILY_IPV4;
    } else if (inet_pton(AF_INET6, text, out->bytes) == 1) {
        out->family = LWCLUS_FAMILY_IPV6;
    }
    return out->family != LWCLUS_FAMILY_NONE;
}

/* One IPv4 address of any prefix; IPv6 addresses of prefix 64. */
static bool add_address(struct lwclus_posix_lwip_config *config, char *item, char *slash)
{
    struct lwclus_address address;
    char *end;
    unsigned long prefix = strtoul(slash + 1, &end, 10);
    unsigned i;

    *slash = '\0';
    if (slash[1] < '0' || slash[1] > '9' || *end != '\0' || !stack_address(item, &address)) {
        return false;
    }
    if (address.family == LWCLUS_FAMILY_IPV4 ? prefix > 32 : prefix != 64) {
        return false;
    }
    for (i = 0; i < LWCLUS_POSIX_LWIP_ADDRESSES; i++) {
        if (config->address[i].family == LWCLUS_FAMILY_NONE) {
            config->prefix[i] = (uint8_t)prefix;
            config->address[i] = address;
            return true;
        }
        if (config->address[i].family == address.family && address.family == LWCLUS_FAMILY_IPV4) {
            return false;
        }
    }
    return false;
}

static bool set_gateway(struct lwclus_posix_lwip_config *config, char *item)
{
    while (item != NULL && *item != '\0') {
        struct lwclus_address address;
        char *plus = strchr(item, '+');

        if (plus != NULL) {
            *plus++ = '\0';
        }
        if (!stack_address(item, &address)) {
            return false;
        }
        *(address.family == LWCLUS_FAMILY_IPV4 ? &config->gateway4 : &config->gateway6) = address;
        item = plus;
    }
    return true;
}

/* `without` counts the items without a slash: the first is the gateway, then name servers. */
static bool add_item(struct lwclus_posix_lwip_config *config, char *item, unsigned *without)
{
    char *slash = strchr(item, '/');

    if (slash != NULL) {
        return *without == 0 && add_address(config, item, slash);
    }
    if ((*without)++ == 0) {
        return set_gateway(config, item);
    }
    return *without - 2u < LWCLUS_POSIX_LWIP_SERVERS && stack_address(item, &config->dns[*without - 2u]);
}

static bool parse(char *text, struct lwclus_posix_lwip_config *config)
{
    unsigned without = 0;
    char *item = strchr(text, ',');

    config->tap = text;
    while (item != NULL) {
        char *next;

        *item++ = '\0';
        next = strchr(item, ',');
        if (next != NULL) {
            *next = '\0';
        }
        if (!add_item(config, item, &without)) {
            return false;
        }
        if (next != NULL) {
            *next = ',';
        }
        item = next;
    }
    return *text != '\0' && config->address[0].family != LWCLUS_FAMILY_NONE;
}

const struct lwclus_port *stack_start(const char *text, int *status)
{
    static char copy[TEXT_BYTES];
    static struct lwclus_posix_lwip_config config;

    *status = 2;
    if (strcmp(text, "posix") == 0) {
        return &lwclus_port_posix;
    }
    if (strncmp(text, "lwip:", 5) != 0 || strlen(text) >= sizeof copy) {
        (void)fprintf(stderr, "clusinfo: stack '%s': posix or lwip:TAP,ADDRESS/PREFIX[,...]\n", text);
        return NULL;
    }
    memcpy(copy, text + 5, strlen(text + 5) + 1);
    if (!parse(copy, &config)) {
        (void)fprintf(stderr, "clusinfo: stack '%s': see --help\n", text);
        return NULL;
    }
    *status = 1;
    if (lwclus_posix_lwip_start(&config) != LWCLUS_PORT_OK) {
        (void)fprintf(stderr, "clusinfo: %s: %s\n", config.tap, strerror(errno));
        return NULL;
    }
    return &lwclus_port_posix_lwip;
}
