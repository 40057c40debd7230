/* Every kind of wrong answer at every step of a session. */
#include "rpc/assoc.h"
#include "sim_check.h"

#define STEPS 16u

/* Which public call waits for the answer of which step; [0] unused. */
static const uint8_t call_of[STEPS + 2] = {
    SCENE_CALLS,       SCENE_OPEN,        SCENE_OPEN,        SCENE_OPEN, /* mapper: bind, ept_map; bind */
    SCENE_OPEN,        SCENE_OPEN,        SCENE_OPEN,        SCENE_OPEN, /* alter_context; opnums 3, 117, 7 */
    SCENE_ENUM,        SCENE_NETIF,       SCENE_STATE,       SCENE_CONTROL, SCENE_LOOKUP,
    SCENE_CLOSE_NETIF, SCENE_INFORMATION, SCENE_INFORMATION, SCENE_CLOSE,   SCENE_CALLS};

#define STEP_MAP  2u
#define STEP_NAME 5u /* first sealed answer */

/* The node lies `times` times from `step` on. */
static struct scene_result run(enum sim_what what, uint32_t value, uint32_t step, uint32_t times)
{
    scene_reset();
    sim_misbehave(&scene_cluster, 0,
                  (struct sim_rule){.what = what, .value = value, .step = step, .times = times});
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    return scene_default();
}

static bool closes(uint32_t step)
{
    return call_of[step] == SCENE_CLOSE_NETIF || call_of[step] == SCENE_CLOSE;
}

/* The session has exactly the steps that the table says. */
static void test_steps(void **state)
{
    struct scene_result r = run(SIM_NOTHING, 0, 0, 0);

    (void)state;
    assert_int_equal(scene_cluster.node[0].steps, STEPS);
    scene_assert_good(&r, "honest", 0);
    assert_int_equal(scene_cluster.logons, 1);
    assert_int_equal(scene_cluster.verified, 1);
}

/* ---- answers that end the association ---- */

struct row {
    const char *name;
    enum sim_what what;
    uint32_t value;
    uint32_t first, last; /* steps; 0 = all */
    uint16_t codes[4];    /* what the call may report */
};

static const struct row broken[] = {
    {"silence", SIM_SILENT, 0, 1, STEPS, {1722, 1726}},
    {"close", SIM_CLOSE, 0, 1, STEPS, {1722, 1726}},
    {"reset", SIM_RESET, 0, 1, STEPS, {1722, 1726}},
    {"call_id", SIM_CALL_ID, LWCLUS_MAX_CALLS, 1, STEPS, {1728}},
    {"old call_id", SIM_CALL_ID, 0xffffffffu, 1, STEPS, {1728}},
    {"type request", SIM_PTYPE, 0, 1, STEPS, {1728}},
    {"type shutdown", SIM_PTYPE, 17, 1, STEPS, {1728}},
    {"type bind", SIM_PTYPE, 11, 1, STEPS, {1728}},
    {"type unknown", SIM_PTYPE, 255, 1, STEPS, {1728}},
    {"version", SIM_VERSION, 4, 1, STEPS, {1728}},
    {"big-endian", SIM_DREP, 0, 1, STEPS, {1728}},
    {"EBCDIC", SIM_DREP, 0x11, 1, STEPS, {1728}},
    {"not the first fragment", SIM_PFC_CLEAR, 1, STEP_NAME, STEPS, {1728}},
    {"last fragment missing", SIM_PFC_CLEAR, 2, STEP_NAME, STEPS, {1726, 1728}},
    {"frag_length 0", SIM_FRAG_LENGTH, 0, 1, STEPS, {1728}},
    {"frag_length 15", SIM_FRAG_LENGTH, 15, 1, STEPS, {1728}},
    {"frag_length 16", SIM_FRAG_LENGTH, 16, 1, STEPS, {1728}},
    {"frag_length 23", SIM_FRAG_LENGTH, 23, 1, STEPS, {1728}},
    {"frag_length 65535", SIM_FRAG_LENGTH, 65535, 1, STEPS, {1728, 8, 1726, 1722}},
    {"auth_length 65535", SIM_AUTH_LENGTH, 65535, 1, STEPS, {1728, 1825}},
    {"auth_length 15", SIM_AUTH_LENGTH, 15, STEP_NAME, STEPS, {1825, 1728}},
    {"auth_length 0", SIM_AUTH_LENGTH, 0, STEP_NAME, STEPS, {1825, 1728}},
    {"signature", SIM_SIGNATURE, 0, STEP_NAME, STEPS, {1825}},
    {"sequence number", SIM_SEQUENCE, 1, STEP_NAME, STEPS, {1825}},
    {"sequence number back", SIM_SEQUENCE, 0xffffffffu, STEP_NAME, STEPS, {1825}},
    {"replay", SIM_REPLAY, 0, STEP_NAME + 1, STEPS, {1728, 1825}},
    {"unsealed", SIM_UNSEALED, 0, STEP_NAME, STEPS, {1825, 1728}},
    {"level integrity", SIM_LEVEL, 5, STEP_NAME, STEPS, {1825}},
    {"level none", SIM_LEVEL, 1, STEP_NAME, STEPS, {1825}},
    {"auth_type", SIM_AUTH_TYPE, 10, STEP_NAME, STEPS, {1825}},
    {"auth_context_id", SIM_AUTH_CONTEXT, 77, STEP_NAME, STEPS, {1825}},
    {"auth_pad_length", SIM_AUTH_PAD, 255, STEP_NAME, STEPS, {1728, 1825, 1783}},
};

