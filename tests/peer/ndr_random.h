/*
 * ndr_random.h - one method with random arguments, as Samba's NDR code has them in memory and as ours has
 * them
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#ifndef LWCLUS_NDR_RANDOM_H
#define LWCLUS_NDR_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <talloc.h>
#include <core/ntstatus.h>
#include <util/data_blob.h>
#include <ndr.h>

#include "method/method.h"
#include "ndr/ndr.h"
#include "ndr/program.h"

/* libndr-samba4, which Debian ships without a header */
extern const struct ndr_interface_table ndr_table_clusapi;

#define ND_ARGS    16
#define ND_MEMBERS 9
#define ND_ROOM    (1u << 18) /* bytes of the largest argument, and of stub data */

/* ---- ndr_random_value.c */

/* Same sequence for the same seed. */
void nd_seed(uint64_t seed);
uint32_t nd_random(void);
/* 0 to most, both included; the ends come up often. */
uint32_t nd_upto(uint32_t most);
/* Any number of `width` bytes; 0 and the largest one come up often. */
uint64_t nd_number(unsigned width);

/* An integer, text or bytes. */
struct nd_value {
    uint64_t number;
    bool present;   /* not a NULL pointer */
    uint8_t *bytes; /* text: UTF-16LE without NUL */
    uint32_t size;
    const char *utf8; /* text */
};

struct nd_value nd_text(TALLOC_CTX *memory, bool may_be_null);
struct nd_value nd_bytes(TALLOC_CTX *memory, uint32_t size);
/* The UTF-16LE bytes of Samba's text equal these. */
bool nd_same_text(const struct nd_value *value, const char *utf8);

/* Members of a structure in the order of the IDL:
 *   u  u32                       w  text behind a pointer
 *   q  u64                       1  u8
 *   <  bytes, size in the member before      >  bytes, size in the next member
 *   v  bytes, size in the next member, length in the one after it
 *   k  u32 that Samba's IDL has as a pointer to one */
const char *nd_members(uint8_t kind);
/* Bytes of one structure in Samba's memory. */
size_t nd_row_size(const char *members);
/* Random members, and the same in Samba's memory at `row`. In a response any size may stand beside a NULL
 * array, a request has 0 there ([MS-CMRP] 3.1.4.2). */
void nd_fill_row(TALLOC_CTX *memory, const char *members, bool sending, uint8_t *row,
                 struct nd_value *values);
/* Every member in Samba's memory is as expected. */
bool nd_check_row(const char *members, const uint8_t *row, const struct nd_value *values);
/* What lwclus_ndr_member has for such a member. */
bool nd_check_members(const char *members, const struct lwclus_ndr_member *got,
                      const struct nd_value *values);
void nd_give_members(const char *members, struct lwclus_ndr_member *out, const struct nd_value *values);

/* ---- ndr_random_layout.c */

/* Where pidl puts the parameters of a method: it is told by nothing but the NDR program, so a program with
 * another parameter than Samba's IDL has another size. */
struct nd_layout {
    uint32_t count; /* parameters */
    size_t in[ND_ARGS], out[ND_ARGS];
    size_t status, rpc, handle, result; /* SIZE_MAX: there is none */
    size_t size;
};

void nd_layout(struct nd_layout *l, uint16_t opnum, const uint8_t *program);
/* BOOL: one byte in Samba's IDL. */
bool nd_is_bool(uint16_t opnum, uint32_t parameter);
/* An [in] integer that the IDL passes by reference: the same bytes on the wire. */
bool nd_is_reference(uint16_t opnum, uint32_t parameter);

/* ---- a call */

#define ND_MOST_BYTES 20000

/* Rows of a structure on their way in or out. */
struct nd_rows {
    const char *members;
    uint32_t count;
    uint32_t seen;
    bool differ;
    struct nd_value *value; /* count * ND_MEMBERS */
};

/* One call. */
struct nd_call {
    TALLOC_CTX *memory;
    uint16_t opnum;
    const uint8_t *program;
    struct nd_layout l;
    uint8_t *samba; /* the structure of the method */
    struct nd_value value[ND_ARGS];
    struct nd_rows rows[ND_ARGS];
    uint64_t sent[ND_ARGS]; /* [in] integers */
    uint32_t status, rpc;
    struct nd_value handle;
    /* our side */
    union lwclus_ndr_arg arg[ND_ARGS];
    uint64_t integer[ND_ARGS];
    uint32_t both[ND_ARGS][2];
    struct lwclus_ndr_text text[ND_ARGS];
    struct lwclus_ndr_buffer buffer[ND_ARGS];
    struct lwclus_ndr_rows our_rows[ND_ARGS][2];
    uint8_t *room[ND_ARGS];
};

/* Stub data on its way from one to the other. */
extern uint8_t nd_stub[ND_ROOM];

static inline uint8_t nd_kind(const struct nd_call *c, uint32_t i)
{
    return c->program[i] & LWCLUS_NDR_KIND_MASK;
}

static inline bool nd_has(const struct nd_call *c, uint32_t i, uint8_t flag)
{
    return (c->program[i] & flag) != 0;
}

static inline bool nd_may_be_null(const struct nd_call *c, uint32_t i)
{
    return nd_has(c, i, LWCLUS_NDR_UNIQUE);
}

unsigned nd_width(uint8_t kind);

static inline bool nd_is_number(uint8_t kind)
{
    return kind <= LWCLUS_NDR_KIND_FILETIME || kind == LWCLUS_NDR_KIND_U64;
}

struct nd_value nd_random_number(const struct nd_call *c, uint32_t i);
struct nd_value nd_random_handle(struct nd_call *c);
/* Rows for parameter i; their copy in Samba's memory is returned. */
uint8_t *nd_random_rows(struct nd_call *c, uint32_t i, uint32_t count, bool sending);

/* ---- ndr_random_request.c, ndr_random_response.c: NULL, or what is wrong */

const char *nd_check_request(struct nd_call *c);
const char *nd_check_response(struct nd_call *c);

#endif
