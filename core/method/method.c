/* Look-up in the generated table. */
#include "method/method.h"

#include <stddef.h>

#include "ndr/program.h"

#include "method/method_table.inc"

/* The byte behind a program. */
static const uint8_t *skip(const uint8_t *program)
{
    while ((*program & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END) {
        program++;
    }
    return program + 1;
}

#if LWCLUS_METHODS_ALL

#define RESERVED 0xffu

static const uint8_t *find(uint16_t opnum)
{
    const uint8_t *program = programs;
    uint32_t n = opnum < OPNUMS ? program_of[opnum] : RESERVED;

    if (n == RESERVED) {
        return NULL;
    }
    while (n-- != 0) {
        program = skip(program);
    }
    return program;
}

#else

static const uint8_t *find(uint16_t opnum)
{
    const uint8_t *row = methods;

    while (row < methods + sizeof methods) {
        if (*row == opnum) {
            return row + 1;
        }
        row = skip(row + 1);
    }
    return NULL;
}

#endif

struct lwclus_method lwclus_method_get(uint16_t opnum)
{
    struct lwclus_method m = {.program = find(opnum), .flags = 0};
    uint8_t end;

    if (m.program != NULL) {
        end = skip(m.program)[-1];
        m.flags = (uint8_t)(((end & LWCLUS_NDR_END_RECONNECT) != 0 ? LWCLUS_METHOD_RECONNECT : 0) |
                            ((end & LWCLUS_NDR_END_HANDLE) != 0 ? LWCLUS_METHOD_HANDLE : 0));
    }
    return m;
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
