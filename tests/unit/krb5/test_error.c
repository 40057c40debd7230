/* KRB-ERROR: the recorded one, e-data of all sorts, and what codes mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "krb5/fake_kdc.h"
#include "vectors/krb5_kdc.h"

#define AUTH(code) LWCLUS_RESULT(LWCLUS_ORIGIN_AUTH, code)
#define REFUSED    AUTH(RPC_S_SEC_PKG_ERROR)
#define OFFERED    (LWCLUS_KRB5_ETYPE_SET(18) | LWCLUS_KRB5_ETYPE_SET(17))

/* All bounds that a caller relies on. */
static void assert_bounded(const struct lwclus_krb5_error *e, struct lwclus_span message, uint32_t offered)
{
    const struct lwclus_krb5_info *info = &e->info;

    if (info->etype != 0) {
        assert_true(info->etype < 32 && (offered & LWCLUS_KRB5_ETYPE_SET(info->etype)) != 0);
        assert_in_range(info->iterations, 4096, 65536);
        assert_true(info->salt.size <= LWCLUS_KRB5_SALT_MAX);
        assert_true(info->salt.ptr >= message.ptr &&
                    info->salt.ptr + info->salt.size <= message.ptr + message.size);
    }
    if (e->realm.cap != 0) {
        assert_true(e->realm.base >= message.ptr &&
                    e->realm.base + e->realm.cap <= message.ptr + message.size);
    }
}

static lwclus_result read_error(struct lwclus_span message, uint32_t offered, struct lwclus_krb5_error *e)
{
    struct lwclus_cursor c;

    memset(e, 0xa5, sizeof *e);
    lwclus_cursor_init(&c, message.ptr, message.size);
    lwclus_krb5_read_error(&c, offered, e);
    return e->code != 0 ? LWCLUS_OK : REFUSED;
}

/* Of a message that is no KRB-ERROR. */
static lwclus_result read_info(struct lwclus_span message, uint32_t offered, struct lwclus_krb5_info *info)
{
    struct lwclus_krb5_error e;

    assert_int_equal(read_error(message, offered, &e), REFUSED);
    *info = e.info;
    return info->etype != 0 ? LWCLUS_OK : REFUSED;
}

static void test_recorded(void **state)
{
    struct lwclus_krb5_error e;
    struct lwclus_span message;

    (void)state;
    message.ptr = hex_new(KDC_AS1_ERROR, &message.size);
    assert_int_equal(read_error(message, OFFERED, &e), LWCLUS_OK);
    assert_int_equal(e.code, 25);
    assert_int_equal(e.time, 1795321215);
    assert_int_equal(e.ntstatus, 0);
    assert_memory_equal(e.realm.base, "CMRP.TEST", e.realm.cap);
    assert_int_equal(e.realm.cap, 9);
    assert_int_equal(e.info.etype, 18);
    assert_int_equal(e.info.iterations, 4096);
    assert_string_equal(hex_text(e.info.salt.ptr, e.info.salt.size), KDC_SALT);
    assert_int_equal(lwclus_krb5_judge(&e), AUTH(ERROR_LOGON_FAILURE));
    assert_int_equal(e.retry, LWCLUS_KRB5_RETRY_PREAUTH);
    assert_int_equal(read_error(message, LWCLUS_KRB5_ETYPE_SET(17), &e), LWCLUS_OK);
    assert_int_equal(e.info.etype, 0); /* not what we have a key for */
    free(message.ptr);
}

static void test_cut_and_flipped(void **state)
{
    static const struct lwclus_krb5_error zero;
    struct lwclus_krb5_error e;
    struct lwclus_span part;
    uint32_t whole;
    uint32_t bit;
    uint32_t i;
    uint8_t *bytes = hex_new(KDC_AS1_ERROR, &whole);

    (void)state;
    for (part.size = 0; part.size < whole; part.size++) {
        part.ptr = malloc(part.size != 0 ? part.size : 1);
        memcpy(part.ptr, bytes, part.size);
        assert_int_equal(read_error(part, OFFERED, &e), REFUSED);
        assert_memory_equal(&e, &zero, sizeof e);
        free(part.ptr);
    }
    part.ptr = malloc(whole);
    part.size = whole;
    for (i = 0; i < whole; i++) {
        for (bit = 0; bit < 8; bit++) {
            memcpy(part.ptr, bytes, whole);
            part.ptr[i] ^= (uint8_t)(1u << bit);
            if (read_error(part, OFFERED, &e) == LWCLUS_OK) {
                assert_int_not_equal(e.code, 0);
                assert_bounded(&e, part, OFFERED);
            } else {
                assert_memory_equal(&e, &zero, sizeof e);
            }
        }
    }
    free(part.ptr);
    free(bytes);
}

