/* IP address literals. */
#include "session/address.h"

#include <string.h>

/* Reads digits of `base`, at most `max_digits`; returns how many, 0 for none or too many. */
static uint32_t number(const char *text, uint32_t base, uint32_t max_digits, uint32_t *value)
{
    uint32_t n = 0;

    *value = 0;
    for (;; n++) {
        char c = text[n];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                         : c >= 'A' && c <= 'F' ? (uint32_t)(c - 'A') + 10
                                                : 99;

        if (digit >= base) {
            return n;
        }
        if (n == max_digits) {
            return 0;
        }
        *value = *value * base + digit;
    }
}

static bool parse_ipv4(const char *text, uint8_t out[4])
{
    uint32_t i;

    for (i = 0; i < 4; i++) {
        uint32_t value;
        uint32_t n = number(text, 10, 3, &value);

        /* Leading zeros are refused: inet_aton reads them as octal, others as decimal. */
        if (n == 0 || value > 255 || (n > 1 && text[0] == '0')) {
            return false;
        }
        out[i] = (uint8_t)value;
        text += n;
        if (*text++ != (i < 3 ? '.' : '\0')) {
            return false;
        }
    }
    return true;
}

#if LWCLUS_IPV6
/* Moves what follows "::" to the end and fills the middle with zeros. */
static bool expand(uint8_t bytes[16], uint32_t used, uint32_t gap)
{
    if (gap > 16) {
        return used == 16;
    }
    if (used > 14) {
        return false;
    }
    memmove(bytes + 16 - (used - gap), bytes + gap, used - gap);
    memset(bytes + gap, 0, 16 - used);
    return true;
}

static bool parse_zone(const char *text, struct lwclus_address *out)
{
    uint32_t n;

    if (*text == '\0') {
        return true;
    }
    n = number(text + 1, 10, 9, &out->zone);
    return *text == '%' && n != 0 && text[1 + n] == '\0';
}

static bool parse_ipv6(const char *text, struct lwclus_address *out)
{
    uint32_t used = 0;
    uint32_t gap = 99;

    if (text[0] == ':' && *++text != ':') {
        return false;
    }
    while (used < 16) {
        uint32_t value;
        uint32_t n;

        if (*text == ':') {
            if (gap != 99) {
                return false;
            }
            gap = used;
            text++;
        }
        n = number(text, 16, 4, &value);
        if (n == 0) {
            break;
        }
        if (text[n] == '.' && used <= 12) {
            return parse_ipv4(text, out->bytes + used) && expand(out->bytes, used + 4, gap);
        }
        out->bytes[used++] = (uint8_t)(value >> 8);
        out->bytes[used++] = (uint8_t)value;
        text += n;
        if (*text != ':') {
            break;
        }
        if (*++text == '\0' || *text == '%') {
            return false;
        }
    }
    return parse_zone(text, out) && expand(out->bytes, used, gap);
}
#endif

bool lwclus_address_parse(const char *text, struct lwclus_address *out)
{
    memset(out, 0, sizeof(*out));
    if (parse_ipv4(text, out->bytes)) {
        out->family = LWCLUS_FAMILY_IPV4;
        return true;
    }
#if LWCLUS_IPV6
    memset(out, 0, sizeof(*out));
    out->family = LWCLUS_FAMILY_IPV6;
    return parse_ipv6(text, out);
#else
    return false;
#endif
}
