/* clusinfo: shows a failover cluster, or changes it. */
#include "clusinfo.h"

#include <inttypes.h>
#include <stdio.h>

#include "clusinfo/command.h"
#include "heap.h"
#include "lwclus_port_posix.h"
#include "method/method.h"

static uint32_t trace_start_ms;

static const char *pdu_name(uint8_t ptype)
{
    switch (ptype) { /* [C706] 12.6.4.1 and [MS-RPCE] 2.2.2.1 */
    case 0:
        return "request";
    case 2:
        return "response";
    case 3:
        return "fault";
    case 11:
        return "bind";
    case 12:
        return "bind_ack";
    case 13:
        return "bind_nak";
    case 14:
        return "alter_context";
    case 15:
        return "alter_context_resp";
    case 16:
        return "auth3";
    default:
        return "PDU";
    }
}

static const char *method_name(const struct lwclus_trace_event *event)
{
    if (event->mapper) {
        return event->opnum == 3 ? "ept_map" : "endpoint mapper";
    }
#if LWCLUS_ERROR_TEXT
    if (event->opnum != 0xffffu) {
        return lwclus_method_name(event->opnum);
    }
#endif
    return "";
}

static void trace(void *user, const struct lwclus_trace_event *event)
{
    (void)user;
    (void)fprintf(stderr, "%s %-18s %-32s %6" PRIu32 " bytes %6" PRIu32 " ms\n",
                  event->direction == LWCLUS_TRACE_SENT ? "->" : "<-", pdu_name(event->ptype),
                  method_name(event), event->bytes, event->ms - trace_start_ms);
}

static bool start(const struct options *options, const struct lwclus_port *port)
{
    struct lwclus_config config = {
        .port = port,
        .credentials = options->user != NULL ? account_give : NULL,
        .connect_timeout_ms = options->timeout_ms,
        .call_timeout_ms = options->timeout_ms,
        .endpoint_port = options->port,
        .wins = options->wins,
        .trace = options->trace ? trace : NULL,
    };
    struct report_failure failure = {.function = "lwclus_init"};

    if (options->local != NULL) {
        lwclus_posix_set_local_path(options->local);
        config.local = &lwclus_posix_local_transport;
    }
    if (!logon_configure(options, &config)) {
        return false;
    }
    trace_start_ms = port->now_ms();
    failure.code = lwclus_init(&config);
    if (failure.code != ERROR_SUCCESS) {
        report_print_failure("clusinfo", &failure);
        return false;
    }
    return true;
}

int report_run(const struct options *options)
{
    static struct report report;
    struct report_failure failure;
    struct report_request request = {
        .cluster = options->cluster,
        .access = options->access,
        .names = options->name_count > 0 ? options->names : NULL,
        .name_count = options->name_count,
    };

    heap_count_start();
    if (!report_collect(&report, &request, &failure)) {
        report_print_failure("clusinfo", &failure);
        return STATUS_FAILED;
    }
    report.heap_calls = heap_count();
    if (options->json) {
        report_print_json(&report);
    } else {
        report_print_table(&report);
        (void)printf("\nRound trips %" PRIu32 "\n", report.round_trips);
    }
    return fflush(stdout) == 0 && !ferror(stdout) ? STATUS_DONE : STATUS_FAILED;
}

int main(int argc, char **argv)
{
    static char out[8192], err[1024];
    static struct options options;
    const struct lwclus_port *port;
    int status;

    /* buffers of our own, so that stdio needs none from the heap */
    (void)setvbuf(stdout, out, _IOLBF, sizeof out);
    (void)setvbuf(stderr, err, _IOLBF, sizeof err);
    status = options_read(&options, argc, argv);
    if (status >= 0) {
        return status;
    }
    port = stack_start(options.stack, &status);
    if (port == NULL) {
        return status;
    }
    status = STATUS_FAILED;
    if (account_read(&options) && start(&options, port)) {
        status = options.command->run(&options);
        lwclus_deinit();
    }
    account_wipe();
    return status;
}
