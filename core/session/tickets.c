/* Tickets, salts and refusals that outlive a session. */
#include "session/tickets.h"

#include "lwclus.h"
#include "session/instance.h"

#if LWCLUS_KERBEROS

#include <string.h>

static bool same(const uint8_t *a, const uint8_t *b)
{
    return memcmp(a, b, LWCLUS_TICKET_ID_BYTES) == 0;
}

/* Takes the table lock. Out of line: behind a pointer that is no constant the members are near. */
static LWCLUS_NOINLINE struct lwclus_tickets *lock(void)
{
    lwclus_tables_lock();
    return &lwclus_instance.tickets;
}

/* Without the lock: two tasks that draw at the same time only make a ticket be fetched twice. */
bool lwclus_tickets_start(void)
{
    struct lwclus_tickets *kept = &lwclus_instance.tickets;

    if (!kept->secret_set) {
        kept->secret_set = lwclus_instance.config.port->random(kept->secret, sizeof(kept->secret));
    }
    return kept->secret_set;
}

/* ---- rows ---- */

/* Table lock held. Nobody finds it any more; it is wiped when nobody uses it. */
static void invalidate(struct lwclus_ticket_row *row)
{
    row->valid = false;
    row->filling = false;
    if (row->pins == 0) {
        lwclus_wipe(row, sizeof(*row));
    }
}

/* Takes the table lock. The row of `id`; without one the row that may be taken: empty, or used longest ago.
 */
static struct lwclus_ticket_row *find(const uint8_t *id)
{
    struct lwclus_ticket_row *row = lock()->row;
    struct lwclus_ticket_row *found = NULL;
    uint32_t oldest = 0xffffffffu;
    uint32_t left;

    for (left = LWCLUS_MAX_TICKETS; left != 0; left--) {
        if (id != NULL ? row->valid && same(row->id, id) : row->pins == 0 && row->used < oldest) {
            oldest = row->used;
            found = row;
        }
        row++;
    }
    return found;
}

struct lwclus_ticket_row *lwclus_tickets_pin(const uint8_t *id, uint32_t until)
{
    struct lwclus_ticket_row *row = find(id);

    if (row != NULL) {
        if (row->ticket.end > until) {
            row->pins++;
        } else {
            invalidate(row);
            row = NULL;
        }
    }
    lwclus_tables_unlock();
    return row;
}

void lwclus_tickets_unpin(struct lwclus_ticket_row *row)
{
    row->used = ++lock()->clock;
    if (row->filling) {
        row->filling = false;
        row->serial = row->used;
        row->valid = true;
    }
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
    row = find(NULL);
    if (row != NULL) {
        row->pins = 1;
        row->valid = false;
        row->filling = true;
    }
    lwclus_tables_unlock();
    if (row == NULL) {
        return false;
    }
    memcpy(row->id, id, sizeof(row->id));
    row->ticket = *ticket;
    row->ticket.bytes = row->bytes;
    memcpy(row->bytes, ticket->bytes, ticket->size); /* read_reply() saw to it that it fits */
    lwclus_tickets_unpin(row);
    return true;
}

void lwclus_tickets_drop(const uint8_t *id)
{
    (void)lwclus_tickets_pin(id, 0xffffffffu);
}

/* ---- accounts ---- */

void lwclus_tickets_recall(struct lwclus_ticket_account *account)
{
    struct lwclus_tickets *kept = lock();

    if (same(account->id, kept->account.id)) {
        *account = kept->account;
    }
    account->kdc = kept->account.kdc;
    lwclus_tables_unlock();
}

void lwclus_tickets_keep(const struct lwclus_ticket_account *account)
{
    lock()->account = *account;
    lwclus_tables_unlock();
}

void lwclus_forget_credentials(void)
{
    struct lwclus_tickets *kept;
    uint8_t kdc;
    uint32_t i;

    if (!lwclus_instance.started) {
        return;
    }
    kept = lock();
    for (i = 0; i < LWCLUS_MAX_TICKETS; i++) {
        invalidate(&kept->row[i]);
    }
    kdc = kept->account.kdc;
    lwclus_wipe(&kept->account, sizeof(kept->account));
    kept->account.kdc = kdc;
    lwclus_tables_unlock();
}

#else
void lwclus_forget_credentials(void)
{
}
#endif
