/* AS and TGS exchange. */
#include "session/fetch.h"

#include "session/instance.h"
#include "session/ticket.h"

#if LWCLUS_KERBEROS

#include <string.h>

#include "base/utf16.h"

/* What a fetch does next. */
enum stage { BEGIN, ASK, DERIVE, DERIVE_LATE, STORE, DONE };

#define SLICE      64u    /* iterations of string-to-key per step: a few ms on a small processor */
#define REFUSED_MS 30000u /* KDCs that do not answer are left alone for this time where there is a choice */

/* Error codes that decide about the way to go on (RFC 4120 7.5.9). */
#define ERR_S_UNKNOWN 7u
#define ERR_POLICY    12u
#define ERR_ETYPE     14u

/* Bits of f->tried: what makes no sense in an exchange, or leads to what it does not have. */
#define BIT(retry) (1u << LWCLUS_KRB5_RETRY_##retry)
#define NOT_OF_AS  BIT(TICKET)
#define NOT_OF_TGS (BIT(PREAUTH) | BIT(SALT) | BIT(REALM))

/* Not a failure: the fetch begins anew, since the TGT is gone. */
#define RESTART LWCLUS_RESULT(0, ERROR_RETRY)

#define NO_ACCOUNT LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_NO_SUCH_LOGON_SESSION)
#define NO_RANDOM  LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE)

const uint16_t *lwclus_fetch_spn(const struct lwclus_session *s)
{
    const uint16_t *spn = lwclus_instance.config.spn;

    return spn != NULL ? spn : s->by_address ? NULL : s->target;
}

bool lwclus_fetch_learn(struct lwclus_session *s, uint32_t seconds)
{
    if (seconds == 0 || !lwclus_clock_learn(seconds)) {
        return false;
    }
    LWCLUS_FETCH_COUNT(s, time_corrections);
    return true;
}

/* ---- account ---- */

/* Calls `use` with what the request is made with: the TGT, whose row is pinned, else the account. Not over a
 * wait: the row may be needed by another session meanwhile, then the fetch begins anew. */
static LWCLUS_NOINLINE lwclus_result with_secret(struct lwclus_fetch *f,
                                                 lwclus_result (*use)(struct lwclus_fetch *f))
{
    struct lwclus_credentials account;
    lwclus_result r = NO_ACCOUNT;

    if (f->use_id != NULL) {
        f->row = lwclus_tickets_pin(f->use_id, 0);
        if (f->row == NULL) {
            return RESTART;
        }
        f->request.tgt = &f->row->ticket;
        r = use(f);
        lwclus_tickets_unpin(f->row);
    } else if (lwclus_session_account(f->owner, &account)) {
        f->credentials = &account;
        r = use(f);
        lwclus_session_account_done(f->owner);
    }
    return r;
}

/* The realm of the account, as text into the fetch; false when none is known. */
static bool name_realm(struct lwclus_fetch *f)
{
    const struct lwclus_credentials *account = f->credentials;
    const uint16_t *at = account->user;
    const uint16_t *name = lwclus_instance.config.realm;

    while (*at != 0 && *at != '@') {
        at++;
    }
    f->request.enterprise = *at != 0;
    name = name != NULL ? name : account->domain;
    if (name == NULL || *name == 0) {
        name = at + f->request.enterprise;
    }
    f->request.realm.size = lwclus_kdc_realm(f->realm, name);
    return f->request.realm.size != 0;
}

static void add_text(struct lwclus_hmac_sha *h, const uint16_t *text)
{
    static const uint16_t end = 0;

    text = text != NULL ? text : &end;
    lwclus_hmac_sha_update(h, text, (lwclus_utf16_length(text, 0xffff) + 1u) * (uint32_t)sizeof(*text));
}

/* Id of the account's ticket for `spn` (NULL: TGT). */
static void make_id(struct lwclus_fetch *f, const uint16_t *spn, uint8_t *id)
{
    const struct lwclus_credentials *account = f->credentials;
    struct lwclus_hmac_sha *h = &f->u.hmac;

    lwclus_hmac_sha_start(h, false, lwclus_instance.tickets.secret, LWCLUS_TICKET_ID_BYTES);
    add_text(h, account->user);
    add_text(h, account->domain);
    add_text(h, account->password);
    add_text(h, spn);
    lwclus_hmac_sha_update(h, f->key.bytes, sizeof(f->key.bytes));
    lwclus_hmac_sha_finish(h, id);
}

