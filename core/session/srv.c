/* SRV records of KDCs. */
#include "session/srv.h"

#include "lwclus_port.h"

#if LWCLUS_KERBEROS && LWCLUS_KDC_SRV && LWCLUS_DNS

#include <string.h>

#define FLAG_RESPONSE 1u /* highest bit of the flags */
#define FLAGS_RCODE   0x000fu
#define TYPE_SRV      33u
#define LABEL_MAX     63u
#define POINTER       0xc0u /* the rest of a name is elsewhere (RFC 1035 4.1.4) */
#define NAME_MOST     (LWCLUS_KDC_NAME_BYTES - 1u)
#define POINTERS_MOST 8u /* a chain that is longer is a loop */

/* A query, but for its number and the realm. */
static const uint8_t query_head[] = {
    0x01, 0x00, 0,   1,   0,   0,   0,   0,   0,   0, /* recursion desired, one question */
    9,    '_',  'k', 'e', 'r', 'b', 'e', 'r', 'o', 's', 4, '_', 't', 'c', 'p'};
static const uint8_t query_tail[] = {0, 0, TYPE_SRV, 0, 1}; /* root, type, class IN */

void lwclus_srv_query(struct lwclus_cursor *c, uint16_t id, const char *realm)
{
    lwclus_put_u16be(c, id);
    lwclus_put_bytes(c, query_head, sizeof(query_head));
    while (*realm != 0) {
        uint32_t size = (uint32_t)strcspn(realm, ".");

        if (size - 1u >= LABEL_MAX) {
            lwclus_cursor_fail(c, LWCLUS_RESULT(LWCLUS_ORIGIN_LOCAL, ERROR_INVALID_NAME));
        }
        lwclus_put_u8(c, (uint8_t)size);
        lwclus_put_bytes(c, realm, size);
        realm += size;
        realm += *realm != 0;
    }
    lwclus_put_bytes(c, query_tail, sizeof(query_tail));
}

static void skip_name(struct lwclus_cursor *c)
{
    uint8_t size;

    do {
        size = lwclus_get_u8(c);
        (void)lwclus_cursor_take(c, size < POINTER ? size : 1u);
    } while (size - 1u < POINTER - 1u); /* 0 ends it, and so does a pointer */
}

/* Reads a name; what is behind it is lost. `whole` is the message that pointers refer to. False: a broken
 * name, or it does not fit. */
static bool get_name(struct lwclus_cursor *c, const struct lwclus_cursor *whole, char *out)
{
    uint32_t room = LWCLUS_KDC_NAME_BYTES - 1u;
    char *at = out;
    uint32_t jumps = 0;
    uint32_t size;

    *out = 0;
    while ((size = lwclus_get_u8(c)) != 0) {
        if (size >= POINTER) {
            size = (size << 8 | lwclus_get_u8(c)) & 0x3fffu;
            if (c->status != LWCLUS_OK || jumps++ == POINTERS_MOST) {
                return false;
            }
            *c = *whole;
            (void)lwclus_cursor_take(c, size);
        } else {
            if (size >= room) {
                return false;
            }
            lwclus_get_bytes(c, at, size);
            room -= size + 1;
            at += size;
            *at++ = '.';
        }
    }
    if (c->status != LWCLUS_OK || *out == 0) {
        return false;
    }
    at[-1] = 0;
    return true;
}

/* Keeps the list in order of priority; weights are for servers with many clients. */
static int insert(struct lwclus_kdc_host *list, int count, const struct lwclus_kdc_host *host)
{
    struct lwclus_kdc_host *at = list + count;

    for (; at != list && at[-1].priority > host->priority; at--) {
        *at = at[-1];
    }
    *at = *host;
    return count + (count < (int)LWCLUS_KDC_HOSTS);
}

/* One record; adds the host of an SRV record. */
static int get_record(struct lwclus_cursor *c, const struct lwclus_cursor *whole,
                      struct lwclus_kdc_host *list, int count)
{
    struct lwclus_cursor data;
    struct lwclus_kdc_host host;
    uint16_t type;

    skip_name(c);
    type = lwclus_get_u16be(c);
    (void)lwclus_cursor_take(c, 6); /* class, TTL */
    lwclus_cursor_split(c, lwclus_get_u16be(c), &data);
    host.address = NULL;
    host.priority = (uint16_t)(lwclus_get_u32be(&data) >> 16); /* weight below */
    host.port = lwclus_get_u16be(&data);
    return type == TYPE_SRV && host.port != 0 && get_name(&data, whole, host.name)
               ? insert(list, count, &host)
               : count;
}

int lwclus_srv_answer(struct lwclus_cursor *c, uint16_t id, struct lwclus_kdc_host *out)
{
    const struct lwclus_cursor whole = *c;
    uint32_t head = lwclus_get_u32be(c);   /* number, flags */
    uint32_t counts = lwclus_get_u32be(c); /* of questions, of records */
    int count = 0;

    (void)lwclus_cursor_take(c, 4);
    skip_name(c);
    (void)lwclus_cursor_take(c, 4);
    if (head >> 15 != ((uint32_t)id << 1 | FLAG_RESPONSE) || counts >> 16 != 1 || c->status != LWCLUS_OK) {
        return -1;
    }
    for (counts &= (head & FLAGS_RCODE) != 0 ? 0 : 0xffffu; counts != 0 && c->status == LWCLUS_OK; counts--) {
        count = get_record(c, &whole, out, count);
    }
    return count;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_srv_unused;
#endif
