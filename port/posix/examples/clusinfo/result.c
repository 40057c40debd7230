/* What is printed of an order. */
#include <inttypes.h>
#include <string.h>

#include "act.h"
#include "command.h"
#include "look.h"
#include "lwclus.h"
#include "text.h"

#define SHOWN_GROUPS 8u

static struct doc doc;

static void print_name(FILE *out, const WCHAR *name)
{
    char text[NAME_BYTES];

    (void)lwclus_utf8_from_utf16(text, sizeof text, name);
    text_print(out, text, 0);
}

/* The name behind one of a list. */
static const WCHAR *next(const WCHAR *name)
{
    while (*name++ != 0) {
    }
    return name;
}

static void print_node(const struct act_sight *sight, FILE *out)
{
    static const char *const drains[] = {"", ", draining", ", drained", ", drain failed"};
    const WCHAR *name = sight->groups;
    uint32_t i;

    if (sight->sight.drain >= 0 && sight->sight.drain < 4) {
        (void)fputs(drains[sight->sight.drain], out);
    }
    if (sight->sight.groups == 0) {
        (void)fputs(", no groups", out);
        return;
    }
    (void)fprintf(out, ", %" PRIu32 " group%s: ", sight->sight.groups, sight->sight.groups > 1 ? "s" : "");
    for (i = 0; i < sight->sight.groups && i < SHOWN_GROUPS; i++, name = next(name)) {
        (void)fputs(i > 0 ? ", " : "", out);
        print_name(out, name);
    }
    (void)fputs(i < sight->sight.groups ? ", ..." : "", out);
}

void act_print_sight(const struct act *act, const struct act_sight *sight, FILE *out)
{
    (void)fputs(kind_word(act->kind, sight->sight.state), out);
    if (act->kind == &kind_node) {
        print_node(sight, out);
    } else {
        (void)fputs(" on ", out);
        print_name(out, sight->state.owner);
    }
}

/* ---- for people ---- */

static const char *words_of(const struct act *act)
{
    switch (act->aim.verb) {
    case VERB_PAUSE:
        return act->aim.drain ? "pause and drain" : "pause";
    case VERB_RESUME:
        return act->options->failback == DoNotFailbackGroups ? "resume" : "resume with failback";
    case VERB_MOVE:
        return "move";
    case VERB_ONLINE:
        return "bring online";
    default:
        return "take offline";
    }
}

static void print_object(const struct act *act)
{
    (void)printf("%s ", act->kind->name);
    print_name(stdout, act->name);
}

static void print_target(const struct act *act)
{
    if (act->target != NULL) {
        (void)fputs(" to ", stdout);
        print_name(stdout, act->target_name);
    }
}

static void print_plan(const struct act *act)
{
    (void)printf("would %s ", words_of(act));
    print_object(act);
    print_target(act);
    if (act->target != NULL) {
        (void)printf(" (%s)", kind_word(&kind_node, act->target_state.state));
    }
    (void)fputs("; now ", stdout);
    act_print_sight(act, &act->before, stdout);
    (void)putchar('\n');
}

static void print_line(const struct act *act, const char *result)
{
    bool waited = act->options->wait;

    print_object(act);
    (void)printf(": %s", words_of(act));
    print_target(act);
    (void)printf(": %s", strcmp(result, "timeout") == 0 ? "not done" : result);
    if (waited) {
        (void)printf(" after %" PRIu32 ".%" PRIu32 " s", act->ms / 1000u, act->ms / 100u % 10u);
    }
    (void)fputs("; now ", stdout);
    act_print_sight(act, &act->after, stdout);
    (void)putchar('\n');
}

/* ---- JSON ---- */

static void add_sight(const char *key, const struct act *act, const struct act_sight *sight)
{
    const WCHAR *name = sight->groups;
    uint32_t i;

    doc_object(&doc, key);
    look_state(&doc, act->kind, &sight->state);
    if (act->kind == &kind_node) {
        if (sight->sight.drain == JUDGE_NO_DRAIN) {
            doc_null(&doc, "drain");
        } else {
            doc_word(&doc, "drain", sight->sight.drain, look_drain_word(sight->sight.drain));
        }
        doc_array(&doc, "groups");
        for (i = 0; i < sight->sight.groups; i++, name = next(name)) {
            doc_text16(&doc, NULL, name);
        }
        doc_end(&doc);
    }
    doc_end(&doc);
}

static void add_target(const struct act *act)
{
    if (act->target == NULL) {
        doc_null(&doc, "target");
        return;
    }
    doc_object(&doc, "target");
    doc_text16(&doc, "name", act->target_name);
    look_state(&doc, &kind_node, &act->target_state);
    doc_end(&doc);
}

static void add_outcome(const struct act *act)
{
    if (act->options->dry_run) {
        doc_null(&doc, "code");
        doc_null(&doc, "code_name");
    } else {
        doc_number(&doc, "code", act->code);
        doc_text(&doc, "code_name", lwclus_error_name(act->code));
    }
    add_sight("before", act, &act->before);
    if (act->options->dry_run) {
        doc_null(&doc, "after");
    } else {
        add_sight("after", act, &act->after);
    }
    doc_seconds(&doc, "seconds", act->ms);
}

static void print_json(const struct act *act, const struct report_cluster *cluster, const char *result)
{
    doc_object(&doc, NULL);
    look_cluster(&doc, cluster);
    doc_text(&doc, "action", act->options->command->name);
    doc_text(&doc, "kind", act->kind->name);
    doc_text16(&doc, "name", act->name);
    add_target(act);
    doc_bool(&doc, "dry_run", act->options->dry_run);
    doc_text(&doc, "result", result);
    add_outcome(act);
    look_round_trips(&doc);
    doc_end(&doc);
    doc_print_json(&doc);
}

void act_print(const struct act *act, const struct report_cluster *cluster, const char *result)
{
    if (act->options->json) {
        print_json(act, cluster, result);
    } else if (act->options->dry_run) {
        print_plan(act);
    } else {
        print_line(act, result);
    }
}
