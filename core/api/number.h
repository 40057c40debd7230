/* Numbers of nodes as text ([MS-CMRP] 3.1.1.6). */
#ifndef LWCLUS_API_NUMBER_H
#define LWCLUS_API_NUMBER_H

#include <stdint.h>

/** Value of `n` decimal digits; 0 when that is no positive number of 32 bits. */
uint32_t lwclus_number_of_text(const uint16_t *text, uint32_t n);

#endif
