/* Reconnect with real threads: tasks share a session that loses its nodes, or that is closed meanwhile. */
#include "reconnect_scene.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#define TASKS        4u
#define CALLS        150u
#define LOCK_SECONDS 60

/* ---- a port with threads: the simulator itself runs under one mutex ---- */

static pthread_mutex_t sim_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t locks[LWCLUS_LOCK_COUNT];
static _Thread_local struct lwclus_task_error error;
static atomic_uint waits;

static void sim_enter(void)
{
    pthread_mutex_lock(&sim_mutex);
}

static void sim_leave(void)
{
    pthread_mutex_unlock(&sim_mutex);
}

/* clang-format off */
#define WITH_SIM(type, call) do { type r_; sim_enter(); r_ = (call); sim_leave(); return r_; } while (0)
/* clang-format on */

static int t_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    WITH_SIM(int, sim_port.tcp->connect(slot, address, port));
}

static int t_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    WITH_SIM(int, sim_port.tcp->send(slot, data, size));
}

static int t_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    WITH_SIM(int, sim_port.tcp->recv(slot, data, size));
}

static void t_close(uint8_t slot)
{
    sim_enter();
    sim_port.tcp->close(slot);
    sim_leave();
}

static int t_resolve(uint8_t slot, const char *name, struct lwclus_address *out, uint32_t max)
{
    WITH_SIM(int, sim_port.resolve(slot, name, out, max));
}

static uint32_t t_now(void)
{
    WITH_SIM(uint32_t, sim_port.now_ms());
}

static bool t_random(uint8_t *out, uint32_t size)
{
    WITH_SIM(bool, sim_port.random(out, size));
}

static void pause_us(long us)
{
    nanosleep(&(struct timespec){0, us * 1000}, NULL);
}

static void t_wait(uint8_t slot, uint32_t ms)
{
    sim_enter();
    sim_port.wait(slot, ms);
    sim_leave();
    atomic_fetch_add(&waits, 1);
    pause_us(100);
}

/* The virtual clock says nothing about other threads: a lock waits in real time. */
static bool t_lock(uint32_t n, uint32_t ms)
{
    struct timespec until;

    (void)ms;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += LOCK_SECONDS;
    return pthread_mutex_timedlock(&locks[n], &until) == 0;
}

static void t_unlock(uint32_t n)
{
    pthread_mutex_unlock(&locks[n]);
}

static struct lwclus_task_error *t_error(void)
{
    return &error;
}

static const struct lwclus_transport tcp = {t_connect, t_send, t_recv, t_close};
static const struct lwclus_port port = {.name = "threads",
                                        .tcp = &tcp,
                                        .resolve = t_resolve,
                                        .now_ms = t_now,
                                        .wait = t_wait,
                                        .random = t_random,
                                        .lock = t_lock,
                                        .unlock = t_unlock,
                                        .task_error = t_error};

static void ready(uint32_t timeout_ms)
{
    re_reset();
    for (uint32_t i = 0; i < LWCLUS_LOCK_COUNT; i++) {
        pthread_mutex_init(&locks[i], NULL);
    }
    re.port = &port;
    re.no_host = true;
    re.timeout_ms = timeout_ms;
    re_start();
    assert_true(re_open(u"cluster", GENERIC_READ));
}

static void reach(uint32_t node, enum sim_reach value)
{
    sim_enter();
    scene_cluster.node[node].reach = value;
    sim_leave();
}

/* ---- two and more tasks on one session ---- */

struct task {
    pthread_t thread;
    uint32_t number, calls, failed;
    DWORD code;
};

static atomic_uint done, calls_made;

static void *use(void *arg)
{
    struct task *task = arg;

    for (task->calls = 0; task->calls < CALLS; task->calls++) {
        static const uint32_t functions[] = {3, 5, 0, 1, 4, 7};
        DWORD code = re_function[functions[(task->calls + task->number) % COUNT(functions)]].call();

        if (code != 0) {
            task->failed++;
            task->code = code;
        }
        atomic_fetch_add(&calls_made, 1);
    }
    atomic_fetch_add(&done, 1);
    return NULL;
}

