/*
 * ndr_random_response.c - a response: Samba encodes, we decode
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ndr_random.h"

#include <string.h>

#define OPNUM_KEYS 139
#define UNTOUCHED  0xEE
#define MOST_ROWS  40

static lwclus_result row_in(void *user, uint32_t index, struct lwclus_ndr_member *m)
{
    struct nd_rows *r = user;

    if (index != r->seen++ || index >= r->count ||
        !nd_check_members(r->members, m, r->value + index * ND_MEMBERS)) {
        r->differ = true;
    }
    return LWCLUS_OK;
}

/* An [out] parameter in Samba's memory: a pointer to `size` bytes. */
static void give(struct nd_call *c, size_t at, const void *value, size_t size)
{
    const void *copy = talloc_memdup(c->memory, value, size);

    memcpy(c->samba + at, &copy, sizeof copy);
}

static void give_pointer(struct nd_call *c, size_t at, const void *pointer)
{
    memcpy(c->samba + at, &pointer, sizeof pointer);
}

/* A number that another parameter depends on: [in] and [out] where it is both. */
static void fix(struct nd_call *c, uint32_t i, uint32_t in, uint32_t out)
{
    c->sent[i] = in;
    c->value[i].number = out;
    c->value[i].present = true; /* it is not random any more */
}

static void receive_bytes(struct nd_call *c, uint32_t i)
{
    const uint32_t room = nd_upto(ND_MOST_BYTES);
    const bool counted = nd_has(c, i + 1, LWCLUS_NDR_OUT) || nd_kind(c, i) == LWCLUS_NDR_KIND_VBYTES_NEXT;
    const uint32_t size = counted ? nd_upto(room) : room;

    fix(c, i + 1, room, size);
    if (nd_kind(c, i) == LWCLUS_NDR_KIND_VBYTES_NEXT) {
        fix(c, i + 2, 0, size);
    }
    c->value[i] = nd_bytes(c->memory, size);
    give_pointer(c, c->l.out[i], c->value[i].bytes);
    c->room[i] = talloc_size(c->memory, room + 1);
    memset(c->room[i], UNTOUCHED, room + 1);
    c->arg[i].out = c->room[i];
}

static void receive_buffer(struct nd_call *c, uint32_t i)
{
    const uint32_t size = nd_upto(ND_MOST_BYTES);
    const bool null = nd_random() % 5 == 0;

    fix(c, i - 1, 0, size);
    c->value[i] = null ? (struct nd_value){0} : nd_bytes(c->memory, size);
    give(c, c->l.out[i], &c->value[i].bytes, sizeof(uint8_t *));
    c->room[i] = talloc_size(c->memory, size + 1);
    memset(c->room[i], UNTOUCHED, size + 1);
    c->buffer[i] = (struct lwclus_ndr_buffer){c->room[i], nd_random() % 6 == 0 ? size / 2 : size, 0};
    c->arg[i].out = &c->buffer[i];
}

static void receive_text(struct nd_call *c, uint32_t i)
{
    const struct nd_value *v = &c->value[i];
    uint32_t units;

    c->value[i] = nd_text(c->memory, true);
    give(c, c->l.out[i], &v->utf8, sizeof v->utf8);
    units = v->present ? v->size / 2 + 1 : 1;
    c->room[i] = talloc_size(c->memory, 2 * units);
    memset(c->room[i], UNTOUCHED, 2 * units);
    c->text[i].ptr = (uint16_t *)(void *)c->room[i];
    c->text[i].capacity = nd_random() % 6 == 0 ? units - 1 : units;
    c->arg[i].out = &c->text[i];
}

