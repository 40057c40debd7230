/* What the board gives to the examples: text on the UART, a light, a clock, random numbers, arguments, an
 * end. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- UART ---- */

void board_uart_start(void);
void board_put(const char *text);
/** Next byte received; -1 = none. */
int board_get(void);

/* ---- light ---- */

void board_led(bool on);

/* ---- clock ---- */

/** Starts SysTick at 1 kHz; its interrupt calls board_tick. An RTOS has its own tick and calls board_tick. */
void board_systick_start(void);
void board_tick(void);
/** Milliseconds; wraps at 2^32. */
uint32_t board_ms(void);
/** Sets the clock, to see it wrap. Before lwIP starts. */
void board_set_ms(uint32_t ms);
/** Sleeps until the next interrupt, at most a tick. */
void board_sleep(void);

/* ---- random numbers: DEMONSTRATION ONLY, see random_demo.c ---- */

uint32_t board_random(void);
bool board_random_bytes(uint8_t *out, uint32_t size);

/* ---- debugger or simulator: semihosting ---- */

/** Text given on the command line; false when there is none or it does not fit. */
bool board_arguments(char *out, uint32_t size);
/** Ends the program; the simulator's exit status is `status`. */
void board_exit(int status) __attribute__((noreturn));

/* ---- stack of main() ---- */

/** Most bytes used since the start. */
uint32_t board_stack_used(void);

#endif
