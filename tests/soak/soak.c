/*
 * soak SEED : the client of the soak test, through lwIP on the TAP device of peer-run.sh. Two tasks on one
 * session and one on a second use their handles until the line "stop" comes on stdin; "loss DROP DUPLICATE
 * DELAY MS" (1/1000 of the frames, ms) sets how bad the network is. Events go to stdout, one per line. Status
 * 0 when nothing was wrong.
 */
#include "soak.h"

#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lwclus_port_posix_lwip.h"

#define CLUSTER  u"clus.cmrp.test"
#define DRAIN_MS 90000u /* a FIN whose frames were lost comes again after up to a minute */

struct session {
    HCLUSTER cluster;
    uint32_t trips; /* of the attempt to connect that runs */
    bool in_flight; /* the PDU before was sent too */
};

static struct session sessions[SOAK_SESSIONS];
static struct soak_task tasks[SOAK_TASKS] = {{.name = "a1"}, {.name = "a2"}, {.name = "b1"}};
static const uint8_t session_of[SOAK_TASKS] = {0, 0, 1};

static struct {
    uint32_t failovers, no_candidate, longest_ms, handles_max;
    uint32_t trips_min, trips_max;
} reconnects = {.trips_min = UINT32_MAX};
static pthread_mutex_t reconnects_mutex = PTHREAD_MUTEX_INITIALIZER;
static bool bad;

/* ---- lines */

uint64_t soak_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

void soak_say(const char *format, ...)
{
    char text[400];
    va_list list;

    va_start(list, format);
    (void)vsnprintf(text, sizeof text, format, list);
    va_end(list);
    (void)printf("%" PRIu64 " %s\n", soak_now_ms(), text);
}

static void pause_ms(long ms)
{
    (void)nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

static void check(bool good, const char *what)
{
    bad = bad || !good;
    soak_say("%s %s", good ? "ok" : "not ok", what);
}

/* ---- hooks */

static struct {
    WCHAR user[64], domain[64], password[64];
    atomic_uint given, wiped;
} account;

static bool give_account(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    (void)user;
    (void)cluster;
    if (out == NULL) {
        account.wiped++;
        return true;
    }
    account.given++;
    *out = (struct lwclus_credentials){
        .user = account.user, .domain = account.domain, .password = account.password};
    return true;
}

/* Counts what an attempt waits for: each TCP connection and each PDU that has an answer; those sent one right
 * behind the other are one flight. */
static void trace(void *user, const struct lwclus_trace_event *event)
{
    struct session *s = &sessions[event->session % SOAK_SESSIONS];

    (void)user;
    if (event->direction != LWCLUS_TRACE_SENT || event->ptype == 16 /* auth3 */) {
        s->in_flight = false;
        return;
    }
    if (event->ptype == 11 /* bind */) {
        s->trips = (event->mapper ? 0 : s->trips) + 1;
        s->in_flight = false;
    }
    s->trips += !s->in_flight;
    s->in_flight = true;
}

static void count_reconnect(const struct lwclus_reconnect_event *event)
{
    uint32_t trips = sessions[event->session % SOAK_SESSIONS].trips;

    (void)pthread_mutex_lock(&reconnects_mutex);
    if (event->to == NULL) {
        reconnects.no_candidate++;
    } else {
        reconnects.failovers++;
        reconnects.longest_ms = event->ms > reconnects.longest_ms ? event->ms : reconnects.longest_ms;
        reconnects.trips_min = trips < reconnects.trips_min ? trips : reconnects.trips_min;
        reconnects.trips_max = trips > reconnects.trips_max ? trips : reconnects.trips_max;
        reconnects.handles_max =
            event->handles > reconnects.handles_max ? event->handles : reconnects.handles_max;
    }
    (void)pthread_mutex_unlock(&reconnects_mutex);
}

static void reconnected(void *user, const struct lwclus_reconnect_event *event)
{
    char from[64], to[64] = "-";

    (void)user;
    (void)lwclus_utf8_from_utf16(from, sizeof from, event->from);
    if (event->to != NULL) {
        (void)lwclus_utf8_from_utf16(to, sizeof to, event->to);
    }
    soak_say("reconnect session=%u from=%s to=%s code=%u origin=%s ms=%u handles=%u round_trips=%u",
             event->session, from, to, (unsigned)(event->result & 0xffffu), lwclus_origin_name(event->result),
             (unsigned)event->ms, (unsigned)event->handles,
             (unsigned)sessions[event->session % SOAK_SESSIONS].trips);
    count_reconnect(event);
}

static void log_line(void *user, int level, const char *text, uint32_t value)
{
    (void)user;
    soak_say("log level=%d %s %u", level, text, (unsigned)value);
}

/* ---- start */

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL) {
        (void)fprintf(stderr, "soak: %s is not set: run it with soak.sh\n", name);
        exit(2);
    }
    return value;
}

