/*
 * Arguments for any method, and what became of them as text.
 *
 * ndr_args_fill() walks a program and gives every parameter a value or memory of its kind. ndr_args_text()
 * writes down what a response filled in: integers in decimal, 'strings', byte arrays in hexadecimal up to the
 * last byte that was written, {rows} with their members up to the last that is not 0, then
 * "= status rpc_status handle".
 */
#ifndef TESTS_VECTORS_NDR_ARGS_H
#define TESTS_VECTORS_NDR_ARGS_H

#include <stdio.h>
#include <string.h>

#include "ndr/ndr.h"
#include "ndr/program.h"

#define NDR_ARGS      16
#define NDR_CAPACITY  256u /* bytes, and units, of every [out] buffer */
#define NDR_UNTOUCHED 0xee
#define NDR_MEMBERS   9

struct ndr_args {
    union lwclus_ndr_arg arg[NDR_ARGS];
    uint8_t kind[NDR_ARGS];
    uint8_t handle[NDR_ARGS][LWCLUS_CONTEXT_HANDLE_BYTES];
    uint64_t integer[NDR_ARGS];
    uint32_t both[NDR_ARGS][2];
    uint8_t bytes[NDR_ARGS][NDR_CAPACITY];
    uint16_t sent[NDR_ARGS][8];
    uint16_t units[NDR_ARGS][NDR_CAPACITY];
    struct lwclus_ndr_text text[NDR_ARGS];
    struct lwclus_ndr_buffer buffer[NDR_ARGS];
    struct lwclus_ndr_rows rows[NDR_ARGS][2];
    char row_text[NDR_ARGS][2048]; /* [out] rows */
};

static inline void ndr_text_hex(char *out, size_t room, const uint8_t *p, uint32_t n)
{
    size_t at = strlen(out);

    for (; n != 0 && at + 3 < room; n--, at += 2) {
        (void)snprintf(out + at, room - at, "%02x", *p++);
    }
}

/* A row arrives: its members as text. Reads every byte that it was given. */
static inline lwclus_result ndr_row_in(void *user, uint32_t index, struct lwclus_ndr_member *m)
{
    char *out = (char *)user;
    const size_t room = sizeof((struct ndr_args *)0)->row_text[0];
    uint32_t used = NDR_MEMBERS;
    uint32_t i;

    (void)index;
    while (used > 1 && m[used - 1].value == 0 && m[used - 1].bytes.ptr == NULL) {
        used--;
    }
    (void)strncat(out, "{", room - strlen(out) - 1);
    for (i = 0; i < used; i++) {
        (void)snprintf(out + strlen(out), room - strlen(out), "%s%u", i != 0 ? "," : "",
                       (unsigned)m[i].value);
        if (m[i].bytes.ptr != NULL) {
            (void)strncat(out, ":", room - strlen(out) - 1);
            ndr_text_hex(out, room, m[i].bytes.ptr, m[i].bytes.size);
        }
    }
    (void)strncat(out, "}", room - strlen(out) - 1);
    return LWCLUS_OK;
}

/* A row leaves: plain values for each structure that is ever sent. */
static inline lwclus_result ndr_row_out(void *user, uint32_t index, struct lwclus_ndr_member *m)
{
    static const uint8_t flags[8] = {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70, 0x00};
    static const uint8_t descriptor[5] = {1, 2, 3, 4, 5};
    static const uint8_t name[4] = {'n', 0, 'i', 0};
    struct lwclus_ndr_member *sd = m;

    switch (*(const uint8_t *)user) {
    case LWCLUS_NDR_KIND_STRINGS:
        m[0].value = index != 1; /* the second is NULL */
        m[0].bytes = (struct lwclus_cspan){name, 2 + 2 * (index & 1)};
        return LWCLUS_OK;
    case LWCLUS_NDR_KIND_NOTIFY_FILTER:
        m[0].value = 7;
        m[1].bytes = (struct lwclus_cspan){flags, 8};
        return LWCLUS_OK;
    case LWCLUS_NDR_KIND_CREATE_GROUP_INFO:
        m[0].value = 1;
        m[1].value = 115;
        return LWCLUS_OK;
    case LWCLUS_NDR_KIND_SECURITY_ATTRIBUTES:
        m[0].value = 24;
        m[4].value = 0;
        sd = m + 1;
        break;
    default:
        break;
    }
    sd[0].value = 1;
    sd[0].bytes = (struct lwclus_cspan){descriptor, sizeof descriptor};
    sd[1].value = 8; /* room */
    sd[2].value = sizeof descriptor;
    return LWCLUS_OK;
}

