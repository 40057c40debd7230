/*
 * The method table: all methods of MS-CMRP 3.0 as const data.
 */
#ifndef LWCLUS_METHOD_METHOD_H
#define LWCLUS_METHOD_METHOD_H

#include <stdint.h>

#include "lwclus_config.h"

/* Facts of a method ([MS-CMRP] 3.1.4.2.x), bits of lwclus_method.flags. */
#define LWCLUS_METHOD_RECONNECT 0x01u /* the client reconnects on the codes of 3.2.4.6 */
#define LWCLUS_METHOD_HANDLE    0x02u /* returns a context handle; its result is Status, not the return value */

struct lwclus_method {
    const uint8_t *program; /* NDR program, see ndr/program.h; NULL = reserved opnum, never sent */
    uint8_t flags;
};

/** Facts of an opnum. Opnums that are reserved or unknown give program NULL. */
struct lwclus_method lwclus_method_get(uint16_t opnum);

#if LWCLUS_ERROR_TEXT
/** "ApiOpenCluster"; "?" for a reserved or unknown opnum. */
const char *lwclus_method_name(uint16_t opnum);
#endif

#endif
