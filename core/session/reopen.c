/* The last phase of a reconnect: handles are opened again ([MS-CMRP] 3.2.4.6 steps 8 to 13). */
#include "session/reconnect.h"

#if LWCLUS_RECONNECT

#include <string.h>

#include "base/log.h"
#include "base/utf16.h"
#include "method/method.h"
#include "session/instance.h"

#define ROOT           0xffffu /* in the place of a row's index: the root key that other keys hang below */
#define OPNUM_ROOT_KEY 28u
#define OPNUM_OPEN_KEY 30u

/* Open methods per kind, in the order of steps 8 to 13: without access (all access) and with. */
static const struct {
    uint8_t plain, ex;
} open_opnum[LWCLUS_HANDLE_TYPES] = {
    [LWCLUS_HANDLE_NODE] = {66, 118},    [LWCLUS_HANDLE_GROUP] = {41, 119},
    [LWCLUS_HANDLE_RESOURCE] = {8, 120}, [LWCLUS_HANDLE_KEY] = {OPNUM_OPEN_KEY, OPNUM_OPEN_KEY},
    [LWCLUS_HANDLE_NETWORK] = {81, 121}, [LWCLUS_HANDLE_NETINTERFACE] = {92, 122},
};

void lwclus_reconnect_remember(struct lwclus_handle_row *row, const uint16_t *name, uint32_t access)
{
    uint32_t units = lwclus_utf16_length(name, LWCLUS_HANDLE_NAME_UNITS);

    row->access = access;
    row->name[0] = LWCLUS_NAME_NOT_KEPT;
    if (units < LWCLUS_HANDLE_NAME_UNITS) {
        memcpy(row->name, name, (units + 1) * sizeof(*name));
    }
}

/* The method and the arguments that open what `tag` stands for again. Keys hang below the root key, which is
 * opened on the way ([MS-CMRP] 3.2.4.6 step 11). */
static uint16_t opening(const struct lwclus_session *s, uint16_t tag, union lwclus_ndr_arg *args)
{
    const struct lwclus_handle_row *row;
    union lwclus_ndr_arg *a = args;

    args[2].out = NULL;
    if (tag == ROOT) {
        args[0].value = MAXIMUM_ALLOWED;
        return OPNUM_ROOT_KEY;
    }
    row = &lwclus_instance.rows[tag];
    if (row->type == LWCLUS_HANDLE_KEY) {
        if (row->name[0] == 0) {
            args[0].value = row->access;
            return OPNUM_ROOT_KEY;
        }
        (a++)->in = s->reconnect.root;
    }
    (a++)->in = row->name;
    a->value = row->access;
    return row->access == GENERIC_ALL ? open_opnum[row->type].plain : open_opnum[row->type].ex;
}

static void lose(struct lwclus_session *s, struct lwclus_handle_row *row)
{
    if (!row->lost) {
        lwclus_log(LWCLUS_LOG_WARN,
                   "handle lost: object gone or its name longer than LWCLUS_HANDLE_NAME_UNITS, index",
                   lwclus_handle_index(row));
        row->lost = true;
#if LWCLUS_STATISTICS
        s->lost_handles++;
#endif
    }
    (void)s;
}

/* The table lock: rows of other sessions come and go meanwhile, and half a row must not look like ours. */
static bool row_is_due(const struct lwclus_session *s, const struct lwclus_handle_row *row)
{
    bool due;

    lwclus_tables_lock();
    due = row->type == s->reconnect.type && row->open && row->session == lwclus_session_slot(s);
    lwclus_tables_unlock();
    return due;
}

static lwclus_result queue(struct lwclus_session *s, uint16_t tag)
{
    union lwclus_ndr_arg args[3];
    uint16_t opnum = opening(s, tag, args);
    const uint8_t *program = lwclus_method_program(opnum);
    lwclus_result r = program != NULL ? lwclus_session_submit(s, opnum, program, args, false)
                                      : LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_PROCNUM_OUT_OF_RANGE);

    if (r == LWCLUS_OK) {
        LWCLUS_FLIGHT(s, s->assoc.call_id) = tag;
    }
    return r;
}

/* Queues the row when it is one of those that are due. Not LWCLUS_OK: it comes again, after the answers to
 * what is queued. */
static lwclus_result visit(struct lwclus_session *s, uint16_t index)
{
    struct lwclus_handle_row *row = &lwclus_instance.rows[index];

    if (!row_is_due(s, row)) {
        return LWCLUS_OK;
    }
    if (row->name[0] == LWCLUS_NAME_NOT_KEPT) {
        lose(s, row);
        return LWCLUS_OK;
    }
    if (row->type == LWCLUS_HANDLE_KEY && row->name[0] != 0 && !s->reconnect.root_open) {
        lwclus_result r = queue(s, ROOT);

        return r == LWCLUS_OK ? LWCLUS_PENDING : r;
    }
    return queue(s, index);
}

/* Queues as many rows as one flight takes. */
static lwclus_result take_off(struct lwclus_session *s)
{
    struct lwclus_reconnect *re = &s->reconnect;

    for (; re->type < LWCLUS_HANDLE_ENUM; re->type++, re->row = 0) {
        for (; re->row < LWCLUS_MAX_HANDLES; re->row++) {
            lwclus_result r = visit(s, re->row);

            if (r != LWCLUS_OK) {
                return s->assoc.awaited != 0 ? LWCLUS_OK : r;
            }
        }
    }
    return LWCLUS_OK;
}

/* One answer of the flight, in whatever order they come. */
static lwclus_result land(struct lwclus_session *s, lwclus_result r)
{
    struct lwclus_reconnect *re = &s->reconnect;
    uint16_t tag = LWCLUS_FLIGHT(s, s->assoc.answered);
    struct lwclus_ndr_outcome outcome;
    union lwclus_ndr_arg args[3];
    const uint8_t *program = lwclus_method_program(opening(s, tag, args));

    r = lwclus_session_answer(s, r, program, args, &outcome);
    if (r == LWCLUS_OK) {
        uint8_t *context = re->root;

        if (tag == ROOT) {
            re->root_open = true;
        } else {
            context = lwclus_instance.rows[tag].u.context;
            re->reopened++;
        }
        memcpy(context, outcome.handle, sizeof(outcome.handle));
    }
    return r;
}

lwclus_result lwclus_reconnect_reopen_step(struct lwclus_session *s)
{
    lwclus_result r = LWCLUS_OK;

    while (r == LWCLUS_OK) {
        if (!s->submitted) {
            r = take_off(s);
            if (r != LWCLUS_OK || s->assoc.awaited == 0) {
                return r;
            }
            s->submitted = true;
        }
        r = lwclus_assoc_step(&s->assoc);
        if (r != LWCLUS_PENDING) {
            r = land(s, r);
            s->submitted = s->assoc.awaited != 0;
        }
    }
    return r;
}

bool lwclus_reconnect_lost(const void *context)
{
    bool lost = false;
    uint32_t i;

    lwclus_tables_lock();
    for (i = 0; i < LWCLUS_MAX_HANDLES && !lost; i++) {
        lost = lwclus_instance.rows[i].lost && lwclus_instance.rows[i].u.context == context;
    }
    lwclus_tables_unlock();
    return lost;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_reopen_unused;
#endif
