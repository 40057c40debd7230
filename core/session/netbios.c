/* NetBIOS name query packets. */
#include "session/netbios.h"

#include <string.h>

#if LWCLUS_NETBIOS

#define FLAGS_QUERY     0x0100u /* recursion desired */
#define FLAGS_BROADCAST 0x0010u
#define FLAGS_RESPONSE  0x8000u
#define FLAGS_OPCODE    0x7800u
#define FLAGS_RCODE     0x000fu
#define TYPE_NB         0x0020u
#define CLASS_IN        0x0001u
#define NAME_FIELD      34u /* length byte, 32 encoded bytes, root label */

/* First-level encoding (RFC 1001 14.1): upper case, blanks to 15 bytes, suffix, a letter per nibble. */
static void encode_name(uint8_t out[NAME_FIELD], const char *name, uint8_t suffix)
{
    uint32_t i;
    uint8_t byte = 0;
    bool ended = false;

    out[0] = 32;
    out[NAME_FIELD - 1] = 0;
    for (i = 0; i < 16; i++) {
        ended = ended || name[i] == 0;
        byte = ended ? ' ' : (uint8_t)name[i];
        if (byte >= 'a' && byte <= 'z') {
            byte = (uint8_t)(byte - 'a' + 'A');
        }
        if (i == 15) {
            byte = suffix;
        }
        out[1 + 2 * i] = (uint8_t)('A' + (byte >> 4));
        out[2 + 2 * i] = (uint8_t)('A' + (byte & 15));
    }
}

void lwclus_netbios_query(struct lwclus_cursor *c, uint16_t id, const char *name, uint8_t suffix,
                          bool broadcast)
{
    uint8_t field[NAME_FIELD];

    encode_name(field, name, suffix);
    lwclus_put_u16be(c, id);
    lwclus_put_u16be(c, broadcast ? FLAGS_QUERY | FLAGS_BROADCAST : FLAGS_QUERY);
    lwclus_put_u16be(c, 1);
    lwclus_put_zeros(c, 6);
    lwclus_put_bytes(c, field, NAME_FIELD);
    lwclus_put_u16be(c, TYPE_NB);
    lwclus_put_u16be(c, CLASS_IN);
}

static int read_addresses(struct lwclus_cursor *c, struct lwclus_address *out, uint32_t max)
{
    uint32_t bytes = lwclus_get_u16be(c);
    struct lwclus_cursor data = lwclus_cursor_sub(c, bytes);
    uint32_t n = 0;

    while (n < max && lwclus_cursor_left(&data) >= 6) {
        (void)lwclus_get_u16be(&data); /* nb_flags: group and unique names alike lead to a host */
        memset(&out[n], 0, sizeof(out[n]));
        lwclus_get_bytes(&data, out[n].bytes, 4);
        out[n++].family = LWCLUS_FAMILY_IPV4;
    }
    return (int)n;
}

int lwclus_netbios_answer(struct lwclus_cursor *c, uint16_t id, const char *name, uint8_t suffix,
                          struct lwclus_address *out, uint32_t max)
{
    uint8_t field[NAME_FIELD];
    uint16_t flags;
    bool ours;

    encode_name(field, name, suffix);
    ours = lwclus_get_u16be(c) == id;
    flags = lwclus_get_u16be(c);
    ours = ours && (flags & FLAGS_RESPONSE) != 0 && (flags & FLAGS_OPCODE) == 0;
    (void)lwclus_cursor_take(c, 8);
    ours = lwclus_get_equal(c, field, NAME_FIELD) && ours;
    if (!ours) {
        return 0;
    }
    if ((flags & FLAGS_RCODE) != 0) {
        return -1;
    }
    ours = lwclus_get_u16be(c) == TYPE_NB && lwclus_get_u16be(c) == CLASS_IN;
    (void)lwclus_get_u32be(c);
    return ours ? read_addresses(c, out, max) : 0;
}

#else
/* An empty translation unit is not C99. */
typedef int lwclus_netbios_unused;
#endif