/* [in] values differ from parameter to parameter, so that no two can be swapped unseen. */
static inline void ndr_arg_send(struct ndr_args *a, uint32_t i, uint8_t op)
{
    uint32_t k;

    switch (op & LWCLUS_NDR_KIND_MASK) {
    case LWCLUS_NDR_KIND_U8:
        a->arg[i].value = 0x70u + i;
        break;
    case LWCLUS_NDR_KIND_U16:
        a->arg[i].value = 0x7100u + i;
        break;
    case LWCLUS_NDR_KIND_U32:
        a->arg[i].value = 0x72345600u + i;
        break;
    case LWCLUS_NDR_KIND_U64:
        a->integer[i] = 0x7123456789abcd00u + i;
        a->arg[i].in = &a->integer[i];
        break;
    case LWCLUS_NDR_KIND_HANDLE:
        for (k = 4; k < LWCLUS_CONTEXT_HANDLE_BYTES; k++) {
            a->handle[i][k] = (uint8_t)(i * 16 + k);
        }
        a->arg[i].in = a->handle[i];
        break;
    case LWCLUS_NDR_KIND_WSTR:
        for (k = 0; k < 3 + i % 3; k++) {
            a->sent[i][k] = (uint16_t)('a' + i + k);
        }
        a->arg[i].in = a->sent[i];
        break;
    case LWCLUS_NDR_KIND_WCHARS_NEXT:
    case LWCLUS_NDR_KIND_BYTES_NEXT:
    case LWCLUS_NDR_KIND_BYTES_PREV:
        for (k = 0; k < NDR_CAPACITY; k++) {
            a->bytes[i][k] = (uint8_t)(i + k + 1);
            ((uint8_t *)&a->units[i][k])[0] = (uint8_t)('A' + k % 26); /* as on the wire */
            ((uint8_t *)&a->units[i][k])[1] = 0;
        }
        a->arg[i].in = (op & LWCLUS_NDR_KIND_MASK) == LWCLUS_NDR_KIND_WCHARS_NEXT ? (const void *)a->units[i]
                                                                                  : (const void *)a->bytes[i];
        break;
    default:
        a->rows[i][0] = (struct lwclus_ndr_rows){.count = 3, .user = &a->kind[i], .row = ndr_row_out};
        a->arg[i].in = a->rows[i];
        break;
    }
}

static inline void ndr_arg_receive(struct ndr_args *a, uint32_t i, uint8_t op)
{
    switch (op & LWCLUS_NDR_KIND_MASK) {
    case LWCLUS_NDR_KIND_U8:
    case LWCLUS_NDR_KIND_U16:
    case LWCLUS_NDR_KIND_U32:
    case LWCLUS_NDR_KIND_COUNT:
    case LWCLUS_NDR_KIND_U64:
    case LWCLUS_NDR_KIND_FILETIME:
        a->arg[i].out = (op & LWCLUS_NDR_IN) != 0 ? (void *)a->both[i] : (void *)&a->integer[i];
        break;
    case LWCLUS_NDR_KIND_HANDLE:
        a->arg[i].out = a->handle[i];
        break;
    case LWCLUS_NDR_KIND_WSTR:
        a->text[i] = (struct lwclus_ndr_text){a->units[i], NDR_CAPACITY, 0};
        a->arg[i].out = &a->text[i];
        break;
    case LWCLUS_NDR_KIND_BYTES_NEXT:
    case LWCLUS_NDR_KIND_VBYTES_NEXT:
        memset(a->bytes[i], NDR_UNTOUCHED, NDR_CAPACITY);
        a->arg[i].out = a->bytes[i];
        break;
    case LWCLUS_NDR_KIND_BUFFER:
        memset(a->bytes[i], NDR_UNTOUCHED, NDR_CAPACITY);
        a->buffer[i] = (struct lwclus_ndr_buffer){a->bytes[i], NDR_CAPACITY, 0};
        a->arg[i].out = &a->buffer[i];
        break;
    default:
        a->rows[i][(op & LWCLUS_NDR_IN) != 0] =
            (struct lwclus_ndr_rows){.user = a->row_text[i], .row = ndr_row_in};
        a->arg[i].out = a->rows[i];
        break;
    }
}

/* The size parameter of an array: what is sent, or the room for what comes. */
static inline void ndr_arg_size(struct ndr_args *a, uint32_t i, const uint8_t *op)
{
    uint32_t size = (*op & LWCLUS_NDR_OUT) != 0 ? NDR_CAPACITY : 5 + i;

    switch (*op & LWCLUS_NDR_KIND_MASK) {
    case LWCLUS_NDR_KIND_WCHARS_NEXT:
    case LWCLUS_NDR_KIND_BYTES_NEXT:
    case LWCLUS_NDR_KIND_VBYTES_NEXT:
    case LWCLUS_NDR_KIND_PASSWORD_STATUS:
        if ((op[1] & LWCLUS_NDR_OUT) != 0) {
            a->both[i + 1][0] = size;
        } else {
            a->arg[i + 1].value = size;
        }
        break;
    case LWCLUS_NDR_KIND_BYTES_PREV:
        a->arg[i - 1].value = size;
        break;
    case LWCLUS_NDR_KIND_STRINGS:
        a->arg[i - 1].value = a->rows[i][0].count;
        break;
    default:
        break;
    }
}

