/* The program loop: every vector both ways, hostile bytes, and what holds for all methods. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "ndr_case.h"

/* ndr_base.c, ndr_families.c, ndr_every.c: the interpreter of small configurations */
lwclus_result base_encode(struct lwclus_cursor *c, const uint8_t *program, const union lwclus_ndr_arg *args);
lwclus_result base_decode(struct lwclus_cursor *c, const uint8_t *program, const union lwclus_ndr_arg *args,
                          struct lwclus_ndr_outcome *outcome);
lwclus_result every_encode(struct lwclus_cursor *c, const uint8_t *program, const union lwclus_ndr_arg *args);
lwclus_result every_decode(struct lwclus_cursor *c, const uint8_t *program, const union lwclus_ndr_arg *args,
                           struct lwclus_ndr_outcome *outcome);
lwclus_result families_encode(struct lwclus_cursor *c, const uint8_t *program,
                              const union lwclus_ndr_arg *args);
lwclus_result families_decode(struct lwclus_cursor *c, const uint8_t *program,
                              const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome);

#define OPNUMS 265

static const uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES] = {0,    0,    0,    0,    0x00, 0x11, 0x22,
                                                            0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99,
                                                            0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff};
static const uint8_t bytes[] = {1, 2, 3, 4, 5};
static const uint64_t wide = 0x1122334455667788u;

static const struct {
    uint16_t opnum;
    const char *hex;
    union lwclus_ndr_arg args[NDR_ARGS];
} requests[] = {
#define IN(opnum, hex, ...) {opnum, hex, {__VA_ARGS__}},
#include "vectors/ndr.inc"
#undef IN
};

static const struct {
    uint16_t opnum;
    const char *why;
    const char *hex;
    const char *text;
} responses[] = {
#define OUT(opnum, why, hex, text) {opnum, why, hex, text},
#include "vectors/ndr.inc"
#undef OUT
};

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void test_requests(void **state)
{
    char hex[4096];
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(requests); i++) {
        assert_int_equal(ndr_encode_into(requests[i].opnum, requests[i].args, 256, hex), LWCLUS_OK);
        assert_string_equal(hex, requests[i].hex);
    }
}

/* Room for one byte less, two bytes less, ...: an error, and not a byte behind the room. */
static void test_requests_that_do_not_fit(void **state)
{
    char hex[4096];
    size_t i;
    uint32_t size;

    (void)state;
    for (i = 0; i < COUNT(requests); i++) {
        uint32_t needed = (uint32_t)strlen(requests[i].hex) / 2;

        for (size = 0; size < needed; size++) {
            assert_int_equal(ndr_encode_into(requests[i].opnum, requests[i].args, size, hex), BAD_STUB);
        }
        assert_int_equal(ndr_encode_into(requests[i].opnum, requests[i].args, needed, hex), LWCLUS_OK);
    }
}

/* Alignment counts from the first byte of the stub, wherever that lies. */
static void test_request_behind_a_header(void **state)
{
    uint8_t room[300];
    struct lwclus_cursor c;
    size_t i;
    uint32_t before;

    (void)state;
    for (i = 0; i < COUNT(requests); i++) {
        for (before = 1; before <= 9; before++) {
            lwclus_cursor_init(&c, room, sizeof room);
            (void)lwclus_cursor_take(&c, before);
            assert_int_equal(
                lwclus_ndr_encode(&c, lwclus_method_program(requests[i].opnum), requests[i].args), LWCLUS_OK);
            assert_int_equal(c.pos, before + strlen(requests[i].hex) / 2);
            assert_string_equal(hex_text(room + before, c.pos - before), requests[i].hex);
        }
    }
}

static lwclus_result decode_text(uint16_t opnum, uint8_t *stub, uint32_t size, char *text, size_t room)
{
    static struct ndr_args a;
    struct lwclus_ndr_outcome outcome;
    const uint8_t *program = lwclus_method_program(opnum);
    lwclus_result result;

    (void)ndr_args_fill(&a, program);
    result = ndr_decode_bytes(opnum, stub, size, a.arg, &outcome);
    ndr_args_text(&a, program, &outcome, text, room);
    return result;
}

