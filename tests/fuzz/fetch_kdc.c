/* KDC and DNS server of fuzz_fetch.c: honest, or wrong as the input says. */
#include "fetch_net.h"

#if LWCLUS_KERBEROS

#include "unit/krb5/fake_kdc.c"

#define SKEW 300u

static const struct lwclus_krb5_key tgt_key = {LWCLUS_KRB5_AES256, {2}};

/* Names of realms and services. The last ones are too long, or not for a resolver. */
static const char *const names[] = {
    "R.TEST",
    "OTHER.TEST",
    "krbtgt/OTHER.TEST",
    "krbtgt/R.TEST",
    "joe",
    "a/b/c",
    "",
    "x y",
    "\xc3\xa4.test",
    "krbtgt/x y",
    "krbtgt",
    "krbtgt/A/B",
    "a..b",
    "L2345678901234567890123456789012345678901234567890123456789012345.TEST",
    "L23456789012345678901234567890123456789012345678901234567890.L23456789012345678901234567890123456789012"
    "34567890.L23456",
    "L23456789012345678901234567890123456789012345678901234567890.L23456789012345678901234567890123456789012"
    "34567890.L23456789",
};

static const char *next_name(void)
{
    return names[net_next() % (sizeof names / sizeof names[0])];
}

static uint32_t next16(void)
{
    uint32_t v = net_next();

    return v << 8 | net_next();
}

/* Bytes of the input. */
static struct lwclus_cspan next_bytes(uint32_t most)
{
    uint32_t n = next16() % most;
    struct lwclus_cspan span = {net.data, 0};

    if (!net.honest) {
        span.size = n < net.size ? n : (uint32_t)net.size;
        net.data += span.size;
        net.size -= span.size;
    }
    return span;
}

const struct lwclus_krb5_key *net_account_key(void)
{
    static struct lwclus_krb5_key key;
    struct lwclus_krb5_s2k s2k;

    if (key.etype == 0) {
        lwclus_krb5_s2k_start(&s2k, LWCLUS_KRB5_AES256, NET_PASSWORD,
                              (struct lwclus_cspan){(const uint8_t *)"R.TESTjoe", 9}, 4096);
        (void)lwclus_krb5_s2k_step(&s2k, 4096);
        lwclus_krb5_s2k_finish(&s2k, &key);
    }
    return &key;
}

/* ---- errors ---- */

static uint32_t put_info(uint8_t *data, uint32_t room, bool honest)
{
    struct kdc_info info[2] = {{LWCLUS_KRB5_AES256, "R.TESTjoe", 4096}, {0, NULL, 0}};
    uint32_t count = 1;

    if (!honest) {
        info[1].etype = net_next() % 24u;
        info[1].salt = next_name();
        info[1].iterations = net_next() & 1u ? 0 : 4095u + net_next();
        count = 1u + (net_next() & 1u);
    }
    return kdc_sequence(data, room, kdc_write_info(data, room, info, count));
}

static uint32_t honest_error(uint8_t *out, uint32_t code)
{
    uint8_t data[1024];
    struct kdc_error e = {.code = code, .time = net_seconds(), .realm = "R.TEST", .name = "krbtgt/R.TEST"};

    if (code == 24 || code == 25) {
        e.data = (struct lwclus_cspan){data, put_info(data, sizeof data, true)};
    }
    return kdc_write_error(out, NET_ANSWER_BYTES, &e);
}

static uint32_t any_error(uint8_t *out)
{
    uint8_t data[4096];
    uint32_t how = net_next();
    struct kdc_error e = {
        .code = net_next(), .time = net_seconds(), .realm = "R.TEST", .name = "krbtgt/R.TEST"};

    if ((how & 1u) != 0) {
        e.time = next16() << 16 | next16();
    }
    if ((how & 2u) != 0) {
        e.client_realm = next_name();
    }
    if ((how & 4u) != 0) {
        e.data = (struct lwclus_cspan){data, put_info(data, sizeof data, (how & 8u) != 0)};
    } else if ((how & 8u) != 0) {
        e.data = next_bytes(600);
    }
    return kdc_write_error(out, NET_ANSWER_BYTES, &e);
}

/* ---- replies ---- */

static bool far_from(uint32_t a)
{
    return a - net_seconds() + SKEW > 2u * SKEW;
}

static void spoil_names(struct kdc_reply *r)
{
    uint32_t how = net_next();

    r->realm = (how & 1u) != 0 ? next_name() : r->realm;
    r->name = (how & 2u) != 0 ? next_name() : r->name;
    r->sealed_realm = (how & 4u) != 0 ? next_name() : NULL;
    r->sealed_name = (how & 8u) != 0 ? next_name() : NULL;
    r->client_realm = (how & 16u) != 0 ? next_name() : r->client_realm;
    r->client = (how & 32u) != 0 ? next_name() : r->client;
    r->nonce_value += (how & 64u) != 0;
    r->filler = (how & 128u) != 0 ? 1u + next16() % 30000u : 0;
}

