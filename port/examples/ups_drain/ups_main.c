/* The superloop: power, cluster, light. Nothing in it waits for the cluster. */
#include "ups_main.h"

#include <string.h>

#include "lwclus.h"
#include "ups_board.h"
#include "ups_power.h"

#define NAME_UNITS 64u
#define USER_UNITS 128u
#define LED_MS     500u

static const struct ups_settings *settings;

/* ---- account ---- */

static struct {
    WCHAR user[USER_UNITS], domain[USER_UNITS], password[USER_UNITS];
} account;

static bool convert(WCHAR *out, size_t capacity, const char *text)
{
    size_t units = lwclus_utf16_from_utf8(out, capacity, text);

    return units > 0 && units <= capacity;
}

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
    if (*settings->user == '\0' || !convert(account.user, USER_UNITS, settings->user) ||
        !convert(account.domain, USER_UNITS, settings->domain) ||
        !convert(account.password, USER_UNITS, settings->password)) {
        return false;
    }
    out->user = account.user;
    out->domain = account.domain;
    out->password = account.password;
    return true;
}

/* The node that answered may be the one without power. */
static void reconnected(void *user, const struct lwclus_reconnect_event *event)
{
    (void)user;
    ups_put("ups: connection lost, ");
    if (event->to != NULL) {
        ups_put_wide(event->to);
        ups_put(" answers now\n");
    } else {
        ups_put("no node answers\n");
    }
}

/* ---- the loop ---- */

static struct {
    uint32_t turns, waiting, toggles, longest, led_at, last;
    bool led;
} loop;

static void count(uint32_t now, bool waits)
{
    loop.longest = loop.turns > 0 && now - loop.last > loop.longest ? now - loop.last : loop.longest;
    loop.last = now;
    loop.turns++;
    loop.waiting += waits;
    if (now - loop.led_at >= LED_MS) {
        loop.led_at = now;
        loop.led = !loop.led;
        loop.toggles++;
        ups_board_led(loop.led);
    }
}

static void print_loop(void)
{
    ups_put("loop: ");
    ups_put_number(loop.turns);
    ups_put(" turns, ");
    ups_put_number(loop.waiting);
    ups_put(" of them while a call was under way, longest ");
    ups_put_number(loop.longest);
    ups_put(" ms; light switched ");
    ups_put_number(loop.toggles);
    ups_put(" times\n");
}

static void run_loop(const struct ups_config *config)
{
    static struct ups ups;
    struct ups_power power;

    loop.led_at = ups_board_ms();
    ups_start(&ups, config, loop.led_at, settings->ours);
    do {
        uint32_t now = ups_board_ms();

        ups_power_read(now, &power);
        ups_step(&ups, now, &power);
        ups_board_turn();
        count(now, ups_waits(&ups));
    } while (!ups_power_ended() || !ups_idle(&ups));
    if (ups_owns_pause(&ups)) {
        ups_put("ups: the node is left paused\n");
    }
}

/* ---- start ---- */

static bool start(const struct lwclus_port *port)
{
    struct lwclus_config config;

    memset(&config, 0, sizeof config);
    config.port = port;
    config.credentials = credentials;
    config.reconnected = reconnected;
    config.connect_timeout_ms = settings->timeout_ms != 0 ? settings->timeout_ms : UPS_TIMEOUT_MS;
    config.call_timeout_ms = config.connect_timeout_ms;
    config.reconnect_timeout_ms = 2u * config.connect_timeout_ms;
    if (lwclus_init(&config) != ERROR_SUCCESS) {
        ups_put("ups: lwclus_init failed\n");
        return false;
    }
    lwclus_set_nonblocking(true);
    return true;
}

static enum ups_status stop(void)
{
    struct lwclus_usage usage;

    lwclus_get_usage(&usage);
    lwclus_deinit();
    if (usage.sessions + usage.handles + usage.enums != 0) {
        ups_put("ups: handles are left open\n");
        return UPS_STATUS_LEFT_OPEN;
    }
    return ups_report_status();
}

enum ups_status ups_run(const struct ups_settings *given, const struct lwclus_port *port)
{
    static WCHAR cluster[NAME_UNITS], node[NAME_UNITS];
    static struct ups_config config = {
        .cluster = cluster,
        .node = node,
        .poll_ms = 1000,
        .retry_ms = 1000,
        .logon_hold_ms = 30u * 60u * 1000u,
        .failback = FailbackGroupsImmediately,
        .event = ups_report,
    };
    enum ups_status status = UPS_STATUS_START;

    settings = given;
    config.reserve_s = given->reserve_s;
    if (*given->cluster == '\0' || *given->node == '\0' || !convert(cluster, NAME_UNITS, given->cluster) ||
        !convert(node, NAME_UNITS, given->node)) {
        ups_put("ups: which node of which cluster? cluster= and node=\n");
        return UPS_STATUS_SETTINGS;
    }
    if (start(port)) {
        run_loop(&config);
        status = stop();
        print_loop();
    }
    ups_put("status ");
    ups_put_number(status);
    ups_put("\n");
    return status;
}
