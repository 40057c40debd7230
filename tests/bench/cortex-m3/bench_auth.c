/* The logon of the recorded session (tests/vectors/ntlm_session.h), then sealed PDUs in both directions. */
#include "bench.h"

#include <string.h>

#include "auth/auth.h"
#include "auth/ntlm_internal.h"
#include "vectors/ntlm_session.h"

#include "counter.h"

#define HEADER_BYTES  24u
#define TRAILER_BYTES 8u
#define LOGONS        20u
#define PDUS          50u

#define HEX_BYTES(text) ((sizeof(text) - 1u) / 2u)

static struct lwclus_auth client, server;
static struct lwclus_auth_source source;
static uint8_t leg2[HEX_BYTES(SESSION_LEG2)], leg3[HEX_BYTES(SESSION_LEG3)], leg4[HEX_BYTES(SESSION_LEG4)];
static uint8_t draw[HEX_BYTES(SESSION_RANDOM)];
static uint8_t token[1024];
static uint32_t token_bytes;

/* ---- the recorded session ---- */

static uint8_t digit(char c)
{
    return (uint8_t)(c >= 'a' ? c - 'a' + 10 : c - '0');
}

static void read_hex(uint8_t *out, const char *text)
{
    for (; *text != '\0'; text += 2) {
        *out++ = (uint8_t)(digit(text[0]) << 4 | digit(text[1]));
    }
}

static bool get(void *user, struct lwclus_auth_identity *out)
{
    (void)user;
    *out = (struct lwclus_auth_identity){.user = u"root",
                                         .domain = u"DOM",
                                         .password = u"Passw0rd",
                                         .workstation = u"CLIENT",
                                         .target = u"MSServerClusterMgmtAPI/SRV"};
    return true;
}

static void done(void *user)
{
    (void)user;
}

static bool give_random(void *user, uint8_t *out, uint32_t size)
{
    (void)user;
    memcpy(out, draw, size);
    return size == sizeof draw;
}

static uint64_t filetime(void *user)
{
    (void)user;
    return 0;
}

/* ---- logon ---- */

static void negotiate(void)
{
    struct lwclus_cursor out;

    lwclus_cursor_init(&out, token, sizeof token);
    counter_expect(lwclus_auth_start(&client, &source, &out) == LWCLUS_OK, "NEGOTIATE");
    token_bytes = out.pos;
}

static void step(uint8_t *in, uint32_t size)
{
    struct lwclus_cursor out;

    lwclus_cursor_init(&out, token, sizeof token);
    counter_expect(lwclus_auth_step(&client, (struct lwclus_span){in, size}, &out) == LWCLUS_OK, "logon");
    token_bytes = out.pos;
}

static void confirm(void)
{
    counter_expect(lwclus_auth_confirm(&client, (struct lwclus_span){leg4, sizeof leg4}) == LWCLUS_OK,
                   "logon");
}

static void logon(void)
{
    negotiate();
    step(leg2, sizeof leg2);
    confirm();
}

static void only_authenticate(void)
{
    counter_pause();
    negotiate();
    counter_resume();
    step(leg2, sizeof leg2);
}

static void only_last(void)
{
    counter_pause();
    negotiate();
    step(leg2, sizeof leg2);
    counter_resume();
    confirm();
}

static void measure_logon(void)
{
    counter_measure("NTLM NEGOTIATE", HEX_BYTES(SESSION_NEG_TOKEN_INIT), negotiate, LOGONS);
    counter_expect(token_bytes == HEX_BYTES(SESSION_NEG_TOKEN_INIT), "the recorded size");
    counter_measure("NTLM AUTHENTICATE", sizeof leg3, only_authenticate, LOGONS);
    counter_expect(token_bytes == sizeof leg3 && memcmp(token, leg3, sizeof leg3) == 0, "the recorded token");
    counter_measure("NTLM mechListMIC of the server", sizeof leg4, only_last, LOGONS);
    counter_measure("NTLM logon", HEX_BYTES(SESSION_NEG_TOKEN_INIT) + sizeof leg2 + sizeof leg3 + sizeof leg4,
                    logon, LOGONS);
    counter_expect(client.done, "logon done");
}

/* ---- sealed PDUs ---- */

static uint8_t header[HEADER_BYTES], trailer[TRAILER_BYTES], body[1400], signature[16];
static uint32_t body_bytes;

static struct lwclus_auth_pdu pdu(void)
{
    return (struct lwclus_auth_pdu){{header, sizeof header}, {body, body_bytes}, {trailer, sizeof trailer}};
}

static void seal(void)
{
    struct lwclus_auth_pdu p = pdu();

    counter_expect(lwclus_auth_seal(&client, &p, signature) == LWCLUS_OK, "seal");
}

static void unseal(void)
{
    struct lwclus_auth_pdu p = pdu();

    counter_pause();
    counter_expect(lwclus_auth_seal(&server, &p, signature) == LWCLUS_OK, "seal of the server");
    counter_resume();
    counter_expect(lwclus_auth_open(&client, &p, (struct lwclus_span){signature, sizeof signature}) ==
                       LWCLUS_OK,
                   "unseal");
}

static void measure_pdus(uint32_t bytes)
{
    body_bytes = bytes;
    counter_measure("seal", bytes, seal, PDUS);
    counter_measure("unseal", bytes, unseal, PDUS);
}

void bench_auth(void)
{
    source =
        (struct lwclus_auth_source){.get = get, .done = done, .random = give_random, .filetime = filetime};
    read_hex(leg2, SESSION_LEG2);
    read_hex(leg3, SESSION_LEG3);
    read_hex(leg4, SESSION_LEG4);
    read_hex(draw, SESSION_RANDOM);
    measure_logon();
    server = client; /* a server has the same keys the other way round */
    server.state.ntlm.side[LWCLUS_AUTH_CLIENT] = client.state.ntlm.side[LWCLUS_AUTH_SERVER];
    server.state.ntlm.side[LWCLUS_AUTH_SERVER] = client.state.ntlm.side[LWCLUS_AUTH_CLIENT];
    measure_pdus(100);
    measure_pdus(1400);
}
