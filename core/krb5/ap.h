/*
 * AP-REQ and AP-REP ([RFC4120] 3.2, 5.5) with a service, as DCE style has it ([MS-KILE] 3.4.5.1): the
 * server's AP-REP proves it, the client's is the third leg. Both are encrypted in the session key of the
 * ticket.
 *
 * The owner keeps one struct lwclus_krb5_request from the first to the last. Of its members these count:
 * time (never the same twice), confounder, and those named below.
 */
#ifndef LWCLUS_KRB5_AP_H
#define LWCLUS_KRB5_AP_H

#include "krb5/kdc.h"

#if LWCLUS_KERBEROS

/** Writes the AP-REQ, `6E..`, without GSS framing. `q`: tgt is the ticket for the service, subkey and
 * sequence are ours. Or, when tgt is NULL, the client's AP-REP: the same time, no subkey; key is the session
 * key, sequence that of the server. After a failure of the cursor its bytes may hold plaintext: wipe. */
void lwclus_krb5_put_ap(struct lwclus_cursor *c, const struct lwclus_krb5_request *q);

/* What the server's AP-REP says. */
struct lwclus_krb5_ap_rep {
    struct lwclus_krb5_key subkey; /* etype 0 = none */
    uint32_t sequence;             /* 0 when it names none */
};

/**
 * Reads the server's AP-REP, which is decrypted in place and wiped again.
 * @param aes room for a key schedule; is wiped.
 * @param q   as it was written, but key is the session key of the ticket.
 * @return false: malformed, wrong key, not the answer to our AP-REQ, or a subkey whose type is not built in.
 */
bool lwclus_krb5_get_ap_rep(struct lwclus_aes *aes, const struct lwclus_span *message,
                            const struct lwclus_krb5_request *q, struct lwclus_krb5_ap_rep *rep);

#endif

#endif
