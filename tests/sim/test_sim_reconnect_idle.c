/* Reconnect: a connection that breaks while nothing is under way, and methods that must not be repeated. */
#include "reconnect_scene.h"

#include <string.h>

#define RE_RESUME RE_FUNCTIONS /* behind the marked methods */

static DWORD call(uint32_t f)
{
    if (f < RE_RESUME) {
        return re_call(f);
    }
    scene_cluster.node[1].state = ClusterNodePaused;
    return ResumeClusterNodeEx(re.host, DoNotFailbackGroups, 0);
}

/* Ways in which a connection ends between two calls. */
enum way { FIN, RST, PORT_ERROR, WAYS };

static int port_error; /* what send and recv give on the first connection; 0 = they work */
static const void *broken;

static int idle_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    return port_error != 0 && broken == sim_net.slot[slot].address ? port_error
                                                                   : sim_port.tcp->recv(slot, data, size);
}

static int idle_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    return port_error != 0 && broken == sim_net.slot[slot].address ? port_error
                                                                   : sim_port.tcp->send(slot, data, size);
}

static int idle_connect(uint8_t slot, const struct lwclus_address *address, uint16_t number)
{
    return sim_port.tcp->connect(slot, address, number);
}

static void idle_close(uint8_t slot)
{
    port_error = 0; /* of that connection */
    sim_port.tcp->close(slot);
}

static void ready(uint32_t timeout_ms)
{
    static const struct lwclus_transport tcp = {idle_connect, idle_send, idle_recv, idle_close};
    static struct lwclus_port port;

    port = sim_port;
    port.tcp = &tcp;
    port_error = 0;
    re_reset();
    re.port = &port;
    re.timeout_ms = timeout_ms;
    re_start();
    assert_true(re_open(u"n1", GENERIC_ALL));
    assert_int_equal(re_node(), 0);
}

static void end(enum way way)
{
    struct sim_conn *conn = &sim_net.slot[0].conn;

    if (way == PORT_ERROR) { /* keepalive gave up */
        port_error = LWCLUS_PORT_UNREACHABLE;
        broken = sim_net.slot[0].address;
    } else {
        conn->end = true;
        conn->reset = way == RST;
    }
}

/* Every method, marked or not: the call goes to another node and nothing of it to the first one. */
static void test_idle(void **state)
{
    (void)state;
    for (uint32_t way = FIN; way < WAYS; way++) {
        for (uint32_t f = 0; f <= RE_RESUME; f++) {
            uint32_t asked, began;

            ready(0);
            asked = scene_cluster.node[0].bytes_in;
            began = sim_net.now;
            end((enum way)way);
            if (call(f) != 0 || re.events != 1 || re_node() == 0 || scene_cluster.node[0].bytes_in != asked) {
                print_error("way %u, function %u: code %u, %u events, node %u\n", way, f, GetLastError(),
                            re.events, re_node());
                fail();
            }
            assert_int_equal(re.event[0].code, RPC_S_CALL_FAILED_DNE);
            assert_in_range(sim_net.now - began, 0, 10);
            assert_int_equal(scene_cluster.resumes, f == RE_RESUME);
            assert_int_equal(call(f), 0);
            assert_int_equal(re.events, 1);
            re_stop("idle", way * 100 + f);
        }
    }
}

/* Cut at each byte of an unmarked method: done elsewhere when nothing of it had left, else an error, and
 * never done twice. The call after it succeeds either way. */
static void test_never_twice(void **state)
{
    static const uint16_t codes[3] = {1722, 1726, 1727};
    uint32_t in, out, failed = 0, went_on = 0;

    (void)state;
    ready(0);
    in = scene_cluster.node[0].bytes_in;
    out = scene_cluster.node[0].bytes_out;
    assert_int_equal(call(RE_RESUME), 0);
    in = scene_cluster.node[0].bytes_in - in;
    out = scene_cluster.node[0].bytes_out - out;
    re_stop("never twice", 0);
    for (uint32_t at = 1; at <= in + out; at++) {
        DWORD code;

        ready(0);
        if (at <= in) {
            scene_cluster.node[0].faults.close_input = scene_cluster.node[0].bytes_in + at;
        } else {
            scene_cluster.node[0].faults.close_output = scene_cluster.node[0].bytes_out + at - in;
        }
        code = call(RE_RESUME);
        went_on += code == 0;
        failed += code != 0;
        assert_true(code == 0 || code == codes[0] || code == codes[1] || code == codes[2]);
        assert_in_range(scene_cluster.resumes, code == 0, 1);
        assert_int_equal(re.events, code == 0);
        assert_int_equal(call(RE_RESUME), 0); /* the connection is gone, nothing was sent: a new one */
        assert_int_not_equal(re_node(), 0);
        re_stop("never twice", at);
    }
    print_message(
        "# %u cuts of a method that must not be repeated: %u errors, %u went on, none was done twice\n",
        in + out, failed, went_on);
    assert_true(failed >= in + out - 1u);
}

/* The answer is a code of the reconnect procedure: that method was done, or refused, and is not repeated. */
static void test_codes(void **state)
{
    static const uint16_t codes[] = {1722, 1723, 1726, 1727, 5050, 5072, 5073};

    (void)state;
    for (uint32_t i = 0; i < COUNT(codes); i++) {
        for (uint32_t fault = 0; fault < 2; fault++) {
            ready(0);
            sim_misbehave(&scene_cluster, 0,
                          (struct sim_rule){.what = fault != 0 ? SIM_FAULT : SIM_STATUS,
                                            .value = codes[i],
                                            .opnum = 128,
                                            .only = true});
            assert_int_equal(call(RE_RESUME), codes[i]);
            assert_int_equal(re.events, 0);
            assert_int_equal(re_node(), 0);
            re_stop("codes", codes[i]);
        }
    }
}

/* No candidate, or no reconnect: the code that says that nothing was done. */
static void test_nobody(void **state)
{
    (void)state;
    for (uint32_t way = FIN; way < WAYS; way++) {
        ready(0);
        re_kill(1);
        re_kill(2);
        end((enum way)way);
        scene_cluster.node[0].reach = SIM_DOWN;
        assert_int_equal(call(RE_RESUME), RPC_S_CALL_FAILED_DNE);
        assert_int_equal(re.events, 1);
        assert_null(re.event[0].to);
        re_stop("nobody", way);

        ready(LWCLUS_RECONNECT_OFF);
        end((enum way)way);
        assert_int_equal(call(RE_RESUME), RPC_S_CALL_FAILED_DNE);
        assert_int_equal(call(RE_RESUME), RPC_S_SERVER_UNAVAILABLE);
        assert_int_equal(re.events, 0);
        re_stop("off", way);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_idle),
        cmocka_unit_test(test_never_twice),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_nobody),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
