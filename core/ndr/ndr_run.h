/* Inside ndr/: what the parts of the interpreter share. */
#ifndef LWCLUS_NDR_NDR_RUN_H
#define LWCLUS_NDR_NDR_RUN_H

#include "ndr/ndr.h"
#include "ndr/program.h"

/* One walk over a program, encoding (write) or decoding. */
struct lwclus_ndr_run {
    struct lwclus_cursor stub; /* its base is the first byte of the stub, from which alignment counts */
    bool write;
    bool counted;
    const uint8_t *op; /* opcode of the current parameter */
    const union lwclus_ndr_arg *arg;
    uint32_t referent; /* last referent sent */
    uint32_t count;    /* of the [out] array or its COUNT, whichever came first */
};

/** Malformed stub data, or a stub that does not fit when encoding. */
void lwclus_ndr_malformed(struct lwclus_cursor *c);

/** The caller's arguments break a rule of the IDL. */
void lwclus_ndr_refuse(struct lwclus_cursor *c);

/** Moves one integer of `width` 1, 2 or 4 bytes, aligned, between `v` and the wire. */
void lwclus_ndr_integer(const struct lwclus_ndr_run *r, struct lwclus_cursor *c, uint32_t width, uint32_t *v);

/** Moves one aligned u32 between `v` and the stub. */
void lwclus_ndr_u32(struct lwclus_ndr_run *r, uint32_t *v);

/** Moves a referent; true when a pointee follows. `present` counts when encoding only. */
bool lwclus_ndr_pointer(struct lwclus_ndr_run *r, struct lwclus_cursor *c, bool present);

/** Moves max_count, offset and actual_count; returns actual_count. `max` and `actual` go out when encoding.
 */
uint32_t lwclus_ndr_varying(struct lwclus_ndr_run *r, uint32_t *max, uint32_t actual);

/** Reads a conformant varying string: its bytes without the NUL. Empty after a failure. */
struct lwclus_cspan lwclus_ndr_get_string(struct lwclus_ndr_run *r);

/** An [out] array and its COUNT must name the same number: remembers the first, compares the second. */
void lwclus_ndr_pair(struct lwclus_ndr_run *r, uint32_t count);

/** What the caller gave for the integer parameter beside the current one: `step` 1 = next, -1 = previous. */
uint32_t lwclus_ndr_beside(const struct lwclus_ndr_run *r, int step);

/** Parameter of a string or byte array kind. */
void lwclus_ndr_string(struct lwclus_ndr_run *r);
void lwclus_ndr_bytes(struct lwclus_ndr_run *r);

/** Parameter of a structure kind. */
void lwclus_ndr_structure(struct lwclus_ndr_run *r);

#endif
