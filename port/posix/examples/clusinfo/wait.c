/* Waits for what was ordered, and tells on stderr how it goes. */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "act.h"
#include "command.h"
#include "lwclus.h"
#include "text.h"

#define SETTLE_MS    2000u  /* how long an unexpected state must stay before it is believed */
#define HEARTBEAT_MS 10000u /* a line at least that often */
#define QUICK_MS     200u   /* between two looks, at first */
#define SLOW_MS      1000u  /* after QUICK_TIME */
#define QUICK_TIME   10000u

uint32_t act_now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint32_t)now.tv_sec * 1000u + (uint32_t)(now.tv_nsec / 1000000);
}

static void sleep_ms(uint32_t ms)
{
    struct timespec rest = {.tv_sec = (time_t)(ms / 1000u), .tv_nsec = (long)(ms % 1000u) * 1000000};

    (void)nanosleep(&rest, NULL);
}

static bool same(const struct act_sight *a, const struct act_sight *b)
{
    return a->sight.state == b->sight.state && a->sight.drain == b->sight.drain &&
           a->sight.groups == b->sight.groups && a->used == b->used &&
           memcmp(a->groups, b->groups, a->used * sizeof a->groups[0]) == 0 &&
           judge_same(a->state.owner, b->state.owner);
}

static void tell(const struct act *act, uint32_t ms)
{
    char name[NAME_BYTES];

    if (act->options->quiet || act->options->json) {
        return;
    }
    (void)lwclus_utf8_from_utf16(name, sizeof name, act->name);
    (void)fprintf(stderr, "%5" PRIu32 ".%" PRIu32 " s  %s ", ms / 1000u, ms / 100u % 10u, act->kind->name);
    text_print(stderr, name, 0);
    (void)fputs(": ", stderr);
    act_print_sight(act, &act->after, stderr);
    (void)fputc('\n', stderr);
    (void)fflush(stderr);
}

static int give_up(const struct act *act, int status)
{
    if (status == STATUS_TIMEOUT) {
        (void)fprintf(stderr, "clusinfo: not done after %" PRIu32 " s; the cluster goes on\n",
                      act->options->wait_limit_ms / 1000u);
    } else {
        (void)fputs("clusinfo: it ended in another state\n", stderr);
    }
    return status;
}

int act_wait(struct act *act)
{
    static struct act_sight told;
    uint32_t start = act_now_ms();
    uint32_t told_ms = 0, other_ms = 0;
    bool first = true, other = false;

    for (;;) {
        uint32_t ms;
        enum verdict verdict;

        if (!act_look(act, &act->after)) {
            return STATUS_FAILED;
        }
        ms = act_now_ms() - start;
        if (first || !same(&told, &act->after) || ms - told_ms >= HEARTBEAT_MS) {
            tell(act, ms);
            memcpy(&told, &act->after, sizeof told);
            told_ms = ms;
            first = false;
        }
        verdict = judge(&act->aim, &act->after.sight);
        if (verdict == VERDICT_DONE) {
            return STATUS_DONE;
        }
        if (verdict == VERDICT_OTHER && !other) {
            other_ms = ms;
        }
        other = verdict == VERDICT_OTHER;
        if (verdict == VERDICT_FAILED || (other && ms - other_ms >= SETTLE_MS)) {
            return give_up(act, STATUS_OTHER);
        }
        if (ms >= act->options->wait_limit_ms) {
            return give_up(act, STATUS_TIMEOUT);
        }
        sleep_ms(ms < QUICK_TIME ? QUICK_MS : SLOW_MS);
    }
}
