/* Strings and byte arrays: the caller's room, and counts that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ndr_case.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* Opnum 96, out: referent, string, rpc_status, return value. */
static const char text_n1[] = "00000200030000000000000003000000"
                              "4e0031000000"
                              "0000"
                              "0000000000000000";

static void check_text(const char *hex, uint32_t capacity, uint32_t units, bool copied)
{
    static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    struct lwclus_ndr_outcome outcome;
    uint16_t *room = malloc((capacity + 1) * sizeof *room);
    struct lwclus_ndr_text text = {room, capacity, 99};
    union lwclus_ndr_arg args[2] = {{.in = handle}, {.out = &text}};
    uint32_t i;

    for (i = 0; i <= capacity; i++) {
        room[i] = 0xeeee;
    }
    assert_int_equal(ndr_decode_hex(96, hex, args, &outcome), LWCLUS_OK);
    assert_int_equal(text.units, units);
    if (copied) {
        assert_int_equal(room[0], 'N');
        assert_int_equal(room[1], '1');
        assert_int_equal(room[2], 0);
    }
    for (i = copied ? units : 0; i <= capacity; i++) {
        assert_int_equal(room[i], 0xeeee);
    }
    free(room);
}

static void test_text_capacity(void **state)
{
    (void)state;
    check_text(text_n1, 8, 3, true);
    check_text(text_n1, 3, 3, true);
    check_text(text_n1, 2, 3, false);
    check_text(text_n1, 0, 3, false);
    check_text("000000000000000000000000", 8, 0, false);
}

static void test_text_only_measured(void **state)
{
    static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    struct lwclus_ndr_outcome outcome;
    struct lwclus_ndr_text text = {NULL, 100, 0};
    union lwclus_ndr_arg args[2] = {{.in = handle}, {.out = &text}};

    (void)state;
    assert_int_equal(ndr_decode_hex(96, text_n1, args, &outcome), LWCLUS_OK);
    assert_int_equal(text.units, 3);
    args[1].out = NULL;
    assert_int_equal(ndr_decode_hex(96, text_n1, args, &outcome), LWCLUS_OK);
}

/* Surrogates and other units pass unchanged. */
static void test_text_units(void **state)
{
    static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    static const uint16_t units[] = {0xd83d, 0xde00, 0x00ff, 0};
    struct lwclus_ndr_outcome outcome;
    uint16_t room[4];
    struct lwclus_ndr_text text = {room, 4, 0};
    union lwclus_ndr_arg args[2] = {{.in = handle}, {.out = &text}};
    char hex[4096];

    (void)state;
    assert_int_equal(ndr_decode_hex(96, "000002000400000000000000040000003dd800deff0000000000000000000000",
                                    args, &outcome),
                     LWCLUS_OK);
    assert_memory_equal(room, units, sizeof units);
    args[0].in = units;
    assert_int_equal(ndr_encode_into(2, args, 64, hex), LWCLUS_OK);
    assert_string_equal(hex, "0400000000000000040000003dd800deff000000");
}

static void test_hostile_strings(void **state)
{
    static const char *const stubs[] = {
        "000002000300000001000000030000004e00310000000000"
        "0000000000000000", /* offset 1 */
        "000002000200000000000000030000004e00310000000000"
        "0000000000000000", /* actual > max */
        "000002000300000000000000000000000000000000000000"
        "0000000000000000", /* no unit at all */
        "000002000300000000000000030000004e00310032000000"
        "0000000000000000", /* no NUL */
        "00000200ffffffff00000000ffffffff4e00310000000000"
        "0000000000000000", /* 2 * count wraps to -2 */
        "00000200010000800000000001000080000000000000"
        "00000000000000000000", /* 2 * count wraps to 2 */
        "00000200000000800000000000000080000000000000"
        "00000000000000000000", /* 2 * count wraps to 0 */
        "00000200ffffffff00000000100000004e00310000000000"
        "0000000000000000", /* longer than the stub */
        "0000020003000000ffffffff040000004e00310000000000"
        "0000000000000000", /* offset + actual wraps */
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(stubs); i++) {
        assert_int_equal(ndr_result_of(96, stubs[i]), BAD_STUB);
    }
    /* max_count above actual_count is legal: the peer's buffer was larger */
    assert_int_equal(ndr_result_of(96, "00000200ffffffff00000000030000004e003100000000000000000000000000"),
                     LWCLUS_OK);
}

/* A NUL that lies behind the room of the stub: found out without reading on. */
static void test_text_too_long_to_send(void **state)
{
    static uint16_t s[512];
    union lwclus_ndr_arg args[1] = {{.in = s}};
    char hex[4096];
    uint32_t size;
    size_t i;

    (void)state;
    for (i = 0; i + 1 < COUNT(s); i++) {
        s[i] = 'x';
    }
    for (size = 0; size < 12 + 2 * COUNT(s); size++) {
        assert_int_equal(ndr_encode_into(2, args, size, hex), BAD_STUB);
    }
    assert_int_equal(ndr_encode_into(2, args, size, hex), LWCLUS_OK);
}

