/* lwIP's sys_arch over pthreads, without heap. */
#include "lwip/opt.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lwip/err.h"
#include "lwip/sys.h"

#include "slot.h"

#define MAX_THREADS 4

static pthread_mutex_t protection;

void lwclus_host_diag(const char *format, ...)
{
    va_list list;

    va_start(list, format);
    (void)vfprintf(stderr, format, list);
    va_end(list);
}

void lwclus_host_assert(const char *text, const char *file, int line)
{
    (void)fprintf(stderr, "lwIP: %s (%s:%d)\n", text, file, line);
    abort();
}

uint32_t lwclus_host_random(void)
{
    uint32_t value = 0;

    (void)lwclus_posix_random((uint8_t *)&value, sizeof value);
    return value;
}

void sys_init(void)
{
    pthread_mutexattr_t attributes;

    (void)pthread_mutexattr_init(&attributes);
    (void)pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE); /* lwIP nests SYS_ARCH_PROTECT */
    (void)pthread_mutex_init(&protection, &attributes);
    (void)pthread_mutexattr_destroy(&attributes);
}

u32_t sys_now(void)
{
    return lwclus_posix_now_ms();
}

sys_prot_t sys_arch_protect(void)
{
    (void)pthread_mutex_lock(&protection);
    return 0;
}

void sys_arch_unprotect(sys_prot_t level)
{
    (void)level;
    (void)pthread_mutex_unlock(&protection);
}

/* pthreads want a function that returns something; lwIP's return nothing */
static struct thread {
    lwip_thread_fn function;
    void *arg;
} threads[MAX_THREADS];
static unsigned thread_count;

static void *thread_main(void *arg)
{
    const struct thread *thread = (const struct thread *)arg;

    thread->function(thread->arg);
    return NULL;
}

sys_thread_t sys_thread_new(const char *name, lwip_thread_fn function, void *arg, int stacksize, int prio)
{
    struct thread *thread = &threads[thread_count];
    pthread_t id;

    (void)stacksize;
    (void)prio;
    if (thread_count == MAX_THREADS) {
        lwclus_host_assert("too many threads", name, 0);
    }
    thread_count++;
    thread->function = function;
    thread->arg = arg;
    if (pthread_create(&id, NULL, thread_main, thread) != 0) {
        lwclus_host_assert("no thread", name, 0);
    }
    (void)pthread_detach(id);
    return id;
}

/* ---- semaphores ---- */

err_t sys_sem_new(sys_sem_t *sem, u8_t count)
{
    sem->valid = false;
    sem->count = count;
    if (pthread_mutex_init(&sem->mutex, NULL) != 0) {
        return ERR_MEM;
    }
    if (!lwclus_posix_cond(&sem->changed)) {
        (void)pthread_mutex_destroy(&sem->mutex);
        return ERR_MEM;
    }
    sem->valid = true;
    return ERR_OK;
}

void sys_sem_free(sys_sem_t *sem)
{
    (void)pthread_cond_destroy(&sem->changed);
    (void)pthread_mutex_destroy(&sem->mutex);
}

void sys_sem_signal(sys_sem_t *sem)
{
    (void)pthread_mutex_lock(&sem->mutex);
    sem->count++;
    /* inside the lock: the waiter may free the semaphore as soon as it can have it */
    (void)pthread_cond_signal(&sem->changed);
    (void)pthread_mutex_unlock(&sem->mutex);
}

/* One sleep on a condition variable; `ms` 0 is for ever, as everywhere in sys_arch. */
static bool sleep_on(pthread_cond_t *cond, pthread_mutex_t *mutex, u32_t ms, const struct timespec *until)
{
    if (ms == 0) {
        (void)pthread_cond_wait(cond, mutex);
        return true;
    }
    return pthread_cond_timedwait(cond, mutex, until) == 0;
}

u32_t sys_arch_sem_wait(sys_sem_t *sem, u32_t ms)
{
    struct timespec until = lwclus_posix_deadline(ms);
    bool taken;

    (void)pthread_mutex_lock(&sem->mutex);
    while (sem->count == 0 && sleep_on(&sem->changed, &sem->mutex, ms, &until)) {
    }
    taken = sem->count > 0;
    if (taken) {
        sem->count--;
    }
    (void)pthread_mutex_unlock(&sem->mutex);
    return taken ? 0 : SYS_ARCH_TIMEOUT;
}