static uint8_t message_bytes[4096];

static struct lwclus_krb5_error exchange(uint32_t code, const uint8_t *data, uint32_t size, uint32_t offered)
{
    struct kdc_error k = {.code = code, .time = 1790107215, .realm = "R", .name = "krbtgt/R"};
    struct lwclus_krb5_error e;
    struct lwclus_span message;

    k.data.ptr = data;
    k.data.size = size;
    message.size = kdc_write_error(message_bytes, sizeof message_bytes, &k);
    message.ptr = message_bytes;
    assert_int_equal(read_error(message, offered, &e), LWCLUS_OK);
    assert_int_equal(e.code, code);
    assert_int_equal(e.time, 1790107215);
    assert_bounded(&e, message, offered);
    return e;
}

static void test_info(void **state)
{
    static const struct {
        struct kdc_info entries[3];
        uint32_t count;
        uint32_t etype; /* 0: nothing usable */
        uint32_t iterations;
    } rows[] = {
        {{{18, "s", 0}}, 1, 18, 4096}, /* default of RFC 3962 */
        {{{17, "s", 5000}}, 1, 17, 5000},
        {{{17, "a", 4096}, {18, "s", 4097}}, 2, 18, 4097}, /* ours first, whatever their order */
        {{{18, "s", 4097}, {17, "a", 4096}}, 2, 18, 4097},
        {{{18, "s", 4098}, {18, "b", 9999}}, 2, 18, 4098},
        {{{23, "a", 0}, {3, "a", 0}, {18, "s", 4096}}, 3, 18, 4096},
        {{{23, "a", 0}, {3, "a", 0}}, 2, 0, 0}, /* no downgrade */
        {{{20, "a", 32768}}, 1, 0, 0},          /* not offered */
        {{{50, "a", 4096}}, 1, 0, 0},           /* 50 - 32 = 18 */
        {{{0xffffff73, "a", 4096}}, 1, 0, 0},
        {{{18, "s", 4095}}, 1, 0, 0}, /* few would expose the password */
        {{{18, "s", 1}, {17, "s", 4096}}, 2, 17, 4096},
        {{{18, "s", 65536}}, 1, 18, 65536},
        {{{18, "s", 65537}}, 1, 0, 0}, /* many would stall the device */
        {{{18, "s", 0xffffffff}}, 1, 0, 0},
        {{{18, NULL, 4096}, {17, "s", 4096}}, 2, 17, 4096}, /* without salt: passed over */
        {{{0}}, 0, 0, 0},
    };
    uint8_t pa[256];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t size = kdc_write_info(pa, sizeof pa, rows[i].entries, rows[i].count);
        struct lwclus_krb5_error e;

        e = exchange(25, pa, kdc_sequence(pa, sizeof pa, size), OFFERED);
        if (e.info.etype != rows[i].etype || e.info.iterations != rows[i].iterations) {
            fail_msg("row %u: %u, %u", (unsigned)i, e.info.etype, (unsigned)e.info.iterations);
        }
        if (rows[i].etype != 0) {
            assert_int_equal(e.info.salt.size, 1);
            assert_int_equal(e.info.salt.ptr[0], 's');
        }
    }
}

static void test_salt_length(void **state)
{
    char salt[LWCLUS_KRB5_SALT_MAX + 2];
    struct kdc_info info = {18, salt, 4096};
    uint8_t pa[1024];
    uint32_t size;

    (void)state;
    memset(salt, 'x', sizeof salt);
    salt[LWCLUS_KRB5_SALT_MAX + 1] = 0;
    size = kdc_write_info(pa, sizeof pa, &info, 1);
    assert_int_equal(exchange(25, pa, kdc_sequence(pa, sizeof pa, size), OFFERED).info.etype, 0);
    salt[LWCLUS_KRB5_SALT_MAX] = 0;
    size = kdc_write_info(pa, sizeof pa, &info, 1);
    assert_int_equal(exchange(25, pa, kdc_sequence(pa, sizeof pa, size), OFFERED).info.etype, 18);
    info.salt = "";
    size = kdc_write_info(pa, sizeof pa, &info, 1);
    assert_int_equal(exchange(25, pa, kdc_sequence(pa, sizeof pa, size), OFFERED).info.etype, 18);
}

