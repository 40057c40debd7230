/* Strings and byte arrays: conformant, and conformant varying (C706 14.3.3, 14.3.4). */
#include "ndr/ndr_run.h"

#include "base/utf16.h"

uint32_t lwclus_ndr_varying(struct lwclus_ndr_run *r, uint32_t *max, uint32_t actual)
{
    uint32_t offset = 0;

    lwclus_ndr_u32(r, max);
    lwclus_ndr_u32(r, &offset);
    lwclus_ndr_u32(r, &actual);
    if (offset != 0 || actual > *max) {
        lwclus_ndr_malformed(&r->stub);
    }
    return actual;
}

struct lwclus_cspan lwclus_ndr_get_string(struct lwclus_ndr_run *r)
{
    struct lwclus_cspan text = {NULL, 0};
    uint32_t max = 0;
    uint32_t units = lwclus_ndr_varying(r, &max, 0);

    /* 0 is malformed too; compared in units: twice a hostile count would wrap */
    if (units - 1 < lwclus_cursor_left(&r->stub) / 2) {
        text.size = 2 * (units - 1);
        text.ptr = lwclus_cursor_take(&r->stub, text.size);
        if (lwclus_get_u16(&r->stub) == 0) {
            return text;
        }
        text.size = 0; /* [MS-RPCE] 3.1.2.7.1.4: the terminator is on the wire */
    }
    lwclus_ndr_malformed(&r->stub);
    return text;
}

static void get_text(struct lwclus_ndr_run *r, struct lwclus_ndr_text *text)
{
    struct lwclus_cspan wire = {NULL, 0};
    uint32_t units = 0;
    uint32_t referent = 0;

    lwclus_ndr_u32(r, &referent); /* every [out] string is one of T** */
    if (referent != 0) {
        wire = lwclus_ndr_get_string(r);
        units = wire.size / 2 + 1;
    }
    if (text == NULL || r->stub.status != LWCLUS_OK) {
        return;
    }
    text->units = units;
    if (text->ptr != NULL && units - 1 < text->capacity) { /* 0 is none */
        lwclus_utf16_from_wire(text->ptr, wire.ptr, units - 1);
        text->ptr[units - 1] = 0;
    }
}

static void put_text(struct lwclus_ndr_run *r, const uint16_t *s)
{
    /* no NUL within what is left: does not fit, which the writes below find out */
    uint32_t units = lwclus_utf16_length(s, lwclus_cursor_left(&r->stub) / 2);
    uint32_t max = units + 1;

    if (LWCLUS_NDR_NEEDS_OPTIONAL && (*r->op & LWCLUS_NDR_UNIQUE) != 0) {
        if (!lwclus_ndr_pointer(r, &r->stub, s != NULL)) {
            return;
        }
    } else if (s == NULL) {
        lwclus_ndr_refuse(&r->stub);
        return;
    }
    (void)lwclus_ndr_varying(r, &max, max);
    lwclus_put_utf16(&r->stub, s, units);
    lwclus_put_u16(&r->stub, 0);
}

void lwclus_ndr_string(struct lwclus_ndr_run *r)
{
    if (r->write) {
        put_text(r, (const uint16_t *)r->arg->in);
    } else {
        get_text(r, (struct lwclus_ndr_text *)r->arg->out);
    }
}

#if LWCLUS_NDR_NEEDS_BUFFERS

/* Copies when it fits; the bytes are consumed either way. */
static void get_payload(struct lwclus_cursor *c, uint8_t *out, uint32_t capacity, uint32_t size)
{
    if (out != NULL && size <= capacity) {
        lwclus_get_bytes(c, out, size);
    } else {
        (void)lwclus_cursor_take(c, size);
    }
}

static void get_buffer(struct lwclus_ndr_run *r, struct lwclus_ndr_buffer *buffer)
{
    uint32_t size = 0;

    if (lwclus_ndr_pointer(r, &r->stub, false)) {
        lwclus_ndr_u32(r, &size);
        lwclus_ndr_pair(r, size);
        get_payload(&r->stub, buffer != NULL ? buffer->ptr : NULL, buffer != NULL ? buffer->capacity : 0,
                    size);
    }
    if (buffer != NULL && r->stub.status == LWCLUS_OK) {
        buffer->size = size;
    }
}

/* The caller's buffer is as large as the size parameter says; the peer must not claim more. */
static void get_array(struct lwclus_ndr_run *r, bool varying)
{
    uint32_t capacity = lwclus_ndr_beside(r, 1);
    uint32_t max = 0;
    uint32_t actual;

    if (varying) {
        actual = lwclus_ndr_varying(r, &max, 0);
    } else {
        lwclus_ndr_u32(r, &max);
        actual = max;
    }
    if (max > capacity) {
        lwclus_ndr_malformed(&r->stub);
        return;
    }
    lwclus_ndr_pair(r, actual);
    get_payload(&r->stub, (uint8_t *)r->arg->out, capacity, actual);
}

static void put_array(struct lwclus_ndr_run *r, uint32_t kind)
{
    const void *data = r->arg->in;
    uint32_t size = lwclus_ndr_beside(r, LWCLUS_NDR_NEEDS_ALL && kind == LWCLUS_NDR_KIND_BYTES_PREV ? -1 : 1);

    if (data == NULL && size != 0) {
        lwclus_ndr_refuse(&r->stub); /* a server at NDR target level 6.0 would refuse it, [MS-CMRP] 3.1.4.2 */
        return;
    }
    if ((*r->op & LWCLUS_NDR_UNIQUE) != 0 && !lwclus_ndr_pointer(r, &r->stub, data != NULL)) {
        return;
    }
    lwclus_ndr_u32(r, &size);
    if (LWCLUS_NDR_NEEDS_ENTRIES && kind == LWCLUS_NDR_KIND_WCHARS_NEXT) {
        size = size <= lwclus_cursor_left(&r->stub) / 2 ? 2 * size : UINT32_MAX; /* twice it may wrap */
    }
    lwclus_put_bytes(&r->stub, data, size);
}

void lwclus_ndr_bytes(struct lwclus_ndr_run *r)
{
    uint32_t kind = *r->op & LWCLUS_NDR_KIND_MASK;

    if (r->write) {
        put_array(r, kind);
    } else if (LWCLUS_NDR_NEEDS_ALL && kind == LWCLUS_NDR_KIND_BUFFER) {
        get_buffer(r, (struct lwclus_ndr_buffer *)r->arg->out);
    } else {
        get_array(r, !LWCLUS_NDR_NEEDS_ALL || kind == LWCLUS_NDR_KIND_VBYTES_NEXT);
    }
}

#endif
