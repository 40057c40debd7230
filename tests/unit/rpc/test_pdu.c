/* Common header, bind and alter_context bodies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "rpc/pdu.h"

/* Headers of whole PDUs that servers and clients really sent or that follow the specification. */
struct header_row {
    const char *hex;
    struct lwclus_pdu pdu;
};

static const struct header_row headers[] = {
    {"05000b07100000009c00200001000000", {1, 0x9c, 0x20, LWCLUS_PDU_BIND, 7}},
    {"05000c07100000005400000001000000", {1, 0x54, 0, LWCLUS_PDU_BIND_ACK, 7}},
    {"05000d03100000001500000001000000", {1, 0x15, 0, LWCLUS_PDU_BIND_NAK, 3}},
    {"05000323100000002000000003000000", {3, 0x20, 0, LWCLUS_PDU_FAULT, 0x23}},
    {"0500000310000000e000100003000000", {3, 0xe0, 16, LWCLUS_PDU_REQUEST, 3}},
    {"05000203100000006000100078563412", {0x12345678, 0x60, 16, LWCLUS_PDU_RESPONSE, 3}},
    {"05000f071000000075001d0002000000", {2, 0x75, 0x1d, LWCLUS_PDU_ALTER_CONTEXT_RESP, 7}},
};

static lwclus_result get(const uint8_t *bytes, uint32_t size, struct lwclus_pdu *pdu)
{
    uint8_t *block = malloc(size + 1);
    struct lwclus_cursor c;
    lwclus_result result;

    memcpy(block + 1, bytes, size);
    lwclus_cursor_init(&c, block + 1, size);
    result = lwclus_pdu_get_header(&c, pdu);
    free(block);
    return result;
}

static void test_header(void **state)
{
    uint32_t i;

    (void)state;
    for (i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        const struct lwclus_pdu *expected = &headers[i].pdu;
        struct lwclus_pdu pdu;
        struct lwclus_cursor c;
        uint8_t bytes[16], out[16];
        uint32_t n;

        hex_read(bytes, headers[i].hex);
        assert_int_equal(get(bytes, 16, &pdu), LWCLUS_OK);
        assert_int_equal(pdu.call_id, expected->call_id);
        assert_int_equal(pdu.frag_length, expected->frag_length);
        assert_int_equal(pdu.auth_length, expected->auth_length);
        assert_int_equal(pdu.ptype, expected->ptype);
        assert_int_equal(pdu.flags, expected->flags);
        lwclus_cursor_init(&c, out, sizeof out);
        lwclus_pdu_put_header(&c, expected->ptype, expected->flags, expected->call_id);
        assert_int_equal(c.status, LWCLUS_OK);
        memset(bytes + 8, 0, 4);
        assert_memory_equal(out, bytes, 16);
        for (n = 0; n < 16; n++) {
            assert_int_equal(get(bytes, n, &pdu), LWCLUS_PDU_MALFORMED);
        }
    }
}

/* Flips of version and data representation are refused; lengths must agree with each other. */
static void test_header_damaged(void **state)
{
    uint8_t bytes[16];
    struct lwclus_pdu pdu;
    uint32_t bit, frag, auth;

    (void)state;
    hex_read(bytes, headers[5].hex);
    for (bit = 0; bit < 8 * 16; bit++) {
        lwclus_result result;

        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        result = get(bytes, 16, &pdu);
        if (bit < 16 || (bit >= 32 && bit < 64)) {
            assert_int_equal(result, LWCLUS_PDU_MALFORMED);
        }
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (frag = 0; frag < 70000; frag += frag < 80 || frag > 65500 ? 1 : 13) {
        for (auth = 0; auth < 0x10000; auth += auth < 80 || auth > 65500 ? 1 : 997) {
            bool right =
                (frag & 0xffff) >= (auth == 0 ? 16 : 24 + auth) && (frag & 0xffff) <= LWCLUS_PDU_MAX_BYTES;

            bytes[8] = (uint8_t)frag;
            bytes[9] = (uint8_t)(frag >> 8);
            bytes[10] = (uint8_t)auth;
            bytes[11] = (uint8_t)(auth >> 8);
            assert_int_equal(get(bytes, 16, &pdu), right ? LWCLUS_OK : LWCLUS_PDU_MALFORMED);
        }
    }
}

static void test_lengths(void **state)
{
    uint8_t out[100];
    struct lwclus_cursor c;

    (void)state;
    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_REQUEST, 3, 1);
    lwclus_put_zeros(&c, 80);
    lwclus_pdu_put_lengths(&c, 16);
    assert_string_equal(hex_text(out, 16), "05000003100000006000100001000000");
}

