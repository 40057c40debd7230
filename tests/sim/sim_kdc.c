/* Simulated KDCs. */
#include "sim_kdc.h"

#if LWCLUS_KERBEROS

#include <string.h>

#include "sim_int.h"
#include "sim_port.h"
#include "unit/krb5/fake_kdc.h"

#define FILETIME_OF_EPOCH 116444736000000000u
#define SKEW              300u

struct sim_kdc_net sim_kdc_net;

void sim_kdc_init(void)
{
    static const struct sim_kdc_account accounts[] = {
        {.user = "administrator", .password = "Passw0rd.1"},
        {.user = "reader", .password = "Passw0rd.1"},
        {.user = "disabled", .password = "Passw0rd.1", .error = 18, .ntstatus = 0xc0000072u},
        {.user = "locked", .password = "Passw0rd.1", .error = 18, .ntstatus = 0xc0000234u},
        {.user = "expired", .password = "Passw0rd.1", .error = 23, .ntstatus = 0xc0000071u},
        {.user = "mustchange", .password = "Passw0rd.1", .error = 23, .ntstatus = 0xc0000224u},
        {.user = "lazy", .password = "Passw0rd.1", .no_preauth = true},
        {.user = "renamed", .password = "Passw0rd.1", .salt = "DOM.TESTformer"},
    };

    memset(&sim_kdc_net, 0, sizeof sim_kdc_net);
    memcpy(sim_kdc_net.account, accounts, sizeof accounts);
}

uint32_t sim_kdc_now(void)
{
    return (uint32_t)((sim_net.cluster->filetime - FILETIME_OF_EPOCH) / 10000000u) +
           (sim_net.now - SIM_CLOCK_START) / 1000u;
}

uint32_t sim_kdc_at(const struct lwclus_address *address)
{
    struct lwclus_address first = sim_net_address(SIM_KDC_FIRST);
    uint32_t n = (uint32_t)address->bytes[3] - first.bytes[3];

    return address->family == LWCLUS_FAMILY_IPV4 && memcmp(address->bytes, first.bytes, 3) == 0 &&
                   n < SIM_KDCS
               ? n
               : SIM_KDCS;
}

/* ---- keys ---- */

struct lwclus_krb5_key sim_kdc_key(const char *name)
{
    struct lwclus_krb5_key key = {.etype = sim_kdc_net.etype != 0 ? sim_kdc_net.etype : 18};
    uint32_t hash = 2166136261u + sim_kdc_net.generation;

    for (; *name != 0; name++) {
        hash = (hash ^ (uint8_t)*name) * 16777619u;
    }
    for (uint32_t i = 0; i < lwclus_krb5_key_bytes(key.etype); i++) {
        hash = hash * 1664525u + 1013904223u;
        key.bytes[i] = (uint8_t)(hash >> 24);
    }
    return key;
}

static void salt_of(const struct sim_kdc_account *account, char *out, size_t room)
{
    out[0] = 0;
    if (account->salt != NULL) {
        strncat(out, account->salt, room - 1);
    } else {
        strncat(out, SIM_KDC_REALM, room - 1);
        strncat(out, account->user, room - 1 - strlen(out));
    }
}

/* String-to-key takes long, so the last ones are kept. */
struct lwclus_krb5_key sim_kdc_account_key(const struct sim_kdc_account *account)
{
    static struct {
        char text[128];
        struct lwclus_krb5_key key;
    } kept[4];
    static uint32_t next;
    char text[128];
    char salt[64];
    uint16_t password[32] = {0};
    struct lwclus_krb5_s2k s2k;
    uint8_t etype = sim_kdc_net.etype != 0 ? sim_kdc_net.etype : 18;

    salt_of(account, salt, sizeof salt);
    text[0] = (char)etype;
    text[1] = 0;
    strncat(text, salt, 60);
    strncat(text, "|", 2);
    strncat(text, account->password, 60);
    for (uint32_t i = 0; i < 4; i++) {
        if (strcmp(kept[i].text, text) == 0) {
            return kept[i].key;
        }
    }
    for (uint32_t i = 0; account->password[i] != 0 && i < 31; i++) {
        password[i] = (uint8_t)account->password[i];
    }
    lwclus_krb5_s2k_start(&s2k, etype, password,
                          (struct lwclus_cspan){(const uint8_t *)salt, (uint32_t)strlen(salt)}, 4096);
    while (!lwclus_krb5_s2k_step(&s2k, 4096)) {
    }
    next = (next + 1u) % 4u;
    strcpy(kept[next].text, text);
    lwclus_krb5_s2k_finish(&s2k, &kept[next].key);
    return kept[next].key;
}

