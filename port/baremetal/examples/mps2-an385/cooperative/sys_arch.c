/*
 * lwIP's operating system layer on threads that change places only where they wait: sockets without an RTOS.
 *
 * Nothing interrupts a thread, so counters need no protection. Interrupt handlers must not call lwIP. The
 * objects are rows of static tables, their numbers are what config/examples/lwip/arch/sys_arch.h calls
 * sys_sem_t, sys_mutex_t and sys_mbox_t.
 */
#include "lwip/opt.h"
#include "lwip/sys.h"

#include "board.h"
#include "cooperative.h"
#include "lwclus_port.h"

#define THREADS     3 /* tcpip, receiver, application */
#define STACK_WORDS 1024u
#define PAINT       0xa5a5a5a5u

/* one semaphore per netconn and wait, those of lwclus, and the mutexes of lwIP */
#define SEMAPHORES (MEMP_NUM_NETCONN + 2 * LWCLUS_MAX_CONNECTIONS + LWCLUS_LOCK_COUNT + 3)
#define MAILBOXES  (2 * MEMP_NUM_NETCONN + 1)
#define MESSAGES   16

/* ---- threads ---- */

static uint32_t stacks[THREADS][STACK_WORDS] __attribute__((aligned(8)));
static uint32_t *pointers[THREADS];
static unsigned threads;
static unsigned current;
static bool busy; /* something was given to a thread since the first one had its turn */

/* r4 to r11 and lr are what a call keeps; r4 and r5 bring a new thread its function and argument. */
__attribute__((naked, noinline)) static void change(uint32_t **from, uint32_t *to)
{
    (void)from;
    (void)to;
    __asm__ volatile("push {r4-r11, lr}\n"
                     "str sp, [r0]\n"
                     "mov sp, r1\n"
                     "pop {r4-r11, pc}\n");
}

__attribute__((naked, noreturn)) static void begin(void)
{
    __asm__ volatile("mov r0, r5\n"
                     "blx r4\n"
                     "b .\n"); /* a thread of lwIP does not return */
}

void cooperative_yield(void)
{
    unsigned from = current;

    current = (current + 1) % threads;
    if (current == 0) {
        if (!busy) {
            board_sleep(); /* everybody waits; the tick ends it */
        }
        busy = false;
    }
    if (current != from) {
        change(&pointers[from], pointers[current]);
    }
}

void cooperative_run(void)
{
    uint32_t *unused;

    change(&unused, pointers[0]);
    for (;;) {
    }
}

uint32_t cooperative_stack_used(unsigned n)
{
    uint32_t free = 0;

    while (free < STACK_WORDS && stacks[n][free] == PAINT) {
        free++;
    }
    return (STACK_WORDS - free) * 4u;
}

sys_thread_t sys_thread_new(const char *name, lwip_thread_fn thread, void *arg, int stacksize, int prio)
{
    uint32_t *top;
    unsigned i;

    (void)name;
    (void)prio;
    if (threads == THREADS || (unsigned)stacksize > STACK_WORDS * sizeof(uint32_t)) {
        board_put("no room for a thread\n");
        board_exit(98);
    }
    for (i = 0; i < STACK_WORDS; i++) {
        stacks[threads][i] = PAINT;
    }
    top = &stacks[threads][STACK_WORDS - 9]; /* the registers that change() takes */
    top[0] = (uint32_t)(uintptr_t)thread;
    top[1] = (uint32_t)(uintptr_t)arg;
    top[8] = (uint32_t)(uintptr_t)begin;
    pointers[threads] = top;
    return (sys_thread_t)++threads;
}

/* ---- waiting ---- */

typedef bool (*ready_fn)(unsigned object);

/* Runs the other threads until the object is ready; false after `ms`, 0 = never. */
static bool wait_for(ready_fn ready, unsigned object, uint32_t ms)
{
    uint32_t since = board_ms();

    while (!ready(object)) {
        if (ms != 0 && board_ms() - since >= ms) {
            return false;
        }
        cooperative_yield();
    }
    return true;
}

void sys_init(void)
{
}

u32_t sys_now(void)
{
    return board_ms();
}

sys_prot_t sys_arch_protect(void)
{
    return 0;
}

void sys_arch_unprotect(sys_prot_t level)
{
    (void)level;
}