static lwclus_result read_account(struct lwclus_fetch *f)
{
    const struct lwclus_credentials *account = f->credentials;
    uint32_t bytes = account->key != NULL ? lwclus_krb5_key_bytes(account->key_etype) : 0;

    if (bytes != 0) {
        f->given = true;
        f->key.etype = account->key_etype;
        memcpy(f->key.bytes, account->key, bytes);
    } else if (account->password == NULL) {
        f->no_ticket = account->nt_hash != NULL;
        return account->key != NULL ? LWCLUS_FETCH_NO_KERBEROS : NO_ACCOUNT;
    }
    if (!name_realm(f)) {
        f->no_ticket = true;
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_LOGON_SERVERS);
    }
    if (!lwclus_tickets_start()) {
        return NO_RANDOM;
    }
    make_id(f, lwclus_fetch_spn(f->owner), f->owner->ticket_id);
    make_id(f, NULL, f->account.id);
    return LWCLUS_OK;
}

/* Starts to make the key from the password, as f->error.info says. */
static lwclus_result start_key(struct lwclus_fetch *f)
{
    const struct lwclus_krb5_info *info = &f->error.info;
    const uint16_t *password = f->credentials->password;

    if (password != NULL) {
        lwclus_krb5_s2k_start(&f->u.s2k, info->etype, password, info->salt, info->iterations);
    }
    return password != NULL ? LWCLUS_OK : NO_ACCOUNT;
}

static LWCLUS_NOINLINE lwclus_result derive(struct lwclus_fetch *f, uint8_t stage)
{
    f->stage = stage;
    return with_secret(f, start_key);
}

/* Keeps how the key is made; false when that is known already, or too long. */
static bool keep_info(struct lwclus_ticket_account *account, const struct lwclus_krb5_info *info)
{
    uint32_t size = info->salt.size;

    if (size > sizeof(account->salt) ||
        (account->etype == info->etype && account->iterations == info->iterations &&
         account->salt_size == size && memcmp(account->salt, info->salt.ptr, size) == 0)) {
        return false;
    }
    account->etype = info->etype;
    account->iterations = info->iterations;
    account->salt_size = (uint8_t)size;
    memcpy(account->salt, info->salt.ptr, size);
    return true;
}

/* ---- which exchange is next ---- */

static bool remembered(const struct lwclus_fetch *f, const uint8_t *id)
{
    struct lwclus_ticket_row *row = lwclus_tickets_pin(id, f->request.time.seconds + LWCLUS_TICKET_MARGIN);

    if (row != NULL) {
        lwclus_tickets_unpin(row);
    }
    return row != NULL;
}

/* The next request: with the TGT `id`, or an AS-REQ. */
static lwclus_result begin_exchange(struct lwclus_fetch *f, const uint8_t *id)
{
    struct lwclus_krb5_request *q = &f->request;

    f->use_id = id;
    q->tgt = NULL;
    q->spn = lwclus_fetch_spn(f->owner);
    q->options = LWCLUS_KRB5_CANONICALIZE;
    q->etypes = LWCLUS_KRB5_ETYPES;
    f->tried = NOT_OF_TGS | (f->again ? NOT_OF_AS : 0);
    if (id == NULL) {
        f->tried = NOT_OF_AS;
        q->options = f->direct ? 0 : q->options;
        q->spn = f->direct ? q->spn : NULL;
        q->etypes = f->given ? LWCLUS_KRB5_ETYPE_SET(f->key.etype) : q->etypes;
    }
    f->stage = ASK;
    return LWCLUS_OK;
}

/* AS exchange. With a salt that is remembered the key is made first, which saves a round trip. */
static lwclus_result begin_as(struct lwclus_fetch *f)
{
    struct lwclus_krb5_info *info = &f->error.info;

    (void)begin_exchange(f, NULL);
    if (f->key.etype != 0 || f->account.etype == 0 || f->request.time.seconds == 0) {
        return LWCLUS_OK;
    }
    info->etype = f->account.etype;
    info->iterations = f->account.iterations;
    info->salt.ptr = f->account.salt;
    info->salt.size = f->account.salt_size;
    return derive(f, DERIVE);
}

