/* Threads without an operating system: they change places only where they wait. */
#ifndef COOPERATIVE_H
#define COOPERATIVE_H

#include <stdint.h>

/** Lets the other threads run; returns when it is this one's turn again. */
void cooperative_yield(void);

/** Starts with the first thread made by sys_thread_new; does not return. */
void cooperative_run(void) __attribute__((noreturn));

/** Most stack that thread n, in the order of creation, has used, bytes. */
uint32_t cooperative_stack_used(unsigned n);

#endif
