/* The non-blocking form: the same results as the blocking one, one operation per session, deadlines. */
#include "reconnect_scene.h"

#include <string.h>

#define MANY_TURNS 200000u

/* The loop of an application: other work between two calls. */
static void turn(void)
{
    sim_net.now++;
}

static uint32_t turns;

/* Repeats `call` until it is not pending. */
#define POLL(result, good, call)                                                                             \
    do {                                                                                                     \
        uint32_t n_ = 0;                                                                                     \
        for (;;) {                                                                                           \
            SetLastError(0);                                                                                 \
            result = (call);                                                                                 \
            if ((good) || GetLastError() != ERROR_IO_PENDING) {                                              \
                break;                                                                                       \
            }                                                                                                \
            assert_true(++n_ < MANY_TURNS);                                                                  \
            turn();                                                                                          \
        }                                                                                                    \
        turns += n_;                                                                                         \
    } while (0)

/* The same for functions that return the code. */
#define POLL_CODE(result, call)                                                                              \
    do {                                                                                                     \
        uint32_t n_ = 0;                                                                                     \
        while ((result = (call)) == ERROR_IO_PENDING) {                                                      \
            assert_true(++n_ < MANY_TURNS);                                                                  \
            turn();                                                                                          \
        }                                                                                                    \
        turns += n_;                                                                                         \
    } while (0)

/* An operation dropped on purpose may end in the middle of a request. */
static void forgive_half_pdu(void)
{
    if (scene_cluster.complaint != NULL &&
        strcmp(scene_cluster.complaint, "connection ends inside a PDU") == 0) {
        scene_cluster.complaints--;
    }
}

/* Everything that a session yields, to be compared. */
struct answers {
    DWORD granted, granted_netif, units, bytes, count, type;
    WCHAR lookup[16], name[16], list[SIM_NETIFS][16], control[16];
    CLUSTER_NETINTERFACE_STATE state;
    CLUSTERVERSIONINFO version;
    DWORD code;
};

static void ready(bool nonblocking)
{
    re_reset();
    re.no_host = true;
    re_start();
    lwclus_set_nonblocking(nonblocking);
}

static void stop(const char *what, uint32_t which)
{
    lwclus_set_nonblocking(false);
    re_stop(what, which);
}

static void enumerate(struct answers *a)
{
    HCLUSENUM list;

    POLL(list, list != NULL, ClusterOpenEnum(re.cluster, CLUSTER_ENUM_NETINTERFACE));
    assert_non_null(list);
    a->count = ClusterGetEnumCount(list);
    for (DWORD i = 0; i < a->count && i < SIM_NETIFS; i++) {
        a->units = COUNT(a->list[i]);
        assert_int_equal(ClusterEnum(list, i, &a->type, a->list[i], &a->units), ERROR_SUCCESS);
    }
    POLL_CODE(a->code, ClusterCloseEnum(list));
    assert_int_equal(a->code, ERROR_SUCCESS);
}

static void use_netif(struct answers *a)
{
    HNETINTERFACE all;
    HCLUSTER second;
    BOOL closed;

    POLL(re.netif, re.netif != NULL,
         OpenClusterNetInterfaceEx(re.cluster, u"N3 - LAN", GENERIC_READ, &a->granted_netif));
    assert_non_null(re.netif);
    POLL(all, all != NULL, OpenClusterNetInterface(re.cluster, u"N1 - SAN"));
    assert_non_null(all);
    POLL(a->state, a->state != ClusterNetInterfaceStateUnknown, GetClusterNetInterfaceState(re.netif));
    POLL_CODE(a->code, ClusterNetInterfaceControl(re.netif, NULL, CLUSCTL_NETINTERFACE_GET_NAME, NULL, 0,
                                                  a->control, sizeof a->control, &a->bytes));
    assert_int_equal(a->code, ERROR_SUCCESS);
    second = GetClusterFromNetInterface(re.netif);
    assert_non_null(second);
    POLL(closed, closed, CloseCluster(second));
    assert_true(closed);
    POLL(closed, closed, CloseClusterNetInterface(all));
    assert_true(closed);
}

/* The whole session; the calls poll, which is harmless in the blocking form. */
static struct answers session(void)
{
    struct answers a;
    DWORD units;
    BOOL closed;

