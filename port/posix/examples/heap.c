/* Heap counter: the linker sends malloc and its fellows here (--wrap). */
#include "heap.h"

#include <stdatomic.h>
#include <stdlib.h>

static atomic_int_least64_t calls;

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *old);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *old);

/* Without --wrap these names do not exist and nothing calls the wrappers. */
#pragma weak __real_malloc
#pragma weak __real_calloc
#pragma weak __real_realloc
#pragma weak __real_free

void *__wrap_malloc(size_t size)
{
    atomic_fetch_add(&calls, 1);
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
    atomic_fetch_add(&calls, 1);
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    atomic_fetch_add(&calls, 1);
    return __real_realloc(old, size);
}

void __wrap_free(void *old)
{
    atomic_fetch_add(&calls, 1);
    __real_free(old);
}

/* A count of zero proves nothing unless the counter counts. */
static int counts(void)
{
    int_least64_t before = atomic_load(&calls);
    void *volatile probe = malloc(1);

    free(probe);
    return atomic_load(&calls) == before + 2;
}

static int counting;

void heap_count_start(void)
{
    counting = counts();
    atomic_store(&calls, 0);
}

int64_t heap_count(void)
{
    return counting ? (int64_t)atomic_load(&calls) : -1;
}
