/* Functions that make several calls, local ones, and rules that hold for many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/scripted.h"
#include "session/instance.h"

/* Runs `expression` until it no longer says "call again", in the blocking and in the non-blocking form. */
#define EACH_FORM(blocking) for (int blocking = 1; blocking >= 0; form(--blocking >= 0 ? blocking : 1))

static void form(int blocking)
{
    scripted.io.stutter = !blocking;
    lwclus_set_nonblocking(!blocking);
}

static bool again(DWORD code)
{
    return code == ERROR_IO_PENDING && lwclus_last_result() >> 16 == 0;
}

#define REPEAT(code, expression)                                                                             \
    do {                                                                                                     \
        (code) = (expression);                                                                               \
    } while (again(code))

#define REPEAT_HANDLE(handle, expression)                                                                    \
    do {                                                                                                     \
        (handle) = (expression);                                                                             \
    } while ((handle) == NULL && again(GetLastError()))

static const char version[] = "w10 w0 w20348 p s=V p s= p d20 x000b0003 x000a0003 d1 d0 d0 d0";

static void test_information(void **state)
{
    (void)state;
    EACH_FORM(blocking)
    {
        CLUSTERVERSIONINFO info = {.dwVersionInfoSize = sizeof info};
        WCHAR name[8] = {0};
        DWORD units = 8;
        DWORD code;

        scripted_expect(3, "", "p s=CLUS p s=N1 d0");
        scripted_expect(102, "", version);
        REPEAT(code, GetClusterInformation(C, name, &units, &info));
        assert_int_equal(code, ERROR_SUCCESS);
        assert_memory_equal(name, u"CLUS", 10);
        assert_int_equal(units, 4);
        assert_int_equal(info.MajorVersion, 10);
        assert_int_equal(info.BuildNumber, 20348);
        assert_int_equal(info.szVendorId[0], 'V');
        assert_int_equal(info.szCSDVersion[0], 0);
        assert_int_equal(info.dwClusterHighestVersion, 0x000b0003);
        assert_int_equal(info.dwClusterLowestVersion, 0x000a0003);
        assert_int_equal(info.dwFlags, CLUSTER_VERSION_FLAG_MIXED_MODE);
        scripted_done();
    }
}

/* The name does not fit: the second call is not made. */
static void test_information_stops(void **state)
{
    CLUSTERVERSIONINFO info = {.dwVersionInfoSize = sizeof info};
    WCHAR name[8] = {0};
    DWORD units = 4;

    (void)state;
    scripted_expect(3, "", "p s=CLUS p s=N1 d0");
    assert_int_equal(GetClusterInformation(C, name, &units, &info), ERROR_MORE_DATA);
    assert_int_equal(units, 4);
    scripted_done();
    info.dwVersionInfoSize--;
    assert_int_equal(GetClusterInformation(C, name, &units, &info), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetClusterInformation(C, name, NULL, NULL), ERROR_INVALID_PARAMETER);
}

/* Another function on the same handle is not taken for a part of this one. */
static void test_unfinished_call_of_another_function(void **state)
{
    WCHAR name[8] = {0};
    DWORD units = 8;
    DWORD code;
    HNODE node;

    (void)state;
    form(0);
    scripted_expect(66, "s=N1", "d0 d0 @N");
    assert_null(OpenClusterNode(C, u"N1"));
    assert_int_equal(GetLastError(), ERROR_IO_PENDING);
    assert_int_equal(GetClusterInformation(C, name, &units, NULL), ERROR_BUSY);
    assert_int_equal(PauseClusterNode(N), ERROR_BUSY);
    REPEAT_HANDLE(node, OpenClusterNode(C, u"N1"));
    assert_non_null(node);
    scripted_done();
    scripted_expect(69, "@N", "d0 d0");
    REPEAT(code, PauseClusterNode(N));
    assert_int_equal(code, ERROR_SUCCESS);
    scripted_done();
    form(1);
    assert_int_equal(CloseClusterNode(node), TRUE);
}

