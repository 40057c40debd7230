/* The small method table, compiled beside the full one of the library: with all families, and with none. */
#ifndef TESTS_UNIT_METHOD_METHOD_SMALL_H
#define TESTS_UNIT_METHOD_METHOD_SMALL_H

#include "method/method.h"

const uint8_t *families_program(uint16_t opnum);
uint8_t families_end(const uint8_t *program);
const char *families_name(uint16_t opnum);
const uint8_t *base_program(uint16_t opnum);
uint8_t base_end(const uint8_t *program);
const char *base_name(uint16_t opnum);

#endif
