/* Enumerations: names, items, kinds of handles, what does not fit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "api/scripted.h"

/* One family over the same snapshot: open, count, name, close. */
struct family {
    const char *name;
    uint16_t opnum;
    const char *request;
    void *(*open)(void);
    DWORD (*count)(void *);
    DWORD (*get)(void *, DWORD, DWORD *, LPWSTR, DWORD *);
    DWORD (*close)(void *);
};

#define FAMILY(type, prefix, open_call)                                                                      \
    static void *open_##prefix(void)                                                                         \
    {                                                                                                        \
        return open_call;                                                                                    \
    }                                                                                                        \
    static DWORD count_##prefix(void *h)                                                                     \
    {                                                                                                        \
        return prefix##GetEnumCount((type)h);                                                                \
    }                                                                                                        \
    static DWORD get_##prefix(void *h, DWORD i, DWORD *t, LPWSTR s, DWORD *n)                                \
    {                                                                                                        \
        return prefix##Enum((type)h, i, t, s, n);                                                            \
    }                                                                                                        \
    static DWORD close_##prefix(void *h)                                                                     \
    {                                                                                                        \
        return prefix##CloseEnum((type)h);                                                                   \
    }

FAMILY(HCLUSENUM, Cluster, ClusterOpenEnum(C, 3))
FAMILY(HNETWORKENUM, ClusterNetwork, ClusterNetworkOpenEnum(W, 3))
FAMILY(HNODEENUM, ClusterNode, ClusterNodeOpenEnum(N, 3))
FAMILY(HGROUPENUM, ClusterGroup, ClusterGroupOpenEnum(G, 3))
FAMILY(HRESENUM, ClusterResource, ClusterResourceOpenEnum(R, 3))
FAMILY(HRESTYPEENUM, ClusterResourceType, ClusterResourceTypeOpenEnum(C, u"T", 3))

/* The same with items. */
#define FAMILY_EX(type, prefix, item, open_call)                                                             \
    static void *open_##prefix##_ex(void)                                                                    \
    {                                                                                                        \
        return open_call;                                                                                    \
    }                                                                                                        \
    static DWORD count_##prefix##_ex(void *h)                                                                \
    {                                                                                                        \
        return prefix##GetEnumCountEx((type)h);                                                              \
    }                                                                                                        \
    static DWORD get_##prefix##_ex(void *h, DWORD i, DWORD *t, LPWSTR s, DWORD *n)                           \
    {                                                                                                        \
        (void)t;                                                                                             \
        (void)s;                                                                                             \
        *n = 0;                                                                                              \
        return prefix##EnumEx((type)h, i, NULL, n);                                                          \
    }                                                                                                        \
    static DWORD close_##prefix##_ex(void *h)                                                                \
    {                                                                                                        \
        return prefix##CloseEnumEx((type)h);                                                                 \
    }

FAMILY_EX(HCLUSENUMEX, Cluster, CLUSTER_ENUM_ITEM, ClusterOpenEnumEx(C, 3, NULL))
FAMILY_EX(HNODEENUMEX, ClusterNode, CLUSTER_ENUM_ITEM, ClusterNodeOpenEnumEx(N, 3, NULL))
FAMILY_EX(HGROUPENUMEX, ClusterGroup, CLUSTER_GROUP_ENUM_ITEM, ClusterGroupOpenEnumEx(C, NULL, 0, NULL, 0, 0))
FAMILY_EX(HRESENUMEX, ClusterResource, CLUSTER_RESOURCE_ENUM_ITEM,
          ClusterResourceOpenEnumEx(C, NULL, 0, NULL, 0, 0))

static void *open_interfaces(void)
{
    return ClusterNetInterfaceOpenEnum(C, NULL, u"lan");
}

static DWORD count_interfaces(void *h)
{
    DWORD n = 0;
    DWORD units = 0;

    while (ClusterNetInterfaceEnum((HNETINTERFACEENUM)h, n, NULL, &units) == ERROR_SUCCESS) {
        n++;
    }
    return n;
}

static DWORD get_interface(void *h, DWORD i, DWORD *t, LPWSTR s, DWORD *n)
{
    *t = i == 0 ? 1 : 2; /* Windows tells no type here */
    return ClusterNetInterfaceEnum((HNETINTERFACEENUM)h, i, s, n);
}

static DWORD close_interfaces(void *h)
{
    return ClusterNetInterfaceCloseEnum((HNETINTERFACEENUM)h);
}