static void start_network(uint64_t seed)
{
    struct lwclus_posix_lwip_config config = {
        .tap = variable("PEER_TAP"),
        .address = {{.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, 2}}},
        .prefix = {24},
        .dns = {{.family = LWCLUS_FAMILY_IPV4, .bytes = {10, 57, 0, 53}}},
    };

    if (lwclus_posix_lwip_start(&config) != LWCLUS_PORT_OK || !soak_lossy_install(seed)) {
        perror("soak: network");
        exit(2);
    }
}

static bool by_kerberos(void)
{
    return *variable("SOAK_KERBEROS") != '\0';
}

static void start_library(void)
{
    const struct lwclus_config config = {
        .port = &lwclus_port_posix_lwip,
        .credentials = give_account,
        .workstation = u"SOAK",
        .connect_timeout_ms = SOAK_CONNECT_MS,
        .call_timeout_ms = SOAK_CALL_MS,
        .reconnect_timeout_ms = SOAK_RECONNECT_MS,
        .logon = by_kerberos() ? LWCLUS_LOGON_KERBEROS : LWCLUS_LOGON_NTLM,
        .realm = u"CMRP.TEST",
        .log = log_line,
        .trace = trace,
        .reconnected = reconnected,
    };

    (void)lwclus_utf16_from_utf8(account.user, 64, variable("PEER_USER"));
    (void)lwclus_utf16_from_utf8(account.domain, 64, variable("PEER_DOMAIN"));
    (void)lwclus_utf16_from_utf8(account.password, 64, variable("PEER_PASSWORD"));
    if (lwclus_init(&config) != ERROR_SUCCESS) {
        (void)fprintf(stderr, "soak: lwclus_init failed\n");
        exit(2);
    }
}

static HCLUSTER open_cluster(void)
{
    HCLUSTER cluster = OpenClusterEx(CLUSTER, MAXIMUM_ALLOWED, NULL);

    if (cluster == NULL) {
        check(false, "open the cluster by its DNS name");
        soak_say("last error %u, origin %s", (unsigned)GetLastError(),
                 lwclus_origin_name(lwclus_last_result()));
        exit(1);
    }
    return cluster;
}

/* ---- while the tasks run */

static void look_for_hangs(void)
{
    unsigned i;

    for (i = 0; i < SOAK_TASKS; i++) {
        uint64_t since = atomic_load(&tasks[i].since);
        const char *call = atomic_load(&tasks[i].call);
        uint64_t now = soak_now_ms();

        if (call != NULL && now > since + SOAK_HANG_MS && since == atomic_load(&tasks[i].since)) {
            soak_say("not ok hang: task %s is in %s for %u ms", tasks[i].name, call, (unsigned)(now - since));
            abort();
        }
    }
}

/* False: stop. */
static bool obey(const char *line)
{
    struct soak_loss loss;

    if (sscanf(line, "loss %u %u %u %u", &loss.drop, &loss.duplicate, &loss.delay, &loss.delay_ms) == 4) {
        soak_lossy_set(&loss);
        return true;
    }
    return false;
}

/* Carries out the lines of stdin; its end is "stop" too. */
static void obey_until_stop(void)
{
    static char text[256];
    size_t size = 0;

    for (;;) {
        struct pollfd in = {.fd = STDIN_FILENO, .events = POLLIN};
        ssize_t got;
        char *newline;

        look_for_hangs();
        if (poll(&in, 1, 200) <= 0) {
            continue;
        }
        got = read(STDIN_FILENO, text + size, sizeof text - 1 - size);
        if (got <= 0) {
            return;
        }
        size += (size_t)got;
        text[size] = '\0';
        while ((newline = strchr(text, '\n')) != NULL) {
            *newline = '\0';
            if (!obey(text)) {
                return;
            }
            size -= (size_t)(newline + 1 - text);
            memmove(text, newline + 1, size + 1);
        }
    }
}

