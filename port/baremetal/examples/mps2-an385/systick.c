/* SysTick as the millisecond clock, for images without an RTOS. */
#include "board.h"

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)

#define CPU_HZ              25000000u
#define ENABLE_WITH_CPU_CLK 7u

void SysTick_Handler(void);

void SysTick_Handler(void)
{
    board_tick();
}

void board_systick_start(void)
{
    SYST_RVR = CPU_HZ / 1000u - 1u;
    SYST_CVR = 0;
    SYST_CSR = ENABLE_WITH_CPU_CLK;
}
