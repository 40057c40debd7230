/* Reconnect: a recorded session is cut at every byte, in both directions, in every way. */
#include "reconnect_scene.h"

#include <string.h>

#include "session/handle.h"

enum way { CLOSE_OUTPUT, CLOSE_INPUT, SILENT_OUTPUT, RESET_OUTPUT, RESET_INPUT };

/* ---- a connection that is reset at a byte of node 0 ---- */

static uint32_t reset_received, reset_sent; /* from 1; 0 = never */

static int cut_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    uint32_t before = reset_sent - scene_cluster.node[0].bytes_in - 1u;

    if (reset_sent > scene_cluster.node[0].bytes_in && before < size) {
        if (before == 0) {
            reset_sent = 0;
            return LWCLUS_PORT_RESET;
        }
        size = before;
    }
    return sim_port.tcp->send(slot, data, size);
}

static int cut_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    uint32_t before = reset_received - scene_cluster.node[0].bytes_out - 1u;

    if (reset_received > scene_cluster.node[0].bytes_out && before < size) {
        if (before == 0) {
            reset_received = 0;
            return LWCLUS_PORT_RESET;
        }
        size = before;
    }
    return sim_port.tcp->recv(slot, data, size);
}

static int cut_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    return sim_port.tcp->connect(slot, address, port);
}

static void cut_close(uint8_t slot)
{
    /* What lies half in the server was broken off by the reset: not the client's mistake. */
    sim_net.slot[slot].conn.pdu_got = 0;
    sim_port.tcp->close(slot);
}

static const struct lwclus_transport cut_tcp = {cut_connect, cut_send, cut_recv, cut_close};

/* ---- the session ---- */

static void arm(enum way way, uint32_t at)
{
    struct sim_faults *faults = &scene_cluster.node[0].faults;

    reset_received = way == RESET_OUTPUT ? at : 0;
    reset_sent = way == RESET_INPUT ? at : 0;
    faults->close_output = way == CLOSE_OUTPUT ? at : 0;
    faults->close_input = way == CLOSE_INPUT ? at : 0;
    faults->silent_output = way == SILENT_OUTPUT ? at : 0;
}

struct outcome {
    uint32_t in, out; /* bytes of node 0 in a whole session */
    bool opened;
    uint32_t ms;
};

/* Open, enumerate, open an interface, state, control, look-up, close: the handles stay. */
static struct outcome session(const uint16_t *name, enum way way, uint32_t at)
{
    static struct lwclus_port port;
    static const uint16_t codes[4] = {1722, 1726, 1727, 0};
    struct outcome o = {.opened = false};
    DWORD code = 0;
    uint32_t began;

    re_reset();
    port = sim_port;
    port.tcp = &cut_tcp;
    re.port = &port;
    re.no_host = true;
    re_start();
    arm(way, at);
    began = sim_net.now;
    re.cluster = OpenClusterEx(name, GENERIC_READ, NULL);
    code = re.cluster == NULL ? GetLastError() : 0;
    o.ms = sim_net.now - began;
    o.opened = re.cluster != NULL;
    if (o.ms > SCENE_CONNECT_MS + SCENE_SLICE_MS || (!o.opened && !scene_is_one_of(code, codes))) {
        print_error("way %u byte %u: open took %u ms, code %u\n", (unsigned)way, at, o.ms, code);
        fail();
    }
    if (o.opened) {
        HCLUSTER cluster = re.cluster;

        code = re_call(0);
        if (code == 0) {
            re.netif =
                OpenClusterNetInterfaceEx(re.cluster, scene_cluster.netif[RE_NETIF].name, GENERIC_READ, NULL);
            code = re.netif != NULL ? 0 : GetLastError();
        }
        for (uint32_t f = 3; f < 8 && code == 0; f++) {
            code = re_call(f);
        }
        if (code != 0 || cluster != re.cluster) {
            print_error("way %u byte %u: code %u\n", (unsigned)way, at, code);
            fail();
        }
    }
    re_close();
    o.in = scene_cluster.node[0].bytes_in;
    o.out = scene_cluster.node[0].bytes_out;
    re_stop("cut", at);
    return o;
}

static void sweep(const uint16_t *name, enum way way, const char *what)
{
    struct outcome whole = session(name, way, 0);
    uint32_t end = way == CLOSE_INPUT || way == RESET_INPUT ? whole.in : whole.out;
    uint32_t in_open = 0, survived = 0;

    assert_true(whole.opened);
    for (uint32_t at = 1; at <= end; at++) {
        if (session(name, way, at).opened) {
            survived++;
        } else {
            in_open++;
        }
    }
    print_message(
        "# %s: %u cuts; %u before the handle is there, each a documented error; %u after it, %u survived\n",
        what, end, in_open, end - in_open, survived);
    assert_true(in_open + survived == end && survived > end / 3);
}

static void test_close_output(void **state)
{
    (void)state;
    sweep(u"n1", CLOSE_OUTPUT, "closed before a byte of the server");
}

static void test_close_input(void **state)
{
    (void)state;
    sweep(u"n1", CLOSE_INPUT, "closed before a byte of the client");
}

static void test_silent_output(void **state)
{
    (void)state;
    sweep(u"n1", SILENT_OUTPUT, "silent from a byte of the server on");
}

static void test_reset_output(void **state)
{
    (void)state;
    sweep(u"n1", RESET_OUTPUT, "reset at a byte of the server");
}

static void test_reset_input(void **state)
{
    (void)state;
    sweep(u"n1", RESET_INPUT, "reset at a byte of the client");
}

/* A name with more addresses: most cuts before the logon is done go on with the next one. */
static void test_more_addresses(void **state)
{
    (void)state;
    sweep(u"cluster", CLOSE_OUTPUT, "three addresses, closed before a byte of the server");
}

/* ---- cuts inside the reconnect itself: node 1 breaks while it takes over ---- */

static uint32_t broken_take_over(uint32_t at, bool output, bool silent)
{
    uint32_t end;

    re_ready();
    for (uint32_t i = 0; i < 8; i++) { /* a flight of ten */
        (void)re_row(LWCLUS_HANDLE_NETINTERFACE, u"N1 - LAN", GENERIC_READ);
    }
    scene_cluster.node[1].faults.close_output = output && !silent ? at : 0;
    scene_cluster.node[1].faults.silent_output = silent ? at : 0;
    scene_cluster.node[1].faults.close_input = output ? 0 : at;
    sim_net.names[0].name = "nobody"; /* so that N2 is the first candidate */
    re_kill(0);
    if (re_call(3) != 0 || re_call(4) != 0) {
        print_error("node 1 cut at byte %u, output %d: code %u\n", at, output, GetLastError());
        fail();
    }
    end = output ? scene_cluster.node[1].bytes_out : scene_cluster.node[1].bytes_in;
    re_stop("take-over", at);
    return end;
}

static void test_cut_in_reconnect(void **state)
{
    uint32_t out = broken_take_over(0, true, false), in = broken_take_over(0, false, false);

    (void)state;
    for (uint32_t at = 1; at <= out; at++) {
        broken_take_over(at, true, false);
        broken_take_over(at, true, true);
    }
    for (uint32_t at = 1; at <= in; at++) {
        broken_take_over(at, false, false);
    }
    print_message("# %u cuts of the node that takes over: all calls succeeded\n", 2 * out + in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_close_output),     cmocka_unit_test(test_close_input),
        cmocka_unit_test(test_silent_output),    cmocka_unit_test(test_reset_output),
        cmocka_unit_test(test_reset_input),      cmocka_unit_test(test_more_addresses),
        cmocka_unit_test(test_cut_in_reconnect),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
