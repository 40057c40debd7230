/* KerberosTime and seconds since 1970: the calendar in 32 bits. */
#include "krb5/time.h"

#include <string.h>

#include "krb5/part.h"

#if LWCLUS_KERBEROS

#define TEXT_BYTES LWCLUS_KRB5_TIME_BYTES
#define DATE_BYTES 8u /* in front of the time of day */

/* Years begin on March 1 here, so that the leap day ends one; they count from 1968, a leap year. */
#define EPOCH_DAY   671u   /* 1970-01-01 */
#define NO_LEAP     48212u /* 2100-03-01: the only fourth year until 2106 without a leap day */
#define FOUR_YEARS  1461u  /* days */
#define FIVE_MONTHS 153u   /* days of March to July, and of August to December */
#define FIRST_DATE  19680301u
#define JANUARY     10u   /* months after March */
#define NEW_YEAR    8800u /* from month 13 of a year to month 1 of the next, in a date */

static LWCLUS_NOINLINE void put_digits(uint8_t *text, uint32_t count, uint32_t number)
{
    while (count-- != 0) {
        text[count] = (uint8_t)('0' + number % 10);
        number /= 10;
    }
}

/* The date is written as one number, such as 20260922. */
void lwclus_krb5_time_text(uint32_t seconds, uint8_t text[TEXT_BYTES])
{
    uint32_t day = seconds;
    uint32_t year;
    uint32_t month;
    uint32_t at;

    for (at = TEXT_BYTES - 1; at > DATE_BYTES;) {
        uint32_t radix = at > DATE_BYTES + 2 ? 60 : 24;

        at -= 2;
        put_digits(text + at, 2, day % radix);
        day /= radix;
    }
    day += EPOCH_DAY;
    day += day >= NO_LEAP;
    year = (4 * day + 3) / FOUR_YEARS;
    day -= year * FOUR_YEARS / 4;
    month = (5 * day + 2) / FIVE_MONTHS;
    day -= (FIVE_MONTHS * month + 2) / 5;
    put_digits(text, DATE_BYTES,
               FIRST_DATE + year * 10000 + month * 100 + day + (month >= JANUARY ? NEW_YEAR : 0));
    text[TEXT_BYTES - 1] = 'Z';
}

/* Times sort as their texts do, so the inverse is a search for the last one that is not later. Its last round
 * compares what was found. */
uint32_t lwclus_krb5_get_time(struct lwclus_cursor *c)
{
    const uint8_t *wanted = lwclus_cursor_take(c, TEXT_BYTES);
    uint8_t text[TEXT_BYTES];
    uint32_t seconds = 0;
    uint32_t bit = 0x80000000u;
    uint32_t i;
    int order;

    if (wanted == NULL) {
        return 0;
    }
    for (i = 0; i != TEXT_BYTES - 1 && (uint32_t)wanted[i] - '0' <= 9u; i++) {
    }
    for (;; bit >>= 1) {
        lwclus_krb5_time_text(seconds | bit, text);
        order = memcmp(text, wanted, TEXT_BYTES);
        if (bit == 0) {
            break;
        }
        if (order <= 0) {
            seconds |= bit;
        }
    }
    /* before 1970 and after 2106 there is no such second to compare with */
    if (lwclus_cursor_left(c) != 0 || i != TEXT_BYTES - 1 || wanted[i] != 'Z' ||
        (order < 0 && seconds != 0xffffffffu)) {
        lwclus_krb5_refuse(c);
        return 0;
    }
    return seconds;
}

#endif
