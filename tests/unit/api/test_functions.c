/* Every function that makes one call, from its arguments to its result. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/scripted.h"

#define SERVER 9u /* origin of a status that the method returned */

enum channel { CODE, HANDLE, STATE, YES };

/* What the rows write to. */
static WCHAR text[64];
static WCHAR text2[64];
static DWORD n, n2, number;
static BYTE bytes[64];
static BYTE input[8] = {1, 2, 3, 4, 5, 6, 7, 8};
static HRESULT hr;
static CLUSTER_CREATE_GROUP_INFO group_info = {CLUSTER_CREATE_GROUP_INFO_VERSION,
                                               ClusGroupTypeVirtualMachine};
static uintptr_t got;

static bool is(const WCHAR *units, const char *expected)
{
    while (*expected != '\0' && *units == (WCHAR)*expected) {
        units++;
        expected++;
    }
    return *units == (WCHAR)*expected;
}

/* u"*" as UTF-16LE, whatever the byte order of this machine is */
#define STAR                 ((LPCWSTR)(const void *)"*\0\0")
#define IS(units, expected)  is(units, expected)
#define close_it(function)   (function((void *)got) == TRUE)
#define close_code(function) (function((void *)got) == ERROR_SUCCESS)
#define NAME_(prefix, line)  prefix##line
#define NAME(prefix, line)   NAME_(prefix, line)

#define ROW(expression, channel, opnum, request, response, result, check)                                    \
    static uintptr_t NAME(run_, __LINE__)(void)                                                              \
    {                                                                                                        \
        return (uintptr_t)(expression);                                                                      \
    }                                                                                                        \
    static bool NAME(check_, __LINE__)(void)                                                                 \
    {                                                                                                        \
        return check;                                                                                        \
    }
#include "api/functions.inc"
#undef ROW

static const struct row {
    const char *name;
    enum channel channel;
    uint16_t opnum;
    const char *request;
    const char *response;
    uintptr_t result;
    uintptr_t (*run)(void);
    bool (*check)(void);
} rows[] = {
#define ROW(expression, channel, opnum, request, response, result, check)                                    \
    {#expression,           channel, opnum, request, response, (uintptr_t)(result), NAME(run_, __LINE__),    \
     NAME(check_, __LINE__)},
#include "api/functions.inc"
};

#define ROWS (sizeof rows / sizeof rows[0])

static void prepare(void)
{
    memset(text, 0xee, sizeof text);
    memset(text2, 0xee, sizeof text2);
    memset(bytes, 0xee, sizeof bytes);
    n = 64;
    n2 = 64;
    number = 0;
    hr = -1;
    SetLastError(0);
}

/* The code that the function reported; fails when the channel shows another picture. */
static DWORD code_of(const struct row *row, uintptr_t result)
{
    bool failed = row->channel == STATE  ? (int)result == -1
                  : row->channel == CODE ? (DWORD)result != ERROR_SUCCESS
                                         : result == 0;

    if (row->channel == CODE) {
        assert_int_equal(GetLastError(), 0);
        return (DWORD)result;
    }
    assert_int_equal(failed, GetLastError() != 0);
    return GetLastError();
}

static DWORD run(const struct row *row)
{
    prepare();
    got = row->run();
    return code_of(row, got);
}

static void expect_success(const struct row *row)
{
    DWORD code = run(row);

    if (code != ERROR_SUCCESS || (row->channel != HANDLE && got != row->result) || !row->check()) {
        fail_msg("%s: code %u, result %lu", row->name, code, (unsigned long)got);
    }
}

static void test_success(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        scripted_expect(rows[i].opnum, rows[i].request, rows[i].response);
        expect_success(&rows[i]);
        scripted_done();
    }
}

/* A status of the method, which is not the library's own "call again" even when it is 997. */
static void test_status(void **state)
{
    static const uint16_t codes[] = {ERROR_ACCESS_DENIED, ERROR_IO_PENDING, ERROR_INVALID_STATE};

    (void)state;
    for (size_t i = 0; i < ROWS * 3; i++) {
        const struct row *row = &rows[i / 3];
        DWORD code;

        scripted_expect(row->opnum, row->request, row->response);
        scripted.status = codes[i % 3];
        code = run(row);
        scripted.status = 0;
        scripted_done();
        if (code != codes[i % 3] || lwclus_last_result() != (SERVER << 16 | codes[i % 3])) {
            fail_msg("%s: code %u, last result %x", row->name, code, lwclus_last_result());
        }
    }
}

static void test_fault(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        scripted_expect(rows[i].opnum, rows[i].request, NULL);
        scripted.calls[0].fault = 0x1c010002; /* nca_op_rng_error */
        if (run(&rows[i]) != RPC_S_PROCNUM_OUT_OF_RANGE) {
            fail_msg("%s: code %lu", rows[i].name, (unsigned long)got);
        }
        scripted_done();
    }
}

/* The network is never ready at once: the same call again until it is done, and sent once. */
static void test_nonblocking(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        DWORD code;
        unsigned turns = 0;

        scripted.io.stutter = true;
        lwclus_set_nonblocking(true);
        scripted_expect(rows[i].opnum, rows[i].request, rows[i].response);
        do {
            code = run(&rows[i]);
            assert_true(++turns < 20);
        } while (code == ERROR_IO_PENDING && lwclus_last_result() >> 16 == 0);
        scripted.io.stutter = false;
        lwclus_set_nonblocking(false);
        if (code != ERROR_SUCCESS || (rows[i].channel != HANDLE && got != rows[i].result) ||
            !rows[i].check()) {
            fail_msg("%s: code %u", rows[i].name, code);
        }
        assert_true(turns > 1);
        scripted_done();
    }
}

