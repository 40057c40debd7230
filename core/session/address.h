/* IP address literals as UTF-16 or ASCII text. */
#ifndef LWCLUS_SESSION_ADDRESS_H
#define LWCLUS_SESSION_ADDRESS_H

#include <stdbool.h>

#include "lwclus_port.h"

/**
 * Parses an IPv4 literal (four decimal bytes) or an IPv6 literal (RFC 4291 2.2, also with a trailing IPv4
 * part and a numeric zone after %; LWCLUS_IPV6). False when `text` is neither; `out` is undefined then.
 */
bool lwclus_address_parse(const char *text, struct lwclus_address *out);

#endif
