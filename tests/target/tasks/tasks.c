/*
 * Three tasks and two sessions on FreeRTOS: two tasks share one cluster, the third opens another at the same
 * time.
 *
 * Each task uses a net interface of its own and compares every answer, and each makes a mistake of its own
 * and expects to find that error, and no other task's, after a pause. Setting cluster=FIRST,SECOND names the
 * clusters.
 */
#include <string.h>

#include "FreeRTOS.h"
#include "task.h"

#include "lwip/tcpip.h"

#include "board.h"
#include "example.h"
#include "locks.h"
#include "lwclus.h"
#include "settings.h"
#include "text.h"

#include "lwclus_port_freertos.h"

#define STACK_WORDS 1024u
#define ROUNDS      25u
#define WORKERS     3u
#define NAME_UNITS  64u
#define WORK_MS     30000u

/* Exit status beside those of enum example_status. */
enum tasks_status {
    TASKS_STUCK = 7, /* a task did not finish */
    TASKS_WRONG = 8, /* a wrong answer or error */
    TASKS_LOCKS = 9  /* no call waited, sessions did not overlap, or two tasks were in one session */
};

struct worker {
    /* what it does */
    const WCHAR *netif, *node;
    CLUSTER_NETINTERFACE_STATE state;
    void (*mistake)(HCLUSTER cluster);
    DWORD error; /* of the mistake */
    bool own;    /* opens the second cluster */
    /* what became of it */
    uint32_t rounds;
    const char *wrong; /* the first step that went wrong */
    DWORD code;
    StaticTask_t task;
    StackType_t stack[STACK_WORDS];
};

static WCHAR first[NAME_UNITS], second[NAME_UNITS];
static WCHAR user[NAME_UNITS], domain[NAME_UNITS], password[NAME_UNITS];
static HCLUSTER shared;
static TaskHandle_t director;

/* ---- workers ---- */

static void unknown_netif(HCLUSTER cluster)
{
    (void)OpenClusterNetInterfaceEx(cluster, u"none", GENERIC_READ, NULL);
}

static void no_handle(HCLUSTER cluster)
{
    (void)cluster;
    (void)GetClusterNetInterfaceState(NULL);
}

static void unknown_node(HCLUSTER cluster)
{
    WCHAR name[NAME_UNITS];
    DWORD units = NAME_UNITS;

    SetLastError(GetClusterNetInterface(cluster, u"node9", u"none", name, &units));
}

static struct worker workers[WORKERS] = {
    {.netif = u"node1 - Ethernet",
     .node = u"node1",
     .state = ClusterNetInterfaceUp,
     .mistake = unknown_netif,
     .error = ERROR_CLUSTER_NETINTERFACE_NOT_FOUND},
    {.netif = u"node2 - Ethernet",
     .node = u"node2",
     .state = ClusterNetInterfaceUnreachable,
     .mistake = no_handle,
     .error = ERROR_INVALID_HANDLE},
    {.netif = u"node1 - Ethernet 2",
     .node = u"node1",
     .state = ClusterNetInterfaceFailed,
     .mistake = unknown_node,
     .error = ERROR_CLUSTER_NODE_NOT_FOUND,
     .own = true},
};

/* Notes the first failure. */
static bool check(struct worker *w, bool good, const char *what)
{
    if (!good && w->wrong == NULL) {
        w->code = GetLastError();
        w->wrong = what;
    }
    return good;
}

