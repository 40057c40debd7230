/* The byte stream: pieces of every size, cuts, silence and flipped bits at every byte of a session. */
#include <string.h>

#include "sim_check.h"

/* Bytes of the honest session in both directions, and at which output byte the sealed part begins. */
static uint32_t bytes_in, bytes_out, sealed_from;

static struct scene_result run(void)
{
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    return scene_default();
}

static struct sim_faults *faults(void)
{
    return &scene_cluster.node[0].faults;
}

static int measure(void **state)
{
    struct scene_result r;

    (void)state;
    scene_reset();
    scene_cluster.node[0].faults.rule[0] = (struct sim_rule){.what = SIM_CLOSE, .step = 5, .times = 1};
    r = run();
    sealed_from = scene_cluster.node[0].bytes_out;
    (void)scene_stop();
    scene_reset();
    r = run();
    bytes_in = scene_cluster.node[0].bytes_in;
    bytes_out = scene_cluster.node[0].bytes_out;
    print_message("session of %u bytes sent, %u received, %u of them before the first sealed one\n", bytes_in,
                  bytes_out, sealed_from);
    return r.failed == SCENE_CALLS && scene_stop() == 0 ? 0 : -1;
}

/* ---- pieces ---- */

static const struct {
    const char *name;
    uint32_t chunk, recv_limit, send_limit;
    bool server_blocks, client_blocks;
    uint16_t stub_chunk, fragment;
} pieces[] = {
    {"all at once", 0, 0, 0, false, false, 0, 0},
    {"1 byte per read", 0, 1, 0, false, false, 0, 0},
    {"1 byte per write", 0, 0, 1, false, false, 0, 0},
    {"1 byte per segment", 1, 0, 0, false, false, 0, 0},
    {"1 byte, both", 1, 1, 1, false, false, 0, 0},
    {"would block", 0, 0, 0, true, true, 0, 0},
    {"1 byte and would block", 1, 1, 1, true, true, 0, 0},
    {"7 bytes", 7, 0, 5, true, false, 0, 0},
    {"16-byte fragments", 0, 0, 0, false, false, 16, 0},
    {"1-byte fragments", 0, 0, 0, false, false, 1, 0},
    {"3-byte fragments, 1 byte per read", 0, 1, 0, true, true, 3, 0},
    {"fragments of 1432", 0, 0, 0, false, false, 0, 1432},
    {"fragments of 1432, 1 byte", 0, 1, 1, true, true, 0, 1432},
};

static void test_pieces(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(pieces); i++) {
        struct scene_result r;

        scene_reset();
        faults()->chunk = pieces[i].chunk;
        faults()->would_block = pieces[i].server_blocks;
        sim_net.recv_limit = pieces[i].recv_limit;
        sim_net.send_limit = pieces[i].send_limit;
        sim_net.would_block = pieces[i].client_blocks;
        scene_cluster.chunk = pieces[i].stub_chunk;
        scene_cluster.fragment = pieces[i].fragment > 0 ? pieces[i].fragment : scene_cluster.fragment;
        r = run();
        scene_assert_good(&r, pieces[i].name, i);
    }
}

/* A large answer in many fragments, in pieces. */
static void test_large(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < COUNT(pieces); i++) {
        struct scene_result r;

        scene_reset();
        sim_misbehave(&scene_cluster, 0,
                      (struct sim_rule){.what = SIM_STUB_GROW, .value = LWCLUS_STUB_BYTES / 2u});
        faults()->chunk = pieces[i].chunk > 0 ? 1000 : 0;
        faults()->would_block = pieces[i].server_blocks;
        sim_net.recv_limit = pieces[i].recv_limit > 0 ? 13 : 0;
        sim_net.would_block = pieces[i].client_blocks;
        scene_cluster.chunk = pieces[i].stub_chunk > 0 ? (uint16_t)(pieces[i].stub_chunk + 1000u) : 0;
        scene_cluster.fragment = pieces[i].fragment > 0 ? pieces[i].fragment : scene_cluster.fragment;
        scene_now.endpoint_port = SIM_PORT_CLUSAPI;
        r = run();
        scene_assert_good(&r, pieces[i].name, i);
    }
}