static void test_responses(void **state)
{
    char text[8192];
    size_t i;
    uint32_t size;

    (void)state;
    for (i = 0; i < COUNT(responses); i++) {
        uint8_t *stub = hex_new(responses[i].hex, &size);

        assert_int_equal(decode_text(responses[i].opnum, stub, size, text, sizeof text), LWCLUS_OK);
        assert_string_equal(text, responses[i].text);
        free(stub);
    }
}

/* A peer may pad the stub; the bytes are not looked at. */
static void test_trailing_bytes(void **state)
{
    char hex[4096];
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(responses); i++) {
        (void)snprintf(hex, sizeof hex, "%sffffff", responses[i].hex);
        assert_int_equal(ndr_result_of(responses[i].opnum, hex), LWCLUS_OK);
    }
}

static void test_every_truncation(void **state)
{
    char text[8192];
    size_t i;
    uint32_t size;
    uint32_t cut;

    (void)state;
    for (i = 0; i < COUNT(responses); i++) {
        uint8_t *whole = hex_new(responses[i].hex, &size);

        for (cut = 0; cut < size; cut++) {
            uint8_t *stub = malloc(cut != 0 ? cut : 1);

            memcpy(stub, whole, cut);
            assert_int_equal(decode_text(responses[i].opnum, stub, cut, text, sizeof text), BAD_STUB);
            free(stub);
        }
        free(whole);
    }
}

/* Every byte inverted, and set to values that make counts and referents odd: understood or refused, no third
 * way. */
static void test_every_byte_changed(void **state)
{
    static const uint8_t masks[] = {0xff, 0x01, 0x80, 0x7f};
    char text[8192];
    size_t i;
    size_t m;
    uint32_t size;
    uint32_t at;

    (void)state;
    for (i = 0; i < COUNT(responses); i++) {
        uint8_t *stub = hex_new(responses[i].hex, &size);

        for (at = 0; at < size; at++) {
            for (m = 0; m < sizeof masks; m++) {
                lwclus_result result;

                stub[at] ^= masks[m];
                result = decode_text(responses[i].opnum, stub, size, text, sizeof text);
                assert_true(result == LWCLUS_OK || result == BAD_STUB);
                stub[at] ^= masks[m];
            }
        }
        free(stub);
    }
}

/* Every method: no output wanted at all, every truncation of a stub of ones and of zeros. */
static void test_every_method_drops(void **state)
{
    static const uint8_t fill[] = {0x00, 0x01, 0xff};
    struct ndr_args a;
    struct lwclus_ndr_outcome outcome;
    uint16_t opnum;
    uint32_t size;
    uint32_t i;
    size_t f;

    (void)state;
    for (opnum = 0; opnum < OPNUMS; opnum++) {
        const uint8_t *program = lwclus_method_program(opnum);
        uint32_t n = program != NULL ? ndr_args_fill(&a, program) : 0;

        for (i = 0; i < n; i++) {
            if ((program[i] & (LWCLUS_NDR_IN | LWCLUS_NDR_OUT)) == LWCLUS_NDR_OUT) {
                a.arg[i].out = NULL;
            }
        }
        for (f = 0; f < sizeof fill && program != NULL; f++) {
            for (size = 0; size < 96; size++) {
                uint8_t *stub = malloc(size != 0 ? size : 1);
                lwclus_result result;

                memset(stub, fill[f], size);
                result = ndr_decode_bytes(opnum, stub, size, a.arg, &outcome);
                assert_true(result == LWCLUS_OK || result == BAD_STUB);
                assert_true(size >= 4 || result == BAD_STUB); /* a return value at least */
                free(stub);
            }
        }
    }
}

