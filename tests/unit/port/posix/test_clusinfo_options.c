/* The command line of clusinfo: which words are the cluster, the command and its arguments, and what options
 * do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <unistd.h>

#include "../../../../port/posix/examples/clusinfo/commands.c"
#include "../../../../port/posix/examples/clusinfo/kind.c"
#include "../../../../port/posix/examples/clusinfo/kinds.c"
#include "../../../../port/posix/examples/clusinfo/logon.c"
#include "../../../../port/posix/examples/clusinfo/options.c"
#include "../../../../port/posix/examples/print.c"
#include "../../../../port/posix/examples/text.c"

/* What the table points to; nothing here runs a command. */
int report_run(const struct options *options)
{
    (void)options;
    return STATUS_FAILED;
}

int look_run(const struct options *options)
{
    return report_run(options);
}

int act_run(const struct options *options)
{
    return report_run(options);
}

bool stack_address(const char *text, struct lwclus_address *out)
{
    memset(out, 0, sizeof *out);
    out->family = strchr(text, ':') == NULL ? LWCLUS_FAMILY_IPV4 : LWCLUS_FAMILY_IPV6;
    return *text >= '0' && *text <= '9';
}

static struct options options;

/* Reads a command line of words with one blank between them; stdout and stderr are put aside. */
static int parse(const char *line)
{
    static char text[400];
    static char *argv[40];
    int argc = 0, status, out = dup(1), err = dup(2);
    char *word;

    assert_true(strlen(line) < sizeof text);
    strcpy(text, line);
    argv[argc++] = (char[]){"clusinfo"};
    for (word = strtok(text, " "); word != NULL; word = strtok(NULL, " ")) {
        argv[argc++] = word;
    }
    argv[argc] = NULL;
    optind = 0; /* from the beginning */
    fflush(stdout);
    assert_non_null(freopen("/dev/null", "w", stdout));
    assert_non_null(freopen("/dev/null", "w", stderr));
    status = options_read(&options, argc, argv);
    fflush(stdout);
    fflush(stderr);
    dup2(out, 1);
    dup2(err, 2);
    close(out);
    close(err);
    return status;
}

struct words {
    const char *line, *environment, *cluster, *command;
    unsigned count;
    const char *first;
};

static void test_words(void **state)
{
    static const struct words rows[] = {
        /* forms without a command */
        {"", NULL, NULL, NULL, 0, NULL},
        {"clus", NULL, "clus", NULL, 0, NULL},
        {"--json clus", NULL, "clus", NULL, 0, NULL},
        {"clus --json -i a -i b", NULL, "clus", NULL, 0, NULL},
        {"", "env", "env", NULL, 0, NULL},
        {"clus", "env", "clus", NULL, 0, NULL},
        {"-c nodes", "env", "nodes", NULL, 0, NULL},
        /* with one */
        {"clus nodes", NULL, "clus", "nodes", 0, NULL},
        {"nodes", NULL, NULL, "nodes", 0, NULL},
        {"nodes", "env", "env", "nodes", 0, NULL},
        {"nodes", "", NULL, "nodes", 0, NULL},
        {"nodes nodes", "env", "env", "nodes", 1, "nodes"},
        {"clus nodes nodes", "env", "clus", "nodes", 1, "nodes"},
        {"-c move move move move", NULL, "move", "move", 2, "move"},
        {"clus move Web node3", NULL, "clus", "move", 2, "Web"},
        {"move --wait Web --json node3 -c clus", NULL, "clus", "move", 2, "Web"},
        {"pause -c clus -- -n", NULL, "clus", "pause", 1, "-n"},
        /* the local cluster */
        {". groups", "env", NULL, "groups", 0, NULL},
        {"-c . groups", "env", NULL, "groups", 0, NULL},
        {".", "env", NULL, NULL, 0, NULL},
        /* names of commands are not cut short and not compared without case */
        {"node groups", NULL, "node", "groups", 0, NULL},
        {"Nodes groups", NULL, "Nodes", "groups", 0, NULL},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct words *row = &rows[i];

        if (row->environment != NULL) {
            setenv("LWCLUS_CLUSTER", row->environment, 1);
        } else {
            unsetenv("LWCLUS_CLUSTER");
        }
        if (parse(row->line) != -1) {
            fail_msg("'%s' was refused", row->line);
        }
        if (row->cluster == NULL) {
            assert_null(options.cluster);
        } else {
            assert_string_equal(options.cluster, row->cluster);
        }
        if (row->command == NULL) {
            assert_ptr_equal(options.command, command_find(NULL));
        } else {
            assert_string_equal(options.command->name, row->command);
        }
        assert_int_equal(options.argument_count, row->count);
        if (row->count > 0) {
            assert_string_equal(options.words[0], row->first);
        }
    }
    unsetenv("LWCLUS_CLUSTER");
}

