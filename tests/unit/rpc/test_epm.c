/* ept_map stub data. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "rpc/epm.h"

#define SERVER(code)  LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, code)
#define BAD_STUB_DATA LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA)

struct row {
    const char *why;
    const char *hex;
    lwclus_result result;
    uint16_t port;
};

static const struct row rows[] = {
#define ROW(why, hex, result, port) {why, hex, result, port},
#include "vectors/epm.inc"
#undef ROW
};

static lwclus_result decode(const uint8_t *stub, uint32_t size, uint16_t *port)
{
    uint8_t *block = malloc(size + 1);
    struct lwclus_cursor c;
    lwclus_result result;

    memcpy(block + 1, stub, size); /* odd address, exact end */
    lwclus_cursor_init(&c, block + 1, size);
    *port = 0;
    result = lwclus_epm_decode(&c, port);
    free(block);
    return result;
}

static void test_request(void **state)
{
    uint8_t out[116];
    struct lwclus_cursor c;
    uint32_t cap;

    (void)state;
    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_epm_encode(&c);
    assert_int_equal(c.status, LWCLUS_OK);
    assert_int_equal(c.pos, sizeof out);
    assert_string_equal(hex_text(out, sizeof out),
                        "00000000030000004b0000004b000000"
                        "050013000db2b87db9634ccf11bff608002be23f2f03000200000013000d045d888aeb1cc9119fe8"
                        "08002b10486002000200000001000b0200000001000702000000010009040000000000"
                        "00"
                        "0000000000000000000000000000000000000000"
                        "04000000");
    for (cap = 0; cap < sizeof out; cap++) {
        lwclus_cursor_init(&c, out, cap);
        lwclus_epm_encode(&c);
        assert_int_equal(c.status, BAD_STUB_DATA);
    }
}

static void test_response(void **state)
{
    uint32_t i, size;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t *stub = hex_new(rows[i].hex, &size);
        uint16_t port;
        lwclus_result result = decode(stub, size, &port);

        if (result != rows[i].result || (result == LWCLUS_OK && port != rows[i].port)) {
            fail_msg("%s: 0x%x, port %u", rows[i].why, (unsigned)result, port);
        }
        free(stub);
    }
}

static void test_truncated(void **state)
{
    uint32_t i, size, n;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t *stub = hex_new(rows[i].hex, &size);

        for (n = 0; n < size; n++) {
            uint16_t port;

            assert_int_equal(decode(stub, n, &port), BAD_STUB_DATA);
            assert_int_equal(port, 0);
        }
        free(stub);
    }
}

static void test_flipped(void **state)
{
    uint32_t i, size, n;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t *stub = hex_new(rows[i].hex, &size);

        for (n = 0; n < 8 * size; n++) {
            uint16_t port;
            lwclus_result result;

            stub[n / 8] ^= (uint8_t)(1u << n % 8);
            result = decode(stub, size, &port);
            assert_true(result != LWCLUS_OK || port != 0);
            stub[n / 8] ^= (uint8_t)(1u << n % 8);
        }
        free(stub);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_response),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_flipped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