/* Another realm is in charge: of the account (AS) or of the service (TGS). */
static LWCLUS_NOINLINE lwclus_result go_to_realm(struct lwclus_fetch *f, const struct lwclus_cursor *realm)
{
    uint32_t size = realm->cap;

    if (f->referrals++ == LWCLUS_REFERRALS_MOST || size - 1u >= sizeof(f->realm) - 1u) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_MUTUAL_AUTH_FAILED);
    }
    memcpy(f->realm, realm->base, size);
    f->realm[size] = 0;
    f->request.realm.size = size;
    return lwclus_kdc_begin(f);
}

/* What KDCs said of this account last time is believed without asking: in a reconnect, which would ask for
 * each candidate, and might lock the account; that none answers also where NTLM can take over. */
static lwclus_result known_refusal(const struct lwclus_fetch *f)
{
    lwclus_result r = f->account.refusal;
    bool believe = false;

#if LWCLUS_RECONNECT
    believe = f->owner->reconnect.active;
#endif
    if (LWCLUS_CODE(r) == ERROR_NO_LOGON_SERVERS) {
        believe = (believe || lwclus_instance.config.logon == LWCLUS_LOGON_ANY) &&
                  f->stepped - f->account.refused < REFUSED_MS;
    } else {
        believe = believe && lwclus_ticket_final(r);
    }
    return believe ? r : LWCLUS_OK;
}

/* Time for the fetch: half of what is left, so that some is left to use the ticket, or to do without. */
static void set_deadline(struct lwclus_fetch *f)
{
    uint32_t most = lwclus_instance.config.connect_timeout_ms;
    uint32_t left = lwclus_ms_left(f->owner->deadline);

    f->deadline = f->stepped + (left < most ? left : most) / 2u;
}

static lwclus_result begin(struct lwclus_fetch *f)
{
    struct lwclus_session *s = f->owner;
    lwclus_result r = with_secret(f, read_account);

    if (r != LWCLUS_OK) {
        return r;
    }
    lwclus_clock_now(&f->request.time);
    s->cached = remembered(f, s->ticket_id);
    if (s->cached) {
        LWCLUS_FETCH_COUNT(s, ticket_hits);
        f->stage = DONE;
        return r;
    }
    lwclus_tickets_recall(&f->account);
    r = known_refusal(f);
    if (r != LWCLUS_OK) {
        return r;
    }
    f->asked = true;
    f->direct = lwclus_instance.config.direct_ticket && !s->not_direct;
#if LWCLUS_KDC_UDP
    f->udp = lwclus_instance.config.kdc_udp_first;
#endif
    set_deadline(f);
    (void)lwclus_kdc_begin(f);
    return remembered(f, f->account.id) ? begin_exchange(f, f->account.id) : begin_as(f);
}

/* ---- requests ---- */

static lwclus_result write_request(struct lwclus_fetch *f)
{
    struct lwclus_krb5_request *q = &f->request;

    if (f->use_id != NULL) {
        f->serial = f->row->serial;
    } else {
        q->user = f->credentials->user;
        q->key = f->key.etype != 0 && q->time.seconds != 0 ? &f->key : NULL;
    }
    return lwclus_krb5_write_request(f->out, q);
}

lwclus_result lwclus_fetch_write(struct lwclus_fetch *f, struct lwclus_cursor *c)
{
    struct lwclus_krb5_request *q = &f->request;

    if (!f->port->random(f->random, sizeof(f->random))) {
        return NO_RANDOM;
    }
    memcpy(&q->nonce, f->random + LWCLUS_KRB5_CONFOUNDER, sizeof(q->nonce));
    q->nonce &= 0x7fffffffu;
    q->confounder = f->random;
    lwclus_clock_now(&q->time);
    f->out = c;
    return with_secret(f, write_request);
}

/* ---- answers ---- */

/* Keeps the ticket of f->reply; one that is not for the service leads on to the next exchange. One on the way
 * to the realm of the service gets a row of its own, which nobody else finds, as long as it is used. */
static lwclus_result store(struct lwclus_fetch *f)
{
    const uint8_t *id = f->owner->ticket_id;

    if (f->use_id == f->via_id) {
        lwclus_tickets_drop(f->via_id);
    }
    if (f->reply.realm.cap != 0) {
        id = memcpy(f->via_id, f->random, sizeof(f->via_id));
    } else if (f->use_id == NULL && !f->direct) {
        id = f->account.id;
    }
    if (!lwclus_tickets_store(id, &f->reply.ticket)) {
        f->stage = STORE; /* all rows are pinned, which they are for moments */
        return LWCLUS_PENDING;
    }
    LWCLUS_FETCH_COUNT(f->owner, tickets);
    if (id == f->owner->ticket_id) {
        f->stage = DONE;
        return LWCLUS_OK;
    }
    (void)begin_exchange(f, id);
    return id == f->via_id ? go_to_realm(f, &f->reply.realm) : LWCLUS_OK;
}

