/* A client under test. */
#include "auth/logon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "vectors/ntlm_session.h"

static bool get(void *user, struct lwclus_auth_identity *out)
{
    struct logon *l = user;

    if (l->no_credentials) {
        return false;
    }
    l->gets++;
    *out = l->id;
    return true;
}

static void done(void *user)
{
    ((struct logon *)user)->dones++;
}

static bool draw(void *user, uint8_t *out, uint32_t size)
{
    struct logon *l = user;

    if (l->no_random) {
        return false;
    }
    assert_int_equal(size, sizeof l->random);
    memcpy(out, l->random, size);
    return true;
}

static uint64_t filetime(void *user)
{
    return ((struct logon *)user)->now;
}

void logon_init(struct logon *l)
{
    memset(l, 0, sizeof *l);
    l->source.user = l;
    l->source.get = get;
    l->source.done = done;
    l->source.random = draw;
    l->source.filetime = filetime;
    l->id.user = u"root";
    l->id.domain = u"DOM";
    l->id.password = u"Passw0rd";
    l->id.workstation = u"CLIENT";
    l->id.target = u"MSServerClusterMgmtAPI/SRV";
    l->out_room = sizeof l->out;
    hex_read(l->random, SESSION_RANDOM);
}

lwclus_result logon_start(struct logon *l)
{
    struct lwclus_cursor out;
    uint8_t *block = malloc(l->out_room);
    lwclus_result r;

    lwclus_cursor_init(&out, block, l->out_room);
    r = lwclus_auth_start(&l->auth, &l->source, &out);
    memcpy(l->out, block, out.pos);
    l->out_bytes = out.pos;
    free(block);
    return r;
}

lwclus_result logon_step_bytes(struct logon *l, const uint8_t *token, uint32_t size)
{
    struct lwclus_cursor out;
    struct lwclus_span in = {malloc(size), size};
    uint8_t *block = malloc(l->out_room);
    lwclus_result r;

    memcpy(in.ptr, token, size);
    lwclus_cursor_init(&out, block, l->out_room);
    r = l->auth.keyed ? lwclus_auth_confirm(&l->auth, in) : lwclus_auth_step(&l->auth, in, &out);
    memcpy(l->out, block, out.pos);
    l->out_bytes = out.pos;
    free(block);
    free(in.ptr);
    return r;
}

lwclus_result logon_step(struct logon *l, const char *hex)
{
    uint32_t size;
    uint8_t *token = hex_new(hex, &size);
    lwclus_result r = logon_step_bytes(l, token, size);

    free(token);
    return r;
}

void logon_complete(struct logon *l)
{
    logon_init(l);
    assert_int_equal(logon_start(l), LWCLUS_OK);
    assert_int_equal(logon_step(l, SESSION_LEG2), LWCLUS_OK);
    assert_int_equal(logon_step(l, SESSION_LEG4), LWCLUS_OK);
    assert_true(l->auth.done);
}

/* Lengths always in their three-byte form: readers must take it. */
static void put_long(struct lwclus_cursor *c, uint8_t tag, uint32_t size)
{
    lwclus_put_u8(c, tag);
    lwclus_put_u8(c, 0x82);
    lwclus_put_u16be(c, (uint16_t)size);
}

uint32_t logon_put_challenge(uint8_t *token, uint32_t room, uint32_t flags, const char *av_pairs)
{
    static const uint8_t state_and_mech[] = {0xa0, 3, 0x0a, 1, 1,    0xa1, 12, 6, 10,  0x2b,
                                             6,    1, 4,    1, 0x82, 0x37, 2,  2, 0x0a};
    uint32_t av_bytes;
    uint8_t *av = hex_new(av_pairs, &av_bytes);
    uint32_t size = 56 + av_bytes;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, token, room);
    put_long(&c, 0xa1, 4 + (uint32_t)sizeof state_and_mech + 8 + size);
    put_long(&c, 0x30, (uint32_t)sizeof state_and_mech + 8 + size);
    lwclus_put_bytes(&c, state_and_mech, sizeof state_and_mech);
    put_long(&c, 0xa2, 4 + size);
    put_long(&c, 0x04, size);
    lwclus_put_bytes(&c, "NTLMSSP\0\2\0\0\0", 12);
    lwclus_put_zeros(&c, 4); /* empty target name with an offset that must not matter */
    lwclus_put_u32(&c, 0xdeadbeef);
    lwclus_put_u32(&c, flags);
    lwclus_put_bytes(&c, "\x01\x23\x45\x67\x89\xab\xcd\xef", 8);
    lwclus_put_zeros(&c, 8);
    lwclus_put_u16(&c, (uint16_t)av_bytes);
    lwclus_put_u16(&c, (uint16_t)av_bytes);
    lwclus_put_u32(&c, 56);
    lwclus_put_zeros(&c, 8);
    lwclus_put_bytes(&c, av, av_bytes);
    free(av);
    assert_int_equal(c.status, LWCLUS_OK);
    return c.pos;
}

struct lwclus_cspan logon_field(const uint8_t *message, uint32_t size, uint32_t at)
{
    const uint8_t *p = message + at;
    uint32_t offset = p[4] | (uint32_t)p[5] << 8 | (uint32_t)p[6] << 16 | (uint32_t)p[7] << 24;
    struct lwclus_cspan field = {message + offset, p[0] | (uint32_t)p[1] << 8};

    assert_true(offset <= size && field.size <= size - offset);
    assert_memory_equal(p, p + 2, 2);
    return field;
}
