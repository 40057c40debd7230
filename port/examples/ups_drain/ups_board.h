/*
 * What ups_drain needs of a board: replace these when you bring it to yours. Power comes from ups_power.h.
 */
#ifndef UPS_BOARD_H
#define UPS_BOARD_H

#include <stdbool.h>
#include <stdint.h>

/** Milliseconds; may wrap. */
uint32_t ups_board_ms(void);

/** Prints text, for the reports. */
void ups_board_put(const char *text);

/** Next byte that was received, for the simulated power; -1 = none now, -2 = there will be no more. */
int ups_board_get(void);

/** The light that shows that the loop runs. */
void ups_board_led(bool on);

/** Network and watchdog; may sleep for a millisecond. Runs once per turn. */
void ups_board_turn(void);

#endif
