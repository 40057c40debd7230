/*
 * lwclus_result: one 32-bit word that carries a Win32 code and where it arose.
 *
 * Bits 0-15 hold the Win32 code that GetLastError() shows, bits 16-23 the origin. Zero is success.
 */
#ifndef LWCLUS_BASE_RESULT_H
#define LWCLUS_BASE_RESULT_H

#include <stdint.h>

#include "clusapi_errors.h"
#include "lwclus_config.h"

typedef uint32_t lwclus_result;

/* Where a failure arose. The numbers are part of the public interface (lwclus_last_result). */
#define LWCLUS_ORIGIN_LOCAL    1u /* arguments, handle table, configuration: nothing was sent */
#define LWCLUS_ORIGIN_PORT     2u /* transport, resolver, random, time: reported by the port */
#define LWCLUS_ORIGIN_DEADLINE 3u /* a wait ended without an answer */
#define LWCLUS_ORIGIN_PDU      4u /* malformed or unexpected PDU */
#define LWCLUS_ORIGIN_VERIFIER 5u /* auth verifier: wrong signature, sequence or level */
#define LWCLUS_ORIGIN_AUTH     6u /* SPNEGO, NTLM, DER: logon failed or was downgraded */
#define LWCLUS_ORIGIN_NDR      7u /* stub data */
#define LWCLUS_ORIGIN_FAULT    8u /* fault or bind_nak from the server */
#define LWCLUS_ORIGIN_SERVER   9u /* status returned by the method itself */

#define LWCLUS_RESULT(origin, code) ((lwclus_result)(((uint32_t)(origin) << 16) | ((uint32_t)(code)&0xffffu)))
#define LWCLUS_CODE(result)         ((uint32_t)(result)&0xffffu)
#define LWCLUS_ORIGIN(result)       (((uint32_t)(result) >> 16) & 0xffu)

#define LWCLUS_OK ((lwclus_result)0)

/* Not a failure: the operation waits for the network; step it again. Never reaches the application. */
#define LWCLUS_PENDING LWCLUS_RESULT(0, ERROR_IO_PENDING)

#endif
