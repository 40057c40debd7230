/* The method table, full and small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "method/method.h"
#include "ndr/program.h"

#include "method_small.h"

static const uint16_t base[] = {0, 1, 3, 92, 93, 117, 122};
static const uint16_t families[] = {
    0,   1,   2,   3,   5,   6,   7,   8,   9,   10,  11,  12,  13,  16,  17,  18,  19,  20,  21,  22,
    23,  24,  25,  26,  27,  41,  42,  43,  44,  45,  46,  48,  49,  50,  51,  52,  53,  54,  66,  67,
    68,  69,  70,  71,  72,  73,  74,  75,  76,  77,  78,  79,  81,  82,  83,  84,  85,  86,  88,  89,
    92,  93,  94,  95,  96,  97,  98,  101, 102, 103, 105, 106, 109, 110, 112, 117, 118, 119, 120, 121,
    122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 143, 144, 146, 181, 184};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static bool contains(const uint16_t *list, size_t n, uint16_t opnum)
{
    while (n-- != 0) {
        if (list[n] == opnum) {
            return true;
        }
    }
    return false;
}

static size_t length(const uint8_t *program)
{
    size_t n = 0;

    while ((program[n] & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END) {
        n++;
    }
    return n + 1;
}

static void test_programs(void **state)
{
    static const struct {
        uint16_t opnum;
        const char *program;
    } rows[] = {
        {0, "\x40"},
        {1, "\x66\x00"},
        {94, "\x26\x44\xa0"},
        {117, "\x24\x44\xc0"},
        {122, "\x27\x24\x44\xe0"},
        {163, "\x27\x60"},
        {184, "\x26\x26\x28\xa0"},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(rows); i++) {
        const uint8_t *program = lwclus_method_program(rows[i].opnum);

        assert_non_null(program);
        assert_memory_equal(program, rows[i].program, length(program));
        assert_int_equal(lwclus_method_end(program), program[length(program) - 1]);
    }
}

static void test_reserved(void **state)
{
    static const uint16_t reserved[] = {80,  111, 140, 141, 142, 148, 149, 150,    151,    152,    153,
                                        154, 156, 158, 159, 160, 161, 162, 170,    185,    186,    263,
                                        264, 265, 255, 256, 257, 348, 349, 0x7fff, 0x8000, 0xff00, 0xffff};
    uint32_t opnum;
    uint32_t count = 0;

    (void)state;
    for (opnum = 0; opnum <= 0xffff; opnum++) {
        const uint8_t *program = lwclus_method_program((uint16_t)opnum);

        count += program != NULL;
        assert_true((program == NULL) ==
                    (opnum > 185 || contains(reserved, COUNT(reserved), (uint16_t)opnum)));
    }
    assert_int_equal(count, 166); /* the 167 of MS-CMRP without 185, which must not be sent */
}

/* Both sizes of the small table give the programs of the full one, and nothing for other opnums. */
static void test_small_table(void **state)
{
    uint32_t opnum;

    (void)state;
    for (opnum = 0; opnum <= 0xffff; opnum++) {
        const uint8_t *full = lwclus_method_program((uint16_t)opnum);
        const uint8_t *some = families_program((uint16_t)opnum);
        const uint8_t *few = base_program((uint16_t)opnum);

        assert_true((some != NULL) == contains(families, COUNT(families), (uint16_t)opnum));
        assert_true((few != NULL) == contains(base, COUNT(base), (uint16_t)opnum));
        if (some != NULL) {
            assert_memory_equal(some, full, length(full));
        }
        if (few != NULL) {
            assert_memory_equal(few, full, length(full));
        }
    }
}

#if LWCLUS_ERROR_TEXT

static void test_names(void **state)
{
    static const struct {
        uint16_t opnum;
        const char *name;
    } rows[] = {
        {0, "ApiOpenCluster"},
        {31, "ApiEnumKey"},
        {32, "ApiSetValue"},
        {80, "?"},
        {117, "ApiOpenClusterEx"},
        {122, "ApiOpenNetInterfaceEx"},
        {159, "?"},
        {160, "?"},
        {184, "ApiChangeResourceGroupEx"},
        {185, "ApiClusterNativeUpdateControl"},
        {186, "?"},
        {0xffff, "?"},
    };
    size_t i;
    uint16_t opnum;
    uint32_t named = 0;

    (void)state;
    for (i = 0; i < COUNT(rows); i++) {
        assert_string_equal(lwclus_method_name(rows[i].opnum), rows[i].name);
        assert_string_equal(families_name(rows[i].opnum), rows[i].name);
        assert_string_equal(base_name(rows[i].opnum), rows[i].name);
    }
    for (opnum = 0; opnum < 300; opnum++) {
        named += strncmp(lwclus_method_name(opnum), "Api", 3) == 0;
    }
    assert_int_equal(named, 167);
}

#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_programs),
        cmocka_unit_test(test_reserved),
        cmocka_unit_test(test_small_table),
#if LWCLUS_ERROR_TEXT
        cmocka_unit_test(test_names),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