static void test_node_by_id(void **state)
{
    static const char nodes[] =
        "p d3 d3 d1 p d1 p d1 p s=1 s=x s=12 p d3 d3 d1 p d1 p d1 p s=N1 s=N2 s=N3 d0 d0";
    HNODE node;

    (void)state;
    EACH_FORM(blocking)
    {
        scripted_expect(125, "@C d1 d0", nodes);
        scripted_expect(66, "s=N3", "d0 d0 @N");
        REPEAT_HANDLE(node, OpenClusterNodeById(C, 12));
        assert_non_null(node);
        scripted_done();
        form(1);
        assert_int_equal(CloseClusterNode(node), TRUE);
        form(blocking);
        scripted_expect(125, "@C d1 d0", nodes);
        REPEAT_HANDLE(node, OpenClusterNodeById(C, 2));
        assert_null(node);
        assert_int_equal(GetLastError(), ERROR_CLUSTER_NODE_NOT_FOUND);
        scripted_done();
        scripted_expect(125, "@C d1 d0", nodes);
        REPEAT_HANDLE(node, OpenClusterNodeById(C, 0)); /* "x" is no number */
        assert_null(node);
        scripted_done();
    }
}

static void test_online_elsewhere(void **state)
{
    BYTE in[3] = {1, 2, 3};
    DWORD code;

    (void)state;
    EACH_FORM(blocking)
    {
        scripted_expect(52, "@G @M", "d0 d0");
        scripted_expect(49, "@G", "d0 d997");
        REPEAT(code, OnlineClusterGroup(G, M));
        assert_int_equal(code, ERROR_IO_PENDING); /* of the server */
        scripted_done();
        scripted_expect(52, "@G @M", "d0 d0");
        scripted_expect(130, "@G d1 d3 h=010203 d3", "d0 d0");
        REPEAT(code, OnlineClusterGroupEx(G, M, 1, in, 3));
        assert_int_equal(code, ERROR_SUCCESS);
        scripted_done();
        scripted_expect(52, "@G @M", "d0 d997"); /* the move takes its time: nothing more is sent */
        REPEAT(code, OnlineClusterGroup(G, M));
        assert_int_equal(code, ERROR_IO_PENDING);
        assert_int_equal(lwclus_last_result() >> 16, 9);
        scripted_done();
    }
}

static void test_node_list(void **state)
{
    HNODE list[] = {M, N};
    HNODE wrong[] = {N, (HNODE)G};
    DWORD code;

    EACH_FORM(blocking)
    {
        scripted_expect(48, "@M", "p s=250 d0 d0");
        scripted_expect(48, "@N", "p s=7 d0 d0");
        scripted_expect(54, "@G p d7 h=3200350030000000370000000000 d7", "d0 d0");
        REPEAT(code, SetClusterGroupNodeList(G, 2, list));
        assert_int_equal(code, ERROR_SUCCESS);
        scripted_done();
        scripted_expect(54, "@G p d7 h=3200350030000000370000000000 d7", "d0 d0"); /* the numbers are known */
        REPEAT(code, SetClusterGroupNodeList(G, 2, list));
        assert_int_equal(code, ERROR_SUCCESS);
        scripted_done();
        assert_int_equal(SetClusterGroupNodeList(G, 2, wrong), ERROR_INVALID_HANDLE);
        assert_int_equal(SetClusterGroupNodeList((HGROUP)N, 2, list), ERROR_INVALID_HANDLE);
        assert_int_equal(SetClusterGroupNodeList(G, 65, list), ERROR_INVALID_PARAMETER);
        assert_int_equal(SetClusterGroupNodeList(G, 1, NULL), ERROR_INVALID_PARAMETER);
        form(1);
        assert_int_equal(scripted_stop(state), 0); /* forget the numbers */
        assert_int_equal(scripted_start(state), 0);
        list[0] = M;
        list[1] = N;
        wrong[0] = N;
        wrong[1] = (HNODE)G;
    }
}

