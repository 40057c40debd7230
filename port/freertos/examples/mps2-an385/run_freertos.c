/* Image with sockets (NO_SYS=0) on FreeRTOS: port/freertos, static allocation only. */
#include "example.h"

#include "FreeRTOS.h"
#include "task.h"

#include "lwip/sys.h"
#include "lwip/tcpip.h"

#include "board.h"
#include "text.h"

#include "lwclus_port_freertos.h"

#define STACK_WORDS 1024u

u32_t sys_now(void)
{
    return board_ms();
}

/* ---- hooks of the kernel ---- */

void vApplicationTickHook(void);
void vApplicationIdleHook(void);
void vApplicationStackOverflowHook(TaskHandle_t task, char *name);

void vApplicationTickHook(void)
{
    board_tick();
}

void vApplicationIdleHook(void)
{
    board_sleep();
}

void vApplicationStackOverflowHook(TaskHandle_t task, char *name)
{
    (void)task;
    board_put("\nstack overflow: ");
    board_put(name);
    board_put("\n");
    board_exit(96);
}

/* ---- tasks ---- */

static void receiver(void *arg)
{
    (void)arg;
    for (;;) {
        if (example_network_poll() == 0) {
            vTaskDelay(1);
        }
    }
}

static void application(void *arg)
{
    static const struct lwclus_freertos_hooks hooks = {.random = board_random_bytes};
    int status;

    (void)arg;
    lwclus_freertos_set_hooks(&hooks);
    status = example_run(&lwclus_port_freertos);
    lwclus_freertos_leave_task();
    text_put("stack ");
    text_number((STACK_WORDS - uxTaskGetStackHighWaterMark(NULL)) * 4u);
    text_put(" bytes\n");
    board_exit(status);
}

/* Runs in lwIP's thread when that is ready. */
static void ready(void *arg)
{
    static StaticTask_t receiver_task, application_task;
    static StackType_t receiver_stack[STACK_WORDS / 2], application_stack[STACK_WORDS];
    int status = example_network(tcpip_input);

    (void)arg;
    if (status != EXAMPLE_OK) {
        board_exit(status);
    }
    (void)xTaskCreateStatic(receiver, "receiver", STACK_WORDS / 2, NULL, 2, receiver_stack, &receiver_task);
    (void)xTaskCreateStatic(application, "application", STACK_WORDS, NULL, 1, application_stack,
                            &application_task);
}

int main(void)
{
    int status = example_start("FreeRTOS");

    if (status == EXAMPLE_OK) {
        tcpip_init(ready, NULL);
        vTaskStartScheduler();
    }
    return status;
}