/* ---- one request ---- */

struct exchange {
    struct sim_kdc *kdc;
    const char *realm;
    struct kdc_request request;
    const struct sim_kdc_account *account;
    uint8_t *out;
    uint32_t cap;
};

static bool same_nocase(const char *a, const char *b)
{
    for (; *a != 0 && (*a | 0x20) == (*b | 0x20); a++, b++) {
    }
    return *a == *b;
}

static void check(bool good, const char *text, uint32_t value)
{
    if (!good) {
        sim_complain(sim_net.cluster, text, value);
    }
}

static const struct sim_kdc_account *find_account(const char *user)
{
    for (uint32_t i = 0; i < SIM_KDC_ACCOUNTS; i++) {
        const char *name = sim_kdc_net.account[i].user;

        if (name != NULL && strncmp(name, user, strlen(name)) == 0 &&
            (user[strlen(name)] == 0 || user[strlen(name)] == '@')) {
            return &sim_kdc_net.account[i];
        }
    }
    return NULL;
}

static uint32_t fail(struct exchange *x, uint32_t code, bool info)
{
    uint8_t data[256];
    char salt[64];
    uint32_t size = 0;
    struct kdc_error e = {.code = code,
                          .time = sim_kdc_now() + (uint32_t)x->kdc->clock_off,
                          .realm = x->realm,
                          .name = x->request.name};

    if (info) {
        struct kdc_info entry = {sim_kdc_net.etype != 0 ? sim_kdc_net.etype : 18, salt, 4096};

        salt_of(x->account, salt, sizeof salt);
        size = kdc_write_info(data, sizeof data, &entry, 1);
        size = kdc_sequence(data, sizeof data, size);
    } else if (x->account != NULL && x->account->ntstatus != 0 && code == x->account->error) {
        uint8_t status[12] = {0};

        for (uint32_t i = 0; i < 4; i++) {
            status[i] = (uint8_t)(x->account->ntstatus >> (8u * i));
        }
        status[8] = 1;
        size = kdc_write_pa(data, sizeof data, 3, status, sizeof status);
        size = kdc_sequence(data, sizeof data, size);
    }
    if (code == 68) {
        e.client_realm = SIM_KDC_REALM;
        e.client = x->request.client;
    }
    e.data = (struct lwclus_cspan){size != 0 ? data : NULL, size};
    x->kdc->errors++;
    return kdc_write_error(x->out, x->cap, &e);
}

static struct kdc_reply reply(struct exchange *x, const char *client, const char *service)
{
    uint32_t now = sim_kdc_now() + (uint32_t)x->kdc->clock_off;
    struct kdc_reply r = {.tgs = x->request.tgs,
                          .client_realm = SIM_KDC_REALM,
                          .client = client,
                          .realm = x->kdc->wrong_realm != NULL ? x->kdc->wrong_realm : x->realm,
                          .name = x->kdc->wrong_name != NULL ? x->kdc->wrong_name : service,
                          .nonce_value = x->request.nonce + x->kdc->wrong_nonce,
                          .flags = 0x00010000u,
                          .authtime = now,
                          .end = now + (x->kdc->lifetime != 0 ? x->kdc->lifetime : 36000u),
                          .filler = x->kdc->ticket_bytes};

    r.session = sim_kdc_key("session");
    r.session.bytes[0] ^= (uint8_t)x->request.nonce;
    if (x->kdc->wrong_etype != 0) {
        r.session.etype = x->kdc->wrong_etype;
    }
    memset(r.confounder, 0x77, sizeof r.confounder);
    return r;
}

static uint32_t grant(struct exchange *x, struct kdc_reply *r, const char *service)
{
    char name[300];
    struct lwclus_krb5_key key;

    strcpy(name, strncmp(service, "krbtgt/", 7) == 0 ? service : "CLUSTER$");
    key = sim_kdc_key(name);
    r->service = x->kdc->ticket_bytes != 0 ? NULL : &key;
    return kdc_write_reply(x->out, x->cap, r);
}

