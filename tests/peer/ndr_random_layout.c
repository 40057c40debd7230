/*
 * ndr_random_layout.c - the structures that pidl, Samba's IDL compiler, makes of the parameters of a method
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ndr_random.h"

/* A structure that grows. */
struct shape {
    size_t size;
    size_t align;
};

static size_t aligned(size_t at, size_t to)
{
    return (at + to - 1) / to * to;
}

static size_t add(struct shape *s, size_t size, size_t align)
{
    const size_t at = aligned(s->size, align);

    s->size = at + size;
    s->align = align > s->align ? align : s->align;
    return at;
}

static size_t add_pointer(struct shape *s)
{
    return add(s, sizeof(void *), sizeof(void *));
}

bool nd_is_bool(uint16_t opnum, uint32_t parameter)
{
    static const struct {
        uint16_t opnum;
        uint8_t parameter;
    } bools[] = {{43, 1}, {61, 4}, {126, 1}, {138, 5}, {183, 4}};
    size_t i;

    for (i = 0; i < sizeof bools / sizeof bools[0]; i++) {
        if (bools[i].opnum == opnum && bools[i].parameter == parameter) {
            return true;
        }
    }
    return false;
}

bool nd_is_reference(uint16_t opnum, uint32_t parameter)
{
    return opnum == 183 && parameter == 5;
}

/* What is [out] as well is behind a pointer. */
static size_t add_in(struct shape *s, uint8_t op, bool is_bool, bool is_reference)
{
    const uint8_t kind = op & LWCLUS_NDR_KIND_MASK;

    if ((op & LWCLUS_NDR_OUT) != 0 || is_reference) {
        return add_pointer(s);
    }
    switch (kind) {
    case LWCLUS_NDR_KIND_HANDLE:
        return add(s, LWCLUS_CONTEXT_HANDLE_BYTES, 4);
    case LWCLUS_NDR_KIND_U8:
        return add(s, 1, 1);
    case LWCLUS_NDR_KIND_U16: /* the one there is, of opnum 108, is an enum: an int in memory */
    case LWCLUS_NDR_KIND_U32:
    case LWCLUS_NDR_KIND_COUNT:
        return is_bool ? add(s, 1, 1) : add(s, 4, 4);
    case LWCLUS_NDR_KIND_U64:
        return add(s, 8, 8);
    case LWCLUS_NDR_KIND_NOTIFY_FILTER: /* passed by value */
        return add(s, nd_row_size(nd_members(kind)), 8);
    default:
        return add_pointer(s);
    }
}

/* pidl puts [in,out] parameters behind the others of a direction, rpc_status included. */
static void add_parameters(struct nd_layout *l, uint16_t opnum, const uint8_t *program, struct shape *in,
                           struct shape *out, bool both)
{
    const uint8_t both_flags = LWCLUS_NDR_IN | LWCLUS_NDR_OUT;
    uint32_t i;

    for (i = 0; i < l->count; i++) {
        if (((program[i] & both_flags) == both_flags) != both) {
            continue;
        }
        if ((program[i] & LWCLUS_NDR_IN) != 0) {
            l->in[i] = add_in(in, program[i], nd_is_bool(opnum, i), nd_is_reference(opnum, i));
        }
        if ((program[i] & LWCLUS_NDR_OUT) != 0) {
            l->out[i] = add_pointer(out);
        }
    }
}

void nd_layout(struct nd_layout *l, uint16_t opnum, const uint8_t *program)
{
    struct shape in = {0, 1}, out = {0, 1};
    size_t begin;
    uint32_t i;
    uint8_t end;

    for (i = 0; (program[i] & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END; i++) {
        l->in[i] = l->out[i] = SIZE_MAX;
    }
    l->count = i;
    end = program[i];
    add_parameters(l, opnum, program, &in, &out, false);
    l->status = (end & LWCLUS_NDR_END_HANDLE) != 0 ? add_pointer(&out) : SIZE_MAX;
    l->rpc = (end & LWCLUS_NDR_END_RPC) != 0 ? add_pointer(&out) : SIZE_MAX;
    l->handle = (end & LWCLUS_NDR_END_HANDLE) != 0 ? add_pointer(&out) : SIZE_MAX;
    add_parameters(l, opnum, program, &in, &out, true);
    l->result = (end & LWCLUS_NDR_END_HANDLE) != 0 ? SIZE_MAX : add(&out, 4, 4);

    begin = aligned(aligned(in.size, in.align), out.align);
    for (i = 0; i < l->count; i++) {
        l->out[i] += l->out[i] != SIZE_MAX ? begin : 0;
    }
    l->status += l->status != SIZE_MAX ? begin : 0;
    l->rpc += l->rpc != SIZE_MAX ? begin : 0;
    l->handle += l->handle != SIZE_MAX ? begin : 0;
    l->result += l->result != SIZE_MAX ? begin : 0;
    l->size = aligned(begin + aligned(out.size, out.align), in.align > out.align ? in.align : out.align);
}