#define NAMES 7u

static const struct family families[] = {
    {"cluster", 7, "d3", open_Cluster, count_Cluster, get_Cluster, close_Cluster},
    {"network", 85, "@W d3", open_ClusterNetwork, count_ClusterNetwork, get_ClusterNetwork,
     close_ClusterNetwork},
    {"node", 101, "@N d3", open_ClusterNode, count_ClusterNode, get_ClusterNode, close_ClusterNode},
    {"group", 53, "@G d3", open_ClusterGroup, count_ClusterGroup, get_ClusterGroup, close_ClusterGroup},
    {"resource", 22, "@R d3", open_ClusterResource, count_ClusterResource, get_ClusterResource,
     close_ClusterResource},
    {"resource type", 103, "s=T d3", open_ClusterResourceType, count_ClusterResourceType,
     get_ClusterResourceType, close_ClusterResourceType},
    {"interface", 181, "@C s= s=lan", open_interfaces, count_interfaces, get_interface, close_interfaces},
    {"cluster ex", 125, "@C d3 d0", open_Cluster_ex, count_Cluster_ex, get_Cluster_ex, close_Cluster_ex},
    {"node ex", 124, "@N d3 d0", open_ClusterNode_ex, count_ClusterNode_ex, get_ClusterNode_ex,
     close_ClusterNode_ex},
    {"group ex", 143, "@C d0 d0 d0 d0", open_ClusterGroup_ex, count_ClusterGroup_ex, get_ClusterGroup_ex,
     close_ClusterGroup_ex},
    {"resource ex", 144, "@C d0 d0 d0 d0", open_ClusterResource_ex, count_ClusterResource_ex,
     get_ClusterResource_ex, close_ClusterResource_ex},
};

#define FAMILIES (sizeof families / sizeof families[0])

static const char *const answers[FAMILIES] = {
    [NAMES] = "p d2 d2 d1 p d2 p s=1 s=22 p d2 d2 d1 p d2 p s=ab s= d0 d0",
    [NAMES + 1] = "p d2 d2 d1 p d2 p s=1 s=22 p d2 d2 d1 p d2 p s=ab s= d0 d0",
    [NAMES + 2] = "p d2 d2 p p d4 p d7 d5 p d0 d0 p p d0 d0 d1 d0 d0 d4 p s=grp s=id s=N1 d5 h=0102030405 "
                  "s=x s=y d4 h=0a0b0c0d a d0 d0",
    [NAMES + 3] = "p d1 d1 p p p p d3 p d0 d0 s=res s=id s=grp s=gid d3 h=010203 a d0 d0",
};

static void *open_family(size_t i)
{
    void *h;

    scripted_expect(families[i].opnum, families[i].request,
                    answers[i] != NULL ? answers[i] : "p d2 d2 d1 p d2 p s=ab s= d0 d0");
    h = families[i].open();
    if (h == NULL) {
        fail_msg("%s: %u", families[i].name, GetLastError());
    }
    scripted_done();
    return h;
}

static void test_names(void **state)
{
    WCHAR name[8];
    DWORD type, units;

    (void)state;
    for (size_t i = 0; i < NAMES; i++) {
        void *h = open_family(i);

        assert_int_equal(families[i].count(h), 2);
        for (unsigned round = 0; round < 2; round++) { /* backwards too */
            units = 3;
            assert_int_equal(families[i].get(h, 0, &type, name, &units), ERROR_SUCCESS);
            assert_int_equal(units, 2);
            assert_memory_equal(name, u"ab", 6);
            assert_int_equal(type, 1);
            units = 1;
            assert_int_equal(families[i].get(h, 1, &type, name, &units), ERROR_SUCCESS);
            assert_int_equal(units, 0);
            assert_int_equal(name[0], 0);
            assert_int_equal(type, 2);
        }
        units = 2;
        name[0] = 'z';
        assert_int_equal(families[i].get(h, 0, &type, name, &units), ERROR_MORE_DATA);
        assert_int_equal(units, 2);
        assert_int_equal(name[0], 'z');
        units = 0;
        assert_int_equal(families[i].get(h, 0, &type, NULL, &units), ERROR_SUCCESS);
        assert_int_equal(units, 2);
        assert_int_equal(families[i].get(h, 2, &type, name, &units), ERROR_NO_MORE_ITEMS);
        assert_int_equal(families[i].get(h, UINT32_MAX, &type, name, &units), ERROR_NO_MORE_ITEMS);
        assert_int_equal(families[i].get(h, 0, &type, name, NULL), ERROR_INVALID_PARAMETER);
        assert_int_equal(families[i].close(h), ERROR_SUCCESS);
        assert_int_equal(families[i].close(h), ERROR_INVALID_HANDLE);
    }
}

