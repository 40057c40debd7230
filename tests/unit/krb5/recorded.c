/* The requests of the recorded logon. */
#include "krb5/recorded.h"

#include <string.h>

#include "hex.h"
#include "krb5/parts.h"

#if LWCLUS_KERBEROS

void recorded_init(struct recorded *r)
{
    struct lwclus_krb5_request *q = &r->as1;
    struct lwclus_cursor c;
    struct lwclus_cursor skip;
    uint32_t start;

    memset(r, 0, sizeof *r);
    r->key.etype = 18;
    (void)hex_read(r->key.bytes, KDC_KEY);
    (void)hex_read(r->as2_confounder, KDC_AS2_CONFOUNDER);
    (void)hex_read(r->tgs_confounder, KDC_TGS_CONFOUNDER);
    q->user = u"Administrator";
    q->realm.ptr = (const uint8_t *)"CMRP.TEST";
    q->realm.size = 9;
    q->options = KDC_OPTIONS_AS;
    q->etypes = LWCLUS_KRB5_ETYPE_SET(18);
    q->till = KDC_TILL;
    q->nonce = KDC_AS1_NONCE;
    r->as2 = *q;
    q = &r->as2;
    q->key = &r->key;
    q->confounder = r->as2_confounder;
    q->time.seconds = KDC_AS2_SECONDS;
    q->time.microseconds = KDC_AS2_MICROSECONDS;
    q->nonce = KDC_AS2_NONCE;
    lwclus_cursor_init(&c, r->reply, hex_read(r->reply, KDC_AS2_REP));
    part_enter(&c, 0x6b30, &c);
    (void)part_get_uint(&c, 0xa0);
    (void)part_get_uint(&c, 0xa1);
    (void)part_optional(&c, 0xa2, &skip);
    start = c.pos;
    (void)lwclus_der_next(&c, &skip);
    (void)lwclus_der_next(&c, &skip);
    (void)lwclus_der_next(&c, &skip);
    r->tgt.bytes = c.base + start;
    r->tgt.size = c.pos - start;
    r->tgt.key.etype = 18;
    (void)hex_read(r->tgt.key.bytes, KDC_TGT_KEY);
    r->tgt.start = KDC_AUTHTIME;
    r->tgt.end = KDC_ENDTIME;
    q = &r->tgs;
    q->tgt = &r->tgt;
    q->spn = u"MSServerClusterMgmtAPI/dc1.cmrp.test";
    q->confounder = r->tgs_confounder;
    q->options = KDC_OPTIONS_TGS;
    q->etypes = LWCLUS_KRB5_ETYPE_SET(18);
    q->till = KDC_TILL;
    q->nonce = KDC_TGS_NONCE;
    q->time.seconds = KDC_TGS_SECONDS;
    q->time.microseconds = KDC_TGS_MICROSECONDS;
}

#endif
