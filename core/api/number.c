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
