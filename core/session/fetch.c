/* AS and TGS exchange. */
#include "session/fetch.h"

#include "session/instance.h"

#if LWCLUS_KERBEROS

#include <string.h>

#include "base/utf16.h"

/* What a fetch does next. */
enum stage { ASK, DERIVE, STORE };

#define SLICE      64u    /* iterations of string-to-key per step: a few ms on a small processor */
#define REFUSED_MS 30000u /* KDCs that do not answer are left alone for this time where there is a choice */

/* Error codes that decide about the way to go on (RFC 4120 7.5.9). */
#define ERR_S_UNKNOWN 7u
#define ERR_POLICY    12u
#define ERR_BADOPTION 13u
#define ERR_ETYPE     14u

/* Not failures: the fetch goes on at once; it begins anew, since the TGT is gone. */
#define AGAIN   LWCLUS_RESULT(0, ERROR_RETRY)
#define RESTART LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_RETRY)

#define NO_ACCOUNT LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_NO_SUCH_LOGON_SESSION)
#define NO_RANDOM  LWCLUS_RESULT(LWCLUS_ORIGIN_PORT, ERROR_GEN_FAILURE)

static struct lwclus_fetch *fetch_of(struct lwclus_session *s)
{
    return &s->scratch.fetch;
}

const uint16_t *lwclus_fetch_spn(const struct lwclus_session *s)
{
    const uint16_t *spn = lwclus_instance.config.spn;

    return spn != NULL ? spn : s->by_address ? NULL : s->target;
}

bool lwclus_fetch_learn(struct lwclus_session *s, uint32_t seconds)
{
    bool learned = seconds != 0 && lwclus_clock_learn(seconds);

    if (learned) {
        LWCLUS_FETCH_COUNT(s, time_corrections);
    }
    return learned;
}

/* What KDCs said of this account last time is believed without asking: in a reconnect, which would ask for
 * each candidate, and might lock the account; that none answers also where NTLM can take over. */
static lwclus_result known_refusal(struct lwclus_fetch *f)
{
    const struct lwclus_ticket_account *account = &f->account;
    bool silent = LWCLUS_CODE(account->refusal) == ERROR_NO_LOGON_SERVERS;
    bool believe = silent && lwclus_instance.config.logon == LWCLUS_LOGON_ANY;

#if LWCLUS_RECONNECT
    believe = believe || f->owner->reconnect.active;
#endif
    if (silent && f->stepped - account->refused >= REFUSED_MS) {
        believe = false;
    }
    return believe ? account->refusal : LWCLUS_OK;
}

static LWCLUS_NOINLINE void copy_id(uint8_t *to, const uint8_t *id)
{
    memcpy(to, id, LWCLUS_TICKET_ID_BYTES);
}

/* ---- account ---- */

/* The realm of the account, as text into the link; false when none is known. */
static bool name_realm(struct lwclus_fetch *f, const struct lwclus_credentials *account)
{
    char *realm = f->link.realm;
    const uint16_t *at = account->user;
    const uint16_t *name = lwclus_instance.config.realm;
    size_t size;

    while (*at != 0 && *at != '@') {
        at++;
    }
    f->request.enterprise = *at != 0;
    name = name != NULL ? name : account->domain;
    if (name == NULL || *name == 0) {
        name = at + f->request.enterprise;
    }
    size = lwclus_utf8_from_utf16(realm, LWCLUS_REALM_BYTES, name);
    for (; *realm != 0; realm++) {
        if (*realm >= 'a' && *realm <= 'z') {
            *realm = (char)(*realm - ('a' - 'A'));
        }
    }
    return size > 1 && size <= LWCLUS_REALM_BYTES;
}

static void add_text(struct lwclus_hmac_sha *h, const uint16_t *text)
{
    static const uint16_t end = 0;
    uint32_t units = lwclus_utf16_length(text, 0xffff);

    lwclus_hmac_sha_update(h, text, units * (uint32_t)sizeof(*text));
    lwclus_hmac_sha_update(h, &end, sizeof(end));
}

