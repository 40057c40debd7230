/* The five kinds: functions of clusapi.h behind one shape. */
#include "kind.h"

#include "lwclus.h"

/* FAMILY: as in the names of the functions; TYPE: of the handle. */
#define ACCESS(family, type, name)                                                                           \
    static void *open_##name(HCLUSTER cluster, const WCHAR *text, DWORD access, DWORD *granted,              \
                             const char **function)                                                          \
    {                                                                                                        \
        *function = "OpenCluster" #family "Ex";                                                              \
        return OpenCluster##family##Ex(cluster, text, access, granted);                                      \
    }                                                                                                        \
    static BOOL close_##name(void *handle)                                                                   \
    {                                                                                                        \
        return CloseCluster##family((type)handle);                                                           \
    }                                                                                                        \
    static DWORD control_##name(void *handle, DWORD code, void *out, DWORD size, DWORD *used,                \
                                const char **function)                                                       \
    {                                                                                                        \
        *function = "Cluster" #family "Control";                                                             \
        return Cluster##family##Control((type)handle, NULL, code, NULL, 0, out, size, used);                 \
    }

#define LIST(family, type, name)                                                                             \
    static DWORD list_##name(void *handle, DWORD what, kind_visit visit, void *user, const char **function)  \
    {                                                                                                        \
        WCHAR text[NAME_UNITS];                                                                              \
        DWORD i, units, ignored, result = ERROR_SUCCESS;                                                     \
        void *list = Cluster##family##OpenEnum((type)handle, what);                                          \
                                                                                                             \
        if (list == NULL) {                                                                                  \
            *function = "Cluster" #family "OpenEnum";                                                        \
            return GetLastError();                                                                           \
        }                                                                                                    \
        *function = "Cluster" #family "Enum";                                                                \
        for (i = 0; result == ERROR_SUCCESS && i < Cluster##family##GetEnumCount(list); i++) {               \
            units = NAME_UNITS;                                                                              \
            result = Cluster##family##Enum(list, i, &ignored, text, &units);                                 \
            if (result == ERROR_SUCCESS) {                                                                   \
                visit(user, text);                                                                           \
            }                                                                                                \
        }                                                                                                    \
        (void)Cluster##family##CloseEnum(list);                                                              \
        return result;                                                                                       \
    }

/* clang-format off */
ACCESS(Node, HNODE, node)
LIST(Node, HNODE, node)
ACCESS(Group, HGROUP, group)
LIST(Group, HGROUP, group)
ACCESS(Resource, HRESOURCE, resource)
LIST(Resource, HRESOURCE, resource)
ACCESS(Network, HNETWORK, network)
LIST(Network, HNETWORK, network)
ACCESS(NetInterface, HNETINTERFACE, netinterface)
/* clang-format on */

/* ---- states ---- */

static DWORD judged(int32_t state)
{
    return state == -1 ? GetLastError() : ERROR_SUCCESS;
}

static DWORD state_node(void *handle, struct kind_state *out, const char **function)
{
    *function = "GetClusterNodeState";
    out->state = GetClusterNodeState((HNODE)handle);
    return judged(out->state);
}

static DWORD state_group(void *handle, struct kind_state *out, const char **function)
{
    DWORD units = NAME_UNITS;

    *function = "GetClusterGroupState";
    out->state = GetClusterGroupState((HGROUP)handle, out->owner, &units);
    return judged(out->state);
}

static DWORD state_resource(void *handle, struct kind_state *out, const char **function)
{
    DWORD owner = NAME_UNITS, group = NAME_UNITS;

    *function = "GetClusterResourceState";
    out->state = GetClusterResourceState((HRESOURCE)handle, out->owner, &owner, out->group, &group);
    return judged(out->state);
}

static DWORD state_network(void *handle, struct kind_state *out, const char **function)
{
    *function = "GetClusterNetworkState";
    out->state = GetClusterNetworkState((HNETWORK)handle);
    return judged(out->state);
}

static DWORD state_netinterface(void *handle, struct kind_state *out, const char **function)
{
    *function = "GetClusterNetInterfaceState";
    out->state = GetClusterNetInterfaceState((HNETINTERFACE)handle);
    return judged(out->state);
}

/* ---- words ---- */

static const char *word_of(const char *const *words, size_t count, int32_t state)
{
    return state >= 0 && (size_t)state < count ? words[state] : NULL;
}

#define WORDS(name, ...)                                                                                     \
    static const char *word_##name(int32_t state)                                                            \
    {                                                                                                        \
        static const char *const words[] = {__VA_ARGS__};                                                    \
                                                                                                             \
        return word_of(words, sizeof words / sizeof words[0], state);                                        \
    }

