/* Scenarios of the reconnect procedure. */
#include "reconnect_scene.h"

#include <string.h>

#include "session/call.h"
#include "session/instance.h"
#include "session/reconnect.h"

struct re re;

/* ---- hooks ---- */

static bool credentials(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    (void)user;
    if (out == NULL) {
        re.released++;
        return true;
    }
    re.asked++;
    re.wrong_name += re.account_of != NULL && !scene_same(cluster, re.account_of);
    if (re.connected != NULL) {
        re.connected(&re);
    }
    out->user = u"administrator";
    out->domain = u"DOM";
    out->password = u"Passw0rd.1";
    return true;
}

static const uint16_t *node_name(const WCHAR *name)
{
    for (uint32_t i = 0; name != NULL && i < SIM_NODES; i++) {
        if (scene_same(name, scene_cluster.node[i].name)) {
            return scene_cluster.node[i].name;
        }
    }
    return name != NULL ? u"?" : NULL;
}

static void reconnected(void *user, const struct lwclus_reconnect_event *event)
{
    (void)user;
    if (re.events < RE_EVENTS) {
        re.event[re.events] = (struct re_event){node_name(event->from),
                                                node_name(event->to),
                                                event->result & 0xffffu,
                                                event->result >> 16,
                                                event->ms,
                                                event->handles};
    }
    re.events++;
}

/* ---- a session ---- */

void re_reset(void)
{
    static const struct sim_name names[SIM_NAMES] = {{.name = "cluster", .node = {1, 2, 3}},
                                                     {.name = "n1", .node = {1}},
                                                     {.name = "n2", .node = {2}},
                                                     {.name = "n3", .node = {3}}};

    scene_reset();
    memset(&re, 0, sizeof re);
    memcpy(sim_net.names, names, sizeof names);
}

void re_start(void)
{
    const struct lwclus_config config = {
        .port = re.port != NULL ? re.port : &sim_port,
        .credentials = credentials,
        .logon = LWCLUS_LOGON_NTLM,
        .local = &sim_local,
        .connect_timeout_ms = SCENE_CONNECT_MS,
        .call_timeout_ms = SCENE_CALL_MS,
        .reconnect_timeout_ms = re.timeout_ms != 0 ? re.timeout_ms : RE_TIMEOUT_MS,
        .endpoint_port = re.endpoint_port,
        .reconnected = reconnected,
    };

    assert_int_equal(lwclus_init(&config), ERROR_SUCCESS);
}

uintptr_t re_row(uint8_t type, const uint16_t *name, uint32_t access)
{
    const uint32_t parent = (uint32_t)(uintptr_t)re.cluster & 0xffffu;
    struct lwclus_handle_row *row;

    lwclus_tables_lock();
    row = lwclus_handle_reserve(type, lwclus_instance.rows[parent].session, parent);
    assert_non_null(row);
    lwclus_reconnect_remember(row, name, access);
    row->open = true;
    lwclus_tables_unlock();
    return lwclus_handle_value(row);
}

bool re_open(const uint16_t *name, DWORD access)
{
    re.cluster = OpenClusterEx(name, access, NULL);
    if (re.cluster == NULL) {
        return false;
    }
    re.netif = OpenClusterNetInterfaceEx(re.cluster, scene_cluster.netif[RE_NETIF].name, access, NULL);
    if (!re.no_host) {
        re.host = (HNODE)lwclus_call_open_named(
            (uintptr_t)re.cluster, LWCLUS_OPENS(66, 118, LWCLUS_HANDLE_NODE), u"N2", access, NULL);
    }
    return re.netif != NULL && (re.no_host || re.host != NULL);
}

void re_ready(void)
{
    re_reset();
    re_start();
    assert_true(re_open(u"n1", GENERIC_READ));
    assert_int_equal(re_node(), 0);
}

uint32_t re_node(void)
{
    WCHAR name[16];
    DWORD units = 16;

    if (lwclus_get_server(re.cluster, name, &units) == ERROR_SUCCESS) {
        for (uint32_t i = 0; i < SIM_NODES; i++) {
            if (scene_same(name, scene_cluster.node[i].name)) {
                return i;
            }
        }
    }
    return SIM_NODES;
}

void re_close(void)
{
    if (re.netif != NULL) {
        assert_true(CloseClusterNetInterface(re.netif));
        re.netif = NULL;
    }
    if (re.cluster != NULL) {
        assert_true(CloseCluster(re.cluster)); /* takes the node row along */
        re.cluster = NULL;
    }
}

void re_stop_of(const char *what, uint32_t which, const char *file, int line)
{
    struct scene_result r = {.failed = SCENE_CALLS};

    re_close();
    r.wrong = (re.asked - re.released) + re.wrong_name;
    scene_assert_clean_of(&r, what, which, file, line);
}

