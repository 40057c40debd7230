/* Instruction counter and table of results. */
#include "counter.h"

#include "board.h"
#include "text.h"

/* FPGAIO of the MPS2 board: free-running, 25 MHz */
#define COUNTER (*(volatile uint32_t *)0x40028018u)

#define NS_PER_TICK        40u
#define NS_PER_INSTRUCTION 32u /* 2^shift of -icount; run.sh has the same number */

#define CALIBRATION 1000u
#define ROWS        40u

static uint32_t ticks, resumed, pauses;

/* what counting costs, in ticks: a measurement of nothing, and CALIBRATION empty turns and pauses */
static uint32_t cost_once, cost_turns, cost_pauses;

static struct {
    const char *name;
    uint32_t bytes, instructions;
} rows[ROWS];
static uint32_t used;

void counter_resume(void)
{
    resumed = COUNTER;
}

void counter_pause(void)
{
    ticks += COUNTER - resumed;
    pauses++;
}

__attribute__((noinline)) static void count(void (*run)(void), uint32_t times)
{
    ticks = 0;
    pauses = 0;
    counter_resume();
    while (times-- > 0) {
        run();
    }
    counter_pause();
    pauses--;
}

static void nothing(void)
{
}

static void only_pause(void)
{
    counter_pause();
    counter_resume();
}

__attribute__((noinline)) static void known(void)
{
    __asm__ volatile(".rept 1000\n nop\n .endr");
}

void counter_start(void)
{
    count(nothing, 0);
    cost_once = ticks;
    count(nothing, CALIBRATION);
    cost_turns = ticks - cost_once;
    count(only_pause, CALIBRATION);
    cost_pauses = ticks - cost_once - cost_turns;
    counter_measure("known", 0, known, 10);
    counter_expect(rows[--used].instructions == 1000, "the counter: is -icount as in run.sh?");
}

void counter_measure(const char *name, uint32_t bytes, void (*run)(void), uint32_t times)
{
    uint64_t net;
    uint32_t n;

    run();
    count(run, times);
    net = (uint64_t)(ticks - cost_once) * CALIBRATION - (uint64_t)times * cost_turns -
          (uint64_t)pauses * cost_pauses;
    /* ticks of the whole against the uncertainty of one tick at each end of each stretch */
    counter_expect(net / CALIBRATION > 100u * (pauses + 1u), name);
    n = CALIBRATION * NS_PER_INSTRUCTION * times;
    counter_expect(used < ROWS, "room in the table");
    rows[used].name = name;
    rows[used].bytes = bytes;
    rows[used++].instructions = (uint32_t)((net * NS_PER_TICK + n / 2u) / n);
}

void counter_print(void)
{
    uint32_t i;

    text_put("operation,bytes,instructions\n");
    for (i = 0; i < used; i++) {
        text_put(rows[i].name);
        text_put(",");
        text_number(rows[i].bytes);
        text_put(",");
        text_number(rows[i].instructions);
        text_put("\n");
    }
}

void counter_expect(bool good, const char *what)
{
    if (!good) {
        text_put("failed: ");
        text_put(what);
        text_put("\n");
        board_exit(1);
    }
}
