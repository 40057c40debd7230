/* KRB-ERROR (RFC 4120 5.9.1), ETYPE-INFO2 (5.2.7.5), and what a code means. */
#include "krb5/kdc.h"

#include <stddef.h>
#include <string.h>

#include "base/der.h"
#include "krb5/read.h"

#if LWCLUS_KERBEROS

/* PA-DATA; 3 is an extended status from some KDCs, and the type of the one in KERB-ERROR-DATA. */
#define PA_EXT_ERROR   3u
#define PA_ETYPE_INFO2 19u

#define EXT_ERROR_BYTES 12u

/* Iterations when the KDC does not say (RFC 3962 4, RFC 8009 4). */
#define ITERATIONS_SHA1 4096u
#define ITERATIONS_SHA2 32768u

/* PA-DATA (5.2.7). KERB-ERROR-DATA ([MS-KILE] 2.2.2) looks like one. */
struct pa {
    uint32_t type;
    struct lwclus_cursor value;
};

static const struct lwclus_krb5_row pa_rows[] = {
    {0xa1, KRB5_NUMBER, KRB5_AT(struct pa, type)},
    {0xa2, KRB5_OCTETS, KRB5_AT(struct pa, value)},
    {0, KRB5_END, 0},
};

/* ETYPE-INFO2-ENTRY */
struct entry {
    uint32_t etype;
    struct lwclus_cursor salt;
    struct lwclus_cursor params;
};

static const struct lwclus_krb5_row entry_rows[] = {
    {0xa0, KRB5_NUMBER, KRB5_AT(struct entry, etype)},
    {0xa1, KRB5_STRING, KRB5_AT(struct entry, salt)},
    {0xa2, KRB5_OCTETS | KRB5_OPTIONAL, KRB5_AT(struct entry, params)},
    {0, KRB5_END, 0},
};

/* Fields of a KRB-ERROR, and padata of a KDC-REP. Those of the same number have other types, so none is taken
 * for another. */
#define FIELD(member) KRB5_AT(struct lwclus_krb5_error, member)

static const struct lwclus_krb5_row field_rows[] = {
    {0xa2, KRB5_ANY | KRB5_OPTIONAL, FIELD(padata)},    {0xa4, KRB5_TIME | KRB5_OPTIONAL, FIELD(time)},
    {0xa6, KRB5_NUMBER | KRB5_OPTIONAL, FIELD(code)},   {0xa7, KRB5_STRING | KRB5_OPTIONAL, FIELD(realm)},
    {0xac, KRB5_OCTETS | KRB5_OPTIONAL, FIELD(padata)}, {0, KRB5_END, 0},
};

/* One entry; taken when it is the most preferred so far. */
static void read_entry(struct lwclus_cursor *c, uint32_t etypes, struct lwclus_krb5_info *info)
{
    struct entry in;
    uint32_t iterations;

    in.params.base = NULL;
    (void)lwclus_krb5_read(c, entry_rows, &in);
    iterations = in.params.base != NULL                  ? lwclus_get_u32be(&in.params)
                 : in.etype == LWCLUS_KRB5_AES256_SHA384 ? ITERATIONS_SHA2
                                                         : ITERATIONS_SHA1;
    if (c->status == LWCLUS_OK && in.etype < 32 && in.etype > info->etype &&
        (etypes & LWCLUS_KRB5_ETYPE_SET(in.etype)) != 0 && in.salt.cap <= LWCLUS_KRB5_SALT_MAX &&
        iterations >= LWCLUS_KRB5_ITERATIONS_MIN && iterations <= LWCLUS_KRB5_ITERATIONS_MAX) {
        info->etype = (uint8_t)in.etype;
        info->iterations = iterations;
        info->salt.ptr = in.salt.base;
        info->salt.size = in.salt.cap;
    }
}