static void run_tasks(void)
{
    pthread_t threads[SOAK_TASKS];
    unsigned i;

    for (i = 0; i < SOAK_TASKS; i++) {
        tasks[i].cluster = sessions[session_of[i]].cluster;
        if (pthread_create(&threads[i], NULL, soak_task_run, &tasks[i]) != 0) {
            perror("soak: thread");
            exit(2);
        }
    }
    soak_say("ready");
    obey_until_stop();
    atomic_store(&soak_stop, true);
    for (i = 0; i < SOAK_TASKS; i++) {
        while (!atomic_load(&tasks[i].ended)) {
            look_for_hangs();
            pause_ms(50);
        }
        (void)pthread_join(threads[i], NULL);
    }
}

/* ---- end */

static void tell_tasks(void)
{
    struct soak_loss_counts frames;
    struct lwclus_statistics s;
    unsigned i;

    for (i = 0; i < SOAK_TASKS; i++) {
        const struct soak_task *t = &tasks[i];

        soak_say("task name=%s calls=%u failed=%u wrong=%u longest_ms=%u in=%s of=%s", t->name,
                 (unsigned)t->calls, (unsigned)t->failed, (unsigned)t->wrong, (unsigned)t->longest_ms,
                 t->longest, t->longest_kind);
    }
    (void)lwclus_get_statistics(NULL, &s);
    soak_say("sum failovers=%u reconnect_longest_ms=%u handles_max=%u trips_min=%u trips_max=%u "
             "round_trips=%u remote_calls=%u reopened=%u failed_rounds=%u lost_handles=%u",
             (unsigned)reconnects.failovers, (unsigned)reconnects.longest_ms,
             (unsigned)reconnects.handles_max, (unsigned)reconnects.trips_min, (unsigned)reconnects.trips_max,
             (unsigned)s.round_trips, (unsigned)s.calls, (unsigned)s.reopened_handles,
             (unsigned)s.failed_rounds, (unsigned)s.lost_handles);
    soak_lossy_counts(&frames);
    soak_say("frames all=%u dropped=%u duplicated=%u delayed=%u reordered=%u", (unsigned)frames.frames,
             (unsigned)frames.dropped, (unsigned)frames.duplicated, (unsigned)frames.delayed,
             (unsigned)frames.reordered);
    check(s.lost_handles == 0 && s.dropped_names == 0, "no handle and no node name was lost");
    check(s.reconnects == reconnects.failovers && s.failed_rounds == reconnects.no_candidate,
          "hook and statistics tell of the same reconnects");
}

/* Each node has a ticket of its own, good for ten hours: reconnects take it from the table. Two sessions may
 * fetch the same one at the same time. */
static void check_tickets(void)
{
    struct lwclus_statistics s;

    (void)lwclus_get_statistics(NULL, &s);
    soak_say("tickets fetched=%u remembered=%u", (unsigned)s.tickets, (unsigned)s.ticket_hits);
    check(s.tickets <= 1 + SOAK_SESSIONS * SOAK_NAMES && s.ticket_hits > 0,
          "tickets were fetched once, then remembered");
}

/* Waits until lwIP is back at its level: closed connections need an answer of the peer first. */
static bool drained(const struct soak_levels *before)
{
    uint64_t since = soak_now_ms();

    while (!soak_levels_back(before)) {
        if (soak_now_ms() - since > DRAIN_MS) {
            return false;
        }
        pause_ms(100);
    }
    soak_say("drained ms=%u", (unsigned)(soak_now_ms() - since));
    return true;
}

static void check_usage(void)
{
    struct lwclus_usage usage;

    lwclus_get_usage(&usage);
    check(usage.sessions == 0 && usage.handles == 0 && usage.enums == 0,
          "every session, handle and snapshot is free again");
}

int main(int argc, char **argv)
{
    struct soak_levels empty, level;
    unsigned i;

    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    start_network(argc > 1 ? strtoull(argv[1], NULL, 10) : 1);
    start_library();
    soak_levels_read(&empty);
    (void)CloseCluster(open_cluster());
    check(drained(&empty), "lwIP is back at its level after one open and close");
    soak_levels_read(&level);
    for (i = 0; i < SOAK_SESSIONS; i++) {
        sessions[i].cluster = open_cluster();
    }
    run_tasks();
    for (i = 0; i < SOAK_SESSIONS; i++) {
        check(CloseCluster(sessions[i].cluster), "CloseCluster");
    }
    check_usage();
    tell_tasks();
    if (by_kerberos()) {
        check_tickets();
    }
    check(account.given == account.wiped, "the library is done with every account that it got");
    check(drained(&level), "pools, sockets and connections of lwIP are back at their level");
    soak_levels_tell(&level);
    lwclus_deinit();
    return bad ? 1 : 0;
}