static bool offered(const struct kdc_request *q, uint8_t etype)
{
    for (uint32_t i = 0; i < q->etype_count; i++) {
        if (q->etypes[i] == etype) {
            return true;
        }
    }
    return false;
}

static bool is_service(const char *name)
{
    return strncmp(name, "krbtgt/", 7) != 0;
}

static bool far_from(uint32_t a, uint32_t b)
{
    return (a > b ? a - b : b - a) > SKEW;
}

static uint32_t as_exchange(struct exchange *x)
{
    struct kdc_request *q = &x->request;
    struct lwclus_krb5_time time = {0, 0};
    struct lwclus_krb5_key key;
    struct kdc_reply r;
    char service[300];

    x->kdc->as++;
    x->kdc->as_keyed += q->pa_type != 0;
    x->account = find_account(q->client);
    if (!same_nocase(q->realm, x->realm)) {
        return fail(x, same_nocase(q->realm, "ALIAS") ? 68 : 6, false);
    }
    check(q->client_type == (strchr(q->client, '@') != NULL ? 10u : 1u), "name type of the account",
          q->client_type);
    check((q->options == 0) == is_service(q->name), "KDCOptions", q->options);
    if (x->account == NULL) {
        return fail(x, 6, false);
    }
    key = sim_kdc_account_key(x->account);
    if (!offered(q, key.etype)) {
        return fail(x, 14, false);
    }
    if (q->pa_type == 0 && !x->account->no_preauth) {
        return fail(x, 25, true);
    }
    if (q->pa_type != 0 && !kdc_open_timestamp(q, &key, &time)) {
        return fail(x, 24, true);
    }
    if (q->pa_type != 0 && far_from(time.seconds, sim_kdc_now() + (uint32_t)x->kdc->clock_off)) {
        return fail(x, 37, false);
    }
    if (x->account->error != 0) {
        return fail(x, x->account->error, false);
    }
    if (is_service(q->name) && (x->kdc->direct_refused || sim_kdc_net.no_spn)) {
        return fail(x, x->kdc->direct_refused ? x->kdc->direct_error : 7, false);
    }
    strcpy(service, q->name);
    r = reply(x, x->account->user, service);
    r.key = &key;
    if (x->account->no_preauth && q->pa_type == 0) {
        static uint8_t pa[256];
        static char salt[64];
        struct kdc_info entry = {key.etype, salt, 4096};

        salt_of(x->account, salt, sizeof salt);
        r.padata = (struct lwclus_cspan){pa, kdc_write_info(pa, sizeof pa, &entry, 1)};
    }
    return grant(x, &r, service);
}

static uint32_t tgs_exchange(struct exchange *x)
{
    struct kdc_request *q = &x->request;
    char krbtgt[160] = "krbtgt/";
    const char *refer = x->kdc->refer;
    struct lwclus_krb5_key key;
    struct kdc_reply r;
    struct kdc_ap ap = {0};

    x->kdc->tgs++;
    strncat(krbtgt, x->realm, 140);
    key = sim_kdc_key(krbtgt);
    if (!kdc_open_tgt(q, &key, &ap)) { /* BADMATCH: names of ticket and authenticator differ */
        return fail(x, ap.client[0] != 0 ? 36 : 31, false);
    }
    if (far_from(ap.time.seconds, sim_kdc_now() + (uint32_t)x->kdc->clock_off)) {
        return fail(x, 37, false);
    }
    check(same_nocase(q->realm, x->realm), "realm of a TGS-REQ", 0);
    if (x->kdc->error_tgs != 0) {
        uint32_t code = x->kdc->error_tgs;

        x->kdc->error_tgs = x->kdc->error_times == 1 ? 0 : code;
        x->kdc->error_times -= x->kdc->error_times != 0;
        return fail(x, code, false);
    }
    if (x->kdc->hops != 0 && (x->realm[0] == 'H' ? (uint32_t)(x->realm[1] - '0') : 0) < x->kdc->hops) {
        static char next[] = "H1.TEST";

        next[1] = (char)(x->realm[0] == 'H' ? x->realm[1] + 1 : '1');
        refer = next;
    }
    if (refer != NULL) {
        krbtgt[7] = 0;
        strncat(krbtgt, refer, 140);
        r = reply(x, ap.client, krbtgt);
        r.key = &ap.session;
        return grant(x, &r, krbtgt);
    }
    if (sim_kdc_net.no_spn) {
        return fail(x, 7, false);
    }
    r = reply(x, ap.client, q->name);
    r.key = &ap.session;
    return grant(x, &r, q->name);
}

