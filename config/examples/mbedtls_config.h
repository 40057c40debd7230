/*
 * mbedTLS for lwclus: what NTLM needs and nothing else. For mbedTLS 2.28 and 3.x.
 *
 * Give it to the compiler with -DMBEDTLS_CONFIG_FILE='"mbedtls_config.h"'. A firmware that uses mbedTLS for
 * more keeps its own configuration and makes sure that MBEDTLS_MD5_C is in it. No module here allocates
 * memory.
 */
#ifndef MBEDTLS_CONFIG_H
#define MBEDTLS_CONFIG_H

/* HMAC-MD5 of NTLMv2 ([MS-NLMP] 3.3.2) and of the message signatures (3.4.4.2). */
#define MBEDTLS_MD5_C

#endif