static void read_value(struct pa *pa, uint32_t etypes, struct lwclus_krb5_error *error)
{
    struct lwclus_cursor entry;
    uint32_t status;

    if (pa->type == PA_EXT_ERROR && pa->value.cap == EXT_ERROR_BYTES) {
        status = lwclus_get_u32(&pa->value);
        error->ntstatus = status >> 30 == 3 ? status : error->ntstatus;
    } else if (pa->type == PA_ETYPE_INFO2) {
        lwclus_der_enter(&pa->value, 0x30, &pa->value);
        while (lwclus_cursor_left(&pa->value) != 0) {
            lwclus_der_enter(&pa->value, 0x30, &entry);
            read_entry(&entry, etypes, &error->info);
        }
    }
}

/* KERB-ERROR-DATA, or a list of PA-DATA. What has no type is the list. */
static void read_padata(struct lwclus_krb5_error *error, uint32_t etypes)
{
    struct lwclus_cursor *c = &error->padata;
    struct lwclus_cursor peek;
    struct lwclus_cursor list;
    struct pa in;

    while (lwclus_cursor_left(c) != 0) {
        lwclus_der_enter(c, 0x30, &list);
        peek = list;
        (void)lwclus_krb5_read(&peek, pa_rows, &in);
        if (in.type == 0) {
            *c = list;
        }
        read_value(&in, etypes, error);
    }
}

/* Fields in any order; those of another kind are passed over, what makes no sense is absent. */
void lwclus_krb5_read_error(const struct lwclus_span *message, uint32_t etypes,
                            struct lwclus_krb5_error *error)
{
    struct lwclus_cursor c;
    struct lwclus_cursor peek;
    bool is_error;

    memset(error, 0, sizeof *error);
    lwclus_cursor_init(&c, message->ptr, message->size);
    is_error = lwclus_der_next(&c, &c) == LWCLUS_KRB5_ERROR;
    lwclus_der_enter(&c, 0x30, &c);
    while (lwclus_cursor_left(&c) != 0) {
        peek = c;
        (void)lwclus_krb5_read(&peek, field_rows, error);
        read_padata(error, etypes);
        (void)lwclus_der_next(&c, &peek);
    }
    if (c.status != LWCLUS_OK || is_error != (error->code != 0)) {
        memset(error, 0, sizeof *error);
    }
}

/* ---- meaning ---- */

struct row {
    uint8_t code;
    uint8_t retry;
    uint16_t win32;
};

