/* Image with sockets (NO_SYS=0) on cooperative threads, without an RTOS: a port table of port/lwip's pieces.
 */
#include "example.h"

#include "lwip/tcpip.h"

#include "board.h"
#include "cooperative.h"
#include "text.h"

#include "../../../../lwip/lwclus_port_lwip.h"

#define APPLICATION 2u /* the third thread that is made */

/* One task calls lwclus, so one row is enough. */
static struct lwclus_task_error *task_error(void)
{
    static struct lwclus_task_error error;

    return &error;
}

static const struct lwclus_port port = {
    .name = "cooperative",
    .start = lwclus_lwip_start,
    .stop = lwclus_lwip_stop,
    .tcp = &lwclus_lwip_tcp,
#if LWCLUS_DNS
    .resolve = lwclus_lwip_resolve,
    .dns_server = lwclus_lwip_dns_server,
#endif
#if LWCLUS_DATAGRAM
    .datagram = &lwclus_lwip_datagram,
#endif
    .now_ms = lwclus_lwip_now_ms,
    .wait = lwclus_lwip_wait,
    .random = board_random_bytes,
    .lock = lwclus_lwip_lock,
    .unlock = lwclus_lwip_unlock,
    .task_error = task_error,
};

static void receiver(void *arg)
{
    (void)arg;
    for (;;) {
        if (example_network_poll() == 0) {
            cooperative_yield();
        }
    }
}

static void application(void *arg)
{
    int status = example_run(&port);

    (void)arg;
    text_put("stack ");
    text_number(cooperative_stack_used(APPLICATION));
    text_put(" bytes\n");
    board_exit(status);
}

/* Runs in lwIP's thread when that is ready. */
static void ready(void *arg)
{
    int status = example_network(tcpip_input);

    (void)arg;
    if (status != EXAMPLE_OK) {
        board_exit(status);
    }
    (void)sys_thread_new("receiver", receiver, NULL, 1024, 2);
    (void)sys_thread_new("application", application, NULL, 4096, 1);
}

int main(void)
{
    int status = example_start("sockets without RTOS");

    if (status != EXAMPLE_OK) {
        return status;
    }
    board_systick_start();
    tcpip_init(ready, NULL);
    cooperative_run();
}
