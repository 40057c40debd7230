/* The handle table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "session/instance.h"

static int setup(void **state)
{
    (void)state;
    memset(&lwclus_instance, 0, sizeof lwclus_instance);
    return 0;
}

static struct lwclus_handle_row *open_one(uint8_t type)
{
    struct lwclus_handle_row *row = lwclus_handle_reserve(type, 0, LWCLUS_HANDLE_OWN_PARENT);

    assert_non_null(row);
    row->open = true;
    return row;
}

static void test_find_checks_kind_generation_and_index(void **state)
{
    struct lwclus_handle_row *row = open_one(LWCLUS_HANDLE_NETINTERFACE);
    uintptr_t handle = lwclus_handle_value(row);
    uint32_t bit;

    (void)state;
    assert_int_not_equal(handle, 0);
    assert_ptr_equal(lwclus_handle_find(handle, LWCLUS_HANDLE_NETINTERFACE), row);
    assert_null(lwclus_handle_find(handle, LWCLUS_HANDLE_CLUSTER));
    assert_null(lwclus_handle_find(0, LWCLUS_HANDLE_NETINTERFACE));
    for (bit = 0; bit < 8 * sizeof handle; bit++) {
        assert_null(lwclus_handle_find(handle ^ ((uintptr_t)1 << bit), LWCLUS_HANDLE_NETINTERFACE));
    }
}

static void test_reserved_rows_are_not_found(void **state)
{
    struct lwclus_handle_row *row = lwclus_handle_reserve(LWCLUS_HANDLE_NODE, 0, LWCLUS_HANDLE_OWN_PARENT);

    (void)state;
    assert_null(lwclus_handle_find(lwclus_handle_value(row), LWCLUS_HANDLE_NODE));
}

static void test_free_makes_stale_for_every_generation(void **state)
{
    uint32_t i;
    uintptr_t last = 0;

    (void)state;
    /* More rounds than there are generations: the wrap must skip 0. */
    for (i = 0; i < 10000; i++) {
        struct lwclus_handle_row *row = open_one(LWCLUS_HANDLE_CLUSTER);
        uintptr_t handle = lwclus_handle_value(row);

        assert_int_not_equal(row->generation, 0);
        assert_int_not_equal(handle, last);
        assert_null(last != 0 ? lwclus_handle_find(last, LWCLUS_HANDLE_CLUSTER) : NULL);
        lwclus_handle_free(row);
        assert_null(lwclus_handle_find(handle, LWCLUS_HANDLE_CLUSTER));
        last = handle;
    }
}

static void test_full_table(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        assert_int_equal(lwclus_handle_index(open_one(LWCLUS_HANDLE_GROUP)), i);
    }
    assert_null(lwclus_handle_reserve(LWCLUS_HANDLE_GROUP, 0, LWCLUS_HANDLE_OWN_PARENT));
    lwclus_handle_free(&lwclus_instance.rows[LWCLUS_MAX_HANDLES / 2]);
    assert_int_equal(lwclus_handle_index(open_one(LWCLUS_HANDLE_GROUP)), LWCLUS_MAX_HANDLES / 2);
}

static void test_parent(void **state)
{
    struct lwclus_handle_row *cluster = open_one(LWCLUS_HANDLE_CLUSTER);
    struct lwclus_handle_row *child = lwclus_handle_reserve(LWCLUS_HANDLE_NETINTERFACE, 0, cluster->parent);

    (void)state;
    assert_int_equal(cluster->parent, lwclus_handle_index(cluster));
    assert_int_equal(child->parent, lwclus_handle_index(cluster));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_find_checks_kind_generation_and_index, setup),
        cmocka_unit_test_setup(test_reserved_rows_are_not_found, setup),
        cmocka_unit_test_setup(test_free_makes_stale_for_every_generation, setup),
        cmocka_unit_test_setup(test_full_table, setup),
        cmocka_unit_test_setup(test_parent, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
