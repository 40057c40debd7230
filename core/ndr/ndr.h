/*
 * NDR20 interpreter: runs the byte program of a method (method/method.h) over stub data.
 *
 * One description serves the request and the response. A client encodes [in] and decodes [out]; both walk the
 * same program. Memory is constant: deferred pointees are walked with a second cursor over the same stub.
 */
#ifndef LWCLUS_NDR_NDR_H
#define LWCLUS_NDR_NDR_H

#include <stdint.h>

#include "base/cursor.h"

#define LWCLUS_CONTEXT_HANDLE_BYTES 20u

/* One argument per parameter of the method in declaration order, in and out alike, except the status words
 * and a returned handle: those go to lwclus_ndr_outcome. What the member means follows from the parameter's
 * kind. */
union lwclus_ndr_arg {
    uint32_t value; /* [in] integers of up to 32 bits, BOOL, enum: by value */
    const void *in; /* [in] wide string: const uint16_t *, NUL-terminated (NULL only where [unique])
                     *      byte array: const uint8_t *, its size is the argument of its size_is parameter
                     *      64-bit integer: const uint64_t *
                     *      array of UTF-16 units: their bytes as on the wire
                     *      context handle: const uint8_t[20]
                     *      structure: const struct lwclus_ndr_rows * */
    void *out;      /* [out] integer: uint8_t/uint16_t/uint32_t/uint64_t * of its width; FILETIME: uint64_t *
                     *      wide string: struct lwclus_ndr_text *
                     *      byte array with length_is or size_is: uint8_t *, capacity is the [in] size argument
                     *      byte array behind a pointer (T**): struct lwclus_ndr_buffer *
                     *      structure or array of structures: struct lwclus_ndr_rows *
                     *      context handle: uint8_t[20]
                     *      NULL: decoded, checked and dropped
                     * [in,out] handle: uint8_t[20], overwritten by the answer
                     *      integer: uint32_t[2], structure: struct lwclus_ndr_rows[2]; element 0 is sent, element
                     * 1      receives, so that a call can be repeated with the same arguments */
};

/** [out] wide string. */
struct lwclus_ndr_text {
    uint16_t *ptr;     /* receives units and NUL when they fit, else stays untouched; NULL = only measure */
    uint32_t capacity; /* units with NUL */
    uint32_t units;    /* out: units with NUL; 0 = NULL pointer on the wire */
};

/** [out] bytes of unknown size. */
struct lwclus_ndr_buffer {
    uint8_t *ptr;
    uint32_t capacity; /* bytes */
    uint32_t size;     /* out: bytes on the wire; copied only when they fit */
};

/** One member of a structure: an integer, or bytes (string, byte array) that stay in the stub. */
struct lwclus_ndr_member {
    uint32_t value;            /* integer; for a string or byte array: 0 when the pointer is NULL, else 1 */
    struct lwclus_cspan bytes; /* string: UTF-16LE without NUL; 64-bit integer: its 8 wire bytes */
};

/** A structure or a list of them, row by row; members in declaration order. */
struct lwclus_ndr_rows {
    uint32_t count; /* rows to encode; rows decoded */
    void *user;
    /* decode: consume one row. A result other than LWCLUS_OK ends the decoding and is returned.
     * encode: fill the members of row `index`. */
    lwclus_result (*row)(void *user, uint32_t index, struct lwclus_ndr_member *members);
};

/** The tails that every method has in some form; wire positions follow from the program. */
struct lwclus_ndr_outcome {
    uint32_t status;     /* Status of handle-returning methods, else the return value */
    uint32_t rpc_status; /* 0 when the method has none */
    uint8_t handle[LWCLUS_CONTEXT_HANDLE_BYTES]; /* returned context handle; zeros when the method has none */
};

/**
 * Encodes the [in] parameters at the cursor; alignment counts from cursor->base + `cursor->pos` at entry.
 * RPC_X_BAD_STUB_DATA (origin NDR): does not fit; ERROR_INVALID_PARAMETER (origin local): NULL for a
 * reference pointer, a NULL context handle pointer, NULL bytes with a nonzero size ([MS-CMRP] 3.1.4.2).
 */
lwclus_result lwclus_ndr_encode(struct lwclus_cursor *c, const uint8_t *program,
                                const union lwclus_ndr_arg *args);

/**
 * Decodes the [out] parameters of a whole response stub (cursor at its first byte).
 * RPC_X_BAD_STUB_DATA (origin NDR) for anything malformed. Outputs that were decoded before the error may
 * have been written; nothing outside their capacity ever is. Unread trailing bytes are allowed (alignment of
 * the peer).
 */
lwclus_result lwclus_ndr_decode(struct lwclus_cursor *c, const uint8_t *program,
                                const union lwclus_ndr_arg *args, struct lwclus_ndr_outcome *outcome);

#endif
