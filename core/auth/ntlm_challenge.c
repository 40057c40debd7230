/* The CHALLENGE message and its AV pairs: the only part of NTLM that reads what a server wrote. */
#include "auth/ntlm_internal.h"

#include <stddef.h>
#include "lwclus_config.h"

#if LWCLUS_NTLM

/* Fields {length, allocated, offset} of a message ([MS-NLMP] 2.2.1.2); the offset of an empty one says
 * nothing. */
static void read_fields(struct lwclus_cursor *c, struct lwclus_cursor *content)
{
    uint32_t size = lwclus_get_u32(c) & 0xffffu;
    uint32_t offset = lwclus_get_u32(c);

    lwclus_cursor_init(content, c->base, c->cap);
    (void)lwclus_cursor_take(content, size != 0 ? offset : 0);
    lwclus_cursor_split(content, size, content);
    lwclus_cursor_fail(c, content->status);
}

bool lwclus_ntlm_walk_pairs(struct lwclus_ntlm_challenge *ch, struct lwclus_cursor *out)
{
    struct lwclus_cursor c = ch->target_info;
    uint32_t seen = 0;
    uint32_t size;
    uint32_t bit;

    do {
        uint32_t head = lwclus_get_u32(&c); /* id, size */
        struct lwclus_cursor value;

        lwclus_cursor_split(&c, head >> 16, &value);
        head &= 0xffffu;
        bit = head < 32 ? 1u << head : 0;
        seen |= bit;
        size = value.cap;
        if (head == NTLM_AV_EOL) {
            size = 0;
        } else if (head == NTLM_AV_FLAGS) {
            size = 4;
            ch->av_flags = lwclus_get_u32(&value);
        } else if (head == NTLM_AV_TIMESTAMP) {
            size = 8;
            ch->timestamp = value.base;
        }
        if (value.cap != size) {
            return false;
        }
        if (out != NULL && (bit & NTLM_AV_OWN) == 0) {
            lwclus_put_u32(out, head | value.cap << 16);
            lwclus_put_bytes(out, value.base, value.cap);
        }
    } while (bit != 1u << NTLM_AV_EOL); /* a list without EOL ends here too: the failed cursor yields 0 */
    return c.status == LWCLUS_OK && (seen & NTLM_AV_NEEDED) == NTLM_AV_NEEDED;
}

bool lwclus_ntlm_parse_challenge(struct lwclus_ntlm_challenge *ch)
{
    struct lwclus_cursor c;

    ch->timestamp = NULL;
    ch->av_flags = 0;
    lwclus_cursor_init(&c, ch->message.ptr, ch->message.size);
    if (!lwclus_get_equal(&c, lwclus_ntlm_negotiate, 8) || lwclus_get_u32(&c) != 2) {
        return false;
    }
    read_fields(&c, &ch->target_info); /* target name: not needed, the pairs have it */
    ch->flags = lwclus_get_u32(&c);
    ch->nonce = lwclus_cursor_take(&c, 8);
    (void)lwclus_cursor_take(&c, 8); /* reserved */
    read_fields(&c, &ch->target_info);
    return c.status == LWCLUS_OK && (ch->flags & NTLM_REQUIRED) == NTLM_REQUIRED &&
           lwclus_ntlm_walk_pairs(ch, NULL);
}

#endif
