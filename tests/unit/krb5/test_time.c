/* KerberosTime: every day until 2106 against a calendar that counts them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "krb5/parts.h"

#define ELEMENT_BYTES 19

static uint32_t parse(const char *text, uint32_t size, lwclus_result *status)
{
    uint8_t element[64] = {0xa5, (uint8_t)(size + 2), 0x18, (uint8_t)size};
    struct lwclus_cursor c;
    uint32_t value;

    memcpy(element + 4, text, size);
    lwclus_cursor_init(&c, element, size + 4);
    value = part_get_time(&c, 0xa5);
    *status = c.status;
    return value;
}

struct date {
    uint32_t year;
    uint32_t month;
    uint32_t day;
};

static void next_day(struct date *d)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = d->year % 4 == 0 && (d->year % 100 != 0 || d->year % 400 == 0);

    if (d->day++ == days[d->month - 1] + (d->month == 2 && leap ? 1u : 0u)) {
        d->day = 1;
        if (d->month++ == 12) {
            d->month = 1;
            d->year++;
        }
    }
}

static void check(const struct date *d, uint32_t midnight, uint32_t of_day)
{
    uint8_t element[ELEMENT_BYTES];
    char expected[64];
    struct lwclus_cursor c;
    lwclus_result status;

    (void)snprintf(expected, sizeof expected, "\xa5\x11\x18\x0f%04u%02u%02u%02u%02u%02uZ", (unsigned)d->year,
                   (unsigned)d->month, (unsigned)d->day, (unsigned)(of_day / 3600),
                   (unsigned)(of_day / 60 % 60), (unsigned)(of_day % 60));
    lwclus_cursor_init(&c, element, sizeof element);
    part_put_time(&c, 0xa5, midnight + of_day);
    assert_int_equal(c.status, LWCLUS_OK);
    assert_int_equal(c.pos, ELEMENT_BYTES);
    assert_memory_equal(element, expected, ELEMENT_BYTES);
    assert_int_equal(parse(expected + 4, 15, &status), midnight + of_day);
    assert_int_equal(status, LWCLUS_OK);
}

static void test_every_day(void **state)
{
    struct date d = {1970, 1, 1};
    uint32_t day;

    (void)state;
    for (day = 0; day < 49710; day++) {
        check(&d, day * 86400u, 0);
        check(&d, day * 86400u, 86399);
        check(&d, day * 86400u, day * 7919u % 86400u);
        next_day(&d);
    }
    assert_int_equal(d.year, 2106);
    assert_int_equal(d.month, 2);
    assert_int_equal(d.day, 7);
}

static const struct {
    const char *text;
    uint32_t seconds; /* 1: refused */
} rows[] = {
    {"19700101000000Z", 0},
    {"20260922200015Z", 1790107215},
    {"19691231235959Z", 0},
    {"16010101000000Z", 0},
    {"21060206235959Z", 4294943999u},
    {"21060207062814Z", 4294967294u},
    {"21060207062815Z", UINT32_MAX},
    {"21060207062816Z", UINT32_MAX},
    {"21070101000000Z", UINT32_MAX},
    {"99991231235959Z", UINT32_MAX},
    {"21000228235959Z", 4107542399u},
    {"21000301000000Z", 4107542400u},
    {"20161231235960Z", 1}, /* a leap second has no number */
    {"20270229000000Z", 1},
    {"21000229000000Z", 1},
    {"99991231235959z", 1},
    {"9999123123595/Z", 1},
    {"ABCDEFGHIJKLMNZ", 1},
    {"19691231235959X", 1},
    {"20260922200015", 1},
    {"20260922200015z", 1},
    {"20260922200015ZZ", 1},
    {"20260922200015.1Z", 1},
    {"20260922200015+0", 1},
    {"20260022200015Z", 1},
    {"20261322200015Z", 1},
    {"20260900200015Z", 1},
    {"20260932200015Z", 1},
    {"20260922240015Z", 1},
    {"20260922206015Z", 1},
    {"20260922200061Z", 1},
    {"2026 922200015Z", 1},
    {"-0260922200015Z", 1},
    {"2026092220001:Z", 1},
    {"2026092220001/Z", 1},
    {"", 1},
};

static void test_rows(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        lwclus_result status;
        uint32_t seconds = parse(rows[i].text, (uint32_t)strlen(rows[i].text), &status);

        if ((status == LWCLUS_OK) != (rows[i].seconds != 1) ||
            seconds != (rows[i].seconds != 1 ? rows[i].seconds : 0)) {
            fail_msg("%s: %u, 0x%x", rows[i].text, (unsigned)seconds, (unsigned)status);
        }
    }
}

static void test_wrong_element(void **state)
{
    uint8_t element[] = "\xa5\x11\x17\x0f"
                        "20260922200015Z"; /* UTCTime */
    struct lwclus_cursor c;
    uint32_t size;

    (void)state;
    lwclus_cursor_init(&c, element, ELEMENT_BYTES);
    assert_int_equal(part_get_time(&c, 0xa5), 0);
    assert_int_not_equal(c.status, LWCLUS_OK);
    element[2] = 0x18;
    lwclus_cursor_init(&c, element, ELEMENT_BYTES);
    assert_int_equal(part_get_time(&c, 0xa6), 0);
    assert_int_not_equal(c.status, LWCLUS_OK);
    for (size = 0; size < ELEMENT_BYTES; size++) {
        lwclus_cursor_init(&c, element, size);
        assert_int_equal(part_get_time(&c, 0xa5), 0);
        assert_int_not_equal(c.status, LWCLUS_OK);
    }
}

static void test_no_room(void **state)
{
    uint8_t element[ELEMENT_BYTES];
    struct lwclus_cursor c;
    uint32_t size;

    (void)state;
    for (size = 0; size < ELEMENT_BYTES; size++) {
        lwclus_cursor_init(&c, element, size);
        part_put_time(&c, 0xa5, 1);
        assert_int_not_equal(c.status, LWCLUS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_wrong_element),
        cmocka_unit_test(test_no_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