/* ---- mutexes ---- */

err_t sys_mutex_new(sys_mutex_t *mutex)
{
    mutex->valid = pthread_mutex_init(&mutex->mutex, NULL) == 0;
    return mutex->valid ? ERR_OK : ERR_MEM;
}

void sys_mutex_free(sys_mutex_t *mutex)
{
    (void)pthread_mutex_destroy(&mutex->mutex);
}

void sys_mutex_lock(sys_mutex_t *mutex)
{
    (void)pthread_mutex_lock(&mutex->mutex);
}

void sys_mutex_unlock(sys_mutex_t *mutex)
{
    (void)pthread_mutex_unlock(&mutex->mutex);
}

/* ---- mailboxes ---- */

err_t sys_mbox_new(sys_mbox_t *mbox, int size)
{
    mbox->valid = false;
    if (size < 0 || size > LWCLUS_HOST_MBOX_MAX || pthread_mutex_init(&mbox->mutex, NULL) != 0) {
        return ERR_MEM;
    }
    if (!lwclus_posix_cond(&mbox->changed)) {
        (void)pthread_mutex_destroy(&mbox->mutex);
        return ERR_MEM;
    }
    mbox->size = size > 0 ? (uint32_t)size : LWCLUS_HOST_MBOX_MAX;
    mbox->first = 0;
    mbox->count = 0;
    mbox->valid = true;
    return ERR_OK;
}

void sys_mbox_free(sys_mbox_t *mbox)
{
    (void)pthread_cond_destroy(&mbox->changed);
    (void)pthread_mutex_destroy(&mbox->mutex);
}

/* Mutex held. */
static bool put(sys_mbox_t *mbox, void *message)
{
    if (mbox->count == mbox->size) {
        return false;
    }
    mbox->message[(mbox->first + mbox->count++) % mbox->size] = message;
    (void)pthread_cond_broadcast(&mbox->changed);
    return true;
}

/* Mutex held. */
static bool get(sys_mbox_t *mbox, void **message)
{
    void *taken;

    if (mbox->count == 0) {
        return false;
    }
    taken = mbox->message[mbox->first];
    mbox->first = (mbox->first + 1u) % mbox->size;
    mbox->count--;
    (void)pthread_cond_broadcast(&mbox->changed);
    if (message != NULL) {
        *message = taken;
    }
    return true;
}

void sys_mbox_post(sys_mbox_t *mbox, void *message)
{
    (void)pthread_mutex_lock(&mbox->mutex);
    while (!put(mbox, message)) {
        (void)pthread_cond_wait(&mbox->changed, &mbox->mutex);
    }
    (void)pthread_mutex_unlock(&mbox->mutex);
}

err_t sys_mbox_trypost(sys_mbox_t *mbox, void *message)
{
    bool done;

    (void)pthread_mutex_lock(&mbox->mutex);
    done = put(mbox, message);
    (void)pthread_mutex_unlock(&mbox->mutex);
    return done ? ERR_OK : ERR_MEM;
}

err_t sys_mbox_trypost_fromisr(sys_mbox_t *mbox, void *message)
{
    return sys_mbox_trypost(mbox, message);
}

u32_t sys_arch_mbox_fetch(sys_mbox_t *mbox, void **message, u32_t ms)
{
    struct timespec until = lwclus_posix_deadline(ms);
    bool done;

    (void)pthread_mutex_lock(&mbox->mutex);
    for (;;) {
        done = get(mbox, message);
        if (done || !sleep_on(&mbox->changed, &mbox->mutex, ms, &until)) {
            break;
        }
    }
    done = done || get(mbox, message);
    (void)pthread_mutex_unlock(&mbox->mutex);
    return done ? 0 : SYS_ARCH_TIMEOUT;
}

u32_t sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **message)
{
    bool done;

    (void)pthread_mutex_lock(&mbox->mutex);
    done = get(mbox, message);
    (void)pthread_mutex_unlock(&mbox->mutex);
    return done ? 0 : SYS_MBOX_EMPTY;
}