static void spoil(struct kdc_reply *r)
{
    uint32_t how = net_next();

    spoil_names(r);
    if ((how & 1u) != 0) {
        r->session.etype = (uint8_t)(net_next() % 24u);
    }
    if ((how & 2u) != 0) {
        r->authtime = next16() << 16 | next16();
    }
    if ((how & 4u) != 0) {
        r->start = r->authtime + next16();
    }
    if ((how & 8u) != 0) {
        r->end = r->authtime + next16();
    }
    if ((how & 16u) != 0) {
        r->extra = next_bytes(200);
    }
    if ((how & 32u) != 0) {
        r->padata = next_bytes(400);
    }
    if ((how & 64u) != 0) {
        r->trailing = next_bytes(200);
    }
    if ((how & 128u) != 0) {
        r->type = (uint8_t)net_next();
        r->sealed_tag = (uint8_t)net_next();
        r->key_version = net_next();
    }
}

static uint32_t reply(uint8_t *out, const struct kdc_request *q, const struct kdc_ap *ap, uint32_t op)
{
    static uint8_t pa[256];
    struct kdc_info info = {LWCLUS_KRB5_AES256, "R.TESTjoe", 4096};
    struct kdc_reply r = {.tgs = q->tgs,
                          .key = q->tgs ? &ap->session : net_account_key(),
                          .session = {LWCLUS_KRB5_AES256, {(uint8_t)q->nonce}},
                          .client_realm = q->tgs ? ap->client_realm : q->realm,
                          .client = q->tgs ? ap->client : "joe",
                          .realm = q->realm,
                          .name = q->name,
                          .nonce_value = q->nonce,
                          .flags = 0x00010000u,
                          .authtime = net_seconds(),
                          .end = net_seconds() + 36000u};

    if (q->pa_type == 0) {
        r.padata = (struct lwclus_cspan){pa, kdc_write_info(pa, sizeof pa, &info, 1)};
    }
    if (op == 2) {
        spoil(&r);
    } else if (op == 3) {
        r.name = "krbtgt/OTHER.TEST";
    }
    r.service = r.filler == 0 ? &tgt_key : NULL; /* one key for all services */
    r.name = r.name[0] != 0 ? r.name : "x";
    return kdc_write_reply(out, NET_ANSWER_BYTES, &r);
}

static uint32_t answer(uint8_t *out, const struct kdc_request *q, uint32_t op)
{
    struct lwclus_krb5_time time = {0, 0};
    struct kdc_ap ap;

    memset(&ap, 0, sizeof ap);
    if (q->tgs) {
        if (!kdc_open_tgt(q, &tgt_key, &ap)) {
            return honest_error(out, ap.client[0] != 0 ? 36 : 31); /* BADMATCH, BAD_INTEGRITY */
        }
        return op != 2 && far_from(ap.time.seconds) ? honest_error(out, 37) : reply(out, q, &ap, op);
    }
    if (q->pa_type == 0) {
        return op == 2 ? reply(out, q, &ap, op) : honest_error(out, 25);
    }
    if (!kdc_open_timestamp(q, net_account_key(), &time)) {
        return honest_error(out, 24);
    }
    return op != 2 && far_from(time.seconds) ? honest_error(out, 37) : reply(out, q, &ap, op);
}

static uint32_t flip(uint8_t *out, uint32_t size)
{
    uint32_t n;

    for (n = 1u + net_next() % 4u; n != 0; n--) {
        out[next16() % size] ^= (uint8_t)net_next();
    }
    return net_next() == 1 ? next16() % size : size;
}

uint32_t net_kdc(uint8_t *request, uint32_t size, uint8_t *out)
{
    struct lwclus_cspan raw;
    struct kdc_request q;
    uint32_t op = net_next() % 9u;

    net_require(kdc_read_request((struct lwclus_span){request, size}, &q));
    switch (op) {
    case 4:
        return any_error(out);
    case 5:
        raw = next_bytes(3000);
        memcpy(out, raw.ptr, raw.size);
        return raw.size;
    case 6:
        return flip(out, answer(out, &q, 0));
    case 7:
        return 0;
    default:
        return answer(out, &q, op);
    }
}

/* ---- DNS ---- */

/* An SRV record of kdc.test, port 88. */
static const uint8_t host[] = {0, 0, 33, 0, 1,   0,   0,   0, 1,   0,   16,  0,   1, 0,
                               1, 0, 88, 3, 'k', 'd', 'c', 4, 't', 'e', 's', 't', 0};

uint32_t net_dns(const uint8_t *query, uint32_t size, uint8_t *out)
{
    uint32_t op = net_next() & 7u;
    struct lwclus_cspan raw;

    net_require(size >= 17 && size <= 512);
    memcpy(out, query, size);
    out[2] |= 0x80u;
    out[7] = 1;
    if (op == 1) {
        out[7] = (uint8_t)net_next();
        out[3] = (uint8_t)net_next();
    }
    if (op == 2 || op == 1) {
        raw = next_bytes(500);
        memcpy(out + size, raw.ptr, raw.size);
        size += raw.size;
    } else {
        memcpy(out + size, host, sizeof host);
        size += (uint32_t)sizeof host;
    }
    return op == 3 ? flip(out, size) : op == 4 ? 0 : size;
}

#else
typedef int fetch_kdc_unused;
#endif
