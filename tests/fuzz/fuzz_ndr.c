/*
 * Response stub data of any method: two bytes of opnum, then the stub.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address,undefined; without it link replay.c. What must hold: the
 * result is success or RPC_X_BAD_STUB_DATA, the same a second time, and every string that fits its room ends
 * with a NUL.
 */
#include <stdlib.h>

#include "method/method.h"
#include "vectors/ndr_args.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static lwclus_result decode(struct ndr_args *a, const uint8_t *program, uint8_t *stub, uint32_t size,
                            char *text, size_t room)
{
    struct lwclus_ndr_outcome outcome;
    struct lwclus_cursor c;
    lwclus_result result;

    (void)ndr_args_fill(a, program);
    lwclus_cursor_init(&c, stub, size);
    result = lwclus_ndr_decode(&c, program, a->arg, &outcome);
    require(c.pos <= size);
    ndr_args_text(a, program, &outcome, text, room);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct ndr_args a;
    static char first[65536];
    static char again[65536];
    const uint8_t *program;
    uint8_t *stub;
    uint32_t n;
    lwclus_result result;

    if (size < 2 || size > 65536) {
        return 0;
    }
    program = lwclus_method_program((uint16_t)((data[0] | data[1] << 8) % 186));
    if (program == NULL) {
        return 0;
    }
    n = (uint32_t)size - 2;
    stub = malloc(n != 0 ? n : 1); /* its own block, so that AddressSanitizer sees every overread */
    require(stub != NULL);
    memcpy(stub, data + 2, n);
    result = decode(&a, program, stub, n, first, sizeof first);
    require(result == LWCLUS_OK || result == LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA));
    for (n = 0; n < NDR_ARGS; n++) {
        require(a.text[n].units == 0 || a.text[n].units > NDR_CAPACITY ||
                a.units[n][a.text[n].units - 1] == 0);
    }
    require(decode(&a, program, stub, (uint32_t)size - 2, again, sizeof again) == result);
    require(strcmp(first, again) == 0);
    free(stub);
    return 0;
}