/* Not an answer to the request: of a broken KDC, or of somebody else. */
static lwclus_result reject(struct lwclus_fetch *f, lwclus_result why)
{
    return lwclus_kdc_use_tcp(f) ? LWCLUS_OK : lwclus_kdc_refuse(f, why);
}

/* The usual way, through a TGT, when the direct one is not open. */
static LWCLUS_NOINLINE lwclus_result give_up_direct(struct lwclus_fetch *f)
{
    f->direct = false;
    f->owner->not_direct = true;
    return begin_as(f);
}

static LWCLUS_NOINLINE void learn_first(struct lwclus_fetch *f, uint32_t seconds)
{
    if (f->request.time.seconds == 0 && lwclus_fetch_learn(f->owner, seconds)) {
        f->request.time.seconds = seconds;
    }
}

static lwclus_result read_reply(struct lwclus_fetch *f)
{
    lwclus_result r;

    if (f->use_id != NULL && f->row->serial != f->serial) { /* a newer TGT meanwhile */
        return RESTART;
    }
    if (f->use_id == NULL && f->key.etype == 0) {
        /* at once, since the KDC wants no pre-authentication: the key is made now */
        return f->error.info.etype != 0 ? derive(f, DERIVE_LATE) : LWCLUS_KRB5_REFUSED;
    }
    f->request.key = &f->key;
    r = lwclus_krb5_read_reply(lwclus_auth_spare(&f->owner->auth), &f->message, &f->request, &f->reply);
    if (r == LWCLUS_OK) {
        learn_first(f, f->reply.authtime);
        r = store(f);
    }
    return r;
}

static LWCLUS_NOINLINE lwclus_result take_reply(struct lwclus_fetch *f)
{
    lwclus_result r = read_reply(f);

    if (LWCLUS_CODE(r) == ERROR_MUTUAL_AUTH_FAILED && f->direct) {
        return give_up_direct(f);
    }
    return LWCLUS_CODE(r) == RPC_S_SEC_PKG_ERROR ? reject(f, r) : r;
}

static lwclus_result authenticate(struct lwclus_fetch *f, lwclus_result why, bool salt)
{
    const struct lwclus_krb5_info *info = &f->error.info;

    if (!salt) {
        if (f->key.etype != 0) { /* the time was missing */
            return LWCLUS_OK;
        }
        if (info->etype == 0) { /* wants pre-authentication, but the account has no key of ours */
            f->no_ticket = true;
            return LWCLUS_FETCH_NO_KERBEROS;
        }
    }
    if (f->given || info->etype == 0 || (!keep_info(&f->account, info) && salt)) {
        return why;
    }
    return derive(f, DERIVE);
}

/* What helps, at most once per exchange; otherwise `why` is the result. */
static lwclus_result retry_once(struct lwclus_fetch *f, uint32_t retry, lwclus_result why)
{
    uint16_t bit = (uint16_t)(1u << retry);

    if ((f->tried & bit) != 0) {
        return why;
    }
    f->tried |= bit;
    switch (retry) {
    case LWCLUS_KRB5_RETRY_PREAUTH:
    case LWCLUS_KRB5_RETRY_SALT:
        return authenticate(f, why, retry == LWCLUS_KRB5_RETRY_SALT);
    case LWCLUS_KRB5_RETRY_REALM:
        return go_to_realm(f, &f->error.realm);
    case LWCLUS_KRB5_RETRY_TICKET:
        f->again = true;
        lwclus_tickets_drop(f->use_id);
        return RESTART;
    case LWCLUS_KRB5_RETRY_TIME:
        return lwclus_fetch_learn(f->owner, f->error.time) ? LWCLUS_OK : why;
    case LWCLUS_KRB5_RETRY_FRESH:
        return LWCLUS_OK;
    default:
        return why;
    }
}

static lwclus_result take_error(struct lwclus_fetch *f)
{
    uint32_t code = f->error.code;
    lwclus_result why = lwclus_krb5_judge(&f->error);
    uint8_t retry = f->error.retry;

    learn_first(f, f->error.time);
    if (retry == LWCLUS_KRB5_RETRY_KDC || retry == LWCLUS_KRB5_RETRY_TCP) {
        return reject(f, why);
    }
    if (f->direct && (retry == LWCLUS_KRB5_RETRY_NO_SERVICE || code == ERR_POLICY)) {
        return give_up_direct(f);
    }
    f->no_ticket = code == ERR_S_UNKNOWN || code == ERR_ETYPE;
    return retry_once(f, retry, why);
}

