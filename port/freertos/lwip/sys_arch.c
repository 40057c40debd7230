/*
 * lwIP's operating system layer over FreeRTOS with static objects only (the one in lwIP's contrib allocates).
 *
 * Objects are rows of static tables, their numbers are what config/examples/lwip/arch/sys_arch.h calls
 * sys_sem_t, sys_mutex_t and sys_mbox_t. Needs configSUPPORT_STATIC_ALLOCATION, configUSE_MUTEXES and
 * configUSE_COUNTING_SEMAPHORES.
 */
#include "lwip/opt.h"
#include "lwip/sys.h"

#include "FreeRTOS.h"
#include "queue.h"
#include "semphr.h"
#include "task.h"

#include "lwclus_port.h"

/* one semaphore per netconn and per task that waits in lwip_poll, lwip_select or sys_msleep, and those of
 * lwclus */
#ifndef SYS_ARCH_SEMAPHORES
#define SYS_ARCH_SEMAPHORES (MEMP_NUM_NETCONN + 2 * LWCLUS_MAX_CONNECTIONS + LWCLUS_LOCK_COUNT + 4)
#endif
#ifndef SYS_ARCH_MUTEXES
#define SYS_ARCH_MUTEXES 2
#endif
#ifndef SYS_ARCH_MAILBOXES
#define SYS_ARCH_MAILBOXES (2 * MEMP_NUM_NETCONN + 1)
#endif
#ifndef SYS_ARCH_MESSAGES
#define SYS_ARCH_MESSAGES 16
#endif
/* threads of sys_thread_new: lwIP makes one; words of stack for each */
#ifndef SYS_ARCH_THREADS
#define SYS_ARCH_THREADS 2
#endif
#ifndef SYS_ARCH_STACK_WORDS
#define SYS_ARCH_STACK_WORDS 512
#endif

/* ---- time and protection ---- */

void sys_init(void)
{
}

sys_prot_t sys_arch_protect(void)
{
    taskENTER_CRITICAL();
    return 0;
}

void sys_arch_unprotect(sys_prot_t level)
{
    (void)level;
    taskEXIT_CRITICAL();
}

/* At least `ms`, and at least one tick. */
static TickType_t ticks(u32_t ms)
{
    return (TickType_t)(((uint64_t)ms * configTICK_RATE_HZ + 999u) / 1000u);
}

/* ---- table rows ---- */

/* Marks a free row as used; 0 or its number + 1. */
static uint8_t take_row(bool *used, unsigned count)
{
    unsigned n;
    uint8_t taken = 0;

    taskENTER_CRITICAL();
    for (n = 0; n < count && taken == 0; n++) {
        if (!used[n]) {
            used[n] = true;
            taken = (uint8_t)(n + 1);
        }
    }
    taskEXIT_CRITICAL();
    return taken;
}

/* ---- semaphores ---- */

static bool semaphore_used[SYS_ARCH_SEMAPHORES];
static StaticSemaphore_t semaphores[SYS_ARCH_SEMAPHORES];

static SemaphoreHandle_t semaphore(const sys_sem_t *sem)
{
    return (SemaphoreHandle_t)&semaphores[*sem - 1];
}

err_t sys_sem_new(sys_sem_t *sem, u8_t count)
{
    *sem = take_row(semaphore_used, SYS_ARCH_SEMAPHORES);
    if (*sem == 0) {
        return ERR_MEM;
    }
    (void)xSemaphoreCreateCountingStatic(UINT8_MAX, count, &semaphores[*sem - 1]);
    return ERR_OK;
}

void sys_sem_free(sys_sem_t *sem)
{
    vSemaphoreDelete(semaphore(sem));
    semaphore_used[*sem - 1] = false;
}

void sys_sem_signal(sys_sem_t *sem)
{
    (void)xSemaphoreGive(semaphore(sem)); /* beyond the maximum nothing is lost: the waiter runs anyway */
}

u32_t sys_arch_sem_wait(sys_sem_t *sem, u32_t ms)
{
    return xSemaphoreTake(semaphore(sem), ms > 0 ? ticks(ms) : portMAX_DELAY) == pdTRUE ? 0
                                                                                        : SYS_ARCH_TIMEOUT;
}

/* ---- mutexes: with priority inheritance ---- */

static bool mutex_used[SYS_ARCH_MUTEXES];
static StaticSemaphore_t mutexes[SYS_ARCH_MUTEXES];

