/* When clusinfo takes what it waits for as done, under way, or gone wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../../../../port/posix/examples/clusinfo/judge.c"

static enum verdict node(bool drain, int32_t state, int32_t status, uint32_t groups)
{
    const struct aim aim = {.verb = VERB_PAUSE, .drain = drain};
    const struct sight now = {.state = state, .drain = status, .groups = groups, .owner = u""};

    return judge(&aim, &now);
}

static void test_pause(void **state)
{
    (void)state;
    assert_int_equal(node(false, ClusterNodePaused, NodeDrainStatusNotInitiated, 3), VERDICT_DONE);
    assert_int_equal(node(false, ClusterNodeUp, NodeDrainStatusNotInitiated, 3), VERDICT_OTHER);
    assert_int_equal(node(true, ClusterNodePaused, NodeDrainStatusInProgress, 3), VERDICT_PENDING);
    assert_int_equal(node(true, ClusterNodePaused, NodeDrainStatusInProgress, 0), VERDICT_PENDING);
    assert_int_equal(node(true, ClusterNodePaused, NodeDrainStatusCompleted, 0), VERDICT_DONE);
    assert_int_equal(node(true, ClusterNodePaused, NodeDrainStatusFailed, 1), VERDICT_FAILED);
    assert_int_equal(node(true, ClusterNodePaused, NodeDrainStatusNotInitiated, 1), VERDICT_OTHER);
    assert_int_equal(node(true, ClusterNodePaused, NodeDrainStatusNotInitiated, 0), VERDICT_DONE);
    assert_int_equal(node(true, ClusterNodePaused, 77, 1), VERDICT_OTHER);
    assert_int_equal(node(true, ClusterNodePaused, JUDGE_NO_DRAIN, 1), VERDICT_PENDING);
    assert_int_equal(node(true, ClusterNodePaused, JUDGE_NO_DRAIN, 0), VERDICT_DONE);
    assert_int_equal(node(true, ClusterNodeUp, NodeDrainStatusCompleted, 0), VERDICT_OTHER);
    assert_int_equal(node(true, ClusterNodeDown, NodeDrainStatusInProgress, 0), VERDICT_OTHER);
}

static void test_move(void **state)
{
    static const struct {
        const WCHAR *target;
        int32_t before;
        int32_t now;
        const WCHAR *owner;
        enum verdict verdict;
    } rows[] = {
        {u"b", ClusterGroupOnline, ClusterGroupPending, u"a", VERDICT_PENDING},
        {u"b", ClusterGroupOnline, ClusterGroupPending, u"b", VERDICT_PENDING},
        {u"b", ClusterGroupOnline, ClusterGroupOnline, u"b", VERDICT_DONE},
        {u"b", ClusterGroupOnline, ClusterGroupOnline, u"bb", VERDICT_OTHER},
        {u"b", ClusterGroupOnline, ClusterGroupOnline, u"a", VERDICT_OTHER},
        {u"b", ClusterGroupOffline, ClusterGroupOffline, u"b", VERDICT_DONE},
        {u"b", ClusterGroupPartialOnline, ClusterGroupPartialOnline, u"b", VERDICT_DONE},
        {u"b", ClusterGroupOnline, ClusterGroupFailed, u"b", VERDICT_OTHER},
        {u"b", ClusterGroupFailed, ClusterGroupFailed, u"b", VERDICT_DONE},
        {u"a", ClusterGroupOnline, ClusterGroupOnline, u"a", VERDICT_DONE}, /* it was there */
        {NULL, ClusterGroupOnline, ClusterGroupOnline, u"a", VERDICT_OTHER},
        {NULL, ClusterGroupOnline, ClusterGroupOnline, u"c", VERDICT_DONE},
        {NULL, ClusterGroupOnline, ClusterGroupPending, u"c", VERDICT_PENDING},
        {NULL, ClusterGroupOnline, ClusterGroupStateUnknown, u"a", VERDICT_OTHER},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct aim aim = {
            .verb = VERB_MOVE, .target = rows[i].target, .before = {.state = rows[i].before, .owner = u"a"}};
        const struct sight now = {.state = rows[i].now, .owner = rows[i].owner};

        assert_int_equal(judge(&aim, &now), rows[i].verdict);
    }
}

static enum verdict order(enum command_verb verb, bool resource, int32_t state)
{
    const struct aim aim = {.verb = verb, .resource = resource};
    const struct sight now = {.state = state, .owner = u""};

    return judge(&aim, &now);
}

static void test_online_and_offline(void **state)
{
    static const int32_t pending[] = {ClusterResourceInitializing, ClusterResourcePending,
                                      ClusterResourceOnlinePending, ClusterResourceOfflinePending};
    size_t i;

    (void)state;
    assert_int_equal(order(VERB_ONLINE, false, ClusterGroupOnline), VERDICT_DONE);
    assert_int_equal(order(VERB_ONLINE, false, ClusterGroupPending), VERDICT_PENDING);
    assert_int_equal(order(VERB_ONLINE, false, ClusterGroupPartialOnline), VERDICT_OTHER);
    assert_int_equal(order(VERB_ONLINE, false, ClusterGroupFailed), VERDICT_OTHER);
    assert_int_equal(order(VERB_ONLINE, false, ClusterGroupOffline), VERDICT_OTHER);
    assert_int_equal(order(VERB_OFFLINE, false, ClusterGroupOffline), VERDICT_DONE);
    assert_int_equal(order(VERB_OFFLINE, false, ClusterGroupOnline), VERDICT_OTHER);
    assert_int_equal(order(VERB_ONLINE, true, ClusterResourceOnline), VERDICT_DONE);
    assert_int_equal(order(VERB_ONLINE, true, ClusterResourceOffline), VERDICT_OTHER);
    assert_int_equal(order(VERB_ONLINE, true, ClusterResourceFailed), VERDICT_OTHER);
    assert_int_equal(order(VERB_ONLINE, true, ClusterResourceStateUnknown), VERDICT_OTHER);
    assert_int_equal(order(VERB_OFFLINE, true, ClusterResourceOffline), VERDICT_DONE);
    assert_int_equal(order(VERB_OFFLINE, true, ClusterResourceOnline), VERDICT_OTHER);
    for (i = 0; i < sizeof pending / sizeof pending[0]; i++) {
        assert_int_equal(order(VERB_ONLINE, true, pending[i]), VERDICT_PENDING);
        assert_int_equal(order(VERB_OFFLINE, true, pending[i]), VERDICT_PENDING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pause),
        cmocka_unit_test(test_move),
        cmocka_unit_test(test_online_and_offline),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
