/* CMSDK UART, light, clock and semihosting of the MPS2+ board. */
#include "board.h"

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define UART_DATA    REGISTER(0x40004000u)
#define UART_STATE   REGISTER(0x40004004u)
#define UART_CONTROL REGISTER(0x40004008u)
#define UART_DIVIDER REGISTER(0x40004010u)
#define UART_TX_FULL 1u
#define UART_RX_FULL 2u
#define UART_TX_ON   1u
#define UART_RX_ON   2u
#define LEDS         REGISTER(0x40028000u)
#define CPU_HZ       25000000u
#define UART_BAUD    115200u

#define SYS_GET_CMDLINE   0x15
#define SYS_EXIT_EXTENDED 0x20
#define APPLICATION_EXIT  0x20026u

static volatile uint32_t clock_ms;

void board_uart_start(void)
{
    UART_DIVIDER = CPU_HZ / UART_BAUD;
    UART_CONTROL = UART_TX_ON | UART_RX_ON;
}

void board_put(const char *text)
{
    for (; *text != '\0'; text++) {
        while ((UART_STATE & UART_TX_FULL) != 0) {
        }
        UART_DATA = (uint8_t)*text;
    }
}

int board_get(void)
{
    return (UART_STATE & UART_RX_FULL) != 0 ? (int)(UART_DATA & 0xffu) : -1;
}

void board_led(bool on)
{
    LEDS = on ? 1u : 0u;
}

void board_tick(void)
{
    clock_ms++;
}

uint32_t board_ms(void)
{
    return clock_ms;
}

void board_set_ms(uint32_t ms)
{
    clock_ms = ms;
}

void board_sleep(void)
{
    __asm__ volatile("wfi");
}

static int semihosting(int operation, void *block)
{
    register int r0 __asm__("r0") = operation;
    register void *r1 __asm__("r1") = block;

    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

bool board_arguments(char *out, uint32_t size)
{
    struct {
        char *text;
        uint32_t size;
    } block = {out, size};

    return semihosting(SYS_GET_CMDLINE, &block) == 0;
}

void board_exit(int status)
{
    struct {
        uint32_t reason;
        uint32_t status;
    } block = {APPLICATION_EXIT, (uint32_t)status};

    (void)semihosting(SYS_EXIT_EXTENDED, &block);
    for (;;) {
    }
}
