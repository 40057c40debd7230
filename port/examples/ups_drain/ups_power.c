/* Simulated power: commands, and a battery that counts down. */
#include "ups_power.h"

#include <string.h>

#include "ups_board.h"
#include "ups_report.h"

#define LINE_BYTES   32u
#define MS_PER_S     1000u
#define MOST_SECONDS 86400u

static struct {
    bool battery, ended;
    uint32_t since, seconds; /* when mains failed, and for how long the battery was good then */
    char line[LINE_BYTES];
    uint32_t used;
} input;

static uint32_t number(const char *text)
{
    uint32_t value = 0;

    for (; *text >= '0' && *text <= '9' && value < MOST_SECONDS; text++) {
        value = value * 10u + (uint32_t)(*text - '0');
    }
    return value;
}

static void command(uint32_t now)
{
    static const char battery[] = "battery ";

    if (strncmp(input.line, battery, sizeof battery - 1) == 0) {
        input.battery = true;
        input.since = now;
        input.seconds = number(input.line + sizeof battery - 1);
    } else if (strcmp(input.line, "mains") == 0) {
        input.battery = false;
    } else if (strcmp(input.line, "end") == 0) {
        input.ended = true;
    } else if (input.line[0] != '\0') {
        ups_put("ups: unknown command, there are: battery SECONDS, mains, end\n");
    }
}

static void listen(uint32_t now)
{
    int byte;

    while ((byte = ups_board_get()) >= 0) {
        if (byte != '\n' && byte != '\r') {
            input.line[input.used] = (char)byte;
            input.used += input.used < LINE_BYTES - 1;
            continue;
        }
        input.line[input.used] = '\0';
        input.used = 0;
        command(now);
    }
    input.ended = input.ended || byte == -2;
}

void ups_power_read(uint32_t now, struct ups_power *power)
{
    uint32_t gone;

    listen(now);
    gone = (now - input.since) / MS_PER_S;
    power->battery = input.battery;
    power->seconds = input.battery && gone < input.seconds ? input.seconds - gone : 0;
}

bool ups_power_ended(void)
{
    return input.ended;
}
