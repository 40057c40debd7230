/* Hooks of lwIP and of the kernel. */
#include "FreeRTOS.h"
#include "task.h"

#include "lwip/sys.h"

#include "board.h"

void vApplicationTickHook(void);
void vApplicationIdleHook(void);
void vApplicationStackOverflowHook(TaskHandle_t task, char *name);

u32_t sys_now(void)
{
    return board_ms();
}

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