/* Every method can be encoded, needs exactly the room it takes, and gives the same bytes a second time. */
static void test_every_method_encodes(void **state)
{
    struct ndr_args a;
    char first[4096];
    char again[4096];
    uint16_t opnum;
    uint32_t methods = 0;

    (void)state;
    for (opnum = 0; opnum < OPNUMS; opnum++) {
        if (lwclus_method_program(opnum) == NULL) {
            continue;
        }
        methods++;
        (void)ndr_args_fill(&a, lwclus_method_program(opnum));
        assert_int_equal(ndr_encode_into(opnum, a.arg, 1024, first), LWCLUS_OK);
        assert_int_equal(ndr_encode_into(opnum, a.arg, (uint32_t)strlen(first) / 2, again), LWCLUS_OK);
        assert_string_equal(first, again);
        if (first[0] != 0) {
            assert_int_equal(ndr_encode_into(opnum, a.arg, (uint32_t)strlen(first) / 2 - 1, again), BAD_STUB);
        }
    }
    assert_int_equal(methods, 166); /* all but 185, which must not be sent */
}

/* NULL where a pointee must be: for every [in] parameter of every method. */
static void test_null_arguments(void **state)
{
    struct ndr_args a;
    char hex[4096];
    uint16_t opnum;
    uint32_t i;

    (void)state;
    for (opnum = 0; opnum < OPNUMS; opnum++) {
        const uint8_t *program = lwclus_method_program(opnum);
        uint32_t n = program != NULL ? ndr_args_fill(&a, program) : 0;

        for (i = 0; i < n; i++) {
            uint32_t kind = program[i] & LWCLUS_NDR_KIND_MASK;
            bool array = kind >= LWCLUS_NDR_KIND_BYTES_NEXT && kind <= LWCLUS_NDR_KIND_WCHARS_NEXT;
            bool unique = (program[i] & LWCLUS_NDR_UNIQUE) != 0;
            bool by_value = (program[i] & LWCLUS_NDR_OUT) == 0 && (kind <= LWCLUS_NDR_KIND_U32);

            if ((program[i] & LWCLUS_NDR_IN) == 0 || by_value) {
                continue;
            }
            (void)ndr_args_fill(&a, program);
            a.arg[i].in = NULL;
            /* arrays have a size here, so that NULL is wrong even where the pointer may be NULL */
            assert_int_equal(ndr_encode_into(opnum, a.arg, 1024, hex),
                             unique && !array ? LWCLUS_OK : REFUSED);
        }
    }
}

static void test_in_out_integer(void **state)
{
    struct ndr_args a;
    struct lwclus_ndr_outcome outcome;
    char first[4096];
    char again[4096];

    (void)state;
    (void)ndr_args_fill(&a, lwclus_method_program(36));
    assert_int_equal(ndr_encode_into(36, a.arg, 1024, first), LWCLUS_OK);
    assert_int_equal(
        ndr_decode_hex(36, "000000000400000000000000010000000700000000000000ea000000", a.arg, &outcome),
        BAD_STUB); /* the array has 0 bytes, lpcbData says otherwise */
    assert_int_equal(
        ndr_decode_hex(36, "000000000400000000000000000000000700000000000000ea000000", a.arg, &outcome),
        LWCLUS_OK);
    assert_int_equal(a.both[5][0], NDR_CAPACITY);
    assert_int_equal(a.both[5][1], 0);
    assert_int_equal(ndr_arg_integer(&a, 6), 7);
    assert_int_equal(outcome.status, 234);
    assert_int_equal(ndr_encode_into(36, a.arg, 1024, again), LWCLUS_OK);
    assert_string_equal(first, again);
}

