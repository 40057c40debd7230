/* Reading of messages: the interpreter of rows, and what several messages have in common. */
#ifndef LWCLUS_KRB5_READ_H
#define LWCLUS_KRB5_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "krb5/part.h"
#include "krb5/row.h"

#if LWCLUS_KERBEROS

/**
 * Runs `row` over the elements at `c` until KRB5_END. Spans are stored as struct lwclus_cursor, also those of
 * opened elements. The first element that is not as its row has it fails the cursor; from then on numbers are
 * 0, spans empty and failed. Afterwards `c` is in the element that was open last. What follows a CLOSE in the
 * element that ends is ignored: fields of later versions.
 * @param out struct of the offsets. Members of absent optional elements keep their value.
 * @return the row behind KRB5_END.
 */
const struct lwclus_krb5_row *lwclus_krb5_read(struct lwclus_cursor *c, const struct lwclus_krb5_row *row,
                                               void *out);

/** Reads the content of an EncryptionKey to `key`, which is zero before and stays so when its type is not
 * built in or its length is another: that fails `c`. */
void lwclus_krb5_get_key(struct lwclus_cursor *c, struct lwclus_krb5_key *key);

/* EncryptedData. */
struct lwclus_krb5_sealed {
    uint32_t etype;
    struct lwclus_cursor data; /* ciphertext, then plaintext */
};

/** Rows of EncryptedData in a member `m` of struct `s`; the kvno is passed over. */
#define KRB5_ENCRYPTED(s, m)                                                                                 \
    {0xa0, KRB5_NUMBER, KRB5_AT(s, m.etype)}, {0xa1, KRB5_ANY | KRB5_OPTIONAL, KRB5_AT(s, m.data)},          \
    {                                                                                                        \
        0xa2, KRB5_OCTETS, KRB5_AT(s, m.data)                                                                \
    }

/**
 * Decrypts in place what was read from `c`.
 * @param aes room for the key schedule, as in lwclus_krb5_decrypt_with().
 * @return false: the mac is wrong, so the key is. Also false when `c` has failed before, or fails here since
 * the type is not that of `key`. Otherwise sealed->data is the plaintext; the owner wipes it when done.
 */
bool lwclus_krb5_open(struct lwclus_aes *aes, struct lwclus_cursor *c, struct lwclus_krb5_sealed *sealed,
                      const struct lwclus_krb5_key *key, uint32_t usage);

/* The names of a ticket. The type of a name says nothing (RFC 4120 6.2), so only its parts are looked at. */
struct lwclus_krb5_names {
    struct lwclus_cursor client_realm;
    struct lwclus_cursor client; /* SEQUENCE OF GeneralString, content */
    struct lwclus_cursor realm;  /* of the service */
    struct lwclus_cursor service;
    struct lwclus_cursor first;     /* part of it, content */
    struct lwclus_cursor tgt_realm; /* REALM when the service is krbtgt/REALM; otherwise empty */
    uint32_t type;                  /* of the name read last */
    struct lwclus_cursor cname;     /* PrincipalName */
    struct lwclus_cursor ticket;    /* Ticket */
};

/** Reads them; fails when that is no ticket, with what was read up to there. */
lwclus_result lwclus_krb5_get_names(const struct lwclus_krb5_ticket *ticket, struct lwclus_krb5_names *names);

#endif

#endif
