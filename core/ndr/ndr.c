/* The program loop: integers, context handles and the tail of every method (C706 14.2, 14.3). */
#include "ndr/ndr_run.h"

#include <string.h>

#define FIRST_REFERENT 0x00020000u
#define REFERENT_STEP  4u

void lwclus_ndr_malformed(struct lwclus_cursor *c)
{
    lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_NDR, RPC_X_BAD_STUB_DATA));
}

void lwclus_ndr_refuse(struct lwclus_cursor *c)
{
    lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_PARAMETER));
}

void lwclus_ndr_integer(const struct lwclus_ndr_run *r, struct lwclus_cursor *c, uint32_t width, uint32_t *v)
{
    bool any = LWCLUS_NDR_NEEDS_VERSION; /* else all have 4 bytes */

    lwclus_cursor_align(c, any ? width : 4, r->write);
    if (!r->write) {
        *v = any ? lwclus_get_uint(c, width) : lwclus_get_u32(c);
    } else if (any) {
        lwclus_put_uint(c, width, *v);
    } else {
        lwclus_put_u32(c, *v);
    }
}

void lwclus_ndr_u32(struct lwclus_ndr_run *r, uint32_t *v)
{
    lwclus_ndr_integer(r, &r->stub, 4, v);
}

bool lwclus_ndr_pointer(struct lwclus_ndr_run *r, struct lwclus_cursor *c, bool present)
{
    uint32_t referent = 0;

    if (present) {
        referent = r->referent;
        r->referent += REFERENT_STEP;
    }
    lwclus_ndr_integer(r, c, 4, &referent);
    return referent != 0;
}

void lwclus_ndr_pair(struct lwclus_ndr_run *r, uint32_t count)
{
    if (r->counted && r->count != count) {
        lwclus_ndr_malformed(&r->stub);
    }
    r->counted = true;
    r->count = count;
}

/* The value of an [in] integer; one that is [in,out] lives in the caller's memory. */
static uint32_t given(uint8_t op, const union lwclus_ndr_arg *arg)
{
    if (!LWCLUS_NDR_NEEDS_ALL || (op & LWCLUS_NDR_OUT) == 0) {
        return arg->value;
    }
    return arg->in != NULL ? *(const uint32_t *)arg->in : 0;
}

uint32_t lwclus_ndr_beside(const struct lwclus_ndr_run *r, int step)
{
    return given(r->op[step], r->arg + step);
}

static void store(void *out, uint32_t width, uint32_t v)
{
    if (LWCLUS_NDR_NEEDS_ALL && width == 1) {
        *(uint8_t *)out = (uint8_t)v;
    } else if (LWCLUS_NDR_NEEDS_VERSION && width == 2) {
        *(uint16_t *)out = (uint16_t)v;
    } else {
        *(uint32_t *)out = v;
    }
}

static void parameter_integer(struct lwclus_ndr_run *r, uint32_t width)
{
    bool both = LWCLUS_NDR_NEEDS_ALL &&
                (*r->op & (LWCLUS_NDR_IN | LWCLUS_NDR_OUT)) == (LWCLUS_NDR_IN | LWCLUS_NDR_OUT);
    uint32_t v = 0;

    if (r->write) {
        v = given(*r->op, r->arg);
        if (both && r->arg->in == NULL) {
            lwclus_ndr_refuse(&r->stub);
        }
    }
    lwclus_ndr_integer(r, &r->stub, width, &v);
    if (!r->write && r->arg->out != NULL) {
        /* [in,out]: element 0 stays as given, so that the same arguments can be sent again */
        store(both ? (uint32_t *)r->arg->out + 1 : r->arg->out, width, v);
    }
    if (LWCLUS_NDR_NEEDS_BUFFERS && (*r->op & LWCLUS_NDR_KIND_MASK) == LWCLUS_NDR_KIND_COUNT && !r->write) {
        lwclus_ndr_pair(r, v);
    }
}

static void parameter_u64(struct lwclus_ndr_run *r, uint32_t alignment)
{
    uint64_t v = 0;
    uint32_t low;
    uint32_t high;

    if (r->write) {
        if (r->arg->in == NULL) {
            lwclus_ndr_refuse(&r->stub);
            return;
        }
        v = *(const uint64_t *)r->arg->in;
    }
    low = (uint32_t)v;
    high = (uint32_t)(v >> 32);
    lwclus_cursor_align(&r->stub, alignment, r->write);
    lwclus_ndr_u32(r, &low);
    lwclus_ndr_u32(r, &high);
    if (LWCLUS_NDR_NEEDS_ALL && !r->write && r->arg->out != NULL) {
        *(uint64_t *)r->arg->out = ((uint64_t)high << 32) | low;
    }
}