    memset(&a, 0, sizeof a);
    POLL(re.cluster, re.cluster != NULL, OpenClusterEx(u"cluster", GENERIC_READ, &a.granted));
    assert_non_null(re.cluster);
    enumerate(&a);
    use_netif(&a);
    units = COUNT(a.lookup);
    POLL_CODE(a.code, GetClusterNetInterface(re.cluster, u"N3", u"LAN", a.lookup, &units));
    assert_int_equal(a.code, ERROR_SUCCESS);
    units = COUNT(a.name);
    a.version.dwVersionInfoSize = sizeof a.version;
    POLL_CODE(a.code, GetClusterInformation(re.cluster, a.name, &units, &a.version));
    assert_int_equal(a.code, ERROR_SUCCESS);
    a.units = units;
    POLL(closed, closed, CloseClusterNetInterface(re.netif));
    assert_true(closed);
    re.netif = NULL;
    POLL(closed, closed, CloseCluster(re.cluster));
    assert_true(closed);
    re.cluster = NULL;
    return a;
}

/* Every other send and recv would block, bytes come in small pieces. */
static void slow_network(uint32_t piece)
{
    sim_net.would_block = true;
    sim_net.send_limit = piece;
    sim_net.recv_limit = piece;
    sim_net.connect_ms = 3;
}

static void test_same_results(void **state)
{
    static const uint32_t pieces[] = {0, 1, 7, 100};
    struct answers blocking, nonblocking;
    uint32_t waits;

    (void)state;
    for (uint32_t i = 0; i < COUNT(pieces); i++) {
        ready(false);
        blocking = session();
        stop("blocking", i);
        ready(true);
        slow_network(pieces[i]);
        turns = 0;
        waits = sim_net.waits;
        nonblocking = session();
        assert_int_equal(sim_net.waits, waits); /* never waited */
        assert_true(turns > 20);
        stop("non-blocking", i);
        assert_memory_equal(&blocking, &nonblocking, sizeof blocking);
        assert_true(blocking.count == 6 && blocking.granted == GENERIC_READ && blocking.state == 2);
        print_message("# pieces of %u: %u calls were pending\n", pieces[i], turns);
    }
}

/* A node breaks between any two turns of a call; the call polled on succeeds elsewhere. */
static void test_reconnect(void **state)
{
    uint32_t cuts = 0;

    (void)state;
    for (uint32_t at = 0; at < 60; at++) {
        DWORD code;
        uint32_t n = 0;

        ready(false);
        assert_true(re_open(u"n1", GENERIC_READ));
        lwclus_set_nonblocking(true);
        slow_network(16);
        while ((code = re_function[3].call()) == ERROR_IO_PENDING || n == 0) {
            if (n == at) {
                re_kill(0);
                cuts++;
            }
            turn();
            assert_true(++n < MANY_TURNS);
        }
        assert_int_equal(code, 0);
        if (at == 0) {
            re_kill(0);
        }
        lwclus_set_nonblocking(false);
        assert_int_equal(re_call_all() == 0 || re.no_host, 1);
        stop("non-blocking reconnect", at);
    }
    assert_true(cuts > 3);
}

/* And the node that takes over as well, at every turn. */
static void test_second_failure(void **state)
{
    uint32_t hits = 0;

    (void)state;
    for (uint32_t at = 1; at < 120; at++) {
        uint32_t n = 0;
        DWORD code;

        ready(false);
        assert_true(re_open(u"n1", GENERIC_READ));
        sim_net.names[0].name = "nobody";
        re_kill(0);
        lwclus_set_nonblocking(true);
        slow_network(64);
        while ((code = re_function[5].call()) == ERROR_IO_PENDING) {
            if (n++ == at) {
                re_kill(1);
            }
            turn();
            assert_true(n < MANY_TURNS);
        }
        assert_int_equal(code, 0);
        hits += re_node() == 2;
        stop("second failure", at);
    }
    assert_true(hits > 20);
    print_message("# node 2 broke at %u turns of its take-over: node 3 took over\n", hits);
}

/* ---- one operation at a time ---- */

/* Starts function f and leaves it pending. */
static void leave_pending(uint32_t f)
{
    scene_cluster.node[0].faults.silent_output = scene_cluster.node[0].bytes_out + 1u;
    assert_int_equal(re_function[f].call(), ERROR_IO_PENDING);
}

/* The name is the first part of the version. */
static bool same_call(uint32_t f, uint32_t g)
{
    return f == g || (f >= 6 && f <= 7 && g >= 6 && g <= 7);
}

