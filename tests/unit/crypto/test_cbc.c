/* AES of the port against FIPS 197, CBC against SP 800-38A, ciphertext stealing against RFC 3962. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "crypto/cbc.h"
#include "hex.h"

static const struct {
    const char *key;
    const char *plain;
    const char *cipher;
} blocks[] = {
#define ROW(key, plain, cipher) {key, plain, cipher},
#include "vectors/aes.inc"
#undef ROW
};

static const struct {
    const char *key;
    const char *iv;
    const char *plain;
    const char *cipher;
} chains[] = {
#define ROW(key, iv, plain, cipher) {key, iv, plain, cipher},
#include "vectors/cbc.inc"
#undef ROW
};

static const struct {
    uint32_t size;
    const char *cipher;
} stolen[] = {
#define ROW(size, cipher) {size, cipher},
#include "vectors/krb5_cts.inc"
#undef ROW
};

static const char text[] = "I would like the General Gau's Chicken, please, and wonton soup.";
static const uint8_t text_key[] = {'c', 'h', 'i', 'c', 'k', 'e', 'n', ' ',
                                   't', 'e', 'r', 'i', 'y', 'a', 'k', 'i'};

static void start(struct lwclus_cbc *chain, struct lwclus_aes *aes, const uint8_t *key, uint32_t key_bytes,
                  bool decrypt)
{
    memset(chain, 0, sizeof *chain);
    chain->aes = aes;
    chain->decrypt = decrypt;
    lwclus_aes_start(aes, key, key_bytes, decrypt);
}

static void test_aes(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
        struct lwclus_aes aes;
        uint8_t key[32];
        uint8_t in[16];
        uint8_t out[16];
        uint32_t key_bytes = hex_read(key, blocks[i].key);

        hex_read(in, blocks[i].plain);
        lwclus_aes_start(&aes, key, key_bytes, false);
        lwclus_aes_block(&aes, false, in, out);
        assert_string_equal(hex_text(out, 16), blocks[i].cipher);
        lwclus_aes_block(&aes, false, in, in);
        assert_memory_equal(in, out, 16);
        lwclus_aes_start(&aes, key, key_bytes, true);
        lwclus_aes_block(&aes, true, out, out);
        assert_string_equal(hex_text(out, 16), blocks[i].plain);
    }
}

/* In one piece, and with the chain cut after every block. */
static void test_cbc(void **state)
{
    size_t i;
    uint32_t cut;

    (void)state;
    for (i = 0; i < sizeof chains / sizeof chains[0]; i++) {
        for (cut = 0; cut <= 64; cut += 16) {
            struct lwclus_aes aes;
            struct lwclus_cbc chain;
            uint8_t key[32];
            uint8_t data[64];
            uint32_t key_bytes = hex_read(key, chains[i].key);

            hex_read(data, chains[i].plain);
            start(&chain, &aes, key, key_bytes, false);
            hex_read(chain.iv, chains[i].iv);
            lwclus_cbc_crypt(&chain, data, cut);
            lwclus_cbc_crypt(&chain, data + cut, 64 - cut);
            assert_string_equal(hex_text(data, 64), chains[i].cipher);
            assert_memory_equal(chain.iv, data + 48, 16);
            start(&chain, &aes, key, key_bytes, true);
            hex_read(chain.iv, chains[i].iv);
            lwclus_cbc_crypt(&chain, data, cut);
            lwclus_cbc_crypt(&chain, data + cut, 64 - cut);
            assert_string_equal(hex_text(data, 64), chains[i].plain);
        }
    }
}

static void test_rfc3962_stealing(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < sizeof stolen / sizeof stolen[0]; i++) {
        struct lwclus_aes aes;
        struct lwclus_cbc chain;
        uint32_t size = stolen[i].size;
        uint8_t *data = malloc(size);

        memcpy(data, text, size);
        start(&chain, &aes, text_key, sizeof text_key, false);
        lwclus_cts_crypt(&chain, data, size);
        assert_string_equal(hex_text(data, size), stolen[i].cipher);
        start(&chain, &aes, text_key, sizeof text_key, true);
        lwclus_cts_crypt(&chain, data, size);
        assert_memory_equal(data, text, size);
        free(data);
    }
}

/* Every length there and back; what stands before the last two blocks is plain CBC. */
static void test_every_length(void **state)
{
    uint32_t size;

    (void)state;
    for (size = 16; size <= 64; size++) {
        struct lwclus_aes aes;
        struct lwclus_cbc chain;
        uint8_t whole[64];
        uint8_t *data = malloc(size);

        memcpy(whole, text, sizeof whole);
        memcpy(data, text, size);
        start(&chain, &aes, text_key, sizeof text_key, false);
        lwclus_cbc_crypt(&chain, whole, sizeof whole);
        start(&chain, &aes, text_key, sizeof text_key, false);
        lwclus_cts_crypt(&chain, data, size);
        assert_memory_equal(data, whole, size > 32 ? (size - 33) / 16 * 16 : 0);
        assert_memory_not_equal(data, text, size);
        start(&chain, &aes, text_key, sizeof text_key, true);
        lwclus_cts_crypt(&chain, data, size);
        assert_memory_equal(data, text, size);
        free(data);
    }
}

/* A message in two spans ends as one in a single span does. */
static void test_stealing_behind_whole_blocks(void **state)
{
    uint32_t size;
    uint32_t cut;

    (void)state;
    for (size = 33; size <= 64; size++) {
        for (cut = 16; cut + 17 <= size; cut += 16) {
            struct lwclus_aes aes;
            struct lwclus_cbc chain;
            uint8_t whole[64];
            uint8_t *data = malloc(size);

            memcpy(whole, text, sizeof whole);
            start(&chain, &aes, text_key, sizeof text_key, false);
            lwclus_cts_crypt(&chain, whole, size);
            memcpy(data, text, size);
            start(&chain, &aes, text_key, sizeof text_key, false);
            lwclus_cbc_crypt(&chain, data, cut);
            lwclus_cts_crypt(&chain, data + cut, size - cut);
            assert_memory_equal(data, whole, size);
            start(&chain, &aes, text_key, sizeof text_key, true);
            lwclus_cbc_crypt(&chain, data, cut);
            lwclus_cts_crypt(&chain, data + cut, size - cut);
            assert_memory_equal(data, text, size);
            free(data);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aes),
        cmocka_unit_test(test_cbc),
        cmocka_unit_test(test_rfc3962_stealing),
        cmocka_unit_test(test_every_length),
        cmocka_unit_test(test_stealing_behind_whole_blocks),
    };

    return cmocka_run_group_tests_name("crypto/cbc", tests, NULL, NULL);
}
