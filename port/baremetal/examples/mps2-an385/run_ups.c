/* Image of port/examples/ups_drain: lwIP with NO_SYS=1, port/baremetal, and a loop that never waits. */
#include "example.h"

#include "lwip/init.h"
#include "lwip/sys.h"
#include "lwip/timeouts.h"
#include "netif/ethernet.h"

#include "board.h"
#include "lwclus.h"
#include "settings.h"
#include "text.h"
#include "ups_board.h"
#include "ups_main.h"

#include "../../lwclus_port_baremetal.h"

u32_t sys_now(void)
{
    return board_ms();
}

/* ---- what ups_drain asks of a board ---- */

uint32_t ups_board_ms(void)
{
    return board_ms();
}

void ups_board_put(const char *text)
{
    board_put(text);
}

int ups_board_get(void)
{
    return board_get();
}

void ups_board_led(bool on)
{
    board_led(on);
}

void ups_board_turn(void)
{
    unsigned frames = example_network_poll();

    sys_check_timeouts();
    if (frames == 0) {
        board_sleep();
    }
}

/* ---- start ---- */

static int start(const struct lwclus_baremetal_hooks *hooks)
{
    const char *wrong = settings_read();

    text_put("\nlwclus " LWCLUS_VERSION_STRING " on mps2-an385, ups_drain\n"
             "!!! demonstration: random numbers are NOT SECURE (random_demo.c) !!!\n");
    if (wrong != NULL) {
        text_put("not a setting: ");
        text_put(wrong);
        text_put("\n");
        return UPS_STATUS_SETTINGS;
    }
    board_set_ms(settings_number(settings.clock));
    board_systick_start();
    lwip_init();
    lwclus_baremetal_set_hooks(hooks);
    return example_network(ethernet_input);
}

int main(void)
{
    static const struct lwclus_baremetal_hooks hooks = {.poll = ups_board_turn, .random = board_random_bytes};
    int status = start(&hooks);

    if (status == UPS_STATUS_OK) {
        const struct ups_settings ups = {
            .cluster = settings.cluster,
            .node = settings.node,
            .user = settings.user,
            .domain = settings.domain,
            .password = settings.password,
            .reserve_s = settings_number(settings.reserve),
            .timeout_ms = settings_number(settings.timeout),
            .ours = settings.ours[0] == '1',
        };

        status = (int)ups_run(&ups, &lwclus_port_baremetal);
    }
    text_put("stack ");
    text_number(board_stack_used());
    text_put(" bytes\n");
    return status;
}
