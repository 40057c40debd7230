/* The library in front of a scripted server. */
#include "api/scripted.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "hex.h"
#include "method/method.h"
#include "ndr/program.h"
#include "rpc/pdu.h"

struct scripted scripted;
HCLUSTER C;
HNODE N, M;
HGROUP G, H;
HRESOURCE R, S;
HNETWORK W;
HNETINTERFACE I;

/* ---- stub data ---- */

struct stub {
    struct lwclus_cursor c;
    uint32_t referent;
};

static void put_string(struct lwclus_cursor *c, const char *text, size_t n)
{
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, (uint32_t)n + 1);
    lwclus_put_u32(c, 0);
    lwclus_put_u32(c, (uint32_t)n + 1);
    for (; n != 0; n--, text++) {
        lwclus_put_u16(c, (uint16_t)(*text == '_' ? ' ' : *text));
    }
    lwclus_put_u16(c, 0);
}

static void put_context(struct lwclus_cursor *c, char letter)
{
    uint8_t uuid[16];

    memset(uuid, letter, sizeof uuid);
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, 0);
    lwclus_put_bytes(c, letter == '0' ? (const uint8_t[16]){0} : uuid, sizeof uuid);
}

static void put_number(struct stub *s, const char *word, size_t n)
{
    unsigned long long value = strtoull(word + 1, NULL, *word == 'x' ? 16 : 10);

    (void)n;
    if (*word == 'w') {
        lwclus_cursor_align(&s->c, 2, true);
        lwclus_put_u16(&s->c, (uint16_t)value);
        return;
    }
    lwclus_cursor_align(&s->c, *word == 'q' ? 8 : 4, true);
    lwclus_put_u32(&s->c, (uint32_t)value);
    if (*word == 'q') {
        lwclus_put_u32(&s->c, (uint32_t)(value >> 32));
    }
}

static void put_word(struct stub *s, const char *word, size_t n)
{
    char hex[1024];
    uint8_t bytes[512];

    switch (*word) {
    case '@':
        put_context(&s->c, word[1]);
        break;
    case 's':
        put_string(&s->c, word + 2, n - 2);
        break;
    case 'p':
        lwclus_cursor_align(&s->c, 4, true);
        lwclus_put_u32(&s->c, s->referent);
        s->referent += 4;
        break;
    case 'a':
        lwclus_cursor_align(&s->c, 4, true);
        break;
    case 'h':
        (void)snprintf(hex, sizeof hex, "%.*s", (int)n - 2, word + 2);
        lwclus_put_bytes(&s->c, bytes, hex_read(bytes, hex));
        break;
    default:
        put_number(s, word, n);
    }
}

uint32_t scripted_stub(uint8_t *out, const char *words)
{
    struct stub s;

    lwclus_cursor_init(&s.c, out, SCRIPTED_STUB);
    s.referent = 0x20000;
    while (*words != '\0') {
        size_t n = strcspn(words, " ");

        if (n != 0) {
            put_word(&s, words, n);
        }
        words += n + (words[n] == ' ');
    }
    assert_int_equal(s.c.status, LWCLUS_OK);
    return s.c.pos;
}

/* ---- server ---- */

static void say(uint8_t type, uint32_t call_id, uint32_t hint, const uint8_t *body, uint32_t size)
{
    static uint8_t pdu[SCRIPTED_STUB + 64];
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, pdu, sizeof pdu);
    lwclus_pdu_put_header(&c, type, LWCLUS_PFC_WHOLE, call_id);
    lwclus_put_u32(&c, hint);
    lwclus_put_u32(&c, 0);
    lwclus_put_bytes(&c, body, size);
    lwclus_pdu_put_lengths(&c, 0);
    script_say(&scripted.io, pdu, c.pos);
}

static void answer_bind(uint32_t call_id)
{
    uint8_t out[128];
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, out, sizeof out);
    lwclus_pdu_put_header(&c, LWCLUS_PDU_BIND_ACK, LWCLUS_PFC_WHOLE, call_id);
    lwclus_put_u16(&c, 5840);
    lwclus_put_u16(&c, 5840);
    lwclus_put_u32(&c, 0x1234);
    lwclus_put_u16(&c, 0);
    lwclus_cursor_align(&c, 4, true);
    lwclus_put_u32(&c, 1);
    lwclus_put_u32(&c, 0);
    lwclus_put_bytes(&c, lwclus_syntax_clusapi.ndr20, LWCLUS_SYNTAX_BYTES);
    lwclus_pdu_put_lengths(&c, 0);
    script_say(&scripted.io, out, c.pos);
}

/* What belongs to opening and closing a session or an object; NULL for all else. */
static const char *own_answer(uint16_t opnum)
{
    static const struct {
        uint8_t opnum;
        const char *response;
    } rows[] = {{0, "d0 @C"},         {1, "@0 d0"},  {3, "p s=CLUS p s=N1 d0"},
                {7, "p d0 d0 d0 d0"}, {11, "@0 d0"}, {44, "@0 d0"},
                {67, "@0 d0"},        {82, "@0 d0"}, {93, "@0 d0"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].opnum == opnum) {
            return rows[i].response;
        }
    }
    return NULL;
}

/* The tail tells where Status is; a failed method returns no handle. */
static void set_status(uint16_t opnum, uint8_t *stub, uint32_t size)
{
    bool handle = (lwclus_method_end(lwclus_method_program(opnum)) & LWCLUS_NDR_END_HANDLE) != 0;
    struct lwclus_cursor c;

    lwclus_cursor_init(&c, stub, size);
    (void)lwclus_cursor_take(&c, size - (handle ? 28u : 4u));
    lwclus_put_u32(&c, scripted.status);
    if (handle) {
        lwclus_put_zeros(&c, 24);
    }
}

