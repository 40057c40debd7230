/* Rows of tickets: ends, pins, the oldest, several tasks. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lwclus.h"
#include "session/instance.h"
#include "session/tickets.h"

#if LWCLUS_KERBEROS

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

/* Another task forgets all tickets before the lock is taken for the n-th time. */
static uint32_t forget_at;

static bool take(uint32_t n, uint32_t limit)
{
    (void)n;
    (void)limit;
    if (forget_at != 0 && --forget_at == 0) {
        lwclus_forget_credentials();
    }
    return pthread_mutex_lock(&mutex) == 0;
}

static void give(uint32_t n)
{
    (void)n;
    (void)pthread_mutex_unlock(&mutex);
}

static uint32_t now_ms(void)
{
    return 7;
}

static struct lwclus_port port = {.now_ms = now_ms, .lock = take, .unlock = give};

static int setup(void **state)
{
    (void)state;
    memset(&lwclus_instance, 0, sizeof lwclus_instance);
    lwclus_instance.config.port = &port;
    lwclus_instance.started = true;
    return 0;
}

static const uint8_t *id(uint32_t n)
{
    static _Thread_local uint8_t out[4][LWCLUS_TICKET_ID_BYTES];
    static _Thread_local uint32_t next;
    uint8_t *row = out[next++ % 4u];

    memset(row, (int)(n + 1u), LWCLUS_TICKET_ID_BYTES);
    return row;
}

/* A ticket whose bytes all tell its number. */
static bool store(uint32_t n, uint32_t size, uint32_t end)
{
    static _Thread_local uint8_t bytes[LWCLUS_TICKET_BYTES];
    struct lwclus_krb5_ticket ticket = {.end = end, .size = size, .bytes = bytes};

    memset(bytes, (int)n, size);
    memset(&ticket.key, (int)n, sizeof ticket.key);
    return lwclus_tickets_store(id(n), &ticket);
}

static bool is_ticket(const struct lwclus_ticket_row *row, uint32_t n)
{
    for (uint32_t i = 0; i < row->ticket.size; i++) {
        if (row->ticket.bytes[i] != n) {
            return false;
        }
    }
    return row->ticket.key.bytes[5] == n;
}

static bool has(uint32_t n, uint32_t now)
{
    struct lwclus_ticket_row *row = lwclus_tickets_pin(id(n), now != 0 ? now + LWCLUS_TICKET_MARGIN : 0);
    bool good = row != NULL && is_ticket(row, n);

    if (row != NULL) {
        lwclus_tickets_unpin(row);
    }
    return good;
}

static struct lwclus_usage usage(void)
{
    struct lwclus_usage u;

    lwclus_get_usage(&u);
    return u;
}

static void test_ends(void **state)
{
    (void)state;
    assert_false(has(1, 0));
    assert_true(store(1, 100, 5000));
    assert_true(has(1, 0));
    assert_true(has(1, 4699));
    assert_false(has(2, 0));
    assert_false(has(1, 4700)); /* five minutes before it ends it is as good as gone */
    assert_false(has(1, 0));
    assert_true(store(1, 100, 20)); /* shorter than those minutes */
    assert_false(has(1, 1));
    assert_true(store(1, LWCLUS_TICKET_BYTES, 0xffffffffu));
    assert_true(has(1, 0xfffff000u));
    assert_int_equal(usage().tickets, 1);
    assert_int_equal(usage().pins, 0);
}

static void test_oldest_goes(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < LWCLUS_MAX_TICKETS; n++) {
        assert_true(store(n, 50, 90000));
    }
    assert_true(has(0, 1000)); /* used last */
    assert_true(store(100, 50, 90000));
    assert_true(has(0, 1000));
    assert_false(has(1, 1000));
    assert_true(store(0, 60, 90000)); /* the same once more takes its own row */
    assert_true(has(100, 1000) && has(0, 1000));
    assert_int_equal(usage().tickets, LWCLUS_MAX_TICKETS);
}

static void test_pins(void **state)
{
    struct lwclus_ticket_row *row[LWCLUS_MAX_TICKETS];

    (void)state;
    for (uint32_t n = 0; n < LWCLUS_MAX_TICKETS; n++) {
        assert_true(store(n, 50, 90000));
        row[n] = lwclus_tickets_pin(id(n), 0);
    }
    assert_int_equal(usage().pins, LWCLUS_MAX_TICKETS);
    assert_false(store(77, 50, 90000));
    lwclus_tickets_drop(id(0)); /* not found any more, but still there for who has it */
    assert_false(has(0, 0));
    assert_true(is_ticket(row[0], 0));
    assert_false(store(77, 50, 90000));
    lwclus_forget_credentials();
    assert_true(is_ticket(row[1], 1));
    for (uint32_t n = 0; n < LWCLUS_MAX_TICKETS; n++) {
        static const struct lwclus_ticket_row empty;

        lwclus_tickets_unpin(row[n]);
        assert_memory_equal(row[n], &empty, sizeof empty); /* wiped with the last pin */
    }
    assert_true(store(77, 50, 90000));
}

