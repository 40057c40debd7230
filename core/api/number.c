/* Numbers as text. */
#include "api/number.h"

uint32_t lwclus_number_of_text(const uint16_t *text, uint32_t n)
{
    uint32_t value = 0;
    uint32_t i;

    for (i = 0; i < n; i++) {
        uint32_t digit = (uint32_t)text[i] - '0';

        if (digit > 9 || value > (0xffffffffu - digit) / 10) {
            return 0;
        }
        value = value * 10 + digit;
    }
    return value;
}

uint32_t lwclus_number_to_text(uint8_t value, uint16_t out[3])
{
    uint32_t n = value < 10 ? 1u : value < 100 ? 2u : 3u;
    uint32_t i;

    for (i = n; i != 0; i--) {
        out[i - 1] = (uint16_t)('0' + value % 10);
        value = (uint8_t)(value / 10);
    }
    return n;
}
