/* Port table to start from: links everywhere, provides nothing. Copy the folder and fill in hook by hook. */
#ifndef LWCLUS_PORT_TEMPLATE_H
#define LWCLUS_PORT_TEMPLATE_H

#include "lwclus_port.h"

#ifdef __cplusplus
extern "C" {
#endif

/** With this table lwclus_init() succeeds and every open fails with RPC_S_SERVER_UNAVAILABLE (origin port).
 */
extern const struct lwclus_port lwclus_port_template;

#ifdef __cplusplus
}
#endif

#endif
