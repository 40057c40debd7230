/*
 * A transport without a network: a test decides what the server says, in which portions, and when it breaks.
 *
 * One connection, slot 0. Every whole PDU of the client is handed to `on_pdu`, which answers with
 * script_say().
 */
#ifndef TESTS_UNIT_RPC_SCRIPT_TRANSPORT_H
#define TESTS_UNIT_RPC_SCRIPT_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "lwclus_port.h"

struct script {
    /* what the test sets */
    uint32_t portion; /* bytes that one call moves at most; 0 = all */
    uint32_t first;   /* the first call of each direction moves at most that many; 0 = no limit */
    bool stutter;     /* AGAIN before every call that moves something */
    int connect_result;
    unsigned connect_agains; /* AGAIN that often before connect_result */
    uint32_t send_limit;     /* bytes that send takes before it gives send_result */
    int send_result;         /* 0 = no limit */
    int end_result;          /* recv when nothing is left; AGAIN unless set */
    void (*on_pdu)(void *user, const uint8_t *pdu, uint32_t size);
    void *user;

    /* what the test reads */
    uint32_t sent;     /* bytes of the client */
    uint32_t received; /* bytes that the client took */
    unsigned agains;
    unsigned closes;
    bool open;

    /* private */
    uint8_t *from_server;
    uint32_t from_server_size, from_server_at;
    uint8_t pdu[32768];
    uint32_t pdu_size;
    bool ready;
};

extern const struct lwclus_transport script_transport;

/** Makes `s` the one connection: all fields zero, connects at once. */
void script_init(struct script *s);

/** Appends bytes from the server. */
void script_say(struct script *s, const uint8_t *bytes, uint32_t size);

/** Frees what is left. */
void script_free(struct script *s);

#endif
