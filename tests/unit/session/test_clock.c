/* The time as KDCs see it: with a clock, without one, learned. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "session/clock.h"
#include "session/instance.h"

#if LWCLUS_KERBEROS

#define EPOCH 116444736000000000u /* FILETIME of 1970 */

static uint64_t filetime;
static uint32_t ms;

static uint64_t get_filetime(void)
{
    return filetime;
}

static uint32_t get_ms(void)
{
    return ms;
}

static struct lwclus_port port = {.now_ms = get_ms, .filetime = get_filetime};

static int setup(void **state)
{
    (void)state;
    memset(&lwclus_instance.clock, 0, sizeof lwclus_instance.clock);
    memset(&lwclus_instance.config, 0, sizeof lwclus_instance.config);
    lwclus_instance.config.port = &port;
    port.filetime = get_filetime;
    filetime = 0;
    ms = 4294966000u; /* wraps after a second */
    return 0;
}

static struct lwclus_krb5_time read_clock(void)
{
    struct lwclus_krb5_time t;

    lwclus_clock_now(&t);
    return t;
}

static void assert_now(uint32_t seconds, uint32_t microseconds)
{
    struct lwclus_krb5_time t = read_clock();

    assert_int_equal(t.seconds, seconds);
    assert_int_equal(t.microseconds, microseconds);
}

static void test_device_clock(void **state)
{
    static const uint32_t seconds[] = {1, 999, 1750000000u, 0x7fffffffu, 0x80000000u, 0xfffffffeu};

    (void)state;
    for (uint32_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        filetime = EPOCH + 10000000ull * seconds[i] + 9999999u;
        (void)setup(NULL);
        filetime = EPOCH + 10000000ull * seconds[i] + 9999999u;
        assert_now(seconds[i], 999999);
    }
}

/* Never the same twice, also when the clock stands still or goes back a little. */
static void test_increasing(void **state)
{
    (void)state;
    filetime = EPOCH + 10000000ull * 5000 + 9999980u;
    assert_now(5000, 999998);
    assert_now(5000, 999999);
    assert_now(5001, 0);
    assert_now(5001, 1);
    filetime -= 10000000u;
    assert_now(5001, 2);
    filetime += 20000000u;
    assert_now(5001, 999998);
}

/* Without a clock: unknown, then counted from what was learned, over the wrap of the timer. */
static void test_learned(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < 2; i++) {
        (void)setup(NULL);
        port.filetime = i == 0 ? NULL : get_filetime;
        assert_int_equal(read_clock().seconds, 0);
        assert_true(lwclus_clock_learn(1750000000u));
        assert_now(1750000000u, 0);
        ms += 1500;
        assert_now(1750000001u, 500000);
        ms += 86400000u;
        assert_now(1750086401u, 500000);
        for (uint32_t days = 0; days < 400; days++) {
            ms += 86400000u;
            lwclus_clock_tick();
        }
        assert_now(1750086401u + 400u * 86400u, 500000);
        assert_true(lwclus_clock_learn(1000)); /* somebody corrects it, also back */
        assert_int_equal(read_clock().seconds, 1000);
    }
}

/* With a clock only when the application says so. */
static void test_learn_over_clock(void **state)
{
    (void)state;
    filetime = EPOCH + 10000000ull * 5000;
    assert_false(lwclus_clock_learn(9000));
    assert_now(5000, 0);
    lwclus_instance.config.learn_time = true;
    assert_true(lwclus_clock_learn(9000));
    assert_now(9000, 0);
    filetime += 20000000u;
    assert_now(9002, 0);
    assert_true(lwclus_clock_learn(3));
    assert_now(3, 0);
}

/* The device gets a clock while it runs, and loses it: what was learned before counts again. */
static void test_clock_comes_and_goes(void **state)
{
    (void)state;
    assert_true(lwclus_clock_learn(1000));
    assert_int_equal(read_clock().seconds, 1000);
    filetime = EPOCH + 10000000ull * 700;
    assert_now(700, 0);
    filetime = 0;
    ms += 5000;
    assert_int_equal(read_clock().seconds, 1005);
}

/* A clock that somebody sets back by much is followed: with a time that stands still nobody gets a ticket. */
static void test_set_back(void **state)
{
    (void)state;
    filetime = EPOCH + 10000000ull * 4000000000u;
    assert_now(4000000000u, 0);
    filetime = EPOCH + 10000000ull * 1750000000u;
    assert_now(1750000000u, 0);
    assert_now(1750000000u, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_device_clock, setup),
        cmocka_unit_test_setup(test_increasing, setup),
        cmocka_unit_test_setup(test_learned, setup),
        cmocka_unit_test_setup(test_learn_over_clock, setup),
        cmocka_unit_test_setup(test_clock_comes_and_goes, setup),
        cmocka_unit_test_setup(test_set_back, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    return 0;
}
#endif