/* Rows in Samba's memory: one behind a pointer, an array, or an array with its count before it. */
static void receive_rows(struct nd_call *c, uint32_t i)
{
    const uint8_t kind = nd_kind(c, i);
    const bool list = kind == LWCLUS_NDR_KIND_ENUM_LIST || kind == LWCLUS_NDR_KIND_GROUP_ENUM_LIST ||
                      kind == LWCLUS_NDR_KIND_RESOURCE_ENUM_LIST;
    const bool single =
        kind == LWCLUS_NDR_KIND_SECURITY_DESCRIPTOR || kind == LWCLUS_NDR_KIND_OPERATIONAL_VERSION;
    const bool null = nd_may_be_null(c, i) && nd_random() % 5 == 0;
    const uint32_t count = null ? 0 : single ? 1 : nd_upto(nd_random() % 20 == 0 ? 500 : MOST_ROWS);
    const uint8_t *samba = nd_random_rows(c, i, count, false);
    const bool in_too = nd_has(c, i, LWCLUS_NDR_IN);

    if (kind == LWCLUS_NDR_KIND_PASSWORD_STATUS) {
        fix(c, i + 1, count + nd_upto(10), 0);
        fix(c, i + 2, 0, count);
    } else if (kind == LWCLUS_NDR_KIND_NOTIFICATIONS || kind == LWCLUS_NDR_KIND_NOTIFICATIONS_ASYNC) {
        fix(c, i + 1, 0, count);
    }
    if (list) {
        struct {
            uint32_t count;
            const uint8_t *row;
        } head = {count, samba};

        samba = talloc_memdup(c->memory, &head, sizeof head);
    }
    if (null) {
        samba = NULL;
    }
    if (nd_may_be_null(c, i)) {
        give(c, c->l.out[i], &samba, sizeof samba);
    } else {
        give_pointer(c, c->l.out[i], samba);
    }
    c->our_rows[i][in_too] = (struct lwclus_ndr_rows){.user = &c->rows[i], .row = row_in};
    c->arg[i].out = c->our_rows[i];
}

static void receive_argument(struct nd_call *c, uint32_t i)
{
    switch (nd_kind(c, i)) {
    case LWCLUS_NDR_KIND_HANDLE:
        c->value[i] = nd_random_handle(c);
        give_pointer(c, c->l.out[i], c->value[i].bytes);
        c->room[i] = talloc_zero_size(c->memory, LWCLUS_CONTEXT_HANDLE_BYTES);
        c->arg[i].out = c->room[i];
        break;
    case LWCLUS_NDR_KIND_WSTR:
        receive_text(c, i);
        break;
    case LWCLUS_NDR_KIND_BYTES_NEXT:
    case LWCLUS_NDR_KIND_VBYTES_NEXT:
        receive_bytes(c, i);
        break;
    case LWCLUS_NDR_KIND_BUFFER:
        receive_buffer(c, i);
        break;
    default:
        receive_rows(c, i);
        break;
    }
}

static void receive_number(struct nd_call *c, uint32_t i)
{
    if (nd_has(c, i, LWCLUS_NDR_OUT)) {
        if (!c->value[i].present) {
            c->value[i] = nd_random_number(c, i);
        }
        give(c, c->l.out[i], &c->value[i].number, 8);
        c->both[i][0] = (uint32_t)c->sent[i];
        c->arg[i].out = nd_has(c, i, LWCLUS_NDR_IN) ? (void *)c->both[i] : (void *)&c->integer[i];
    } else {
        const uint32_t size = (uint32_t)c->sent[i]; /* of an array, or not of interest */

        memcpy(c->samba + c->l.in[i], &size, nd_is_bool(c->opnum, i) ? 1 : 4);
        c->arg[i].value = size;
    }
}

static void receive_tail(struct nd_call *c)
{
    c->status = (uint32_t)nd_number(4);
    c->rpc = (uint32_t)nd_number(4);
    c->handle = nd_random_handle(c);
    if (c->l.status != SIZE_MAX) {
        give(c, c->l.status, &c->status, 4);
        give_pointer(c, c->l.handle, c->handle.bytes);
    } else {
        memcpy(c->samba + c->l.result, &c->status, 4);
    }
    if (c->l.rpc != SIZE_MAX) {
        give(c, c->l.rpc, &c->rpc, 4);
    } else {
        c->rpc = 0;
    }
}

static void receive_arguments(struct nd_call *c)
{
    uint32_t i;

    for (i = 0; i < c->l.count; i++) {
        if (nd_has(c, i, LWCLUS_NDR_OUT) && !nd_is_number(nd_kind(c, i))) {
            receive_argument(c, i);
        }
    }
    for (i = 0; i < c->l.count; i++) {
        if (nd_is_number(nd_kind(c, i))) {
            receive_number(c, i);
        }
    }
    receive_tail(c);
}

