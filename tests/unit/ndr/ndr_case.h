/* What the NDR tests share: one method, one piece of stub data in memory of exactly its size. */
#ifndef TESTS_UNIT_NDR_NDR_CASE_H
#define TESTS_UNIT_NDR_NDR_CASE_H

#include "method/method.h"
#include "vectors/ndr_args.h"
#include "hex.h"

#define BAD_STUB LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA)
#define REFUSED  LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER)

static inline lwclus_result ndr_decode_bytes(uint16_t opnum, uint8_t *stub, uint32_t size,
                                             const union lwclus_ndr_arg *args,
                                             struct lwclus_ndr_outcome *outcome)
{
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, stub, size);
    return lwclus_ndr_decode(&c, lwclus_method_program(opnum), args, outcome);
}

static inline lwclus_result ndr_decode_hex(uint16_t opnum, const char *hex, const union lwclus_ndr_arg *args,
                                           struct lwclus_ndr_outcome *outcome)
{
    uint32_t size;
    uint8_t *stub = hex_new(hex, &size);
    lwclus_result result = ndr_decode_bytes(opnum, stub, size, args, outcome);

    free(stub);
    return result;
}

/** Decodes into generous memory; only the result matters. */
static inline lwclus_result ndr_result_of(uint16_t opnum, const char *hex)
{
    static struct ndr_args a;
    struct lwclus_ndr_outcome outcome;

    (void)ndr_args_fill(&a, lwclus_method_program(opnum));
    return ndr_decode_hex(opnum, hex, a.arg, &outcome);
}

/** Encodes into `size` bytes of memory; hexadecimal text of the stub, or "" and the result. */
static inline lwclus_result ndr_encode_into(uint16_t opnum, const union lwclus_ndr_arg *args, uint32_t size,
                                            char *hex)
{
    uint8_t *stub = malloc(size != 0 ? size : 1);
    struct lwclus_cursor c;
    lwclus_result result;

    memset(stub, NDR_UNTOUCHED, size != 0 ? size : 1);
    lwclus_cursor_init(&c, stub, size);
    result = lwclus_ndr_encode(&c, lwclus_method_program(opnum), args);
    (void)strcpy(hex, result == LWCLUS_OK ? hex_text(stub, c.pos) : "");
    free(stub);
    return result;
}

#endif
