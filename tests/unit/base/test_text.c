/* Text of codes and origins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/result.h"
#include "lwclus.h"

static void test_every_row(void **state)
{
    static const struct {
        uint32_t code;
        const char *name;
    } rows[] = {
#define LWCLUS_ERROR_ROW(symbol, text) {symbol, #symbol},
#include "base/errors.inc"
#undef LWCLUS_ERROR_ROW
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(i == 0 || rows[i].code > rows[i - 1].code); /* ascending, one row per value */
        assert_true(rows[i].code <= 0xffff);
        assert_string_equal(lwclus_error_name(rows[i].code), LWCLUS_ERROR_TEXT ? rows[i].name : "?");
        assert_int_equal(lwclus_strerror(rows[i].code)[0] != 0, LWCLUS_ERROR_TEXT);
    }
    assert_string_equal(lwclus_error_name(64999), "?");
    assert_string_equal(lwclus_strerror(64999), "");
}

static void test_values_users_know(void **state)
{
    (void)state;
    assert_int_equal(ERROR_INVALID_HANDLE, 6);
    assert_int_equal(RPC_S_PROCNUM_OUT_OF_RANGE, 1745);
    assert_int_equal(EPT_S_NOT_REGISTERED, 1753);
    assert_int_equal(ERROR_CLUSTER_NETINTERFACE_NOT_FOUND, 5047);
    assert_int_equal(ERROR_INVALID_TARGET_HANDLE, 114);
    assert_int_equal(ERROR_CIRCULAR_DEPENDENCY, 1059);
    assert_int_equal(ERROR_SPECIAL_GROUP, 1372);
    assert_int_equal(ERROR_CLUSTER_RESOURCE_PROVIDER_FAILED, 5942);
    assert_int_equal(ERROR_CLUSTER_NODE_EVACUATION_IN_PROGRESS, 5962);
    assert_int_equal(ERROR_CLUSTER_UPGRADE_INCOMPATIBLE_VERSIONS, 5973);
    assert_int_equal(GENERIC_READ, 0x80000000u);
    assert_int_equal(ClusterNetInterfaceUp, 3);
    assert_int_equal(CLUSCTL_NETINTERFACE_GET_NODE, 0x06000031);
}

static void test_origins(void **state)
{
    (void)state;
    assert_string_equal(lwclus_origin_name(LWCLUS_OK), "none");
    assert_string_equal(lwclus_origin_name(LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, 5)), "auth");
    assert_string_equal(lwclus_origin_name(LWCLUS_RESULT(LWCLUS_ORIGIN_VERIFIER, 5)), "verifier");
    assert_string_equal(lwclus_origin_name(LWCLUS_RESULT(LWCLUS_ORIGIN_SERVER, 5)), "server");
    assert_string_equal(lwclus_origin_name(LWCLUS_RESULT(99, 5)), "?");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_row),
                                       cmocka_unit_test(test_values_users_know),
                                       cmocka_unit_test(test_origins)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
