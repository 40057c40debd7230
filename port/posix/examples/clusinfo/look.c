/* Commands that look: nodes, groups, resources, networks, netinterfaces. */
#include "look.h"

#include <stdio.h>
#include <string.h>

#include "command.h"
#include "lwclus.h"
#include "properties.h"

static struct doc doc;

void look_cluster(struct doc *out, const struct report_cluster *cluster)
{
    char buffer[12];

    doc_object(out, "cluster");
    doc_text(out, "name", cluster->name);
    doc_text(out, "server", cluster->server);
    doc_text(out, "kind", cluster->local ? "local" : "rpc");
    doc_text(out, "granted", report_access_name(cluster->granted, buffer));
    doc_end(out);
}

void look_state(struct doc *out, const struct kind *kind, const struct kind_state *state)
{
    doc_word(out, "state", state->state, kind_word(kind, state->state));
    if (state->group[0] != 0) {
        doc_text16(out, "group", state->group);
    }
    if (state->owner[0] != 0) {
        doc_text16(out, "owner", state->owner);
    }
}

static void visit(void *user, const WCHAR *name)
{
    doc_text16((struct doc *)user, NULL, name);
}

bool look_list(struct doc *out, const struct kind *kind, void *handle, const struct kind_list *list,
               struct report_failure *failure)
{
    const char *function = "";
    DWORD code;

    doc_array(out, list->key);
    code = kind->list(handle, list->type, visit, out, &function);
    doc_end(out);
    return code == ERROR_SUCCESS || kind_failed(failure, function, code);
}

static bool add_lists(const struct kind *kind, void *handle, const struct kind_list *list,
                      struct report_failure *failure)
{
    for (; list->key != NULL; list++) {
        if (!look_list(&doc, kind, handle, list, failure)) {
            return false;
        }
    }
    return true;
}

const char *look_drain_word(int32_t status)
{
    static const char *const words[] = {"Not initiated", "In progress", "Completed", "Failed"};

    return status >= 0 && (size_t)status < sizeof words / sizeof words[0] ? words[status] : "Unknown";
}

bool look_drain(const struct kind *kind, void *handle, int32_t *status, bool *known,
                struct report_failure *failure)
{
    static struct properties list;
    DWORD number = 0;

    if (!properties_ask(&list, kind, handle, CLUSCTL_NODE_GET_RO_COMMON_PROPERTIES, failure)) {
        return false;
    }
    *known = properties_number(&list, u"NodeDrainStatus", &number);
    *status = (int32_t)number;
    return true;
}

void look_round_trips(struct doc *out)
{
    struct lwclus_statistics statistics;

    if (lwclus_get_statistics(NULL, &statistics) == ERROR_SUCCESS) {
        doc_number(out, "round_trips", statistics.round_trips);
    }
}

/* ---- what is particular to a kind ---- */

static bool add_name(const char *key, const struct kind *kind, void *handle, DWORD code,
                     struct report_failure *failure)
{
    WCHAR name[NAME_UNITS];

    if (!kind_ask_name(kind, handle, code, name, failure)) {
        return false;
    }
    doc_text16(&doc, key, name);
    return true;
}

static bool add_node(void *handle, struct report_failure *failure)
{
    int32_t status;
    bool known;

    if (!look_drain(&kind_node, handle, &status, &known, failure)) {
        return false;
    }
    if (known) {
        doc_word(&doc, "drain", status, look_drain_word(status));
    } else {
        doc_null(&doc, "drain");
    }
    return true;
}

static bool add_network(void *handle, struct report_failure *failure)
{
    static const char *const roles[] = {"None", "Cluster", "Client", "Cluster and client"};
    static struct properties list;
    DWORD role;

    if (!properties_ask(&list, &kind_network, handle, CLUSCTL_NETWORK_GET_COMMON_PROPERTIES, failure)) {
        return false;
    }
    if (properties_number(&list, u"Role", &role)) {
        doc_word(&doc, "role", role, role < sizeof roles / sizeof roles[0] ? roles[role] : "Unknown");
    } else {
        doc_null(&doc, "role");
    }
    if (!properties_ask(&list, &kind_network, handle, CLUSCTL_NETWORK_GET_RO_COMMON_PROPERTIES, failure)) {
        return false;
    }
    properties_text(&doc, "address", &list, u"Address", u"IPv6Addresses");
    properties_text(&doc, "mask", &list, u"AddressMask", u"IPv6PrefixLengths");
    return true;
}

static bool add_netinterface(void *handle, struct report_failure *failure)
{
    static struct properties list;

    if (!add_name("node", &kind_netinterface, handle, CLUSCTL_NETINTERFACE_GET_NODE, failure) ||
        !add_name("network", &kind_netinterface, handle, CLUSCTL_NETINTERFACE_GET_NETWORK, failure) ||
        !properties_ask(&list, &kind_netinterface, handle, CLUSCTL_NETINTERFACE_GET_RO_COMMON_PROPERTIES,
                        failure)) {
        return false;
    }
    properties_text(&doc, "address", &list, u"Address", u"IPv6Addresses");
    return true;
}