static void test_values(void **state)
{
    (void)state;
    assert_int_equal(parse("c nodes"), -1);
    assert_int_equal(options.access, GENERIC_READ);
    assert_false(options.wait || options.dry_run || options.quiet || options.json || options.drain);
    assert_int_equal(options.wait_limit_ms, 600000);

    assert_int_equal(parse("c pause node\xc3\xa9 --drain --wait -q -n"), -1);
    assert_int_equal(options.access, GENERIC_ALL);
    assert_true(options.wait && options.dry_run && options.quiet && options.drain && !options.json);
    assert_int_equal(options.wide[0][4], 0xe9);
    assert_int_equal(options.wide[0][5], 0);

    assert_int_equal(parse("c move a --wait-limit 90 --access read"), -1);
    assert_true(options.wait);
    assert_int_equal(options.wait_limit_ms, 90000);
    assert_int_equal(options.access, GENERIC_READ);

    assert_int_equal(parse("c resume a"), -1);
    assert_int_equal(options.failback, DoNotFailbackGroups);
    assert_int_equal(parse("c resume a --failback"), -1);
    assert_int_equal(options.failback, FailbackGroupsImmediately);
    assert_int_equal(parse("c resume a --failback=now"), -1);
    assert_int_equal(options.failback, FailbackGroupsImmediately);
    assert_int_equal(parse("c resume a --failback=policy"), -1);
    assert_int_equal(options.failback, FailbackGroupsPerPolicy);

    assert_int_equal(parse("c online a --group"), -1);
    assert_true(options.as_group && !options.as_resource);
    assert_int_equal(parse("c -i a -i b --port 65535 --timeout 5 --access max --wins 192.0.2.1"), -1);
    assert_int_equal(options.name_count, 2);
    assert_string_equal(options.names[1], "b");
    assert_int_equal(options.port, 65535);
    assert_int_equal(options.timeout_ms, 5);
    assert_int_equal(options.access, MAXIMUM_ALLOWED);
}

/* Each option that only some commands take, with each command. */
static void test_options_of_commands(void **state)
{
    static const struct {
        const char *option;
        uint32_t takes;
    } rows[] = {
        {"-i x", TAKES_INTERFACE}, {"--wait", TAKES_WAIT},         {"--wait-limit 5", TAKES_LIMIT},
        {"--drain", TAKES_DRAIN},  {"--failback", TAKES_FAILBACK}, {"--dry-run", TAKES_DRY_RUN},
        {"-n", TAKES_DRY_RUN},     {"--group", TAKES_GROUP},       {"--resource", TAKES_RESOURCE},
    };
    static const struct {
        const char *line;
        uint32_t takes;
    } commands_[] = {
        {"c", TAKES_INTERFACE},
        {"c nodes", 0},
        {"c groups a", 0},
        {"c resources", 0},
        {"c networks", 0},
        {"c netinterfaces", 0},
        {"c pause a", TAKES_WAIT | TAKES_LIMIT | TAKES_DRAIN | TAKES_DRY_RUN},
        {"c resume a", TAKES_FAILBACK | TAKES_DRY_RUN},
        {"c move a", TAKES_WAIT | TAKES_LIMIT | TAKES_DRY_RUN},
        {"c online a", TAKES_WAIT | TAKES_LIMIT | TAKES_DRY_RUN | TAKES_GROUP | TAKES_RESOURCE},
        {"c offline a", TAKES_WAIT | TAKES_LIMIT | TAKES_DRY_RUN | TAKES_GROUP | TAKES_RESOURCE},
    };
    char line[100];
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof commands_ / sizeof commands_[0]; i++) {
        for (k = 0; k < sizeof rows / sizeof rows[0]; k++) {
            int wanted = (commands_[i].takes & rows[k].takes) != 0 ? -1 : STATUS_USAGE;

            snprintf(line, sizeof line, "%s %s", commands_[i].line, rows[k].option);
            if (parse(line) != wanted) {
                fail_msg("'%s': not %d", line, wanted);
            }
        }
    }
}

static void test_usage(void **state)
{
    static const char *const rows[] = {
        "a b",
        "-c a b",
        "nodes a b",
        "c pause",
        "c pause a b",
        "c resume",
        "c move",
        "c move a b c",
        "c online",
        "c offline a b",
        "c nope a",
        "c nodes --wat",
        "c move a \xff",
        "--access write",
        "--timeout 0",
        "--timeout x",
        "--port 65536",
        "--wins 2001:db8::1",
        "c online a --group --resource",
        "c move a --wait-limit 0",
        "c move a --wait-limit 2147484",
        "c move a --wait-limit",
        "c move a --wait=5",
        "c resume a --failback=",
        "c resume a --failback=x",
        "c resume a --wait",
        "c nodes --user",
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (parse(rows[i]) != STATUS_USAGE) {
            fail_msg("'%s' is no wrong usage", rows[i]);
        }
    }
}

static void test_help(void **state)
{
    (void)state;
    assert_int_equal(parse("--help"), 0);
    assert_ptr_equal(options.command, command_find(NULL));
    assert_int_equal(parse("c move --help"), 0); /* the missing argument is no fault then */
    assert_string_equal(options.command->name, "move");
    assert_int_equal(parse("--help offline"), 0);
    assert_string_equal(options.command->name, "offline");
    assert_int_equal(parse("--version"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_options_of_commands),
        cmocka_unit_test(test_usage),
        cmocka_unit_test(test_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
