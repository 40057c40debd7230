/* Structures and lists, row by row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ndr_case.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* Opnum 7, out: referent, max_count, EntryCount, {Type, referent}..., names, rpc_status, return value. */
#define ENUM_HEAD                                                                                            \
    "00000200"                                                                                               \
    "02000000"                                                                                               \
    "02000000"
#define ENUM_ROWS                                                                                            \
    "0100000004000200"                                                                                       \
    "2000000008000200"
#define ENUM_N1  "0300000000000000030000004e00310000000000"
#define ENUM_LAN "0400000000000000040000006c0061006e000000"
#define TAIL     "0000000000000000"

/* Looks at one row and ends the walk with `answer` at row `stop`. */
struct watcher {
    uint32_t seen;
    uint32_t stop;
    lwclus_result answer;
};

static lwclus_result watch(void *user, uint32_t index, struct lwclus_ndr_member *m)
{
    struct watcher *w = (struct watcher *)user;

    assert_int_equal(index, w->seen);
    assert_int_equal(m[1].value, 1);
    w->seen++;
    return index == w->stop ? w->answer : LWCLUS_OK;
}

static lwclus_result decode_enum(const char *hex, struct watcher *w, uint32_t *count)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_ndr_rows rows = {.count = 77, .user = w, .row = watch};
    union lwclus_ndr_arg args[2] = {{.value = 1}, {.out = &rows}};
    lwclus_result result = ndr_decode_hex(7, hex, args, &outcome);

    *count = rows.count;
    return result;
}

static void test_rows_one_by_one(void **state)
{
    struct watcher w = {0, 99, LWCLUS_OK};
    uint32_t count;

    (void)state;
    assert_int_equal(decode_enum(ENUM_HEAD ENUM_ROWS ENUM_N1 ENUM_LAN TAIL, &w, &count), LWCLUS_OK);
    assert_int_equal(w.seen, 2);
    assert_int_equal(count, 2);
}

static void test_row_ends_the_walk(void **state)
{
    struct watcher w = {0, 0, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_MORE_DATA)};
    uint32_t count;

    (void)state;
    assert_int_equal(decode_enum(ENUM_HEAD ENUM_ROWS ENUM_N1 ENUM_LAN TAIL, &w, &count), w.answer);
    assert_int_equal(w.seen, 1);
}

/* The second name is broken: the first row has been delivered, the second has not. */
static void test_row_with_broken_pointee(void **state)
{
    struct watcher w = {0, 99, LWCLUS_OK};
    uint32_t count;

    (void)state;
    assert_int_equal(
        decode_enum(ENUM_HEAD ENUM_ROWS ENUM_N1 "0400000000000000040000006c0061006e002100" TAIL, &w, &count),
        BAD_STUB);
    assert_int_equal(w.seen, 1);
}

/* Eight times the count of rows wraps: not one row is handed out. */
static void test_no_row_of_a_hostile_list(void **state)
{
    struct watcher w = {0, 99, LWCLUS_OK};
    uint32_t count;

    (void)state;
    assert_int_equal(decode_enum("00000200"
                                 "01000020"
                                 "01000020"
                                 "0100000004000200" ENUM_N1 TAIL,
                                 &w, &count),
                     BAD_STUB);
    assert_int_equal(w.seen, 0);
    assert_int_equal(count, 0);
}

static void test_no_list(void **state)
{
    struct watcher w = {0, 99, LWCLUS_OK};
    uint32_t count;

    (void)state;
    assert_int_equal(decode_enum("000000000000000057000000", &w, &count), LWCLUS_OK);
    assert_int_equal(count, 0);
    assert_int_equal(w.seen, 0);
}