/* The recorded bind_ack and alter_context_resp, cut to the one result that we ask for. */
static const char bind_ack_body[] = "d016d01634120000"
                                    "0600343936363700"
                                    "01000000"
                                    "00000000"
                                    "045d888aeb1cc9119fe808002b10486002000000";
static const char alter_resp_body[] = "d016d01662b80000"
                                      "00000000"
                                      "01000000"
                                      "00000000"
                                      "045d888aeb1cc9119fe808002b10486002000000";

static lwclus_result get_context(const uint8_t *bytes, uint32_t size, struct lwclus_pdu_context *context)
{
    uint8_t *block = malloc(size + 1);
    struct lwclus_cursor c;
    lwclus_result result;

    memcpy(block + 1, bytes, size);
    lwclus_cursor_init(&c, block + 1, size);
    result = lwclus_pdu_get_context(&c, context);
    free(block);
    return result;
}

static void test_context(void **state)
{
    const char *rows[] = {bind_ack_body, alter_resp_body};
    uint32_t i, size, n;

    (void)state;
    for (i = 0; i < 2; i++) {
        uint8_t *bytes = hex_new(rows[i], &size);
        struct lwclus_pdu_context context;

        assert_int_equal(get_context(bytes, size, &context), LWCLUS_OK);
        assert_int_equal(context.max_xmit_frag, 5840);
        assert_int_equal(context.max_recv_frag, 5840);
        assert_int_equal(context.assoc_group_id, i == 0 ? 0x1234 : 0xb862);
        for (n = 0; n < size; n++) {
            assert_int_equal(get_context(bytes, n, &context), LWCLUS_PDU_MALFORMED);
        }
        for (n = 0; n < 8 * size; n++) {
            bytes[n / 8] ^= (uint8_t)(1u << n % 8);
            /* from the number of results on only its reserved bytes and the reason of an acceptance are free
             */
            if (get_context(bytes, size, &context) == LWCLUS_OK && n / 8 >= size - 28) {
                assert_true((n / 8 > size - 28 && n / 8 < size - 24) || n / 8 == size - 22 ||
                            n / 8 == size - 21);
            }
            bytes[n / 8] ^= (uint8_t)(1u << n % 8);
        }
        free(bytes);
    }
}

static void test_two_results(void **state)
{
    static const char recorded[] = "d016d01634120000060034393636370002000000"
                                   "00000000045d888aeb1cc9119fe808002b10486002000000"
                                   "030003000000000000000000000000000000000000000000";
    struct lwclus_pdu_context context;
    uint32_t size;
    uint8_t *bytes = hex_new(recorded, &size);

    (void)state;
    assert_int_equal(get_context(bytes, size, &context), LWCLUS_PDU_MALFORMED);
    free(bytes);
}

static void test_syntaxes(void **state)
{
    (void)state;
    assert_string_equal(hex_text(lwclus_syntax_clusapi.interface, 20),
                        "b2b87db9634ccf11bff608002be23f2f03000000");
    assert_string_equal(hex_text(lwclus_syntax_epm.interface, 20),
                        "0883afe11f5dc91191a408002b14a0fa03000000");
    assert_string_equal(hex_text(lwclus_syntax_clusapi.ndr20, 20),
                        "045d888aeb1cc9119fe808002b10486002000000");
    assert_string_equal(hex_text(lwclus_syntax_epm.ndr20, 20), "045d888aeb1cc9119fe808002b10486002000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),      cmocka_unit_test(test_header_damaged),
        cmocka_unit_test(test_lengths),     cmocka_unit_test(test_context),
        cmocka_unit_test(test_two_results), cmocka_unit_test(test_syntaxes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