static void test_busy(void **state)
{
    (void)state;
    for (uint32_t f = 0; f < RE_FUNCTIONS - 1u; f++) {
        for (uint32_t g = 0; g < RE_FUNCTIONS - 1u; g++) {
            struct lwclus_usage before, after;

            ready(false);
            assert_true(re_open(u"n1", GENERIC_READ));
            lwclus_set_nonblocking(true);
            leave_pending(f);
            lwclus_get_usage(&before);
            if (!same_call(f, g) && re_function[g].call() != ERROR_BUSY) {
                print_error("%s while %s is pending: not refused\n", re_function[g].name,
                            re_function[f].name);
                fail();
            }
            lwclus_get_usage(&after);
            assert_memory_equal(&before, &after, sizeof before);
            assert_false(f != g && CloseClusterNetInterface(re.netif));
            assert_true(f == g || GetLastError() == ERROR_BUSY);
            /* the answer comes: the first call goes on as if nothing had been */
            scene_cluster.node[0].faults.silent_output = 0;
            for (uint32_t n = 0; re_function[f].call() != 0; n++) {
                assert_true(n < 100);
                turn();
            }
            assert_int_equal(re.events, 0);
            stop("busy", f * 100 + g);
        }
    }
}

/* An operation whose deadline is over gives way to another one. */
static void test_overdue(void **state)
{
    (void)state;
    for (uint32_t f = 0; f < RE_FUNCTIONS - 1u; f++) {
        for (uint32_t g = 0; g < RE_FUNCTIONS - 1u; g++) {
            DWORD code = 0;

            if (same_call(f, g)) {
                continue;
            }
            ready(false);
            assert_true(re_open(u"n1", GENERIC_READ));
            lwclus_set_nonblocking(true);
            leave_pending(f);
            sim_net.now += SCENE_CALL_MS + 1u;
            for (uint32_t n = 0; (code = re_function[g].call()) == ERROR_IO_PENDING; n++) {
                assert_true(n < 20000);
                turn();
            }
            if (code != 0 || re.events != 1) {
                print_error("%s after %s was dropped: %u\n", re_function[g].name, re_function[f].name, code);
                fail();
            }
            stop("overdue", f * 100 + g);
        }
    }
}

/* One that was left alone in its reconnect: the next call begins one of its own. */
static void test_overdue_reconnect(void **state)
{
    DWORD code;

    (void)state;
    for (uint32_t lookup = 0; lookup < 2; lookup++) {
        ready(false);
        assert_true(re_open(u"n1", GENERIC_READ));
        lwclus_set_nonblocking(true);
        re_kill(0);
        scene_cluster.node[1].reach = scene_cluster.node[2].reach = SIM_DEAD;
        sim_net.names[0].never = lookup != 0;
        for (uint32_t n = 0; n < 10; n++) {
            assert_int_equal(re_function[3].call(), ERROR_IO_PENDING);
            turn();
        }
        sim_net.now += RE_TIMEOUT_MS + SCENE_CALL_MS;
        sim_net.names[0].never = false;
        scene_cluster.node[1].reach = scene_cluster.node[2].reach = SIM_UP;
        POLL_CODE(code, re_function[5].call());
        assert_int_equal(code, 0);
        assert_true(re.events == 1 && re.event[0].from == scene_cluster.node[0].name &&
                    re.event[0].to != NULL && re.event[0].ms < 1000);
        stop("overdue reconnect", lookup);
    }
}

/* CloseCluster drops whatever is unfinished, at every turn of it, in a reconnect too. */
static void test_close_drops(void **state)
{
    (void)state;
    for (uint32_t kill = 0; kill < 2; kill++) {
        for (uint32_t f = 0; f < RE_FUNCTIONS - 1u; f++) {
            for (uint32_t at = 1; at < 40; at++) {
                uint32_t n = 0, began;
                BOOL closed;

                ready(false);
                assert_true(re_open(u"n1", GENERIC_READ));
                sim_net.names[0].delay_ms = 5;
                lwclus_set_nonblocking(true);
                slow_network(50);
                if (kill != 0) {
                    re_kill(0);
                }
                while (re_function[f].call() == ERROR_IO_PENDING && ++n < at) {
                    turn();
                }
                for (uint32_t i = 0; i < SIM_NODES; i++) {
                    scene_cluster.node[i].reach = SIM_UP;
                }
                began = sim_net.now;
                POLL(closed, closed, CloseCluster(re.cluster));
                assert_true(closed && sim_net.now - began < 200);
                re.cluster = NULL;
                re.netif = NULL;
                forgive_half_pdu();
                stop("close drops", f * 100 + at);
            }
        }
    }
}

/* ---- opening ---- */

