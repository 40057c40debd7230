/* Settings: the defaults below, each of which -DSETTING_...='"..."' replaces, and semihosting arguments. */
#include "settings.h"

#include <string.h>

#include "board.h"

/* The addresses of QEMU's user network with net=192.0.2.0/24,host=192.0.2.2. */
#ifndef SETTING_ADDRESS
#define SETTING_ADDRESS "192.0.2.15"
#endif
#ifndef SETTING_MASK
#define SETTING_MASK "255.255.255.0"
#endif
#ifndef SETTING_GATEWAY
#define SETTING_GATEWAY "192.0.2.2"
#endif
#ifndef SETTING_DNS
#define SETTING_DNS "192.0.2.3"
#endif
#ifndef SETTING_CLUSTER
#define SETTING_CLUSTER ""
#endif
#ifndef SETTING_INTERFACE
#define SETTING_INTERFACE ""
#endif
#ifndef SETTING_USER
#define SETTING_USER ""
#endif
#ifndef SETTING_DOMAIN
#define SETTING_DOMAIN ""
#endif
#ifndef SETTING_PASSWORD
#define SETTING_PASSWORD ""
#endif

struct settings settings = {
    SETTING_ADDRESS,
    SETTING_MASK,
    SETTING_GATEWAY,
    SETTING_DNS,
    SETTING_CLUSTER,
    SETTING_INTERFACE,
    SETTING_USER,
    SETTING_DOMAIN,
    SETTING_PASSWORD,
    "0",
    "0",
    "",
    "10",
    "0",
};

static const struct {
    const char *name;
    const char **value;
} names[] = {
    {"address", &settings.address}, {"mask", &settings.mask},       {"gateway", &settings.gateway},
    {"dns", &settings.dns},         {"cluster", &settings.cluster}, {"interface", &settings.interface},
    {"user", &settings.user},       {"domain", &settings.domain},   {"password", &settings.password},
    {"clock", &settings.clock},     {"timeout", &settings.timeout}, {"node", &settings.node},
    {"reserve", &settings.reserve}, {"ours", &settings.ours},
};

static uint8_t hex_digit(char c)
{
    return (uint8_t)(c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0');
}

/* %20 is how a space is written, %25 a percent sign. */
static void decode(char *text)
{
    char *out = text;

    while (*text != '\0') {
        if (text[0] == '%' && text[1] != '\0' && text[2] != '\0') {
            *out++ = (char)(hex_digit(text[1]) << 4 | hex_digit(text[2]));
            text += 3;
        } else {
            *out++ = *text++;
        }
    }
    *out = '\0';
}

static bool assign(char *word)
{
    char *value = strchr(word, '=');
    size_t i;

    if (value == NULL) {
        return false;
    }
    *value++ = '\0';
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, word) == 0) {
            decode(value);
            *names[i].value = value;
            return true;
        }
    }
    return false;
}

const char *settings_read(void)
{
    static char line[512];
    char *word = line;
    bool first = true; /* the first word is the name of the program */

    if (!board_arguments(line, sizeof line)) {
        return NULL;
    }
    while (*word != '\0') {
        char *end = word + strcspn(word, " ");
        char *next = *end == '\0' ? end : end + 1;

        *end = '\0';
        if (!first && end != word && !assign(word)) {
            return word;
        }
        first = false;
        word = next;
    }
    return NULL;
}

uint32_t settings_number(const char *text)
{
    uint32_t value = 0;

    for (; *text >= '0' && *text <= '9'; text++) {
        value = value * 10u + (uint32_t)(*text - '0');
    }
    return value;
}
