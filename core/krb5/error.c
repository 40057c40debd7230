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
    {0x30, KRB5_ANY | KRB5_OPEN, KRB5_AT(struct pa, value)},
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
    struct pa in;

    while (lwclus_cursor_left(c) != 0) {
        peek = *c;
        (void)lwclus_krb5_read(&peek, pa_rows, &in);
        lwclus_der_enter(c, 0x30, in.type == 0 ? c : &peek);
        read_value(&in, etypes, error);
    }
}

/* Fields in any order; those of another kind are passed over, what makes no sense is absent. */
void lwclus_krb5_read_error(const struct lwclus_cursor *message, uint32_t etypes,
                            struct lwclus_krb5_error *error)
{
    struct lwclus_cursor c = *message;
    struct lwclus_cursor peek;
    bool is_error;

    memset(error, 0, sizeof *error);
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

/* What is said of an account, a service or a KDC, and its Win32 code. */
enum meaning {
    OTHER,
    WRONG,
    RESTRICTED,
    BAD_HOURS,
    BAD_WORKSTATION,
    PASSWORD_OLD,
    DISABLED,
    BAD_TYPE,
    EXPIRED,
    MUST_CHANGE,
    LOCKED,
    NO_KDC,
    BAD_TARGET,
    BAD_TIME
};

static const uint16_t win32[] = {
    [OTHER] = RPC_S_SEC_PKG_ERROR,
    [WRONG] = ERROR_LOGON_FAILURE,
    [RESTRICTED] = ERROR_ACCOUNT_RESTRICTION,
    [BAD_HOURS] = ERROR_INVALID_LOGON_HOURS,
    [BAD_WORKSTATION] = ERROR_INVALID_WORKSTATION,
    [PASSWORD_OLD] = ERROR_PASSWORD_EXPIRED,
    [DISABLED] = ERROR_ACCOUNT_DISABLED,
    [BAD_TYPE] = ERROR_LOGON_TYPE_NOT_GRANTED,
    [EXPIRED] = ERROR_ACCOUNT_EXPIRED,
    [MUST_CHANGE] = ERROR_PASSWORD_MUST_CHANGE,
    [LOCKED] = ERROR_ACCOUNT_LOCKED_OUT,
    [NO_KDC] = ERROR_NO_LOGON_SERVERS,
    [BAD_TARGET] = ERROR_WRONG_TARGET_NAME,
    [BAD_TIME] = ERROR_TIME_SKEW,
};

/* A row is one number: error-code, enum lwclus_krb5_retry << 8, enum meaning << 12. */
#define CODE_MASK            0xffu
#define CODE(code, retry, m) ((code) | LWCLUS_KRB5_RETRY_##retry << 8 | (m) << 12)

static const uint16_t codes[] = {
    CODE(1, NONE, EXPIRED),       /* NAME_EXP */
    CODE(6, NONE, WRONG),         /* C_PRINCIPAL_UNKNOWN */
    CODE(7, NO_SERVICE, OTHER),   /* S_PRINCIPAL_UNKNOWN */
    CODE(12, NONE, RESTRICTED),   /* POLICY */
    CODE(13, NO_SERVICE, OTHER),  /* BADOPTION */
    CODE(18, NONE, DISABLED),     /* CLIENT_REVOKED */
    CODE(20, TICKET, OTHER),      /* TGT_REVOKED */
    CODE(23, NONE, PASSWORD_OLD), /* KEY_EXPIRED */
    CODE(24, SALT, WRONG),        /* PREAUTH_FAILED */
    CODE(25, PREAUTH, WRONG),     /* PREAUTH_REQUIRED */
    CODE(29, KDC, NO_KDC),        /* SVC_UNAVAILABLE */
    CODE(31, TICKET, OTHER),      /* BAD_INTEGRITY */
    CODE(32, TICKET, BAD_TIME),   /* TKT_EXPIRED */
    CODE(33, TICKET, BAD_TIME),   /* TKT_NYV */
    CODE(34, FRESH, OTHER),       /* REPEAT */
    CODE(35, TICKET, BAD_TARGET), /* NOT_US */
    CODE(36, TICKET, OTHER),      /* BADMATCH: names beside the ticket changed */
    CODE(37, TIME, BAD_TIME),     /* SKEW */
    CODE(41, TICKET, BAD_TARGET), /* MODIFIED */
    CODE(44, TICKET, OTHER),      /* BADKEYVER */
    CODE(52, TCP, OTHER),         /* RESPONSE_TOO_BIG */
    CODE(60, KDC, OTHER),         /* GENERIC */
    CODE(61, KDC, OTHER),         /* FIELD_TOOLONG */
    CODE(68, REALM, WRONG),       /* WRONG_REALM */
    0,
};

/* Statements about an account: low half of 0xC000xxxx, enum meaning << 12. */
#define STATUS_BASE    0xC0000000u
#define STATUS_MASK    0xfffu
#define STATUS(low, m) ((low) | (m) << 12)

static const uint16_t statuses[] = {
    STATUS(0x064, WRONG),           /* NO_SUCH_USER */
    STATUS(0x06A, WRONG),           /* WRONG_PASSWORD */
    STATUS(0x06D, WRONG),           /* LOGON_FAILURE */
    STATUS(0x06E, RESTRICTED),      /* ACCOUNT_RESTRICTION */
    STATUS(0x06F, BAD_HOURS),       /* INVALID_LOGON_HOURS */
    STATUS(0x070, BAD_WORKSTATION), /* INVALID_WORKSTATION */
    STATUS(0x071, PASSWORD_OLD),    /* PASSWORD_EXPIRED */
    STATUS(0x072, DISABLED),        /* ACCOUNT_DISABLED */
    STATUS(0x15B, BAD_TYPE),        /* LOGON_TYPE_NOT_GRANTED */
    STATUS(0x193, EXPIRED),         /* ACCOUNT_EXPIRED */
    STATUS(0x224, MUST_CHANGE),     /* PASSWORD_MUST_CHANGE */
    STATUS(0x234, LOCKED),          /* ACCOUNT_LOCKED_OUT */
    0,
};

/* The row in which `mask` leaves `key`; 0 = none, which means OTHER. */
static uint32_t find(const uint16_t *row, uint32_t mask, uint32_t key)
{
    while (*row != 0 && (*row & mask) != key) {
        row++;
    }
    return *row;
}

lwclus_result lwclus_krb5_judge(struct lwclus_krb5_error *error)
{
    uint32_t row = find(codes, CODE_MASK, error->code);
    uint32_t refined;

    error->retry = row >> 8 & 0xfu;
    if (error->retry == LWCLUS_KRB5_RETRY_NONE) {
        refined = find(statuses, STATUS_MASK, error->ntstatus - STATUS_BASE);
        row = refined != 0 ? refined : row;
    }
    return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, win32[row >> 12]);
}

#endif
