/* What the files of the wire share. */
#ifndef WIRE_INT_H
#define WIRE_INT_H

#include "wire.h"

#define IP_HEADER  20u
#define UDP_HEADER 8u
#define TCP_HEADER 20u

/** One IPv4 packet, header included. */
struct packet {
    uint32_t size;
    uint8_t bytes[1500];
};

static inline uint32_t get16(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

static inline uint32_t get32(const uint8_t *p)
{
    return get16(p) << 16 | get16(p + 2);
}

static inline void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static inline void put32(uint8_t *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xffffu);
}

/** An answer to `to` with `size` bytes after the IP header, addresses turned round. */
struct packet *wire_answer(const struct packet *to, uint32_t size);
/** Queues what wire_answer returned. */
void wire_queue(void);

void wire_udp(const struct packet *p);
void wire_tcp(const struct packet *p);
/** RST to the connection that a packet belongs to, whichever direction it had. */
void wire_tcp_reset(const struct packet *p, bool to_device);
/** Sends what is waiting, and again what was not acknowledged. */
void wire_tcp_poll(void);

#endif
