/* IP address literals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "session/address.h"
#include "hex.h"

static const struct {
    const char *text;
    const char *bytes; /* NULL = not a literal */
    uint32_t zone;
} rows[] = {
    {"0.0.0.0", "00000000", 0},
    {"192.0.2.1", "c0000201", 0},
    {"255.255.255.255", "ffffffff", 0},
    {"256.0.0.1", NULL, 0},
    {"1.2.3", NULL, 0},
    {"1.2.3.", NULL, 0},
    {"1.2.3.4.5", NULL, 0},
    {"1.2.3.4 ", NULL, 0},
    {"1..3.4", NULL, 0},
    {"01.2.3.4", NULL, 0}, /* octal for some, decimal for others */
    {"1.2.3.0004", NULL, 0},
    {"1.2.3.-4", NULL, 0},
    {"", NULL, 0},
    {".", NULL, 0},
    {"cluster", NULL, 0},
    {"::", "00000000000000000000000000000000", 0},
    {"::1", "00000000000000000000000000000001", 0},
    {"1::", "00010000000000000000000000000000", 0},
    {"fd57::1", "fd570000000000000000000000000001", 0},
    {"FD57:0:0::1", "fd570000000000000000000000000001", 0},
    {"1:2:3:4:5:6:7:8", "00010002000300040005000600070008", 0},
    {"1:2:3:4:5:6:7::", "00010002000300040005000600070000", 0},
    {"::2:3:4:5:6:7:8", "00000002000300040005000600070008", 0},
    {"1:2:3::8", "00010002000300000000000000000008", 0},
    {"::ffff:192.0.2.9", "00000000000000000000ffffc0000209", 0},
    {"1:2:3:4:5:6:192.0.2.9", "000100020003000400050006c0000209", 0},
    {"fe80::1%2", "fe800000000000000000000000000001", 2},
    {"fe80::%7", "fe800000000000000000000000000000", 7},
    {"1:2:3:4:5:6:7", NULL, 0},
    {"1:2:3:4:5:6:7:8:9", NULL, 0},
    {"1:2:3:4:5:6:7:192.0.2.9", NULL, 0},
    {"1::2::3", NULL, 0},
    {":::", NULL, 0},
    {":", NULL, 0},
    {":1", NULL, 0},
    {"1:", NULL, 0},
    {"1:2:3:4:5:6:7:", NULL, 0},
    {"12345::", NULL, 0},
    {"g::", NULL, 0},
    {"::1%", NULL, 0},
    {"::1%eth0", NULL, 0},
    {"::1%1x", NULL, 0},
    {"::192.0.2", NULL, 0},
    {"::192.0.2.256", NULL, 0},
    {"::1 ", NULL, 0},
    {"1:2:3:4:5:6:7:8::", NULL, 0},
};

static void test_rows(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lwclus_address address;
        bool ok = lwclus_address_parse(rows[i].text, &address);
        uint8_t expected[16];

        if (ok != (rows[i].bytes != NULL)) {
            fail_msg("\"%s\": parsed %d", rows[i].text, ok);
        }
        if (ok) {
            uint32_t n = hex_read(expected, rows[i].bytes);

            assert_int_equal(address.family, n == 4 ? LWCLUS_FAMILY_IPV4 : LWCLUS_FAMILY_IPV6);
            assert_memory_equal(address.bytes, expected, n);
            assert_int_equal(address.zone, rows[i].zone);
        }
    }
}

/* Every short string over the alphabet of literals: nothing outside is read or written (the sanitizers
 * watch). */
static void test_all_short_strings(void **state)
{
    static const char alphabet[] = "1a:.%";
    uint32_t parsed = 0;
    uint32_t n;

    (void)state;
    for (n = 0; n < 5u * 5 * 5 * 5 * 5 * 5 * 5; n++) {
        struct lwclus_address address;
        char text[8];
        uint32_t rest = n;
        uint32_t i;

        for (i = 0; i < 7; i++, rest /= 5) {
            text[i] = alphabet[rest % 5];
        }
        text[7] = 0;
        parsed += lwclus_address_parse(text, &address);
    }
    assert_in_range(parsed, 100, 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_all_short_strings)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
