/* Port table for FreeRTOS: port/lwip over sockets, and a last error per task. */
#include "lwclus_port_freertos.h"

#include "FreeRTOS.h"
#include "task.h"

#include "../lwip/lwclus_port_lwip.h"

static struct lwclus_freertos_hooks hooks;

/* Thread-local storage pointers would need room elsewhere to point to, and a number that nobody else uses. */
static struct row {
    TaskHandle_t task; /* NULL = free */
    struct lwclus_task_error error;
    int number;                    /* errno of lwIP's sockets */
} rows[LWCLUS_FREERTOS_TASKS + 1]; /* the last one is shared by those who found no other */

void lwclus_freertos_set_hooks(const struct lwclus_freertos_hooks *device)
{
    hooks = *device;
}

/* The task's row, else the first free one, else the shared one. */
static struct row *find_row(TaskHandle_t task)
{
    struct row *unused = &rows[LWCLUS_FREERTOS_TASKS];
    unsigned i = LWCLUS_FREERTOS_TASKS;

    while (i-- > 0) {
        if (rows[i].task == task) {
            return &rows[i];
        }
        if (rows[i].task == NULL) {
            unused = &rows[i];
        }
    }
    return unused;
}

/* Claims a row for the calling task. */
static struct row *my_row(void)
{
    TaskHandle_t task = xTaskGetCurrentTaskHandle();
    struct row *row;

    taskENTER_CRITICAL();
    row = find_row(task);
    if (row != &rows[LWCLUS_FREERTOS_TASKS]) {
        row->task = task;
    }
    taskEXIT_CRITICAL();
    return row;
}

static struct lwclus_task_error *task_error(void)
{
    return &my_row()->error;
}

int *lwclus_freertos_errno(void)
{
    return &my_row()->number;
}

void lwclus_freertos_leave_task(void)
{
    static const struct row empty;
    TaskHandle_t task = xTaskGetCurrentTaskHandle();
    struct row *row;

    taskENTER_CRITICAL();
    row = find_row(task);
    if (row->task == task) {
        *row = empty;
    }
    taskEXIT_CRITICAL();
}

static int start(void)
{
    return hooks.random != NULL ? lwclus_lwip_start() : LWCLUS_PORT_NOT_PROVIDED;
}

static bool random_bytes(uint8_t *out, uint32_t size)
{
    return hooks.random(out, size);
}

static uint64_t filetime(void)
{
    return hooks.filetime != NULL ? hooks.filetime() : 0;
}

const struct lwclus_port lwclus_port_freertos = {
    .name = "freertos",
    .start = start,
    .stop = lwclus_lwip_stop,
    .tcp = &lwclus_lwip_tcp,
#if LWCLUS_DNS
    .resolve = lwclus_lwip_resolve,
    .dns_server = lwclus_lwip_dns_server,
#endif
#if LWCLUS_DATAGRAM
    .datagram = &lwclus_lwip_datagram,
#endif
    .now_ms = lwclus_lwip_now_ms,
    .filetime = filetime,
    .wait = lwclus_lwip_wait,
    .random = random_bytes,
    .lock = lwclus_lwip_lock,
    .unlock = lwclus_lwip_unlock,
    .task_error = task_error,
};