/* As many nodes as a cluster has, with the longest numbers. */
static void test_longest_node_list(void **state)
{
    char request[64 * 20 + 32] = "@G p d257";
    HNODE list[64];

    (void)state;
    for (size_t i = 0; i < 64; i++) {
        list[i] = N;
        strcat(request, " h=3200350035000000");
    }
    strcat(request, " h=0000 d257");
    scripted_expect(48, "@N", "p s=255 d0 d0");
    scripted_expect(54, request, "d0 d0");
    assert_int_equal(SetClusterGroupNodeList(G, 64, list), ERROR_SUCCESS);
    scripted_done();
    scripted_expect(54, "@G p d1 h=0000 d1", "d0 d0");
    assert_int_equal(SetClusterGroupNodeList(G, 0, NULL), ERROR_SUCCESS);
    scripted_done();
}

static void test_node_list_needs_numbers(void **state)
{
    static const char *const answers[] = {"p s=256 d0 d0", "p s=0 d0 d0",     "p s= d0 d0",
                                          "p s=1a d0 d0",  "p s=12345 d0 d0", "d0 d0 d0"};

    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        scripted_expect(48, "@N", answers[i]);
        assert_int_equal(SetClusterGroupNodeList(G, 1, &N), ERROR_INVALID_DATA);
        scripted_done();
    }
}

static void test_pause_needs_drain_for_a_target(void **state)
{
    (void)state;
    assert_int_equal(PauseClusterNodeEx(N, FALSE, 0, M), ERROR_INVALID_PARAMETER);
}

