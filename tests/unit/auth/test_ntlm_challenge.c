/* CHALLENGE: bounds of every field, and the AV pairs that the client answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "auth/logon.h"
#include "auth/ntlm_internal.h"
#include "hex.h"
#include "vectors/ntlm_session.h"

static const struct {
    const char *why;
    const char *pairs;
    const char *answer;
} rows[] = {
#define ROW(why, pairs, answer) {why, pairs, answer},
#include "vectors/ntlm_av.inc"
#undef ROW
};

/* AUTHENTICATE inside the NegTokenResp in out; MIC bytes follow it. */
static struct lwclus_cspan authenticate(const struct logon *l)
{
    struct lwclus_cspan message = {l->out, l->out_bytes - 20};

    while (memcmp(message.ptr, "NTLMSSP", 8) != 0) {
        message.ptr++;
        assert_true(--message.size > 88);
    }
    return message;
}

static void test_av_pairs(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct logon l;
        uint8_t token[512];
        uint32_t size = logon_put_challenge(token, sizeof token, LOGON_FLAGS, rows[i].pairs);
        lwclus_result r;

        logon_init(&l);
        l.id.target = u"T";
        assert_int_equal(logon_start(&l), LWCLUS_OK);
        r = logon_step_bytes(&l, token, size);
        if (r != (rows[i].answer != NULL ? LWCLUS_OK : LWCLUS_AUTH_REFUSED)) {
            fail_msg("%s: 0x%x", rows[i].why, (unsigned)r);
        }
        if (rows[i].answer != NULL) {
            struct lwclus_cspan message = authenticate(&l);
            struct lwclus_cspan nt = logon_field(message.ptr, message.size, 20);

            assert_true(nt.size > 48);
            assert_string_equal(hex_text(nt.ptr + 44, nt.size - 48), rows[i].answer);
        }
        assert_int_equal(l.gets, rows[i].answer != NULL ? 1 : 0);
    }
}

static bool parse(struct lwclus_ntlm_challenge *ch, struct lwclus_span in)
{
    ch->message = in;
    return lwclus_ntlm_parse_challenge(ch);
}

static void test_fields(void **state)
{
    struct lwclus_ntlm_challenge ch;
    struct lwclus_cursor out;
    uint8_t kept[512];
    struct lwclus_span in;

    (void)state;
    in.ptr = hex_new(SESSION_CHALLENGE, &in.size);
    assert_true(parse(&ch, in));
    assert_int_equal(ch.flags, LOGON_FLAGS);
    assert_ptr_equal(ch.nonce, in.ptr + 24);
    lwclus_cursor_init(&out, kept, sizeof kept);
    assert_true(lwclus_ntlm_walk_pairs(&ch, &out));
    assert_int_equal(out.pos, ch.target_info.cap - 4);
    assert_memory_equal(kept, ch.target_info.base, out.pos);
    assert_string_equal(hex_text(ch.timestamp, 8), "b217e796317add01");
    free(in.ptr);
}

static void test_truncated(void **state)
{
    uint32_t size;
    uint8_t *bytes = hex_new(SESSION_CHALLENGE, &size);

    (void)state;
    while (size-- != 0) {
        struct lwclus_ntlm_challenge ch;
        struct lwclus_span in = {malloc(size), size};

        memcpy(in.ptr, bytes, size);
        assert_false(parse(&ch, in));
        free(in.ptr);
    }
    free(bytes);
}

/* Every 16-bit value in each length and offset, and every byte anything: never outside (sanitizers watch). */
static void test_lengths_and_offsets(void **state)
{
    static const uint32_t at[] = {12, 14, 16, 18, 40, 42, 44, 46, 62, 64, 66, 68};
    size_t i;
    uint32_t value;
    struct lwclus_span in;

    (void)state;
    for (i = 0; i < sizeof at / sizeof at[0]; i++) {
        in.ptr = hex_new(SESSION_CHALLENGE, &in.size);
        for (value = 0; value <= 0xffff; value++) {
            struct lwclus_ntlm_challenge ch;

            in.ptr[at[i]] = (uint8_t)value;
            in.ptr[at[i] + 1] = (uint8_t)(value >> 8);
            if (parse(&ch, in)) {
                assert_true(ch.target_info.base + ch.target_info.cap <= in.ptr + in.size);
            }
        }
        free(in.ptr);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_av_pairs),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_lengths_and_offsets),
    };

    return cmocka_run_group_tests_name("auth/ntlm_challenge", tests, NULL, NULL);
}