static SemaphoreHandle_t mutex_of(const sys_mutex_t *mutex)
{
    return (SemaphoreHandle_t)&mutexes[*mutex - 1];
}

err_t sys_mutex_new(sys_mutex_t *mutex)
{
    *mutex = take_row(mutex_used, SYS_ARCH_MUTEXES);
    if (*mutex == 0) {
        return ERR_MEM;
    }
    (void)xSemaphoreCreateMutexStatic(&mutexes[*mutex - 1]);
    return ERR_OK;
}

void sys_mutex_free(sys_mutex_t *mutex)
{
    vSemaphoreDelete(mutex_of(mutex));
    mutex_used[*mutex - 1] = false;
}

void sys_mutex_lock(sys_mutex_t *mutex)
{
    (void)xSemaphoreTake(mutex_of(mutex), portMAX_DELAY);
}

void sys_mutex_unlock(sys_mutex_t *mutex)
{
    (void)xSemaphoreGive(mutex_of(mutex));
}

/* ---- mailboxes ---- */

static bool mailbox_used[SYS_ARCH_MAILBOXES];
static StaticQueue_t mailboxes[SYS_ARCH_MAILBOXES];
static void *messages[SYS_ARCH_MAILBOXES][SYS_ARCH_MESSAGES];

static QueueHandle_t queue(const sys_mbox_t *mbox)
{
    return (QueueHandle_t)&mailboxes[*mbox - 1];
}

err_t sys_mbox_new(sys_mbox_t *mbox, int size)
{
    *mbox = size <= SYS_ARCH_MESSAGES ? take_row(mailbox_used, SYS_ARCH_MAILBOXES) : 0;
    if (*mbox == 0) {
        return ERR_MEM;
    }
    (void)xQueueCreateStatic(SYS_ARCH_MESSAGES, sizeof(void *), (uint8_t *)messages[*mbox - 1],
                             &mailboxes[*mbox - 1]);
    return ERR_OK;
}

void sys_mbox_free(sys_mbox_t *mbox)
{
    vQueueDelete(queue(mbox));
    mailbox_used[*mbox - 1] = false;
}

void sys_mbox_post(sys_mbox_t *mbox, void *message)
{
    (void)xQueueSendToBack(queue(mbox), &message, portMAX_DELAY);
}

err_t sys_mbox_trypost(sys_mbox_t *mbox, void *message)
{
    return xQueueSendToBack(queue(mbox), &message, 0) == pdTRUE ? ERR_OK : ERR_MEM;
}

err_t sys_mbox_trypost_fromisr(sys_mbox_t *mbox, void *message)
{
    BaseType_t woken = pdFALSE;

    if (xQueueSendToBackFromISR(queue(mbox), &message, &woken) != pdTRUE) {
        return ERR_MEM;
    }
    portYIELD_FROM_ISR(woken);
    return ERR_OK;
}

static bool fetch(const sys_mbox_t *mbox, void **message, TickType_t wait)
{
    void *dropped;

    return xQueueReceive(queue(mbox), message != NULL ? message : &dropped, wait) == pdTRUE;
}

u32_t sys_arch_mbox_fetch(sys_mbox_t *mbox, void **message, u32_t ms)
{
    return fetch(mbox, message, ms > 0 ? ticks(ms) : portMAX_DELAY) ? 0 : SYS_ARCH_TIMEOUT;
}

u32_t sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **message)
{
    return fetch(mbox, message, 0) ? 0 : SYS_MBOX_EMPTY;
}

/* ---- threads ---- */

static StaticTask_t threads[SYS_ARCH_THREADS];
static StackType_t stacks[SYS_ARCH_THREADS][SYS_ARCH_STACK_WORDS];
static uint8_t thread_count;

/* `stacksize` is in bytes; each thread has SYS_ARCH_STACK_WORDS. The number is 0 when there is no room. */
sys_thread_t sys_thread_new(const char *name, lwip_thread_fn thread, void *arg, int stacksize, int prio)
{
    uint8_t n = thread_count;

    if (n == SYS_ARCH_THREADS || (size_t)stacksize > sizeof stacks[0]) {
        return 0;
    }
    thread_count++;
    (void)xTaskCreateStatic(thread, name, SYS_ARCH_STACK_WORDS, arg, (UBaseType_t)prio, stacks[n],
                            &threads[n]);
    return thread_count;
}