/* Unknown PA-DATA before and behind; e-data that makes no sense is absent and costs nothing else. */
static void test_e_data(void **state)
{
    static const struct {
        const char *hex;
        uint32_t etype;
        uint32_t ntstatus;
    } rows[] = {
        {"", 0, 0},
        {"3000", 0, 0},
        {"30", 0, 0},
        {"ff", 0, 0},
        {"3080", 0, 0},
        {"300930070000000000a1", 0, 0},
        {"301d300ca103020102a20504030102033000", 0, 0},
        /* type 2, info, type 136 */
        {"302b3009a103020102a2020400"
         "3012a103020113a20b0409300730"
         "05a003020112"
         "300aa10402020088a2020400",
         0, 0}, /* entry without salt */
        {"302c3009a103020102a2020400"
         "3017a103020113a210040e300c300aa003020112a1031b0173"
         "300aa10402020088a2020400",
         18, 0},
        /* [MS-KILE] extended status: as PA-DATA, as KERB-ERROR-DATA */
        {"30173015a103020103a20e040c720000c00000000001000000", 0, 0xc0000072},
        {"3015a103020103a20e040c240200c00000000001000000", 0, 0xc0000224},
        {"3005a103020102", 0, 0},                                         /* clock skew recovery */
        {"3015a103020103a20e040c720000000000000001000000", 0, 0},         /* not an error */
        {"3019a103020103a2120410720000c0000000000100000000000000", 0, 0}, /* not its size */
        {"30173015a103020102a20e040c720000c00000000001000000", 0, 0},     /* not its type */
        {"30193017a103020103a210040e484f4d452e4558414d504c456a6f", 0, 0}, /* PA-PW-SALT, a text */
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint32_t size;
        uint8_t *data = hex_new(rows[i].hex, &size);
        struct lwclus_krb5_error e = exchange(18, data, size, OFFERED);

        if (e.info.etype != rows[i].etype || e.ntstatus != rows[i].ntstatus) {
            fail_msg("row %u: %u, 0x%x", (unsigned)i, e.info.etype, (unsigned)e.ntstatus);
        }
        free(data);
    }
}

static void test_fields(void **state)
{
    static const struct {
        const char *hex;
        uint32_t code;
        uint32_t time;
    } rows[] = {
        {"7e053003a0a1a2", 0, 0},
        {"7e073005a603020119", 25, 0},                                                /* nothing else */
        {"7e1a3018a603020125a411180f32303236303932323230303031355a", 37, 1790107215}, /* order */
        {"7e1a3018a603020125a411180f32303236303932323230303031355b", 37, 0},          /* no time */
        {"7e1a3018a603020125a411170f32303236303932323230303031355a", 37, 0},          /* no time */
        {"7e073005a603020100", 0, 0},                                                 /* no error */
        {"7e133011a411180f32303236303932323230303031355a", 0, 0},                     /* no code */
        {"7e0e300ca6060204fffffffea7021b00", 0xfffffffe, 0},
        {"6e073005a603020119", 0, 0},
        {"7e073105a603020119", 0, 0},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lwclus_krb5_error e;
        struct lwclus_span message;
        lwclus_result result;

        message.ptr = hex_new(rows[i].hex, &message.size);
        result = read_error(message, OFFERED, &e);
        if ((result == LWCLUS_OK) != (rows[i].code != 0) || e.code != rows[i].code ||
            e.time != rows[i].time) {
            fail_msg("row %u: 0x%x, %u, %u", (unsigned)i, (unsigned)result, (unsigned)e.code,
                     (unsigned)e.time);
        }
        free(message.ptr);
    }
}

static void test_realm(void **state)
{
    struct kdc_error k = {.code = 68,
                          .client_realm = "OTHER.EXAMPLE",
                          .client = "joe",
                          .realm = "R",
                          .name = "krbtgt/R",
                          .text = "try there"};
    struct lwclus_krb5_error e;
    struct lwclus_span message;

    (void)state;
    message.ptr = message_bytes;
    message.size = kdc_write_error(message_bytes, sizeof message_bytes, &k);
    assert_int_equal(read_error(message, OFFERED, &e), LWCLUS_OK);
    assert_int_equal(e.realm.cap, 13);
    assert_memory_equal(e.realm.base, "OTHER.EXAMPLE", 13);
    assert_int_equal(lwclus_krb5_judge(&e), AUTH(ERROR_LOGON_FAILURE));
    assert_int_equal(e.retry, LWCLUS_KRB5_RETRY_REALM);
}

