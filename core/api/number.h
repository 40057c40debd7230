/* Numbers of nodes as text ([MS-CMRP] 3.1.1.6). */
#ifndef LWCLUS_API_NUMBER_H
#define LWCLUS_API_NUMBER_H

#include <stdint.h>

/** Value of `n` decimal digits; 0 when that is no positive number of 32 bits. */
uint32_t lwclus_number_of_text(const uint16_t *text, uint32_t n);

/** Writes the digits of `value` without a NUL and returns how many. */
uint32_t lwclus_number_to_text(uint8_t value, uint16_t out[3]);

#endif
