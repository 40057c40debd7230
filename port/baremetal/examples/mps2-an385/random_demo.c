/*
 * ############################  NOT SECURE, FOR DEMONSTRATION ONLY  ############################
 *
 * QEMU's mps2-an385 has no source of entropy. These numbers come from a counter and the time, so whoever
 * knows when the device was started can compute them, and with them NTLM's client challenge and session key,
 * TCP's sequence numbers and the ids of DNS queries. A product uses a hardware generator with a health test
 * and a DRBG behind it, and returns false from the hook when that fails.
 *
 * The example says so on the UART each time it starts.
 */
#include "board.h"

#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)

uint32_t board_random(void)
{
    static uint32_t state = 0x9e3779b9u;

    /* xorshift32, G. Marsaglia, stirred with the time of the call */
    state ^= SYST_CVR ^ board_ms() << 16;
    state += state == 0;
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

bool board_random_bytes(uint8_t *out, uint32_t size)
{
    while (size-- > 0) {
        *out++ = (uint8_t)(board_random() >> 24);
    }
    return true;
}
