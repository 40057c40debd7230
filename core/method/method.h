/*
 * The method table: the methods of MS-CMRP 3.0 as const data.
 */
#ifndef LWCLUS_METHOD_METHOD_H
#define LWCLUS_METHOD_METHOD_H

#include <stdint.h>

#include "lwclus_config.h"

/** NDR program of an opnum, see ndr/program.h. NULL: it must not be sent, because it is reserved or unknown,
 * is 185 (section 3.1.4.2 and its own disagree about it) or, without LWCLUS_METHODS_ALL, belongs to a family
 * that is off. */
const uint8_t *lwclus_method_program(uint16_t opnum);

/** Last byte of a program: LWCLUS_NDR_END_ bits, which say what the method returns and whether the client
 * reconnects ([MS-CMRP] 3.2.4.6). */
uint8_t lwclus_method_end(const uint8_t *program);

#if LWCLUS_ERROR_TEXT
/** "ApiOpenCluster"; "?" for a reserved or unknown opnum. */
const char *lwclus_method_name(uint16_t opnum);
#endif

#endif