static void answer_call(const struct scripted_call *call, uint32_t call_id)
{
    uint8_t stub[SCRIPTED_STUB];
    uint32_t size;

    if (call->response == NULL) {
        uint8_t status[8] = {(uint8_t)call->fault, (uint8_t)(call->fault >> 8), (uint8_t)(call->fault >> 16),
                             (uint8_t)(call->fault >> 24)};

        say(LWCLUS_PDU_FAULT, call_id, 0, status, sizeof status);
        return;
    }
    size = scripted_stub(stub, call->response);
    scripted.response_bytes = size;
    if (scripted.status != 0) {
        set_status(call->opnum, stub, size);
    }
    if (scripted.flip < size) {
        stub[scripted.flip] ^= 0xff;
    }
    size = size < scripted.truncate ? size : scripted.truncate;
    say(LWCLUS_PDU_RESPONSE, call_id, size, stub, size);
}

static void on_request(const uint8_t *pdu, uint32_t size, uint32_t call_id)
{
    uint16_t opnum = (uint16_t)(pdu[22] | pdu[23] << 8);
    const struct scripted_call *call = &scripted.calls[scripted.seen];
    uint8_t stub[SCRIPTED_STUB];
    struct scripted_call own = {opnum, "", own_answer(opnum), 0};
    uint32_t expected;

    if (scripted.seen == scripted.expected || call->opnum != opnum) {
        if (own.response == NULL) {
            fail_msg("unexpected call of opnum %u", opnum);
        }
        scripted.others++;
        size = scripted_stub(stub, own.response);
        say(LWCLUS_PDU_RESPONSE, call_id, size, stub, size);
        return;
    }
    expected = scripted_stub(stub, call->request);
    if (!scripted.any_request && (size - 24 != expected || memcmp(pdu + 24, stub, expected) != 0)) {
        print_error("opnum %u sent %s\n", opnum, hex_text(pdu + 24, size - 24));
        fail_msg("instead of %s", hex_text(stub, expected));
    }
    scripted.seen++;
    answer_call(call, call_id);
}

static void on_pdu(void *user, const uint8_t *pdu, uint32_t size)
{
    uint32_t call_id = (uint32_t)(pdu[12] | pdu[13] << 8);

    (void)user;
    if (pdu[2] == LWCLUS_PDU_BIND) {
        answer_bind(call_id);
    } else if (pdu[2] == LWCLUS_PDU_REQUEST) {
        on_request(pdu, size, call_id);
    }
}

/* ---- port ---- */

static uint32_t now_ms(void)
{
    return scripted.now;
}

static void wait_ms(uint8_t slot, uint32_t ms)
{
    (void)slot;
    scripted.now += ms;
}

static bool random_bytes(uint8_t *out, uint32_t size)
{
    memset(out, 7, size);
    return true;
}

static struct lwclus_task_error *task_error(void)
{
    return &scripted.error;
}

static const struct lwclus_port port = {.name = "scripted",
                                        .tcp = &script_transport,
                                        .now_ms = now_ms,
                                        .wait = wait_ms,
                                        .random = random_bytes,
                                        .task_error = task_error};

/* ---- scene ---- */

void scripted_expect(uint16_t opnum, const char *request, const char *response)
{
    assert_true(scripted.expected < SCRIPTED_CALLS);
    scripted.calls[scripted.expected++] = (struct scripted_call){opnum, request, response, 0};
}

void scripted_done(void)
{
    assert_int_equal(scripted.seen, scripted.expected);
    scripted.seen = 0;
    scripted.expected = 0;
}

int scripted_start(void **state)
{
    const struct lwclus_config config = {.port = &port, .local = &script_transport};

    (void)state;
    lwclus_deinit(); /* what a test that failed left behind */
    script_free(&scripted.io);
    memset(&scripted, 0, sizeof scripted);
    scripted.truncate = UINT32_MAX;
    scripted.flip = UINT32_MAX;
    script_init(&scripted.io);
    scripted.io.on_pdu = on_pdu;
    assert_int_equal(lwclus_init(&config), ERROR_SUCCESS);
    C = OpenCluster(NULL);
    assert_non_null(C);
    scripted_expect(66, "s=N1", "d0 d0 @N");
    N = OpenClusterNode(C, u"N1");
    scripted_expect(66, "s=N2", "d0 d0 @M");
    M = OpenClusterNode(C, u"N2");
    scripted_expect(41, "s=g", "d0 d0 @G");
    G = OpenClusterGroup(C, u"g");
    scripted_expect(41, "s=h", "d0 d0 @H");
    H = OpenClusterGroup(C, u"h");
    scripted_done();
    scripted_expect(8, "s=r", "d0 d0 @R");
    R = OpenClusterResource(C, u"r");
    scripted_expect(8, "s=s", "d0 d0 @S");
    S = OpenClusterResource(C, u"s");
    scripted_expect(81, "s=lan", "d0 d0 @W");
    W = OpenClusterNetwork(C, u"lan");
    scripted_expect(92, "s=n1_-_lan", "d0 d0 @I");
    I = OpenClusterNetInterface(C, u"n1 - lan");
    scripted_done();
    assert_true(N != NULL && M != NULL && G != NULL && H != NULL && R != NULL && S != NULL && W != NULL &&
                I != NULL);
    return 0;
}

int scripted_stop(void **state)
{
    struct lwclus_usage usage;

    (void)state;
    lwclus_set_nonblocking(false);
    (void)CloseCluster(C);
    lwclus_get_usage(&usage);
    assert_int_equal(usage.sessions + usage.handles + usage.enums, 0);
    lwclus_deinit();
    script_free(&scripted.io);
    return 0;
}