/* In the non-blocking form too the server's 997 ends the call. */
static void test_nonblocking_status(void **state)
{
    (void)state;
    lwclus_set_nonblocking(true);
    for (size_t i = 0; i < ROWS; i++) {
        scripted_expect(rows[i].opnum, rows[i].request, rows[i].response);
        scripted.status = ERROR_IO_PENDING;
        assert_int_equal(run(&rows[i]), ERROR_IO_PENDING);
        assert_int_equal(lwclus_last_result(), SERVER << 16 | ERROR_IO_PENDING);
        scripted.status = 0;
        scripted_done();
    }
}

static void test_truncated(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        scripted.response_bytes = 1;
        for (scripted.truncate = 0; scripted.truncate < scripted.response_bytes; scripted.truncate++) {
            scripted_expect(rows[i].opnum, rows[i].request, rows[i].response);
            if (run(&rows[i]) != RPC_X_BAD_STUB_DATA) {
                fail_msg("%s: result %lu at %u", rows[i].name, (unsigned long)got, scripted.truncate);
            }
            scripted_done();
        }
        scripted.truncate = UINT32_MAX;
    }
}

/* Any byte wrong: no crash, and the next call works. */
static void test_flipped(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        scripted.response_bytes = 1;
        for (scripted.flip = 0; scripted.flip < scripted.response_bytes; scripted.flip++) {
            scripted_expect(rows[i].opnum, rows[i].request, rows[i].response);
            if (run(&rows[i]) == ERROR_SUCCESS && rows[i].channel == HANDLE) {
                (void)rows[i].check();
            }
            scripted_done();
        }
        scripted.flip = UINT32_MAX;
        scripted_expect(rows[i].opnum, rows[i].request, rows[i].response);
        expect_success(&rows[i]);
        scripted_done();
    }
}

static struct handles {
    HCLUSTER c;
    HNODE n, m;
    HGROUP g, h;
    HRESOURCE r, s;
    HNETWORK w;
    HNETINTERFACE i;
} kept;

static void keep(void)
{
    kept = (struct handles){C, N, M, G, H, R, S, W, I};
}

static void restore(void)
{
    C = kept.c;
    N = kept.n;
    M = kept.m;
    G = kept.g;
    H = kept.h;
    R = kept.r;
    S = kept.s;
    W = kept.w;
    I = kept.i;
}

/* Every row with the handles as they are now: nothing is sent. */
static void expect_invalid(void)
{
    for (size_t i = 0; i < ROWS; i++) {
        if (run(&rows[i]) != ERROR_INVALID_HANDLE) {
            DWORD code = GetLastError();

            restore();
            fail_msg("%s: code %u, result %lu", rows[i].name, code, (unsigned long)got);
        }
    }
}

static void test_null_handles(void **state)
{
    (void)state;
    keep();
    C = NULL;
    N = M = NULL;
    G = H = NULL;
    R = S = NULL;
    W = NULL;
    I = NULL;
    expect_invalid();
    restore();
}

static void test_handles_of_another_kind(void **state)
{
    (void)state;
    keep();
    C = (HCLUSTER)kept.n;
    N = M = (HNODE)kept.g;
    G = H = (HGROUP)kept.r;
    R = S = (HRESOURCE)kept.w;
    W = (HNETWORK)kept.i;
    I = (HNETINTERFACE)kept.c;
    expect_invalid();
    restore();
}

/* The first handle is good, the second one is not. */
static void test_second_handle_of_another_kind(void **state)
{
    (void)state;
    keep();
    M = (HNODE)kept.g;
    H = (HGROUP)kept.n;
    S = (HRESOURCE)kept.g;
    for (size_t i = 0; i < ROWS; i++) {
        const char *request = rows[i].request;

        if (strstr(request, "@M") != NULL || strstr(request, "@H") != NULL || strstr(request, "@S") != NULL) {
            assert_int_equal(run(&rows[i]), ERROR_INVALID_HANDLE);
        }
    }
    restore();
}

static void test_stale_handles(void **state)
{
    struct handles stale;

    keep();
    stale = kept;
    assert_int_equal(scripted_stop(state), 0);
    assert_int_equal(scripted_start(state), 0);
    keep();
    C = stale.c;
    N = stale.n;
    M = stale.m;
    G = stale.g;
    H = stale.h;
    R = stale.r;
    S = stale.s;
    W = stale.w;
    I = stale.i;
    expect_invalid();
    restore();
}

static void test_not_ready(void **state)
{
    assert_int_equal(scripted_stop(state), 0);
    for (size_t i = 0; i < ROWS; i++) {
        assert_int_equal(run(&rows[i]), ERROR_NOT_READY);
    }
    assert_int_equal(scripted_start(state), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_success, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_status, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_fault, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_nonblocking, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_nonblocking_status, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_truncated, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_flipped, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_null_handles, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_handles_of_another_kind, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_second_handle_of_another_kind, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_stale_handles, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_not_ready, scripted_start, scripted_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