static uint32_t serve(uint32_t kdc, uint8_t *data, uint32_t size, uint8_t *out, uint32_t cap)
{
    struct exchange x = {.kdc = &sim_kdc_net.kdc[kdc], .out = out, .cap = cap};
    uint32_t code = x.kdc->error;

    x.realm = x.kdc->realm != NULL ? x.kdc->realm : SIM_KDC_REALM;
    if (!kdc_read_request((struct lwclus_span){data, size}, &x.request)) {
        sim_complain(sim_net.cluster, "request to the KDC", size);
        return 0;
    }
    if (x.kdc->hops != 0 && x.request.realm[0] == 'H') {
        x.realm = x.request.realm;
    }
    if (x.kdc->reach == SIM_KDC_GARBAGE) {
        memset(out, 0x30, 200);
        return 200;
    }
    if (code != 0) {
        x.kdc->error = x.kdc->error_times == 1 ? 0 : code;
        x.kdc->error_times -= x.kdc->error_times != 0;
        x.account = find_account(x.request.client);
        return fail(&x, code, false);
    }
    return x.request.tgs ? tgs_exchange(&x) : as_exchange(&x);
}

/* ---- TCP ---- */

void sim_kdc_accept(struct sim_kdc_conn *conn, uint32_t kdc)
{
    memset(conn, 0, offsetof(struct sim_kdc_conn, in));
    conn->kdc = (uint8_t)kdc;
    sim_kdc_net.kdc[kdc].connects++;
}

static void put_length(uint8_t *out, uint32_t v)
{
    for (uint32_t i = 0; i < 4; i++) {
        out[i] = (uint8_t)(v >> (24u - 8u * i));
    }
}

static void answer(struct sim_kdc_conn *conn, uint32_t size)
{
    struct sim_kdc *kdc = &sim_kdc_net.kdc[conn->kdc];
    uint32_t n;

    if (kdc->reach == SIM_KDC_SILENT || kdc->reach == SIM_KDC_DEAD) {
        return;
    }
    if (kdc->reach == SIM_KDC_CLOSES) {
        conn->end = true;
        return;
    }
    n = serve(conn->kdc, conn->in + 4, size, conn->out + 4, SIM_KDC_MESSAGE);
    put_length(conn->out, kdc->length != 0 ? kdc->length : n);
    conn->size = n + 4u;
    conn->taken = 0;
}

void sim_kdc_input(struct sim_kdc_conn *conn, const uint8_t *data, size_t size)
{
    uint32_t want;

    if (conn->end) {
        return;
    }
    if (size > sizeof conn->in - conn->got) {
        sim_complain(sim_net.cluster, "request to the KDC is too long", (uint32_t)size);
        conn->end = true;
        return;
    }
    check(conn->taken == conn->size, "request before the answer was read", conn->size);
    memcpy(conn->in + conn->got, data, size);
    conn->got += (uint32_t)size;
    want =
        (uint32_t)conn->in[0] << 24 | (uint32_t)conn->in[1] << 16 | (uint32_t)conn->in[2] << 8 | conn->in[3];
    if (conn->got >= 4 && conn->got >= want + 4u) {
        check(conn->got == want + 4u, "bytes behind a request to the KDC", conn->got);
        conn->got = 0;
        answer(conn, want);
    }
}

size_t sim_kdc_output(struct sim_kdc_conn *conn, uint8_t *buf, size_t cap)
{
    struct sim_kdc *kdc = &sim_kdc_net.kdc[conn->kdc];
    uint32_t n = conn->size - conn->taken;

    n = n < cap ? n : (uint32_t)cap;
    n = kdc->chunk != 0 && kdc->chunk < n ? kdc->chunk : n;
    if (kdc->close_output > kdc->bytes_out && kdc->close_output - kdc->bytes_out <= n) {
        n = kdc->close_output - kdc->bytes_out - 1u;
        if (n == 0) {
            kdc->close_output = 0;
            conn->end = true;
            conn->taken = conn->size;
            return 0;
        }
    }
    memcpy(buf, conn->out + conn->taken, n);
    if (kdc->flip_at > kdc->bytes_out && kdc->flip_at - kdc->bytes_out <= n) {
        buf[kdc->flip_at - kdc->bytes_out - 1u] ^= 0x10u;
    }
    conn->taken += n;
    kdc->bytes_out += n;
    if (n != 0 && conn->taken == conn->size && kdc->closes_after) {
        conn->end = true;
    }
    return n;
}