static void test_hostile_counts(void **state)
{
    static const struct {
        uint16_t opnum;
        const char *hex;
    } stubs[] = {
        {7, "00000200"
            "02000000"
            "01000000" ENUM_ROWS ENUM_N1 ENUM_LAN TAIL}, /* EntryCount < max_count */
        {7, "00000200"
            "01000000"
            "02000000" ENUM_ROWS ENUM_N1 ENUM_LAN TAIL},
        {7, "00000200"
            "ffffffff"
            "ffffffff" ENUM_ROWS ENUM_N1 ENUM_LAN TAIL},
        {7, "00000200"
            "02000020"
            "02000020" ENUM_ROWS ENUM_N1 ENUM_LAN TAIL}, /* * 8 wraps to 16 */
        {7, "00000200"
            "08000000"
            "08000000" ENUM_ROWS ENUM_N1 ENUM_LAN TAIL}, /* one row more than bytes */
        {143, "00000200"
              "398ee338"
              "398ee338" ENUM_ROWS ENUM_N1 ENUM_LAN TAIL}, /* * 36 wraps to 4 */
        {139, "00000200"
              "56555505"
              "0000000000000000" ENUM_ROWS TAIL}, /* * 48 wraps */
        {147, "00000200"
              "01000000"
              "010000000200000000000000"
              "02000000"
              "00000000"}, /* count beside differs */
        {108, "02000000"
              "00000000"
              "01000000"
              "010000000100000000000000"
              "02000000" TAIL},
        {108, "01010000"
              "00000000"
              "01000000"
              "010000000100000000000000"
              "01000000" TAIL}, /* max > capacity */
        {108, "02000000"
              "01000000"
              "01000000"
              "010000000100000000000000"
              "01000000" TAIL}, /* offset */
        {108, "01000000"
              "00000000"
              "02000000"
              "010000000100000000000000"
              "02000000" TAIL}, /* actual > max */
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(stubs); i++) {
        assert_int_equal(ndr_result_of(stubs[i].opnum, stubs[i].hex), BAD_STUB);
    }
}

/* A byte array in a row and the member that gives its size must agree. */
static void test_member_sizes(void **state)
{
    static const char *const group = /* up to cbProperties */
        "00000200"
        "01000000"
        "01000000"
        "00000000"
        "00000000"
        "03000000"
        "00000000"
        "10000000";
    static const struct {
        const char *rest;
        lwclus_result result;
    } rows[] = {
        {"04000000"
         "04000200"
         "00000000"
         "00000000"
         "04000000"
         "01020304" TAIL,
         LWCLUS_OK},
        {"03000000"
         "04000200"
         "00000000"
         "00000000"
         "04000000"
         "01020304" TAIL,
         BAD_STUB},
        {"ffffffff"
         "04000200"
         "00000000"
         "00000000"
         "ffffffff"
         "01020304" TAIL,
         BAD_STUB},
        {"04000000"
         "00000000"
         "00000000"
         "00000000" TAIL,
         LWCLUS_OK}, /* NULL: no bytes, whatever the size says */
    };
    char hex[1024];
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(rows); i++) {
        (void)snprintf(hex, sizeof hex, "%s%s", group, rows[i].rest);
        assert_int_equal(ndr_result_of(143, hex), rows[i].result);
    }
}

/* Opnum 40, out: {referent, cbIn, cbOut}, max_count, offset, actual_count, bytes, rpc_status, return value.
 */
static void test_varying_member(void **state)
{
    (void)state;
    assert_int_equal(ndr_result_of(40, "00000200"
                                       "08000000"
                                       "02000000"
                                       "08000000"
                                       "00000000"
                                       "02000000"
                                       "01020000" TAIL),
                     LWCLUS_OK);
    assert_int_equal(ndr_result_of(40, "00000200"
                                       "07000000"
                                       "02000000"
                                       "08000000"
                                       "00000000"
                                       "02000000"
                                       "01020000" TAIL),
                     BAD_STUB);
    assert_int_equal(ndr_result_of(40, "00000200"
                                       "08000000"
                                       "03000000"
                                       "08000000"
                                       "00000000"
                                       "02000000"
                                       "01020000" TAIL),
                     BAD_STUB);
}

/* Structures that are sent. */
static void check_sent(uint16_t opnum, uint32_t from, const char *expected)
{
    static struct ndr_args a;
    char hex[4096];

    (void)ndr_args_fill(&a, lwclus_method_program(opnum));
    assert_int_equal(ndr_encode_into(opnum, a.arg, 512, hex), LWCLUS_OK);
    assert_string_equal(hex + 2 * from, expected);
}

static void test_sent(void **state)
{
    (void)state;
    /* 138: two handles, then the filter is 8-aligned because of its LONGLONG */
    check_sent(138, 40,
               "07000000"
               "00000000"
               "1020304050607000"
               "03563472"
               "04563472"
               "05563472");
    /* 129: name of 4 units, [unique] structure */
    check_sent(129, 20,
               "00000200"
               "01000000"
               "73000000");
    /* 87: the referents first, then the strings; the second is NULL */
    check_sent(87, 0,
               "03000000"
               "03000000"
               "00000200"
               "00000000"
               "04000200"
               "02000000"
               "00000000"
               "02000000"
               "6e000000"
               "02000000"
               "00000000"
               "02000000"
               "6e000000");
    /* 40: the descriptor's pointee follows the structure */
    check_sent(40, 24,
               "00000200"
               "08000000"
               "05000000"
               "08000000"
               "00000000"
               "05000000"
               "0102030405");
    /* 29: [unique] RPC_SECURITY_ATTRIBUTES; its own pointer has the next referent */
    check_sent(29, 52,
               "00000200"
               "18000000"
               "04000200"
               "08000000"
               "05000000"
               "00000000"
               "08000000"
               "00000000"
               "05000000"
               "0102030405");
}

