/* Tickets, salts and refusals that outlive a session. */
#include "session/tickets.h"

#include "lwclus.h"
#include "session/instance.h"

#if LWCLUS_KERBEROS

#include <string.h>

static struct lwclus_tickets *const kept = &lwclus_instance.tickets;

static bool same(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, LWCLUS_TICKET_ID_BYTES) == 0;
}

/* Without the lock: two tasks that draw at the same time only make a ticket be fetched twice. */
const uint8_t *lwclus_tickets_secret(void)
{
    kept->secret_set =
        kept->secret_set || lwclus_instance.config.port->random(kept->secret, sizeof(kept->secret));
    return kept->secret_set ? kept->secret : NULL;
}

/* ---- rows ---- */

/* Table lock held. Nobody finds it any more; it is wiped when nobody uses it. */
static void invalidate(struct lwclus_ticket_row *row)
{
    row->valid = false;
    if (row->pins == 0) {
        lwclus_wipe(row, sizeof(*row));
    }
}

/* Table lock held. The row of `id`; without one a free row, else the one that was used longest ago. */
static struct lwclus_ticket_row *find(const uint8_t *id)
{
    struct lwclus_ticket_row *best = NULL;
    struct lwclus_ticket_row *row = kept->row;

    for (; row < kept->row + LWCLUS_MAX_TICKETS; row++) {
        if (id != NULL ? row->valid && same(row->id, id)
                       : row->pins == 0 && (best == NULL || row->used < best->used)) {
            best = row;
        }
    }
    return best;
}

struct lwclus_ticket_row *lwclus_tickets_pin(const uint8_t *id, uint32_t now)
{
    struct lwclus_ticket_row *row;

    lwclus_tables_lock();
    row = find(id);
    if (row != NULL && now != 0 &&
        (row->ticket.end <= LWCLUS_TICKET_MARGIN || row->ticket.end - LWCLUS_TICKET_MARGIN <= now)) {
        invalidate(row);
        row = NULL;
    }
    if (row != NULL) {
        row->pins++;
        row->used = ++kept->clock;
    }
    lwclus_tables_unlock();
    return row;
}

void lwclus_tickets_unpin(struct lwclus_ticket_row *row)
{
    lwclus_tables_lock();
    row->pins--;
    if (!row->valid) {
        invalidate(row);
    }
    lwclus_tables_unlock();
}

/* The row is pinned and out of sight while the ticket is copied, which takes too long for the lock. */
bool lwclus_tickets_store(const uint8_t *id, const struct lwclus_krb5_ticket *ticket)
{
    struct lwclus_ticket_row *row;

    lwclus_tickets_drop(id);
    lwclus_tables_lock();
    row = find(NULL);
    if (row != NULL) {
        row->pins = 1;
        row->valid = false;
        row->used = ++kept->clock;
    }
    lwclus_tables_unlock();
    if (row == NULL) {
        return false;
    }
    row->ticket = *ticket;
    row->ticket.bytes = row->bytes;
    memcpy(row->bytes, ticket->bytes, ticket->size); /* read_reply() saw to it that it fits */
    memcpy(row->id, id, sizeof(row->id));
    lwclus_tables_lock();
    row->valid = true;
    row->pins--;
    lwclus_tables_unlock();
    return true;
}

void lwclus_tickets_drop(const uint8_t *id)
{
    struct lwclus_ticket_row *row;

    lwclus_tables_lock();
    row = find(id);
    if (row != NULL) {
        invalidate(row);
    }
    lwclus_tables_unlock();
}

/* ---- accounts ---- */

void lwclus_tickets_recall(struct lwclus_ticket_account *account)
{
    lwclus_tables_lock();
    if (same(account->id, kept->account.id)) {
        *account = kept->account;
    }
    lwclus_tables_unlock();
}

void lwclus_tickets_keep(const struct lwclus_ticket_account *account)
{
    lwclus_tables_lock();
    kept->account = *account;
    lwclus_tables_unlock();
}

uint8_t lwclus_tickets_kdc(const uint8_t *number)
{
    uint8_t n;

    lwclus_tables_lock();
    if (number != NULL) {
        kept->kdc = *number;
    }
    n = kept->kdc;
    lwclus_tables_unlock();
    return n;
}

void lwclus_forget_credentials(void)
{
    uint32_t i;

    if (!lwclus_instance.started) {
        return;
    }
    lwclus_tables_lock();
    for (i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        invalidate(&kept->row[i]);
    }
    lwclus_wipe(&kept->account, sizeof(kept->account));
    lwclus_tables_unlock();
}

#else
void lwclus_forget_credentials(void)
{
}
#endif
