/* Image without an operating system: lwIP with NO_SYS=1, port/baremetal. */
#include "example.h"

#include "lwip/init.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#include "board.h"
#include "text.h"

#include "../../lwclus_port_baremetal.h"

u32_t sys_now(void)
{
    return board_ms();
}

/* One turn of the superloop while lwclus waits. */
static void turn(void)
{
    unsigned frames = example_network_poll();

    sys_check_timeouts();
    if (frames == 0) {
        board_sleep();
    }
}

int main(void)
{
    static const struct lwclus_baremetal_hooks hooks = {.poll = turn, .random = board_random_bytes};
    int status = example_start("bare metal");

    if (status == EXAMPLE_OK) {
        board_systick_start();
        lwip_init();
        status = example_network(ethernet_input);
    }
    if (status == EXAMPLE_OK) {
        lwclus_baremetal_set_hooks(&hooks);
        status = example_run(&lwclus_port_baremetal);
    }
    text_put("stack ");
    text_number(board_stack_used());
    text_put(" bytes\n");
    return status;
}
