/* One scenario: start, session, leak check. */
#include "sim_scene.h"

#include <string.h>

#include "crypto/md4.h"

struct sim_cluster scene_cluster;
struct scene scene_now;

void scene_reset(void)
{
    lwclus_deinit(); /* after a test that failed half-way */
    memset(&scene_now, 0, sizeof scene_now);
    sim_init(&scene_cluster);
    sim_net_init(&scene_cluster);
}

/* ---- hooks ---- */

static bool credentials(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    struct scene *scene = user;

    if (scene->hook != NULL) {
        scene->hook(scene, "credentials");
    }
    if (out == NULL) {
        scene->released++;
        return true;
    }
    if (scene->no_account || cluster == NULL) {
        return false;
    }
    scene->asked++;
    out->user = scene->user != NULL ? scene->user : u"administrator";
    out->domain = scene->domain != NULL ? scene->domain : u"DOM";
    out->password = scene->nt_hash != NULL || scene->key != NULL ? NULL
                    : scene->password != NULL                    ? scene->password
                                                                 : u"Passw0rd.1";
    out->nt_hash = scene->nt_hash;
    out->key = scene->key;
    out->key_etype = scene->key_etype;
    return true;
}

static void on_log(void *user, int level, const char *text, uint32_t value)
{
    struct scene *scene = user;

    (void)level;
    (void)value;
    scene->logged += text != NULL;
    if (scene->hook != NULL) {
        scene->hook(scene, "log");
    }
}

static void on_trace(void *user, const struct lwclus_trace_event *event)
{
    struct scene *scene = user;

    scene->traced++;
    scene->traced_sent += event->direction == LWCLUS_TRACE_SENT ? event->bytes : 0;
    scene->traced_received += event->direction == LWCLUS_TRACE_RECEIVED ? event->bytes : 0;
    if (scene->hook != NULL) {
        scene->hook(scene, "trace");
    }
}

static void on_reconnected(void *user, const struct lwclus_reconnect_event *event)
{
    struct scene *scene = user;

    scene->reconnected += event->to != NULL;
    scene->gave_up += event->to == NULL;
    scene->reopened += event->handles;
    scene->reconnect_ms_most = event->ms > scene->reconnect_ms_most ? event->ms : scene->reconnect_ms_most;
}

DWORD scene_start(void)
{
    struct lwclus_config config = {
        .port = scene_now.port != NULL ? scene_now.port : &sim_port,
        .credentials = credentials,
        .user = &scene_now,
        .workstation = scene_now.workstation,
        .local = scene_now.no_local ? NULL : &sim_local,
        .connect_timeout_ms = SCENE_CONNECT_MS,
        .call_timeout_ms = SCENE_CALL_MS,
        .reconnect_timeout_ms = scene_now.reconnect_ms != 0 ? scene_now.reconnect_ms : LWCLUS_RECONNECT_OFF,
        .endpoint_port = scene_now.endpoint_port,
        .logon = scene_now.logon_any    ? LWCLUS_LOGON_ANY
                 : scene_now.logon != 0 ? scene_now.logon
                                        : LWCLUS_LOGON_NTLM,
        .realm = scene_now.realm,
        .spn = scene_now.spn,
        .kdcs = scene_now.kdcs,
        .kdc_count = scene_now.kdc_count,
        .kdc_udp_first = scene_now.udp_first,
        .learn_time = scene_now.learn_time,
        .direct_ticket = scene_now.direct,
        .log = on_log,
        .trace = on_trace,
        .reconnected = on_reconnected,
    };

    if (scene_now.wins) {
        config.wins = sim_net_address(52);
    }
    return lwclus_init(&config);
}

#if LWCLUS_NTLM
void scene_nt_hash(const uint8_t *text, uint32_t size, uint8_t hash[16])
{
    struct lwclus_md4 md4;

    lwclus_md4_start(&md4);
    lwclus_md4_update(&md4, text, size);
    lwclus_md4_finish(&md4, hash);
}
#endif

/* ---- the session ---- */

