/* Simulated cluster: NDR20 of this interface, strict: fill bytes zero, offsets zero, counts equal. */
#include "sim_int.h"

void sim_get_align(struct sim_conn *conn, struct lwclus_cursor *c, uint32_t n)
{
    while (c->pos % n != 0 && c->status == LWCLUS_OK) {
        if (lwclus_get_u8(c) != 0) {
            sim_complain(conn->cluster, "fill byte is not zero", c->pos);
        }
    }
}

uint32_t sim_get_u32(struct sim_conn *conn, struct lwclus_cursor *c)
{
    sim_get_align(conn, c, 4);
    return lwclus_get_u32(c);
}

/* [in, string] wchar_t *: units without the NUL. */
struct lwclus_cspan sim_get_text(struct sim_conn *conn, struct lwclus_cursor *c)
{
    uint32_t max = sim_get_u32(conn, c), offset = lwclus_get_u32(c), units = lwclus_get_u32(c);
    struct lwclus_cspan text = {NULL, 0};
    struct lwclus_cursor body;

    if (max != units || offset != 0 || units == 0 || units > SIM_STUB_BYTES / 2u) {
        sim_complain(conn->cluster, "string counts", units);
        lwclus_cursor_fail(c, 1);
        return text;
    }
    body = lwclus_cursor_sub(c, (units - 1u) * 2u);
    text = (struct lwclus_cspan){body.base, body.cap};
    if (lwclus_get_u16(c) != 0) {
        sim_complain(conn->cluster, "string without NUL", units);
    }
    return text;
}

uint32_t sim_text_units(const uint16_t *text)
{
    uint32_t n = 0;

    while (text[n] != 0) {
        n++;
    }
    return n;
}

static uint16_t fold(uint32_t unit)
{
    return (uint16_t)(unit >= 'a' && unit <= 'z' ? unit - 0x20u : unit);
}

/* Names compare without case, [MS-CMRP] 3.1.4.2. */
bool sim_text_equal(struct lwclus_cspan wire, const uint16_t *text)
{
    uint32_t units = sim_text_units(text);

    if (wire.size != units * 2u) {
        return false;
    }
    for (uint32_t i = 0; i < units; i++) {
        if (fold((uint32_t)wire.ptr[2u * i] | (uint32_t)wire.ptr[2u * i + 1u] << 8) != fold(text[i])) {
            return false;
        }
    }
    return true;
}

void sim_put_text(struct lwclus_cursor *c, const uint16_t *text)
{
    uint32_t units = sim_text_units(text) + 1u;

    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, units);
    lwclus_put_u32(c, 0);
    lwclus_put_u32(c, units);
    for (uint32_t i = 0; i < units; i++) {
        lwclus_put_u16(c, text[i]);
    }
    lwclus_cursor_align(c, 4, true);
}

void sim_put_text_pointer(struct lwclus_cursor *c, uint32_t referent, const uint16_t *text)
{
    lwclus_cursor_align(c, 4, true);
    lwclus_put_u32(c, text != NULL ? referent : 0);
    if (text != NULL) {
        sim_put_text(c, text);
    }
}
