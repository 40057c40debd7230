/*
 * Messages as rows: a message, or a piece of one, is a constant array of three bytes per element, run by the
 * reader (read.c) or the writer (write.c). README.md says how.
 *
 * All context tags of Kerberos are explicit, so an element is a pair: the tag that names it, and the tag of
 * its type inside. `at` says which member of the struct that the program runs on has its content.
 */
#ifndef LWCLUS_KRB5_ROW_H
#define LWCLUS_KRB5_ROW_H

#include <stddef.h>
#include <stdint.h>

#include "base/cursor.h"
#include "lwclus_config.h"

#if LWCLUS_KERBEROS

struct lwclus_krb5_row {
    uint8_t tag;  /* 0 = none */
    uint8_t kind; /* enum lwclus_krb5_row_kind and flags */
    uint8_t at;
};

/* `at` of a member, and the member. As numbers: where `at` is no member the place is made up, and not used.
 */
#define KRB5_AT(type, member) (offsetof(type, member) / 4)
#define KRB5_MEMBER(base, at) ((void *)((uintptr_t)(base) + 4u * (at)))

enum lwclus_krb5_row_kind {
    KRB5_ANY,      /* without a type inside: a span */
    KRB5_NUMBER,   /* INTEGER: uint32_t */
    KRB5_FLAGS,    /* writing: BIT STRING of 32 bits, flag 0 the highest: uint32_t */
    KRB5_OCTETS,   /* OCTET STRING: a span */
    KRB5_TIME,     /* KerberosTime: uint32_t, seconds since 1970 */
    KRB5_STRING,   /* GeneralString: a span */
    KRB5_SEQUENCE, /* reading: a span of its content */

    KRB5_CONST = 8, /* flag of NUMBER: `at` is the value */
    KRB5_OPEN = 8,  /* flag of ANY, OCTETS, SEQUENCE: the rows that follow are inside, until CLOSE */

    /* steps */
    KRB5_CLOSE = 7, /* ends the `at` elements that were opened last */
    KRB5_END = 15,  /* back to the caller; elements that are open stay so */

    /* reading */
    KRB5_OPTIONAL = 16, /* flag: the element may be absent, then nothing is stored */

    /* writing: what the member points to */
    KRB5_SEALED = 27, /* OCTET STRING as with OPEN, to be encrypted; it begins with a confounder */
    KRB5_ETYPE = 17,  /* INTEGER: type of a key */
    KRB5_IF = 18,     /* step: jumps over `tag` rows when there is nothing */
    KRB5_KEY = 19,    /* OCTET STRING: bytes of a key */
    KRB5_TEXT = 21,   /* GeneralString: UTF-16 */
    KRB5_PART = 29,   /* the same up to the next '/'; then the row once more */
    KRB5_OFFER = 24,  /* content of an INTEGER: `at`, if that encryption type is offered */
};

/* Type of an element: the low three bits of its kind. */
extern const uint8_t lwclus_krb5_types[8];
#define KRB5_TYPE(kind) (lwclus_krb5_types[(kind)&7u])

#endif

#endif