/* ---- steps ---- */

static lwclus_result take(struct lwclus_fetch *f)
{
    f->no_ticket = false;
    lwclus_krb5_read_error(&f->message, f->request.etypes, &f->error);
    return f->error.code != 0 ? take_error(f) : take_reply(f);
}

static lwclus_result ask(struct lwclus_fetch *f)
{
    lwclus_result r = lwclus_kdc_step(f);

    return r != LWCLUS_OK ? r : f->use_id != NULL ? with_secret(f, take) : take(f);
}

static lwclus_result make_key(struct lwclus_fetch *f)
{
    bool late = f->stage == DERIVE_LATE;

    if (!lwclus_krb5_s2k_step(&f->u.s2k, SLICE)) {
        f->owner->hurry = true;
        return LWCLUS_PENDING;
    }
    lwclus_krb5_s2k_finish(&f->u.s2k, &f->key);
    f->stage = ASK;
    return late ? take_reply(f) : LWCLUS_OK;
}

static lwclus_result expire(struct lwclus_fetch *f)
{
    return f->failure != LWCLUS_OK
               ? f->failure
               : LWCLUS_RESULT(LWCLUS_ORIGIN_DEADLINE,
                               f->stage == STORE ? ERROR_NO_SYSTEM_RESOURCES : ERROR_NO_LOGON_SERVERS);
}

/* Out of line: to the compiler `f` and the session are one, and seen from there each member is far away. */
static LWCLUS_NOINLINE void start(struct lwclus_fetch *f, struct lwclus_session *s, bool again)
{
    lwclus_fetch_stop(s);
    memset(f, 0, sizeof(*f));
    f->owner = s;
    f->rx = s->rx;
    f->slot = lwclus_session_slot(s);
    f->port = lwclus_instance.config.port;
    f->again = again;
    f->request.realm.ptr = (const uint8_t *)f->realm;
    f->stepped = f->port->now_ms();
    s->fetching = true;
}

/* Time with the KDCs is not the fault of the node that is being connected to. */
static void prolong(struct lwclus_fetch *f)
{
    struct lwclus_session *s = f->owner;
    uint32_t now = f->port->now_ms();
    uint32_t ms = now - f->stepped;

    f->stepped = now;
    s->candidate_deadline += ms;
    s->attempt_deadline += ms;
}

/* The end, good or bad. */
static lwclus_result conclude(struct lwclus_fetch *f, lwclus_result r)
{
    if (LWCLUS_CODE(r) == ERROR_NO_LOGON_SERVERS) {
        f->no_ticket = true;
    }
    f->account.refusal = r;
    f->account.refused = f->stepped;
    if (f->asked) {
        lwclus_tickets_keep(&f->account);
    }
    return r;
}

static LWCLUS_NOINLINE lwclus_result run(struct lwclus_fetch *f)
{
    static lwclus_result (*const stages[])(struct lwclus_fetch *) = {begin, ask, make_key, make_key, store};
    lwclus_result r;

    prolong(f);
    do {
        r = stages[f->stage](f);
        if (r == RESTART) {
            start(f, f->owner, f->again);
            r = LWCLUS_OK;
        }
    } while (r == LWCLUS_OK && f->stage != DONE);
    if (r == LWCLUS_PENDING && lwclus_ms_left(f->deadline) == 0) {
        r = expire(f);
    }
    return r == LWCLUS_PENDING ? r : conclude(f, r);
}

lwclus_result lwclus_fetch_step(struct lwclus_session *s)
{
    struct lwclus_fetch *f = &s->scratch.fetch;

    if (!s->fetching) {
        start(f, s, false);
    }
    return run(f);
}

void lwclus_fetch_stop(struct lwclus_session *s)
{
    struct lwclus_fetch *f = &s->scratch.fetch;

    if (s->fetching) {
#if LWCLUS_STATISTICS
        s->assoc.stats.round_trips += f->flights;
#endif
        lwclus_kdc_close(f);
        lwclus_wipe(&s->scratch, sizeof(s->scratch));
        lwclus_wipe(s->rx, sizeof(s->rx));
    }
    s->fetching = false;
    s->hurry = false;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_fetch_unused;
#endif