/* Counts of text: too small, exact, only asked for, NULL on the wire. */
static void test_text(void **state)
{
    WCHAR name[4];
    DWORD units;

    (void)state;
    for (units = 0; units < 8; units++) {
        DWORD n = units;

        name[0] = 'z';
        scripted_expect(48, "@N", "p s=12 d0 d0");
        assert_int_equal(GetClusterNodeId(N, name, &n), units < 3 ? ERROR_MORE_DATA : ERROR_SUCCESS);
        assert_int_equal(n, 2);
        assert_int_equal(name[0], units < 3 ? 'z' : '1');
        scripted_done();
    }
    units = 0;
    scripted_expect(48, "@N", "p s=12 d0 d0");
    assert_int_equal(GetClusterNodeId(N, NULL, &units), ERROR_SUCCESS);
    assert_int_equal(units, 2);
    scripted_expect(48, "@N", "d0 d0 d0");
    units = 4;
    assert_int_equal(GetClusterNodeId(N, name, &units), ERROR_SUCCESS);
    assert_int_equal(units, 0);
    assert_int_equal(name[0], 0);
    scripted_done();
    assert_int_equal(GetClusterNodeId(N, name, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(GetClusterNodeId(NULL, name, &units), ERROR_INVALID_HANDLE);
}

/* Two names: both counts are told even when the first does not fit. */
static void test_two_texts(void **state)
{
    WCHAR node[2], group[8];
    DWORD units = 2, units2 = 8;

    (void)state;
    scripted_expect(12, "@R", "d2 p s=N2 p s=grp d0 d0");
    assert_int_equal(GetClusterResourceState(R, node, &units, group, &units2), ClusterResourceStateUnknown);
    assert_int_equal(GetLastError(), ERROR_MORE_DATA);
    assert_int_equal(units, 2);
    assert_int_equal(units2, 3);
    scripted_done();
    assert_int_equal(GetClusterResourceState(R, node, NULL, NULL, NULL), ClusterResourceStateUnknown);
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    SetLastError(0);
    units = 2;
    scripted_expect(112, "@R", "p s=NAME d0 d0");
    assert_int_equal(GetClusterResourceNetworkName(R, node, &units), FALSE);
    assert_int_equal(GetLastError(), ERROR_MORE_DATA);
    assert_int_equal(units, 4);
    scripted_done();
}

/* Names that may not be NULL are refused before anything is sent. */
static void test_null_names(void **state)
{
    (void)state;
    assert_int_equal(SetClusterName(C, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(SetClusterGroupName(G, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(SetClusterResourceName(R, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(SetClusterNetworkName(W, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(DeleteClusterResourceType(C, NULL), ERROR_INVALID_PARAMETER);
    assert_int_equal(ClusterResourceTypeControl(C, NULL, NULL, 0, NULL, 0, NULL, 0, NULL),
                     ERROR_INVALID_PARAMETER);
    assert_int_equal(OnlineClusterResourceEx(R, 0, NULL, 1), ERROR_INVALID_PARAMETER);
    assert_int_equal(ClusterSetAccountAccess(C, NULL, 1, 0), ERROR_INVALID_PARAMETER);
    assert_null(OpenClusterNode(C, NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(CreateClusterGroup(C, NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(CreateClusterResource(G, u"r", NULL, 0));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(OpenClusterGroupEx(C, u"g", 0, NULL));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
}

/* The longest SID has 184 units: 15 subauthorities. */
static void test_longest_sid(void **state)
{
    WCHAR sid[200] = {0};

    (void)state;
    for (unsigned i = 0; i < 184; i++) {
        sid[i] = '1';
    }
    scripted.any_request = true;
    scripted_expect(106, "", "d0 d0 d0 d0 d0 d0 d0");
    assert_int_equal(ClusterSetAccountAccess(C, sid, 1, 0), ERROR_SUCCESS);
    scripted_done();
    sid[184] = sid[185] = '1';
    assert_int_equal(ClusterSetAccountAccess(C, sid, 1, 0), ERROR_INVALID_PARAMETER);
}

static void test_control_sizes(void **state)
{
    static BYTE out[LWCLUS_STUB_BYTES];
    char too_long[64];
    DWORD n = 7;

    (void)state;
    scripted_expect(77, "@G x03000059 d0 d0 d8", "d8 d0 d0 d0 d530 d0 d234");
    assert_int_equal(ClusterGroupControl(G, NULL, CLUSCTL_GROUP_GET_COMMON_PROPERTIES, NULL, 0, out, 8, &n),
                     ERROR_MORE_DATA);
    assert_int_equal(n, 530);
    scripted_expect(77, "@G x03000059 d0 d0 d8", "d8 d0 d0 d0 d0 d0 d1");
    assert_int_equal(ClusterGroupControl(G, NULL, CLUSCTL_GROUP_GET_COMMON_PROPERTIES, NULL, 0, out, 8, &n),
                     ERROR_INVALID_FUNCTION);
    assert_int_equal(n, 0);
    assert_int_equal(ClusterGroupControl(G, NULL, 1, NULL, 0, NULL, 8, &n), ERROR_INVALID_PARAMETER);
    assert_int_equal(ClusterGroupControl(G, NULL, 1, NULL, 3, NULL, 0, &n), ERROR_INVALID_PARAMETER);
    scripted_done();
    /* the caller's buffer is large enough, the library's is not: the size is told, nothing is cut */
    scripted.any_request = true;
    (void)snprintf(too_long, sizeof too_long, "d0 d0 d0 d0 d%u d0 d234", (unsigned)sizeof out - 2);
    scripted_expect(77, "", too_long);
    assert_int_equal(
        ClusterGroupControl(G, NULL, CLUSCTL_GROUP_GET_COMMON_PROPERTIES, NULL, 0, out, sizeof out, &n),
        ERROR_NOT_ENOUGH_MEMORY);
    assert_int_equal(n, sizeof out - 2);
    scripted_done();
}

static void test_cluster_from(void **state)
{
    HCLUSTER of[] = {GetClusterFromNode(N), GetClusterFromGroup(G), GetClusterFromResource(R),
                     GetClusterFromNetwork(W), GetClusterFromNetInterface(I)};

    (void)state;
    for (size_t i = 0; i < sizeof of / sizeof of[0]; i++) {
        assert_non_null(of[i]);
        assert_true(of[i] != C);
        assert_int_equal(CloseCluster(of[i]), TRUE);
    }
    assert_null(GetClusterFromNode((HNODE)G));
    assert_int_equal(GetLastError(), ERROR_INVALID_HANDLE);
    assert_null(GetClusterFromGroup((HGROUP)R));
    assert_null(GetClusterFromResource((HRESOURCE)W));
    assert_null(GetClusterFromNetwork((HNETWORK)I));
    assert_null(GetClusterFromNetInterface((HNETINTERFACE)N));
}

#if LWCLUS_RECONNECT
static void expect_name(const void *handle, const WCHAR *name)
{
    const struct lwclus_handle_row *row = &lwclus_instance.rows[(uintptr_t)handle & 0xffffu];
    size_t i = 0;

    while (name[i] != 0) {
        assert_int_equal(row->name[i], name[i]);
        i++;
    }
    assert_int_equal(row->name[i], 0);
}

static void expect_gone(const void *handle)
{
    assert_int_equal(lwclus_instance.rows[(uintptr_t)handle & 0xffffu].name[0], LWCLUS_NAME_NOT_KEPT);
}

/* What handles are opened again by: every handle of an object follows its name; nothing is left of a deleted
 * one. A rename that fails changes nothing. */
static void test_names_to_open_again(void **state)
{
    HGROUP same, created;
    HRESOURCE resource;
    HNODE node;

    (void)state;
    scripted_expect(119, "s=G x80000000", "x80000000 d0 d0 @G");
    same = OpenClusterGroupEx(C, u"G", GENERIC_READ, NULL); /* case does not count */
    scripted_expect(46, "@G s=new", "d0 d5010");
    assert_int_equal(SetClusterGroupName(G, u"new"), ERROR_OBJECT_ALREADY_EXISTS);
    expect_name(G, u"g");
    scripted_expect(46, "@G s=new", "d0 d0");
    assert_int_equal(SetClusterGroupName(G, u"new"), ERROR_SUCCESS);
    expect_name(G, u"new");
    expect_name(same, u"new");
    expect_name(H, u"h");
    scripted_expect(43, "@G d0", "d0 d0");
    assert_int_equal(DeleteClusterGroup(same), ERROR_SUCCESS);
    expect_gone(G);
    expect_gone(same);
    expect_name(H, u"h");
    scripted_done();
    scripted_expect(42, "s=c", "d0 d0 @G");
    created = CreateClusterGroup(C, u"c");
    expect_name(created, u"c");
    scripted_expect(9, "@H s=x s=y d0", "d0 d0 @R");
    resource = CreateClusterResource(H, u"x", u"y", 0);
    expect_name(resource, u"x");
    scripted_expect(125, "@C d1 d0", "p d1 d1 d1 p s=4 p d1 d1 d1 p s=N4 d0 d0");
    scripted_expect(66, "s=N4", "d0 d0 @N");
    node = OpenClusterNodeById(C, 4);
    expect_name(node, u"N4");
    scripted_done();
}
#endif

static void test_not_implemented(void **state)
{
    DWORD n = 0;
    const DWORD codes[] = {
        GetNodeClusterState(u"N1", &n),
        BackupClusterDatabase(C, u"path"),
        RestoreClusterDatabase(u"path", FALSE, NULL),
        SetClusterServiceAccountPassword(u"c", u"p", 0, NULL, &n),
        SetClusterNetworkPriorityOrder(C, 1, &W),
        ClusterResourceControlAsUser(R, NULL, 0, NULL, 0, NULL, 0, &n),
        ClusterResourceTypeControlAsUser(C, u"T", NULL, 0, NULL, 0, NULL, 0, &n),
    };

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        assert_int_equal(codes[i], ERROR_CALL_NOT_IMPLEMENTED);
    }
    assert_int_equal(lwclus_last_result(), 1u << 16 | ERROR_CALL_NOT_IMPLEMENTED);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scripted_start, scripted_stop)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_information),
        TEST(test_information_stops),
        TEST(test_unfinished_call_of_another_function),
        TEST(test_node_by_id),
        TEST(test_online_elsewhere),
        TEST(test_node_list),
        TEST(test_longest_node_list),
        TEST(test_node_list_needs_numbers),
        TEST(test_pause_needs_drain_for_a_target),
        TEST(test_text),
        TEST(test_two_texts),
        TEST(test_null_names),
        TEST(test_longest_sid),
        TEST(test_control_sizes),
        TEST(test_cluster_from),
#if LWCLUS_RECONNECT
        TEST(test_names_to_open_again),
#endif
        TEST(test_not_implemented),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
