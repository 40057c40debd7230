/* Measures, then prints the table as CSV on the UART. */
#include "bench.h"
#include "board.h"
#include "counter.h"

/* of the linker script: below it there are variables */
extern uint32_t board_stack[], board_stack_end[];

int main(void);

int main(void)
{
    counter_start();
    bench_ndr();
    bench_auth();
    bench_crypto();
    bench_call();
    counter_expect(board_stack_used() < (uintptr_t)board_stack_end - (uintptr_t)board_stack, "stack");
    counter_print();
    return 0;
}