/* The failure shows in the call that waits for the step; what is closed is closed whatever the server says.
 */
static void check_broken(const struct row *row, uint32_t step)
{
    enum scene_call call = call_of[step];
    static const uint16_t gone[4] = {1722};
    struct scene_result r;

    r = run(row->what, row->value, step, row->what == SIM_SILENT ? 0 : 1);
    if (call == SCENE_CLOSE_NETIF) {
        scene_assert_failed(&r, SCENE_INFORMATION, gone, row->name, step);
    } else {
        scene_assert_failed(&r, call == SCENE_CLOSE ? SCENE_CALLS : call, row->codes, row->name, step);
    }
    scene_assert_clean(&r, row->name, step);
}

static void test_broken(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(broken); i++) {
        for (uint32_t step = broken[i].first; step <= broken[i].last; step++) {
            check_broken(&broken[i], step);
        }
    }
}

/* ---- faults: the association survives ---- */

static const struct {
    uint32_t status;
    uint16_t code;
} faults[] = {
    {0x00000005, 5},    {0x000006f7, 1783}, {0x000006d1, 1745}, {0x1c010002, 1745}, {0x1c010003, 1717},
    {0x1c01000b, 1728}, {0x1c010014, 1723}, {0x1c00001a, 6},    {0x1c000009, 1726}, {0x1c01001d, 1726},
    {0x1c00001d, 1821}, {0x00000721, 1825}, {0x80070005, 5},    {0x000006be, 1726}, {0x1c000013, 1726},
};

static void check_fault(uint32_t i, uint32_t step)
{
    struct scene_result r = run(SIM_FAULT, faults[i].status, step, 1);
    const uint16_t codes[4] = {
        faults[i].code,
        step > STEP_MAP && step < STEP_NAME && faults[i].status == 0x721 ? 5 : 0}; /* logon refused */

    scene_assert_failed(&r, closes(step) ? SCENE_CALLS : (enum scene_call)call_of[step], codes, "fault", i);
    if (step >= STEP_NAME && !closes(step)) {
        assert_int_equal(r.origin, 8);
    }
    if (step > 7) {
        assert_int_equal(scene_cluster.node[0].steps, step == 14  ? STEPS - 1u
                                                      : step == 9 ? STEPS - 4u
                                                                  : STEPS);
    }
    scene_assert_clean(&r, "fault", step);
}

static void test_faults(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(faults); i++) {
        for (uint32_t step = 1; step <= STEPS; step++) {
            check_fault(i, step);
        }
    }
}

/* ---- answers that are good in themselves ---- */

