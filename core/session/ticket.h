/*
 * The phase of the open sequence before the logon: how to log on, and the ticket for it.
 *
 * A ticket that is remembered is taken. Otherwise AS and TGS exchange (RFC 4120 3.1, 3.3), as one state
 * machine over session/kdc.h in the session's buffers, which are idle then.
 */
#ifndef LWCLUS_SESSION_TICKET_H
#define LWCLUS_SESSION_TICKET_H

#include <stdbool.h>
#include <stdint.h>

#include "session/fetch.h"

struct lwclus_session;

#if LWCLUS_KERBEROS

/**
 * Decides how the session logs on and sees to the ticket. LWCLUS_PENDING; LWCLUS_OK: s->auth.kind is set;
 * else why Kerberos failed, where NTLM may not take over: see OpenClusterEx.
 */
lwclus_result lwclus_ticket_step(struct lwclus_session *s);

/**
 * Judges the failure of a logon. True: to be tried again from the ticket on, since a remembered ticket was
 * refused, the ticket was displaced by another session's, or NTLM takes over.
 */
bool lwclus_ticket_refused(struct lwclus_session *s, lwclus_result r);

/** A KDC said something about the account: to try it again may lock it. */
bool lwclus_ticket_final(lwclus_result r);

/* Members of struct lwclus_auth_source; `user` is the session. */
bool lwclus_ticket_take(void *user, struct lwclus_krb5_ticket *out);
void lwclus_ticket_done(void *user);
void lwclus_ticket_time(void *user, struct lwclus_krb5_time *out);
bool lwclus_ticket_time_learned(void *user, uint32_t seconds);

#else
#define lwclus_ticket_refused(s, r) false
#define lwclus_ticket_final(r)      false
#endif

#endif