/* Left alone at any turn: lwclus_deinit, or the need for its session after the deadline, takes it back. */
static void test_abandoned_open(void **state)
{
    uint32_t most = 0;

    (void)state;
    for (uint32_t at = 1; at < 60; at++) {
        struct lwclus_usage usage;
        HCLUSTER opened[LWCLUS_MAX_SESSIONS];
        uint32_t n = 0;

        ready(true);
        slow_network(60);
        sim_net.names[0].delay_ms = 5;
        while (OpenClusterEx(u"cluster", GENERIC_READ, NULL) == NULL && ++n < at) {
            assert_int_equal(GetLastError(), ERROR_IO_PENDING);
            turn();
        }
        if (n < at) {
            lwclus_deinit();
            break; /* every turn of an open was seen */
        }
        most = at;
        sim_net.now += SCENE_CONNECT_MS + 1u;
        lwclus_set_nonblocking(false);
        for (uint32_t i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
            opened[i] = OpenClusterEx(u"n2", GENERIC_READ, NULL);
            assert_non_null(opened[i]);
        }
        lwclus_get_usage(&usage);
        assert_int_equal(usage.sessions, LWCLUS_MAX_SESSIONS);
        for (uint32_t i = 0; i < LWCLUS_MAX_SESSIONS; i++) {
            assert_true(CloseCluster(opened[i]));
        }
        forgive_half_pdu();
        stop("abandoned open", at);
    }
    assert_true(most > 10);
}

static void test_deinit_drops(void **state)
{
    (void)state;
    for (uint32_t at = 1; at < 60; at++) {
        ready(true);
        slow_network(60);
        sim_net.names[0].delay_ms = 5;
        for (uint32_t n = 0; n < at; n++) {
            re.cluster = re.cluster != NULL ? re.cluster : OpenClusterEx(u"cluster", GENERIC_READ, NULL);
            turn();
        }
        lwclus_set_nonblocking(false);
        lwclus_deinit();
        assert_int_equal(sim_net_open(), 0);
        assert_int_equal(sim_open_handles(&scene_cluster), 0);
        assert_int_equal(re.asked, re.released);
        re.cluster = NULL;
    }
}

/* In a reconnect the resolver is abandoned too. */
static void test_deinit_in_reconnect(void **state)
{
    (void)state;
    for (uint32_t at = 0; at < 80; at++) {
        ready(false);
        assert_true(re_open(u"n1", GENERIC_READ));
        lwclus_set_nonblocking(true);
        slow_network(60);
        sim_net.names[0].delay_ms = 5;
        re_kill(0);
        for (uint32_t n = 0; n < at; n++) {
            (void)re_function[3].call();
            turn();
        }
        lwclus_set_nonblocking(false);
        lwclus_deinit();
        assert_int_equal(sim_net_open(), 0);
        assert_int_equal(sim_open_handles(&scene_cluster), 0);
        re.cluster = NULL;
        re.netif = NULL;
    }
}

static void test_deadlines(void **state)
{
    uint32_t began;
    DWORD code;

    (void)state;
    ready(true);
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        scene_cluster.node[i].reach = SIM_DEAD;
    }
    began = sim_net.now;
    POLL(re.cluster, re.cluster != NULL, OpenClusterEx(u"cluster", GENERIC_READ, NULL));
    assert_true(re.cluster == NULL && GetLastError() == RPC_S_SERVER_UNAVAILABLE);
    assert_true(sim_net.now - began >= SCENE_CONNECT_MS && sim_net.now - began < SCENE_CONNECT_MS + 10u);
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        scene_cluster.node[i].reach = SIM_UP;
    }
    lwclus_set_nonblocking(false);
    assert_true(re_open(u"n1", GENERIC_READ));
    lwclus_set_nonblocking(true);
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        scene_cluster.node[i].reach = SIM_DEAD;
    }
    began = sim_net.now;
    POLL_CODE(code, re_function[3].call());
    assert_int_equal(code, RPC_S_CALL_FAILED);
    assert_int_equal(lwclus_last_result() >> 16, 3); /* deadline */
    assert_true(sim_net.now - began <= SCENE_CALL_MS + RE_TIMEOUT_MS + 10u);
    assert_true(sim_net.now - began >= SCENE_CALL_MS + RE_TIMEOUT_MS - 10u);
    stop("deadlines", 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_results),      cmocka_unit_test(test_reconnect),
        cmocka_unit_test(test_second_failure),    cmocka_unit_test(test_busy),
        cmocka_unit_test(test_overdue),           cmocka_unit_test(test_close_drops),
        cmocka_unit_test(test_overdue_reconnect), cmocka_unit_test(test_abandoned_open),
        cmocka_unit_test(test_deinit_drops),      cmocka_unit_test(test_deinit_in_reconnect),
        cmocka_unit_test(test_deadlines),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
