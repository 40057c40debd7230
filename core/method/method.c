/* Look-up in the generated table. */
#include "method/method.h"

#include <stddef.h>

#include "ndr/program.h"

#include "method/method_table.inc"

/* The last byte of a program. */
static const uint8_t *end_of(const uint8_t *program)
{
    while ((*program & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END) {
        program++;
    }
    return program;
}

const uint8_t *lwclus_method_program(uint16_t opnum)
{
    const uint8_t *at = methods;
    const uint8_t *program;

    while (*at != LAST) { /* which is no program */
        program = at;
        at = end_of(program) + 1;
        for (; *at != LAST; at++) {
            if (*at == opnum) {
                return program;
            }
        }
        at++;
    }
    return NULL;
}

uint8_t lwclus_method_end(const uint8_t *program)
{
    return *end_of(program);
}

#if LWCLUS_ERROR_TEXT

const char *lwclus_method_name(uint16_t opnum)
{
    const char *name;
    uint32_t n;

    if (opnum >= OPNUMS) {
        return "?";
    }
    name = names[opnum / NAMES_PER_BLOCK];
    for (n = opnum % NAMES_PER_BLOCK; n != 0; n--) {
        while (*name++ != '\0') {
        }
    }
    return *name != '\0' ? name : "?";
}

#endif