/* Id of the account's ticket for `spn` (NULL: TGT); the realm is in the link. */
static bool make_id(struct lwclus_fetch *f, const struct lwclus_credentials *account, const uint16_t *spn,
                    uint8_t *id)
{
    const uint8_t *secret = lwclus_tickets_secret();

    if (secret != NULL) {
        lwclus_hmac_sha_start(&f->u.hmac, false, secret, LWCLUS_TICKET_ID_BYTES);
        add_text(&f->u.hmac, account->user);
        add_text(&f->u.hmac, account->password);
        lwclus_hmac_sha_update(&f->u.hmac, f->key.bytes, sizeof(f->key.bytes));
        add_text(&f->u.hmac, spn);
        lwclus_hmac_sha_update(&f->u.hmac, f->link.realm, (uint32_t)strlen(f->link.realm));
        lwclus_hmac_sha_finish(&f->u.hmac, id);
    }
    return secret != NULL;
}

static LWCLUS_NOINLINE lwclus_result read_account(struct lwclus_fetch *f,
                                                  const struct lwclus_credentials *account)
{
    uint32_t bytes = account->key != NULL ? lwclus_krb5_key_bytes(account->key_etype) : 0;

    f->given = bytes != 0;
    if (f->given) {
        f->key.etype = account->key_etype;
        memcpy(f->key.bytes, account->key, bytes);
    } else if (account->password == NULL) {
        f->no_ticket = account->nt_hash != NULL;
        return account->key != NULL ? LWCLUS_FETCH_NO_KERBEROS : NO_ACCOUNT;
    }
    if (!name_realm(f, account)) {
        f->no_ticket = true;
        return LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_NO_LOGON_SERVERS);
    }
    return make_id(f, account, lwclus_fetch_spn(f->owner), f->owner->ticket_id) &&
                   make_id(f, account, NULL, f->account.id)
               ? LWCLUS_OK
               : NO_RANDOM;
}

/* Starts to make the key from the password. */
static lwclus_result derive(struct lwclus_fetch *f, const struct lwclus_krb5_info *info)
{
    struct lwclus_credentials account;
    lwclus_result r = NO_ACCOUNT;

    if (lwclus_session_account(f->owner, &account)) {
        if (account.password != NULL) {
            lwclus_krb5_s2k_start(&f->u.s2k, info->etype, account.password, info->salt, info->iterations);
            f->stage = DERIVE;
            r = AGAIN;
        }
        lwclus_session_account_done(f->owner);
    }
    return r;
}

/* Keeps how the key is made; false when that is known already, or too long. */
static LWCLUS_NOINLINE bool keep_info(struct lwclus_ticket_account *account,
                                      const struct lwclus_krb5_info *info)
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

static bool remembered(const uint8_t *id)
{
    struct lwclus_ticket_row *row = lwclus_tickets_pin(id, lwclus_clock_now().seconds);

    if (row != NULL) {
        lwclus_tickets_unpin(row);
    }
    return row != NULL;
}

/* The next request: with the TGT `id`, or an AS-REQ. */
static lwclus_result begin_exchange(struct lwclus_fetch *f, const uint8_t *id)
{
    bool direct = id == NULL && f->direct;

    if (id != NULL) {
        copy_id(f->use_id, id);
    }
    f->request.tgt = id != NULL ? &f->tgt : NULL;
    f->request.spn = id != NULL || direct ? lwclus_fetch_spn(f->owner) : NULL;
    f->request.options = direct ? 0 : LWCLUS_KRB5_CANONICALIZE;
    f->request.etypes = id == NULL && f->given ? LWCLUS_KRB5_ETYPE_SET(f->key.etype) : LWCLUS_KRB5_ETYPES;
    f->tried = 0;
    f->stage = ASK;
    return AGAIN;
}

/* AS exchange. With a salt that is remembered the key is made first, which saves a round trip. */
static lwclus_result begin_as(struct lwclus_fetch *f)
{
    struct lwclus_krb5_info info;

    (void)begin_exchange(f, NULL);
    if (f->key.etype != 0 || f->account.etype == 0 || lwclus_clock_now().seconds == 0) {
        return AGAIN;
    }
    info.etype = f->account.etype;
    info.iterations = f->account.iterations;
    info.salt.ptr = f->account.salt;
    info.salt.size = f->account.salt_size;
    return derive(f, &info);
}

/* Another realm is in charge: of the account (AS) or of the service (TGS). */
static LWCLUS_NOINLINE lwclus_result go_to_realm(struct lwclus_fetch *f, struct lwclus_cspan realm)
{
    if (f->referrals++ == LWCLUS_REFERRALS_MOST || realm.size == 0 || realm.size >= sizeof(f->link.realm)) {
        return LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, ERROR_MUTUAL_AUTH_FAILED);
    }
    memcpy(f->link.realm, realm.ptr, realm.size);
    f->link.realm[realm.size] = 0;
    lwclus_kdc_begin(&f->link);
    return AGAIN;
}