bool scene_same(const uint16_t *a, const uint16_t *b)
{
    while (*a != 0 && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

struct run {
    struct scene_result result;
    uint32_t began;
};

static void begin(struct run *run)
{
    run->began = sim_net.now;
    SetLastError(0);
}

/* Books the outcome of a call; true when it succeeded. */
static bool ended(struct run *run, enum scene_call call, bool good, uint32_t code)
{
    uint32_t limit =
        (call == SCENE_OPEN ? SCENE_CONNECT_MS : SCENE_CALL_MS) * (call == SCENE_INFORMATION ? 2u : 1u);

    limit += call == SCENE_OPEN ? 0 : scene_now.reconnect_ms;
    run->result.late += sim_net.now - run->began > limit + SCENE_SLICE_MS;
    if (!good && run->result.failed == SCENE_CALLS) {
        run->result.failed = call;
        run->result.code = code;
        run->result.origin = lwclus_last_result() >> 16;
        run->result.wrong += code == 0 || (lwclus_last_result() & 0xffffu) != code;
    }
    return good;
}

/* What an administrator is granted. */
static DWORD grant(DWORD access)
{
    return (access & ~(GENERIC_READ | CLUSAPI_READ_ACCESS)) == 0 ? GENERIC_READ : GENERIC_ALL;
}

static void expect(struct run *run, bool good)
{
    run->result.wrong += !good;
}

#if LWCLUS_API_ENUM
static void enumerate(struct run *run, HCLUSTER cluster, WCHAR *name, DWORD units)
{
    DWORD type = 0, count, size;
    HCLUSENUM list;

    begin(run);
    list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
    if (ended(run, SCENE_ENUM, list != NULL, GetLastError())) {
        count = ClusterGetEnumCount(list);
        expect(run, count == scene_cluster.netifs);
        for (DWORD i = 0; i < count && i < scene_cluster.netifs; i++) {
            size = units;
            expect(run, ClusterEnum(list, i, &type, name, &size) == ERROR_SUCCESS);
            expect(run, type == CLUSTER_ENUM_NETINTERFACE && scene_same(name, scene_cluster.netif[i].name));
        }
        expect(run, ClusterEnum(list, count, &type, name, &units) == ERROR_NO_MORE_ITEMS);
        expect(run, ClusterCloseEnum(list) == ERROR_SUCCESS);
    }
}
#endif

#if LWCLUS_API_NETINTERFACE
static void use_netif(struct run *run, HCLUSTER cluster, HNETINTERFACE netif, const struct sim_netif *row)
{
    uint16_t name[64] = {0};
    DWORD size = 0, state, code;

    begin(run);
    state = (DWORD)GetClusterNetInterfaceState(netif);
    if (ended(run, SCENE_STATE, state != 0xffffffffu, GetLastError())) {
        expect(run, state == row->state);
    }
    begin(run);
    code = ClusterNetInterfaceControl(netif, NULL, CLUSCTL_NETINTERFACE_GET_NAME, NULL, 0, name, sizeof name,
                                      &size);
    if (ended(run, SCENE_CONTROL, code == ERROR_SUCCESS, code)) {
        expect(run, size > 2 && size % 2u == 0 && scene_same(name, row->name));
    }
    begin(run);
    size = 64;
    code = GetClusterNetInterface(cluster, scene_cluster.node[row->node].name,
                                  scene_cluster.network[row->network].name, name, &size);
    if (ended(run, SCENE_LOOKUP, code == ERROR_SUCCESS, code)) {
        expect(run, scene_same(name, row->name));
    }
}
#endif

#if LWCLUS_API_CLUSTER
static void information(struct run *run, HCLUSTER cluster)
{
    CLUSTERVERSIONINFO version = {.dwVersionInfoSize = sizeof version};
    WCHAR name[64];
    DWORD size = 64, code;

    begin(run);
    code = GetClusterInformation(cluster, name, &size, &version);
    if (ended(run, SCENE_INFORMATION, code == ERROR_SUCCESS, code)) {
        expect(run, scene_same(name, scene_cluster.name) && size == 7 && version.BuildNumber == 20348 &&
                        scene_same(version.szVendorId, u"Simulated Cluster") &&
                        version.szCSDVersion[0] == 0 && version.dwClusterHighestVersion == 0x000b0003u);
    }
}
#endif

static void use(struct run *run, HCLUSTER cluster, DWORD access)
{
    const struct sim_netif *row = &scene_cluster.netif[scene_cluster.netifs - 1u];
    HNETINTERFACE netif;
    DWORD granted = 1;

#if LWCLUS_API_ENUM
    WCHAR name[64] = {0};

    enumerate(run, cluster, name, 64);
#endif
    begin(run);
    netif = OpenClusterNetInterfaceEx(cluster, row->name, access, &granted);
    if (ended(run, SCENE_NETIF, netif != NULL, GetLastError())) {
        expect(run, granted == grant(access));
#if LWCLUS_API_NETINTERFACE
        use_netif(run, cluster, netif, row);
#endif
        begin(run);
        ended(run, SCENE_CLOSE_NETIF, CloseClusterNetInterface(netif), GetLastError());
    } else {
        expect(run, granted == 1);
    }
#if LWCLUS_API_CLUSTER
    information(run, cluster);
#endif
}

struct scene_result scene_session(const uint16_t *name, DWORD access)
{
    struct run run = {.result = {.failed = SCENE_CALLS}};
    DWORD granted = 1;
    HCLUSTER cluster;

    begin(&run);
    cluster = OpenClusterEx(name, access, &granted);
    if (ended(&run, SCENE_OPEN, cluster != NULL, GetLastError())) {
        expect(&run, granted == grant(access));
        use(&run, cluster, access);
        begin(&run);
        ended(&run, SCENE_CLOSE, CloseCluster(cluster), GetLastError());
    } else {
        expect(&run, granted == 1);
    }
    return run.result;
}

struct scene_result scene_default(void)
{
    return scene_session(u"192.0.2.1", GENERIC_READ);
}

uint32_t scene_leaks(void)
{
    struct lwclus_usage usage;
    uint32_t open = 0;

    lwclus_get_usage(&usage);
    for (uint32_t i = 0; i < SIM_NODES; i++) {
        open += scene_cluster.node[i].open;
    }
    return usage.pins + usage.sessions + usage.handles + usage.enums + sim_net_open() +
           sim_open_handles(&scene_cluster) + open + (scene_now.asked - scene_now.released);
}

uint32_t scene_stop(void)
{
    uint32_t leaks = scene_leaks();

    lwclus_deinit();
    return leaks;
}