static void get_handle(struct lwclus_ndr_run *r, uint8_t *handle)
{
    uint8_t dropped[LWCLUS_CONTEXT_HANDLE_BYTES];

    lwclus_cursor_align(&r->stub, 4, false);
    lwclus_get_bytes(&r->stub, handle != NULL ? handle : dropped, LWCLUS_CONTEXT_HANDLE_BYTES);
}

static void parameter_handle(struct lwclus_ndr_run *r)
{
    if (!r->write) {
        get_handle(r, (uint8_t *)r->arg->out);
    } else if (r->arg->in == NULL) {
        lwclus_ndr_refuse(&r->stub);
    } else {
        lwclus_cursor_align(&r->stub, 4, true);
        lwclus_put_bytes(&r->stub, r->arg->in, LWCLUS_CONTEXT_HANDLE_BYTES);
    }
}

static void parameter(struct lwclus_ndr_run *r)
{
    uint32_t kind = *r->op & LWCLUS_NDR_KIND_MASK;

    if (kind == LWCLUS_NDR_KIND_HANDLE) {
        parameter_handle(r);
    } else if (kind == LWCLUS_NDR_KIND_WSTR) {
        lwclus_ndr_string(r);
    } else if (LWCLUS_NDR_NEEDS_ROWS && kind >= LWCLUS_NDR_KIND_ENUM_LIST) {
        lwclus_ndr_structure(r);
    } else if (LWCLUS_NDR_NEEDS_BUFFERS && kind >= LWCLUS_NDR_KIND_BYTES_NEXT) {
        lwclus_ndr_bytes(r);
    } else if (LWCLUS_NDR_NEEDS_ENTRIES && kind == LWCLUS_NDR_KIND_U64) {
        parameter_u64(r, 8);
    } else if (LWCLUS_NDR_NEEDS_ALL && kind == LWCLUS_NDR_KIND_FILETIME) {
        parameter_u64(r, 4);
    } else {
        parameter_integer(r, LWCLUS_NDR_NEEDS_BUFFERS && kind == LWCLUS_NDR_KIND_COUNT ? 4 : kind);
    }
}

static void get_tail(struct lwclus_ndr_run *r, struct lwclus_ndr_outcome *outcome)
{
    uint8_t end = *r->op;

    if ((end & LWCLUS_NDR_END_HANDLE) != 0) {
        lwclus_ndr_u32(r, &outcome->status);
    }
    if ((end & LWCLUS_NDR_END_RPC) != 0) {
        lwclus_ndr_u32(r, &outcome->rpc_status);
    }
    if ((end & LWCLUS_NDR_END_HANDLE) != 0) {
        get_handle(r, outcome->handle);
    } else {
        lwclus_ndr_u32(r, &outcome->status);
    }
}

static lwclus_result run(struct lwclus_cursor *c, const uint8_t *program, const union lwclus_ndr_arg *args,
                         struct lwclus_ndr_outcome *outcome)
{
    struct lwclus_ndr_run r;
    uint8_t direction = outcome == NULL ? LWCLUS_NDR_IN : LWCLUS_NDR_OUT;

    r.write = outcome == NULL;
    r.counted = false;
    r.op = program;
    r.arg = args;
    r.referent = FIRST_REFERENT;
    lwclus_cursor_split(c, lwclus_cursor_left(c), &r.stub); /* alignment counts from here */
    for (; (*r.op & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END; r.op++, r.arg++) {
        if ((*r.op & direction) != 0 && r.stub.status == LWCLUS_OK) {
            parameter(&r);
        }
    }
    if (outcome != NULL) {
        get_tail(&r, outcome);
    }
    lwclus_cursor_seek(c, c->pos - r.stub.cap + r.stub.pos); /* what was not needed */
    lwclus_cursor_fail(c, r.stub.status);
    return c->status;
}

lwclus_result lwclus_ndr_encode(struct lwclus_cursor *c, const uint8_t *program,
                                const union lwclus_ndr_arg *args)
{
    return run(c, program, args, NULL);
}

lwclus_result lwclus_ndr_decode(struct lwclus_cursor *c, const uint8_t *program,
                                const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome)
{
    memset(outcome, 0, sizeof *outcome);
    return run(c, program, args, outcome);
}
