/*
 * Public functions against the simulated cluster. Counting stops inside the transport and while the library
 * waits, so the figures are the library's own: arguments, NDR, PDUs, crypto, locks.
 */
#include "bench.h"

#include "lwclus.h"
#include "sim_port.h"

#include "counter.h"

#define CALLS  20u
#define OPENS  5u
#define NETIFS 8u /* in the list that is enumerated */

static struct sim_cluster sim;
static struct lwclus_port port;
static HCLUSTER cluster;
static HNETINTERFACE netif;

/* ---- a port that is not counted ---- */

static int tcp_connect(uint8_t slot, const struct lwclus_address *address, uint16_t number)
{
    int result;

    counter_pause();
    result = sim_port.tcp->connect(slot, address, number);
    counter_resume();
    return result;
}

static int tcp_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    int result;

    counter_pause();
    result = sim_port.tcp->send(slot, data, size);
    counter_resume();
    return result;
}

static int tcp_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    int result;

    counter_pause();
    result = sim_port.tcp->recv(slot, data, size);
    counter_resume();
    return result;
}

static void tcp_close(uint8_t slot)
{
    counter_pause();
    sim_port.tcp->close(slot);
    counter_resume();
}

static void port_wait(uint8_t slot, uint32_t ms)
{
    counter_pause();
    sim_port.wait(slot, ms);
    counter_resume();
}

/* ---- what is measured ---- */

static bool credentials(void *user, const WCHAR *name, struct lwclus_credentials *out)
{
    (void)user;
    (void)name;
    if (out != NULL) {
        *out = (struct lwclus_credentials){
            .user = u"administrator", .domain = u"DOM", .password = u"Passw0rd.1"};
    }
    return true;
}

static void open_cluster(void)
{
    cluster = OpenClusterEx(u"192.0.2.1", GENERIC_READ, NULL);
    counter_expect(cluster != NULL, "OpenClusterEx");
}

static void only_open(void)
{
    open_cluster();
    counter_pause();
    counter_expect(CloseCluster(cluster) != FALSE, "CloseCluster");
    counter_resume();
}

static void state(void)
{
    counter_expect(GetClusterNetInterfaceState(netif) == ClusterNetInterfaceUp,
                   "GetClusterNetInterfaceState");
}

static void open_and_close(void)
{
    HNETINTERFACE h = OpenClusterNetInterfaceEx(cluster, sim.netif[1].name, GENERIC_READ, NULL);

    counter_expect(h != NULL && CloseClusterNetInterface(h) != FALSE, "OpenClusterNetInterfaceEx");
}

static void control(void)
{
    WCHAR text[64];
    DWORD size = 0;

    counter_expect(ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_GET_NODE, NULL, 0, text,
                                              sizeof text, &size) == ERROR_SUCCESS,
                   "ClusterNetInterfaceControl");
}

static void enumerate(void)
{
    HCLUSENUM h = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);

    counter_expect(h != NULL && ClusterGetEnumCount(h) == NETIFS && ClusterCloseEnum(h) == ERROR_SUCCESS,
                   "ClusterOpenEnum");
}

static void start(void)
{
    static const struct lwclus_transport tcp = {tcp_connect, tcp_send, tcp_recv, tcp_close};
    struct lwclus_config config = {.port = &port, .credentials = credentials};

    sim_init(&sim);
    for (; sim.netifs < NETIFS; sim.netifs++) {
        sim.netif[sim.netifs] = sim.netif[0];
        sim.netif[sim.netifs].name = u"N1 - iSCSI";
    }
    sim_net_init(&sim);
    port = sim_port;
    port.tcp = &tcp;
    port.wait = port_wait;
    counter_expect(lwclus_init(&config) == ERROR_SUCCESS, "lwclus_init");
}

/* Bytes of a call: PDUs in both directions. */
static void measure(const char *name, void (*run)(void), uint32_t times)
{
    uint32_t before = sim_net.sent + sim_net.received;

    run();
    counter_measure(name, sim_net.sent + sim_net.received - before, run, times);
}

void bench_call(void)
{
    start();
    measure("OpenClusterEx", only_open, OPENS);
    open_cluster();
    netif = OpenClusterNetInterfaceEx(cluster, sim.netif[0].name, GENERIC_READ, NULL);
    measure("GetClusterNetInterfaceState", state, CALLS);
    measure("OpenClusterNetInterfaceEx + Close", open_and_close, CALLS);
    measure("ClusterNetInterfaceControl", control, CALLS);
    measure("ClusterOpenEnum + Close (8 names)", enumerate, CALLS);
    counter_expect(CloseClusterNetInterface(netif) != FALSE && CloseCluster(cluster) != FALSE, "close");
    lwclus_deinit();
    counter_expect(sim.complaints == 0 && sim_net_open() == 0, "the simulated cluster");
}