/* A handle of one family is none for the functions of every other. */
static void test_kinds(void **state)
{
    DWORD type, units = 0;

    (void)state;
    for (size_t i = 0; i < FAMILIES; i++) {
        void *h = open_family(i);

        for (size_t k = 0; k < FAMILIES; k++) {
            if (k != i) {
                SetLastError(0);
                assert_int_equal(families[k].count(h), 0);
                assert_int_equal(GetLastError(), k == 6 ? 0 : ERROR_INVALID_HANDLE);
                assert_int_equal(families[k].get(h, 0, &type, NULL, &units), ERROR_INVALID_HANDLE);
                assert_int_equal(families[k].close(h), ERROR_INVALID_HANDLE);
            }
        }
        assert_int_equal(families[i].close(h), ERROR_SUCCESS);
        assert_int_equal(families[i].get(h, 0, &type, NULL, &units), ERROR_INVALID_HANDLE);
    }
    assert_int_equal(CloseClusterNode((HNODE)C), FALSE);
}

/* An item in a block of exactly its size; one byte less is refused and left alone. */
static void *item_of(size_t i, void *h, DWORD index, DWORD (*get)(void *, DWORD, void *, DWORD *))
{
    DWORD size = 0;
    DWORD less;
    void *item;

    assert_int_equal(get(h, index, NULL, &size), ERROR_MORE_DATA);
    assert_true(size > 0);
    item = malloc(size);
    memset(item, 0xee, size);
    less = size - 1;
    assert_int_equal(get(h, index, item, &less), ERROR_MORE_DATA);
    assert_int_equal(less, size);
    assert_int_equal(*(uint8_t *)item, 0xee);
    assert_int_equal(get(h, index, item, &less), ERROR_SUCCESS);
    assert_int_equal(less, size);
    less = size;
    assert_int_equal(get(h, index, (uint8_t *)item + 1, &less), ERROR_INVALID_PARAMETER);
    assert_int_equal(get(h, 9, item, &less), ERROR_NO_MORE_ITEMS);
    assert_int_equal(get(h, index, item, NULL), ERROR_INVALID_PARAMETER);
    (void)i;
    return item;
}

static DWORD get_cluster(void *h, DWORD i, void *item, DWORD *size)
{
    return ClusterEnumEx((HCLUSENUMEX)h, i, (PCLUSTER_ENUM_ITEM)item, size);
}

static DWORD get_node(void *h, DWORD i, void *item, DWORD *size)
{
    return ClusterNodeEnumEx((HNODEENUMEX)h, i, (PCLUSTER_ENUM_ITEM)item, size);
}

static DWORD get_group(void *h, DWORD i, void *item, DWORD *size)
{
    return ClusterGroupEnumEx((HGROUPENUMEX)h, i, (PCLUSTER_GROUP_ENUM_ITEM)item, size);
}

static DWORD get_resource(void *h, DWORD i, void *item, DWORD *size)
{
    return ClusterResourceEnumEx((HRESENUMEX)h, i, (PCLUSTER_RESOURCE_ENUM_ITEM)item, size);
}

static void test_items_with_identifiers(void **state)
{
    (void)state;
    for (size_t i = NAMES; i < NAMES + 2; i++) {
        void *h = open_family(i);
        CLUSTER_ENUM_ITEM *item;

        assert_int_equal(families[i].count(h), 2);
        for (DWORD k = 4; k-- != 0;) { /* 1, 0, 1, 0: neither list is read in order */
            item = item_of(i, h, k % 2, i == NAMES ? get_cluster : get_node);
            assert_int_equal(item->dwVersion, CLUSTER_ENUM_ITEM_VERSION);
            assert_int_equal(item->dwType, k % 2 + 1);
            assert_int_equal(item->cbId, k % 2 == 0 ? 4 : 6);
            assert_memory_equal(item->lpszId, k % 2 == 0 ? u"1" : u"22", item->cbId);
            assert_int_equal(item->cbName, k % 2 == 0 ? 6 : 2);
            assert_memory_equal(item->lpszName, k % 2 == 0 ? u"ab" : u"", item->cbName);
            free(item);
        }
        assert_int_equal(families[i].close(h), ERROR_SUCCESS);
    }
}