/* No method that is sent has a parameter of one byte, but 185 has. */
static void test_one_byte(void **state)
{
    static const uint8_t program[] = {LWCLUS_NDR_KIND_U8 | LWCLUS_NDR_IN, LWCLUS_NDR_KIND_U8 | LWCLUS_NDR_OUT,
                                      LWCLUS_NDR_KIND_U16 | LWCLUS_NDR_IN, LWCLUS_NDR_KIND_END};
    struct lwclus_ndr_outcome outcome;
    struct lwclus_cursor c;
    uint8_t stub[8] = {0};
    uint8_t out[2] = {0, NDR_UNTOUCHED};
    union lwclus_ndr_arg args[3] = {{.value = 0xa7}, {.out = out}, {.value = 0xb1b2}};

    (void)state;
    lwclus_cursor_init(&c, stub, sizeof stub);
    assert_int_equal(lwclus_ndr_encode(&c, program, args), LWCLUS_OK);
    assert_string_equal(hex_text(stub, c.pos), "a700b2b1");
    lwclus_cursor_init(&c, stub, sizeof stub);
    assert_int_equal(lwclus_ndr_decode(&c, program, args, &outcome), LWCLUS_OK);
    assert_int_equal(out[0], 0xa7);
    assert_int_equal(out[1], NDR_UNTOUCHED);
}

/* The outcome is defined whatever arrives. */
static void test_outcome_after_failure(void **state)
{
    static const uint8_t zeros[LWCLUS_CONTEXT_HANDLE_BYTES];
    struct lwclus_ndr_outcome outcome;
    uint32_t granted = 1;
    union lwclus_ndr_arg args[3] = {{.in = NULL}, {.value = 0}, {.out = &granted}};

    (void)state;
    memset(&outcome, 0xff, sizeof outcome);
    assert_int_equal(ndr_decode_hex(107, "00000000ea000000", args, &outcome), LWCLUS_OK);
    assert_int_equal(outcome.status, 0); /* 107 has nothing but a return value */
    assert_int_equal(outcome.rpc_status, 0);
    assert_memory_equal(outcome.handle, zeros, sizeof zeros);
    memset(&outcome, 0xff, sizeof outcome);
    assert_int_equal(ndr_decode_hex(122, "0000008001", args, &outcome), BAD_STUB);
    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.rpc_status, 0);
    assert_memory_equal(outcome.handle, zeros, sizeof zeros);
}

static void test_pending_error_is_kept(void **state)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_cursor c;
    uint8_t stub[8] = {0};
    union lwclus_ndr_arg args[1] = {{.value = 1}};

    (void)state;
    lwclus_cursor_init(&c, stub, sizeof stub);
    lwclus_cursor_fail(&c, REFUSED);
    assert_int_equal(lwclus_ndr_encode(&c, lwclus_method_program(7), args), REFUSED);
    assert_int_equal(lwclus_ndr_decode(&c, lwclus_method_program(0), args, &outcome), REFUSED);
    assert_int_equal(c.pos, 0);
}

typedef lwclus_result encode_function(struct lwclus_cursor *c, const uint8_t *program,
                                      const union lwclus_ndr_arg *args);
typedef lwclus_result decode_function(struct lwclus_cursor *c, const uint8_t *program,
                                      const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome);

static bool contains(const uint16_t *list, size_t n, uint16_t opnum)
{
    while (n != 0 && list[n - 1] != opnum) {
        n--;
    }
    return n != 0;
}

static uint32_t small_requests(encode_function *encode, const uint16_t *list, size_t n)
{
    uint8_t stub[256];
    struct lwclus_cursor c;
    uint32_t done = 0;
    size_t i;

    for (i = 0; i < COUNT(requests); i++) {
        if (contains(list, n, requests[i].opnum)) {
            lwclus_cursor_init(&c, stub, sizeof stub);
            assert_int_equal(encode(&c, lwclus_method_program(requests[i].opnum), requests[i].args),
                             LWCLUS_OK);
            assert_string_equal(hex_text(stub, c.pos), requests[i].hex);
            done++;
        }
    }
    return done;
}