/* One node after the other goes down and comes back while the tasks work. */
static void test_shared_session(void **state)
{
    struct task task[TASKS] = {{.number = 0}};
    struct lwclus_statistics s;
    uint32_t node = 0, failed = 0;

    (void)state;
    ready(60000);
    atomic_store(&done, 0);
    atomic_store(&calls_made, 0);
    for (uint32_t i = 0; i < TASKS; i++) {
        task[i].number = i;
        assert_int_equal(pthread_create(&task[i].thread, NULL, use, &task[i]), 0);
    }
    /* The next one goes when calls were made without this one: there is a living node at any time. */
    while (atomic_load(&done) < TASKS) {
        unsigned before = atomic_load(&calls_made);

        reach(node, SIM_DOWN);
        while (atomic_load(&calls_made) - before < 2 * TASKS && atomic_load(&done) < TASKS) {
            pause_us(50);
        }
        reach(node, SIM_UP);
        node = (node + 1u) % SIM_NODES;
    }
    for (uint32_t i = 0; i < TASKS; i++) {
        pthread_join(task[i].thread, NULL);
        failed += task[i].failed;
        if (task[i].failed != 0) {
            print_error("task %u: %u calls failed, last code %u\n", i, task[i].failed, task[i].code);
        }
    }
    assert_int_equal(lwclus_get_statistics(re.cluster, &s), ERROR_SUCCESS);
    print_message("# %u tasks, %u calls, %u reconnects, %u failed\n", TASKS, TASKS * CALLS, s.reconnects,
                  failed);
    assert_int_equal(failed, 0);
    assert_true(s.reconnects > 0 && s.reconnects == re.events);
    re_stop("shared session", 0);
}

/* ---- closing during a reconnect ---- */

static void *call_state(void *arg)
{
    DWORD *code = arg;

    *code = GetClusterNetInterfaceState(re.netif) != ClusterNetInterfaceStateUnknown ? 0 : GetLastError();
    return NULL;
}

static void close_during_reconnect(enum sim_reach how, bool lookup)
{
    pthread_t thread[2];
    DWORD code[2] = {0, 0};
    unsigned before;

    ready(86400000u); /* nothing but the closing ends this reconnect */
    for (uint32_t i = 0; i < SIM_NAMES; i++) {
        sim_net.names[i].never = lookup;
    }
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        reach(i, i == 0 ? SIM_DOWN : how);
    }
    for (uint32_t i = 0; i < 2; i++) {
        assert_int_equal(pthread_create(&thread[i], NULL, call_state, &code[i]), 0);
    }
    before = atomic_load(&waits);
    while (atomic_load(&waits) - before < 20u) {
        pause_us(100);
    }
    assert_true(CloseCluster(re.cluster));
    re.cluster = NULL;
    re.netif = NULL;
    for (uint32_t i = 0; i < 2; i++) {
        pthread_join(thread[i], NULL);
    }
    /* one was in the reconnect; the other waited for the session and found it closing or gone */
    assert_true(code[0] == ERROR_OPERATION_ABORTED || code[1] == ERROR_OPERATION_ABORTED);
    for (uint32_t i = 0; i < 2; i++) {
        assert_true(code[i] == ERROR_OPERATION_ABORTED || code[i] == ERROR_INVALID_HANDLE);
    }
    re_stop("close during a reconnect", how);
}

static void test_close_during_reconnect(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 10; i++) {
        close_during_reconnect(SIM_DEAD, false);
        close_during_reconnect(SIM_DEAD, true);
    }
}

/* The other task takes over what the first one gave back: the session works on. */
static void test_wait_and_continue(void **state)
{
    pthread_t thread[TASKS];
    DWORD code[TASKS];

    (void)state;
    for (uint32_t round = 0; round < 20; round++) {
        ready(60000);
        reach(0, SIM_DOWN);
        for (uint32_t i = 0; i < TASKS; i++) {
            code[i] = 1;
            assert_int_equal(pthread_create(&thread[i], NULL, call_state, &code[i]), 0);
        }
        for (uint32_t i = 0; i < TASKS; i++) {
            pthread_join(thread[i], NULL);
            assert_int_equal(code[i], 0);
        }
        assert_int_equal(re.events, 1); /* one reconnects for all */
        re_stop("wait and continue", round);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shared_session),
        cmocka_unit_test(test_wait_and_continue),
        cmocka_unit_test(test_close_during_reconnect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
