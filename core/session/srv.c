/* SRV records of KDCs. */
#include "session/srv.h"

#include "lwclus_port.h"

#if LWCLUS_KERBEROS && LWCLUS_KDC_SRV && LWCLUS_DNS

#include <string.h>

#define FLAGS_QUERY     0x0100u /* recursion desired */
#define FLAGS_RESPONSE  0x8000u
#define FLAGS_RCODE     0x000fu
#define TYPE_SRV        33u
#define CLASS_IN        1u
#define LABEL_MAX       63u
#define POINTER         0xc0u /* the rest of a name is elsewhere (RFC 1035 4.1.4) */
#define POINTERS_MOST   8u    /* a chain that is longer is a loop */
#define COMPRESSED_ROOT 0u

static void put_labels(struct lwclus_cursor *c, const char *name)
{
    while (*name != 0) {
        uint32_t size = (uint32_t)strcspn(name, ".");

        if (size == 0 || size > LABEL_MAX) {
            lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_NAME));
        }
        lwclus_put_u8(c, (uint8_t)size);
        lwclus_put_bytes(c, name, size);
        name += size;
        name += *name != 0;
    }
}

void lwclus_srv_query(struct lwclus_cursor *c, uint16_t id, const char *realm)
{
    lwclus_put_u16be(c, id);
    lwclus_put_u16be(c, FLAGS_QUERY);
    lwclus_put_u16be(c, 1);
    lwclus_put_zeros(c, 6);
    put_labels(c, "_kerberos._tcp");
    put_labels(c, realm);
    lwclus_put_u8(c, COMPRESSED_ROOT);
    lwclus_put_u16be(c, TYPE_SRV);
    lwclus_put_u16be(c, CLASS_IN);
}

/* Reads a name into `out` (NULL = skips it). `whole` is the message that pointers refer to. A name that does
 * not fit leaves `out` empty. */
static void get_name(struct lwclus_cursor *c, const struct lwclus_cursor *whole, char *out)
{
    struct lwclus_cursor at = *c;
    uint32_t used = 0;
    uint32_t jumps = 0;
    uint8_t size = lwclus_get_u8(&at);

    while (size != 0) {
        if (size >= POINTER) {
            uint32_t offset = ((uint32_t)size << 8 | lwclus_get_u8(&at)) & 0x3fffu;

            if (jumps++ == 0) {
                *c = at;
            }
            lwclus_cursor_init(&at, whole->base, whole->cap);
            (void)lwclus_cursor_take(&at, offset);
        } else {
            const uint8_t *label = lwclus_cursor_take(&at, size);

            if (label != NULL && out != NULL && used + size + 2u <= LWCLUS_KDC_NAME_BYTES) {
                memcpy(out + used, label, size);
                out[used + size] = '.';
            } else {
                out = NULL;
            }
            used += size + 1u;
        }
        if (jumps > POINTERS_MOST || at.status != LWCLUS_OK) {
            lwclus_cursor_fail(c, RPC_X_BAD_STUB_DATA);
            return;
        }
        size = lwclus_get_u8(&at);
    }
    if (jumps == 0) {
        *c = at;
    }
    lwclus_cursor_fail(c, at.status);
    if (out != NULL && used != 0) {
        out[used - 1] = 0;
    }
}

/* Keeps the list in order of priority; weights are for servers with many clients. */
static int insert(struct lwclus_kdc_host *list, int count, const struct lwclus_kdc_host *host)
{
    int at = count;

    while (at > 0 && list[at - 1].priority > host->priority) {
        at--;
    }
    count += count < (int)LWCLUS_KDC_HOSTS;
    if (at < count) {
        memmove(&list[at + 1], &list[at], (size_t)(count - at - 1) * sizeof(*list));
        list[at] = *host;
    }
    return count;
}

/* One record; adds the host of an SRV record. */
static int get_record(struct lwclus_cursor *c, const struct lwclus_cursor *whole,
                      struct lwclus_kdc_host *list, int count)
{
    struct lwclus_cursor data;
    struct lwclus_kdc_host host;
    uint16_t type;

    get_name(c, whole, NULL);
    type = lwclus_get_u16be(c);
    (void)lwclus_cursor_take(c, 6); /* class, TTL */
    lwclus_cursor_split(c, lwclus_get_u16be(c), &data);
    host.priority = lwclus_get_u16be(&data);
    (void)lwclus_get_u16be(&data); /* weight */
    host.port = lwclus_get_u16be(&data);
    host.name[0] = 0;
    get_name(&data, whole, host.name);
    if (type != TYPE_SRV || data.status != LWCLUS_OK || host.name[0] == 0 || host.port == 0) {
        return count;
    }
    return insert(list, count, &host);
}

int lwclus_srv_answer(struct lwclus_cursor *c, uint16_t id, struct lwclus_kdc_host *out)
{
    const struct lwclus_cursor whole = *c;
    uint32_t records;
    bool ours = lwclus_get_u16be(c) == id;
    uint32_t flags = lwclus_get_u16be(c);
    int count = 0;

    ours = lwclus_get_u16be(c) == 1 && ours && (flags & FLAGS_RESPONSE) != 0;
    records = lwclus_get_u16be(c);
    (void)lwclus_cursor_take(c, 4);
    get_name(c, &whole, NULL); /* the question */
    (void)lwclus_cursor_take(c, 4);
    if (!ours || c->status != LWCLUS_OK) {
        return -1;
    }
    while ((flags & FLAGS_RCODE) == 0 && records-- != 0 && c->status == LWCLUS_OK) {
        count = get_record(c, &whole, out, count);
    }
    return count;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_srv_unused;
#endif