/* How an AS-REP without pre-authentication says how its key is made. */
static void test_read_info(void **state)
{
    static const struct lwclus_krb5_info zero;
    struct lwclus_krb5_info info;
    struct lwclus_span message;
    uint32_t whole;
    uint8_t *bytes = hex_new(KDC_AS2_REP, &whole);
    uint8_t *before = hex_new(KDC_AS2_REP, &whole);

    (void)state;
    message.ptr = bytes;
    message.size = whole;
    assert_int_equal(read_info(message, OFFERED, &info), LWCLUS_OK);
    assert_int_equal(info.etype, 18);
    assert_int_equal(info.iterations, 4096);
    assert_string_equal(hex_text(info.salt.ptr, info.salt.size), KDC_SALT);
    assert_memory_equal(bytes, before, whole);
    assert_int_equal(read_info(message, LWCLUS_KRB5_ETYPE_SET(17), &info), REFUSED);
    for (message.size = 0; message.size < whole; message.size++) {
        message.ptr = malloc(message.size != 0 ? message.size : 1);
        memcpy(message.ptr, before, message.size);
        assert_int_equal(read_info(message, OFFERED, &info), REFUSED);
        assert_memory_equal(&info, &zero, sizeof info);
        free(message.ptr);
    }
    free(before);
    free(bytes);
    message.ptr = hex_new(KDC_TGS_REP, &message.size);
    assert_int_equal(read_info(message, OFFERED, &info), REFUSED);
    free(message.ptr);
}

static void test_judge(void **state)
{
    static const struct {
        uint32_t code;
        uint32_t ntstatus;
        uint32_t win32;
        uint8_t retry;
    } rows[] = {
        {6, 0, 1326, LWCLUS_KRB5_RETRY_NONE},
        {7, 0, 1825, LWCLUS_KRB5_RETRY_NO_SERVICE},
        {12, 0, 1327, LWCLUS_KRB5_RETRY_NONE},
        {12, 0xc000006f, 1328, LWCLUS_KRB5_RETRY_NONE},
        {12, 0xc0000070, 1329, LWCLUS_KRB5_RETRY_NONE},
        {13, 0, 1825, LWCLUS_KRB5_RETRY_NO_SERVICE},
        {14, 0, 1825, LWCLUS_KRB5_RETRY_NONE},
        {18, 0, 1331, LWCLUS_KRB5_RETRY_NONE},
        {18, 0xc0000072, 1331, LWCLUS_KRB5_RETRY_NONE},
        {18, 0xc0000193, 1793, LWCLUS_KRB5_RETRY_NONE},
        {18, 0xc0000234, 1909, LWCLUS_KRB5_RETRY_NONE},
        {18, 0xc0000001, 1331, LWCLUS_KRB5_RETRY_NONE},
        {23, 0, 1330, LWCLUS_KRB5_RETRY_NONE},
        {23, 0xc0000071, 1330, LWCLUS_KRB5_RETRY_NONE},
        {23, 0xc0000224, 1907, LWCLUS_KRB5_RETRY_NONE},
        {24, 0, 1326, LWCLUS_KRB5_RETRY_SALT},
        {25, 0xc0000234, 1326, LWCLUS_KRB5_RETRY_PREAUTH},
        {29, 0, 1311, LWCLUS_KRB5_RETRY_KDC},
        {31, 0, 1825, LWCLUS_KRB5_RETRY_TICKET},
        {32, 0, 1398, LWCLUS_KRB5_RETRY_TICKET},
        {33, 0, 1398, LWCLUS_KRB5_RETRY_TICKET},
        {34, 0, 1825, LWCLUS_KRB5_RETRY_FRESH},
        {35, 0, 1396, LWCLUS_KRB5_RETRY_TICKET},
        {36, 0, 1825, LWCLUS_KRB5_RETRY_TICKET},
        {37, 0, 1398, LWCLUS_KRB5_RETRY_TIME},
        {41, 0, 1396, LWCLUS_KRB5_RETRY_TICKET},
        {44, 0, 1825, LWCLUS_KRB5_RETRY_TICKET},
        {50, 0, 1825, LWCLUS_KRB5_RETRY_NONE},
        {52, 0, 1825, LWCLUS_KRB5_RETRY_TCP},
        {60, 0, 1825, LWCLUS_KRB5_RETRY_KDC},
        {61, 0, 1825, LWCLUS_KRB5_RETRY_KDC},
        {68, 0, 1326, LWCLUS_KRB5_RETRY_REALM},
        {0x119, 0, 1825, LWCLUS_KRB5_RETRY_NONE}, /* 25 in the low byte */
        {0xffffffff, 0, 1825, LWCLUS_KRB5_RETRY_NONE},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lwclus_krb5_error e = {.code = rows[i].code, .ntstatus = rows[i].ntstatus, .retry = 0xff};
        lwclus_result result = lwclus_krb5_judge(&e);

        if (result != AUTH(rows[i].win32) || e.retry != rows[i].retry) {
            fail_msg("code %u: %u, %u", (unsigned)e.code, (unsigned)LWCLUS_CODE(result), e.retry);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_recorded), cmocka_unit_test(test_cut_and_flipped),
        cmocka_unit_test(test_info),     cmocka_unit_test(test_salt_length),
        cmocka_unit_test(test_e_data),   cmocka_unit_test(test_fields),
        cmocka_unit_test(test_realm),    cmocka_unit_test(test_read_info),
        cmocka_unit_test(test_judge),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
