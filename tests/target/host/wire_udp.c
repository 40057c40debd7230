/* The far side of UDP: a name server, and an echo on port 7. */
#include <string.h>
#include <strings.h>

#include "wire_int.h"

#define DNS_PORT   53u
#define DNS_HEADER 12u
#define TYPE_A     1u

/* The names it knows: cluster.test is 192.0.2.1, n1 to n3 are 192.0.2.1 to .3, gone.test does not exist, all
 * others are not answered. */
static bool names(const uint8_t *question, const char *label)
{
    return question[0] == strlen(label) && strncasecmp((const char *)question + 1, label, question[0]) == 0;
}

/* Turns a query into an answer; 0 = none. */
static uint32_t dns_answer(uint8_t *message, uint32_t size)
{
    static const uint8_t record[] = {0xc0, 12, 0, TYPE_A, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1};
    const uint8_t *question = message + DNS_HEADER;
    static const char *const known[] = {NULL, "n1", "n2", "n3"};
    uint32_t node;
    bool is_a = get16(message + size - 4) == TYPE_A;

    message[2] = 0x81;
    message[3] = 0x80;
    if (wire.dns_silent) {
        return 0;
    }
    if (names(question, "gone")) {
        message[3] = 0x83;
        return size;
    }
    for (node = 1; node < sizeof known / sizeof known[0] && !names(question, known[node]); node++) {
    }
    if (node == sizeof known / sizeof known[0] && !names(question, "cluster")) {
        return 0;
    }
    if (is_a) {
        message[7] = 1;
        memcpy(message + size, record, sizeof record);
        size += (uint32_t)sizeof record;
        message[size - 1u] = (uint8_t)(names(question, "cluster") ? 1 : node);
    }
    return size;
}

void wire_udp(const struct packet *p)
{
    const uint8_t *udp = p->bytes + IP_HEADER;
    uint32_t port = get16(udp + 2);
    uint32_t size = p->size - IP_HEADER - UDP_HEADER;
    uint8_t data[1400];
    struct packet *answer;

    if (size > sizeof data - 32u) {
        return;
    }
    memcpy(data, udp + UDP_HEADER, size);
    if (port == DNS_PORT) {
        size = dns_answer(data, size);
    } else if (port != WIRE_ECHO_PORT) {
        return;
    }
    if (size == 0) {
        return;
    }
    answer = wire_answer(p, UDP_HEADER + size);
    if (answer->bytes[12] == 255) { /* everybody was asked, one answers */
        memcpy(answer->bytes + 12, wire_address(1).bytes, 4);
    }
    put16(answer->bytes + IP_HEADER, port);
    put16(answer->bytes + IP_HEADER + 2, get16(udp));
    put16(answer->bytes + IP_HEADER + 4, UDP_HEADER + size);
    memcpy(answer->bytes + IP_HEADER + UDP_HEADER, data, size);
    wire_queue();
}
