/* Fault, bind_nak and rejection codes to Win32 ([MS-RPCE] 3.1.1.5.5). */
#ifndef LWCLUS_RPC_STATUS_H
#define LWCLUS_RPC_STATUS_H

#include <stdint.h>

#include "base/result.h"

/** Status of a fault PDU. Unlisted 32-bit codes that do not fit in 16 bits become RPC_S_CALL_FAILED and are
 * logged; 0x8007xxxx yields its Win32 part; small codes pass unchanged. Never 0. Origin fault. */
lwclus_result lwclus_status_from_fault(uint32_t status);

/** bind_nak reason ([MS-RPCE] 2.2.2.5). */
lwclus_result lwclus_status_from_bind_nak(uint16_t reason);

/** Same narrowing for a status that a method returned; 0 stays LWCLUS_OK. Origin server. */
lwclus_result lwclus_status_from_server(uint32_t status);

#endif
