/* The tasks: each uses handles that it opened at the start, over and over, and checks what they answer. */
#include "soak.h"

#include <time.h>

#define NAME_UNITS 64u

/* ---- the objects of the peer, in the order in which 3.2.4.6 opens them again */

enum kind { NODE, GROUP, RESOURCE, NETWORK, INTERFACE, KINDS };

/* Handles of all kinds have the shape of pointers. */
struct kind_functions {
    void *(*open)(HCLUSTER cluster, LPCWSTR name, DWORD access);
    BOOL (*close)(void *handle);
    int (*state)(void *handle); /* -1: failed */
    DWORD (*get_name)(void *handle, WCHAR *name, DWORD bytes);
    const char *name;
};

#define DEFINE_KIND(Kind, Type, CODE)                                                                        \
    static void *open_##Kind(HCLUSTER cluster, LPCWSTR name, DWORD access)                                   \
    {                                                                                                        \
        return access == GENERIC_ALL ? OpenCluster##Kind(cluster, name)                                      \
                                     : OpenCluster##Kind##Ex(cluster, name, access, NULL);                   \
    }                                                                                                        \
    static BOOL close_##Kind(void *handle)                                                                   \
    {                                                                                                        \
        return CloseCluster##Kind((Type)handle);                                                             \
    }                                                                                                        \
    static DWORD get_name_##Kind(void *handle, WCHAR *name, DWORD bytes)                                     \
    {                                                                                                        \
        return Cluster##Kind##Control((Type)handle, NULL, CODE, NULL, 0, name, bytes, NULL);                 \
    }
DEFINE_KIND(Node, HNODE, CLUSCTL_NODE_GET_NAME)
DEFINE_KIND(Group, HGROUP, CLUSCTL_GROUP_GET_NAME)
DEFINE_KIND(Resource, HRESOURCE, CLUSCTL_RESOURCE_GET_NAME)
DEFINE_KIND(Network, HNETWORK, CLUSCTL_NETWORK_GET_NAME)
DEFINE_KIND(NetInterface, HNETINTERFACE, CLUSCTL_NETINTERFACE_GET_NAME)

static int state_Node(void *handle)
{
    return GetClusterNodeState((HNODE)handle);
}

static int state_Group(void *handle)
{
    return GetClusterGroupState((HGROUP)handle, NULL, NULL);
}

static int state_Resource(void *handle)
{
    return GetClusterResourceState((HRESOURCE)handle, NULL, NULL, NULL, NULL);
}

static int state_Network(void *handle)
{
    return GetClusterNetworkState((HNETWORK)handle);
}

static int state_NetInterface(void *handle)
{
    return GetClusterNetInterfaceState((HNETINTERFACE)handle);
}

#define KIND(Kind)                                                                                           \
    {                                                                                                        \
        open_##Kind, close_##Kind, state_##Kind, get_name_##Kind, #Kind                                      \
    }
static const struct kind_functions kinds[KINDS] = {KIND(Node), KIND(Group), KIND(Resource), KIND(Network),
                                                   KIND(NetInterface)};

/* Each handle must go on to answer for its own object, so neighbours differ in their state. */
static const struct {
    enum kind kind;
    const WCHAR *name;
    int state;
} objects[] = {
    {NODE, u"node1", ClusterNodeUp},
    {NODE, u"node3", ClusterNodeUp},
    {GROUP, u"Web", ClusterGroupOnline},
    {GROUP, u"Datenbank \u00dc", ClusterGroupPartialOnline},
    {RESOURCE, u"Web IP", ClusterResourceOnline},
    {RESOURCE, u"DB Engine", ClusterResourceOffline},
    {NETWORK, u"Cluster Network 1", ClusterNetworkUp},
    {NETWORK, u"Cluster Network 2", ClusterNetworkPartitioned},
    {INTERFACE, u"node1 - Ethernet", ClusterNetInterfaceUp},
    {INTERFACE, u"node2 - Ethernet", ClusterNetInterfaceUnreachable},
    {INTERFACE, u"node1 - Ethernet 2", ClusterNetInterfaceFailed},
    {INTERFACE, u"node2 - R\u00e9seau \U0001f5a7", ClusterNetInterfaceUnavailable},
};

#define OBJECTS    (sizeof objects / sizeof objects[0])
#define NODES      3u
#define INTERFACES 4u

/* A task's position: which object, and the handle to it. */
struct place {
    struct soak_task *task;
    unsigned i;
    void *handle;
};

atomic_bool soak_stop;

/* ---- what is counted */

static void begin(struct soak_task *t, const char *call, const char *kind)
{
    t->kind = kind;
    atomic_store(&t->since, soak_now_ms());
    atomic_store(&t->call, call);
}

/* Returns `good`, what the function says of itself. */
static bool end(struct soak_task *t, bool good)
{
    const char *call = atomic_load(&t->call);
    uint64_t since = atomic_load(&t->since);
    uint32_t ms = (uint32_t)(soak_now_ms() - since);
    uint32_t result = lwclus_last_result();

    atomic_store(&t->call, NULL);
    t->calls++;
    if (ms >= t->longest_ms) {
        t->longest_ms = ms;
        t->longest = call;
        t->longest_kind = t->kind;
    }
    if (!good) {
        t->failed++;
        soak_say("failed task=%s call=%s of=%s code=%u name=%s origin=%s ms=%u", t->name, call, t->kind,
                 (unsigned)(result & 0xffffu), lwclus_error_name(result & 0xffffu),
                 lwclus_origin_name(result), (unsigned)ms);
    }
    return good;
}