/* ---- semaphores and mutexes ---- */

static struct {
    bool used;
    uint8_t count;
} semaphores[SEMAPHORES];

static bool semaphore_ready(unsigned n)
{
    return semaphores[n].count > 0;
}

err_t sys_sem_new(sys_sem_t *sem, u8_t count)
{
    unsigned n;

    for (n = 0; n < SEMAPHORES; n++) {
        if (!semaphores[n].used) {
            semaphores[n].used = true;
            semaphores[n].count = count;
            *sem = (sys_sem_t)(n + 1);
            return ERR_OK;
        }
    }
    *sem = 0;
    return ERR_MEM;
}

void sys_sem_free(sys_sem_t *sem)
{
    semaphores[*sem - 1].used = false;
}

void sys_sem_signal(sys_sem_t *sem)
{
    busy = true;
    if (semaphores[*sem - 1].count < UINT8_MAX) {
        semaphores[*sem - 1].count++;
    }
}

u32_t sys_arch_sem_wait(sys_sem_t *sem, u32_t ms)
{
    if (!wait_for(semaphore_ready, *sem - 1u, ms)) {
        return SYS_ARCH_TIMEOUT;
    }
    semaphores[*sem - 1].count--;
    return 0;
}

err_t sys_mutex_new(sys_mutex_t *mutex)
{
    return sys_sem_new(mutex, 1);
}

void sys_mutex_free(sys_mutex_t *mutex)
{
    sys_sem_free(mutex);
}

void sys_mutex_lock(sys_mutex_t *mutex)
{
    (void)sys_arch_sem_wait(mutex, 0);
}

void sys_mutex_unlock(sys_mutex_t *mutex)
{
    sys_sem_signal(mutex);
}

/* ---- mailboxes ---- */

static struct {
    bool used;
    uint8_t first;
    uint8_t count;
    void *messages[MESSAGES];
} mailboxes[MAILBOXES];

static bool mailbox_ready(unsigned n)
{
    return mailboxes[n].count > 0;
}

err_t sys_mbox_new(sys_mbox_t *mbox, int size)
{
    unsigned n;

    for (n = 0; n < MAILBOXES && size <= MESSAGES; n++) {
        if (!mailboxes[n].used) {
            mailboxes[n].used = true;
            mailboxes[n].first = 0;
            mailboxes[n].count = 0;
            *mbox = (sys_mbox_t)(n + 1);
            return ERR_OK;
        }
    }
    *mbox = 0;
    return ERR_MEM;
}

void sys_mbox_free(sys_mbox_t *mbox)
{
    mailboxes[*mbox - 1].used = false;
}

err_t sys_mbox_trypost(sys_mbox_t *mbox, void *message)
{
    unsigned n = *mbox - 1u;

    if (mailboxes[n].count == MESSAGES) {
        return ERR_MEM;
    }
    mailboxes[n].messages[(mailboxes[n].first + mailboxes[n].count) % MESSAGES] = message;
    mailboxes[n].count++;
    busy = true;
    return ERR_OK;
}

/* No interrupt handler posts here. */
err_t sys_mbox_trypost_fromisr(sys_mbox_t *mbox, void *message)
{
    return sys_mbox_trypost(mbox, message);
}

void sys_mbox_post(sys_mbox_t *mbox, void *message)
{
    while (sys_mbox_trypost(mbox, message) != ERR_OK) {
        cooperative_yield();
    }
}

u32_t sys_arch_mbox_tryfetch(sys_mbox_t *mbox, void **message)
{
    unsigned n = *mbox - 1u;
    void *first;

    if (!mailbox_ready(n)) {
        return SYS_MBOX_EMPTY;
    }
    first = mailboxes[n].messages[mailboxes[n].first];
    mailboxes[n].first = (uint8_t)((mailboxes[n].first + 1u) % MESSAGES);
    mailboxes[n].count--;
    if (message != NULL) {
        *message = first;
    }
    return 0;
}

u32_t sys_arch_mbox_fetch(sys_mbox_t *mbox, void **message, u32_t ms)
{
    if (!wait_for(mailbox_ready, *mbox - 1u, ms)) {
        return SYS_ARCH_TIMEOUT;
    }
    return sys_arch_mbox_tryfetch(mbox, message);
}