bool sim_kdc_closed(const struct sim_kdc_conn *conn)
{
    return conn->end && conn->taken == conn->size;
}

/* ---- UDP ---- */

uint32_t sim_kdc_datagram(uint32_t kdc, const uint8_t *data, uint32_t size, uint8_t *out, uint32_t cap)
{
    static uint8_t in[2048];
    struct sim_kdc *k = &sim_kdc_net.kdc[kdc];
    struct exchange x = {.kdc = k, .out = out, .cap = cap, .realm = SIM_KDC_REALM};
    uint32_t n;

    k->datagrams++;
    if (k->udp_blocked || k->reach != SIM_KDC_UP || size > sizeof in) {
        return 0;
    }
    memcpy(in, data, size);
    n = serve(kdc, in, size, out, cap);
    if (n > (k->udp_most != 0 ? k->udp_most : 1400u)) {
        (void)kdc_read_request((struct lwclus_span){in, size}, &x.request);
        n = fail(&x, 52, false);
    }
    if (k->udp_garbage) {
        n /= 2;
    }
    return n;
}

/* ---- DNS ---- */

/* Name with dots as labels. */
static void put_dns(struct lwclus_cursor *c, const char *name)
{
    while (*name != 0) {
        size_t size = strcspn(name, ".");

        lwclus_put_u8(c, (uint8_t)size);
        lwclus_put_bytes(c, name, (uint32_t)size);
        name += size + (name[size] == '.');
    }
    lwclus_put_u8(c, 0);
}

uint32_t sim_kdc_srv(const uint8_t *data, uint32_t size, uint8_t *out, uint32_t cap)
{
    uint8_t want[128];
    struct lwclus_cursor q, c;
    uint32_t count = 0;

    sim_kdc_net.srv_asked++;
    lwclus_cursor_init(&q, want, sizeof want);
    put_dns(&q, "_kerberos._tcp." SIM_KDC_REALM);
    lwclus_put_u16be(&q, 33);
    lwclus_put_u16be(&q, 1);
    check(size == 12u + q.pos && memcmp(data + 2, "\1\0\0\1\0\0\0\0\0\0", 10) == 0 &&
              memcmp(data + 12, want, q.pos) == 0,
          "SRV query", size);
    if (sim_kdc_net.srv_silent) {
        return 0;
    }
    while (count < 4 && sim_kdc_net.srv[count] != NULL) {
        count++;
    }
    lwclus_cursor_init(&c, out, cap);
    lwclus_put_bytes(&c, data, 2);
    lwclus_put_u16be(&c, count != 0 ? 0x8580 : 0x8583);
    lwclus_put_u16be(&c, 1);
    lwclus_put_u16be(&c, (uint16_t)count);
    lwclus_put_u32be(&c, 0);
    lwclus_put_bytes(&c, data + 12, size - 12u);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at;

        lwclus_put_u16be(&c, 0xc00c);
        lwclus_put_u16be(&c, 33);
        lwclus_put_u16be(&c, 1);
        lwclus_put_u32be(&c, 600);
        at = c.pos;
        lwclus_put_u16be(&c, 0);
        lwclus_put_u16be(&c, sim_kdc_net.srv_priority[i]);
        lwclus_put_u16be(&c, 100);
        lwclus_put_u16be(&c, SIM_KDC_PORT);
        if (sim_kdc_net.srv_compressed) { /* ".DOM.TEST" is in the question, behind "_kerberos._tcp" */
            const char *dot = strchr(sim_kdc_net.srv[i], '.');

            lwclus_put_u8(&c, (uint8_t)(dot - sim_kdc_net.srv[i]));
            lwclus_put_bytes(&c, sim_kdc_net.srv[i], (uint32_t)(dot - sim_kdc_net.srv[i]));
            lwclus_put_u16be(&c, 0xc000 + 12 + 10 + 5);
        } else {
            put_dns(&c, sim_kdc_net.srv[i]);
        }
        out[at] = 0;
        out[at + 1] = (uint8_t)(c.pos - at - 2u);
    }
    return c.pos;
}

#else
typedef int sim_kdc_unused;
#endif
