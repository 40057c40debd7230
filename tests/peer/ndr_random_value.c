/*
 * ndr_random_value.c - random numbers, text and structures
 *
 * Copyright 2026 The lwclus authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "ndr_random.h"

#include <string.h>

static uint64_t state;

void nd_seed(uint64_t seed)
{
    state = seed * 0x9E3779B97F4A7C15u + 1;
}

/* splitmix64 */
uint32_t nd_random(void)
{
    uint64_t z;

    state += 0x9E3779B97F4A7C15u;
    z = state;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) >> 32);
}

uint32_t nd_upto(uint32_t most)
{
    switch (nd_random() % 8) {
    case 0:
        return 0;
    case 1:
        return most;
    case 2:
    case 3:
    case 4:
        return nd_random() % ((most < 16 ? most : 16) + 1); /* odd sizes around the alignments */
    default:
        return nd_random() % (most + 1);
    }
}

uint64_t nd_number(unsigned width)
{
    const uint64_t all = UINT64_MAX >> (64 - 8 * width);

    switch (nd_random() % 6) {
    case 0:
        return 0;
    case 1:
        return all;
    default:
        return ((uint64_t)nd_random() << 32 | nd_random()) & all;
    }
}

/* ---- text */

/* ASCII, Latin, the whole BMP without surrogates, and what takes a surrogate pair */
static uint32_t character(void)
{
    uint32_t c;

    switch (nd_random() % 5) {
    case 0:
        return 0xA0 + nd_random() % 0x5F;
    case 1:
        c = 0x100 + nd_random() % 0xFE00;
        return c >= 0xD800 && c <= 0xDFFF ? 0x20AC : c;
    case 2:
        return 0x10000 + nd_random() % 0x100000;
    default:
        return 0x20 + nd_random() % 0x5F;
    }
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        if (c < 0x10000) {
            *out++ = (char)(0xE0 | c >> 12);
        } else {
            *out++ = (char)(0xF0 | c >> 18);
            *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        }
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

static uint8_t *put_unit(uint8_t *out, uint32_t unit)
{
    *out++ = (uint8_t)unit;
    *out++ = (uint8_t)(unit >> 8);
    return out;
}

static uint8_t *put_utf16(uint8_t *out, uint32_t c)
{
    if (c >= 0x10000) {
        out = put_unit(out, 0xD800 + (c - 0x10000) / 0x400);
        c = 0xDC00 + (c - 0x10000) % 0x400;
    }
    return put_unit(out, c);
}

struct nd_value nd_text(TALLOC_CTX *memory, bool may_be_null)
{
    const uint32_t length = nd_random() % 16 == 0 ? nd_upto(4000) : nd_upto(40);
    char *utf8 = talloc_array(memory, char, 4 * length + 1), *narrow = utf8;
    uint8_t *bytes = talloc_array(memory, uint8_t, 4 * length + 2), *wide = bytes;
    uint32_t i;

    if (may_be_null && nd_random() % 6 == 0) {
        return (struct nd_value){0};
    }
    for (i = 0; i < length; i++) {
        const uint32_t c = character();

        narrow = put_utf8(narrow, c);
        wide = put_utf16(wide, c);
    }
    *narrow = 0;
    (void)put_unit(wide, 0);
    return (struct nd_value){.present = true, .bytes = bytes, .size = (uint32_t)(wide - bytes), .utf8 = utf8};
}

struct nd_value nd_bytes(TALLOC_CTX *memory, uint32_t size)
{
    uint8_t *bytes = talloc_array(memory, uint8_t, size + 1);
    uint32_t i;

    for (i = 0; i < size; i++) {
        bytes[i] = (uint8_t)nd_random();
    }
    return (struct nd_value){.present = true, .bytes = bytes, .size = size};
}

bool nd_same_text(const struct nd_value *value, const char *utf8)
{
    return value->present ? utf8 != NULL && strcmp(utf8, value->utf8) == 0 : utf8 == NULL;
}

/* ---- structures */

const char *nd_members(uint8_t kind)
{
    static const char *const members[] = {
        [LWCLUS_NDR_KIND_ENUM_LIST] = "uw",
        [LWCLUS_NDR_KIND_OPERATIONAL_VERSION] = "uuuuu",
        [LWCLUS_NDR_KIND_CREATE_GROUP_INFO] = "uu",
        [LWCLUS_NDR_KIND_NOTIFY_FILTER] = "uq",
        [LWCLUS_NDR_KIND_SECURITY_DESCRIPTOR] = "vuu",
        [LWCLUS_NDR_KIND_SECURITY_ATTRIBUTES] = "uvuuu",
        [LWCLUS_NDR_KIND_NOTIFICATIONS] = "kuq>uwwww",
        [LWCLUS_NDR_KIND_NOTIFICATIONS_ASYNC] = "uuw",
        [LWCLUS_NDR_KIND_PASSWORD_STATUS] = "u1u",
        [LWCLUS_NDR_KIND_GROUP_ENUM_LIST] = "wwuwuu<u<",
        [LWCLUS_NDR_KIND_RESOURCE_ENUM_LIST] = "wwwwu<u<",
    };

    return members[kind];
}

static size_t width_of(char member)
{
    switch (member) {
    case '1':
        return 1;
    case 'u':
        return 4;
    default:
        return 8;
    }
}

static size_t aligned(size_t at, size_t to)
{
    return (at + to - 1) / to * to;
}

/* The structures inside these begin with a pointer or hold a u64, so their members lie as if they were not
 * inside: pidl's security attributes are the one whose end is padded, and nothing but a u32 follows. */
static size_t place(const char *members, uint32_t index)
{
    size_t at = 0;
    uint32_t i;

    for (i = 0; i <= index; i++) {
        at = aligned(at, width_of(members[i]));
        if (i < index) {
            at += width_of(members[i]);
        }
    }
    return at;
}

size_t nd_row_size(const char *members)
{
    const uint32_t last = (uint32_t)strlen(members) - 1;

    return aligned(place(members, last) + width_of(members[last]),
                   strpbrk(members, "wq<>vk") != NULL ? 8 : 4);
}

static struct nd_value random_member(TALLOC_CTX *memory, char member)
{
    switch (member) {
    case 'w':
        return nd_text(memory, true);
    case 'q':
        return (struct nd_value){.number = nd_number(8)};
    case '1':
        return (struct nd_value){.number = nd_random() % 2};
    case '<':
    case '>':
    case 'v':
        return nd_random() % 4 == 0 ? (struct nd_value){0} : nd_bytes(memory, nd_upto(300));
    default:
        return (struct nd_value){.number = nd_number(4)};
    }
}

static void put_row_member(uint8_t *at, char member, const struct nd_value *value)
{
    const char *text = value->present ? value->utf8 : NULL;
    const uint8_t *bytes = value->present ? value->bytes : NULL;

    switch (member) {
    case 'w':
        memcpy(at, &text, sizeof text);
        break;
    case '<':
    case '>':
    case 'v':
        memcpy(at, &bytes, sizeof bytes);
        break;
    case 'k': /* a NULL pointer; the key itself is patched into the bytes */
        memset(at, 0, 8);
        break;
    default:
        memcpy(at, &value->number, width_of(member));
        break;
    }
}

void nd_fill_row(TALLOC_CTX *memory, const char *members, bool sending, uint8_t *row, struct nd_value *values)
{
    uint32_t i;

    for (i = 0; members[i] != 0; i++) {
        values[i] = random_member(memory, members[i]);
    }
    for (i = 0; members[i] != 0; i++) {
        if (members[i] == 'v' && sending && !values[i].present) {
            values[i + 1].number = values[i + 2].number = 0;
        }
        if (members[i] == '<' && values[i].present) {
            values[i - 1].number = values[i].size;
        }
        if (members[i] == '>' && values[i].present) {
            values[i + 1].number = values[i].size;
        }
        if (members[i] == 'v' && values[i].present) {
            values[i + 1].number = values[i].size + nd_upto(20);
            values[i + 2].number = values[i].size;
        }
    }
    for (i = 0; members[i] != 0; i++) {
        put_row_member(row + place(members, i), members[i], &values[i]);
    }
}

bool nd_check_row(const char *members, const uint8_t *row, const struct nd_value *values)
{
    uint32_t i;

    for (i = 0; members[i] != 0; i++) {
        const uint8_t *at = row + place(members, i);
        const void *pointer = NULL;
        uint64_t number = 0;
        bool good;

        memcpy(&pointer, at, strchr("w<>v", members[i]) != NULL ? sizeof pointer : 0);
        memcpy(&number, at, pointer == NULL ? width_of(members[i]) : 0);
        switch (members[i]) {
        case 'w':
            good = nd_same_text(&values[i], pointer);
            break;
        case '<':
        case '>':
        case 'v':
            good = values[i].present
                       ? pointer != NULL && memcmp(pointer, values[i].bytes, values[i].size) == 0
                       : pointer == NULL;
            break;
        default:
            good = number == values[i].number;
            break;
        }
        if (!good) {
            return false;
        }
    }
    return true;
}

static bool same_bytes(const struct lwclus_cspan *got, const struct nd_value *value)
{
    return got->size == value->size && (got->size == 0 || memcmp(got->ptr, value->bytes, got->size) == 0);
}

bool nd_check_members(const char *members, const struct lwclus_ndr_member *got, const struct nd_value *values)
{
    uint32_t i;
    bool good = true;

    for (i = 0; good && members[i] != 0; i++) {
        switch (members[i]) {
        case 'w':
        case '<':
        case '>':
        case 'v':
            good = (got[i].value != 0) == values[i].present && same_bytes(&got[i].bytes, &values[i]);
            break;
        case 'q':
            good = got[i].bytes.size == 8 && memcmp(got[i].bytes.ptr, &values[i].number, 8) == 0;
            break;
        default:
            good = got[i].value == values[i].number;
            break;
        }
    }
    return good;
}

void nd_give_members(const char *members, struct lwclus_ndr_member *out, const struct nd_value *values)
{
    uint32_t i;

    for (i = 0; members[i] != 0; i++) {
        const struct nd_value *v = &values[i];

        if (strchr("w<>v", members[i]) != NULL) {
            out[i].value = v->present;
            out[i].bytes = (struct lwclus_cspan){v->bytes, v->size};
        } else if (members[i] == 'q') {
            out[i].bytes = (struct lwclus_cspan){(const uint8_t *)&v->number, 8};
        } else {
            out[i].value = (uint32_t)v->number;
        }
    }
}
