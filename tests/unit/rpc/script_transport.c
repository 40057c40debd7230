/* A transport without a network. */
#include "rpc/script_transport.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct script *connection;

void script_init(struct script *s)
{
    memset(s, 0, sizeof *s);
    s->end_result = LWCLUS_PORT_AGAIN;
    connection = s;
}

void script_say(struct script *s, const uint8_t *bytes, uint32_t size)
{
    if (s->from_server_at == s->from_server_size) {
        script_free(s);
    }
    s->from_server = realloc(s->from_server, s->from_server_size + size + 1);
    memcpy(s->from_server + s->from_server_size, bytes, size);
    s->from_server_size += size;
}

void script_free(struct script *s)
{
    free(s->from_server);
    s->from_server = NULL;
    s->from_server_size = 0;
    s->from_server_at = 0;
}

static bool stuttered(struct script *s)
{
    s->ready = !s->ready;
    if (s->stutter && s->ready) {
        s->agains++;
        return true;
    }
    return false;
}

static uint32_t portion_of(const struct script *s, uint32_t size, uint32_t done)
{
    if (s->first != 0 && done < s->first && size > s->first - done) {
        size = s->first - done;
    }
    return s->portion != 0 && size > s->portion ? s->portion : size;
}

static int script_connect(uint8_t slot, const struct lwclus_address *address, uint16_t port)
{
    assert_int_equal(slot, 0);
    (void)address;
    (void)port;
    if (connection->connect_agains != 0) {
        connection->connect_agains--;
        return LWCLUS_PORT_AGAIN;
    }
    connection->open = connection->connect_result == LWCLUS_PORT_OK;
    return connection->connect_result;
}

/* Collects bytes of the client until a PDU is whole. */
static void listen(struct script *s, const uint8_t *data, uint32_t size)
{
    while (size-- != 0) {
        assert_true(s->pdu_size < sizeof s->pdu);
        s->pdu[s->pdu_size++] = *data++;
        if (s->pdu_size >= 16 && s->pdu_size == (uint32_t)(s->pdu[8] | s->pdu[9] << 8)) {
            if (s->on_pdu != NULL) {
                s->on_pdu(s->user, s->pdu, s->pdu_size);
            }
            s->pdu_size = 0;
        }
    }
}

static int script_send(uint8_t slot, const uint8_t *data, uint32_t size)
{
    struct script *s = connection;

    assert_int_equal(slot, 0);
    assert_true(s->open && size != 0);
    if (stuttered(s)) {
        return LWCLUS_PORT_AGAIN;
    }
    size = portion_of(s, size, s->sent);
    if (s->send_result != 0 && size > s->send_limit - s->sent) {
        size = s->send_limit - s->sent;
        if (size == 0) {
            return s->send_result;
        }
    }
    s->sent += size;
    listen(s, data, size);
    return (int)size;
}

static int script_recv(uint8_t slot, uint8_t *data, uint32_t size)
{
    struct script *s = connection;
    uint32_t left;

    assert_int_equal(slot, 0);
    assert_true(s->open && size != 0);
    if (s->from_server_at == s->from_server_size) {
        s->agains += s->end_result == LWCLUS_PORT_AGAIN;
        return s->end_result;
    }
    if (stuttered(s)) {
        return LWCLUS_PORT_AGAIN;
    }
    left = s->from_server_size - s->from_server_at;
    size = portion_of(s, size < left ? size : left, s->received);
    memcpy(data, s->from_server + s->from_server_at, size);
    s->from_server_at += size;
    s->received += size;
    return (int)size;
}

static void script_close(uint8_t slot)
{
    assert_int_equal(slot, 0);
    connection->open = false;
    connection->closes++;
}

const struct lwclus_transport script_transport = {script_connect, script_send, script_recv, script_close};
