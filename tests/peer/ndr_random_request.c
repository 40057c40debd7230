/*
 * ndr_random_request.c - a request: we encode, Samba decodes
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ndr_random.h"

#include <string.h>

static lwclus_result row_out(void *user, uint32_t index, struct lwclus_ndr_member *m)
{
    struct nd_rows *r = user;

    nd_give_members(r->members, m, r->value + index * ND_MEMBERS);
    return LWCLUS_OK;
}

/* The size of an array is the parameter beside it. */
static void choose_sizes(struct nd_call *c)
{
    uint32_t i;

    for (i = 0; i < c->l.count; i++) {
        if (nd_is_number(nd_kind(c, i))) {
            c->value[i] = nd_random_number(c, i);
        }
    }
    for (i = 0; i < c->l.count; i++) {
        const uint32_t size = nd_upto(ND_MOST_BYTES);

        switch (nd_kind(c, i)) {
        case LWCLUS_NDR_KIND_BYTES_NEXT:
        case LWCLUS_NDR_KIND_WCHARS_NEXT:
        case LWCLUS_NDR_KIND_VBYTES_NEXT:
        case LWCLUS_NDR_KIND_PASSWORD_STATUS:
            c->value[i + 1].number = size;
            break;
        case LWCLUS_NDR_KIND_BYTES_PREV:
            c->value[i - 1].number = size;
            break;
        default:
            break;
        }
    }
}

static void send_array(struct nd_call *c, uint32_t i, uint32_t unit, uint32_t of)
{
    if (nd_may_be_null(c, i) && nd_random() % 4 == 0) {
        c->value[of].number = 0; /* [MS-CMRP] 3.1.4.2: NULL only with size 0 */
        return;
    }
    c->value[i] = nd_bytes(c->memory, unit * (uint32_t)c->value[of].number);
    c->arg[i].in = c->value[i].bytes;
}

static void send_rows(struct nd_call *c, uint32_t i)
{
    if (nd_may_be_null(c, i) && nd_random() % 4 == 0) {
        return;
    }
    (void)nd_random_rows(c, i, 1, true);
    c->our_rows[i][0] = (struct lwclus_ndr_rows){.count = 1, .user = &c->rows[i], .row = row_out};
    c->arg[i].in = c->our_rows[i];
}

static void send_text(struct nd_call *c, uint32_t i)
{
    uint16_t *units;

    c->value[i] = nd_text(c->memory, nd_may_be_null(c, i));
    if (!c->value[i].present) {
        return;
    }
    units = talloc_zero_array(c->memory, uint16_t, c->value[i].size / 2 + 1);
    memcpy(units, c->value[i].bytes, c->value[i].size);
    c->arg[i].in = units;
}

static void send_argument(struct nd_call *c, uint32_t i)
{
    switch (nd_kind(c, i)) {
    case LWCLUS_NDR_KIND_HANDLE:
        c->value[i] = nd_random_handle(c);
        c->arg[i].in = c->value[i].bytes;
        break;
    case LWCLUS_NDR_KIND_WSTR:
        send_text(c, i);
        break;
    case LWCLUS_NDR_KIND_BYTES_NEXT:
        send_array(c, i, 1, i + 1);
        break;
    case LWCLUS_NDR_KIND_BYTES_PREV:
        send_array(c, i, 1, i - 1);
        break;
    case LWCLUS_NDR_KIND_WCHARS_NEXT:
        send_array(c, i, 2, i + 1);
        break;
    default:
        send_rows(c, i);
        break;
    }
}

static void send_arguments(struct nd_call *c)
{
    uint32_t i;

    choose_sizes(c);
    for (i = 0; i < c->l.count; i++) {
        if (nd_has(c, i, LWCLUS_NDR_IN) && !nd_is_number(nd_kind(c, i))) {
            send_argument(c, i);
        }
    }
    for (i = 0; i < c->l.count; i++) {
        if (nd_has(c, i, LWCLUS_NDR_IN) && nd_is_number(nd_kind(c, i))) {
            c->both[i][0] = (uint32_t)c->value[i].number;
            if (nd_has(c, i, LWCLUS_NDR_OUT)) {
                c->arg[i].out = c->both[i];
            } else if (nd_kind(c, i) == LWCLUS_NDR_KIND_U64) {
                c->arg[i].in = &c->value[i].number;
            } else {
                c->arg[i].value = (uint32_t)c->value[i].number;
            }
        }
    }
}

/* What Samba decoded for parameter i. */
static bool argument_arrived(const struct nd_call *c, uint32_t i)
{
    const struct nd_value *v = &c->value[i];
    const uint8_t *at = c->samba + c->l.in[i];
    const uint8_t kind = nd_kind(c, i);
    const bool by_value =
        !nd_has(c, i, LWCLUS_NDR_OUT) && !nd_is_reference(c->opnum, i) &&
        (nd_is_number(kind) || kind == LWCLUS_NDR_KIND_HANDLE || kind == LWCLUS_NDR_KIND_NOTIFY_FILTER);
    const void *pointer = NULL;
    uint64_t number = 0;

    if (!by_value) {
        memcpy(&pointer, at, sizeof pointer);
        at = pointer;
    }
    if (kind == LWCLUS_NDR_KIND_WSTR) {
        return nd_same_text(v, pointer);
    }
    if (at == NULL || (!v->present && !nd_is_number(kind))) {
        return at == NULL && !v->present && nd_may_be_null(c, i);
    }
    if (nd_is_number(kind)) {
        memcpy(&number, at, nd_is_bool(c->opnum, i) ? 1 : nd_width(kind));
        return number == v->number;
    }
    if (kind >= LWCLUS_NDR_KIND_ENUM_LIST) {
        return nd_check_row(c->rows[i].members, at, c->rows[i].value);
    }
    return memcmp(at, v->bytes, v->size) == 0;
}

static const char *decode_with_samba(struct nd_call *c, uint32_t size)
{
    const DATA_BLOB blob = {nd_stub, size};
    struct ndr_pull *pull = ndr_pull_init_blob(&blob, c->memory);
    const uint32_t unread = c->opnum == 43 || c->opnum == 61 || c->opnum == 138 ? 3 : 0;

    pull->flags |= LIBNDR_FLAG_REF_ALLOC;
    if (ndr_table_clusapi.calls[c->opnum].ndr_pull(pull, NDR_IN, c->samba) != NDR_ERR_SUCCESS) {
        return "Samba cannot decode it";
    }
    return pull->data_size - pull->offset == unread ? NULL : "bytes stay unread";
}

const char *nd_check_request(struct nd_call *c)
{
    struct lwclus_cursor cursor;
    const char *problem;
    uint32_t i;

    send_arguments(c);
    lwclus_cursor_init(&cursor, nd_stub, sizeof nd_stub);
    if (lwclus_ndr_encode(&cursor, c->program, c->arg) != LWCLUS_OK) {
        return "we cannot encode it";
    }
    problem = decode_with_samba(c, cursor.pos);
    for (i = 0; problem == NULL && i < c->l.count; i++) {
        if (nd_has(c, i, LWCLUS_NDR_IN) && !argument_arrived(c, i)) {
            problem = "an argument differs";
        }
    }
    return problem;
}
