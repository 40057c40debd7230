/*
 * What C99 has no word for. Compilers that are not known here build a correct library that needs more stack.
 */
#ifndef LWCLUS_BASE_COMPILER_H
#define LWCLUS_BASE_COMPILER_H

/* Keeps the frame of a function out of its caller's, so that frames of siblings do not add up. */
#if defined(__GNUC__)
#define LWCLUS_NOINLINE __attribute__((noinline))
#else
#define LWCLUS_NOINLINE
#endif

#endif
