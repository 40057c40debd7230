/*
 * The whole way in one process: lwclus over lwIP's sockets on static pools, through lwIP's loopback
 * interface, to the simulated cluster. No network, no root, no heap.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "heap.h"
#include "lwclus.h"
#include "lwclus_port_posix_lwip.h"
#include "report.h"
#include "sim_lwip.h"

static bool give_account(void *user, const WCHAR *name, struct lwclus_credentials *out)
{
    (void)user;
    (void)name;
    if (out != NULL) {
        memset(out, 0, sizeof *out);
        out->user = u"administrator";
        out->domain = u"DOM";
        out->password = u"Passw0rd.1"; /* of the simulated cluster */
    }
    return true;
}

static bool start(struct sim_cluster *cluster)
{
    static const struct lwclus_posix_lwip_config loopback;
    struct lwclus_config config = {.port = &lwclus_port_posix_lwip, .credentials = give_account};
    struct report_failure failure = {.function = "lwclus_init"};

    sim_init(cluster);
    if (lwclus_posix_lwip_start(&loopback) != LWCLUS_PORT_OK || !sim_lwip_start(cluster)) {
        (void)fputs("demo: lwIP does not start\n", stderr);
        return false;
    }
    failure.code = lwclus_init(&config);
    if (failure.code != ERROR_SUCCESS) {
        report_print_failure("demo", &failure);
        return false;
    }
    return true;
}

static bool run(void)
{
    static struct report report;
    struct report_request request = {.cluster = "127.0.0.1", .access = MAXIMUM_ALLOWED};
    struct report_failure failure;

    heap_count_start();
    if (!report_collect(&report, &request, &failure)) {
        report_print_failure("demo", &failure);
        return false;
    }
    report.heap_calls = heap_count();
    report_print_table(&report);
    (void)printf("\nRound trips            %" PRIu32 "\n", report.round_trips);
    (void)printf("Static RAM of lwclus   %" PRIu32 " bytes\n", lwclus_instance_bytes());
    if (report.heap_calls < 0) {
        (void)printf("Heap calls after init  not counted\n");
    } else {
        (void)printf("Heap calls after init  %" PRId64 "\n", report.heap_calls);
    }
    return report.heap_calls <= 0;
}

int main(void)
{
    static char out[4096], err[1024];
    static struct sim_cluster cluster;
    bool done;

    /* buffers of our own, so that stdio needs none from the heap */
    (void)setvbuf(stdout, out, _IOLBF, sizeof out);
    (void)setvbuf(stderr, err, _IOLBF, sizeof err);
    (void)printf("lwclus " LWCLUS_VERSION_STRING
                 " over lwIP (static pools, loopback interface) to a simulated cluster\n\n");
    if (!start(&cluster)) {
        return 1;
    }
    done = run();
    lwclus_deinit();
    if (cluster.complaints != 0) {
        (void)fprintf(stderr, "demo: the cluster complains: %s\n", cluster.complaint);
        done = false;
    }
    return done ? 0 : 1;
}