/* Time for the fetch: half of what is left, so that some is left to use the ticket, or to do without. */
static void set_deadline(struct lwclus_fetch *f)
{
    uint32_t most = lwclus_instance.config.connect_timeout_ms / 2u;
    uint32_t half = lwclus_ms_left(f->owner->deadline) / 2u;

    f->link.deadline = f->stepped + (half < most ? half : most);
}

/* `f` and `s` are one to the compiler in the caller: seen from there, each member of `f` is far away. */
static LWCLUS_NOINLINE lwclus_result begin(struct lwclus_fetch *f, struct lwclus_session *s, bool again)
{
    struct lwclus_credentials account;
    lwclus_result r = NO_ACCOUNT;

    lwclus_fetch_stop(s);
    memset(f, 0, sizeof(*f));
    f->owner = s;
    f->link.owner = f;
    f->link.rx = s->rx;
    f->link.slot = lwclus_session_slot(s);
    f->again = again;
    f->stepped = lwclus_instance.config.port->now_ms();
    s->fetching = true;
    if (lwclus_session_account(s, &account)) {
        r = read_account(f, &account);
        lwclus_session_account_done(s);
    }
    if (r != LWCLUS_OK) {
        return r;
    }
    s->cached = remembered(s->ticket_id);
    if (s->cached) {
        LWCLUS_FETCH_COUNT(s, ticket_hits);
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
    f->link.udp = lwclus_instance.config.kdc_udp_first;
#endif
    set_deadline(f);
    lwclus_kdc_begin(&f->link);
    return remembered(f->account.id) ? begin_exchange(f, f->account.id) : begin_as(f);
}

/* ---- requests ---- */

static LWCLUS_NOINLINE lwclus_result write_as(struct lwclus_fetch *f, struct lwclus_cursor *c)
{
    struct lwclus_credentials account;
    lwclus_result r;

    if (!lwclus_session_account(f->owner, &account)) {
        return NO_ACCOUNT;
    }
    f->request.user = account.user;
    f->request.realm.ptr = (const uint8_t *)f->link.realm;
    f->request.realm.size = (uint32_t)strlen(f->link.realm);
    f->request.key = f->key.etype != 0 && f->request.time.seconds != 0 ? &f->key : NULL;
    r = lwclus_krb5_write_request(c, &f->request);
    lwclus_session_account_done(f->owner);
    return r;
}

/* The row of the TGT is pinned while a request is written or a reply read, not over a wait in between.
 * Meanwhile it may hold a newer TGT: the key stays that of the request. */
static struct lwclus_ticket_row *pin_tgt(struct lwclus_fetch *f)
{
    struct lwclus_ticket_row *row = lwclus_tickets_pin(f->use_id, 0);

    if (row != NULL) {
        f->tgt.bytes = row->ticket.bytes;
        f->tgt.size = row->ticket.size;
    }
    return row;
}

static lwclus_result write_tgs(struct lwclus_fetch *f, struct lwclus_cursor *c)
{
    struct lwclus_ticket_row *row = pin_tgt(f);
    lwclus_result r;

    if (row == NULL) {
        return RESTART; /* another session needed the row */
    }
    f->tgt.key = row->ticket.key;
    r = lwclus_krb5_write_request(c, &f->request);
    lwclus_tickets_unpin(row);
    return r;
}

lwclus_result lwclus_fetch_write(struct lwclus_fetch *f, struct lwclus_cursor *c)
{
    if (!lwclus_instance.config.port->random(f->random, sizeof(f->random))) {
        return NO_RANDOM;
    }
    memcpy(&f->request.nonce, f->random + LWCLUS_KRB5_CONFOUNDER, sizeof(f->request.nonce));
    f->request.nonce &= 0x7fffffffu;
    f->request.confounder = f->random;
    f->request.time = lwclus_clock_now();
    return f->request.tgt != NULL ? write_tgs(f, c) : write_as(f, c);
}

/* ---- answers ---- */

/* Keeps the ticket of f->reply; one that is not for the service leads on to the next exchange. */
static LWCLUS_NOINLINE lwclus_result store(struct lwclus_fetch *f)
{
    bool tgt = f->request.tgt == NULL && !f->direct;
    uint8_t id[LWCLUS_TICKET_ID_BYTES];

    copy_id(id, tgt ? f->account.id : f->owner->ticket_id);
    if (f->reply.referral) { /* on the way to that ticket: a row of its own, which nobody else finds */
        id[0] = (uint8_t)~id[0];
    }
    if (!lwclus_tickets_store(id, &f->reply.ticket)) {
        f->stage = STORE; /* all rows are pinned, which they are for moments */
        return LWCLUS_PENDING;
    }
    LWCLUS_FETCH_COUNT(f->owner, tickets);
    if (!tgt && !f->reply.referral) {
        if (f->request.tgt != NULL && f->referrals != 0) {
            lwclus_tickets_drop(f->use_id);
        }
        return LWCLUS_OK;
    }
    (void)begin_exchange(f, id);
    return f->reply.referral ? go_to_realm(f, lwclus_krb5_tgt_realm(&f->reply.ticket)) : AGAIN;
}

/* Not an answer to the request: of a broken KDC, or of somebody else. */
static lwclus_result reject(struct lwclus_fetch *f, lwclus_result why)
{
    if (!lwclus_kdc_use_tcp(&f->link)) {
        lwclus_kdc_refuse(&f->link, why);
    }
    return AGAIN;
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
    if (lwclus_clock_now().seconds == 0) {
        (void)lwclus_fetch_learn(f->owner, seconds);
    }
}

/* An AS-REP at once, since the KDC wants no pre-authentication: the key is made now. */
static lwclus_result postpone(struct lwclus_fetch *f, const struct lwclus_span *reply)
{
    struct lwclus_krb5_info info;
    lwclus_result r = lwclus_krb5_read_info(*reply, f->request.etypes, &info);

    if (r == LWCLUS_OK) {
        f->message = *reply;
        r = derive(f, &info);
    }
    return r;
}

static lwclus_result read_reply(struct lwclus_fetch *f, const struct lwclus_span *reply)
{
    struct lwclus_ticket_row *row = NULL;
    lwclus_result r;

    if (f->request.tgt != NULL) {
        row = pin_tgt(f);
        if (row == NULL) {
            return RESTART;
        }
    } else if (f->key.etype == 0) {
        return postpone(f, reply);
    }
    f->request.key = &f->key;
    r = lwclus_krb5_read_reply(lwclus_auth_spare(&f->owner->auth), *reply, &f->request, &f->reply);
    if (row != NULL) {
        lwclus_tickets_unpin(row);
    } else if (r == LWCLUS_OK) {
        learn_first(f, f->reply.authtime);
    }
    return r;
}

static lwclus_result take_reply(struct lwclus_fetch *f, const struct lwclus_span *reply)
{
    lwclus_result r = read_reply(f, reply);

    if (r == LWCLUS_OK) {
        return store(f);
    }
    if (LWCLUS_CODE(r) == ERROR_MUTUAL_AUTH_FAILED && f->direct) {
        return give_up_direct(f);
    }
    return LWCLUS_CODE(r) == RPC_S_SEC_PKG_ERROR ? reject(f, r) : r;
}

static lwclus_result authenticate(struct lwclus_fetch *f, const struct lwclus_krb5_error *error,
                                  lwclus_result why, bool salt)
{
    if (!salt && f->key.etype != 0) { /* the time was missing */
        return AGAIN;
    }
    f->no_ticket = !salt && error->info.etype == 0;
    if (f->no_ticket) { /* asked for pre-authentication, but the account has no key of ours */
        return LWCLUS_FETCH_NO_KERBEROS;
    }
    if (f->given || error->info.etype == 0 || (!keep_info(&f->account, &error->info) && salt)) {
        return why;
    }
    return derive(f, &error->info);
}

/* What helps, at most once per exchange; otherwise `why` is the result. */
static lwclus_result retry_once(struct lwclus_fetch *f, const struct lwclus_krb5_error *error, uint8_t retry,
                                lwclus_result why)
{
    uint16_t bit = (uint16_t)(1u << retry);

    if ((f->tried & bit) != 0) {
        return why;
    }
    f->tried |= bit;
    if (retry == LWCLUS_KRB5_RETRY_PREAUTH || retry == LWCLUS_KRB5_RETRY_SALT) {
        return authenticate(f, error, why, retry == LWCLUS_KRB5_RETRY_SALT);
    }
    if (retry == LWCLUS_KRB5_RETRY_REALM && f->request.tgt == NULL) {
        return go_to_realm(f, error->realm);
    }
    if (retry == LWCLUS_KRB5_RETRY_TICKET && f->request.tgt != NULL && !f->again) {
        f->again = true;
        lwclus_tickets_drop(f->account.id);
        return RESTART;
    }
    return retry == LWCLUS_KRB5_RETRY_FRESH ||
                   (retry == LWCLUS_KRB5_RETRY_TIME && lwclus_fetch_learn(f->owner, error->time))
               ? AGAIN
               : why;
}

static LWCLUS_NOINLINE lwclus_result take_error(struct lwclus_fetch *f, const struct lwclus_span *reply)
{
    struct lwclus_krb5_error error;
    uint8_t retry;
    lwclus_result r = lwclus_krb5_read_error(*reply, f->request.etypes, &error);

    if (r != LWCLUS_OK) {
        return reject(f, r);
    }
    learn_first(f, error.time);
    r = lwclus_krb5_judge(&error, &retry);
    if (retry == LWCLUS_KRB5_RETRY_KDC || retry == LWCLUS_KRB5_RETRY_TCP) {
        return reject(f, r);
    }
    if (f->direct &&
        (error.code == ERR_S_UNKNOWN || error.code == ERR_POLICY || error.code == ERR_BADOPTION)) {
        return give_up_direct(f);
    }
    f->no_ticket = error.code == ERR_S_UNKNOWN || error.code == ERR_ETYPE;
    return retry_once(f, &error, retry, r);
}

/* Its frame need not lie below the writing of a request. */
static LWCLUS_NOINLINE lwclus_result take(struct lwclus_fetch *f, const struct lwclus_span *message)
{
    struct lwclus_cursor c;
    uint8_t expected = f->request.tgt != NULL ? LWCLUS_KRB5_TGS_REP : LWCLUS_KRB5_AS_REP;
    uint8_t tag;

    lwclus_cursor_init(&c, message->ptr, message->size);
    tag = lwclus_get_u8(&c);
    f->no_ticket = false;
    return tag == LWCLUS_KRB5_ERROR ? take_error(f, message)
           : tag == expected        ? take_reply(f, message)
                                    : reject(f, LWCLUS_FETCH_NO_KERBEROS);
}

/* ---- steps ---- */

static lwclus_result ask(struct lwclus_fetch *f)
{
    struct lwclus_span reply;
    lwclus_result r = lwclus_kdc_step(&f->link, &reply);

    return r == LWCLUS_OK ? take(f, &reply) : r;
}

static lwclus_result make_key(struct lwclus_fetch *f)
{
    lwclus_result r = AGAIN;

    if (!lwclus_krb5_s2k_step(&f->u.s2k, SLICE)) {
        f->owner->hurry = true;
        return LWCLUS_PENDING;
    }
    lwclus_krb5_s2k_finish(&f->u.s2k, &f->key);
    f->stage = ASK;
    if (f->message.ptr != NULL) {
        r = take_reply(f, &f->message);
        f->message.ptr = NULL;
    }
    return r;
}

static LWCLUS_NOINLINE lwclus_result run(struct lwclus_fetch *f)
{
    lwclus_result r = f->stage == ASK ? ask(f) : f->stage == DERIVE ? make_key(f) : store(f);

    if (r == LWCLUS_PENDING && f->stage != ASK && lwclus_ms_left(f->link.deadline) == 0) {
        r = LWCLUS_RESULT(LWCLUS_ORIGIN_DEADLINE,
                          f->stage == STORE ? ERROR_NO_SYSTEM_RESOURCES : ERROR_NO_LOGON_SERVERS);
    }
    return r;
}

lwclus_result lwclus_fetch_step(struct lwclus_session *s)
{
    struct lwclus_fetch *f = fetch_of(s);
    lwclus_result r = s->fetching ? AGAIN : begin(f, s, false);

    while (r == AGAIN || r == RESTART) {
        r = r == AGAIN ? run(f) : begin(f, s, f->again);
    }
    return r;
}

void lwclus_fetch_stop(struct lwclus_session *s)
{
    if (s->fetching) {
#if LWCLUS_STATISTICS
        s->assoc.stats.round_trips += s->scratch.fetch.link.flights;
#endif
        lwclus_kdc_close(&s->scratch.fetch.link);
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
