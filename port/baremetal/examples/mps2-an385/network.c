/* The netif of the example, with a fixed address. */
#include "example.h"

#include "lwip/dns.h"
#include "lwip/tcpip.h"

#include "board.h"
#include "lan9118.h"
#include "settings.h"
#include "text.h"

#define LINK_POLL_MS 100u

#if NO_SYS /* the superloop is lwIP's context */
#define LOCK_TCPIP_CORE()
#define UNLOCK_TCPIP_CORE()
#endif

static struct netif netif;

static bool parse(const char *text, ip4_addr_t *out)
{
    if (ip4addr_aton(text, out) == 0) {
        text_put("not an address: ");
        text_put(text);
        text_put("\n");
        return false;
    }
    return true;
}

int example_network(netif_input_fn input)
{
    ip4_addr_t address, mask, gateway;
#if LWIP_DNS
    ip_addr_t dns;
#endif

    if (!parse(settings.address, &address) || !parse(settings.mask, &mask) ||
        !parse(settings.gateway, &gateway)) {
        return EXAMPLE_NETWORK;
    }
    if (netif_add(&netif, &address, &mask, &gateway, NULL, lan9118_init, input) == NULL) {
        text_put("no network controller\n");
        return EXAMPLE_NETWORK;
    }
#if LWIP_DNS
    if (ipaddr_aton(settings.dns, &dns) == 0) {
        text_put("not an address of a name server\n");
        return EXAMPLE_NETWORK;
    }
    dns_setserver(0, &dns);
#endif
#if LWIP_IPV6
    netif_create_ip6_linklocal_address(&netif, 1);
#endif
    netif_set_default(&netif);
    netif_set_up(&netif);
    if (lan9118_link()) {
        netif_set_link_up(&netif);
    }
    return EXAMPLE_OK;
}

static void poll_link(void)
{
    static uint32_t last;
    bool link;

    if (board_ms() - last < LINK_POLL_MS) {
        return;
    }
    last = board_ms();
    link = lan9118_link();
    if (link != (netif_is_link_up(&netif) != 0)) {
        LOCK_TCPIP_CORE();
        if (link) {
            netif_set_link_up(&netif);
        } else {
            netif_set_link_down(&netif);
        }
        UNLOCK_TCPIP_CORE();
    }
}

unsigned example_network_poll(void)
{
    poll_link();
    return lan9118_poll(&netif);
}
