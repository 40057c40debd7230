/* SMSC LAN9118 Ethernet controller, polled, as a netif of lwIP. */
#ifndef LAN9118_H
#define LAN9118_H

#include <stdbool.h>

#include "lwip/netif.h"

/** For netif_add. ERR_IF: the chip is not there. */
err_t lan9118_init(struct netif *netif);

/** Hands the received frames to netif->input. @return their number. */
unsigned lan9118_poll(struct netif *netif);

/** Asks the PHY whether a cable is plugged in. */
bool lan9118_link(void);

#endif
