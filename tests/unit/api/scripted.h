/*
 * The whole library in front of a server that answers what a test tells it: requests and responses as data
 * rows.
 *
 * The server sits behind a local endpoint, which needs no logon. It answers the open and close of the session
 * by itself; every other request must be the one that the test expects, byte for byte.
 *
 * Stub data is written in words, derived from C706 14 and not from the library's encoder:
 * - @N     context handle of that letter: C cluster, N node, M other node, G group, H other group, R
 * resource, S other resource, W network, I net interface; 0 none
 * - d5 x1f u32, decimal or hexadecimal, aligned to 4; w5 u16; q1 u64, aligned to 8
 * - s=a_b  conformant varying string "a b" with its NUL; s= is empty
 * - p      the next referent: 0x20000, 0x20004, ...
 * - h=0102 bytes
 * - a      alignment to 4
 */
#ifndef TESTS_UNIT_API_SCRIPTED_H
#define TESTS_UNIT_API_SCRIPTED_H

#include "lwclus.h"
#include "rpc/script_transport.h"

#define SCRIPTED_STUB  8192u
#define SCRIPTED_CALLS 8u

struct scripted_call {
    uint16_t opnum;
    const char *request;
    const char *response; /* NULL: the fault `fault` */
    uint32_t fault;
};

struct scripted {
    struct script io;
    struct scripted_call calls[SCRIPTED_CALLS]; /* expected, in order */
    unsigned expected, seen;
    bool any_request;        /* the bytes of a request do not matter */
    uint32_t truncate;       /* response ends after that many bytes; UINT32_MAX = whole */
    uint32_t flip;           /* this byte of the response is inverted; UINT32_MAX = none */
    uint32_t status;         /* nonzero: the method fails with it */
    uint32_t response_bytes; /* of the last response, whole */
    uint32_t now;
    uint32_t others; /* requests that the server answers by itself */
    struct lwclus_task_error error;
};

extern struct scripted scripted;

/* What every test has open. */
extern HCLUSTER C;
extern HNODE N, M;
extern HGROUP G, H;
extern HRESOURCE R, S;
extern HNETWORK W;
extern HNETINTERFACE I;

/** Starts the library, opens the cluster and one object of every letter. A cmocka setup function. */
int scripted_start(void **state);

/** Closes everything and checks that no row, snapshot or expectation is left. A cmocka teardown function. */
int scripted_stop(void **state);

/** The server expects this call next. */
void scripted_expect(uint16_t opnum, const char *request, const char *response);

/** Bytes of stub data in words; returns how many. */
uint32_t scripted_stub(uint8_t *out, const char *words);

/** Asserts that all expected calls were made, and forgets them. */
void scripted_done(void);

#endif
