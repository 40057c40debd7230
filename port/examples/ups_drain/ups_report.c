/* Lines of text on ups_board_put. */
#include "ups_report.h"

#include "lwclus.h"
#include "ups_board.h"

#define NAME_BYTES 192u /* of UTF-8; a longer name is cut */

static enum ups_status status;

enum ups_status ups_report_status(void)
{
    return status;
}

void ups_put(const char *text)
{
    ups_board_put(text);
}

void ups_put_number(uint32_t value)
{
    char text[11];
    unsigned at = sizeof text - 1;

    text[at] = '\0';
    do {
        text[--at] = (char)('0' + value % 10u);
        value /= 10u;
    } while (value != 0);
    ups_put(text + at);
}

void ups_put_wide(const WCHAR *text)
{
    char utf8[NAME_BYTES];

    (void)lwclus_utf8_from_utf16(utf8, sizeof utf8, text);
    ups_put(utf8);
}

static void put_node(const struct ups *ups)
{
    ups_put_wide(ups->config->node);
}

/* ": Cluster Group, Web, ..." */
static void put_groups(const struct ups *ups)
{
    const WCHAR *name = ups->names;
    uint32_t shown = 0;

    if (ups->groups == UPS_GROUPS_UNKNOWN) {
        ups_put(" groups that are too many to list");
        return;
    }
    ups_put(" ");
    ups_put_number(ups->groups);
    ups_put(ups->groups == 1 ? " group: " : " groups: ");
    for (; *name != 0; shown++) {
        ups_put(shown > 0 ? ", " : "");
        ups_put_wide(name);
        while (*name++ != 0) {
        }
    }
    if (shown < ups->groups) {
        ups_put(", ...");
    }
}

static void put_reason(const struct ups_event *event)
{
    if (event->code != ERROR_SUCCESS) {
        ups_put(": error ");
        ups_put_number(event->code);
        ups_put(" (");
        ups_put(lwclus_origin_name(event->origin));
        ups_put(")");
    }
}

static void put_battery(const struct ups *ups)
{
    ups_put(", ");
    ups_put_number(ups->power.seconds);
    ups_put(" s of battery left");
}

static void put_opened(const struct ups *ups)
{
    WCHAR server[LWCLUS_NAME_UNITS];
    DWORD units = LWCLUS_NAME_UNITS;

    ups_put("cluster open");
    if (lwclus_get_server(ups->cluster, server, &units) == ERROR_SUCCESS) {
        ups_put(", ");
        ups_put_wide(server);
        ups_put(" answers");
    }
}

/* What goes on. */
static void put_step(const struct ups *ups, const struct ups_event *event)
{
    switch (event->kind) {
    case UPS_POWER_FAILED:
        ups_put("power failed");
        put_battery(ups);
        ups_put(", the last ");
        ups_put_number(ups->config->reserve_s);
        ups_put(" are for the node itself");
        break;
    case UPS_POWER_BACK:
        ups_put("power is back");
        break;
    case UPS_OPENED:
        put_opened(ups);
        break;
    case UPS_PAUSED_BEFORE:
        put_node(ups);
        ups_put(" was paused before; it is drained and will stay paused");
        break;
    case UPS_DRAINING:
        put_node(ups);
        ups_put(" is paused, its groups are leaving");
        break;
    case UPS_PROGRESS:
        put_node(ups);
        ups_put(" has");
        put_groups(ups);
        put_battery(ups);
        break;
    case UPS_DRAIN_AGAIN:
        ups_put("the cluster stopped draining; it is told again");
        break;
    case UPS_RETRY:
        ups_put("trying again in ");
        ups_put_number(event->wait_ms);
        ups_put(" ms");
        put_reason(event);
        break;
    default:
        put_node(ups);
        ups_put(" stays paused, as it was before");
        break;
    }
}

static enum ups_status put_drained(const struct ups *ups)
{
    ups_put("DRAINED: ");
    put_node(ups);
    if (ups->groups == 0) {
        ups_put(" has no group left");
    } else if (ups->groups == UPS_GROUPS_UNKNOWN) {
        ups_put(" is drained");
    } else {
        ups_put(" is drained, the cluster lets stay");
        put_groups(ups);
    }
    put_battery(ups);
    return UPS_STATUS_OK;
}

static enum ups_status put_late(const struct ups *ups, const struct ups_event *event)
{
    ups_put("TIMEOUT: ");
    put_node(ups);
    if (event->kind == UPS_TIMEOUT) {
        ups_put(" still has");
        put_groups(ups);
    } else {
        ups_put(" could not be drained");
    }
    put_battery(ups);
    put_reason(event);
    return event->kind == UPS_TIMEOUT ? UPS_STATUS_TIMEOUT : UPS_STATUS_CLUSTER;
}

static enum ups_status put_failure(const struct ups *ups, const struct ups_event *event, const char *what,
                                   enum ups_status as)
{
    ups_put("FAILED: ");
    put_node(ups);
    ups_put(what);
    put_reason(event);
    return as;
}

/* How a drain or a resume ended. */
static enum ups_status put_result(const struct ups *ups, const struct ups_event *event)
{
    switch (event->kind) {
    case UPS_DRAINED:
        return put_drained(ups);
    case UPS_TIMEOUT:
    case UPS_UNREACHED:
        return put_late(ups, event);
    case UPS_NODE_DOWN:
        return put_failure(ups, event, " is down already, there is nothing to drain", UPS_STATUS_NODE);
    case UPS_NODE_UNKNOWN:
        return put_failure(ups, event, " is no node of this cluster", UPS_STATUS_NODE);
    case UPS_REFUSED:
        return put_failure(ups, event, ": logon refused, not tried again so that the account is not locked",
                           UPS_STATUS_LOGON);
    case UPS_RESUMED:
        ups_put("RESUMED: ");
        put_node(ups);
        ups_put(event->code == ERROR_SUCCESS ? " is up" : " was not paused any more");
        return UPS_STATUS_OK;
    case UPS_RESUME_FAILED:
        return put_failure(ups, event, " could not be resumed in time", UPS_STATUS_CLUSTER);
    default:
        return put_failure(ups, event, ": given up", UPS_STATUS_CLUSTER);
    }
}

void ups_report(const struct ups *ups, const struct ups_event *event)
{
    ups_put("ups: ");
    if (event->kind < UPS_DRAINED) {
        put_step(ups, event);
    } else {
        status = put_result(ups, event);
    }
    ups_put("\n");
}
