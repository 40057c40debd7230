/* How to log on. */
#include "session/ticket.h"

#include "session/instance.h"

#if LWCLUS_KERBEROS

#include "base/log.h"

/* NTLM takes over if the policy lets it, never silently; else `why` stands. */
static LWCLUS_NOINLINE lwclus_result fall_back(struct lwclus_session *s, lwclus_result why)
{
    if (!LWCLUS_NTLM || lwclus_instance.config.logon != LWCLUS_LOGON_ANY) {
        return why;
    }
    lwclus_log(LWCLUS_LOG_WARN, "no Kerberos, logon with NTLM instead; code", LWCLUS_CODE(why));
    LWCLUS_FETCH_COUNT(s, ntlm_fallbacks);
    s->no_kerberos = true;
    s->auth.kind = LWCLUS_AUTH_KIND_NTLM;
    return LWCLUS_OK;
}

bool lwclus_ticket_final(lwclus_result r)
{
    uint32_t code = LWCLUS_CODE(r);

    return LWCLUS_ORIGIN(r) == LWCLUS_ORIGIN_AUTH && code >= ERROR_LOGON_FAILURE &&
           code != RPC_S_SEC_PKG_ERROR && code != RPC_S_UNKNOWN_AUTHN_SERVICE &&
           (code < ERROR_WRONG_TARGET_NAME || code > ERROR_TIME_SKEW);
}

lwclus_result lwclus_ticket_step(struct lwclus_session *s)
{
    uint8_t logon = lwclus_instance.config.logon;
    bool no_ticket;
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
        return fall_back(s, LWCLUS_FETCH_NO_KERBEROS);
    }
    s->auth.kind =
        logon == LWCLUS_LOGON_KERBEROS_RAW ? LWCLUS_AUTH_KIND_KERBEROS_RAW : LWCLUS_AUTH_KIND_KERBEROS;
    r = lwclus_fetch_step(s);
    if (r != LWCLUS_PENDING) {
        no_ticket = s->scratch.fetch.no_ticket;
        lwclus_fetch_stop(s);
        r = no_ticket ? fall_back(s, r) : r;
    }
    return r;
}

bool lwclus_ticket_refused(struct lwclus_session *s, lwclus_result r)
{
    bool again = s->displaced;
    bool cached = s->cached;

    if (LWCLUS_SESSION_LOCAL(s) || s->auth.kind == LWCLUS_AUTH_KIND_NTLM) {
        return false;
    }
    s->displaced = false;
    s->cached = false;
    if (again || LWCLUS_ORIGIN(r) != LWCLUS_ORIGIN_AUTH || LWCLUS_CODE(r) == ERROR_TIME_SKEW) {
        return again;
    }
    if (cached) {
        lwclus_tickets_drop(s->ticket_id);
        return true;
    }
    return fall_back(s, r) == LWCLUS_OK;
}

/* ---- for the logon ---- */

bool lwclus_ticket_take(void *user, struct lwclus_krb5_ticket *out)
{
    struct lwclus_session *s = (struct lwclus_session *)user;

    struct lwclus_ticket_row *row = lwclus_tickets_pin(s->ticket_id, 0);

    s->ticket = row;
    s->displaced = row == NULL;
    if (row == NULL) {
        return false;
    }
    *out = row->ticket;
    return true;
}

void lwclus_ticket_done(void *user)
{
    lwclus_tickets_unpin(((struct lwclus_session *)user)->ticket);
}

void lwclus_ticket_time(void *user, struct lwclus_krb5_time *out)
{
    (void)user;
    lwclus_clock_now(out);
}

bool lwclus_ticket_time_learned(void *user, uint32_t seconds)
{
    return lwclus_fetch_learn((struct lwclus_session *)user, seconds);
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_ticket_unused;
#endif