static void test_split_at_every_byte(void **state)
{
    (void)state;
    for (uint32_t at = 1; at <= bytes_out; at++) {
        struct scene_result r;

        scene_reset();
        faults()->split_at = at;
        faults()->would_block = at % 2u != 0;
        r = run();
        scene_assert_good(&r, "split", at);
    }
}

/* A server that sends a byte now and then must not stretch a deadline. */
static void test_drip(void **state)
{
    static const uint16_t codes[4] = {1722, 1726};
    struct scene_result r;

    (void)state;
    scene_reset();
    sim_net.recv_limit = 1;
    sim_net.drip_ms = 50;
    r = run();
    scene_assert_failed(&r, SCENE_OPEN, codes, "drip", 0);
    assert_int_equal(r.origin, 3);
    scene_assert_clean(&r, "drip", 0);
}

/* ---- ends ---- */

/* A session that was cut: the first failure is the loss, or a close noticed nothing. */
static void check_cut(const struct scene_result *r, const char *what, uint32_t at, bool silent)
{
    static const uint16_t codes[4] = {1722, 1726, 1727};

    if (r->failed != SCENE_CALLS) {
        scene_assert_failed(r, r->failed, codes, what, at);
        assert_true(r->failed != SCENE_CLOSE && r->failed != SCENE_CLOSE_NETIF);
        assert_true(r->origin == (silent ? 3u : 2u) || (r->failed > SCENE_OPEN && r->code == 1722));
    }
    scene_assert_clean(r, what, at);
}

static void test_cut_output(void **state)
{
    (void)state;
    for (uint32_t at = 1; at <= bytes_out; at++) {
        struct scene_result r;

        scene_reset();
        faults()->close_output = at;
        r = run();
        check_cut(&r, "cut before output byte", at, false);
    }
}

static void test_cut_input(void **state)
{
    (void)state;
    for (uint32_t at = 1; at <= bytes_in; at++) {
        struct scene_result r;

        scene_reset();
        faults()->close_input = at;
        sim_net.send_limit = 11;
        r = run();
        check_cut(&r, "cut before input byte", at, false);
    }
}

static void test_silence(void **state)
{
    (void)state;
    for (uint32_t at = 1; at <= bytes_out; at++) {
        struct scene_result r;

        scene_reset();
        faults()->silent_output = at;
        r = run();
        check_cut(&r, "silence from output byte", at, true);
    }
}

/* ---- flipped bits ---- */

/* Before the logon nothing protects the bytes but the MICs at its end; the session must fail in a defined way
 * or be right in every result. Once sealed, no flip may pass except where the server is gone anyway (the
 * closes). */
static void test_flip(void **state)
{
    static const uint8_t masks[] = {0x01, 0x80, 0xff};
    uint32_t passed = 0, passed_sealed = 0, closes;

    (void)state;
    for (uint32_t i = 0; i < COUNT(masks); i++) {
        for (uint32_t at = 1; at <= bytes_out; at++) {
            struct scene_result r;

            scene_reset();
            faults()->flip_at = at;
            faults()->flip_mask = masks[i];
            r = run();
            passed += r.failed == SCENE_CALLS;
            passed_sealed += r.failed == SCENE_CALLS && at > sealed_from;
            if (r.failed != SCENE_CALLS) {
                assert_int_not_equal(r.code, 0);
            }
            if (at <= sealed_from && r.failed == SCENE_OPEN) {
                scene_cluster.complaints = 0; /* the server cannot know that it was not the client */
            }
            scene_assert_clean(&r, "flip", at * 1000u + masks[i]);
        }
    }
    closes = 80u * (uint32_t)COUNT(masks); /* the last answer, 80 bytes, is not looked at by anybody */
    print_message("%u flips passed, %u of them sealed\n", passed, passed_sealed);
    assert_true(passed_sealed <= closes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_large),
        cmocka_unit_test(test_split_at_every_byte),
        cmocka_unit_test(test_drip),
        cmocka_unit_test(test_cut_output),
        cmocka_unit_test(test_cut_input),
        cmocka_unit_test(test_silence),
        cmocka_unit_test(test_flip),
    };

    return cmocka_run_group_tests(tests, measure, NULL);
}
