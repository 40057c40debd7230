/* UTF-16 strings and the case mapping that NTLM and cluster names need. */
#include "base/utf16.h"

#include <stddef.h>

/* Letters in a row that map alike: `delta` leads to the capital; ALTERNATE means capital, small, capital, ...
 */
#define ALTERNATE 1

struct case_run {
    uint16_t first;
    uint8_t count;
    int8_t delta;
};

/* Sorted. As Windows does, without the letters whose capital depends on the language (dotless i, long s). */
static const struct case_run case_runs[] = {
    {0x0061, 26, -32},       {0x00e0, 23, -32},       {0x00f8, 7, -32},        {0x00ff, 1, 121},
    {0x0100, 48, ALTERNATE}, {0x0132, 6, ALTERNATE},  {0x0139, 16, ALTERNATE}, {0x014a, 46, ALTERNATE},
    {0x0179, 6, ALTERNATE},  {0x03ac, 1, -38},        {0x03ad, 3, -37},        {0x03b1, 17, -32},
    {0x03c2, 1, -31},        {0x03c3, 9, -32},        {0x03cc, 1, -64},        {0x03cd, 2, -63},
    {0x0430, 32, -32},       {0x0450, 16, -80},       {0x0460, 34, ALTERNATE}, {0x048a, 54, ALTERNATE},
    {0x04c1, 14, ALTERNATE}, {0x04d0, 48, ALTERNATE},
};

uint32_t lwclus_utf16_length(const uint16_t *s, uint32_t max)
{
    uint32_t n = 0;

    while (s != NULL && n < max && s[n] != 0) {
        n++;
    }
    return n;
}

void lwclus_utf16_from_wire(uint16_t *out, const uint8_t *wire, uint32_t n)
{
    for (; n != 0; n--) {
        *out++ = (uint16_t)(wire[0] | wire[1] << 8);
        wire += 2;
    }
}

void lwclus_put_utf16(struct lwclus_cursor *c, const uint16_t *s, uint32_t n)
{
    for (; n != 0; n--) {
        lwclus_put_u16(c, *s++);
    }
}

uint16_t lwclus_utf16_upper(uint16_t unit)
{
    const struct case_run *run;

    for (run = case_runs; run < case_runs + sizeof case_runs / sizeof case_runs[0]; run++) {
        uint32_t at = (uint32_t)unit - run->first; /* huge when below */

        if (at < run->count) {
            return (uint16_t)(run->delta == ALTERNATE ? unit - at % 2 : (uint32_t)(unit + run->delta));
        }
    }
    return unit;
}

bool lwclus_utf16_equal_nocase(const uint16_t *a, const uint16_t *b, uint32_t max)
{
    uint32_t i;

    for (i = 0; i < max; i++) {
        if (lwclus_utf16_upper(a[i]) != lwclus_utf16_upper(b[i])) {
            return false;
        }
        if (a[i] == 0) {
            break;
        }
    }
    return true;
}
