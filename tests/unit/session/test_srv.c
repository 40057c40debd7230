/* SRV records of KDCs (RFC 2782), with answers written by hand from RFC 1035 4.1. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "session/srv.h"

#if LWCLUS_KERBEROS && LWCLUS_KDC_SRV && LWCLUS_DNS

/* _kerberos._tcp.AB.CD */
#define QUESTION                                                                                             \
    "095f6b65726265726f73045f746370024142024344000021000"                                                    \
    "1"
#define HEADER(id, flags, answers) id flags "0001" answers "00000000"
#define RECORD(type, size, data)                                                                             \
    "c00c" type "0001"                                                                                       \
    "00000258" size data
/* priority, weight 100, port 88 */
#define SRV(priority) priority "00640058"
#define DC1                                                                                                  \
    "036463310241420243440"                                                                                  \
    "0"                    /* dc1.AB.CD */
#define DC2 "03646332c01b" /* dc2 and a pointer to AB.CD */

static void test_query(void **state)
{
    uint8_t out[64];
    struct lwclus_cursor c;

    (void)state;
    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_srv_query(&c, 0x1234, "AB.CD");
    assert_int_equal(c.status, LWCLUS_OK);
    assert_string_equal(hex_text(out, c.pos), HEADER("1234", "0100", "0000") QUESTION);
}

/* Realms that are no DNS names, or too long for the buffer. */
static void test_bad_realms(void **state)
{
    static const char *const realms[] = {
        ".AB", "A..B", "0123456789012345678901234567890123456789012345678901234567890123.AB"};
    uint8_t out[256];
    struct lwclus_cursor c;

    (void)state;
    for (uint32_t i = 0; i < 3; i++) {
        lwclus_cursor_init(&c, out, sizeof out);
        lwclus_srv_query(&c, 1, realms[i]);
        assert_int_not_equal(c.status, LWCLUS_OK);
    }
    for (uint32_t cap = 0; cap < 38; cap++) {
        lwclus_cursor_init(&c, out, cap);
        lwclus_srv_query(&c, 1, "AB.CD");
        assert_int_not_equal(c.status, LWCLUS_OK);
    }
}

/* Answers a copy of exactly the packet's size, so that a sanitizer sees every overrun. */
static int answer(const uint8_t *packet, uint32_t size, struct lwclus_kdc_host *out)
{
    uint8_t *copy = malloc(size != 0 ? size : 1);
    struct lwclus_cursor c;
    int n;

    memcpy(copy, packet, size);
    memset(out, 0, (LWCLUS_KDC_HOSTS + 1u) * sizeof *out);
    lwclus_cursor_init(&c, copy, size);
    n = lwclus_srv_answer(&c, 0x1234, out);
    free(copy);
    return n;
}

static int answer_hex(const char *text, struct lwclus_kdc_host *out)
{
    uint32_t size;
    uint8_t *packet = hex_new(text, &size);
    int n = answer(packet, size, out);

    free(packet);
    return n;
}

struct row {
    const char *text;
    int count;
    const char *names[LWCLUS_KDC_HOSTS];
};

#define GOOD_2                                                                                               \
    HEADER("1234", "8180", "0002")                                                                           \
    QUESTION RECORD("0021", "0011", SRV("0000") DC1) RECORD("0021", "000c", SRV("0000") DC2)

