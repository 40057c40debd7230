/* Reconnect: handles of every kind are opened again in the order of [MS-CMRP] 3.2.4.6, with the same access.
 */
#include <string.h>

#include "sim_int.h"

/* The simulator, with the methods of groups, resources and keys besides. */
void sim_method_call_base(struct sim_call *call);
#define sim_method_call sim_method_call_base
#include "sim_method.c"
#undef sim_method_call

#include "reconnect_scene.h"
#include "session/call.h"
#include "session/instance.h"

#define SIM_KEY 0x55u /* enum sim_type has none; groups and resources stand for networks */

/* What was opened, in order. */
static struct opened {
    uint16_t opnum;
    uint32_t access;
    char name[40];
} opened[64];
static uint32_t opened_count;

static void record(uint16_t opnum, struct lwclus_cspan name, uint32_t access)
{
    struct opened *o = &opened[opened_count++ % COUNT(opened)];

    memset(o, 0, sizeof *o);
    o->opnum = opnum;
    o->access = access;
    for (uint32_t i = 0; i < name.size / 2u && i < sizeof o->name - 1u; i++) {
        o->name[i] = (char)name.ptr[2u * i];
    }
}

/* Reads the parameters of an open method without moving the call's cursor. */
static void watch(const struct sim_call *call)
{
    static const uint8_t plain[] = {66, 41, 8, 81, 92}, ex[] = {118, 119, 120, 121, 122};
    struct sim_call copy = *call;
    struct lwclus_cspan name = {NULL, 0};

    for (uint32_t i = 0; i < COUNT(plain); i++) {
        if (call->opnum == plain[i] || call->opnum == ex[i]) {
            name = sim_get_text(call->conn, &copy.in);
            record(call->opnum, name, call->opnum == ex[i] ? sim_get_u32(call->conn, &copy.in) : 0);
        }
    }
    if (call->opnum == 0 || call->opnum == 117) {
        record(call->opnum, name, call->opnum == 117 ? sim_get_u32(call->conn, &copy.in) : 0);
    }
}

static void give_handle(struct sim_call *call, enum sim_type type, const uint32_t *granted)
{
    uint8_t wire[20] = {0};

    if (!sim_call_parsed(call)) {
        return;
    }
    if (call->status == 0) {
        sim_handle_new(call->conn, type, 0, true, wire);
    }
    if (granted != NULL) {
        lwclus_put_u32(&call->out, *granted);
    }
    lwclus_put_u32(&call->out, call->status);
    lwclus_put_u32(&call->out, call->rpc_status);
    lwclus_put_bytes(&call->out, wire, 20);
}

static void open_other(struct sim_call *call)
{
    uint32_t granted;

    (void)sim_get_text(call->conn, &call->in);
    granted = call->opnum >= 117 ? sim_get_u32(call->conn, &call->in) : 0;
    give_handle(call, SIM_NETWORK, call->opnum >= 117 ? &granted : NULL);
}

static void open_key(struct sim_call *call)
{
    struct lwclus_cspan name = {NULL, 0};

    if (call->opnum == 30) {
        (void)sim_handle_get(call, (enum sim_type)SIM_KEY);
        name = sim_get_text(call->conn, &call->in);
    }
    record(call->opnum, name, sim_get_u32(call->conn, &call->in));
    give_handle(call, (enum sim_type)SIM_KEY, NULL);
}

/* ApiSetGroupNodeList. */
static struct node_list {
    uint32_t calls, units;
    uint8_t bytes[8];
} node_list;

static void set_node_list(struct sim_call *call)
{
    (void)sim_handle_get(call, SIM_NETWORK);
    (void)sim_get_u32(call->conn, &call->in); /* referent, max_count */
    (void)sim_get_u32(call->conn, &call->in);
    lwclus_get_bytes(&call->in, node_list.bytes, sizeof node_list.bytes);
    node_list.units = sim_get_u32(call->conn, &call->in);
    node_list.calls++;
    if (sim_call_parsed(call)) {
        lwclus_put_u32(&call->out, call->rpc_status);
        lwclus_put_u32(&call->out, call->status);
    }
}

void sim_method_call(struct sim_call *call)
{
    watch(call);
    switch (call->opnum) {
    case 8:
    case 41:
    case 119:
    case 120:
        open_other(call);
        break;
    case 54:
        set_node_list(call);
        break;
    case 28:
    case 30:
        open_key(call);
        break;
    case 11:
    case 44:
        close_object(call, SIM_NETWORK);
        break;
    case 37:
        close_object(call, (enum sim_type)SIM_KEY);
        break;
    default:
        sim_method_call_base(call);
    }
}

