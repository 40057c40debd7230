/* Narrowing of fault, bind_nak and method status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rpc/status.h"

struct row {
    uint32_t status;
    uint32_t code;
};

static const struct row faults[] = {
#define ROW(status, code) {status, code},
#include "vectors/fault_status.inc"
#undef ROW
};

static void test_fault(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        if (lwclus_status_from_fault(faults[i].status) !=
            LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, faults[i].code)) {
            fail_msg("0x%08x: %u, expected %u", (unsigned)faults[i].status,
                     (unsigned)LWCLUS_CODE(lwclus_status_from_fault(faults[i].status)),
                     (unsigned)faults[i].code);
        }
    }
}

/* Whatever a server sends is a failure, and fits. */
static void test_fault_is_never_success(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < 0x20000; i++) {
        const uint32_t groups[] = {0, 0x1c000000, 0x80000000, 0x80070000, 0xc0000000, 0xfffe0000, 0x16c90000};
        uint32_t g;

        for (g = 0; g < sizeof groups / sizeof groups[0]; g++) {
            lwclus_result result = lwclus_status_from_fault(groups[g] + i);

            assert_true(LWCLUS_CODE(result) != 0 && LWCLUS_ORIGIN(result) == LWCLUS_ORIGIN_FAULT);
        }
    }
}

static void test_bind_nak(void **state)
{
    static const struct row rows[] = {
        {0, ERROR_ACCESS_DENIED},         {1, RPC_S_SERVER_TOO_BUSY}, {2, RPC_S_SERVER_TOO_BUSY},
        {3, RPC_S_PROTOCOL_ERROR},        {4, RPC_S_PROTOCOL_ERROR},  {7, RPC_S_PROTOCOL_ERROR},
        {8, RPC_S_UNKNOWN_AUTHN_SERVICE}, {9, ERROR_ACCESS_DENIED},   {10, RPC_S_PROTOCOL_ERROR},
        {0xffff, RPC_S_PROTOCOL_ERROR},
    };
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(lwclus_status_from_bind_nak((uint16_t)rows[i].status),
                         LWCLUS_RESULT(LWCLUS_ORIGIN_FAULT, rows[i].code));
    }
}

static void test_server(void **state)
{
    static const struct row rows[] = {
        {5, 5},
        {997, 997},
        {5073, 5073},
        {0xffff, 0xffff},
        {0x80070005u, 5},
        {0x80070000u, RPC_S_CALL_FAILED},
        {0x80004005u, RPC_S_CALL_FAILED},
        {0x10000, RPC_S_CALL_FAILED},
        {0xffffffffu, RPC_S_CALL_FAILED},
    };
    uint32_t i;

    (void)state;
    assert_int_equal(lwclus_status_from_server(0), LWCLUS_OK);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(lwclus_status_from_server(rows[i].status),
                         LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, rows[i].code));
    }
    assert_true(lwclus_status_from_server(ERROR_IO_PENDING) != LWCLUS_PENDING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fault),
        cmocka_unit_test(test_fault_is_never_success),
        cmocka_unit_test(test_bind_nak),
        cmocka_unit_test(test_server),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
