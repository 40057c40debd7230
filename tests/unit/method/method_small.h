/* The small method table, compiled beside the full one of the library: with all families, and with none. */
#ifndef TESTS_UNIT_METHOD_METHOD_SMALL_H
#define TESTS_UNIT_METHOD_METHOD_SMALL_H

#include "method/method.h"

struct lwclus_method families_get(uint16_t opnum);
const char *families_name(uint16_t opnum);
struct lwclus_method base_get(uint16_t opnum);
const char *base_name(uint16_t opnum);

#endif