/* ---- rows ---- */

static const struct kind {
    uint8_t type;
    const uint16_t *name;
    const char *ascii;
    uint16_t plain, ex;
} kinds[] = {
    {LWCLUS_HANDLE_NETINTERFACE, u"N1 - LAN", "N1 - LAN", 92, 122}, /* not in the order of opening */
    {LWCLUS_HANDLE_KEY, u"Resources\\1", "Resources\\1", 30, 30},
    {LWCLUS_HANDLE_NETWORK, u"LAN", "LAN", 81, 121},
    {LWCLUS_HANDLE_GROUP, u"Web", "Web", 41, 119},
    {LWCLUS_HANDLE_NODE, u"N3", "N3", 66, 118},
    {LWCLUS_HANDLE_RESOURCE, u"Disk", "Disk", 8, 120},
};

/* Where the rows of the table stand in the order of 3.2.4.6. */
static const uint8_t order[] = {4, 3, 5, 1, 2, 0};

static void start(DWORD access)
{
    re_reset();
    re_start();
    re.no_host = true;
    re.cluster = OpenClusterEx(u"n1", access, NULL);
    assert_non_null(re.cluster);
}

static void expect(uint32_t i, uint16_t opnum, const char *name, uint32_t access)
{
    if (i >= opened_count || opened[i].opnum != opnum || strcmp(opened[i].name, name) != 0 ||
        opened[i].access != access) {
        print_error("open %u of %u: opnum %u \"%s\" access %08x, expected %u \"%s\" %08x\n", i, opened_count,
                    opened[i].opnum, opened[i].name, opened[i].access, opnum, name, access);
        fail();
    }
}

static void reconnect(void)
{
    opened_count = 0;
    re_kill(0);
    assert_int_equal(re_call(5), 0);
    assert_int_equal(re.events, 1);
}

/* Every kind with every access: Ex with the same one, plain for all access; keys below the root key. */
static void test_order_and_access(void **state)
{
    static const uint32_t access[] = {GENERIC_READ, GENERIC_ALL, MAXIMUM_ALLOWED,
                                      GENERIC_READ | GENERIC_WRITE, CLUSAPI_READ_ACCESS};
    uintptr_t handle[COUNT(kinds)];
    struct lwclus_handle_row *row;
    uint32_t n;

    (void)state;
    for (uint32_t a = 0; a < COUNT(access); a++) {
        start(access[a]);
        for (uint32_t i = 0; i < COUNT(kinds); i++) {
            handle[i] = re_row(kinds[i].type, kinds[i].name, access[a]);
        }
        reconnect();
        n = 0;
        expect(n++, access[a] == GENERIC_ALL ? 0 : 117, "", access[a] == GENERIC_ALL ? 0 : access[a]);
        for (uint32_t i = 0; i < COUNT(order); i++) {
            const struct kind *k = &kinds[order[i]];
            bool key = k->type == LWCLUS_HANDLE_KEY;
            bool plain = access[a] == GENERIC_ALL;

            if (key) {
                expect(n++, 28, "", MAXIMUM_ALLOWED);
            }
            expect(n++, plain ? k->plain : k->ex, k->ascii, key || !plain ? access[a] : 0);
        }
        assert_int_equal(opened_count, n);
        assert_int_equal(re.event[0].handles, COUNT(kinds));
        for (uint32_t i = 0; i < COUNT(kinds); i++) {
            row = lwclus_handle_find(handle[i], kinds[i].type);
            assert_non_null(row);
            assert_true(sim_handle_find(&sim_net.slot[0].conn, row->u.context) != NULL);
        }
        re_stop("kinds", a);
    }
}

/* Root keys are opened as such; several keys share one root. */
static void test_keys(void **state)
{
    (void)state;
    start(GENERIC_READ);
    (void)re_row(LWCLUS_HANDLE_KEY, u"A", 0x20019);
    (void)re_row(LWCLUS_HANDLE_KEY, u"", 0x20019);
    (void)re_row(LWCLUS_HANDLE_KEY, u"B\\C", 0xf003f);
    reconnect();
    expect(1, 28, "", MAXIMUM_ALLOWED);
    expect(2, 30, "A", 0x20019);
    expect(3, 28, "", 0x20019);
    expect(4, 30, "B\\C", 0xf003f);
    assert_int_equal(opened_count, 5);
    re_stop("keys", 0);
}

