/*
 * ndr_random.c - requests and responses with random content: our NDR code against Samba's
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ndr_random [ROUNDS [SEED]] : for every method that Samba knows and every round, encodes a request with
 * lwclus_ndr_encode() and lets Samba decode it, and lets Samba encode a response and decodes it with
 * lwclus_ndr_decode(); all values are compared. It links Samba's library, hence the license. Ends with "N
 * passed, N failed".
 *
 * Where Samba's IDL differs from the specification, and what decides:
 *   43, 61, 138  BOOL has 4 bytes, [MS-DTYP] 2.2.3; Samba reads 1, so 3 bytes stay unread at the end. In the
 *                middle of a request (126, 183) alignment hides it.
 *   87           an array of strings, [MS-CMRP] 3.1.4.2.87; Samba has one string: the request is not
 *                compared.
 *   139          the key is a DWORD_PTR, 4 bytes in NDR20, [MS-RPCE] 2.2.4.1.2; Samba has a pointer. A NULL
 *                pointer has the same size, so the keys are written into Samba's bytes.
 *   184          later than Samba's IDL; tests/vectors/ndr.inc has its bytes with their derivation.
 *   185          is never sent.
 */
#include "ndr_random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPNUM_STRINGS 87

uint8_t nd_stub[ND_ROOM];

unsigned nd_width(uint8_t kind)
{
    switch (kind) {
    case LWCLUS_NDR_KIND_U8:
        return 1;
    case LWCLUS_NDR_KIND_U16:
        return 2;
    case LWCLUS_NDR_KIND_U64:
    case LWCLUS_NDR_KIND_FILETIME:
        return 8;
    default:
        return 4;
    }
}

struct nd_value nd_random_number(const struct nd_call *c, uint32_t i)
{
    if (nd_is_bool(c->opnum, i)) {
        return (struct nd_value){.number = nd_random() % 2};
    }
    return (struct nd_value){.number = nd_number(nd_width(nd_kind(c, i)))};
}

struct nd_value nd_random_handle(struct nd_call *c)
{
    return nd_bytes(c->memory, LWCLUS_CONTEXT_HANDLE_BYTES);
}

uint8_t *nd_random_rows(struct nd_call *c, uint32_t i, uint32_t count, bool sending)
{
    struct nd_rows *r = &c->rows[i];
    const char *members = nd_members(nd_kind(c, i));
    const size_t size = nd_row_size(members);
    uint8_t *samba = talloc_zero_size(c->memory, size * count + 1);
    uint32_t k;

    *r = (struct nd_rows){.members = members, .count = count};
    r->value = talloc_zero_array(c->memory, struct nd_value, count * ND_MEMBERS + 1);
    for (k = 0; k < count; k++) {
        nd_fill_row(c->memory, members, sending, samba + k * size, r->value + k * ND_MEMBERS);
    }
    if (nd_kind(c, i) == LWCLUS_NDR_KIND_OPERATIONAL_VERSION) {
        r->value[0].number = 20; /* Samba always sends the size of the structure */
    }
    c->value[i].present = true;
    return samba;
}

static void begin(struct nd_call *c, uint16_t opnum)
{
    memset(c, 0, sizeof *c);
    c->memory = talloc_new(NULL);
    c->opnum = opnum;
    c->program = lwclus_method_program(opnum);
    nd_layout(&c->l, opnum, c->program);
    c->samba = talloc_zero_size(c->memory, c->l.size);
    /* Samba's NDR code allocates with the structure as parent and looks at this name */
    talloc_set_name(c->samba, "struct %s", ndr_table_clusapi.calls[opnum].name);
}

/* ---- main */

static unsigned passed, failed;

static void check(uint16_t opnum, const char *what, const char *(*run)(struct nd_call *c), uint64_t seed)
{
    static struct nd_call c;
    const char *problem;

    nd_seed(seed << 16 | opnum);
    begin(&c, opnum);
    problem =
        c.l.size == ndr_table_clusapi.calls[opnum].struct_size ? run(&c) : "Samba's IDL has other parameters";
    talloc_free(c.memory);
    if (problem == NULL) {
        passed++;
        return;
    }
    failed++;
    printf("not ok %s of opnum %u, %s, seed %llu: %s\n", what, opnum, lwclus_method_name(opnum),
           (unsigned long long)seed, problem);
}

int main(int argc, char **argv)
{
    const unsigned long rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 20;
    const uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
    unsigned methods = 0;
    unsigned long round;
    uint16_t opnum;

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (opnum = 0; opnum < ndr_table_clusapi.num_calls; opnum++) {
        if (lwclus_method_program(opnum) == NULL) {
            continue;
        }
        methods++;
        for (round = 0; round < rounds; round++) {
            if (opnum != OPNUM_STRINGS) {
                check(opnum, "request", nd_check_request, seed + round);
            }
            check(opnum, "response", nd_check_response, seed + round);
        }
    }
    printf("%u methods, %lu rounds, seed %llu; not compared: the request of 87, and 184\n", methods, rounds,
           (unsigned long long)seed);
    printf("%u passed, %u failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