static void test_account(void **state)
{
    struct lwclus_ticket_account a = {
        .etype = 18, .iterations = 4096, .salt_size = 3, .kdc = 2, .salt = "abc"};
    struct lwclus_ticket_account b = {.etype = 99};

    (void)state;
    memcpy(a.id, id(5), sizeof a.id);
    lwclus_tickets_keep(&a);
    memcpy(b.id, id(6), sizeof b.id);
    lwclus_tickets_recall(&b);
    assert_int_equal(b.etype, 99);
    assert_int_equal(b.kdc, 2); /* a KDC that answers does so for every account */
    memcpy(b.id, id(5), sizeof b.id);
    lwclus_tickets_recall(&b);
    assert_memory_equal(&a, &b, sizeof a);
    lwclus_forget_credentials();
    b = (struct lwclus_ticket_account){.etype = 99};
    memcpy(b.id, id(5), sizeof b.id);
    lwclus_tickets_recall(&b);
    assert_int_equal(b.etype, 99);
    assert_int_equal(b.kdc, 2);
}

/* ---- several tasks: what is found is whole, whoever stores, drops and forgets meanwhile ---- */

static uint32_t broken;

static void *work(void *arg)
{
    uint32_t seed = (uint32_t)(uintptr_t)arg;
    uint32_t wrong = 0;

    for (uint32_t i = 0; i < 4000; i++) {
        struct lwclus_ticket_row *row;
        uint32_t n;

        seed = seed * 1664525u + 1013904223u;
        n = seed >> 28;
        if ((seed >> 20 & 3u) == 0) {
            (void)store(n, 40u + (seed >> 8 & 63u), 90000);
        }
        if ((seed >> 16 & 63u) == 0) {
            lwclus_tickets_drop(id(n));
        }
        if ((seed >> 12 & 255u) == 0) {
            lwclus_forget_credentials();
        }
        row = lwclus_tickets_pin(id(n), 1000);
        if (row != NULL) {
            wrong += !is_ticket(row, n);
            lwclus_tickets_unpin(row);
        }
    }
    __atomic_add_fetch(&broken, wrong, __ATOMIC_SEQ_CST);
    return NULL;
}

static void test_tasks(void **state)
{
    pthread_t thread[4];

    (void)state;
    for (uintptr_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_create(&thread[i], NULL, work, (void *)(i + 1u)), 0);
    }
    for (uint32_t i = 0; i < 4; i++) {
        assert_int_equal(pthread_join(thread[i], NULL), 0);
    }
    assert_int_equal(broken, 0);
    assert_int_equal(usage().pins, 0);
}

/* Forgotten while the ticket is copied: it does not come back. */
static void test_forgotten_while_stored(void **state)
{
    (void)state;
    for (uint32_t n = 1; n <= 4; n++) {
        struct lwclus_ticket_row *row;

        forget_at = n;
        assert_true(store(n, 20, 1000));
        row = lwclus_tickets_pin(id(n), 0);
        if (forget_at == 0) { /* before the row was taken it is another ticket's that is forgotten */
            assert_true(n < 3 ? row != NULL : row == NULL);
        }
        if (row != NULL) {
            lwclus_tickets_unpin(row);
        }
        forget_at = 0;
        for (uint32_t i = 0; i < LWCLUS_MAX_TICKETS; i++) {
            assert_int_equal(lwclus_instance.tickets.row[i].pins, 0);
        }
        assert_true(store(n, 20, 1000)); /* and the row is of use again */
        row = lwclus_tickets_pin(id(n), 0);
        assert_true(row != NULL && is_ticket(row, n));
        lwclus_tickets_unpin(row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_forgotten_while_stored, setup),
        cmocka_unit_test_setup(test_ends, setup),
        cmocka_unit_test_setup(test_oldest_goes, setup),
        cmocka_unit_test_setup(test_pins, setup),
        cmocka_unit_test_setup(test_account, setup),
        cmocka_unit_test_setup(test_tasks, setup),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
#else
int main(void)
{
    return 0;
}
#endif