static bool same(const WCHAR *a, const WCHAR *b)
{
    while (*a != 0 && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static void use(struct worker *w, HNETINTERFACE netif)
{
    WCHAR node[NAME_UNITS];
    DWORD size = 0, code;

    (void)check(w, GetClusterNetInterfaceState(netif) == w->state, "state");
    memset(node, 0, sizeof node);
    code = ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_GET_NODE, NULL, 0, node,
                                      sizeof node - sizeof node[0], &size);
    (void)check(w, code == ERROR_SUCCESS && same(node, w->node), "node");
}

static void do_round(struct worker *w, HCLUSTER cluster)
{
    HNETINTERFACE netif = OpenClusterNetInterfaceEx(cluster, w->netif, GENERIC_READ, NULL);

    if (check(w, netif != NULL, "open of a net interface")) {
        use(w, netif);
        (void)check(w, CloseClusterNetInterface(netif) != FALSE, "close of a net interface");
    }
    w->mistake(cluster);
    vTaskDelay(1);
    (void)check(w, GetLastError() == w->error, "last error of this task");
}

static void work(void *arg)
{
    struct worker *w = (struct worker *)arg;
    HCLUSTER cluster = w->own ? OpenClusterEx(second, GENERIC_READ, NULL) : shared;

    if (check(w, cluster != NULL, "open of the second cluster")) {
        while (w->wrong == NULL && w->rounds < ROUNDS) {
            do_round(w, cluster);
            w->rounds++;
        }
    }
    if (cluster != NULL && w->own) {
        (void)check(w, CloseCluster(cluster) != FALSE, "close of the second cluster");
    }
    lwclus_freertos_leave_task();
    (void)xTaskNotifyGive(director);
    for (;;) {
        vTaskDelay(1000);
    }
}

/* ---- result ---- */

static void put_count(const char *what, uint32_t n)
{
    text_put(what);
    text_number(n);
    text_put("\n");
}

/* The session is held as by a task whose call does not end: another call gives up at its deadline. */
static bool busy_call_gives_up(HNETINTERFACE netif)
{
    bool good = lwclus_port_freertos.lock(LWCLUS_LOCK_SESSION, 1);

    good = good && GetClusterNetInterfaceState(netif) == ClusterNetInterfaceStateUnknown &&
           GetLastError() == ERROR_BUSY;
    lwclus_port_freertos.unlock(LWCLUS_LOCK_SESSION);
    return good && GetClusterNetInterfaceState(netif) == workers[0].state;
}

static bool print_workers(void)
{
    bool good = true;
    uint32_t i, rounds = 0;

    for (i = 0; i < WORKERS; i++) {
        const struct worker *w = &workers[i];

        rounds += w->rounds;
        if (w->wrong != NULL) {
            put_count("task ", i);
            text_put(w->wrong);
            put_count(": error ", w->code);
            good = false;
        }
        put_count("stack bytes ",
                  (STACK_WORDS - (uint32_t)uxTaskGetStackHighWaterMark((TaskHandle_t)(uintptr_t)&w->task)) *
                      4u);
    }
    put_count("rounds ", rounds);
    return good && rounds == WORKERS * ROUNDS;
}

static int judge(bool gave_up)
{
    struct locks_count count = locks_count;
    bool good = print_workers();

    put_count("waited for a busy session ", count.waited);
    put_count("calls while the other session was busy ", count.overlapped);
    put_count("gave up ", count.timed_out);
    put_count("two in one session ", count.broken);
    if (!good || !gave_up) {
        return TASKS_WRONG;
    }
    return count.waited > 0 && count.overlapped > 0 && count.timed_out == 1 && count.broken == 0
               ? EXAMPLE_OK
               : TASKS_LOCKS;
}

/* ---- start ---- */

static bool credentials(void *context, const WCHAR *cluster, struct lwclus_credentials *out)
{
    (void)context;
    (void)cluster;
    if (out != NULL) {
        *out = (struct lwclus_credentials){.user = user, .domain = domain, .password = password};
    }
    return true;
}

static bool wide(WCHAR *out, const char *text)
{
    return lwclus_utf16_from_utf8(out, NAME_UNITS, text) > 1;
}

static bool read_names(void)
{
    static char names[128];
    char *comma;

    if (strlen(settings.cluster) >= sizeof names) {
        return false;
    }
    memcpy(names, settings.cluster, strlen(settings.cluster) + 1);
    comma = strchr(names, ',');
    if (comma == NULL) {
        return false;
    }
    *comma = '\0';
    return wide(first, names) && wide(second, comma + 1) && wide(user, settings.user) &&
           wide(domain, settings.domain) && wide(password, settings.password);
}

static bool run_workers(void)
{
    uint32_t i;

    for (i = 0; i < WORKERS; i++) {
        (void)xTaskCreateStatic(work, "worker", STACK_WORDS, &workers[i], 1, workers[i].stack,
                                &workers[i].task);
    }
    for (i = 0; i < WORKERS; i++) {
        if (ulTaskNotifyTake(pdFALSE, pdMS_TO_TICKS(WORK_MS)) == 0) {
            return false;
        }
    }
    return true;
}

static int with_shared(void)
{
    HNETINTERFACE netif = OpenClusterNetInterfaceEx(shared, workers[0].netif, GENERIC_READ, NULL);
    int status;

    if (netif == NULL) {
        return EXAMPLE_INTERFACE;
    }
    if (!run_workers()) {
        return TASKS_STUCK;
    }
    status = judge(busy_call_gives_up(netif));
    return CloseClusterNetInterface(netif) ? status : EXAMPLE_INTERFACE;
}

static int run(void)
{
    struct lwclus_config config = {.port = locks_port(),
                                   .credentials = credentials,
                                   .call_timeout_ms = settings_number(settings.timeout),
                                   .reconnect_timeout_ms = LWCLUS_RECONNECT_OFF};
    struct lwclus_usage usage;
    int status = EXAMPLE_CLUSTER;

    if (!read_names()) {
        text_put("two clusters and an account are needed: cluster=FIRST,SECOND\n");
        return EXAMPLE_SETTINGS;
    }
    if (lwclus_init(&config) != ERROR_SUCCESS) {
        return EXAMPLE_START;
    }
    shared = OpenClusterEx(first, GENERIC_READ, NULL);
    if (shared != NULL) {
        status = with_shared();
        status = CloseCluster(shared) ? status : EXAMPLE_CLUSTER;
    }
    lwclus_get_usage(&usage);
    status = status == EXAMPLE_OK && usage.sessions + usage.handles != 0 ? EXAMPLE_LEFT_OPEN : status;
    put_count("status ", (uint32_t)status);
    return status;
}

static void direct(void *arg)
{
    static const struct lwclus_freertos_hooks hooks = {.random = board_random_bytes};

    (void)arg;
    director = xTaskGetCurrentTaskHandle();
    lwclus_freertos_set_hooks(&hooks);
    board_exit(run());
}

static void receive(void *arg)
{
    (void)arg;
    for (;;) {
        if (example_network_poll() == 0) {
            vTaskDelay(1);
        }
    }
}

/* Runs in lwIP's thread when that is ready. */
static void ready(void *arg)
{
    static StaticTask_t receiver_task, director_task;
    static StackType_t receiver_stack[STACK_WORDS / 2], director_stack[STACK_WORDS];
    int status = example_network(tcpip_input);

    (void)arg;
    if (status != EXAMPLE_OK) {
        board_exit(status);
    }
    (void)xTaskCreateStatic(receive, "receiver", STACK_WORDS / 2, NULL, 2, receiver_stack, &receiver_task);
    (void)xTaskCreateStatic(direct, "director", STACK_WORDS, NULL, 1, director_stack, &director_task);
}

int main(void)
{
    int status = example_start("FreeRTOS, several tasks");

    if (status == EXAMPLE_OK) {
        tcpip_init(ready, NULL);
        vTaskStartScheduler();
    }
    return status;
}
