/*
 * Structures of [MS-CMRP] 2.2.3, row by row.
 *
 * Pointees of embedded pointers follow behind the whole outermost construct, in the order of their referents
 * (C706 14.3.12.3). A list of them would need memory, so two cursors walk the stub at once: one over the
 * fixed parts of the rows, one over the pointees.
 */
#include "ndr/ndr_run.h"

#include <string.h>

/* Members. NEXT and PREV say where the size of a byte array stands. */
#define END        0u
#define U8         1u
#define U32        4u
#define U64        8u
#define ALIGN8     9u  /* a structure with 64-bit members begins; no member itself */
#define STRING     16u /* from here on: pointers */
#define BYTES_PREV 17u
#define BYTES_NEXT 18u
#define VBYTES     19u /* size_is the next member, length_is the one after it */

/* Shapes: what stands before the rows. */
#define ONE    0x00u /* a single structure: nothing */
#define LIST   0x40u /* max_count, EntryCount */
#define ARRAY  0x80u /* max_count */
#define VARRAY 0xc0u /* max_count, offset, actual_count */

#define SHAPE_MASK         0xc0u
#define ROW(shape, stride) ((shape) | (stride)) /* stride: bytes of the fixed part of a row, below 64 */
#define STRIDE(row)        ((row)&0x3fu)

#define MAX_MEMBERS 9

/* Without LWCLUS_METHODS_ALL the one structure that is sent has nothing but integers. */
#define SENDING(r)       (LWCLUS_NDR_NEEDS_ENTRIES && (r)->write)
#define SENDING_BYTES(r) (LWCLUS_NDR_NEEDS_ALL && (r)->write)

/* In the order of the structure kinds of program.h; END alone where a kind is not needed. */
/* clang-format off */
static const uint8_t structures[] = {
    ROW(LIST, 8), U32, STRING, END,                                                           /* 2.2.3.4 */
#if LWCLUS_NDR_NEEDS_VERSION
    ROW(ONE, 20), U32, U32, U32, U32, U32, END,                                               /* 2.2.3.3 */
#endif
#if LWCLUS_NDR_NEEDS_ALL
    ROW(ARRAY, 4), STRING, END,                                                               /* LPWSTR[] */
#elif LWCLUS_NDR_NEEDS_ENTRIES
    END,
#endif
#if LWCLUS_NDR_NEEDS_ENTRIES
    ROW(ONE, 8), U32, U32, END,                                                               /* 2.2.3.21 */
#endif
#if LWCLUS_NDR_NEEDS_ALL
    ROW(ONE, 16), ALIGN8, U32, U64, END,                                                      /* 2.2.3.22 */
    ROW(ONE, 12), VBYTES, U32, U32, END,                                                      /* 2.2.3.1 */
    ROW(ONE, 20), U32, VBYTES, U32, U32, U32, END,                                            /* 2.2.3.2 */
    ROW(ARRAY, 48), ALIGN8, U32, ALIGN8, U32, U64, BYTES_NEXT, U32, STRING, STRING, STRING, STRING, END,
                                                                                              /* 2.2.3.24 */
    ROW(ARRAY, 12), U32, U32, STRING, END,                                                    /* 2.2.3.30 */
    ROW(VARRAY, 12), U32, U8, U32, END,                                                       /* 2.2.3.6 */
#elif LWCLUS_NDR_NEEDS_ENTRIES
    END, END, END, END, END, END,
#endif
#if LWCLUS_NDR_NEEDS_ENTRIES
    ROW(LIST, 36), STRING, STRING, U32, STRING, U32, U32, BYTES_PREV, U32, BYTES_PREV, END,   /* 2.2.3.25 */
    ROW(LIST, 32), STRING, STRING, STRING, STRING, U32, BYTES_PREV, U32, BYTES_PREV, END,     /* 2.2.3.27 */
#endif
};
/* clang-format on */

static const uint8_t *find(uint32_t kind)
{
    const uint8_t *s = structures;

    for (; LWCLUS_NDR_NEEDS_VERSION && kind != LWCLUS_NDR_KIND_ENUM_LIST; kind--) {
        while (*s != END) {
            s++;
        }
        s++;
    }
    return s;
}