static const struct row rows[] = {
    {HEADER("1234", "8180", "0001") QUESTION RECORD("0021", "0011", SRV("0000") DC1), 1, {"dc1.AB.CD"}},
    {GOOD_2, 2, {"dc1.AB.CD", "dc2.AB.CD"}},
    /* the better priority first, whatever the order */
    {HEADER("1234", "8180", "0002") QUESTION RECORD("0021", "0011", SRV("0005") DC1)
         RECORD("0021", "000c", SRV("0001") DC2),
     2,
     {"dc2.AB.CD", "dc1.AB.CD"}},
    /* five records: the worst is left out */
    {HEADER("1234", "8180", "0005") QUESTION RECORD("0021", "000c", SRV("0009") DC2)
         RECORD("0021", "0011", SRV("0003") DC1) RECORD("0021", "0011", SRV("0002") DC1)
             RECORD("0021", "000c", SRV("0001") DC2) RECORD("0021", "000c", SRV("0004") DC2),
     4,
     {"dc2.AB.CD", "dc1.AB.CD", "dc1.AB.CD", "dc2.AB.CD"}},
    /* other records in between; the name of none is "." */
    {HEADER("1234", "8180", "0003") QUESTION RECORD("0005", "0004", "03646331")
         RECORD("0021", "0007", SRV("0000") "00") RECORD("0021", "000c", SRV("0000") DC2),
     1,
     {"dc2.AB.CD"}},
    /* a name that begins with a NUL is none */
    {HEADER("1234", "8180", "0001") QUESTION RECORD("0021", "0009", SRV("0000") "010000"), 0, {NULL}},
    /* not there; refused */
    {HEADER("1234", "8183", "0000") QUESTION, 0, {NULL}},
    {HEADER("1234", "8185", "0001") QUESTION RECORD("0021", "0011", SRV("0000") DC1), 0, {NULL}},
    /* not an answer, or not to this query */
    {HEADER("1235", "8180", "0001") QUESTION RECORD("0021", "0011", SRV("0000") DC1), -1, {NULL}},
    {HEADER("1234", "0100", "0001") QUESTION RECORD("0021", "0011", SRV("0000") DC1), -1, {NULL}},
    /* pointers in a circle, and beyond the end */
    {HEADER("1234", "8180", "0001") QUESTION RECORD("0021", "0008", SRV("0000") "c03e"), 0, {NULL}},
    {HEADER("1234", "8180", "0001") QUESTION RECORD("0021", "0008", SRV("0000") "ffff"), 0, {NULL}},
};

static void test_answers(void **state)
{
    struct lwclus_kdc_host out[LWCLUS_KDC_HOSTS + 1u];

    (void)state;
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(answer_hex(rows[i].text, out), rows[i].count);
        for (int n = 0; n < rows[i].count; n++) {
            assert_string_equal(out[n].name, rows[i].names[n]);
            assert_int_equal(out[n].port, 88);
        }
    }
}

/* A name that does not fit is left out, not cut. */
static void test_long_name(void **state)
{
    static const char label[] = "3f616161616161616161616161616161616161616161616161616161616161616161"
                                "616161616161616161616161616161616161616161616161616161616161";
    struct lwclus_kdc_host out[LWCLUS_KDC_HOSTS + 1u];
    char text[400] = HEADER("1234", "8180", "0001") QUESTION "c00c0021000100000258"
                                                             "0047" SRV("0000");

    (void)state;
    strcat(text, label);
    strcat(text, "00");
    assert_int_equal(answer_hex(text, out), 0);
}

/* Any length, any byte wrong: never more hosts than there is room for, names always end. */
static void test_broken(void **state)
{
    struct lwclus_kdc_host out[LWCLUS_KDC_HOSTS + 1u];
    uint32_t size;
    uint8_t *packet = hex_new(GOOD_2, &size);

    (void)state;
    for (uint32_t cut = 0; cut < size; cut++) {
        assert_in_range(answer(packet, cut, out) + 1, 0, 2);
    }
    for (uint32_t i = 0; i < size * 255u; i++) {
        int n;

        packet[i / 255u] ^= (uint8_t)(i % 255u + 1u);
        n = answer(packet, size, out);
        assert_in_range(n + 1, 0, LWCLUS_KDC_HOSTS + 1u);
        for (int k = 0; k < n; k++) {
            assert_in_range(strlen(out[k].name), 1, LWCLUS_KDC_NAME_BYTES - 1u);
        }
        packet[i / 255u] ^= (uint8_t)(i % 255u + 1u);
    }
    free(packet);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_query),     cmocka_unit_test(test_bad_realms), cmocka_unit_test(test_answers),
        cmocka_unit_test(test_long_name), cmocka_unit_test(test_broken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    return 0;
}
#endif
