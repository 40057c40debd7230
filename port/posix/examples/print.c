/* Prints a report. */
#include "report.h"

#include <inttypes.h>
#include <stdio.h>

#include "text.h"

#define COLUMNS 5

const char *report_access_name(uint32_t access, char *buffer)
{
    if (access == GENERIC_ALL) {
        return "all";
    }
    if (access == GENERIC_READ) {
        return "read";
    }
    (void)snprintf(buffer, 12, "0x%08" PRIx32, access);
    return buffer;
}

static const char *state_name(int32_t state)
{
    switch (state) {
    case ClusterNetInterfaceUnavailable:
        return "Unavailable";
    case ClusterNetInterfaceFailed:
        return "Failed";
    case ClusterNetInterfaceUnreachable:
        return "Unreachable";
    case ClusterNetInterfaceUp:
        return "Up";
    default:
        return "Unknown";
    }
}

void report_print_failure(const char *program, const struct report_failure *failure)
{
    (void)fflush(stdout);
    (void)fprintf(stderr, "%s: %s: %" PRIu32 " %s (origin: %s)\n", program, failure->function, failure->code,
                  lwclus_error_name(failure->code), lwclus_origin_name(failure->result));
}

/* Row -1 is the heading. */
static const char *cell(const struct report *report, int64_t row, int column, char *buffer)
{
    static const char *const headings[COLUMNS] = {"NAME", "NODE", "NETWORK", "STATE", "GRANTED"};
    const struct report_netinterface *n;

    if (row < 0) {
        return headings[column];
    }
    n = &report->netinterface[row];
    switch (column) {
    case 0:
        return n->name;
    case 1:
        return n->node;
    case 2:
        return n->network;
    case 3:
        return state_name(n->state);
    default:
        return report_access_name(n->granted, buffer);
    }
}

void report_print_table(const struct report *report)
{
    size_t width[COLUMNS] = {0};
    char buffer[12];
    int64_t row;
    int column;

    for (row = -1; row < (int64_t)report->count; row++) {
        for (column = 0; column < COLUMNS; column++) {
            size_t w = text_width(cell(report, row, column, buffer));

            width[column] = w > width[column] ? w : width[column];
        }
    }
    (void)printf("Cluster     ");
    text_print(stdout, report->cluster.name, 0);
    (void)printf("\nServer      ");
    text_print(stdout, report->cluster.server, 0);
    (void)printf(" (%s)\nGranted     %s\n\n", report->cluster.local ? "local" : "rpc",
                 report_access_name(report->cluster.granted, buffer));
    for (row = -1; row < (int64_t)report->count; row++) {
        for (column = 0; column < COLUMNS; column++) {
            bool last = column == COLUMNS - 1;

            text_print(stdout, cell(report, row, column, buffer), last ? 0 : width[column] + 2);
        }
        (void)printf("\n");
    }
}

static void print_member(const char *name, const char *value)
{
    (void)printf("\"%s\":", name);
    text_print_json(stdout, value);
}

static void print_netinterface(const struct report_netinterface *n)
{
    char buffer[12];

    (void)printf("{");
    print_member("name", n->name);
    (void)printf(",");
    print_member("id", n->id);
    (void)printf(",");
    print_member("node", n->node);
    (void)printf(",");
    print_member("network", n->network);
    (void)printf(",\"state\":%" PRId32 ",", n->state);
    print_member("state_name", state_name(n->state));
    (void)printf(",");
    print_member("granted", report_access_name(n->granted, buffer));
    (void)printf("}");
}

void report_print_json(const struct report *report)
{
    char buffer[12];
    uint32_t i;

    (void)printf("{\"cluster\":{");
    print_member("name", report->cluster.name);
    (void)printf(",");
    print_member("server", report->cluster.server);
    (void)printf(",");
    print_member("kind", report->cluster.local ? "local" : "rpc");
    (void)printf(",");
    print_member("granted", report_access_name(report->cluster.granted, buffer));
    (void)printf("},\"netinterfaces\":[");
    for (i = 0; i < report->count; i++) {
        (void)printf("%s", i > 0 ? "," : "");
        print_netinterface(&report->netinterface[i]);
    }
    (void)printf("],\"round_trips\":%" PRIu32 ",\"heap_calls_after_init\":", report->round_trips);
    if (report->heap_calls < 0) {
        (void)printf("null}\n");
    } else {
        (void)printf("%" PRId64 "}\n", report->heap_calls);
    }
}