/* One failing re-open of any kind, on node 2: the next candidate takes all. */
static void test_failing_kind(void **state)
{
    static const struct sim_rule rules[] = {{.what = SIM_STATUS, .value = 5047},
                                            {.what = SIM_STATUS, .value = 1722},
                                            {.what = SIM_RPC_STATUS, .value = 5},
                                            {.what = SIM_FAULT, .value = 0x1c00001a},
                                            {.what = SIM_NULL_HANDLE},
                                            {.what = SIM_CLOSE},
                                            {.what = SIM_SILENT},
                                            {.what = SIM_STUB_CUT, .value = 3},
                                            {.what = SIM_SIGNATURE}};
    struct sim_rule rule;

    (void)state;
    for (uint32_t k = 0; k < COUNT(kinds); k++) {
        for (uint32_t i = 0; i < COUNT(rules); i++) {
            if (rules[i].what == SIM_NULL_HANDLE && kinds[k].ex != 118 && kinds[k].ex != 121 &&
                kinds[k].ex != 122) {
                continue;
            }
            start(GENERIC_READ);
            for (uint32_t n = 0; n < COUNT(kinds); n++) {
                (void)re_row(kinds[n].type, kinds[n].name, GENERIC_READ);
            }
            rule = rules[i];
            rule.only = true;
            rule.opnum = kinds[k].ex;
            sim_misbehave(&scene_cluster, 1, rule);
            sim_net.names[0].name = "nobody";
            reconnect();
            assert_int_equal(re_node(), 2);
            assert_int_equal(re.event[0].handles, COUNT(kinds));
            re_stop("failing kind", k * 100 + i);
        }
    }
}

/* A name that the row does not hold: the handle is lost, counted and never another object's. */
static void test_long_names(void **state)
{
    static uint16_t name[LWCLUS_HANDLE_NAME_UNITS + 1u];
    struct lwclus_statistics s;
    uintptr_t handle;

    (void)state;
    for (uint32_t units = LWCLUS_HANDLE_NAME_UNITS - 1u; units <= LWCLUS_HANDLE_NAME_UNITS; units++) {
        for (uint32_t k = 0; k < COUNT(kinds); k++) {
            bool lost = units >= LWCLUS_HANDLE_NAME_UNITS;
            bool known = kinds[k].type == LWCLUS_HANDLE_GROUP || kinds[k].type == LWCLUS_HANDLE_RESOURCE ||
                         kinds[k].type == LWCLUS_HANDLE_KEY;

            for (uint32_t i = 0; i < COUNT(name); i++) {
                name[i] = i < units ? u'x' : 0;
            }
            if (!lost && !known) {
                continue; /* the simulator has no such object */
            }
            start(GENERIC_READ);
            handle = re_row(kinds[k].type, name, GENERIC_READ);
            reconnect();
            assert_int_equal(opened_count, lost ? 1 : kinds[k].type == LWCLUS_HANDLE_KEY ? 3 : 2);
            assert_int_equal(lwclus_get_statistics(re.cluster, &s), ERROR_SUCCESS);
            assert_int_equal(s.lost_handles, lost);
            assert_int_equal(s.reopened_handles, !lost);
            assert_int_equal(lwclus_handle_find(handle, kinds[k].type)->lost, lost);
            scene_cluster.node[0].reach = SIM_UP;
            re_kill(re_node());
            assert_int_equal(re_call(5), 0); /* once more: counted once */
            assert_int_equal(lwclus_get_statistics(re.cluster, &s), ERROR_SUCCESS);
            assert_int_equal(s.lost_handles, lost);
            re_stop("long name", k);
        }
    }
}

/* The call that finds the node gone is the one on the lost handle: 6, the others go on. */
static void test_call_on_lost_handle(void **state)
{
    static uint16_t name[LWCLUS_HANDLE_NAME_UNITS + 2u];

    (void)state;
    for (uint32_t i = 0; i < COUNT(name) - 1u; i++) {
        name[i] = u'x';
    }
    for (uint32_t f = 0; f < 3; f++) {
        start(GENERIC_READ);
        scene_cluster.netif[0].name = name;
        re.netif = OpenClusterNetInterfaceEx(re.cluster, f == 2 ? u"N3 - LAN" : name, GENERIC_READ, NULL);
        assert_non_null(re.netif);
        re.host = (HNODE)re_row(LWCLUS_HANDLE_NODE, f == 2 ? name : u"N2", GENERIC_READ);
        re_kill(0);
        assert_int_equal(re_call(f == 0 ? 3 : f == 1 ? 4 : 8), ERROR_INVALID_HANDLE);
        assert_int_equal(lwclus_last_result(), 1u << 16 | ERROR_INVALID_HANDLE);
        assert_int_equal(re.events, 1);
        assert_int_equal(re_call(f == 0 ? 3 : f == 1 ? 4 : 8), ERROR_INVALID_HANDLE);
        assert_int_equal(re_call(5), 0);
        re_stop("call on a lost handle", f);
    }
}