/* The second copy answers nothing: the next call must not take it for its own. */
static void test_twice(void **state)
{
    static const uint16_t codes[4] = {1728, 1825}, gone[4] = {1722};

    (void)state;
    for (uint32_t step = 1; step <= STEPS; step++) {
        struct scene_result r = run(SIM_TWICE, 0, step, 1);
        enum scene_call next = call_of[step + 1u];

        if (step == STEP_MAP || next == SCENE_CLOSE) {
            next = SCENE_CALLS; /* that connection is not used again */
        }
        if (next == SCENE_CLOSE_NETIF) {
            scene_assert_failed(&r, SCENE_INFORMATION, gone, "twice", step);
        } else {
            scene_assert_failed(&r, next, codes, "twice", step);
        }
        scene_assert_clean(&r, "twice", step);
    }
}

/* Answers, then closes: the call is good, the next one finds the connection gone. */
static void test_close_after_answer(void **state)
{
    static const uint16_t codes[4] = {1726, 1722, 1727};

    (void)state;
    for (uint32_t step = STEP_NAME; step <= STEPS; step++) {
        struct scene_result r = run(SIM_CLOSE_NEXT, 0, step, 1);
        enum scene_call next = call_of[step + 1u];

        next = next == SCENE_CLOSE_NETIF ? SCENE_INFORMATION : next == SCENE_CLOSE ? SCENE_CALLS : next;
        scene_assert_failed(&r, next, codes, "close after answer", step);
        scene_assert_clean(&r, "close after answer", step);
    }
}

/* ---- stub data ---- */

static const struct row stubs[] = {
    {"garbage", SIM_STUB_GARBAGE, 0, STEP_NAME, 15, {1783, 1726, 8, 0}},
    {"trailing bytes", SIM_STUB_GROW, 400, STEP_NAME, 15, {0}},
    {"p_cont_id", SIM_CONTEXT_ID, 9, STEP_NAME, 15, {1728}},
};

static void test_stubs(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(stubs); i++) {
        for (uint32_t step = stubs[i].first; step <= stubs[i].last; step++) {
            struct scene_result r;
            bool good = stubs[i].codes[0] == 0 || (stubs[i].what == SIM_STUB_GARBAGE && closes(step));

            r = run(stubs[i].what, stubs[i].value, step, 1);
            if (step == 13 && stubs[i].what == SIM_CONTEXT_ID) {
                assert_int_equal(r.failed, SCENE_INFORMATION);
            } else {
                scene_assert_failed(&r, good ? SCENE_CALLS : (enum scene_call)call_of[step], stubs[i].codes,
                                    stubs[i].name, step);
            }
            scene_assert_clean(&r, stubs[i].name, step);
        }
    }
}

/* Every length of every stub: cut anywhere it is an error, and nothing is read beyond the end. */
static void test_stub_cut(void **state)
{
    static const uint16_t codes[4] = {1783};

    (void)state;
    for (uint32_t step = STEP_NAME; step <= 15; step++) {
        uint32_t cut = 0;

        for (; cut < 400; cut++) {
            struct scene_result r = run(SIM_STUB_CUT, cut, step, 1);

            if (r.failed == SCENE_CALLS && !closes(step)) {
                scene_assert_clean(&r, "stub complete", step);
                break;
            }
            scene_assert_failed(&r, closes(step) ? SCENE_CALLS : (enum scene_call)call_of[step], codes,
                                "stub cut", step * 1000u + cut);
            scene_assert_clean(&r, "stub cut", step * 1000u + cut);
            cut = closes(step) && cut > 24 ? 400 : cut;
        }
        assert_true(cut >= 12);
    }
}

/* alloc_hint is a hint. */
static void test_alloc_hint(void **state)
{
    static const uint32_t hints[] = {0, 1, 0x7fffffff};

    (void)state;
    for (uint32_t i = 0; i < COUNT(hints); i++) {
        struct scene_result r = run(SIM_ALLOC_HINT, hints[i], 0, 0);

        scene_assert_good(&r, "alloc_hint", hints[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steps),    cmocka_unit_test(test_broken),
        cmocka_unit_test(test_faults),   cmocka_unit_test(test_twice),
        cmocka_unit_test(test_stubs),    cmocka_unit_test(test_close_after_answer),
        cmocka_unit_test(test_stub_cut), cmocka_unit_test(test_alloc_hint),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
