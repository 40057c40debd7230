/* Text of codes and origins. */
#include "lwclus.h"

#include "base/result.h"

#if LWCLUS_ERROR_TEXT
static const struct {
    uint16_t code;
    const char *name;
    const char *sentence;
} rows[] = {
#define LWCLUS_ERROR_ROW(symbol, text) {symbol, #symbol, text},
#include "base/errors.inc"
#undef LWCLUS_ERROR_ROW
};

static uint32_t find(uint32_t code)
{
    uint32_t i = 0;

    while (i < sizeof(rows) / sizeof(rows[0]) && rows[i].code != code) {
        i++;
    }
    return i;
}

const char *lwclus_error_name(uint32_t code)
{
    uint32_t i = find(code);

    return i < sizeof(rows) / sizeof(rows[0]) ? rows[i].name : "?";
}

const char *lwclus_strerror(uint32_t code)
{
    uint32_t i = find(code);

    return i < sizeof(rows) / sizeof(rows[0]) ? rows[i].sentence : "";
}
#else
const char *lwclus_error_name(uint32_t code)
{
    (void)code;
    return "?";
}

const char *lwclus_strerror(uint32_t code)
{
    (void)code;
    return "";
}
#endif

const char *lwclus_origin_name(uint32_t result)
{
    static const char names[][9] = {"none",     "local", "port", "deadline", "pdu",
                                    "verifier", "auth",  "ndr",  "fault",    "server"};
    uint32_t origin = LWCLUS_ORIGIN(result);

    return origin < sizeof(names) / sizeof(names[0]) ? names[origin] : "?";
}
