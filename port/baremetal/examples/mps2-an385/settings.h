/* Settings of the example: compiled in, or given over semihosting. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

struct settings {
    const char *address; /* of this device, IPv4 */
    const char *mask;
    const char *gateway;
    const char *dns;
    const char *cluster;   /* name or address */
    const char *interface; /* name of the net interface to open; empty = all */
    const char *user;
    const char *domain;
    const char *password;
    const char *clock;   /* milliseconds that the clock starts at */
    const char *timeout; /* milliseconds for an open and for a call; 0 = lwclus's defaults */
    /* of ups_drain */
    const char *node;    /* on this UPS */
    const char *reserve; /* seconds of battery for the node's own shutdown */
    const char *ours;    /* 1: the node was paused before this start */
};

extern struct settings settings;

/**
 * Replaces settings by the words `name=value` of the command line. A space in a value is written %20.
 * @return NULL, or the word that is no setting.
 */
const char *settings_read(void);

/** Decimal number; 0 for anything else. */
uint32_t settings_number(const char *text);

#endif
