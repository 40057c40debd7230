/*
 * Replies of a KDC: AS-REP and TGS-REP, by the first byte.
 *
 * For libFuzzer: clang -fsanitize=fuzzer,address,undefined; without it link replay.c. A reply whose encrypted
 * part stands in the clear, behind a confounder of zeros, is encrypted first, so that inputs get behind the
 * mac: the corpus has such. What must hold: a ticket lies inside the message, has a key that was offered and
 * times that go together, and names that can be read; what is refused leaves nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "krb5/parts.h"
#include "krb5/kdc.h"
#include "krb5/open.h"

#define LARGEST 6000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void require_inside(struct lwclus_span message, const uint8_t *ptr, uint32_t size)
{
    require(size <= message.size);
    require(size == 0 || (ptr >= message.ptr && (uint32_t)(ptr - message.ptr) <= message.size - size));
}

static const struct lwclus_krb5_key key = {LWCLUS_KRB5_AES256, {1}};
static const uint8_t zeros[LWCLUS_KRB5_CONFOUNDER];

/* Encrypts the last element of a KDC-REP where it has the form of EncryptedData. */
static void seal(struct lwclus_span message, uint32_t usage)
{
    struct lwclus_cursor c;
    struct lwclus_cursor field;

    lwclus_cursor_init(&c, message.ptr, message.size);
    lwclus_cursor_init(&field, NULL, 0);
    (void)lwclus_der_next(&c, &c);
    part_enter(&c, 0x30, &c);
    while (lwclus_cursor_left(&c) != 0 && lwclus_der_next(&c, &field) != 0xa6) {
    }
    part_enter(&field, 0x30, &field);
    (void)part_get_uint(&field, 0xa0);
    part_enter(&field, 0xa204, &field);
    if (c.status == LWCLUS_OK && field.status == LWCLUS_OK && field.cap >= LWCLUS_KRB5_OVERHEAD &&
        memcmp(field.base, zeros, sizeof zeros) == 0) {
        lwclus_krb5_encrypt(&key, usage, field.base, field.cap);
    }
}

/* The TGT of the TGS exchange, as the corpus has it. */
static uint8_t tgt_bytes[] =
    "\xa3\x03\x1b\x01R"
    "\xa4\x10\x30\x0e\xa0\x03\x02\x01\x01\xa1\x07\x30\x05\x1b\x03joe"
    "\xa5\x24\x61\x22\x30\x20\xa0\x03\x02\x01\x05\xa1\x03\x1b\x01R\xa2\x14\x30\x12\xa0\x03\x02"
    "\x01\x02\xa1\x0b\x30\x09\x1b\x06krbtgt\x1b\x01R";

static void read_reply(struct lwclus_span message, bool tgs)
{
    struct lwclus_krb5_ticket tgt = {.key = key, .bytes = tgt_bytes, .size = sizeof tgt_bytes - 1};
    struct lwclus_krb5_request q = {.user = u"joe",
                                    .realm = {(const uint8_t *)"R", 1},
                                    .key = &key,
                                    .time = {.seconds = 1790107215},
                                    .etypes = LWCLUS_KRB5_ETYPES,
                                    .nonce = 0x12345678};
    static const struct lwclus_krb5_reply zero;
    struct lwclus_krb5_reply reply;
    struct lwclus_cspan realm;

    if (tgs) {
        q.tgt = &tgt;
        q.spn = u"s/h";
    }
    seal(message, tgs ? LWCLUS_KRB5_USAGE_TGS_REP : LWCLUS_KRB5_USAGE_AS_REP);
    if (open_reply(message, &q, &reply) != LWCLUS_OK) {
        require(memcmp(&reply, &zero, sizeof zero) == 0);
        return;
    }
    require(reply.ticket.size != 0 && reply.ticket.size <= LWCLUS_TICKET_BYTES);
    require_inside(message, reply.ticket.bytes, reply.ticket.size);
    require((q.etypes & LWCLUS_KRB5_ETYPE_SET(reply.ticket.key.etype)) != 0);
    require(reply.ticket.end > q.time.seconds && reply.ticket.end > reply.ticket.start);
    realm = tgt_realm(&reply.ticket);
    require_inside(message, realm.ptr, realm.size);
    require((realm.size != 0) == (reply.realm.cap != 0 || !tgs));
    require_inside(message, reply.realm.base, reply.realm.cap);
    realm = client_realm(&reply.ticket);
    require(realm.size != 0);
    require_inside(message, realm.ptr, realm.size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lwclus_span message;

    if (size == 0 || size > LARGEST) {
        return 0;
    }
    message.size = (uint32_t)size;
    message.ptr = malloc(size); /* its own block, so that AddressSanitizer sees every overread */
    require(message.ptr != NULL);
    memcpy(message.ptr, data, size);
    read_reply(message, data[0] == LWCLUS_KRB5_TGS_REP);
    free(message.ptr);
    return 0;
}