static uint32_t small_responses(decode_function *decode, const uint16_t *list, size_t n)
{
    static struct ndr_args a;
    struct lwclus_ndr_outcome outcome;
    struct lwclus_cursor c;
    char text[8192];
    uint32_t done = 0;
    uint32_t size;
    size_t i;

    for (i = 0; i < COUNT(responses); i++) {
        if (contains(list, n, responses[i].opnum)) {
            const uint8_t *program = lwclus_method_program(responses[i].opnum);
            uint8_t *stub = hex_new(responses[i].hex, &size);

            (void)ndr_args_fill(&a, program);
            lwclus_cursor_init(&c, stub, size);
            assert_int_equal(decode(&c, program, a.arg, &outcome), LWCLUS_OK);
            ndr_args_text(&a, program, &outcome, text, sizeof text);
            assert_string_equal(text, responses[i].text);
            lwclus_cursor_init(&c, stub, size - 1);
            assert_int_equal(decode(&c, program, a.arg, &outcome), BAD_STUB);
            free(stub);
            done++;
        }
    }
    return done;
}

/* What is compiled out of a small configuration must not be missed by the methods that it has. */
static void test_small_configurations(void **state)
{
    static const uint16_t base[] = {0, 1, 3, 92, 93, 117, 122};
    static const uint16_t families[] = {0, 1, 3, 4, 7, 92, 93, 94, 95, 96, 97, 98, 102, 117, 122, 125, 181};

    (void)state;
    assert_true(small_requests(base_encode, base, COUNT(base)) >= 5);
    assert_true(small_responses(base_decode, base, COUNT(base)) >= 7);
    assert_true(small_requests(families_encode, families, COUNT(families)) >= 14);
    assert_true(small_responses(families_decode, families, COUNT(families)) >= 16);
}

/* With all families but not all methods: the same bytes as the whole interpreter, for each request and
 * response. */
static void test_every_family(void **state)
{
    static const uint16_t every[] = {
        0,   1,   2,   3,   5,   6,   7,   8,   9,   10,  11,  12,  13,  16,  17,  18,  19,  20,  21,  22,
        23,  24,  25,  26,  27,  41,  42,  43,  44,  45,  46,  48,  49,  50,  51,  52,  53,  54,  66,  67,
        68,  69,  70,  71,  72,  73,  74,  75,  76,  77,  78,  79,  81,  82,  83,  84,  85,  86,  88,  89,
        92,  93,  94,  95,  96,  97,  98,  101, 102, 103, 105, 106, 109, 110, 112, 117, 118, 119, 120, 121,
        122, 123, 124, 125, 126, 127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 143, 144, 146, 181, 184};
    static struct ndr_args a;
    uint8_t whole[1024], small[1024];
    struct lwclus_cursor c, d;
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(every); i++) {
        const uint8_t *program = lwclus_method_program(every[i]);

        (void)ndr_args_fill(&a, program);
        lwclus_cursor_init(&c, whole, sizeof whole);
        lwclus_cursor_init(&d, small, sizeof small);
        assert_int_equal(lwclus_ndr_encode(&c, program, a.arg), LWCLUS_OK);
        assert_int_equal(every_encode(&d, program, a.arg), LWCLUS_OK);
        assert_int_equal(c.pos, d.pos);
        assert_memory_equal(whole, small, c.pos);
    }
    assert_true(small_responses(every_decode, every, COUNT(every)) >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requests),
        cmocka_unit_test(test_requests_that_do_not_fit),
        cmocka_unit_test(test_request_behind_a_header),
        cmocka_unit_test(test_responses),
        cmocka_unit_test(test_trailing_bytes),
        cmocka_unit_test(test_every_truncation),
        cmocka_unit_test(test_every_byte_changed),
        cmocka_unit_test(test_every_method_drops),
        cmocka_unit_test(test_every_method_encodes),
        cmocka_unit_test(test_null_arguments),
        cmocka_unit_test(test_in_out_integer),
        cmocka_unit_test(test_one_byte),
        cmocka_unit_test(test_outcome_after_failure),
        cmocka_unit_test(test_pending_error_is_kept),
        cmocka_unit_test(test_small_configurations),
        cmocka_unit_test(test_every_family),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
