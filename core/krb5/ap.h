/*
 * AP-REP ([RFC4120] 3.2.4, 5.5.2) in both directions, as DCE style has it ([MS-KILE] 3.4.5.1): the server's
 * proves it, the client's is the third leg. Both are encrypted in the session key of the ticket. The AP-REQ
 * is in part.h.
 */
#ifndef LWCLUS_KRB5_AP_H
#define LWCLUS_KRB5_AP_H

#include "krb5/part.h"

/* What the server's AP-REP says. */
struct lwclus_krb5_ap_rep {
    struct lwclus_krb5_key subkey; /* etype 0 = none */
    uint32_t sequence;
};

/**
 * Reads the server's AP-REP, which is decrypted in place and wiped again.
 * @param aes  room for a key schedule; is wiped.
 * @param time of our AP-REQ.
 * @return false: malformed, wrong key, not the answer to our AP-REQ, no seq-number, or a subkey whose type is
 * not built in.
 */
bool lwclus_krb5_get_ap_rep(struct lwclus_aes *aes, struct lwclus_span message,
                            const struct lwclus_krb5_key *session, const struct lwclus_krb5_time *time,
                            struct lwclus_krb5_ap_rep *rep);

/** Writes the client's AP-REP: the same time, the server's `sequence`, no subkey.
 * @param confounder LWCLUS_KRB5_CONFOUNDER random bytes. */
void lwclus_krb5_put_ap_rep(struct lwclus_cursor *c, const struct lwclus_krb5_key *session,
                            const struct lwclus_krb5_time *time, uint32_t sequence,
                            const uint8_t *confounder);

#endif
