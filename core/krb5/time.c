/* KerberosTime and seconds since 1970: the calendar in 32 bits. */
#include "krb5/time.h"

#include <string.h>

#include "base/der.h"
#include "krb5/part.h"

#if LWCLUS_KERBEROS

#define TAG_TIME   0x18u
#define TEXT_BYTES 15u
#define DAY        86400u

/* Years begin on March 1 here, so that the leap day ends one; they count from 1968, a leap year. */
#define FIRST_YEAR 1968u
#define EPOCH_DAY  671u   /* 1970-01-01 */
#define NO_LEAP    48212u /* 2100-03-01: the only fourth year until 2106 without a leap day */
#define FOUR_YEARS 1461u  /* days */
#define FIVE_MONTH 153u   /* days of March to July, and of August to December */
#define LAST_DAY   49710u /* the day since 1970 in which 32 bits end */

static void put_digits(struct lwclus_cursor *c, uint32_t value)
{
    lwclus_put_u8(c, (uint8_t)('0' + value / 10 % 10));
    lwclus_put_u8(c, (uint8_t)('0' + value % 10));
}

void lwclus_krb5_put_time(struct lwclus_cursor *c, uint8_t tag, uint32_t seconds)
{
    uint32_t of_day = seconds % DAY;
    uint32_t day = seconds / DAY + EPOCH_DAY;
    uint32_t year;
    uint32_t month;

    day += day >= NO_LEAP;
    year = (4 * day + 3) / FOUR_YEARS;
    day -= year * FOUR_YEARS / 4;
    month = (5 * day + 2) / FIVE_MONTH;
    day -= (FIVE_MONTH * month + 2) / 5;
    year += FIRST_YEAR + (month >= 10);
    lwclus_der_put_pair(c, tag, TAG_TIME, TEXT_BYTES);
    put_digits(c, year / 100);
    put_digits(c, year);
    put_digits(c, month < 10 ? month + 3 : month - 9);
    put_digits(c, day + 1);
    put_digits(c, of_day / 3600);
    put_digits(c, of_day / 60 % 60);
    put_digits(c, of_day % 60);
    lwclus_put_u8(c, 'Z');
}

/* Two digits of a number from `least` to `most`. */
static uint32_t get_digits(struct lwclus_cursor *c, uint32_t least, uint32_t most)
{
    uint32_t tens = lwclus_get_u8(c) - (uint32_t)'0';
    uint32_t ones = lwclus_get_u8(c) - (uint32_t)'0';
    uint32_t value = 10 * tens + ones;

    if (tens > 9 || ones > 9 || value < least || value > most) {
        lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
    }
    return value;
}

uint32_t lwclus_krb5_get_time(struct lwclus_cursor *c, uint8_t tag)
{
    struct lwclus_cursor text;
    uint32_t year;
    uint32_t month;
    uint32_t day;
    uint32_t of_day;

    lwclus_krb5_enter(c, (uint32_t)tag << 8 | TAG_TIME, &text);
    year = 100 * get_digits(&text, 0, 99);
    year += get_digits(&text, 0, 99);
    month = get_digits(&text, 1, 12);
    day = get_digits(&text, 1, 31);
    of_day = 3600 * get_digits(&text, 0, 23);
    of_day += 60 * get_digits(&text, 0, 59);
    of_day += get_digits(&text, 0, 60); /* a leap second is the next one here */
    if (lwclus_get_u8(&text) != 'Z' || lwclus_cursor_left(&text) != 0) {
        lwclus_cursor_fail(c, LWCLUS_KRB5_REFUSED);
    }
    lwclus_cursor_fail(c, text.status);
    if (year < 1970 || c->status != LWCLUS_OK) {
        return 0;
    }
    if (year > 2106) {
        return UINT32_MAX;
    }
    year -= FIRST_YEAR + (month < 3);
    month = month < 3 ? month + 9 : month - 3;
    day += year * FOUR_YEARS / 4 + (FIVE_MONTH * month + 2) / 5 - 1;
    day -= (day > NO_LEAP) + EPOCH_DAY;
    return day < LAST_DAY ? day * DAY + of_day : UINT32_MAX;
}

#endif