/* clang-format off: from 0 */
WORDS(node, "Up", "Down", "Paused", "Joining")
WORDS(group, "Online", "Offline", "Failed", "Partially online", "Pending")
WORDS(still_resource, "Inherited", "Initializing", "Online", "Offline", "Failed")
WORDS(network, "Unavailable", "Down", "Partitioned", "Up")
WORDS(netinterface, "Unavailable", "Failed", "Unreachable", "Up")
/* clang-format on */

static const char *word_resource(int32_t state)
{
    switch (state) {
    case ClusterResourcePending:
        return "Pending";
    case ClusterResourceOnlinePending:
        return "Online pending";
    case ClusterResourceOfflinePending:
        return "Offline pending";
    default:
        return word_still_resource(state);
    }
}

/* ---- the kinds ---- */

static const struct kind_list no_lists[] = {{NULL, 0}};
static const struct kind_list lists_node[] = {{"groups", CLUSTER_NODE_ENUM_GROUPS}, {NULL, 0}};
static const struct kind_list more_node[] = {{"netinterfaces", CLUSTER_NODE_ENUM_NETINTERFACES}, {NULL, 0}};
static const struct kind_list lists_group[] = {{"resources", CLUSTER_GROUP_ENUM_CONTAINS}, {NULL, 0}};
static const struct kind_list more_group[] = {{"preferred_owners", CLUSTER_GROUP_ENUM_NODES}, {NULL, 0}};
static const struct kind_list more_resource[] = {{"depends_on", CLUSTER_RESOURCE_ENUM_DEPENDS},
                                                 {"required_by", CLUSTER_RESOURCE_ENUM_PROVIDES},
                                                 {"possible_owners", CLUSTER_RESOURCE_ENUM_NODES},
                                                 {NULL, 0}};
static const struct kind_list more_network[] = {{"netinterfaces", CLUSTER_NETWORK_ENUM_NETINTERFACES},
                                                {NULL, 0}};

static const struct doc_column columns_node[] = {{"name", "NAME"},   {"id", "ID"},         {"state", "STATE"},
                                                 {"drain", "DRAIN"}, {"groups", "GROUPS"}, {NULL, NULL}};
static const struct doc_column columns_group[] = {
    {"name", "NAME"}, {"state", "STATE"}, {"owner", "OWNER"}, {"resources", "RESOURCES"}, {NULL, NULL}};
static const struct doc_column columns_resource[] = {{"name", "NAME"},   {"type", "TYPE"},
                                                     {"state", "STATE"}, {"group", "GROUP"},
                                                     {"owner", "OWNER"}, {NULL, NULL}};
static const struct doc_column columns_network[] = {{"name", "NAME"}, {"state", "STATE"},
                                                    {"role", "ROLE"}, {"address", "ADDRESS"},
                                                    {"mask", "MASK"}, {NULL, NULL}};
static const struct doc_column columns_netinterface[] = {{"name", "NAME"},       {"node", "NODE"},
                                                         {"network", "NETWORK"}, {"state", "STATE"},
                                                         {"address", "ADDRESS"}, {NULL, NULL}};

#define KIND(id, plural_, enum_, object_, list_, lists_, more_)                                              \
    const struct kind kind_##id = {                                                                          \
        .name = #id,                                                                                         \
        .plural = plural_,                                                                                   \
        .type = enum_,                                                                                       \
        .object = object_,                                                                                   \
        .columns = columns_##id,                                                                             \
        .word = word_##id,                                                                                   \
        .open = open_##id,                                                                                   \
        .close = close_##id,                                                                                 \
        .state = state_##id,                                                                                 \
        .control = control_##id,                                                                             \
        .list = list_,                                                                                       \
        .lists = lists_,                                                                                     \
        .more = more_,                                                                                       \
    }

KIND(node, "nodes", CLUSTER_ENUM_NODE, CLUS_OBJECT_NODE, list_node, lists_node, more_node);
KIND(group, "groups", CLUSTER_ENUM_GROUP, CLUS_OBJECT_GROUP, list_group, lists_group, more_group);
KIND(resource, "resources", CLUSTER_ENUM_RESOURCE, CLUS_OBJECT_RESOURCE, list_resource, no_lists,
     more_resource);
KIND(network, "networks", CLUSTER_ENUM_NETWORK, CLUS_OBJECT_NETWORK, list_network, no_lists, more_network);
KIND(netinterface, "netinterfaces", CLUSTER_ENUM_NETINTERFACE, CLUS_OBJECT_NETINTERFACE, NULL, no_lists,
     no_lists);