void re_kill(uint32_t node)
{
    scene_cluster.node[node].reach = SIM_DOWN;
}

/* ---- functions ---- */

static DWORD call_enum(void)
{
    HCLUSENUM list = ClusterOpenEnum(re.cluster, CLUSTER_ENUM_NODE);
    DWORD code = list != NULL ? 0 : GetLastError();

    if (list != NULL) {
        code = ClusterGetEnumCount(list) == SIM_NODES ? 0 : ERROR_INVALID_DATA;
        assert_int_equal(ClusterCloseEnum(list), ERROR_SUCCESS);
    }
    return code;
}

static DWORD open_netif(DWORD access)
{
    HNETINTERFACE netif = OpenClusterNetInterfaceEx(re.cluster, u"N1 - SAN", access, NULL);
    DWORD code = netif != NULL ? 0 : GetLastError();

    while (netif != NULL && !CloseClusterNetInterface(netif)) {
        assert_int_equal(GetLastError(), ERROR_IO_PENDING);
        sim_net.now++;
    }
    return code;
}

static DWORD call_open_ex(void)
{
    return open_netif(GENERIC_READ);
}

static DWORD call_open(void)
{
    return open_netif(GENERIC_ALL);
}

static DWORD call_state(void)
{
    CLUSTER_NETINTERFACE_STATE state = GetClusterNetInterfaceState(re.netif);

    return state == ClusterNetInterfaceStateUnknown                 ? GetLastError()
           : (uint32_t)state == scene_cluster.netif[RE_NETIF].state ? 0
                                                                    : ERROR_INVALID_DATA;
}

static DWORD control(HNODE host)
{
    uint16_t name[16] = {0};
    DWORD size = 0;
    DWORD code = ClusterNetInterfaceControl(re.netif, host, CLUSCTL_NETINTERFACE_GET_NAME, NULL, 0, name,
                                            sizeof name, &size);

    return code != 0 || scene_same(name, scene_cluster.netif[RE_NETIF].name) ? code : ERROR_INVALID_DATA;
}

static DWORD call_control(void)
{
    return control(NULL);
}

static DWORD call_control_host(void)
{
    return control(re.host);
}

static DWORD call_lookup(void)
{
    uint16_t name[16];
    DWORD units = 16;
    DWORD code = GetClusterNetInterface(re.cluster, u"N3", u"LAN", name, &units);

    return code != 0 || scene_same(name, u"N3 - LAN") ? code : ERROR_INVALID_DATA;
}

static DWORD call_name(void)
{
    WCHAR name[16];
    DWORD units = 16;
    DWORD code = GetClusterInformation(re.cluster, name, &units, NULL);

    return code != 0 || scene_same(name, u"CLUSTER") ? code : ERROR_INVALID_DATA;
}

static DWORD call_version(void)
{
    CLUSTERVERSIONINFO version = {.dwVersionInfoSize = sizeof version};
    WCHAR name[16];
    DWORD units = 16;
    DWORD code = GetClusterInformation(re.cluster, name, &units, &version);

    return code != 0 || version.BuildNumber == 20348 ? code : ERROR_INVALID_DATA;
}

const struct re_function re_function[RE_FUNCTIONS] = {
    {"ClusterOpenEnum", 7, true, call_enum},
    {"OpenClusterNetInterfaceEx", 122, true, call_open_ex},
    {"OpenClusterNetInterface", 92, true, call_open},
    {"GetClusterNetInterfaceState", 94, true, call_state},
    {"ClusterNetInterfaceControl", 98, true, call_control},
    {"GetClusterNetInterface", 95, true, call_lookup},
    {"GetClusterInformation", 3, false, call_name},
    {"GetClusterInformation, version", 102, true, call_version},
    {"ClusterNetInterfaceControl on a node", 97, true, call_control_host},
};

DWORD re_call(uint32_t i)
{
    uint32_t limit = SCENE_CALL_MS + (re.timeout_ms != 0 ? re.timeout_ms : RE_TIMEOUT_MS) + SCENE_SLICE_MS;
    uint32_t began = sim_net.now;
    DWORD code;

    SetLastError(0);
    code = re_function[i].call();
    if (sim_net.now - began > limit * 2u || (i != 7 && sim_net.now - began > limit)) {
        print_error("%s took %u ms, code %u\n", re_function[i].name, sim_net.now - began, code);
        fail();
    }
    return code;
}

DWORD re_call_all(void)
{
    DWORD code = 0;

    for (uint32_t i = 0; i < RE_FUNCTIONS && code == 0; i++) {
        code = re_call(i);
    }
    return code;
}
