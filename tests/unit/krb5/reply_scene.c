/* Exchanges with a KDC that work. */
#include "krb5/reply_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "krb5/parts.h"
#include "open.h"

#if LWCLUS_KERBEROS

struct lwclus_span reply_sealed(struct lwclus_span message)
{
    struct lwclus_span part;
    struct lwclus_cursor c;
    struct lwclus_cursor field;

    lwclus_cursor_init(&c, message.ptr, message.size);
    (void)lwclus_der_next(&c, &c);
    part_enter(&c, 0x30, &c);
    while (lwclus_der_next(&c, &field) != 0xa6) {
        assert_int_equal(c.status, LWCLUS_OK);
    }
    part_enter(&field, 0x30, &field);
    assert_int_equal(part_get_uint(&field, 0xa0), 18);
    (void)part_optional(&field, 0xa1, &c);
    part_enter(&field, 0xa204, &field);
    assert_int_equal(field.status, LWCLUS_OK);
    part.ptr = field.base;
    part.size = field.cap;
    return part;
}

bool reply_contains(struct lwclus_span in, const uint8_t *what, uint32_t size)
{
    uint32_t i;

    for (i = 0; i + size <= in.size; i++) {
        if (memcmp(in.ptr + i, what, size) == 0) {
            return true;
        }
    }
    return false;
}

void reply_scene_as(struct reply_scene *s)
{
    memset(s, 0, sizeof *s);
    s->user.etype = 18;
    s->user.bytes[0] = 1;
    s->krbtgt.etype = 18;
    s->krbtgt.bytes[0] = 2;
    s->q.user = u"joe";
    s->q.realm.ptr = (const uint8_t *)"HOME";
    s->q.realm.size = 4;
    s->q.key = &s->user;
    s->q.etypes = LWCLUS_KRB5_ETYPES;
    s->q.nonce = 0x12345678;
    s->q.time.seconds = SCENE_NOW;
    s->r.key = &s->user;
    s->r.service = &s->krbtgt;
    s->r.session.etype = 18;
    memset(s->r.session.bytes, 0x5a, sizeof s->r.session.bytes);
    s->r.client_realm = "HOME.EXAMPLE";
    s->r.client = "Joe";
    s->r.realm = "HOME.EXAMPLE";
    s->r.name = "krbtgt/HOME.EXAMPLE";
    s->r.nonce_value = 0x12345678;
    s->r.authtime = SCENE_NOW - 1;
    s->r.start = SCENE_NOW - 1;
    s->r.end = SCENE_NOW + 36000;
}

lwclus_result reply_scene_run(struct reply_scene *s)
{
    uint8_t *block;
    lwclus_result result;

    s->message.size = kdc_write_reply(s->buffer, sizeof s->buffer, &s->r);
    block = malloc(s->message.size); /* its own, so that a sanitizer sees every overread */
    memcpy(block, s->buffer, s->message.size);
    s->message.ptr = block;
    result = open_reply(s->message, &s->q, &s->reply);
    if (result == LWCLUS_OK) {
        assert_false(reply_contains(s->message, s->reply.ticket.key.bytes, 16));
        memcpy(s->buffer, s->reply.ticket.bytes, s->reply.ticket.size);
        s->reply.ticket.bytes = s->buffer;
    }
    free(block);
    return result;
}

void reply_scene_tgs(struct reply_scene *s)
{
    reply_scene_as(s);
    assert_int_equal(reply_scene_run(s), LWCLUS_OK);
    s->tgt = s->reply.ticket;
    memcpy(s->tgt_bytes, s->tgt.bytes, s->tgt.size);
    s->tgt.bytes = s->tgt_bytes;
    s->q.tgt = &s->tgt;
    s->q.key = NULL;
    s->q.spn = u"MSServerClusterMgmtAPI/Node1.home.example";
    s->r.tgs = true;
    s->r.key = &s->tgt.key;
    s->r.session.bytes[1] = 4;
    s->r.name = "MSServerClusterMgmtAPI/node1.HOME.example";
    s->r.authtime = SCENE_NOW - 7200;
}

#endif