/* Opnum 98, out: max_count, offset, actual_count, bytes, lpBytesReturned, lpcbRequired, rpc_status, value. */
static lwclus_result control(const char *hex, uint32_t capacity, uint8_t *out)
{
    struct lwclus_ndr_outcome outcome;
    union lwclus_ndr_arg args[8] = {{0}, {0}, {0}, {0}, {.out = out}, {.value = capacity}, {0}, {0}};

    return ndr_decode_hex(98, hex, args, &outcome);
}

static void test_output_capacity(void **state)
{
    static const char four[] = "040000000000000004000000a1a2a3a4"
                               "04000000"
                               "00000000"
                               "0000000000000000";
    static const char none[] = "000000000000000000000000"
                               "00000000"
                               "07000000"
                               "00000000ea000000";
    uint8_t *out = malloc(4);

    (void)state;
    assert_int_equal(control(four, 4, out), LWCLUS_OK);
    assert_memory_equal(out, "\xa1\xa2\xa3\xa4", 4);
    free(out);
    out = malloc(3);
    assert_int_equal(control(four, 3, out), BAD_STUB);
    free(out);
    assert_int_equal(control(four, 4, NULL), LWCLUS_OK);
    assert_int_equal(control(none, 0, NULL), LWCLUS_OK);
}

static void test_hostile_output(void **state)
{
    static const char *const stubs[] = {
        "050000000000000005000000a1a2a3a4a5000000"
        "05000000000000000000000000000000", /* max > capacity */
        "040000000100000003000000a1a2a3a4"
        "03000000000000000000000000000000", /* offset */
        "020000000000000004000000a1a2a3a4"
        "04000000000000000000000000000000", /* actual > max */
        "ffffffff00000000ffffffffa1a2a3a4"
        "ffffffff000000000000000000000000", /* all of memory */
        "040000000000000004000000a1a2a3a4"
        "05000000000000000000000000000000", /* lpBytesReturned too high */
        "040000000000000004000000a1a2a3a4"
        "03000000000000000000000000000000", /* lpBytesReturned too low */
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(stubs); i++) {
        uint8_t *out = malloc(4);

        assert_int_equal(control(stubs[i], 4, out), BAD_STUB);
        free(out);
    }
}

/* Opnum 145, out: cbOutData, referent, max_count, bytes, rpc_status, return value. */
static void test_buffer(void **state)
{
    static const char five[] = "05000000"
                               "00000200"
                               "05000000"
                               "a1a2a3a4a5000000"
                               "0000000000000000";
    struct lwclus_ndr_outcome outcome;
    uint8_t room[6];
    struct lwclus_ndr_buffer buffer = {room, 5, 0};
    uint32_t count = 0;
    union lwclus_ndr_arg args[5] = {{0}, {0}, {0}, {.out = &count}, {.out = &buffer}};

    (void)state;
    memset(room, NDR_UNTOUCHED, sizeof room);
    assert_int_equal(ndr_decode_hex(145, five, args, &outcome), LWCLUS_OK);
    assert_int_equal(count, 5);
    assert_int_equal(buffer.size, 5);
    assert_memory_equal(room, "\xa1\xa2\xa3\xa4\xa5\xee", 6);

    memset(room, NDR_UNTOUCHED, sizeof room);
    buffer.capacity = 4;
    buffer.size = 0;
    assert_int_equal(ndr_decode_hex(145, five, args, &outcome), LWCLUS_OK);
    assert_int_equal(buffer.size, 5); /* how much it would take */
    assert_memory_equal(room, "\xee\xee\xee\xee\xee\xee", 6);

    args[4].out = NULL;
    assert_int_equal(ndr_decode_hex(145, five, args, &outcome), LWCLUS_OK);
    args[4].out = &buffer;
    /* a NULL array beside a count is what a failed method may leave behind */
    assert_int_equal(ndr_decode_hex(145, "050000000000000000000000ea000000", args, &outcome), LWCLUS_OK);
    assert_int_equal(buffer.size, 0);
    assert_int_equal(outcome.status, 234);
    assert_int_equal(
        ndr_decode_hex(145, "04000000000002000500000061626364650000000000000000000000", args, &outcome),
        BAD_STUB);
    assert_int_equal(
        ndr_decode_hex(145, "ffffffff00000200ffffffff61626364650000000000000000000000", args, &outcome),
        BAD_STUB);
}

static void test_input_without_bytes(void **state)
{
    static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    union lwclus_ndr_arg args[4] = {{.in = handle}, {.value = 0}, {.in = NULL}, {.value = 0}};
    char hex[4096];

    (void)state;
    /* 130 without [unique]: an empty array; with a size NULL is refused before anything is sent */
    assert_int_equal(ndr_encode_into(130, args, 64, hex), LWCLUS_OK);
    assert_string_equal(hex, "0000000000000000000000000000000000000000000000000000000000000000");
    args[3].value = 1;
    assert_int_equal(ndr_encode_into(130, args, 64, hex), REFUSED);
    /* 98 with [unique] */
    assert_int_equal(ndr_encode_into(98, args, 64, hex), REFUSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_capacity),
        cmocka_unit_test(test_text_only_measured),
        cmocka_unit_test(test_text_units),
        cmocka_unit_test(test_hostile_strings),
        cmocka_unit_test(test_text_too_long_to_send),
        cmocka_unit_test(test_output_capacity),
        cmocka_unit_test(test_hostile_output),
        cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_input_without_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
