/* AP-REP: the server's is read, the client's is written. */
#include "lwclus_config.h"

#if LWCLUS_KERBEROS

#include "krb5/ap.h"

#include <string.h>

#include "base/der.h"

#define VERSION       5u
#define TYPE_AP_REP   15u
#define TAGS_MESSAGE  0x6f30u /* [APPLICATION 15] SEQUENCE */
#define TAGS_PART     0x7b30u /* [APPLICATION 27] SEQUENCE: EncAPRepPart */
#define TAG_ENCRYPTED 0xa2u
#define TAG_CTIME     0xa0u
#define TAG_CUSEC     0xa1u
#define TAG_SUBKEY    0xa2u
#define TAG_SEQUENCE  0xa3u

/* True for the EncAPRepPart that answers our AP-REQ. */
static LWCLUS_NOINLINE bool read_part(struct lwclus_cursor *c, const struct lwclus_krb5_time *time,
                                      struct lwclus_krb5_ap_rep *rep)
{
    bool fresh;

    lwclus_krb5_enter(c, TAGS_PART, c);
    fresh = lwclus_krb5_get_time(c, TAG_CTIME) == time->seconds;
    fresh = lwclus_krb5_get_uint(c, TAG_CUSEC) == time->microseconds && fresh;
    if (lwclus_krb5_next_is(c, TAG_SUBKEY)) {
        lwclus_krb5_get_key(c, TAG_SUBKEY, &rep->subkey);
    }
    if (lwclus_cursor_left(c) != 0) { /* optional (RFC 4120 5.5.2) */
        rep->sequence = lwclus_krb5_get_uint(c, TAG_SEQUENCE);
    }
    return c->status == LWCLUS_OK && fresh;
}

bool lwclus_krb5_get_ap_rep(struct lwclus_aes *aes, struct lwclus_span message,
                            const struct lwclus_krb5_key *session, const struct lwclus_krb5_time *time,
                            struct lwclus_krb5_ap_rep *rep)
{
    struct lwclus_cursor c;
    bool ok;

    memset(rep, 0, sizeof *rep);
    lwclus_cursor_init(&c, message.ptr, message.size);
    lwclus_krb5_enter(&c, TAGS_MESSAGE, &c);
    lwclus_krb5_expect(&c, 0xa0, VERSION);
    lwclus_krb5_expect(&c, 0xa1, TYPE_AP_REP);
    ok = lwclus_krb5_open(aes, &c, TAG_ENCRYPTED, session, LWCLUS_KRB5_USAGE_AP_REP, &c) &&
         read_part(&c, time, rep);
    lwclus_wipe(message.ptr, message.size);
    return ok;
}

void lwclus_krb5_put_ap_rep(struct lwclus_cursor *c, const struct lwclus_krb5_key *session,
                            const struct lwclus_krb5_time *time, uint32_t sequence, const uint8_t *confounder)
{
    uint32_t message = lwclus_krb5_begin(c, TAGS_MESSAGE);
    uint32_t field, sealed, part;

    lwclus_der_put_uint(c, 0xa0, VERSION);
    lwclus_der_put_uint(c, 0xa1, TYPE_AP_REP);
    field = lwclus_der_begin(c, TAG_ENCRYPTED);
    sealed = lwclus_krb5_seal_begin(c, session, confounder);
    part = lwclus_krb5_begin(c, TAGS_PART);
    lwclus_krb5_put_time(c, TAG_CTIME, time->seconds);
    lwclus_der_put_uint(c, TAG_CUSEC, time->microseconds);
    lwclus_der_put_uint(c, TAG_SEQUENCE, sequence);
    lwclus_krb5_end(c, part, 2);
    lwclus_krb5_seal_end(c, sealed, session, LWCLUS_KRB5_USAGE_AP_REP);
    lwclus_der_end(c, field);
    lwclus_krb5_end(c, message, 2);
}

#endif
