/* How to log on. */
#include "session/ticket.h"

#include "session/instance.h"

#if LWCLUS_KERBEROS

#include "base/log.h"

/* True when the policy lets NTLM take over: never silently. */
static bool fall_back(struct lwclus_session *s, lwclus_result why)
{
    bool allowed = LWCLUS_NTLM && lwclus_instance.config.logon == LWCLUS_LOGON_ANY;

    if (allowed) {
        lwclus_log(LWCLUS_LOG_WARN, "no Kerberos, logon with NTLM instead; code", LWCLUS_CODE(why));
        LWCLUS_FETCH_COUNT(s, ntlm_fallbacks);
        s->no_kerberos = true;
        s->auth.kind = LWCLUS_AUTH_KIND_NTLM;
    }
    return allowed;
}

bool lwclus_ticket_final(lwclus_result r)
{
    uint32_t code = LWCLUS_CODE(r);

    return LWCLUS_ORIGIN(r) == LWCLUS_ORIGIN_AUTH && code >= ERROR_LOGON_FAILURE &&
           code != RPC_S_SEC_PKG_ERROR && code != RPC_S_UNKNOWN_AUTHN_SERVICE &&
           (code < ERROR_WRONG_TARGET_NAME || code > ERROR_TIME_SKEW);
}

/* The end of a fetch, good or bad. */
static lwclus_result conclude(struct lwclus_session *s, lwclus_result r)
{
    struct lwclus_fetch *f = &s->scratch.fetch;
    bool silent = LWCLUS_CODE(r) == ERROR_NO_LOGON_SERVERS;
    bool no_ticket = f->no_ticket || silent;

    if (f->asked) {
        f->account.refusal = silent || lwclus_ticket_final(r) ? r : LWCLUS_OK;
        f->account.refused = f->stepped;
        lwclus_tickets_keep(&f->account);
    }
    lwclus_fetch_stop(s);
    if (r == LWCLUS_OK) {
        s->auth.kind = lwclus_instance.config.logon == LWCLUS_LOGON_KERBEROS_RAW
                           ? LWCLUS_AUTH_KIND_KERBEROS_RAW
                           : LWCLUS_AUTH_KIND_KERBEROS;
    } else if (no_ticket && fall_back(s, r)) {
        r = LWCLUS_OK;
    }
    return r;
}

/* Time with the KDCs is not the fault of the node that is being connected to. */
static void prolong(struct lwclus_session *s)
{
    struct lwclus_fetch *f = &s->scratch.fetch;
    uint32_t now = lwclus_instance.config.port->now_ms();
    uint32_t ms = now - f->stepped;

    f->stepped = now;
    s->candidate_deadline += ms;
    s->attempt_deadline += ms;
}

lwclus_result lwclus_ticket_step(struct lwclus_session *s)
{
    uint8_t logon = lwclus_instance.config.logon;
    lwclus_result r;

    s->hurry = false;
    if (LWCLUS_SESSION_LOCAL(s)) {
        return LWCLUS_OK;
    }
    if (s->no_kerberos || logon == LWCLUS_LOGON_NTLM) {
        s->auth.kind = LWCLUS_AUTH_KIND_NTLM;
        return LWCLUS_NTLM ? LWCLUS_OK : LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, RPC_S_UNKNOWN_AUTHN_SERVICE);
    }
    if (lwclus_fetch_spn(s) == NULL) {
        return fall_back(s, LWCLUS_FETCH_NO_KERBEROS) ? LWCLUS_OK : LWCLUS_FETCH_NO_KERBEROS;
    }
    if (s->fetching) {
        prolong(s);
    }
    r = lwclus_fetch_step(s);
    return r != LWCLUS_PENDING ? conclude(s, r) : r;
}

bool lwclus_ticket_refused(struct lwclus_session *s, lwclus_result r)
{
    bool again = s->displaced;

    if (LWCLUS_SESSION_LOCAL(s) || s->auth.kind == LWCLUS_AUTH_KIND_NTLM) {
        return false;
    }
    if (!again && (LWCLUS_ORIGIN(r) == LWCLUS_ORIGIN_AUTH && LWCLUS_CODE(r) != ERROR_TIME_SKEW)) {
        again = s->cached;
        if (again) {
            lwclus_tickets_drop(s->ticket_id);
        } else {
            again = fall_back(s, r);
        }
    }
    s->displaced = false;
    s->cached = false;
    return again;
}

/* ---- for the logon ---- */

bool lwclus_ticket_take(void *user, struct lwclus_krb5_ticket *out)
{
    struct lwclus_session *s = (struct lwclus_session *)user;

    s->ticket = lwclus_tickets_pin(s->ticket_id, 0);
    s->displaced = s->ticket == NULL;
    if (s->ticket != NULL) {
        *out = s->ticket->ticket;
    }
    return s->ticket != NULL;
}

void lwclus_ticket_done(void *user)
{
    lwclus_tickets_unpin(((struct lwclus_session *)user)->ticket);
}

struct lwclus_krb5_time lwclus_ticket_time(void *user)
{
    (void)user;
    return lwclus_clock_now();
}

bool lwclus_ticket_time_learned(void *user, uint32_t seconds)
{
    return lwclus_fetch_learn((struct lwclus_session *)user, seconds);
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_ticket_unused;
#endif