/* In no method does a structure with a LONGLONG begin off its alignment; the engine must not rely on that. */
static void test_structure_is_aligned(void **state)
{
    static const uint8_t program[] = {LWCLUS_NDR_KIND_U32 | LWCLUS_NDR_IN,
                                      LWCLUS_NDR_KIND_NOTIFY_FILTER | LWCLUS_NDR_IN, LWCLUS_NDR_KIND_END};
    static struct ndr_args a;
    uint8_t stub[64];
    struct lwclus_cursor c;

    (void)state;
    (void)ndr_args_fill(&a, program);
    lwclus_cursor_init(&c, stub, sizeof stub);
    assert_int_equal(lwclus_ndr_encode(&c, program, a.arg), LWCLUS_OK);
    assert_string_equal(hex_text(stub, c.pos), "00563472"
                                               "00000000"
                                               "07000000"
                                               "00000000"
                                               "1020304050607000");
}

/* What a row callback may do wrong when a structure is sent. */
struct sender {
    struct lwclus_ndr_member m[5];
    lwclus_result answer;
};

static lwclus_result send_row(void *user, uint32_t index, struct lwclus_ndr_member *m)
{
    struct sender *s = (struct sender *)user;

    (void)index;
    memcpy(m, s->m, sizeof s->m);
    return s->answer;
}

static lwclus_result send_descriptor(uint32_t present, const uint8_t *bytes, uint32_t size, uint32_t in,
                                     uint32_t out)
{
    static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    struct sender s = {{{present, {bytes, size}}, {in, {NULL, 0}}, {out, {NULL, 0}}}, LWCLUS_OK};
    struct lwclus_ndr_rows rows = {.user = &s, .row = send_row};
    union lwclus_ndr_arg args[3] = {{.in = handle}, {.value = 4}, {.in = &rows}};
    char hex[4096];

    return ndr_encode_into(39, args, 128, hex);
}

static void test_refused_to_send(void **state)
{
    static const uint8_t bytes[8] = {1, 2, 3, 4};
    struct sender s = {{{0}}, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NOT_ENOUGH_MEMORY)};
    struct lwclus_ndr_rows rows = {.user = &s, .row = send_row};
    static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES];
    union lwclus_ndr_arg args[6] = {{.in = handle}, {.in = handle}, {.in = &rows}};
    union lwclus_ndr_arg names[2] = {{.value = 2}, {.in = &rows}};
    char hex[4096];

    (void)state;
    assert_int_equal(send_descriptor(1, bytes, 4, 4, 4), LWCLUS_OK);
    assert_int_equal(send_descriptor(1, bytes, 0, 4, 0), LWCLUS_OK);
    assert_int_equal(send_descriptor(0, NULL, 0, 0, 0), LWCLUS_OK);
    assert_int_equal(send_descriptor(0, NULL, 0, 4, 0), REFUSED); /* a size without bytes */
    assert_int_equal(send_descriptor(1, bytes, 4, 4, 3), REFUSED);
    assert_int_equal(send_descriptor(1, bytes, 5, 4, 5), REFUSED);
    assert_int_equal(send_descriptor(1, NULL, 4, 4, 4), REFUSED);
    /* 138: what the callback answers; a 64-bit member without its 8 bytes */
    assert_int_equal(ndr_encode_into(138, args, 128, hex), s.answer);
    s.answer = LWCLUS_OK;
    assert_int_equal(ndr_encode_into(138, args, 128, hex), REFUSED);
    /* 87: NetworkCount and the rows must agree */
    rows.count = 3;
    assert_int_equal(ndr_encode_into(87, names, 128, hex), REFUSED);
    rows.count = 2;
    assert_int_equal(ndr_encode_into(87, names, 128, hex), LWCLUS_OK);
    assert_string_equal(hex, "02000000"
                             "02000000"
                             "00000000"
                             "00000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_one_by_one),
        cmocka_unit_test(test_row_ends_the_walk),
        cmocka_unit_test(test_row_with_broken_pointee),
        cmocka_unit_test(test_no_row_of_a_hostile_list),
        cmocka_unit_test(test_no_list),
        cmocka_unit_test(test_hostile_counts),
        cmocka_unit_test(test_member_sizes),
        cmocka_unit_test(test_varying_member),
        cmocka_unit_test(test_sent),
        cmocka_unit_test(test_structure_is_aligned),
        cmocka_unit_test(test_refused_to_send),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
