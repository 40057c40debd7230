/* KerberosTime and seconds since 1970: the calendar in 32 bits. */
#include "krb5/time.h"

#include <stdbool.h>
#include <string.h>

#include "base/der.h"
#include "krb5/part.h"

#if LWCLUS_KERBEROS

#define TAG_TIME   0x18u
#define TEXT_BYTES 15u
#define PARTS      7u /* of two digits */

/* Years begin on March 1 here, so that the leap day ends one; they count from 1968, a leap year. */
#define FIRST_YEAR  1968u
#define EPOCH_DAY   671u   /* 1970-01-01 */
#define NO_LEAP     48212u /* 2100-03-01: the only fourth year until 2106 without a leap day */
#define FOUR_YEARS  1461u  /* days */
#define FIVE_MONTHS 153u   /* days of March to July, and of August to December */

static void to_text(uint32_t seconds, uint8_t text[TEXT_BYTES])
{
    static const uint8_t radix[PARTS] = {1, 1, 1, 1, 24, 60, 60};
    uint32_t day = seconds;
    uint32_t year;
    uint32_t month;
    uint8_t part[PARTS];
    uint32_t i;

    for (i = PARTS - 1; i >= 4; i--) {
        part[i] = (uint8_t)(day % radix[i]);
        day /= radix[i];
    }
    day += EPOCH_DAY;
    day += day >= NO_LEAP;
    year = (4 * day + 3) / FOUR_YEARS;
    day -= year * FOUR_YEARS / 4;
    month = (5 * day + 2) / FIVE_MONTHS;
    day -= (FIVE_MONTHS * month + 2) / 5;
    month += 3;
    year += FIRST_YEAR;
    if (month > 12) {
        month -= 12;
        year++;
    }
    part[0] = (uint8_t)(year / 100);
    part[1] = (uint8_t)(year % 100);
    part[2] = (uint8_t)month;
    part[3] = (uint8_t)(day + 1);
    for (i = 0; i < PARTS; i++) {
        text[2 * i] = (uint8_t)('0' + part[i] / 10);
        text[2 * i + 1] = (uint8_t)('0' + part[i] % 10);
    }
    text[TEXT_BYTES - 1] = 'Z';
}

void lwclus_krb5_put_time(struct lwclus_cursor *c, uint8_t tag, uint32_t seconds)
{
    uint8_t text[TEXT_BYTES];

    to_text(seconds, text);
    lwclus_der_put_pair(c, tag, TAG_TIME, TEXT_BYTES);
    lwclus_put_bytes(c, text, TEXT_BYTES);
}

static bool is_digits(const uint8_t *text)
{
    uint32_t i;

    for (i = 0; i < TEXT_BYTES - 1; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
    }
    return true;
}

/* Times sort as their texts do, so the inverse is a search for the last one that is not later. */
uint32_t lwclus_krb5_get_time(struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor in;
    uint8_t wanted[TEXT_BYTES];
    uint8_t text[TEXT_BYTES];
    uint32_t seconds = 0;
    uint32_t bit;

    lwclus_krb5_enter(c, (uint32_t)tag << 8 | TAG_TIME, &in);
    lwclus_get_bytes(&in, wanted, TEXT_BYTES);
    for (bit = 0x80000000u; bit != 0; bit >>= 1) {
        to_text(seconds | bit, text);
        if (memcmp(text, wanted, TEXT_BYTES) <= 0) {
            seconds |= bit;
        }
    }
    to_text(seconds, text);
    if (in.cap != TEXT_BYTES || !is_digits(wanted) || text[TEXT_BYTES - 1] != wanted[TEXT_BYTES - 1] ||
        (seconds + 1 > 1 && memcmp(text, wanted, TEXT_BYTES) != 0)) {
        lwclus_krb5_refuse(c);
        return 0;
    }
    return seconds;
}

#endif
