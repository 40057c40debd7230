/*
 * A whole fetch of tickets against KDCs, DNS servers and a resolver that do what the input says.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address,undefined; without it link replay.c. The input is settings,
 * then the network's decisions in the order in which they are asked for; where it ends the network is honest.
 * The KDC knows the keys, so what it says may be wrong behind the mac as well. What must hold: the open ends
 * within its time and a bounded number of calls of the port, whose contract is kept; nothing stays open,
 * pinned or secret; and an honest network afterwards gives the ticket.
 */
#include "fetch_net.h"

#include <stdlib.h>
#include <string.h>

#include "lwclus.h"
#include "session/instance.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#if LWCLUS_KERBEROS

#define TIMEOUT_MS 5000u
#define SLACK_MS   200u    /* a wait that was begun, rounded */
#define CALLS_MOST 200000u /* of the port by one open */
#define REFUSAL_MS 31000u  /* silent KDCs are remembered for 30 s */

/* Settings, bits of the first two bytes. */
enum {
    SET_UDP = 1,
    SET_DIRECT = 2,
    SET_LEARN = 4,
    SET_CLOCK = 8,
    SET_ANY = 16,
    SET_RAW = 32,
    SET_SRV = 64,   /* no configured KDC: SRV records, */
    SET_REALM = 96, /* or the realm's name (with both bits) */
    SET_SUFFIX = 256,
    SET_LOCAL_KDC = 512,  /* the configured KDCs are for R.TEST alone */
    SET_PASSWORD = 0xfc00 /* all of them: string-to-key takes long */
};

static uint32_t settings;

static bool account(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    static struct lwclus_krb5_key key;

    (void)user;
    (void)cluster;
    if (out == NULL) {
        return true;
    }
    key = *net_account_key();
    out->user = (settings & SET_SUFFIX) != 0 ? u"joe@r.test" : u"joe";
    out->domain = (settings & SET_SUFFIX) != 0 ? NULL : u"r.test";
    out->password = NET_PASSWORD;
    if ((settings & SET_PASSWORD) != SET_PASSWORD) {
        out->password = NULL;
        out->key = key.bytes;
        out->key_etype = key.etype;
    }
    return true;
}

static void start(void)
{
    static struct lwclus_kdc kdcs[2];
    struct lwclus_config config = {.port = &net_port,
                                   .credentials = account,
                                   .connect_timeout_ms = TIMEOUT_MS,
                                   .endpoint_port = NET_NODE_PORT,
                                   .logon = (settings & SET_ANY) != 0   ? LWCLUS_LOGON_ANY
                                            : (settings & SET_RAW) != 0 ? LWCLUS_LOGON_KERBEROS_RAW
                                                                        : LWCLUS_LOGON_KERBEROS,
                                   .kdc_udp_first = (settings & SET_UDP) != 0,
                                   .learn_time = (settings & SET_LEARN) != 0,
                                   .direct_ticket = (settings & SET_DIRECT) != 0,
                                   .kdcs = kdcs,
                                   .kdc_count = (settings & SET_SRV) != 0 ? 0 : 2};

    kdcs[0].address = net_address(81);
    kdcs[1].address = net_address(82);
    kdcs[0].realm = kdcs[1].realm = (settings & SET_LOCAL_KDC) != 0 ? u"r.test" : NULL;
    net.clock = (settings & SET_CLOCK) != 0;
    net.clock_wrong = net.clock && (settings & SET_LEARN) != 0;
    net.dns = (settings & SET_REALM) == SET_SRV;
    net_require(lwclus_init(&config) == ERROR_SUCCESS);
}

/* ---- other sessions ---- */

static uint8_t pinned[LWCLUS_MAX_TICKETS];

static void unpin_all(void)
{
    for (uint32_t i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        if (pinned[i] != 0) {
            lwclus_tickets_unpin(&lwclus_instance.tickets.row[i]);
        }
        pinned[i] = 0;
    }
}

/* Every row is in use. */
static void pin_all(void)
{
    for (uint32_t i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        lwclus_instance.tickets.row[i].pins += !pinned[i];
        pinned[i] = 1;
    }
}

/* Each ticket is replaced by a newer one, here the same. */
static void renew_all(void)
{
    static uint8_t bytes[LWCLUS_TICKET_BYTES];
    uint8_t id[LWCLUS_TICKET_ID_BYTES];
    struct lwclus_krb5_ticket ticket;

    for (uint32_t i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        const struct lwclus_ticket_row *row = &lwclus_instance.tickets.row[i];

        if (row->valid) {
            memcpy(id, row->id, sizeof id);
            memcpy(bytes, row->bytes, sizeof bytes);
            ticket = row->ticket;
            ticket.bytes = bytes;
            (void)lwclus_tickets_store(id, &ticket);
        }
    }
}

static void elsewhere(uint32_t how)
{
    if (how == 2) {
        lwclus_forget_credentials();
    } else if (how == 3) {
        pin_all();
    } else if (how == 4) {
        unpin_all();
    } else if (how == 5) {
        renew_all();
    }
}

/* ---- one run ---- */

/* Nothing of the session may be left. */
static void require_clean(void)
{
    const uint8_t *byte = (const uint8_t *)&lwclus_instance.sessions[0];
    struct lwclus_usage usage;
    uint8_t rest = 0;

    lwclus_get_usage(&usage);
    net_require(usage.sessions == 0 && usage.handles == 0 && usage.pins == 0 && !net_open());
    for (size_t i = 0; i < sizeof lwclus_instance.sessions[0]; i++) {
        rest |= byte[i];
    }
    net_require(rest == 0);
}

/* The node itself refuses the connection, so every open fails: with 1722 when there was a ticket. */
static uint32_t open_cluster(void)
{
    uint32_t began = net.now;

    net.calls = 0;
    net_require(OpenClusterEx(u"c.test", GENERIC_READ, NULL) == NULL);
    unpin_all();
    net_require(net.now - began <= TIMEOUT_MS + SLACK_MS && net.calls < CALLS_MOST);
    require_clean();
    return GetLastError();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    net_begin(data, size);
    net.elsewhere = elsewhere;
    settings = net_next();
    settings |= net_next() << 8;
    start();
    (void)open_cluster();
    net.honest = true;
    net.now += REFUSAL_MS;
    net_require(open_cluster() == RPC_S_SERVER_UNAVAILABLE);
    lwclus_deinit();
    return 0;
}

#else

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    (void)data;
    (void)size;
    return 0;
}

#endif