static void put_span(struct lwclus_cursor *c, struct lwclus_cspan span)
{
    if (span.ptr == NULL && span.size != 0) {
        lwclus_ndr_refuse(c);
    } else {
        lwclus_put_bytes(c, span.ptr, span.size);
    }
}

/* 64-bit members stay wire bytes: the cursor reads 32 bits at most, and no method counts with them. */
static void wide_member(const struct lwclus_ndr_run *r, struct lwclus_cursor *c, struct lwclus_cspan *bytes)
{
    lwclus_cursor_align(c, 8, SENDING_BYTES(r));
    if (!SENDING_BYTES(r)) {
        bytes->ptr = lwclus_cursor_take(c, 8);
        bytes->size = 8;
    } else if (bytes->size != 8) {
        lwclus_ndr_refuse(c);
    } else {
        put_span(c, *bytes);
    }
}

static void fixed_part(struct lwclus_ndr_run *r, struct lwclus_cursor *c, const uint8_t *kind,
                       struct lwclus_ndr_member *m)
{
    for (; *kind != END; kind++) {
        if (LWCLUS_NDR_NEEDS_ALL && *kind == ALIGN8) {
            lwclus_cursor_align(c, 8, SENDING(r));
            continue;
        }
        if (*kind >= STRING) {
            m->value = lwclus_ndr_pointer(r, c, m->value != 0);
        } else if (LWCLUS_NDR_NEEDS_ALL && *kind == U64) {
            wide_member(r, c, &m->bytes);
        } else {
            lwclus_ndr_integer(r, c, *kind, &m->value);
        }
        m++;
    }
}

static void string_member(struct lwclus_ndr_run *r, struct lwclus_cspan *text)
{
    uint32_t units = text->size / 2 + 1; /* with the NUL */

    if (!SENDING_BYTES(r)) {
        *text = lwclus_ndr_get_string(r);
        return;
    }
    (void)lwclus_ndr_varying(r, &units, units);
    put_span(&r->stub, *text);
    lwclus_put_u16(&r->stub, 0);
}

static void bytes_member(struct lwclus_ndr_run *r, uint8_t kind, struct lwclus_ndr_member *m)
{
    uint32_t size = !LWCLUS_NDR_NEEDS_ALL || kind == BYTES_PREV ? m[-1].value : m[1].value;
    uint32_t max = size;
    uint32_t actual = size;

    if (LWCLUS_NDR_NEEDS_ALL && kind == VBYTES) {
        actual = lwclus_ndr_varying(r, &max, m[2].value);
    } else {
        lwclus_ndr_u32(r, &max);
    }
    if (max != size || (LWCLUS_NDR_NEEDS_ALL && kind == VBYTES && actual != m[2].value)) {
        lwclus_ndr_malformed(&r->stub);
    }
    if (SENDING_BYTES(r)) {
        put_span(&r->stub, m->bytes);
    } else {
        m->bytes.ptr = lwclus_cursor_take(&r->stub, actual);
        m->bytes.size = m->bytes.ptr != NULL ? actual : 0;
    }
}

/* What the peer would refuse: sizes that contradict each other, or a size without bytes. */
static bool sizes_agree(uint8_t kind, const struct lwclus_ndr_member *m)
{
    uint32_t size = kind == BYTES_PREV ? m[-1].value : m[1].value;

    if (m->value == 0) {
        return size == 0;
    }
    return m->bytes.size == (kind == VBYTES ? m[2].value : size) && m->bytes.size <= size;
}

static void pointees(struct lwclus_ndr_run *r, const uint8_t *kind, struct lwclus_ndr_member *m)
{
    for (; *kind != END; kind++) {
        if (*kind > STRING && SENDING_BYTES(r) && !sizes_agree(*kind, m)) {
            lwclus_ndr_refuse(&r->stub);
        } else if (*kind == STRING && m->value != 0) {
            string_member(r, &m->bytes);
        } else if (LWCLUS_NDR_NEEDS_ENTRIES && *kind > STRING && m->value != 0) {
            bytes_member(r, *kind, m);
        }
        m += !LWCLUS_NDR_NEEDS_ALL || *kind != ALIGN8;
    }
}