static void expect(struct soak_task *t, bool right, const char *what)
{
    if (!right) {
        t->wrong++;
        soak_say("wrong task=%s: %s", t->name, what);
    }
}

static bool same_text(const WCHAR *a, const WCHAR *b)
{
    while (*a == *b && *a != 0) {
        a++, b++;
    }
    return *a == *b;
}

/* ---- steps */

static const struct kind_functions *kind_of(unsigned i)
{
    return &kinds[objects[i].kind];
}

static void *open_object(struct soak_task *t, unsigned i, DWORD access)
{
    void *handle;

    begin(t, "open", kind_of(i)->name);
    handle = kind_of(i)->open(t->cluster, objects[i].name, access);
    (void)end(t, handle != NULL);
    return handle;
}

static void close_object(struct soak_task *t, unsigned i, void *handle)
{
    if (handle != NULL) {
        begin(t, "close", kind_of(i)->name);
        (void)end(t, kind_of(i)->close(handle));
    }
}

static void step_state(const struct place *at)
{
    int state;

    begin(at->task, "state", kind_of(at->i)->name);
    state = kind_of(at->i)->state(at->handle);
    if (end(at->task, state != -1)) {
        expect(at->task, state == objects[at->i].state, "state of another object");
    }
}

static void step_control(const struct place *at)
{
    WCHAR name[NAME_UNITS] = {0};
    DWORD code;

    begin(at->task, "control", kind_of(at->i)->name);
    code = kind_of(at->i)->get_name(at->handle, name, sizeof name - sizeof name[0]);
    if (end(at->task, code == ERROR_SUCCESS)) {
        expect(at->task, same_text(name, objects[at->i].name), "name of another object");
    }
}

static void step_enumerate(const struct place *at)
{
    struct soak_task *t = at->task;
    DWORD count, i, type, units;
    WCHAR name[NAME_UNITS];
    HCLUSENUM handle;

    begin(t, "enumerate", "Cluster");
    handle = ClusterOpenEnum(t->cluster, CLUSTER_ENUM_NODE | CLUSTER_ENUM_NETINTERFACE);
    if (!end(t, handle != NULL)) {
        return;
    }
    count = ClusterGetEnumCount(handle);
    expect(t, count == NODES + INTERFACES, "enumeration of another length");
    for (i = 0; i < count; i++) {
        units = NAME_UNITS;
        expect(t, ClusterEnum(handle, i, &type, name, &units) == ERROR_SUCCESS && units > 0,
               "entry of an enumeration");
    }
    expect(t, ClusterCloseEnum(handle) == ERROR_SUCCESS, "ClusterCloseEnum");
}

static void step_information(const struct place *at)
{
    CLUSTERVERSIONINFO info = {.dwVersionInfoSize = sizeof info};
    WCHAR name[NAME_UNITS] = {0};
    DWORD units = NAME_UNITS;
    DWORD code;

    begin(at->task, "information", "Cluster");
    code = GetClusterInformation(at->task->cluster, name, &units, &info);
    if (end(at->task, code == ERROR_SUCCESS)) {
        expect(at->task, same_text(name, u"CMRPCLUSTER") && info.MajorVersion == 10, "cluster information");
    }
}

static void step_name(const struct place *at)
{
    WCHAR name[NAME_UNITS] = {0};
    DWORD units = NAME_UNITS;
    DWORD code;

    begin(at->task, "name", "NetInterface");
    code = GetClusterNetInterface(at->task->cluster, u"node2", u"Cluster Network 1", name, &units);
    if (end(at->task, code == ERROR_SUCCESS)) {
        expect(at->task, same_text(name, u"node2 - Ethernet"), "interface of a node on a network");
    }
}

/* A handle of a moment; the node may fail between its calls. */
static void step_open(const struct place *at)
{
    struct place other = *at;

    other.handle = open_object(at->task, at->i, GENERIC_READ);
    if (other.handle != NULL) {
        step_state(&other);
        close_object(at->task, at->i, other.handle);
    }
}

/* Every object meets every step: with each round over the objects the steps move on by one. */
static void use(struct soak_task *t, void *const *handle)
{
    static void (*const steps[])(const struct place *) = {step_state,       step_control, step_enumerate,
                                                          step_information, step_name,    step_open};
    static const struct timespec pause = {.tv_nsec = 1000000};
    const unsigned count = sizeof steps / sizeof steps[0];
    unsigned turn;

    for (turn = 0; !atomic_load(&soak_stop); turn++) {
        struct place at = {t, turn % OBJECTS, handle[turn % OBJECTS]};

        if (at.handle != NULL) {
            steps[(turn + turn / OBJECTS) % count](&at);
        }
        (void)nanosleep(&pause, NULL);
    }
}

void *soak_task_run(void *arg)
{
    struct soak_task *t = (struct soak_task *)arg;
    void *handle[OBJECTS];
    unsigned i;

    for (i = 0; i < OBJECTS; i++) {
        handle[i] = open_object(t, i, i % 2 != 0 ? GENERIC_ALL : GENERIC_READ);
    }
    use(t, handle);
    for (i = 0; i < OBJECTS; i++) {
        close_object(t, i, handle[i]);
    }
    atomic_store(&t->ended, true);
    return NULL;
}
