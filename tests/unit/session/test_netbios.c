/* NetBIOS name query packets (RFC 1002), with the vectors of an independent encoder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "session/netbios.h"

#define NAME_FIELD "204544454d4646464443414341434143414341434143414341434143414341434100"
#define QUERY                                                                                                \
    "1234"                                                                                                   \
    "0110"                                                                                                   \
    "0001"                                                                                                   \
    "0000"                                                                                                   \
    "0000"                                                                                                   \
    "0000" NAME_FIELD "00200001"
#define ANSWER                                                                                               \
    "1234"                                                                                                   \
    "8580"                                                                                                   \
    "0000"                                                                                                   \
    "0001"                                                                                                   \
    "0000"                                                                                                   \
    "0000" NAME_FIELD "00200001"                                                                             \
    "000493e0"                                                                                               \
    "0006"                                                                                                   \
    "6000"                                                                                                   \
    "0a000009"

static void test_query(void **state)
{
    uint8_t packet[LWCLUS_NETBIOS_QUERY_BYTES];
    struct lwclus_cursor c;

    (void)state;
    lwclus_cursor_init(&c, packet, sizeof packet);
    lwclus_netbios_query(&c, 0x1234, "clus", LWCLUS_NETBIOS_SERVER, true);
    assert_int_equal(c.status, LWCLUS_OK);
    assert_string_equal(hex_text(packet, c.pos), QUERY);
    lwclus_cursor_init(&c, packet, sizeof packet);
    lwclus_netbios_query(&c, 0x1234, "CLUS", LWCLUS_NETBIOS_SERVER, false);
    assert_int_equal(packet[3], 0x00);
    lwclus_cursor_init(&c, packet, sizeof packet);
    lwclus_netbios_query(&c, 0x1234, "ABCDEFGHIJKLMNO", LWCLUS_NETBIOS_WORKSTATION, true);
    assert_memory_equal(packet + 13, "EBECEDEEEFEGEHEIEJEKELEMENEOEPAA", 32);
}

/* Answers a copy of exactly the packet's size, so that a sanitizer sees every overrun. */
static int answer(const uint8_t *packet, uint32_t size, struct lwclus_address *out, uint32_t max)
{
    uint8_t *copy = malloc(size != 0 ? size : 1);
    struct lwclus_cursor c;
    int n;

    memcpy(copy, packet, size);
    lwclus_cursor_init(&c, copy, size);
    n = lwclus_netbios_answer(&c, 0x1234, "Clus", LWCLUS_NETBIOS_SERVER, out, max);
    free(copy);
    return n;
}

static void test_answer(void **state)
{
    struct lwclus_address out[2];
    uint8_t packet[128];
    uint32_t size = hex_read(packet, ANSWER);
    uint32_t n;

    (void)state;
    assert_int_equal(answer(packet, size, out, 2), 1);
    assert_int_equal(out[0].family, LWCLUS_FAMILY_IPV4);
    assert_memory_equal(out[0].bytes, "\x0a\x00\x00\x09", 4);
    for (n = 0; n < size; n++) {
        assert_int_equal(answer(packet, n, out, 2), 0);
    }
}

static void test_several_addresses_up_to_the_room(void **state)
{
    struct lwclus_address out[2];
    uint8_t packet[160];
    uint32_t size = hex_read(packet, ANSWER "8000"
                                            "0a00000a"
                                            "0000"
                                            "0a00000b");

    (void)state;
    packet[size - 19] = 18; /* rdlength */
    assert_int_equal(answer(packet, size, out, 2), 2);
    assert_memory_equal(out[1].bytes, "\x0a\x00\x00\x0a", 4);
}

static void test_not_ours(void **state)
{
    struct lwclus_address out[2];
    uint8_t packet[128];
    uint32_t size = hex_read(packet, ANSWER);
    uint32_t at;

    (void)state;
    /* Every flipped byte of id, response flag, name, type, class and length: ignored or an error, never an
     * address. */
    for (at = 0; at < size - 10; at++) {
        static const uint8_t free_to_change[] = {4, 5, 6, 7, 8, 9, 10, 11}; /* counts are not looked at */
        bool ttl = at >= 50 && at < 54;

        if (memchr(free_to_change, (int)at, sizeof free_to_change) != NULL || ttl || at == 3) {
            continue;
        }
        packet[at] ^= 0xff;
        assert_true(answer(packet, size, out, 2) <= 0);
        packet[at] ^= 0xff;
    }
}

static void test_negative(void **state)
{
    struct lwclus_address out[2];
    uint8_t packet[128];
    uint32_t size = hex_read(packet, "1234"
                                     "8583"
                                     "0000"
                                     "0000"
                                     "0000"
                                     "0000" NAME_FIELD "000a0001"
                                     "00000000"
                                     "0000");

    (void)state;
    assert_int_equal(answer(packet, size, out, 2), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query),    cmocka_unit_test(test_answer),
        cmocka_unit_test(test_not_ours), cmocka_unit_test(test_several_addresses_up_to_the_room),
        cmocka_unit_test(test_negative),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