/** Returns the number of parameters. */
static inline uint32_t ndr_args_fill(struct ndr_args *a, const uint8_t *program)
{
    uint32_t i;
    uint32_t n = 0;

    memset(a, 0, sizeof *a);
    for (; (program[n] & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END; n++) {
        a->kind[n] = program[n] & LWCLUS_NDR_KIND_MASK;
        if ((program[n] & LWCLUS_NDR_IN) != 0) {
            ndr_arg_send(a, n, program[n]);
        }
        if ((program[n] & LWCLUS_NDR_OUT) != 0) {
            ndr_arg_receive(a, n, program[n]);
        }
    }
    for (i = 0; i < n; i++) {
        ndr_arg_size(a, i, program + i);
    }
    return n;
}

/* What an [out] integer received; decoding wrote as many bytes as its kind has. */
static inline uint64_t ndr_arg_integer(const struct ndr_args *a, uint32_t i)
{
    uint16_t u16;
    uint32_t u32;

    switch (a->kind[i]) {
    case LWCLUS_NDR_KIND_U8:
        return *(const uint8_t *)&a->integer[i];
    case LWCLUS_NDR_KIND_U16:
        memcpy(&u16, &a->integer[i], sizeof u16);
        return u16;
    case LWCLUS_NDR_KIND_U64:
    case LWCLUS_NDR_KIND_FILETIME:
        return a->integer[i];
    default:
        memcpy(&u32, &a->integer[i], sizeof u32);
        return u32;
    }
}

static inline void ndr_arg_text(const struct ndr_args *a, uint32_t i, uint8_t op, char *out, size_t room)
{
    size_t at = strlen(out);
    uint32_t n = NDR_CAPACITY;

    switch (op & LWCLUS_NDR_KIND_MASK) {
    case LWCLUS_NDR_KIND_HANDLE:
        ndr_text_hex(out, room, a->handle[i], LWCLUS_CONTEXT_HANDLE_BYTES);
        break;
    case LWCLUS_NDR_KIND_WSTR:
        if (a->text[i].units == 0) {
            (void)snprintf(out + at, room - at, "NULL");
            break;
        }
        out[at++] = '\'';
        for (n = 0; n + 1 < a->text[i].units && a->text[i].units <= NDR_CAPACITY && at + 2 < room; n++) {
            out[at++] = (char)a->units[i][n];
        }
        (void)snprintf(out + at, room - at, "'");
        break;
    case LWCLUS_NDR_KIND_BYTES_NEXT:
    case LWCLUS_NDR_KIND_VBYTES_NEXT:
    case LWCLUS_NDR_KIND_BUFFER:
        while (n != 0 && a->bytes[i][n - 1] == NDR_UNTOUCHED) {
            n--;
        }
        (void)snprintf(out + at, room - at, "<");
        ndr_text_hex(out, room, a->bytes[i], n);
        (void)snprintf(out + strlen(out), room - strlen(out), ">");
        break;
    default:
        if (a->kind[i] >= LWCLUS_NDR_KIND_ENUM_LIST) {
            (void)snprintf(out + at, room - at, "%u%s", (unsigned)a->rows[i][(op & LWCLUS_NDR_IN) != 0].count,
                           a->row_text[i]);
        } else {
            (void)snprintf(
                out + at, room - at, "%llu",
                (unsigned long long)((op & LWCLUS_NDR_IN) != 0 ? a->both[i][1] : ndr_arg_integer(a, i)));
        }
        break;
    }
}

static inline void ndr_args_text(const struct ndr_args *a, const uint8_t *program,
                                 const struct lwclus_ndr_outcome *outcome, char *out, size_t room)
{
    uint32_t i;

    out[0] = 0;
    for (i = 0; (program[i] & LWCLUS_NDR_KIND_MASK) != LWCLUS_NDR_KIND_END; i++) {
        if ((program[i] & LWCLUS_NDR_OUT) != 0) {
            ndr_arg_text(a, i, program[i], out, room);
            (void)strncat(out, " ", room - strlen(out) - 1);
        }
    }
    (void)snprintf(out + strlen(out), room - strlen(out), "= %u %u", (unsigned)outcome->status,
                   (unsigned)outcome->rpc_status);
    if ((program[i] & LWCLUS_NDR_END_HANDLE) != 0) {
        (void)strncat(out, " ", room - strlen(out) - 1);
        ndr_text_hex(out, room, outcome->handle, LWCLUS_CONTEXT_HANDLE_BYTES);
    }
}

#endif