static bool add_expression(void *handle, struct report_failure *failure)
{
    static WCHAR text[16u * NAME_UNITS];
    DWORD units = sizeof text / sizeof text[0];
    DWORD code = GetClusterResourceDependencyExpression((HRESOURCE)handle, text, &units);

    if (code == ERROR_SUCCESS) {
        doc_text16(&doc, "dependency_expression", text);
    }
    return code == ERROR_SUCCESS || kind_failed(failure, "GetClusterResourceDependencyExpression", code);
}

static bool add_particular(const struct kind *kind, void *handle, struct report_failure *failure)
{
    if (kind == &kind_node) {
        return add_node(handle, failure);
    }
    if (kind == &kind_network) {
        return add_network(handle, failure);
    }
    if (kind == &kind_netinterface) {
        return add_netinterface(handle, failure);
    }
    return kind != &kind_resource ||
           add_name("type", kind, handle, CLUSCTL_RESOURCE_GET_RESOURCE_TYPE, failure);
}

/* ---- objects ---- */

static bool add_facts(const struct kind *kind, void *handle, struct report_failure *failure)
{
    static struct kind_state state;

    if (!add_name("id", kind, handle, CLUSCTL_NODE_GET_ID, failure) ||
        !kind_ask_state(kind, handle, &state, failure)) {
        return false;
    }
    look_state(&doc, kind, &state);
    return add_particular(kind, handle, failure) && add_lists(kind, handle, kind->lists, failure);
}

static bool add_more(const struct kind *kind, void *handle, struct report_failure *failure)
{
    return add_lists(kind, handle, kind->more, failure) &&
           (kind != &kind_resource || add_expression(handle, failure)) &&
           properties_all(&doc, kind, handle, failure);
}

struct look {
    const struct kind *kind;
    HCLUSTER cluster;
    DWORD access;
    bool more; /* one object, with all that is known of it */
};

static bool add_object(const struct look *look, const WCHAR *name, struct report_failure *failure)
{
    DWORD granted = 0;
    void *handle = kind_open(look->kind, look->cluster, name, look->access, &granted, failure);
    char buffer[12];
    bool done;

    if (handle == NULL) {
        return false;
    }
    doc_object(&doc, look->more ? look->kind->name : NULL);
    done = add_name("name", look->kind, handle, CLUSCTL_NODE_GET_NAME, failure) &&
           add_facts(look->kind, handle, failure);
    doc_text(&doc, "granted", report_access_name(granted, buffer));
    done = done && (!look->more || add_more(look->kind, handle, failure));
    doc_end(&doc);
    (void)look->kind->close(handle);
    return done;
}

static bool add_all(const struct look *look, struct report_failure *failure)
{
    HCLUSENUM list = ClusterOpenEnum(look->cluster, look->kind->type);
    bool done = true;
    DWORD count, i;

    if (list == NULL) {
        return kind_failed(failure, "ClusterOpenEnum", GetLastError());
    }
    doc_array(&doc, look->kind->plural);
    count = ClusterGetEnumCount(list);
    for (i = 0; done && i < count; i++) {
        WCHAR name[NAME_UNITS];
        DWORD units = NAME_UNITS, type;
        DWORD code = ClusterEnum(list, i, &type, name, &units);

        if (code != ERROR_SUCCESS) {
            done = kind_failed(failure, "ClusterEnum", code);
        } else {
            /* what was deleted since the list was made is left out */
            done = add_object(look, name, failure) || kind_is_not_found(failure->code);
        }
    }
    doc_end(&doc);
    (void)ClusterCloseEnum(list);
    return done;
}

static bool collect(const struct options *options, struct report_failure *failure)
{
    struct look look = {.kind = options->command->kind, .access = options->access};
    struct report_cluster cluster;
    bool done;

    look.cluster = report_open(&cluster, options->cluster, look.access, failure);
    if (look.cluster == NULL) {
        return false;
    }
    doc_object(&doc, NULL);
    look_cluster(&doc, &cluster);
    look.more = options->argument_count > 0;
    if (look.more) {
        done = add_object(&look, options->wide[0], failure);
    } else {
        done = add_all(&look, failure);
    }
    (void)CloseCluster(look.cluster);
    look_round_trips(&doc);
    doc_end(&doc);
    if (done && doc.full) {
        done = kind_failed(failure, "more than clusinfo can show", ERROR_NOT_ENOUGH_MEMORY);
    }
    return done;
}

int look_run(const struct options *options)
{
    const struct kind *kind = options->command->kind;
    struct report_failure failure;

    if (!collect(options, &failure)) {
        return command_failed(&failure);
    }
    if (options->json) {
        doc_print_json(&doc);
    } else if (options->argument_count > 0) {
        doc_print_facts(&doc, doc_member(&doc, 0, kind->name));
    } else {
        doc_print_table(&doc, doc_member(&doc, 0, kind->plural), kind->columns);
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? STATUS_DONE : STATUS_FAILED;
}