static void one_row(struct lwclus_ndr_run *r, struct lwclus_cursor *fixed, const uint8_t *kinds,
                    const struct lwclus_ndr_rows *rows, uint32_t index)
{
    struct lwclus_ndr_member members[MAX_MEMBERS];

    memset(members, 0, sizeof members);
    if (SENDING(r)) {
        lwclus_cursor_fail(&r->stub, rows->row(rows->user, index, members));
    }
    fixed_part(r, fixed, kinds, members);
    lwclus_cursor_fail(&r->stub, fixed->status);
    pointees(r, kinds, members);
    if (!SENDING(r) && rows != NULL && r->stub.status == LWCLUS_OK) {
        lwclus_cursor_fail(&r->stub, rows->row(rows->user, index, members));
    }
}

/* Moves what stands before the rows; returns their number. */
static uint32_t head(struct lwclus_ndr_run *r, uint8_t shape, uint32_t count)
{
    uint32_t max = count;

    if (LWCLUS_NDR_NEEDS_VERSION && shape == ONE) {
        return 1;
    }
    if (LWCLUS_NDR_NEEDS_ALL && shape == VARRAY) {
        count = lwclus_ndr_varying(r, &max, count);
        if (max > lwclus_ndr_beside(r, 1)) {
            lwclus_ndr_malformed(&r->stub);
        }
    } else {
        lwclus_ndr_u32(r, &max);
        count = max;
    }
    if (!LWCLUS_NDR_NEEDS_ALL || shape == LIST) {
        lwclus_ndr_u32(r, &count);
        if (max != count) {
            lwclus_ndr_malformed(&r->stub);
        }
    } else if (LWCLUS_NDR_NEEDS_ALL && !SENDING(r)) {
        lwclus_ndr_pair(r, count);
    }
    return count;
}

static void walk(struct lwclus_ndr_run *r, const uint8_t *s, struct lwclus_ndr_rows *rows)
{
    uint32_t count = head(r, *s & SHAPE_MASK, rows != NULL ? rows->count : 0);
    struct lwclus_cursor fixed;
    uint32_t i;

    lwclus_cursor_align(&r->stub, LWCLUS_NDR_NEEDS_ALL && s[1] == ALIGN8 ? 8 : 4, SENDING(r));
    /* a count must be plausible before it drives a loop */
    if (count > lwclus_cursor_left(&r->stub) / STRIDE(*s)) {
        lwclus_ndr_malformed(&r->stub);
        return;
    }
    fixed = lwclus_cursor_sub(&r->stub, count * STRIDE(*s));
    for (i = 0; i < count && r->stub.status == LWCLUS_OK; i++) {
        one_row(r, &fixed, s + 1, rows, i);
        if (!SENDING(r) && rows != NULL) {
            rows->count = i + 1;
        }
    }
}

void lwclus_ndr_structure(struct lwclus_ndr_run *r)
{
    uint32_t kind = *r->op & LWCLUS_NDR_KIND_MASK;
    bool both = LWCLUS_NDR_NEEDS_ALL && (*r->op & LWCLUS_NDR_IN) != 0 && (*r->op & LWCLUS_NDR_OUT) != 0;
    bool unique = (*r->op & LWCLUS_NDR_UNIQUE) != 0;
    struct lwclus_ndr_rows *rows = (struct lwclus_ndr_rows *)r->arg->out;

    if (SENDING(r)) {
        bool short_of = LWCLUS_NDR_NEEDS_ALL && kind == LWCLUS_NDR_KIND_STRINGS && rows != NULL &&
                        rows->count != lwclus_ndr_beside(r, -1);

        if ((rows == NULL && !unique) || short_of) {
            lwclus_ndr_refuse(&r->stub);
            return;
        }
    } else if (rows != NULL) {
        rows += both; /* [in,out]: the second element receives */
        rows->count = 0;
    }
    if (!unique || lwclus_ndr_pointer(r, &r->stub, rows != NULL)) {
        walk(r, find(kind), rows);
    }
}