static const struct row rows[] = {
    {1, LWCLUS_KRB5_RETRY_NONE, ERROR_ACCOUNT_EXPIRED},      /* NAME_EXP */
    {6, LWCLUS_KRB5_RETRY_NONE, ERROR_LOGON_FAILURE},        /* C_PRINCIPAL_UNKNOWN */
    {7, LWCLUS_KRB5_RETRY_NO_SERVICE, RPC_S_SEC_PKG_ERROR},  /* S_PRINCIPAL_UNKNOWN */
    {12, LWCLUS_KRB5_RETRY_NONE, ERROR_ACCOUNT_RESTRICTION}, /* POLICY */
    {13, LWCLUS_KRB5_RETRY_NO_SERVICE, RPC_S_SEC_PKG_ERROR}, /* BADOPTION */
    {18, LWCLUS_KRB5_RETRY_NONE, ERROR_ACCOUNT_DISABLED},    /* CLIENT_REVOKED */
    {20, LWCLUS_KRB5_RETRY_TICKET, RPC_S_SEC_PKG_ERROR},     /* TGT_REVOKED */
    {23, LWCLUS_KRB5_RETRY_NONE, ERROR_PASSWORD_EXPIRED},    /* KEY_EXPIRED */
    {24, LWCLUS_KRB5_RETRY_SALT, ERROR_LOGON_FAILURE},       /* PREAUTH_FAILED */
    {25, LWCLUS_KRB5_RETRY_PREAUTH, ERROR_LOGON_FAILURE},    /* PREAUTH_REQUIRED */
    {29, LWCLUS_KRB5_RETRY_KDC, ERROR_NO_LOGON_SERVERS},     /* SVC_UNAVAILABLE */
    {31, LWCLUS_KRB5_RETRY_TICKET, RPC_S_SEC_PKG_ERROR},     /* BAD_INTEGRITY */
    {32, LWCLUS_KRB5_RETRY_TICKET, ERROR_TIME_SKEW},         /* TKT_EXPIRED */
    {33, LWCLUS_KRB5_RETRY_TICKET, ERROR_TIME_SKEW},         /* TKT_NYV */
    {34, LWCLUS_KRB5_RETRY_FRESH, RPC_S_SEC_PKG_ERROR},      /* REPEAT */
    {35, LWCLUS_KRB5_RETRY_TICKET, ERROR_WRONG_TARGET_NAME}, /* NOT_US */
    {37, LWCLUS_KRB5_RETRY_TIME, ERROR_TIME_SKEW},           /* SKEW */
    {41, LWCLUS_KRB5_RETRY_TICKET, ERROR_WRONG_TARGET_NAME}, /* MODIFIED */
    {44, LWCLUS_KRB5_RETRY_TICKET, RPC_S_SEC_PKG_ERROR},     /* BADKEYVER */
    {52, LWCLUS_KRB5_RETRY_TCP, RPC_S_SEC_PKG_ERROR},        /* RESPONSE_TOO_BIG */
    {60, LWCLUS_KRB5_RETRY_KDC, RPC_S_SEC_PKG_ERROR},        /* GENERIC */
    {61, LWCLUS_KRB5_RETRY_KDC, RPC_S_SEC_PKG_ERROR},        /* FIELD_TOOLONG */
    {68, LWCLUS_KRB5_RETRY_REALM, ERROR_LOGON_FAILURE},      /* WRONG_REALM */
};

/* Statements about an account: low half of 0xC000xxxx, Win32 code. */
static const uint16_t statuses[][2] = {
    {0x0064, ERROR_LOGON_FAILURE},       /* NO_SUCH_USER */
    {0x006A, ERROR_LOGON_FAILURE},       /* WRONG_PASSWORD */
    {0x006D, ERROR_LOGON_FAILURE},       /* LOGON_FAILURE */
    {0x006E, ERROR_ACCOUNT_RESTRICTION}, /* ACCOUNT_RESTRICTION */
    {0x006F, ERROR_INVALID_LOGON_HOURS}, /* INVALID_LOGON_HOURS */
    {0x0070, ERROR_INVALID_WORKSTATION}, /* INVALID_WORKSTATION */
    {0x0071, ERROR_PASSWORD_EXPIRED},    /* PASSWORD_EXPIRED */
    {0x0072, ERROR_ACCOUNT_DISABLED},    /* ACCOUNT_DISABLED */
    {0x015B, ERROR_LOGON_TYPE_NOT_GRANTED}, {0x0193, ERROR_ACCOUNT_EXPIRED},
    {0x0224, ERROR_PASSWORD_MUST_CHANGE},   {0x0234, ERROR_ACCOUNT_LOCKED_OUT},
};

lwclus_result lwclus_krb5_judge(struct lwclus_krb5_error *error)
{
    uint32_t win32 = RPC_S_SEC_PKG_ERROR;
    uint8_t help = LWCLUS_KRB5_RETRY_NONE;
    uint32_t i;

    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].code == error->code) {
            help = rows[i].retry;
            win32 = rows[i].win32;
        }
    }
    for (i = 0; help == LWCLUS_KRB5_RETRY_NONE && i < sizeof statuses / sizeof statuses[0]; i++) {
        if ((0xC0000000u | statuses[i][0]) == error->ntstatus) {
            win32 = statuses[i][1];
        }
    }
    error->retry = help;
    return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, win32);
}

#endif
