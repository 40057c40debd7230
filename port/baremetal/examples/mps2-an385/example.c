/* The application, the same in all images: opens a cluster, prints its net interfaces, closes it. */
#include "example.h"

#include <string.h>

#include "board.h"
#include "lwclus.h"
#include "settings.h"
#include "text.h"

#define NAME_UNITS 128u

/* ---- account ---- */

static struct {
    WCHAR user[65];
    WCHAR domain[65];
    WCHAR password[129];
} account;

/* Called again with `out` NULL when the logon is over: what is no longer needed is wiped. */
static bool credentials(void *user, const WCHAR *cluster, struct lwclus_credentials *out)
{
    (void)user;
    (void)cluster;
    if (out == NULL) {
        volatile uint8_t *byte = (volatile uint8_t *)&account;
        size_t i;

        for (i = 0; i < sizeof account; i++) {
            byte[i] = 0;
        }
        return true;
    }
    if (lwclus_utf16_from_utf8(account.user, 65, settings.user) < 2 ||
        lwclus_utf16_from_utf8(account.domain, 65, settings.domain) == 0 ||
        lwclus_utf16_from_utf8(account.password, 129, settings.password) == 0) {
        return false;
    }
    out->user = account.user;
    out->domain = account.domain;
    out->password = account.password;
    return true;
}

/* ---- output ---- */

static void say_error(const char *what, const char *name)
{
    text_put(what);
    text_put(" ");
    text_put(name);
    text_put(": error ");
    text_number(GetLastError());
    text_put(" (");
    text_put(lwclus_origin_name(lwclus_last_result()));
    text_put(")\n");
}

#if LWCLUS_API_NETINTERFACE
static const char *state_name(CLUSTER_NETINTERFACE_STATE state)
{
    switch (state) {
    case ClusterNetInterfaceUnavailable:
        return "unavailable";
    case ClusterNetInterfaceFailed:
        return "failed";
    case ClusterNetInterfaceUnreachable:
        return "unreachable";
    case ClusterNetInterfaceUp:
        return "up";
    default:
        return "unknown";
    }
}

static bool print_facts(HNETINTERFACE netinterface)
{
    WCHAR node[NAME_UNITS];
    CLUSTER_NETINTERFACE_STATE state = GetClusterNetInterfaceState(netinterface);
    DWORD size = 0;

    if (state == ClusterNetInterfaceStateUnknown) {
        say_error("state of", "net interface");
        return false;
    }
    text_column(state_name(state), 13);
    memset(node, 0, sizeof node);
    if (ClusterNetInterfaceControl(netinterface, NULL, CLUSCTL_NETINTERFACE_GET_NODE, NULL, 0, node,
                                   sizeof node - sizeof node[0], &size) != ERROR_SUCCESS) {
        say_error("node of", "net interface");
        return false;
    }
    text_wide(node, 0);
    return true;
}
#else
static bool print_facts(HNETINTERFACE netinterface)
{
    (void)netinterface;
    text_put("opened");
    return true;
}
#endif

/* One line of the table. */
static int print_interface(HCLUSTER cluster, const WCHAR *name)
{
    DWORD granted = 0;
    HNETINTERFACE netinterface;
    bool good;

    text_wide(name, 22);
    netinterface = OpenClusterNetInterfaceEx(cluster, name, GENERIC_READ, &granted);
    if (netinterface == NULL) {
        say_error("cannot open", "net interface");
        return EXAMPLE_INTERFACE;
    }
    good = print_facts(netinterface);
    text_put("\n");
    return CloseClusterNetInterface(netinterface) && good ? EXAMPLE_OK : EXAMPLE_INTERFACE;
}

static int print_named(HCLUSTER cluster)
{
    WCHAR name[NAME_UNITS];

    if (lwclus_utf16_from_utf8(name, NAME_UNITS, settings.interface) < 2) {
        text_put("no net interface is named: interface=\n");
        return EXAMPLE_SETTINGS;
    }
    return print_interface(cluster, name);
}