static bool argument_came(const struct nd_call *c, uint32_t i)
{
    const struct nd_value *v = &c->value[i];
    const bool in_too = nd_has(c, i, LWCLUS_NDR_IN);
    const struct lwclus_ndr_text *t = &c->text[i];
    uint32_t units;

    switch (nd_kind(c, i)) {
    case LWCLUS_NDR_KIND_WSTR:
        units = v->present ? v->size / 2 + 1 : 0;
        if (units > t->capacity || units == 0) {
            return t->units == units && (c->room[i][0] == UNTOUCHED || t->capacity == 0);
        }
        return t->units == units && memcmp(c->room[i], v->bytes, v->size + 2) == 0;
    case LWCLUS_NDR_KIND_BUFFER:
        if (v->size > c->buffer[i].capacity) {
            return c->buffer[i].size == v->size && c->room[i][0] == UNTOUCHED;
        }
        return c->buffer[i].size == v->size && (v->size == 0 || memcmp(c->room[i], v->bytes, v->size) == 0);
    case LWCLUS_NDR_KIND_HANDLE:
    case LWCLUS_NDR_KIND_BYTES_NEXT:
    case LWCLUS_NDR_KIND_VBYTES_NEXT:
        return memcmp(c->room[i], v->bytes, v->size) == 0 &&
               (nd_kind(c, i) == LWCLUS_NDR_KIND_HANDLE || c->room[i][v->size] == UNTOUCHED);
    default:
        if (nd_is_number(nd_kind(c, i))) {
            return (in_too ? c->both[i][1] : c->integer[i]) == v->number;
        }
        return !c->rows[i].differ && c->rows[i].seen == c->rows[i].count &&
               c->our_rows[i][in_too].count == c->rows[i].count;
    }
}

/* The rows of opnum 139 begin behind referent and count; each has 48 bytes, the key first. */
static void patch_keys(const struct nd_call *c, uint8_t *bytes)
{
    uint32_t i;

    for (i = 0; i < c->rows[1].count; i++) {
        const uint32_t key = (uint32_t)c->rows[1].value[i * ND_MEMBERS].number;

        memcpy(bytes + 8 + 48 * i, &key, 4);
    }
}

static bool tail_came(const struct nd_call *c, const struct lwclus_ndr_outcome *o)
{
    static const uint8_t none[LWCLUS_CONTEXT_HANDLE_BYTES];
    const uint8_t *handle = c->l.handle != SIZE_MAX ? c->handle.bytes : none;

    return o->status == c->status && o->rpc_status == c->rpc && memcmp(o->handle, handle, sizeof none) == 0;
}

static lwclus_result decode(struct nd_call *c, uint32_t size, struct lwclus_ndr_outcome *outcome)
{
    uint8_t *exact = talloc_memdup(c->memory, nd_stub, size + 1); /* so that a sanitizer sees the end */
    struct lwclus_cursor cursor;

    exact = talloc_realloc_size(c->memory, exact, size != 0 ? size : 1);
    lwclus_cursor_init(&cursor, exact, size);
    return lwclus_ndr_decode(&cursor, c->program, c->arg, outcome);
}

const char *nd_check_response(struct nd_call *c)
{
    struct ndr_push *push = ndr_push_init_ctx(c->memory);
    struct lwclus_ndr_outcome outcome;
    const char *problem = NULL;
    DATA_BLOB blob;
    uint32_t i;

    receive_arguments(c);
    if (ndr_table_clusapi.calls[c->opnum].ndr_push(push, NDR_OUT, c->samba) != NDR_ERR_SUCCESS) {
        return "Samba cannot encode it";
    }
    blob = ndr_push_blob(push);
    if (blob.length >= sizeof nd_stub) {
        return NULL; /* larger than any nd_stub: nothing to compare */
    }
    memcpy(nd_stub, blob.data, blob.length);
    if (c->opnum == OPNUM_KEYS) {
        patch_keys(c, nd_stub);
    }
    if (decode(c, (uint32_t)blob.length, &outcome) != LWCLUS_OK) {
        return "we cannot decode it";
    }
    for (i = 0; problem == NULL && i < c->l.count; i++) {
        if (nd_has(c, i, LWCLUS_NDR_OUT) && !argument_came(c, i)) {
            problem = "an argument differs";
        }
    }
    if (problem == NULL && !tail_came(c, &outcome)) {
        problem = "status or handle differ";
    }
    if (problem == NULL && decode(c, nd_random() % (uint32_t)blob.length, &outcome) == LWCLUS_OK) {
        problem = "a part of it is taken for the whole";
    }
    return problem;
}
