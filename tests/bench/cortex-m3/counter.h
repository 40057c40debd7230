/*
 * Counts instructions of a Cortex-M3 in QEMU: with `-icount shift=5,sleep=off` each takes 32 ns of virtual
 * time, and the board has a counter of 25 MHz, so a tick is 1.25 instructions. A figure without pauses is
 * exact; each pause makes it uncertain by one instruction, by the same in every run.
 */
#ifndef BENCH_COUNTER_H
#define BENCH_COUNTER_H

#include <stdbool.h>
#include <stdint.h>

/** Measures what counting itself costs, and checks the unit. Before the first counter_measure. */
void counter_start(void);

/**
 * Runs `run` once uncounted, then `times` times, and notes the instructions of one time. Figures are printed
 * by counter_print, so that the UART is idle while something is measured.
 * @param name  Static text without a comma.
 * @param bytes How many bytes were worked on.
 * @param times Enough that a tick matters less than 1 %: counter_print refuses a figure that is coarser.
 */
void counter_measure(const char *name, uint32_t bytes, void (*run)(void), uint32_t times);

/** What stands between them is not counted. Only inside `run`. */
void counter_pause(void);
void counter_resume(void);

/** The table as CSV on the UART. */
void counter_print(void);

/** A benchmark of something that fails is none: says what failed and ends the program with status 1. */
void counter_expect(bool good, const char *what);

#endif
