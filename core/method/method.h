/*
 * The method table: the methods of MS-CMRP 3.0 as const data.
 */
#ifndef LWCLUS_METHOD_METHOD_H
#define LWCLUS_METHOD_METHOD_H

#include <stdint.h>

#include "lwclus_config.h"

/* Facts of a method ([MS-CMRP] 3.1.4.2.x), bits of lwclus_method.flags. */
#define LWCLUS_METHOD_RECONNECT 0x01u /* the client reconnects on the codes of 3.2.4.6 */
#define LWCLUS_METHOD_HANDLE    0x02u /* returns a context handle; Status is its result */

struct lwclus_method {
    const uint8_t *program; /* NDR program, see ndr/program.h; NULL = must not be sent */
    uint8_t flags;
};

/** Facts of an opnum. program is NULL for opnums that are reserved or unknown, for 185 (section 3.1.4.2 and
 * its own disagree about it) and, without LWCLUS_METHODS_ALL, for methods of families that are off. */
struct lwclus_method lwclus_method_get(uint16_t opnum);

#if LWCLUS_ERROR_TEXT
/** "ApiOpenCluster"; "?" for a reserved or unknown opnum. */
const char *lwclus_method_name(uint16_t opnum);
#endif

#endif
