/* Between the parts of the Kerberos mechanism; for nobody else but their unit tests. */
#ifndef LWCLUS_AUTH_KRB5_INTERNAL_H
#define LWCLUS_AUTH_KRB5_INTERNAL_H

#include "auth/mech.h"

/* A Wrap token with a filler of one block and header signing, as Windows has it ([RFC4121] 4.2.6.2, [MS-KILE]
 * 3.4.5.4.1): filler and the encrypted copy of the header, whose order ciphertext stealing changes, and the
 * mac are rotated in front of the confounder, so that the body stays where it is. */
#define KRB5_BLOCK            16u
#define KRB5_AT_FILLER        KRB5_BLOCK /* behind the clear header; both encrypted */
#define KRB5_AT_HEADER        (2u * KRB5_BLOCK)
#define KRB5_AT_MAC           (3u * KRB5_BLOCK)
#define KRB5_AT_CONFOUNDER(m) (KRB5_AT_MAC + (m)) /* `m` bytes of mac */
#define KRB5_WRAP_BYTES(m)    (KRB5_AT_CONFOUNDER(m) + KRB5_BLOCK)

#define KRB5_MAC_SHA1   12u
#define KRB5_MAC_SHA384 24u

/* The row for a message key of RFC 8009, whose macs are longer. */
extern const struct lwclus_auth_mech lwclus_krb5_sha2_mech;

/** Keys, sequence numbers and mechListMIC of both directions from the message key, in place of the logon's
 * state. */
void lwclus_krb5_secure(struct lwclus_auth *auth, const struct lwclus_krb5_key *message_key,
                        uint32_t client_sequence, uint32_t server_sequence);

/** As in mech.h. */
bool lwclus_krb5_seal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *token);
bool lwclus_krb5_unseal(struct lwclus_auth *auth, const struct lwclus_auth_pdu *pdu, uint8_t *token);

#endif
