/* KerberosTime: every day until 2106 against the calendar of the C library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "krb5/time.h"

#define ELEMENT_BYTES 19

static uint32_t parse(const char *text, uint32_t size, lwclus_result *status)
{
    uint8_t element[64] = {0xa5, (uint8_t)(size + 2), 0x18, (uint8_t)size};
    struct lwclus_cursor c;
    uint32_t value;

    memcpy(element + 4, text, size);
    lwclus_cursor_init(&c, element, size + 4);
    value = lwclus_krb5_get_time(&c, 0xa5);
    *status = c.status;
    return value;
}

static void check(uint32_t seconds)
{
    uint8_t element[ELEMENT_BYTES];
    char expected[32];
    struct lwclus_cursor c;
    lwclus_result status;
    time_t t = (time_t)seconds;
    struct tm tm;

    assert_non_null(gmtime_r(&t, &tm));
    (void)snprintf(expected, sizeof expected, "\xa5\x11\x18\x0f%04d%02d%02d%02d%02d%02dZ", tm.tm_year + 1900,
                   tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
    lwclus_cursor_init(&c, element, sizeof element);
    lwclus_krb5_put_time(&c, 0xa5, seconds);
    assert_int_equal(c.status, LWCLUS_OK);
    assert_int_equal(c.pos, ELEMENT_BYTES);
    assert_memory_equal(element, expected, ELEMENT_BYTES);
    assert_int_equal(parse(expected + 4, 15, &status), seconds);
    assert_int_equal(status, LWCLUS_OK);
}

static void test_every_day(void **state)
{
    uint32_t day;

    (void)state;
    for (day = 0; day < 49710; day++) {
        check(day * 86400u);
        check(day * 86400u + 86399u);
        check(day * 86400u + day * 7919u % 86400u);
    }
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
    assert_int_equal(lwclus_krb5_get_time(&c, 0xa5), 0);
    assert_int_not_equal(c.status, LWCLUS_OK);
    element[2] = 0x18;
    lwclus_cursor_init(&c, element, ELEMENT_BYTES);
    assert_int_equal(lwclus_krb5_get_time(&c, 0xa6), 0);
    assert_int_not_equal(c.status, LWCLUS_OK);
    for (size = 0; size < ELEMENT_BYTES; size++) {
        lwclus_cursor_init(&c, element, size);
        assert_int_equal(lwclus_krb5_get_time(&c, 0xa5), 0);
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
        lwclus_krb5_put_time(&c, 0xa5, 1);
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
