/* Vector table and start-up code for a Cortex-M3. */
#include <string.h>

#include "board.h"

#define PAINT 0xa5a5a5a5u

/* of the linker script */
extern uint32_t board_data[], board_data_end[], board_data_load[];
extern uint32_t board_bss[], board_bss_end[];
extern uint32_t board_stack[], board_stack_end[];

int main(void);
void Reset_Handler(void) __attribute__((noreturn));
void SVC_Handler(void);
void PendSV_Handler(void);
void SysTick_Handler(void);

static void unexpected(void)
{
    board_put("\nunexpected interrupt or fault\n");
    board_exit(99);
}

void __attribute__((weak, alias("unexpected"))) SVC_Handler(void);
void __attribute__((weak, alias("unexpected"))) PendSV_Handler(void);
void __attribute__((weak, alias("unexpected"))) SysTick_Handler(void);

/* The first thing that runs; bss and the stack below this frame are not in use yet. */
void Reset_Handler(void)
{
    uint32_t *word;

    for (word = board_stack; word < (uint32_t *)__builtin_frame_address(0) - 16; word++) {
        *word = PAINT;
    }
    memcpy(board_data, board_data_load, (size_t)((uintptr_t)board_data_end - (uintptr_t)board_data));
    memset(board_bss, 0, (size_t)((uintptr_t)board_bss_end - (uintptr_t)board_bss));
    board_uart_start();
    board_exit(main());
}

uint32_t board_stack_used(void)
{
    const uint32_t *word = board_stack;

    while (*word == PAINT && word < board_stack_end) {
        word++;
    }
    return (uint32_t)((uintptr_t)board_stack_end - (uintptr_t)word);
}

union vector {
    void *stack;
    void (*handler)(void);
};

/* Exceptions 0 to 15. No interrupt of a peripheral is enabled. */
static const union vector vectors[16] __attribute__((section(".vectors"), used)) = {
    {.stack = board_stack_end},
    {.handler = Reset_Handler},
    {.handler = unexpected}, /* NMI */
    {.handler = unexpected}, /* HardFault */
    {.handler = unexpected}, /* MemManage */
    {.handler = unexpected}, /* BusFault */
    {.handler = unexpected}, /* UsageFault */
    {NULL},
    {NULL},
    {NULL},
    {NULL},
    {.handler = SVC_Handler},
    {.handler = unexpected}, /* DebugMonitor */
    {NULL},
    {.handler = PendSV_Handler},
    {.handler = SysTick_Handler},
};
