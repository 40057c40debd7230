/*
 * ndr_in_dump FOLDER : encodes the request of every method for ndrdump_all.sh.
 *
 * Writes OPNUM_NAME.stub, and OPNUM_NAME.expect with the values that a decoder must find in it: one per line,
 * in wire order of the parameters, pointees in the place of their pointers.
 */
#include <stdlib.h>

#include "method/method.h"
#include "vectors/ndr_args.h"

#define STUB_BYTES 1024

/* BOOL parameters: Samba reads the first byte only, so the value must fit there ([MS-DTYP] 2.2.3 has 4
 * bytes). */
static const struct {
    uint16_t opnum;
    uint8_t parameter;
} bools[] = {{43, 1}, {61, 4}, {126, 1}, {138, 5}, {183, 4}};

static void bool_values(struct ndr_args *a, uint16_t opnum)
{
    size_t i;

    for (i = 0; i < sizeof bools / sizeof bools[0]; i++) {
        if (bools[i].opnum == opnum) {
            a->arg[bools[i].parameter].value = 1;
        }
    }
}

static void expect_bytes(FILE *f, const uint8_t *p, uint32_t n)
{
    for (; n != 0; n--) {
        fprintf(f, "%u\n", *p++);
    }
}

static void expect_handle(FILE *f, const uint8_t *h)
{
    fprintf(f, "0\n%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x\n", h[7], h[6], h[5],
            h[4], h[9], h[8], h[11], h[10], h[12], h[13], h[14], h[15], h[16], h[17], h[18], h[19]);
}

static void expect_rows(FILE *f, const struct ndr_args *a, uint32_t i)
{
    switch (a->kind[i]) {
    case LWCLUS_NDR_KIND_STRINGS:
        fprintf(f, "'n'\nNULL\n'n'\n");
        break;
    case LWCLUS_NDR_KIND_NOTIFY_FILTER:
        fprintf(f, "7\n%llu\n", 0x0070605040302010ull);
        break;
    case LWCLUS_NDR_KIND_CREATE_GROUP_INFO:
        fprintf(f, "1\n115\n");
        break;
    case LWCLUS_NDR_KIND_SECURITY_ATTRIBUTES:
        fprintf(f, "24\n1\n2\n3\n4\n5\n8\n5\n0\n");
        break;
    default:
        fprintf(f, "1\n2\n3\n4\n5\n8\n5\n");
        break;
    }
}

static void expect(FILE *f, const struct ndr_args *a, const uint8_t *program, uint32_t i)
{
    uint32_t k;

    switch (a->kind[i]) {
    case LWCLUS_NDR_KIND_HANDLE:
        expect_handle(f, a->handle[i]);
        break;
    case LWCLUS_NDR_KIND_WSTR:
        fprintf(f, "'");
        for (k = 0; a->sent[i][k] != 0; k++) {
            fprintf(f, "%c", a->sent[i][k]);
        }
        fprintf(f, "'\n");
        break;
    case LWCLUS_NDR_KIND_U64:
        fprintf(f, "%llu\n", (unsigned long long)a->integer[i]);
        break;
    case LWCLUS_NDR_KIND_BYTES_NEXT:
        expect_bytes(f, a->bytes[i], a->arg[i + 1].value);
        break;
    case LWCLUS_NDR_KIND_BYTES_PREV:
        expect_bytes(f, a->bytes[i], a->arg[i - 1].value);
        break;
    case LWCLUS_NDR_KIND_WCHARS_NEXT:
        for (k = 0; k < a->arg[i + 1].value; k++) {
            fprintf(f, "%u\n", a->units[i][k]);
        }
        break;
    default:
        if (a->kind[i] >= LWCLUS_NDR_KIND_ENUM_LIST) {
            expect_rows(f, a, i);
        } else {
            fprintf(f, "%u\n", (program[i] & LWCLUS_NDR_OUT) != 0 ? a->both[i][0] : a->arg[i].value);
        }
        break;
    }
}

static FILE *create(const char *folder, uint16_t opnum, const char *suffix)
{
    char path[512];
    FILE *f;

    (void)snprintf(path, sizeof path, "%s/%03u_%s.%s", folder, opnum,
                   lwclus_method_name(opnum) + strlen("Api"), suffix);
    f = fopen(path, "wb");
    if (f == NULL) {
        perror(path);
        exit(2);
    }
    return f;
}

static int dump(const char *folder, uint16_t opnum)
{
    static struct ndr_args a;
    const uint8_t *program = lwclus_method_program(opnum);
    uint8_t stub[STUB_BYTES];
    struct lwclus_cursor c;
    uint32_t n = ndr_args_fill(&a, program);
    uint32_t i;
    FILE *f;

    bool_values(&a, opnum);
    lwclus_cursor_init(&c, stub, sizeof stub);
    if (lwclus_ndr_encode(&c, program, a.arg) != LWCLUS_OK) {
        fprintf(stderr, "opnum %u: cannot be encoded: %08x\n", opnum, (unsigned)c.status);
        return 1;
    }
    f = create(folder, opnum, "stub");
    (void)fwrite(stub, 1, c.pos, f);
    (void)fclose(f);
    f = create(folder, opnum, "expect");
    for (i = 0; i < n; i++) {
        if ((program[i] & LWCLUS_NDR_IN) != 0) {
            expect(f, &a, program, i);
        }
    }
    return fclose(f) != 0;
}

int main(int argc, char **argv)
{
    uint16_t opnum;
    int failed = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: ndr_in_dump FOLDER\n");
        return 2;
    }
    for (opnum = 0; opnum < 512; opnum++) {
        if (lwclus_method_program(opnum) != NULL) {
            failed |= dump(argv[1], opnum);
        }
    }
    return failed;
}