static void test_group_items(void **state)
{
    void *h = open_family(NAMES + 2);
    CLUSTER_GROUP_ENUM_ITEM *item = item_of(0, h, 0, get_group);

    (void)state;
    assert_int_equal(item->dwVersion, CLUSTER_GROUP_ENUM_ITEM_VERSION);
    assert_int_equal(item->cbId, 6);
    assert_memory_equal(item->lpszId, u"id", 6);
    assert_int_equal(item->cbName, 8);
    assert_memory_equal(item->lpszName, u"grp", 8);
    assert_int_equal(item->state, ClusterGroupPending);
    assert_int_equal(item->cbOwnerNode, 6);
    assert_memory_equal(item->lpszOwnerNode, u"N1", 6);
    assert_int_equal(item->dwFlags, 7);
    assert_int_equal(item->cbProperties, 5);
    assert_memory_equal(item->pProperties, "\x01\x02\x03\x04\x05", 5);
    assert_int_equal(item->cbRoProperties, 0);
    assert_null(item->pRoProperties);
    free(item);
    item = item_of(0, h, 1, get_group);
    assert_memory_equal(item->lpszName, u"x", 4);
    assert_memory_equal(item->lpszId, u"y", 4);
    assert_int_equal(item->cbOwnerNode, 2); /* a NULL pointer: empty */
    assert_int_equal(item->lpszOwnerNode[0], 0);
    assert_int_equal(item->dwFlags, 1);
    assert_null(item->pProperties);
    assert_int_equal(item->cbRoProperties, 4);
    assert_memory_equal(item->pRoProperties, "\x0a\x0b\x0c\x0d", 4);
    free(item);
    assert_int_equal(ClusterGroupCloseEnumEx((HGROUPENUMEX)h), ERROR_SUCCESS);
}

static void test_resource_items(void **state)
{
    void *h = open_family(NAMES + 3);
    CLUSTER_RESOURCE_ENUM_ITEM *item = item_of(0, h, 0, get_resource);

    (void)state;
    assert_int_equal(item->dwVersion, CLUSTER_RESOURCE_ENUM_ITEM_VERSION);
    assert_memory_equal(item->lpszId, u"id", item->cbId);
    assert_memory_equal(item->lpszName, u"res", item->cbName);
    assert_memory_equal(item->lpszOwnerGroupName, u"grp", item->cbOwnerGroupName);
    assert_memory_equal(item->lpszOwnerGroupId, u"gid", item->cbOwnerGroupId);
    assert_int_equal(item->cbProperties, 3);
    assert_memory_equal(item->pProperties, "\x01\x02\x03", 3);
    assert_null(item->pRoProperties);
    free(item);
    assert_int_equal(ClusterResourceCloseEnumEx((HRESENUMEX)h), ERROR_SUCCESS);
}

/* Lists of different length, options that do not exist, and a pool that is used up. */
static void test_refused(void **state)
{
    void *h[LWCLUS_MAX_ENUMS];

    (void)state;
    scripted_expect(125, "@C d3 d0", "p d1 d1 d1 p s=1 p d0 d0 d0 d0");
    assert_null(ClusterOpenEnumEx(C, 3, NULL));
    assert_int_equal(GetLastError(), RPC_X_BAD_STUB_DATA);
    scripted_done();
    assert_null(ClusterOpenEnumEx(C, 3, h));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(ClusterGroupOpenEnumEx(C, NULL, 0, NULL, 0, 1));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    assert_null(ClusterGroupOpenEnumEx(C, NULL, 2, NULL, 0, 0));
    assert_int_equal(GetLastError(), ERROR_INVALID_PARAMETER);
    for (size_t i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        h[i] = open_family(i % FAMILIES);
    }
    assert_null(ClusterOpenEnum(C, 1));
    assert_int_equal(GetLastError(), ERROR_NO_SYSTEM_RESOURCES);
    for (size_t i = 0; i < LWCLUS_MAX_ENUMS; i++) {
        assert_int_equal(families[i % FAMILIES].close(h[i]), ERROR_SUCCESS);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_names, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_kinds, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_items_with_identifiers, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_group_items, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_resource_items, scripted_start, scripted_stop),
        cmocka_unit_test_setup_teardown(test_refused, scripted_start, scripted_stop),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