/* An array that is made in the session's buffer is made again for the call that is repeated. */
static void test_list_is_sent_again(void **state)
{
    static const uint8_t expected[8] = {'1', 0, '2', 0, 0, 0, 0, 0};
    HGROUP group;
    HNODE node;

    (void)state;
    start(GENERIC_READ);
    group = (HGROUP)re_row(LWCLUS_HANDLE_GROUP, u"Web", GENERIC_READ);
    node = (HNODE)re_row(LWCLUS_HANDLE_NODE, u"N3", GENERIC_READ);
    lwclus_handle_find((uintptr_t)node, LWCLUS_HANDLE_NODE)->node = 12;
    memset(&node_list, 0, sizeof node_list);
    re_kill(0);
    assert_int_equal(SetClusterGroupNodeList(group, 1, &node), ERROR_SUCCESS);
    assert_int_equal(re.events, 1);
    assert_int_equal(node_list.calls, 1);
    assert_int_equal(node_list.units, 4);
    assert_memory_equal(node_list.bytes, expected, sizeof expected);
    re_stop("list", 0);
}

/* Round trips of a reconnect with n handles: those of an open, and one for each flight of re-opens. */
static void test_round_trips(void **state)
{
    static const uint32_t counts[] = {0, 1, 2, 5, 10, 50};
    struct lwclus_statistics before, after;

    (void)state;
    for (uint32_t i = 0; i < 2u * COUNT(counts); i++) {
        uint32_t handles = counts[i / 2u];
        uint32_t calls = i % 2u == 0 ? LWCLUS_MAX_CALLS : 1;

        start(GENERIC_READ);
        scene_cluster.one_call = calls == 1;
        for (uint32_t n = 0; n < handles; n++) {
            (void)re_row(LWCLUS_HANDLE_NETINTERFACE, u"N1 - LAN", GENERIC_READ);
        }
        assert_int_equal(lwclus_get_statistics(re.cluster, &before), ERROR_SUCCESS);
        assert_int_equal(re_call(5), 0);
        sim_net.names[0].name = "nobody";
        assert_int_equal(lwclus_get_statistics(re.cluster, &before), ERROR_SUCCESS);
        reconnect();
        assert_int_equal(lwclus_get_statistics(re.cluster, &after), ERROR_SUCCESS);
        after.round_trips -= before.round_trips + 1u; /* the repeated call; the first one did not get out */
        print_message("# %u handles, server that takes %u calls at a time: %u round trips\n", handles, calls,
                      after.round_trips);
        assert_int_equal(after.round_trips, (calls > 1 ? 7 : 8) + (handles + calls - 1u) / calls);
        re_stop("round trips", i);
    }
}

/* A key that was deleted is gone: not the root key, whose name is the empty one. Its other handles go with
 * it. */
static void test_key_is_gone(void **state)
{
    union lwclus_ndr_arg args[1];
    struct lwclus_statistics s;
    uintptr_t key, same, root;

    (void)state;
    start(GENERIC_READ);
    key = re_row(LWCLUS_HANDLE_KEY, u"A", GENERIC_READ);
    same = re_row(LWCLUS_HANDLE_KEY, u"a", GENERIC_READ);
    root = re_row(LWCLUS_HANDLE_KEY, u"", GENERIC_READ);
    assert_int_equal(re_call(5), 0);
    sim_handle_new(&sim_net.slot[0].conn, (enum sim_type)SIM_KEY, 0, true,
                   lwclus_handle_find(key, LWCLUS_HANDLE_KEY)->u.context);
    assert_int_equal(lwclus_call(key, LWCLUS_CALL_ON(37, LWCLUS_HANDLE_KEY) | LWCLUS_CALL_GONE, args),
                     LWCLUS_OK);
    reconnect();
    expect(1, 28, "", GENERIC_READ);
    assert_int_equal(opened_count, 2);
    assert_true(lwclus_handle_find(key, LWCLUS_HANDLE_KEY)->lost);
    assert_true(lwclus_handle_find(same, LWCLUS_HANDLE_KEY)->lost);
    assert_false(lwclus_handle_find(root, LWCLUS_HANDLE_KEY)->lost);
    assert_int_equal(lwclus_get_statistics(re.cluster, &s), ERROR_SUCCESS);
    assert_int_equal(s.lost_handles, 2);
    re_stop("key is gone", 0);
}