#if LWCLUS_API_ENUM
static int print_all(HCLUSTER cluster)
{
    HCLUSENUM list = ClusterOpenEnum(cluster, CLUSTER_ENUM_NETINTERFACE);
    DWORD count, i;
    int status = EXAMPLE_OK;

    if (list == NULL) {
        say_error("cannot list", "net interfaces");
        return EXAMPLE_INTERFACE;
    }
    count = ClusterGetEnumCount(list);
    for (i = 0; i < count && status == EXAMPLE_OK; i++) {
        WCHAR name[NAME_UNITS];
        DWORD units = NAME_UNITS;
        DWORD type;

        if (ClusterEnum(list, i, &type, name, &units) != ERROR_SUCCESS) {
            status = EXAMPLE_INTERFACE;
        } else {
            status = print_interface(cluster, name);
        }
    }
    if (ClusterCloseEnum(list) != ERROR_SUCCESS) {
        status = EXAMPLE_INTERFACE;
    }
    text_number(count);
    text_put(" net interfaces\n");
    return status;
}
#else
static int print_all(HCLUSTER cluster)
{
    return print_named(cluster); /* says what is missing */
}
#endif

static void print_statistics(void)
{
    struct lwclus_statistics all;

    if (lwclus_get_statistics(NULL, &all) == ERROR_SUCCESS) {
        text_number(all.calls);
        text_put(" calls, ");
        text_number(all.round_trips);
        text_put(" round trips, ");
        text_number(all.bytes_sent + all.bytes_received);
        text_put(" bytes\n");
    }
}

/* ---- the application ---- */

static int with_cluster(void)
{
    WCHAR name[NAME_UNITS];
    DWORD granted = 0;
    HCLUSTER cluster;
    int status;

    if (lwclus_utf16_from_utf8(name, NAME_UNITS, settings.cluster) < 2) {
        text_put("no cluster is named: cluster=\n");
        return EXAMPLE_SETTINGS;
    }
    cluster = OpenClusterEx(name, GENERIC_READ, &granted);
    if (cluster == NULL) {
        say_error("cannot open", settings.cluster);
        return EXAMPLE_CLUSTER;
    }
    text_put("opened ");
    text_put(settings.cluster);
    text_put(", access ");
    text_hex(granted);
    text_put("\nNET INTERFACE         STATE        NODE\n");
    status = settings.interface[0] != '\0' ? print_named(cluster) : print_all(cluster);
    if (!CloseCluster(cluster)) {
        say_error("cannot close", settings.cluster);
        status = EXAMPLE_CLUSTER;
    }
    return status;
}

int example_start(const char *image)
{
    const char *wrong = settings_read();

    text_put("\nlwclus " LWCLUS_VERSION_STRING " on mps2-an385, ");
    text_put(image);
    text_put("\n!!! demonstration: random numbers are NOT SECURE (random_demo.c) !!!\n");
    if (wrong != NULL) {
        text_put("not a setting: ");
        text_put(wrong);
        text_put("\n");
        return EXAMPLE_SETTINGS;
    }
    board_set_ms(settings_number(settings.clock));
    return EXAMPLE_OK;
}

int example_run(const struct lwclus_port *port)
{
    struct lwclus_config config;
    struct lwclus_usage usage;
    int status;

    memset(&config, 0, sizeof config);
    config.port = port;
    config.credentials = credentials;
    config.connect_timeout_ms = settings_number(settings.timeout);
    config.call_timeout_ms = config.connect_timeout_ms;
    if (lwclus_init(&config) != ERROR_SUCCESS) {
        text_put("lwclus_init failed\n");
        return EXAMPLE_START;
    }
    status = with_cluster();
    print_statistics();
    lwclus_get_usage(&usage);
    if (usage.sessions + usage.handles + usage.enums != 0) {
        text_put("handles are left open\n");
        status = EXAMPLE_LEFT_OPEN;
    }
    lwclus_deinit();
    text_put("status ");
    text_number((uint32_t)status);
    text_put("\n");
    return status;
}
