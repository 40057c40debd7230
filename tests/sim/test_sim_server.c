/* The simulator itself: does it agree with a recorded session of another server, and does it notice mistakes?
 */
#include <string.h>

#include "sim_check.h"
#include "sim_int.h"
#include "vectors/ntlm_session.h"

static struct sim_cluster cluster;
static struct sim_conn conn;

static uint32_t unhex(uint8_t *out, const char *text)
{
    uint32_t n = 0;

    for (; text[2u * n] != 0; n++) {
        unsigned value = 0;

        assert_int_equal(sscanf(text + 2u * n, "%2x", &value), 1);
        out[n] = (uint8_t)value;
    }
    return n;
}

static void assert_hex(const uint8_t *got, const char *want, uint32_t size)
{
    uint8_t bytes[1024];

    assert_int_equal(unhex(bytes, want), size);
    assert_memory_equal(got, bytes, size);
}

/* A server that knows the account of the recording and is about to take leg 3. */
static void recorded_server(void)
{
    uint8_t token[256], out[1024];
    struct lwclus_cursor in, answer;

    sim_init(&cluster);
    cluster.accounts = 1;
    cluster.account[0] = (struct sim_account){u"root", u"DOM", u"Passw0rd", SIM_RIGHTS_ALL};
    cluster.workstation = u"CLIENT";
    cluster.check_target = true;
    cluster.target = u"MSServerClusterMgmtAPI/SRV";
    assert_true(sim_accept(&cluster, 0, &conn, SIM_PORT_CLUSAPI));
    lwclus_cursor_init(&in, token, unhex(token, SESSION_NEG_TOKEN_INIT));
    lwclus_cursor_init(&answer, out, sizeof out);
    assert_true(sim_spnego_step(&conn, &in, &answer));
    conn.auth.challenge_size = unhex(conn.auth.challenge, SESSION_CHALLENGE);
    conn.auth.flags = 0xe28a8235u;
}

static bool take_leg3(const uint8_t *bytes, uint32_t size, struct lwclus_cursor *answer)
{
    static uint8_t token[1024], out[1024];
    struct lwclus_cursor in;

    memcpy(token, bytes, size);
    lwclus_cursor_init(&in, token, size);
    lwclus_cursor_init(answer, out, sizeof out);
    return sim_spnego_step(&conn, &in, answer);
}

static void test_recorded_logon(void **state)
{
    uint8_t leg3[1024];
    struct lwclus_cursor answer;

    (void)state;
    recorded_server();
    assert_true(take_leg3(leg3, unhex(leg3, SESSION_LEG3), &answer));
    assert_hex(answer.base, SESSION_LEG4, answer.pos);
    assert_hex(conn.auth.sign[0], SESSION_CLIENT_SIGN, 16);
    assert_hex(conn.auth.sign[1], SESSION_SERVER_SIGN, 16);
    assert_int_equal(cluster.complaints, 0);
}

/* Request opened and response sealed, byte for byte as recorded. */
static void test_recorded_call(void **state)
{
    uint8_t pdu[512], response[512], stub[512];
    uint32_t size, stub_size;
    struct lwclus_cursor answer;

    (void)state;
    recorded_server();
    assert_true(take_leg3(pdu, unhex(pdu, SESSION_LEG3), &answer));
    size = unhex(pdu, SESSION_REQUEST);
    stub_size = unhex(stub, SESSION_REQUEST_STUB);
    assert_true(sim_ntlm_open(&conn.auth, pdu, size, 24, size - 48u));
    assert_memory_equal(pdu + 24, stub, stub_size);

    size = unhex(response, SESSION_RESPONSE);
    memcpy(pdu, response, size);
    memset(pdu + 24, 0, size - 48u);
    (void)unhex(pdu + 24, SESSION_RESPONSE_STUB);
    memset(pdu + size - 16u, 0, 16);
    sim_ntlm_seal(&conn.auth, pdu, size, 24, size - 48u, conn.auth.sequence[1]);
    assert_memory_equal(pdu, response, size);
    assert_int_equal(cluster.complaints, 0);
}

/* The MICs cover every bit of the token: each flip is refused or complained about. */
static void test_every_bit_of_the_logon(void **state)
{
    uint8_t leg3[1024];
    uint32_t size = unhex(leg3, SESSION_LEG3);
    struct lwclus_cursor answer;

    (void)state;
    for (uint32_t bit = 0; bit < 8u * size; bit++) {
        bool good;

        recorded_server();
        leg3[bit / 8u] ^= (uint8_t)(1u << bit % 8u);
        good = take_leg3(leg3, size, &answer);
        leg3[bit / 8u] ^= (uint8_t)(1u << bit % 8u);
        assert_true(!good || cluster.complaints > 0);
    }
}

static void test_every_bit_of_a_request(void **state)
{
    uint8_t pdu[512], leg3[1024];
    uint32_t size = unhex(pdu, SESSION_REQUEST), leg3_size = unhex(leg3, SESSION_LEG3);
    struct lwclus_cursor answer;

    (void)state;
    for (uint32_t bit = 0; bit < 8u * size; bit++) {
        recorded_server();
        assert_true(take_leg3(leg3, leg3_size, &answer));
        (void)unhex(pdu, SESSION_REQUEST);
        pdu[bit / 8u] ^= (uint8_t)(1u << bit % 8u);
        assert_false(sim_ntlm_open(&conn.auth, pdu, size, 24, size - 48u));
    }
}

/* ---- a client that makes one mistake ---- */

static uint32_t flip_at, sent;
static uint8_t flip_mask;

static int flipping_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    static uint8_t copy[65536];
    int n;

    memcpy(copy, data, size);
    if (flip_at >= sent && flip_at - sent < size) {
        copy[flip_at - sent] ^= flip_mask;
    }
    n = sim_port.tcp->send(slot, copy, size);
    sent += n > 0 ? (uint32_t)n : 0;
    return n;
}

static struct scene_result run_flipped(uint32_t at, uint8_t mask)
{
    struct lwclus_transport tcp = *sim_port.tcp;
    struct lwclus_port port = sim_port;
    struct scene_result r;

    tcp.send = flipping_send;
    port.tcp = &tcp;
    flip_at = at;
    flip_mask = mask;
    sent = 0;
    scene_reset();
    scene_now.port = &port;
    assert_int_equal(scene_start(), ERROR_SUCCESS);
    r = scene_default();
    assert_int_equal(scene_stop(), 0);
    return r;
}

/* Bytes of bind PDUs that a client may choose freely: fragment sizes, call_id, auth_context_id, and in the
 * ept_map request the referent, the number of towers and alloc_hint. Everything else must be noticed. */
static void test_every_byte_of_a_client(void **state)
{
    uint32_t total, unnoticed = 0;

    (void)state;
    (void)run_flipped(0xffffffffu, 0);
    total = sent;
    for (uint32_t at = 0; at < total; at++) {
        struct scene_result r = run_flipped(at, 0x10);

        unnoticed += r.failed == SCENE_CALLS && scene_cluster.complaints == 0;
        if (r.failed == SCENE_CALLS && scene_cluster.complaints == 0 && at > 400) {
            print_error("byte %u of %u was not noticed\n", at, total);
            fail();
        }
    }
    print_message("%u of %u wrong bytes of a client went unnoticed\n", unnoticed, total);
    assert_true(unnoticed <= 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded_logon),         cmocka_unit_test(test_recorded_call),
        cmocka_unit_test(test_every_bit_of_the_logon), cmocka_unit_test(test_every_bit_of_a_request),
        cmocka_unit_test(test_every_byte_of_a_client),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