static void open_rows(uint32_t n)
{
    start(GENERIC_READ);
    for (uint32_t i = 0; i < n; i++) {
        (void)re_row(kinds[i % COUNT(kinds)].type, kinds[i % COUNT(kinds)].name, GENERIC_READ);
    }
    sim_net.names[0].name = "nobody";
}

/* Every row has the context handle of its own object, whatever order the answers came in. */
static void expect_contexts(uint32_t n)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < LWCLUS_MAX_HANDLES; i++) {
        const struct lwclus_handle_row *row = &lwclus_instance.rows[i];
        uint32_t type = row->type == LWCLUS_HANDLE_NODE           ? SIM_NODE
                        : row->type == LWCLUS_HANDLE_NETINTERFACE ? SIM_NETIF
                        : row->type == LWCLUS_HANDLE_KEY          ? SIM_KEY
                                                                  : SIM_NETWORK;

        if (row->type > LWCLUS_HANDLE_CLUSTER && row->open) {
            const struct sim_handle *handle = sim_handle_find(&sim_net.slot[0].conn, row->u.context);

            assert_non_null(handle);
            assert_int_equal(handle->type, type);
            for (uint32_t other = 0; other < i; other++) {
                assert_memory_not_equal(lwclus_instance.rows[other].u.context, row->u.context,
                                        LWCLUS_CONTEXT_HANDLE_BYTES);
            }
            found++;
        }
    }
    assert_int_equal(found, n);
}

/* Answers in another order than the calls: one late, or (0) every other one. The root key is a call of its
 * own and ends the first flight of 13; what is late at the end of a flight never comes. */
static void test_answers_out_of_order(void **state)
{
    (void)state;
    for (uint32_t late = 0; late <= 25; late++) {
        open_rows(24);
        sim_misbehave(
            &scene_cluster, 1,
            (struct sim_rule){.what = SIM_LATE, .step = late != 0 ? 6u + late : 7u, .times = late != 0});
        reconnect();
        assert_int_equal(re_node(), late == 0 || late == 13 || late == 25 ? 2 : 1);
        expect_contexts(24);
        re_stop("out of order", late);
    }
}

/* The k-th of n re-opens fails, in every way: the flight is given up, the next candidate takes all. */
static void test_failing_in_flight(void **state)
{
    static const struct sim_rule rules[] = {{.what = SIM_STATUS, .value = 5},
                                            {.what = SIM_FAULT, .value = 5},
                                            {.what = SIM_NULL_HANDLE},
                                            {.what = SIM_CLOSE},
                                            {.what = SIM_RESET},
                                            {.what = SIM_SILENT},
                                            {.what = SIM_CLOSE_NEXT},
                                            {.what = SIM_TWICE},
                                            {.what = SIM_CALL_ID, .value = 1},
                                            {.what = SIM_CALL_ID, .value = 0xffffffffu},
                                            {.what = SIM_STUB_CUT, .value = 3},
                                            {.what = SIM_SIGNATURE},
                                            {.what = SIM_REPLAY},
                                            {.what = SIM_UNSEALED}};
    const uint32_t n = 20;
    uint32_t cases = 0, moved = 0;

    (void)state;
    for (uint32_t i = 0; i < COUNT(rules); i++) {
        for (uint32_t k = 1; k <= n; k++) {
            struct sim_rule rule = rules[i];

            open_rows(n);
            rule.step = 6u + k;
            rule.times = 1;
            sim_misbehave(&scene_cluster, 1, rule);
            reconnect();
            cases++;
            moved += re_node() == 2;
            assert_int_equal(re.event[0].handles, n);
            expect_contexts(n);
            assert_int_equal(re_call(5), 0);
            re_stop("failing in flight", i * 100 + k);
        }
    }
    print_message("# %u re-opens that fail in a flight: %u go on to the next node, 0 failed calls\n", cases,
                  moved);
    assert_true(moved > cases / 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers_out_of_order), cmocka_unit_test(test_failing_in_flight),
        cmocka_unit_test(test_order_and_access),     cmocka_unit_test(test_keys),
        cmocka_unit_test(test_failing_kind),         cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_call_on_lost_handle),  cmocka_unit_test(test_round_trips),
        cmocka_unit_test(test_list_is_sent_again),   cmocka_unit_test(test_key_is_gone),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
